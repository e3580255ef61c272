// Keys that go: destroyed at once, or put aside while what they sealed is sealed anew under newer ones.
#include <limits>

#include "vault/key_store.h"
#include "vault/keys_left.h"

namespace candour::vault {
namespace {

/// From this many on, one word to all servers to forget everything is quicker than a name each.
constexpr std::size_t kMostNamed = 64;

}  // namespace

std::vector<std::vector<store::Param>> KeyStore::rows_of(const std::vector<KeyName>& keys) const {
  std::vector<std::vector<store::Param>> rows;
  rows.reserve(keys.size());
  for (const auto& k : keys) rows.push_back({org_, k.person, k.slot.slot.view()});
  return rows;
}

void KeyStore::forget(store::Txn& t, const std::vector<KeyName>& keys) {
  if (keys.size() > kMostNamed) {
    t.announce(std::string(kManyKeysGone));
  } else {
    for (const auto& k : keys)
      t.announce(std::string(kOneKeyGone) + k.person.text() + " " + to_text(k.slot.slot));
  }
  t.after([this, keys](bool committed) {
    if (committed)
      for (const auto& k : keys) cache_.forget(k.person, k.slot);
  });
}

Status KeyStore::destroy(const std::vector<KeyName>& keys) {
  if (keys.empty()) return {};
  const auto rows = rows_of(keys);
  CHECK_OK(db_->write([&](store::Txn& t) -> Status {
    CHECK_OK(
        t.run_each("INSERT INTO destroyed_key (org, person, slot, generation)"
                   " SELECT org, person, slot, generation FROM person_key"
                   " WHERE org = $1 AND person = $2 AND slot = $3"
                   " ON CONFLICT (org, person, slot) DO UPDATE SET generation = excluded.generation",
                   rows));
    CHECK_OK(t.run_each("DELETE FROM person_key WHERE org = $1 AND person = $2 AND slot = $3", rows));
    CHECK_OK(t.run_each("DELETE FROM renewed_key WHERE org = $1 AND person = $2 AND slot = $3", rows));
    forget(t, keys);
    return {};
  }));
  return db_->scrub();
}

Status KeyStore::destroy_all(const std::vector<PersonId>& people) {
  std::vector<KeyName> keys;
  CHECK_OK(db_->read([&](store::Session& s) -> Status {
    for (const auto& person : people)
      for (const std::string_view table : {"person_key", "renewed_key"})
        CHECK_OK(s.each("SELECT slot FROM " + std::string(table) + " WHERE org = $1 AND person = $2",
                        {org_, person}, [&](const store::Row& r) {
                          keys.push_back({person, KeySlot::item(r.id<EntryId>(0))});
                          return true;
                        }));
    return {};
  }));
  return destroy(keys);
}

Result<std::int64_t> KeyStore::left(const std::vector<PersonId>& people) {
  std::int64_t n = 0;
  CHECK_OK(db_->read([&](store::Session& s) -> Status {
    for (const auto& person : people)
      for (const std::string_view table : {"person_key", "renewed_key"})
        CHECK_OK(s.each("SELECT COUNT(*) FROM " + std::string(table) + " WHERE org = $1 AND person = $2",
                        {org_, person}, [&](const store::Row& r) { return n += r.i64(0), false; }));
    return {};
  }));
  return n;
}

Result<std::int64_t> KeyStore::left(const std::vector<KeyName>& keys) {
  std::int64_t n = 0;
  CHECK_OK(db_->read([&](store::Session& s) -> Status {
    for (const auto& k : keys)
      for (const std::string_view table : {"person_key", "renewed_key"})
        CHECK_OK(s.each("SELECT COUNT(*) FROM " + std::string(table) +
                            " k WHERE k.org = $1 AND k.person = $2 AND k.slot = $3 AND NOT EXISTS (SELECT 1 "
                            "FROM destroyed_key d WHERE d.org = k.org AND d.person = k.person AND "
                            "d.slot = k.slot AND d.generation < k.generation)",
                        {org_, k.person, k.slot.slot.view()},
                        [&](const store::Row& r) { return n += r.i64(0), false; }));
    return {};
  }));
  return n;
}

Result<KeysLeft*> keys_left_in(Vault& vault) {
  if (auto* store = dynamic_cast<KeysLeft*>(&vault)) return store;
  return fail(Code::Unavailable, "There is no key store to look into, so nobody can say what is gone.");
}

Status KeyStore::renew(const std::vector<KeyName>& keys) {
  return db_->write([&](store::Txn& t) -> Status {
    TRY(const auto by, newest_wrapping(t));
    for (const auto& k : keys) {
      std::optional<std::int64_t> generation;
      CHECK_OK(t.each("SELECT generation FROM person_key WHERE org = $1 AND person = $2 AND slot = $3",
                      {org_, k.person, k.slot.slot.view()},
                      [&](const store::Row& r) { return generation = r.i64(0), false; }));
      if (!generation) continue;
      if (*generation < 1 || *generation >= std::numeric_limits<std::uint32_t>::max())
        return fail(Code::Corrupt,
                    "A key is damaged. Ask whoever looks after the server to restore the key store.",
                    "key of person " + k.person.text() + " has an impossible generation");
      const PersonKey fresh{Key::random(), static_cast<std::uint32_t>(*generation + 1)};
      CHECK_OK(
          t.run("INSERT INTO renewed_key (org, person, slot, generation, wrapping, wrapped)"
                " SELECT org, person, slot, generation, wrapping, wrapped FROM person_key"
                " WHERE org = $1 AND person = $2 AND slot = $3",
                {org_, k.person, k.slot.slot.view()}));
      CHECK_OK(
          t.run("UPDATE person_key SET generation = $4, wrapping = $5, wrapped = $6"
                " WHERE org = $1 AND person = $2 AND slot = $3",
                {org_, k.person, k.slot.slot.view(), std::int64_t{fresh.generation}, by.generation,
                 wrap(by, k, fresh)}));
    }
    forget(t, keys);
    return {};
  });
}

Result<std::optional<PersonKey>> KeyStore::find_renewed(PersonId person, const KeySlot& slot,
                                                        std::uint32_t generation) {
  std::optional<Result<PersonKey>> found;
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each(
        "SELECT generation, wrapping, wrapped FROM renewed_key"
        " WHERE org = $1 AND person = $2 AND slot = $3 AND generation = $4",
        {org_, person, slot.slot.view(), std::int64_t{generation}}, [&](const store::Row& r) {
          found = unwrap(s, {person, slot}, r, 0);
          return false;
        });
  }));
  if (!found) return std::optional<PersonKey>();
  TRY(auto key, std::move(*found));
  return std::optional<PersonKey>(std::move(key));
}

Status KeyStore::end_renewal(PersonId person, const std::vector<RenewedSlot>& slots) {
  std::vector<std::vector<store::Param>> rows;
  for (const auto& s : slots) rows.push_back({org_, person, s.slot.slot.view(), std::int64_t{s.generation}});
  CHECK_OK(db_->write([&](store::Txn& t) -> Status {
    CHECK_OK(t.run_each(
        "INSERT INTO destroyed_key (org, person, slot, generation)"
        " SELECT org, person, slot, max(generation) FROM renewed_key"
        " WHERE org = $1 AND person = $2 AND slot = $3 AND generation < $4 GROUP BY org, person, slot"
        " ON CONFLICT (org, person, slot) DO UPDATE SET generation = excluded.generation",
        rows));
    CHECK_OK(t.run_each(
        "DELETE FROM renewed_key WHERE org = $1 AND person = $2 AND slot = $3 AND generation < $4", rows));
    return {};
  }));
  return db_->scrub();
}

}  // namespace candour::vault
