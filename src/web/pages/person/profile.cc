// A person's details: what is known, what it said before, changing and correcting it, and death, recorded
// with care.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/consent_terms.h"
#include "charter/requests.h"
#include "charter/reviews.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/disputing.h"
#include "web/pages/parts/asked_dates.h"
#include "web/pages/parts/kind_form.h"
#include "web/pages/person/door.h"
#include "web/pages/person/joining.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

const charter::Kind& profile_kind(const Visit& v) {
  return v.charter().kinds.front();
}

Html versions_list(const Visit& v, PersonId person, const std::vector<people::ProfileVersion>& versions) {
  std::vector<Html> items;
  for (const auto& x : versions)
    items.push_back(
        html::frag(html::link(person_url(v, person, "/profile?version=" + std::to_string(x.version)),
                              "Version " + std::to_string(x.version)),
                   ", ",
                   x.why == "correction" ? "corrected"
                   : x.why == "merge"    ? "joined with another record’s"
                   : x.why == "unmerge"  ? "put back when records were parted"
                   : x.version == 1      ? "first written"
                                         : "changed",
                   " by ", v.staff->name(x.by), ", ", date_time_words(x.at)));
  return html::details("What it said before", html::bullets(items));
}

/// Where a yes or no to a purpose is written down: the first kind that records consent, for whoever writes
/// it.
const charter::Kind* consent_kind(const charter::Charter& c, const std::vector<gate::Gate::Writable>& kinds) {
  for (const auto& w : kinds)
    if (c.at(w.kind).records_consent) return &c.at(w.kind);
  return nullptr;
}

/// What the reader may do about consents: write the form of one, take one back.
struct MayConsent {
  const charter::Kind* form = nullptr;
  bool take_back = false;
  UnixMs now;
};

Html consent_state(const Visit& v, PersonId person, const gate::ConsentFlag* yes, bool opens) {
  if (!yes) return html::text("No. ");
  std::string words = "Yes, since " + date_time_words(yes->since);
  if (yes->until) words += ", until " + date_words(add_days(today(*yes->until), -1));
  Html form;
  if (yes->entry && opens) form = html::frag(html::link(entry_url(v, person, *yes->entry), "The form"), ". ");
  return html::frag(words + ". ", form);
}

Html consents_part(const Visit& v, PersonId person, const std::vector<gate::ConsentFlag>& flags,
                   const MayConsent& may) {
  html::SummaryList list;
  for (const auto& p : charter::rests_on_consent(v.charter())) {
    const auto live = std::find_if(flags.begin(), flags.end(), [&](const auto& f) {
      return f.code == p.code && !f.objection && f.live(may.now);
    });
    const bool yes = live != flags.end();
    Html act;
    if (yes && may.take_back)
      act = html::act(person_url(v, person, "/consents/withdraw"), v.session.csrf,
                      {.words = "They withdraw it", .look = html::Look::Quiet, .about = p.name},
                      {{"purpose", p.code}});
    if (!yes && may.form)
      act = html::link(person_url(v, person, "/write/" + may.form->code + "?purpose=" + p.code),
                       "Write down what they say", p.name);
    list.rows.push_back(
        {p.name, html::frag(consent_state(v, person, yes ? &*live : nullptr, may.form != nullptr), act), {}});
  }
  if (list.rows.empty()) return {};
  return html::frag(html::heading(2, "What rests on consent alone", "m"),
                    html::paragraph("Nothing is done for these purposes unless the person says yes. "
                                    "Saying no changes nothing else about their support."),
                    html::summary_list(list));
}

/// When the details were last found right, where the notice promises to ask; with the button for it.
Result<Html> check_part(const Visit& v, const Pass& pass, PersonId person, bool may_write) {
  if (!charter::details_clock(v.charter())) return Html{};
  TRY(const auto check, v.org->work->details_check(pass, person));
  Html words =
      html::text(check.last ? "Contact details were last found right on " + date_words(*check.last) + "."
                            : std::string("Nobody has said yet that the contact details are right."));
  if (!check.next) return html::paragraph(words);
  words += html::text(" It is asked again by " + date_words(*check.next) + ".");
  if (!may_write) return html::paragraph(words);
  return html::inset(
      html::frag(html::paragraph(words),
                 html::paragraph(
                     "Ask them whether how we reach them, and whom to call, are still right. If something is "
                     "not, change it; that counts as well."),
                 html::act(person_url(v, person, "/profile/still-right"), v.session.csrf,
                           {.words = "Still right, asked today", .look = html::Look::Second})));
}

