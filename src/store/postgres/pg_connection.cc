// Values travel in binary: whole numbers as int8, texts as text, bytes as bytea, reals as float8. The types
// are given when a statement is prepared, so that PostgreSQL never guesses a narrower one; nothing (NULL) has
// no type, so the same statement with and without is prepared twice.
#include "store/postgres/pg_connection.h"

#include <endian.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "store/inside.h"
#include "store/org_rule.h"
#include "store/postgres/pg_error.h"

namespace candour::store {
namespace {

// The numbers of PostgreSQL's own types (catalog pg_type), which never change.
constexpr Oid kBool = 16, kBytes = 17, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kFloat4 = 700,
              kFloat8 = 701, kNumeric = 1700;

using ResultHandle = std::unique_ptr<PGresult, decltype(&PQclear)>;

std::int64_t big_endian(const char* p, int bytes) {
  std::uint64_t n = 0;
  for (int i = 0; i < bytes; ++i) n = n << 8 | static_cast<std::uint8_t>(p[i]);
  // The sign stands in the first bit that was sent.
  const int unused = 64 - 8 * bytes;
  return static_cast<std::int64_t>(n << unused) >> unused;
}

/// A whole NUMERIC, as sum() of BIGINT gives: digits of base 10,000, the first of weight `weight`.
std::int64_t whole_numeric(const char* p) {
  const auto digits = big_endian(p, 2), weight = big_endian(p + 2, 2);
  const bool negative = static_cast<std::uint16_t>(big_endian(p + 4, 2)) == 0x4000;
  std::int64_t n = 0;
  for (std::int64_t i = 0; i <= weight; ++i) n = n * 10'000 + (i < digits ? big_endian(p + 8 + 2 * i, 2) : 0);
  return negative ? -n : n;
}

class PgRow final : public Row {
 public:
  PgRow(const PGresult* r, int row) : r_(r), row_(row) {}
  bool null(int col) const override { return PQgetisnull(r_, row_, col) != 0; }
  std::int64_t i64(int col) const override {
    if (null(col)) return 0;
    const char* p = PQgetvalue(r_, row_, col);
    switch (PQftype(r_, col)) {
      case kInt8:
        return big_endian(p, 8);
      case kInt4:
        return big_endian(p, 4);
      case kInt2:
        return big_endian(p, 2);
      case kBool:
        return p[0] != 0;
      case kNumeric:
        return whole_numeric(p);
      case kFloat8:
      case kFloat4:
        return static_cast<std::int64_t>(real(col));
      default:
        throw std::logic_error("a column of type " + std::to_string(PQftype(r_, col)) +
                               " is no whole number");
    }
  }
  double real(int col) const override {
    if (null(col)) return 0;
    const char* p = PQgetvalue(r_, row_, col);
    if (PQftype(r_, col) == kFloat8) {
      const auto bits = big_endian(p, 8);
      double d = 0;
      std::memcpy(&d, &bits, sizeof d);
      return d;
    }
    if (PQftype(r_, col) == kFloat4) {
      const auto bits = static_cast<std::int32_t>(big_endian(p, 4));
      float f = 0;
      std::memcpy(&f, &bits, sizeof f);
      return f;
    }
    return static_cast<double>(i64(col));
  }
  std::string_view text(int col) const override {
    if (null(col)) return {};
    return {PQgetvalue(r_, row_, col), static_cast<std::size_t>(PQgetlength(r_, row_, col))};
  }
  ByteView blob(int col) const override { return as_bytes(text(col)); }

 private:
  const PGresult* r_;
  int row_;
};

constexpr std::size_t kPipelined = 256;  // few enough that their answers fit into a socket's buffer

tl::unexpected<Error> error_of(PGresult* answer, PGconn* pg, std::string_view doing) {
  if (!answer || PQstatus(pg) != CONNECTION_OK) return tl::unexpected<Error>(pg_lost(pg, doing));
  return tl::unexpected<Error>(pg_error(answer, doing));
}

}  // namespace

/// Parameters as libpq takes them.
struct PgConnection::Bound {
  explicit Bound(Params params) {
    const auto n = params.size();
    types.resize(n);
    values.resize(n);
    lengths.resize(n);
    formats.assign(n, 1);
    numbers.resize(n);  // never grows again: values point into it
    for (std::size_t i = 0; i < n; ++i) set(i, params[i]);
  }
  void set(std::size_t i, const Param& p) {
    if (const auto* whole = p.whole()) {
      number(i, static_cast<std::uint64_t>(*whole), kInt8);
    } else if (const auto* real = p.real()) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, real, sizeof bits);
      number(i, bits, kFloat8);
    } else if (const auto text = p.text()) {
      bytes(i, text->data(), text->size(), kText);
    } else if (const auto raw = p.bytes()) {
      bytes(i, reinterpret_cast<const char*>(raw->data()), raw->size(), kBytes);
    }
  }
  void number(std::size_t i, std::uint64_t bits, Oid type) {
    numbers[i] = htobe64(bits);
    bytes(i, reinterpret_cast<const char*>(&numbers[i]), 8, type);
  }
  void bytes(std::size_t i, const char* at, std::size_t n, Oid type) {
    values[i] = at ? at : "";  // a null pointer would be NULL
    lengths[i] = static_cast<int>(n);
    types[i] = type;
  }

  std::vector<Oid> types;  // 0: nothing stands there
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  std::vector<std::uint64_t> numbers;
};

