// The rows of an import: by state, with what to mend beside each, and with the question who is known already.
#include <algorithm>
#include <cstdlib>

#include "base/calendar_words.h"
#include "base/text.h"
#include "web/frame/page_table.h"
#include "web/pages/import/import_parts.h"

namespace candour::web {

using exchange::Decision;
using exchange::ImportRow;
using exchange::ImportState;
using exchange::ImportSummary;
using exchange::RowState;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kRowsShown = 50;
constexpr int kDecisionsShown = 20;
constexpr int kMendedAtOnce = 20;

struct RowTab {
  std::string_view code, words;
  std::optional<RowState> state;
  int ImportSummary::*count;
};
constexpr RowTab kRowTabs[] = {
    {"decide", "Perhaps known already", RowState::Duplicate, &ImportSummary::duplicates},
    {"problems", "To mend first", RowState::Problem, &ImportSummary::problems},
    {"marked", "Good but for a cell", std::nullopt, &ImportSummary::marked},
    {"good", "Good", RowState::Good, &ImportSummary::good}};

const RowTab& tab_of(const ImportSummary& s, std::string_view asked) {
  for (const auto& t : kRowTabs)
    if (t.code == asked) return t;
  for (const auto& t : kRowTabs)
    if (s.*t.count > 0) return t;
  return kRowTabs[3];
}

std::string shown(const Visit& v, const charter::Values& values, std::string_view field) {
  const auto* f = v.charter().kinds.front().find_field(field);
  const auto* x = values.if_contains(field);
  return f && x ? charter::show(*f, *x) : std::string();
}

/// Where they live and how they are reached, as far as the reader may see it.
std::string reached_at(const Visit& v, const charter::Values& values) {
  std::string words;
  for (const auto field : {"addresses", "phones", "email"})
    if (const auto x = shown(v, values, field); !x.empty()) words += (words.empty() ? "" : ", ") + x;
  return words;
}

std::string facts_of(const Visit& v, const ImportRow& row) {
  std::vector<std::string> parts;
  if (const auto born = shown(v, row.values, "birth-date"); !born.empty()) parts.push_back("born " + born);
  if (const auto nhs = shown(v, row.values, "nhs-number"); !nhs.empty()) parts.push_back("NHS number " + nhs);
  if (const auto reached = reached_at(v, row.values); !reached.empty() && row.state == RowState::Duplicate)
    parts.push_back(reached);
  if (!row.circle.empty())
    parts.push_back("with " + counted_words(static_cast<std::int64_t>(row.circle.size()),
                                            "family member or carer", "family members or carers"));
  std::string words;
  for (const auto& p : parts) words += (words.empty() ? "" : " · ") + p;
  return words;
}

/// How they come: "enrolled in Drop-in from 3 May 2026, Northside, key worker Sam Field".
std::string way_of(const Visit& v, const ImportRow& row) {
  const auto& way = row.way;
  const auto& service = v.charter().at(way.service).name;
  if (!way.enrolled) return "referred to " + service;
  auto words =
      "enrolled in " + service + " from " + (way.since ? date_words(*way.since) : std::string("today"));
  if (way.team) words += ", team " + way.team_name;
  if (way.worker) words += ", key worker " + way.worker_name;
  return words;
}

Html good_rows(const Visit& v, const ImportSummary& s, const std::vector<ImportRow>& rows) {
  html::Table t;
  t.caption = "Rows that can be added";
  t.columns = {{"Row", true}, {"Who", false, true}, {"What else"}, {"Comes"}, {"Changed on reading"}};
  t.when_empty = "No row is good as it stands.";
  for (const auto& row : rows) {
    std::vector<Html> changed;
    for (const auto& m : row.marks)
      if (m.weight == exchange::Mark::Weight::Changed)
        changed.push_back(html::text(m.heading + " “" + shorten(clean_line(m.cell), 40) + "”: " + m.words));
    t.rows.push_back(
        {html::link(v.url(import_path(s.id, "/rows/" + std::to_string(row.line))), std::to_string(row.line)),
         html::text(row.name()), html::text(facts_of(v, row)), html::text(way_of(v, row)),
         html::bullets(changed)});
  }
  return html::table(t);
}

Html rows_to_mend(const Visit& v, const ImportSummary& s, const std::string& here,
                  const std::vector<ImportRow>& rows) {
  if (rows.empty()) return html::empty_state("Nothing to mend here", "No cell of these rows is in doubt.");
  const bool first = rows.front().state == RowState::Problem;
  return html::frag(
      html::paragraph(
          first
              ? "These rows are added once what is marked is mended, here or in the file."
              : "These people are added in any case. A cell that is marked is left out, unless you mend it."),
      html::when(first,
                 [&] {
                   return html::button_link(v.url(import_path(s.id, "/problems.csv")),
                                            "Take these rows away as CSV", html::Look::Second);
                 }),
      mend_form(v, s, import_path(s.id, "/mend" + here), rows, false));
}

Html one_decision(const Visit& v, const SentForm& form, const ImportRow& row, charter::Date today) {
  std::vector<Html> who;
  std::vector<html::Choice> choices = {{"skip", "Leave this row out"}};
  if (row.same_as_line) who.push_back(html::text(row.same_why + " of this file."));
  for (const auto& d : row.duplicates) {
    if (!d.hit.in_reach) {
      who.push_back(html::text(d.hit.ask));
      continue;
    }
    const auto& p = d.hit.profile;
    std::string words = p.reference;
    if (const auto born = p.birth_date())
      words += ", born " + date_words(*born) + " (" + age_words(*born, today) + ")";
    if (const auto reached = reached_at(v, p.values); !reached.empty()) words += ", " + reached;
    who.push_back(html::frag(html::link(v.url("/people/" + p.id.text()), p.name()),
                             html::text(", " + words + ". " + d.why + ". "),
                             html::when(d.certain, html::tag("Almost certainly the same", html::Tint::Bad))));
    const auto change = row.updates.find(p.id);
    if (change == row.updates.end()) continue;  // offered only to who may do it
    choices.push_back({"update:" + p.id.text(), "It is " + p.name() + ", " + p.reference +
                                                    ": bring their details up to date from this row"});
    who.push_back(html::text("If it is them: " + way_of(v, row) +
                             ", unless they are there, or referred to it, already."));
    for (const auto& c : change->second)
      who.push_back(html::text(c.label + ": " + (c.now.empty() ? "nothing" : "“" + c.now + "”") +
                               " becomes “" + c.then + "”."));
  }
  if (row.joins)
    choices.push_back({"join", "It is the person of row " + std::to_string(row.same_as_line) +
                                   ": one record, with the details of that row, and here " + way_of(v, row)});
  choices.push_back({"add", "It is somebody else: add them"});
  std::string value = row.decision == Decision::AddAnyway     ? "add"
                      : row.decision == Decision::Skip        ? "skip"
                      : row.decision == Decision::JoinEarlier ? "join"
                                                              : "";
  if (row.decision == Decision::UpdateExisting) value = "update:" + row.existing.text();
  const std::string title = "Row " + std::to_string(row.line) + ": " + row.name();
  return html::card(title, html::frag(html::paragraph(facts_of(v, row)), html::bullets(who),
                                      form.radios({.name = "line-" + std::to_string(row.line),
                                                   .legend = "What shall become of " + row.name() +
                                                             " in row " + std::to_string(row.line) + "?",
                                                   .choices = choices,
                                                   .value = value,
                                                   .small = true})));
}

Html decisions(const Visit& v, const ImportSummary& s, const std::string& here,
               const std::vector<ImportRow>& rows, charter::Date today) {
  if (rows.empty() && s.duplicates > 0)  // the last page of them, or others decided meanwhile
    return html::frag(html::paragraph(s.undecided ? counted_words(s.undecided, "row") +
                                                        " still to decide, on the pages before."
                                                  : "All rows that may be somebody known are decided."),
                      html::button_link(v.url(import_path(s.id, "/known")), "See what is still to decide",
                                        html::Look::Second));
  if (rows.empty())
    return html::empty_state("Nobody in this file seems to be known",
                             "No row is like a record that is here, or like "
                             "another row of the file.");
  const SentForm form(v, v.url(import_path(s.id, "/rows" + here)));
  return html::frag(
      html::paragraph("Two records of one person are a risk to them. " + counted_words(s.undecided, "row") +
                      " still to decide."),
      html::button_link(v.url(import_path(s.id, "/known")), "Decide about many at once", html::Look::Second),
      form.form(html::frag(
          html::each(rows, [&](const ImportRow& row) { return one_decision(v, form, row, today); }),
          html::hidden("last", std::to_string(rows.back().line)), html::button({"Save and go on"}))));
}

std::string dates_words(const ImportSummary& s) {
  if (s.date_order == "day first, assumed")
    return " Dates were read with the day first; none of them tells for certain, so look at a few.";
  if (s.date_order == "doubtful")
    return " Some dates have the month first and others cannot be told: each that can be read in two ways is asked.";
  if (s.date_order == "mixed")
    return " Dates are written in two ways; each was read as it stands, otherwise day first.";
  return s.date_order.empty() ? "" : " Dates were read with the " + s.date_order + ".";
}

std::string left_out_words(const ImportSummary& s) {
  if (s.ignored == 0) return {};
  const std::string which =
      s.ignored == 1 ? " One is left out: it is" : " " + with_commas(s.ignored) + " are left out: they are";
  return which + " empty, or there to explain the columns.";
}

Result<Response> rows_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, v.org->imports->summary(v.actor, import_of(r)));
  if (s.state != ImportState::Review) return site.done(r, import_place(s), "");
  const auto& tab = tab_of(s, r.query.get("show"));
  const bool deciding = tab.state == RowState::Duplicate;
  const int after = std::atoi(r.query.get("after", "0").c_str());
  const bool mending = tab.state == RowState::Problem || !tab.state;
  const int most = deciding ? kDecisionsShown : mending ? kMendedAtOnce : kRowsShown;
  TRY(const auto rows, v.org->imports->rows(v.actor, s.id, tab.state, after, most, !tab.state));
  const auto at = v.url(import_path(s.id, "/rows?show=" + std::string(tab.code)));
  const auto here = "?show=" + std::string(tab.code) + "&after=" + std::to_string(after);
  auto f = import_step(site, r, 3);
  f.caption = s.file_name + " · " + v.charter().at(s.service).name;
  std::vector<html::Tab> tabs;
  for (const auto& t : kRowTabs)
    tabs.push_back({std::string(t.words), v.url(import_path(s.id, "/rows?show=" + std::string(t.code))),
                    &t == &tab, s.*t.count});
  f.main +=
      html::frag(html::paragraph(counted_words(s.rows, "row") + " under the headings." + left_out_words(s) +
                                 dates_words(s)),
                 html::tabs("Rows by state", tabs),
                 deciding  ? decisions(v, s, here, rows, site.today())
                 : mending ? rows_to_mend(v, s, here, rows)
                           : good_rows(v, s, rows),
                 html::pagination(after > 0 ? at : std::string(),
                                  static_cast<int>(rows.size()) == most
                                      ? at + "&after=" + std::to_string(rows.back().line)
                                      : std::string(),
                                  "First", "More"),
                 html::button_row({html::when(s.good + s.duplicates > 0,
                                              [&] {
                                                return html::button_link(v.url(import_path(s.id, "/keep")),
                                                                         "Go on to add them");
                                              }),
                                   html::button_link(v.url(import_path(s.id, "/columns")),
                                                     "Back to the columns", html::Look::Second)}));
  return site.page(std::move(f));
}

