// How like two names, two birth dates or two people are: for finding somebody whose name was heard or typed a
// little differently, and for warning that a person may be on the books already.
// Promises: swapped letters, swapped given and family names, short forms ("Bob", "Robert"), sound-alikes and
// initials count as near; the measure is the same in both directions. Pure; any thread. It proposes and never
// decides that two people are one: a person does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/calendar.h"

namespace candour {

/// 48 bits for pairs of letters (order within a pair does not count, so a swap costs little) and 16 for the
/// sound of each word and of the names it is short for. Made from a folded name; says little about it, but is
/// personal data: keep it in memory only.
struct NameSignature {
  std::uint64_t bits = 0;
  bool operator==(const NameSignature&) const = default;
};
NameSignature signature(std::string_view folded_name);

/// Higher is nearer; a few instructions. The query may be a part of the name only.
int scan_score(NameSignature query, NameSignature stored);
/// Below this a stored name is not worth opening.
int scan_floor(NameSignature query);

/// 0 (nothing alike) to 1 (the same). Both folded (text.h). Words may stand in any order; a missing middle
/// name costs little.
double similarity(std::string_view folded_a, std::string_view folded_b);
/// One word against another.
double word_similarity(std::string_view a, std::string_view b);
/// Letters to change, add, drop or swap with their neighbour to get from a to b.
int edit_distance(std::string_view a, std::string_view b);
/// "bob" and "robert", "kate" and "kathryn": one is short for the other, or both for the same name.
bool same_given_name(std::string_view a, std::string_view b);

/// 1 exact; 0.9 day and month swapped; 0.8 one figure off or two figures swapped; 0.6 the same year and one
/// of them 1 January (written when only the year was known); 0.3 so within a year; else 0.
double birth_date_likeness(Date a, Date b);

/// What is known of somebody, canonical (uk.h); leave empty what is not known.
struct Looks {
  std::string name;  // folded: given names, then family name
  std::optional<Date> birth;
  std::string nhs_number, postcode, phone;
};
/// How likely both are one person, 0 to 1, by adding up the evidence. From kMaybeSame upwards, ask.
double likely_same(const Looks& a, const Looks& b);
/// The same when it is known already how like the names are (0 to 1); those in `a` and `b` are not looked at.
double likely_same(double names, const Looks& a, const Looks& b);
inline constexpr double kMaybeSame = 0.5;

}  // namespace candour
