// Reading what was written: one entry whole, as it was in earlier versions, its moves, its files.
#include <algorithm>

#include "base/calendar_words.h"
#include "charter/answered.h"
#include "charter/requests.h"
#include "charter/values.h"
#include "paper/charter_words.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/destruction.h"
#include "web/pages/entries/disputing.h"
#include "web/pages/entries/erasure.h"
#include "web/pages/entries/mailing.h"
#include "web/pages/entries/misfiled.h"
#include "web/pages/entries/pack.h"
#include "web/pages/entries/right_words.h"
#include "web/pages/entries/sending.h"
#include "web/pages/entries/sharing_terms.h"
#include "web/pages/entries/to_hear.h"
#include "web/pages/entries/transfer.h"
#include "web/pages/entries/visit.h"
#include "web/pages/entries/with_others.h"
#include "web/pages/parts/kind_form.h"
#include "web/pages/parts/work_parts.h"
#include "web/pages/person/begun.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

/// What a step has come to, in words.
std::string now_words(const charter::Kind& kind, const charter::Move& move) {
  const auto state = std::ranges::find(kind.states, move.to, &charter::State::code);
  if (state == kind.states.end()) return move.name + ".";
  const bool stays = std::ranges::find(move.from, move.to) != move.from.end();
  return kind.name + (stays ? " is still “" : " is now “") + state->name + "”.";
}

std::string change_words(const charter::Kind& kind, const record::Version& x) {
  if (x.change == "superseded") return "a newer one took its place";
  if (x.change == "taken-back") return "the consent was taken back";
  if (x.change == "by-engine") return "done by Candour";
  if (x.change == "to-tell") return "something that was told has changed since";
  if (x.change == "brought") return "brought here from another record";
  if (!x.change.starts_with("move:")) return x.change;
  const auto* m = kind.find_move(std::string_view(x.change).substr(5));
  return m ? "“" + m->name + "”" : x.change;
}

Html versions_part(const Visit& v, PersonId person, const charter::Kind& kind, EntryId id,
                   const std::vector<record::Version>& versions) {
  std::vector<Html> items;
  for (const auto& x : versions) {
    Html line =
        html::frag(html::link(entry_url(v, person, id) + "?version=" + std::to_string(x.version),
                              "Version " + std::to_string(x.version)),
                   ", ", change_words(kind, x), " by ", v.staff->name(x.by), ", ", date_time_words(x.at));
    if (!x.why.empty()) line += html::frag(": ", html::typed_text(x.why));
    items.push_back(std::move(line));
  }
  return html::details(versions.size() > 1 ? "Earlier versions" : "History", html::bullets(items));
}

std::string step_url(const Visit& v, PersonId person, EntryId id, const charter::Move& move) {
  return entry_url(v, person, id) + "/step/" + move.code;
}

Html moves_part(const Visit& v, PersonId person, const record::Entry& e,
                const std::vector<const charter::Move*>& moves) {
  Html all;
  for (const auto* m : moves) {
    if (m->asks_anything()) {
      all +=
          html::button_row({html::button_link(step_url(v, person, e.id, *m), m->name, html::Look::Second)});
      continue;
    }
    const SentForm form(v, entry_url(v, person, e.id) + "/move", {"move", m->code});
    Html inside = html::frag(html::hidden("move", m->code), form.version("based-on", e.version));
    if (m->needs_reason) inside += form.textarea({.name = "reason", .label = "Why?", .rows = 3});
    inside += html::button({m->name, html::Look::Second});
    all += form.form(inside, {.id = "move-" + m->code});
  }
  if (all.empty()) return {};
  return html::acts_card("Next step", all);
}

