#include "ledger/ledger.h"

#include <algorithm>
#include <iterator>

#include "ledger/about.h"
#include "ledger/log.h"
#include "ledger/verify.h"
#include "ledger/views.h"

namespace candour::ledger {
namespace {

constexpr int kMostAtOnce = 1000;

class TheLedger final : public Ledger {
 public:
  TheLedger(store::Db& db, ByteView signing_seed, vault::Vault* vault, const Opening& how)
      : db_(db),
        log_(db, signing_seed, vault, how),
        about_(db.org()),
        views_([this](std::span<const Prepared> views) {
          return db_.write([&](store::Txn& t) { return log_.append(t, views).map([](auto) {}); });
        }) {}
  Status begin() { return log_.guard().begin(); }

  Result<std::int64_t> append(store::Txn& txn, const Entry& e) override {
    std::vector<Prepared> all;
    CHECK_OK(prepare_into(all, e));
    return log_.append(txn, all);
  }
  Result<std::int64_t> append_many(store::Txn& txn, const std::vector<Entry>& es) override {
    std::vector<Prepared> all;
    all.reserve(es.size());
    for (const auto& e : es) CHECK_OK(prepare_into(all, e));
    return log_.append(txn, all);
  }

  Status record(const Entry& e) override {
    CHECK_OK(may_wait());
    std::vector<Prepared> all;
    CHECK_OK(prepare_into(all, e));
    return views_.write(std::move(all), !db_.reading_here());
  }
  Ticket record_soon(const Entry& e) override {
    std::vector<Prepared> all;
    auto prepared = prepare_into(all, e);
    if (prepared) return Ticket(views_.add_soon(std::move(all)));
    auto refused = std::make_shared<Ticket::Batch>();
    refused->outcome = std::move(prepared);
    refused->done = true;
    return Ticket(std::move(refused));
  }
  Status settle(const Ticket& t) override {
    CHECK_OK(may_wait());
    return views_.wait(t.batch, !db_.reading_here());
  }

  Result<std::vector<Kept>> about(store::Session& db, PersonId person, std::int64_t before_seq,
                                  int most) override {
    TRY(const auto seqs, about_.find(db, person, before(before_seq), at_most(most)));
    std::vector<Kept> out;
    out.reserve(seqs.size());
    for (const auto seq : seqs) {
      TRY(auto one,
          fetch(db, "SELECT seq, data FROM ledger_entry WHERE org = $1 AND seq = $2", {db_.org(), seq}));
      std::move(one.begin(), one.end(), std::back_inserter(out));
    }
    return out;
  }
  Result<std::vector<Kept>> newest(store::Session& db, std::int64_t before_seq, int most) override {
    return fetch(db,
                 "SELECT seq, data FROM ledger_entry WHERE org = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
                 {db_.org(), before(before_seq), at_most(most)});
  }

  Result<Checkpoint> checkpoint(store::Session& db) override {
    TRY(auto stored, read_stored_head(db, db_.org()));
    CHECK_OK(log_.guard().check(db, stored));
    const Head head = stored ? stored->head : Head{};
    Checkpoint c{head.size, Bytes(head.root.begin(), head.root.end()), {}};
    c.note = stored ? std::move(stored->note) : make_note(log_.name(), log_.key(), head);
    return c;
  }
  std::string verifier_key() const override { return ledger::verifier_key(log_.name(), log_.key()); }
  Result<Verdict> verify(store::Session& db) override {
    std::vector<KnownHead> known;
    if (auto newest = log_.guard().known_before_read()) known.push_back(std::move(*newest));
    TRY(auto verdict, verify_ledger(db, db_.org(), log_.name(), log_.key().public_key(), known));
    if (const auto& problem = log_.guard().problem(); problem)
      verdict.findings.push_back({-1, problem->words.text + " (" + problem->detail.text + ")"});
    return verdict;
  }

 private:
  Status may_wait() const {
    // Whoever writes views waits for the writer that this thread is: neither would ever go on.
    if (db_.writing_here())
      return fail(Code::Unavailable, "Something went wrong, so nothing can be shown.",
                  "a view was waited for inside write(): append it to the Txn instead");
    return {};
  }
  static std::int64_t before(std::int64_t seq) { return seq > 0 ? seq : INT64_MAX; }
  static int at_most(int n) { return std::clamp(n, 0, kMostAtOnce); }

  static Result<std::vector<Kept>> fetch(store::Session& db, std::string_view sql, store::Params params) {
    std::vector<Kept> out;
    Status bad;
    CHECK_OK(db.each(sql, params, [&](const store::Row& r) {
      auto e = read_entry(as_text(r.blob(1)));
      if (e)
        out.push_back({r.i64(0), std::move(*e)});
      else
        bad = tl::unexpected<Error>(std::move(e).error());
      return bad.has_value();
    }));
    CHECK_OK(bad);
    return out;
  }

  store::Db& db_;
  Log log_;
  About about_;
  Views views_;  // last: its thread uses the others
};

}  // namespace

namespace {

Result<std::unique_ptr<Ledger>> open_with(store::Db& db, ByteView signing_seed, vault::Vault* vault,
                                          const Opening& how) {
  if (signing_seed.size() != 32)
    return fail(Code::Invalid, "The ledger's signing key is missing.", "a signing seed has 32 bytes");
  auto ledger = std::make_unique<TheLedger>(db, signing_seed, vault, how);
  CHECK_OK(ledger->begin());
  return std::unique_ptr<Ledger>(std::move(ledger));
}

}  // namespace

Result<std::unique_ptr<Ledger>> open_ledger(store::Db& db, vault::Vault& vault, const Opening& how) {
  return open_with(db, vault.derive("ledger-signing"), &vault, how);
}
Result<std::unique_ptr<Ledger>> open_ledger(store::Db& db, const Bytes& signing_seed) {
  return open_with(db, signing_seed, nullptr, {});
}

}  // namespace candour::ledger
