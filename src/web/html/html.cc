#include "web/html/html.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace candour::html {
namespace {

constexpr std::array<std::string_view, 14> kVoid = {"area",   "base",  "br",    "col",  "embed",
                                                    "hr",     "img",   "input", "link", "meta",
                                                    "source", "track", "wbr",   "param"};
constexpr std::array<std::string_view, 6> kUrlAttributes = {"href",       "src",    "action",
                                                            "formaction", "poster", "cite"};

// One pass, runs of plain text copied whole: pages are mostly plain text.
void append_escaped(std::string& to, std::string_view s) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    std::string_view with;
    switch (s[i]) {
      case '&':
        with = "&amp;";
        break;
      case '<':
        with = "&lt;";
        break;
      case '>':
        with = "&gt;";
        break;
      case '"':
        with = "&quot;";
        break;
      case '\'':
        with = "&#39;";
        break;
      default:
        continue;
    }
    to.append(s, from, i - from);
    to += with;
    from = i + 1;
  }
  to.append(s, from);
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

bool safe_url(std::string_view url) {
  // Browsers skip control characters and white space before and inside a scheme: refuse them all.
  if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; }))
    return false;
  auto colon = url.find(':');
  auto slash = url.find_first_of("/?#");
  if (colon == std::string_view::npos || (slash != std::string_view::npos && slash < colon)) return true;
  std::string scheme = lower(url.substr(0, colon));
  if (scheme == "data") {
    auto rest = lower(url.substr(colon + 1, 12));
    return rest.starts_with("image/png") || rest.starts_with("image/jpeg") || rest.starts_with("image/webp");
  }
  return scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel" || scheme == "geo";
}

bool Out::is_void(std::string_view tag) {
  return std::find(kVoid.begin(), kVoid.end(), tag) != kVoid.end();
}

Out& Out::text(std::string_view s) {
  append_escaped(html_.s_, s);
  return *this;
}

Out& Out::open(Name tag, Attrs attrs) {
  auto& to = html_.s_;
  to += '<';
  to += tag.view();
  for (const Attr& a : attrs) {
    if (!a.on_) continue;
    to += ' ';
    to += a.name_.view();
    if (a.bare_) continue;
    to += "=\"";
    std::string_view value = a.numeric_ ? std::string_view(a.number_) : a.value_;
    bool url =
        std::find(kUrlAttributes.begin(), kUrlAttributes.end(), a.name_.view()) != kUrlAttributes.end();
    append_escaped(to, url && !safe_url(value) ? std::string_view("#") : value);
    to += '"';
  }
  to += '>';
  return *this;
}

Out& Out::close(Name tag) {
  if (is_void(tag.view())) return *this;
  html_.s_ += "</";
  html_.s_ += tag.view();
  html_.s_ += '>';
  return *this;
}

void detail::void_with_children(std::string_view tag) {
  throw std::logic_error("<" + std::string(tag) + "> cannot hold anything");
}

Html join(const std::vector<Html>& pieces, std::string_view separator) {
  Out o;
  bool first = true;
  for (const auto& piece : pieces) {
    if (!first) o.text(separator);
    first = false;
    o.raw(piece);
  }
  return std::move(o).done();
}

Html typed_text(std::string_view typed) {
  return typed.empty() ? Html() : h("div", {{"class", "candour-typed"}}, text(typed));
}

Html link(std::string_view href, std::string_view words, std::string_view about) {
  return h("a", {{"class", "govuk-link"}, {"href", href}}, words,
           when(!about.empty(), [&] { return hidden_words(" " + std::string(about)); }));
}

Html script_file(std::string_view src) {
  Out o(64 + src.size());
  o.html_.s_ += "<script src=\"";
  o.text(safe_url(src) ? src : std::string_view("#"));
  o.html_.s_ += "\" defer></script>";
  return std::move(o).done();
}

Html hidden_words(std::string_view words) {
  return h("span", {{"class", "govuk-visually-hidden"}}, words);
}

}  // namespace candour::html
