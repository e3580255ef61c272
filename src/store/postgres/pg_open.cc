// Opening a PostgreSQL database and bringing its tables up to date, one server at a time.
#include <regex>

#include "store/migrating.h"
#include "store/postgres/pg_server.h"
#include "store/postgres/pg_shape.h"

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

/// Whoever can edit the database does not get to add to what our statements do, or to choose what they see.
/// The shape that was found to be right.
Result<std::string> check_shape(PgConnection& c, std::span<const Migration> migrations) {
  std::string steps = std::string(kSeen) + ";";
  for (const auto& m : migrations) steps += for_postgres(m.sql);
  TRY(auto meant, shape_made_by(c, steps));
  TRY(const auto there, shape_of(c));
  if (there != meant) return other_shape(meant, there);
  return meant;
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
  // Tests that tamper change tables too.
  Result<std::string> shape;
  if (done && !options.any_statement) shape = check_shape(c, migrations);
  if (!c.lost())
    (void)c.script(std::string("SELECT pg_advisory_unlock(") + kMigrating + ")");  // or it goes now
  CHECK_OK(done);
  CHECK_OK(shape);
  TRY(auto schema, c.ask("SELECT quote_ident(current_schema())"));
  return std::unique_ptr<Postgres>(std::make_unique<PgServer>(
      url, options, ranks_of(migrations), PgServer::Found{std::move(schema), std::move(*shape)}));
}

}  // namespace candour::store
