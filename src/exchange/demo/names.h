// Invented names of the many backgrounds of people in the United Kingdom, and places that stand for a
// neighbourhood. Plain tables; any thread. Names are put together by chance: nobody is meant.
#pragma once

#include <span>
#include <string_view>

namespace candour::exchange::demo {

using Bank = std::span<const std::string_view>;

struct Background {
  std::string_view ethnicity;  // code of the profile
  std::string_view language;   // "" for English alone
  int in_hundred;              // how many of a hundred people
  Bank women, men, families, religions;
};
std::span<const Background> backgrounds();

/// First name, last name and the short name they like, for the first person of each organisation.
struct Hero {
  std::string_view given, family, used;
  std::size_t background;  // into backgrounds()
};
std::span<const Hero> heroes();

/// What somebody of that name is often called for short; "" when nothing is usual.
std::string_view short_name(std::string_view given);
Bank neutral_names();
Bank staff_given_names();
Bank staff_family_names();
Bank streets();
Bank surgeries();
Bank schools();

/// Where an organisation works: the towns of its teams and a postcode district that has no homes in it.
struct Region {
  std::string_view org, district;
  Bank towns;
};
const Region& region_of(std::string_view org);

}  // namespace candour::exchange::demo
