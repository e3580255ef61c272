// The services that a person is in: who works with them, referring on, closing, reopening.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "web/pages/parts/journey_parts.h"
#include "web/pages/person/left_open.h"

namespace candour::web {

using charter::Duty;
using html::Html;
using http::Request;
using http::Response;

namespace {

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

/// Closing it, or reopening it.
Html steps_part(const Visit& v, PersonId person, const people::Enrolment& e, const May& may,
                const Html& open) {
  if (!may.close.has(e.service)) return {};
  const auto& kind = people::support_kind(v.charter());
  Html all;
  for (const auto& m : kind.moves) {
    if (std::ranges::count(m.from, e.ended ? people::kClosed : people::kOpen) == 0) continue;
    const SentForm form(v, person_url(v, person, "/services/" + e.id.text() + "/step/" + m.code));
    Html inside = form.version("version", e.version);
    if (!e.ended)
      inside += html::frag(
          html::heading(3, "What is still open", "s"), open,
          html::hint_line(
              "Dates to look at something again end with the service. All else goes on: settle it first, "
              "or whoever leads the service has it."));
    inside += html::frag(step_questions(form, kind, m),
                         html::button({m.name, e.ended ? html::Look::Second : html::Look::Danger}));
    all += html::details(m.name, form.form(inside), form.came_back());
  }
  return all;
}

/// What there is beside the places themselves, of all of them.
struct Beside {
  std::vector<people::Allocation> allocations;
  std::vector<people::JourneyStep> steps;
};

Html enrolment_card(const Visit& v, PersonId person, const people::Enrolment& e, const Beside& all,
                    const May& may, const Html& open) {
  const auto& kind = people::support_kind(v.charter());
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
    if (!e.closure_reason.empty())
      list.rows.push_back({"Why", html::text(reason_words(kind, e.closure_reason)), {}});
    if (!e.outcome.empty())
      list.rows.push_back({"What came of it", html::text(reason_words(kind, e.outcome)), {}});
  }
  if (!e.words.empty())
    list.rows.push_back({e.ended ? "In their words" : "When it was reopened", html::typed_text(e.words), {}});
  return html::card(
      service.name + (e.ended ? " (closed)" : ""),
      html::frag(html::summary_list(list), held_back_lines(v, e.held_back, person),
                 earlier_steps(v, kind, person, all.steps, EntryId{e.id.raw}, e.version),
                 allocation_part(v, person, e, all.allocations, may), steps_part(v, person, e, may, open)));
}

/// `with`: those in which they are, or to which they are referred already.
Html refer_part(const Visit& v, PersonId person, const May& may, ServiceSet with) {
  std::vector<html::Choice> services;
  (may.refer - with).each([&](ServiceIx s) {
    services.push_back({v.charter().at(s).code, v.charter().at(s).name});
  });
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

Html referral_line(const Visit& v, const people::Referral& x) {
  return html::frag("Referred to ", v.charter().at(x.service).name, ": ",
                    state_words(people::referral_kind(v.charter()), people::referral_state_code(x.state)),
                    ". ", html::link(v.url("/referrals/" + x.id.text()), "Open the referral"));
}

/// The referrals on which somebody has decided, whatever came of them.
Html decided_part(const Visit& v, const std::vector<people::Referral>& referrals) {
  std::vector<Html> lines;
  for (const auto& x : referrals)
    if (!people::is_open(x)) lines.push_back(referral_line(v, x));
  return lines.empty() ? Html{} : html::details("Earlier referrals", html::bullets(lines));
}

Result<Response> services_page(const PersonPage& p) {
  const Visit& v = p.v;
  TRY(auto enrolments, v.org->journeys->enrolments(p.pass, p.person));
  // Of these only that they are open: no word of theirs is opened for it.
  TRY(auto referrals, v.org->journeys->referrals(p.pass.only({}), p.person));
  Beside all;
  TRY(all.allocations, v.org->journeys->allocations(p.pass, p.person));
  TRY(all.steps, v.org->journeys->steps(p.pass, p.person));
  TRY(const auto may, may_of(v, p.person));
  TRY(auto f, person_frame(p.site, p.r, p.pass, p.person, "Services", "services"));
  f.heading = "Services";
  ServiceSet with;
  for (const auto& x : referrals)
    if (people::is_open(x)) {
      f.main += html::inset(html::paragraph(referral_line(v, x)));
      with.add(x.service);
    }
  for (const auto& e : enrolments) {
    if (!e.ended) with.add(e.service);
    Html left;
    if (!e.ended && may.close.has(e.service)) {
      TRY(left, left_open_part(v, p.pass, p.person, e.service, p.site.today()));
    }
    f.main += enrolment_card(v, p.person, e, all, may, left);
  }
  if (enrolments.empty())
    f.main += html::empty_state("In no service", "They were referred but are not in a service yet.");
  f.main += html::frag(decided_part(v, referrals), refer_part(v, p.person, may, with));
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
  TRY(const auto place, in_place(r.form));
  CHECK_OK(v.org->journeys->allocate(v.actor, person_of(r), enrolment_of(r), *worker,
                                     r.form.get("key-worker") == "yes", place.team));
  return service_done(site, r, "Allocated.");
}

Result<Response> take_end(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto worker = StaffId::parse(r.form.get("worker"));
  if (!worker) return invalid("worker", "Choose a worker.");
  CHECK_OK(v.org->journeys->end_allocation(v.actor, person_of(r), enrolment_of(r), *worker));
  return service_done(site, r, "Ended.");
}

Result<Response> take_support_step(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto& kind = people::support_kind(v.charter());
  const auto* move = kind.find_move(r.param("move"));
  if (!move) return not_found();
  CHECK_OK(v.org->journeys->move(v.actor, person_of(r), enrolment_of(r), version_in(r.form.get("version")),
                                 move->code, step_answers(kind, *move, r.form)));
  std::string words = state_words(kind, move->to) + ".";
  if (move->to == people::kClosed) words += " How long the record is kept now counts from today.";
  return service_done(site, r, std::move(words));
}

CategorySet shown_on_services(const charter::Charter& c) {
  return banner_categories(c) | people::journey_categories(c);
}

}  // namespace

void add_service_pages(http::Router& router, Site& site) {
  PageTable p(router, site, "person");
  const std::string at = "/people/{person}/services";
  p.person(at, "person.services", gate::Thing::Services, shown_on_services, services_page)
      .post(at + "/refer", "person.refer", {"person.services"}, take_refer)
      .post(at + "/{enrolment}/allocate", "enrolment.allocate", {"person.services"}, take_allocate)
      .post(at + "/{enrolment}/allocate/end", "enrolment.allocate.end", {"person.services"}, take_end)
      .post(at + "/{enrolment}/step/{move}", "enrolment.step", {"person.services"}, take_support_step);
}

}  // namespace candour::web
