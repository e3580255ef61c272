#include "record/own_wishes.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/hidden.h"
#include "base/text.h"
#include "charter/consent_terms.h"
#include "charter/mailings.h"
#include "charter/requests.h"
#include "people/limits.h"
#include "people/values_in.h"
#include "record/disputes.h"

namespace candour::record {

namespace asked = charter::request_field;
using people::text_of;

namespace {

constexpr std::string_view kOther = "other";
constexpr int kRequestsShown = 50, kRequestsADay = 20;  // above all rights of a notice together

std::string option_label(const charter::Kind& k, std::string_view field, std::string_view code) {
  const auto* f = k.find_field(field);
  if (!f) return {};
  const auto at = std::ranges::find(f->options, code, &charter::Option::code);
  return at == f->options.end() ? std::string() : at->label;
}

/// What staff propose among themselves is not told before it is decided.
std::string state_words(const charter::State& s) {
  if (s.code == asked::kNew) return "We have it";
  const bool among_staff =
      s.code == asked::kRefusing || s.code == asked::kFeeing || s.code == asked::kErasureProposed;
  return among_staff ? std::string("Being answered") : s.name;
}

/// When it is answered at the latest: the soonest of its clocks that runs, but for that which only asks who
/// they are.
std::optional<charter::Date> answered_by(const std::vector<ClockOf>& clocks) {
  std::optional<charter::Date> due;
  for (const auto& c : clocks)
    if (c.deadline != asked::kIdentity && !c.met && (!due || c.on < *due)) due = c.on;
  return due;
}

}  // namespace

std::optional<KindIx> OwnWishes::kind() const {
  const auto& kinds = gate_.charter().kinds;
  const auto at = std::ranges::find_if(kinds, [](const charter::Kind& k) { return k.records_request; });
  return at == kinds.end() ? std::nullopt : std::optional(at->ix);
}

Result<std::optional<int>> OwnWishes::age(const gate::AtDoor& at, std::string_view page) {
  gate::OwnDoor door(gate_, vault_);
  TRY(const auto pass, door.look(at, charter::OwnPart::Details, page));
  CategorySet who;
  if (const auto c = gate_.charter().find_category("identity")) who.add(*c);
  TRY(const auto profile, people_.profile(pass.only(who), pass.stays(at.person)));
  const auto born = profile.birth_date();
  return born ? std::optional(age_on(*born, today(clock_.now()))) : std::nullopt;
}

Result<std::vector<OwnChoice>> OwnWishes::consents(const gate::AtDoor& at) {
  gate::OwnDoor door(gate_, vault_);
  TRY(const auto years, age(at, "consents"));
  TRY(const auto pass, door.decide(at));
  gate::ConsentFlags flags(gate_, db_, clock_);
  TRY(const auto all, flags.list(pass, pass.stays(at.person)));
  std::vector<OwnChoice> out;
  for (const auto& f : all) {
    if (f.objection || !f.live(clock_.now())) continue;
    const auto to = charter::agreed_to(gate_.charter(), f.code);
    if (!to) continue;
    const auto terms = charter::consent_terms(gate_.charter(), pass.service(), *to);
    out.push_back({f.code, to->name, to->says, f.since, f.until, false, years && *years >= terms.from_age,
                   terms.from_age});
  }
  return out;
}

Status OwnWishes::take_back(const gate::AtDoor& at, std::string_view code) {
  TRY(const auto all, consents(at));
  const auto found = std::ranges::find(all, code, &OwnChoice::code);
  if (found == all.end()) return not_found();
  if (!found->alone)
    return not_allowed(
        "From " + std::to_string(found->from_age) +
            " on you decide this alone. Until then, ask whoever looks after you, or the staff.",
        gate_.charter().consent.clause);
  gate::OwnDoor door(gate_, vault_);
  TRY(const auto pass, door.decide(at));
  return entries_.take_back_consent(pass, pass.stays(at.person), code);
}

Result<std::vector<OwnChoice>> OwnWishes::mailings(const gate::AtDoor& at) {
  gate::OwnDoor door(gate_, vault_);
  TRY([[maybe_unused]] const auto look, door.look(at, "mail"));
  TRY(const auto pass, door.decide(at));
  const auto& c = gate_.charter();
  gate::ConsentFlags flags(gate_, db_, clock_);
  TRY(const auto said, flags.list(pass, pass.stays(at.person)));
  const auto stands = [&](std::string_view code, bool objection) {
    return std::ranges::any_of(said, [&](const gate::ConsentFlag& f) {
      return f.code == code && f.objection == objection && f.live(clock_.now());
    });
  };
  std::vector<OwnChoice> out;
  for (const auto sort : charter::mailing_field::kSorts) {
    const auto terms = charter::may_send(c, sort, pass.service());
    if (!terms.purpose || !terms.may_be_stopped) continue;
    const auto& p = c.at(*terms.purpose);
    if (std::ranges::count(out, p.code, &OwnChoice::code) > 0) continue;
    OwnChoice one{p.code, p.name, p.says, {}, {}};
    one.stopped = p.needs_consent() ? !stands(p.code, false) : stands(p.code, true);
    out.push_back(std::move(one));
  }
  return out;
}

Status OwnWishes::stop(const gate::AtDoor& at, std::string_view code) {
  TRY(const auto all, mailings(at));
  const auto found = std::ranges::find(all, code, &OwnChoice::code);
  const auto purpose = gate_.charter().find_purpose(code);
  if (found == all.end() || !purpose) return not_found();
  if (found->stopped) return {};
  gate::OwnDoor door(gate_, vault_);
  TRY(const auto pass, door.decide(at));
  const auto person = pass.stays(at.person);
  // A yes that somebody else gave for a child is theirs to take back (above); the child objects to it.
  if (gate_.charter().at(*purpose).needs_consent()) {
    TRY(const auto said, consents(at));
    const auto yes = std::ranges::find(said, code, &OwnChoice::code);
    if (yes == said.end() || yes->alone) return entries_.take_back_consent(pass, person, code);
  }
  gate::ConsentFlags flags(gate_, db_, clock_);
  return flags.record_objection(pass, person, *purpose);
}

std::vector<std::pair<std::string, std::string>> OwnWishes::rights() const {
  std::vector<std::pair<std::string, std::string>> out;
  const auto ix = kind();
  const auto* f = ix ? gate_.charter().at(*ix).find_field(asked::kRight) : nullptr;
  if (f)
    for (const auto& o : f->options)
      out.emplace_back(o.code, o.code == kOther ? std::string("Something else") : o.label);
  return out;
}

/// Only of what stands at their own door they say there that it is wrong.
Result<bool> OwnWishes::still_there(PersonId person, const Id128& about) {
  const auto place = entries_.place(person, EntryId{about});
  if (!place && place.error().code == Code::NotFound) return false;
  if (!place) return tl::unexpected<Error>(place.error());
  if (charter::own_part(gate_.charter().at(place->kind)) == charter::OwnPart::None) return not_found();
  return true;
}

/// Each is work of somebody's with a clock of the law: no door makes a heap of them.
Status OwnWishes::not_too_many(const Pass& pass, std::string_view kind) const {
  std::int64_t today = 0;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT count(*) FROM entry WHERE org=$1 AND person=$2 AND kind=$3 AND written>$4 AND post_key LIKE 'own:%'",
        {db_.org(), pass.person(), kind, clock_.now().ms - std::int64_t{24} * 60 * 60 * 1000},
        [&](const store::Row& r) { return today = r.i64(0), false; });
  }));
  if (today < kRequestsADay) return {};
  return invalid("words", "You have asked for " + std::to_string(kRequestsADay) +
                              " things today. We answer them all. Ask for more tomorrow, or call us.");
}

