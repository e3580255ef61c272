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
#include "record/by_notice.h"
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
  charter::Terms terms;  // of the ground, or of the body
  Wrongs wrongs = {};
  bool kept = false;  // it was written and checked before: a reason in it was given by whoever may

  void slip(std::string_view at, std::string words) { wrongs.slip(at, std::move(words)); }
  void refuse(std::string_view at, std::string words) { wrongs.refuse(at, std::move(words), terms.clause); }
  bool has(std::string_view code) const { return !text_of(values, code).empty(); }
  std::string part() const { return charter::by_part(terms.clause); }
};

/// Each kind of information, by the terms of that body.
void check_terms(Shared& s, const std::vector<CategoryIx>& what) {
  for (const auto category : what) {
    const auto terms = charter::may_share(s.charter, *s.to, category, s.service);
    const auto purpose = s.charter.find_purpose(s.on.purpose->code);
    if (!terms.allowed)
      s.refuse(field::kWhat, terms.why_not + s.part());
    else if (!terms.purposes.has(*purpose))
      s.refuse(field::kRests, "For this “" + s.charter.at(category).name +
                                  "” is not given to: " + s.to->name + s.part() + ".");
  }
}

/// In exceptional cases the ground decides, whoever is told.
void check_ground(Shared& s, const std::vector<CategoryIx>& what) {
  const auto& ground = *s.on.ground;
  if (s.terms.needs_detail && !s.has(field::kDetail))
    s.slip(field::kDetail, "Say what the risk is, or what the law demands: “" + ground.name +
                               "” is an exception" + s.part() + ".");
  for (const auto category : what)
    if (const auto terms = charter::may_share(s.charter, ground, category); !terms.allowed)
      s.refuse(field::kWhat, terms.why_not + s.part());
  // Whom the charter names is where it says; anybody else may be anywhere (IM-10.3).
  // What was kept before this was asked goes on; what was told already is kept as it was.
  if (!s.to && !s.has(field::kWhere) && !s.kept)
    s.slip(field::kWhere, "Say where they are: the notice says how far information goes.");
  else if (!s.to && s.has(field::kWhere) && text_of(s.values, field::kAlready) != "yes" &&
           !charter::stays_inside(s.charter, text_of(s.values, field::kWhere)))
    s.refuse(
        field::kWhere,
        (s.charter.transfer_area.empty() ? std::string("The notice does not say that anything goes there")
                                         : "The notice says that nothing goes there") +
            charter::by_part(s.charter.transfer_clause) +
            ". Tell somebody who can pass on what is needed from inside, or ask whoever answers "
            "for the notice.");
  if (s.terms.approved_first && text_of(s.values, field::kAlready) == "yes")
    s.refuse(field::kAlready, s.terms.approval + s.part() + ": keep it as not told yet.");
}

/// Whether the person knows, as the charter promises it for that body or ground.
void check_told(Shared& s) {
  const auto told = text_of(s.values, field::kTold);
  if (told == field::kAfter && s.terms.told_before())
    s.refuse(field::kTold, "The notice says that they are told before" + s.part() + ".");
  if (told == field::kNotTold && !s.terms.may_stay_untold())
    s.refuse(field::kTold, "The notice says that they are told" + s.part() + ", and names no exception.");
}

std::vector<CategoryIx> categories_of(Shared& s) {
  std::vector<CategoryIx> out;
  for (const auto& one : people::rows_of(s.values, field::kWhat))
    if (const auto c = one.is_string() ? s.charter.find_category(one.get_string()) : std::nullopt)
      out.push_back(*c);
  if (out.empty()) s.slip(field::kWhat, "Choose at least one kind of information.");
  return out;
}

Shared shared_of(const charter::Charter& c, ServiceIx service, const charter::Values& values) {
  const auto on = charter::rests_on(c, text_of(values, field::kRests));
  const auto* to = charter::find_recipient(c, text_of(values, field::kRecipient));
  auto terms = on.ground ? charter::terms_of(c, *on.ground) : to ? charter::terms_of(*to) : charter::Terms{};
  return {c, service, values, to, on, std::move(terms)};
}

