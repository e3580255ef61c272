#include "gate/facts.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <unordered_map>

namespace candour::gate {
namespace {

/// What a row of the facts query tells.
enum What { kPerson, kEnrolment, kReferral, kAllocation, kGrant, kConsent, kObjection };

/// Statements are kept by their text, so that lists come in four lengths only; the last id fills up.
constexpr std::array<std::size_t, 4> kLengths = {1, 16, 128, 512};

std::size_t length_for(std::size_t n) {
  for (const auto l : kLengths)
    if (n <= l) return l;
  return kLengths.back();
}

/// Columns: what, person, id, id, id, code, number. $1 org, $2 actor, $3 now, $4 … people.
std::string facts_sql(std::size_t n) {
  std::string in = "($4";
  for (std::size_t i = 1; i < n; ++i) in += ", $" + std::to_string(i + 4);
  in += ")";
  const auto among = [&](std::string_view column) {
    return " WHERE org=$1 AND " + std::string(column) + " IN " + in;
  };
  return "SELECT 0, id, id, id, id, reference, restricted FROM person " + among("id") +
         " UNION ALL SELECT 1, person, id, team, id, service, ended FROM enrolment" + among("person") +
         " UNION ALL SELECT 2, person, taken_by, id, id, service, received FROM referral" + among("person") +
         " AND state IN ('new', 'waiting')"
         " UNION ALL SELECT 3, person, enrolment, staff, team, '', ended FROM allocation" +
         among("person") +
         " UNION ALL SELECT 4, person, id, staff, staff, role || ' ' || reason, ends FROM reasoned_access" +
         among("person") +
         " AND staff=$2 AND started<=$3 AND ends>$3"
         " UNION ALL SELECT 5, person, person, person, person, purpose, given_at FROM consent_flag" +
         among("person") +
         " AND withdrawn_at IS NULL"
         " UNION ALL SELECT 6, person, person, person, person, purpose, made_at FROM objection_flag" +
         among("person") + " AND withdrawn_at IS NULL";
}

const std::string& kept_sql(std::size_t length) {
  static const std::array<std::string, kLengths.size()> all = [] {
    std::array<std::string, kLengths.size()> made;
    for (std::size_t i = 0; i < made.size(); ++i) made[i] = facts_sql(kLengths[i]);
    return made;
  }();
  return all[static_cast<std::size_t>(std::ranges::find(kLengths, length) - kLengths.begin())];
}

std::optional<TeamId> team_at(const store::Row& row, int col) {
  if (row.null(col)) return std::nullopt;
  return row.id<TeamId>(col);
}

/// Gathers rows, which may come in any order.
class Gathering {
 public:
  Gathering(const charter::Charter& c, std::span<PersonFacts> people) : charter_(c) {
    for (auto& p : people) by_id_[p.id].push_back(&p);
  }

  void take(const store::Row& row) {
    const auto found = by_id_.find(row.id<PersonId>(1));
    if (found == by_id_.end()) return;
    for (auto* p : found->second) take(row, *p);
  }

  /// Allocations find their enrolments; the order of places does not depend on the order of rows.
  void finish() {
    for (const auto& [p, enrolment, ended, who] : allocations_)
      for (auto& place : p->places) {
        if (place.referral || place.enrolment != enrolment) continue;
        if (place.open ? !ended : ended && *ended >= place.closed_at.ms) place.workers.push_back(who);
      }
    for (auto& [id, all] : by_id_)
      for (auto* p : all)
        std::ranges::stable_sort(p->places, [](const Place& a, const Place& b) {
          if (a.open != b.open) return a.open;
          return a.enrolment < b.enrolment;
        });
  }

 private:
  void take(const store::Row& row, PersonFacts& p) {
    switch (static_cast<What>(row.i64(0))) {
      case kPerson:
        p.exists = true;
        p.restricted = row.i64(6) != 0;
        break;
      case kEnrolment:
        if (const auto s = charter_.find_service(row.text(5)))
          p.places.push_back(
              {*s, false, row.null(6), {row.i64(6)}, row.id<EnrolmentId>(2), {}, team_at(row, 3), {}});
        break;
      case kReferral:
        if (const auto s = charter_.find_service(row.text(5)))
          p.places.push_back({*s, true, true, {}, {}, row.id<StaffId>(2), {}, {}});
        break;
      case kAllocation:
        allocations_.push_back({&p,
                                row.id<EnrolmentId>(2),
                                row.null(6) ? std::nullopt : std::optional(row.i64(6)),
                                {row.id<StaffId>(3), team_at(row, 4)}});
        break;
      case kGrant:
        take_grant(row, p);
        break;
      case kConsent:
        if (const auto x = charter_.find_purpose(row.text(5))) p.consented.add(*x);
        break;
      case kObjection:
        if (const auto x = charter_.find_purpose(row.text(5))) p.objected.add(*x);
        break;
    }
  }

  void take_grant(const store::Row& row, PersonFacts& p) {
    const auto both = row.text(5);
    const auto gap = both.find(' ');
    const auto role = charter_.find_role(both.substr(0, gap));
    const auto reason = charter_.find_reason(gap == both.npos ? std::string_view() : both.substr(gap + 1));
    if (role && reason) p.grants.push_back({row.id<GrantId>(2), *role, *reason});
  }

  struct Found {
    PersonFacts* person;
    EnrolmentId enrolment;
    std::optional<std::int64_t> ended;
    Allocated who;
  };
  const charter::Charter& charter_;
  std::unordered_map<PersonId, std::vector<PersonFacts*>> by_id_;
  std::vector<Found> allocations_;
};

}  // namespace

Result<std::vector<PersonFacts>> load_facts(store::Session& db, const charter::Charter& c, const OrgCode& org,
                                            StaffId actor, const std::vector<PersonId>& people, UnixMs now) {
  std::vector<PersonFacts> out(people.size());
  for (std::size_t i = 0; i < people.size(); ++i) out[i].id = people[i];
  for (std::size_t from = 0; from < people.size(); from += kLengths.back()) {
    const auto n = std::min(kLengths.back(), people.size() - from);
    const auto length = length_for(n);
    std::vector<store::Param> params = {org, actor, now.ms};
    for (std::size_t i = 0; i < length; ++i) params.push_back(people[from + std::min(i, n - 1)]);
    Gathering gathering(c, std::span(out).subspan(from, n));
    CHECK_OK(db.each(kept_sql(length), params, [&](const store::Row& row) {
      gathering.take(row);
      return true;
    }));
    gathering.finish();
  }
  return out;
}

}  // namespace candour::gate
