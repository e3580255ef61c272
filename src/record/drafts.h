// Drafts: what is being typed, saved on the server every few seconds under the person's keys, so that a lost
// signal or an ended session loses nothing. Only their writer sees them. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::record {

/// The end of an answer's name that only a draft has: the lines of a signature that was drawn and not kept
/// yet.
inline constexpr std::string_view kStrokes = "-strokes";

struct Draft {
  DraftId id;
  StaffId writer;
  PersonId person;
  KindIx kind{};
  ServiceIx service{};
  std::optional<EntryId> entry;  // a change to this entry …
  std::uint32_t based_on = 0;    // … as it stood at this version
  UnixMs saved;
  charter::RawAnswers answers;  // as typed, unchecked; opened only by draft()
  PersonId sealed_for = {};     // the record it was begun in, when that was joined into `person`'s since
};

class Drafts {
 public:
  Drafts(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);
  /// Saves (a new id when `d.id` is nil). At most 64 KiB. Not a view: no ledger entry until it is kept.
  Result<DraftId> save(const Pass& write_pass, const Draft& d);
  Result<Draft> draft(const Pass& write_pass, StaffId writer, DraftId id);
  Result<std::vector<Draft>> mine(StaffId writer);  // without answers
  /// Whose drafts about the person there are, and in which service: nobody but their writer opens them, but
  /// whoever closes a service should know that they are lost with it.
  struct Waiting {
    StaffId writer;
    ServiceIx service{};
    std::int64_t count = 0;
  };
  Result<std::vector<Waiting>> waiting(const Pass& pass, PersonId person);
  /// How many somebody has, about anybody: said before they are signed off.
  Result<std::int64_t> count_of(StaffId writer);
  Status discard(const Pass& write_pass, StaffId writer, DraftId id);
  /// Where a draft belongs, to make the pass: only its writer gets an answer.
  Result<Draft> place(StaffId writer, DraftId id);

 private:
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::record