/// What of the terms stands now, of this person.
Result<TermsNow> stand_now(store::Session& db, const ConsentRooms& rooms, const Pass& pass, PersonId person,
                           const charter::Terms& terms, std::string_view recipient) {
  TermsNow now;
  if (!terms.consent.empty()) {
    const gate::ConsentFlags flags(rooms.gate, rooms.db, rooms.clock);
    TRY(now.agreed, flags.stands(db, pass, person, terms.consent));
  }
  TRY(now.agreement, agreement_holds(db, rooms.gate, recipient, terms.agreement, today(rooms.clock.now())));
  TRY(now.not_told, people::not_told_to(db, rooms.vault, rooms.gate.charter(), pass, person, recipient,
                                        terms.papers, rooms.clock.now()));
  if (terms.papers.empty()) return now;
  TRY(const auto knows,
      people::told_as_representative(db, rooms.vault, rooms.gate.charter(), pass.records_of(person),
                                     terms.papers, rooms.clock.now()));
  now.papers = knows.has_value();
  now.may_know = knows;
  return now;
}

/// Whether whoever writes it may decide against what the person wants: a role that signs off what others
/// write.
Result<bool> may_decide_against(store::Session& db, const charter::Charter& c, StaffId who) {
  bool may = false;
  CHECK_OK(db.each("SELECT role FROM staff_post WHERE org=$1 AND staff=$2", {c.org(), who},
                   [&](const store::Row& r) {
                     const auto role = c.find_role(r.text(0));
                     may = may || (role && c.at(*role).has(charter::Duty::SignOff));
                     return !may;
                   }));
  return may;
}

/// What the person does not want told to whoever stands for that body is left out, unless whoever may decides
/// otherwise, with a reason. An exceptional ground decides by itself: then it is shown alone.
Status check_wishes(store::Session& db, const Pass& pass, Shared& s, const std::vector<CategoryIx>& what,
                    const std::vector<people::NotTold>& wishes) {
  if (s.on.ground) return {};
  const bool reason = s.has(field::kAgainst);
  for (const auto& wish : wishes)
    for (const auto category : what) {
      if (!wish.what.has(category)) continue;
      if (reason) {
        if (s.kept) return {};
        TRY(const bool may, may_decide_against(db, s.charter, pass.actor()));
        if (!may)
          s.refuse(
              field::kAgainst,
              "Whoever signs off what others write decides to tell it all the same: ask them to keep it, or "
              "leave it out.");
        return {};
      }
      s.refuse(field::kWhat,
               people::not_wanted_words(s.charter, wish, category, s.to->name) +
                   " Leave it out; or whoever signs off what others write says below why it is told all the "
                   "same.");
    }
  return {};
}

/// The yes that a body needs stands, in whichever record of the person; whoever gets something only under an
/// agreement has one that holds; and whoever claims to speak for the person is told nothing before their
/// papers were seen, and then what the person lets them know: an authority that has ended is none (LL-3.2b).
/// In exceptional cases the ground asks for none of it.
Status check_standing(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, PersonId person,
                      Shared& s, const std::vector<CategoryIx>& what) {
  if (!s.to) return {};
  TRY(const auto now, stand_now(txn, rooms, pass, person, s.terms, s.to->code));
  if (!now.agreement) s.refuse(field::kRecipient, no_agreement_words(*s.to));
  if (!now.papers)
    s.refuse(
        field::kRecipient,
        "Nobody speaks for them so now: before anything is told, put down in the circle of "
        "support by what authority, what you saw of it, and until when, and have a second person verify it" +
            s.part() + ".");
  for (const auto category : what)
    if (now.may_know && !now.may_know->has(category))
      s.refuse(field::kWhat, "“" + s.charter.at(category).name +
                                 "” is not among what they may know, as the circle of support has it" +
                                 s.part() + ".");
  CHECK_OK(check_wishes(txn, pass, s, what, now.not_told));
  if (!now.agreed)
    s.refuse(field::kRecipient, "They must have agreed to it first" + s.part() +
                                    ": write down a consent to “Telling: " + s.to->name + "”.");
  return {};
}

/// A yes of the person to this very use, and one that names the body: then the national opt-out asks nothing.
Result<bool> agreed_by_name(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, PersonId person,
                            const Shared& s) {
  if (!s.to || !s.on.purpose || !s.on.purpose->needs_consent() || s.terms.consent.empty()) return false;
  const gate::ConsentFlags flags(rooms.gate, rooms.db, rooms.clock);
  TRY(const bool use, flags.stands(txn, pass, person, s.on.purpose->code));
  if (!use) return false;
  return flags.stands(txn, pass, person, s.terms.consent);
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
    s.refuse(says_so ? field::kBeyond : field::kRests, charter::nothing_beyond_care(s.charter));
    return {};
  }
  if (is != said) {
    s.slip(field::kBeyond, is.empty() ? "Planning and research rest on a purpose that is for them: choose it."
                                      : "“" + s.on.purpose->name + "” is for " + is + ": say so here.");
    return {};
  }
  TRY(const bool agreed, agreed_by_name(txn, rooms, pass, person, s));
  if (agreed || !s.wrongs.problems.empty()) return {};
  TRY(const bool left, left_in(txn, rooms, pass, person, *s.on.purpose, told));
  if (!left)
    s.refuse(
        field::kRests,
        "No check of the national data opt-out that holds today leaves them in for this, or it was used" +
            charter::by_part(s.charter.opt_out.clause) + ". A check is good for one sharing.");
  return {};
}

