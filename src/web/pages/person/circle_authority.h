// By what authority somebody of the circle speaks for the person, as their card shows it and the form asks
// it: what was seen, what it covers, its last day, and who verified it (LL-3.2b).
#pragma once

#include "people/relationship.h"
#include "web/frame/person_parts.h"

namespace candour::web {

/// The rows of the card; none where they have no authority.
std::vector<html::SummaryRow> authority_rows(const Visit& v, const people::Relationship& x);
/// How a card says in a word that it waits, or "".
html::Html authority_tag(const people::Relationship& x);
/// What the visitor does about one that waits: verify it at `act`, or who can.
Result<html::Html> verify_part(const Visit& v, const people::Relationship& x, const std::string& act,
                               bool may_write);
html::Html authority_fields(const people::Relationship& x, const SentForm& form);
void read_authority(const http::Fields& form, people::Relationship& x, std::vector<FieldProblem>& problems);

}  // namespace candour::web
