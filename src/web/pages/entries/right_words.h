// What the notice says of the right that somebody uses, on the page of their request and beside its steps,
// for whoever decides about it. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Empty for what is no request, and where the notice says nothing to these steps.
html::Html right_words_part(const charter::Charter&, const charter::Kind&, const record::Entry&,
                            const std::vector<const charter::Move*>& steps);

}  // namespace candour::web
