// What is destroyed since its time is over, on the page of its entry: whose records, what became of them, and
// the certificate. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Empty for other kinds of entries. `below`: the list of those whom the reader reaches.
struct DestructionParts {
  html::Html aside, below;
};
Result<DestructionParts> destruction_parts(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                           const record::Entry& e);
void add_destruction_pages(PageTable& t);

}  // namespace candour::web
