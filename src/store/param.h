// What is bound to the placeholders of a statement.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"

namespace candour::store {

/// A value bound to a placeholder. Ids and temporaries are kept, so that a list of values may be gathered
/// first and bound later; of a string, bytes or a view that have a name it is a view, and they must outlive
/// the call.
class Param {
 public:
  Param() = default;
  Param(std::nullptr_t) {}
  Param(std::int64_t i) : v_(i) {}
  Param(int i) : v_(std::int64_t{i}) {}
  Param(unsigned i) : v_(std::int64_t{i}) {}
  Param(bool b) : v_(std::int64_t{b}) {}
  Param(double d) : v_(d) {}
  Param(std::string_view s) : v_(s) {}
  Param(const std::string& s) : v_(std::string_view(s)) {}
  Param(std::string&& s) : v_(std::move(s)) {}
  Param(const char* s) : v_(std::string_view(s)) {}
  Param(ByteView b) : v_(b) {}
  Param(const Bytes& b) : v_(ByteView(b)) {}
  Param(Bytes&& b) : v_(std::move(b)) {}
  Param(const OrgCode& o) : v_(std::string_view(o.text)) {}
  Param(OrgCode&& o) : v_(std::move(o.text)) {}
  template <class T>
  Param(const Id<T>& id) : v_(id.raw) {}

  /// What is bound, by type; all are empty for NULL.
  const std::int64_t* whole() const { return std::get_if<std::int64_t>(&v_); }
  const double* real() const { return std::get_if<double>(&v_); }
  std::optional<std::string_view> text() const {
    if (const auto* kept = std::get_if<std::string>(&v_)) return *kept;
    if (const auto* seen = std::get_if<std::string_view>(&v_)) return *seen;
    return std::nullopt;
  }
  std::optional<ByteView> bytes() const {
    if (const auto* id = std::get_if<Id128>(&v_)) return id->view();
    if (const auto* kept = std::get_if<Bytes>(&v_)) return *kept;
    if (const auto* seen = std::get_if<ByteView>(&v_)) return *seen;
    return std::nullopt;
  }

 private:
  std::variant<std::monostate, std::int64_t, double, std::string_view, ByteView, Id128, std::string, Bytes>
      v_;
};
/// The values for $1 … $n, written in braces or gathered in a vector; a view that lives for one call.
class Params : public std::span<const Param> {
 public:
  Params(const std::initializer_list<Param>& l) : span(l.begin(), l.size()) {}
  Params(const std::vector<Param>& v) : span(v) {}
  Params(std::span<const Param> s) : span(s) {}
};

}  // namespace candour::store
