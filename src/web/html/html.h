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
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "web/html/writer.h"

namespace candour::html {

namespace detail {
template <class T>
concept Texty = std::convertible_to<const T&, std::string_view>;
template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

inline std::size_t size_of(const Html& x) {
  return x.view().size();
}
inline std::size_t size_of(const std::vector<Html>& v) {
  std::size_t n = 0;
  for (auto& x : v) n += x.view().size();
  return n;
}
inline std::size_t size_of(const std::optional<Html>& x) {
  return x ? x->view().size() : 0;
}
template <Texty T>
std::size_t size_of(const T& s) {
  return std::string_view(s).size() + 8;
}
template <Number T>
std::size_t size_of(T) {
  return 12;
}

inline void put(Out& o, const Html& x) {
  o.raw(x);
}
inline void put(Out& o, const std::vector<Html>& v) {
  for (auto& x : v) o.raw(x);
}
inline void put(Out& o, const std::optional<Html>& x) {
  if (x) o.raw(*x);
}
template <Texty T>
void put(Out& o, const T& s) {
  o.text(std::string_view(s));
}
template <Number T>
void put(Out& o, T n) {
  o.text(std::to_string(n));
}
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
inline Html text(std::string_view s) {
  return frag(s);
}
template <class T>
Html b(const T& s) {
  return h("strong", s);
}

/// The piece, or nothing. Give a function when making the piece costs something or needs the condition.
inline Html when(bool condition, Html piece) {
  return condition ? std::move(piece) : Html{};
}
inline Html when(bool condition, std::string_view words) {
  return condition ? text(words) : Html{};
}
template <std::invocable F>
Html when(bool condition, F&& make) {
  return condition ? Html(make()) : Html{};
}

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
inline Html link(const char* href, const char* words) {
  return link(std::string_view(href), words, {});
}
/// <script src=… defer>: a file of ours; the only way to a script.
Html script_file(std::string_view src);
/// Words for screen readers only.
Html hidden_words(std::string_view);

/// True for what may stand in href, src or action; anything else is written as "#".
bool safe_url(std::string_view);

}  // namespace candour::html
