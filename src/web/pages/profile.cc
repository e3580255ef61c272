// A person's details: what is known, what it said before, changing and correcting it, and death, recorded
// with care.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "web/pages/kind_form.h"
#include "web/pages/person_parts.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

const charter::Kind& profile_kind(const Visit& v) { return v.charter().kinds.front(); }

Html versions_list(const Visit& v, PersonId person, const std::vector<people::ProfileVersion>& versions) {
  std::vector<Html> items;
  for (const auto& x : versions)
    items.push_back(html::frag(html::link(person_url(v, person, "/profile?version=" + std::to_string(x.version)),
                                          "Version " + std::to_string(x.version)),
                               ", ", x.why == "correction" ? "corrected" : x.version == 1 ? "first written" : "changed",
                               " by ", v.staff->name(x.by), ", ", date_time_words(x.at)));
  return html::details("What it said before", html::bullets(items));
}

Html consents_part(const Visit& v, PersonId person, const std::vector<gate::ConsentFlag>& flags) {
  html::SummaryList list;
  for (std::size_t i = 0; i < v.charter().purposes.size(); ++i) {
    const auto& p = v.charter().purposes[i];
    if (!p.needs_consent()) continue;
    const auto live = std::find_if(flags.begin(), flags.end(), [&](const auto& f) {
      return f.purpose == static_cast<PurposeIx>(i) && !f.objection && !f.withdrawn;
    });
    const bool yes = live != flags.end();
    const Html state = html::frag(
        html::text(yes ? "Yes, since " + date_time_words(live->since) + " " : "No. "),
        html::act(person_url(v, person, yes ? "/consents/withdraw" : "/consents/give"), v.session.csrf,
                  {.words = yes ? "They withdraw it" : "They say yes", .look = html::Look::Quiet, .about = p.name},
                  {{"purpose", p.code}}));
    list.rows.push_back({p.name, state, {}});
  }
  if (list.rows.empty()) return {};
  return html::frag(html::heading(2, "What rests on consent alone", "m"),
                    html::paragraph("Nothing is done for these purposes unless the person says yes. "
                                    "Saying no changes nothing else about their support."),
                    html::summary_list(list));
}

Result<Response> profile_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto pass, look_at(v, person, "profile", {}, all_categories()));
  const auto version = static_cast<std::uint32_t>(std::strtoul(r.query.get("version", "0").c_str(), nullptr, 10));
  TRY(auto p, version ? v.org->people->profile_at(pass, person, version) : v.org->people->profile(pass, person));
  TRY(auto versions, v.org->people->versions(pass, person));
  TRY(auto flags, v.org->consents->list(pass, person));
  TRY(auto f, person_frame(site, r, pass, person, "Details", "profile"));
  f.heading = version ? "Details, as they stood in version " + std::to_string(version) : "Details";
  if (version)
    f.main = html::inset(html::paragraph(html::link(person_url(v, person, "/profile"), "Show the details as they are now")));
  else
    f.main = html::button_row({html::button_link(person_url(v, person, "/profile/edit"), "Change details"),
                               html::button_link(person_url(v, person, "/profile/edit?correct=yes"),
                                                 "Correct a mistake", html::Look::Second)});
  f.main += show_values(v, profile_kind(v), p.values, p.held_back, person, person_url(v, person, "/files"));
  f.main += html::frag(html::hint_line("Last changed by " + v.staff->name(p.changed_by) + ", " +
                                       date_time_words(p.changed)),
                       versions_list(v, person, versions), consents_part(v, person, flags));
  if (v.has(Duty::MarkDeath) && !version)
    f.main += html::paragraph(html::link(person_url(v, person, "/death"),
                                         p.died ? "Change the record of their death" : "Record that they have died"));
  return site.page(std::move(f));
}

struct Editing {
  Pass pass;
  ServiceIx service{};
};

