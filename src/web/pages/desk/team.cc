// For those who lead: how many each worker supports, and the reasoned accesses to look at.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "web/frame/page_table.h"
#include "web/pages/desk/cover.h"
#include "web/pages/parts/names.h"

namespace candour::web {

using charter::Duty;
using html::Html;
using http::Request;
using http::Response;

namespace {

Result<Response> team_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::SeeWorkload, "workload"));
  TRY(auto loads, v.org->journeys->workload(v.actor));
  std::vector<html::Bar> bars;
  int people = 0;
  for (const auto& l : loads) {
    const auto* member = v.staff->find(l.worker);
    const std::string left = member && member->left_at ? ", has left" : "";
    const std::string team = l.team ? " (" + v.staff->team(*l.team) + ")" : std::string{};
    bars.push_back({v.staff->name(l.worker) + team + left, static_cast<double>(l.people),
                    std::to_string(l.people),
                    v.has(Duty::Allocate) ? v.url("/team/people/" + l.worker.text()) : std::string{}});
    people += l.people;
  }
  std::sort(bars.begin(), bars.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
  auto f = site.frame(r, "Team and workload", "team");
  f.heading = "Team and workload";
  f.main = bars.empty()
               ? html::empty_state("Nobody is allocated yet",
                                   "When people are allocated to workers of "
                                   "your team, you see here how many each supports.")
               : html::frag(html::paragraph("People supported now, by worker. One person with two workers "
                                            "counts for both: " +
                                            std::to_string(people) + " in all."),
                            html::bar_chart("People by worker", bars, "people"));
  return site.page(std::move(f));
}

constexpr int kMovedAtOnce = 50;

/// Whose people move, and to whom they could: everybody who could support all of them.
Result<Response> people_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::Allocate, "caseload"));
  const auto of = StaffId::parse(r.param("staff"));
  if (!of || !v.staff->find(*of)) return not_found();
  TRY(const auto people, v.org->journeys->caseload_of(v.actor, *of, kMovedAtOnce));
  std::vector<PersonId> ids;
  for (const auto& e : people) ids.push_back(e.person);
  TRY(const auto names, Names::of(v, ids, gate::Thing::Waiting));
  const auto name = v.staff->name(*of);
  const bool left = v.staff->find(*of)->left_at.has_value();
  auto f = site.frame(r, "People of " + name, "team");
  f.heading = "People whom " + name + (left ? " supported" : " supports");
  f.back = html::Crumb{"Team and workload", v.url("/team")};
  TRY(const auto cover, left ? Result<Html>(Html{}) : cover_part(v, *of));
  if (people.empty()) {
    f.main = html::frag(
        html::empty_state("Nobody needs somebody else",
                          "There is nobody on this caseload whom you could give to somebody else.",
                          html::button_link(v.url("/team"), "Team and workload", html::Look::Second)),
        cover);
    return site.page(std::move(f));
  }
  ServiceSet services;
  std::vector<html::Choice> who;
  std::vector<std::string> all;
  for (const auto& e : people) {
    if (!names.find(e.person)) continue;
    services.add(e.service);
    who.push_back({e.id.text(), names.name(e.person), v.charter().at(e.service).name});
    all.push_back(e.id.text());
  }
  std::map<StaffId, std::string> to;
  for (std::size_t i = 0; i < v.charter().services.size(); ++i) {
    const auto service = static_cast<ServiceIx>(i);
    if (!services.has(service)) continue;
    TRY(const auto able, v.org->journeys->who_could_support(service));
    for (const auto s : able) {
      if (s == *of) continue;
      auto& in = to[s];
      in += (in.empty() ? "" : ", ") + v.charter().at(service).name;
    }
  }
  std::vector<html::Choice> choices;
  for (const auto& [s, in] : to) choices.push_back({s.text(), v.staff->name(s) + " (" + in + ")"});
  std::ranges::sort(choices, {}, &html::Choice::words);
  const SentForm form(v, v.url("/team/people/" + of->text()));
  f.main = form.form(html::frag(
      form.checkboxes(
          {.name = "who", .legend = "Who moves?", .choices = std::move(who), .values = std::move(all)}),
      form.select({.name = "to",
                   .label = "To whom?",
                   .choices = std::move(choices),
                   .hint = "In brackets where they can support people."}),
      html::button({"Move them"})));
  if (std::ssize(people) == kMovedAtOnce)
    f.main += html::paragraph("These are the first " + std::to_string(kMovedAtOnce) +
                              ". The others come after them.");
  f.main += cover;
  return site.page(std::move(f));
}

