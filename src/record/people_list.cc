#include "record/people_list.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "base/calendar.h"
#include "gate/standing.h"
#include "gate/words.h"
#include "people/lists.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

using charter::Duty;
using charter::Reach;

constexpr std::string_view kCodes[] = {"referred", "waiting", "enrolled", "ended"};
constexpr std::string_view kWords[] = {"Referred", "On the waiting list", "Enrolled", "Ended"};
constexpr std::int64_t kNeverDue = std::int64_t{1} << 40;

PlaceState state_of(const gate::Place& p) {
  if (p.referral) return p.taken_at.ms != 0 ? PlaceState::Referred : PlaceState::Waiting;
  return p.open ? PlaceState::Enrolled : PlaceState::Ended;
}

bool in_team(const gate::Place& p, TeamId team) {
  return p.team == team ||
         std::ranges::any_of(p.workers, [&](const gate::Allocated& w) { return w.team == team; });
}

/// A post whose people are those of one caseload or line, but for nobody's who wait for its duty.
bool is_narrow(const charter::Role& role) {
  return role.reach <= Reach::Line && !role.has(Duty::Allocate) && !role.has(Duty::DecideReferral);
}

/// Those who may be in reach; the gate says who is. Of joined records the one that stays.
class Candidates {
 public:
  Candidates(store::Session& db, const OrgCode& org, const ListAsked& asked)
      : db_(db), org_(org), asked_(asked) {}

  Status in(const std::vector<std::string>& services) {
    if (wants(PlaceState::Enrolled) || wants(PlaceState::Ended))
      CHECK_OK(people::each_of(db_,
                               std::string(kColumns) + "enrolment x " + std::string(kStays) +
                                   "WHERE x.org=$1 " + ended() + "AND x.service IN",
                               "", {org_}, services, add_));
    if (!wants(PlaceState::Referred) && !wants(PlaceState::Waiting)) return {};
    return people::each_of(db_,
                           std::string(kColumns) + "referral x " + std::string(kStays) +
                               "WHERE x.org=$1 AND x.state IN ('new', 'waiting') AND x.service IN",
                           "", {org_}, services, add_);
  }
  Status of(const std::vector<StaffId>& staff, StaffId actor) {
    CHECK_OK(people::each_of(db_,
                             std::string(kColumns) +
                                 "allocation a JOIN enrolment x ON x.org=a.org AND x.id=a.enrolment " +
                                 std::string(kStays) + "WHERE a.org=$1 " + ended() + "AND a.staff IN",
                             "", {org_}, staff, add_));
    return people::each_of(db_,
                           std::string(kColumns) + "referral x " + std::string(kStays) +
                               "WHERE x.org=$1 AND x.state='new' AND x.taken_by IN",
                           "", {org_}, std::vector<StaffId>{actor}, add_);
  }
  std::vector<PersonId> take() { return {found_.begin(), found_.end()}; }

 private:
  static constexpr std::string_view kColumns = "SELECT DISTINCT COALESCE(j.other, x.person) FROM ";
  static constexpr std::string_view kStays =
      "LEFT JOIN joined_record j ON j.org=x.org AND j.person=x.person AND j.away=1 AND j.ended IS NULL ";

  bool wants(PlaceState s) const { return asked_.state ? *asked_.state == s : s != PlaceState::Ended; }
  std::string ended() const { return wants(PlaceState::Ended) ? "" : "AND x.ended IS NULL "; }

  store::Session& db_;
  const OrgCode& org_;
  const ListAsked& asked_;
  std::set<PersonId> found_;
  store::OnRow add_ = [this](const store::Row& r) { return found_.insert(r.id<PersonId>(0)), true; };
};

template <class T>
void tidy(std::vector<T>& all) {
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

std::int64_t place_in_order(const ListLine& line, ListOrder order) {
  if (order == ListOrder::Due) return line.next ? day_number(line.next->on) : kNeverDue;
  return order == ListOrder::Newest ? -line.since.ms : line.since.ms;
}

}  // namespace

std::string_view place_state_code(PlaceState s) {
  return kCodes[static_cast<std::size_t>(s)];
}
std::string_view place_state_words(PlaceState s) {
  return kWords[static_cast<std::size_t>(s)];
}
std::optional<PlaceState> find_place_state(std::string_view code) {
  for (const auto s : kPlaceStates)
    if (place_state_code(s) == code) return s;
  return std::nullopt;
}

std::vector<ServiceIx> PeopleList::services(const gate::Actor& actor) const {
  const auto& c = gate_.charter();
  std::vector<ServiceIx> out;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    if (std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
          return gate::covers(p, s) && c.at(p.role).reach != Reach::None;
        }))
      out.push_back(s);
  }
  return out;
}

