// What waits for one member of staff: a reasoned access to review, a thing somebody was told of. "My day"
// lists them. Any thread. A task holds codes and ids only; it grants nothing about the person it names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"

namespace candour::gate {

inline constexpr std::string_view kReviewAccess = "review-reasoned-access";

struct Task {
  TaskId id;
  StaffId staff;
  std::string kind;
  std::optional<PersonId> about_person;
  std::string about_thing;  // id text, or ""
  UnixMs created;
};

/// In the caller's transaction, together with what it is about.
Result<TaskId> add_task(store::Txn& txn, const OrgCode& org, const Task& t);
/// Closes every open task of the kind about the thing, whoever has it.
Status close_tasks(store::Txn& txn, const OrgCode& org, std::string_view kind, std::string_view about_thing,
                   UnixMs now);

class Tasks {
 public:
  Tasks(Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}
  /// One's own open tasks, oldest first.
  Result<std::vector<Task>> open(const Actor& actor, int most);
  /// One's own task. Errors: NotFound; Invalid for a review of access, which only the review itself closes.
  Status complete(const Actor& actor, TaskId id);

 private:
  Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::gate
