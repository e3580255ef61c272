// What would go and what must stay, on the page of a request to delete, for whoever decides about it. One
// request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Empty for other requests, and for whoever takes no step of it. `moves`: that the reader may take now.
Result<html::Html> erasure_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                const record::Entry& e, const std::vector<const charter::Move*>& moves);

}  // namespace candour::web
