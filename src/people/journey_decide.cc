// What becomes of a referral: the steps that the catalogue declares; and of one that is accepted, the place
// in the service that comes of it.
#include "base/calendar.h"
#include "gate/words.h"
#include "people/journey.h"
#include "people/journey_entering.h"
#include "people/journey_rows.h"
#include "people/person.h"

namespace candour::people {

using ledger::Act;

namespace {

constexpr std::string_view kAccept = "accept";

}  // namespace

Status Journeys::decide(const Pass& pass, const Referral& r, std::int64_t version, const Step& step,
                        const std::function<Status(store::Txn&)>& also) {
  return db_.write([&](store::Txn& txn) -> Status {
    const auto words = step.words.empty() ? std::int64_t{0} : version + 1;
    TRY(const auto rows,
        txn.run("UPDATE referral SET state=$4, decided=$5, decided_by=$6, reason=$7, words=$8, "
                "version=version+1 WHERE org=$1 AND id=$2 AND version=$3 AND state=$9",
                {db_.org(), r.id, version, step.move->to, clock_.now().ms, pass.actor(), step.reason, words,
                 referral_state_code(r.state)}));
    if (rows != 1)
      return fail(Code::Conflict,
                  "Somebody else has decided on this referral meanwhile. Look at it again before you go on.");
    CHECK_OK(keep_step(txn, pass, r.person, EntryId{r.id.raw}, version + 1, step));
    CHECK_OK(seal_words(txn, pass, r.person, EntryId{r.id.raw}, version + 1, step.words, {}));
    CHECK_OK(settle_referral(txn, gate_.charter(), r.id, step.move->to != referral_state_code(r.state)));
    const std::string note =
        "move:" + step.move->code + (step.reason.empty() ? "" : " reason:" + step.reason);
    CHECK_OK(append(txn, pass, r.person, Act::Move, "referral", r.id.text(), r.service, note));
    return also ? also(txn) : Status{};
  });
}

/// Whom the service is for, as its charter says. Consent by own age is another matter (consent.own-from-age).
std::string unfit_words(const charter::Service& service, std::optional<charter::Date> born,
                        charter::Date today) {
  if (service.min_age == 0 && !service.for_children) return {};
  const std::string whom = service.for_children
                               ? "children and young people under 18"
                               : "people of " + std::to_string(service.min_age) + " and over";
  if (!born) return "Enter the birth date first, an estimate will do: " + service.name + " is for " + whom;
  const int age = age_on(*born, today);
  if (age < service.min_age || (service.for_children && age >= 18))
    return service.name + " is for " + whom + ", and this person is " + std::to_string(age) +
           ". Check the birth date";
  return {};
}

Status Journeys::fit_for(const Pass& pass, PersonId person, ServiceIx in) {
  const auto& service = gate_.charter().at(in);
  if (!service.for_children && service.min_age == 0) return {};
  if (!pass.sees(person, gate::identity_category(gate_.charter())))
    return invalid("birth-date",
                   "This service is for people of a certain age, and your role does not see the birth "
                   "date. Ask somebody who does to decide.");
  People people(gate_, db_, vault_, clock_);
  TRY(const auto profile, people.profile(pass, person));
  const auto born = profile.birth_date();
  if (const auto words = unfit_words(service, born, today(clock_.now())); !words.empty())
    return invalid("birth-date", words + (born ? ", or decline and refer to another service." : "."));
  return {};
}

Status Journeys::check_team(store::Session& s, TeamId team, ServiceIx service) {
  bool known = false;
  CHECK_OK(s.each("SELECT 1 FROM team WHERE org=$1 AND id=$2 AND service=$3",
                  {db_.org(), team, gate_.charter().at(service).code}, [&](const store::Row&) {
                    known = true;
                    return false;
                  }));
  if (!known) return invalid("team", "Choose a team of this service.");
  return {};
}

Result<EnrolmentId> Journeys::accept(const gate::Actor& actor, ReferralId id, std::int64_t version,
                                     std::optional<TeamId> team, std::optional<StaffId> worker) {
  TRY(const auto bare, bare_referral(id));
  const auto& r = bare.referral;
  const auto& kind = referral_kind(gate_.charter());
  const auto* move = kind.find_move(kAccept);
  if (!move) return not_found();
  TRY(const auto pass, pass_for(actor, r, *move));
  // To take somebody on is one duty, to say who works with them another.
  if (team || worker) {
    TRY([[maybe_unused]] const auto allocates,
        gate_.act(actor, r.person, r.service, charter::Duty::Allocate));
  }
  TRY(const auto step, step_of(kind, *move, referral_state_code(r.state), {}));
  const auto person = pass.stays(r.person);
  CHECK_OK(fit_for(pass, person, r.service));
  const auto now = clock_.now();
  Enrolment e;
  e.id = EnrolmentId::make(now.ms);
  e.person = person;
  e.service = r.service;
  e.referral = id;
  e.team = team;
  const auto enrol = [&](store::Txn& txn) -> Status {
    CHECK_OK(still_lives(txn, pass, person));
    CHECK_OK(already_with(txn, gate_.charter(), pass, person, r.service, Entering::ByAccepting));
    if (team) CHECK_OK(check_team(txn, *team, r.service));
    if (worker) CHECK_OK(check_worker(*worker, r.service));
    const store::Param in_team = team ? store::Param(*team) : store::Param();
    TRY([[maybe_unused]] const auto rows,
        txn.run(
            "INSERT INTO enrolment (org, id, person, service, referral, team, started, reason, outcome, "
            "words, "
            "version, changed, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', 0, 1, $7, $8)",
            {db_.org(), e.id, person, gate_.charter().at(r.service).code, id, in_team, now.ms, actor.id}));
    CHECK_OK(append(txn, pass, person, Act::Create, "enrolment", e.id.text(), r.service, ""));
    if (!worker) return {};
    return add_allocation(txn, pass, e, *worker, true, std::nullopt);
  };
  CHECK_OK(decide(pass, r, version, step, enrol));
  return e.id;
}

Status Journeys::move(const gate::Actor& actor, ReferralId id, std::int64_t version, std::string_view move,
                      const charter::Values& answers) {
  if (move == kAccept) return accept(actor, id, version, {}, {}).map([](auto) {});
  TRY(const auto bare, bare_referral(id));
  const auto& r = bare.referral;
  const auto& kind = referral_kind(gate_.charter());
  const auto* found = kind.find_move(move);
  if (!found) return not_found();
  TRY(const auto pass, pass_for(actor, r, *found));
  TRY(const auto step, step_of(kind, *found, referral_state_code(r.state), answers));
  return decide(pass, r, version, step);
}

}  // namespace candour::people
