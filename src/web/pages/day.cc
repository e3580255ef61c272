// My day: the people one supports, what is due, what is half written, what waits; and for those who lead a
// team, its load and the reasoned accesses to look at.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "people/collecting.h"
#include "web/pages/page_table.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

constexpr int kCaseloadShown = 50;
constexpr int kDueShown = 15;
constexpr int kDueDaysAhead = 14;

/// Names for a few people at once, with one decision and one line on the ledger.
class Names {
 public:
  static Result<Names> of(const Visit& v, std::vector<PersonId> ids, gate::Thing what) {
    Names n;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.empty()) return n;
    TRY(auto reach, v.state->looks.at_many(ids, what, {}, name_categories(v.charter())));
    TRY(auto profiles, v.org->people->profiles(reach, ids));
    for (auto& p : profiles) n.by_id_.emplace(p.id, std::move(p));
    return n;
  }
  const people::Profile* find(PersonId id) const {
    const auto i = by_id_.find(id);
    return i == by_id_.end() ? nullptr : &i->second;
  }
  /// Somebody out of reach is no line anywhere: for what is the reader's own and stands all the same.
  std::string name(PersonId id) const {
    const auto* p = find(id);
    return p ? p->name() : "somebody whose record is not open to you";
  }

 private:
  std::map<PersonId, people::Profile> by_id_;
};

std::string person_detail(const people::Profile& p, charter::Date today) {
  std::string s;
  if (const auto b = p.birth_date()) s = age_words(*b, today) + ", born " + date_words(*b) + " · ";
  return s + p.reference;
}

Html caseload_part(const Visit& v, const std::vector<people::Enrolment>& list, const Names& names,
                   charter::Date today) {
  std::vector<html::PersonLine> lines;
  std::optional<PersonId> last;
  for (const auto& e : list) {
    const auto* p = names.find(e.person);
    if (!p || last == e.person) continue;
    last = e.person;
    lines.push_back({p->name(),
                     v.url("/people/" + e.person.text()),
                     person_detail(*p, today),
                     v.charter().at(e.service).name,
                     {},
                     {}});
  }
  if (lines.empty())
    return html::empty_state("Nobody is on your caseload",
                             "When somebody is allocated to you, they stand here.",
                             html::button_link(v.url("/search"), "Find somebody", html::Look::Second));
  return html::person_lines(lines);
}

Html due_part(const Visit& v, const std::vector<record::Due>& due, const Names& names, charter::Date today) {
  html::FactsCard card{"Due", {}, {}, {}, "Nothing is due in the next two weeks."};
  for (const auto& d : due) {
    if (!names.find(d.person)) continue;
    const auto& kind = v.charter().at(d.kind);
    std::string what = kind.name;
    for (const auto& line : kind.deadlines)
      if (line.code == d.deadline) what = line.name;
    const std::string href = v.url("/people/" + d.person.text() + "/entries/" + d.entry.text());
    const bool late = d.on < today;
    card.rows.push_back(
        {what + ", " + names.name(d.person),
         html::link(href, late ? "late since " + short_date(d.on, today) : near_date(d.on, today)),
         late ? html::Tint::Bad : html::Tint::Plain});
  }
  return html::facts_card(card);
}

std::string draft_url(const Visit& v, const record::Draft& d) {
  const std::string base = v.url("/people/" + d.person.text());
  return d.entry ? base + "/entries/" + d.entry->text() + "/edit?draft=" + d.id.text()
                 : base + "/write/" + v.charter().at(d.kind).code + "?draft=" + d.id.text();
}

Html drafts_part(const Visit& v, const std::vector<record::Draft>& drafts, const Names& names) {
  html::FactsCard card{"Drafts", {}, {}, {}, "You have nothing half written."};
  for (const auto& d : drafts) {
    if (!names.find(d.person)) continue;
    card.rows.push_back({v.charter().at(d.kind).name + ", " + names.name(d.person),
                         html::link(draft_url(v, d), "saved " + date_time_words(d.saved)),
                         html::Tint::Plain});
  }
  if (!drafts.empty())
    card.rows.push_back(
        {"All of them", html::link(v.url("/drafts"), "look through them"), html::Tint::Plain});
  return html::facts_card(card);
}

Html tasks_part(const Visit& v, const std::vector<gate::Task>& tasks, const Names& names) {
  html::FactsCard card{"To look at", {}, {}, {}, "Nothing waits for you."};
  for (const auto& t : tasks) {
    const auto* kind = gate::find_task_kind(t.kind);
    const std::string what = kind ? std::string(kind->words) : t.kind;
    std::string who = t.about_person ? ", " + names.name(*t.about_person) : std::string{};
    if (gate::about_staff(t.kind))
      if (const auto staff = StaffId::parse(t.about_thing)) who = ": " + v.staff->name(*staff);
    if (kind && !kind->path.empty())
      card.rows.push_back({what + who, html::link(v.url(kind->path), "look at it"), html::Tint::Plain});
    else
      card.rows.push_back(
          {what + who,
           html::act(
               v.url("/tasks/" + t.id.text() + "/done"), v.session.csrf,
               {.words = kind ? std::string(kind->done) : "Done", .look = html::Look::Quiet, .about = what}),
           html::Tint::Plain});
  }
  return html::facts_card(card);
}

