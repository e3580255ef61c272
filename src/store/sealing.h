// Rows that decide something are sealed, so that whoever edits the database without the keys is found out.
// The store's part: it notices every row of a sealed table that a transaction adds, changes or removes, as it
// was before and as it is after, and hands both to whoever keeps the seals, so that no writer can forget to.
// One thread, the writer's. It knows no keys and judges nothing.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/db.h"

namespace candour::store {

/// A table whose rows are sealed, and the columns that a row is handed over in: all of them but org.
struct SealedTable {
  std::string name;
  std::vector<std::string> columns;
};

/// Whoever keeps the seals of one database (gate/seals.h).
class Sealer {
 public:
  virtual ~Sealer() = default;
  /// Null when the rows of that table are not sealed. Never changes.
  virtual const SealedTable* sealed(std::string_view table) const = 0;
  /// A transaction begins; what was heard of one that was rolled back is no more.
  virtual void begun() = 0;
  /// A row, with the columns as SealedTable names them: `there` as it is from now on, or as it was until now.
  virtual void changed(const SealedTable& table, const Row& row, bool there) = 0;
  /// An entry of the ledger was added, as it is stored.
  virtual void logged(ByteView entry) = 0;
  /// Before the commit, after everything else: brings the seals into line. What it writes is not handed to
  /// it.
  virtual Status settle(Txn& txn) = 0;
  virtual void ended(bool committed) = 0;
};

/// What a statement does to sealed tables, and the statements that take its place.
struct SealPlan {
  enum class Does { Nothing, Logs, Adds, Changes, Removes };
  Does does = Does::Nothing;
  const SealedTable* table = nullptr;
  std::string before;                      // finds the rows that it is about to change; empty: there are none
  std::vector<std::size_t> before_params;  // which of its values that takes
  std::string sql;                         // the statement itself, giving the rows that it has changed
  std::string problem;                     // why its rows cannot be told; it is refused then
};
SealPlan seal_plan(std::string_view sql, const Sealer& sealer);

/// Plans by the text of statements, kept. Belongs to the writer.
class SealPlans {
 public:
  explicit SealPlans(Sealer& s) : sealer_(s) {}
  const SealPlan& of(std::string_view sql);
  Sealer& sealer() { return sealer_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  static constexpr std::size_t kMost = 1000;
  Sealer& sealer_;
  std::unordered_map<std::string, SealPlan, TextHash, std::equal_to<>> kept_;
};

}  // namespace candour::store
