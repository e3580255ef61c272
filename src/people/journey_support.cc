// Support while it lasts: who works with the person, the end of it, and starting again.
#include "charter/work.h"
#include "people/conflict_check.h"
#include "people/details_check.h"
#include "people/journey.h"
#include "people/journey_entering.h"
#include "people/journey_rows.h"

namespace candour::people {

using charter::Duty;
using ledger::Act;

namespace {

Status moved_on() {
  return fail(Code::Conflict, "Somebody else has changed this meanwhile. Look at it again before you go on.");
}

}  // namespace

Status Journeys::add_allocation(store::Txn& txn, const Pass& pass, const Enrolment& e, StaffId worker,
                                bool key_worker, std::optional<TeamId> team) {
  const auto now = clock_.now().ms;
  const store::Param in_team = team ? store::Param(*team) : store::Param();
  if (key_worker) {  // there is one key worker at a time
    TRY([[maybe_unused]] const auto others,
        txn.run("UPDATE allocation SET key_worker=0 WHERE org=$1 AND enrolment=$2 AND ended IS NULL",
                {db_.org(), e.id}));
  }
  TRY(const auto known,
      txn.run("UPDATE allocation SET key_worker=$4, team=$5 WHERE org=$1 AND enrolment=$2 AND staff=$3 "
              "AND ended IS NULL",
              {db_.org(), e.id, worker, key_worker, in_team}));
  if (known == 0) {
    // Ended and allocated again within one millisecond is one allocation that goes on.
    TRY([[maybe_unused]] const auto rows,
        txn.run("INSERT INTO allocation (org, enrolment, staff, started, person, key_worker, team) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, enrolment, staff, started) "
                "DO UPDATE SET ended=NULL, key_worker=$6, team=$7",
                {db_.org(), e.id, worker, now, e.person, key_worker, in_team}));
  }
  if (team && !e.team) {
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE enrolment SET team=$3 WHERE org=$1 AND id=$2", {db_.org(), e.id, *team}));
  }
  return append(txn, pass, e.person, Act::Change, "allocation", e.id.text(), e.service,
                std::string(key_worker ? "key-worker:" : "worker:") + worker.text());
}

Status Journeys::allocate(const gate::Actor& actor, PersonId person, EnrolmentId id, StaffId worker,
                          bool key_worker, std::optional<TeamId> team) {
  TRY(const auto e, place_of(person, id));
  TRY(const auto pass, gate_.act(actor, e.person, e.service, Duty::Allocate));
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(still_lives(txn, pass, e.person));
    bool open = false;
    CHECK_OK(txn.each("SELECT 1 FROM enrolment WHERE org=$1 AND id=$2 AND ended IS NULL", {db_.org(), id},
                      [&](const store::Row&) {
                        open = true;
                        return false;
                      }));
    if (!open) return fail(Code::Conflict, "This support has ended. Reopen it before you allocate a worker.");
    CHECK_OK(check_worker(worker, e.service));
    if (team) CHECK_OK(check_team(txn, *team, e.service));
    return add_allocation(txn, pass, e, worker, key_worker, team);
  });
}

Status Journeys::end_allocation(const gate::Actor& actor, PersonId person, EnrolmentId id, StaffId worker) {
  TRY(const auto e, place_of(person, id));
  TRY(const auto pass, gate_.act(actor, e.person, e.service, Duty::Allocate));
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto rows,
        txn.run("UPDATE allocation SET ended=$4 WHERE org=$1 AND enrolment=$2 AND staff=$3 AND ended IS NULL",
                {db_.org(), id, worker, clock_.now().ms}));
    if (rows == 0) return moved_on();
    CHECK_OK(close_when_moved(txn, worker));
    return append(txn, pass, e.person, Act::Change, "allocation", id.text(), e.service,
                  "ended:" + worker.text());
  });
}

namespace {

// In the rows of what is due, beside 0 and 1: it ended with the support, and begins again with it.
constexpr std::int64_t kEndedWithSupport = 2;

/// Reviews and other dates that nobody need keep while the person is not supported; what somebody owes an
/// answer goes on. `end`: or begins again.
Status dates_end(store::Txn& txn, const charter::Charter& c, const Pass& pass, const Enrolment& e, bool end) {
  for (const auto& kind : c.kinds)
    for (const auto& d : kind.deadlines) {
      if (!charter::is_review(kind, d)) continue;
      for (const auto& record : pass.records_of(e.person))
        CHECK_OK(txn.run(
            "UPDATE due SET done=$6 WHERE org=$1 AND person=$2 AND service=$3 AND kind=$4 AND deadline=$5 "
            "AND done=$7",
            {c.org(), record, c.at(e.service).code, kind.code, d.code,
             end ? kEndedWithSupport : std::int64_t{0}, end ? std::int64_t{0} : kEndedWithSupport}));
    }
  return {};
}

}  // namespace

