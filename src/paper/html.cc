#include "paper/html.h"

#include <algorithm>

#include "paper/pictogram.h"

namespace candour::paper {
namespace {

bool safe_href(std::string_view h) {
  return h.starts_with("https://") || h.starts_with("mailto:") || h.starts_with("tel:") || h.starts_with("#");
}

class Writer {
 public:
  explicit Writer(int down) : down_(down) {}
  std::string out;

  void text(const Text& t) {
    for (const Run& r : t.runs) {
      const bool link = safe_href(r.href);
      if (link) out += "<a class=\"govuk-link\" href=\"" + escape_html(r.href) + "\">";
      if (r.strong) out += "<strong>";
      out += escape_html(r.text);
      if (r.strong) out += "</strong>";
      if (link) out += "</a>";
    }
  }

  /// In a heading of a row only the first line is its name; the others explain it in ordinary print.
  void cell(const Cell& c, bool heading_of_row = false) {
    bool first = true;
    for (const Text& t : c.lines) {
      const bool light = heading_of_row && !first;
      if (!first) out += "<br>";
      if (light) out += "<span class=\"govuk-!-font-weight-regular\">";
      first = false;
      text(t);
      if (light) out += "</span>";
    }
  }

  void heading(int level, std::string_view words, std::string_view anchor) {
    const int l = std::clamp(level + down_, 1, 6);
    static constexpr std::string_view kSize[] = {"xl", "l", "m", "s", "s", "s"};
    const std::string tag = "h" + std::to_string(l);
    out += "<" + tag + " class=\"govuk-heading-" + std::string(kSize[l - 1]) + "\"";
    if (!anchor.empty()) out += " id=\"" + escape_html(anchor) + "\"";
    out += ">" + escape_html(words) + "</" + tag + ">\n";
  }

  void operator()(const Heading& h) { heading(h.level, h.text, h.anchor); }
  void operator()(const Paragraph& p) {
    out += p.lead ? "<p class=\"govuk-body-l\">" : "<p class=\"govuk-body\">";
    text(p.text);
    out += "</p>\n";
  }
  void operator()(const List& l) {
    const std::string tag = l.numbered ? "ol" : "ul";
    out += "<" + tag + " class=\"govuk-list govuk-list--" + (l.numbered ? "number" : "bullet") + "\">\n";
    for (const Text& t : l.items) {
      out += "<li>";
      text(t);
      out += "</li>\n";
    }
    out += "</" + tag + ">\n";
  }
  void operator()(const Table& t);
  void operator()(const KeyFacts& k) {
    out += "<dl class=\"govuk-summary-list\">\n";
    for (const auto& f : k.facts) {
      out += "<div class=\"govuk-summary-list__row\"><dt class=\"govuk-summary-list__key\">" +
             escape_html(f.name) + "</dt><dd class=\"govuk-summary-list__value\">";
      cell(f.value);
      out += "</dd></div>\n";
    }
    out += "</dl>\n";
  }
  void operator()(const Note& n) {
    out += "<div class=\"govuk-inset-text\">\n";
    if (!n.title.empty())
      out += "<p class=\"govuk-body\"><strong>" + escape_html(n.title) + "</strong></p>\n";
    for (const Text& t : n.lines) {
      out += "<p class=\"govuk-body\">";
      text(t);
      out += "</p>\n";
    }
    out += "</div>\n";
  }
  void operator()(const NewPage&) { out += "<hr class=\"candour-new-page\">\n"; }
  void operator()(const Picture& p) {
    out += "<div class=\"easy-read\">" + pictogram_svg(p.pictogram) + "<div class=\"easy-read__words\">\n";
    heading(2, p.heading, anchor_of(p.heading));
    for (const Text& t : p.lines) {
      out += "<p class=\"govuk-body-l\">";
      text(t);
      out += "</p>\n";
    }
    out += "</div></div>\n";
  }

