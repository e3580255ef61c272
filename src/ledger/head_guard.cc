#include "ledger/head_guard.h"

#include <algorithm>

#include "base/alarms.h"
#include "base/log.h"
#include "ledger/entry_json.h"
#include "store/reading_since.h"
#include "store/records_there.h"

namespace candour::ledger {
namespace {

constexpr std::string_view kAlarm = "ledger-head";
// So that what was known when a read began is found for reads of up to a minute, in some kilobytes.
constexpr std::chrono::milliseconds kApart{50};
constexpr std::size_t kMostSeen = 1200;

tl::unexpected<Error> refused(std::string detail) {
  return fail(
      Code::Corrupt,
      "The ledger is not the one that was signed: it was changed, or put back to an older state. Nothing can "
      "be recorded, and so nothing is shown. Ask whoever looks after the server to keep the database as it "
      "is "
      "and to run the ledger's verification.",
      std::move(detail));
}

std::string entries(std::int64_t n) {
  return std::to_string(n) + (n == 1 ? " entry" : " entries");
}

std::string mend(const OrgCode& org, std::int64_t size) {
  return " To mend: put the newer records back from their backup. If they are lost for good, run `candour "
         "ledger "
         "accept-loss --org " +
         org.text + " --size " + std::to_string(size) + "`, which writes on the ledger what is lost.";
}

/// What stands in the tables of a ledger although it has no head.
Result<std::string> left_over(store::Session& s, const OrgCode& org) {
  static constexpr std::pair<const char*, const char*> kAsks[] = {
      {"SELECT 1 FROM ledger_entry WHERE org = $1 LIMIT 1", "entries"},
      {"SELECT 1 FROM ledger_tile WHERE org = $1 LIMIT 1", "tiles"},
      {"SELECT 1 FROM ledger_about WHERE org = $1 LIMIT 1", "an index"}};
  std::string found;
  for (const auto& [sql, what] : kAsks)
    CHECK_OK(s.each(sql, {org}, [&](const store::Row&) {
      found = what;
      return false;
    }));
  return found;
}

}  // namespace

HeadGuard::HeadGuard(store::Db& db, Verifier signer, vault::Vault* vault, const Opening& how)
    : db_(db), signer_(std::move(signer)), vault_(vault), how_(how) {}

Status HeadGuard::begin() {
  if (!vault_) return {};
  // The key store first: the records can only be further than it, if they are the right ones.
  auto kept = remembered_head(*vault_);
  if (!kept && kept.error().code != Code::Corrupt) return tl::unexpected<Error>(kept.error());
  Result<Head> stored = Head{};
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    if (kept) {
      stored = judge_start(s, *kept);
      return {};
    }
    TRY(const auto there, read_stored_head(s, db_.org()));
    stored = fail(Code::Corrupt,
                  "What the key store of " + db_.org().text +
                      " remembers of the ledger was changed. To mend: put the "
                      "key store back from its backup." +
                      mend(db_.org(), there ? there->head.size : 0),
                  kept.error().detail.text);
    return {};
  }));
  if (!stored) {
    if (!how_.only_look || stored.error().code != Code::Corrupt) return raise(stored.error());
    problem_ = stored.error();
  }
  const auto known = kept ? *kept : std::nullopt;
  if (how_.only_look) {
    if (known) saw(*known, "the key store");
    return {};
  }
  saw(*stored, "this server");
  if (known && known->size < stored->size && how_.log)
    how_.log->info("ledger-head-behind", {{"remembered", known->size}, {"entries", stored->size}});
  // Durable before the first entry is: from then on a missing one is one that was taken away.
  CHECK_OK(remember_head(*vault_, *stored, vault::Vault::Keep::Higher));
  keeper_ = std::make_unique<HeadKeeper>(*vault_, *stored, how_);
  return {};
}

Result<Head> HeadGuard::judge_start(store::Session& s, const std::optional<Head>& kept) const {
  const auto& org = db_.org();
  TRY(const auto stored, read_stored_head(s, org));
  const auto size = stored ? stored->head.size : 0;
  if (kept && size < kept->size)
    return fail(Code::Corrupt,
                "The records of " + org.text + " hold " + entries(size) +
                    " of the ledger, but its key store remembers " + std::to_string(kept->size) +
                    ": an older copy of the records was put in their place, or entries were taken out." +
                    mend(org, size),
                "the head is older than the remembered one");
  if (size == 0) {
    TRY(const bool records, store::records_there(s, org));
    if (records) return refused("there are records of " + org.text + ", but its ledger is empty");
  }
  auto head = judge(s, stored, std::nullopt);
  if (!head) return head;
  if (kept) {
    const auto goes_on = prove_continues(s, org, *kept, *head);
    if (!goes_on && goes_on.error().code == Code::Corrupt)
      return fail(Code::Corrupt,
                  "The ledger of " + org.text + " does not go on from the " + entries(kept->size) +
                      " that its key store remembers: it is another one, or was rewritten." + mend(org, size),
                  goes_on.error().detail.text);
    CHECK_OK(goes_on);
  } else {
    CHECK_OK(newest_is_old_style(s, *head));
  }
  return head;
}

