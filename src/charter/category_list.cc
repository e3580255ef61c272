#include "charter/category_list.h"

#include <algorithm>

namespace candour::charter {

std::string category_list(const Charter& c, CategorySet set) {
  std::string out;
  set.each([&](CategoryIx x) { out += (out.empty() ? "" : " ") + c.at(x).code; });
  return out;
}

CategorySet read_category_list(const Charter& c, std::string_view codes) {
  CategorySet out;
  for (std::size_t at = 0; at < codes.size();) {
    const auto end = std::min(codes.find(' ', at), codes.size());
    if (const auto ix = c.find_category(codes.substr(at, end - at))) out.add(*ix);
    at = end + 1;
  }
  return out;
}

CategorySet chosen_categories(const Charter& c, const boost::json::object& answers, std::string_view field) {
  CategorySet out;
  const auto* found = answers.if_contains(field);
  if (!found || !found->is_array()) return out;
  for (const auto& one : found->get_array())
    if (const auto x = one.is_string() ? c.find_category(one.get_string()) : std::nullopt) out.add(*x);
  return out;
}

}  // namespace candour::charter