Result<Response> profile_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto pass, look_at(v, person, gate::Thing::Details, {},
                         profile_kind(v).categories() | charter::told_in_requests(v.charter())));
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  const bool may_write =
      std::ranges::any_of(kinds, [&](const auto& w) { return w.kind == profile_kind(v).ix; });
  TRY(const auto may_mark, v.org->gate->may_act(v.actor, person, Duty::MarkDeath));
  const auto version = version_in(r.query.get("version"));
  TRY(auto p,
      version ? v.org->people->profile_at(pass, person, version) : v.org->people->profile(pass, person));
  TRY(auto versions, v.org->people->versions(pass, person));
  TRY(auto flags, v.org->consents->list(pass, person));
  TRY(auto f, person_frame(site, r, pass, person, "Details", "profile"));
  f.heading = version ? "Details, as they stood in version " + std::to_string(version) : "Details";
  if (version)
    f.main = html::inset(
        html::paragraph(html::link(person_url(v, person, "/profile"), "Show the details as they are now")));
  else if (may_write)
    f.main = html::button_row({html::button_link(person_url(v, person, "/profile/edit"), "Change details"),
                               own_door_link(v, person),
                               html::button_link(person_url(v, person, "/profile/edit?correct=yes"),
                                                 "Correct a mistake", html::Look::Second)});
  TRY(const auto disputed, disputed_of(v, pass, person, pass.stays(person).raw));
  f.main += disputed_banner(v, person, profile_kind(v), disputed, pass.stays(person).raw);
  f.main += show_values(v, profile_kind(v), p.values, p.held_back, person, person_url(v, person, "/files"));
  f.main += html::frag(
      html::hint_line("Last changed by " + v.staff->name(p.changed_by) + ", " + date_time_words(p.changed)),
      versions_list(v, person, versions),
      consents_part(v, person, flags, {consent_kind(v.charter(), kinds), may_write, site.clock().now()}));
  if (!version) {
    TRY(const auto check, check_part(v, pass, person, may_write));
    f.main += check;
    if (const auto link =
            disputing_link(v, person, person_url(v, person, "/profile"), profile_kind(v), kinds);
        !link.empty())
      f.main += html::paragraph(link);
    TRY(auto records, joined_card(v, pass, person));
    f.main += records;
  }
  if (!may_mark.empty() && !version)
    f.main += html::paragraph(
        html::link(person_url(v, person, "/death"),
                   p.died ? "Change the record of their death" : "Record that they have died"));
  return site.page(std::move(f));
}

struct Editing {
  Pass pass;
  ServiceIx service{};
};

/// The right to write the profile comes through a service that the person is in, or is to come to.
Result<Editing> editing(const Visit& v, PersonId person) {
  TRY(auto pass, v.org->gate->write_about(v.actor, person, profile_kind(v).ix));
  const auto service = pass.service();
  return Editing{std::move(pass), service};
}

Result<Response> edit_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto e, editing(v, person));
  TRY(auto p, v.org->people->profile(e.pass, person));
  v.state->looks.also(e.pass);
  TRY(auto pass, look_at(v, person, gate::Thing::Details, {}, {}));
  const SentForm form(v, person_url(v, person, "/profile/edit"));
  const bool correcting = form.value("_correct", r.query.get("correct")) == "yes";
  TRY(auto f,
      person_frame(site, r, pass, person, correcting ? "Correct details" : "Change details", "profile"));
  f.heading = correcting ? "Correct a mistake" : "Change details";
  f.narrow = true;
  const KindForm questions{&profile_kind(v),
                           v.charter().kind_use(e.service, profile_kind(v).ix),
                           v.charter().at(e.service).home_based,
                           e.pass.may_write(),
                           charter::to_raw(profile_kind(v), p.values),
                           &form,
                           true};
  f.main = html::frag(
      html::paragraph(correcting ? "The old words are kept and marked as a mistake."
                                 : "What was right before is kept as history."),
      form.form(html::frag(
          kind_fields(v, questions), form.version("_based-on", p.version),
          html::hidden("_correct", correcting ? "yes" : "no"),
          html::button_row({html::button({"Save"}), html::button_link(person_url(v, person, "/profile"),
                                                                      "Cancel", html::Look::Second)}))));
  return site.page(std::move(f));
}

