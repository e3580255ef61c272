// Registers: all incidents, all complaints, all concerns that one may see, month by month; and figures of
// services, in which nobody can be recognised.
#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/service_subject.h"
#include "record/case_register.h"
#include "record/figures.h"
#include "web/frame/page_table.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/asked_dates.h"
#include "web/pages/parts/names.h"
#include "web/pages/parts/timeline_key.h"

namespace candour::web {

using charter::Kind;
using html::Html;
using http::Request;
using http::Response;
using record::CaseRegister;

namespace {

constexpr int kOnePage = 50, kMonthsBack = 12, kLongestDays = 3660;

Result<Response> registers_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  auto f = site.frame(r, "Registers", "day");
  f.heading = "Registers";
  f.narrow = true;
  std::vector<Html> links;
  for (const auto ix : v.org->registers->kinds_for(v.actor))
    links.push_back(html::link(v.url("/registers/" + v.charter().at(ix).code), v.charter().at(ix).plural));
  f.main = links.empty()
               ? html::empty_state("There is no register for you",
                                   "Your role sees nothing here that has steps to take.")
               : html::frag(html::paragraph("All that you may see of one kind, whomever it is about."),
                            html::bullets(links));
  f.main += html::paragraph(html::link(v.url("/figures"), "Figures that name nobody"));
  return site.page(std::move(f));
}

Result<Response> figures_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto pass, v.org->gate->aggregate(v.actor));
  TRY(const auto all, v.org->figures->last_year(pass));
  auto f = site.frame(r, "Figures", "day");
  f.heading = "Figures that name nobody";
  f.main = html::paragraph(
      "How many people each service supported, in the quarters that are over. Small numbers are not told, and the "
      "others are to the nearest five, so that nobody can be recognised.");
  html::Table t;
  const auto put = [&] {
    if (!t.rows.empty()) f.main += html::table(t);
    t.rows.clear();
  };
  t.columns = {{"Service", false, true}, {"Supported", true}, {"Began", true}, {"Ended", true}};
  for (const auto& q : all) {
    const auto caption = month_year(q.from) + " to " + month_year(add_days(q.to, -1));
    if (caption != t.caption) put();
    t.caption = caption;
    t.rows.push_back({html::text(v.charter().at(q.service).name), html::text(q.supported),
                      html::text(q.began), html::text(q.ended)});
  }
  put();
  return site.page(std::move(f));
}

Html filter_form(const Visit& v, const Request& r, const Kind& kind, const AskedDates& dates) {
  std::vector<html::Choice> services, states{{"open", "Not finished yet"}};
  for (const auto& s : v.charter().services) services.push_back({s.code, s.name});
  for (const auto& s : kind.states) states.push_back({s.code, s.name});
  return html::details(
      "Show only some",
      html::form(
          {.action = v.url("/registers/" + kind.code), .csrf = {}, .get = true},
          html::frag(html::select({.name = "service",
                                   .label = "Service",
                                   .choices = services,
                                   .value = r.query.get("service")}),
                     html::select({.name = "state",
                                   .label = "Where it stands",
                                   .choices = states,
                                   .value = r.query.get("state")}),
                     date_fields(r, dates), html::button({.words = "Show", .look = html::Look::Second}))),
      dates.problems.any() || r.query.has("state") || r.query.has("service") || r.query.has("from"));
}

std::string state_name(const Kind& kind, const std::string& code) {
  const auto found = std::ranges::find(kind.states, code, &charter::State::code);
  return found == kind.states.end() ? code : found->name;
}

Html months_part(const CaseRegister& all) {
  std::vector<html::Bar> bars;
  for (const auto& m : all.months)
    bars.push_back(
        {month_year(make_date(m.year, m.month, 1)),
         static_cast<double>(m.all),
         std::to_string(m.all) + (m.open > 0 ? ", " + std::to_string(m.open) + " not finished" : ""),
         {}});
  return html::bar_chart("Month by month", bars, "");
}

/// How long they took, against the time that the notice or the law gives: the figures of a year.
Html clocks_part(const CaseRegister& all) {
  if (all.clocks.empty()) return {};
  html::Table t;
  t.caption = "Against the time there is for it";
  t.columns = {{"What"},       {"All", true},     {"In time", true},
               {"Late", true}, {"Not yet", true}, {"Half of them"}};
  for (const auto& c : all.clocks) {
    const auto n = [](std::int64_t x) { return html::text(std::to_string(x)); };
    t.rows.push_back(
        {html::text(c.name), n(c.all), n(c.in_time), n(c.late),
         html::frag(
             n(c.running),
             html::when(c.overdue > 0,
                        [&] { return html::hint_line("of these late: " + std::to_string(c.overdue)); })),
         html::text(!c.half_within        ? std::string("-")
                    : *c.half_within == 0 ? std::string("on the same day")
                    : *c.half_within == 1 ? std::string("within a day")
                                          : "within " + std::to_string(*c.half_within) + " days")});
  }
  return html::table(t);
}