/// The letters of the steps that were taken, and of those that can be taken now: a letter may go first. Those
/// about the kind that no step sends are offered while the entry can still go on.
Html letters_part(const Visit& v, PersonId person, const charter::Kind& kind, EntryId id,
                  const std::vector<record::Version>& versions, const std::vector<const charter::Move*>& next,
                  const std::vector<gate::Gate::Writable>& kinds) {
  std::vector<Html> links;
  for (const auto& move : kind.moves) {
    const auto* t = move.letter.empty() ? nullptr : v.charter().find_letter(move.letter);
    const bool taken = std::ranges::any_of(
        versions, [&](const record::Version& x) { return x.change == "move:" + move.code; });
    const bool now = std::ranges::find(next, move.code, &charter::Move::code) != next.end();
    if (t && (taken || now) && may_keep(v, *t, kinds))
      links.push_back(html::link(entry_url(v, person, id) + "/letters/" + t->code, t->name));
  }
  for (const auto& t : v.charter().letters)
    if (t.about == kind.code && !next.empty() &&
        !std::ranges::count(kind.moves, t.code, &charter::Move::letter) && may_keep(v, t, kinds))
      links.push_back(html::link(entry_url(v, person, id) + "/letters/" + t.code, t.name));
  return links.empty() ? Html{} : html::acts_card("Write a letter", html::bullets(links));
}

/// What is over is destroyed by the engine: neither a member of staff nor somebody outside did it.
std::string changed_by(const Visit& v, const charter::Kind& kind, const record::Entry& e) {
  const auto state = std::ranges::find(kind.states, e.state, &charter::State::code);
  const bool goes = kind.records_destruction || (state != kind.states.end() && state->destroys);
  return goes && e.changed_by.is_nil() ? "Candour itself" : v.staff->name(e.changed_by);
}

Html about_it(const Visit& v, const charter::Kind& kind, const record::Entry& e, const Html& after) {
  const auto& c = v.charter();
  html::FactsCard card{"About this", {}, {}, {}, {}};
  card.rows.push_back({"Service", html::text(c.at(e.service).name)});
  card.rows.push_back({"When", html::text(happened_words(kind, e.happened))});
  card.rows.push_back(
      {"Written by", html::text(v.staff->name(e.author) + ", " + date_time_words(e.written))});
  if (e.version > 1)
    card.rows.push_back(
        {"Last changed by", html::text(changed_by(v, kind, e) + ", " + date_time_words(e.changed))});
  card.rows.push_back({"How we know it", html::text(source_words(c, e.source, e.source_name))});
  for (const auto& s : kind.states)
    if (s.code == e.state) card.rows.push_back({"State", html::text(s.name)});
  card.after = after;
  return html::facts_card(card);
}

/// The specific legal ground of each entry stands beside it (IM-7.1).
Html ground(const Visit& v, const record::Entry& e) {
  const auto& c = v.charter();
  html::FactsCard card{"Why it is kept", {}, {}, {}, {}};
  if (auto p = c.find_purpose(e.purpose)) card.rows.push_back({"Purpose", html::text(c.at(*p).name)});
  for (auto b : {charter::Basis::Consent, charter::Basis::Contract, charter::Basis::LegalObligation,
                 charter::Basis::VitalInterests, charter::Basis::PublicTask,
                 charter::Basis::RecognisedLegitimateInterest, charter::Basis::LegitimateInterests})
    if (charter::basis_code(b) == e.basis)
      card.rows.push_back({"Lawful basis", html::text(std::string(charter::basis_words(b)) + ", Article " +
                                                      std::string(charter::basis_article(b)))});
  if (!e.clause.empty()) card.rows.push_back({"Our notice", html::text(paper::part_words(e.clause))});
  card.after = html::link(person_url(v, e.person, "/why?entry=" + e.id.text()), "Why can I see this?");
  return html::facts_card(card);
}

Html buttons(const Visit& v, PersonId person, const charter::Kind& kind, const record::Entry& e,
             bool may_write) {
  if (!may_write) return {};
  bool locked = false;
  for (const auto& s : kind.states)
    if (s.code == e.state) locked = s.locked;
  const std::string at = entry_url(v, person, e.id);
  std::vector<Html> b;
  if (!locked)
    b.push_back(html::button_link(at + "/edit", kind.one_per_person ? "Bring up to date" : "Change"));
  b.push_back(html::button_link(at + "/edit?correct=yes", "Correct a mistake", html::Look::Second));
  const auto state = std::ranges::find(kind.states, e.state, &charter::State::code);
  if (state != kind.states.end() && !state->supersedes.empty())
    b.push_back(html::button_link(person_url(v, person,
                                             "/write/" + kind.code + "?from=" + e.id.text() +
                                                 "&service=" + v.charter().at(e.service).code),
                                  "Begin a new one from this", html::Look::Second));
  return html::button_row(b);
}

