// A wrapped key at rest:   wrapped = nonce(24) sealed-key(32) tag(16)
// bound to                 "person-key" org person slot generation     or     "org-key" org
#include "vault/key_store.h"

#include <filesystem>

#include "vault/hash.h"

namespace candour::vault {
namespace {

tl::unexpected<Error> damaged(std::string detail) {
  return fail(Code::Corrupt, "A key is damaged. Ask whoever looks after the server to restore the key store.",
              std::move(detail));
}

Binding org_binding(const OrgCode& org) {
  return Binding().add("org-key").add(org.text);
}

}  // namespace

Result<std::unique_ptr<KeyStore>> KeyStore::open(const OrgCode& org, const VaultFiles& files) {
  ready();
  // No root key may be made while there are keys that another one wrapped.
  const bool is_new = !std::filesystem::exists(files.key_db_file);
  if (is_new) CHECK_OK(load_root_key(files.root_key_file, true));
  TRY(auto db, store::open_sqlite(org, files.key_db_file, store::key_migrations(), 4));
  std::unique_ptr<KeyStore> made(new KeyStore(org, std::move(db)));
  TRY(auto stored, made->stored_org_key());
  TRY(auto root, load_root_key(files.root_key_file, !stored));
  CHECK_OK(made->load_org_key(root));
  return made;
}

Result<std::unique_ptr<KeyStore>> KeyStore::open_in_memory(const OrgCode& org) {
  ready();
  TRY(auto db, store::open_sqlite_in_memory(org, store::key_migrations()));
  std::unique_ptr<KeyStore> made(new KeyStore(org, std::move(db)));
  CHECK_OK(made->load_org_key(Key::random()));
  return made;
}

Result<std::optional<Bytes>> KeyStore::stored_org_key() {
  std::optional<Bytes> wrapped;
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each("SELECT wrapped FROM org_key WHERE org = $1", {org_}, [&](const store::Row& r) {
      wrapped.emplace(r.blob(0).begin(), r.blob(0).end());
      return false;
    });
  }));
  return wrapped;
}

Status KeyStore::load_org_key(const Key& root) {
  TRY(auto stored, stored_org_key());
  if (stored) {
    auto plain = open_sealed(root, org_binding(org_), *stored);
    if (!plain)
      return fail(Code::Unavailable,
                  "The root key file does not belong to this key store. Put back the one that was there when "
                  "the key store was made.",
                  "org key of " + org_.text + " does not open");
    org_key_ = Key(*plain);
    std::fill(plain->begin(), plain->end(), std::uint8_t{0});
  } else {
    org_key_ = Key::random();
    Bytes wrapped;
    seal_onto(wrapped, root, org_binding(org_), org_key_.view());
    const auto stored_now = db_->write([&](store::Txn& t) {
      return t.run("INSERT INTO org_key (org, wrapped) VALUES ($1, $2)", {org_, wrapped}).map([](auto) {});
    });
    CHECK_OK(stored_now);
  }
  wrapping_ = derive("person-keys");
  return {};
}

Key KeyStore::derive(std::string_view use) const {
  return Key(hkdf_expand(org_key_.view(), "candour/" + org_.text + "/" + std::string(use)));
}

Binding KeyStore::binding(PersonId person, const KeySlot& slot, std::uint32_t generation) const {
  Binding b;
  b.add("person-key").add(org_.text).add(person).add(slot.slot.view()).add(generation);
  return b;
}

Bytes KeyStore::wrap(PersonId person, const KeySlot& slot, const PersonKey& key) const {
  Bytes out;
  seal_onto(out, wrapping_, binding(person, slot, key.generation), key.key.view());
  return out;
}

Result<PersonKey> KeyStore::unwrap(PersonId person, const KeySlot& slot, std::int64_t generation,
                                   ByteView wrapped) const {
  const auto g = static_cast<std::uint32_t>(generation);
  auto plain = open_sealed(wrapping_, binding(person, slot, g), wrapped);
  if (!plain || plain->size() != 32) return damaged("key of person " + person.text() + " does not unwrap");
  PersonKey key{Key(*plain), g};
  std::fill(plain->begin(), plain->end(), std::uint8_t{0});
  return key;
}

