// What the page of a record says about other records of the same person. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Which records were joined with this one, and the way to join another, for whoever may; nothing when there
/// is neither.
Result<html::Html> joined_card(const Visit& v, const Pass& pass, PersonId person);
void add_joining_pages(PageTable& t);

}  // namespace candour::web
