// Who outside is to hear that a record is restricted, for whoever decides about that. One request, one
// thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// On the request that restricts: that somebody is to hear of it still. Empty for all else.
Result<html::Html> to_hear_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                const record::Entry& e);
void add_to_hear_pages(PageTable& t);

}  // namespace candour::web
