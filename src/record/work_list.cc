// The lists of work: candidates by caseload, by name and by role, and of them those that are whoever asks's.
// The database says what might be theirs, with as little looking up as it can; how they stand to each, the
// gate says from what it keeps in memory.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "charter/requests.h"
#include "charter/work.h"
#include "gate/joined.h"
#include "people/lists.h"
#include "record/above.h"
#include "record/to_hear.h"
#include "record/work.h"

namespace candour::record {
namespace {

using charter::Reach;

/// A role that works with people one by one: what waits for a role as a whole is not its work while somebody
/// is allocated.
RoleSet near_roles(const charter::Charter& c) {
  RoleSet out;
  for (std::size_t i = 0; i < c.roles.size(); ++i)
    if (c.roles[i].reach != Reach::None && c.roles[i].reach <= Reach::Team) out.add(static_cast<RoleIx>(i));
  return out;
}

constexpr std::string_view kColumns =
    "SELECT d.entry, d.person, d.kind, d.deadline, d.on_day, d.service, d.staff, d.given, d.until FROM due d ";
constexpr std::string_view kOpen = "WHERE d.org=$1 AND d.done=0 AND d.on_day<=$2 ";

/// Gathers candidates, the soonest of them, each once.
class Candidates {
 public:
  Candidates(store::Session& db, const charter::Charter& c, charter::Date until)
      : db_(db), c_(c), fixed_{c.org(), day_number(until)} {}

  /// What is due for people to whom one of these is allocated, in whichever of several joined records.
  Status of_people_of(const std::vector<StaffId>& staff) {
    std::vector<PersonId> joined;
    const auto into = [](std::vector<PersonId>& list) {
      return [&list](const store::Row& r) {
        list.push_back(r.id<PersonId>(0));
        return true;
      };
    };
    CHECK_OK(people::each_of(db_, "SELECT person FROM allocation WHERE org=$1 AND ended IS NULL AND staff IN",
                             "", {c_.org()}, staff, into(people_)));
    each_once(people_);
    CHECK_OK(people::each_of(db_,
                             "SELECT other FROM joined_record WHERE org=$1 AND ended IS NULL AND person IN",
                             "", {c_.org()}, people_, into(joined)));
    people_.insert(people_.end(), joined.begin(), joined.end());
    each_once(people_);
    return of_people(people_, {});
  }
  Status named(const std::vector<StaffId>& staff) {
    for (const std::string_view column : {"d.staff", "d.given"})
      CHECK_OK(people::each_of(
          db_, std::string(kColumns) + std::string(kOpen) + "AND " + std::string(column) + " IN", "", fixed_,
          staff, [&](const store::Row& r) { return add(r); }));
    return {};
  }
  /// Of these kinds, in one service or in all.
  Status of_kinds(const std::vector<std::string>& kinds, std::optional<ServiceIx> service) {
    for (const auto& kind : kinds) {
      auto params = fixed_;
      params.insert(params.end(), {kind, std::int64_t{Work::kMost}});
      const auto there = in_service(params, service) + still_due(params, kind);
      CHECK_OK(db_.each(std::string(kColumns) + "LEFT JOIN person p ON p.org=d.org AND p.id=d.person " +
                            std::string(kOpen) + "AND d.kind=$3 " + there +
                            "ORDER BY d.on_day, d.entry LIMIT $4",
                        params, [&](const store::Row& r) { return add(r); }));
    }
    return {};
  }
  /// That somebody outside is to hear of it, of records that are restricted.
  Status of_restricted() {
    for (const auto& kind : c_.kinds) {
      const auto* clock = clock_of_change(kind);
      if (!clock) continue;
      auto params = fixed_;
      params.insert(params.end(), {kind.code, clock->code, std::int64_t{Work::kMost}});
      CHECK_OK(db_.each(
          std::string(kColumns) + "JOIN person p ON p.org=d.org AND p.id=d.person AND p.restricted<>0 " +
              std::string(kOpen) + "AND d.kind=$3 AND d.deadline=$4 ORDER BY d.on_day, d.entry LIMIT $5",
          params, [&](const store::Row& r) {
            to_hear_.insert(r.id<EntryId>(0));
            return add(r);
          }));
    }
    return {};
  }
  /// Of these kinds, about people to whom nobody is allocated in that service. To be called after
  /// of_people_of: what it found is not looked for again.
  Status of_nobody_s(const std::vector<std::string>& kinds, std::optional<ServiceIx> service) {
    std::vector<PersonId> others;
    for (const auto& kind : kinds) {
      auto params = fixed_;
      params.emplace_back(kind);
      const auto there = in_service(params, service) + still_due(params, kind);
      CHECK_OK(db_.each("SELECT d.person FROM due d LEFT JOIN person p ON p.org=d.org AND p.id=d.person " +
                            std::string(kOpen) + "AND d.kind=$3 " + there,
                        params, [&](const store::Row& r) {
                          const auto person = r.id<PersonId>(0);
                          if (!std::ranges::binary_search(people_, person)) others.push_back(person);
                          return true;
                        }));
    }
    each_once(others);
    std::set<std::pair<PersonId, std::string>> supported;
    CHECK_OK(people::each_of(
        db_,
        "SELECT n.person, n.service FROM enrolment n JOIN allocation a ON a.org=n.org AND a.enrolment=n.id "
        "AND a.ended IS NULL WHERE n.org=$1 AND n.ended IS NULL AND n.person IN",
        "", {c_.org()}, others, [&](const store::Row& r) {
          supported.emplace(r.id<PersonId>(0), r.str(1));
          return true;
        }));
    return of_people(others, [&](const store::Row& r) {
      return (!service || r.text(5) == c_.at(*service).code) &&
             std::ranges::find(kinds, r.text(2)) != kinds.end() &&
             !supported.contains({r.id<PersonId>(1), r.str(5)});
    });
  }
  std::vector<WorkItem> take() {
    cut();
    for (auto& w : found_) {
      const auto* clock = clock_of_change(c_.at(w.due.kind));
      w.to_hear = clock && clock->code == w.due.deadline && to_hear_.contains(w.due.entry);
    }
    return std::move(found_);
  }

