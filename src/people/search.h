// Finding somebody: by name as it sounds or is misspelt, birth date, reference, NHS number, postcode, phone.
// Names are searched in memory (a packed array per organisation, built from opened identity segments, kept
// fresh after every change, dropped when idle); exact identifiers by keyed tokens. Any thread.
// Out of reach nothing is told but that somebody may be known, and only on a whole NHS number or reference:
// never for a name, a birth date, a postcode or a telephone number, however they are put together, and in the
// same words for everybody. Where a charter has a service tell some roles, those hear its words of a likely
// double. Every question is counted (gate/asking.h). What it does not protect against: somebody who holds the
// NHS number of a person learns that the organisation may know them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "gate/asking.h"
#include "gate/gate.h"
#include "people/person.h"

namespace candour::people {

struct Hit {
  PersonId id;          // out of reach: nil, but for a search that one person alone answers
  double likeness = 0;  // 0 to 1; out of reach 0
  bool in_reach = false;
  Profile profile;         // only in reach
  std::string matched_by;  // "name", "birth date", "NHS number", …; out of reach ""
  std::string ask;         // out of reach: that somebody may be known, and whom to ask
};

struct Duplicate {
  Hit hit;
  std::string why;       // "Same NHS number; same birth date; last names sound alike"; out of reach ""
  bool certain = false;  // out of reach: false
};

class Search {
 public:
  Search(gate::Gate& gate, store::Db& db, vault::Vault& vault, People& people, const Clock& clock,
         gate::AskingLimits limits = {});
  ~Search();
  /// One box for all; at most `most` hits in reach, best first, and behind them at most one of each set of
  /// words about those out of reach. One ledger entry for those shown. Errors: TooMuch, with whom to ask and
  /// when to go on.
  Result<std::vector<Hit>> find(const gate::Actor& actor, std::string_view typed, int most = 20);
  /// Who may be the same person as these profile values (before saving).
  Result<std::vector<Duplicate>> duplicates(const gate::Actor& actor, const charter::Values& values);
  /// The same for many rows of an import at once; index by row. At most one of each row and set of words is
  /// out of reach.
  Result<std::vector<std::vector<Duplicate>>> duplicates_many(const gate::Actor& actor,
                                                              const std::vector<charter::Values>& rows);
  /// To be called after a person was added, changed or removed (values: the whole profile).
  void learned(PersonId id, const charter::Values& values);
  void forgotten(PersonId id);
  /// Builds the index now (start-up, bench); otherwise the first search does.
  Status warm();
  std::size_t memory_bytes() const;
  /// How often each member of staff asked; the same counts for every server.
  gate::Askings& askings() { return askings_; }
  /// Forgets the names again when nobody searched for so long; the next search reads them anew.
  void drop_if_idle(std::int64_t idle_ms);

  /// Tokens of a profile, stored with it: (field, token).
  static std::vector<std::pair<std::string, std::int64_t>> tokens(vault::Vault& vault,
                                                                  const charter::Values& values);

 private:
  struct Index;
  struct Found;
  Result<std::vector<Found>> candidates(std::string_view typed);
  /// Those in reach, opened, in the order given; and which of the others may be told of.
  struct Seen;
  Result<Seen> look_at(const gate::Actor& actor, const std::vector<Found>& found, std::string_view what,
                       std::size_t most);
  Status one_of_each(store::Session& db, std::vector<Found>& found);
  Status name_those_that_stay(store::Session& db, std::vector<std::unordered_map<PersonId, Found>>& best);
  Status fit(const gate::Actor& actor, std::string_view what);
  Result<std::vector<Profile>> open(const gate::Actor& actor, const std::vector<PersonId>& shown,
                                    std::string_view what);
  /// Who may be the same person as each of the rows, best first; index by row.
  Result<std::vector<std::vector<Found>>> alike(store::Session& db, std::span<const charter::Values> rows);
  using Ids = std::unordered_set<PersonId>;
  /// Of somebody out of reach: the words, and whether they are said on an exact number only.
  struct Told {
    PersonId id;
    std::string words;
    bool exact_only = false;
  };
  using ToldOf = std::unordered_map<PersonId, std::vector<Told>>;
  std::vector<Told> told_about(const gate::Actor& actor, const gate::PersonFacts& facts,
                               const Found& found) const;
  Status count_rows(const gate::Actor& actor, const std::vector<charter::Values>& rows,
                    const std::vector<std::vector<Found>>& by_row, const Ids& in_reach, const ToldOf& told);
  Result<std::vector<std::vector<Duplicate>>> propose(const gate::Actor& actor,
                                                      const std::vector<std::vector<Found>>& by_row,
                                                      const Ids& in_reach, const ToldOf& told);
  Status catch_up();
  Result<std::vector<PersonId>> by_token(store::Session& db, std::string_view field, std::string_view value);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  People& people_;
  const Clock& clock_;
  gate::Askings askings_;
  std::unique_ptr<Index> index_;
  std::unique_ptr<class SearchNews> news_;
};

}  // namespace candour::people
