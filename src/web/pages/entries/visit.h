// Visits to somebody's home, on pages. One request, one thread.
#pragma once

#include "charter/values.h"
#include "web/frame/page_table.h"

namespace candour::web {

/// What is written after a home visit (charter::Diary::note, trouble) begins with when somebody was there,
/// how long, and how. The visit is looked at for it.
Status begin_after_visit(const Visit& v, PersonId person, const charter::Kind& kind, EntryId id,
                         charter::RawAnswers& begins);
void add_visit_pages(PageTable& t);

}  // namespace candour::web
