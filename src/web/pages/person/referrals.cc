// Referrals and the waiting list; deciding; and the services that a person is in: workers, closing,
// reopening.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/words.h"
#include "web/frame/person_parts.h"
#include "web/pages/person/left_open.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kListed = 30;

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

Result<std::vector<html::Choice>> worker_choices(const Visit& v, ServiceIx service) {
  TRY(const auto able, v.org->journeys->who_could_support(service));
  std::vector<html::Choice> x;
  for (const auto& m : v.staff->all())
    if (std::ranges::count(able, m.id) > 0) x.push_back({m.id.text(), m.name});
  return x;
}

// The list

Result<Response> list_page(const Site& site, const Request& r, bool waiting) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::DecideReferral, "referrals"));
  TRY(auto list,
      v.org->journeys->open_referrals(v.actor, waiting, ReferralId::parse(r.query.get("after")), kListed));
  std::vector<PersonId> ids;
  for (const auto& x : list) ids.push_back(x.person);
  gate::Reachable reach;
  std::map<PersonId, std::string> names;
  if (!ids.empty()) {
    TRY(reach, v.state->looks.at_many(ids, gate::Thing::Referrals, {}, name_categories(v.charter())));
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
    t.rows.push_back({html::link(v.url("/referrals/" + x.id.text()), name),
                      html::text(v.charter().at(x.service).name),
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
  f.main =
      html::frag(v.has(Duty::AddPerson) ? html::button_link(v.url("/people/new"), "Take a referral") : Html{},
                 html::table(t),
                 html::pagination(r.query.has("after") ? v.url(at) : std::string{},
                                  more ? v.url(at + "?after=" + list.back().id.text()) : std::string{},
                                  "First", "More"));
  return site.page(std::move(f));
}

// One referral

Result<Html> decision_forms(const Visit& v, const people::Referral& x) {
  const std::string at = v.url("/referrals/" + x.id.text());
  const SentForm accepting(v, at + "/accept"), waiting(v, at + "/wait"), declining(v, at + "/decline");
  TRY(auto workers, worker_choices(v, x.service));
  const Html accept = accepting.form(
      html::frag(accepting.version("version", x.version),
                 accepting.select({.name = "team", .label = "Team", .choices = team_choices(v, x.service)}),
                 accepting.select({.name = "worker",
                                   .label = "Worker",
                                   .choices = std::move(workers),
                                   .hint = "Can be chosen later"}),
                 html::button({"Accept"})),
      {.id = "accept"});
  const auto other = [&](const SentForm& form, std::string label, std::span<const people::Choice> reasons,
                         html::Button b) {
    return form.form(
        html::frag(form.version("version", x.version),
                   form.select({.name = "reason", .label = std::move(label), .choices = choices_of(reasons)}),
                   form.textarea({.name = "words", .label = "In your words", .rows = 3}), html::button(b)));
  };
  return html::frag(html::card("Accept", accept),
                    x.state == people::ReferralState::Waiting
                        ? Html{}
                        : html::details("Put on the waiting list",
                                        other(waiting, "Why must they wait?", people::waiting_reasons(),
                                              {"Put on the waiting list", html::Look::Second}),
                                        waiting.came_back()),
                    html::details("Decline",
                                  other(declining, "Why can this service not help?",
                                        people::decline_reasons(), {"Decline", html::Look::Danger}),
                                  declining.came_back()));
}

Html referral_facts(const Visit& v, const people::Referral& x) {
  const auto& c = v.charter();
  html::SummaryList list;
  list.rows = {
      {"Service", html::text(c.at(x.service).name), {}},
      {"State", html::text(std::string(people::referral_state_words(x.state))), {}},
      {"Referred by", html::text(source_of(c, x.source)), {}},
      {"The person agreed to it", html::text(x.consent_to_refer ? "Yes" : "Not recorded"), {}},
      {"Received", html::text(date_time_words(x.received) + ", taken by " + v.staff->name(x.taken_by)), {}},
      {"How soon", html::text(x.urgency), {}}};
  if (!x.reason_words.empty()) list.rows.push_back({"Why", html::typed_text(x.reason_words), {}});
  if (x.decided) {
    list.rows.push_back(
        {"Decided", html::text(date_time_words(*x.decided) + " by " + v.staff->name(x.decided_by)), {}});
    if (!x.decision_reason.empty()) {
      std::string w = words_of(people::decline_reasons(), x.decision_reason);
      if (w == x.decision_reason) w = words_of(people::waiting_reasons(), x.decision_reason);
      list.rows.push_back({"Reason", html::text(w), {}});
    }
    if (!x.decision_words.empty())
      list.rows.push_back({"In their words", html::typed_text(x.decision_words), {}});
  }
  return html::summary_list(list);
}

bool open(const people::Referral& x) {
  return x.state == people::ReferralState::New || x.state == people::ReferralState::Waiting;
}

Result<Response> referral_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = ReferralId::parse(r.param("referral"));
  if (!id) return not_found();
  TRY(const auto person, v.org->journeys->whose(*id));
  CategorySet words;
  words.add(gate::words_category(v.charter()));
  TRY(auto pass, look_at(v, person, gate::Thing::Referral, id->text(), words));
  TRY(auto x, v.org->journeys->referral(pass, *id));
  TRY(const auto may_decide, v.org->gate->may_act(v.actor, person, Duty::DecideReferral));
  TRY(auto f, person_frame(site, r, pass, person, "Referral", "services"));
  f.heading = "Referral to " + v.charter().at(x.service).name;
  f.main = referral_facts(v, x);
  if (open(x) && may_decide.has(x.service)) {
    TRY(const auto forms, decision_forms(v, x));
    f.main += html::frag(html::heading(2, "Decide", "m"), forms);
  } else if (open(x))
    f.main += html::inset(html::paragraph("A manager of the service decides on this referral."));
  return site.page(std::move(f));
}

std::int64_t version_of(const Request& r) {
  return std::strtoll(r.form.get("version", "0").c_str(), nullptr, 10);
}

Result<Response> take_decision(const Site& site, const Request& r, std::string_view what) {
  const Visit& v = Site::visit(r);
  const auto id = ReferralId::parse(r.param("referral"));
  if (!id) return not_found();
  auto& j = *v.org->journeys;
  TRY(const auto person, j.whose(*id));
  if (what == "accept") {
    TRY([[maybe_unused]] const auto enrolment,
        j.accept(v.actor, *id, version_of(r), TeamId::parse(r.form.get("team")),
                 StaffId::parse(r.form.get("worker"))));
    return site.done(r, "/people/" + person.text() + "/services", "Accepted. They are in the service now.");
  }
  const std::string reason = r.form.get("reason"), words = r.form.trimmed("words");
  if (what == "decline") {
    CHECK_OK(j.decline(v.actor, *id, version_of(r), reason, words));
    return site.done(r, "/referrals", "Declined. Tell whoever referred them, and why.");
  }
  CHECK_OK(j.wait(v.actor, *id, version_of(r), reason, words));
  return site.done(r, "/referrals/waiting", "On the waiting list.");
}

// The services of one person

/// What the visitor may do about the person, asked once for the page.
struct May {
  ServiceSet allocate, close, refer;
  std::map<ServiceIx, std::vector<html::Choice>> workers;  // of those in which they may allocate
};

Result<May> may_of(const Visit& v, PersonId person) {
  May may;
  TRY(may.allocate, v.org->gate->may_act(v.actor, person, Duty::Allocate));
  TRY(may.close, v.org->gate->may_act(v.actor, person, Duty::Close));
  TRY(may.refer, v.org->gate->may_act(v.actor, person, Duty::Refer));
  for (std::size_t i = 0; i < v.charter().services.size(); ++i)
    if (const auto s = static_cast<ServiceIx>(i); may.allocate.has(s)) {
      TRY(may.workers[s], worker_choices(v, s));
    }
  return may;
}

Html allocation_part(const Visit& v, PersonId person, const people::Enrolment& e,
                     const std::vector<people::Allocation>& allocations, const May& may) {
  const std::string at = person_url(v, person, "/services/" + e.id.text());
  const bool may_allocate = !e.ended && may.allocate.has(e.service);
  html::Table t;
  t.caption = "Workers";
  t.columns = {{"Worker", false, true}, {"From"}, {"Until"}, {"End", false, false, true}};
  t.when_empty = "Nobody is allocated.";
  for (const auto& a : allocations) {
    if (a.enrolment != e.id) continue;
    Html end = a.until || !may_allocate
                   ? Html{}
                   : html::act(at + "/allocate/end", v.session.csrf,
                               {.words = "End", .look = html::Look::Quiet, .about = v.staff->name(a.worker)},
                               {{"worker", a.worker.text()}});
    t.rows.push_back({html::text(v.staff->name(a.worker) + (a.key_worker ? " (key worker)" : "")),
                      html::text(date_words(candour::today(a.from))),
                      html::text(a.until ? date_words(candour::today(*a.until)) : "now"), std::move(end)});
  }
  Html all = html::table(t);
  const SentForm form(v, at + "/allocate");
  if (may_allocate)
    all += html::details(
        "Allocate somebody",
        form.form(html::frag(
            form.select({.name = "worker", .label = "Worker", .choices = may.workers.at(e.service)}),
            form.select({.name = "team",
                         .label = "Team",
                         .choices = team_choices(v, e.service),
                         .value = e.team ? e.team->text() : std::string{}}),
            form.checkbox("key-worker", "yes", "Key worker", true), html::button({"Allocate"}))),
        form.came_back());
  return all;
}

Html ending_part(const Visit& v, PersonId person, const people::Enrolment& e, const May& may,
                 const Html& open) {
  if (!may.close.has(e.service)) return {};
  const std::string at = person_url(v, person, "/services/" + e.id.text());
  if (e.ended) {
    const SentForm form(v, at + "/reopen");
    return html::details(
        "Reopen",
        form.form(html::frag(form.version("version", e.version),
                             form.textarea({.name = "words", .label = "Why are they back?", .rows = 2}),
                             html::button({"Reopen", html::Look::Second}))),
        form.came_back());
  }
  const SentForm form(v, at + "/close");
  return html::details(
      "Close",
      form.form(html::frag(
          form.version("version", e.version), html::heading(3, "What is still open", "s"), open,
          html::hint_line(
              "Dates to look at something again end with the service. All else goes on: settle it first, "
              "or whoever leads the service has it."),
          form.select({.name = "reason",
                       .label = "Why does the service end?",
                       .choices = choices_of(people::closure_reasons())}),
          form.select(
              {.name = "outcome", .label = "What came of it?", .choices = choices_of(people::outcomes())}),
          form.textarea({.name = "words", .label = "In your words", .rows = 3}),
          html::button({"Close", html::Look::Danger}))),
      form.came_back());
}

Html enrolment_card(const Visit& v, PersonId person, const people::Enrolment& e,
                    const std::vector<people::Allocation>& allocations, const May& may, const Html& open) {
  html::SummaryList list;
  list.rows.push_back({"Since", html::text(date_words(candour::today(e.started))), {}});
  if (e.team) list.rows.push_back({"Team", html::text(v.staff->team(*e.team)), {}});
  const auto& service = v.charter().at(e.service);
  list.rows.push_back(
      {"Who is responsible",
       html::text(service.processor ? service.controller + " (we work on their instructions)" : "We are"),
       {}});
  if (e.ended) {
    list.rows.push_back({"Closed", html::text(date_words(candour::today(*e.ended))), {}});
    list.rows.push_back({"Why", html::text(words_of(people::closure_reasons(), e.closure_reason)), {}});
    list.rows.push_back({"What came of it", html::text(words_of(people::outcomes(), e.outcome)), {}});
  }
  return html::card(service.name + (e.ended ? " (closed)" : ""),
                    html::frag(html::summary_list(list), allocation_part(v, person, e, allocations, may),
                               ending_part(v, person, e, may, open)));
}

Html refer_part(const Visit& v, PersonId person, const May& may) {
  std::vector<html::Choice> services;
  for (std::size_t i = 0; i < v.charter().services.size(); ++i)
    if (const auto& s = v.charter().services[i]; may.refer.has(static_cast<ServiceIx>(i)))
      services.push_back({s.code, s.name});
  if (services.empty()) return {};
  const SentForm form(v, person_url(v, person, "/services/refer"));
  return html::details(
      "Refer to another service of ours",
      form.form(html::frag(form.select({.name = "service", .label = "Service", .choices = services}),
                           form.checkbox("consent", "yes", "The person agrees"),
                           form.textarea({.name = "reason", .label = "Why?", .rows = 3}),
                           html::button({"Refer"}))),
      form.came_back());
}

Result<Response> services_page(const PersonPage& p) {
  const Visit& v = p.v;
  TRY(auto enrolments, v.org->journeys->enrolments(p.pass, p.person));
  TRY(auto referrals, v.org->journeys->referrals(p.pass, p.person));
  TRY(auto allocations, v.org->journeys->allocations(p.pass, p.person));
  TRY(const auto may, may_of(v, p.person));
  TRY(auto f, person_frame(p.site, p.r, p.pass, p.person, "Services", "services"));
  f.heading = "Services";
  for (const auto& x : referrals)
    if (open(x))
      f.main += html::inset(html::paragraph(html::frag(
          "Referred to ", v.charter().at(x.service).name, ": ", people::referral_state_words(x.state), ". ",
          html::link(v.url("/referrals/" + x.id.text()), "Open the referral"))));
  for (const auto& e : enrolments) {
    Html left;
    if (!e.ended && may.close.has(e.service)) {
      TRY(left, left_open_part(v, p.pass, p.person, e.service, p.site.today()));
    }
    f.main += enrolment_card(v, p.person, e, allocations, may, left);
  }
  if (enrolments.empty())
    f.main += html::empty_state("In no service", "They were referred but are not in a service yet.");
  f.main += refer_part(v, p.person, may);
  return p.site.page(std::move(f));
}

Response service_done(const Site& site, const Request& r, std::string words) {
  return site.done(r, "/people/" + person_of(r).text() + "/services", std::move(words));
}

Result<Response> take_refer(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto service = v.charter().find_service(r.form.get("service"));
  if (!service) return invalid("service", "Choose a service.");
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
  if (!id) return tl::unexpected<Error>(id.error());
  return service_done(site, r, "Referred.");
}

EnrolmentId enrolment_of(const Request& r) {
  return EnrolmentId::parse(r.param("enrolment")).value_or(EnrolmentId{});
}

Result<Response> take_allocate(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto worker = StaffId::parse(r.form.get("worker"));
  if (!worker) return invalid("worker", "Choose a worker.");
  CHECK_OK(v.org->journeys->allocate(v.actor, enrolment_of(r), *worker, r.form.get("key-worker") == "yes",
                                     TeamId::parse(r.form.get("team"))));
  return service_done(site, r, "Allocated.");
}

Result<Response> take_end(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto worker = StaffId::parse(r.form.get("worker"));
  if (!worker) return invalid("worker", "Choose a worker.");
  CHECK_OK(v.org->journeys->end_allocation(v.actor, enrolment_of(r), *worker));
  return service_done(site, r, "Ended.");
}

Result<Response> take_close(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->journeys->close(v.actor, enrolment_of(r), version_of(r), r.form.get("reason"),
                                  r.form.get("outcome"), r.form.trimmed("words")));
  return service_done(site, r, "Closed. How long the record is kept now counts from today.");
}