/// The first day of the month eleven months ago: with this one a year's months.
charter::Date a_year_back(charter::Date today) {
  const auto first =
      std::chrono::year_month(today.year(), today.month()) - std::chrono::months(kMonthsBack - 1);
  return first / std::chrono::day(1);
}

Html counts_part(const Kind& kind, const CaseRegister& all) {
  html::FactsCard card{"Counted", {}, {}, {}, {}};
  // A kind has a state "Open" of its own: each count says what it counts.
  card.rows.push_back({"All together", html::text(std::to_string(all.all))});
  card.rows.push_back({"Not finished yet", html::text(std::to_string(all.open))});
  card.rows.push_back({"Late with the next thing", html::text(std::to_string(all.late)),
                       all.late > 0 ? html::Tint::Bad : html::Tint::Plain});
  for (const auto& s : kind.states)
    if (const auto n = all.states.find(s.code); n != all.states.end())
      card.rows.push_back({"Now “" + s.name + "”", html::text(std::to_string(n->second))});
  return html::facts_card(card);
}

Html lines_part(const Visit& v, const Kind& kind, const CaseRegister& all, const Names& names,
                const Titles& titles, charter::Date today) {
  html::Table t;
  t.caption = kind.plural;
  t.columns = {{kind.date_field.empty() ? "Written" : "When", false, true}, {"About"}, {"Now"}, {"Due"}};
  for (const auto& line : all.lines) {
    if (!names.find(line.person)) continue;
    const auto title = titles.title(line.entry);
    Html due;
    if (line.due)
      due = html::text(*line.due < today ? "late since " + short_date(*line.due, today)
                                         : short_date(*line.due, today));
    t.rows.push_back(
        {html::frag(
             html::link(entry_url(v, line.person, line.entry), date_words(candour::today(line.happened)),
                        kind.name + " about " + names.name(line.person)),
             html::when(!title.empty(), [&] { return html::hint_line(title); })),
         html::frag(names.name(line.person),
                    html::when(!gate::service_of_subject(v.charter(), line.person),
                               [&] { return html::hint_line(v.charter().at(line.service).name); })),
         html::text(state_name(kind, line.state)), due});
  }
  t.when_empty = "None.";
  return html::table(t);
}

Result<Response> register_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto ix = v.charter().find_kind(r.param("kind"));
  if (!ix) return not_found();
  const auto& kind = v.charter().at(*ix);
  const auto dates = asked_dates(r);
  const auto today = site.today();
  record::RegisterAsked asked{*ix, v.charter().find_service(r.query.get("service")), r.query.get("state"),
                              dates.from.value_or(a_year_back(today)), dates.to.value_or(today)};
  if (dates.from && days_between(asked.from, asked.to) > kLongestDays)
    asked.from = add_days(asked.to, -kLongestDays);
  CaseRegister all;
  if (!dates.problems.any()) {
    TRY(all, v.org->registers->of(v.actor, asked, timeline_key(r), kOnePage));
  }
  std::vector<PersonId> people;
  std::vector<EntryId> entries;
  for (const auto& line : all.lines) {
    people.push_back(line.person);
    entries.push_back(line.entry);
  }
  TRY(const auto names, Names::and_titles(v, people, gate::Thing::People, Titles::categories(kind)));
  TRY(const auto titles, Titles::of(v, names, entries));
  auto f = site.frame(r, kind.plural, "day");
  f.heading = kind.plural;
  f.caption = "From " + long_date(asked.from) + " to " + long_date(asked.to);
  f.has_errors = dates.problems.any();
  f.main = html::frag(html::error_summary(dates.problems), filter_form(v, r, kind, dates));
  if (all.cut)
    f.main +=
        html::inset(html::paragraph("There are more than " + std::to_string(record::CaseRegisters::kMost) +
                                    ": only the newest are counted. Choose fewer months."));
  if (!dates.problems.any())
    f.main += html::frag(
        lines_part(v, kind, all, names, titles, today),
        html::pagination(
            r.query.has("older") ? v.url("/registers/" + kind.code) : std::string(),
            all.older ? v.url("/registers/" + kind.code + with_key(r, *all.older)) : std::string(), "Newest"),
        clocks_part(all), months_part(all));
  f.aside = counts_part(kind, all);
  return site.page(std::move(f), dates.problems.any() ? 422 : 200);
}

}  // namespace

void add_register_pages(http::Router& router, Site& site) {
  PageTable(router, site, "day")
      .get("/figures", "figures", figures_page)
      .get("/registers", "registers", registers_page)
      .get("/registers/{kind}", "register", register_page);
}

}  // namespace candour::web
