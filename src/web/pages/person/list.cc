// Lists of people: who is in a service, a team, with a worker, waiting, with something due; in columns of
// one's choice, saved to come back to, and taken away as a file by those who may.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/reason_words.h"
#include "web/frame/numbers.h"
#include "web/frame/page_table.h"
#include "web/pages/parts/names.h"
#include "web/pages/person/list_query.h"

namespace candour::web {

using charter::Duty;
using html::Html;
using http::Request;
using http::Response;
using record::ListColumn;
using record::ListLine;

namespace {

constexpr std::ptrdiff_t kShown = 50;

/// Where a page of a list ends, as the address of the next one holds it; four parts with dots between.
std::string key_text(const ListLine::Key& key) {
  return std::to_string(std::get<0>(key)) + "." + std::get<1>(key).text() + "." +
         std::to_string(std::get<2>(key)) + "." + std::to_string(std::get<3>(key));
}

template <class T>
bool read_number(std::string_view s, T& out) {
  const auto n = number_in<T>(s);
  if (n) out = *n;
  return n.has_value();
}

std::optional<ListLine::Key> read_key(std::string_view s) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= s.size();) {
    const auto end = std::min(s.find('.', at), s.size());
    parts.push_back(s.substr(at, end - at));
    at = end + 1;
  }
  if (parts.size() != 4) return std::nullopt;
  const auto person = PersonId::parse(parts[1]);
  ListLine::Key key;
  if (!person || !read_number(parts[0], std::get<0>(key)) || !read_number(parts[2], std::get<2>(key)) ||
      !read_number(parts[3], std::get<3>(key)))
    return std::nullopt;
  std::get<1>(key) = *person;
  return key;
}

Html cell_of(const record::CellReader& cells, const ListColumn& col, const ListLine& line,
             const people::Profile& p) {
  auto words = cells.text(col, line, p);
  if (col.cell == record::Cell::Due && line.next && line.next->on < cells.today)
    return html::frag(html::tag("late", html::Tint::Bad), " ", words);
  if (record::held_back(col, line)) return html::hint_line(words);
  return html::text(words);
}

/// Those of one page, opened with one decision; who cannot be opened has no line.
Result<Html> table_of(const Visit& v, std::span<const ListLine> lines, const std::vector<ListColumn>& columns,
                      charter::Date today) {
  std::vector<PersonId> ids;
  for (const auto& line : lines) ids.push_back(line.person);
  TRY(const auto names,
      Names::of(v, ids, gate::Thing::People, name_categories(v.charter()) | record::categories_of(columns)));
  html::Table t;
  t.caption = "People";
  t.caption_hidden = true;
  t.columns = {{"Name", false, true}};
  for (const auto& col : columns) t.columns.push_back({col.words});
  const record::CellReader cells{v.charter(), *v.staff, today};
  for (const auto& line : lines) {
    const auto* p = names.find(line.person);
    if (!p) continue;
    auto& row = t.rows.emplace_back();
    row.push_back(html::frag(
        html::link(v.url("/people/" + line.person.text()), p->name()), html::when(p->died.has_value(), [&] {
          return html::frag(" ", html::tag("Died " + date_words(*p->died), html::Tint::Plain));
        })));
    for (const auto& col : columns) row.push_back(cell_of(cells, col, line, *p));
  }
  // Many columns scroll by themselves, within the page; a phone shows cards.
  return html::h("div",
                 {{"class", "candour-wide"},
                  {"role", "region"},
                  {"aria-label", "People in this list"},
                  {"tabindex", "0"}},
                 html::table(t));
}

Html save_form(const Visit& v, const ListQuery& q) {
  const SentForm form(v, v.url("/people/list/save" + q.text()));
  return html::details(
      "Save this list",
      form.form(html::frag(form.text_input({.name = "name",
                                            .label = "What is it called?",
                                            .hint = "Only you see it, on the page People. Up to 60 letters.",
                                            .width = 30,
                                            .autocomplete = "off"}),
                           html::button({"Save", html::Look::Second}))),
      form.came_back());
}

Html nobody(const Visit& v, const ListQuery& q) {
  if (q.fields.empty())
    return html::empty_state("Nobody is in your reach",
                             "Who stands in a list is decided by your role and the person's service.");
  return html::empty_state(
      "Nobody is in this list",
      "Take a filter away, or ask for another state. Only people whom you reach are listed.",
      html::button_link(v.url("/people/list"), "Everybody now", html::Look::Second));
}

