// What is still open in a record: shown before support ends, and asked after somebody has died. One request,
// one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// What is due and not done, in one service or in all, as links; nothing when nothing is.
Result<html::Html> left_open_part(const Visit& v, const Pass& pass, PersonId person,
                                  std::optional<ServiceIx> service, charter::Date today);
void add_left_open_pages(PageTable& t);

}  // namespace candour::web