Result<Response> take_decisions(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = import_of(r);
  std::vector<FieldProblem> problems;
  for (const auto& [name, value] : r.form.items()) {
    if (!name.starts_with("line-")) continue;
    const int line = std::atoi(name.c_str() + 5);
    auto decision = Decision::Undecided;
    PersonId existing;
    if (value == "add") decision = Decision::AddAnyway;
    if (value == "skip") decision = Decision::Skip;
    if (value == "join") decision = Decision::JoinEarlier;
    if (value.starts_with("update:")) {
      decision = Decision::UpdateExisting;
      existing = PersonId::parse(value.substr(7)).value_or(PersonId{});
    }
    const auto decided = v.org->imports->decide(v.actor, id, line, decision, existing);
    if (decided) continue;
    if (decided.error().code != Code::Invalid) return tl::unexpected<Error>(decided.error());
    problems.insert(problems.end(), decided.error().fields.begin(), decided.error().fields.end());
  }
  if (!problems.empty()) return invalid(std::move(problems));
  TRY(const auto s, v.org->imports->summary(v.actor, id));
  if (s.undecided == 0) return site.done(r, import_path(id, "/keep"), "All rows are decided.");
  return site.done(
      r, import_path(id, "/rows?show=decide&after=" + std::to_string(std::atoi(r.form.get("last").c_str()))),
      "Saved.");
}

Result<Response> problems_file(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(auto csv, v.org->imports->problem_rows(v.actor, import_of(r)));
  static_cast<void>(site);
  return Response::download("rows-to-mend.csv", "text/csv; charset=utf-8", std::move(csv));
}

}  // namespace

void add_import_row_pages(PageTable& t) {
  t.get("/import/{import}/rows", "import.rows", rows_page);
  t.post("/import/{import}/rows", "import.rows.post", {"import.rows"}, take_decisions);
  t.get("/import/{import}/problems.csv", "import.problems", problems_file);
  add_import_cell_pages(t);
}

}  // namespace candour::web
