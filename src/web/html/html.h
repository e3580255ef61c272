// Builds pages from typed pieces, so that what somebody typed can never become part of the page's own code.
// Promises: every text and attribute value is escaped; names of elements and attributes are checked when
// the program is compiled; inline scripts, inline styles and links with a scheme other than http, https,
// mailto, tel or data:image cannot be written. Values; any thread. It does not check that the HTML makes
// sense (a cell outside a table): the browser tests do.
//
//   h("p", {{"class", "govuk-body"}}, "Born ", age, when(likes_tea, b("likes tea")))
#pragma once

#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace candour::html {

/// Text known when compiling: no variable can become one.
class Literal {
 public:
  template <std::size_t N>
  consteval Literal(const char (&s)[N]) : s_(s, N - 1) {}
  constexpr std::string_view view() const { return s_; }

 private:
  std::string_view s_;
};

/// Name of an element or attribute: letters, digits and "-", known when compiling. "style" and "on…" are
/// refused (the content policy forbids both).
class Name {
 public:
  template <std::size_t N>
  consteval Name(const char (&s)[N]) : s_(s, N - 1) {
    if (N < 2) throw std::logic_error("empty name");
    for (char c : s_)
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
        throw std::logic_error("not a name");
    if (s_ == "style" || s_ == "script" || s_ == "srcdoc" || s_.starts_with("on"))
      throw std::logic_error("not allowed by the content policy");
  }
  constexpr std::string_view view() const { return s_; }

 private:
  std::string_view s_;
};

/// A piece of HTML that is safe to put into a page. Only the builder makes one.
class Html {
 public:
  Html() = default;
  /// For fixed markup only (an icon).
  static Html trusted_literal(Literal l) {
    Html x;
    x.s_ = l.view();
    return x;
  }
  std::string_view view() const { return s_; }
  std::string take() && { return std::move(s_); }
  bool empty() const { return s_.empty(); }
  /// Puts another piece behind this one.
  Html& operator+=(const Html& o) { s_ += o.s_; return *this; }

 private:
  friend class Out;
  friend Html script_file(std::string_view);
  std::string s_;
};

/// One attribute. A bool is present or absent; a number is written plain; absent optionals are left out.
class Attr {
 public:
  Attr(Name n, std::string_view v) : name_(n), value_(v) {}
  Attr(Name n, const char* v) : name_(n), value_(v) {}
  Attr(Name n, const std::string& v) : name_(n), value_(std::string_view(v)) {}
  Attr(Name n, bool on) : name_(n), on_(on), bare_(true) {}
  template <std::integral I>
    requires(!std::same_as<I, bool> && !std::same_as<I, char>)
  Attr(Name n, I v) : name_(n), number_(std::to_string(v)), numeric_(true) {}
  Attr(Name n, const std::optional<std::string>& v) : name_(n), on_(v.has_value()) { if (v) value_ = *v; }

 private:
  friend class Out;
  Name name_;
  std::string_view value_;  // lives until the end of the full expression, as h() does
  std::string number_;
  bool on_ = true, bare_ = false, numeric_ = false;
};
using Attrs = std::initializer_list<Attr>;

/// The writer: appends to one string. Pages rarely need it; h() and friends use it.
class Out {
 public:
  explicit Out(std::size_t reserve = 0) { html_.s_.reserve(reserve); }
  Out& text(std::string_view);                      // escaped
  Out& raw(const Html& x) { html_.s_ += x.s_; return *this; }
  Out& open(Name tag, Attrs attrs = {});            // "<tag a=b>"
  Out& close(Name tag);                             // "</tag>"; nothing for void elements
  Out& operator<<(const Html& x) { return raw(x); }
  Out& operator<<(std::string_view s) { return text(s); }
  Html done() && { return std::move(html_); }
  static bool is_void(std::string_view tag);

 private:
  friend Html script_file(std::string_view);
  Html html_;
};

namespace detail {
template <class T>
concept Texty = std::convertible_to<const T&, std::string_view>;
template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

inline std::size_t size_of(const Html& x) { return x.view().size(); }
inline std::size_t size_of(const std::vector<Html>& v) {
  std::size_t n = 0;
  for (auto& x : v) n += x.view().size();
  return n;
}
inline std::size_t size_of(const std::optional<Html>& x) { return x ? x->view().size() : 0; }
template <Texty T>
std::size_t size_of(const T& s) { return std::string_view(s).size() + 8; }
template <Number T>
std::size_t size_of(T) { return 12; }

inline void put(Out& o, const Html& x) { o.raw(x); }
inline void put(Out& o, const std::vector<Html>& v) { for (auto& x : v) o.raw(x); }
inline void put(Out& o, const std::optional<Html>& x) { if (x) o.raw(*x); }
template <Texty T>
void put(Out& o, const T& s) { o.text(std::string_view(s)); }
template <Number T>
void put(Out& o, T n) { o.text(std::to_string(n)); }
[[noreturn]] void void_with_children(std::string_view tag);
}  // namespace detail

/// One element. Children: Html, text of any string type (escaped), numbers, vectors and optionals of Html.
template <class... C>
Html h(Name tag, Attrs attrs, const C&... children) {
  Out o((detail::size_of(children) + ... + 32) + attrs.size() * 48 + tag.view().size() * 2);
  o.open(tag, attrs);
  if constexpr (sizeof...(C) > 0)
    if (Out::is_void(tag.view())) detail::void_with_children(tag.view());
  (detail::put(o, children), ...);
  o.close(tag);
  return std::move(o).done();
}
template <class... C>
Html h(Name tag, const C&... children) {
  return h(tag, Attrs{}, children...);
}

/// Several pieces one after another, without an element round them.
template <class... C>
Html frag(const C&... children) {
  Out o((detail::size_of(children) + ... + 0));
  (detail::put(o, children), ...);
  return std::move(o).done();
}
inline Html text(std::string_view s) { return frag(s); }
template <class T>
Html b(const T& s) { return h("strong", s); }

/// The piece, or nothing. Give a function when making the piece costs something or needs the condition.
inline Html when(bool condition, Html piece) { return condition ? std::move(piece) : Html{}; }
inline Html when(bool condition, std::string_view words) { return condition ? text(words) : Html{}; }
template <std::invocable F>
Html when(bool condition, F&& make) { return condition ? Html(make()) : Html{}; }

/// make(item) for each item, one after another.
template <class Range, class F>
Html each(const Range& items, F&& make) {
  Out o;
  for (const auto& item : items) o.raw(make(item));
  return std::move(o).done();
}
/// Pieces with a separator between them.
Html join(const std::vector<Html>& pieces, std::string_view separator);

/// What somebody typed, with its indents, columns and empty lines.
Html typed_text(std::string_view typed);
/// <a class="govuk-link" href=…>words</a>; `about` is read out after the words by screen readers only.
Html link(std::string_view href, std::string_view words, std::string_view about = {});
// Outside namespace candour the POSIX call link(2) would fit two literals better: make that not compile.
inline Html link(const char* href, const char* words) { return link(std::string_view(href), words, {}); }
/// <script src=… defer>: a file of ours; the only way to a script.
Html script_file(std::string_view src);
/// Words for screen readers only.
Html hidden_words(std::string_view);

/// The escaped form of a text, as used inside elements and attributes (& < > " ').
std::string escaped(std::string_view);
/// True for what may stand in href, src or action; anything else is written as "#".
bool safe_url(std::string_view);

}  // namespace candour::html
