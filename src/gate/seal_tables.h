// Which rows decide something, and which of them are sealed together: how somebody stands, a member of staff
// with their posts, their password, their sessions, one entry with its versions and files. For each set there
// is one query that reads all its rows and its seal. What never changes while the program runs; any thread. A
// table that is not in this list is believed as it stands in the database.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "store/sealing.h"
#include "vault/row_seal.h"

namespace candour::gate {

/// Rows that are sealed together, and whose they are.
enum class SealSet : std::uint8_t {
  Person,   // a person: that they are here, where they are served and by whom, consents, reasoned accesses
  Profile,  // a person: the versions of their details, and their circle of support
  Staff,    // a member of staff: the account, its posts and who made it
  Secret,   // a member of staff: password, one-time codes
  Session,  // a member of staff: their sessions
  Work,     // a member of staff: what waits for them, drafts, and the jobs that run in their name
  Entry,    // an entry: itself, its versions and its files; a referral or place in a service: its steps
  House,    // the organisation: teams, charter in force, why entries are kept, changes that wait for a second
            // person
};
inline constexpr std::size_t kSealSets = 8;
/// "person", as it stands in the database.
std::string_view set_code(SealSet);
inline constexpr SealSet set_at(std::size_t i) {
  return static_cast<SealSet>(i);
}

struct SealTable : store::SealedTable {
  SealSet set{};
  std::string subject;                   // the column that says whose it is; empty: the organisation's
  bool has_mac = false;                  // the row carries a mark of its own, in a column "mac" beside "id"
  std::vector<vault::RowColumn> handed;  // where the columns stand when the store hands a row over
  std::vector<vault::RowColumn> read;    // where they stand in the query of the set
  int subject_at = -1;                   // in `columns`
  int mac_at = -1;                       // in the query of the set; -1 without has_mac
  /// Where a column stands in the query of the set.
  int at(std::string_view column) const;
};
const SealTable* seal_table(std::string_view name);

/// One query over a set: a row's first column is the number of its table in `tables`, or -1 for a seal.
struct SealQuery {
  static constexpr int kSubject = 1, kSealed = 2;  // of a seal
  int version = 0;                                 // of a seal: where it stands
  std::vector<const SealTable*> tables;
  /// For `n` subjects: $1 organisation, $2 empty bytes, $3 … the subjects.
  std::string of(std::size_t n) const;
  /// For the subjects after $3, up to and with $4.
  std::string range() const;
  /// Whose a row is; nil for the organisation's.
  Id128 subject(const store::Row& row) const;

 private:
  friend SealQuery make_query(SealSet set);
  std::string with(std::string_view condition) const;
  SealSet set_{};
  int blobs_ = 0, texts_ = 0, wholes_ = 0;
};
const SealQuery& seal_query(SealSet set);
/// The query for `n` subjects, made once for each length that is asked for.
const std::string& seal_query_of(SealSet set, std::size_t n);

}  // namespace candour::gate