/// Somebody outside left no way to reach them: whoever is to answer must know before they write a letter.
Html unreachable_part(const charter::Kind& kind, const record::Entry& e) {
  if (!kind.from_outside || e.source != record::kFromOutside) return {};
  const auto* f = kind.find_field(kind.from_outside->reach);
  if (!f || e.held_back.has(f->category) || e.values.contains(f->code)) return {};
  return html::warning(
      "They left no telephone number, email or address. No answer reaches them unless somebody here knows them.");
}

Result<Response> entry_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  // What they dispute is shown with their words, which stand in their request.
  TRY(auto pass,
      look_at(v, person, kind, id.text(), kind.categories() | charter::told_in_requests(v.charter())));
  const auto version = version_in(r.query.get("version"));
  TRY(auto e, version ? v.org->entries->entry_at(pass, person, id, version)
                      : v.org->entries->entry(pass, person, id));
  TRY(auto versions, v.org->entries->versions(pass, person, id));
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  const bool may_write = std::ranges::any_of(kinds, [&](const auto& w) {
    return w.kind == place.kind && std::ranges::find(w.services, place.service) != w.services.end();
  });
  TRY(auto f, person_frame(site, r, pass, person, kind.name, ""));
  f.heading = entry_title(v.charter(), e);
  TRY(f.main, misfiled_banner(v, pass, person, e));
  TRY(const auto disputed, disputed_of(v, pass, person, id.raw));
  f.main += disputed_banner(v, person, kind, disputed, id.raw);
  if (version && version != place.version)
    f.main += html::inset(
        html::paragraph(html::frag("This is version ", std::to_string(version), ". ",
                                   html::link(entry_url(v, person, id), "Show it as it is now"))));
  else
    f.main += buttons(v, person, kind, e, may_write);
  if (charter::answered_as(e.values, kind.diary.visit, kind.diary.visit_is))
    f.main += html::button_row({html::button_link(entry_url(v, person, id) + "/visit",
                                                  "Home visit: before, in and out", html::Look::Second)});
  if (e.corrected)
    f.main += html::inset(html::paragraph("A mistake in this was corrected. The old words are kept below."));
  f.main += unreachable_part(kind, e);
  f.main += begin_part(v, person, kind, e);
  f.main += show_values(v, kind, e.values, e.held_back, person, person_url(v, person, "/files"));
  f.main += versions_part(v, person, kind, id, versions);
  TRY(const auto told, told_at_once(v, pass, e));
  TRY(const auto due, due_of_entry(v, pass, e, site.today()));
  TRY(const auto moves, v.org->entries->moves_for(v.actor, e));
  TRY(const auto misfiled, misfiled_link(v, person, e));
  std::vector<Html> mends;
  if (!misfiled.empty()) mends.push_back(misfiled);
  if (auto link = disputing_link(v, person, entry_url(v, person, id), kind, kinds);
      is_read(e) && !link.empty())
    mends.push_back(std::move(link));
  TRY(const auto mail, mail_part(v, pass, kind, e));
  TRY(const auto mailing, mailing_part(v, pass, kind, e));
  TRY(const auto into_mailing, into_mailing_part(v, kind, e, moves));
  TRY(const auto gone, destruction_parts(v, pass, kind, e));
  TRY(const auto erasure, erasure_part(v, pass, kind, e, moves));
  TRY(const auto transfer, transfer_parts(v, pass, kind, e, moves));
  f.main += html::frag(gone.below, right_words_part(v.charter(), kind, e, moves), erasure, transfer.below);
  TRY(const auto copy, pack_part(v, pass, e));
  TRY(const auto hear, to_hear_part(v, pass, kind, e));
  TRY(const auto others, with_others_part(v, pass, kind, e, may_write));
  TRY(const auto terms, terms_of_sharing(site, v, pass, kind, e));
  f.main += terms;
  TRY(const auto sending, sending_part(v, pass, kind, e, moves));
  f.aside =
      html::frag(told, mail, sending, mailing, transfer.aside, gone.aside, copy, hear, others,
                 letters_part(v, person, kind, id, versions, moves, kinds), moves_part(v, person, e, moves),
                 into_mailing, due, about_it(v, kind, e, html::join(mends, " · ")), ground(v, e));
  return site.page(std::move(f));
}

