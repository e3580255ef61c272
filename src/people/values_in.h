// What stands in the answers of a profile: one text, the rows of a group, a text inside a row. Pure.
#pragma once

#include <boost/json.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

#include "charter/values.h"

namespace candour::people {

/// "" where there is none.
inline std::string text_in(const boost::json::value& from, std::initializer_list<std::string_view> path) {
  const auto* at = &from;
  for (const auto step : path) {
    if (!at->is_object()) return {};
    at = at->get_object().if_contains(step);
    if (!at) return {};
  }
  return at->is_string() ? std::string(at->get_string()) : std::string();
}
inline std::string text_of(const charter::Values& values, std::string_view field) {
  const auto* found = values.if_contains(field);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// The rows of a group; none where there is none.
inline const boost::json::array& rows_of(const charter::Values& values, std::string_view field) {
  static const boost::json::array none;
  const auto* found = values.if_contains(field);
  return found && found->is_array() ? found->get_array() : none;
}

}  // namespace candour::people
