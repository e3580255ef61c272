// "Give them their own door": the paper with a code that staff hand over to the person, or to whoever speaks
// for them; who has one, and shutting it. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

void add_door_pages(PageTable& t);
/// To the page of the doors; nothing where the charter opens none.
html::Html own_door_link(const Visit& v, PersonId person);

}  // namespace candour::web
