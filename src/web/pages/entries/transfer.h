// A service that is handed over, on the page of its entry: how far it is, what goes and what stays, the
// manifest, and putting it ready to be collected. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Empty for other kinds of entries. `below`: the list by running numbers.
struct TransferParts {
  html::Html aside, below;
};
Result<TransferParts> transfer_parts(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                     const record::Entry& e, const std::vector<const charter::Move*>& moves);
void add_transfer_pages(PageTable& t);

}  // namespace candour::web
