// Referrals and the waiting list; deciding; and the services that a person is in: workers, closing, reopening.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "web/pages/person_parts.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kListed = 30;

std::vector<html::Choice> choices_of(std::span<const people::Choice> list) {
  std::vector<html::Choice> x;
  for (const auto& c : list) x.push_back({std::string(c.code), std::string(c.words)});
  return x;
}

std::string words_of(std::span<const people::Choice> list, std::string_view code) {
  for (const auto& c : list)
    if (c.code == code) return std::string(c.words);
  return std::string(code);
}

std::string source_of(const charter::Charter& c, std::string_view code) {
  for (const auto& rec : c.recipients)
    if (rec.code == code) return rec.name;
  return words_of(people::referral_sources(), code);
}

std::vector<html::Choice> team_choices(const Visit& v, ServiceIx service) {
  std::vector<html::Choice> x;
  for (const auto& t : v.staff->teams())
    if (t.service == service) x.push_back({t.id.text(), t.name});
  return x;
}

std::vector<html::Choice> worker_choices(const Visit& v, ServiceIx service) {
  std::vector<html::Choice> x;
  for (const auto& m : v.staff->all()) {
    const bool here = std::any_of(m.posts.begin(), m.posts.end(), [&](const gate::Post& p) {
      return (!p.service || *p.service == service) && !v.charter().at(p.role).writes.empty();
    });
    if (here && !m.left_at) x.push_back({m.id.text(), m.name});
  }
  return x;
}

// The list

Result<Response> list_page(const Site& site, const Request& r, bool waiting) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::DecideReferral, "referrals"));
  TRY(auto list, v.org->journeys->open_referrals(v.actor, waiting, ReferralId::parse(r.query.get("after")), kListed));
  std::vector<PersonId> ids;
  for (const auto& x : list) ids.push_back(x.person);
  gate::Reachable reach;
  std::map<PersonId, std::string> names;
  if (!ids.empty()) {
    gate::Look look{ledger::Act::View, "referrals", {}, banner_categories(v.charter())};
    TRY(reach, v.org->gate->see_many(v.actor, ids, look));
    TRY(auto profiles, v.org->people->profiles(reach, ids));
    for (const auto& p : profiles) names[p.id] = p.name();
  }
  html::Table t;
  t.caption = waiting ? "On the waiting list, longest first" : "To decide, oldest first";
  t.columns = {{"Who", false, true}, {"Service"}, {"From"}, {"Received"}, {"How soon"}};
  t.when_empty = waiting ? "Nobody waits." : "No referral waits for a decision.";
  for (const auto& x : list) {
    // Taken once by whoever looks, and out of their reach since: no longer theirs to know of.
    const bool gone = std::ranges::find(reach.out_of_reach, x.person) != reach.out_of_reach.end();
    if (gone && x.taken_by == v.actor.id) continue;
    const std::string name = names.contains(x.person) ? names[x.person] : "Name held back";
    t.rows.push_back({html::link(v.url("/referrals/" + x.id.text()), name), html::text(v.charter().at(x.service).name),
                      html::text(source_of(v.charter(), x.source)),
                      html::text(ago_words(candour::today(x.received), site.today())),
                      x.urgency == "urgent" ? html::tag("Urgent", html::Tint::Bad) : html::text(x.urgency)});
  }
  auto f = site.frame(r, waiting ? "Waiting list" : "Referrals", "referrals");
  f.heading = f.title;
  f.below_banner = html::tabs("Referrals", {{"To decide", v.url("/referrals"), !waiting, 0},
                                            {"Waiting list", v.url("/referrals/waiting"), waiting, 0}});
  const bool more = static_cast<int>(list.size()) == kListed;
  const std::string at = waiting ? "/referrals/waiting" : "/referrals";
  f.main = html::frag(v.has(Duty::AddPerson) ? html::button_link(v.url("/people/new"), "Take a referral") : Html{},
                      html::table(t),
                      html::pagination(r.query.has("after") ? v.url(at) : std::string{},
                                       more ? v.url(at + "?after=" + list.back().id.text()) : std::string{}, "First",
                                       "More"));
  return site.page(std::move(f));
}

