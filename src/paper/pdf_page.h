// Pages of a PDF as they are being drawn: where the pen stands, when a page is full, and which tag is open.
// For pdf.cc and pdf_blocks.cc only. One thread per object.
#pragma once

#include <cairo/cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "paper/document.h"

namespace candour::paper::pdf {

struct GFree {
  void operator()(void* p) const { g_object_unref(p); }
};
using Layout = std::unique_ptr<PangoLayout, GFree>;

struct Colour {
  double r, g, b;
};
inline constexpr Colour kInk{0x1c / 255.0, 0x2a / 255.0, 0x2b / 255.0};
inline constexpr Colour kDeep{0x12 / 255.0, 0x40 / 255.0, 0x3f / 255.0};
inline constexpr Colour kTeal{0x1d / 255.0, 0x6a / 255.0, 0x66 / 255.0};
inline constexpr Colour kMist{0xe8 / 255.0, 0xf1 / 255.0, 0xef / 255.0};
inline constexpr Colour kHair{0xc4 / 255.0, 0xca / 255.0, 0xc0 / 255.0};

/// How a piece of text looks. Sizes in points.
struct Look {
  double size = 11;
  bool bold = false;
  Colour colour = kInk;
  double leading = 1.35;  // line height as a multiple of the font's own
};

/// Text made into lines of a width; remembers which bytes are links.
struct Laid {
  Layout layout;
  Look look;
  struct Span {
    int from, to;
    std::string href;
  };
  std::vector<Span> links;
  double line_height = 0;  // points, of every line
  double ascent = 0;       // from the line's top to its baseline
  int lines() const { return pango_layout_get_line_count(layout.get()); }
  double height() const { return lines() * line_height; }
};

class Pages {
 public:
  /// Draws on `surface` (PDF). `total` is the number of pages, known from a first run (0: not yet).
  Pages(cairo_surface_t* surface, const Document& doc, int total);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  double width, height;                       // of the paper
  double left = 56, right, top = 60, bottom;  // of what may be written on
  double y;                                   // the pen, from the top of the paper
  int page = 1;
  double room() const { return bottom - y; }
  double line_width() const { return right - left; }

  Laid lay(const Text&, const Look&, double width) const;
  void begin(std::string_view tag, const std::string& attributes = {});
  void end(std::string_view tag);
  /// Draws one line with its top at `top_y`, in the open leaf tag. Links get their own tag.
  void line(const Laid&, int index, double x, double top_y, bool tagged);
  /// Draws all lines below the pen under a `tag`, over as many pages as it takes.
  void flow(const Laid&, double x, std::string_view tag);
  void rule(double at_y, Colour, double thick = 0.6);
  void colour(Colour);
  cairo_t* cr() const { return cr_.get(); }
  cairo_surface_t* surface() const { return surface_; }

  void next_page();
  void finish();  // the last page's head and foot
  /// Starts a new page unless this much room is left.
  void need(double points) {
    if (room() < points && y > top) next_page();
  }

 private:
  void furniture();
  struct CrFree {
    void operator()(cairo_t* c) const { cairo_destroy(c); }
  };
  cairo_surface_t* surface_;
  const Document& doc_;
  int total_;
  std::unique_ptr<cairo_t, CrFree> cr_;
  std::unique_ptr<PangoContext, GFree> context_;
};

/// `s` as a string of cairo's tag attributes: 's' with quotes and backslashes escaped.
std::string attribute(std::string_view s);

/// Where the headings came to stand, for the list of contents and the bookmarks.
struct HeadingPlace {
  std::string anchor;
  int page;
};

/// Draws the whole document; the places of its second-level headings. `places` from a first run give the
/// page numbers of the contents.
std::vector<HeadingPlace> draw(Pages&, const Document&, const std::vector<HeadingPlace>& places);

}  // namespace candour::paper::pdf
