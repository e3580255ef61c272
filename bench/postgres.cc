#include "bench/postgres.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace candour::bench {
namespace {

std::string in_quotes(const std::string& s) {
  std::string q = "'";
  for (const char c : s) q += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return q + "'";
}

std::string said_by(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> child(popen(command.c_str(), "r"), pclose);
  std::string said;
  char part[512];
  while (child && fgets(part, sizeof part, child.get())) said += part;
  while (!said.empty() && said.back() == '\n') said.pop_back();
  return said;
}

bool good(const PGresult* r) {
  const auto s = PQresultStatus(r);
  return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

}  // namespace

PostgresServer::PostgresServer(const std::string& source, const std::string& folder)
    : script_(source + "/script/postgres"), folder_(folder) {
  namespace fs = std::filesystem;
  // Where we are root the server runs as another user, who must be let through the bench's own folder.
  fs::permissions(fs::absolute(folder_).parent_path(), fs::perms::others_exec, fs::perm_options::add);
  url_ = said_by(in_quotes(script_) + " start " + in_quotes(folder_));
  if (!url_.starts_with("postgresql://"))
    throw std::runtime_error("PostgreSQL did not start in " + folder_ + ": " + url_);
}

PostgresServer::~PostgresServer() {
  said_by(in_quotes(script_) + " stop " + in_quotes(folder_));
}

std::string PostgresServer::version() const {
  Pg pg(url_);
  pg.prepare("version", "SELECT split_part(current_setting('server_version'), ' ', 1)");
  return pg.run("version").text(0, 0);
}

int PgRows::changed() const {
  return std::atoi(PQcmdTuples(result_.get()));
}
std::string PgRows::text(int row, int col) const {
  return std::string(PQgetvalue(result_.get(), row, col),
                     static_cast<std::size_t>(PQgetlength(result_.get(), row, col)));
}
std::int64_t PgRows::number(int row, int col) const {
  return std::atoll(PQgetvalue(result_.get(), row, col));
}

Pg::Pg(const std::string& url) : c_(PQconnectdb(url.c_str())) {
  if (PQstatus(c_) != CONNECTION_OK) give_up("connect");
  PQsetNoticeProcessor(
      c_, [](void*, const char*) {}, nullptr);
}

Pg::~Pg() {
  PQfinish(c_);
}

void Pg::give_up(const std::string& doing) {
  throw std::runtime_error("raw PostgreSQL: " + doing + ": " + PQerrorMessage(c_));
}

void Pg::script(const std::string& sql) {
  const PgRows r(PQexec(c_, sql.c_str()));
  if (PQstatus(c_) != CONNECTION_OK || std::string(PQerrorMessage(c_)) != "") give_up(sql.substr(0, 80));
}

void Pg::prepare(const char* name, const char* sql) {
  auto* r = PQprepare(c_, name, sql, 0, nullptr);
  const PgRows rows(r);
  if (!good(r)) give_up(name);
}

PgRows Pg::run(const char* name, const std::vector<std::string>& params) {
  std::vector<const char*> values;
  for (const auto& p : params) values.push_back(p.c_str());
  auto* r = PQexecPrepared(c_, name, static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0);
  PgRows rows(r);
  if (!good(r)) give_up(name);
  return rows;
}

void Pg::send(const Call& call) {
  std::vector<const char*> values;
  for (const auto& p : call.params) values.push_back(p.c_str());
  if (PQsendQueryPrepared(c_, call.name, static_cast<int>(values.size()), values.data(), nullptr, nullptr,
                          0) != 1)
    give_up(call.name);
}

std::vector<PgRows> Pg::together(const std::vector<Call>& calls) {
  // What stands between two syncs is one transaction.
  if (PQenterPipelineMode(c_) != 1) give_up("pipeline");
  for (const auto& call : calls) send(call);
  if (PQpipelineSync(c_) != 1) give_up("sync");
  std::vector<PgRows> all;
  for (const auto& call : calls) {
    auto* r = PQgetResult(c_);
    all.emplace_back(r);
    if (!good(r)) give_up(call.name);
    if (auto* more = PQgetResult(c_)) {
      PQclear(more);
      give_up("more answers than questions");
    }
  }
  auto* end = PQgetResult(c_);
  const bool synced = PQresultStatus(end) == PGRES_PIPELINE_SYNC;
  PQclear(end);
  if (!synced || PQexitPipelineMode(c_) != 1) give_up("end of the pipeline");
  return all;
}

void Pg::copy(const std::string& into, const std::string& rows) {
  const PgRows begun(PQexec(c_, ("COPY " + into + " FROM STDIN").c_str()));
  if (PQputCopyData(c_, rows.data(), static_cast<int>(rows.size())) != 1 || PQputCopyEnd(c_, nullptr) != 1)
    give_up("copy");
  auto* r = PQgetResult(c_);
  const PgRows done(r);
  if (!good(r)) give_up("copy");
  while (auto* more = PQgetResult(c_)) PQclear(more);
}

}  // namespace candour::bench
