// Finding people, and adding somebody new with the referral that brings them.
#include <algorithm>

#include "base/calendar.h"
#include "base/text.h"
#include "gate/standing.h"
#include "people/registering.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/asked_dates.h"
#include "web/pages/parts/journey_parts.h"
#include "web/pages/parts/kind_form.h"
#include "web/pages/parts/names.h"
#include "web/pages/person/begun.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kTooOften = 429;
constexpr int kHits = 20;
constexpr int kListed = 50;

/// One's own, to go to and to forget.
Result<Html> saved_lists(const Visit& v) {
  TRY(const auto lists, v.org->saved_lists->mine(v.actor.id));
  if (lists.empty()) return Html{};
  html::Table t;
  t.caption = "Your lists";
  t.columns = {{"List", false, true}, {"Forget", false, false, true}};
  for (const auto& l : lists)
    t.rows.push_back({html::link(v.url("/people/list" + l.query), l.name),
                      html::act(v.url("/people/list/forget"), v.session.csrf,
                                {.words = "Forget this list", .look = html::Look::Quiet, .about = l.name},
                                {{"list", l.id.text()}})});
  return h("div", {{"class", "candour-saved"}}, html::table(t));
}

Html add_button(const Visit& v, html::Look look = html::Look::Main) {
  if (!v.has(Duty::AddPerson)) return {};
  return html::button_link(v.url("/people/new"), "Add somebody new", look);
}

Html search_form(const Visit& v, std::string_view typed) {
  return html::form(
      {.action = v.url("/search"), .csrf = {}, .get = true, .id = "find"},
      html::frag(html::text_input({.name = "q",
                                   .label = "Find somebody",
                                   .value = std::string(typed),
                                   .hint = "Name as it sounds, birth date, reference, NHS number, "
                                           "postcode or phone",
                                   .width = 30,
                                   .type = "search",
                                   .autocomplete = "off",
                                   .spellcheck = false}),
                 html::button({"Find"})));
}

Result<Response> people_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto after = PersonId::parse(r.query.get("after"));
  TRY(auto list, v.org->journeys->caseload(v.actor, after, kListed));
  std::vector<PersonId> ids;
  std::map<PersonId, std::string> where;
  for (const auto& e : list) {
    if (ids.empty() || ids.back() != e.person) ids.push_back(e.person);
    auto& w = where[e.person];
    w += (w.empty() ? "" : ", ") + v.charter().at(e.service).name;
  }
  std::vector<html::PersonLine> lines;
  if (!ids.empty()) {
    TRY(auto reach, v.state->looks.at_many(ids, gate::Thing::Caseload, {}, name_categories(v.charter())));
    TRY(auto profiles, v.org->people->profiles(reach, ids));
    for (const auto& p : profiles) lines.push_back(person_line(v, p, site.today(), where[p.id]));
  }
  const bool more = static_cast<int>(list.size()) == kListed;
  TRY(const auto saved, saved_lists(v));
  auto f = site.frame(r, "People", "people");
  f.heading = "People";
  f.main = html::frag(
      search_form(v, {}),
      html::button_row(
          {add_button(v), html::button_link(v.url("/people/list"), "List of people", html::Look::Second)}),
      saved, html::heading(2, "On your caseload", "m"),
      lines.empty() ? html::empty_state("Nobody is on your caseload",
                                        "Find somebody above. Who can open a record is decided by "
                                        "your role and the person's service.")
                    : html::person_lines(lines),
      html::pagination(after ? v.url("/people") : std::string{},
                       more ? v.url("/people?after=" + list.back().person.text()) : std::string{}, "First",
                       "More"));
  return site.page(std::move(f));
}

Html hit_lines(const Visit& v, const std::vector<people::Hit>& hits, charter::Date today) {
  std::vector<html::PersonLine> lines;
  for (const auto& hit : hits) {
    if (hit.in_reach) lines.push_back(person_line(v, hit.profile, today, "found by " + hit.matched_by));
  }
  return lines.empty() ? Html{} : html::frag(html::heading(2, "Found", "m"), html::person_lines(lines));
}

/// Out of reach there are no lines, only these words, whoever it may be and however many.
Html may_be_known(const Visit& v, const std::vector<people::Hit>& hits) {
  const auto it = std::ranges::find_if(hits, [](const people::Hit& h) { return !h.in_reach; });
  if (it == hits.end()) return {};
  const bool may_ask = std::ranges::any_of(
      v.actor.posts, [&](const gate::Post& p) { return !v.charter().at(p.role).reasoned.empty(); });
  return html::frag(html::inset(html::paragraph(it->ask)), html::when(may_ask && !it->id.is_nil(), [&] {
                      return html::button_link(v.url("/people/" + it->id.text() + "/ask"),
                                               "Ask for access with a reason", html::Look::Second);
                    }));
}