// One referral

Html decision_forms(const Visit& v, const people::Referral& x, const html::Problems& problems) {
  const std::string at = v.url("/referrals/" + x.id.text());
  const Html version = html::hidden("version", std::to_string(x.version));
  const auto form = [&](std::string act, const Html& inside) {
    return html::form({.action = at + "/" + act, .csrf = v.session.csrf, .id = act}, html::frag(version, inside));
  };
  const Html accept = form(
      "accept", html::frag(html::select({.name = "team", .label = "Team", .choices = team_choices(v, x.service),
                                         .error = problems.of("team")}),
                           html::select({.name = "worker", .label = "Worker", .choices = worker_choices(v, x.service),
                                         .hint = "Can be chosen later", .error = problems.of("worker")}),
                           html::button({"Accept"})));
  const auto other = [&](std::string act, std::string label, std::span<const people::Choice> reasons, html::Button b) {
    return form(act, html::frag(html::select({.name = "reason", .label = std::move(label), .choices = choices_of(reasons),
                                              .error = problems.of(act == "decline" ? "reason" : "")}),
                                html::textarea({.name = "words", .label = "In your words", .rows = 3}), html::button(b)));
  };
  return html::frag(
      html::card("Accept", accept),
      x.state == people::ReferralState::Waiting
          ? Html{}
          : html::details("Put on the waiting list", other("wait", "Why must they wait?", people::waiting_reasons(),
                                                           {"Put on the waiting list", html::Look::Second})),
      html::details("Decline", other("decline", "Why can this service not help?", people::decline_reasons(),
                                     {"Decline", html::Look::Danger})));
}

Html referral_facts(const Visit& v, const people::Referral& x) {
  const auto& c = v.charter();
  html::SummaryList list;
  list.rows = {{"Service", html::text(c.at(x.service).name), {}},
               {"State", html::text(std::string(people::referral_state_words(x.state))), {}},
               {"Referred by", html::text(source_of(c, x.source)), {}},
               {"The person agreed to it", html::text(x.consent_to_refer ? "Yes" : "Not recorded"), {}},
               {"Received", html::text(date_time_words(x.received) + ", taken by " + v.staff->name(x.taken_by)), {}},
               {"How soon", html::text(x.urgency), {}}};
  if (!x.reason_words.empty()) list.rows.push_back({"Why", html::typed_text(x.reason_words), {}});
  if (x.decided) {
    list.rows.push_back({"Decided", html::text(date_time_words(*x.decided) + " by " + v.staff->name(x.decided_by)), {}});
    if (!x.decision_reason.empty()) {
      std::string w = words_of(people::decline_reasons(), x.decision_reason);
      if (w == x.decision_reason) w = words_of(people::waiting_reasons(), x.decision_reason);
      list.rows.push_back({"Reason", html::text(w), {}});
    }
    if (!x.decision_words.empty()) list.rows.push_back({"In their words", html::typed_text(x.decision_words), {}});
  }
  return html::summary_list(list);
}

Result<Response> referral_page(const Site& site, const Request& r, const html::Problems& problems) {
  const Visit& v = Site::visit(r);
  const auto id = ReferralId::parse(r.param("referral"));
  if (!id) return not_found();
  TRY(auto x, v.org->journeys->referral(v.actor, *id));
  TRY(auto pass, look_at(v, x.person, "referral", id->text(), {}));
  TRY(auto f, person_frame(site, r, pass, x.person, "Referral", "services"));
  f.heading = "Referral to " + v.charter().at(x.service).name;
  f.has_errors = problems.any();
  f.main = html::frag(html::error_summary(problems), referral_facts(v, x));
  const bool open = x.state == people::ReferralState::New || x.state == people::ReferralState::Waiting;
  if (open && v.has(Duty::DecideReferral))
    f.main += html::frag(html::heading(2, "Decide", "m"), decision_forms(v, x, problems));
  else if (open)
    f.main += html::inset(html::paragraph("A manager of the service decides on this referral."));
  return site.page(std::move(f), problems.any() ? 422 : 200);
}

