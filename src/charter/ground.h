// On what a value of a charter stands. Plain values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace candour::charter {

struct ValueGround {
  enum class Kind : std::uint8_t { Working, Part, Law, Confirmed };
  Kind kind = Kind::Working;
  std::string ref;                                // number of the part, code of the law, code of the role
  std::optional<std::chrono::year_month_day> on;  // the day of the confirmation
  bool working() const { return kind == Kind::Working; }
  bool operator==(const ValueGround&) const = default;
};

/// Reads "3.1", "law care-act-2014", "confirmed by dp-lead on 2026-10-01" or "working". Nothing where it is
/// none of these.
std::optional<ValueGround> ground_of(std::string_view written);
/// "part 3.1 of the notice", "the law care-act-2014", "confirmed by dp-lead on 1 October 2026", "not yet
/// confirmed".
std::string ground_words(const ValueGround&);

/// One numbered part of the notice, with its heading where it has one of its own. The first page lists under
/// it by name the uses, or those who may get something, that stand in this part.
struct Part {
  std::string number, title;
  bool lists_uses = false, lists_recipients = false;
};

}  // namespace candour::charter
