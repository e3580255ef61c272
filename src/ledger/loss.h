// When part of the ledger is lost for good: an older copy of the records is all there is, and the key store
// remembers more. Nothing then starts until somebody has said so, twice, in so many words; and that it was
// said stands on the ledger from then on. One thread, with the servers stopped. It brings nothing back, and
// it cannot tell a disk that died from somebody who wanted it so: that is for whoever reads the line.
#pragma once

#include <optional>
#include <string>

#include "ledger/ledger.h"
#include "ledger/note.h"

namespace candour::ledger {

struct Loss {
  Head kept;                         // what the records hold
  std::optional<Head> remembered;    // what the key store does; nothing: that is gone too
  std::string confirm;               // the word that must be given to go on: it follows from both
  std::optional<std::int64_t> line;  // the entry that says so, once it is done
};

/// Without `confirm`, only what would be lost. With it, writes the entry and has the key store remember from
/// there. Errors: Invalid when nothing is lost, or when `size` is not how many entries the records hold, or
/// `confirm` is another word; Corrupt when what is there does not hold in itself (then that must be mended
/// first).
Result<Loss> accept_loss(store::Db& db, vault::Vault& vault, std::int64_t size, const std::string& confirm,
                         UnixMs now);

}  // namespace candour::ledger