 private:
  template <class Ids>
  static void each_once(Ids& ids) {
    std::ranges::sort(ids);
    const auto again = std::ranges::unique(ids);
    ids.erase(again.begin(), again.end());
  }
  std::string in_service(std::vector<store::Param>& params, std::optional<ServiceIx> service) const {
    if (!service) return {};
    params.emplace_back(c_.at(*service).code);
    return "AND d.service=$" + std::to_string(params.size()) + " ";
  }
  /// What ended with a death does not pile up in front of the living; a service itself has no row.
  std::string still_due(std::vector<store::Param>& params, const std::string& kind) const {
    std::string ended;
    for (const auto& d : c_.at(*c_.find_kind(kind)).deadlines) {
      if (!d.ends_with_death) continue;
      params.emplace_back(d.code);
      ended += (ended.empty() ? "$" : ",$") + std::to_string(params.size());
    }
    return ended.empty() ? "" : "AND (p.died IS NULL OR d.deadline NOT IN (" + ended + ")) ";
  }
  Status of_people(const std::vector<PersonId>& people,
                   const std::function<bool(const store::Row&)>& wanted) {
    return people::each_of(db_, std::string(kColumns) + std::string(kOpen) + "AND d.person IN", "", fixed_,
                           people, [&](const store::Row& r) { return !wanted || wanted(r) ? add(r) : true; });
  }
  bool add(const store::Row& r) {
    const auto kind = c_.find_kind(r.text(2));
    const auto service = c_.find_service(r.text(5));
    const auto* deadline = kind ? c_.at(*kind).find_deadline(r.text(3)) : nullptr;
    if (!deadline || !service) return true;
    WorkItem& w = found_.emplace_back();
    w.due = {r.id<EntryId>(0), r.id<PersonId>(1), *kind,
             r.str(3),         day_of(r.i64(4)),  r.null(8) ? std::nullopt : std::optional(UnixMs{r.i64(8)})};
    w.record = w.due.person;
    w.service = *service;
    if (!r.null(6)) w.named = r.id<StaffId>(6);
    if (!r.null(7)) w.given = r.id<StaffId>(7);
    w.dated = deadline->dated();
    if (found_.size() > std::size_t{4} * Work::kMost) cut();
    return true;
  }
  void cut() {
    const auto key = [](const WorkItem& w) { return std::tie(w.due.on, w.due.entry, w.due.deadline); };
    std::ranges::sort(found_, {}, key);
    const auto again = std::ranges::unique(found_, {}, key);
    found_.erase(again.begin(), again.end());
    if (std::ssize(found_) > Work::kMost) found_.resize(Work::kMost);
  }