Result<std::optional<PersonKey>> KeyStore::find(PersonId person, const KeySlot& slot) {
  if (auto kept = cache_.find(person, slot)) return kept;
  {
    std::lock_guard lock(made_lock_);
    if (const auto it = made_.find({person, slot}); it != made_.end()) return it->second;
  }
  const auto mark = cache_.mark();
  std::optional<Result<PersonKey>> found;
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each("SELECT generation, wrapped FROM person_key WHERE org = $1 AND person = $2 AND slot = $3",
                  {org_, person, slot.slot.view()}, [&](const store::Row& r) {
                    found = unwrap(person, slot, r.i64(0), r.blob(1));
                    return false;
                  });
  }));
  if (!found) return std::optional<PersonKey>();
  TRY(auto key, std::move(*found));
  cache_.put(person, slot, key, mark);
  return std::optional<PersonKey>(key);
}

Result<std::uint32_t> KeyStore::destroyed_generation(PersonId person, const KeySlot& slot) {
  std::uint32_t generation = 0;
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each("SELECT generation FROM destroyed_key WHERE org = $1 AND person = $2 AND slot = $3",
                  {org_, person, slot.slot.view()}, [&](const store::Row& r) {
                    generation = static_cast<std::uint32_t>(r.i64(0));
                    return false;
                  });
  }));
  return generation;
}

Result<PersonKey> KeyStore::find_or_make(store::Txn& txn, PersonId person, const KeySlot& slot) {
  TRY(auto there, find(person, slot));
  if (there) return *there;
  TRY(auto before, destroyed_generation(person, slot));
  const PersonKey key{Key::random(), before + 1};
  std::lock_guard lock(made_lock_);
  if (made_in_ != &txn) {
    made_in_ = &txn;
    txn.before_commit([this] { return make_durable(); });
    txn.after([this](bool) {
      // Those that became durable are found in the store from now on; those that did not never sealed
      // anything that stayed.
      std::lock_guard again(made_lock_);
      made_.clear();
      made_in_ = nullptr;
    });
  }
  made_.emplace(std::pair(person, slot), key);
  return key;
}

Status KeyStore::make_durable() {
  std::lock_guard lock(made_lock_);
  return db_->write([&](store::Txn& t) -> Status {
    for (const auto& [name, key] : made_) {
      const auto wrapped = wrap(name.first, name.second, key);
      CHECK_OK(
          t.run("INSERT INTO person_key (org, person, slot, generation, wrapped) VALUES ($1, $2, $3, $4, $5)",
                {org_, name.first, name.second.slot.view(), key.generation, wrapped}));
    }
    return {};
  });
}

Status KeyStore::destroy(PersonId person, const KeySlot& slot) {
  const auto gone = db_->write([&](store::Txn& t) -> Status {
    CHECK_OK(
        t.run("INSERT INTO destroyed_key (org, person, slot, generation)"
              " SELECT org, person, slot, generation FROM person_key"
              " WHERE org = $1 AND person = $2 AND slot = $3"
              " ON CONFLICT (org, person, slot) DO UPDATE SET generation = excluded.generation",
              {org_, person, slot.slot.view()}));
    CHECK_OK(t.run("DELETE FROM person_key WHERE org = $1 AND person = $2 AND slot = $3",
                   {org_, person, slot.slot.view()}));
    return {};
  });
  CHECK_OK(gone);
  cache_.forget(person, slot);
  return db_->scrub();
}

Result<std::vector<std::optional<PersonKey>>> KeyStore::find_sorted(const Wanted& wanted) {
  std::vector<std::optional<PersonKey>> found(wanted.size());
  if (wanted.empty()) return found;
  Status bad;
  std::size_t at = 0;  // the first that the rows have not passed yet
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each(
        "SELECT person, slot, generation, wrapped FROM person_key"
        " WHERE org = $1 AND person >= $2 AND person <= $3 ORDER BY person, slot",
        {org_, wanted.front().first, wanted.back().first}, [&](const store::Row& r) {
          const auto person = r.id<PersonId>(0);
          while (at < wanted.size() && wanted[at].first < person) ++at;
          for (auto i = at; i < wanted.size() && wanted[i].first == person; ++i) {
            if (!std::ranges::equal(wanted[i].second.slot.view(), r.blob(1))) continue;
            auto key = unwrap(person, wanted[i].second, r.i64(2), r.blob(3));
            if (key)
              found[i] = *key;
            else
              bad = tl::unexpected<Error>(std::move(key).error());
          }
          return at < wanted.size();
        });
  }));
  CHECK_OK(bad);
  return found;
}

Status KeyStore::each_key(const std::function<bool(PersonId, const KeySlot&)>& f) {
  return db_->read([&](store::Session& s) {
    return s.each("SELECT person, slot FROM person_key WHERE org = $1 ORDER BY person, slot", {org_},
                  [&](const store::Row& r) {
                    return f(r.id<PersonId>(0), KeySlot{EntryId::from_bytes(r.blob(1)).raw});
                  });
  });
}

}  // namespace candour::vault
