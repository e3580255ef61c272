// How what was written is shown: an entry whole (each field with its answer, what is held back as such) and
// an entry in short on the timeline. Pure; any thread. It shows only what the pass let open.
#pragma once

#include "record/entries.h"
#include "web/frame/site.h"
#include "web/html/components.h"

namespace candour::web {

/// Tint and name of a category: plum for special, rose for criminal.
std::pair<std::string, html::Tint> category_tag(const charter::Charter& c, CategoryIx i);
/// A telephone number that dials.
html::Html phone_link(const std::string& canonical);
/// One answer: names instead of ids, links to files, groups as small tables, text as it was typed.
html::Html show_value(const Visit& v, const charter::Field& f, const boost::json::value& value,
                      std::string_view files_url);
/// Every answered field of the kind, in order; categories that are held back are named, with the way to ask.
html::Html show_values(const Visit& v, const charter::Kind& kind, const charter::Values& values,
                       CategorySet held_back, PersonId person, std::string_view files_url);
/// That something is held back, a line for each category, with who sees it and a way to ask.
html::Html held_back_lines(const Visit& v, CategorySet held_back, PersonId person);
/// "Visit at home": the answer of the title field, or the kind's name.
/// When it happened, to the day where the kind asks for no time.
std::string happened_words(const charter::Kind& kind, UnixMs at);
std::string entry_title(const charter::Charter& c, const record::Entry& e);
/// One item of the timeline; held back whole when nothing of it could be opened. `disputed`: the person says
/// otherwise (record/disputes.h).
html::Html timeline_entry(const Visit& v, const record::Entry& e, bool disputed = false);
std::string entry_url(const Visit& v, PersonId person, EntryId id);
std::string person_url(const Visit& v, PersonId person, std::string_view path = {});
/// "from the person", "from their family": where an entry's words come from (IM-3.3).
std::string source_words(const charter::Charter& c, std::string_view source, std::string_view name);
/// The same as choices. Most often it is what staff saw or what the person said, so these come first; all
/// others stand under headings, each of them once.
std::vector<html::Choice> source_choices(const charter::Charter& c);
/// A charter's names speak to the person ("Your social worker"); staff read the same of them.
std::string said_of_them(std::string_view name);
/// Who else sees a category: "seen by Support worker and Team manager".
std::string seen_by(const charter::Charter& c, CategoryIx i);

}  // namespace candour::web