struct PgConnection::Answer {
  ResultHandle result;
  bool rows = false;
};

Result<std::unique_ptr<PgConnection>> PgConnection::open(const std::string& url, int connect_seconds) {
  const auto seconds = std::to_string(connect_seconds);
  const auto who = "candour " + std::to_string(getpid());  // tells the operator which server a session is of
  // A server that vanished without a word must not be waited for until the kernel gives up after hours.
  const std::array<const char*, 9> names = {"dbname",
                                            "connect_timeout",
                                            "client_encoding",
                                            "application_name",
                                            "tcp_user_timeout",
                                            "keepalives_idle",
                                            "keepalives_interval",
                                            "keepalives_count",
                                            nullptr};
  const std::array<const char*, 9> values = {
      url.c_str(), seconds.c_str(), "UTF8", who.c_str(), "15000", "10", "5", "3", nullptr};
  PGconn* pg = PQconnectdbParams(names.data(), values.data(), 1);
  std::unique_ptr<PgConnection> made(new PgConnection(pg));
  if (PQstatus(pg) != CONNECTION_OK) return tl::unexpected<Error>(pg_lost(pg, "connect"));
  PQsetNoticeProcessor(
      pg, [](void*, const char*) {}, nullptr);  // notices may quote values; errors are read
  CHECK_OK(
      made->script("SET timezone = 'UTC'; SET idle_in_transaction_session_timeout = '10min';"
                   "SET lock_timeout = '30s'; SET standard_conforming_strings = on"));
  // "Saved" is said when COMMIT was answered. A server that answers before its log is on the disk, for this
  // database or this role alone even, would make that untrue (ALL-2), so each connection asks.
  TRY(const auto commit, made->ask("SHOW synchronous_commit"));
  if (commit == "off")
    return fail(
        Code::Unavailable, "The database would answer before anything is kept. Ask whoever runs it.",
        "synchronous_commit is off in PostgreSQL. To mend: set it to on, for the server, this database "
        "and this role (docs/operating/postgresql.md).");
  return made;
}

PgConnection::~PgConnection() {
  PQfinish(pg_);
}

std::string PgConnection::quoted(std::string_view text) {
  char* literal = PQescapeLiteral(pg_, text.data(), text.size());
  if (!literal) throw std::logic_error("a text cannot be quoted");
  std::string out(literal);
  PQfreemem(literal);
  return out;
}

Result<const PgConnection::Prepared*> PgConnection::prepare(std::string_view sql, const Bound& bound) {
  key_.clear();
  for (const auto type : bound.types)
    key_ += type == 0 ? 'n' : type == kInt8 ? 'i' : type == kFloat8 ? 'f' : type == kText ? 't' : 'b';
  key_ += ' ';
  key_ += sql;
  if (const auto it = kept_.find(key_); it != kept_.end()) return &it->second;
  if (kept_.size() >= kMostStatements) drop_all_statements();
  const auto rule = org_rule(sql);
  if (strict_ && !rule.problem.empty())
    throw std::logic_error(rule.problem + ": " + std::string(sql.substr(0, 120)));
  Prepared p{"s" + std::to_string(++made_), rule.param, false, touched_by(rule.changes)};
  const auto first = sql.substr(std::min(sql.find_first_not_of(" \n\t("), sql.size()), 6);
  p.only_looks = first == "SELECT" || first == "VALUES" ||
                 (first.starts_with("WITH") && sql.find("INSERT ") == sql.npos &&
                  sql.find("UPDATE ") == sql.npos && sql.find("DELETE ") == sql.npos);
  const std::string text(sql);
  const ResultHandle done(
      PQprepare(pg_, p.name.c_str(), text.c_str(), static_cast<int>(bound.types.size()), bound.types.data()),
      &PQclear);
  if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) return error_of(done.get(), pg_, sql.substr(0, 80));
  return &kept_.emplace(key_, std::move(p)).first->second;
}

void PgConnection::drop_all_statements() {
  kept_.clear();
  PQclear(PQexec(pg_, "DEALLOCATE ALL"));  // should it fail, so does the next statement, and is told
}

void PgConnection::about_to_run(const Prepared& p, std::string_view sql, Params params) {
  touched_.add(p.touched);
  if (p.org_param == 0 || !org_) return;
  const auto n = static_cast<std::size_t>(p.org_param);
  const auto text = n <= params.size() ? params[n - 1].text() : std::nullopt;
  if (!text || *text != org_->text)
    throw std::logic_error("a statement for another organisation: " + std::string(sql.substr(0, 120)));
}

