#include "record/work.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/calendar_words.h"
#include "charter/work.h"
#include "gate/joined.h"
#include "people/lists.h"
#include "record/above.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

using charter::Reach;

constexpr int kSoonestAgain = 28, kLatestAgain = 366;  // days

/// A role that works with people one by one: what waits for a role as a whole is not its work while somebody
/// is allocated.
RoleSet near_roles(const charter::Charter& c) {
  RoleSet out;
  for (std::size_t i = 0; i < c.roles.size(); ++i)
    if (c.roles[i].reach != Reach::None && c.roles[i].reach <= Reach::Team) out.add(static_cast<RoleIx>(i));
  return out;
}

constexpr std::string_view kColumns =
    "SELECT DISTINCT d.entry, d.person, d.kind, d.deadline, d.on_day, d.service, d.staff, d.given, e.author, "
    "d.until "
    "FROM due d JOIN entry e ON e.org=d.org AND e.id=d.entry "
    "LEFT JOIN person p ON p.org=d.org AND p.id=d.person ";  // a service itself has no row
// Of joined records, one in which they died is all of them.
constexpr std::string_view kLives =
    " AND p.died IS NULL AND NOT EXISTS (SELECT 1 FROM joined_record k JOIN person q ON q.org=k.org AND q.id=k.other "
    "WHERE k.org=d.org AND k.person=d.person AND k.ended IS NULL AND q.died IS NOT NULL) ";

/// Gathers candidates, soonest first, each once.
class Candidates {
 public:
  Candidates(store::Session& db, const charter::Charter& c, charter::Date until)
      : db_(db), c_(c), fixed_{c.org(), day_number(until), Work::kMost} {}

  /// What is due for people to whom one of these is allocated, in that service.
  Status of_people_of(const std::vector<StaffId>& staff) {
    // What is due in a record is the work of whoever supports the person, in whichever of several joined
    // ones.
    for (const bool joined : {false, true})
      CHECK_OK(people::each_of(
          db_,
          std::string(kColumns) +
              (joined ? "JOIN joined_record j ON j.org=d.org AND j.other=d.person AND j.ended IS NULL "
                        "JOIN allocation a ON a.org=d.org AND a.person=j.person AND a.ended IS NULL "
                      : "JOIN allocation a ON a.org=d.org AND a.person=d.person AND a.ended IS NULL ") +
              "JOIN enrolment n ON n.org=a.org AND n.id=a.enrolment AND n.service=d.service "
              "WHERE d.org=$1 AND d.done=0 AND d.on_day<=$2" +
              std::string(kLives) + "AND a.staff IN",
          kLast, fixed_, staff, [&](const store::Row& r) { return add(r); }));
    return {};
  }
  Status of_their_name(StaffId staff) {
    for (const std::string_view column : {"d.staff", "d.given"})
      CHECK_OK(people::each_of(db_,
                               std::string(kColumns) + "WHERE d.org=$1 AND d.done=0 AND d.on_day<=$2" +
                                   std::string(kLives) + "AND " + std::string(column) + " IN",
                               kLast, fixed_, std::vector<StaffId>{staff},
                               [&](const store::Row& r) { return add(r); }));
    return {};
  }
  /// Of these kinds, in one service or in all; `alone`: only about people to whom nobody is allocated there.
  Status of_kinds(std::vector<std::string> kinds, std::optional<ServiceIx> service, bool alone) {
    if (kinds.empty()) return {};
    auto params = fixed_;
    std::string sql =
        std::string(kColumns) + "WHERE d.org=$1 AND d.done=0 AND d.on_day<=$2" + std::string(kLives);
    if (service) {
      params.emplace_back(c_.at(*service).code);
      sql += "AND d.service=$4 ";
    }
    if (alone)
      sql +=
          "AND NOT EXISTS (SELECT 1 FROM allocation a JOIN staff s ON s.org=a.org AND s.id=a.staff AND "
          "s.left_at IS NULL JOIN enrolment n ON n.org=a.org AND n.id=a.enrolment "
          "WHERE a.org=d.org AND a.person=d.person AND a.ended IS NULL AND n.service=d.service) ";
    sql += "AND d.kind IN (";
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      params.emplace_back(std::move(kinds[i]));
      sql += (i ? ", $" : "$") + std::to_string(params.size());
    }
    return db_.each(sql + ") " + std::string(kLast), params, [&](const store::Row& r) { return add(r); });
  }
  std::vector<WorkItem> take() {
    std::vector<WorkItem> out;
    for (auto& [key, item] : found_) {
      if (std::ssize(out) == Work::kMost) break;
      out.push_back(std::move(item));
    }
    return out;
  }

 private:
  static constexpr std::string_view kLast = "ORDER BY d.on_day, d.entry LIMIT $3";
  bool add(const store::Row& r) {
    const auto kind = c_.find_kind(r.text(2));
    const auto service = c_.find_service(r.text(5));
    const auto* deadline = kind ? c_.at(*kind).find_deadline(r.text(3)) : nullptr;
    if (!deadline || !service) return true;
    WorkItem item{{r.id<EntryId>(0), r.id<PersonId>(1), *kind, r.str(3), day_of(r.i64(4)),
                   r.null(9) ? std::nullopt : std::optional(UnixMs{r.i64(9)})},
                  *service,
                  r.id<StaffId>(8),
                  r.null(7) ? StaffId{} : r.id<StaffId>(7),
                  r.null(6) ? StaffId{} : r.id<StaffId>(6),
                  {},
                  deadline->dated()};
    found_.try_emplace({r.i64(4), item.due.entry, item.due.deadline}, std::move(item));
    return true;
  }

  store::Session& db_;
  const charter::Charter& c_;
  std::vector<store::Param> fixed_;
  std::map<std::tuple<std::int64_t, EntryId, std::string>, WorkItem> found_;
};