Result<Response> take_reopen(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->journeys->reopen(v.actor, enrolment_of(r), version_of(r), r.form.trimmed("words")));
  return service_done(site, r, "Reopened.");
}

}  // namespace

void add_referral_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "referrals");
  t.get("/referrals", "referrals", [](const Site& s, const Request& r) { return list_page(s, r, false); });
  t.get("/referrals/waiting", "referrals.waiting",
        [](const Site& s, const Request& r) { return list_page(s, r, true); });
  t.get("/referrals/{referral}", "referral", referral_page);
  for (const char* what : {"accept", "decline", "wait"})
    t.post(std::string("/referrals/{referral}/") + what, std::string("referral.") + what, {"referral"},
           [what](const Site& s, const Request& r) { return take_decision(s, r, what); });
  PageTable p(router, site, "person");
  const std::string at = "/people/{person}/services";
  p.person(at, "person.services", gate::Thing::Services, banner_categories, services_page)
      .post(at + "/refer", "person.refer", {"person.services"}, take_refer)
      .post(at + "/{enrolment}/allocate", "enrolment.allocate", {"person.services"}, take_allocate)
      .post(at + "/{enrolment}/allocate/end", "enrolment.allocate.end", {"person.services"}, take_end)
      .post(at + "/{enrolment}/close", "enrolment.close", {"person.services"}, take_close)
      .post(at + "/{enrolment}/reopen", "enrolment.reopen", {"person.services"}, take_reopen);
}

}  // namespace candour::web
