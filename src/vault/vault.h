// The vault seals what is written about a person, category by category, under keys of that person's own,
// and opens it only for a pass. Destroying a key is destroying everything it sealed, in old backups too.
// Any thread. It does not protect against an operator who holds both the key file and the root key.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "store/db.h"
#include "vault/key_renewal.h"
#include "vault/key_slot.h"
#include "vault/pass.h"
#include "vault/thing_seal.h"

namespace candour::vault {

class RootKey;  // vault/root_key.h

/// Where a segment belongs. All of it is bound into the seal: a moved segment does not open.
struct SegmentName {
  PersonId person;
  EntryId entry;  // EntryId with the person's own bytes for the profile
  std::uint32_t version = 1;
  CategoryIx category{};  // the charter's number; the seal binds the category's code
  KeySlot slot;
};

struct Opened {
  SegmentName name;
  Bytes plain;
};

class Vault : public ThingSeals, public KeyRenewal {
 public:
  /// Seals `plain` and stores the segment in `txn`, replacing one of the same person, entry, version and
  /// category. Makes the key if the person has none for the slot; it is durable before the segment is.
  /// Errors: NotAllowed when the pass does not let this person's category be written.
  virtual Status put(store::Txn& txn, const Pass& pass, const SegmentName& name, ByteView plain) = 0;

  /// Opens those segments of one entry version that the pass may see; others are left closed and counted.
  /// Errors: Corrupt when a segment does not open under its name.
  struct EntrySegments {
    std::vector<Opened> opened;
    CategorySet held_back;  // present, but not for this pass
    CategorySet destroyed;  // was here; its key has been destroyed, so nobody can open it
  };
  virtual Result<EntrySegments> get(store::Session& db, const Pass& pass, PersonId person, EntryId entry,
                                    std::uint32_t version) = 0;

  /// Removes all segments of one entry (a finished draft). Errors: NotAllowed when the pass may not write one
  /// of the categories that it holds.
  virtual Status drop(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry) = 0;

  /// The same for many entries at once (one query for up to 200); results in the order asked.
  struct EntryRef {
    PersonId person;
    EntryId entry;
    std::uint32_t version;
  };
  virtual Result<std::vector<EntrySegments>> get_many(store::Session& db, const Pass& pass,
                                                      const std::vector<EntryRef>& refs) = 0;

  /// Opens one category of every person in turn (the search index, statistics): only for the gate's own
  /// index pass; `plain` dies when the callback returns. The category's newest segment of each person's
  /// profile, in the order of ids; a person whose profile lacks it is left out. A segment that does not open
  /// does not stop the rest: the error comes at the end.
  using OnSegment = std::function<bool(PersonId, EntryId, std::uint32_t version, ByteView plain)>;
  virtual Status scan_profiles(store::Session& db, const class IndexPass& pass, CategoryIx category,
                               const OnSegment& on) = 0;
  /// The same for one person: their names were changed on another server. Nothing is called when the profile
  /// lacks the category.
  virtual Status scan_profile(store::Session& db, const class IndexPass& pass, CategoryIx category,
                              PersonId person, const OnSegment& on) = 0;

  /// Large content (files): sealed in 64 KiB chunks, each bound to its place and to being the last or not.
  virtual Status put_file(store::Txn& txn, const Pass& pass, const SegmentName& name, FileId file,
                          ByteView plain) = 0;
  /// Errors: NotAllowed, NotFound (no such file, or its key was destroyed), Corrupt (a piece is missing,
  /// moved or changed). `name` as it was given to put_file.
  virtual Result<Bytes> get_file(store::Session& db, const Pass& pass, const SegmentName& name,
                                 FileId file) = 0;

  /// A keyed, truncated token (8 bytes) for finding an exact identifier; `field` separates the spaces.
  virtual std::int64_t blind_token(std::string_view field, std::string_view normalised) = 0;

  /// Sealed values of the organisation itself (staff names, TOTP secrets, drafts, session forms).
  virtual Bytes seal_org(std::string_view use, ByteView plain) = 0;
  virtual Result<Bytes> open_org(std::string_view use, ByteView sealed) = 0;

  /// A 32-byte secret of the organisation for one use ("ledger-signing", "csrf"), derived (HKDF) from its
  /// key.
  virtual Bytes derive(std::string_view use) = 0;