std::int64_t version_of(const Request& r) { return std::strtoll(r.form.get("version", "0").c_str(), nullptr, 10); }

Result<Response> decided(const Site& site, const Request& r, const Status& s, std::string path, std::string words) {
  if (s) return site.done(r, std::move(path), std::move(words));
  if (s.error().code == Code::Invalid) return referral_page(site, r, html::Problems(s.error()));
  return tl::unexpected<Error>(s.error());
}

Result<Response> take_decision(const Site& site, const Request& r, std::string_view what) {
  const Visit& v = Site::visit(r);
  const auto id = ReferralId::parse(r.param("referral"));
  if (!id) return not_found();
  auto& j = *v.org->journeys;
  TRY(auto x, j.referral(v.actor, *id));
  if (what == "accept") {
    auto e = j.accept(v.actor, *id, version_of(r), TeamId::parse(r.form.get("team")), StaffId::parse(r.form.get("worker")));
    return decided(site, r, e ? Status{} : Status(tl::unexpected<Error>(e.error())),
                   "/people/" + x.person.text() + "/services", "Accepted. They are in the service now.");
  }
  const std::string reason = r.form.get("reason");
  if (what == "decline")
    return decided(site, r, j.decline(v.actor, *id, version_of(r), reason, r.form.trimmed("words")), "/referrals",
                   "Declined. Tell whoever referred them, and why.");
  return decided(site, r, j.wait(v.actor, *id, version_of(r), reason, r.form.trimmed("words")), "/referrals/waiting",
                 "On the waiting list.");
}

// The services of one person

Html allocation_part(const Visit& v, PersonId person, const people::Enrolment& e,
                     const std::vector<people::Allocation>& allocations) {
  const std::string at = person_url(v, person, "/services/" + e.id.text());
  html::Table t;
  t.caption = "Workers";
  t.columns = {{"Worker", false, true}, {"From"}, {"Until"}, {"End", false, false, true}};
  t.when_empty = "Nobody is allocated.";
  for (const auto& a : allocations) {
    if (a.enrolment != e.id) continue;
    Html end = a.until || e.ended || !v.has(Duty::Allocate)
                   ? Html{}
                   : html::act(at + "/allocate/end", v.session.csrf,
                               {.words = "End", .look = html::Look::Quiet, .about = v.staff->name(a.worker)},
                               {{"worker", a.worker.text()}});
    t.rows.push_back({html::text(v.staff->name(a.worker) + (a.key_worker ? " (key worker)" : "")),
                      html::text(date_words(candour::today(a.from))),
                      html::text(a.until ? date_words(candour::today(*a.until)) : "now"), std::move(end)});
  }
  Html all = html::table(t);
  if (!e.ended && v.has(Duty::Allocate))
    all += html::details(
        "Allocate somebody",
        html::form({.action = at + "/allocate", .csrf = v.session.csrf},
                   html::frag(html::select({.name = "worker", .label = "Worker", .choices = worker_choices(v, e.service)}),
                              html::select({.name = "team", .label = "Team", .choices = team_choices(v, e.service),
                                            .value = e.team ? e.team->text() : std::string{}}),
                              html::checkbox("key-worker", "yes", "Key worker", true), html::button({"Allocate"}))));
  return all;
}