/// A key store that remembers nothing is one of version 0.1. Then the newest entry is of it too: later ones
/// are salted, and before the first of those the key store remembered.
Status HeadGuard::newest_is_old_style(store::Session& s, const Head& head) const {
  if (head.size == 0) return {};
  const auto& org = db_.org();
  const auto last = head.size - 1;
  std::string data;
  CHECK_OK(each_stored_entry(s, org, last, head.size, [&](std::int64_t, ByteView bytes) {
    data = as_text(bytes);
    return false;
  }));
  TreeReader tree(head.size, stored_tiles(s, org));
  TRY(const auto proof, prove_inclusion(tree, last));
  if (!inclusion_holds(leaf_hash(as_bytes(data)), last, head.size, head.root, proof))
    return refused("entry " + std::to_string(last) + " is not the one that was signed");
  if (!is_salted(data)) return {};
  return fail(Code::Corrupt,
              "The key store of " + org.text +
                  " does not say how far the ledger had come, and it should: that was taken out of it, or it "
                  "is another "
                  "key store. To mend: put the key store back from its backup." +
                  mend(org, head.size),
              "no remembered head, but salted entries");
}

Status HeadGuard::only_signed(const std::optional<StoredHead>& stored) const {
  if (!stored || !stored->whole) return refused("the signed head is missing or cut");
  if (read_note(signer_.name, signer_.public_key, stored->note) != stored->head)
    return refused("the signed head does not hold");
  return {};
}

Result<Head> HeadGuard::judge(store::Session& s, const std::optional<StoredHead>& stored,
                              const std::optional<Head>& known) const {
  if (!stored && (!known || known->size == 0)) {
    TRY(const auto rest, left_over(s, db_.org()));
    if (!rest.empty()) return refused("there are " + rest + " but no signed head");
    return Head{};
  }
  CHECK_OK(only_signed(stored));
  if (!known) return stored->head;
  const auto goes_on = prove_continues(s, db_.org(), *known, stored->head);
  if (!goes_on && goes_on.error().code == Code::Corrupt) return refused(goes_on.error().detail.text);
  CHECK_OK(goes_on);
  return stored->head;
}

Result<Head> HeadGuard::accept(store::Session& s, const std::optional<StoredHead>& stored) {
  auto known = newest();
  if (keeper_) {
    asked_ = std::chrono::steady_clock::now();
    // Another server may have gone further than this one has seen. What does not open the keeper tells of.
    const auto kept = remembered_head(*vault_);
    if (!kept && kept.error().code != Code::Corrupt) return tl::unexpected<Error>(kept.error());
    if (kept && *kept && (!known || known->size < (*kept)->size)) known = **kept;
  }
  auto head = judge(s, stored, known);
  if (!head) return raise(head.error());
  if (how_.alarms) how_.alarms->lower(kAlarm);
  saw(*head, "this server");
  return head;
}

bool HeadGuard::due() const {
  return keeper_ && std::chrono::steady_clock::now() - asked_ > kRememberEvery;
}

Status HeadGuard::may_append() const {
  if (problem_) return tl::unexpected<Error>(*problem_);
  if (keeper_ && keeper_->overdue())
    return fail(
        Code::Unavailable,
        "The key store has not taken down for a minute how far the ledger has come, so nothing more can be "
        "recorded or shown. Ask whoever looks after the server to see whether it can be written.",
        "the newest head is not remembered");
  return {};
}

void HeadGuard::committed(const Head& head) {
  saw(head, "this server");
  if (keeper_) keeper_->news(head);
}

std::optional<Head> HeadGuard::newest() const {
  const Hold hold(lock_);
  if (seen_.empty()) return std::nullopt;
  return seen_.back().known.head;
}

void HeadGuard::saw(const Head& head, const char* who) {
  const auto now = std::chrono::steady_clock::now();
  const Hold hold(lock_);
  if (!seen_.empty() && seen_.back().known.head == head) return;
  if (seen_.size() > 2 && seen_.back().since - seen_[seen_.size() - 2].since < kApart) seen_.pop_back();
  seen_.push_back({now, {head, who}});
  if (seen_.size() > kMostSeen) seen_.erase(seen_.begin() + 1, seen_.begin() + kMostSeen / 2);
}

std::optional<KnownHead> HeadGuard::known_before_read() const {
  const auto since = store::reading_since().value_or(std::chrono::steady_clock::now());
  const Hold hold(lock_);
  const auto after = std::ranges::find_if(seen_, [&](const Seen& s) { return s.since > since; });
  if (after == seen_.begin()) return std::nullopt;
  return std::prev(after)->known;
}

Status HeadGuard::check(store::Session& s, const std::optional<StoredHead>& stored) const {
  if (problem_) return raise(*problem_);
  const auto known = known_before_read();
  const auto head = judge(s, stored, known ? std::optional(known->head) : std::nullopt);
  if (!head) return raise(head.error());
  return {};
}

tl::unexpected<Error> HeadGuard::raise(Error why) const {
  if (why.code != Code::Corrupt) return tl::unexpected<Error>(std::move(why));
  const auto now = how_.clock ? how_.clock->now() : SystemClock{}.now();
  const bool is_new = !how_.alarms || how_.alarms->raise(kAlarm, why.words.text, why.detail.text, now);
  if (is_new && how_.log) how_.log->problem(kAlarm, {{"detail", why.detail.text}});
  return tl::unexpected<Error>(std::move(why));
}

}  // namespace candour::ledger
