// When what is kept about somebody is deleted. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// The periods of the notice that govern it, each with its part.
html::Html periods_of(const charter::Charter& c, const retention::Kept& k);
/// What is of services that they have no more, and goes while another goes on; empty where there is none.
html::Html services_left(const charter::Charter& c, const retention::OfPerson& all);
void add_kept_page(PageTable& t);

}  // namespace candour::web
