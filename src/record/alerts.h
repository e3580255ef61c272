// What must reach people at once: somebody was hurt, is missing, is not safe. Raised with the entry, in its
// transaction, when an answer or a state says so (charter::Alert); it waits as a task for each who is told,
// until they have seen it. Told are those who review such entries and the nearest above its writer, as far as
// they may see it; nobody else learns of it. Any thread. It holds codes and ids only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"

namespace candour::record {

/// What an alert is about.
struct AlertAbout {
  EntryId entry;
  PersonId person;
  ServiceIx service{};
  const charter::Kind* kind = nullptr;
  StaffId author, by;  // who wrote it, and who does this now
};

/// Who may be told of an entry, by id; never `by`.
Result<std::vector<StaffId>> whom_to_alert(const gate::Gate& gate, const AlertAbout& about);
/// Raises those alerts of the kind that `fits` says yes to and that were not raised for this entry before; a
/// task for each who is told. In the caller's transaction.
Status raise_alerts(store::Txn& txn, gate::Gate& gate, const AlertAbout& about,
                    const std::function<Result<bool>(const charter::Alert&)>& fits, UnixMs now);

class Alerts {
 public:
  Alerts(gate::Gate& gate, store::Db& db) : gate_(gate), db_(db) {}

  struct Waiting {
    TaskId task;
    PersonId person;
    EntryId entry;
    std::string name;  // "Somebody was hurt"
    UnixMs raised;
    StaffId by;
    KindIx kind{};
    UnixMs happened;
  };
  /// What waits for the actor to be seen, newest first. About people out of their reach by now: nothing.
  Result<std::vector<Waiting>> waiting(const gate::Actor& actor);
  struct Told {
    std::string name;
    StaffId staff;
    UnixMs at;
    std::optional<UnixMs> seen;
    std::optional<UnixMs> mailed;  // a mail that says only that something waits has gone
    TaskId task;                   // with which they say that they have seen it
  };
  struct Raised {
    std::vector<Told> told;
    bool nobody = false;  // one was raised, and there was nobody to tell
  };
  /// Who was told of an entry, and has seen it. The pass sees something of it.
  Result<Raised> told(const Pass& pass, PersonId person, EntryId entry);

 private:
  gate::Gate& gate_;
  store::Db& db_;
};

}  // namespace candour::record
