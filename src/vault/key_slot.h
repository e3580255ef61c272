// The names of people's keys. Plain values.
#pragma once

#include <compare>
#include <cstdint>

#include "base/id.h"

namespace candour::vault {

/// Which of a person's keys: one for each retention group of the charter, or one of an item's own.
struct KeySlot {
  Id128 slot;
  static KeySlot group(std::uint32_t retention_group);
  static KeySlot item(EntryId id) { return {id.raw}; }
  auto operator<=>(const KeySlot&) const = default;
};

/// The generation of a slot's key that has sealed all that older ones had.
struct RenewedSlot {
  KeySlot slot;
  std::uint32_t generation = 0;
};

/// One key of one person.
struct KeyName {
  PersonId person;
  KeySlot slot;
  auto operator<=>(const KeyName&) const = default;
};

}  // namespace candour::vault
