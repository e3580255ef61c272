// Somebody who comes with a list and is in the service already: the referral that the import has just made is
// accepted in the same transaction, with the date, team and key worker of the list; and all of it taken back
// again.
#include "base/calendar.h"
#include "people/details_check.h"
#include "people/journey.h"
#include "people/journey_rows.h"

namespace candour::people {

using ledger::Act;

Result<EnrolmentId> Journeys::arrive(store::Txn& txn, const Pass& pass, ReferralId id, const Arrival& a,
                                     FoundFit& fit) {
  const auto person = pass.person();
  const auto service = pass.service();
  const auto& c = gate_.charter();
  const auto now = clock_.now();
  const auto started = a.started.ms == 0 ? now : a.started;
  if (started > now) return invalid("started", "Enter a day that is not in the future.");
  if (const auto words = unfit_words(c.at(service), a.born, today(now)); !words.empty())
    return invalid("birth-date", words + ".");
  if (a.team && !fit.teams.contains({*a.team, service})) {
    CHECK_OK(check_team(txn, *a.team, service));
    fit.teams.insert({*a.team, service});
  }
  if (a.worker && !fit.workers.contains({*a.worker, service})) {
    CHECK_OK(check_worker(*a.worker, service));
    fit.workers.insert({*a.worker, service});
  }
  TRY(const auto rows,
      txn.run(
          "UPDATE referral SET state='accepted', decided=$5, decided_by=$6, version=version+1 WHERE org=$1 AND "
          "id=$2 AND person=$3 AND service=$4 AND version=1 AND state='new'",
          {db_.org(), id, person, c.at(service).code, now.ms, pass.actor()}));
  if (rows != 1)
    return fail(Code::Conflict,
                "Somebody else has decided on this referral meanwhile. Look at it again before you go on.");
  CHECK_OK(settle_referral(txn, c, id, true));
  CHECK_OK(append(txn, pass, person, Act::Move, "referral", id.text(), service, "accepted with an import"));
  Enrolment e;
  e.id = EnrolmentId::make(now.ms);
  e.person = person;
  e.service = service;
  e.referral = id;
  e.team = a.team;
  TRY([[maybe_unused]] const auto enrolled,
      txn.run(
          "INSERT INTO enrolment (org, id, person, service, referral, team, started, reason, outcome, words, "
          "version, changed, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', 0, 1, $8, $9)",
          {db_.org(), e.id, person, c.at(service).code, id, a.team ? store::Param(*a.team) : store::Param(),
           started.ms, now.ms, pass.actor()}));
  CHECK_OK(begin_details_clock(txn, c, e.id));
  CHECK_OK(append(txn, pass, person, Act::Create, "enrolment", e.id.text(), service, "with an import"));
  if (a.worker) CHECK_OK(add_allocation(txn, pass, e, *a.worker, true, std::nullopt));
  return e.id;
}

Status Journeys::take_back_arrival(store::Txn& txn, const Pass& pass, ReferralId referral, EnrolmentId id) {
  const auto person = pass.person();
  const auto& service = gate_.charter().at(pass.service()).code;
  bool touched = false;
  const auto seen = [&](const store::Row&) { return touched = true, false; };
  CHECK_OK(
      txn.each("SELECT 1 FROM entry WHERE org=$1 AND person=$2 AND service=$3 AND written >= "
               "(SELECT changed FROM enrolment WHERE org=$1 AND id=$4)",
               {db_.org(), person, service, id}, seen));
  CHECK_OK(txn.each(
      "SELECT 1 FROM allocation WHERE org=$1 AND enrolment=$2 AND (ended IS NOT NULL OR key_worker=0)",
      {db_.org(), id}, seen));
  std::int64_t gone = 0;
  if (!touched) {
    TRY(gone,
        txn.run(
            "DELETE FROM enrolment WHERE org=$1 AND id=$2 AND person=$3 AND service=$4 AND referral=$5 AND "
            "version=1 AND ended IS NULL",
            {db_.org(), id, person, service, referral}));
  }
  if (gone == 1) {
    CHECK_OK(txn.run("DELETE FROM allocation WHERE org=$1 AND enrolment=$2", {db_.org(), id}));
    TRY(gone,
        txn.run(
            "DELETE FROM referral WHERE org=$1 AND id=$2 AND person=$3 AND state='accepted' AND version=2",
            {db_.org(), referral, person}));
  }
  if (gone != 1) return fail(Code::Conflict, "Somebody has already worked with this enrolment.");
  CHECK_OK(txn.run("DELETE FROM due WHERE org=$1 AND entry IN ($2, $3)", {db_.org(), referral, id}));
  CHECK_OK(vault_.drop(txn, pass, person, EntryId{referral.raw}));
  CHECK_OK(vault_.drop(txn, pass, person, EntryId{id.raw}));
  return append(txn, pass, person, Act::Undo, "enrolment", id.text(), pass.service(), "");
}

}  // namespace candour::people
