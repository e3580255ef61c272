// Where the keys of one organisation live: apart from the records, each wrapped under the organisation's own
// key, and that one under the root key from elsewhere. A key is durable before anything that it sealed.
// Any thread. Whoever holds the key store and the root key can open every key in it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/locks.h"
#include "store/db.h"
#include "vault/key_cache.h"
#include "vault/key_ring.h"
#include "vault/root_key.h"
#include "vault/seal.h"
#include "vault/vault.h"

namespace candour::vault {

/// Announced to other servers: forget this key (person and slot follow), or all of them.
inline constexpr std::string_view kOneKeyGone = "key-destroyed ", kManyKeysGone = "keys-destroyed";

class KeyStore {
 public:
  static Result<std::unique_ptr<KeyStore>> open(const OrgCode& org, const RootKey& root,
                                                std::unique_ptr<store::Db> db, Records records);
  /// Makes the file when it is missing, but not before the root key is there.
  static Result<std::unique_ptr<KeyStore>> open_file(const OrgCode& org, const RootKey& root,
                                                     const std::string& file, Records records);
  static Result<std::unique_ptr<KeyStore>> open_in_memory(const OrgCode& org);
  ~KeyStore();

  /// Nothing when the person has no key for the slot (any more).
  Result<std::optional<PersonKey>> find(PersonId person, const KeySlot& slot);
  /// A new key becomes durable just before `txn` commits, all that it needs in one write; one that was there
  /// is looked up once more then, so that nothing is sealed under a key that was destroyed meanwhile.
  Result<PersonKey> find_or_make(store::Txn& txn, PersonId person, const KeySlot& slot);
  /// The newest generation that was destroyed; 0 when none was.
  Result<std::uint32_t> destroyed_generation(PersonId person, const KeySlot& slot);
  Status destroy(const std::vector<KeyName>& keys);
  /// Every key of these people.
  Status destroy_all(const std::vector<PersonId>& people);
  /// As KeysLeft says (vault/keys_left.h): read from the store, whatever this server remembers.
  Result<std::int64_t> left(const std::vector<PersonId>& people);
  Result<std::int64_t> left(const std::vector<KeyName>& keys);

  /// A new key for each; the old one is put aside, for find_renewed() alone, until end_renewal() destroys it.
  /// Those that are not there are passed over.
  Status renew(const std::vector<KeyName>& keys);
  Result<std::optional<PersonKey>> find_renewed(PersonId person, const KeySlot& slot,
                                                std::uint32_t generation);
  /// Destroys those of older generations than these, and no newer one that was put aside meanwhile.
  Status end_renewal(PersonId person, const std::vector<RenewedSlot>& slots);

  /// The keys that stand in the store for these, in the same order, in one query over the range of people;
  /// `wanted` must be sorted by person. For scans: nothing is kept in the cache.
  using Wanted = std::vector<std::pair<PersonId, KeySlot>>;
  Result<std::vector<std::optional<PersonKey>>> find_sorted(const Wanted& wanted);

  /// One key of a range; the reason when it does not unwrap.
  using OnKey = std::function<bool(const KeyName&, const Result<PersonKey>&)>;
  /// Every key of the people after `after`, up to and with `upto`, in order.
  Status each_in(PersonId after, PersonId upto, const OnKey& f);
  /// The person of the n-th key after `after`; nothing when there are fewer.
  Result<std::optional<PersonId>> person_after(PersonId after, int n);
  /// Writes down which keys of a range seal nothing, and those of them that were noted before `before`.
  Result<std::vector<KeyName>> note_orphans(PersonId after, PersonId upto,
                                            const std::vector<KeyName>& orphans, UnixMs now, UnixMs before,
                                            std::int64_t& noted);

  /// 32 bytes for one use of the organisation's own.
  Key derive(std::string_view use) const;

  /// What is remembered of the records (Vault::remembered); the caller seals.
  Result<std::optional<Vault::Remembered>> remembered(std::string_view what);
  Status remember(std::string_view what, std::int64_t number, ByteView sealed, Vault::Keep keep);

 private:
  KeyStore(OrgCode org, RootKey root, std::unique_ptr<store::Db> db);
  Status unlock(Records records);
  Status load_keys(store::Session& s, const Key& root);
  Result<Key> root_now(const RootKeyKind& kind) const;
  /// The wrapping key of a generation; looked up anew when it was made after this server started.
  Result<Key> wrapping(store::Session& s, std::int64_t generation);
  /// The newest of them in the store, with its generation.
  Result<OrgKeys::Wrapping> newest_wrapping(store::Txn& t);
  Bytes wrap(const OrgKeys::Wrapping& by, const KeyName& name, const PersonKey& key) const;
  /// One row of person_key: generation, wrapping, wrapped from column `first`.
  Result<PersonKey> unwrap(store::Session& s, const KeyName& name, const store::Row& r, int first);
  Result<bool> has_people(store::Session& s);
  void heard(std::string_view what);

  std::vector<std::vector<store::Param>> rows_of(const std::vector<KeyName>& keys) const;
  /// This server forgets them at the commit, the others when they hear it.
  void forget(store::Txn& t, const std::vector<KeyName>& keys);
  Status make_durable();
  Status still_there(store::Session& s, const std::map<KeyName, std::uint32_t>& used);

  OrgCode org_;
  RootKey root_;
  std::unique_ptr<store::Db> db_;
  struct Secrets {
    OrgKeys keys;
    bool has_root = false;  // kept only when a passphrase made it: it cannot be asked for again
    Key root;
  };
  mutable Mutex secrets_lock_{LockRank::Last};
  SecretBox<Secrets> secrets_;  // guarded by secrets_lock_ once it is open
  KeyCache cache_;
  int listening_ = 0;

  // What the transaction that is open needs: made, and not yet in the store; used, and to be there still when
  // it commits. One writer at a time has any.
  Mutex acting_lock_{LockRank::KeysMade};
  std::map<KeyName, PersonKey> made_ GUARDED_BY(acting_lock_);
  std::map<KeyName, std::uint32_t> used_ GUARDED_BY(acting_lock_);
  const store::Txn* acting_in_ GUARDED_BY(acting_lock_) = nullptr;
};

}  // namespace candour::vault
