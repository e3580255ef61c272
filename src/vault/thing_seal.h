// What is nobody's record yet, such as a spreadsheet that is to be imported, is sealed under a key of its
// own, so that it can be destroyed as a person's can: once the key is gone, no copy of it opens, in no backup
// either. Any thread. As long as the key is there, whoever holds key store and root key can open it.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"
#include "store/db.h"

namespace candour::vault {

struct KeyName;
struct KeySlot;

/// The name of a thing's key, for Vault::destroy_many. The check of the vault leaves such keys to whoever
/// made them: it does not know what they seal.
KeyName key_of_thing(const Id128& thing);
/// The slot that they all have.
const KeySlot& slot_of_things();

class ThingSeals {
 public:
  virtual ~ThingSeals() = default;
  /// Makes the key if the thing has none; it is durable before `txn` is. `use` keeps values apart.
  virtual Result<Bytes> seal_thing(store::Txn& txn, const Id128& thing, std::string_view use,
                                   ByteView plain) = 0;
  /// Errors: NotFound when the key was destroyed, Corrupt when it was sealed as something else or changed.
  virtual Result<Bytes> open_thing(const Id128& thing, std::string_view use, ByteView sealed) = 0;
};

}  // namespace candour::vault
