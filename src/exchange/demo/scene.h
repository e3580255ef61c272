// What a form of the demo is filled in with: who it is about, who writes, on which day, and how far they have
// come with their goals. One builder for each kind of the catalogue that has words of its own; any other
// kind, and every field that a builder leaves open, is filled in by the type of its fields. Pure but for
// chance; one thread.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "charter/values.h"
#include "exchange/demo/goals.h"
#include "exchange/demo/random.h"
#include "exchange/demo/someone.h"

namespace candour::exchange::demo {

/// A goal of somebody and when each of its steps was done.
struct GoalTaken {
  const Goal* goal = nullptr;
  std::vector<Date> done;  // rising; days after today are still to come
  int steps_on(Date day) const;
};

struct Scene {
  Random& rng;
  const charter::Charter& charter;
  const charter::Kind& kind;
  const charter::Service& service;
  const Someone& who;
  const std::vector<GoalTaken>& goals;
  Theme theme = Theme::Support;
  Date day{};       // when it happens
  int minutes = 0;  // after midnight
  Date today{};     // of the demo: what lies before it has an outcome
  int turn = 0;     // how many of this kind this person had before
  bool hero = false, overdue = false;
  StaffId author;
  std::deque<const void*>& recent;  // what was said of late about this person, so as not to say it again

  std::string say(std::string_view pattern) const { return who.say(pattern); }
  std::string one_of(std::span<const std::string_view> bank);
  std::string one_of(std::initializer_list<std::string_view> bank) {
    return one_of(std::span(bank.begin(), bank.size()));
  }
  /// One row of a table, if possible one that was not used of late.
  template <class T>
  const T& fresh(std::span<const T> table) {
    for (int tries = 0; tries < 6; ++tries)
      if (const auto& row = rng.pick(table); heard(&row)) return row;
    return rng.pick(table);
  }
  bool heard(const void* what);          // false when it was said of late
  std::string on(int days_later) const;  // "2026-11-21"
  std::string when() const;              // "2026-11-21T14:20"
  /// The goal that is worked on, and at which step; null when there are none.
  const GoalTaken* current_goal() const;
};

using Builder = void (*)(Scene&, charter::Values&);
/// Null when the demo has no words of its own for the kind.
Builder builder_for(std::string_view kind);
/// Groups of builders, one table a file.
struct NamedBuilder {
  std::string_view kind;
  Builder build;
};
std::span<const NamedBuilder> daily_builders();
std::span<const NamedBuilder> plan_builders();
std::span<const NamedBuilder> about_builders();
std::span<const NamedBuilder> health_builders();
std::span<const NamedBuilder> safety_builders();
std::span<const NamedBuilder> paper_builders();

/// Fills the form in: what the service asks, as far as `writable`, with everything that is mandatory.
charter::Values filled_form(Scene& scene, CategorySet writable);
/// Those of the answers that the service asks and that are of these categories.
charter::Values only_asked(const charter::Service& service, const charter::Kind& kind, charter::Values values,
                           CategorySet categories);
/// One answer by the type of the field; nothing for a file.
std::optional<boost::json::value> any_answer(Scene& scene, const charter::Field& field);

}  // namespace candour::exchange::demo
