// Opening a key store: the root key, the organisation's own keys, and what is refused rather than opened.
#include <filesystem>

#include "vault/key_store.h"

namespace candour::vault {
namespace {

tl::unexpected<Error> no_keys(const OrgCode& org) {
  return fail(Code::Unavailable,
              "The records of " + org.text +
                  " are there, but its keys are not, so nothing could be opened. To "
                  "mend: put the key store back from its backup, or name the right one.",
              "records without an org key of " + org.text);
}

tl::unexpected<Error> no_records(const OrgCode& org) {
  return fail(Code::Unavailable,
              "There are keys of people of " + org.text +
                  ", but its records are empty. New records must not "
                  "share the keys of others. To mend: put the records back from their backup, name the right "
                  "database, or give new records a new key store.",
              "keys of people of " + org.text + " without records");
}

}  // namespace

KeyStore::KeyStore(OrgCode org, RootKey root, std::unique_ptr<store::Db> db)
    : org_(std::move(org)), root_(std::move(root)), db_(std::move(db)) {}

KeyStore::~KeyStore() {
  if (listening_) db_->unlisten(listening_);
  wipe_left_on_stack();
}

Result<std::unique_ptr<KeyStore>> KeyStore::open_file(const OrgCode& org, const RootKey& root,
                                                      const std::string& file, Records records) {
  ready();
  // No key store is left behind, to be found empty the next time, when its root key cannot be had.
  if (!std::filesystem::exists(file)) {
    if (records == Records::There) return no_keys(org);
    const auto mine = root.for_org(org);
    if (!mine.is_passphrase()) CHECK_OK(mine.load(mine.new_kind(), true));
  }
  TRY(auto db, store::open_sqlite(org, file, store::key_migrations(), 4));
  return open(org, root, std::move(db), records);
}

Result<std::unique_ptr<KeyStore>> KeyStore::open(const OrgCode& org, const RootKey& root,
                                                 std::unique_ptr<store::Db> db, Records records) {
  ready();
  std::unique_ptr<KeyStore> made(new KeyStore(org, root.for_org(org), std::move(db)));
  CHECK_OK(made->unlock(records));
  auto* self = made.get();
  made->listening_ = made->db_->listen([self](std::string_view what) { self->heard(what); });
  return made;
}

Result<std::unique_ptr<KeyStore>> KeyStore::open_in_memory(const OrgCode& org) {
  ready();
  TRY(auto db, store::open_sqlite_in_memory(org, store::key_migrations()));
  return open(org, RootKey::held(Key::random()), std::move(db), Records::Unknown);
}

Status KeyStore::unlock(Records records) {
  std::optional<RootKeyKind> kind;
  bool people = false, complete = false, raced = false;
  CHECK_OK(db_->read([&](store::Session& s) -> Status {
    TRY(kind, stored_kind(s, org_));
    TRY(people, has_people(s));
    return {};
  }));
  if (!kind && people)
    return fail(Code::Corrupt, "The key store is damaged. Put it back from its backup.",
                "keys of people, but no org key of " + org_.text);
  if (!kind && records == Records::There) return no_keys(org_);
  if (people && records == Records::None) return no_records(org_);
  const bool is_new = !kind;
  if (is_new)
    kind = root_.new_kind();
  else
    CHECK_OK(kind_fits(*kind, root_, org_));
  TRY(const auto root, root_.load(*kind, is_new));
  if (!is_new) {
    CHECK_OK(db_->read([&](store::Session& s) { return load_keys(s, root); }));
    const Hold hold(secrets_lock_);
    complete = secrets_->keys.count != 0;
  }
  if (!complete) {
    CHECK_OK(db_->write([&](store::Txn& t) -> Status {
      TRY(const auto now, stored_kind(t, org_));
      raced = is_new && now;
      if (raced) return {};
      return complete_org_keys(t, org_, root, *kind, root_);
    }));
    if (raced) return unlock(records);  // another server made them at this moment
    CHECK_OK(db_->read([&](store::Session& s) { return load_keys(s, root); }));
  }
  const Hold hold(secrets_lock_);
  secrets_->has_root = root_.is_passphrase();
  if (secrets_->has_root) secrets_->root = root;
  return {};
}

Result<bool> KeyStore::has_people(store::Session& s) {
  bool any = false;
  CHECK_OK(s.each("SELECT 1 FROM person_key WHERE org = $1 LIMIT 1", {org_},
                  [&](const store::Row&) { return any = true, false; }));
  return any;
}

Status KeyStore::load_keys(store::Session& s, const Key& root) {
  SecretBox<OrgKeys> read;
  CHECK_OK(read_org_keys(s, org_, root, root_, *read));
  const Hold hold(secrets_lock_);
  // The seed is never renewed. With another one rows, names and search would go on under two keys at once.
  if (secrets_->keys.count != 0 && !std::ranges::equal(secrets_->keys.seed.view(), read->seed.view()))
    return fail(
        Code::Corrupt,
        "The keys in the key store are not those with which this server was started. Nothing was saved. To "
        "mend: put the key store back from its backup, and start the server again.",
        "another seed of " + org_.text);
  secrets_->keys = *read;
  return {};
}

Result<Key> KeyStore::root_now(const RootKeyKind& kind) const {
  {
    const Hold hold(secrets_lock_);
    if (secrets_->has_root) return secrets_->root;
  }
  CHECK_OK(kind_fits(kind, root_, org_));
  return root_.load(kind, false);
}

Result<Key> KeyStore::wrapping(store::Session& s, std::int64_t generation) {
  const auto known = [&]() -> std::optional<Key> {
    const Hold hold(secrets_lock_);
    const auto* key = secrets_->keys.find(generation);
    return key ? std::optional<Key>(*key) : std::nullopt;
  };
  if (const auto key = known()) return *key;
  // Somebody has renewed the organisation's key while this server ran.
  TRY(const auto kind, stored_kind(s, org_));
  if (kind) {
    auto root = root_now(*kind);
    const auto loaded = root ? load_keys(s, *root) : tl::unexpected<Error>(root.error());
    if (!loaded && loaded.error().code == Code::Corrupt) return tl::unexpected<Error>(loaded.error());
    if (!loaded)
      return fail(Code::Unavailable,
                  "The organisation's key and the root key were both changed while this server ran. To mend: "
                  "start it again with the new root key.",
                  loaded.error().detail.text);
    if (const auto key = known()) return *key;
  }
  return fail(Code::Corrupt, "The key store is damaged. Put it back from its backup.",
              "no wrapping key " + std::to_string(generation) + " of " + org_.text);
}

Result<OrgKeys::Wrapping> KeyStore::newest_wrapping(store::Txn& t) {
  std::int64_t newest = 0;
  CHECK_OK(t.each("SELECT max(generation) FROM wrapping_key WHERE org = $1", {org_},
                  [&](const store::Row& r) { return newest = r.i64(0), false; }));
  TRY(const auto key, wrapping(t, newest));
  return OrgKeys::Wrapping{newest, key};
}

Key KeyStore::derive(std::string_view use) const {
  const Hold hold(secrets_lock_);
  return derived(secrets_->keys.seed, org_, use);
}

}  // namespace candour::vault
