// Visits to somebody's home: what whoever goes must know beforehand, that they went in, and that they are out
// and well. Any thread. Promises: only the colleague whom the entry names goes in and out; what they are told
// is what the kinds of the catalogue say under `before-visit`, and nothing else of an entry leaves this file;
// whoever is not out so many minutes after the time that they named (charter::Diary::late_after) is missed,
// and the nearest above them are told at once, once (alerts.h). It cannot tell a flat battery from a danger:
// it tells of both.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "record/entries.h"

namespace candour::record {

struct Visit {
  EntryId entry;
  PersonId record;
  ServiceIx service{};
  KindIx kind{};
  StaffId whose;  // nil: the entry names nobody yet
  UnixMs starts, ends;
  bool alone = false, freed = false;
  std::optional<UnixMs> went_in, expected, missed_from, came_out, told;
};

class Visits {
 public:
  Visits(gate::Gate& gate, store::Db& db, Entries& entries, const Clock& clock)
      : gate_(gate), db_(db), entries_(entries), clock_(clock) {}

  /// Errors: NotFound when it is no visit to this person's home.
  Result<Visit> visit(const Pass& pass, PersonId person, EntryId id) const;
  /// The categories of what visitors may have to be told.
  CategorySet must_know_categories() const;
  /// The least that keeps whoever goes safe, in short sentences, each once. `pass` from Gate::before_visit.
  Result<std::vector<std::string>> must_know(const Pass& pass, PersonId person);

  /// `pass` from Gate::step, as for all below. Errors: Conflict when they went in already or the visit is
  /// off; NotAllowed for anybody but the one whom it names; Invalid at "out" unless it lies within the next
  /// 12 hours.
  Status go_in(const Pass& pass, PersonId person, EntryId id, UnixMs expected);
  /// Later than they had thought: from now on they are missed from then on.
  Status stay_longer(const Pass& pass, PersonId person, EntryId id, UnixMs expected);
  Status come_out(const Pass& pass, PersonId person, EntryId id);

  /// Those who should be out and are not: an alert each. How many. It asks often and writes seldom.
  Result<int> tell_of_missed();

 private:
  Status change(const Pass& pass, PersonId person, EntryId id, std::string_view note,
                const std::function<Status(store::Txn&, const Visit&)>& act);
  Status tell(EntryId entry);
  gate::Gate& gate_;
  store::Db& db_;
  Entries& entries_;
  const Clock& clock_;
};

}  // namespace candour::record