Result<Response> search_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const std::string typed = r.query.trimmed("q");
  auto f = site.frame(r, "Find somebody", "people");
  f.search_words = typed;
  f.heading = "Find somebody";
  f.main = search_form(v, typed);
  if (typed.empty()) return site.page(std::move(f));
  const auto hits = v.org->search->find(v.actor, typed, kHits);
  if (!hits && hits.error().code == Code::TooMuch) {
    f.main += html::warning(hits.error().words.text);
    return site.page(std::move(f), kTooOften);
  }
  if (!hits) return tl::unexpected<Error>(hits.error());
  if (hits->empty())
    f.main += html::empty_state(
        "Nobody found whom you support",
        "Check the spelling, or try the last name alone, the birth date, the postcode or the reference. A name may "
        "be written as it sounds. Of others, nothing is shown here.",
        add_button(v));
  else
    f.main += html::frag(hit_lines(v, *hits, site.today()), may_be_known(v, *hits),
                         add_button(v, html::Look::Second));
  return site.page(std::move(f));
}

// Adding somebody: the service first, since it decides what may be asked.

std::vector<ServiceIx> services_to_add(const Visit& v) {
  std::vector<ServiceIx> x;
  for (std::size_t i = 0; i < v.charter().services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    const bool may = std::any_of(v.actor.posts.begin(), v.actor.posts.end(), [&](const gate::Post& p) {
      return v.charter().at(p.role).has(Duty::AddPerson) && gate::covers(p, s);
    });
    if (may) x.push_back(s);
  }
  return x;
}

Result<Response> choose_service(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto services = services_to_add(v);
  if (services.empty()) CHECK_OK(v.org->gate->may(v.actor, Duty::AddPerson, "add-person"));
  auto f = site.frame(r, "Add somebody new", "people");
  f.heading = "For which service?";
  f.narrow = true;
  std::vector<html::Choice> choices;
  for (auto s : services)
    choices.push_back({v.charter().at(s).code, v.charter().at(s).name, v.charter().at(s).says});
  f.main = html::frag(
      html::paragraph("The service decides what may be asked, and why."),
      html::paragraph(
          html::link(v.url("/import/bundle"), "They bring their information from another organisation")),
      html::form({.action = v.url("/people/new"), .csrf = {}, .get = true},
                 html::frag(html::radios({.name = "service", .legend = "Service", .choices = choices}),
                            html::button({"Go on"}))));
  return site.page(std::move(f));
}

/// When the box may stay empty.
std::string consent_hint(const charter::Charter& c) {
  std::vector<std::string> bodies;
  for (const auto& rule : c.unasked)
    for (const auto& code : rule.from)
      if (const auto* name = charter::body_name(c, code))
        bodies.push_back(inside_sentence(said_of_them(*name)));
  if (bodies.empty()) return "Needed when somebody else refers them";
  return "Needed when somebody else refers them, but not when these do: " + listed(bodies);
}

Html referral_fields(const Visit& v, const SentForm& form, const Begun& begun) {
  return html::frag(
      html::heading(2, "How they come to us", "m"),
      form.select({.name = "_source", .label = "Who refers them?", .choices = referrer_choices(v.charter())}),
      form.text_input({.name = "_source-name",
                       .label = "Name of the person or organisation (if it helps)",
                       .value = begun.of("_source-name"),
                       .width = 30,
                       .autocomplete = "off"}),
      form.text_input({.name = "_source-contact",
                       .label = "How do we reach them?",
                       .value = begun.of("_source-contact"),
                       .hint = "A phone number or an email address",
                       .width = 30,
                       .autocomplete = "off"}),
      form.date_input({.name = "_received",
                       .label = "When did it reach us? (if it was not today)",
                       .day = begun.of("_received-day"),
                       .month = begun.of("_received-month"),
                       .year = begun.of("_received-year")}),
      form.checkbox("_consent", "yes", "The person agreed to being referred", false,
                    consent_hint(v.charter())),
      form.radios({.name = "_urgency",
                   .legend = "How soon?",
                   .choices = {{"routine", "In the ordinary way"}, {"soon", "Soon"}, {"urgent", "Urgent"}},
                   .value = "routine",
                   .in_line = true}),
      form.textarea(
          {.name = "_reason", .label = "Why are they coming?", .value = begun.of("_reason"), .rows = 4}));
}

