#include "ledger/proved_entry.h"

#include <algorithm>
#include <charconv>

#include "ledger/stored.h"
#include "vault/encode.h"

namespace candour::ledger {
namespace {

constexpr std::string_view kEntry = "entry ", kProof = "\nproof\n", kCheckpoint = "checkpoint\n",
                           kKey = "key\n", kKeyLine = "\nkey\n";

tl::unexpected<Error> no_proof(std::string detail) {
  return fail(
      Code::Invalid,
      "This is not a proof as Candour gives it, or something in it was changed. To mend: take it again "
      "from where it came, unchanged.",
      std::move(detail));
}

/// Everything up to the mark, which goes with it; nothing when it is not there.
std::optional<std::string_view> take_to(std::string_view& rest, std::string_view mark) {
  const auto at = rest.find(mark);
  if (at == rest.npos) return std::nullopt;
  const auto out = rest.substr(0, at);
  rest.remove_prefix(at + mark.size());
  return out;
}

std::optional<Hash32> read_hash(std::string_view line) {
  const auto bytes = vault::from_base64(line);
  Hash32 hash{};
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

Result<ProvedEntry> read_proved_entry(std::string_view text) {
  ProvedEntry p;
  auto rest = text;
  if (!rest.starts_with(kEntry)) return no_proof("it does not begin with an entry");
  rest.remove_prefix(kEntry.size());
  const auto number = take_to(rest, "\n");
  const auto data = take_to(rest, kProof);
  const auto hashes = take_to(rest, kCheckpoint);
  const auto key_at = rest.rfind(kKeyLine);
  if (!number || !data || !hashes || key_at == rest.npos) return no_proof("a part is missing");
  if (std::from_chars(number->data(), number->data() + number->size(), p.seq).ec != std::errc())
    return no_proof("the entry has no number");
  p.data = *data;
  auto lines = *hashes;
  while (!lines.empty()) {
    const auto line = take_to(lines, "\n");
    const auto hash = line ? read_hash(*line) : std::nullopt;
    if (!hash) return no_proof("a hash does not read");
    p.proof.push_back(*hash);
  }
  p.note = rest.substr(0, key_at + 1);
  p.key = rest.substr(key_at + kKeyLine.size());
  if (!p.key.empty() && p.key.back() == '\n') p.key.pop_back();
  // One proof has one spelling, so that nothing can be changed that nobody looks at.
  if (to_text(p) != text) return no_proof("it is not spelt as Candour spells it");
  return p;
}

}  // namespace

Result<ProvedEntry> prove_entry(store::Session& db, const OrgCode& org, Ledger& ledger, std::int64_t seq) {
  TRY(const auto checkpoint, ledger.checkpoint(db));
  ProvedEntry p;
  p.seq = seq;
  p.note = checkpoint.note;
  p.key = ledger.verifier_key();
  CHECK_OK(each_stored_entry(db, org, seq, seq + 1, [&](std::int64_t, ByteView data) {
    p.data = as_text(data);
    return false;
  }));
  TreeReader tree(checkpoint.size, stored_tiles(db, org));
  TRY(p.proof, prove_inclusion(tree, seq));
  Hash32 root{};
  std::copy(checkpoint.root.begin(), checkpoint.root.end(), root.begin());
  if (!inclusion_holds(leaf_hash(as_bytes(p.data)), seq, checkpoint.size, root, p.proof))
    return fail(Code::Corrupt,
                "The entry is not what the ledger was signed over. To mend: run "
                "`candour ledger verify`.");
  return p;
}

std::string to_text(const ProvedEntry& p) {
  std::string out = std::string(kEntry) + std::to_string(p.seq) + "\n" + p.data + std::string(kProof);
  for (const auto& hash : p.proof) out += vault::to_base64(hash) + "\n";
  return out + std::string(kCheckpoint) + p.note + std::string(kKey) + p.key + "\n";
}

Result<CheckedEntry> check_proved_entry(std::string_view text, const std::optional<std::string>& key) {
  CheckedEntry out;
  TRY(out.entry, read_proved_entry(text));
  const auto own = read_verifier_key(out.entry.key);
  // White space behind a key is passed over where somebody gives one, and not in a proof.
  if (!own || verifier_key(*own) != out.entry.key) return no_proof("its key does not read");
  const auto trusted = key ? read_verifier_key(*key) : own;
  if (!trusted)
    return fail(
        Code::Invalid,
        "The key does not read. To mend: give the line that `candour ledger verify` says, or its file.");
  if (*trusted != *own)
    return fail(Code::Corrupt, "The proof is signed with another key than the one that you trust.");
  out.verifier = *trusted;
  const auto head = read_note(trusted->name, trusted->public_key, out.entry.note);
  if (!head) return fail(Code::Corrupt, "The checkpoint is not signed with that key, or was changed.");
  out.head = *head;
  if (!inclusion_holds(leaf_hash(as_bytes(out.entry.data)), out.entry.seq, head->size, head->root,
                       out.entry.proof))
    return fail(Code::Corrupt,
                "The proof does not lead from the entry to the checkpoint: one of them was changed.");
  return out;
}

}  // namespace candour::ledger
