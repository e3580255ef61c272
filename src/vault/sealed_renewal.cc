// What is sealed under a key that is to go: carried to somebody else's, dropped, or sealed anew
// (key_renewal.h).
#include <sodium.h>

#include <algorithm>

#include "vault/sealed_vault.h"

namespace candour::vault {
namespace {

constexpr int kAtOnce = 32;       // segments read at once
constexpr int kPiecesAtOnce = 8;  // of 64 KiB

/// The generation as it stands in the head of what is sealed.
Bytes generation_bytes(std::uint32_t g) {
  Bytes b;
  for (int shift = 24; shift >= 0; shift -= 8) b.push_back(static_cast<std::uint8_t>(g >> shift));
  return b;
}

std::vector<KeyName> names_of(PersonId person, const std::vector<KeySlot>& slots) {
  std::vector<KeyName> names;
  for (const auto& s : slots) names.push_back({person, s});
  return names;
}

tl::unexpected<Error> does_not_open(const SegmentName& n, bool destroyed) {
  if (destroyed)
    return fail(Code::NotFound,
                "Part of this was destroyed when its time was up, so it cannot be moved. Take it "
                "out instead.");
  return fail(Code::Corrupt,
              "Part of this record is damaged and cannot be opened. Tell whoever looks after the server.",
              "entry " + n.entry.text() + " version " + std::to_string(n.version) + " does not open");
}

}  // namespace

struct SealedVault::StoredSegment {
  SegmentName name;
  std::string code;
  Bytes sealed;
};

struct SealedVault::StoredPiece {
  FileId file;
  std::string code;
  std::uint32_t chunk = 0;
  bool last = false;
  Bytes sealed;
};

Result<std::vector<SealedVault::StoredSegment>> SealedVault::segments_of(
    store::Session& db, std::string_view where, const std::vector<store::Param>& params) {
  std::vector<StoredSegment> all;
  Status bad;
  CHECK_OK(db.each(
      "SELECT person, entry, version, category, slot, sealed FROM segment WHERE org = $1 AND person = $2 " +
          std::string(where),
      params, [&](const store::Row& r) {
        const auto version = version_of(r.i64(2));
        const SegmentName name{
            r.id<PersonId>(0), r.id<EntryId>(1), version.value_or(0), CategoryIx{}, {r.id<EntryId>(4).raw}};
        if (!version) bad = does_not_open(name, false);
        all.push_back({name, r.str(3), Bytes(r.blob(5).begin(), r.blob(5).end())});
        return bad.has_value();
      }));
  CHECK_OK(bad);
  return all;
}

Result<Bytes> SealedVault::open_stored(const SegmentName& n, const What& what, ByteView sealed) {
  TRY(const auto key, keys_->find(n.person, n.slot));
  Bytes plain;
  TRY(const auto fate, try_open(n, key, what, sealed, plain));
  if (fate != Fate::Opened) return does_not_open(n, fate == Fate::Destroyed);
  return plain;
}

/// Only the seal says which piece is the last.
Result<Bytes> SealedVault::open_piece(const StoredPiece& p, const SegmentName& n) {
  return open_stored(n, as_piece(n, p.code, p.file, p.chunk, p.last), p.sealed);
}

Result<std::vector<KeySlot>> SealedVault::slots_of(store::Session& db, PersonId person, EntryId entry) {
  std::vector<KeySlot> slots;
  CHECK_OK(
      db.each("SELECT DISTINCT slot FROM segment WHERE org = $1 AND person = $2 AND entry = $3 ORDER BY slot",
              {org_, person, entry}, [&](const store::Row& r) {
                slots.push_back({r.id<EntryId>(0).raw});
                return true;
              }));
  return slots;
}

Status SealedVault::carry(store::Txn& txn, const Pass& from, const Pass& to, const Carried& what) {
  if (from.org() != org_ || to.org() != org_ || !from.covers(what.from) || !to.covers(what.to))
    return not_allowed("You may not move this.", {});
  if (what.from == what.to) return fail(Code::Conflict, "This is that person's already.");
  TRY(const auto all, segments_of(txn, "AND entry = $3", {org_, what.from, what.entry}));
  const FileId file{what.entry.raw};
  for (const auto& s : all) {
    const auto category = number_of(s.code);
    if (!category)
      return fail(
          Code::Conflict,
          "Part of this is of a sort that is no longer kept here, so it cannot be moved. Take it out.");
    TRY(auto plain, open_stored(s.name, as_segment(s.name, s.code, s.sealed), s.sealed));
    auto next = s.name;
    next.person = what.to;
    next.slot = what.slot(*category);
    TRY(const auto key, keys_->find_or_make(txn, next.person, next.slot));
    CHECK_OK(store_segment(txn, next, s.code, key, plain));
    wipe(plain);
    std::int64_t pieces = 0;
    CHECK_OK(txn.each("SELECT count(*) FROM file_chunk WHERE org = $1 AND file = $2", {org_, file},
                      [&](const store::Row& r) { return pieces = r.i64(0), false; }));
    for (std::int64_t i = 0; i < pieces; ++i) {
      StoredPiece piece{file, s.code, static_cast<std::uint32_t>(i), i == pieces - 1, {}};
      CHECK_OK(txn.each("SELECT sealed FROM file_chunk WHERE org = $1 AND file = $2 AND chunk = $3",
                        {org_, file, i}, [&](const store::Row& r) {
                          piece.sealed.assign(r.blob(0).begin(), r.blob(0).end());
                          return false;
                        }));
      TRY(auto content, open_piece(piece, s.name));
      CHECK_OK(store_piece(txn, next, s.code, key, file, piece.chunk, piece.last, content));
      wipe(content);
    }
  }
  CHECK_OK(txn.run("DELETE FROM segment WHERE org = $1 AND person = $2 AND entry = $3",
                   {org_, what.from, what.entry}));
  return {};
}

Status SealedVault::drop_whole(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry) {
  if (pass.org() != org_ || !pass.covers(person)) return not_allowed("You may not remove this.", {});
  CHECK_OK(
      txn.run("DELETE FROM segment WHERE org = $1 AND person = $2 AND entry = $3", {org_, person, entry}));
  CHECK_OK(txn.run("DELETE FROM file_chunk WHERE org = $1 AND file = $2", {org_, FileId{entry.raw}}));
  return {};
}

Status SealedVault::renew_keys(PersonId person, const std::vector<KeySlot>& slots) {
  return keys_->renew(names_of(person, slots));
}

Status SealedVault::forget_people(const std::vector<PersonId>& people) {
  return keys_->destroy_all(people);
}

Status SealedVault::end_renewal(PersonId person, const std::vector<RenewedSlot>& slots) {
  return keys_->end_renewal(person, slots);
}

Result<std::optional<std::vector<RenewedSlot>>> SealedVault::seal_anew(store::Txn& txn, PersonId person,
                                                                       const std::vector<KeySlot>& slots,
                                                                       const std::function<bool()>& spent) {
  std::vector<RenewedSlot> all;
  for (const auto& slot : slots) {
    TRY(const auto newest, keys_->find(person, slot));
    if (!newest) continue;  // destroyed meanwhile, with what it sealed
    TRY(const auto key, keys_->find_or_make(txn, person, slot));
    TRY(const bool done, seal_anew_under(txn, person, slot, key, spent));
    if (!done) return std::optional<std::vector<RenewedSlot>>();
    all.push_back({slot, key.generation});
  }
  return std::optional(std::move(all));
}

Result<bool> SealedVault::seal_anew_under(store::Txn& txn, PersonId person, const KeySlot& slot,
                                          const PersonKey& key, const std::function<bool()>& spent) {
  const auto now = generation_bytes(key.generation);
  for (;;) {
    TRY(const auto some, segments_of(txn, "AND slot = $3 AND substr(sealed, 2, 4) <> $4 LIMIT $5",
                                     {org_, person, slot.slot.view(), now, kAtOnce}));
    if (some.empty()) break;
    for (const auto& s : some) {
      TRY(auto plain, open_stored(s.name, as_segment(s.name, s.code, s.sealed), s.sealed));
      CHECK_OK(store_segment(txn, s.name, s.code, key, plain));
      wipe(plain);
      if (spent()) return false;
    }
  }
  return pieces_anew_under(txn, person, slot, key, spent);
}

Result<bool> SealedVault::pieces_anew_under(store::Txn& txn, PersonId person, const KeySlot& slot,
                                            const PersonKey& key, const std::function<bool()>& spent) {
  const auto now = generation_bytes(key.generation);
  for (;;) {
    std::vector<std::pair<SegmentName, StoredPiece>> some;
    CHECK_OK(txn.each(
        "SELECT s.entry, s.version, s.category, c.chunk, c.sealed,"
        " CASE WHEN EXISTS (SELECT 1 FROM file_chunk n WHERE n.org = c.org AND n.file = c.file"
        " AND n.chunk > c.chunk) THEN 0 ELSE 1 END"
        " FROM segment s JOIN file_chunk c ON c.org = s.org AND c.file = s.entry"
        " WHERE s.org = $1 AND s.person = $2 AND s.slot = $3 AND substr(c.sealed, 2, 4) <> $4 LIMIT $5",
        {org_, person, slot.slot.view(), now, kPiecesAtOnce}, [&](const store::Row& r) {
          const SegmentName name{person, r.id<EntryId>(0), static_cast<std::uint32_t>(r.i64(1)), CategoryIx{},
                                 slot};
          some.push_back({name,
                          {FileId{name.entry.raw}, r.str(2), static_cast<std::uint32_t>(r.i64(3)),
                           r.i64(5) != 0, Bytes(r.blob(4).begin(), r.blob(4).end())}});
          return true;
        }));
    if (some.empty()) return true;
    for (const auto& [name, piece] : some) {
      TRY(auto content, open_piece(piece, name));
      CHECK_OK(store_piece(txn, name, piece.code, key, piece.file, piece.chunk, piece.last, content));
      wipe(content);
      if (spent()) return false;
    }
  }
}

}  // namespace candour::vault
