#include "gate/tasks.h"

#include <algorithm>

#include "gate/joined.h"

namespace candour::gate {

std::string task_path(const TaskKind& kind, const Task& t) {
  std::string path(kind.path);
  const auto put = [&](std::string_view name, const std::string& value) {
    if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
  };
  put("{thing}", t.about_thing);
  put("{person}", t.about_person.value_or(PersonId{}).text());
  return path;
}

Result<TaskId> add_task(store::Txn& txn, const OrgCode& org, const Task& t) {
  const auto id = t.id.is_nil() ? TaskId::make(t.created.ms) : t.id;
  const store::Param person = t.about_person ? store::Param(*t.about_person) : store::Param();
  TRY([[maybe_unused]] const auto rows,
      txn.run("INSERT INTO task (org, id, staff, kind, about_person, about_thing, created) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7)",
              {org, id, t.staff, t.kind, person, t.about_thing, t.created.ms}));
  return id;
}

const TaskKind* find_task_kind(std::string_view code) {
  const auto* found = std::ranges::find(kTaskKinds, code, &TaskKind::code);
  return found == std::end(kTaskKinds) ? nullptr : found;
}

Result<int> tell_those_with(store::Txn& txn, const charter::Charter& c, charter::Duty duty, const Task& t,
                            StaffId but, StaffId also) {
  std::vector<StaffId> told;
  if (!also.is_nil()) told.push_back(also);
  for (const auto& role : c.roles) {
    if (!role.has(duty)) continue;
    CHECK_OK(
        txn.each("SELECT DISTINCT s.id FROM staff s JOIN staff_post p ON p.org=s.org AND p.staff=s.id "
                 "WHERE s.org=$1 AND p.role=$2 AND s.left_at IS NULL ORDER BY s.id",
                 {c.org(), role.code}, [&](const store::Row& row) {
                   const auto id = row.id<StaffId>(0);
                   if (id != but && std::ranges::find(told, id) == told.end()) told.push_back(id);
                   return true;
                 }));
  }
  for (const auto& staff : told) {
    Task one = t;
    one.id = {};
    one.staff = staff;
    CHECK_OK(add_task(txn, c.org(), one));
  }
  return static_cast<int>(told.size());
}

Status close_tasks(store::Txn& txn, const OrgCode& org, std::string_view kind, std::string_view about_thing,
                   UnixMs now) {
  TRY([[maybe_unused]] const auto rows,
      txn.run("UPDATE task SET done=$4 WHERE org=$1 AND kind=$2 AND about_thing=$3 AND done IS NULL",
              {org, kind, about_thing, now.ms}));
  return {};
}

Result<std::vector<Task>> Tasks::open(const Actor& actor, int most) {
  std::vector<Task> out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    CHECK_OK(
        s.each("SELECT id, kind, about_person, about_thing, created FROM task "
               "WHERE org=$1 AND staff=$2 AND done IS NULL AND kind<>$4 ORDER BY id LIMIT $3",
               {db_.org(), actor.id, most, kAlert}, [&](const store::Row& row) {
                 Task t{row.id<TaskId>(0), actor.id, row.str(1), std::nullopt, row.str(3), {row.i64(4)}};
                 if (!row.null(2)) t.about_person = row.id<PersonId>(2);
                 out.push_back(std::move(t));
                 return true;
               }));
    std::vector<PersonId> about;
    for (const auto& t : out) about.push_back(t.about_person.value_or(PersonId{}));
    TRY(const auto away, joined_away(s, db_.org(), about));
    for (auto& t : out)
      if (const auto found = away.find(t.about_person.value_or(PersonId{})); found != away.end())
        t.about_person = found->second;
    return {};
  }));
  return out;
}

Status Tasks::complete(const Actor& actor, TaskId id) {
  return db_.write([&](store::Txn& txn) -> Status {
    std::string kind;
    CHECK_OK(txn.each("SELECT kind FROM task WHERE org=$1 AND id=$2 AND staff=$3 AND done IS NULL",
                      {db_.org(), id, actor.id}, [&](const store::Row& row) {
                        kind = row.str(0);
                        return false;
                      }));
    if (kind.empty()) return not_found();
    if (kind == kLookAtAsking)
      return invalid("task", "Mark it as looked at on its page: that closes this task.");
    if (kind == kReviewAccess || kind == kManyReasons)
      return invalid("task", "Review the access: that closes this task.");
    if (kind == kLeftPeople) return invalid("task", "Give the people somebody else: that closes this task.");
    if (kind == kMisfiled)
      return invalid("task", "Agree or not on the page of the entry: that closes this task.");
    if (kind == kHasDied) return invalid("task", "See what is still open: that page closes this task.");
    if (kind == kCharterProposal)
      return invalid("task", "Approve or refuse it on its page: that closes this task.");
    if (kind == kVerifyAuthority)
      return invalid("task", "Verify the authority in the circle of support: that closes this task.");
    if (kind == kSecondPerson) return invalid("task", "Confirm or refuse it: that closes this task.");
    return close_one(txn, actor, id, kind);
  });
}

Status Tasks::close_one(store::Txn& txn, const Actor& actor, TaskId id, std::string_view kind) {
  const auto now = clock_.now();
  CHECK_OK(txn.run("UPDATE task SET done=$4 WHERE org=$1 AND id=$2 AND staff=$3",
                   {db_.org(), id, actor.id, now.ms}));
  ledger::Entry e;
  e.at = now;
  e.act = ledger::Act::Change;
  e.actor = actor.id;
  e.what = "task";
  e.thing = id.text();
  e.outcome = "allowed";
  e.note = kind;
  return gate_.ledger().append(txn, e).map([](auto) {});
}

Result<std::vector<TaskId>> Tasks::about(store::Session& s, StaffId staff, std::string_view kind,
                                         PersonId person) {
  std::vector<TaskId> ids;
  CHECK_OK(
      s.each("SELECT id FROM task WHERE org=$1 AND staff=$2 AND kind=$3 AND about_person=$4 AND done IS NULL",
             {db_.org(), staff, kind, person}, [&](const store::Row& row) {
               ids.push_back(row.id<TaskId>(0));
               return true;
             }));
  return ids;
}

Result<bool> Tasks::waits_for(const Actor& actor, std::string_view kind, PersonId person) {
  std::vector<TaskId> open;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    TRY(open, about(s, actor.id, kind, person));
    return {};
  }));
  return !open.empty();
}

Status Tasks::complete_about(const Actor& actor, std::string_view kind, PersonId person) {
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto open, about(txn, actor.id, kind, person));
    if (open.empty()) return not_found();
    for (const auto id : open) CHECK_OK(close_one(txn, actor, id, kind));
    return {};
  });
}

}  // namespace candour::gate