/// Two people changed the same details: both versions, nothing lost; where only the other one changed an
/// answer, theirs stands in the form.
Status both_versions(const Visit& v, const Request& r, const Editing& e, const charter::RawAnswers& mine,
                     std::uint32_t based_on, charter::Date today) {
  const PersonId person = person_of(r);
  const auto& kind = profile_kind(v);
  TRY(auto now, v.org->people->profile(e.pass, person));
  TRY(auto began, v.org->people->profile_at(e.pass, person, based_on));
  const auto merged =
      merged_answers(kind, charter::to_raw(kind, began.values), charter::to_raw(kind, now.values), mine);
  const auto values = charter::check_form(kind, v.charter().kind_use(e.service, kind.ix),
                                          v.charter().at(e.service).home_based, merged, today)
                          .values;
  const std::string who = v.staff->name(now.changed_by);
  http::Fields typed{{"_correct", r.form.get("_correct")}};
  for (const auto& [name, value] : merged) typed.add(name, value);
  say_both_versions(v, both_versions_words(kind, now.values, values, who, date_time_words(now.changed)),
                    std::move(typed));
  return {};
}

Result<Response> take_edit(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto e, editing(v, person));
  const auto raw = answers_of(r.form);
  const auto& kind = profile_kind(v);
  const auto based_on = version_in(r.form.get("_based-on"));
  const auto checked = charter::check_form(kind, v.charter().kind_use(e.service, kind.ix),
                                           v.charter().at(e.service).home_based, raw, site.clock().now());
  if (auto problems = problems_of(kind, e.pass.may_write(), checked); !problems.empty())
    return invalid(std::move(problems));
  auto version =
      v.org->people->change(e.pass, person, based_on, checked.values, r.form.get("_correct") == "yes");
  if (version) return site.done(r, "/people/" + person.text() + "/profile", "Saved.");
  if (version.error().code == Code::Conflict) CHECK_OK(both_versions(v, r, e, raw, based_on, site.today()));
  return tl::unexpected<Error>(version.error());
}

Result<Response> details_still_right(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(const auto e, editing(v, person));
  TRY(const auto next, v.org->work->details_right(e.pass, person));
  return site.done(r, "/people/" + person.text() + "/profile",
                   "Found right today. It is asked again by " + long_date(next) + ".");
}

Result<Response> death_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto pass, look_at(v, person, gate::Thing::Death, {}, {}));
  TRY(auto p, v.org->people->profile(pass.only(name_categories(v.charter())), person));
  TRY(auto f, person_frame(site, r, pass, person, "Record a death", "profile"));
  f.heading = "Record a death";
  f.narrow = true;
  const SentForm form(v, person_url(v, person, "/death"));
  f.main = html::frag(
      html::paragraph(
          "The record stays, and says so first on every page. Reviews and reminders stop. Nobody is "
          "written to by mistake."),
      form.form(html::frag(form.date_input({.name = "died", .label = "When did they die?"}),
                           html::button({"Record it"}))));
  if (p.died)
    f.main +=
        html::act(person_url(v, person, "/death"), v.session.csrf,
                  {.words = "It was recorded by mistake", .look = html::Look::Danger}, {{"undo", "yes"}});
  return site.page(std::move(f));
}

Result<Response> take_death(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const bool undo = r.form.get("undo") == "yes";
  constexpr std::string_view kWhen =
      "Enter the day they died, as day, month and year. It cannot be in the future.";
  auto on = site.today();
  if (!undo) {
    TRY(on, sent_date(r.form, "died", kWhen));
  }
  if (on > site.today()) return invalid("died", std::string(kWhen));
  TRY(auto pass, v.org->gate->act_about(v.actor, person, Duty::MarkDeath));
  CHECK_OK(v.org->people->record_death(pass, person, on, undo));
  return site.done(r, "/people/" + person.text() + "/profile", undo ? "Taken back." : "Recorded.");
}

Result<Response> take_back(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto to = charter::agreed_to(v.charter(), r.form.get("purpose"));
  if (!to) return not_found();
  TRY(auto e, editing(v, person));
  CHECK_OK(v.org->entries->take_back_consent(e.pass, person, to->code));
  return site.done(r, "/people/" + person.text() + "/profile", "Withdrawn. It counts at once.");
}

}  // namespace

void add_profile_pages(PageTable& t) {
  t.get("/people/{person}/profile", "person.profile", profile_page);
  t.get("/people/{person}/profile/edit", "person.profile.edit", edit_page);
  t.post("/people/{person}/profile/edit", "person.profile.edit.post", {"person.profile.edit"}, take_edit);
  t.post("/people/{person}/profile/still-right", "person.details.still_right", {"person.profile"},
         details_still_right);
  t.get("/people/{person}/death", "person.death", death_page);
  add_door_pages(t);
  t.post("/people/{person}/death", "person.death.post", {"person.death"}, take_death);
  t.post("/people/{person}/consents/withdraw", "person.consent.withdraw", {"person.profile"}, take_back);
}

}  // namespace candour::web
