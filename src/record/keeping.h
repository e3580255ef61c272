// Why what was written is kept, with whom it may be shared, and its removal when the reason is gone. The
// reasons stand in policy rows that thousands of entries refer to, so that a purpose or a recipient changes
// in one row and no record is rewritten. Any thread.
// It does not say when something falls due (retention does), and a removal here is of rows and segments: old
// backups forget only when the person's key is destroyed (vault).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::record {

/// Charter codes; recipients are one or none. `automated`: a decision is taken by a machine alone.
struct Reasons {
  std::string purpose, recipient;
  bool automated = false;
};

/// An entry and whose it is: ids only. What it holds is asked for with a pass.
struct EntryOf {
  PersonId person;
  EntryId entry;
  auto operator<=>(const EntryOf&) const = default;
};

/// What is known of one entry without opening it.
struct Held {
  EntryId entry;
  Reasons reasons;
  std::string basis, retention;  // codes
  UnixMs happened;
};

class Keeping {
 public:
  Keeping(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

  /// The person's entries and why each is kept, in the order they were written. `pass` sees the person.
  Result<std::vector<Held>> held(const Pass& pass, PersonId person);
  /// From now on these entries are kept for these reasons; what is not given stays. The pass must write about
  /// the person. In the caller's transaction, or in one of its own. Errors: NotFound, Invalid for codes that
  /// the charter does not have.
  struct Change {
    std::optional<std::string> purpose, recipient;
    std::optional<bool> automated;
  };
  Status assign(const Pass& pass, PersonId person, const std::vector<EntryId>& entries, const Change& to);
  Status assign(store::Txn& txn, const Pass& pass, PersonId person, const std::vector<EntryId>& entries,
                const Change& to);
  /// All that is kept for a purpose, or shared with a recipient (the empty one is any), has `recipient` from
  /// now on: only policy rows change; how many. Duty SeeLedger: whoever answers for data protection.
  Result<std::int64_t> change_recipient(const gate::Actor& actor, const std::string& purpose,
                                        const std::string& old_recipient, const std::string& recipient);

  /// Entries by why they are kept, in the order they were written, from after `after`. Ids only; duty
  /// SeeLedger. Empty purpose or recipient: any.
  struct Which {
    std::string purpose, recipient;
    std::optional<bool> automated;
  };
  Result<std::vector<EntryOf>> find(const gate::Actor& actor, const Which& which, EntryId after, int most);
  /// Entries of people who object to the purpose.
  Result<std::vector<EntryOf>> objected(const gate::Actor& actor, const std::string& purpose, int most);
  /// Entries about what happened before `when`, oldest first.
  Result<std::vector<EntryOf>> older_than(const gate::Actor& actor, UnixMs when, int most);

  /// Removes entries of one person with all their versions, drafts' dates and files. The pass must write
  /// every category that they hold. One line each on the ledger, in the same transaction. Entries that are
  /// not there are passed over; how many were removed.
  Result<int> remove(const Pass& pass, PersonId person, const std::vector<EntryId>& entries);
  Result<int> remove(store::Txn& txn, const Pass& pass, PersonId person, const std::vector<EntryId>& entries);
  /// True when neither a row nor a segment of the entry is left. On the ledger, durably. Duty SeeLedger.
  Result<bool> is_gone(const gate::Actor& actor, PersonId person, EntryId entry);

 private:
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::record
