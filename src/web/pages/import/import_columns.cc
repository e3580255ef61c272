// The second step of an import: which part of the file holds the people, and what its columns hold.
#include "exchange/import_columns.h"

#include <cstdlib>

#include "base/text.h"
#include "web/pages/import/import_parts.h"

namespace candour::web {

using exchange::ImportState;
using exchange::ImportSummary;
using html::Html;
using http::Request;
using http::Response;

namespace {

/// What the service asks of everybody: a list without it cannot be taken in.
std::string needed_words(const charter::Charter& c, ServiceIx service) {
  const auto& kind = c.kinds.front();
  const auto* use = c.kind_use(service, kind.ix);
  std::vector<std::string> names;
  for (const auto& f : kind.fields)
    if (charter::needs_answer(use, f)) names.push_back(inside_sentence(f.label));
  return c.at(service).name + " needs of everybody: " + listed(names) + ".";
}

/// Which sheet, where its headings stand, whether hidden rows count: a form of its own, since it changes the
/// columns.
Html sheet_form(const Visit& v, const ImportSummary& s) {
  const auto& said = s.said;
  std::vector<html::Choice> sheets;
  for (const auto& one : said.sheets)
    sheets.push_back({one.name, one.name + (one.hidden ? " (hidden)" : ""), counted_words(one.rows, "row")});
  const SentForm form(v, v.url(import_path(s.id, "/sheet")));
  Html inside;
  if (sheets.size() > 1)
    inside += form.select({.name = "sheet",
                           .label = "Which sheet holds the people?",
                           .choices = sheets,
                           .value = said.sheet,
                           .blank_first = false});
  inside += form.text_input({.name = "heading-row",
                             .label = "In which row do the headings stand?",
                             .value = std::to_string(said.heading_row),
                             .hint = "As your spreadsheet counts its rows",
                             .width = 5,
                             .inputmode = "numeric",
                             .autocomplete = "off"});
  if (said.hidden_rows > 0)
    inside += form.checkbox("hidden-rows", "yes",
                            "Take in the " + counted_words(said.hidden_rows, "hidden row") + " too",
                            said.take_hidden);
  inside += html::button({.words = "Read it so", .look = html::Look::Second});
  return html::details("Another sheet, or headings in another row", form.form(inside),
                       said.sheets.size() > 1 || said.hidden_rows > 0 || form.came_back());
}

std::vector<Html> told_items(const ImportSummary& s) {
  std::vector<Html> out;
  for (const auto& words : s.said.told) out.push_back(html::text(words));
  return out;
}

std::string read_words(const ImportSummary& s) {
  std::string words = "The file was read as " + s.encoding;
  if (s.said.sheets.size() > 1) words += ", its sheet “" + s.said.sheet + "”";
  return words + ", with headings in row " + std::to_string(s.said.heading_row) + " and " +
         counted_words(s.rows, "row") +
         " below them. Columns without an answer are left out. Your answers are remembered for the next file with "
         "these headings.";
}

std::string column_hint(const exchange::Column& c) {
  if (c.hidden) return "Hidden in the spreadsheet";
  return c.guessed ? "Guessed" : "";
}

/// Asked only of those who may enrol: in a list of current clients a status often is not worth a column.
Html empty_status(const Visit& v, const SentForm& form, const ImportSummary& s) {
  if (!v.org->imports->may_enrol(v.actor, s.service))
    return html::inset(html::paragraph("You may not enrol people in " + v.charter().at(s.service).name +
                                       ": they arrive as referrals, to be decided."));
  return form.radios({.name = "empty-status",
                      .legend = "Where a row has no status, or no column says it",
                      .choices = {{"referred", "The person is referred, to be decided"},
                                  {"enrolled", "The person is in the service already"}},
                      .value = s.enrolled_when_empty ? "enrolled" : "referred",
                      .small = true});
}

Result<Response> columns_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, v.org->imports->summary(v.actor, import_of(r)));
  if (s.state != ImportState::Columns && s.state != ImportState::Review)
    return site.done(r, import_place(s), "");
  std::vector<html::Choice> choices = {{"", "Leave this column out"}};
  TRY(const auto targets, v.org->imports->targets(v.actor, s.service));
  for (const auto& [code, label] : targets) choices.push_back({code, label});
  const SentForm form(v, v.url(import_path(s.id, "/columns")));
  html::Table t;
  t.caption = "What does each column hold?";
  t.columns = {{"Column", false, true}, {"First value"}};
  for (std::size_t i = 0; i < s.columns.size(); ++i) {
    const auto& c = s.columns[i];
    const auto name = "column-" + std::to_string(i + 1);
    t.rows.push_back({form.select({.name = name,
                                   .label = exchange::shown_heading(s.columns, i),
                                   .choices = choices,
                                   .value = c.field,
                                   .hint = column_hint(c),
                                   .blank_first = false}),
                      html::text(c.sample)});
  }
  auto f = import_step(site, r, 2);
  f.caption = s.file_name + " · " + v.charter().at(s.service).name;
  f.main += html::frag(
      html::paragraph(read_words(s)),
      html::when(!s.said.told.empty(), [&] { return html::bullets(told_items(s)); }), sheet_form(v, s),
      html::inset(html::paragraph(needed_words(v.charter(), s.service))),
      form.form(html::frag(html::table(t), empty_status(v, form, s), html::button({"Check the rows"}))),
      html::act(v.url(import_path(s.id, "/discard")), v.session.csrf,
                {.words = "Throw this file away", .look = html::Look::Quiet}));
  return site.page(std::move(f));
}

Result<Response> take_columns(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, v.org->imports->summary(v.actor, import_of(r)));
  std::vector<std::string> fields;
  for (std::size_t i = 0; i < s.columns.size(); ++i)
    fields.push_back(r.form.get("column-" + std::to_string(i + 1)));
  CHECK_OK(v.org->imports->choose(v.actor, s.id, fields, r.form.get("empty-status") == "enrolled"));
  return site.done(r, import_path(s.id, "/rows"), "");
}

Result<Response> choose_sheet(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, v.org->imports->summary(v.actor, import_of(r)));
  const auto typed = r.form.trimmed("heading-row");
  const bool number =
      !typed.empty() && typed.size() <= 6 && typed.find_first_not_of("0123456789") == std::string::npos;
  if (!number && !typed.empty()) return invalid("heading-row", "Enter the number of the row, like 3");
  const auto sheet = r.form.has("sheet") ? r.form.get("sheet") : s.said.sheet;
  // On another sheet the headings stand elsewhere: its row is guessed, unless it was typed too.
  const int row = !number || (sheet != s.said.sheet && std::atoi(typed.c_str()) == s.said.heading_row)
                      ? 0
                      : std::atoi(typed.c_str());
  CHECK_OK(v.org->imports->choose_sheet(v.actor, s.id, sheet, row, r.form.get("hidden-rows") == "yes"));
  return site.done(r, import_path(s.id, "/columns"), "");
}

}  // namespace

void add_import_column_pages(PageTable& t) {
  constexpr auto kForm = limits::kBodyBytes;
  constexpr auto kLane = http::Lane::Uploads;  // thousands of rows are read and checked
  t.get("/import/{import}/columns", "import.columns", columns_page);
  t.post("/import/{import}/columns", "import.columns.post", {"import.columns"}, take_columns, kForm, kLane);
  t.post("/import/{import}/sheet", "import.sheet", {"import.columns"}, choose_sheet, kForm, kLane);
}

}  // namespace candour::web
