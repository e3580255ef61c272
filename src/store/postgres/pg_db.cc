#include "store/postgres/pg_db.h"

#include <cstdint>

#include "store/inside.h"

namespace candour::store {
namespace {

/// The number of an organisation's lock (FNV-1a). Two with the same number wait for each other, no more.
std::int64_t lock_number(const std::string& org) {
  std::uint64_t n = 14695981039346656037ULL;
  for (const char c : "candour-writer/" + org) n = (n ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
  return static_cast<std::int64_t>(n);
}

/// What is read once a transaction has ended, while its thread may not write yet.
class AfterSession final : public Session {
 public:
  AfterSession(PgServer& server, const OrgCode& org, const std::string& begin)
      : server_(server), org_(org), begin_(begin) {}
  Status each(std::string_view sql, Params params, const OnRow& on_row) override {
    TRY(auto c, server_.begin(PgServer::For::Reading, org_, begin_));
    auto done = c->each(sql, params, on_row, true);
    (void)c->script("COMMIT");  // nothing was written; the pool sees whether it ended
    return done;
  }
  Result<std::int64_t> run(std::string_view sql, Params) override {
    return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
                "after a transaction something was run: " + std::string(sql.substr(0, 80)));
  }

 private:
  PgServer& server_;
  const OrgCode& org_;
  const std::string& begin_;
};

}  // namespace

PgDb::PgDb(PgServer& server, OrgCode org)
    : server_(server),
      org_(std::move(org)),
      listeners_(server.listeners_of(org_)),
      writer_lock_(server.ranks().writer) {
  const auto whose = ";SET LOCAL candour.org = " + server.quoted(org_) + ";";
  begin_reading_ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" + whose;
  begin_writing_ = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" + whose +
                   "SELECT pg_advisory_xact_lock(" + std::to_string(lock_number(org_.text)) + ");" +
                   PgServer::transaction_mark();
}

Status PgDb::read(const std::function<Status(Session&)>& body) {
  if (const auto* f = innermost(this)) return body(*f->session);
  const HoldRank held(server_.ranks().reader);
  TRY(auto c, server_.begin(PgServer::For::Reading, org_, begin_reading_));
  ReadOver<PgConnection> session(*c);
  const FrameHere here(this, &session, false);
  struct End {
    PgConnection& c;
    ~End() { (void)c.script("COMMIT"); }  // nothing was written; the pool sees whether it ended
  } end{*c};
  return body(session);
}

bool PgDb::reading_here() const {
  return innermost(this) != nullptr;
}

bool PgDb::writing_here() const {
  const auto* f = innermost(this);
  return f && f->writing;
}

Status PgDb::write(const std::function<Status(Txn&)>& body) {
  if (writing_here()) return refuse_nested_write();
  const Hold hold(writer_lock_);
  TRY(auto c, server_.begin(PgServer::For::Writing, org_, begin_writing_));
  TxnOver<PgConnection> txn(*c, seals_.get());
  AfterSession look(server_, org_, begin_reading_);
  const auto finish = [&](bool committed) {
    if (!committed && !c->lost() && !c->idle()) (void)c->script("ROLLBACK");
    const FrameHere here(this, &look, true);
    txn.tell(committed, *listeners_);
  };
  Status done;
  try {
    const FrameHere here(this, &txn, true);
    done = body(txn);
    if (done) done = txn.get_ready();
    if (done)  // a connection that is lost cannot commit either, and end() finds out what became of it
      if (auto same = server_.same_shape(*c); !same && !c->lost()) done = std::move(same);
    if (done) done = announce(*c, txn.announced());
    if (done) done = end(*c, c.said);
  } catch (...) {
    listeners_->tell("");  // it may have been in the middle of committing
    finish(false);
    throw;
  }
  finish(done.has_value());
  return done;
}

Status PgDb::announce(PgConnection& c, const std::vector<std::string>& all) {
  if (all.empty()) return {};
  std::string list;
  for (const auto& what : all) list += (list.empty() ? "" : ",") + c.quoted(org_.text + " " + what);
  return c.script("SELECT pg_notify('candour', said) FROM unnest(ARRAY[" + list + "]) AS said");
}

Status PgDb::end(PgConnection& c, const std::string& mark) {
  auto committed = c.commit();
  if (committed && *committed) return {};
  if (committed)
    return fail(Code::Unavailable, "Something went wrong, so nothing was saved. Try again.",
                "COMMIT was answered with ROLLBACK");
  switch (server_.fate_of(mark)) {
    case PgServer::Fate::Committed:
      return {};
    case PgServer::Fate::NotCommitted:
      return fail(Code::Unavailable, "The database went away, so nothing was saved. Try again in a moment.",
                  committed.error().detail.text);
    case PgServer::Fate::NotKnown:
      break;
  }
  listeners_->tell("");  // it may have happened: whatever was remembered must be looked up again
  return fail(
      Code::Unavailable,
      "The database went away in the middle of saving, so it is not known whether this was saved. Look "
      "whether it is there before you try again.",
      committed.error().detail.text);
}

Status PgDb::scrub() {
  if (innermost(this))
    return fail(Code::Unavailable, "Something went wrong.", "scrub() inside read() or write()");
  // PostgreSQL has no way to overwrite what was deleted: docs/operating/keys.md says what is done instead.
  return {};
}

Result<std::int64_t> PgDb::bytes_on_disk() {
  std::int64_t bytes = 0;
  CHECK_OK(read([&](Session& s) {
    return s.each(
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
        " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace",
        {}, [&](const Row& r) {
          bytes = r.i64(0);
          return true;
        });
  }));
  return bytes;
}

int PgDb::listen(OnAnnounced on) {
  server_.start_listening();
  return listeners_->add(std::move(on));
}

}  // namespace candour::store
