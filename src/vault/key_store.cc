// A person's key at rest:   wrapped = nonce(24) sealed-key(32) tag(16)
// bound to                  "person-key" org person slot generation
// under the wrapping key whose generation stands beside it (key_ring.cc).
#include "vault/key_store.h"

#include <algorithm>
#include <limits>

namespace candour::vault {
namespace {

tl::unexpected<Error> damaged(std::string detail) {
  return fail(Code::Corrupt, "A key is damaged. Ask whoever looks after the server to restore the key store.",
              std::move(detail));
}

}  // namespace

Bytes KeyStore::wrap(const OrgKeys::Wrapping& by, const KeyName& name, const PersonKey& key) const {
  Bytes out;
  seal_onto(out, by.key, person_key_binding(org_, name, key.generation), key.key.view());
  return out;
}

Result<PersonKey> KeyStore::unwrap(store::Session& s, const KeyName& name, const store::Row& r, int first) {
  const auto generation = r.i64(first);
  if (generation < 1 || generation > std::numeric_limits<std::uint32_t>::max())
    return damaged("key of person " + name.person.text() + " has an impossible generation");
  const auto g = static_cast<std::uint32_t>(generation);
  TRY(const auto by, wrapping(s, r.i64(first + 1)));
  auto plain = open_sealed(by, person_key_binding(org_, name, g), r.blob(first + 2));
  if (!plain) return damaged("key of person " + name.person.text() + " does not unwrap");
  std::optional<PersonKey> key;
  if (plain->size() == 32) key = PersonKey{Key(*plain), g};
  wipe(*plain);
  if (!key) return damaged("key of person " + name.person.text() + " has the wrong length");
  return *key;
}

Result<std::optional<PersonKey>> KeyStore::find(PersonId person, const KeySlot& slot) {
  const KeyName name{person, slot};
  if (auto kept = cache_.find(person, slot)) return kept;
  {
    const Hold hold(acting_lock_);
    if (const auto it = made_.find(name); it != made_.end()) return it->second;
  }
  const auto mark = cache_.mark();
  std::optional<Result<PersonKey>> found;
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each(
        "SELECT generation, wrapping, wrapped FROM person_key WHERE org = $1 AND person = $2 AND slot = $3",
        {org_, person, slot.slot.view()}, [&](const store::Row& r) {
          found = unwrap(s, name, r, 0);
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
  const KeyName name{person, slot};
  TRY(const auto there, find(person, slot));
  PersonKey key;
  if (there) {
    key = *there;
  } else {
    TRY(const auto before, destroyed_generation(person, slot));
    key = {Key::random(), before + 1};
  }
  const Hold hold(acting_lock_);
  if (acting_in_ != &txn) {
    acting_in_ = &txn;
    txn.before_commit([this] { return make_durable(); });
    txn.after([this](bool) {
      // Those that became durable are found in the store from now on; those that did not never sealed
      // anything that stayed.
      const Hold again(acting_lock_);
      made_.clear();
      used_.clear();
      acting_in_ = nullptr;
    });
  }
  if (!there)
    made_.emplace(name, key);
  else if (!made_.contains(name))
    used_.emplace(name, key.generation);
  return key;
}

Status KeyStore::make_durable() {
  const Hold hold(acting_lock_);
  if (made_.empty())
    return db_->read([&](store::Session& s) NEEDS_LOCK(acting_lock_) { return still_there(s, used_); });
  return db_->write([&](store::Txn& t) NEEDS_LOCK(acting_lock_) -> Status {
    CHECK_OK(still_there(t, used_));
    TRY(const auto by, newest_wrapping(t));
    std::vector<Bytes> wrapped;
    wrapped.reserve(made_.size());
    std::vector<std::vector<store::Param>> rows;
    rows.reserve(made_.size());
    for (const auto& [name, key] : made_) {
      wrapped.push_back(wrap(by, name, key));
      rows.push_back(
          {org_, name.person, name.slot.slot.view(), key.generation, by.generation, wrapped.back()});
    }
    CHECK_OK(
        t.run_each("INSERT INTO person_key (org, person, slot, generation, wrapping, wrapped)"
                   " VALUES ($1, $2, $3, $4, $5, $6)",
                   rows));
    return {};
  });
}

Status KeyStore::still_there(store::Session& s, const std::map<KeyName, std::uint32_t>& used) {
  for (const auto& [name, generation] : used) {
    bool there = false;
    CHECK_OK(s.each("SELECT generation FROM person_key WHERE org = $1 AND person = $2 AND slot = $3",
                    {org_, name.person, name.slot.slot.view()},
                    [&](const store::Row& r) { return there = r.i64(0) == generation, false; }));
    if (there) continue;
    cache_.forget(name.person, name.slot);
    return fail(Code::Conflict,
                "Part of this record was destroyed at this very moment, so nothing was saved. Try again.",
                "key of person " + name.person.text() + " went while it was in use");
  }
  return {};
}

void KeyStore::heard(std::string_view what) {
  if (what.starts_with(kOneKeyGone)) {
    what.remove_prefix(kOneKeyGone.size());
    const auto space = what.find(' ');
    const auto person = PersonId::parse(what.substr(0, space));
    const auto slot = space == std::string_view::npos ? std::nullopt : parse_id128(what.substr(space + 1));
    if (person && slot) return cache_.forget(*person, KeySlot{*slot});
  }
  if (what == "wrapping-key-renewed") {
    const Hold hold(secrets_lock_);
    return secrets_->keys.keep_newest();  // what is still needed is looked up again
  }
  cache_.forget_all();  // many went, or the connection was lost and anything may have
}

Result<std::vector<std::optional<PersonKey>>> KeyStore::find_sorted(const Wanted& wanted) {
  std::vector<std::optional<PersonKey>> found(wanted.size());
  if (wanted.empty()) return found;
  Status bad;
  std::size_t at = 0;  // the first that the rows have not passed yet
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each(
        "SELECT person, slot, generation, wrapping, wrapped FROM person_key"
        " WHERE org = $1 AND person >= $2 AND person <= $3 ORDER BY person, slot",
        {org_, wanted.front().first, wanted.back().first}, [&](const store::Row& r) {
          const auto person = r.id<PersonId>(0);
          while (at < wanted.size() && wanted[at].first < person) ++at;
          for (auto i = at; i < wanted.size() && wanted[i].first == person; ++i) {
            if (!std::ranges::equal(wanted[i].second.slot.view(), r.blob(1))) continue;
            auto key = unwrap(s, {person, wanted[i].second}, r, 2);
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

Status KeyStore::each_in(PersonId after, PersonId upto, const OnKey& f) {
  return db_->read([&](store::Session& s) {
    return s.each(
        "SELECT person, slot, generation, wrapping, wrapped FROM person_key"
        " WHERE org = $1 AND person > $2 AND person <= $3 ORDER BY person, slot",
        {org_, after, upto}, [&](const store::Row& r) {
          const KeyName name{r.id<PersonId>(0), KeySlot{EntryId::from_bytes(r.blob(1)).raw}};
          return f(name, unwrap(s, name, r, 2));
        });
  });
}

Result<std::optional<PersonId>> KeyStore::person_after(PersonId after, int n) {
  std::optional<PersonId> found;
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each(
        "SELECT person FROM person_key WHERE org = $1 AND person > $2"
        " ORDER BY person, slot LIMIT 1 OFFSET $3",
        {org_, after, n - 1}, [&](const store::Row& r) { return found = r.id<PersonId>(0), false; });
  }));
  return found;
}

Result<std::vector<KeyName>> KeyStore::note_orphans(PersonId after, PersonId upto,
                                                    const std::vector<KeyName>& orphans, UnixMs now,
                                                    UnixMs before, std::int64_t& noted) {
  std::vector<KeyName> ripe;
  CHECK_OK(db_->write([&](store::Txn& t) -> Status {
    for (const auto& k : orphans)
      CHECK_OK(
          t.run("INSERT INTO noted_orphan (org, person, slot, generation, since)"
                " SELECT org, person, slot, generation, CAST($4 AS BIGINT) FROM person_key"
                " WHERE org = $1 AND person = $2 AND slot = $3"
                " ON CONFLICT (org, person, slot) DO UPDATE SET since = CASE"
                " WHEN noted_orphan.generation = excluded.generation THEN noted_orphan.since"
                " ELSE excluded.since END, generation = excluded.generation",
                {org_, k.person, k.slot.slot.view(), now.ms}));
    std::vector<KeyName> over;
    CHECK_OK(
        t.each("SELECT person, slot, since FROM noted_orphan WHERE org = $1 AND person > $2 AND person <= $3",
               {org_, after, upto}, [&](const store::Row& r) {
                 const KeyName k{r.id<PersonId>(0), KeySlot{EntryId::from_bytes(r.blob(1)).raw}};
                 if (!std::binary_search(orphans.begin(), orphans.end(), k))
                   over.push_back(k);
                 else if (r.i64(2) <= before.ms)
                   ripe.push_back(k);
                 else
                   ++noted;
                 return true;
               }));
    for (const auto& list : {over, ripe})
      for (const auto& k : list)
        CHECK_OK(t.run("DELETE FROM noted_orphan WHERE org = $1 AND person = $2 AND slot = $3",
                       {org_, k.person, k.slot.slot.view()}));
    return {};
  }));
  return ripe;
}

}  // namespace candour::vault
