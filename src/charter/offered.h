// What a charter offers in a question of the catalogue that leaves its answers to it. Pure; any thread.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace candour::charter {

/// Before those that the kind has of its own; nothing where it does not ask that.
inline void put_options(Kind& k, std::string_view field, const std::vector<Option>& options) {
  const auto at = std::ranges::find(k.fields, field, &Field::code);
  if (at != k.fields.end()) at->options.insert(at->options.begin(), options.begin(), options.end());
}
/// Every kind of information, by its name.
inline std::vector<Option> category_options(const Charter& c) {
  std::vector<Option> all;
  for (const auto& x : c.categories) all.push_back({x.code, x.name});
  return all;
}

}  // namespace candour::charter
