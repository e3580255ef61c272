// The steps of renewing a wrapping key, each a write of its own:
//   1. wrapping_key gets a row of the next generation (two keys are there from now on);
//   2. batch by batch, rows of person_key move to it; servers that make keys meanwhile use it already;
//   3. the row of the old generation is emptied, and the emptiness overwrites it;
//   4. the empty row goes.
// Whoever starts finds out from the rows at which step the last one ended.
#include "vault/rotate.h"

#include <vector>

#include "vault/key_ring.h"

namespace candour::vault {
namespace {

tl::unexpected<Error> damaged_key(PersonId person) {
  return fail(
      Code::Corrupt,
      "A person's key does not open, so the organisation's key was not renewed to the end; everything "
      "else still opens. To mend: run `candour vault check`, and put the key store back from its backup.",
      "key of person " + person.text() + " does not unwrap");
}

/// The root key that opens the key store today. Nothing is made.
Result<Key> current_root(store::Db& keys, const RootKey& root) {
  const OrgCode& org = keys.org();
  std::optional<RootKeyKind> kind;
  CHECK_OK(keys.read([&](store::Session& s) -> Status {
    TRY(kind, stored_kind(s, org));
    return {};
  }));
  if (!kind)
    return fail(Code::NotFound, "The key store has no keys of " + org.text +
                                    ". To mend: name the right one, or start the server once.");
  CHECK_OK(kind_fits(*kind, root, org));
  TRY(const auto key, root.load(*kind, false));
  CHECK_OK(keys.read([&](store::Session& s) {
    SecretBox<OrgKeys> all;
    return read_org_keys(s, org, key, root, *all);
  }));
  return key;
}

class Renewal {
 public:
  Renewal(store::Db& db, const RootKey& source, const Key& root, const RotateWatch& watch)
      : db_(db), org_(db.org()), source_(source), root_(root), watch_(watch) {}

  Result<Renewed> run() {
    CHECK_OK(begin());
    if (!retired_) CHECK_OK(move_all());
    CHECK_OK(retire());
    return done_;
  }

 private:
  Status begin() {
    return db_.write([&](store::Txn& t) -> Status {
      TRY(const auto kind, stored_kind(t, org_));
      if (!kind) return fail(Code::Corrupt, "The key store is damaged.", "org key went");
      CHECK_OK(complete_org_keys(t, org_, root_, *kind, source_));
      CHECK_OK(read_org_keys(t, org_, root_, source_, *keys_));
      CHECK_OK(t.each("SELECT 1 FROM wrapping_key WHERE org = $1 AND generation < $2 AND length(wrapped) = 0",
                      {org_, keys_->newest().generation},
                      [&](const store::Row&) { return retired_ = true, false; }));
      done_.resumed = retired_ || keys_->count > 1;
      if (!done_.resumed) {
        keys_->add_newest(keys_->newest().generation + 1, Key::random());
        CHECK_OK(write_org_keys(t, org_, root_, *kind, *keys_));
      }
      done_.generation = keys_->newest().generation;
      return {};
    });
  }

  Status move_all() {
    std::int64_t all = 0, seen = 0;
    if (watch_.after_batch)
      CHECK_OK(db_.read([&](store::Session& s) {
        return s.each("SELECT count(*) FROM person_key WHERE org = $1", {org_},
                      [&](const store::Row& r) { return all = r.i64(0), false; });
      }));
    for (KeyName after;;) {
      std::int64_t looked_at = 0;
      CHECK_OK(db_.write([&](store::Txn& t) { return move_batch(t, after, looked_at); }));
      seen += looked_at;
      if (watch_.after_batch) CHECK_OK(watch_.after_batch(std::min(seen, all), all));
      // What servers make meanwhile is under the new key already and need not be caught up with.
      if (looked_at < watch_.batch) return {};
    }
  }

  struct Moved {
    KeyName name;
    Bytes wrapped;
  };

