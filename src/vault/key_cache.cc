#include "vault/key_cache.h"

#include <cstring>

namespace candour::vault {

KeyCache::KeyCache() : pages_(sizeof(Set) * kSets), sets_(static_cast<Set*>(pages_.data())) {}

KeyCache::~KeyCache() {
  forget_all();
}

void KeyCache::forget_all() {
  forgotten_.fetch_add(1, std::memory_order_acq_rel);
  for (std::size_t n = 0; n < kSets; ++n) {
    const Hold hold(locks_[n % locks_.size()]);
    if (sets_[n].uses) wipe(&sets_[n], sizeof sets_[n]);
  }
  wipe_left_on_stack();
}

KeyCache::Place KeyCache::place(PersonId person, const KeySlot& slot) {
  const auto mixed = (std::hash<PersonId>{}(person)*0x9e3779b97f4a7c15u) ^
                     (std::hash<Id128>{}(slot.slot) * 0xc2b2ae3d27d4eb4fu);
  const auto n = (mixed >> 32) % kSets;
  return {sets_[n], locks_[n % locks_.size()]};
}

KeyCache::Way* KeyCache::way_of(Set& set, PersonId person, const KeySlot& slot) {
  for (auto& w : set.ways)
    if (w.last_used && w.person == person && w.slot == slot.slot) return &w;
  return nullptr;
}

std::uint32_t KeyCache::tick(Set& set) {
  if (++set.uses == 0) {  // once in 4,000 million times: nobody is newest, but nobody is empty either
    for (auto& w : set.ways)
      if (w.last_used) w.last_used = 1;
    set.uses = 2;
  }
  return set.uses;
}

std::optional<PersonKey> KeyCache::find(PersonId person, const KeySlot& slot) {
  const auto p = place(person, slot);
  const Hold hold(p.lock);
  auto* w = way_of(p.set, person, slot);
  if (!w) return std::nullopt;
  w->last_used = tick(p.set);
  return PersonKey{Key(w->key), w->generation};
}

void KeyCache::put(PersonId person, const KeySlot& slot, const PersonKey& key, std::uint64_t mark) {
  const auto p = place(person, slot);
  const Hold hold(p.lock);
  if (forgotten_.load(std::memory_order_acquire) != mark) return;
  auto* w = way_of(p.set, person, slot);
  if (!w) {
    w = &p.set.ways[0];
    for (auto& other : p.set.ways)
      if (other.last_used < w->last_used) w = &other;
    wipe(w->key.data(), w->key.size());
  }
  w->person = person;
  w->slot = slot.slot;
  std::memcpy(w->key.data(), key.key.data(), w->key.size());
  w->generation = key.generation;
  w->last_used = tick(p.set);
}

void KeyCache::forget(PersonId person, const KeySlot& slot) {
  forgotten_.fetch_add(1, std::memory_order_acq_rel);
  const auto p = place(person, slot);
  const Hold hold(p.lock);
  if (auto* w = way_of(p.set, person, slot)) wipe(w, sizeof *w);
  wipe_left_on_stack();
}

}  // namespace candour::vault
