// What a notice may promise to look at again, for the whole organisation: a kind of entry says which of them
// it records (Kind::reviews), a charter which it promises and how often (reviews.h). Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace candour::charter {

enum class Reviewed : std::uint8_t {
  Nothing,
  OptOut,     // whether anything is used for planning or research
  Retention,  // how long everything is kept, and what became of it
  Accuracy    // whether what is held is still right
};
/// As charters and catalogue spell them, by Reviewed.
inline constexpr std::array<std::string_view, 4> kReviewedCodes = {"", "opt-out", "retention", "accuracy"};
inline constexpr std::array kReviewed = {Reviewed::OptOut, Reviewed::Retention, Reviewed::Accuracy};

}  // namespace candour::charter
