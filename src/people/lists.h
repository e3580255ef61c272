// Asking the database about a list of ids in one query: an IN list in a few fixed lengths, so that statements
// can be kept ready, filled up with the last id. For any thread; it holds nothing.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "store/db.h"

namespace candour::people {

/// Runs "`before` ($k, …) `after`" once for every 512 ids, with `fixed` as $1 … and the ids behind them.
template <class IdT>
Status each_of(store::Session& db, std::string_view before, std::string_view after,
               const std::vector<store::Param>& fixed, const std::vector<IdT>& ids,
               const store::OnRow& on_row) {
  constexpr std::array<std::size_t, 4> kLengths = {1, 16, 128, 512};
  for (std::size_t start = 0; start < ids.size();) {
    const auto left = ids.size() - start;
    auto length = kLengths.back();
    for (const auto l : kLengths)
      if (left <= l) {
        length = l;
        break;
      }
    std::string sql(before);
    auto params = fixed;
    for (std::size_t i = 0; i < length; ++i) {
      sql += (i ? ", $" : " ($") + std::to_string(fixed.size() + i + 1);
      params.emplace_back(ids[std::min(start + i, ids.size() - 1)]);
    }
    sql.append(") ").append(after);
    CHECK_OK(db.each(sql, params, on_row));
    start += length;
  }
  return {};
}

}  // namespace candour::people
