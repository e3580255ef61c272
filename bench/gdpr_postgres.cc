// PostgreSQL as one would build it for this: a column and an index for each sort of metadata, prepared
// statements, and one audit row for each operation in the same transaction, all in one round trip. Nothing is
// sealed, nobody is asked, and the audit proves nothing.
#include "bench/gdpr.h"
#include "bench/postgres.h"

namespace candour::bench::gdpr {
namespace {

constexpr const char* kSchema = R"(
DROP TABLE IF EXISTS records, audit, users;
CREATE TABLE users (usr int PRIMARY KEY, obj int NOT NULL);
CREATE TABLE records (
  key bigint PRIMARY KEY, usr int NOT NULL, pur int NOT NULL, shr int NOT NULL, day int NOT NULL,
  obj int NOT NULL, dec boolean NOT NULL, data text NOT NULL);
CREATE INDEX records_usr ON records (usr);
CREATE INDEX records_pur ON records (pur);
CREATE INDEX records_shr ON records (shr);
CREATE INDEX records_day ON records (day, key);
CREATE INDEX records_obj ON records (obj);
CREATE INDEX records_dec ON records (dec);
CREATE TABLE audit (
  id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), op int NOT NULL, actor int NOT NULL,
  usr int, key bigint, detail int);
CREATE INDEX audit_usr ON audit (usr, id);
)";

struct Said {
  const char *name, *sql;
};
constexpr Said kStatements[] = {
    {"log", "INSERT INTO audit (op, actor, usr, key, detail) VALUES ($1, 1, $2, $3, $4)"},
    {"create",
     "INSERT INTO records SELECT $1, $2, $3, $4, $5, u.obj, false, $6 FROM users u WHERE u.usr = $2::int"},
    {"delete-purpose",
     "DELETE FROM records WHERE key IN (SELECT key FROM records WHERE pur = $1 ORDER BY key LIMIT $2)"},
    {"delete-expiry",
     "DELETE FROM records WHERE key IN (SELECT key FROM records WHERE day < $1 ORDER BY day, key LIMIT $2)"},
    {"delete-user", "DELETE FROM records WHERE usr = $1"},
    {"delete-key", "DELETE FROM records WHERE key = $1"},
    {"share-purpose", "UPDATE records SET shr = $2 WHERE pur = $1 AND shr <> $2"},
    {"share-recipient", "UPDATE records SET shr = $2 WHERE shr = $1 AND shr <> $2"},
    {"object-user", "UPDATE users SET obj = $2 WHERE usr = $1"},
    {"object", "UPDATE records SET obj = $2 WHERE usr = $1"},
    {"read", "SELECT key, data FROM records WHERE key = $1"},
    {"metadata", "SELECT key, pur, shr, day, obj, dec::int FROM records WHERE usr = $1 ORDER BY key"},
    {"update", "UPDATE records SET data = $2 WHERE key = $1"},
    {"purpose", "UPDATE records SET pur = $2 WHERE key = $1"},
    {"read-purpose", "SELECT key, data FROM records WHERE pur = $1 ORDER BY key LIMIT $2"},
    {"read-objection", "SELECT key, data FROM records WHERE obj = $1 ORDER BY key LIMIT $2"},
    {"read-decision", "SELECT key, data FROM records WHERE dec ORDER BY key LIMIT $1"},
    {"read-log", "SELECT op, key FROM audit WHERE usr = $1 AND id > $2 ORDER BY id DESC LIMIT $3"},
    {"exists", "SELECT 1 FROM records WHERE key = $1"},
    {"newest-log", "SELECT coalesce(max(id), 0) FROM audit"},
    {"everything", "SELECT key, usr, pur, shr, day, obj, dec::int, data FROM records"},
    {"size",
     "SELECT pg_total_relation_size('records') + pg_total_relation_size('audit') + "
     "pg_total_relation_size('users')"}};

std::string text(std::int64_t n) {
  return std::to_string(n);
}

class Postgres final : public Engine {
 public:
  Postgres(const std::string& url, bool fresh, std::int64_t role_from)
      : url_(url), pg_(url), role_from_(role_from) {
    if (fresh) pg_.script(kSchema);
    for (const auto& s : kStatements) pg_.prepare(s.name, s.sql);
  }
  std::string name() const override { return "PostgreSQL"; }
  std::unique_ptr<Engine> another() override { return std::make_unique<Postgres>(url_, false, role_from_); }
  double bytes_before() const override { return 0; }
  double bytes_on_disk() override { return static_cast<double>(pg_.run("size").number(0, 0)); }

