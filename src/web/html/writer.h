// The pieces that pages are written from: names known when compiling, safe HTML, attributes, and the writer.
// html.h makes elements of them and says what is promised.
#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace candour::html {

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
  std::string_view view() const { return s_; }
  std::string take() && { return std::move(s_); }
  bool empty() const { return s_.empty(); }
  /// Puts another piece behind this one.
  Html& operator+=(const Html& o) {
    s_ += o.s_;
    return *this;
  }

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
  requires(!std::same_as<I, bool> && !std::same_as<I, char>) Attr(Name n, I v)
      : name_(n), number_(std::to_string(v)), numeric_(true) {}
  Attr(Name n, const std::optional<std::string>& v) : name_(n), on_(v.has_value()) {
    if (v) value_ = *v;
  }

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
  Out& text(std::string_view);  // escaped
  Out& raw(const Html& x) {
    html_.s_ += x.s_;
    return *this;
  }
  Out& open(Name tag, Attrs attrs = {});  // "<tag a=b>"
  Out& close(Name tag);                   // "</tag>"; nothing for void elements
  Out& operator<<(const Html& x) { return raw(x); }
  Out& operator<<(std::string_view s) { return text(s); }
  Html done() && { return std::move(html_); }
  static bool is_void(std::string_view tag);

 private:
  friend Html script_file(std::string_view);
  Html html_;
};

}  // namespace candour::html