/// The right to write the profile comes through a service that the person is in.
Result<Editing> editing(const Visit& v, PersonId person) {
  TRY(auto look, look_at(v, person, "profile-edit", {}, all_categories()));
  TRY(auto enrolments, v.org->journeys->enrolments(look, person));
  auto service = service_for(v, enrolments, profile_kind(v).ix);
  if (!service) {
    TRY(auto referrals, v.org->journeys->referrals(look, person));
    for (const auto& x : referrals)
      if (x.state == people::ReferralState::New || x.state == people::ReferralState::Waiting) service = x.service;
  }
  if (!service)
    return refuse_here(
        v, look, person, "profile", "write",
        not_allowed("Details are changed by staff of a service that the person is in.", v.charter().access_clause)
            .value());
  TRY(auto pass, v.org->gate->write(v.actor, person, *service, profile_kind(v).ix));
  return Editing{std::move(pass), *service};
}

Html edit_form(const Visit& v, PersonId person, const Editing& e, const charter::RawAnswers& answers,
               std::uint32_t based_on, bool correcting, const html::Problems& problems) {
  KindForm form{&profile_kind(v), v.charter().kind_use(e.service, profile_kind(v).ix),
                v.charter().at(e.service).home_based, e.pass.may_write(), answers, problems, true};
  return html::form(
      {.action = person_url(v, person, "/profile/edit"), .csrf = v.session.csrf},
      html::frag(kind_fields(v, form), html::hidden("_based-on", std::to_string(based_on)),
                 html::hidden("_correct", correcting ? "yes" : "no"),
                 html::button_row({html::button({"Save"}),
                                   html::button_link(person_url(v, person, "/profile"), "Cancel", html::Look::Second)})));
}

Result<Response> edit_page(const Site& site, const Request& r, const Editing& e, const charter::RawAnswers& answers,
                           std::uint32_t based_on, bool correcting, const html::Problems& problems) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto pass, look_at(v, person, "profile-edit", {}, all_categories()));
  TRY(auto f, person_frame(site, r, pass, person, correcting ? "Correct details" : "Change details", "profile"));
  f.heading = correcting ? "Correct a mistake" : "Change details";
  f.narrow = true;
  f.has_errors = problems.any();
  f.main = html::frag(html::error_summary(problems),
                      html::paragraph(correcting ? "The old words are kept and marked as a mistake."
                                                 : "What was right before is kept as history."),
                      edit_form(v, person, e, answers, based_on, correcting, problems));
  return site.page(std::move(f), problems.any() ? 422 : 200);
}

Result<Response> show_edit(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(auto e, editing(v, person_of(r)));
  TRY(auto p, v.org->people->profile(e.pass, person_of(r)));
  return edit_page(site, r, e, charter::to_raw(profile_kind(v), p.values), p.version,
                   r.query.get("correct") == "yes", {});
}

/// Two people changed the same details: both versions side by side, nothing lost.
Result<Response> conflict_page(const Site& site, const Request& r, const Editing& e, const charter::RawAnswers& mine,
                               const charter::Values& my_values) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto now, v.org->people->profile(e.pass, person));
  TRY(auto pass, look_at(v, person, "profile-edit", {}, all_categories()));
  TRY(auto f, person_frame(site, r, pass, person, "Somebody else changed this too", "profile"));
  f.heading = "Somebody else changed this too";
  f.main = html::frag(
      html::paragraph(v.staff->name(now.changed_by) + " saved these details on " + date_time_words(now.changed) +
                      ". Look at what differs; the form below holds your words. Save again to put yours in place."),
      what_differs(profile_kind(v), now.values, my_values, v.staff->name(now.changed_by)));
  f.main += edit_form(v, person, e, mine, now.version, r.form.get("_correct") == "yes", {});
  return site.page(std::move(f), 409);
}

Result<Response> take_edit(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto e, editing(v, person));
  const auto raw = answers_of(r.form);
  const auto& kind = profile_kind(v);
  const auto based_on = static_cast<std::uint32_t>(std::strtoul(r.form.get("_based-on", "0").c_str(), nullptr, 10));
  const bool correcting = r.form.get("_correct") == "yes";
  const auto checked = charter::check_form(kind, v.charter().kind_use(e.service, kind.ix),
                                           v.charter().at(e.service).home_based, raw, site.today());
  // What this writer cannot write is not asked of them, so it cannot be missing.
  std::vector<FieldProblem> problems;
  for (const auto& p : checked.problems) {
    const auto* f = kind.find_field(p.field);
    if (!f || e.pass.may_write().has(f->category)) problems.push_back(p);
  }
  if (!problems.empty()) return edit_page(site, r, e, raw, based_on, correcting, problems);
  auto version = v.org->people->change(e.pass, person, based_on, checked.values, correcting);
  if (version) return site.done(r, "/people/" + person.text() + "/profile", "Saved.");
  if (version.error().code == Code::Conflict) return conflict_page(site, r, e, raw, checked.values);
  if (version.error().code == Code::Invalid)
    return edit_page(site, r, e, raw, based_on, correcting, html::Problems(version.error()));
  return tl::unexpected<Error>(version.error());
}