Status Journeys::move(const gate::Actor& actor, PersonId person, EnrolmentId id, std::int64_t version,
                      std::string_view move, const charter::Values& answers) {
  TRY(const auto e, place_of(person, id));
  const auto& kind = support_kind(gate_.charter());
  const auto* found = kind.find_move(move);
  if (!found) return not_found();
  TRY(const auto pass, gate_.act(actor, e.person, e.service, found->duty.value()));
  TRY(const auto step, step_of(kind, *found, e.ended ? kClosed : kOpen, answers));
  return step.move->to == kClosed ? close(pass, e, version, step) : reopen(pass, e, version, step);
}

Status Journeys::close(const Pass& pass, const Enrolment& e, std::int64_t version, const Step& step) {
  const auto& id = e.id;
  return db_.write([&](store::Txn& txn) -> Status {
    const auto now = clock_.now().ms;
    TRY(const auto rows,
        txn.run(
            "UPDATE enrolment SET ended=$4, reason=$5, outcome=$6, words=$7, version=version+1, changed=$4, "
            "changed_by=$8 WHERE org=$1 AND id=$2 AND version=$3 AND ended IS NULL",
            {db_.org(), id, version, now, step.reason, step.outcome, step.words.empty() ? 0 : version + 1,
             pass.actor()}));
    if (rows != 1) return moved_on();
    std::vector<StaffId> workers;
    CHECK_OK(txn.each("SELECT staff FROM allocation WHERE org=$1 AND enrolment=$2 AND ended IS NULL",
                      {db_.org(), id}, [&](const store::Row& r) {
                        workers.push_back(r.id<StaffId>(0));
                        return true;
                      }));
    CHECK_OK(txn.run("UPDATE allocation SET ended=$3 WHERE org=$1 AND enrolment=$2 AND ended IS NULL",
                     {db_.org(), id, now}));
    for (const auto worker : workers) CHECK_OK(close_when_moved(txn, worker));
    CHECK_OK(dates_end(txn, gate_.charter(), pass, e, true));
    CHECK_OK(stop_details_clock(txn, gate_.charter(), id, true));
    CHECK_OK(keep_step(txn, pass, e.person, EntryId{id.raw}, version + 1, step));
    CHECK_OK(seal_words(txn, pass, e.person, EntryId{id.raw}, version + 1, step.words, {}));
    return append(txn, pass, e.person, Act::Move, "enrolment", id.text(), e.service,
                  "move:" + step.move->code + " reason:" + step.reason + " outcome:" + step.outcome);
  });
}

Status Journeys::reopen(const Pass& pass, const Enrolment& e, std::int64_t version, const Step& step) {
  const auto& id = e.id;
  CHECK_OK(tell_of_conflicts(db_, gate_.charter(), pass, e.person, clock_.now()));
  return db_.write([&](store::Txn& txn) -> Status {
    if (!e.ended) return moved_on();
    CHECK_OK(still_lives(txn, pass, e.person));
    CHECK_OK(conflicts_looked_at(txn, pass, e.person));
    CHECK_OK(already_with(txn, gate_.charter(), pass, e.person, e.service, Entering::ByReopening));
    TRY(const auto rows,
        txn.run(
            "UPDATE enrolment SET ended=NULL, reason='', outcome='', words=$4, version=version+1, "
            "changed=$5, "
            "changed_by=$6 WHERE org=$1 AND id=$2 AND version=$3 AND ended IS NOT NULL",
            {db_.org(), id, version, step.words.empty() ? 0 : version + 1, clock_.now().ms, pass.actor()}));
    if (rows != 1) return moved_on();
    CHECK_OK(dates_end(txn, gate_.charter(), pass, e, false));
    CHECK_OK(stop_details_clock(txn, gate_.charter(), id, false));
    CHECK_OK(keep_step(txn, pass, e.person, EntryId{id.raw}, version + 1, step));
    CHECK_OK(seal_words(txn, pass, e.person, EntryId{id.raw}, version + 1, step.words, {}));
    return append(txn, pass, e.person, Act::Move, "enrolment", id.text(), e.service,
                  "move:" + step.move->code);
  });
}

}  // namespace candour::people
