// Where the keys of one organisation live: apart from the records, each wrapped under the organisation's own
// key, and that one under the root key in a file of its own. A key is durable before anything that it sealed.
// Any thread. Whoever holds the key store and the root key file can open every key in it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/db.h"
#include "vault/key_cache.h"
#include "vault/seal.h"
#include "vault/vault.h"

namespace candour::vault {

/// The root key; made (mode 0600) when the file is missing and `may_make`. Errors: Unavailable, with a mend.
Result<Key> load_root_key(const std::string& file, bool may_make);

class KeyStore {
 public:
  static Result<std::unique_ptr<KeyStore>> open(const OrgCode& org, const VaultFiles& files);
  static Result<std::unique_ptr<KeyStore>> open_in_memory(const OrgCode& org);

  /// Nothing when the person has no key for the slot (any more).
  Result<std::optional<PersonKey>> find(PersonId person, const KeySlot& slot);
  /// A new key becomes durable just before `txn` commits, all that it needs in one write.
  Result<PersonKey> find_or_make(store::Txn& txn, PersonId person, const KeySlot& slot);
  /// The newest generation that was destroyed; 0 when none was.
  Result<std::uint32_t> destroyed_generation(PersonId person, const KeySlot& slot);
  Status destroy(PersonId person, const KeySlot& slot);

  /// The keys that stand in the store for these, in the same order, in one query over the range of people;
  /// `wanted` must be sorted by person. For scans: nothing is kept in the cache.
  using Wanted = std::vector<std::pair<PersonId, KeySlot>>;
  Result<std::vector<std::optional<PersonKey>>> find_sorted(const Wanted& wanted);
  Status each_key(const std::function<bool(PersonId, const KeySlot&)>& f);

  /// 32 bytes for one use of the organisation's own.
  Key derive(std::string_view use) const;

 private:
  KeyStore(OrgCode org, std::unique_ptr<store::Db> db) : org_(std::move(org)), db_(std::move(db)) {}
  Status load_org_key(const Key& root);
  Result<std::optional<Bytes>> stored_org_key();
  Bytes wrap(PersonId person, const KeySlot& slot, const PersonKey& key) const;
  Result<PersonKey> unwrap(PersonId person, const KeySlot& slot, std::int64_t generation,
                           ByteView wrapped) const;
  Binding binding(PersonId person, const KeySlot& slot, std::uint32_t generation) const;
  Status make_durable();

  OrgCode org_;
  std::unique_ptr<store::Db> db_;
  Key org_key_;
  Key wrapping_;  // derived from org_key_
  KeyCache cache_;

  // Made in the transaction that is open, not yet in the store. One writer at a time has any.
  std::mutex made_lock_;
  std::map<std::pair<PersonId, KeySlot>, PersonKey> made_;
  const store::Txn* made_in_ = nullptr;
};

}  // namespace candour::vault