Result<Response> list_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto q, list_query(v, r.query));
  std::optional<ListLine::Key> after;
  if (const auto said = r.query.get("after"); !said.empty()) {
    after = read_key(said);
    if (!after) return not_found();
  }
  TRY(const auto listed, v.org->lists->find(v.actor, q.asked));
  const auto from =
      after ? std::ranges::upper_bound(listed.lines, *after, {}, &ListLine::key) : listed.lines.begin();
  const auto to = from + std::min(kShown, listed.lines.end() - from);
  auto f = site.frame(r, "List of people", "people");
  f.heading = "List of people";
  f.back = html::Crumb{"People", v.url("/people")};
  f.main = html::frag(
      html::paragraph(html::frag(filter_words(v, q.asked), ": ", html::b(count_words(listed)),
                                 html::when(listed.lines.size() > kShown && from != to,
                                            [&] {
                                              return html::text(
                                                  ". Here: " + with_commas(from - listed.lines.begin() + 1) +
                                                  " to " + with_commas(to - listed.lines.begin()));
                                            }),
                                 ".")),
      html::details("Filters, order and columns", filter_form(v, q, listed)));
  if (from == to) {
    f.main += nobody(v, q);
    return site.page(std::move(f));
  }
  TRY(const auto table, table_of(v, {from, to}, columns_of(v, q, listed.sees), site.today()));
  f.main += table;
  if (from != listed.lines.begin() || to != listed.lines.end()) {
    auto more = q.fields;
    if (to != listed.lines.end()) more.add("after", key_text((to - 1)->key));
    f.main += html::pagination(after ? v.url("/people/list" + q.text()) : "",
                               to != listed.lines.end() ? v.url("/people/list" + http::query_text(more)) : "",
                               "First", "More");
  }
  if (v.has(Duty::ExportLists))
    f.main += html::button_link(v.url("/people/list/export" + q.text()), "Take it away as a file",
                                html::Look::Second);
  f.main += save_form(v, q);
  return site.page(std::move(f));
}

Result<Response> save_list(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto q, list_query(v, r.query));
  CHECK_OK(v.org->saved_lists->save(v.actor.id, r.form.get("name"), q.text()).map([](auto) {}));
  return site.done(r, "/people/list" + q.text(), "Saved. You find this list on the page People.");
}

Result<Response> forget_list(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = record::SavedListId::parse(r.form.get("list"));
  if (!id) return not_found();
  CHECK_OK(v.org->saved_lists->forget(v.actor.id, *id));
  return site.done(r, "/people", "The list is forgotten. Nothing about anybody in it was changed.");
}

Result<Response> export_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::ExportLists, gate::thing_code(gate::Thing::People)));
  TRY(const auto q, list_query(v, r.query));
  TRY(const auto listed, v.org->lists->find(v.actor, q.asked, Duty::ExportLists));
  std::vector<std::string> columns = {"Name"};
  for (const auto& col : columns_of(v, q, listed.sees)) columns.push_back(col.words);
  auto f = site.frame(r, "Take a list away as a file", "people");
  f.heading = f.title;
  f.back = html::Crumb{"List of people", v.url("/people/list" + q.text())};
  f.narrow = true;
  if (listed.lines.empty()) {
    f.main = html::empty_state(
        "There is nobody to take away", "Only people for whom you have this duty go into a file.",
        html::button_link(v.url("/people/list" + q.text()), "Back to the list", html::Look::Second));
    return site.page(std::move(f));
  }
  html::SummaryList list;
  list.rows = {{"Who", html::text(filter_words(v, q.asked)), {}},
               {"How many", html::text(count_words(listed)), {}},
               {"Columns", html::text(candour::listed(columns)), {}}};
  const SentForm form(v, v.url("/people/list/export" + q.text()));
  f.main = html::frag(
      html::summary_list(list),
      html::inset(html::paragraph(
          "Everybody in the file, and what of them, is on the ledger before you have it, with your reason. "
          "Of more than " +
          std::to_string(exchange::ListExports::kLong) +
          " people whoever keeps the ledger is told. Once it has left, nothing here protects it: keep it "
          "where others cannot open it, and delete it when it has done its work.")),
      form.form(
          html::frag(form.textarea({.name = "reason",
                                    .label = "Why do you need it as a file?",
                                    .hint = "Stands in the file and can be read by whoever keeps the ledger.",
                                    .rows = 3,
                                    .max_letters = gate::kReasonLetters}),
                     form.radios({.name = "form",
                                  .legend = "Which file?",
                                  .choices = {{"xlsx", "Spreadsheet (.xlsx)"}, {"csv", "Plain table (.csv)"}},
                                  .value = "xlsx",
                                  .in_line = true}),
                     html::button({"Take the file"}))));
  return site.page(std::move(f));
}

Result<Response> export_list(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto q, list_query(v, r.query));
  const auto form = r.form.get("form", "xlsx");
  if (form != "xlsx" && form != "csv") return invalid("form", "Choose one of the two files.");
  TRY(auto file, v.org->list_exports->take(
                     v.actor,
                     {q.asked, q.columns, clean_text(r.form.trimmed("reason")),
                      form == "csv" ? exchange::ListForm::Csv : exchange::ListForm::Xlsx, v.staff_name},
                     *v.staff));
  return Response::download(file.name, std::move(file.type), std::move(file.bytes));
}

}  // namespace

void add_list_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "people");
  t.get("/people/list", "people.list", list_page);
  t.post("/people/list/save", "people.list.save", {"people.list"}, save_list);
  t.post("/people/list/forget", "people.list.forget", {"people"}, forget_list);
  t.get("/people/list/export", "people.list.export", export_page);
  t.post("/people/list/export", "people.list.export.post", {"people.list.export"}, export_list,
         limits::kFormBytes, http::Lane::Paper);
}

}  // namespace candour::web
