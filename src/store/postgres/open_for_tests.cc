#include "store/open_for_tests.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <stdexcept>

#include "store/postgres/pg_server.h"

namespace candour::store {
namespace {

/// What a schema is made of: its tables, columns, rules, triggers, policies and functions, as one number.
constexpr const char* kShape = R"(
SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
  SELECT concat_ws('|', c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl) AS line
    FROM pg_class c WHERE c.relnamespace = $s$::regnamespace
  UNION ALL SELECT concat_ws('|', c.relname, a.attname, a.atttypid, a.attnotnull, a.attisdropped) FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = $s$::regnamespace
  UNION ALL SELECT concat_ws('|', c.relname, t.tgname, t.tgenabled) FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
    WHERE c.relnamespace = $s$::regnamespace AND NOT t.tgisinternal
  UNION ALL SELECT concat_ws('|', c.relname, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid)) FROM pg_class c
    JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relnamespace = $s$::regnamespace
  UNION ALL SELECT conname::text FROM pg_constraint WHERE connamespace = $s$::regnamespace
  UNION ALL SELECT concat_ws('|', proname, prosrc) FROM pg_proc WHERE pronamespace = $s$::regnamespace) AS all_of_it)";

/// Every row gone but the migrations', with no trigger asked.
constexpr const char* kEmpty = R"(
SET session_replication_role = replica;
DO $do$ DECLARE t record; there boolean; BEGIN
  FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = $s$::regnamespace
      AND relname <> 'schema_migration' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM $n.%I)', t.relname) INTO there;
    IF there THEN EXECUTE format('DELETE FROM $n.%I', t.relname); END IF;
  END LOOP; END $do$)";

/// The statement for that schema: $s its name as a literal, $n as a name.
std::string about(std::string sql, const std::string& schema) {
  for (const auto& [what, with] :
       {std::pair<std::string, std::string>{"$s$", "'" + schema + "'"}, {"$n", schema}})
    for (auto at = sql.find(what); at != sql.npos; at = sql.find(what, at + with.size()))
      sql.replace(at, what.size(), with);
  return sql;
}

/// The schemas of a program of tests: to make a hundred and more tables takes far longer than a test, and so
/// does a session that has not seen them yet. A schema that a test leaves as it was made is emptied for the
/// next one, which goes on with its sessions. All are dropped at the end.
class Schemas {
 public:
  static Schemas& of(const std::string& url) {
    static Schemas all(url);
    return all;
  }
  ~Schemas() {
    for (auto& [made_by, made] : free_) drop(made);
  }
  /// The steps that made it, by where they stand and how many they are.
  using MadeBy = std::pair<const Migration*, std::size_t>;
  struct Made {
    std::string name, shape;
    std::unique_ptr<Postgres> server;
  };
  /// One that is empty, or a name for one that is to be made.
  Made take(MadeBy made_by) {
    const auto found = free_.find(made_by);
    if (found == free_.end()) return {"t" + PersonId::make(0).text(), {}, nullptr};
    auto out = std::move(found->second);
    free_.erase(found);
    return out;
  }
  void give_back(MadeBy made_by, Made made) {
    // A test that tampers with the tables themselves leaves them to nobody.
    const auto now = shape(made.name);
    if (!now || *now != made.shape || !say(about(kEmpty, made.name))) return drop(made);
    free_.emplace(made_by, std::move(made));
  }
  Result<std::string> shape(const std::string& schema) {
    CHECK_OK(connect());
    return owner_->ask(about(kShape, schema));
  }

 private:
  // The server's own superuser passes by triggers; the role of Candour must not be able to.
  explicit Schemas(const std::string& url) : as_owner_of_all_(url) {
    const std::string role = "//candour@";
    if (const auto at = as_owner_of_all_.find(role); at != std::string::npos)
      as_owner_of_all_.replace(at, role.size(), "//postgres@");
  }
  Status connect() {
    if (owner_ && !owner_->lost() && owner_->idle()) return {};
    TRY(owner_, PgConnection::open(as_owner_of_all_, 5));
    return owner_->script("SET client_min_messages = warning");
  }
  bool say(const std::string& sql) { return connect() && owner_->script(sql).has_value(); }
  void drop(Made& made) {
    made.server.reset();
    (void)say("DROP SCHEMA IF EXISTS " + made.name + " CASCADE");
  }

  std::string as_owner_of_all_;
  std::unique_ptr<PgConnection> owner_;
  std::multimap<MadeBy, Made> free_;
};

/// Another Db, and the schema that goes with it.
class InOwnSchema final : public Db {
 public:
  InOwnSchema(Schemas& schemas, Schemas::MadeBy made_by, Schemas::Made made, const OrgCode& org)
      : schemas_(schemas), made_by_(made_by), made_(std::move(made)), db_(made_.server->open(org)) {}
  ~InOwnSchema() override {
    db_.reset();
    schemas_.give_back(made_by_, std::move(made_));
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
  Schemas& schemas_;
  Schemas::MadeBy made_by_;
  Schemas::Made made_;
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
  auto& schemas = Schemas::of(url);
  const Schemas::MadeBy made_by{migrations.data(), migrations.size()};
  auto made = schemas.take(made_by);
  if (!made.server) {
    TRY(auto c, PgConnection::open(url, 5));
    CHECK_OK(c->script("CREATE SCHEMA " + made.name));
    const auto within =
        url + (url.find('?') == url.npos ? "?" : "&") + "options=-csearch_path%3D" + made.name;
    PostgresOptions options;
    options.any_statement = true;
    options.connections = 4;
    TRY(made.server, open_postgres(within, migrations, options));
    TRY(made.shape, schemas.shape(made.name));
  }
  return std::unique_ptr<Db>(std::make_unique<InOwnSchema>(schemas, made_by, std::move(made), org));
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
