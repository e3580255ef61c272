// The vault that open_vault() hands out: segments and file pieces in the record database, keys in a store of
// their own. Any thread. See vault.h for what it promises.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "vault/key_store.h"
#include "vault/keys_left.h"
#include "vault/vault.h"

namespace candour::vault {

/// A version as it stands in a row; nothing when it is none. Cut down to 32 bits, another row would open in
/// the place of the one that was sealed.
inline std::optional<std::uint32_t> version_of(std::int64_t stored) {
  if (stored < 0 || stored > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(stored);
}

class SealedVault final : public Vault, public KeysLeft {
 public:
  static Result<std::unique_ptr<Vault>> make(const OrgCode& org, std::unique_ptr<KeyStore> keys,
                                             std::vector<std::string> category_codes);

  Status put(store::Txn& txn, const Pass& pass, const SegmentName& name, ByteView plain) override;
  Result<EntrySegments> get(store::Session& db, const Pass& pass, PersonId person, EntryId entry,
                            std::uint32_t version) override;
  Status drop(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry) override;
  Result<std::vector<EntrySegments>> get_many(store::Session& db, const Pass& pass,
                                              const std::vector<EntryRef>& refs) override;
  Status scan_profiles(store::Session& db, const IndexPass& pass, CategoryIx category,
                       const OnSegment& on) override;
  Status scan_profile(store::Session& db, const IndexPass& pass, CategoryIx category, PersonId person,
                      const OnSegment& on) override;
  Status put_file(store::Txn& txn, const Pass& pass, const SegmentName& name, FileId file,
                  ByteView plain) override;
  Result<Bytes> get_file(store::Session& db, const Pass& pass, const SegmentName& name, FileId file) override;
  std::int64_t blind_token(std::string_view field, std::string_view normalised) override;
  Bytes seal_org(std::string_view use, ByteView plain) override;
  Result<Bytes> open_org(std::string_view use, ByteView sealed) override;
  Result<Bytes> seal_thing(store::Txn& txn, const Id128& thing, std::string_view use,
                           ByteView plain) override;
  Result<Bytes> open_thing(const Id128& thing, std::string_view use, ByteView sealed) override;
  Bytes derive(std::string_view use) override;
  Status destroy_key(PersonId person, const KeySlot& slot) override {
    return keys_->destroy({{person, slot}});
  }
  Status destroy_many(const std::vector<KeyName>& keys) override { return keys_->destroy(keys); }
  Result<std::vector<KeySlot>> slots_of(store::Session& db, PersonId person, EntryId entry) override;
  Status carry(store::Txn& txn, const Pass& from, const Pass& to, const Carried& what) override;
  Status drop_whole(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry) override;
  Status renew_keys(PersonId person, const std::vector<KeySlot>& slots) override;
  Result<std::optional<std::vector<RenewedSlot>>> seal_anew(store::Txn& txn, PersonId person,
                                                            const std::vector<KeySlot>& slots,
                                                            const std::function<bool()>& spent) override;
  Status end_renewal(PersonId person, const std::vector<RenewedSlot>& slots) override;
  Status forget_people(const std::vector<PersonId>& people) override;
  Result<std::int64_t> keys_left(const std::vector<PersonId>& people) override { return keys_->left(people); }
  Result<std::int64_t> keys_left(const std::vector<KeyName>& keys) override { return keys_->left(keys); }
  Result<Health> check(store::Session& db) override;
  Result<Health> check(store::Db& db, const Watch& watch) override;
  Result<Orphans> remove_orphans(store::Db& db, UnixMs now) override;
  Result<std::optional<Remembered>> remembered(std::string_view what) override;
  Status remember(std::string_view what, const Remembered& r, Keep keep) override;

 private:
  /// Of the people after `after`, up to and with `upto`.
  Status scan_range(store::Session& db, const IndexPass& pass, CategoryIx category, PersonId after,
                    PersonId upto, const OnSegment& on);
  friend class VaultCheck;
  SealedVault(OrgCode org, std::unique_ptr<KeyStore> keys, std::vector<std::string> codes);

  enum class Fate { Opened, Destroyed, NoKey, Damaged };
  /// What something sealed is to open as: the format that its first byte must say, and what is bound to it.
  struct What {
    Binding binding;
    std::uint8_t format = 0;
  };
  /// Opens `sealed` with `key` (nothing: the store has none) and says what became of it.
  Result<Fate> try_open(const SegmentName& name, const std::optional<PersonKey>& key, const What& what,
                        ByteView sealed, Bytes& plain);
  /// Adds one row of a segment query (version, category, slot, sealed from column `first`) to `out`.
  Status take_row(const store::Row& r, int first, const Pass& pass, PersonId person, EntryId entry,
                  EntrySegments& out);
  What as_segment(const SegmentName& name, std::string_view code, ByteView sealed) const;
  What as_piece(const SegmentName& name, std::string_view code, FileId file, std::uint32_t number,
                bool last) const;
  /// Opens the pieces of a file in turn. Errors: NotFound (none, or destroyed), Corrupt.
  Status each_piece(store::Session& db, const SegmentName& name, std::string_view code, FileId file,
                    const std::optional<PersonKey>& key, const std::function<void(ByteView)>& on);
  Status may_write(const Pass& pass, const SegmentName& name) const;
  /// The row of a segment, or of a piece of a file, sealed under `key`.
  Status store_segment(store::Txn& txn, const SegmentName& name, std::string_view code, const PersonKey& key,
                       ByteView plain);
  Status store_piece(store::Txn& txn, const SegmentName& name, std::string_view code, const PersonKey& key,
                     FileId file, std::uint32_t chunk, bool last, ByteView plain);

  // sealed_renewal.cc
  struct StoredSegment;
  struct StoredPiece;
  Result<std::vector<StoredSegment>> segments_of(store::Session& db, std::string_view where,
                                                 const std::vector<store::Param>& params);
  Result<Bytes> open_stored(const SegmentName& name, const What& what, ByteView sealed);
  Result<Bytes> open_piece(const StoredPiece& piece, const SegmentName& name);
  Result<bool> seal_anew_under(store::Txn& txn, PersonId person, const KeySlot& slot, const PersonKey& key,
                               const std::function<bool()>& spent);
  Result<bool> pieces_anew_under(store::Txn& txn, PersonId person, const KeySlot& slot, const PersonKey& key,
                                 const std::function<bool()>& spent);
  std::optional<CategoryIx> number_of(std::string_view code) const;
  const std::string& code_of(CategoryIx c) const { return codes_[static_cast<std::size_t>(c)]; }

  OrgCode org_;
  std::unique_ptr<KeyStore> keys_;
  std::vector<std::string> codes_;                           // by number
  std::vector<std::pair<std::string, CategoryIx>> by_code_;  // sorted
  SecretBox<Key> blind_key_;
};

}  // namespace candour::vault
