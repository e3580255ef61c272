// The copy that answers a request to see what is held, on the page of the request. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Empty for other entries, and for whoever does not answer them.
Result<html::Html> pack_part(const Visit& v, const Pass& pass, const record::Entry& e);
void add_pack_pages(PageTable& t);

}  // namespace candour::web
