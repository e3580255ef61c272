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

}  // namespace candour::charter
