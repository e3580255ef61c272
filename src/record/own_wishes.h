// What people do at their own door: take a consent back in one step, stop what is sent to them, use a right,
// and see how far their requests are. The same effects as when staff do it. Any thread. Promises: each is
// asked of the gate as theirs and stands on the ledger as theirs; whoever is below the age at which the
// charter lets somebody agree alone takes nothing back alone, and nobody decides for the person there. It
// shows no words that staff wrote.
#pragma once

#include <string>
#include <vector>

#include "gate/consent_flags.h"
#include "gate/own_door.h"
#include "people/person.h"
#include "record/entries.h"

namespace candour::record {

/// A yes that stands, or something that is sent.
struct OwnChoice {
  std::string code, name, says;
  std::optional<UnixMs> since;  // of a yes
  std::optional<UnixMs> until;
  bool stopped = false;  // of what is sent: they said no
  bool alone = true;     // whether they decide it alone, by their age
  int from_age = 0;
};
struct OwnRequest {
  EntryId id;
  std::string right;  // its name
  std::string state;  // its name
  std::optional<charter::Date> received, due;
  bool over = false;
};

class OwnWishes {
 public:
  OwnWishes(gate::Gate& gate, store::Db& db, vault::Vault& vault, people::People& people, Entries& entries,
            const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), people_(people), entries_(entries), clock_(clock) {}

  /// Each consent that stands. Errors: as the gate.
  Result<std::vector<OwnChoice>> consents(const gate::AtDoor& at);
  /// Errors: NotFound when none stands; NotAllowed below the age.
  Status take_back(const gate::AtDoor& at, std::string_view code);
  /// What is sent to many and may be stopped.
  Result<std::vector<OwnChoice>> mailings(const gate::AtDoor& at);
  Status stop(const gate::AtDoor& at, std::string_view code);

  /// The rights that can be asked for here: code and name.
  std::vector<std::pair<std::string, std::string>> rights() const;
  struct Ask {
    std::string right, words;
    std::string post_key;        // the same form sent twice is one request
    std::optional<Id128> about;  // what is to be put right: an entry, or the record, for the details
  };
  /// What is to be put right is disputed from then on, where it is there still. Errors: Invalid by field
  /// ("right", "words"); NotFound for what they do not read here.
  Result<EntryId> ask(const gate::AtDoor& at, const Ask& ask);
  /// Newest first.
  Result<std::vector<OwnRequest>> requests(const gate::AtDoor& at);

  /// How old they are, as far as their birth date is known. Errors: as the gate.
  Result<std::optional<int>> age(const gate::AtDoor& at, std::string_view page);

 private:
  /// Errors: NotFound for what they do not read here.
  Result<bool> still_there(PersonId person, const Id128& about);
  Status not_too_many(const Pass& pass, std::string_view kind) const;
  std::optional<KindIx> kind() const;
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  people::People& people_;
  Entries& entries_;
  const Clock& clock_;
};

}  // namespace candour::record
