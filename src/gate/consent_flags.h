// What a person has said yes to, or objected to, purpose by purpose, as the gate asks it at every look: a
// purpose that rests on consent alone stays shut until a live consent stands here (IM-2.2).
// Any thread. Who said yes, how, and to which words stands in the entry that records it (record/consents.h):
// this is the switch, which shuts by itself on the day on which the yes lapses.
#pragma once

#include <optional>
#include <vector>

#include "gate/gate.h"

namespace candour::gate {

struct ConsentFlag {
  std::string code;                  // charter::AgreedTo::code
  std::optional<PurposeIx> purpose;  // none: that a body outside is told something
  bool objection = false;
  UnixMs since;
  std::optional<UnixMs> withdrawn, until;
  std::optional<EntryId> entry;  // in which it was written down
  bool live(UnixMs now) const { return !withdrawn && (!until || until->ms > now.ms); }
};

struct GivenConsent {
  std::optional<EntryId> entry;
  std::optional<UnixMs> until;  // the first moment at which it counts no more; nothing: no end
};

class ConsentFlags {
 public:
  ConsentFlags(Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}
  /// In the caller's transaction; what was live for it before is over with it. `to`: charter::AgreedTo::code.
  /// `pass` to write about the person. Errors: NotAllowed; Invalid for what does not rest on consent (a
  /// consent must not be asked where it changes nothing).
  Status give(store::Txn& txn, const Pass& pass, PersonId person, std::string_view to,
              const GivenConsent& given);
  /// As easy as giving it: no reason is asked (Article 7(3)). Errors: NotFound when none is live.
  Status withdraw(store::Txn& txn, const Pass& pass, PersonId person, std::string_view to);
  /// Whether a yes stands now, in the caller's transaction.
  Result<bool> stands(store::Session& db, const Pass& pass, PersonId person, std::string_view to) const;
  /// Article 21. Errors: NotAllowed; Conflict when one stands already.
  Status record_objection(const Pass& pass, PersonId person, PurposeIx purpose);
  /// `entry`: the request in which it stands.
  Status record_objection(store::Txn& txn, const Pass& pass, PersonId person, PurposeIx purpose,
                          std::optional<EntryId> entry = {});
  Status withdraw_objection(const Pass& pass, PersonId person, PurposeIx purpose);
  Status withdraw_objection(store::Txn& txn, const Pass& pass, PersonId person, PurposeIx purpose);
  /// Those that this request made, but for one purpose; others stand.
  Status withdraw_of(store::Txn& txn, const Pass& pass, EntryId entry, std::optional<PurposeIx> but);
  /// All of them, also those withdrawn, newest first. `pass` of the person.
  Result<std::vector<ConsentFlag>> list(const Pass& pass, PersonId person);

 private:
  Status tell(store::Txn& txn, const Pass& pass, std::string_view about, ledger::Act act,
              std::string_view what, std::string_view note);
  Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::gate
