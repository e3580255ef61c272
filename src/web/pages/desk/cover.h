// While a worker is away: what the page of their people shows of it. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Who stands in for them, and the form to say so; nothing for whoever may not.
Result<html::Html> cover_part(const Visit& v, StaffId away);
void add_cover_pages(PageTable& t);

}  // namespace candour::web