struct Adding {
  ServiceIx service{};
  PersonId id;
  Pass pass;
};

Result<Adding> adding(const Visit& v, const std::string& service_code, const std::string& kept_id,
                      UnixMs now) {
  const auto service = v.charter().find_service(service_code);
  if (!service) return not_found();
  const PersonId id = PersonId::parse(kept_id).value_or(PersonId::make(now.ms));
  TRY(auto pass, v.org->gate->register_new(v.actor, id, *service));
  return Adding{*service, id, std::move(pass)};
}

Result<Response> new_person_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto& c = v.charter();
  const auto& kind = c.kinds.front();
  const SentForm form(v, v.url("/people/new"));
  const auto service = form.value("_service", r.query.get("service"));
  if (service.empty()) return choose_service(site, r);
  TRY(const auto a, adding(v, service, form.value("_id"), site.clock().now()));
  TRY(const auto begun, begun_from(v, form.value("_begun", r.query.get("from"))));
  auto f = site.frame(r, "Add somebody new", "people");
  f.heading = "Add somebody new";
  f.caption = c.at(a.service).name;
  f.narrow = true;
  const KindForm questions{&kind,
                           c.kind_use(a.service, kind.ix),
                           c.at(a.service).home_based,
                           a.pass.may_write(),
                           begun.answers,
                           &form,
                           true};
  f.main = html::frag(
      html::paragraph("Ask only what is on this form: it is what the notice says about this service."),
      form.form(html::frag(html::heading(2, "About them", "m"), kind_fields(v, questions),
                           referral_fields(v, form, begun), html::hidden("_service", c.at(a.service).code),
                           html::hidden("_begun", begun_text(begun)), html::hidden("_id", a.id.text()),
                           html::button({"Add them"}))));
  return site.page(std::move(f));
}

Html hidden_again(const Request& r) {
  Html x;
  for (const auto& [name, value] : r.form.items())
    if (name != "csrf" && name != "_anyway" && name != "_same") x += html::hidden(name, value);
  return x;
}

Result<Response> duplicates_page(const Site& site, const Request& r,
                                 const std::vector<people::Duplicate>& found) {
  const Visit& v = Site::visit(r);
  std::vector<html::PersonLine> lines;
  Html others;  // out of reach: words only, the same whoever it may be
  for (const auto& d : found) {
    if (!d.hit.in_reach) {
      others = html::inset(html::paragraph(d.hit.ask));
      continue;
    }
    html::PersonLine l = person_line(v, d.hit.profile, site.today(), d.why);
    l.tags.emplace_back(d.certain ? "Almost certainly the same" : "May be the same", html::Tint::Bad);
    l.right = html::form({.action = v.url("/people/new"), .csrf = v.session.csrf},
                         html::frag(hidden_again(r), html::hidden("_same", d.hit.id.text()),
                                    html::button({.words = "It is this person",
                                                  .look = html::Look::Second,
                                                  .about = d.hit.profile.name()})));
    lines.push_back(std::move(l));
  }
  // Two whom this one may be: perhaps these are one person themselves.
  std::vector<PersonId> known;
  for (const auto& d : found)
    if (d.hit.in_reach) known.push_back(d.hit.id);
  if (known.size() == 2) {
    TRY(const bool first, v.org->gate->reaches_all(v.actor, known[0]));
    TRY(const bool second, v.org->gate->reaches_all(v.actor, known[1]));
    if (first && second)
      others += html::paragraph(
          html::frag("Are these two records of one person? ",
                     html::link(v.url("/people/" + known[0].text() + "/merge/" + known[1].text()),
                                "Compare and join them")));
  }
  const std::string title = lines.empty() ? "Are they known here already?" : "Is it one of these?";
  auto f = site.frame(r, title, "people");
  f.heading = title;
  f.main = html::frag(
      html::paragraph("Two records of one person are a risk to them. Look before you add another."),
      lines.empty() ? Html{} : html::person_lines(lines), others,
      html::form({.action = v.url("/people/new"), .csrf = v.session.csrf},
                 html::frag(hidden_again(r), html::hidden("_anyway", "yes"),
                            html::button({lines.empty() ? "I have asked: add them"
                                                        : "No, it is somebody else: add them"}))));
  return site.page(std::move(f), 200);
}

