// The keys of the organisation itself, above those of its people: the seed, which stays for good, and the
// keys that wrap people's keys, which are renewed by generation. Both stand in the key store under the root
// key. Plain functions on a session of the key store; any thread. Whoever holds the root key opens all of it.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "store/db.h"
#include "vault/root_key.h"
#include "vault/seal.h"
#include "vault/vault.h"

namespace candour::vault {

struct OrgKeys {
  /// One that opens people's keys, and one more while keys are being renewed.
  static constexpr std::size_t kMost = 4;
  struct Wrapping {
    std::int64_t generation = 0;
    Key key;
  };
  Key seed;
  std::array<Wrapping, kMost> ring;  // the newest first
  std::size_t count = 0;

  const Wrapping& newest() const { return ring[0]; }
  const Key* find(std::int64_t generation) const {
    for (std::size_t i = 0; i < count; ++i)
      if (ring[i].generation == generation) return &ring[i].key;
    return nullptr;
  }
  void keep_newest() {
    for (std::size_t i = 1; i < count; ++i) ring[i] = {};
    count = std::min<std::size_t>(count, 1);
  }
  void add_newest(std::int64_t generation, const Key& key);  // at most kMost
};

/// What the key store says before it is opened: nothing when it has no keys of the organisation.
Result<std::optional<RootKeyKind>> stored_kind(store::Session& s, const OrgCode& org);

/// Errors: Unavailable when `root` opens nothing here (with words that name `source`), Corrupt.
Status read_org_keys(store::Session& s, const OrgCode& org, const Key& root, const RootKey& source,
                     OrgKeys& out);
/// Puts all of them there under `root`, in the place of what was.
Status write_org_keys(store::Txn& t, const OrgCode& org, const Key& root, const RootKeyKind& kind,
                      const OrgKeys& keys);
/// Makes a seed and a first wrapping key for an organisation that has none, and what a key store of before
/// does not have yet.
Status complete_org_keys(store::Txn& t, const OrgCode& org, const Key& root, const RootKeyKind& kind,
                         const RootKey& source);

/// 32 bytes for one use of the organisation's own, from its seed.
Key derived(const Key& seed, const OrgCode& org, std::string_view use);

/// What a person's wrapped key is bound to.
Binding person_key_binding(const OrgCode& org, const KeyName& name, std::uint32_t generation);

/// A passphrase given where bytes are wanted, or the other way round.
Status kind_fits(const RootKeyKind& kind, const RootKey& source, const OrgCode& org);

}  // namespace candour::vault