Html ending_part(const Visit& v, PersonId person, const people::Enrolment& e) {
  if (!v.has(Duty::Close)) return {};
  const std::string at = person_url(v, person, "/services/" + e.id.text());
  const Html version = html::hidden("version", std::to_string(e.version));
  if (e.ended)
    return html::details("Reopen", html::form({.action = at + "/reopen", .csrf = v.session.csrf},
                                              html::frag(version, html::textarea({.name = "words", .label = "Why are they back?", .rows = 2}),
                                                         html::button({"Reopen", html::Look::Second}))));
  return html::details(
      "Close",
      html::form({.action = at + "/close", .csrf = v.session.csrf},
                 html::frag(version,
                            html::select({.name = "reason", .label = "Why does the service end?",
                                          .choices = choices_of(people::closure_reasons())}),
                            html::select({.name = "outcome", .label = "What came of it?", .choices = choices_of(people::outcomes())}),
                            html::textarea({.name = "words", .label = "In your words", .rows = 3}),
                            html::button({"Close", html::Look::Danger}))));
}

Html enrolment_card(const Visit& v, PersonId person, const people::Enrolment& e,
                    const std::vector<people::Allocation>& allocations) {
  html::SummaryList list;
  list.rows.push_back({"Since", html::text(date_words(candour::today(e.started))), {}});
  if (e.team) list.rows.push_back({"Team", html::text(v.staff->team(*e.team)), {}});
  const auto& service = v.charter().at(e.service);
  list.rows.push_back({"Who is responsible", html::text(service.processor ? service.controller + " (we work on their instructions)" : "We are"), {}});
  if (e.ended) {
    list.rows.push_back({"Closed", html::text(date_words(candour::today(*e.ended))), {}});
    list.rows.push_back({"Why", html::text(words_of(people::closure_reasons(), e.closure_reason)), {}});
    list.rows.push_back({"What came of it", html::text(words_of(people::outcomes(), e.outcome)), {}});
  }
  return html::card(service.name + (e.ended ? " (closed)" : ""),
                    html::frag(html::summary_list(list), allocation_part(v, person, e, allocations),
                               ending_part(v, person, e)));
}

Html refer_part(const Visit& v, PersonId person) {
  if (!v.has(Duty::Refer)) return {};
  std::vector<html::Choice> services;
  for (const auto& s : v.charter().services) services.push_back({s.code, s.name});
  return html::details(
      "Refer to another service of ours",
      html::form({.action = person_url(v, person, "/services/refer"), .csrf = v.session.csrf},
                 html::frag(html::select({.name = "service", .label = "Service", .choices = services}),
                            html::checkbox("consent", "yes", "The person agrees"),
                            html::textarea({.name = "reason", .label = "Why?", .rows = 3}), html::button({"Refer"}))));
}

Result<Response> services_page(const Site& site, const Request& r, const html::Problems& problems) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto pass, look_at(v, person, "services", {}, all_categories()));
  TRY(auto enrolments, v.org->journeys->enrolments(pass, person));
  TRY(auto referrals, v.org->journeys->referrals(pass, person));
  TRY(auto allocations, v.org->journeys->allocations(pass, person));
  TRY(auto f, person_frame(site, r, pass, person, "Services", "services"));
  f.heading = "Services";
  f.has_errors = problems.any();
  f.main = html::error_summary(problems);
  for (const auto& x : referrals)
    if (x.state == people::ReferralState::New || x.state == people::ReferralState::Waiting)
      f.main += html::inset(html::paragraph(html::frag(
          "Referred to ", v.charter().at(x.service).name, ": ", people::referral_state_words(x.state), ". ",
          html::link(v.url("/referrals/" + x.id.text()), "Open the referral"))));
  for (const auto& e : enrolments) f.main += enrolment_card(v, person, e, allocations);
  if (enrolments.empty()) f.main += html::empty_state("In no service", "They were referred but are not in a service yet.");
  f.main += refer_part(v, person);
  return site.page(std::move(f), problems.any() ? 422 : 200);
}

