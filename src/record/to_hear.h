// Who outside is still to hear that a record is restricted (UK GDPR, Article 19), for whoever decides about
// such requests: while it is restricted nobody opens what they were told, and yet somebody has to write down
// that they heard of it. Any thread. Promises: it says to whom something went, of which kinds, and by when
// they are to hear; it opens no entry. Of a record that is not restricted it says nothing: there the sharing
// itself is open to those who told them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/entries.h"

namespace candour::record {

/// The clock that asks for a change to be told, of a kind that records sharings; null for any other.
const charter::Deadline* clock_of_change(const charter::Kind&);
/// Whether this step says that they were told of a change.
bool tells_of_change(const charter::Kind&, const charter::Move&);
/// Whether one of their posts decides about restrictions in that service.
bool decides_on_restriction(const charter::Charter&, const gate::Actor&, ServiceIx);

struct ToHear {
  EntryId sharing;
  ServiceIx service{};
  KindIx kind{};
  std::string move;       // that says that they were told
  std::string recipient;  // code of the charter, or words where it has none
  CategorySet what;
  std::uint32_t version = 1;  // of the sharing
  std::optional<charter::Date> due;
};
/// The soonest first. `pass`: sees told_in_requests(). Errors: NotFound.
Result<std::vector<ToHear>> to_hear(const gate::Gate&, store::Db&, const gate::Actor&, const Pass&, PersonId);

}  // namespace candour::record
