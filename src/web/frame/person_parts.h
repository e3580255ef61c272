// Pieces that several pages about a person share. One request, one thread. The gate decides; these only ask.
#pragma once

#include "web/frame/entry_view.h"
#include "web/frame/page_table.h"

namespace candour::web {

/// The person of the address; nil when it is not an id, which the gate refuses like any unknown person.
PersonId person_of(const http::Request& r);
/// The entry of the address, likewise.
EntryId entry_of(const http::Request& r);

/// What an address below an entry names, before anybody is asked whether the visitor may.
struct OfEntry {
  PersonId person;
  EntryId id;
  record::Entries::Place place;
  /// The entry's own address, without the organisation.
  std::string path() const { return "/people/" + person.text() + "/entries/" + id.text(); }
};
Result<OfEntry> of_entry(const Visit& v, const http::Request& r);
/// The version that a form was filled in from, or that an address asks for; 0 when it says none, or what is
/// no number: that is nobody's version.
std::uint32_t version_in(std::string_view typed);

/// A pass to see `wanted` and the banner of the person of the address; the look is on the ledger as `what`.
Result<Pass> look_at(const Visit& v, PersonId person, const gate::What& what, std::string thing,
                     CategorySet wanted);
/// A no that the page finds after the gate let the visitor in this far: on the ledger like those of the gate.
tl::unexpected<Error> refuse_here(const Visit& v, const Pass& pass, PersonId person, std::string_view what,
                                  std::string_view thing, Error why);
/// Whether the reader may keep this letter about the person.
bool may_keep(const Visit& v, const charter::LetterTemplate& t,
              const std::vector<gate::Gate::Writable>& kinds);
/// A closed list as the choices of a form, and the words of one of its codes.
std::vector<html::Choice> choices_of(std::span<const people::Choice> list);
std::string words_of(std::span<const people::Choice> list, std::string_view code);
/// Every category: for pages that show all that the reader may see.
CategorySet all_categories();

}  // namespace candour::web
