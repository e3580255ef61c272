// The goals of a plan as cards beside the record, each with how far it is, and one press for a step that was
// done. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Of the newest plans; `may_write`: kinds that the reader may write about the person.
html::Html goal_cards(const Visit& v, const std::vector<record::Entry>& plans,
                      const std::vector<gate::Gate::Writable>& may_write);
void add_goal_pages(PageTable& t);

}  // namespace candour::web