Result<PgConnection::Answer> PgConnection::execute(std::string_view sql, Params params, bool only_look) {
  const Bound bound(params);
  TRY(const auto* p, prepare(sql, bound));
  about_to_run(*p, sql, params);
  if (only_look && !p->only_looks)
    return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
                "a read session was asked to change rows: " + std::string(sql.substr(0, 80)));
  Answer a{{PQexecPrepared(pg_, p->name.c_str(), static_cast<int>(params.size()), bound.values.data(),
                           bound.lengths.data(), bound.formats.data(), 1),
            &PQclear}};
  const auto status = PQresultStatus(a.result.get());
  a.rows = status == PGRES_TUPLES_OK;
  if (!a.rows && status != PGRES_COMMAND_OK) return error_of(a.result.get(), pg_, sql.substr(0, 80));
  return a;
}

Status PgConnection::each(std::string_view sql, Params params, const OnRow& on_row, bool only_look) {
  TRY(const auto answer, execute(sql, params, only_look));
  const int rows = answer.rows ? PQntuples(answer.result.get()) : 0;
  for (int i = 0; i < rows; ++i)
    if (!on_row(PgRow(answer.result.get(), i))) break;
  return {};
}

Result<std::int64_t> PgConnection::run(std::string_view sql, Params params) {
  TRY(const auto answer, execute(sql, params, false));
  const char* changed = PQcmdTuples(answer.result.get());
  return *changed ? std::stoll(changed) : 0;
}

Result<std::int64_t> PgConnection::run_each(std::string_view sql, std::span<const std::vector<Param>> rows) {
  std::int64_t changed = 0;
  while (!rows.empty()) {
    // Rows with the same kinds of values share a prepared statement.
    const Bound first(rows.front());
    TRY(const auto* p, prepare(sql, first));
    std::size_t n = 1;
    while (n < rows.size() && n < kPipelined && Bound(rows[n]).types == first.types) ++n;
    CHECK_OK(send_all(*p, sql, rows.first(n)));
    TRY(const auto some, take_all(n));
    changed += some;
    rows = rows.subspan(n);
  }
  return changed;
}

Status PgConnection::send_all(const Prepared& p, std::string_view sql,
                              std::span<const std::vector<Param>> rows) {
  if (PQenterPipelineMode(pg_) != 1) return tl::unexpected<Error>(pg_lost(pg_, "pipeline"));
  bool sent = true;
  for (std::size_t i = 0; sent && i < rows.size(); ++i) {
    about_to_run(p, sql, rows[i]);
    const Bound bound(rows[i]);
    sent = PQsendQueryPrepared(pg_, p.name.c_str(), static_cast<int>(rows[i].size()), bound.values.data(),
                               bound.lengths.data(), bound.formats.data(), 1) == 1;
  }
  sent = sent && PQpipelineSync(pg_) == 1;
  if (!sent) return tl::unexpected<Error>(pg_lost(pg_, "pipeline"));
  return {};
}

Result<std::int64_t> PgConnection::take_all(std::size_t sent) {
  std::int64_t changed = 0;
  Status good;
  for (std::size_t i = 0; i <= sent;) {
    const ResultHandle one(PQgetResult(pg_), &PQclear);
    if (!one) {
      if (lost()) return tl::unexpected<Error>(pg_lost(pg_, "pipeline"));
      continue;  // nothing stands between the answers of two statements
    }
    const auto status = PQresultStatus(one.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      const char* n = PQcmdTuples(one.get());
      changed += *n ? std::stoll(n) : 0;
    } else if (status != PGRES_PIPELINE_SYNC && status != PGRES_PIPELINE_ABORTED && good) {
      good = error_of(one.get(), pg_, "one of many rows");
    }
    ++i;
  }
  if (PQexitPipelineMode(pg_) != 1) return tl::unexpected<Error>(pg_lost(pg_, "pipeline"));
  CHECK_OK(good);
  return changed;
}

Status PgConnection::script(const std::string& sql) {
  return ask(sql).map([](auto&&) {});
}

Result<std::string> PgConnection::ask(const std::string& sql) {
  const ResultHandle done(PQexec(pg_, sql.c_str()), &PQclear);
  const auto status = PQresultStatus(done.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    return error_of(done.get(), pg_, std::string_view(sql).substr(0, 80));
  if (status != PGRES_TUPLES_OK || PQntuples(done.get()) == 0 || PQnfields(done.get()) == 0)
    return std::string();
  return std::string(PQgetvalue(done.get(), 0, 0));
}

Result<bool> PgConnection::commit() {
  const ResultHandle done(PQexec(pg_, "COMMIT"), &PQclear);
  if (!done || lost()) return tl::unexpected<Error>(pg_lost(pg_, "COMMIT"));
  // A transaction in which something failed is rolled back by COMMIT, which says so and reports no error.
  return PQresultStatus(done.get()) == PGRES_COMMAND_OK &&
         std::string_view(PQcmdStatus(done.get())) == "COMMIT";
}

}  // namespace candour::store