  Status move_batch(store::Txn& t, KeyName& after, std::int64_t& looked_at) {
    const auto& to = keys_->newest();
    std::vector<Moved> moved;
    Status bad;
    CHECK_OK(
        t.each("SELECT person, slot, generation, wrapping, wrapped FROM person_key"
               " WHERE org = $1 AND (person, slot) > ($2, $3) ORDER BY person, slot LIMIT $4",
               {org_, after.person, after.slot.slot.view(), watch_.batch}, [&](const store::Row& r) {
                 ++looked_at;
                 after = {r.id<PersonId>(0), KeySlot{EntryId::from_bytes(r.blob(1)).raw}};
                 if (r.i64(3) == to.generation) return true;
                 const auto* from = keys_->find(r.i64(3));
                 const auto binding = person_key_binding(org_, after, static_cast<std::uint32_t>(r.i64(2)));
                 auto plain = from ? open_sealed(*from, binding, r.blob(4)) : std::nullopt;
                 if (!plain) {
                   bad = damaged_key(after.person);
                   return false;
                 }
                 moved.push_back({after, {}});
                 seal_onto(moved.back().wrapped, to.key, binding, *plain);
                 wipe(*plain);
                 return true;
               }));
    CHECK_OK(bad);
    std::vector<std::vector<store::Param>> rows;
    for (const auto& m : moved)
      rows.push_back({org_, m.name.person, m.name.slot.slot.view(), to.generation, m.wrapped});
    CHECK_OK(
        t.run_each("UPDATE person_key SET wrapping = $4, wrapped = $5"
                   " WHERE org = $1 AND person = $2 AND slot = $3",
                   rows));
    done_.keys += static_cast<std::int64_t>(moved.size());
    return {};
  }

  Status retire() {
    CHECK_OK(db_.write([&](store::Txn& t) -> Status {
      std::int64_t left = 0;
      CHECK_OK(t.each("SELECT count(*) FROM person_key WHERE org = $1 AND wrapping <> $2",
                      {org_, done_.generation}, [&](const store::Row& r) { return left = r.i64(0), false; }));
      std::int64_t aside = 0;
      CHECK_OK(t.each("SELECT count(*) FROM renewed_key WHERE org = $1 AND wrapping <> $2",
                      {org_, done_.generation},
                      [&](const store::Row& r) { return aside = r.i64(0), false; }));
      if (aside != 0)
        return fail(
            Code::Conflict,
            "The keys of somebody are being renewed just now, so the old key still stands. To mend: let "
            "the server end that, and run this again.",
            std::to_string(aside) + " keys put aside under an older generation");
      if (left != 0)
        return fail(
            Code::Conflict,
            "Some keys were written by an older server meanwhile, so the old key still stands. To mend: "
            "stop the servers and run this again.",
            std::to_string(left) + " keys under an older generation");
      CHECK_OK(t.run("UPDATE wrapping_key SET wrapped = $3 WHERE org = $1 AND generation < $2",
                     {org_, done_.generation, Bytes()}));
      t.announce("wrapping-key-renewed");
      return {};
    }));
    CHECK_OK(db_.scrub());
    return db_.write([&](store::Txn& t) {
      return t.run("DELETE FROM wrapping_key WHERE org = $1 AND generation < $2", {org_, done_.generation})
          .map([](auto) {});
    });
  }

  store::Db& db_;
  const OrgCode& org_;
  const RootKey& source_;
  const Key& root_;
  const RotateWatch& watch_;
  SecretBox<OrgKeys> keys_;
  bool retired_ = false;
  Renewed done_;
};

}  // namespace

Status rotate_root(store::Db& keys, const RootKey& from_any, const RootKey& to_any) {
  ready();
  const OrgCode& org = keys.org();
  const auto from = from_any.for_org(org), to = to_any.for_org(org);
  auto old_root = current_root(keys, from);
  if (!old_root) {
    // Cut short after the write? Then the new one opens it already.
    if (current_root(keys, to)) return keys.scrub();
    return tl::unexpected<Error>(std::move(old_root).error());
  }
  const auto kind = to.new_kind();
  TRY(const auto new_root, to.load(kind, true));
  if (std::ranges::equal(old_root->view(), new_root.view()))
    return fail(Code::Invalid, "The new root key is the old one. To mend: name another file.");
  CHECK_OK(keys.write([&](store::Txn& t) -> Status {
    SecretBox<OrgKeys> all;
    TRY(const auto before, stored_kind(t, org));
    if (before) CHECK_OK(complete_org_keys(t, org, *old_root, *before, from));
    CHECK_OK(read_org_keys(t, org, *old_root, from, *all));
    return write_org_keys(t, org, new_root, kind, *all);
  }));
  CHECK_OK(keys.scrub());
  return keys.read([&](store::Session& s) {
    SecretBox<OrgKeys> all;
    return read_org_keys(s, org, new_root, to, *all);
  });
}

Result<Renewed> rotate_org(store::Db& keys, const RootKey& root_any, const RotateWatch& watch) {
  ready();
  const OrgCode& org = keys.org();
  const auto source = root_any.for_org(org);
  TRY(const auto root, current_root(keys, source));
  return Renewal(keys, source, root, watch).run();
}

}  // namespace candour::vault