Result<Response> take_move(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  TRY(auto pass, v.org->gate->step(v.actor, person, place.service, place.kind));
  // A step with questions has a page of its own: without them it would empty what they ask.
  const auto* move = v.charter().at(place.kind).find_move(r.form.get("move"));
  if (!move || move->asks_anything()) return not_found();
  const auto based_on = version_in(r.form.get("based-on"));
  TRY([[maybe_unused]] const auto moved, v.org->entries->move(v.actor, pass, person, id, based_on,
                                                              r.form.get("move"), r.form.trimmed("reason")));
  return site.done(r, asked.path(), now_words(v.charter().at(place.kind), *move));
}

/// A step of the address, and what it is a step of.
struct Step {
  PersonId person;
  EntryId id;
  record::Entries::Place place;
  const charter::Kind* kind;
  const charter::Move* move;
  Pass pass;
};
Result<Step> step_of(const Visit& v, const Request& r) {
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  const auto* move = kind.find_move(r.param("move"));
  if (!move || !move->asks_anything()) return not_found();
  TRY(auto pass, v.org->gate->step(v.actor, person, place.service, place.kind));
  return Step{person, id, place, &kind, move, std::move(pass)};
}

/// The letter that goes out with a step: offered before it is taken, since what the step asks is when that
/// went.
struct StepLetter {
  Html offer;
  std::optional<charter::Date> went;  // the newest of its kind, kept since the entry was written
};
Result<StepLetter> letter_of(const Visit& v, const Pass& pass, const Step& s, const record::Entry& e) {
  StepLetter out;
  const auto* t = v.charter().find_letter(s.move->letter);
  const auto kept_as = t ? v.charter().find_kind(t->kept_as) : std::nullopt;
  if (!kept_as) return out;
  TRY(const auto kinds, v.org->gate->writable(v.actor, s.person));
  if (!may_keep(v, *t, kinds)) return out;
  out.offer = html::paragraph(
      html::frag("Write the letter first, if it is not written yet: ",
                 html::link(entry_url(v, s.person, s.id) + "/letters/" + t->code, t->name), "."));
  TRY(const auto letters, v.org->entries->newest_of(pass, s.person, {*kept_as}));
  for (const auto& x : letters)
    if (x.written.ms >= e.written.ms) out.went = today(x.happened);
  return out;
}

/// A day that the step asks for and that cannot be to come is that of the letter, or else today.
void days_begin(const charter::Kind& asked, const charter::Move& move, charter::Date day,
                charter::Values& values) {
  for (const auto& f : asked.fields)
    if (f.type == charter::FieldType::Date && f.past_only && !values.contains(f.code) &&
        std::ranges::find(move.asks, f.code) != move.asks.end())
      values[f.code] = iso_date(day);
}

