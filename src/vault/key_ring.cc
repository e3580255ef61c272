// At rest, under the root key:   wrapped = nonce(24) sealed-key(32) tag(16)
// org_key.wrapped, the seed, bound to          "org-key" org
// wrapping_key.wrapped, bound to               "wrapping-key" org generation; empty once retired
// A key store of before had no wrapping_key: its people's keys are wrapped under what the seed gives for
// "person-keys", which becomes generation 1.
#include "vault/key_ring.h"

#include <algorithm>
#include <stdexcept>

#include "vault/hash.h"

namespace candour::vault {
namespace {

Binding seed_binding(const OrgCode& org) {
  return Binding().add("org-key").add(org.text);
}

Binding wrapping_binding(const OrgCode& org, std::int64_t generation) {
  const auto g = static_cast<std::uint64_t>(generation);
  return Binding()
      .add("wrapping-key")
      .add(org.text)
      .add(static_cast<std::uint32_t>(g >> 32))
      .add(static_cast<std::uint32_t>(g));
}

std::optional<Key> open_key(const Key& root, const Binding& binding, ByteView wrapped) {
  auto plain = open_sealed(root, binding, wrapped);
  if (!plain) return std::nullopt;
  std::optional<Key> key;
  if (plain->size() == 32) key.emplace(*plain);
  wipe(*plain);
  return key;
}

Bytes wrap(const Key& root, const Binding& binding, const Key& key) {
  Bytes out;
  seal_onto(out, root, binding, key.view());
  return out;
}

tl::unexpected<Error> wrong_root(const OrgCode& org, const RootKey& source) {
  auto words = source.words();
  words[0] = 'T';
  if (source.is_passphrase())
    return fail(Code::Unavailable,
                "This is not the passphrase of the keys of " + org.text +
                    ". To mend: start again and type the "
                    "one that was chosen when they were made or last changed.",
                "org key of " + org.text + " does not open");
  const std::string cut_short =
      source.is_file() ? " If a change of the root key was cut short, run `candour vault rotate-root` again."
                       : "";
  return fail(Code::Unavailable,
              words +
                  " does not belong to this key store. Put back the one that was there when the key store "
                  "was made or its root key last changed." +
                  cut_short,
              "org key of " + org.text + " does not open");
}

Result<std::optional<Bytes>> stored_seed(store::Session& s, const OrgCode& org) {
  std::optional<Bytes> wrapped;
  CHECK_OK(s.each("SELECT wrapped FROM org_key WHERE org = $1", {org}, [&](const store::Row& r) {
    wrapped.emplace(r.blob(0).begin(), r.blob(0).end());
    return false;
  }));
  return wrapped;
}

}  // namespace

void OrgKeys::add_newest(std::int64_t generation, const Key& key) {
  if (count == kMost) throw std::length_error("too many generations of wrapping keys");
  std::copy_backward(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(count),
                     ring.begin() + static_cast<std::ptrdiff_t>(count) + 1);
  ring[0] = {generation, key};
  ++count;
}

Key derived(const Key& seed, const OrgCode& org, std::string_view use) {
  auto bytes = hkdf_expand(seed.view(), "candour/" + org.text + "/" + std::string(use));
  Key key{ByteView(bytes)};
  wipe(bytes.data(), bytes.size());
  return key;
}

Binding person_key_binding(const OrgCode& org, const KeyName& name, std::uint32_t generation) {
  Binding b;
  b.add("person-key").add(org.text).add(name.person).add(name.slot.slot.view()).add(generation);
  return b;
}

Result<std::optional<RootKeyKind>> stored_kind(store::Session& s, const OrgCode& org) {
  TRY(const auto seed, stored_seed(s, org));
  if (!seed) return std::optional<RootKeyKind>();
  RootKeyKind kind;  // a key store of before says nothing: bytes
  CHECK_OK(s.each("SELECT kind, salt, passes, memory FROM root_key WHERE org = $1", {org},
                  [&](const store::Row& r) {
                    kind.passphrase = r.text(0) == "passphrase";
                    kind.salt.assign(r.blob(1).begin(), r.blob(1).end());
                    kind.cost.passes = static_cast<std::uint64_t>(r.i64(2));
                    kind.cost.memory = static_cast<std::uint64_t>(r.i64(3));
                    return false;
                  }));
  return std::optional<RootKeyKind>(kind);
}

Status read_org_keys(store::Session& s, const OrgCode& org, const Key& root, const RootKey& source,
                     OrgKeys& out) {
  TRY(const auto seed, stored_seed(s, org));
  if (!seed)
    return fail(Code::Corrupt, "The key store has no keys of " + org.text + ".", "no org key of " + org.text);
  const auto opened = open_key(root, seed_binding(org), *seed);
  if (!opened) return wrong_root(org, source);
  out.seed = *opened;
  out.count = 0;
  Status bad;
  CHECK_OK(s.each("SELECT generation, wrapped FROM wrapping_key WHERE org = $1 ORDER BY generation", {org},
                  [&](const store::Row& r) {
                    if (r.blob(1).empty()) return true;  // retired
                    const auto key = open_key(root, wrapping_binding(org, r.i64(0)), r.blob(1));
                    if (!key || out.count == OrgKeys::kMost)
                      bad = fail(Code::Corrupt, "The key store is damaged. Put it back from its backup.",
                                 "wrapping key " + std::to_string(r.i64(0)) + " of " + org.text +
                                     (key ? " is one too many" : " does not open"));
                    else
                      out.add_newest(r.i64(0), *key);
                    return bad.has_value();
                  }));
  return bad;
}

Status write_org_keys(store::Txn& t, const OrgCode& org, const Key& root, const RootKeyKind& kind,
                      const OrgKeys& keys) {
  CHECK_OK(
      t.run("INSERT INTO org_key (org, wrapped) VALUES ($1, $2)"
            " ON CONFLICT (org) DO UPDATE SET wrapped = excluded.wrapped",
            {org, wrap(root, seed_binding(org), keys.seed)}));
  for (std::size_t i = 0; i < keys.count; ++i) {
    const auto& w = keys.ring[i];
    CHECK_OK(
        t.run("INSERT INTO wrapping_key (org, generation, wrapped) VALUES ($1, $2, $3)"
              " ON CONFLICT (org, generation) DO UPDATE SET wrapped = excluded.wrapped",
              {org, w.generation, wrap(root, wrapping_binding(org, w.generation), w.key)}));
  }
  CHECK_OK(
      t.run("INSERT INTO root_key (org, kind, salt, passes, memory) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (org) DO UPDATE SET kind = excluded.kind, salt = excluded.salt,"
            " passes = excluded.passes, memory = excluded.memory",
            {org, kind.passphrase ? "passphrase" : "bytes", kind.salt,
             static_cast<std::int64_t>(kind.cost.passes), static_cast<std::int64_t>(kind.cost.memory)}));
  return {};
}

Status complete_org_keys(store::Txn& t, const OrgCode& org, const Key& root, const RootKeyKind& kind,
                         const RootKey& source) {
  SecretBox<OrgKeys> keys;
  TRY(const auto seed, stored_seed(t, org));
  if (seed) {
    CHECK_OK(read_org_keys(t, org, root, source, *keys));
    if (keys->count != 0) return {};  // another server was quicker
    keys->add_newest(1, derived(keys->seed, org, "person-keys"));
  } else {
    keys->seed = Key::random();
    keys->add_newest(1, Key::random());
  }
  return write_org_keys(t, org, root, kind, *keys);
}

Status kind_fits(const RootKeyKind& kind, const RootKey& source, const OrgCode& org) {
  if (kind.passphrase == source.is_passphrase()) return {};
  if (kind.passphrase)
    return fail(Code::Unavailable,
                "The keys of " + org.text + " are opened with a passphrase, but " + source.words() +
                    " was given. To mend: start with --root-key passphrase.",
                "key store of " + org.text + " wants a passphrase");
  return fail(Code::Unavailable,
              "The keys of " + org.text +
                  " are not opened with a passphrase. To mend: start with --root-key "
                  "and the file of the root key, or credential:NAME.",
              "key store of " + org.text + " wants 32 bytes");
}

}  // namespace candour::vault
