// The names of everybody, for finding them by a few letters: a signature and a birth date per name in the
// open part, and the names themselves sealed in blocks of 64 that are opened only to rank the best few
// hundred. About 32 bytes and the length of the name for each name. Any thread.
// It decides nothing about who may see whom: that is done before anything is shown.
#pragma once

#include <atomic>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "base/locks.h"
#include "base/similar.h"
#include "people/search.h"

namespace candour::people {

struct Typed;
inline constexpr std::int32_t kNoBirth = std::numeric_limits<std::int32_t>::min();

struct Search::Index {
  struct Name {
    NameSignature signature;
    PersonId person;                // nil: taken away
    std::int32_t birth = kNoBirth;  // days since 1970-01-01
  };
  struct Ranked {
    PersonId person;
    std::string name;  // folded
    std::int32_t birth = kNoBirth;
    double likeness = 0;
  };

  mutable SharedMutex lock{LockRank::Names};
  bool built GUARDED_BY(lock) = false;
  PersonId newest GUARDED_BY(lock);  // ids rise: somebody newer than this is surely not here yet
  std::vector<Name> names GUARDED_BY(lock);
  std::vector<Bytes> blocks GUARDED_BY(lock);          // sealed: the 64 names of one block, a line each
  std::vector<std::string> gathered GUARDED_BY(lock);  // the last block while many are added; empty otherwise
  std::atomic<std::int64_t> last_used{0};

  /// Names are gathered and sealed block by block when `more` are to
  /// come at once; then finish() seals the rest.
  Status add(vault::Vault& vault, PersonId id, const charter::Values& values, bool more = false)
      NEEDS_LOCK(lock);
  void finish(vault::Vault& vault) NEEDS_LOCK(lock);
  Status take_away(vault::Vault& vault, PersonId id) NEEDS_LOCK(lock);
  void clear() NEEDS_LOCK(lock);
  Result<std::vector<Ranked>> nearest(vault::Vault& vault, std::string_view folded, std::size_t most) const
      NEEDS_READ_LOCK(lock);
  Result<std::vector<Ranked>> born_on(vault::Vault& vault, const std::vector<std::int32_t>& days) const
      NEEDS_READ_LOCK(lock);
  /// Every name at `places` (rising), each block opened once and shut again before the next.
  Status visit(vault::Vault& vault, const std::vector<std::uint32_t>& places,
               const std::function<void(std::uint32_t place, std::string_view name)>& on) const
      NEEDS_READ_LOCK(lock);

 private:
  Result<std::vector<Ranked>> open(vault::Vault& vault, std::vector<std::size_t> places) const
      NEEDS_READ_LOCK(lock);
};

/// Between reading the names and looking among them they may be forgotten again (nobody searched for long, or
/// another server changed too many): then they are read anew, so many times.
inline constexpr int kTriesToLook = 5;
tl::unexpected<Error> names_gone();

/// Somebody who may be meant.
struct Search::Found {
  PersonId id;
  double likeness = 0;
  std::string matched_by;
  std::string why;  // of a duplicate
  bool certain = false;
  bool exact = false;  // by a whole NHS number or reference: told even to those out of whose reach they are
  bool sure() const { return exact || certain; }
};

/// Who of those found is in reach, and of whom else somebody is told: in the usual words and by an exact
/// number only, or as the charter says for a service.
struct Search::Seen {
  std::vector<std::size_t> in_reach;  // into what was found
  std::vector<Told> told;             // one person may be told of in several services' words
};

/// What a search and a profile have in common with others of a day, for gate/asking.h.
gate::Question question_of(vault::Vault& vault, const Typed& typed);
gate::Question question_of(vault::Vault& vault, const charter::Values& values);

/// All names of a profile, folded, the usual one first.
std::vector<std::string> folded_names(const charter::Values& values);
std::int32_t birth_day(const charter::Values& values);
std::int32_t day_number(charter::Date);
charter::Date date_of(std::int32_t day);

/// What was typed into the one box.
struct Typed {
  std::string reference, nhs_number, postcode, phone;  // canonical, or ""
  std::optional<charter::Date> born;
  std::optional<int> born_in;
  std::string name;  // folded
};
Typed read_typed(std::string_view typed, std::string_view reference_prefix);
/// Both rates: how like the names are, or how surely the typed one is the beginning of the other.
double name_likeness(std::string_view typed, std::string_view name);

}  // namespace candour::people