/// The kinds of which something may wait for a post: for its role alone, and for it when nobody is allocated.
struct WaitingKinds {
  std::vector<std::string> always, alone;
};
WaitingKinds waiting_for(const charter::Charter& c, RoleIx role) {
  WaitingKinds out;
  const auto near = near_roles(c);
  for (const auto& kind : c.kinds) {
    bool always = false, alone = false;
    if ((kind.categories() & c.at(role).sees).empty()) continue;
    for (const auto& deadline : kind.deadlines) {
      const auto doers = charter::doers_of(c, kind, deadline);
      if (doers.above.has(role) || (doers.plain.has(role) && (doers.plain & near).empty())) always = true;
      if (doers.plain.has(role)) alone = true;
    }
    if (always) out.always.push_back(kind.code);
    if (alone && !always) out.alone.push_back(kind.code);
  }
  return out;
}

}  // namespace

/// Who does what, reckoned once for each deadline of a list.
struct Work::WhoDoes {
  explicit WhoDoes(const charter::Charter& charter) : c(charter), near(near_roles(charter)) {}
  const charter::Doers& of(const record::Due& due) {
    const auto [found, fresh] = known.try_emplace({due.kind, due.deadline});
    const auto& kind = c.at(due.kind);
    if (fresh) found->second = charter::doers_of(c, kind, *kind.find_deadline(due.deadline));
    return found->second;
  }
  const charter::Charter& c;
  const RoleSet near;
  std::map<std::pair<KindIx, std::string>, charter::Doers> known;
};

bool Work::belongs(const gate::Actor& actor, WorkView view, const WorkItem& item,
                   const gate::WorkSight& sight, WhoDoes& who) const {
  if (!sight.sees) return false;
  const auto& c = gate_.charter();
  const auto mine = [&] {
    const auto theirs = [&](StaffId s) { return s == actor.id || actor.covers_for(s); };
    if (!item.given.is_nil()) return theirs(item.given);
    const auto& doers = who.of(item.due);
    if (!item.named.is_nil() && item.due.deadline.find('#') != std::string::npos)
      return theirs(item.named);  // a row names whose it is, whoever wrote the entry
    if (sight.nearest(doers.above) && is_above(c, actor, item.service, item.author)) return true;
    if (!item.named.is_nil()) return theirs(item.named);
    const auto near = sight.nearest(doers.plain);
    if (!near) return false;
    if (*near == Reach::Caseload) return true;
    return sight.workers.empty() || (doers.plain & who.near).empty();
  }();
  if (view == WorkView::Mine) return mine;
  const auto below = [&](StaffId s) { return std::ranges::find(actor.line, s) != actor.line.end(); };
  if (mine) return false;
  if (!item.given.is_nil()) return below(item.given);
  if (!item.named.is_nil()) return below(item.named);
  return std::ranges::any_of(sight.workers, below);
}

