// The keys of people that were needed lately, kept open in memory: a bounded number, each wiped when it makes
// room for another and when the vault closes. Any thread. Whoever can read the memory of the running server
// can read them.
#pragma once

#include <array>
#include <atomic>
#include <optional>

#include "base/id.h"
#include "base/locks.h"
#include "vault/seal.h"
#include "vault/secret.h"
#include "vault/vault.h"

namespace candour::vault {

struct PersonKey {
  Key key;
  std::uint32_t generation = 0;
};

class KeyCache {
 public:
  KeyCache();
  ~KeyCache();

  std::optional<PersonKey> find(PersonId person, const KeySlot& slot);
  /// A mark to take before a key is looked up; put() keeps the key only if none was forgotten since, so that
  /// a key that is destroyed meanwhile does not come back.
  std::uint64_t mark() const { return forgotten_.load(std::memory_order_acquire); }
  void put(PersonId person, const KeySlot& slot, const PersonKey& key, std::uint64_t mark);
  void forget(PersonId person, const KeySlot& slot);
  void forget_all();

  static constexpr std::size_t kWays = 8, kSets = 4096;  // 32,768 keys, about 2.5 MB

 private:
  struct Way {
    PersonId person;
    Id128 slot;
    std::array<std::uint8_t, 32> key;
    std::uint32_t generation;
    std::uint32_t last_used;  // 0: empty
  };
  struct Set {
    std::array<Way, kWays> ways;
    std::uint32_t uses;  // 0: never used, and its memory not touched
  };
  struct Lock : Mutex {
    Lock() : Mutex(LockRank::KeyCache) {}
  };
  struct Place {
    Set& set;
    Mutex& lock;
  };
  Place place(PersonId person, const KeySlot& slot);
  static std::uint32_t tick(Set& set);
  static Way* way_of(Set& set, PersonId person, const KeySlot& slot);

  SecretPages pages_;
  Set* sets_;  // each guarded by the lock of its place
  std::array<Lock, 64> locks_;
  std::atomic<std::uint64_t> forgotten_ = 0;
};

}  // namespace candour::vault
