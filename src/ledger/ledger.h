// The ledger: every look, change, refusal and decision of one organisation, in an append-only Merkle log
// (RFC 6962 hashing, tiles of 256, signed checkpoints). An entry names people by their ids only, so that
// erasing a person leaves the proof whole. Any thread. It proves that nothing was altered or dropped since
// a checkpoint that somebody else holds; alone, it cannot prove that the first operator was honest.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "store/db.h"

namespace candour {
class Alarms;
namespace log {
class Log;
}
namespace vault {
class Vault;
}
}  // namespace candour

namespace candour::ledger {

enum class Act : std::uint8_t {
  View,
  Search,
  Create,
  Change,
  Correct,
  Move,
  Refuse,
  Grant,
  Disclose,
  Print,
  Export,
  Import,
  Undo,
  SignIn,
  SignInFailed,
  SignOut,
  StaffChange,
  CharterChange,
  Job,
  Attack
};
std::string_view act_name(Act);

/// What happened. Codes and ids only: never a name, never text that somebody typed. To keep it so, every text
/// must be printable ASCII of at most 512 characters, or the entry is refused as Invalid.
struct Entry {
  UnixMs at;
  Act act{};
  StaffId actor;                 // nil: the system
  std::vector<PersonId> people;  // whose data it touched; empty where none
  std::string what;              // kind code or thing ("contact-note", "profile", "referral", "session")
  std::string thing;             // id of the thing, or empty
  std::vector<std::string> categories;          // charter codes
  std::string purpose, basis, clause, service;  // charter codes, or empty
  std::string outcome;                          // "allowed", or the refusal's code
  std::string note;                             // codes for detail: move names, reason codes, grant ids
};

/// One entry read back.
struct Kept {
  std::int64_t seq = 0;
  Entry entry;
};

struct Checkpoint {
  std::int64_t size = 0;
  Bytes root;        // 32 bytes
  std::string note;  // C2SP signed note: origin, size, root in base64, signature line
};

struct Finding {
  std::int64_t seq = -1;  // the entry at fault, or -1 when a tile above the leaves is
  std::string what;       // in words
};
struct Verdict {
  std::int64_t checked = 0;
  std::vector<Finding> findings;  // empty: all holds
};

/// A view on its way into the ledger.
class Ticket {
 public:
  struct Batch;
  explicit Ticket(std::shared_ptr<Batch> b) : batch(std::move(b)) {}
  std::shared_ptr<Batch> batch;
};

class Ledger {
 public:
  virtual ~Ledger() = default;
  /// Appends in the caller's transaction: the act and its entry become durable together or not at all.
  virtual Result<std::int64_t> append(store::Txn& txn, const Entry& e) = 0;
  virtual Result<std::int64_t> append_many(store::Txn& txn, const std::vector<Entry>& es) = 0;  // first seq
  /// Appends a view and returns once it is durable; many views share one commit. Errors: Unavailable, and
  /// then nothing may be shown. Refused inside a write of this database: append to its Txn instead.
  virtual Status record(const Entry& e) = 0;
  /// The same in two steps, so that what will be shown can be fetched meanwhile; show nothing before
  /// settle() has said ok. A ticket that is dropped is recorded none the less.
  virtual Ticket record_soon(const Entry& e) = 0;
  virtual Status settle(const Ticket& t) = 0;
  /// Entries that touched a person, newest first, from before `before_seq` (0: from the newest; so
  /// after an entry with seq 0 there is nothing to ask for).
  virtual Result<std::vector<Kept>> about(store::Session& db, PersonId person, std::int64_t before_seq,
                                          int most) = 0;
  virtual Result<std::vector<Kept>> newest(store::Session& db, std::int64_t before_seq, int most) = 0;
  /// Errors: Corrupt when the head is not signed, or does not go on from the newest that was known here
  /// before the read of `db` began: then it must be told to nobody.
  virtual Result<Checkpoint> checkpoint(store::Session& db) = 0;
  /// "candour/ORG+hash+key" as in golang.org/x/mod/sumdb/note.
  virtual std::string verifier_key() const = 0;
  /// Recomputes every leaf and node, checks the signature, and compares with the newest head that was known
  /// here before the read of `db` began: this process's own, and the key store's.
  virtual Result<Verdict> verify(store::Session& db) = 0;
};

/// How a ledger is opened.
struct Opening {
  /// For a command that looks on while a server may run: nothing is written to the key store, and what is
  /// wrong with the head is left for verify() to find and for checkpoint() to refuse.
  bool only_look = false;
  Alarms* alarms = nullptr;  // told of a head that is refused ("ledger-head", "ledger-head-kept")
  const Clock* clock = nullptr;
  const log::Log* log = nullptr;
};
/// Keeps the newest head in the key store as well (ledger/head_guard.h) and starts the threads that do so and
/// that commit views. All that is given must outlive it. Errors, unless it only looks: Corrupt, with a mend,
/// when the records do not go on from the head that the key store remembers, or have no signed head.
Result<std::unique_ptr<Ledger>> open_ledger(store::Db& db, vault::Vault& vault, const Opening& how = {});
/// Without a key store: for tests. Nothing is known of the head but what this process signs or sees.
Result<std::unique_ptr<Ledger>> open_ledger(store::Db& db, const Bytes& signing_seed);

}  // namespace candour::ledger
