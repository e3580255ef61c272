// An entry as the bytes that are hashed and kept, and back. Pure; any thread. One entry has exactly one
// spelling, so that a hash can be taken of it anywhere.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/ledger.h"
#include "ledger/merkle.h"

namespace candour::ledger {

/// An entry that is ready to be appended.
struct Prepared {
  std::string data;              // canonical JSON
  std::vector<PersonId> people;  // each once
  Hash32 leaf;
};

/// Errors: Invalid when a text is not printable ASCII or too long: names and typed text stay out of here.
Result<Prepared> prepare(const Entry& e);
/// Errors: Corrupt.
Result<Entry> read_entry(std::string_view data);
/// The people of a canonical entry, without reading the rest.
std::vector<PersonId> people_of(std::string_view data);

}  // namespace candour::ledger
