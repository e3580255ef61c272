// How long what an activity uses is kept, for the record of processing: a line for each period of the
// charter. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "charter/charter.h"

namespace candour::paper {

/// `used`: what the activity uses, in these services. What the notice does not say of it is marked.
std::vector<std::string> kept_in_words(const charter::Charter& c, ServiceSet services, CategorySet used);

}  // namespace candour::paper
