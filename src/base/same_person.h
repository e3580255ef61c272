// Whether two descriptions may be of one person, by the weight of what agrees and what differs (Fellegi and
// Sunter 1969): each field adds log2(m/u), where m is how often it stands so of one person written down twice
// and u how often of two different people. For the warning before somebody is added, and for imports.
// Promises: the same in both directions; says in words what speaks for it. Pure; any thread. It proposes and
// never decides that two people are one: a person does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"

namespace candour {

/// A name as one word each, folded (text.h). `family` may be empty.
struct NameParts {
  std::string given, family;
  /// Of "mary ann okafor": given "mary ann", family "okafor".
  static NameParts of(std::string_view folded);
};

enum class NameLevel : std::uint8_t { Unknown, Same, ShortForm, Near, Sounds, Differs };
NameLevel name_level(std::string_view a, std::string_view b);
enum class BirthLevel : std::uint8_t { Unknown, Same, Swapped, OneFigure, TwoFigures, Differs };
BirthLevel birth_level(std::optional<Date> a, std::optional<Date> b);
enum class Agreement : std::uint8_t { Unknown, Same, Near, Differs };

/// How two descriptions stand to each other.
struct Compared {
  NameLevel given = NameLevel::Unknown, family = NameLevel::Unknown;
  bool crossed = false;  // given and family names stand in each other's place
  bool former = false;   // it is a former or used name that agrees
  BirthLevel birth = BirthLevel::Unknown;
  Agreement nhs_number = Agreement::Unknown, email = Agreement::Unknown, phone = Agreement::Unknown,
            postcode = Agreement::Unknown, town = Agreement::Unknown;
};
/// The names of both that are nearest, also crosswise; the first of each is the usual one.
void compare_names(const std::vector<NameParts>& a, const std::vector<NameParts>& b, Compared& out);

struct Weighed {
  double bits = 0;  // of evidence, less what any two people start with
  std::string why;  // "Same email; birth date differs in two figures; last names sound alike"
  bool may_be() const { return bits >= 0; }
  bool almost_certain() const { return bits >= 12; }
  double likelihood() const;  // 0 to 1
};
Weighed weigh(const Compared& c);

/// One description with all that is compared; canonical as uk.h has it, folded as text.h has it.
struct Described {
  std::vector<NameParts> names;
  std::optional<Date> birth;
  std::string nhs_number, town;
  std::vector<std::string> emails, phones, postcodes;
};
Compared compare(const Described& a, const Described& b);

/// Pairs of a list that may be one person: each row with the earlier rows that it may repeat, likeliest
/// first. Only rows that share something are compared (birth date or a slip of it, email, phone, NHS number,
/// how the names sound), so that 20,000 rows take seconds.
struct Repeat {
  std::uint32_t row = 0, earlier = 0;
  Weighed weighed;
};
std::vector<Repeat> repeats_in(const std::vector<Described>& rows);

}  // namespace candour