Result<EntryId> OwnWishes::ask(const gate::AtDoor& at, const Ask& ask) {
  const auto ix = kind();
  if (!ix) return not_found();
  const auto& k = gate_.charter().at(*ix);
  if (std::ranges::count(rights(), ask.right, &std::pair<std::string, std::string>::first) == 0)
    return invalid("right", "Choose what you ask for");
  auto words = clean_text(ask.words);
  for (const auto& wrong : {hidden_character_words(words, TextShape::Lines, "what you wrote"),
                            too_long(words, people::limits::kWords, "what you wrote")})
    if (!wrong.empty()) return invalid("words", wrong);
  if (words.empty() && ask.right != "access") return invalid("words", "Say what it is about");
  if (words.empty()) words = "Everything that you hold about me.";
  gate::OwnDoor door(gate_, vault_);
  TRY(const auto pass, door.write(at, *ix));
  CHECK_OK(not_too_many(pass, k.code));
  const auto day = iso_date(today(clock_.now()));
  const bool self = at.speaks.is_nil();
  NewEntry e;
  e.person = pass.stays(at.person);
  e.service = pass.service();
  e.kind = *ix;
  e.values = {
      {asked::kRight, ask.right},
      {asked::kReceived, day},
      {"from", self ? "The person themselves" : "Whoever speaks for them, as their circle of support says"},
      {"how", "website"},
      {"what", words}};
  if (ask.right == asked::kObjection) e.values[asked::kUse] = "unclear";
  const bool mend = ask.right == asked::kCorrection;
  if (mend) e.values[asked::kSays] = words;
  // What it is about may have gone since they read it: what they typed is taken then without a mark.
  bool marks = mend && ask.about;
  if (marks && *ask.about != at.person.raw) {
    TRY(marks, still_there(e.person, *ask.about));
  }
  const auto checked =
      charter::check_values(k, gate_.charter().kind_use(e.service, *ix), false, e.values, clock_.now());
  if (!checked.ok()) return invalid("words", checked.problems.front().message);
  e.values = checked.values;
  e.post_key = ask.post_key.empty() ? "" : "own:" + at.door.text() + ":" + ask.post_key;
  if (!marks) return entries_.write(pass, e);
  EntryId id;
  const auto taken = db_.write([&](store::Txn& txn) -> Status {
    const auto now = clock_.now();
    TRY(id, entries_.write(txn, pass, e, now));
    return mark_disputed(txn, gate_, pass, e.person, id, {*ask.about, {}}, now);
  });
  if (!taken && taken.error().code == Code::NotFound) return entries_.write(pass, e);
  CHECK_OK(taken);
  return id;
}

