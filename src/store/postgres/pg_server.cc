#include "store/postgres/pg_server.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "store/postgres/pg_db.h"
#include "store/postgres/pg_shape.h"

namespace candour::store {
namespace {

constexpr const char* kChannel = "candour";  // PgDb::write announces on it
constexpr std::chrono::milliseconds kBetweenTries{100};

}  // namespace

PgServer::PgServer(std::string url, const PostgresOptions& options, DbRanks ranks, Found found)
    : url_(std::move(url)), options_(options), ranks_(ranks), found_(std::move(found)) {
  reading_.most = std::max(1, options.connections);
  writing_.most = std::max(1, options.connections / 2);
}

PgServer::~PgServer() {
  if (!hearing_.joinable()) return;
  (void)!write(wake_[1], "x", 1);  // a pipe that nobody fills always takes one byte
  hearing_.join();
  close(wake_[0]);
  close(wake_[1]);
}

std::unique_ptr<Db> PgServer::open(const OrgCode& org) {
  return std::make_unique<PgDb>(*this, org);
}

std::string PgServer::quoted(const OrgCode& org) const {
  // A code is letters, digits and hyphens by the charter's rules; a quotation mark must not get further.
  std::string out = "'";
  for (const char c : org.text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

Result<std::unique_ptr<PgConnection>> PgServer::connect(Clock::time_point until) {
  for (;;) {
    auto made = PgConnection::open(url_, options_.connect_seconds);
    // The schema that was looked at, whatever the role's settings have become since.
    if (made && !found_.schema.empty())
      if (auto set = (*made)->script("SET search_path = " + found_.schema + ", pg_temp"); !set)
        made = tl::unexpected<Error>(std::move(set).error());
    if (made || Clock::now() + kBetweenTries > until) return made;
    std::this_thread::sleep_for(kBetweenTries);
  }
}

Result<std::unique_ptr<PgConnection>> PgServer::take(For use, Clock::time_point until) {
  {
    const Hold hold(pool_lock_);
    auto& places = places_for(use);
    while (places.lent >= places.most)
      if (!pool_changed_.wait_until(pool_lock_, until + std::chrono::seconds(30)) &&
          places.lent >= places.most)
        return fail(Code::Unavailable, "The database is busy. Try again in a moment.",
                    "no connection became free");
    ++places.lent;
    if (!places.free.empty()) {
      auto c = std::move(places.free.back());
      places.free.pop_back();
      return c;
    }
  }
  auto made = connect(until);
  if (!made) give_back(use, nullptr);
  return made;
}

void PgServer::give_back(For use, std::unique_ptr<PgConnection> c) {
  // Lost, or still inside a transaction that could not be ended: let it go rather than lend it again.
  if (c && (c->lost() || !c->idle())) c.reset();
  {
    const Hold hold(pool_lock_);
    auto& places = places_for(use);
    --places.lent;
    if (c) places.free.push_back(std::move(c));
  }
  pool_changed_.tell_all();
}

Result<PgServer::Lease> PgServer::begin(For use, const OrgCode& org, const std::string& statements) {
  const auto until = deadline();
  for (;;) {
    TRY(auto c, take(use, until));
    Lease lease(this, use, std::move(c));
    lease->lend_for(&org, !options_.any_statement);
    auto said = lease->ask(statements);
    if (said) {
      lease.said = std::move(*said);
      return lease;
    }
    // A server that stops or starts, or a connection that broke while it lay idle: nothing has happened yet.
    const bool again = lease->lost() && Clock::now() < until;
    if (!again) {
      if (!lease->lost() && !lease->idle()) (void)lease->script("ROLLBACK");  // or give_back() drops it
      return tl::unexpected<Error>(std::move(said).error());
    }
  }
}

Status PgServer::same_shape(PgConnection& c) {
  if (found_.shape.empty()) return {};
  TRY(auto stamp, shape_stamp(c));
  {
    const Hold hold(stamp_lock_);
    if (stamp == stamp_) return {};
  }
  TRY(const auto there, shape_of(c));
  if (there != found_.shape) return other_shape(found_.shape, there);
  const Hold hold(stamp_lock_);
  stamp_ = std::move(stamp);
  return {};
}

std::string PgServer::transaction_mark() {
  return "SELECT pg_current_xact_id()::text || ' ' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";
}

PgServer::Fate PgServer::fate_of(const std::string& mark) {
  const auto until = deadline();
  const auto space = mark.find(' ');
  const auto number = mark.substr(0, space), timeline = mark.substr(space + 1);
  while (Clock::now() < until) {
    auto c = connect(until);
    if (!c) return Fate::NotKnown;
    const auto now = (*c)->ask(
        "SELECT CASE WHEN pg_is_in_recovery() THEN '' ELSE "
        "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END");
    if (now && now->empty()) {  // a standby that has not taken over yet
      std::this_thread::sleep_for(kBetweenTries);
      continue;
    }
    if (now && *now != timeline) return Fate::NotKnown;
    const auto status = now ? (*c)->ask("SELECT pg_xact_status('" + number + "'::xid8)") : now;
    if (status && *status == "committed") return Fate::Committed;
    if (status && *status == "aborted") return Fate::NotCommitted;
    if (status && status->empty()) return Fate::NotKnown;
    std::this_thread::sleep_for(kBetweenTries);  // still in progress, or the connection was lost again
  }
  return Fate::NotKnown;
}

std::shared_ptr<Listeners> PgServer::listeners_of(const OrgCode& org) {
  const Hold hold(listeners_lock_);
  auto& one = listeners_[org.text];
  if (!one) one = std::make_shared<Listeners>(ranks_.listeners);
  return one;
}

void PgServer::start_listening() {
  const Hold hold(listeners_lock_);
  if (hearing_.joinable()) return;
  if (pipe2(wake_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
  hearing_ = std::thread([this] { hear(); });
}

void PgServer::hear() {
  while (hear_until_lost()) {
    pollfd wake{wake_[0], POLLIN, 0};
    if (poll(&wake, 1, 500) > 0) return;
  }
}

void PgServer::tell_all() {
  std::vector<std::shared_ptr<Listeners>> all;
  {
    const Hold hold(listeners_lock_);
    for (const auto& [org, listeners] : listeners_) all.push_back(listeners);
  }
  for (const auto& listeners : all) listeners->tell("");
}

/// False when it is to stop; true when the connection was lost, or could not be made.
bool PgServer::hear_until_lost() {
  auto c = PgConnection::open(url_, options_.connect_seconds);
  if (!c || !(*c)->script(std::string("LISTEN ") + kChannel)) return true;
  tell_all();  // whatever was announced while nobody listened
  auto* pg = (*c)->raw();
  for (;;) {
    pollfd both[] = {{PQsocket(pg), POLLIN, 0}, {wake_[0], POLLIN, 0}};
    if (poll(both, 2, -1) < 0 && errno != EINTR) return true;
    if (both[1].revents) return false;
    if (!PQconsumeInput(pg)) return true;
    while (const std::unique_ptr<PGnotify, void (*)(void*)> n{PQnotifies(pg), &PQfreemem}) {
      const std::string_view said = n->extra;
      const auto space = said.find(' ');
      if (space == said.npos) continue;
      listeners_of({std::string(said.substr(0, space))})->tell(said.substr(space + 1));
    }
  }
}

}  // namespace candour::store