Result<std::vector<WorkItem>> Work::list(const gate::Actor& actor, WorkView view, charter::Date until) {
  const auto& c = gate_.charter();
  std::vector<WorkItem> some;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    Candidates candidates(db, c, until);
    auto staff = actor.line;
    staff.insert(staff.begin(), actor.id);
    for (const auto& cover : actor.covering) staff.push_back(cover.away);
    CHECK_OK(candidates.of_people_of(staff));
    for (const auto& one : staff)
      if (view == WorkView::Line || one == actor.id || actor.covers_for(one))
        CHECK_OK(candidates.of_their_name(one));
    for (const auto& post : actor.posts) {
      if (view == WorkView::Line || c.at(post.role).reach <= Reach::Caseload) continue;
      auto kinds = waiting_for(c, post.role);
      CHECK_OK(candidates.of_kinds(std::move(kinds.always), post.service, false));
      CHECK_OK(candidates.of_kinds(std::move(kinds.alone), post.service, true));
    }
    some = candidates.take();
    std::vector<PersonId> people;
    for (const auto& w : some) people.push_back(w.due.person);
    TRY(const auto away, gate::joined_away(db, c.org(), people));
    for (auto& w : some)
      if (const auto found = away.find(w.due.person); found != away.end()) w.due.person = found->second;
    return {};
  }));
  std::vector<gate::WorkAsked> asked;
  for (const auto& w : some) asked.push_back({w.due.person, w.service, c.at(w.due.kind).categories()});
  TRY(auto sights, gate_.work_sights(actor, asked));
  // Who has left, or reaches the person no longer, does nothing more: what was theirs by name is again
  // everybody's whose work it can be.
  TRY(const auto here, gate_.everybody());
  const auto gone = [&](StaffId s) { return !std::ranges::binary_search(here, s, {}, &gate::Actor::id); };
  const auto still_can = [&](StaffId s, const gate::WorkAsked& what) -> Result<bool> {
    if (s.is_nil() || s == actor.id) return true;
    const auto found = std::ranges::lower_bound(here, s, {}, &gate::Actor::id);
    if (found == here.end() || found->id != s) return false;
    TRY(const auto theirs, gate_.work_sights(*found, {what}));
    return theirs.front().sees && !theirs.front().posts.empty();
  };
  WhoDoes who(c);
  std::vector<WorkItem> out;
  for (std::size_t i = 0; i < some.size(); ++i) {
    for (auto* whom : {&some[i].given, &some[i].named}) {
      TRY(const bool can, still_can(*whom, asked[i]));
      if (!can) *whom = {};
    }
    std::erase_if(sights[i].workers, gone);
    if (belongs(actor, view, some[i], sights[i], who)) {
      some[i].workers = std::move(sights[i].workers);
      out.push_back(std::move(some[i]));
    }
  }
  return out;
}

struct Work::Found {
  PersonId record;
  ServiceIx service{};
  const charter::Kind* kind = nullptr;
  const charter::Deadline* deadline = nullptr;
  StaffId author;
  std::int64_t on = 0, begun = 0;  // days: when it is due, and when it was last written or found right
};

