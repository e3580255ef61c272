// Somebody is added from what came about them from outside: what it says stands in the form already, and it
// goes into their record afterwards.
#pragma once

#include "charter/values.h"
#include "web/frame/person_parts.h"

namespace candour::web {

/// What somebody wrote from outside about whoever is to be added, under the names of the form of /people/new.
struct Begun {
  PersonId about;  // the service at which it stands; nil: nobody wrote before
  EntryId entry;
  charter::RawAnswers answers;
  std::string of(const std::string& name) const;
};
/// "from=SERVICE-ID/ENTRY-ID" of the address or the form; nothing of it for whoever may not read the entry.
Result<Begun> begun_from(const Visit& v, const std::string& from);
std::string begun_text(const Begun& b);
/// The page on which it is put into that record.
std::string begun_path(const Begun& b, PersonId to);
/// On the page of such an entry: the button that adds somebody from it.
html::Html begin_part(const Visit& v, PersonId person, const charter::Kind& kind, const record::Entry& e);

}  // namespace candour::web