  store::Session& db_;
  const charter::Charter& c_;
  std::vector<store::Param> fixed_;
  std::vector<PersonId> people_;  // of the staff asked for; sorted
  std::set<EntryId> to_hear_;     // sharings of restricted records
  std::vector<WorkItem> found_;
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
    for (const auto& deadline : kind.deadlines) {
      if ((charter::about_what(c, kind, deadline) & c.at(role).sees).empty()) continue;
      const auto doers = charter::doers_of(c, kind, deadline);
      if (doers.above.has(role) || (doers.plain.has(role) && (doers.plain & near).empty())) always = true;
      if (doers.plain.has(role)) alone = true;
    }
    if (always) out.always.push_back(kind.code);
    if (alone && !always) out.alone.push_back(kind.code);
  }
  return out;
}

/// Whose each is, with who does what reckoned once for each deadline.
class Owners {
 public:
  Owners(const charter::Charter& c, const gate::Actor& actor) : c_(c), actor_(actor), near_(near_roles(c)) {}

  const charter::Doers& doers(const Due& due) {
    const auto [found, fresh] = known_.try_emplace({due.kind, due.deadline});
    const auto& kind = c_.at(due.kind);
    if (fresh) found->second = charter::doers_of(c_, kind, *kind.find_deadline(due.deadline));
    return found->second;
  }
  /// Who wrote it is asked of no other: whether it may be for whoever stands above them.
  bool author_matters(const WorkItem& w, const gate::WorkSight& sight) {
    return sight.sees && w.given.is_nil() && sight.nearest(doers(w.due).above).has_value();
  }
  bool mine(const WorkItem& w, const gate::WorkSight& sight) {
    if (w.to_hear)
      return std::ranges::any_of(sight.posts, [&](const auto& post) {
        return charter::decides_on(c_, post.first, charter::request_field::kRestriction);
      });
    if (!w.given.is_nil()) return theirs(w.given);
    const auto& does = doers(w.due);
    if (!w.named.is_nil() && w.due.deadline.find('#') != std::string::npos)
      return theirs(w.named);  // a row names whose it is, whoever wrote the entry
    if (sight.nearest(does.above) && is_above(c_, actor_, w.service, w.author)) return true;
    if (!w.named.is_nil()) return theirs(w.named);
    const auto near = sight.nearest(does.plain);
    if (!near) return false;
    if (*near == Reach::Caseload) return true;
    return sight.workers.empty() || (does.plain & near_).empty();
  }
  bool of_line(const WorkItem& w, const gate::WorkSight& sight) const {
    const auto below = [&](StaffId s) { return std::ranges::find(actor_.line, s) != actor_.line.end(); };
    if (!w.given.is_nil()) return below(w.given);
    if (!w.named.is_nil()) return below(w.named);
    return std::ranges::any_of(sight.workers, below);
  }

 private:
  bool theirs(StaffId s) const { return s == actor_.id || actor_.covers_for(s); }
  const charter::Charter& c_;
  const gate::Actor& actor_;
  const RoleSet near_;
  std::map<std::pair<KindIx, std::string>, charter::Doers> known_;
};

Result<std::vector<WorkItem>> candidates(store::Session& db, const charter::Charter& c,
                                         const gate::Actor& actor, charter::Date until) {
  Candidates some(db, c, until);
  auto staff = actor.line;
  staff.push_back(actor.id);
  for (const auto& cover : actor.covering) staff.push_back(cover.away);
  CHECK_OK(some.of_people_of(staff));
  CHECK_OK(some.named(staff));
  if (std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
        return charter::decides_on(c, p.role, charter::request_field::kRestriction);
      }))
    CHECK_OK(some.of_restricted());
  for (const auto& post : actor.posts) {
    if (c.at(post.role).reach <= Reach::Caseload) continue;
    const auto kinds = waiting_for(c, post.role);
    CHECK_OK(some.of_kinds(kinds.always, post.service));
    CHECK_OK(some.of_nobody_s(kinds.alone, post.service));
  }
  auto out = some.take();
  std::vector<PersonId> people;
  for (const auto& w : out) people.push_back(w.due.person);
  TRY(const auto away, gate::joined_away(db, c.org(), people));
  for (auto& w : out)
    if (const auto found = away.find(w.due.person); found != away.end()) w.due.person = found->second;
  return out;
}