  /// Destroys one key of a person; what it sealed is gone. Leaves a stub that says that a key was there; a
  /// later put makes a new key, which opens nothing of the old. Not inside a write of the key store. Other
  /// servers hear of it a moment later; what they write meanwhile under it is refused when it is committed.
  virtual Status destroy_key(PersonId person, const KeySlot& slot) = 0;
  /// The same for any number in one write: all of them or none. Those that are not there are passed over.
  /// Error Unavailable, and yet destroyed, when the overwriting did not get its turn: call it again.
  virtual Status destroy_many(const std::vector<KeyName>& keys) = 0;

  /// Proves that every segment and every piece of a file opens and that no key is missing or orphaned.
  struct Health {
    std::int64_t segments = 0, keys = 0, files = 0, pieces = 0;
    std::int64_t unopened = 0;      // the key is there, but the segment or file was changed, moved or cut
    std::int64_t missing_keys = 0;  // segments with neither key nor stub
    std::int64_t orphan_keys = 0;   // keys that no segment uses: harmless
    std::int64_t destroyed = 0;     // segments whose key was destroyed
    std::int64_t loose_files = 0;   // pieces of files that nothing names
    bool whole() const { return unopened == 0 && missing_keys == 0 && loose_files == 0; }
  };
  struct Watch {
    std::function<void(std::int64_t done, std::int64_t of)> progress;  // people's profiles, now and then
    std::function<void(const std::string& what)> finding;              // one line of ids and codes
    int threads = 2;
  };
  virtual Result<Health> check(store::Session& db) = 0;
  /// The same by ranges, each in a snapshot of its own, so that a server may run meanwhile; bounded memory.
  /// The callbacks come from one thread at a time.
  virtual Result<Health> check(store::Db& db, const Watch& watch) = 0;
  /// Destroys keys that seal nothing and that an earlier call noted as such at least a day before. A server
  /// may run meanwhile: what it writes under such a key is refused when it is committed.
  struct Orphans {
    std::int64_t noted = 0, removed = 0;
  };
  virtual Result<Orphans> remove_orphans(store::Db& db, UnixMs now) = 0;

  /// What the key store remembers of the records: a number that only rises, and bytes to it ("ledger-head").
  /// Nobody makes or changes one without the organisation's key; who writes there can take it away.
  struct Remembered {
    std::int64_t number = 0;
    Bytes plain;
  };
  /// Nothing when there is none. Errors: Corrupt when it does not open.
  virtual Result<std::optional<Remembered>> remembered(std::string_view what) = 0;
  /// `Higher`: leaves what is there unless its number is lower. `Instead`: never leaves it.
  enum class Keep { Higher, Instead };
  virtual Status remember(std::string_view what, const Remembered& r, Keep keep) = 0;
};

/// May open profiles to build the in-memory search index, and nothing else; holds nothing back from the
/// index, so search results are filtered by the gate before anything is shown. Made by the gate.
class IndexPass {
 public:
  const OrgCode& org() const { return org_; }

 private:
  friend class gate::Gate;
  explicit IndexPass(OrgCode o) : org_(std::move(o)) {}
  OrgCode org_;
};

struct VaultFiles {
  std::string root_key_file;  // 32 random bytes, mode 0600; made at first start
  std::string key_db_file;    // the key store, apart from the records
};
/// What is known of the records that the keys are opened for. Records without their keys, and keys without
/// their records, are refused rather than opened with new ones.
enum class Records { Unknown, None, There };

/// `category_codes` are the charter's categories by number: the code, not the number, is bound in.
Result<std::unique_ptr<Vault>> open_vault(const OrgCode& org, const VaultFiles& files,
                                          std::vector<std::string> category_codes);
/// The same with a root key from elsewhere than a file; makes `key_db_file` when it is not there.
Result<std::unique_ptr<Vault>> open_vault(const OrgCode& org, const RootKey& root,
                                          const std::string& key_db_file,
                                          std::vector<std::string> category_codes,
                                          Records records = Records::Unknown);
/// The same with the keys in a database that is open already (a PostgreSQL database of their own, brought to
/// store::key_migrations()); what `keys` came from must outlive the vault.
Result<std::unique_ptr<Vault>> open_vault(const OrgCode& org, const RootKey& root,
                                          std::unique_ptr<store::Db> keys,
                                          std::vector<std::string> category_codes,
                                          Records records = Records::Unknown);
/// Keys in memory, for tests.
Result<std::unique_ptr<Vault>> open_vault_in_memory(const OrgCode& org,
                                                    std::vector<std::string> category_codes);

}  // namespace candour::vault
