// The page of what waits to be sent. At the start; one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

void add_outbox_page(PageTable& t);

}  // namespace candour::web
