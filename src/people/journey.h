// A person's way through the organisation: referral, acceptance or refusal or waiting, enrolment in a
// service, allocation to workers and teams, closure and reopening. Codes and dates stand in the open; words
// that somebody typed are sealed. Any thread. Every change appends its ledger entry in its transaction.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"
#include "people/clocks.h"
#include "people/journey_types.h"

namespace candour::people {

class Journeys {
 public:
  Journeys(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

  /// `pass` from Gate::register_new (somebody new) or Gate::act with Duty::Refer. In the caller's
  /// transaction, so that person and referral come together; the pass is for the service that they go to.
  /// Errors: Conflict when one is open there, Invalid (no consent to refer).
  Result<ReferralId> refer(store::Txn& txn, const Pass& pass, const NewReferral& r);
  Result<ReferralId> refer(const Pass& pass, const NewReferral& r);
  /// Takes back a referral that an import made and nobody has touched since, as if it had never been made.
  /// `pass` as for refer(). Errors: Conflict when somebody has.
  Status take_back(store::Txn& txn, const Pass& pass, ReferralId id);
  /// Accepts a referral that was made in this transaction by an import, with the date, team and key worker of
  /// its list. `pass` from Gate::act with Duty::DecideReferral. Errors: Invalid (age, team, worker),
  /// Conflict.
  Result<EnrolmentId> arrive(store::Txn& txn, const Pass& pass, ReferralId id, const Arrival& a,
                             FoundFit& fit);
  /// Takes back such an enrolment with its referral and allocation, as if they had never been made. `pass` as
  /// for arrive(). Errors: Conflict when somebody has worked with any of it, or written in that service
  /// since.
  Status take_back_arrival(store::Txn& txn, const Pass& pass, ReferralId referral, EnrolmentId id);
  Result<Referral> referral(const gate::Actor& actor, ReferralId id);  // with words if the actor may
  /// With its words as far as the pass sees them; its person comes from whose(). Errors: NotFound.
  Result<Referral> referral(const Pass& pass, ReferralId id);
  /// Whose it is and to which service, so that the pass can be made. Errors: NotFound.
  struct Whose {
    PersonId person;
    ServiceIx service{};
  };
  Result<Whose> whose(ReferralId id);
  /// What the pass sees of one from a list, without its words.
  Referral as_seen(const Pass& pass, Referral r) const;
  /// Open referrals of the actor's services, oldest first; `waiting` only those on the waiting list. As they
  /// stand: who shows them asks as_seen().
  Result<std::vector<Referral>> open_referrals(const gate::Actor& actor, bool waiting,
                                               std::optional<ReferralId> after, int most);
  /// Those of its steps that the actor may take now, in the order of the catalogue.
  Result<std::vector<const charter::Move*>> moves_for(const gate::Actor& actor, const Referral& r);
  /// The step "accept". `version` guards against two deciding at once (Conflict).
  Result<EnrolmentId> accept(const gate::Actor& actor, ReferralId id, std::int64_t version,
                             std::optional<TeamId> team, std::optional<StaffId> worker);
  /// Any other step of a referral, with the answers to what it asks and offers. Errors: NotFound (no such
  /// step), NotAllowed, Invalid by field, Conflict (somebody was quicker, or it no longer fits).
  Status move(const gate::Actor& actor, ReferralId id, std::int64_t version, std::string_view move,
              const charter::Values& answers);
  /// Its clocks, soonest first; none for a pass that does not see what they are reckoned from.
  Result<std::vector<ClockOf>> clocks(const Pass& pass, ReferralId id);
  /// Clocks for what was referred before referrals had any (0.1), and for support of which the notice
  /// promises to ask whether details are still right since: how many were given some.
  Result<int> give_clocks();

  Result<std::vector<Enrolment>> enrolments(const Pass& pass, PersonId person);
  Result<std::vector<Referral>> referrals(const Pass& pass, PersonId person);
  /// Every step that the person's referrals and places in services have taken, oldest first; those of before
  /// version 0.2 stand in the thing itself, and only the last.
  Result<std::vector<JourneyStep>> steps(const Pass& pass, PersonId person);
  Result<std::vector<Allocation>> allocations(const Pass& pass, PersonId person);
  /// `id`: a place in a service of that person. Errors: NotFound when it is another one's.
  Status allocate(const gate::Actor& actor, PersonId person, EnrolmentId id, StaffId worker, bool key_worker,
                  std::optional<TeamId> team);
  Status end_allocation(const gate::Actor& actor, PersonId person, EnrolmentId id, StaffId worker);
  /// Those who could be allocated in a service: they work in it with people, and are fit to open records.
  Result<std::vector<StaffId>> who_could_support(ServiceIx service);
  /// Whom somebody supports, as far as the actor may allocate them, by person; for giving them new hands.
  Result<std::vector<Enrolment>> caseload_of(const gate::Actor& actor, StaffId of, int most);
  /// Moves people from one caseload to another, each with a line of their own, all or none. Key workers stay
  /// key workers. Errors: Invalid (`to` could not support them), Conflict (one is not on that caseload any
  /// more).
  Status move_caseload(const gate::Actor& actor, StaffId from, StaffId to,
                       const std::vector<EnrolmentId>& which);
  /// A step of support, closed or reopened; as for a referral.
  Status move(const gate::Actor& actor, PersonId person, EnrolmentId id, std::int64_t version,
              std::string_view move, const charter::Values& answers);
  /// One's own caseload, by id after `after`; or that of whom one stands in for. Errors: NotAllowed.
  Result<std::vector<Enrolment>> caseload(const gate::Actor& actor, std::optional<PersonId> after, int most,
                                          std::optional<StaffId> covered = {});
  /// Active people per worker of one's line or team: counts only.
  struct Load {
    StaffId worker;
    std::optional<TeamId> team;
    int people = 0;
  };
  Result<std::vector<Load>> workload(const gate::Actor& actor);

 private:
  struct Step;  // journey_rows.h
  struct BareReferral {
    Referral referral;
    std::uint32_t words = 0;  // version under which the words of the decision are sealed
  };
  Result<BareReferral> bare_referral(ReferralId id);
  Result<Enrolment> bare_enrolment(EnrolmentId id);
  /// Of that person, by whichever of their records. Errors: NotFound.
  Result<Enrolment> place_of(PersonId person, EnrolmentId id);
  /// After the gate was asked: where a thing stands is told to nobody else.
  Result<Step> step_of(const charter::Kind& kind, const charter::Move& move, std::string_view state,
                       const charter::Values& answers) const;
  Result<Pass> pass_for(const gate::Actor& actor, const Referral& r, const charter::Move& move);
  Status decide(const Pass& pass, const Referral& r, std::int64_t version, const Step& step,
                const std::function<Status(store::Txn&)>& also = {});
  Status close(const Pass& pass, const Enrolment& e, std::int64_t version, const Step& step);
  Status reopen(const Pass& pass, const Enrolment& e, std::int64_t version, const Step& step);
  Status fit_for(const Pass& pass, PersonId person, ServiceIx in);
  /// The row of a step, so that the next one does not take its reason and words away.
  Status keep_step(store::Txn& txn, const Pass& pass, PersonId record, EntryId thing, std::int64_t version,
                   const Step& step);
  Status open_steps(store::Session& s, const Pass& pass, PersonId record, std::vector<JourneyStep>& steps);
  Status open_place(store::Session& s, const Pass& pass, Enrolment& e, std::uint32_t words);
  Status seal_words(store::Txn& txn, const Pass& pass, PersonId person, EntryId thing, std::int64_t version,
                    std::string_view words, const Referrer& by);
  Status tell_taker(store::Txn& txn, const Pass& pass, const Referral& r, const charter::Move& move);
  Status open_words(store::Session& s, const Pass& pass, std::vector<Referral>& referrals,
                    const std::vector<std::uint32_t>& versions);
  Status add_allocation(store::Txn& txn, const Pass& pass, const Enrolment& e, StaffId worker,
                        bool key_worker, std::optional<TeamId> team);
  Status check_worker(StaffId worker, ServiceIx service);
  /// Whoever was to give somebody's people new hands is done once nobody is left with them.
  Status close_when_moved(store::Txn& txn, StaffId from);
  Result<std::optional<TeamId>> team_of_taker(store::Txn& txn, StaffId taker, std::string_view service);
  Status check_team(store::Session& s, TeamId team, ServiceIx service);
  Status append(store::Txn& txn, const Pass& pass, PersonId person, ledger::Act act, std::string_view what,
                std::string_view thing, ServiceIx service, std::string_view note,
                const charter::Unasked* unasked = nullptr);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::people
