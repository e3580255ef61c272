// Work: all of it that is one's own, and that of those one supervises; giving it on, and finding it still
// right. What a row says is on the entry's own page, where the steps are.
#include "base/calendar_words.h"
#include "base/text.h"
#include "web/frame/page_table.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/work_parts.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr std::size_t kItemsAPage = 60;

/// Where a page of the list begins: "DAY.ENTRY.DEADLINE".
std::string key_of(const record::WorkItem& w) {
  return iso_date(w.due.on) + "." + w.due.entry.text() + "." + w.due.deadline;
}

Html views(const Visit& v, bool line, const record::WorkLists& work) {
  if (v.actor.line.empty()) return {};
  const auto count = [](const auto& items) { return static_cast<int>(items.size()); };
  return html::tabs("Whose work",
                    {{"Yours", v.url("/work"), !line, count(work.mine)},
                     {"Of those you supervise", v.url("/work?of=line"), line, count(work.line)}});
}

Result<Response> work_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto today = site.today();
  const auto until = add_days(today, kWorkDaysAhead);
  const bool line = r.query.get("of") == "line" && !v.actor.line.empty();
  TRY(const auto work, v.org->work->lists(v.actor, until));
  const auto& items = line ? work.line : work.mine;
  const auto from = r.query.get("from");
  std::size_t begin = 0;
  while (begin < items.size() && !from.empty() && key_of(items[begin]) < from) ++begin;
  const auto some = std::span(items).subspan(begin).first(std::min(kItemsAPage, items.size() - begin));
  const auto shown = shown_of(v.charter(), some, today, 0);
  TRY(const auto names, Names::and_titles(v, shown.people, gate::Thing::Waiting, shown.titles));
  TRY(const auto titles, Titles::of(v, names, shown.entries));
  auto f = site.frame(r, "Work", "day");
  f.heading = "Work";
  TRY(f.main, never_begun_notice(v));
  f.main += html::paragraph(
      html::link(v.url("/registers"), "Registers: all incidents, complaints and other cases"));
  f.main += html::paragraph(html::link(v.url("/figures"), "Figures that name nobody"));
  if (v.has(charter::Duty::SeeLedger) || v.has(charter::Duty::CheckOptOut))
    f.main += html::paragraph(
        html::link(v.url("/opt-out"), "Planning and research, and the national data opt-out"));
  f.main += views(v, line, work);
  const std::string query = line ? "?of=line" : "";
  f.main += work_counts(v, items, today, query);
  if (items.empty())
    f.main += html::empty_state(line ? "Nothing of theirs is due" : "Nothing is due",
                                "Up to " + long_date(until) + " nothing waits here.",
                                html::button_link(v.url("/day"), "Go to my day", html::Look::Second));
  f.main += work_tables(v, some, names, titles, today, 0, line);
  const auto at = [&](std::size_t n) {
    return v.url("/work" + query + (n == 0 ? "" : (line ? "&from=" : "?from=") + key_of(items[n])));
  };
  f.main +=
      html::pagination(begin == 0 ? "" : at(begin > kItemsAPage ? begin - kItemsAPage : 0),
                       begin + some.size() < items.size() ? at(begin + some.size()) : "", "Sooner", "Later");
  return site.page(std::move(f));
}

Result<Response> give(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto e, of_entry(v, r));
  const auto to = StaffId::parse(r.form.get("to"));
  if (!to) return invalid("to", "Choose to whom you give it.");
  TRY(const auto pass, v.org->gate->step(v.actor, e.person, e.place.service, e.place.kind));
  const auto given = v.org->work->give(pass, e.person, e.id, r.form.get("deadline"), *to);
  if (!given && given.error().code == Code::NotAllowed)
    return refuse_here(v, pass, e.person, "work", e.id.text(), given.error());
  CHECK_OK(given);
  return site.done(r, e.path(), "Given to " + v.staff->name(*to) + ".");
}

Result<Response> still_right(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto e, of_entry(v, r));
  TRY(const auto pass, v.org->gate->write(v.actor, e.person, e.place.service, e.place.kind));
  TRY(const auto next, v.org->work->still_right(pass, e.person, e.id, r.form.get("deadline")));
  return site.done(r, e.path(), "Looked at today. It is due again on " + long_date(next) + ".");
}

}  // namespace

void add_work_pages(http::Router& router, Site& site) {
  PageTable(router, site, "day").get("/work", "work", work_page);
  PageTable(router, site, "person")
      .post("/people/{person}/entries/{entry}/give", "entry.give", {"entry"}, give)
      .post("/people/{person}/entries/{entry}/still-right", "entry.still_right", {"entry"}, still_right);
}

}  // namespace candour::web