Result<Work::Found> Work::find(store::Session& db, const Pass& pass, PersonId person, EntryId entry,
                               std::string_view deadline) {
  const auto& c = gate_.charter();
  Found found;
  if (!pass.covers(person)) return not_found();
  const auto records = pass.records_of(person);
  CHECK_OK(
      db.each("SELECT d.person, d.service, d.kind, d.on_day, e.author, e.changed, d.checked FROM due d "
              "JOIN entry e ON e.org=d.org AND e.id=d.entry "
              "WHERE d.org=$1 AND d.entry=$2 AND d.deadline=$3 AND d.done=0",
              {c.org(), entry, deadline}, [&](const store::Row& r) {
                const auto record = r.id<PersonId>(0);
                const auto kind = c.find_kind(r.text(2));
                const auto service = c.find_service(r.text(1));
                if (std::ranges::find(records, record) == records.end() || !kind || !service) return false;
                const auto written = day_number(today({r.i64(5)}));
                found = {record,
                         *service,
                         &c.at(*kind),
                         c.at(*kind).find_deadline(deadline),
                         r.id<StaffId>(4),
                         r.i64(3),
                         r.null(6) ? written : std::max(written, r.i64(6))};
                return false;
              }));
  if (found.deadline && ((pass.may_see() | pass.may_write()) & found.kind->categories()).empty())
    return not_found();
  if (!found.deadline)
    return fail(Code::Conflict,
                "This is not due any more: somebody has seen to it meanwhile. Look at it again.");
  return found;
}

Result<std::vector<StaffId>> Work::could_do(const Pass& pass, PersonId person, EntryId entry,
                                            std::string_view deadline) {
  const auto& c = gate_.charter();
  Found found;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(found, find(db, pass, person, entry, deadline));
    return {};
  }));
  const auto doers = charter::doers_of(c, *found.kind, *found.deadline);
  std::vector<StaffId> out;
  TRY(const auto all, gate_.everybody());
  for (const auto& one : all) {
    const auto fits = [&](const gate::Post& p) { return doers.all().has(p.role); };
    if (std::ranges::none_of(one.posts, fits)) continue;
    TRY(const auto sights, gate_.work_sights(one, {{person, found.service, found.kind->categories()}}));
    const auto& sight = sights.front();
    if (sight.sees && (sight.nearest(doers.plain) ||
                       (sight.nearest(doers.above) && is_above(c, one, found.service, found.author))))
      out.push_back(one.id);
  }
  return out;
}

Status Work::give(const Pass& pass, PersonId person, EntryId entry, std::string_view deadline, StaffId to) {
  TRY(const auto able, could_do(pass, person, entry, deadline));
  TRY(const auto giver, gate_.actor(pass.actor()));
  const auto is_theirs = [&](StaffId s) { return s == giver.id || std::ranges::count(giver.line, s) > 0; };
  if (std::ranges::none_of(able, is_theirs))
    return not_allowed("This is not your work, nor that of those you supervise, so you cannot give it away.",
                       gate_.charter().at(pass.service()).clause);
  if (std::ranges::find(able, to) == able.end())
    return invalid("to", "They could not do it. Choose somebody from the list.");
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto found, find(txn, pass, person, entry, deadline));
    if (pass.service() != found.service) return not_found();
    CHECK_OK(txn.run("UPDATE due SET given=$4 WHERE org=$1 AND entry=$2 AND deadline=$3",
                     {pass.org(), entry, deadline, to}));
    auto line = gate_.entry_for(pass, ledger::Act::Change, found.kind->code, entry.text(), {});
    line.note = "work given: " + std::string(deadline) + " to " + to.text();
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

Result<charter::Date> Work::still_right(const Pass& pass, PersonId person, EntryId entry,
                                        std::string_view deadline) {
  const auto now = day_number(today(clock_.now()));
  std::int64_t next = 0;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto found, find(txn, pass, person, entry, deadline));
    if (pass.service() != found.service) return not_found();
    if (!found.deadline->dated())
      return invalid("deadline", "This ends with a step: take it on the page of the entry.");
    next = now + std::clamp<std::int64_t>(found.on - found.begun, kSoonestAgain, kLatestAgain);
    CHECK_OK(txn.run(
        "UPDATE due SET reckoned=COALESCE(reckoned, on_day), on_day=$4, checked=$5, given=NULL WHERE org=$1 AND entry=$2 AND deadline=$3",
        {pass.org(), entry, deadline, next, now}));
    auto line = gate_.entry_for(pass, ledger::Act::Change, found.kind->code, entry.text(), {});
    line.note = "still right: " + std::string(deadline);
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return day_of(next);
}

}  // namespace candour::record