Result<Response> death_page(const Site& site, const Request& r, const html::Problems& problems) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto pass, look_at(v, person, "profile", {}, all_categories()));
  TRY(auto p, v.org->people->profile(pass, person));
  TRY(auto f, person_frame(site, r, pass, person, "Record a death", "profile"));
  f.heading = "Record a death";
  f.narrow = true;
  f.has_errors = problems.any();
  f.main = html::frag(
      html::error_summary(problems),
      html::paragraph("The record stays, and says so first on every page. Reviews and reminders stop. Nobody is "
                      "written to by mistake."),
      html::form({.action = person_url(v, person, "/death"), .csrf = v.session.csrf},
                 html::frag(html::date_input({.name = "died", .label = "When did they die?",
                                              .day = r.form.get("died-day"), .month = r.form.get("died-month"),
                                              .year = r.form.get("died-year"), .error = problems.of("died")}),
                            html::button({"Record it"}))));
  if (p.died)
    f.main += html::act(person_url(v, person, "/death"), v.session.csrf,
                        {.words = "It was recorded by mistake", .look = html::Look::Danger}, {{"undo", "yes"}});
  return site.page(std::move(f), problems.any() ? 422 : 200);
}

Result<Response> take_death(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const bool undo = r.form.get("undo") == "yes";
  auto on = parse_date_parts(r.form.get("died-day"), r.form.get("died-month"), r.form.get("died-year"));
  if (!undo && (!on || *on > site.today()))
    return death_page(site, r, std::vector<FieldProblem>{{"died", "Enter the day they died, as day, month and year. It cannot be in the future."}});
  TRY(auto look, look_at(v, person, "profile", {}, all_categories()));
  TRY(auto enrolments, v.org->journeys->enrolments(look, person));
  if (enrolments.empty())
    return refuse_here(v, look, person, "profile", "death",
                       not_allowed("The person is in no service.", v.charter().access_clause).value());
  TRY(auto pass, v.org->gate->act(v.actor, person, enrolments.front().service, Duty::MarkDeath));
  CHECK_OK(v.org->people->record_death(pass, person, undo ? site.today() : *on, undo));
  return site.done(r, "/people/" + person.text() + "/profile", undo ? "Taken back." : "Recorded.");
}

Result<Response> take_consent(const Site& site, const Request& r, bool give) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto purpose = v.charter().find_purpose(r.form.get("purpose"));
  if (!purpose) return not_found();
  TRY(auto e, editing(v, person));
  CHECK_OK(give ? v.org->consents->record_consent(e.pass, person, *purpose)
                : v.org->consents->withdraw_consent(e.pass, person, *purpose));
  return site.done(r, "/people/" + person.text() + "/profile", give ? "Recorded." : "Withdrawn. It counts at once.");
}

}  // namespace

void add_profile_pages(PageTable& t) {
  t.get("/people/{person}/profile", "person.profile", profile_page);
  t.get("/people/{person}/profile/edit", "person.profile.edit", show_edit);
  t.post("/people/{person}/profile/edit", "person.profile.edit.post", take_edit);
  t.get("/people/{person}/death", "person.death", [](const Site& s, const Request& r) { return death_page(s, r, {}); });
  t.post("/people/{person}/death", "person.death.post", take_death);
  t.post("/people/{person}/consents/give", "person.consent.give",
         [](const Site& s, const Request& r) { return take_consent(s, r, true); });
  t.post("/people/{person}/consents/withdraw", "person.consent.withdraw",
         [](const Site& s, const Request& r) { return take_consent(s, r, false); });
}

}  // namespace candour::web