 private:
  int down_;
};

void Writer::operator()(const Table& t) {
  // A wide table scrolls by itself on a phone; then it must be reachable with the keyboard and have a name.
  out += "<section class=\"table-scroll\" tabindex=\"0\" aria-label=\"" +
         escape_html(t.caption.empty() ? "Table" : t.caption) + "\">\n";
  out += t.narrow ? "<table class=\"govuk-table govuk-table--small-text-until-tablet\">\n"
                  : "<table class=\"govuk-table\">\n";
  if (!t.caption.empty())
    out += "<caption class=\"govuk-table__caption govuk-table__caption--s\">" + escape_html(t.caption) +
           "</caption>\n";
  out += "<thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\">";
  for (const auto& c : t.columns)
    out += "<th scope=\"col\" class=\"govuk-table__header\">" + escape_html(c) + "</th>";
  out += "</tr></thead>\n<tbody class=\"govuk-table__body\">\n";
  for (const auto& row : t.rows) {
    out += "<tr class=\"govuk-table__row\">";
    for (std::size_t i = 0; i < t.columns.size(); ++i) {
      const bool head = i == 0 && t.row_headings;
      out += head ? "<th scope=\"row\" class=\"govuk-table__header\">" : "<td class=\"govuk-table__cell\">";
      if (i < row.size()) cell(row[i], head);
      out += head ? "</th>" : "</td>";
    }
    out += "</tr>\n";
  }
  out += "</tbody></table>\n</section>\n";
}

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light}
body{margin:0;background:#fbfaf6;color:#1c2a2b;font:1.125rem/1.6 "Atkinson Hyperlegible Next","Atkinson Hyperlegible",system-ui,arial,sans-serif}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 4rem}
body.wide main{max-width:80rem}
body.large{font-size:1.4rem}
h1{color:#12403f;font-size:2.1em;line-height:1.15;margin:.6em 0 .2em}
h2{color:#12403f;font-size:1.45em;line-height:1.25;margin:2em 0 .5em;padding-top:.5em;border-top:1px solid #d8dcd4}
h3{color:#12403f;font-size:1.15em;margin:1.6em 0 .4em}
h4{font-size:1em;margin:1.4em 0 .3em}
p{margin:.6em 0}
h1,h2,h3,p,li{overflow-wrap:anywhere}
body.large h1{font-size:1.6em}
a{color:#1d6a66}
a:focus,[tabindex]:focus{outline:3px solid #f4b740;outline-offset:2px}
.govuk-body-l{font-size:1.15em}
li{margin:.3em 0}
.table-scroll{overflow-x:auto;margin:1em 0}
table{border-collapse:collapse;width:100%;font-size:.9em;line-height:1.45}
caption{text-align:left;font-weight:700;padding:.3em 0}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #d8dcd4;padding:.55em .7em .55em 0;overflow-wrap:break-word}
th span{font-weight:400}
thead th{border-bottom:2px solid #12403f;vertical-align:bottom}
dl{margin:1em 0}
dl div{display:flex;gap:1rem;border-bottom:1px solid #d8dcd4;padding:.45em 0}
dt{flex:0 0 32%;font-weight:700}
dd{margin:0;flex:1;overflow-wrap:anywhere}
.govuk-inset-text{border-left:6px solid #1d6a66;background:#e8f1ef;padding:.6em 1em;margin:1.2em 0}
.easy-read{display:grid;grid-template-columns:6rem 1fr;gap:0 1.6rem;align-items:start;padding:1.4rem 0;border-bottom:1px solid #d8dcd4;break-inside:avoid}
.easy-read svg{width:4rem;height:4rem;padding:1rem;border-radius:1rem;background:#e8f1ef;color:#12403f}
.easy-read h2{margin:.1em 0 .3em;padding:0;border:0}
.easy-read p{margin:.35em 0}
@media (max-width:40em){dl div{display:block}.easy-read{grid-template-columns:1fr;gap:.8rem}}
@media print{body{background:#fff;font-size:11pt}body.large{font-size:16pt}main{max-width:none;padding:0}
h2,h3,h4{break-after:avoid}tr{break-inside:avoid}.table-scroll{overflow:visible}}
)css";

}  // namespace

std::string escape_html(std::string_view s) {
  std::string out;
  out.reserve(s.size() + s.size() / 8);
  for (char c : s) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

std::string html_fragment(const Document& d, bool with_title, int down) {
  Writer w(down);
  if (with_title) {
    w.heading(1, d.title, {});
    if (!d.subtitle.empty()) w.out += "<p class=\"govuk-body-l\">" + escape_html(d.subtitle) + "</p>\n";
  }
  if (d.contents) {
    w.out += "<nav class=\"contents\" aria-label=\"What is in this document\">\n<ul class=\"govuk-list\">\n";
    for (const Block& b : d.blocks)
      if (const auto* h = std::get_if<Heading>(&b); h && h->level == 2 && !h->anchor.empty())
        w.out += "<li><a class=\"govuk-link\" href=\"#" + escape_html(h->anchor) + "\">" +
                 escape_html(h->text) + "</a></li>\n";
    w.out += "</ul>\n</nav>\n";
  }
  for (const Block& b : d.blocks) std::visit(w, b);
  return std::move(w.out);
}

std::string html_page(const Document& d) {
  std::string cls;
  if (d.wide) cls += "wide";
  if (d.large) cls += cls.empty() ? "large" : " large";
  return "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         escape_html(d.title) + "</title>\n<style>" + std::string(kStyle) + "</style>\n</head>\n<body" +
         (cls.empty() ? "" : " class=\"" + cls + "\"") + ">\n<main>\n" + html_fragment(d) +
         "</main>\n</body>\n</html>\n";
}

}  // namespace candour::paper
