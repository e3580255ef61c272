#include "ledger/loss.h"

#include "ledger/heads.h"
#include "ledger/log.h"
#include "ledger/verify.h"
#include "vault/encode.h"

namespace candour::ledger {
namespace {

std::string word_for(const std::optional<Head>& remembered, const Head& kept) {
  const std::string text = "loss/" + std::to_string(remembered ? remembered->size : -1) + "/" +
                           (remembered ? vault::to_hex(remembered->root) : "") + "/" +
                           std::to_string(kept.size) + "/" + vault::to_hex(kept.root);
  return vault::to_hex(ByteView(vault::sha256(as_bytes(text))).first(5));
}

/// What the records hold must hold in itself: a loss is a shorter ledger, not a changed one.
Status look_at_rest(store::Session& s, const OrgCode& org, Log& log, const Head& kept) {
  TRY(const auto verdict, verify_ledger(s, org, log.name(), log.key().public_key()));
  for (const auto& f : verdict.findings)
    if (kept.size > 0 || verdict.checked > 0)
      return fail(
          Code::Corrupt,
          "What there is of the ledger does not hold either, so no loss can be written on it. To mend: put a "
          "copy of the records back that `candour ledger verify` finds nothing else in.",
          f.what);
  return {};
}

}  // namespace

Result<Loss> accept_loss(store::Db& db, vault::Vault& vault, std::int64_t size, const std::string& confirm,
                         UnixMs now) {
  const auto& org = db.org();
  Log log(db, vault.derive("ledger-signing"));
  Loss loss;
  auto remembered = remembered_head(vault);
  if (!remembered && remembered.error().code != Code::Corrupt)
    return tl::unexpected<Error>(remembered.error());
  if (remembered) loss.remembered = *remembered;
  bool lost = true;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    TRY(const auto stored, read_stored_head(s, org));
    TRY(loss.kept, log.guard().accept(s, stored));
    CHECK_OK(look_at_rest(s, org, log, loss.kept));
    if (!loss.remembered) return {};
    const auto goes_on = prove_continues(s, org, *loss.remembered, loss.kept);
    if (!goes_on && goes_on.error().code != Code::Corrupt) return goes_on;
    lost = !goes_on;
    return {};
  }));
  if (!lost)
    return fail(Code::Invalid, "Nothing is lost: the records go on from what the key store remembers.");
  if (size != loss.kept.size)
    return fail(Code::Invalid, "The records hold " + std::to_string(loss.kept.size) +
                                   " entries of the ledger. To mend: give that number with --size.");
  loss.confirm = word_for(loss.remembered, loss.kept);
  if (confirm.empty()) return loss;
  if (confirm != loss.confirm)
    return fail(
        Code::Invalid,
        "That is not the word. To mend: run the command without --confirm, read what it says, and give the "
        "word that it ends with.");
  Entry e;
  e.at = now;
  e.act = Act::Job;
  e.what = "ledger";
  e.outcome = "loss-accepted";
  e.note = "kept=" + std::to_string(loss.kept.size);
  if (loss.remembered)
    e.note += " remembered=" + std::to_string(loss.remembered->size) +
              " root=" + vault::to_base64(loss.remembered->root);
  Head after;
  CHECK_OK(db.write([&](store::Txn& t) -> Status {
    TRY(const auto line, prepare(e));
    TRY(loss.line, log.append(t, std::span(&line, 1)));
    return {};
  }));
  // The line first: should this fail, the loss is still told, and the command can be given again.
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    TRY(const auto stored, read_stored_head(s, org));
    TRY(after, log.guard().accept(s, stored));
    return {};
  }));
  CHECK_OK(remember_head(vault, after, vault::Vault::Keep::Instead));
  return loss;
}

}  // namespace candour::ledger