Html agreement_notice(const Visit& v) {
  if (v.actor.agreement && v.actor.training) return {};
  if (!v.actor.agreement)
    return html::notification("Before you can open records",
                              html::frag(html::paragraph("Sign the confidentiality agreement."),
                                         html::link(v.url("/account"), "Go to your account")));
  return html::notification(
      "Your access is paused",
      html::paragraph("Your data-protection training is missing or too old (notice, part " +
                      v.charter().access_clause +
                      "). Do the training, and ask whoever manages staff to record it."));
}

Result<Response> day_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto today = site.today();
  std::optional<PersonId> after;
  if (auto a = PersonId::parse(r.query.get("after"))) after = *a;
  TRY(auto caseload, v.org->journeys->caseload(v.actor, after, kCaseloadShown));
  TRY(auto due, v.org->entries->due(v.actor, add_days(today, kDueDaysAhead), kDueShown));
  TRY(auto drafts, v.org->drafts->mine(v.actor.id));
  TRY(auto tasks, v.org->tasks->open(v.actor, kDueShown));
  std::vector<PersonId> ids;
  for (const auto& e : caseload) ids.push_back(e.person);
  for (const auto& d : due) ids.push_back(d.person);
  for (const auto& d : drafts) ids.push_back(d.person);
  for (const auto& t : tasks)
    if (t.about_person) ids.push_back(*t.about_person);
  TRY(auto names, Names::of(v, ids, gate::Thing::Day));
  auto f = site.frame(r, "My day", "day");
  f.heading = long_date(today);
  f.caption = "Hello, " + v.staff_name;
  const bool more = static_cast<int>(caseload.size()) == kCaseloadShown;
  f.main =
      html::frag(agreement_notice(v), html::heading(2, "People you support", "m"),
                 caseload_part(v, caseload, names, today),
                 html::pagination(after ? v.url("/day") : std::string{},
                                  more ? v.url("/day?after=" + caseload.back().person.text()) : std::string{},
                                  "First", "More"));
  f.aside =
      html::frag(due_part(v, due, names, today), drafts_part(v, drafts, names), tasks_part(v, tasks, names));
  return site.page(std::move(f));
}

Result<Response> drafts_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto drafts, v.org->drafts->mine(v.actor.id));
  std::vector<PersonId> ids;
  for (const auto& d : drafts) ids.push_back(d.person);
  TRY(const auto names, Names::of(v, ids, gate::Thing::Day));
  html::Table t;
  t.caption = "Last saved first";
  t.columns = {{"What", false, true}, {"About"}, {"Saved"}, {"Throw away", false, false, true}};
  std::int64_t shut = 0;
  for (const auto& d : drafts) {
    if (!names.find(d.person)) {
      ++shut;
      continue;
    }
    const std::string what = v.charter().at(d.kind).name;
    t.rows.push_back({html::link(draft_url(v, d), d.entry ? what + ", a change" : what),
                      html::text(names.name(d.person)), html::text(date_time_words(d.saved)),
                      html::act(v.url("/drafts/" + d.id.text() + "/discard"), v.session.csrf,
                                {.words = "Throw away",
                                 .look = html::Look::Quiet,
                                 .about = what + " about " + names.name(d.person)})});
  }
  auto f = site.frame(r, "Your drafts", "day");
  f.heading = "Your drafts";
  if (!t.rows.empty()) f.main += html::table(t);
  if (drafts.empty())
    f.main +=
        html::empty_state("You have nothing half written",
                          "What you write is saved every few seconds, and waits here until you keep it.",
                          html::button_link(v.url("/day"), "Go to my day", html::Look::Second));
  if (shut > 0)
    f.main += html::paragraph(
        counted_words(shut, "draft is", "drafts are") +
        " about people whose record is not open to you any more. Ask your manager for a reason "
        "to open it if something in it must still be kept.");
  return site.page(std::move(f));
}

Result<Response> task_done(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = TaskId::parse(r.param("task"));
  if (!id) return not_found();
  CHECK_OK(v.org->tasks->complete(v.actor, *id));
  return site.done(r, "/day", "Done.");
}

Result<Response> team_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::SeeWorkload, "workload"));
  TRY(auto loads, v.org->journeys->workload(v.actor));
  std::vector<html::Bar> bars;
  int people = 0;
  for (const auto& l : loads) {
    const std::string team = l.team ? " (" + v.staff->team(*l.team) + ")" : std::string{};
    bars.push_back(
        {v.staff->name(l.worker) + team, static_cast<double>(l.people), std::to_string(l.people), {}});
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

void add_day_pages(http::Router& router, Site& site) {
  PageTable(router, site, "day")
      .get("/day", "day", day_page)
      .get("/drafts", "drafts", drafts_page)
      .post("/tasks/{task}/done", "task.done", {"day"}, task_done);
  PageTable(router, site, "team").get("/team", "team", team_page);
  PageTable(router, site, "grants")
      .get("/grants", "grants", grants_page)
      .post("/grants/{grant}", "grants.review", {"grants"}, review_grant);
}

}  // namespace candour::web
