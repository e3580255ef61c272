// What other pages show of what the person says is wrong, and where that is written down. One request, one
// thread.
#pragma once

#include "record/disputes.h"
#include "web/frame/page_table.h"

namespace candour::web {

/// What is disputed in the record, or of one thing of it. `pass`: with told_in_requests() it sees their
/// words.
Result<record::Disputed> disputed_of(const Visit& v, const Pass& pass, PersonId person,
                                     std::optional<Id128> about = {});
/// Above what is shown: each time that they say otherwise, and their words; nothing where nothing is
/// disputed.
html::Html disputed_banner(const Visit& v, PersonId person, const charter::Kind& kind,
                           const record::Disputed& all, const Id128& about);
/// Whether the reader sees anything of it, and so can be told that it is wrong.
bool is_read(const record::Entry& e);
/// To write down that they say so, where the reader may. `at`: of the entry, or of the details.
html::Html disputing_link(const Visit& v, PersonId person, const std::string& at, const charter::Kind& kind,
                          const std::vector<gate::Gate::Writable>& kinds);

void add_disputing_pages(PageTable& t);

}  // namespace candour::web
