// An entry as the bytes that are hashed and kept, and back. Pure but for the salt; any thread. One entry with
// its salt has exactly one spelling, so that a hash can be taken of it anywhere.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/ledger.h"
#include "ledger/merkle.h"

namespace candour::ledger {

/// What stands in an entry so that its hash cannot be found by trying what one knows or guesses of it: 22
/// characters out of 64, which is 132 random bits.
using Salt = std::array<char, 22>;
Salt make_salt();
/// Whether a canonical entry has one; those of version 0.1 have none.
bool is_salted(std::string_view data);

/// An entry that is ready to be appended.
struct Prepared {
  std::string data;  // canonical JSON
  Hash32 leaf;
};

/// So many people stand in one entry at most: a bundle of tlog-tiles takes entries of up to 65,535 bytes.
constexpr std::size_t kMostPeople = 2000;

/// Errors: Invalid when a text is not printable ASCII or too long (names and typed text stay out of here), or
/// when it comes to more than a bundle takes.
Result<Prepared> prepare(const Entry& e);
Result<Prepared> prepare(const Entry& e, const Salt& salt);
/// Adds the entry to `out`, or several that are alike but for their people when there are more than
/// kMostPeople.
Status prepare_into(std::vector<Prepared>& out, const Entry& e);
/// Errors: Corrupt.
Result<Entry> read_entry(std::string_view data);
/// Calls f(PersonId) for each of the people of a canonical entry, without reading the rest.
template <class F>
void each_person(std::string_view data, F&& f) {
  // The mark cannot stand inside a text: a quotation mark there has a backslash before it.
  constexpr std::string_view kMark = ",\"people\":[";
  // There are few brackets, and many commas.
  auto at = data.find('[');
  while (at != data.npos && !data.substr(0, at + 1).ends_with(kMark)) at = data.find('[', at + 1);
  if (at == data.npos) return;
  // Each is two quotation marks, 26 digits, and a comma or the closing bracket.
  for (++at; at + 28 <= data.size() && data[at] == '"'; at += 29)
    if (const auto id = PersonId::parse(data.substr(at + 1, 26))) f(*id);
}

}  // namespace candour::ledger
