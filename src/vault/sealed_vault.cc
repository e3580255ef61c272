// A segment or a piece of a file at rest:
//   sealed     = format(1 byte) generation(4 bytes, big-endian) nonce(24) content tag(16)
//   format 2     a segment: content is the plain text, padded (vault/padding.h)
//     bound to   "segment/padded" org person entry version category-code slot
//   format 1     a segment of version 0.1, or a piece of a file: content is the plain text
//     bound to   "segment" org person entry version category-code slot
//             or "chunk" org person entry version category-code slot file number last(0 or 1)
// The format says only what to try: another one is bound to other words, so that a changed byte opens
// nothing. Files are not padded: their size stands in their row. The generation says which of the slot's keys
// sealed it: it is bound in through the key itself. A value of the organisation: nonce content tag, under the
// key derived for its use, bound to "org" use.
#include "vault/sealed_vault.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "vault/padding.h"

namespace candour::vault {
namespace {

constexpr std::uint8_t kBare = 1, kPadded = 2;
constexpr std::size_t kHeader = 5;
constexpr std::size_t kChunk = 64 * 1024;

Bytes with_header(std::uint8_t format, std::uint32_t generation, std::size_t room) {
  Bytes out;
  out.reserve(kHeader + kSealExtra + room);
  out.push_back(format);
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(generation >> shift));
  return out;
}

std::uint32_t generation_of(ByteView sealed) {
  std::uint32_t g = 0;
  for (int i = 1; i < 5; ++i) g = g << 8 | sealed[i];
  return g;
}

tl::unexpected<Error> damaged(const SegmentName& n, std::string_view why) {
  return fail(Code::Corrupt,
              "Part of this record is damaged and cannot be opened. Tell whoever looks after the server.",
              std::string(why) + ": entry " + n.entry.text() + " version " + std::to_string(n.version));
}

}  // namespace

KeySlot KeySlot::group(std::uint32_t retention_group) {
  // Twelve noughts first: an item's own slot is an id of version 7, which never looks so.
  KeySlot s;
  for (int i = 0; i < 4; ++i)
    s.slot.bytes[12 + i] = static_cast<std::uint8_t>(retention_group >> (24 - 8 * i));
  return s;
}

SealedVault::SealedVault(OrgCode org, std::unique_ptr<KeyStore> keys, std::vector<std::string> codes)
    : org_(std::move(org)), keys_(std::move(keys)), codes_(std::move(codes)) {
  *blind_key_ = keys_->derive("blind-index");
  for (std::size_t i = 0; i < codes_.size(); ++i)
    by_code_.emplace_back(codes_[i], static_cast<CategoryIx>(i));
  std::sort(by_code_.begin(), by_code_.end());
}

