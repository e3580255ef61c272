// Whose people are whose: who could support somebody, and a caseload that moves to other hands.
#include <algorithm>

#include "charter/work.h"
#include "gate/standing.h"
#include "gate/tasks.h"
#include "people/journey.h"
#include "people/journey_rows.h"
#include "people/limits.h"

namespace candour::people {

using charter::Duty;

namespace {

bool supports_in(const charter::Charter& c, const gate::Actor& one, ServiceIx service) {
  return std::ranges::any_of(one.posts, [&](const gate::Post& p) {
    return gate::covers(p, service) && charter::supports_people(c, c.at(p.role));
  });
}

bool fit_to_support(const charter::Charter& c, const gate::Actor& one, ServiceIx service) {
  return one.agreement && one.training && supports_in(c, one, service);
}

}  // namespace

Result<std::vector<StaffId>> Journeys::who_could_support(ServiceIx service) {
  TRY(const auto all, gate_.everybody());
  std::vector<StaffId> out;
  for (const auto& one : all)
    if (fit_to_support(gate_.charter(), one, service)) out.push_back(one.id);
  return out;
}

Status Journeys::check_worker(StaffId worker, ServiceIx service) {
  const auto one = gate_.actor(worker);
  // The same as who_could_support(): given to somebody who may open nothing yet, a person has nobody.
  if (!one || !fit_to_support(gate_.charter(), *one, service))
    return invalid("worker",
                   "Choose somebody who supports people in this service, has signed the agreement and whose "
                   "training is in date.");
  return {};
}

Result<std::vector<Enrolment>> Journeys::caseload_of(const gate::Actor& actor, StaffId of, int most) {
  std::vector<Enrolment> all, out;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(std::string(kEnrolmentColumns) +
                      "JOIN allocation a ON a.org=e.org AND a.enrolment=e.id AND a.ended IS NULL "
                      "WHERE e.org=$1 AND e.ended IS NULL AND a.staff=$2 ORDER BY e.person, e.id LIMIT $3",
                  {db_.org(), of, limits::kMostRows}, [&](const store::Row& row) {
                    if (auto e = read_enrolment(gate_.charter(), row)) all.push_back(std::move(*e));
                    return true;
                  });
  }));
  for (auto& e : all) {
    TRY(const auto services, gate_.may_act(actor, e.person, Duty::Allocate));
    if (services.has(e.service)) out.push_back(std::move(e));
    if (std::ssize(out) >= most) break;
  }
  return out;
}

Status Journeys::move_caseload(const gate::Actor& actor, StaffId from, StaffId to,
                               const std::vector<EnrolmentId>& which) {
  if (which.empty()) return invalid("who", "Choose who moves.");
  if (from == to) return invalid("to", "They have these people already. Choose somebody else.");
  TRY(const auto heir, gate_.actor(to));
  std::vector<std::pair<Enrolment, Pass>> moving;
  for (const auto id : which) {
    TRY(auto e, bare_enrolment(id));
    TRY(auto pass, gate_.act(actor, e.person, e.service, Duty::Allocate));
    if (const auto fits = check_worker(to, e.service); !fits)
      return invalid("to",
                     "Choose somebody who supports people in " + gate_.charter().at(e.service).name + ".");
    moving.emplace_back(std::move(e), std::move(pass));
  }
  return db_.write([&](store::Txn& txn) -> Status {
    for (const auto& [e, pass] : moving) {
      bool key_worker = false;
      std::optional<TeamId> team;
      CHECK_OK(
          txn.each("SELECT staff, key_worker, team FROM allocation WHERE org=$1 AND enrolment=$2 "
                   "AND staff IN ($3, $4) AND ended IS NULL",
                   {db_.org(), e.id, from, to}, [&](const store::Row& row) {
                     key_worker = key_worker || row.i64(1) != 0;
                     if (row.id<StaffId>(0) == from && !row.null(2)) team = row.id<TeamId>(2);
                     return true;
                   }));
      // The team goes on with the person where the new worker is of it.
      if (std::ranges::none_of(heir.posts, [&](const gate::Post& p) { return p.team == team; })) team.reset();
      TRY(const auto ended,
          txn.run(
              "UPDATE allocation SET ended=$4 WHERE org=$1 AND enrolment=$2 AND staff=$3 AND ended IS NULL",
              {db_.org(), e.id, from, clock_.now().ms}));
      if (ended == 0)
        return fail(
            Code::Conflict,
            "Somebody else has moved one of them meanwhile. Look at the list again before you go on.");
      CHECK_OK(append(txn, pass, e.person, ledger::Act::Change, "allocation", e.id.text(), e.service,
                      "ended:" + from.text()));
      CHECK_OK(add_allocation(txn, pass, e, to, key_worker, team));
    }
    return close_when_moved(txn, from);
  });
}

Status Journeys::close_when_moved(store::Txn& txn, StaffId from) {
  bool more = false;
  CHECK_OK(txn.each(
      "SELECT 1 FROM allocation a JOIN enrolment n ON n.org=a.org AND n.id=a.enrolment WHERE a.org=$1 "
      "AND a.staff=$2 AND a.ended IS NULL AND n.ended IS NULL LIMIT 1",
      {db_.org(), from}, [&](const store::Row&) {
        more = true;
        return false;
      }));
  if (more) return {};
  return gate::close_tasks(txn, db_.org(), gate::kLeftPeople, from.text(), clock_.now());
}

}  // namespace candour::people
