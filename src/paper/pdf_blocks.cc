#include <cairo/cairo-pdf.h>

#include <algorithm>
#include <numeric>

#include "paper/pdf_page.h"
#include "paper/pictogram.h"

namespace candour::paper::pdf {
namespace {

constexpr double kWholeRow = 0.4;  // a row up to this share of a page is not parted
constexpr double kGap = 2.5;       // between the statements of one cell

class Drawer {
 public:
  Drawer(Pages& p, const Document& d, const std::vector<HeadingPlace>& before)
      : p_(p),
        doc_(d),
        before_(before),
        body_(d.large   ? 17
              : d.dense ? 8.6
                        : 10.5),
        pad_(d.dense ? 1.2 : 5) {}

  std::vector<HeadingPlace> places;

  void title();
  void contents();
  double opening(std::size_t block) const;
  void operator()(const Heading&);
  void operator()(const Paragraph&);
  void operator()(const List&);
  void operator()(const Table&);
  void operator()(const KeyFacts&);
  void operator()(const Note&);
  void operator()(const Picture&);
  void operator()(const NewPage&) {
    if (p_.y > p_.top) p_.next_page();
  }

 private:
  struct CellLines {
    std::vector<Laid> parts;
    std::vector<std::pair<const Laid*, int>> lines;  // in order, over all parts
    std::size_t next = 0;
    /// Between two statements of one cell.
    double gap(std::size_t line) const { return line > 0 && lines[line].second == 0 ? kGap : 0; }
    double height() const {
      double h = 0;
      for (std::size_t i = 0; i < lines.size(); ++i) h += lines[i].first->line_height + gap(i);
      return h;
    }
  };
  struct Grid {
    std::vector<double> x, w;  // of the columns
    Look look;
    bool first_is_heading = true;
  };

  Grid grid(const Table&) const;
  double opening(const Table&) const;
  /// Draws a heading that is laid already, with its place in the outline.
  void head(int level, const std::string& text, const std::string& anchor, const Laid&, double x);
  Look body(double scale = 1) const {
    Look l;
    l.size = body_ * scale;
    return l;
  }
  CellLines cell_lines(const Cell&, const Look&, double width) const;
  std::vector<CellLines> row_lines(const Grid&, const std::vector<Cell>&, bool header) const;
  void draw_row(const Grid&, std::vector<CellLines>& row, bool header, bool tagged);
  void heading_row(const Grid&, const std::vector<std::string>& columns, bool tagged);
  void pictogram_at(std::string_view name, double x, double y, double size);
  double row_height(const std::vector<CellLines>& row) const {
    double h = 0;
    for (const auto& c : row) h = std::max(h, c.height());
    return h + 2 * pad_;
  }

