// When what is kept about somebody is deleted. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

void add_kept_page(PageTable& t);

}  // namespace candour::web
