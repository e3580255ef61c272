#include "exchange/demo/stage.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/consent_terms.h"
#include "people/registering.h"
#include "record/with_files.h"

namespace candour::exchange::demo {

namespace {

constexpr std::size_t kOneTransaction = 400;

/// A letter such as a surgery sends, as a file of plain text.
constexpr std::string_view kLetter =
    "Thank you for letting us know.\n\nWe have looked at this and there is no change for now.\n"
    "Please bring the list of medicines to the next visit.\n\nWith kind regards\n";

/// What went wrong, with the place in the plan: codes only.
tl::unexpected<Error> at_plan(Error e, std::string_view what) {
  for (const auto& f : e.fields)
    e.detail.text += (e.detail.text.empty() ? "" : "; ") + f.field + ": " + f.message;
  e.detail.text = "demo, " + std::string(what) + ": " + e.detail.text;
  return tl::unexpected<Error>(std::move(e));
}

}  // namespace

Status Stage::play() {
  auto& all = plot_.events;
  for (std::size_t i = 0; i < all.size();) {
    if (all[i].alone) {
      rooms_.clock.set(all[i].at);
      CHECK_OK(all[i].alone(*this));
      ++i;
      continue;
    }
    const auto first = i;
    const auto together = [&](store::Txn& txn) -> Status {
      for (; i < all.size() && all[i].inside && i - first < kOneTransaction; ++i) {
        rooms_.clock.set(all[i].at);
        CHECK_OK(all[i].inside(*this, txn));
      }
      return {};
    };
    CHECK_OK(rooms_.db.write(together));
    CHECK_OK(see_alerts());
  }
  rooms_.clock.set(setting_.until);
  return {};
}

Result<gate::Actor> Stage::actor_of(StaffId id) {
  const auto day = today(rooms_.clock.now());
  if (const auto known = actors_.find(id); known != actors_.end() && known->second.first == day)
    return known->second.second;
  TRY(auto fresh, rooms_.gate.actor(id));
  actors_.insert_or_assign(id, std::pair(day, fresh));
  return fresh;
}

Result<gate::Actor> Stage::actor(std::size_t member) {
  return actor_of(cast_.all[member].id);
}

Result<Pass> Stage::pass_to_write(std::size_t member, const Stay& s, KindIx kind) {
  TRY(const auto who, actor(member));
  auto pass = rooms_.gate.write(who, person_of(s).id, s.service, kind);
  if (!pass)
    return at_plan(pass.error(), "writing " + charter().at(kind).code + " in " +
                                     charter().at(s.service).code + " as " + cast_.all[member].username);
  return pass;
}

record::NewEntry Stage::entry_of(const Planned& p) const {
  const auto& s = plot_.stays[p.stay];
  record::NewEntry e;
  e.person = plot_.people[s.who].id;
  e.service = s.service;
  e.kind = p.kind;
  e.values = p.values;
  e.source = p.source;
  e.source_name = p.source_name;
  return e;
}

Status Stage::write(store::Txn& txn, Planned& p) {
  TRY(const auto pass, pass_to_write(p.author, plot_.stays[p.stay], p.kind));
  auto id = rooms_.entries.write(txn, pass, entry_of(p), rooms_.clock.now());
  if (!id) return at_plan(id.error(), charter().at(p.kind).code);
  p.id = *id;
  p.version = 1;
  ++written_;
  return {};
}

Status Stage::write_file(Planned& p) {
  TRY(const auto pass, pass_to_write(p.author, plot_.stays[p.stay], p.kind));
  std::vector<record::NewFile> with;
  for (const auto& f : charter().at(p.kind).fields)
    if (f.required && f.type == charter::FieldType::File)
      with.push_back({f.code, "letter.txt", as_bytes(kLetter)});
  auto id = record::write_with_files(rooms_.entries, rooms_.files, pass, entry_of(p), with);
  if (!id) return at_plan(id.error(), charter().at(p.kind).code);
  p.id = *id;
  p.version = 1;
  ++written_;
  return {};
}

Status Stage::move(Planned& p, std::size_t mover, std::string_view move, std::string_view reason,
                   const charter::Values& answers) {
  TRY(const auto who, actor(mover));
  TRY(const auto pass, pass_to_write(mover, plot_.stays[p.stay], p.kind));
  auto version = rooms_.entries.move(who, pass, person_of(plot_.stays[p.stay]).id, p.id, p.version, move,
                                     reason, answers);
  if (!version) return at_plan(version.error(), charter().at(p.kind).code + " " + std::string(move));
  p.version = *version;
  return {};
}

Status Stage::change(Planned& p, const charter::Values& values, std::string_view why) {
  TRY(const auto pass, pass_to_write(p.author, plot_.stays[p.stay], p.kind));
  auto version = rooms_.entries.change(pass, person_of(plot_.stays[p.stay]).id, p.id, p.version, values, why);
  if (!version) return at_plan(version.error(), "changing " + charter().at(p.kind).code);
  p.version = *version;
  return {};
}

Status Stage::draft(std::size_t stay, KindIx kind, const charter::Values& values) {
  const auto& s = plot_.stays[stay];
  TRY(const auto pass, pass_to_write(s.worker, s, kind));
  record::Draft d;
  d.writer = pass.actor();
  d.person = person_of(s).id;
  d.kind = kind;
  d.service = s.service;
  d.answers = charter::to_raw(charter().at(kind), values);
  CHECK_OK(rooms_.drafts.save(pass, d));
  return {};
}

Status Stage::register_person(std::size_t stay, std::size_t by, const people::NewReferral& given) {
  auto& s = plot_.stays[stay];
  auto& who = person_of(s);
  who.id = PersonId::make(rooms_.clock.now().ms);
  TRY(const auto them, actor(by));
  TRY(const auto pass, rooms_.gate.register_new(them, who.id, s.service));
  const auto& kind = charter().at(*charter().find_kind("profile"));
  auto referral = given;
  // Words about why go only where the one who takes the referral may write them.
  const auto care = charter().find_category("care");
  if (!care || !pass.may_write().has(*care)) referral.reason_words.clear(), referral.source_name.clear();
  auto made = people::register_person(
      rooms_.people, rooms_.journeys, pass, who.id,
      only_asked(charter().at(s.service), kind, who.profile, pass.may_write()), referral);
  if (!made) return at_plan(made.error(), "registering in " + charter().at(s.service).code);
  s.referral = made->referral;
  return {};
}

Status Stage::refer_on(std::size_t stay, std::size_t from, const people::NewReferral& given) {
  auto& s = plot_.stays[stay];
  TRY(const auto them, actor(plot_.stays[from].worker));
  TRY(const auto pass, rooms_.gate.act(them, person_of(s).id, s.service, charter::Duty::Refer));
  auto referral = given;
  referral.source = "staff";
  referral.source_name.clear();
  if (pass.may_write().empty()) referral.reason_words.clear();
  auto made = rooms_.journeys.refer(pass, referral);
  if (!made) return at_plan(made.error(), "referring on");
  s.referral = *made;
  return {};
}

Status Stage::put_on_list(std::size_t stay, std::string_view reason, std::string_view words) {
  const auto& s = plot_.stays[stay];
  TRY(const auto them, actor(s.supervisor));
  return rooms_.journeys.move(them, s.referral, 1, "wait", {{"waits-for", reason}, {"words", words}});
}

Status Stage::decline(std::size_t stay, std::string_view reason, std::string_view words) {
  const auto& s = plot_.stays[stay];
  TRY(const auto them, actor(s.supervisor));
  return rooms_.journeys.move(them, s.referral, s.waits ? 2 : 1, "decline",
                              {{"declined-because", reason}, {"words", words}});
}

Status Stage::accept(std::size_t stay) {
  auto& s = plot_.stays[stay];
  TRY(const auto them, actor(s.supervisor));
  const auto team = cast_.teams[static_cast<std::size_t>(s.service)][s.team].id;
  auto made = rooms_.journeys.accept(them, s.referral, s.waits ? 2 : 1, team, cast_.all[s.worker].id);
  if (!made) return at_plan(made.error(), "accepting into " + charter().at(s.service).code);
  s.enrolment = *made;
  for (const auto other : s.others)
    CHECK_OK(rooms_.journeys.allocate(them, person_of(s).id, s.enrolment, cast_.all[other].id, false,
                                      std::nullopt));
  return {};
}

Status Stage::complete_details(std::size_t stay) {
  const auto& s = plot_.stays[stay];
  auto& who = person_of(s);
  const auto& kind = charter().at(*charter().find_kind("profile"));
  TRY(const auto them, actor(s.worker));
  auto pass = rooms_.gate.write(them, who.id, s.service, kind.ix);
  if (!pass) return at_plan(pass.error(), "completing details");
  auto version = rooms_.people.change(
      *pass, who.id, who.version,
      only_asked(charter().at(s.service), kind, who.profile, pass->may_see() & pass->may_write()), false);
  if (!version) return at_plan(version.error(), "completing details in " + charter().at(s.service).code);
  who.version = *version;
  return {};
}

Status Stage::close(std::size_t stay, std::string_view reason, std::string_view outcome,
                    std::string_view words) {
  const auto& s = plot_.stays[stay];
  TRY(const auto them, actor(s.supervisor));
  auto done = rooms_.journeys.move(them, person_of(s).id, s.enrolment, 1, "close",
                                   {{"ended-because", reason}, {"outcome", outcome}, {"words", words}});
  if (!done) return at_plan(done.error(), "closing");
  return {};
}

Status Stage::record_death(std::size_t stay, Date on) {
  const auto& s = plot_.stays[stay];
  TRY(const auto them, actor(s.supervisor));
  TRY(const auto pass, rooms_.gate.act(them, person_of(s).id, s.service, charter::Duty::MarkDeath));
  return rooms_.people.record_death(pass, person_of(s).id, on, false);
}

/// A child's parent stands in the circle, with the paper that was seen of it, before they answer.
Status Stage::parent_of(std::size_t stay, const Pass& pass, const Someone& who) {
  TRY(const auto circle, rooms_.circle.of(pass, person_of(plot_.stays[stay]).id));
  if (std::ranges::any_of(circle, [](const auto& r) { return r.authority == "parental"; })) return {};
  people::Relationship parent;
  parent.name = who.carer_name;
  parent.relation = who.carer_relation;
  parent.authority = "parental";
  parent.evidence = "Birth certificate seen at the first meeting";
  parent.informed = "agrees";
  return add_to_circle(stay, parent);
}

Status Stage::consent(std::size_t stay, std::size_t by, PurposeIx purpose) {
  const auto& s = plot_.stays[stay];
  const auto& who = plot_.people[s.who];
  const auto today = candour::today(rooms_.clock.now());
  const int age = age_on(who.born, today);
  const auto to = charter::agreed_to(charter().at(purpose));
  const bool alone = age >= charter::consent_terms(charter(), s.service, to).from_age;
  for (const auto kind : charter().at(cast_.all[by].role).writes) {
    if (!charter().at(kind).records_consent || !can_write(charter(), cast_.all[by].role, s.service, kind, {}))
      continue;
    TRY(const auto pass, pass_to_write(by, s, kind));
    if (!alone) CHECK_OK(parent_of(stay, pass, who));
    record::NewEntry e;
    e.person = person_of(s).id;
    e.service = s.service;
    e.kind = kind;
    e.values = charter::Values{{"purpose", charter().at(purpose).code},
                               {"answer", "agreed"},
                               {"given-on", iso_date(today)},
                               {"decided-by", alone ? "self" : "parental"},
                               {"how", "written"},
                               {"paper-at", "Locked cabinet in the office"}};
    if (!alone) e.values["given-by"] = who.carer_name;
    if (alone && age < 18)
      e.values["understands"] = who.say("{name} told me in {their} own words what it is for.");
    auto written = rooms_.entries.write(pass, e);
    if (!written) return at_plan(written.error(), "consent");
    return {};
  }
  return {};
}

Status Stage::add_to_circle(std::size_t stay, people::Relationship r) {
  const auto& s = plot_.stays[stay];
  r.person = person_of(s).id;
  const auto may = writable(charter(), cast_.all[s.worker].role, s.service, {});
  for (const auto* home : {"relationship", "family", "emergency-contact"}) {
    const auto category = charter().find_category(home);
    if (!category || !may.has(*category)) continue;
    for (const auto kind : charter().at(cast_.all[s.worker].role).writes) {
      if (!charter().at(kind).categories().has(*category) ||
          !can_write(charter(), cast_.all[s.worker].role, s.service, kind, {}))
        continue;
      TRY(const auto pass, pass_to_write(s.worker, s, kind));
      auto added = rooms_.circle.add(pass, r);
      if (!added) return at_plan(added.error(), "circle");
      return r.authority.empty() ? Status{} : verify_authority(s, *added, *category);
    }
  }
  return {};  // this service keeps nobody's circle
}

/// Another than the worker who wrote it down looks at what proves it.
Status Stage::verify_authority(const Stay& s, RelationshipId id, CategoryIx home) {
  if (s.supervisor == s.worker) return {};
  for (const auto kind : charter().at(cast_.all[s.supervisor].role).writes) {
    if (!charter().at(kind).categories().has(home) ||
        !can_write(charter(), cast_.all[s.supervisor].role, s.service, kind, {}))
      continue;
    TRY(const auto second, actor(s.supervisor));
    TRY(const auto pass, pass_to_write(s.supervisor, s, kind));
    const auto done = rooms_.circle.verify(second, pass, id, 1);
    return done ? Status{} : at_plan(done.error(), "circle");
  }
  return {};
}

}  // namespace candour::exchange::demo
