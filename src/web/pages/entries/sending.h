// Picking what somebody outside is told, and putting it ready behind an address with a code. One request, one
// thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// For a sharing: the way to the page that picks, or what became of what was picked. Empty for other kinds.
Result<html::Html> sending_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                const record::Entry& e, const std::vector<const charter::Move*>& moves);
void add_sending_pages(PageTable& t);

}  // namespace candour::web
