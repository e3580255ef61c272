// What people of the demo work towards: each goal has five steps and a sentence for the day on which a step
// was worked on, so that two years of notes tell of one thing that moves on. Plain tables; any thread.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace candour::exchange::demo {

/// What sort of help a service gives, told by the kinds that its charter lists for it.
enum class Theme : unsigned char { Support, Work, Carer, Advice, Therapy, Child, Lifestyle };

struct Goal {
  Theme theme;
  std::string_view title;
  std::array<std::string_view, 5> steps;  // who does what
  std::array<std::string_view, 5> notes;  // how it went on the day
};
std::span<const Goal> goals_of(Theme theme);

}  // namespace candour::exchange::demo
