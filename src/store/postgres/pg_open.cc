// Opening a PostgreSQL database and bringing its tables up to date, one server at a time.
#include <regex>

#include "store/migrating.h"
#include "store/postgres/pg_server.h"

namespace candour::store {
namespace {

/// The lock that keeps two servers from changing the tables at the same time; any number of our own will do.
constexpr const char* kMigrating = "4702831094";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

/// Bytes have another name; texts are compared byte by byte, as SQLite does, whatever the database's
/// language; and each new table shows only the rows of the organisation that the transaction is for.
std::string for_postgres(std::string_view sql) {
  static const std::regex kTable("CREATE TABLE (\\w+)"), kBlob("\\bBLOB\\b"), kText("\\bTEXT\\b");
  auto out = std::regex_replace(std::string(sql), kBlob, "BYTEA");
  out = std::regex_replace(out, kText, "TEXT COLLATE \"C\"");
  out = replaced(std::move(out), "/*clustered*/", "");
  const std::string all(sql);
  for (std::sregex_iterator it(all.begin(), all.end(), kTable), end; it != end; ++it)
    out += replaced(
        "\nALTER TABLE $ ENABLE ROW LEVEL SECURITY; ALTER TABLE $ FORCE ROW LEVEL SECURITY;"
        "CREATE POLICY own_organisation ON $ USING (org = current_setting('candour.org', true))"
        " WITH CHECK (org = current_setting('candour.org', true));",
        "$", it->str(1));
  return out;
}

Status check_role(PgConnection& c) {
  TRY(const auto free, c.ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"));
  if (free == "f") return {};
  return fail(Code::Unavailable,
              "The database role may see every organisation's rows. To mend: give Candour a role of its own "
              "that is no superuser and has no BYPASSRLS (docs/operating/postgresql.md).",
              "the role is a superuser or has BYPASSRLS");
}

Status check_version(PgConnection& c) {
  TRY(const auto version, c.ask("SHOW server_version_num"));
  if (std::stoi(version) >= 150000) return {};
  return fail(Code::Unavailable, "This PostgreSQL is too old. To mend: use version 15 or later.",
              "server_version_num " + version);
}

Status apply(PgConnection& c, const Migration& m) {
  auto done =
      c.script("BEGIN;" + for_postgres(m.sql) + "\nINSERT INTO schema_migration (number, name) VALUES (" +
               std::to_string(m.number) + ", " + c.quoted(m.name) + "); COMMIT");
  if (done) return done;
  if (!c.lost()) (void)c.script("ROLLBACK");
  return in_migration(m, std::move(done).error());
}

/// There are no triggers and no rules of ours: whoever can edit the database does not get to add to what our
/// statements do.
Status check_nothing_added(PgConnection& c) {
  std::string where;
  CHECK_OK(c.each(
      "SELECT c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = "
      "c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = current_schema() UNION ALL "
      "SELECT r.tablename::text FROM pg_rules r WHERE r.schemaname = current_schema() LIMIT 1",
      {}, [&](const Row& r) { return where = r.str(0), false; }, true));
  if (where.empty()) return {};
  return fail(Code::Corrupt,
              "Somebody has added triggers or rules to the tables of the database outside Candour, so it is not "
              "opened. To mend: put the database back from a backup, and look who can write to it.",
              "a trigger or rule on " + where);
}

}  // namespace

Result<std::unique_ptr<Postgres>> open_postgres(const std::string& url, std::span<const Migration> migrations,
                                                const PostgresOptions& options) {
  auto opened = PgConnection::open(url, options.connect_seconds);
  if (!opened) {
    auto e = std::move(opened).error();
    e.words.text =
        "The PostgreSQL database cannot be reached. To mend: check its address, that it runs, and that its "
        "role "
        "may sign in.";
    return tl::unexpected<Error>(std::move(e));
  }
  auto& c = **opened;
  CHECK_OK(check_version(c));
  CHECK_OK(check_role(c));
  CHECK_OK(c.script(std::string("SET lock_timeout = 0; SELECT pg_advisory_lock(") + kMigrating + ")"));
  auto done = c.script("SET client_min_messages = warning");  // a table that is there already is no news
  if (done) done = migrate(c, migrations, "its address", [&](const Migration& m) { return apply(c, m); });
  if (!c.lost())
    (void)c.script(std::string("SELECT pg_advisory_unlock(") + kMigrating + ")");  // or it goes now
  CHECK_OK(done);
  CHECK_OK(check_nothing_added(c));
  return std::unique_ptr<Postgres>(std::make_unique<PgServer>(url, options, ranks_of(migrations)));
}

}  // namespace candour::store
