// Until when what we hold about somebody is kept: every period of the charter that governs something of
// theirs, reckoned from their own days, and the one that counts. Any thread. Where a period goes by age it
// opens a birth date to reckon, and shows it to nobody. Who has a service still, or is being referred to one,
// has no such day yet.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "charter/kept_until.h"
#include "gate/gate.h"
#include "retention/conflicts.h"
#include "retention/holds.h"
#include "vault/vault.h"

namespace candour::retention {

/// Categories whose key is one (Charter::retention_group): they go together.
struct Kept {
  std::uint32_t group = 0;
  CategorySet categories;
  std::set<std::string> rules;  // codes of the periods that govern any of it
  charter::KeptUntil until;     // the latest of them, or what is missing to know it
  bool waits = false;           // one of them collides with a law, and nobody has decided (conflicts.h)
};
/// Whether a period is that of some services, and not of all: it ends with them, whatever else goes on.
bool of_some_services(const charter::RetentionRule& rule);
/// Whether what is written of a kind is of the service alone. Who somebody is, whom to call, what keeps them
/// safe, and what shows what was agreed, asked or told is the person's, and serves whatever goes on.
bool is_of_service_alone(const charter::Kind& kind);

/// What is of one service alone, which somebody has no more while they have, or wait for, another: the
/// periods that the charter gives that service and no other end it.
struct OfServiceLeft {
  ServiceIx service{};
  std::set<std::string> rules;
  charter::KeptUntil until;  // when the last of it is over
};
/// What is known of one person without opening anything but the birth date.
struct OfPerson {
  bool open = false;  // has a service, or waits for one
  std::vector<Kept> kept;
  std::optional<Date> whole;        // the last day on which anything of it is kept
  std::vector<OfServiceLeft> left;  // while the person has a service; entries that go by themselves
  Held held;                        // now; by Schedule::of alone
  /// The groups whose last day was by then and which nothing holds; none while the person has a service. What
  /// somebody decides is among them from the end of the service on, unless it was decided that it stays (a
  /// hold on that ground): the list is where it is decided.
  std::vector<const Kept*> over(Date by, const Held& held = {}) const;
};

class Schedule {
 public:
  Schedule(const gate::Gate& gate, store::Db& db, vault::Vault& vault)
      : gate_(gate), db_(db), vault_(vault) {}

  /// Errors: NotFound when the pass is not for that person.
  Result<OfPerson> of(const Pass& pass, PersonId person) const;
  /// For what is done by the engine itself: ids and days.
  Result<OfPerson> reckon(store::Session& db, PersonId person) const;
  /// The same of one of many: what was decided about periods (settled_conflicts) is read once for all of
  /// them.
  Result<OfPerson> reckon(store::Session& db, PersonId person, const Settled& settled) const;
  /// From which days periods count for what is of one service alone; none where that one goes on, or where
  /// the person has no other: then all of theirs is reckoned together.
  Result<std::optional<charter::KeepDates>> left(store::Session& db, PersonId person,
                                                 ServiceIx service) const;
  /// Ids of people of a service, after `after`, who have no service any more: some of them at a time. Where
  /// the charter gives the service periods of its own, also those who have another.
  Result<std::vector<PersonId>> ended(store::Session& db, ServiceIx service, PersonId after, int most) const;

 private:
  const gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
};

}  // namespace candour::retention