Result<Response> move_people(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto of = StaffId::parse(r.param("staff"));
  if (!of) return not_found();
  const auto to = StaffId::parse(r.form.get("to"));
  if (!to) return invalid("to", "Choose who supports them from now on.");
  std::vector<EnrolmentId> which;
  for (const auto& one : r.form.all("who"))
    if (const auto id = EnrolmentId::parse(one)) which.push_back(*id);
  CHECK_OK(v.org->journeys->move_caseload(v.actor, *of, *to, which));
  return site.done(
      r, "/team/people/" + of->text(),
      counted_words(std::ssize(which), "person is", "people are") + " with " + v.staff->name(*to) + " now.");
}

Html grant_card(const Visit& v, const gate::Grant& g, const Names& names) {
  html::SummaryList list;
  list.rows = {{"Who", html::text(v.staff->name(g.staff)), {}},
               {"Whose record", html::text(names.name(g.person)), {}},
               {"Reason", html::text(v.charter().at(g.reason).name), {}},
               {"In their words", html::typed_text(g.words), {}},
               {"From, until", html::text(date_time_words(g.from) + " to " + date_time_words(g.until)), {}}};
  if (g.same_words)
    list.rows.push_back({"Mind",
                         html::text("The very same words were given for " +
                                    counted_words(g.same_words, "other access", "other accesses") + "."),
                         {}});
  if (g.reviewed) {
    list.rows.push_back({"Looked at", html::text(g.in_order ? "In order" : "Not in order"), {}});
    return html::summary_list(list);
  }
  const SentForm form(v, v.url("/grants/" + g.id.text()));
  return html::frag(
      html::summary_list(list),
      form.form(html::frag(
          form.radios({.name = "in-order",
                       .legend = "Was this access in order?",
                       .choices = {{"yes", "Yes"}, {"no", "No: it ends now, and needs to be followed up"}},
                       .in_line = true}),
          form.textarea({.name = "words", .label = "What you found", .rows = 3}), html::button({"Save"}))));
}

Result<Response> grants_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const bool all = r.query.get("all") == "yes";
  TRY(auto grants, v.org->gate->grants(v.actor, *v.org->vault, !all));
  std::vector<PersonId> ids;
  for (const auto& g : grants) ids.push_back(g.person);
  TRY(auto names, Names::of(v, ids, gate::Thing::Waiting));
  auto f = site.frame(r, "Reasoned access", "team");
  f.heading = "Reasoned access";
  f.main = html::paragraph(
      "Somebody opened a record outside their reach and gave a reason. Say whether it was in order.");
  if (grants.empty()) f.main += html::empty_state("Nothing to look at", "No reasoned access waits for you.");
  for (const auto& g : grants)
    f.main += html::card(v.staff->name(g.staff) + ", " + date_time_words(g.from), grant_card(v, g, names));
  if (!all) f.main += html::paragraph(html::link(v.url("/grants?all=yes"), "Show those looked at, too"));
  return site.page(std::move(f));
}

Result<Response> review_grant(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = GrantId::parse(r.param("grant"));
  if (!id) return not_found();
  const std::string in_order = r.form.get("in-order");
  if (in_order != "yes" && in_order != "no")
    return invalid("in-order", "Say whether the access was in order.");
  CHECK_OK(
      v.org->gate->review_grant(v.actor, *id, in_order == "yes", r.form.trimmed("words"), *v.org->vault));
  return site.done(r, "/grants", in_order == "yes" ? "Saved." : "Saved. The access has ended.");
}

}  // namespace

void add_team_pages(http::Router& router, Site& site) {
  PageTable team(router, site, "team");
  add_cover_pages(team);
  team.get("/team", "team", team_page)
      .get("/team/people/{staff}", "team.people", people_page)
      .post("/team/people/{staff}", "team.people.move", {"team.people"}, move_people);
  PageTable(router, site, "grants")
      .get("/grants", "grants", grants_page)
      .post("/grants/{grant}", "grants.review", {"grants"}, review_grant);
}

}  // namespace candour::web