Result<people::NewReferral> referral_of(const Site& site, const Request& r, ServiceIx service) {
  people::NewReferral x;
  x.service = service;
  x.source = r.form.get("_source");
  x.source_name = r.form.trimmed("_source-name");
  x.urgency = r.form.get("_urgency", "routine");
  x.consent_to_refer = r.form.get("_consent") == "yes";
  x.source_contact = r.form.trimmed("_source-contact");
  TRY(const auto on, sent_past_date(r.form, "_received", site.today(),
                                    "Enter the day on which it reached you, as day, month and year."));
  x.received = on == site.today() ? site.clock().now() : start_of_day(on);
  x.reason_words = r.form.trimmed("_reason");
  return x;
}

/// The rooms name their own fields; on this form they are called otherwise.
Error as_named_here(Error e) {
  static const std::map<std::string, std::string> kNames = {
      {"source", "_source"},     {"source-name", "_source-name"},  {"source-contact", "_source-contact"},
      {"received", "_received"}, {"consent-to-refer", "_consent"}, {"words", "_reason"}};
  for (auto& p : e.fields)
    if (const auto here = kNames.find(p.field); here != kNames.end()) p.field = here->second;
  return e;
}

constexpr std::string_view kNotOpenToYou =
    "The service decides now, and you are told what comes of it; the record itself is not open to you.";

/// What came about them from outside goes into their record next.
Result<Response> added(const Site& site, const Request& r, PersonId person, const std::string& path,
                       const std::string& words) {
  const auto begun = begun_from(Site::visit(r), r.form.get("_begun"));
  if (!begun || begun->about.is_nil()) return site.done(r, path, words);
  return site.done(r, begun_path(*begun, person),
                   words + " What came about them belongs into their record now.");
}

/// Somebody known already comes to another service: a referral, no second record.
Result<Response> refer_known(const Site& site, const Request& r, PersonId person, ServiceIx service) {
  const Visit& v = Site::visit(r);
  TRY(auto pass, v.org->gate->act(v.actor, person, service, Duty::Refer));
  TRY(const auto referral, referral_of(site, r, service));
  const auto id = v.org->journeys->refer(pass, referral);
  if (!id) return tl::unexpected<Error>(as_named_here(id.error()));
  const std::string words = "Referred. No second record was made.";
  TRY(const bool reaches, v.org->gate->reaches(v.actor, person));
  if (!reaches) return site.done(r, "/day", words + " " + std::string(kNotOpenToYou));
  return added(site, r, person, "/referrals/" + id->text(), words);
}

Result<Response> take_person(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto& c = v.charter();
  const auto& kind = c.kinds.front();
  const UnixMs now = site.clock().now();
  auto may_add = adding(v, r.form.get("_service"), r.form.get("_id"), now);
  if (!may_add) {
    // The same form sent again, long after: the first made the person, so show them instead of a refusal.
    const auto id = PersonId::parse(r.form.get("_id"));
    if (id && look_at(v, *id, gate::Thing::Record, {}, {}))
      return site.done(r, "/people/" + id->text(), "They were added already.");
    return tl::unexpected<Error>(may_add.error());
  }
  const Adding& a = *may_add;
  if (const auto same = PersonId::parse(r.form.get("_same"))) return refer_known(site, r, *same, a.service);
  const auto checked = charter::check_form(kind, c.kind_use(a.service, kind.ix), c.at(a.service).home_based,
                                           answers_of(r.form), site.clock().now());
  auto problems = problems_of(kind, a.pass.may_write(), checked);
  if (r.form.get("_source").empty()) problems.push_back({"_source", "Choose who refers them."});
  if (!problems.empty()) return invalid(std::move(problems));
  if (r.form.get("_anyway") != "yes") {
    TRY(const auto found, v.org->search->duplicates(v.actor, checked.values));
    if (!found.empty()) return duplicates_page(site, r, found);
  }
  TRY(const auto referral, referral_of(site, r, a.service));
  auto done =
      people::register_person(*v.org->people, *v.org->journeys, a.pass, a.id, checked.values, referral);
  if (!done) return tl::unexpected<Error>(as_named_here(std::move(done.error())));
  const auto words = "Added, with the reference " + done->profile.reference + ".";
  // Who takes people down without supporting them has no way into the record, and needs none.
  TRY(const bool reaches, v.org->gate->reaches(v.actor, a.id));
  if (!reaches) return site.done(r, "/day", words + " " + std::string(kNotOpenToYou));
  return added(site, r, a.id, "/referrals/" + done->referral.text(), words);
}

}  // namespace

void add_people_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "people");
  t.get("/people", "people", people_page);
  t.get("/search", "search", search_page);
  t.get("/people/new", "people.new", new_person_page);
  t.post("/people/new", "people.new.post", {"people.new"}, take_person);
}

}  // namespace candour::web
