// Taking something away for good that was sealed under a key which also seals what stays: it is carried to
// another person's key or dropped, the key is renewed, what stays is sealed under the new one, and the old
// one is destroyed. Then nothing opens it any more, in old backups of the records either; nor what else stood
// there under the old key, so a backup is taken soon after. Any thread. Nobody sees anything of it meanwhile.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "store/db.h"
#include "vault/key_slot.h"
#include "vault/pass.h"

namespace candour::vault {

class KeyRenewal {
 public:
  virtual ~KeyRenewal() = default;

  /// The slots under which an entry, or the name of a file, is sealed.
  virtual Result<std::vector<KeySlot>> slots_of(store::Session& db, PersonId person, EntryId entry) = 0;
  /// Seals all segments of an entry, and what `entry` is as a file, anew as another person's; nothing is left
  /// under the first. Carries what the passes cannot see, too. Errors: NotAllowed (a pass is not for that
  /// person), Corrupt, NotFound (its key was destroyed), Conflict (of a category that the charter has lost).
  struct Carried {
    PersonId from, to;
    EntryId entry;
    std::function<KeySlot(CategoryIx)> slot;  // under which it is to be
  };
  virtual Status carry(store::Txn& txn, const Pass& from, const Pass& to, const Carried& what) = 0;
  /// Removes an entry or a file with its pieces, of which the pass need not see anything.
  virtual Status drop_whole(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry) = 0;

  /// New keys for these slots; the old ones open what they sealed, and seal nothing more. Not inside a write
  /// of the key store. Called again before the end it makes newer ones yet, which does no harm.
  virtual Status renew_keys(PersonId person, const std::vector<KeySlot>& slots) = 0;
  /// Seals under the new keys what is still under the old ones, until `spent`. Nothing: not all of it is yet;
  /// otherwise which keys have sealed all of it. Errors: Corrupt when something does not open: its key stays.
  virtual Result<std::optional<std::vector<RenewedSlot>>> seal_anew(store::Txn& txn, PersonId person,
                                                                    const std::vector<KeySlot>& slots,
                                                                    const std::function<bool()>& spent) = 0;
  /// Destroys the keys that were put aside before those; after the seal_anew that gave them is committed.
  virtual Status end_renewal(PersonId person, const std::vector<RenewedSlot>& slots) = 0;

  /// Destroys every key of these people, of whichever slot, in one write: nothing that was ever sealed of
  /// them opens any more. Those who have none are passed over.
  virtual Status forget_people(const std::vector<PersonId>& people) = 0;
};

}  // namespace candour::vault
