// Mending cells of an import where they are shown: what stands there, what was read and why not, and a box to
// put it right. One form for all rows of the page; whatever is typed is kept and read again.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "exchange/import_columns.h"
#include "web/pages/import/import_parts.h"

namespace candour::web {

using exchange::ImportRow;
using exchange::ImportSummary;
using exchange::Mark;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr std::size_t kAsRadios = 5;
constexpr std::string_view kCell = "cell-", kWas = "was-", kPick = "pick-";

std::string box(std::string_view kind, int line, std::string_view place) {
  return std::string(kind) + std::to_string(line) + "-" + std::string(place);
}

/// The box with what it held, so that only what somebody changed is kept.
Html cell_box(const SentForm& form, int line, std::string_view place, const std::string& label,
              const std::string& cell, const std::string& error, const std::string& hint) {
  const auto name = box(kCell, line, place);
  return html::frag(form.text_input({.name = name,
                                     .label = label,
                                     .value = cell,
                                     .hint = hint,
                                     .error = error,
                                     .width = 30,
                                     .autocomplete = "off",
                                     .spellcheck = false}),
                    html::hidden(box(kWas, line, place), cell));
}

/// What may be meant, and then all that could be.
Html choose_reading(const SentForm& form, int line, const Mark& m) {
  const auto name = box(kPick, line, m.place);
  std::vector<html::Choice> choices;
  for (const auto& reading : m.readings) choices.push_back({reading, reading});
  if (m.offered)
    for (const auto& one : *m.offered)
      if (std::find(m.readings.begin(), m.readings.end(), one) == m.readings.end())
        choices.push_back({one, one});
  if (choices.size() > kAsRadios)
    return form.select({.name = name, .label = "Or choose", .choices = choices});
  return form.radios(
      {.name = name, .legend = "Or choose", .choices = choices, .in_line = true, .small = true});
}

Html one_mark(const SentForm& form, int line, const Mark& m) {
  const std::string what = m.weight == Mark::Weight::Stops ? "" : "Left out as it stands. ";
  if (m.place == "row")
    return form.checkbox(box(kCell, line, "row"), "yes", "I have looked: take the row as it stands", false,
                         "Check this row: " + m.words + ".");
  return html::frag(cell_box(form, line, m.place, m.heading + ", row " + std::to_string(line), m.cell,
                             what + m.words + ".", ""),
                    html::when(!m.readings.empty() || (m.offered && !m.offered->empty()),
                               [&] { return choose_reading(form, line, m); }));
}

std::string column_place(std::size_t i) {
  return "c" + std::to_string(i + 1);
}

const Mark* mark_at(const ImportRow& row, std::string_view place) {
  for (const auto& m : row.marks)
    if (m.place == place && m.weight != Mark::Weight::Changed) return &m;
  return nullptr;
}

/// How a cell was read, where that is not as it stands.
std::string changed_words(const ImportRow& row, std::string_view place) {
  for (const auto& m : row.marks)
    if (m.place == place && m.weight == Mark::Weight::Changed) return "Read as: " + m.words;
  return {};
}

std::string value_of(const ImportRow& row, std::string_view field) {
  const auto* x = row.values.if_contains(field);
  return x && x->is_string() ? std::string(x->get_string()) : std::string();
}

/// A whole name comes with its parts, which can be put right one by one.
Html name_parts(const SentForm& form, const ImportRow& row) {
  Html out;
  for (const auto& [field, label] :
       {std::pair{"given-name", "First name"}, std::pair{"family-name", "Last name"}}) {
    const auto* m = mark_at(row, field);
    out += cell_box(form, row.line, field, std::string(label) + ", row " + std::to_string(row.line),
                    m ? m->cell : value_of(row, field), m ? m->words + "." : "", "");
  }
  return out;
}

Html whole_row(const SentForm& form, const ImportSummary& s, const ImportRow& row) {
  Html out;
  for (std::size_t i = 0; i < s.columns.size(); ++i) {
    if (s.columns[i].field.empty()) continue;
    const auto place = column_place(i);
    if (const auto* m = mark_at(row, place)) {
      out += one_mark(form, row.line, *m);
    } else {
      const auto cell = i < row.cells.size() ? row.cells[i] : std::string();
      out += cell_box(form, row.line, place,
                      exchange::shown_heading(s.columns, i) + ", row " + std::to_string(row.line), cell, "",
                      changed_words(row, place));
    }
    if (s.columns[i].field == exchange::kWholeName) out += name_parts(form, row);
  }
  const bool parted = std::any_of(s.columns.begin(), s.columns.end(),
                                  [](const auto& c) { return c.field == exchange::kWholeName; });
  for (const auto& m : row.marks) {
    const bool at_column = m.place.size() > 1 && m.place[0] == 'c' && m.place[1] >= '0' && m.place[1] <= '9';
    const bool shown = at_column || (parted && (m.place == "given-name" || m.place == "family-name"));
    if (m.weight != Mark::Weight::Changed && !shown) out += one_mark(form, row.line, m);
  }
  return out;
}

/// The cells of a row that is in doubt as a whole, side by side.
std::string cells_words(const ImportRow& row) {
  std::string out;
  for (const auto& cell : row.cells) out += (out.empty() ? "" : " | ") + clean_line(cell);
  return "It was read as: " + out;
}

Html marked_cells(const SentForm& form, const ImportRow& row) {
  Html out;
  std::string before;
  for (const auto& m : row.marks) {
    if (m.weight == Mark::Weight::Changed || m.place == before) continue;
    before = m.place;
    if (m.place == "row") out += html::paragraph(cells_words(row));
    out += one_mark(form, row.line, m);
  }
  return out;
}

/// What is typed, by row and place; empty when nothing was changed.
std::map<int, exchange::Mended> mended_of(const Request& r) {
  std::map<int, exchange::Mended> out;
  for (const auto& [name, value] : r.form.items()) {
    const bool pick = name.starts_with(kPick);
    if (!pick && !name.starts_with(kCell)) continue;
    const auto rest = name.substr(pick ? kPick.size() : kCell.size());
    const auto dash = rest.find('-');
    if (dash == std::string::npos) continue;
    const int line = std::atoi(rest.c_str());
    const auto place = rest.substr(dash + 1);
    if (pick && !value.empty()) out[line][place] = value;
    if (pick || out[line].contains(place)) continue;
    if (place == "row" ? value == "yes" : value != r.form.get(box(kWas, line, place)))
      out[line][place] = value;
  }
  std::erase_if(out, [](const auto& line) { return line.second.empty(); });
  return out;
}

Result<Response> take_mended(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = import_of(r);
  const auto cells = mended_of(r);
  const auto show = r.query.get("show");
  const auto back =
      import_path(id, "/rows?show=" + (show == "problems" || show == "marked" ? show : std::string("good")));
  TRY(const auto before, v.org->imports->summary(v.actor, id));
  if (cells.empty()) return site.done(r, back, "Nothing was changed.");
  CHECK_OK(v.org->imports->mend(v.actor, id, cells));
  TRY(const auto after, v.org->imports->summary(v.actor, id));
  const int left = after.problems + after.marked, were = before.problems + before.marked;
  const std::string words =
      left < were ? counted_words(were - left, "row") + " mended." : "Saved and read again.";
  return site.done(r, back,
                   left ? words + " " + counted_words(left, "row") + " still to look at."
                        : words + " All cells are as they should be.");
}

Result<Response> row_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, v.org->imports->summary(v.actor, import_of(r)));
  if (s.state != exchange::ImportState::Review) return site.done(r, import_place(s), "");
  const int line = std::atoi(r.param("line").c_str());
  TRY(const auto rows, v.org->imports->rows(v.actor, s.id, {}, line - 1, 1));
  if (rows.empty() || rows.front().line != line) return not_found();
  auto f = import_step(site, r, 3);
  f.caption = s.file_name + " · row " + std::to_string(line);
  f.main += mend_form(v, s, import_path(s.id, "/rows/" + std::to_string(line)), rows, true);
  return site.page(std::move(f));
}

}  // namespace

Html mend_form(const Visit& v, const ImportSummary& s, const std::string& action,
               const std::vector<ImportRow>& rows, bool whole) {
  const SentForm form(v, v.url(action));
  const auto one = [&](const ImportRow& row) {
    const auto who = row.name().empty() ? std::string("no name") : row.name();
    const auto at = import_path(s.id, "/rows/" + std::to_string(row.line));
    return html::card("Row " + std::to_string(row.line) + ": " + who,
                      whole ? whole_row(form, s, row)
                            : html::frag(marked_cells(form, row),
                                         html::paragraph(html::link(
                                             v.url(at), "All cells of row " + std::to_string(row.line)))));
  };
  return form.form(html::frag(html::each(rows, one), html::button({"Save and read again"})));
}

void add_import_cell_pages(PageTable& t) {
  constexpr auto kLane = http::Lane::Uploads;  // all rows are read again
  t.get("/import/{import}/rows/{line}", "import.row", row_page);
  t.post("/import/{import}/rows/{line}", "import.row.post", {"import.row"}, take_mended, limits::kFormBytes,
         kLane);
  t.post("/import/{import}/mend", "import.mend", {"import.rows"}, take_mended, limits::kFormBytes, kLane);
}

}  // namespace candour::web
