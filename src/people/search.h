// Finding somebody: by name as it sounds or is misspelt, birth date, reference, NHS number, postcode, phone.
// Names are searched in memory (a packed array per organisation, built from opened identity segments, kept
// fresh after every change, dropped when idle); exact identifiers by keyed tokens. Any thread.
// A result outside one's reach tells only that a record exists and whom to ask.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "people/person.h"

namespace candour::people {

struct Hit {
  PersonId id;
  double likeness = 0;  // 0 to 1
  bool in_reach = false;
  Profile profile;         // only in reach
  std::string matched_by;  // "name", "birth date", "NHS number", …
  std::string ask;         // out of reach: service and team to ask, no name
};

struct Duplicate {
  Hit hit;
  std::string why;  // "Same NHS number", "Same birth date, name sounds alike"
  bool certain = false;
};

class Search {
 public:
  Search(gate::Gate& gate, store::Db& db, vault::Vault& vault, People& people, const Clock& clock);
  ~Search();
  /// One box for all; at most `most` hits, best first. One ledger entry for those shown.
  Result<std::vector<Hit>> find(const gate::Actor& actor, std::string_view typed, int most = 20);
  /// Who may be the same person as these profile values (before saving).
  Result<std::vector<Duplicate>> duplicates(const gate::Actor& actor, const charter::Values& values);
  /// The same for many rows of an import at once; index by row.
  Result<std::vector<std::vector<Duplicate>>> duplicates_many(const gate::Actor& actor,
                                                              const std::vector<charter::Values>& rows);
  /// To be called after a person was added, changed or removed (values: the whole profile).
  void learned(PersonId id, const charter::Values& values);
  void forgotten(PersonId id);
  /// Builds the index now (start-up, bench); otherwise the first search does.
  Status warm();
  std::size_t memory_bytes() const;
  /// Forgets the names again when nobody searched for so long; the next search reads them anew.
  void drop_if_idle(std::int64_t idle_ms);

  /// Tokens of a profile, stored with it: (field, token).
  static std::vector<std::pair<std::string, std::int64_t>> tokens(vault::Vault& vault,
                                                                  const charter::Values& values);

 private:
  struct Index;
  struct Found;
  Result<std::vector<Found>> candidates(std::string_view typed);
  Result<std::vector<Hit>> present(const gate::Actor& actor, std::vector<Found> found, std::string_view what,
                                   std::size_t most);
  /// Who may be the same person as each of the rows, best first; index by row.
  Result<std::vector<std::vector<Found>>> alike(store::Session& db, std::span<const charter::Values> rows);
  Status catch_up();
  Result<std::vector<PersonId>> by_token(store::Session& db, std::string_view field, std::string_view value);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  People& people_;
  const Clock& clock_;
  std::unique_ptr<Index> index_;
  std::unique_ptr<class SearchNews> news_;
};

}  // namespace candour::people
