#include "web/pages/parts/document.h"

#include "paper/pictogram.h"
#include "web/html/components.h"

namespace candour::web {

using html::h;
using html::Html;

namespace {

Html from_text(const paper::Text& t) {
  Html x;
  for (const auto& run : t.runs) {
    Html words = run.href.empty() ? html::text(run.text) : html::link(run.href, run.text);
    x += run.strong ? html::b(words) : std::move(words);
  }
  return x;
}

Html from_cell(const paper::Cell& c) {
  Html x;
  for (std::size_t i = 0; i < c.lines.size(); ++i) {
    if (i) x += h("br");
    x += from_text(c.lines[i]);
  }
  return x;
}

std::string number(double n) {
  std::string s = std::to_string(n);
  s.erase(s.find_last_not_of('0') + 1);
  if (s.ends_with('.')) s.pop_back();
  return s;
}

/// The strokes of a pictogram as an SVG path; circles as two arcs.
std::string path_of(const std::vector<paper::Stroke>& strokes) {
  std::string d;
  for (const auto& s : strokes) {
    if (s.op == 'O') {
      const double x = s.n[0], y = s.n[1], r = s.n[2];
      d += "M" + number(x - r) + " " + number(y) + "a" + number(r) + " " + number(r) + " 0 1 0 " +
           number(2 * r) + " 0a" + number(r) + " " + number(r) + " 0 1 0 " + number(-2 * r) + " 0";
      continue;
    }
    d += s.op;
    for (std::size_t i = 0; i < s.n.size(); ++i) d += (i ? " " : "") + number(s.n[i]);
  }
  return d;
}

Html picture(std::string_view name) {
  const auto strokes = paper::pictogram(name);
  if (strokes.empty()) return {};
  return h("svg",
           {{"viewBox", "0 0 24 24"},
            {"width", 64},
            {"height", 64},
            {"aria-hidden", "true"},
            {"focusable", "false"},
            {"class", "pictogram"}},
           h("path", {{"d", path_of(strokes)},
                      {"fill", "none"},
                      {"stroke", "currentColor"},
                      {"stroke-width", 2},
                      {"stroke-linecap", "round"},
                      {"stroke-linejoin", "round"}}));
}

struct Shown {
  Html operator()(const paper::Heading& x) const {
    static constexpr std::string_view kSize[] = {"l", "m", "s", "s", "s"};
    return html::heading(x.level, x.text, kSize[std::min(x.level - 1, 4)], x.anchor);
  }
  Html operator()(const paper::Paragraph& x) const {
    return h("p", {{"class", x.lead ? "govuk-body-l" : "govuk-body"}}, from_text(x.text));
  }
  Html operator()(const paper::List& x) const {
    std::vector<Html> items;
    for (const auto& i : x.items) items.push_back(from_text(i));
    return x.numbered ? html::numbered(items) : html::bullets(items);
  }
  Html operator()(const paper::Table& x) const { return from_table(x); }
  Html operator()(const paper::KeyFacts& x) const {
    html::SummaryList list;
    for (const auto& f : x.facts) list.rows.push_back({f.name, from_cell(f.value), {}});
    return html::summary_list(list);
  }
  Html operator()(const paper::Note& x) const {
    Html inside = x.title.empty() ? Html{} : h("p", {{"class", "govuk-body"}}, html::b(x.title));
    for (const auto& l : x.lines) inside += h("p", {{"class", "govuk-body"}}, from_text(l));
    return html::inset(inside);
  }
  Html operator()(const paper::NewPage&) const { return h("hr", {{"class", "candour-new-page"}}); }
  Html operator()(const paper::Picture& x) const {
    Html words = html::heading(2, x.heading, "l", paper::anchor_of(x.heading));
    for (const auto& line : x.lines)
      words += h("p", {{"class", "govuk-body easy-read__line"}}, from_text(line));
    return h("section", {{"class", "easy-read"}}, picture(x.pictogram),
             h("div", {{"class", "easy-read__words"}}, words));
  }
};

}  // namespace

Html from_table(const paper::Table& t) {
  html::Table table;
  table.caption = t.caption;
  for (const auto& c : t.columns) table.columns.push_back({c});
  if (t.row_headings && !table.columns.empty()) table.columns[0].row_header = true;
  for (const auto& row : t.rows) {
    std::vector<Html> cells;
    for (const auto& c : row) cells.push_back(from_cell(c));
    cells.resize(t.columns.size());
    table.rows.push_back(std::move(cells));
  }
  return html::table(table);
}

Html from_blocks(const std::vector<paper::Block>& blocks) {
  return html::each(blocks, [](const paper::Block& b) { return std::visit(Shown{}, b); });
}

Html in_parts(const paper::Document& d) {
  Html x = d.subtitle.empty() ? Html{} : h("p", {{"class", "govuk-body-l"}}, d.subtitle);
  Html inside;
  const paper::Heading* part = nullptr;
  const auto close = [&] {
    x += part ? h("details", {{"class", "candour-part"}},
                  h("summary", {{"class", "candour-part__summary"}}, Shown{}(*part)), inside)
              : std::move(inside);
    inside = {};
  };
  for (const auto& b : d.blocks) {
    const auto* head = std::get_if<paper::Heading>(&b);
    if (head && head->level == 2) {
      close();
      part = head;
    } else {
      inside += std::visit(Shown{}, b);
    }
  }
  close();
  return x;
}

Html from_document(const paper::Document& d) {
  Html x = d.subtitle.empty() ? Html{} : h("p", {{"class", "govuk-body-l"}}, d.subtitle);
  if (d.contents) {
    std::vector<Html> items;
    for (const auto& b : d.blocks)
      if (const auto* head = std::get_if<paper::Heading>(&b);
          head && head->level == 2 && !head->anchor.empty())
        items.push_back(html::link("#" + head->anchor, head->text));
    x += h("nav", {{"aria-label", "Contents"}, {"class", "contents"}}, html::heading(2, "Contents", "s"),
           html::bullets(items));
  }
  x += from_blocks(d.blocks);
  return x;
}

}  // namespace candour::web
