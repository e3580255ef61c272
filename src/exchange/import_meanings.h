// The headings that lists of people usually have. Values; any thread. What a heading means is guessed with
// them and shown to a person before it counts.
#pragma once

#include <span>
#include <string_view>

namespace candour::exchange {

struct Meaning {
  std::string_view words, field;  // as heading_key() makes them
};

/// Better fits first: of two columns with the same field the earlier line wins.
std::span<const Meaning> meanings();

}  // namespace candour::exchange
