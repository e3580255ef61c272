// The person's own door: a paper with a code that staff hand over, good for some days and used once, by which
// a person - or whoever speaks for them - opens what is held of them, without an account and without anything
// to remember. The session is short: ten minutes without a page, two hours in all. A new paper shuts the door
// of before. Any thread. Promises: a code is kept as a keyed token alone and works once, with the birth date;
// a wrong one is told in the same words whatever is wrong; guesses are counted and slowed. It does not know
// what may be seen behind the door (gate/own_door.h), and not who else reads a paper or a screen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "gate/own_door.h"
#include "gate/seal_tables.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

/// Somebody who came in.
struct OwnSession {
  SessionId id;
  gate::AtDoor at;
  std::string csrf;
  UnixMs last_seen, ends;
};
struct CameIn {
  std::string token;  // for the cookie; kept as a hash
  OwnSession session;
};
/// Who is known at a door: by the address that codes go to, and the birth date; keyed tokens.
struct KnownBy {
  std::int64_t mail = 0, born = 0;
};
KnownBy known_by(vault::Vault& vault, std::string_view mail, charter::Date born);

struct OwnDoorMade {
  gate::DoorId id;
  std::string code;  // "K7QW-9XM2-4TPA": shown once
  UnixMs until;
};
/// One that was made for a person.
struct OwnDoorRow {
  gate::DoorId id;
  std::optional<RelationshipId> speaks;
  StaffId made_by;
  UnixMs made, until;
  std::optional<UnixMs> opened, shut;
  bool mail = false;  // there is an address to which codes go
};

class OwnDoors {
 public:
  OwnDoors(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

  /// `pass` to write the details. `mail`: of whoever it is made for, or "". Errors: NotAllowed; Invalid
  /// without a birth date, or for somebody who does not speak for the person by an authority that was
  /// verified.
  struct New {
    PersonId person;
    std::optional<RelationshipId> speaks;
    std::string mail;
    std::optional<charter::Date> born;  // of the person
  };
  Result<OwnDoorMade> hand_over(const Pass& pass, const New& door);
  /// Newest first.
  Result<std::vector<OwnDoorRow>> of(const Pass& pass, PersonId person) const;
  /// At once, with whoever is inside. Errors: NotFound.
  Status shut(const Pass& pass, PersonId person, gate::DoorId id);

  /// By the paper. Errors: Invalid, in the same words for all that does not match; TooMuch.
  Result<CameIn> enter(std::string_view code, charter::Date born, std::string_view address);
  /// By a code that was sent to the address (record/own_codes.h). Errors: Invalid.
  Result<CameIn> enter(const KnownBy& by);
  /// Of whom there is one door that was opened and not shut; nothing for nobody, or several.
  Result<std::optional<gate::AtDoor>> known(store::Session& db, const KnownBy& by) const;

  /// Finds and touches a session that lives. Errors: NotFound.
  Result<OwnSession> find(std::string_view token);
  Status end(std::string_view token);

 private:
  Result<CameIn> start(store::Txn& txn, const gate::AtDoor& at, std::string_view note);
  Status holds(store::Session& db, gate::SealSet set, const Id128& subject) const;

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

inline constexpr std::string_view kNoSuchDoor =
    "These do not match, or the code was used or has lapsed. Look at them once more, or ask the staff of your "
    "service for a new paper.";

/// In the transaction that changes details or a circle: codes go to the address that stands there now.
Status own_doors_follow(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, const Pass& pass,
                        PersonId person, CategorySet touched, const charter::Values& values);
Status own_doors_follow(store::Txn& txn, vault::Vault& vault, const OrgCode& org, RelationshipId speaks,
                        std::string_view mail);

}  // namespace candour::people
