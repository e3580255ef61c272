// Whole numbers as they stand in addresses and hidden fields. Pure; any thread.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace candour::web {

/// Nothing when it is no number, has anything beside it, or does not fit.
template <class T>
std::optional<T> number_in(std::string_view s) {
  T n{};
  const auto [end, bad] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (bad != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return n;
}

}  // namespace candour::web
