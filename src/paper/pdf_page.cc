#include "paper/pdf_page.h"

#include <hb.h>

#include <algorithm>

namespace candour::paper::pdf {
namespace {

constexpr double kA4Short = 595.276, kA4Long = 841.890;  // points
constexpr const char* kFamilies =
    "Atkinson Hyperlegible Next,Atkinson Hyperlegible,DejaVu Sans,Liberation Sans,Noto Sans,Sans";

bool clickable(std::string_view h) {
  return h.starts_with("https://") || h.starts_with("mailto:") || h.starts_with("tel:") || h.starts_with("#");
}

}  // namespace

std::string attribute(std::string_view s) {
  std::string out = "'";
  for (char c : s) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

Pages::Pages(cairo_surface_t* surface, const Document& doc, int total)
    : surface_(surface),
      doc_(doc),
      total_(total),
      cr_(cairo_create(surface)),
      context_(pango_cairo_create_context(cr_.get())) {
  width = doc.wide ? kA4Long : kA4Short;
  height = doc.wide ? kA4Short : kA4Long;
  if (doc.dense) left = top = 42;
  right = width - left;
  bottom = height - 64;
  y = top;
  // Letters stand where the font wants them, not on the pixels of a screen.
  pango_cairo_context_set_resolution(context_.get(), 72);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  pango_context_set_language(context_.get(), pango_language_from_string("en-gb"));
}

Pages::~Pages() = default;

Laid Pages::lay(const Text& text, const Look& look, double wide) const {
  Laid laid;
  laid.look = look;
  laid.layout.reset(pango_layout_new(context_.get()));
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, kFamilies);
  pango_font_description_set_absolute_size(font, look.size * PANGO_SCALE);
  if (look.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(laid.layout.get(), font);

  std::string words;
  PangoAttrList* attributes = pango_attr_list_new();
  for (const Run& r : text.runs) {
    const auto from = static_cast<guint>(words.size());
    // A line break inside a paragraph would be a paragraph to pango: it becomes a space.
    for (char c : r.text) words += (c == '\n' || c == '\r') ? ' ' : c;
    const auto to = static_cast<guint>(words.size());
    auto add = [&](PangoAttribute* a) {
      a->start_index = from;
      a->end_index = to;
      pango_attr_list_insert(attributes, a);
    };
    if (r.strong) add(pango_attr_weight_new(PANGO_WEIGHT_BOLD));
    if (clickable(r.href)) {
      add(pango_attr_underline_new(PANGO_UNDERLINE_SINGLE));  // also parts the runs at the link's ends
      laid.links.push_back({static_cast<int>(from), static_cast<int>(to), r.href});
    }
  }
  // One glyph a letter: reading programs and copying get the words letter by letter, and easy to read it is.
  PangoAttribute* plain = pango_attr_font_features_new("liga=0,clig=0,dlig=0");
  plain->start_index = 0;
  plain->end_index = static_cast<guint>(words.size());
  pango_attr_list_insert(attributes, plain);
  pango_layout_set_attributes(laid.layout.get(), attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_text(laid.layout.get(), words.data(), static_cast<int>(words.size()));
  pango_layout_set_width(laid.layout.get(), static_cast<int>(wide * PANGO_SCALE));
  pango_layout_set_wrap(laid.layout.get(), PANGO_WRAP_WORD_CHAR);

  // The family lists its metrics per font; one height for every line keeps pages and tables even.
  PangoFontMetrics* m = pango_context_get_metrics(context_.get(), font, pango_language_from_string("en-gb"));
  const double ascent = pango_font_metrics_get_ascent(m) / double(PANGO_SCALE);
  const double descent = pango_font_metrics_get_descent(m) / double(PANGO_SCALE);
  pango_font_metrics_unref(m);
  pango_font_description_free(font);
  laid.line_height = look.size * look.leading;
  laid.ascent = ascent + (laid.line_height - ascent - descent) / 2;
  return laid;
}

void Pages::begin(std::string_view tag, const std::string& attributes) {
  cairo_tag_begin(cr_.get(), std::string(tag).c_str(), attributes.empty() ? nullptr : attributes.c_str());
}

void Pages::end(std::string_view tag) {
  cairo_tag_end(cr_.get(), std::string(tag).c_str());
}

void Pages::colour(Colour c) {
  cairo_set_source_rgb(cr_.get(), c.r, c.g, c.b);
}

void Pages::rule(double at_y, Colour c, double thick) {
  colour(c);
  cairo_set_line_width(cr_.get(), thick);
  cairo_move_to(cr_.get(), left, at_y);
  cairo_line_to(cr_.get(), right, at_y);
  cairo_stroke(cr_.get());
}

namespace {

struct ItemFree {
  void operator()(PangoGlyphItem* i) const { pango_glyph_item_free(i); }
};
using Item = std::unique_ptr<PangoGlyphItem, ItemFree>;

/// The run with its spaces as real glyphs. Pango empties the space at which it breaks a line; a program that
/// reads the page aloud would then join the words of two lines.
Item with_spaces(const PangoLayoutRun& run) {
  Item item(pango_glyph_item_copy(const_cast<PangoGlyphItem*>(&run)));
  hb_codepoint_t space = 0;
  if (!hb_font_get_nominal_glyph(pango_font_get_hb_font(item->item->analysis.font), ' ', &space)) return item;
  PangoGlyphString* g = item->glyphs;
  for (int i = 0; i < g->num_glyphs; ++i)
    if (g->glyphs[i].glyph == PANGO_GLYPH_EMPTY) g->glyphs[i].glyph = space;
  return item;
}

}  // namespace

void Pages::line(const Laid& laid, int index, double x, double top_y, bool tagged) {
  PangoLayoutLine* l = pango_layout_get_line_readonly(laid.layout.get(), index);
  const double base = top_y + laid.ascent;
  const char* words = pango_layout_get_text(laid.layout.get());
  for (GSList* r = l->runs; r; r = r->next) {
    const auto* run = static_cast<const PangoLayoutRun*>(r->data);
    const int at = run->item->offset;
    const Laid::Span* link = nullptr;
    for (const auto& s : laid.links)
      if (at >= s.from && at < s.to) link = &s;
    const double w = pango_glyph_string_get_width(run->glyphs) / double(PANGO_SCALE);
    // Only a line with links is marked piece by piece; elsewhere the caller's own tag is the leaf.
    const bool pieces = tagged && !laid.links.empty();
    const char* tag = link ? CAIRO_TAG_LINK : "Span";
    if (pieces && link)
      begin(tag, link->href.starts_with("#") ? "dest=" + attribute(link->href.substr(1))
                                             : "uri=" + attribute(link->href));
    else if (pieces)
      begin(tag);
    colour(link ? kTeal : laid.look.colour);
    cairo_move_to(cr_.get(), x, base);
    const Item item = with_spaces(*run);
    pango_cairo_show_glyph_item(cr_.get(), words, item.get());
    if (pieces) end(tag);
    if (link) {
      cairo_set_line_width(cr_.get(), 0.6);
      cairo_move_to(cr_.get(), x, base + 1.6);
      cairo_line_to(cr_.get(), x + w, base + 1.6);
      cairo_stroke(cr_.get());
    }
    x += w;
  }
}

void Pages::flow(const Laid& laid, double x, std::string_view tag) {
  const int n = laid.lines();
  // A single line is not left alone at the foot of a page.
  if (n > 1 && room() < 2 * laid.line_height && y > top) next_page();
  if (n == 1) need(laid.line_height);
  const bool whole = laid.height() <= room() && laid.links.empty();
  begin(tag);
  bool part = false;
  for (int i = 0; i < n; ++i) {
    if (room() < laid.line_height) {
      if (part) end("Span");
      part = false;
      next_page();
    }
    // The library marks only the leaves of the structure: text in several parts needs a leaf for each.
    if (!whole && laid.links.empty() && !part) {
      begin("Span");
      part = true;
    }
    line(laid, i, x, y, true);
    y += laid.line_height;
  }
  if (part) end("Span");
  end(tag);
}

void Pages::furniture() {
  Look small;
  small.size = 8.5;
  const Laid head = lay(Text(doc_.running_head), small, line_width());
  if (page > 1 && !doc_.running_head.empty()) {
    line(head, 0, left, 28, false);
    rule(44, kHair);
  }
  rule(height - 46, kHair);
  const Laid foot = lay(Text(doc_.running_foot), small, line_width() * 0.75);
  line(foot, 0, left, height - 40, false);
  std::string n = "Page " + std::to_string(page);
  if (total_ > 0) n += " of " + std::to_string(total_);
  const Laid number = lay(Text(n), small, line_width());
  int w = 0;
  pango_layout_get_size(number.layout.get(), &w, nullptr);
  line(number, 0, right - w / double(PANGO_SCALE), height - 40, false);
}

void Pages::next_page() {
  furniture();
  cairo_show_page(cr_.get());
  ++page;
  y = top;
}

void Pages::finish() {
  furniture();
  cairo_show_page(cr_.get());
}

}  // namespace candour::paper::pdf
