// Lists of work: referrals to decide, one's own caseload, how much everybody carries. Codes, ids and counts
// only: names come from the gate, in one pass for the whole page.
#include <algorithm>

#include "gate/joined.h"
#include "people/journey.h"
#include "people/journey_rows.h"
#include "people/limits.h"

namespace candour::people {

using charter::Duty;

namespace {

/// Every service in which the actor has a post with the duty that reaches at least `least`.
ServiceSet services_with(const charter::Charter& c, const gate::Actor& actor, Duty duty,
                         charter::Reach least) {
  ServiceSet out;
  for (const auto& p : actor.posts) {
    const auto& role = c.at(p.role);
    if (!role.has(duty) || role.reach < least) continue;
    for (std::size_t i = 0; i < c.services.size(); ++i)
      if (const auto s = static_cast<ServiceIx>(i); !p.service || *p.service == s) out.add(s);
  }
  return out;
}

/// An IN list of parameters, with their values behind those that are there. Never empty: "(NULL)" matches
/// none.
class InList {
 public:
  explicit InList(std::vector<store::Param>& params) : params_(params) {}
  void add(store::Param p) {
    params_.push_back(p);
    text_ += (text_.empty() ? "$" : ", $") + std::to_string(params_.size());
  }
  std::string text() const { return text_.empty() ? "(NULL)" : "(" + text_ + ")"; }

 private:
  std::vector<store::Param>& params_;
  std::string text_;
};

int page(int most) {
  return std::clamp(most, 1, limits::kMostRows);
}

}  // namespace

Result<std::vector<Referral>> Journeys::open_referrals(const gate::Actor& actor, bool waiting,
                                                       std::optional<ReferralId> after, int most) {
  const auto& c = gate_.charter();
  const ReferralId from = after.value_or(ReferralId{});
  std::vector<store::Param> params = {db_.org(), actor.id, from, page(most)};
  InList services(params);
  services_with(c, actor, Duty::DecideReferral, charter::Reach::Caseload).each([&](ServiceIx s) {
    services.add(c.at(s).code);
  });
  // Those who wait, longest first; of those to decide on the urgent ones first, then the oldest.
  const std::string rank = "CASE urgency WHEN 'urgent' THEN 0 WHEN 'soon' THEN 1 ELSE 2 END";
  std::string sql = std::string(kReferralColumns) + "WHERE org=$1 ";
  if (waiting)
    sql += "AND state='waiting' AND id>$3 AND service IN " + services.text() + " ORDER BY id LIMIT $4";
  else
    sql += "AND state='new' AND (taken_by=$2 OR service IN " + services.text() + ") AND (COALESCE((SELECT " +
           rank + " FROM referral WHERE org=$1 AND id=$3), -1) < " + rank + " OR (id>$3 AND (SELECT " + rank +
           " FROM referral WHERE org=$1 AND id=$3) = " + rank + ")) ORDER BY " + rank + ", id LIMIT $4";
  std::vector<Referral> out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    CHECK_OK(s.each(sql, params, [&](const store::Row& row) {
      if (auto r = read_referral(c, row)) out.push_back(std::move(*r));
      return true;
    }));
    return gate::name_those_that_stay(s, c.org(), out, &Referral::person);
  }));
  return out;
}

Result<std::vector<Enrolment>> Journeys::caseload(const gate::Actor& actor, std::optional<PersonId> after,
                                                  int most, std::optional<StaffId> covered) {
  if (covered && !actor.covers_for(*covered))
    return not_allowed("You do not stand in for them today.", gate_.charter().access_clause);
  // By person, so that somebody in two services is not torn apart by the end of a page; of joined records by
  // the one that stays, for the same reason.
  const PersonId from = after.value_or(PersonId{});
  const auto whose = [](const std::string& row) {
    return "COALESCE(j" + row + ".other, " + row + ".person)";
  };
  const auto join = [](const std::string& row) {
    const auto j = "j" + row;
    return "LEFT JOIN joined_record " + j + " ON " + j + ".org=" + row + ".org AND " + j + ".person=" + row +
           ".person AND " + j + ".away=1 AND " + j + ".ended IS NULL ";
  };
  const std::string sql =
      std::string(kEnrolmentColumns) +
      "JOIN allocation a ON a.org=e.org AND a.enrolment=e.id AND a.ended IS NULL " + join("a") +
      "WHERE e.org=$1 AND e.ended IS NULL AND a.staff=$2 AND " + whose("a") +
      " IN ("
      "  SELECT DISTINCT " +
      whose("b") + " FROM allocation b JOIN enrolment f ON f.org=b.org AND f.id=b.enrolment " + join("b") +
      "  WHERE b.org=$1 AND b.staff=$2 AND b.ended IS NULL AND f.ended IS NULL AND " + whose("b") +
      ">$3 "
      "  ORDER BY 1 LIMIT $4) ORDER BY " +
      whose("a") + ", e.id";
  std::vector<Enrolment> out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    CHECK_OK(
        s.each(sql, {db_.org(), covered.value_or(actor.id), from, page(most)}, [&](const store::Row& row) {
          if (auto e = read_enrolment(gate_.charter(), row)) out.push_back(std::move(*e));
          return true;
        }));
    return gate::name_those_that_stay(s, db_.org(), out, &Enrolment::person);
  }));
  return out;
}

Result<std::vector<Journeys::Load>> Journeys::workload(const gate::Actor& actor) {
  CHECK_OK(gate_.may(actor, Duty::SeeWorkload, "workload"));
  const auto& c = gate_.charter();
  std::vector<store::Param> params = {db_.org()};
  InList staff(params), teams(params), services(params);
  for (const auto& s : actor.line) staff.add(s);
  staff.add(actor.id);
  for (const auto& p : actor.posts)
    if (p.team) teams.add(*p.team);
  services_with(c, actor, Duty::SeeWorkload, charter::Reach::Service).each([&](ServiceIx s) {
    services.add(c.at(s).code);
  });
  const std::string sql =
      "SELECT a.staff, COALESCE(a.team, e.team), COUNT(DISTINCT COALESCE(j.other, a.person)) FROM allocation a "
      "JOIN enrolment e ON e.org=a.org AND e.id=a.enrolment "
      "LEFT JOIN joined_record j ON j.org=a.org AND j.person=a.person AND j.away=1 AND j.ended IS NULL WHERE a.org=$1 AND a.ended IS NULL AND e.ended "
      "IS NULL "
      "AND (a.staff IN " +
      staff.text() + " OR COALESCE(a.team, e.team) IN " + teams.text() + " OR e.service IN " +
      services.text() +
      ") GROUP BY a.staff, COALESCE(a.team, e.team) "
      "ORDER BY a.staff, COALESCE(a.team, e.team)";
  std::vector<Load> out;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(sql, params, [&](const store::Row& row) {
      Load load{row.id<StaffId>(0), std::nullopt, static_cast<int>(row.i64(2))};
      if (!row.null(1)) load.team = row.id<TeamId>(1);
      out.push_back(load);
      return true;
    });
  }));
  return out;
}

}  // namespace candour::people
