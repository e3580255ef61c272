// One connection to PostgreSQL, with its statements prepared once. Used by one thread at a time: the pool
// lends it out. It does not begin or commit anything by itself, and does not come back once it is lost.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/db.h"
#include "store/inside.h"

namespace candour::store {

class PgConnection {
 public:
  /// After a SELECT of rows that are about to be changed: whoever does not keep to our lock must wait, too.
  static constexpr std::string_view kForUpdate = " FOR UPDATE";
  /// Errors: Unavailable with a mend.
  static Result<std::unique_ptr<PgConnection>> open(const std::string& url, int connect_seconds);
  ~PgConnection();
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  /// Whose rows it is lent for: a statement bound to another organisation is a bug and throws. `strict`: so
  /// is one that names a table without its organisation.
  void lend_for(const OrgCode* org, bool strict) {
    org_ = org;
    strict_ = strict;
  }

  Status each(std::string_view sql, Params params, const OnRow& on_row, bool only_look);
  Result<std::int64_t> run(std::string_view sql, Params params);
  /// All rows in one round trip for every few hundred (pipeline mode).
  Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Param>> rows);
  /// What statements have touched since this was last asked.
  Touched take_touched() { return std::exchange(touched_, {}); }
  /// Several statements without parameters, in one round trip.
  Status script(const std::string& sql);
  /// The first column of the first row of what script() would run last, as text.
  Result<std::string> ask(const std::string& sql);

  /// COMMIT: true when the server says that it did, false when it says that it did not. Errors: Unavailable
  /// when it said nothing, so that nobody knows yet.
  Result<bool> commit();

  bool lost() const { return PQstatus(pg_) != CONNECTION_OK; }
  /// False while a transaction is open, or answers are outstanding.
  bool idle() const {
    return PQtransactionStatus(pg_) == PQTRANS_IDLE && PQpipelineStatus(pg_) == PQ_PIPELINE_OFF;
  }
  PGconn* raw() { return pg_; }
  /// A text as a literal of SQL.
  std::string quoted(std::string_view text);

 private:
  struct Prepared {
    std::string name;
    int org_param = 0;
    bool only_looks = false;
    Touched touched;
  };
  struct Bound;
  struct Answer;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  static constexpr std::size_t kMostStatements = 400;

  explicit PgConnection(PGconn* pg) : pg_(pg) {}
  Result<const Prepared*> prepare(std::string_view sql, const Bound& bound);
  /// What there is to know of a statement before each run. Throws when it is for another organisation.
  void about_to_run(const Prepared& p, std::string_view sql, Params params);
  Result<Answer> execute(std::string_view sql, Params params, bool only_look);
  Status send_all(const Prepared& p, std::string_view sql, std::span<const std::vector<Param>> rows);
  Result<std::int64_t> take_all(std::size_t sent);
  void drop_all_statements();

  PGconn* pg_;
  const OrgCode* org_ = nullptr;
  bool strict_ = true;
  Touched touched_;
  std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> kept_;  // by types and text
  std::string key_;                                                            // room for looking one up
  std::uint64_t made_ = 0;
};

}  // namespace candour::store
