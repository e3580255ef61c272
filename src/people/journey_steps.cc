// The steps of a journey as the catalogue declares them: which fit, who may take them, what was answered; and
// its clocks.
#include <algorithm>

#include "base/calendar_words.h"
#include "people/details_check.h"
#include "people/journey_rows.h"
#include "people/reckoning.h"

namespace candour::people {

using charter::Duty;
using charter::FieldType;

Result<Journeys::Step> Journeys::step_of(const charter::Kind& kind, const charter::Move& move,
                                         std::string_view state, const charter::Values& answers) const {
  Step step;
  step.kind = &kind;
  step.move = &move;
  if (std::ranges::find(step.move->from, state) == step.move->from.end()) {
    const auto now = std::ranges::find(kind.states, state, &charter::State::code);
    return fail(Code::Conflict, "Somebody else has decided on this meanwhile: it is \"" +
                                    (now == kind.states.end() ? std::string(state) : now->name) +
                                    "\" now. Look at it again before you go on.");
  }
  const auto asked = kind.at_step(*step.move);
  const auto checked = charter::check_values(asked, nullptr, false, answers, today(clock_.now()));
  if (!checked.problems.empty()) return invalid(checked.problems);
  for (const auto& f : asked.fields) {
    const auto* said = checked.values.if_contains(f.code);
    if (!said || !said->is_string()) continue;
    auto& into = f.type != FieldType::Choice ? step.words : step.reason.empty() ? step.reason : step.outcome;
    into = std::string(said->get_string());
  }
  return step;
}

Status Journeys::keep_step(store::Txn& txn, const Pass& pass, PersonId record, EntryId thing,
                           std::int64_t version, const Step& step) {
  return txn
      .run(
          "INSERT INTO journey_step (org, thing, version, person, move, reason, outcome, words, at, by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
          {db_.org(), thing, version, record, step.move->code, step.reason, step.outcome, !step.words.empty(),
           clock_.now().ms, pass.actor()})
      .map([](auto) {});
}

/// Whoever took it down may take back what they asked for.
Result<Pass> Journeys::pass_for(const gate::Actor& actor, const Referral& r, const charter::Move& move) {
  const bool theirs = move.taker && r.taken_by == actor.id;
  return gate_.act(actor, r.person, r.service, theirs ? Duty::Refer : move.duty.value());
}

Result<std::vector<const charter::Move*>> Journeys::moves_for(const gate::Actor& actor, const Referral& r) {
  std::vector<const charter::Move*> out;
  std::map<Duty, bool> may;
  const auto asked = [&](Duty duty) -> Result<bool> {
    const auto [known, fresh] = may.try_emplace(duty);
    if (fresh) {
      TRY(const auto services, gate_.may_act(actor, r.person, duty));
      known->second = services.has(r.service);
    }
    return known->second;
  };
  for (const auto& m : referral_kind(gate_.charter()).moves) {
    if (std::ranges::find(m.from, referral_state_code(r.state)) == m.from.end()) continue;
    TRY(const bool theirs, asked(m.taker && r.taken_by == actor.id ? Duty::Refer : m.duty.value()));
    if (theirs) out.push_back(&m);
  }
  return out;
}

Status settle_referral(store::Txn& txn, const charter::Charter& c, ReferralId id, bool fresh) {
  ClockChange change{EntryId{id.raw}, {}, {}, &referral_kind(c), {}, fresh, {}, {}, {}};
  charter::Values values;
  bool found = false;
  CHECK_OK(txn.each(
      "SELECT person, service, state, received, urgency, created, decided FROM referral WHERE org=$1 AND id=$2",
      {c.org(), id}, [&](const store::Row& r) {
        const auto service = c.find_service(r.text(1));
        if (!service) return false;
        found = true;
        change.person = r.id<PersonId>(0);
        change.service = *service;
        change.state = r.str(2);
        values = {{"received", iso_minute(local_time({r.i64(3)}))}, {"urgency", r.str(4)}};
        change.written = {r.null(5) ? made_ms(id.raw) : r.i64(5)};
        change.now = r.null(6) ? change.written : UnixMs{r.i64(6)};
        change.today = today(change.now);
        return false;
      }));
  if (!found) return {};
  return settle_clocks(txn, c, change, values, change.kind->categories());
}

Result<std::vector<ClockOf>> Journeys::clocks(const Pass& pass, ReferralId id) {
  TRY(const auto bare, bare_referral(id));
  if (!pass.covers(bare.referral.person)) return not_found();
  std::vector<ClockOf> out;
  const auto sight = pass.sight(bare.referral.record, taken_down(id));
  if (!(referral_kind(gate_.charter()).categories() - sight.may_see()).empty()) return out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    TRY(out, clocks_of(s, gate_.charter(), referral_kind(gate_.charter()), EntryId{id.raw}));
    return {};
  }));
  return out;
}

Result<int> Journeys::give_clocks() {
  constexpr int kAtOnce = 200;
  int given = 0;
  for (ReferralId last;;) {
    std::vector<ReferralId> some;
    CHECK_OK(db_.read_records([&](store::Session& s) {
      return s.each(
          "SELECT id FROM referral r WHERE org=$1 AND id>$2 AND state IN ('new', 'waiting') AND NOT EXISTS "
          "(SELECT 1 FROM due d WHERE d.org=r.org AND d.entry=r.id) ORDER BY id LIMIT $3",
          {db_.org(), last, kAtOnce}, [&](const store::Row& r) {
            some.push_back(r.id<ReferralId>(0));
            return true;
          });
    }));
    if (some.empty()) break;
    last = some.back();
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      for (const auto& id : some) CHECK_OK(settle_referral(txn, gate_.charter(), id, true));
      const auto line =
          deadlines_line(clock_.now(), std::to_string(some.size()) + " referrals were given theirs");
      return gate_.ledger().append(txn, line).map([](auto) {});
    }));
    given += static_cast<int>(some.size());
  }
  TRY(const auto begun, begin_details_clocks(db_, gate_.charter(), gate_.ledger(), clock_));
  return given + begun;
}

}  // namespace candour::people