  void fill(const Plan& plan) override {
    std::string users, records, log;
    std::vector<int> objection(static_cast<std::size_t>(plan.users), kNone);
    for (std::size_t k = 0; k < plan.records.size(); ++k) {
      const auto& r = plan.records[k];
      objection[static_cast<std::size_t>(r.user)] = r.objection;
      for (const auto n : {static_cast<int>(k), r.user, r.purpose, r.recipient, r.day, r.objection})
        records += text(n) + "\t";
      records += (r.automated ? "t\t" : "f\t") + r.data + "\n";
      log += text(static_cast<int>(Do::Create)) + "\t1\t" + text(r.user) + "\t" +
             text(static_cast<std::int64_t>(k)) + "\n";
    }
    for (int u = 0; u < plan.users; ++u)
      users += text(u) + "\t" + text(objection[static_cast<std::size_t>(u)]) + "\n";
    pg_.copy("users", users);
    pg_.copy("records", records);
    pg_.copy("audit (op, actor, usr, key)", log);
    pg_.script("ANALYZE");
  }

  void begin_role() override { role_from_ = pg_.run("newest-log").number(0, 0); }

  std::string run(const Op& op) override {
    const auto key = text(op.key), user = text(op.user), to = text(op.to);
    switch (op.what) {
      case Do::Create:
        return say(op, "create", {key, user, text(op.purpose), text(op.recipient), text(op.day), op.data}),
               "made";
      case Do::DeleteByPurpose:
        return gone(say(op, "delete-purpose", {text(op.purpose), text(kAtOnce)}));
      case Do::DeleteByExpiry:
        return gone(say(op, "delete-expiry", {text(op.day), text(kAtOnce)}));
      case Do::DeleteByUser:
        return gone(say(op, "delete-user", {user}));
      case Do::DeleteRecord: {
        const auto rows = say(op, "delete-key", {key});
        return rows.changed() ? gone(rows) : "none";
      }
      case Do::ShareByPurpose:
        return say(op, "share-purpose", {text(op.purpose), to}), "changed";
      case Do::ShareByRecipient:
        return say(op, "share-recipient", {text(op.recipient), to}), "changed";
      case Do::ObjectByUser:
        pg_.together({{"object-user", {user, to}}, {"object", {user, to}}, log(op)});
        return "changed";
      case Do::ReadData: {
        const auto rows = data(say(op, "read", {key}));
        return rows.empty() ? "none" : rows;
      }
      case Do::ReadMetadata:
        return metadata(say(op, "metadata", {user}));
      case Do::UpdateData:
        return say(op, "update", {key, op.data}).changed() ? "changed" : "none";
      case Do::ChangePurpose:
        return say(op, "purpose", {key, to}).changed() ? "changed" : "none";
      case Do::ReadByPurpose:
        return data(say(op, "read-purpose", {text(op.purpose), text(kPage)}));
      case Do::ReadByObjection:
        return data(say(op, "read-objection", {text(op.purpose), text(kPage)}));
      case Do::ReadByDecision:
        return data(say(op, "read-decision", {text(kPage)}));
      case Do::ReadLog:
        // Its own line first, as there: the look at the log is the newest line of it.
        return lines(pg_.together({log(op), {"read-log", {user, text(role_from_), text(kPage)}}})[1]);
      case Do::IsDeleted:
        return say(op, "exists", {key}).size() ? "there" : "gone";
    }
    return {};
  }

  std::vector<Record> all(std::size_t records) override {
    std::vector<Record> out(records);
    for (auto& r : out) r.there = false;
    const auto rows = pg_.run("everything");
    for (int i = 0; i < rows.size(); ++i) {
      auto& r = out.at(static_cast<std::size_t>(rows.number(i, 0)));
      const auto at = [&](int col) { return static_cast<int>(rows.number(i, col)); };
      r = {at(1), at(2), at(3), at(4), at(5), at(6) != 0, rows.text(i, 7), true};
    }
    return out;
  }

 private:
  Pg::Call log(const Op& op) const {
    return {"log", {text(static_cast<int>(op.what)), text(op.user), text(op.key), text(op.to)}};
  }
  PgRows say(const Op& op, const char* name, std::vector<std::string> params) {
    auto both = pg_.together({{name, std::move(params)}, log(op)});
    return std::move(both.front());
  }
  static std::string gone(const PgRows& rows) { return "gone " + text(rows.changed()); }
  static std::string data(const PgRows& rows) {
    std::string all;
    for (int i = 0; i < rows.size(); ++i)
      all += data_line(static_cast<int>(rows.number(i, 0)), rows.text(i, 1));
    return all;
  }
  static std::string metadata(const PgRows& rows) {
    std::string all;
    for (int i = 0; i < rows.size(); ++i) {
      const auto at = [&](int col) { return static_cast<int>(rows.number(i, col)); };
      all += metadata_line(at(0), {0, at(1), at(2), at(3), at(4), at(5) != 0, {}, true});
    }
    return all;
  }
  static std::string lines(const PgRows& rows) {
    std::string all;
    for (int i = 0; i < rows.size(); ++i) {
      Op op;
      op.what = static_cast<Do>(rows.number(i, 0));
      op.key = static_cast<int>(rows.number(i, 1));
      all += log_line(op);
    }
    return all;
  }

  std::string url_;
  Pg pg_;
  std::int64_t role_from_ = 0;
};

}  // namespace

std::unique_ptr<Engine> open_postgres(const std::string& url) {
  return std::make_unique<Postgres>(url, true, 0);
}

}  // namespace candour::bench::gdpr
