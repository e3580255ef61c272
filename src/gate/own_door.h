// People open what is held of them by themselves, and whoever speaks for them does, as far as the person lets
// them know: the gate decides it like any look of staff, writes it down as theirs, and hands out a pass for
// that one record. It is open where the charter says so, while the door was not shut, and for whoever speaks
// for somebody only by an authority of the charter that a second person verified, until it ends. What is
// restricted or objected to stays open to the person. Any thread; not inside a write transaction. Who stands
// at the door it believes people/own_doors.h; it opens no words that staff wrote (charter/own_record.h).
#pragma once

#include <vector>

#include "charter/own_record.h"
#include "gate/gate.h"

namespace candour::gate {

using DoorId = Id<struct OwnDoorTag>;

/// Who came in.
struct AtDoor {
  DoorId door;
  PersonId person;        // for whose record the door was made
  RelationshipId speaks;  // in whose circle whoever came in stands; nil: the person themselves
};

/// What stands on the ledger as the outcome: "allowed", for staff, "themselves", "for-them".
std::string_view own_door_code(OwnDoorSide side);
/// Of an entry of the ledger, as what it was entered.
OwnDoorSide own_door_side(const ledger::Entry& e);
/// By this the authority of somebody in a circle is known without opening it.
std::int64_t authority_token(vault::Vault& vault, RelationshipId id, std::string_view authority);
/// Of a row of `relationship`, in SQL: an authority stands there that was verified and holds at the moment of
/// the parameter with that number. Whatever acts on an authority asks for it.
std::string authority_holds(int moment);

class OwnDoor {
 public:
  OwnDoor(Gate& gate, vault::Vault& vault) : gate_(gate), vault_(vault) {}

  /// A pass to read what is told to people themselves of `part`, recorded durably before it is returned.
  /// `page` stands on the ledger. Errors: NotAllowed, alike for all that does not open (the refusal is on the
  /// ledger); Corrupt.
  Result<Pass> look(const AtDoor& at, charter::OwnPart part, std::string_view page);
  /// The same for a page that shows days and codes alone, for the person themselves: it sees nothing.
  Result<Pass> look(const AtDoor& at, std::string_view page) {
    return look(at, charter::OwnPart::None, page);
  }
  /// To write an entry of that kind of their own record, in the first service that has it; it sees nothing.
  /// Its writer enters it.
  Result<Pass> write(const AtDoor& at, KindIx kind);
  /// To take back or to object, as the person alone may: it sees nothing.
  Result<Pass> decide(const AtDoor& at);
  /// The ledger's entries about the record, newest first, before that one.
  Result<std::vector<ledger::Kept>> who_looked(const AtDoor& at, std::int64_t before, int most);

 private:
  struct Standing;
  Result<Standing> stands(const AtDoor& at, std::string_view what);
  Result<std::optional<CategorySet>> spoken_for(store::Session& db, const AtDoor& at) const;
  tl::unexpected<Error> refuse(const AtDoor& at, bool there, std::string_view what) const;

  Gate& gate_;
  vault::Vault& vault_;
};

}  // namespace candour::gate
