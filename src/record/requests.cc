#include "record/requests.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/by_part.h"
#include "charter/mailings.h"
#include "charter/requests.h"
#include "charter/sharing.h"
#include "gate/consent_flags.h"
#include "gate/service_subject.h"
#include "gate/standing.h"
#include "gate/things.h"
#include "people/clock_longer.h"
#include "people/staff_directory.h"
#include "people/values_in.h"
#include "record/disputes.h"

namespace candour::record {

namespace {

namespace ask = charter::request_field;

bool holds(const gate::Actor& actor, const charter::Charter& c, const std::string& role, ServiceIx service) {
  const auto ix = c.find_role(role);
  return ix && std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
           return p.role == *ix && gate::covers(p, service);
         });
}

/// A step that only whoever decides takes.
bool is_decided(const charter::Move& move) {
  return std::ranges::find(ask::kDecided, move.to) != ask::kDecided.end();
}

Status restrict(store::Txn& txn, const gate::Gate& gate, const Pass& pass, PersonId person, bool now) {
  for (const auto& record : pass.records_of(person))
    CHECK_OK(txn.run("UPDATE person SET restricted=$3 WHERE org=$1 AND id=$2",
                     {pass.org(), record, std::int64_t{now ? 1 : 0}}));
  auto line = gate.entry_for(pass, ledger::Act::Change, gate::thing_code(gate::Thing::Restriction), {}, {});
  line.people = {person};
  line.note = now ? "restricted" : "lifted";
  return gate.ledger().append(txn, line).map([](auto) {});
}

}  // namespace

Status decides_request(const gate::Actor& actor, const charter::Charter& c, const charter::Right& r,
                       ServiceIx service) {
  if (r.decides.empty() || holds(actor, c, r.decides, service) || holds(actor, c, r.seconds, service))
    return {};
  std::string who;
  for (const auto& code : {r.decides, r.seconds})
    if (const auto role = c.find_role(code)) who += (who.empty() ? "" : " or ") + c.at(*role).name;
  return not_allowed("This is decided by: " + who + ".", r.clause);
}

Status check_second_decider(store::Session& db, const charter::Charter& c, const gate::Actor& actor,
                            StaffId proposed_by, const ConsentForm& form, const charter::Move& move,
                            const charter::Values& values) {
  if (!form.kind->records_request || !move.second || !is_decided(move)) return {};
  const auto* right = charter::find_right(c, people::text_of(values, ask::kRight));
  if (!right || !c.find_role(right->decides) || !c.find_role(right->seconds)) return {};
  gate::Actor proposer;
  proposer.id = proposed_by;
  TRY(proposer.posts, people::posts_of(db, c, proposed_by));
  const auto is = [&](const gate::Actor& one, const std::string& role) {
    return holds(one, c, role, form.service);
  };
  if ((is(proposer, right->decides) && is(actor, right->seconds)) ||
      (is(proposer, right->seconds) && is(actor, right->decides)))
    return {};
  const bool left = !is(proposer, right->decides) && !is(proposer, right->seconds);
  if (left)
    return not_allowed(
        "Whoever proposed this is none of those who decide about it any more: take it back to be answered, "
        "and propose it anew.",
        right->clause);
  const auto& missing = is(proposer, right->decides) ? right->seconds : right->decides;
  return not_allowed(
      "Both decide about this, and who proposed it is one of them: it needs the agreement of: " +
          c.at(*c.find_role(missing)).name + ".",
      right->clause);
}

Status settle_request(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                      EntryId id, const charter::Values& values, std::string_view state, bool anew) {
  const auto& c = rooms.gate.charter();
  if (!form.kind->records_request || gate::service_of_subject(c, form.person)) return {};
  const auto right = people::text_of(values, ask::kRight);
  CHECK_OK(settle_disputed(txn, c.org(), id, right, state, rooms.clock.now()));
  const bool over = state == ask::kRefused || state == ask::kTakenBack || state == ask::kLifted;
  gate::ConsentFlags flags(rooms.gate, rooms.db, rooms.clock);
  if (right == ask::kObjection) {
    const auto said = people::text_of(values, ask::kUse);
    // From outside it comes as it comes; whoever writes it down here asks.
    if (said.empty() && !pass.actor().is_nil())
      return invalid(std::string(ask::kUse), "Choose to which use they object, or that it is not clear yet.");
    auto use = c.find_purpose(said);
    if (use && !charter::may_be_objected_to(c.at(*use))) use.reset();
    // A word that is mended in one that is over undoes nothing newer.
    if (over && !anew) return {};
    CHECK_OK(flags.withdraw_of(txn, pass, id, over ? std::nullopt : use));
    if (over || !use) return {};
    const auto done = flags.record_objection(txn, pass, form.person, *use, id);
    return done || done.error().code == Code::Conflict ? Status{} : done;  // somebody recorded it already
  }
  if (!anew) return {};
  if (right == ask::kNoMarketing && !over) {
    std::vector<std::string> to;
    for (const auto& p : c.purposes)
      if (charter::sends(p, charter::mailing_field::kMarketing)) to.push_back(p.code);
    // And that others get something for theirs.
    for (const auto& r : c.recipients)
      if (r.marketing) to.push_back(charter::tell_code(r));
    for (const auto& code : to) {
      const auto no = flags.withdraw(txn, pass, form.person, code);
      if (!no && no.error().code != Code::NotFound) return no;
    }
    return {};
  }
  if (right == ask::kRestriction && state == ask::kRestricted)
    return restrict(txn, rooms.gate, pass, form.person, true);
  if (right == ask::kRestriction && state == ask::kLifted)
    return restrict(txn, rooms.gate, pass, form.person, false);
  return {};
}

