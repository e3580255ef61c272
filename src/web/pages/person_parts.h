// Pieces that several pages about a person share. One request, one thread. The gate decides; these only ask.
#pragma once

#include "web/pages/entry_view.h"

namespace candour::web {

/// The person of the address; nil when it is not an id, which the gate refuses like any unknown person.
PersonId person_of(const http::Request& r);
/// A pass to see `wanted` and the banner of the person of the address, written on the ledger as `what`.
Result<Pass> look_at(const Visit& v, PersonId person, std::string what, std::string thing, CategorySet wanted);
/// A no that the page finds after the gate let the visitor in this far: on the ledger like those of the gate.
tl::unexpected<Error> refuse_here(const Visit& v, const Pass& pass, PersonId person, std::string_view what,
                                  std::string_view thing, Error why);
/// Every category: for pages that show all that the reader may see.
CategorySet all_categories();

/// A kind that the visitor may write about the person, and the service it would be written in.
struct Writable {
  KindIx kind{};
  ServiceIx service{};
};
/// By the person's open enrolments and the visitor's posts; for offering links. Closed enrolments give none.
std::vector<Writable> writable(const Visit& v, const std::vector<people::Enrolment>& enrolments);
/// The service to write this kind in: the one asked for, or the first that allows it.
std::optional<ServiceIx> service_for(const Visit& v, const std::vector<people::Enrolment>& enrolments, KindIx kind,
                                     std::string_view wanted_code = {});

}  // namespace candour::web