Status check_by_notice(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                       Shared& s) {
  const auto what = categories_of(s);
  if (!s.on.purpose && !s.on.ground)
    s.slip(field::kRests, "Nothing is told without a reason of the notice: choose what it rests on.");
  else if (s.on.ground)
    check_ground(s, what);
  else if (!s.to)
    s.refuse(
        field::kRecipient,
        "Whoever is not in the notice is told something only on an exceptional ground: choose one below, or "
        "somebody of the list.");
  else
    check_terms(s, what);
  check_told(s);
  return check_standing(txn, rooms, pass, form.person, s, what);
}

Status check_all(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                 Shared& s, bool told) {
  CHECK_OK(check_by_notice(txn, rooms, pass, form, s));
  return check_beyond_care(txn, rooms, pass, form.person, s, told);
}

Status no_more(const Shared& s) {
  if (s.wrongs.problems.empty()) return {};
  auto why =
      fail(Code::Conflict, "It may not be told any more. " + s.wrongs.problems.front().message).value();
  return tl::unexpected<Error>(by_notice(std::move(why), s.terms.clause));
}

}  // namespace

Status check_sharing(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                     const charter::Values& values, const charter::Values* before) {
  if (!form.kind->records_sharing) return {};
  auto s = shared_of(rooms.gate.charter(), form.service, values);
  if (before) {
    for (const auto code :
         {field::kRecipient, field::kWhere, field::kRests, field::kWhat, field::kAlready, field::kBeyond}) {
      const auto* was = before->if_contains(code);
      const auto* is = values.if_contains(code);
      if (was && is && *was != *is)
        s.slip(code, "This was looked at as it stood. For something else write a new one.");
    }
    check_told(s);
    if (text_of(values, field::kAgainst) != text_of(*before, field::kAgainst))
      s.slip(field::kAgainst, "This was decided as it stood. For something else write a new one.");
  } else {
    CHECK_OK(check_all(txn, rooms, pass, form, s, text_of(values, field::kAlready) == "yes"));
  }
  return std::move(s.wrongs).status();
}

Result<TermsNow> terms_now(const ConsentRooms& rooms, const Pass& pass, PersonId person,
                           const Recipient& to) {
  if (!pass.covers(person)) return not_found();
  TermsNow now;
  CHECK_OK(rooms.db.read_records([&](store::Session& db) -> Status {
    TRY(now, stand_now(db, rooms, pass, person, charter::terms_of(to), to.code));
    return {};
  }));
  return now;
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
  const auto* to = charter::find_recipient(c, text_of(values, arranged::kToldTo));
  if (!to) {
    auto why = invalid(std::string(arranged::kToldTo),
                       "The notice does not name them: they are told nothing about the person for this.");
    return tl::unexpected<Error>(by_notice(std::move(why).value(), ""));
  }
  const auto may = charter::may_share(c, *to, told_to->category, form.service);
  Shared told{c, form.service, values, to, {}, may};
  if (!may.allowed) told.refuse(field::kRecipient, may.why_not + told.part());
  CHECK_OK(check_standing(txn, rooms, pass, form.person, told, {told_to->category}));
  for (auto& p : told.wrongs.problems) p.field = arranged::kToldTo;
  return std::move(told.wrongs).status();
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
  s.kept = true;
  CHECK_OK(check_all(txn, rooms, pass, form, s, true));
  return no_more(s);
}

Status check_told_again(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                        const charter::Values& values) {
  auto s = shared_of(rooms.gate.charter(), form.service, values);
  s.kept = true;
  CHECK_OK(check_by_notice(txn, rooms, pass, form, s));
  return no_more(s);
}

Status check_step_by_charter(store::Txn& txn, const ConsentRooms& rooms, const gate::Actor& actor,
                             const Pass& pass, const ConsentForm& form, const charter::Move& move,
                             const charter::Values& values) {
  CHECK_OK(check_request_step(rooms.gate, actor, form, move, values));
  CHECK_OK(check_return_step(txn, rooms.gate, form, move, values, today(rooms.clock.now())));
  CHECK_OK(check_use_step(rooms.gate.charter(), form, move, values, today(rooms.clock.now())));
  return check_sharing_step(txn, rooms, actor, pass, form, move, values);
}

}  // namespace candour::record
