#include "store/open_for_tests.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "store/postgres/pg_server.h"

namespace candour::store {
namespace {

/// Another Db, and the schema that goes with it.
class InOwnSchema final : public Db {
 public:
  InOwnSchema(std::string url, std::string schema, std::unique_ptr<Postgres> server, const OrgCode& org)
      : url_(std::move(url)),
        schema_(std::move(schema)),
        server_(std::move(server)),
        db_(server_->open(org)) {}
  ~InOwnSchema() override {
    db_.reset();
    server_.reset();
    if (auto c = PgConnection::open(url_, 5))
      (void)(*c)->script("SET client_min_messages = warning; DROP SCHEMA " + schema_ + " CASCADE");
  }
  const OrgCode& org() const override { return db_->org(); }
  Status read(const std::function<Status(Session&)>& body) override { return db_->read(body); }
  Status write(const std::function<Status(Txn&)>& body) override { return db_->write(body); }
  bool writing_here() const override { return db_->writing_here(); }
  bool reading_here() const override { return db_->reading_here(); }
  Status scrub() override { return db_->scrub(); }
  Result<std::int64_t> bytes_on_disk() override { return db_->bytes_on_disk(); }
  int listen(OnAnnounced on) override { return db_->listen(std::move(on)); }
  void unlisten(int which) override { db_->unlisten(which); }
  void seal_with(Sealer* s) override { db_->seal_with(s); }

 private:
  std::string url_, schema_;
  std::unique_ptr<Postgres> server_;
  std::unique_ptr<Db> db_;
};

void must_read(Db& db, std::string_view sql, Params params, const std::function<void(const Row&)>& on_row) {
  const auto done =
      db.read([&](Session& s) { return s.each(sql, params, [&](const Row& r) { return on_row(r), true; }); });
  if (!done) throw std::runtime_error(done.error().detail.text);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> columns_for_tests(Db& db) {
  std::vector<std::pair<std::string, std::string>> out;
  must_read(db,
            tests_run_on_postgres()
                ? "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a"
                  " ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relkind = 'r'"
                  " AND c.relnamespace = current_schema()::regnamespace"
                : "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c"
                  " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'",
            {}, [&](const Row& r) {
              if (r.text(0) != "schema_migration") out.emplace_back(r.str(0), r.str(1));
            });
  return out;
}

int rows_that_hold(Db& db, const std::string& table, const std::string& column, std::string_view words) {
  int rows = 0;
  // Whatever the column is made of: as SQLite and PostgreSQL write it as text; bytes are looked at as they
  // are.
  must_read(db, "SELECT " + column + ", CAST(" + column + " AS TEXT) FROM " + table + " WHERE org = $1",
            {db.org()}, [&](const Row& r) {
              rows += r.text(1).find(words) != std::string_view::npos ||
                      as_text(r.blob(0)).find(words) != std::string_view::npos;
            });
  return rows;
}

std::string postgres_for_tests() {
  const char* file = std::getenv("CANDOUR_TEST_POSTGRES");
  if (!file) return {};
  std::ifstream in(file);
  std::string url;
  std::getline(in, url);
  return url;
}

Result<std::unique_ptr<Db>> open_postgres_for_tests(const OrgCode& org,
                                                    std::span<const Migration> migrations) {
  const auto url = postgres_for_tests();
  if (url.empty())
    return fail(Code::Unavailable,
                "There is no PostgreSQL for tests. To mend: script/postgres start DIR, and "
                "CANDOUR_TEST_POSTGRES=DIR/url.");
  const auto schema = "t" + PersonId::make(0).text();
  TRY(auto c, PgConnection::open(url, 5));
  CHECK_OK(c->script("CREATE SCHEMA " + schema));
  const auto within = url + (url.find('?') == url.npos ? "?" : "&") + "options=-csearch_path%3D" + schema;
  PostgresOptions options;
  options.any_statement = true;
  options.connections = 4;
  TRY(auto server, open_postgres(within, migrations, options));
  return std::unique_ptr<Db>(std::make_unique<InOwnSchema>(url, schema, std::move(server), org));
}

bool tests_run_on_postgres() {
  const char* engine = std::getenv("CANDOUR_TEST_ENGINE");
  return engine && std::string_view(engine) == "postgres";
}

Result<std::unique_ptr<Db>> open_for_tests(const OrgCode& org, std::span<const Migration> migrations) {
  if (tests_run_on_postgres()) return open_postgres_for_tests(org, migrations);
  return open_sqlite_in_memory(org, migrations);
}

}  // namespace candour::store
