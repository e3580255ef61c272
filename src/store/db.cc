#include "store/db.h"

namespace candour::store {

Result<std::int64_t> Txn::run_each(std::string_view sql, std::span<const std::vector<Param>> rows) {
  std::int64_t changed = 0;
  for (const auto& row : rows) {
    TRY(const auto n, run(sql, row));
    changed += n;
  }
  return changed;
}

}  // namespace candour::store
