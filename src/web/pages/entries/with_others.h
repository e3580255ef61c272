// What several people were part of, on the page of one's entry: who else was, and writing their part. One
// request, one thread.
#pragma once

#include "web/frame/page_table.h"
#include "web/frame/person_parts.h"

namespace candour::web {

/// The entry of somebody else of which the new one is another part, with leave to write there as well.
struct OtherEntry {
  PersonId person;
  EntryId entry;
  Pass pass;
};
/// What the address or the form names; nothing when neither does. Errors: NotFound, NotAllowed.
Result<std::optional<OtherEntry>> other_entry(const Visit& v, const charter::Kind& kind,
                                              const std::string& entry, const std::string& person);
/// Begins a form with what is alike for all who were part of the same: when and where it was and what
/// kind of thing, and none of the other words.
Status begin_alike(const Visit& v, const charter::Kind& kind, const OtherEntry& other,
                   charter::RawAnswers& begins);
/// Who else was part of it, by name where the reader may open theirs; and to write somebody's part.
Result<html::Html> with_others_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                    const record::Entry& e, bool may_write);

void add_with_others_pages(PageTable& t);

}  // namespace candour::web