Result<std::unique_ptr<Vault>> SealedVault::make(const OrgCode& org, std::unique_ptr<KeyStore> keys,
                                                 std::vector<std::string> codes) {
  auto sorted = codes;
  std::sort(sorted.begin(), sorted.end());
  if (codes.size() > 64 || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return fail(Code::Invalid, "A charter has at most 64 categories, each with a code of its own.");
  for (const auto& c : codes)
    if (c.empty() || c.size() > 64) return fail(Code::Invalid, "A category's code has 1 to 64 characters.");
  return std::unique_ptr<Vault>(new SealedVault(org, std::move(keys), std::move(codes)));
}

std::optional<CategoryIx> SealedVault::number_of(std::string_view code) const {
  const auto it = std::lower_bound(by_code_.begin(), by_code_.end(), code,
                                   [](const auto& pair, std::string_view c) { return pair.first < c; });
  if (it == by_code_.end() || it->first != code) return std::nullopt;
  return it->second;
}

SealedVault::What SealedVault::as_segment(const SegmentName& n, std::string_view code,
                                          ByteView sealed) const {
  const bool bare = !sealed.empty() && sealed[0] == kBare;
  What what{{}, bare ? kBare : kPadded};
  what.binding.add(bare ? "segment" : "segment/padded").add(org_.text).add(n.person).add(n.entry);
  what.binding.add(n.version).add(code).add(n.slot.slot.view());
  return what;
}

SealedVault::What SealedVault::as_piece(const SegmentName& n, std::string_view code, FileId file,
                                        std::uint32_t chunk, bool last) const {
  What what{{}, kBare};
  auto& b = what.binding;
  b.add("chunk").add(org_.text).add(n.person).add(n.entry).add(n.version).add(code).add(n.slot.slot.view());
  b.add(file).add(chunk).add(std::uint32_t{last});
  return what;
}

Status SealedVault::may_write(const Pass& pass, const SegmentName& n) const {
  if (static_cast<std::size_t>(n.category) >= codes_.size())
    throw std::out_of_range("a category of another charter");
  if (pass.org() != org_ || !pass.writes(n.person, n.category))
    return not_allowed("You may not write this about this person.", {});
  return {};
}

Status SealedVault::put(store::Txn& txn, const Pass& pass, const SegmentName& n, ByteView plain) {
  CHECK_OK(may_write(pass, n));
  TRY(const auto key, keys_->find_or_make(txn, n.person, n.slot));
  return store_segment(txn, n, code_of(n.category), key, plain);
}

Status SealedVault::store_segment(store::Txn& txn, const SegmentName& n, std::string_view code,
                                  const PersonKey& key, ByteView plain) {
  auto content = padded(plain);
  auto sealed = with_header(kPadded, key.generation, content.size());
  seal_onto(sealed, key.key, as_segment(n, code, sealed).binding, content);
  wipe(content);
  CHECK_OK(
      txn.run("INSERT INTO segment (org, person, entry, version, category, slot, sealed)"
              " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, person, entry, version, category)"
              " DO UPDATE SET slot = excluded.slot, sealed = excluded.sealed",
              {org_, n.person, n.entry, n.version, code, n.slot.slot.view(), sealed}));
  return {};
}

Status SealedVault::store_piece(store::Txn& txn, const SegmentName& n, std::string_view code,
                                const PersonKey& key, FileId file, std::uint32_t chunk, bool last,
                                ByteView plain) {
  auto sealed = with_header(kBare, key.generation, plain.size());
  seal_onto(sealed, key.key, as_piece(n, code, file, chunk, last).binding, plain);
  CHECK_OK(
      txn.run("INSERT INTO file_chunk (org, file, chunk, sealed) VALUES ($1, $2, $3, $4)"
              " ON CONFLICT (org, file, chunk) DO UPDATE SET sealed = excluded.sealed",
              {org_, file, chunk, sealed}));
  return {};
}

Result<SealedVault::Fate> SealedVault::try_open(const SegmentName& n, const std::optional<PersonKey>& key,
                                                const What& what, ByteView sealed, Bytes& plain) {
  if (sealed.size() < kHeader + kSealExtra || sealed[0] != what.format) return Fate::Damaged;
  const auto generation = generation_of(sealed);
  const auto open_with = [&](const PersonKey& k) {
    auto opened = open_sealed(k.key, what.binding, sealed.subspan(kHeader));
    if (!opened || (what.format == kPadded && !take_padding_off(*opened))) return Fate::Damaged;
    plain = std::move(*opened);
    return Fate::Opened;
  };
  if (key && key->generation == generation) return open_with(*key);
  // Being renewed just now, it may still be under the old one.
  TRY(const auto old, keys_->find_renewed(n.person, n.slot, generation));
  if (old) return open_with(*old);
  TRY(const auto destroyed, keys_->destroyed_generation(n.person, n.slot));
  if (generation != 0 && generation <= destroyed) return Fate::Destroyed;
  return key ? Fate::Damaged : Fate::NoKey;
}

Status SealedVault::take_row(const store::Row& r, int first, const Pass& pass, PersonId person, EntryId entry,
                             EntrySegments& out) {
  const auto category = number_of(r.text(first + 1));
  if (!category) return {};  // of a category that the charter has dropped: no pass can see it
  if (!pass.sees(person, *category)) {
    out.held_back.add(*category);
    return {};
  }
  SegmentName name{
      person, entry, static_cast<std::uint32_t>(r.i64(first)), *category, {r.id<EntryId>(first + 2).raw}};
  TRY(const auto key, keys_->find(person, name.slot));
  Bytes plain;
  TRY(const auto fate,
      try_open(name, key, as_segment(name, r.text(first + 1), r.blob(first + 3)), r.blob(first + 3), plain));
  switch (fate) {
    case Fate::Opened:
      pass.note_opened(*category);
      out.opened.push_back({name, std::move(plain)});
      break;
    case Fate::Destroyed:
      out.destroyed.add(*category);
      break;
    case Fate::NoKey:
      return damaged(name, "no key");
    case Fate::Damaged:
      return damaged(name, "segment does not open");
  }
  return {};
}

Result<Vault::EntrySegments> SealedVault::get(store::Session& db, const Pass& pass, PersonId person,
                                              EntryId entry, std::uint32_t version) {
  if (pass.org() != org_) return not_allowed("You may not see this.", {});
  EntrySegments out;
  Status bad;
  CHECK_OK(
      db.each("SELECT version, category, slot, sealed FROM segment"
              " WHERE org = $1 AND person = $2 AND entry = $3 AND version = $4 ORDER BY category",
              {org_, person, entry, version}, [&](const store::Row& r) {
                bad = take_row(r, 0, pass, person, entry, out);
                return bad.has_value();
              }));
  CHECK_OK(bad);
  return out;
}

Status SealedVault::drop(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry) {
  bool allowed = pass.org() == org_ && pass.covers(person);
  CHECK_OK(txn.each("SELECT DISTINCT category FROM segment WHERE org = $1 AND person = $2 AND entry = $3",
                    {org_, person, entry}, [&](const store::Row& r) {
                      const auto category = number_of(r.text(0));
                      return allowed = allowed && category && pass.writes(person, *category);
                    }));
  if (!allowed) return not_allowed("You may not remove this.", {});
  CHECK_OK(
      txn.run("DELETE FROM segment WHERE org = $1 AND person = $2 AND entry = $3", {org_, person, entry}));
  return {};
}

Bytes SealedVault::derive(std::string_view use) {
  const auto key = keys_->derive(use);
  return Bytes(key.view().begin(), key.view().end());
}

std::int64_t SealedVault::blind_token(std::string_view field, std::string_view normalised) {
  // Keyed BLAKE2b over the field's length, the field and the value: no two spaces meet.
  const auto length = static_cast<std::uint8_t>(std::min<std::size_t>(field.size(), 255));
  crypto_generichash_state s;
  std::uint8_t out[16];
  crypto_generichash_init(&s, blind_key_->data(), 32, sizeof out);
  crypto_generichash_update(&s, &length, 1);
  crypto_generichash_update(&s, as_bytes(field).data(), field.size());
  crypto_generichash_update(&s, as_bytes(normalised).data(), normalised.size());
  crypto_generichash_final(&s, out, sizeof out);
  std::uint64_t n = 0;
  std::memcpy(&n, out, sizeof n);
  return static_cast<std::int64_t>(n >> 1);
}

Bytes SealedVault::seal_org(std::string_view use, ByteView plain) {
  Bytes out;
  out.reserve(kSealExtra + plain.size());
  seal_onto(out, keys_->derive("seal/" + std::string(use)), Binding().add("org").add(use), plain);
  return out;
}

Result<Bytes> SealedVault::open_org(std::string_view use, ByteView sealed) {
  auto plain = open_sealed(keys_->derive("seal/" + std::string(use)), Binding().add("org").add(use), sealed);
  if (!plain)
    return fail(Code::Corrupt,
                "Something that the organisation stored is damaged. Tell whoever looks after the server.",
                "sealed value for " + std::string(use) + " does not open");
  return std::move(*plain);
}

Status SealedVault::put_file(store::Txn& txn, const Pass& pass, const SegmentName& n, FileId file,
                             ByteView plain) {
  CHECK_OK(may_write(pass, n));
  TRY(const auto key, keys_->find_or_make(txn, n.person, n.slot));
  std::uint32_t chunk = 0;
  bool last = false;
  while (!last) {  // an empty file has one empty piece, so that its loss shows
    const auto piece = plain.subspan(0, std::min(plain.size(), kChunk));
    plain = plain.subspan(piece.size());
    last = plain.empty();
    CHECK_OK(store_piece(txn, n, code_of(n.category), key, file, chunk, last, piece));
    ++chunk;
  }
  return {};
}

Result<Bytes> SealedVault::get_file(store::Session& db, const Pass& pass, const SegmentName& n, FileId file) {
  if (pass.org() != org_ || !pass.sees(n.person, n.category))
    return not_allowed("You may not see this file.", {});
  TRY(const auto key, keys_->find(n.person, n.slot));
  pass.note_opened(n.category);
  Bytes all;
  CHECK_OK(each_piece(db, n, code_of(n.category), file, key,
                      [&](ByteView piece) { all.insert(all.end(), piece.begin(), piece.end()); }));
  return all;
}

Status SealedVault::each_piece(store::Session& db, const SegmentName& n, std::string_view code, FileId file,
                               const std::optional<PersonKey>& key, const std::function<void(ByteView)>& on) {
  // The rows say nothing of which piece is the last: only the seal of the last one opens as such.
  std::int64_t pieces = 0;
  CHECK_OK(db.each("SELECT count(*) FROM file_chunk WHERE org = $1 AND file = $2", {org_, file},
                   [&](const store::Row& r) { return pieces = r.i64(0), false; }));
  if (pieces == 0) return fail(Code::NotFound, "This file is not there.");
  std::int64_t at = 0;
  Status bad;
  CHECK_OK(db.each("SELECT chunk, sealed FROM file_chunk WHERE org = $1 AND file = $2 ORDER BY chunk",
                   {org_, file}, [&](const store::Row& r) {
                     Bytes plain;
                     const bool last = at == pieces - 1;
                     const auto what = as_piece(n, code, file, static_cast<std::uint32_t>(at), last);
                     const auto fate = try_open(n, key, what, r.blob(1), plain);
                     if (!fate)
                       bad = tl::unexpected<Error>(fate.error());
                     else if (*fate == Fate::Destroyed)
                       bad = fail(Code::NotFound, "This file was destroyed when its time was up.");
                     else if (*fate != Fate::Opened || r.i64(0) != at)
                       bad = damaged(n, "piece " + std::to_string(at) + " of a file");
                     else
                       on(plain);
                     ++at;
                     return bad.has_value();
                   }));
  return bad;
}

Result<std::unique_ptr<Vault>> open_vault(const OrgCode& org, const VaultFiles& files,
                                          std::vector<std::string> category_codes) {
  return open_vault(org, RootKey::file(files.root_key_file), files.key_db_file, std::move(category_codes));
}

Result<std::unique_ptr<Vault>> open_vault(const OrgCode& org, const RootKey& root,
                                          const std::string& key_db_file,
                                          std::vector<std::string> category_codes, Records records) {
  TRY(auto keys, KeyStore::open_file(org, root, key_db_file, records));
  return SealedVault::make(org, std::move(keys), std::move(category_codes));
}

Result<std::unique_ptr<Vault>> open_vault(const OrgCode& org, const RootKey& root,
                                          std::unique_ptr<store::Db> keys,
                                          std::vector<std::string> category_codes, Records records) {
  TRY(auto opened, KeyStore::open(org, root, std::move(keys), records));
  return SealedVault::make(org, std::move(opened), std::move(category_codes));
}

Result<std::unique_ptr<Vault>> open_vault_in_memory(const OrgCode& org,
                                                    std::vector<std::string> category_codes) {
  TRY(auto keys, KeyStore::open_in_memory(org));
  return SealedVault::make(org, std::move(keys), std::move(category_codes));
}

}  // namespace candour::vault
