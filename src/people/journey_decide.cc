// What becomes of a referral: the steps that the catalogue declares; and of one that is accepted, the place
// in the service that comes of it.
#include "base/calendar.h"
#include "gate/tasks.h"
#include "gate/words.h"
#include "people/conflict_check.h"
#include "people/details_check.h"
#include "people/journey.h"
#include "people/journey_entering.h"
#include "people/journey_rows.h"
#include "people/person.h"

namespace candour::people {

using ledger::Act;

namespace {

constexpr std::string_view kAccept = "accept";

}  // namespace

/// Whoever took a referral down promised to see to it: they hear what became of it, even where the person is
/// out of their reach by then.
Status Journeys::tell_taker(store::Txn& txn, const Pass& pass, const Referral& r, const charter::Move& move) {
  const auto& states = referral_kind(gate_.charter()).states;
  const bool ended =
      std::ranges::any_of(states, [&](const charter::State& s) { return s.code == move.to && s.final; });
  if (!ended || r.taken_by.is_nil() || r.taken_by == pass.actor()) return {};
  const auto kind = move.code == kAccept ? gate::kReferralAccepted : gate::kReferralEnded;
  return gate::add_task(txn, gate_.charter().org(),
                        {{}, r.taken_by, std::string(kind), r.person, r.id.text(), clock_.now()})
      .map([](auto) {});
}

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
    CHECK_OK(tell_taker(txn, pass, r, *step.move));
    const std::string note =
        "move:" + step.move->code + (step.reason.empty() ? "" : " reason:" + step.reason);
    CHECK_OK(append(txn, pass, r.person, Act::Move, "referral", r.id.text(), r.service, note));
    return also ? also(txn) : Status{};
  });
}

/// The last age at which somebody may be taken on; 0: no limit. Where the charter says no age, children are
/// under 18 (Children Act 1989, s. 105).
int last_age(const charter::Service& service) {
  if (service.max_age) return service.max_age;
  return service.for_children ? 17 : 0;
}

/// Whom the service is for, as its charter says. Consent by own age is another matter (consent.own-from-age).
std::string unfit_words(const charter::Service& service, std::optional<charter::Date> born,
                        charter::Date today) {
  const int least = service.min_age, most = last_age(service);
  if (least == 0 && most == 0) return {};
  std::string whom = service.for_children ? "children and young people " : "people ";
  if (least && most)
    whom += "from " + std::to_string(least) + " to " + std::to_string(most);
  else if (least)
    whom += "of " + std::to_string(least) + " and over";
  else
    whom += "under " + std::to_string(most + 1);
  if (!born) return "Enter the birth date first, an estimate will do: " + service.name + " is for " + whom;
  const int age = age_on(*born, today);
  if (age < least || (most && age > most))
    return service.name + " is for " + whom + ", and this person is " + std::to_string(age) +
           ". Check the birth date";
  return {};
}

Status Journeys::fit_for(const Pass& pass, PersonId person, ServiceIx in) {
  const auto& service = gate_.charter().at(in);
  if (service.min_age == 0 && last_age(service) == 0) return {};
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
  CHECK_OK(tell_of_conflicts(db_, gate_.charter(), pass, person, now));
  const auto enrol = [&](store::Txn& txn) -> Status {
    CHECK_OK(still_lives(txn, pass, person));
    CHECK_OK(conflicts_looked_at(txn, pass, person));
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
    CHECK_OK(begin_details_clock(txn, gate_.charter(), e.id));
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