Result<std::vector<OwnRequest>> OwnWishes::requests(const gate::AtDoor& at) {
  gate::OwnDoor door(gate_, vault_);
  TRY(const auto pass, door.look(at, charter::OwnPart::Request, "requests"));
  std::vector<OwnRequest> out;
  const auto ix = kind();
  if (!ix) return out;
  const auto& k = gate_.charter().at(*ix);
  TimelineFilter filter;
  filter.kind = *ix;
  TRY(const auto page, entries_.timeline(pass, pass.stays(at.person), filter, {}, kRequestsShown));
  for (const auto& e : page.entries) {
    OwnRequest r;
    r.id = e.id;
    r.right = option_label(k, asked::kRight, text_of(e.values, asked::kRight));
    if (r.right.empty()) continue;  // held back, or not to be believed
    const auto state = std::ranges::find(k.states, e.state, &charter::State::code);
    if (state != k.states.end()) {
      r.state = state_words(*state);
      r.over = state->final;
    }
    r.received = parse_iso_date(text_of(e.values, asked::kReceived));
    if (!r.over) {
      TRY(const auto clocks, entries_.clocks(pass, pass.stays(at.person), e.id));
      r.due = answered_by(clocks);
    }
    out.push_back(std::move(r));
  }
  return out;
}

}  // namespace candour::record
