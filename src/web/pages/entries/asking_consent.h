// The form of a consent that is asked for one purpose: what it begins with, and the words to show.
#pragma once

#include "charter/values.h"
#include "web/frame/site.h"

namespace candour::web {

/// `purpose`: a code of the charter; anything else, or another kind of form, changes and shows nothing.
void begin_consent(const Visit& v, const charter::Kind& kind, const std::string& purpose,
                   charter::RawAnswers& begins);
/// Before anything is written down, what they say yes or no to.
html::Html words_to_show(const Visit& v, const charter::Kind& kind, const std::string& purpose);

}  // namespace candour::web
