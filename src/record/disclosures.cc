#include "record/disclosures.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/calendar.h"
#include "charter/by_part.h"
#include "charter/consent_terms.h"
#include "charter/opt_out.h"
#include "charter/sharing.h"
#include "people/relationship.h"
#include "people/values_in.h"
#include "record/agreements.h"
#include "record/opt_out_checks.h"
#include "record/requests.h"
#include "record/transfer_terms.h"
#include "record/uses.h"

namespace candour::record {

namespace field = charter::sharing_field;
using charter::Recipient;
using people::text_of;

namespace {

/// One sharing while it is looked at.
struct Shared {
  const charter::Charter& charter;
  ServiceIx service;
  const charter::Values& values;
  const Recipient* to = nullptr;  // none: nobody of the charter
  charter::RestsOn on;
  std::vector<FieldProblem> problems;

  void wrong(std::string_view at, std::string words) {
    problems.push_back({std::string(at), std::move(words)});
  }
  bool has(std::string_view code) const { return !text_of(values, code).empty(); }
};

/// Each kind of information, by the terms of that body.
void check_terms(Shared& s, const std::vector<CategoryIx>& what) {
  for (const auto category : what) {
    const auto terms = charter::may_share(s.charter, *s.to, category, s.service);
    const auto purpose = s.charter.find_purpose(s.on.purpose->code);
    if (!terms.allowed)
      s.wrong(field::kWhat, terms.why_not + charter::by_part(s.to->clause));
    else if (!terms.purposes.has(*purpose))
      s.wrong(field::kRests, "For this “" + s.charter.at(category).name + "” is not given to: " + s.to->name +
                                 charter::by_part(s.to->clause) + ".");
  }
}

/// In exceptional cases the ground decides, whoever is told.
void check_ground(Shared& s, const std::vector<CategoryIx>& what) {
  const auto& ground = *s.on.ground;
  if (!s.has(field::kDetail))
    s.wrong(field::kDetail, "Say what the risk is, or what the law demands: “" + ground.name +
                                "” is an exception" + charter::by_part(ground.clause) + ".");
  for (const auto category : what) {
    const auto grounds = charter::exceptional_grounds(s.charter, category);
    if (std::ranges::find(grounds, &ground) == grounds.end())
      s.wrong(field::kWhat, "“" + s.charter.at(category).name + "” is not told on this ground" +
                                charter::by_part(ground.clause) + ".");
  }
  if (charter::approved_before(ground) && text_of(s.values, field::kAlready) == "yes")
    s.wrong(field::kAlready, charter::approval_words(s.charter, ground) + charter::by_part(ground.clause) +
                                 ": keep it as not told yet.");
}

/// Whether the person knows, as the charter promises it for that body or ground.
void check_told(Shared& s) {
  const auto inform = s.on.ground ? s.on.ground->inform : s.to ? s.to->inform : std::string();
  const auto unless = s.on.ground ? s.on.ground->inform_unless : s.to ? s.to->inform_unless : std::string();
  const auto clause = charter::by_part(s.on.ground ? s.on.ground->clause
                                       : s.to      ? s.to->clause
                                                   : std::string());
  const auto told = text_of(s.values, field::kTold);
  const bool before = inform.empty() || inform == "before";
  if (told == field::kAfter && before)
    s.wrong(field::kTold, "The notice says that they are told before" + clause + ".");
  if (told == field::kNotTold && (before || inform == "after") && unless.empty())
    s.wrong(field::kTold, "The notice says that they are told" + clause + ", and names no exception.");
}

std::vector<CategoryIx> categories_of(Shared& s) {
  std::vector<CategoryIx> out;
  for (const auto& one : people::rows_of(s.values, field::kWhat))
    if (const auto c = one.is_string() ? s.charter.find_category(one.get_string()) : std::nullopt)
      out.push_back(*c);
  if (out.empty()) s.wrong(field::kWhat, "Choose at least one kind of information.");
  return out;
}

Shared shared_of(const charter::Charter& c, ServiceIx service, const charter::Values& values) {
  Shared s{c, service, values, nullptr, charter::rests_on(c, text_of(values, field::kRests)), {}};
  s.to = charter::find_recipient(c, text_of(values, field::kRecipient));
  return s;
}

/// The yes that a body needs stands, in whichever record of the person.
Status check_consent(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, PersonId person,
                     Shared& s) {
  if (!s.to || s.on.ground || !charter::needs_consent(*s.to)) return {};
  const gate::ConsentFlags flags(rooms.gate, rooms.db, rooms.clock);
  TRY(const auto agreed, flags.stands(txn, pass, person, charter::tell_code(*s.to)));
  if (!agreed)
    s.wrong(field::kRecipient, "They must have agreed to it first" + charter::by_part(s.to->clause) +
                                   ": write down a consent to “Telling: " + s.to->name + "”.");
  return {};
}

/// Whoever gets something only under an agreement gets nothing without one. In exceptional cases the ground
/// decides.
Status check_agreement(store::Txn& txn, const ConsentRooms& rooms, Shared& s) {
  if (!s.to || s.on.ground) return {};
  TRY(const bool holds, agreement_holds(txn, rooms.gate, *s.to, today(rooms.clock.now())));
  if (!holds) s.wrong(field::kRecipient, no_agreement_words(*s.to));
  return {};
}

/// Whoever claims to speak for the person is told nothing before their papers were seen, and then what the
/// person lets them know; an authority that has ended is none (LL-3.2b).
Status check_papers(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, PersonId person, Shared& s,
                    const std::vector<CategoryIx>& what) {
  if (!s.to || s.on.ground || s.to->represents.empty()) return {};
  TRY(const auto knows, people::told_as_representative(txn, rooms.vault, s.charter, pass.records_of(person),
                                                       s.to->represents, rooms.clock.now()));
  const auto part = charter::by_part(s.to->clause);
  if (!knows) {
    s.wrong(field::kRecipient,
            "Nobody speaks for them so now: before anything is told, put down in the circle of "
            "support by what authority, what you saw of it, and until when" +
                part + ".");
    return {};
  }
  for (const auto category : what)
    if (!knows->has(category))
      s.wrong(field::kWhat, "“" + s.charter.at(category).name +
                                "” is not among what they may know, as the circle of support has it" + part +
                                ".");
  return {};
}

/// A yes of the person to this very use, and one that names the body: then the national opt-out asks nothing.
Result<bool> agreed_by_name(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, PersonId person,
                            const Shared& s) {
  if (!s.to || !s.on.purpose->needs_consent() || !charter::needs_consent(*s.to)) return false;
  const gate::ConsentFlags flags(rooms.gate, rooms.db, rooms.clock);
  TRY(const bool use, flags.stands(txn, pass, person, s.on.purpose->code));
  if (!use) return false;
  return flags.stands(txn, pass, person, charter::tell_code(*s.to));
}

/// What is for planning or research, whatever it is called: only where the notice allows it, and then of whom
/// a check of the national data opt-out left in, once, or who said yes to it by name. What the law demands is
/// no choice of ours or theirs. `told`: it is told with this.
Status check_beyond_care(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, PersonId person,
                         Shared& s, bool told) {
  const auto said = text_of(s.values, field::kBeyond);
  const std::string is = s.on.purpose ? s.on.purpose->beyond_care : "";
  const bool says_so = !said.empty() && said != field::kOwnCare;
  if (!says_so && is.empty()) return {};
  if (s.on.ground && s.on.ground->basis == charter::Basis::LegalObligation) return {};
  if (!charter::may_go_beyond_care(s.charter)) {
    s.wrong(says_so ? field::kBeyond : field::kRests, charter::nothing_beyond_care(s.charter));
    return {};
  }
  if (is != said) {
    s.wrong(field::kBeyond, is.empty()
                                ? "Planning and research rest on a purpose that is for them: choose it."
                                : "“" + s.on.purpose->name + "” is for " + is + ": say so here.");
    return {};
  }
  TRY(const bool agreed, agreed_by_name(txn, rooms, pass, person, s));
  if (agreed || !s.problems.empty()) return {};
  TRY(const bool left, left_in(txn, rooms, pass, person, *s.on.purpose, told));
  if (!left)
    s.wrong(field::kRests,
            "No check of the national data opt-out that holds today leaves them in for this, or it was used" +
                charter::by_part(s.charter.opt_out.clause) + ". A check is good for one sharing.");
  return {};
}

Status check_by_notice(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                       Shared& s) {
  const auto what = categories_of(s);
  if (!s.on.purpose && !s.on.ground)
    s.wrong(field::kRests, "Nothing is told without a reason of the notice: choose what it rests on.");
  else if (s.on.ground)
    check_ground(s, what);
  else if (!s.to)
    s.wrong(
        field::kRecipient,
        "Whoever is not in the notice is told something only on an exceptional ground: choose one below, or "
        "somebody of the list.");
  else
    check_terms(s, what);
  check_told(s);
  CHECK_OK(check_agreement(txn, rooms, s));
  CHECK_OK(check_papers(txn, rooms, pass, form.person, s, what));
  return check_consent(txn, rooms, pass, form.person, s);
}

Status check_all(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                 Shared& s, bool told) {
  CHECK_OK(check_by_notice(txn, rooms, pass, form, s));
  return check_beyond_care(txn, rooms, pass, form.person, s, told);
}

Status no_more(const Shared& s) {
  if (s.problems.empty()) return {};
  return fail(Code::Conflict, "It may not be told any more. " + s.problems.front().message);
}

}  // namespace

Status check_sharing(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                     const charter::Values& values, const charter::Values* before) {
  if (!form.kind->records_sharing) return {};
  auto s = shared_of(rooms.gate.charter(), form.service, values);
  if (before) {
    for (const auto code :
         {field::kRecipient, field::kRests, field::kWhat, field::kAlready, field::kBeyond}) {
      const auto* was = before->if_contains(code);
      const auto* is = values.if_contains(code);
      if (was && is && *was != *is)
        s.wrong(code, "This was looked at as it stood. For something else write a new one.");
    }
    check_told(s);
  } else {
    CHECK_OK(check_all(txn, rooms, pass, form, s, text_of(values, field::kAlready) == "yes"));
  }
  if (!s.problems.empty()) return invalid(std::move(s.problems));
  return {};
}

namespace {

/// Who helps because we arranged it, and is told something for that, is somebody whom the notice names, under
/// the terms that it names (IG-8.3): an arrangement is no way round them.
Status check_arranged(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                      const charter::Values& values) {
  namespace arranged = charter::arranged_field;
  const auto* told_to = form.kind->find_field(arranged::kToldTo);
  if (!told_to || text_of(values, arranged::kTells) != "yes") return {};
  const auto& c = rooms.gate.charter();
  Shared told{c, form.service, values, charter::find_recipient(c, text_of(values, arranged::kToldTo)), {},
              {}};
  if (!told.to)
    return invalid(std::string(arranged::kToldTo),
                   "The notice does not name them: they are told nothing about the person for this.");
  const auto may = charter::may_share(c, *told.to, told_to->category, form.service);
  if (!may.allowed) told.wrong(field::kRecipient, may.why_not + charter::by_part(told.to->clause));
  CHECK_OK(check_agreement(txn, rooms, told));
  CHECK_OK(check_consent(txn, rooms, pass, form.person, told));
  for (auto& p : told.problems) p.field = arranged::kToldTo;
  if (!told.problems.empty()) return invalid(std::move(told.problems));
  return {};
}

}  // namespace

Status complete_by_charter(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass,
                           const ConsentForm& form, charter::Values& values, const charter::Values* before) {
  CHECK_OK(complete_consent(rooms, pass, form, values));
  CHECK_OK(check_return(txn, rooms.gate, form, values, today(rooms.clock.now())));
  CHECK_OK(check_transfer(txn, rooms.gate, form, values, today(rooms.clock.now())));
  CHECK_OK(check_arranged(txn, rooms, pass, form, values));
  return check_sharing(txn, rooms, pass, form, values, before);
}

Status check_sharing_step(store::Txn& txn, const ConsentRooms& rooms, const gate::Actor& actor,
                          const Pass& pass, const ConsentForm& form, const charter::Move& move,
                          const charter::Values& values) {
  if (!form.kind->records_sharing) return {};
  const auto& c = rooms.gate.charter();
  auto s = shared_of(c, form.service, values);
  const bool decides = move.to == field::kLookedAt || move.from == std::vector{std::string(field::kWaiting)};
  if (decides && s.on.ground && !s.on.ground->approved_by.empty()) {
    const auto role = c.find_role(s.on.ground->approved_by);
    if (role && std::ranges::none_of(actor.posts, [&](const gate::Post& p) { return p.role == *role; }))
      return not_allowed("This is decided by: " + c.at(*role).name + ".", s.on.ground->clause);
  }
  const bool was_told = std::ranges::find(move.from, field::kGiven) != move.from.end();
  if (move.to != field::kGiven || was_told) return {};
  CHECK_OK(check_all(txn, rooms, pass, form, s, true));
  return no_more(s);
}

Status check_told_again(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                        const charter::Values& values) {
  auto s = shared_of(rooms.gate.charter(), form.service, values);
  CHECK_OK(check_by_notice(txn, rooms, pass, form, s));
  return no_more(s);
}

Status check_step_by_charter(store::Txn& txn, const ConsentRooms& rooms, const gate::Actor& actor,
                             const Pass& pass, const ConsentForm& form, const charter::Move& move,
                             const charter::Values& values) {
  CHECK_OK(check_request_step(rooms.gate, actor, form, move, values));
  CHECK_OK(check_use_step(rooms.gate.charter(), form, move, values, today(rooms.clock.now())));
  return check_sharing_step(txn, rooms, actor, pass, form, move, values);
}

}  // namespace candour::record