Status check_request_step(const gate::Gate& gate, const gate::Actor& actor, const ConsentForm& form,
                          const charter::Move& move, const charter::Values& values) {
  if (!form.kind->records_request || !is_decided(move)) return {};
  const auto& c = gate.charter();
  const auto* right = charter::find_right(c, people::text_of(values, ask::kRight));
  if (!right)
    return fail(Code::Conflict,
                "Choose first which right it is: change the request, and then take this step.");
  CHECK_OK(decides_request(actor, c, *right, form.service));
  const auto& service = c.at(form.service);
  if (move.to == ask::kFeeing && !charter::may_cost(*right))
    return fail(Code::Conflict, "“" + right->name + "” costs whoever asks nothing" +
                                    charter::by_part(right->clause) +
                                    ". Answer it, or propose to refuse it.");
  if (move.to == ask::kRestricted && right->code != ask::kRestriction)
    return fail(Code::Conflict, "They did not ask for that: “" + right->name + "” is answered.");
  if ((move.to == ask::kErasureProposed || move.to == ask::kErasing) &&
      (right->code != ask::kErasure || gate::service_of_subject(c, form.person)))
    return fail(Code::Conflict,
                right->code == ask::kErasure
                    ? "Put it into the record of the person whom it is about first: then it can be deleted."
                    : "They did not ask for that: “" + right->name + "” is answered.");
  const bool ends = move.to == ask::kAnswered || move.to == ask::kRestricted || move.to == ask::kRefused ||
                    move.to == ask::kErasing || move.to == ask::kFee;
  if (ends && service.processor && people::text_of(values, ask::kForwarded).empty())
    return fail(Code::Conflict,
                "In “" + service.name + "” " + service.controller +
                    " decides about the information: pass the request on first, and write down "
                    "what they answered.");
  return {};
}

namespace {

/// Once the time was made longer a refusal is still told within the month of the law.
Status refused_in_time(store::Session& db, const charter::Charter& c, const charter::Kind& kind, EntryId id,
                       Date today) {
  for (const auto& d : kind.deadlines) {
    if (d.extended_by.empty() || d.span.unit != charter::Span::Unit::StatutoryMonths) continue;
    TRY(const auto first, people::end_before_longer(db, c, kind, d, id));
    if (first && *first < today)
      return fail(
          Code::Conflict,
          "That it is refused must be told within the first month, which ended on " + date_words(*first) +
              ": only an answer can take longer (UK GDPR, Article 12(4)). Answer it; what a law lets you "
              "withhold may still be left out of the answer.");
  }
  return {};
}

/// A fee makes the time run anew, so it is asked for once.
Status no_second_fee(store::Session& db, const charter::Charter& c, EntryId id) {
  bool asked = false;
  CHECK_OK(db.each("SELECT 1 FROM entry_version WHERE org=$1 AND entry=$2 AND state=$3 LIMIT 1",
                   {c.org(), id, std::string(ask::kFee)},
                   [&](const store::Row&) { return asked = true, false; }));
  if (asked) return fail(Code::Conflict, "A fee was asked for it already, and can be only once. Answer it.");
  return {};
}

}  // namespace

Status check_request_time(store::Session& db, const charter::Charter& c, const charter::Kind& kind,
                          EntryId id, const charter::Move& move, Date today) {
  if (!kind.records_request) return {};
  if (move.to == ask::kFeeing || move.to == ask::kFee) return no_second_fee(db, c, id);
  if (move.to == ask::kRefused || move.to == ask::kRefusing) return refused_in_time(db, c, kind, id, today);
  return {};
}

}  // namespace candour::record