/// Who has left, or reaches the person no longer, does nothing more: what was theirs by name is again
/// everybody's whose work it can be.
Status clear_who_cannot(const gate::Gate& gate, const gate::Actor& actor,
                        const std::vector<gate::Actor>& here, const std::vector<gate::WorkAsked>& asked,
                        std::vector<WorkItem>& items) {
  struct ByName {
    std::vector<StaffId*> whom;
    std::vector<gate::WorkAsked> what;
  };
  std::map<StaffId, ByName> names;
  for (std::size_t i = 0; i < items.size(); ++i)
    for (auto* whom : {&items[i].given, &items[i].named}) {
      if (whom->is_nil() || *whom == actor.id) continue;
      auto& one = names[*whom];
      one.whom.push_back(whom);
      one.what.push_back(asked[i]);
    }
  for (auto& [staff, one] : names) {
    const auto found = std::ranges::lower_bound(here, staff, {}, &gate::Actor::id);
    std::vector<gate::WorkSight> sights(one.whom.size());
    if (found != here.end() && found->id == staff) {
      TRY(sights, gate.work_sights(*found, one.what));
    }
    for (std::size_t i = 0; i < sights.size(); ++i)
      if (!sights[i].sees || sights[i].posts.empty()) *one.whom[i] = {};
  }
  return {};
}

CategorySet about_what(const charter::Charter& c, const Due& due) {
  const auto& kind = c.at(due.kind);
  return charter::about_what(c, kind, *kind.find_deadline(due.deadline));
}

/// Who wrote each that is wanted, by its place in the list.
Status find_authors(store::Db& db, const OrgCode& org, std::vector<WorkItem>& items, auto&& wanted) {
  std::vector<EntryId> ids;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (wanted(i)) ids.push_back(items[i].due.entry);
  if (ids.empty()) return {};
  std::map<EntryId, StaffId> authors;
  CHECK_OK(db.read_records([&](store::Session& session) {
    return people::each_of(session, "SELECT id, author FROM entry WHERE org=$1 AND id IN", "", {org}, ids,
                           [&](const store::Row& r) {
                             authors[r.id<EntryId>(0)] = r.id<StaffId>(1);
                             return true;
                           });
  }));
  for (auto& w : items)
    if (const auto found = authors.find(w.due.entry); found != authors.end()) w.author = found->second;
  return {};
}

}  // namespace

Result<WorkLists> Work::lists(const gate::Actor& actor, charter::Date until) {
  const auto& c = gate_.charter();
  std::vector<WorkItem> some;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(some, candidates(db, c, actor, until));
    return {};
  }));
  std::vector<gate::WorkAsked> asked;
  for (const auto& w : some)
    asked.push_back({w.due.person, w.service, w.to_hear ? charter::told_in_requests(c) : about_what(c, w.due),
                     w.record, w.due.entry});
  TRY(auto sights, gate_.work_sights(actor, asked));
  TRY(const auto here, gate_.everybody());
  CHECK_OK(clear_who_cannot(gate_, actor, here, asked, some));
  Owners owners(c, actor);
  CHECK_OK(find_authors(db_, c.org(), some,
                        [&](std::size_t i) { return owners.author_matters(some[i], sights[i]); }));
  WorkLists out;
  for (std::size_t i = 0; i < some.size(); ++i) {
    auto& sight = sights[i];
    std::erase_if(sight.workers,
                  [&](StaffId s) { return !std::ranges::binary_search(here, s, {}, &gate::Actor::id); });
    const auto& due = some[i].due;
    if (!sight.sees || (sight.died && c.at(due.kind).ends_with_death(due.deadline))) continue;
    auto* list = owners.mine(some[i], sight)      ? &out.mine
                 : owners.of_line(some[i], sight) ? &out.line
                                                  : nullptr;
    if (!list) continue;
    some[i].workers = std::move(sight.workers);
    list->push_back(std::move(some[i]));
  }
  return out;
}

}  // namespace candour::record
