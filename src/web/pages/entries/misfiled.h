// What other pages show of entries that do not belong where they stand. One request, one thread.
#pragma once

#include "record/misfiled.h"
#include "web/frame/page_table.h"

namespace candour::web {

/// On the page of an entry: that somebody said so, or that it stood in another record.
Result<html::Html> misfiled_banner(const Visit& v, const Pass& pass, PersonId person, const record::Entry& e);
/// To say so, where the reader may.
Result<html::Html> misfiled_link(const Visit& v, PersonId person, const record::Entry& e);
/// What was taken off a record; nothing when nothing was.
Result<html::Html> taken_off_part(const Visit& v, const Pass& pass, PersonId person);

void add_misfiled_pages(PageTable& t);

}  // namespace candour::web