Result<Response> step_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, step_of(v, r));
  TRY(auto pass, look_at(v, s.person, *s.kind, s.id.text(), s.kind->categories()));
  TRY(const auto e, v.org->entries->entry(pass, s.person, s.id));
  if (auto may = v.org->entries->may_take(v.actor, e, *s.move); !may && !v.state->sent)
    return may.error().code == Code::NotAllowed
               ? refuse_here(v, pass, s.person, s.kind->code, s.id.text(), may.error())
               : tl::unexpected<Error>(may.error());
  TRY(auto f, person_frame(site, r, pass, s.person, s.move->name, ""));
  const SentForm form(v, step_url(v, s.person, s.id, *s.move));
  const auto asked = s.kind->at_step(*s.move);
  charter::Values there;
  for (const auto& q : asked.fields)
    if (const auto* x = e.values.if_contains(q.code)) there[q.code] = *x;
  TRY(const auto letter, letter_of(v, pass, s, e));
  days_begin(asked, *s.move, letter.went.value_or(site.today()), there);
  Html inside = kind_fields(v, {&asked, v.charter().kind_use(s.place.service, s.place.kind),
                                v.charter().at(s.place.service).home_based, s.pass.may_write(),
                                charter::to_raw(asked, there), &form, true, s.person, s.place.service});
  if (s.move->needs_reason) inside += form.textarea({.name = "_reason", .label = "Why?", .rows = 3});
  inside += html::frag(
      form.version("_based-on", e.version),
      html::button_row({html::button({s.move->name}),
                        html::button_link(entry_url(v, s.person, s.id), "Cancel", html::Look::Quiet)}));
  f.heading = s.move->name;
  f.caption = entry_title(v.charter(), e);
  f.narrow = true;
  // Who decides reads what they decide about, without losing what they have typed.
  f.main = html::frag(html::details("Read it again", show_values(v, *s.kind, e.values, e.held_back, s.person,
                                                                 person_url(v, s.person, "/files"))),
                      right_words_part(v.charter(), *s.kind, e, {s.move}), letter.offer, form.form(inside));
  return site.page(std::move(f));
}

Result<Response> take_step(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, step_of(v, r));
  const auto asked = s.kind->at_step(*s.move);
  auto checked =
      charter::check_form(asked, v.charter().kind_use(s.place.service, s.place.kind),
                          v.charter().at(s.place.service).home_based, answers_of(r.form), site.clock().now());
  auto problems = problems_of(asked, s.pass.may_write(), checked);
  if (s.move->needs_reason && r.form.trimmed("_reason").empty()) problems.push_back({"_reason", "Say why"});
  if (!problems.empty()) return invalid(std::move(problems));
  const auto based_on = version_in(r.form.get("_based-on"));
  TRY([[maybe_unused]] const auto moved,
      v.org->entries->move(v.actor, s.pass, s.person, s.id, based_on, s.move->code, r.form.trimmed("_reason"),
                           checked.values));
  auto words = now_words(*s.kind, *s.move);
  if (const auto* t = v.charter().find_letter(s.move->letter)) {
    TRY(const auto kinds, v.org->gate->writable(v.actor, s.person));
    if (may_keep(v, *t, kinds)) words += " The letter that goes with it is offered on this page.";
  }
  return site.done(r, "/people/" + s.person.text() + "/entries/" + s.id.text(), std::move(words));
}

Result<Response> file_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto id = FileId::parse(r.param("file"));
  if (!id) return not_found();
  TRY(auto pass, v.state->looks.at(person, gate::Thing::File, id->text(), all_categories()));
  (void)site;
  auto content = v.org->files->get(pass, person, *id);
  if (content)
    return Response::download(content->info.name, content->info.type, std::string(as_text(content->bytes)));
  if (content.error().code != Code::NotFound) return tl::unexpected<Error>(content.error());
  return refuse_here(v, pass, person, "file", id->text(),
                     not_allowed("There is no such file in this record, or it is not for you to see.",
                                 v.actor.posts.empty() ? v.charter().access_clause
                                                       : v.charter().at(v.actor.posts[0].role).clause)
                         .value());
}

}  // namespace

void add_writing_pages(PageTable& t);  // writing.cc

void add_entry_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "person");
  t.get("/people/{person}/entries/{entry}", "entry", entry_page);
  t.post("/people/{person}/entries/{entry}/move", "entry.move", {"entry"}, take_move);
  t.get("/people/{person}/entries/{entry}/step/{move}", "entry.step", step_page);
  t.post("/people/{person}/entries/{entry}/step/{move}", "entry.step.post", {"entry.step"}, take_step);
  t.get("/people/{person}/files/{file}", "entry.file", file_page);
  add_writing_pages(t);
  add_misfiled_pages(t);
  add_disputing_pages(t);
  add_to_hear_pages(t);
  add_with_others_pages(t);
  add_visit_pages(t);
  add_mailing_pages(t);
  add_destruction_pages(t);
  add_sending_pages(t);
  add_transfer_pages(t);
  add_pack_pages(t);
}

}  // namespace candour::web