  Pages& p_;
  const Document& doc_;
  const std::vector<HeadingPlace>& before_;
  double body_;
  double pad_;  // inside a table's cells
  int outline_parent_[7] = {};
};

void Drawer::title() {
  Look big;
  big.size = body_ * (doc_.dense ? 1.7 : 2.2);
  big.bold = true;
  big.colour = kDeep;
  big.leading = 1.2;
  p_.flow(p_.lay(Text(doc_.title), big, p_.line_width()), p_.left, "H1");
  p_.y += 4;
  if (!doc_.subtitle.empty()) {
    p_.flow(p_.lay(Text(doc_.subtitle), body(1.1), p_.line_width()), p_.left, "P");
  }
  p_.y += doc_.dense ? 2 : 10;
}

void Drawer::contents() {
  Look head = body(1.1);
  head.bold = true;
  p_.flow(p_.lay(Text("In this document"), head, p_.line_width()), p_.left, "P");
  p_.y += 2;
  p_.begin("TOC");
  for (const Block& b : doc_.blocks) {
    const auto* h = std::get_if<Heading>(&b);
    if (!h || h->level != 2 || h->anchor.empty()) continue;
    int page = 0;
    for (const auto& place : before_)
      if (place.anchor == h->anchor) page = place.page;
    const Laid number = p_.lay(Text(page ? std::to_string(page) : " "), body(), 40);
    int w = 0;
    pango_layout_get_size(number.layout.get(), &w, nullptr);
    const Laid words = p_.lay(Text().link(h->text, "#" + h->anchor), body(), p_.line_width() - 40);
    p_.need(words.height());
    p_.begin("TOCI");
    const double top = p_.y;
    p_.flow(words, p_.left, "Reference");
    p_.begin("Span");
    p_.line(number, 0, p_.right - w / double(PANGO_SCALE), top, true);
    p_.end("Span");
    p_.end("TOCI");
    p_.y += 1.5;
  }
  p_.end("TOC");
  p_.y += 8;
}

void Drawer::head(int level, const std::string& text, const std::string& anchor, const Laid& laid, double x) {
  const std::string tag = "H" + std::to_string(level);
  const int parent = outline_parent_[level - 1];
  const std::string where =
      "page=" + std::to_string(p_.page) + " pos=[" + std::to_string(x) + " " + std::to_string(p_.y) + "]";
  const int id = cairo_pdf_surface_add_outline(p_.surface(), parent, text.c_str(), where.c_str(),
                                               CAIRO_PDF_OUTLINE_FLAG_OPEN);
  for (int i = level; i < 7; ++i) outline_parent_[i] = id;
  if (!anchor.empty()) {
    p_.begin(CAIRO_TAG_DEST, "name=" + attribute(anchor));
    places.push_back({anchor, p_.page});
  }
  p_.flow(laid, x, tag);
  if (!anchor.empty()) p_.end(CAIRO_TAG_DEST);
}

void Drawer::operator()(const Heading& h) {
  static constexpr double kScale[] = {2.2, 1.55, 1.2, 1.05, 1, 1};
  const int level = std::clamp(h.level, 1, 6);
  Look l = body(doc_.dense ? std::min(kScale[level - 1], 1.15) : kScale[level - 1]);
  l.bold = true;
  l.leading = 1.25;
  l.colour = level <= 3 ? kDeep : kInk;
  const Laid laid = p_.lay(Text(h.text), l, p_.line_width());
  if (p_.y > p_.top) p_.y += doc_.dense ? body_ * 0.3 : level == 2 ? body_ * 1.7 : body_ * 0.9;
  head(level, h.text, h.anchor, laid, p_.left);
  p_.y += body_ * 0.35;
}

void Drawer::operator()(const Paragraph& para) {
  p_.flow(p_.lay(para.text, body(para.lead ? 1.15 : 1), p_.line_width()), p_.left, "P");
  p_.y += body_ * 0.5;
}

void Drawer::operator()(const List& l) {
  p_.begin("L");
  int n = 0;
  for (const Text& t : l.items) {
    const Laid mark = p_.lay(Text(l.numbered ? std::to_string(++n) + "." : std::string("•")), body(), 24);
    const Laid words = p_.lay(t, body(), p_.line_width() - 18);
    if (p_.room() < std::min(words.height(), 2 * words.line_height)) p_.next_page();
    p_.begin("LI");
    p_.begin("Lbl");
    p_.line(mark, 0, p_.left + (l.numbered ? 0 : 4), p_.y, true);
    p_.end("Lbl");
    p_.flow(words, p_.left + 18, "LBody");
    p_.end("LI");
    p_.y += body_ * 0.18;
  }
  p_.end("L");
  p_.y += body_ * 0.5;
}

Drawer::CellLines Drawer::cell_lines(const Cell& c, const Look& look, double width) const {
  CellLines out;
  for (const Text& t : c.lines) {
    if (t.empty()) continue;
    Look l = look;
    l.bold = look.bold && out.parts.empty();  // a heading's first line is its name, the rest explains it
    out.parts.push_back(p_.lay(t, l, width));
  }
  for (const Laid& l : out.parts)
    for (int i = 0; i < l.lines(); ++i) out.lines.emplace_back(&l, i);
  return out;
}

std::vector<Drawer::CellLines> Drawer::row_lines(const Grid& g, const std::vector<Cell>& cells,
                                                 bool header) const {
  std::vector<CellLines> row;
  row.reserve(g.x.size());
  for (std::size_t i = 0; i < g.x.size(); ++i) {
    Look look = g.look;
    look.bold = header || (i == 0 && g.first_is_heading);
    row.push_back(i < cells.size() ? cell_lines(cells[i], look, g.w[i] - 2 * pad_) : CellLines{});
  }
  return row;
}

/// As many lines as the page has room for; the caller draws the rest on the next page.
void Drawer::draw_row(const Grid& g, std::vector<CellLines>& row, bool header, bool tagged) {
  const double start = p_.y + pad_, limit = p_.bottom - pad_;
  double deepest = start;
  if (header) {
    p_.colour(kMist);
    cairo_rectangle(p_.cr(), p_.left, p_.y, p_.line_width(), row_height(row));
    cairo_fill(p_.cr());
  }
  if (tagged) p_.begin("TR");
  for (std::size_t i = 0; i < row.size(); ++i) {
    CellLines& c = row[i];
    const char* tag = header || (i == 0 && g.first_is_heading) ? "TH" : "TD";
    if (tagged) p_.begin(tag);
    double y = start;
    const Laid* open = nullptr;
    while (c.next < c.lines.size()) {
      const auto [laid, index] = c.lines[c.next];
      if (y > start) y += c.gap(c.next);
      if (y + laid->line_height > limit && (y > start || deepest > start)) break;
      const bool leaf = tagged && laid->links.empty();
      if (leaf && open != laid) {
        if (open) p_.end("P");
        p_.begin("P");
        open = laid;
      } else if (!leaf && open) {
        p_.end("P");
        open = nullptr;
      }
      p_.line(*laid, index, g.x[i] + pad_, y, tagged);
      y += laid->line_height;
      ++c.next;
    }
    if (open) p_.end("P");
    if (tagged) p_.end(tag);
    deepest = std::max(deepest, y);
  }
  if (tagged) p_.end("TR");
  p_.y = deepest + pad_;
  p_.rule(p_.y, header ? kDeep : kHair, header ? 1 : 0.5);
}

void Drawer::heading_row(const Grid& g, const std::vector<std::string>& columns, bool tagged) {
  std::vector<Cell> cells(columns.begin(), columns.end());
  auto row = row_lines(g, cells, true);
  draw_row(g, row, true, tagged);
}

Drawer::Grid Drawer::grid(const Table& t) const {
  Grid g;
  g.look = body(t.narrow ? 0.76 : 0.86);
  g.look.leading = 1.3;
  g.first_is_heading = t.row_headings;
  std::vector<double> shares = t.widths;
  if (shares.size() != t.columns.size()) shares.assign(t.columns.size(), 1);
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  double x = p_.left;
  for (double s : shares) {
    g.x.push_back(x);
    g.w.push_back(p_.line_width() * s / sum);
    x += g.w.back();
  }
  return g;
}

double Drawer::opening(const Table& t) const {
  const Grid g = grid(t);
  double h =
      body_ * 2 + row_height(row_lines(g, std::vector<Cell>(t.columns.begin(), t.columns.end()), true));
  if (!t.rows.empty())
    h += std::min(row_height(row_lines(g, t.rows[0], false)), kWholeRow * (p_.bottom - p_.top));
  return h;
}

/// What must stand together on a page from block `i` on: a heading and the beginning of what it heads.
double Drawer::opening(std::size_t i) const {
  if (i >= doc_.blocks.size()) return 0;
  const Block& b = doc_.blocks[i];
  if (const auto* h = std::get_if<Heading>(&b)) return body_ * (h->level <= 2 ? 4.2 : 3.2) + opening(i + 1);
  if (const auto* t = std::get_if<Table>(&b)) return opening(*t);
  if (const auto* p = std::get_if<Paragraph>(&b)) {
    const Laid laid = p_.lay(p->text, body(), p_.line_width());
    const bool leads = i + 1 < doc_.blocks.size() && laid.lines() <= 3 &&
                       !std::holds_alternative<Heading>(doc_.blocks[i + 1]);
    return std::min(laid.height(), 3 * laid.line_height) + (leads ? body_ * 0.5 + opening(i + 1) : 0);
  }
  return body_ * 3.5;
}

void Drawer::operator()(const Table& t) {
  const Grid g = grid(t);
  p_.need(opening(t));
  p_.begin("Table");
  if (!t.caption.empty()) {
    Look bold = body(0.95);
    bold.bold = true;
    p_.flow(p_.lay(Text(t.caption), bold, p_.line_width()), p_.left, "Caption");
    p_.y += 3;
  }
  heading_row(g, t.columns, true);
  for (const auto& cells : t.rows) {
    auto row = row_lines(g, cells, false);
    const double h = row_height(row);
    auto over = [&] {
      p_.next_page();
      heading_row(g, t.columns, false);  // for the eye only; the structure has it once
    };
    if (h > p_.room() && (h < kWholeRow * (p_.bottom - p_.top) || p_.room() < 6 * body_)) over();
    auto left_over = [&] {
      return std::any_of(row.begin(), row.end(), [](const CellLines& c) { return c.next < c.lines.size(); });
    };
    draw_row(g, row, false, true);
    while (left_over()) {
      // The row goes on: its heading is said again, so that the part can be understood by itself.
      if (g.first_is_heading && !row[0].lines.empty() && row[0].next >= row[0].lines.size()) row[0].next = 0;
      over();
      draw_row(g, row, false, true);
    }
  }
  p_.end("Table");
  p_.y += body_ * 0.9;
}

void Drawer::operator()(const KeyFacts& k) {
  Grid g;
  g.look = body(0.92);
  g.x = {p_.left, p_.left + p_.line_width() * 0.3};
  g.w = {p_.line_width() * 0.3, p_.line_width() * 0.7};
  if (k.facts.empty()) return;
  p_.begin("Table");
  for (const auto& f : k.facts) {
    auto row = row_lines(g, {Cell(f.name), f.value}, false);
    const double h = row_height(row);
    if (h > p_.room() && h < 0.6 * (p_.bottom - p_.top)) p_.next_page();
    draw_row(g, row, false, true);
    while (row[1].next < row[1].lines.size() || row[0].next < row[0].lines.size()) {
      if (row[0].next >= row[0].lines.size()) row[0].next = 0;
      p_.next_page();
      draw_row(g, row, false, true);
    }
  }
  p_.end("Table");
  p_.y += body_ * (doc_.dense ? 0.2 : 0.9);
}

void Drawer::operator()(const Note& n) {
  std::vector<Laid> parts;
  Look bold = body();
  bold.bold = true;
  const double x = p_.left + 14, w = p_.line_width() - 24;
  if (!n.title.empty()) parts.push_back(p_.lay(Text(n.title), bold, w));
  for (const Text& t : n.lines) parts.push_back(p_.lay(t, body(), w));
  double h = 16;
  for (const Laid& l : parts) h += l.height() + 3;
  const bool fits = h < p_.bottom - p_.top;
  if (fits) {
    p_.need(h);
    p_.colour(kMist);
    cairo_rectangle(p_.cr(), p_.left, p_.y, p_.line_width(), h);
    cairo_fill(p_.cr());
    p_.colour(kTeal);
    cairo_rectangle(p_.cr(), p_.left, p_.y, 4, h);
    cairo_fill(p_.cr());
    p_.y += 8;
  }
  p_.begin("Sect");
  for (const Laid& l : parts) {
    p_.flow(l, x, "P");
    p_.y += 3;
  }
  p_.end("Sect");
  p_.y += fits ? 8 + body_ * 0.7 : body_ * 0.7;
}

void Drawer::pictogram_at(std::string_view name, double x, double y, double size) {
  cairo_t* cr = p_.cr();
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, size / 24, size / 24);
  p_.colour(kTeal);
  cairo_set_line_width(cr, 2);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  for (const Stroke& s : pictogram(name)) {
    if (s.op == 'M') cairo_move_to(cr, s.n[0], s.n[1]);
    if (s.op == 'L') cairo_line_to(cr, s.n[0], s.n[1]);
    if (s.op == 'C') cairo_curve_to(cr, s.n[0], s.n[1], s.n[2], s.n[3], s.n[4], s.n[5]);
    if (s.op == 'Z') cairo_close_path(cr);
    if (s.op == 'O') {
      cairo_new_sub_path(cr);
      cairo_arc(cr, s.n[0], s.n[1], s.n[2], 0, 6.283185307179586);
    }
  }
  cairo_stroke(cr);
  cairo_restore(cr);
}

void Drawer::operator()(const Picture& pic) {
  const double size = body_ * 4, pad = body_ * 0.8;
  const double x = p_.left + size + 2 * pad + body_ * 1.2;
  Look bold = body(1.25);
  bold.bold = true;
  bold.leading = 1.25;
  bold.colour = kDeep;
  const Laid heading = p_.lay(Text(pic.heading), bold, p_.right - x);
  std::vector<Laid> lines;
  double words = heading.height() + body_ * 0.3;
  for (const Text& t : pic.lines) {
    lines.push_back(p_.lay(t, body(), p_.right - x));
    words += lines.back().height() + body_ * 0.35;
  }
  const double h = std::max(size + 2 * pad, words);
  if (p_.y > p_.top) p_.y += body_ * 0.4;
  p_.need(std::min(h, p_.bottom - p_.top));  // the whole idea stands on one page where it can
  const double start = p_.y;
  const int page = p_.page;
  p_.colour(kMist);
  cairo_rectangle(p_.cr(), p_.left, start, size + 2 * pad, size + 2 * pad);
  cairo_fill(p_.cr());
  pictogram_at(pic.pictogram, p_.left + pad, start + pad, size);
  p_.begin("Sect");
  head(2, pic.heading, anchor_of(pic.heading), heading, x);
  p_.y += body_ * 0.3;
  for (const Laid& l : lines) {
    p_.flow(l, x, "P");
    p_.y += body_ * 0.35;
  }
  p_.end("Sect");
  if (p_.page == page) p_.y = std::max(p_.y, start + h);
  p_.y += body_ * 1.1;
}

}  // namespace

std::vector<HeadingPlace> draw(Pages& pages, const Document& doc, const std::vector<HeadingPlace>& before) {
  Drawer d(pages, doc, before);
  pages.begin("Document");
  d.title();
  if (doc.contents) d.contents();
  for (std::size_t i = 0; i < doc.blocks.size(); ++i) {
    // Never a heading at the foot of a page without the beginning of what it heads.
    if (std::holds_alternative<Heading>(doc.blocks[i])) pages.need(d.opening(i));
    std::visit(d, doc.blocks[i]);
  }
  pages.end("Document");
  return std::move(d.places);
}

}  // namespace candour::paper::pdf
