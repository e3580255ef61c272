// My day: what must be seen at once, what is due, the people one supports, what is half written, what waits.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/by_part.h"
#include "charter/said_words.h"
#include "gate/service_subject.h"
#include "people/collecting.h"
#include "web/frame/page_table.h"
#include "web/pages/parts/diary_parts.h"
#include "web/pages/parts/names.h"
#include "web/pages/parts/work_parts.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

constexpr int kCaseloadShown = 50;
constexpr int kTasksShown = 100;
constexpr std::size_t kShownInBand = 6;  // of all that is on the page of work

Html caseload_part(const Visit& v, const std::vector<people::Enrolment>& list, const Names& names,
                   charter::Date today) {
  std::vector<html::PersonLine> lines;
  std::optional<PersonId> last;
  for (const auto& e : list) {
    const auto* p = names.find(e.person);
    if (!p || last == e.person) continue;
    last = e.person;
    lines.push_back(person_line(v, *p, today, v.charter().at(e.service).name));
  }
  if (lines.empty())
    return html::empty_state("Nobody is on your caseload",
                             "When somebody is allocated to you, they stand here.",
                             html::button_link(v.url("/search"), "Find somebody", html::Look::Second));
  return html::person_lines(lines);
}

std::string draft_url(const Visit& v, const record::Draft& d) {
  const std::string base = v.url("/people/" + d.person.text());
  return d.entry ? base + "/entries/" + d.entry->text() + "/edit?draft=" + d.id.text()
                 : base + "/write/" + v.charter().at(d.kind).code + "?draft=" + d.id.text();
}

Html drafts_part(const Visit& v, const std::vector<record::Draft>& drafts, const Names& names) {
  html::FactsCard card{"Drafts", {}, {}, {}, "You have nothing half written.", true};
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
  html::FactsCard card{"To look at", {}, {}, {}, "Nothing waits for you.", true};
  // One line for all of them: they wait for whoever answers for the notice, whoever that is just now.
  if (const auto n = v.has(Duty::SeeLedger) ? charter::working_values(v.charter()).size() : 0; n > 0)
    card.rows.push_back(
        {std::to_string(n) + (n == 1 ? " value" : " values") + " of the charter to be confirmed",
         html::link(v.url("/charter/working"), "look at them"), html::Tint::Plain});
  for (const auto& t : tasks) {
    const auto* kind = gate::find_task_kind(t.kind);
    const std::string what = kind ? std::string(kind->words) : t.kind;
    std::string who = t.about_person ? ", " + names.name(*t.about_person) : std::string{};
    // What is open after a death is looked at by whoever may open the record.
    if (t.kind == gate::kHasDied && t.about_person && !names.find(*t.about_person)) continue;
    if (gate::about_staff(t.kind))
      if (const auto staff = StaffId::parse(t.about_thing)) who = ": " + v.staff->name(*staff);
    Html how;
    if (t.kind == gate::kTurns) who += ", turns " + t.about_thing;
    if (kind && !kind->path.empty()) how += html::link(v.url(gate::task_path(*kind, t)), "look at it");
    if (!kind || !kind->done.empty())
      how += html::act(
          v.url("/tasks/" + t.id.text() + "/done"), v.session.csrf,
          {.words = kind ? std::string(kind->done) : "Done", .look = html::Look::Quiet, .about = what});
    card.rows.push_back({what + who, how, html::Tint::Plain});
  }
  return html::facts_card(card);
}