Result<Response> service_act(const Site& site, const Request& r, const Status& s, std::string words) {
  if (s) return site.done(r, "/people/" + person_of(r).text() + "/services", std::move(words));
  if (s.error().code == Code::Invalid) return services_page(site, r, html::Problems(s.error()));
  return tl::unexpected<Error>(s.error());
}

Result<Response> take_refer(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto service = v.charter().find_service(r.form.get("service"));
  if (!service) return services_page(site, r, std::vector<FieldProblem>{{"service", "Choose a service."}});
  TRY(auto pass, v.org->gate->act(v.actor, person, *service, Duty::Refer));
  people::NewReferral x;
  x.service = *service;
  x.source = "staff";
  x.consent_to_refer = r.form.get("consent") == "yes";
  x.received = site.clock().now();
  x.reason_words = r.form.trimmed("reason");
  auto id = v.org->journeys->refer(pass, x);
  if (!id && id.error().code == Code::NotAllowed)
    return refuse_here(v, pass, person, "refer", v.charter().at(x.service).code, id.error());
  return service_act(site, r, id ? Status{} : Status(tl::unexpected<Error>(id.error())), "Referred.");
}

EnrolmentId enrolment_of(const Request& r) { return EnrolmentId::parse(r.param("enrolment")).value_or(EnrolmentId{}); }

Result<Response> take_allocate(const Site& site, const Request& r, bool end) {
  const Visit& v = Site::visit(r);
  const auto worker = StaffId::parse(r.form.get("worker"));
  if (!worker) return services_page(site, r, std::vector<FieldProblem>{{"worker", "Choose a worker."}});
  auto& j = *v.org->journeys;
  return end ? service_act(site, r, j.end_allocation(v.actor, enrolment_of(r), *worker), "Ended.")
             : service_act(site, r, j.allocate(v.actor, enrolment_of(r), *worker, r.form.get("key-worker") == "yes",
                                               TeamId::parse(r.form.get("team"))),
                           "Allocated.");
}

Result<Response> take_close(const Site& site, const Request& r, bool reopen) {
  const Visit& v = Site::visit(r);
  auto& j = *v.org->journeys;
  return reopen ? service_act(site, r, j.reopen(v.actor, enrolment_of(r), version_of(r), r.form.trimmed("words")), "Reopened.")
                : service_act(site, r, j.close(v.actor, enrolment_of(r), version_of(r), r.form.get("reason"),
                                               r.form.get("outcome"), r.form.trimmed("words")),
                              "Closed. How long the record is kept now counts from today.");
}

}  // namespace

void add_referral_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "referrals");
  t.get("/referrals", "referrals", [](const Site& s, const Request& r) { return list_page(s, r, false); });
  t.get("/referrals/waiting", "referrals.waiting", [](const Site& s, const Request& r) { return list_page(s, r, true); });
  t.get("/referrals/{referral}", "referral", [](const Site& s, const Request& r) { return referral_page(s, r, {}); });
  for (const char* what : {"accept", "decline", "wait"})
    t.post(std::string("/referrals/{referral}/") + what, std::string("referral.") + what,
           [what](const Site& s, const Request& r) { return take_decision(s, r, what); });
  PageTable p(router, site, "person");
  const std::string at = "/people/{person}/services";
  p.get(at, "person.services", [](const Site& s, const Request& r) { return services_page(s, r, {}); });
  p.post(at + "/refer", "person.refer", take_refer);
  p.post(at + "/{enrolment}/allocate", "enrolment.allocate", [](const Site& s, const Request& r) { return take_allocate(s, r, false); });
  p.post(at + "/{enrolment}/allocate/end", "enrolment.allocate.end", [](const Site& s, const Request& r) { return take_allocate(s, r, true); });
  p.post(at + "/{enrolment}/close", "enrolment.close", [](const Site& s, const Request& r) { return take_close(s, r, false); });
  p.post(at + "/{enrolment}/reopen", "enrolment.reopen", [](const Site& s, const Request& r) { return take_close(s, r, true); });
}

}  // namespace candour::web
