// What a person has said yes to, or objected to, purpose by purpose, as the gate asks it at every look: a
// purpose that rests on consent alone stays shut until a live consent stands here (IM-2.2).
// Any thread. The signed paper, renewal and parental consent are not kept here: this is the switch only.
#pragma once

#include <optional>
#include <vector>

#include "gate/gate.h"

namespace candour::gate {

struct ConsentFlag {
  PurposeIx purpose{};
  bool objection = false;
  UnixMs since;
  std::optional<UnixMs> withdrawn;
};

class ConsentFlags {
 public:
  ConsentFlags(Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}
  /// `pass` to write about the person. Errors: NotAllowed; Conflict when one is live already; Invalid for a
  /// purpose that does not rest on consent (a consent must not be asked where it changes nothing).
  Status record_consent(const Pass& pass, PersonId person, PurposeIx purpose);
  /// As easy as giving it: no reason is asked (Article 7(3)). Errors: NotFound when none is live.
  Status withdraw_consent(const Pass& pass, PersonId person, PurposeIx purpose);
  /// Article 21. Errors: NotAllowed; Conflict when one stands already.
  Status record_objection(const Pass& pass, PersonId person, PurposeIx purpose);
  Status withdraw_objection(const Pass& pass, PersonId person, PurposeIx purpose);
  /// All of them, also those withdrawn, newest first. `pass` of the person.
  Result<std::vector<ConsentFlag>> list(const Pass& pass, PersonId person);

 private:
  Status set(const Pass& pass, PersonId person, PurposeIx purpose, bool objection);
  Status unset(const Pass& pass, PersonId person, PurposeIx purpose, bool objection);
  Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::gate
