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

/// Columns: what, person, id, id, id, code, number. $1 org, $2 now, $3 … people.
std::string facts_sql(std::size_t n) {
  std::string in = "($3";
  for (std::size_t i = 1; i < n; ++i) in += ", $" + std::to_string(i + 3);
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
         " AND started<=$2 AND ends>$2"
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
  Gathering(const charter::Charter& c, std::span<FactsForAll> people) : charter_(c) {
    for (auto& p : people) by_id_[p.facts.id].push_back(&p);
  }

  void take(const store::Row& row) {
    const auto found = by_id_.find(row.id<PersonId>(1));
    if (found == by_id_.end()) return;
    for (auto* p : found->second) take(row, *p);
  }

  /// Allocations find their enrolments; the order of places does not depend on the order of rows.
  void finish() {
    for (const auto& [p, enrolment, ended, who] : allocations_)
      for (auto& place : p->facts.places) {
        if (place.referral || place.enrolment != enrolment) continue;
        if (place.open ? !ended : ended && *ended >= place.closed_at.ms) place.workers.push_back(who);
      }
    for (auto& [id, all] : by_id_)
      for (auto* p : all)
        std::ranges::stable_sort(p->facts.places, [](const Place& a, const Place& b) {
          if (a.open != b.open) return a.open;
          return a.enrolment < b.enrolment;
        });
  }

 private:
  void take(const store::Row& row, FactsForAll& all) {
    PersonFacts& p = all.facts;
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
        allocations_.push_back({&all,
                                row.id<EnrolmentId>(2),
                                row.null(6) ? std::nullopt : std::optional(row.i64(6)),
                                {row.id<StaffId>(3), team_at(row, 4)}});
        break;
      case kGrant:
        take_grant(row, all);
        break;
      case kConsent:
        if (const auto x = charter_.find_purpose(row.text(5))) p.consented.add(*x);
        break;
      case kObjection:
        if (const auto x = charter_.find_purpose(row.text(5))) p.objected.add(*x);
        break;
    }
  }

  void take_grant(const store::Row& row, FactsForAll& all) {
    const auto both = row.text(5);
    const auto gap = both.find(' ');
    const auto role = charter_.find_role(both.substr(0, gap));
    const auto reason = charter_.find_reason(gap == both.npos ? std::string_view() : both.substr(gap + 1));
    if (role && reason)
      all.granted.push_back({row.id<StaffId>(3), {row.i64(6)}, {row.id<GrantId>(2), *role, *reason}});
  }

  struct Found {
    FactsForAll* person;
    EnrolmentId enrolment;
    std::optional<std::int64_t> ended;
    Allocated who;
  };
  const charter::Charter& charter_;
  std::unordered_map<PersonId, std::vector<FactsForAll*>> by_id_;
  std::vector<Found> allocations_;
};

Result<std::vector<FactsForAll>> load_for_all(store::Session& db, const charter::Charter& c,
                                              const OrgCode& org, const std::vector<PersonId>& people,
                                              UnixMs now) {
  std::vector<FactsForAll> out(people.size());
  for (std::size_t i = 0; i < people.size(); ++i) out[i].facts.id = people[i];
  for (std::size_t from = 0; from < people.size(); from += kLengths.back()) {
    const auto n = std::min(kLengths.back(), people.size() - from);
    const auto length = length_for(n);
    std::vector<store::Param> params = {org, now.ms};
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

}  // namespace

PersonFacts FactsForAll::for_worker(StaffId actor, UnixMs now) const {
  PersonFacts out = facts;
  for (const auto& g : granted)
    if (g.worker == actor && g.ends.ms > now.ms) out.grants.push_back(g.grant);
  return out;
}

Result<std::vector<PersonFacts>> load_facts(store::Session& db, const charter::Charter& c, const OrgCode& org,
                                            StaffId actor, const std::vector<PersonId>& people, UnixMs now) {
  TRY(const auto loaded, load_for_all(db, c, org, people, now));
  std::vector<PersonFacts> out;
  out.reserve(loaded.size());
  for (const auto& one : loaded) out.push_back(one.for_worker(actor, now));
  return out;
}

KnownFacts::KnownFacts(store::Db& db, const charter::Charter& c) : db_(db), charter_(c) {
  listening_ = db_.listen([this](std::string_view what) {
    if (what.empty() || what == store::kReachChanged) ++heard_;
  });
}

KnownFacts::~KnownFacts() {
  db_.unlisten(listening_);
}

void KnownFacts::forget_older(std::uint64_t heard) {
  if (heard <= kept_heard_) return;
  kept_.clear();
  kept_heard_ = heard;
}

std::vector<PersonId> KnownFacts::take_known(StaffId actor, const std::vector<PersonId>& people, UnixMs now,
                                             std::uint64_t heard,
                                             std::vector<std::optional<PersonFacts>>& out) {
  const auto oldest = std::chrono::steady_clock::now() - kLongest;
  std::vector<PersonId> missing;
  const Hold hold(lock_);
  forget_older(heard);
  if (heard != kept_heard_) return people;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto found = kept_.find(people[i]);
    if (found != kept_.end() && found->second.at > oldest)
      out[i] = found->second.facts.for_worker(actor, now);
    else
      missing.push_back(people[i]);
  }
  return missing;
}

Result<std::vector<PersonFacts>> KnownFacts::of(StaffId actor, const std::vector<PersonId>& people,
                                                UnixMs now) {
  const bool inside = db_.reading_here();
  // Before the snapshot begins: what changes from now on makes the facts that it shows old ones.
  const auto heard = heard_.load();
  const auto at = std::chrono::steady_clock::now();
  std::vector<std::optional<PersonFacts>> found(people.size());
  auto missing = inside ? people : take_known(actor, people, now, heard, found);
  std::vector<FactsForAll> loaded;
  if (!missing.empty())
    CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
      TRY(loaded, load_for_all(s, charter_, db_.org(), missing, now));
      return {};
    }));
  std::vector<PersonFacts> out;
  out.reserve(people.size());
  auto next = loaded.cbegin();
  for (auto& one : found) out.push_back(one ? std::move(*one) : (next++)->for_worker(actor, now));
  if (inside || loaded.empty() || loaded.size() > kMost) return out;
  const Hold hold(lock_);
  forget_older(heard);
  if (heard != kept_heard_) return out;
  if (kept_.size() + loaded.size() > kMost) kept_.clear();
  for (auto& one : loaded) {
    const auto id = one.facts.id;
    kept_.insert_or_assign(id, Kept{std::move(one), at});
  }
  return out;
}

}  // namespace candour::gate