/// What is due of joined records is due of the person; each line has what is due in its own service.
Status PeopleList::add_due(std::vector<ListLine>& lines, const std::vector<gate::ListSight>& sights) const {
  const auto& c = gate_.charter();
  std::unordered_map<PersonId, PersonId> stays;
  std::set<PersonId> died;
  std::unordered_map<PersonId, std::vector<ListLine*>> of;
  for (auto& line : lines) of[line.person].push_back(&line);
  std::vector<PersonId> records;
  for (const auto& s : sights) {
    if (s.died) died.insert(s.person);
    if (of.contains(s.person))
      for (const auto r : s.records) {
        stays.emplace(r, s.person);
        records.push_back(r);
      }
  }
  return db_.read_records([&](store::Session& db) {
    return people::each_of(
        db, "SELECT person, kind, deadline, service, on_day FROM due WHERE org=$1 AND done=0 AND person IN",
        "", {c.org()}, records, [&](const store::Row& r) {
          const auto kind = c.find_kind(r.text(1));
          const auto service = c.find_service(r.text(3));
          if (!kind || !service) return true;
          if (died.contains(stays[r.id<PersonId>(0)]) && c.at(*kind).ends_with_death(r.text(2))) return true;
          const auto on = day_of(r.i64(4));
          for (auto* line : of[stays[r.id<PersonId>(0)]]) {
            if (line->place.service != *service || (c.at(*kind).categories() & line->sees).empty()) continue;
            if (!line->next || on < line->next->on) line->next = {on, *kind, r.str(2)};
          }
          return true;
        });
  });
}

Result<Listed> PeopleList::find(const gate::Actor& actor, const ListAsked& asked,
                                std::optional<Duty> with) const {
  const auto& c = gate_.charter();
  std::vector<std::string> wide;
  bool narrow = false;
  for (const auto& post : actor.posts) {
    const auto& role = c.at(post.role);
    if (role.reach == Reach::None) continue;
    narrow = narrow || is_narrow(role);
    if (is_narrow(role)) continue;
    for (const auto s : services(actor))
      if (gate::covers(post, s) && (!asked.service || *asked.service == s)) wide.push_back(c.at(s).code);
  }
  tidy(wide);
  std::vector<PersonId> who;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    const OrgCode org = c.org();
    Candidates candidates(db, org, asked);
    if (!wide.empty()) CHECK_OK(candidates.in(wide));
    auto staff = actor.line;
    staff.push_back(actor.id);
    if (narrow) CHECK_OK(candidates.of(staff, actor.id));
    who = candidates.take();
    return {};
  }));
  TRY(const auto sights, gate_.list_sights(actor, who, with));
  Listed out;
  for (const auto& sight : sights) {
    if (!sight.sees.has(gate::identity_category(c))) continue;  // a list names people
    for (const auto& place : sight.places) {
      const auto state = state_of(place);
      if (asked.service && place.service != *asked.service) continue;
      if (asked.state ? state != *asked.state : state == PlaceState::Ended) continue;
      out.sees = out.sees | sight.sees;
      if (place.team) out.teams.push_back(*place.team);
      for (const auto& w : place.workers) {
        out.workers.push_back(w.worker);
        if (w.team) out.teams.push_back(*w.team);
      }
      if (asked.team && !in_team(place, *asked.team)) continue;
      if (asked.worker && std::ranges::count(place.workers, *asked.worker, &gate::Allocated::worker) == 0)
        continue;
      out.lines.push_back({sight.person,
                           place,
                           state,
                           state == PlaceState::Ended ? place.closed_at : place.begun,
                           sight.sees,
                           {},
                           {}});
    }
  }
  tidy(out.workers);
  tidy(out.teams);
  if (asked.due_within || asked.order == ListOrder::Due || asked.with_due)
    CHECK_OK(add_due(out.lines, sights));
  if (asked.due_within) {
    const auto until = add_days(local_time(clock_.now()).date, *asked.due_within);
    std::erase_if(out.lines, [&](const ListLine& l) { return !l.next || l.next->on > until; });
  }
  std::set<PersonId> people;
  for (auto& line : out.lines) {
    people.insert(line.person);
    line.key = {place_in_order(line, asked.order), line.person,
                static_cast<std::uint32_t>(line.place.service), line.place.begun.ms};
  }
  out.people = people.size();
  std::ranges::sort(out.lines, {}, &ListLine::key);
  return out;
}

}  // namespace candour::record