/// Today and tomorrow, with the times; what each is about stands in the diary.
Html diary_card(const Visit& v, const std::vector<record::DiaryItem>& items, const Names& names,
                charter::Date today) {
  html::FactsCard card{"Your diary",
                       {},
                       {},
                       html::link(v.url("/diary"), "The whole week"),
                       "Nothing is arranged today or tomorrow."};
  for (const auto& item : items) {
    if (item.freed || (!item.busy && !names.find(item.person))) continue;
    const auto on = local_time(item.span.starts).date;
    const std::string when = (on > today   ? "Tomorrow, "
                              : on < today ? "Since yesterday, "
                                           : "") +
                             clock_time_words(item.span.starts);
    card.rows.push_back(
        {when,
         item.busy ? html::text("Busy")
                   : html::link(v.url("/people/" + item.person.text() + "/entries/" + item.entry.text() +
                                      (item.visit && item.staff == v.actor.id ? "/visit" : "")),
                                names.name(item.person) + (item.visit ? ", home visit" : "")),
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
      html::paragraph("Your data-protection training is missing or too old" +
                      charter::by_part(v.charter().access_clause) +
                      ". Do the training, and ask whoever manages staff to record it."));
}

/// Whether somebody with these posts supports people one by one.
bool has_people(const Visit& v) {
  return std::ranges::any_of(v.actor.posts, [&](const gate::Post& p) {
    const auto& role = v.charter().at(p.role);
    return role.reach != charter::Reach::None && role.reach <= charter::Reach::Team && !role.writes.empty();
  });
}

/// `people`: what is said further down of whom the reader supports, so that a long list of work hides nobody.
Html work_part(const Visit& v, const record::WorkLists& work, const Names& names, const Titles& titles,
               charter::Date today, bool people) {
  const auto& [mine, theirs] = work;
  Html all = html::heading(2, "Your work", "m");
  if (people && !mine.empty()) all += html::paragraph(html::link("#people", "Go to the people you support"));
  if (mine.empty())
    all += html::paragraph("Nothing of yours is due in the next two weeks.");
  else
    all += html::frag(work_counts(v, mine, today),
                      work_tables(v, mine, names, titles, today, kShownInBand, false));
  if (!theirs.empty()) {
    const auto late =
        std::ranges::count(theirs, Band::Late, [&](const auto& w) { return band_of(w.due.on, today); });
    all += html::paragraph(
        html::link(v.url("/work?of=line"), "Of those you supervise: " + std::to_string(theirs.size()) +
                                               " due, " + std::to_string(late) + " late"));
  }
  return all;
}

/// The people of whoever is away, for whom the reader stands in today.
Result<Html> covered_part(const Visit& v, charter::Date today) {
  Html all;
  for (const auto& cover : v.actor.covering) {
    TRY(const auto list, v.org->journeys->caseload(v.actor, {}, kCaseloadShown, cover.away));
    std::vector<PersonId> ids;
    for (const auto& e : list) ids.push_back(e.person);
    TRY(const auto names, Names::of(v, ids, gate::Thing::Caseload));
    all += html::frag(html::heading(2, "You stand in for " + v.staff->name(cover.away), "m"),
                      html::paragraph("Until " + long_date(cover.until) + ". Their work is among yours."),
                      caseload_part(v, list, names, today));
  }
  return all;
}

/// What is about nobody in particular: a complaint about the service, a boiler that burst.
Result<Html> services_part(const Visit& v) {
  html::FactsCard card{"About the service itself", {}, {}, {}, {}};
  for (std::size_t i = 0; i < v.charter().services.size(); ++i) {
    const auto service = static_cast<ServiceIx>(i);
    const auto subject = gate::subject_of(v.charter(), service);
    TRY(const auto kinds, v.org->gate->writable(v.actor, subject));
    if (!kinds.empty())
      card.rows.push_back(
          {v.charter().at(service).name,
           html::link(v.url("/people/" + subject.text()), "open", v.charter().at(service).name),
           html::Tint::Plain});
  }
  return card.rows.empty() ? Html{} : html::facts_card(card);
}

Result<Response> day_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto today = site.today();
  const auto until = add_days(today, kWorkDaysAhead);
  std::optional<PersonId> after;
  if (auto a = PersonId::parse(r.query.get("after"))) after = *a;
  TRY(auto caseload, v.org->journeys->caseload(v.actor, after, kCaseloadShown));
  TRY(auto work, v.org->work->lists(v.actor, until));
  // What names the reader stands before what is anybody's who supports that person, however old.
  std::ranges::stable_partition(
      work.mine, [&](const record::WorkItem& w) { return w.given == v.actor.id || w.named == v.actor.id; });
  TRY(const auto alerts, v.org->alerts->waiting(v.actor));
  TRY(auto drafts, v.org->drafts->mine(v.actor.id));
  TRY(auto tasks, v.org->tasks->open(v.actor, kTasksShown));
  TRY(const auto diary, v.org->diary->of_staff(v.actor, {v.actor.id}, record::span_of_days(today, 2)));
  const auto shown = shown_of(v.charter(), work.mine, today, kShownInBand);
  auto ids = shown.people;
  for (const auto& item : diary)
    if (!item.busy) ids.push_back(item.person);
  for (const auto& e : caseload) ids.push_back(e.person);
  for (const auto& a : alerts) ids.push_back(a.person);
  for (const auto& d : drafts) ids.push_back(d.person);
  for (const auto& t : tasks)
    if (t.about_person) ids.push_back(*t.about_person);
  TRY(auto names, Names::and_titles(v, ids, gate::Thing::Day, shown.titles));
  TRY(const auto titles, Titles::of(v, names, shown.entries));
  const bool supports = !caseload.empty() || has_people(v);
  auto f = site.frame(r, "My day", "day");
  f.heading = long_date(today);
  f.caption = "Hello, " + v.staff_name;
  TRY(const auto never_begun, never_begun_notice(v));
  f.main = html::frag(agreement_notice(v), never_begun, alert_cards(v, alerts, names),
                      work_part(v, work, names, titles, today, supports));
  if (supports) {
    const bool more = static_cast<int>(caseload.size()) == kCaseloadShown;
    f.main += h("section", {{"id", "people"}}, html::heading(2, "People you support", "m"),
                caseload_part(v, caseload, names, today),
                html::pagination(after ? v.url("/day") : std::string{},
                                 more ? v.url("/day?after=" + caseload.back().person.text()) : std::string{},
                                 "First", "More"));
  }
  TRY(const auto covered, covered_part(v, today));
  f.main += covered;
  TRY(const auto services, services_part(v));
  f.aside = html::frag(diary_card(v, diary, names, today), tasks_part(v, tasks, names),
                       drafts_part(v, drafts, names), services);
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
        " about people whose record is not open to you any more. If something in it must still be kept, ask " +
        v.their_supervisor() + " to let you in again.");
  return site.page(std::move(f));
}

Result<Response> task_done(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = TaskId::parse(r.param("task"));
  if (!id) return not_found();
  CHECK_OK(v.org->tasks->complete(v.actor, *id));
  // Where it was said: on one's day, or on the page of the entry that the alert was about.
  const auto person = PersonId::parse(r.form.get("person"));
  const auto entry = EntryId::parse(r.form.get("entry"));
  const bool from_entry = person && entry;
  return site.done(r, from_entry ? "/people/" + person->text() + "/entries/" + entry->text() : "/day",
                   from_entry ? "Seen. It is off your list." : "It is off your list.");
}

}  // namespace

void add_day_pages(http::Router& router, Site& site) {
  PageTable(router, site, "day")
      .get("/day", "day", day_page)
      .get("/drafts", "drafts", drafts_page)
      .post("/tasks/{task}/done", "task.done", {"day"}, task_done);
}

}  // namespace candour::web
