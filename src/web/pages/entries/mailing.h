// What is sent to many people at once, on the page of its entry: how many would get it, and what became of
// it. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// Empty for other kinds of entries.
Result<html::Html> mailing_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                const record::Entry& e);
/// Of a story or picture: the mailings into which whoever may take `moves` can put it. Empty for other kinds.
Result<html::Html> into_mailing_part(const Visit& v, const charter::Kind& kind, const record::Entry& e,
                                     const std::vector<const charter::Move*>& moves);
void add_mailing_pages(PageTable& t);

}  // namespace candour::web
