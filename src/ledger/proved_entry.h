// One entry of the ledger with all that shows it to be there: what is given to somebody who has neither the
// database nor its keys. Any thread. It proves that the entry stood there when the checkpoint was signed;
// that nothing was rewritten since, only a checkpoint that somebody else holds does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/ledger.h"
#include "ledger/note.h"
#include "ledger/proof.h"
#include "store/db.h"

namespace candour::ledger {

struct ProvedEntry {
  std::int64_t seq = 0;
  std::string data;  // canonical JSON, of which the leaf is the hash
  Proof proof;
  std::string note;  // the checkpoint
  std::string key;   // "NAME+HASH+KEY", by which it is signed
};
/// With the newest checkpoint. Errors: Invalid when there is no such entry; Corrupt when the entry is not
/// what the ledger was signed over.
Result<ProvedEntry> prove_entry(store::Session& db, const OrgCode& org, Ledger& ledger, std::int64_t seq);
/// "entry N", the entry, "proof", its hashes, "checkpoint", the note, "key", the key: lines of text.
std::string to_text(const ProvedEntry& p);

struct CheckedEntry {
  ProvedEntry entry;
  Head head;          // as signed
  Verifier verifier;  // the key that was used
};
/// `key`: the verifier key to trust, otherwise the text's own. Errors: Invalid for a text that is not byte
/// for byte such a proof, and for a key that does not read; Corrupt when the proof does not hold.
Result<CheckedEntry> check_proved_entry(std::string_view text, const std::optional<std::string>& key = {});

}  // namespace candour::ledger
