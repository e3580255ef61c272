// A PostgreSQL of the bench's own, and libpq itself with prepared statements: what the same rows cost there
// without Candour's promises. The cluster is made in the bench's folder, listens on a socket alone, has the
// settings that PostgreSQL comes with (fsync on), and is gone when the bench ends. Failures throw.
// A Postgres may be asked for connections from any thread; a connection belongs to one thread.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench.h"

namespace candour::bench {

class PostgresServer {
 public:
  /// Runs `source`/script/postgres start.
  PostgresServer(const std::string& source, const std::string& folder);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  const std::string& url() const { return url_; }
  /// "15.14": of the server.
  std::string version() const;

 private:
  std::string script_, folder_, url_;
};

/// Rows of one answer; "" for NULL.
class PgRows {
 public:
  explicit PgRows(PGresult* r) : result_(r, PQclear) {}
  int size() const { return PQntuples(result_.get()); }
  int changed() const;
  std::string text(int row, int col) const;
  std::int64_t number(int row, int col) const;

 private:
  std::unique_ptr<PGresult, void (*)(PGresult*)> result_;
};

class Pg {
 public:
  explicit Pg(const std::string& url);
  ~Pg();
  Pg(const Pg&) = delete;
  Pg& operator=(const Pg&) = delete;
  void script(const std::string& sql);
  void prepare(const char* name, const char* sql);
  PgRows run(const char* name, const std::vector<std::string>& params = {});
  /// All of them as one transaction in one round trip (pipeline mode); their answers in order.
  struct Call {
    const char* name;
    std::vector<std::string> params;
  };
  std::vector<PgRows> together(const std::vector<Call>& calls);
  /// COPY … FROM STDIN with rows in text form.
  void copy(const std::string& into, const std::string& rows);

 private:
  [[noreturn]] void give_up(const std::string& doing);
  void send(const Call& call);
  PGconn* c_ = nullptr;
};

}  // namespace candour::bench
