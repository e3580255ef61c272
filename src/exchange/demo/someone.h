// One invented person: who they are, how they speak, what is good to know, and the details that the forms of
// the charter ask for. Made before anything is written; plain values, one thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "charter/values.h"
#include "exchange/demo/goals.h"
#include "exchange/demo/random.h"
#include "exchange/demo/words.h"

namespace candour::exchange::demo {

struct Someone {
  int number = 0;
  std::string given, family, used;  // used: "" when it is the first name
  Pronouns pronouns;
  Date born{};
  bool child = false;
  OwnWords own;                // {hobby} {food} {place} {town} {carer} {pet} {doctor} …
  std::string carer_relation;  // code of the circle of support
  std::string carer_name, second_name;
  charter::Values profile;  // everything that a form could ask; the service decides what is kept
  // Set while the history is played.
  PersonId id;
  std::uint32_t version = 1;  // of the profile
  std::set<KindIx> has_once;  // kinds of which a person has one

  const std::string& name() const { return used.empty() ? given : used; }
  std::string say(std::string_view pattern) const { return fill_in(pattern, name(), pronouns, own); }
};

/// What is wished of somebody; the rest is chance.
struct Wish {
  int number = 0;
  int least_age = 18, most_age = 90;  // on `day`
  Date day{};
  Theme theme = Theme::Support;
  const struct Hero* hero = nullptr;  // the first person of the organisation
  bool siobhan = false;               // somebody whose name is not written as it sounds
};
Someone invent(Random& rng, const Wish& wish, const struct Region& region, std::set<std::string>& taken);

/// 999 and a good check digit: such numbers are never given to anybody.
std::string test_nhs_number(Random& rng);
std::string test_mobile(Random& rng);  // from the range kept for drama
std::string test_landline(Random& rng);
boost::json::object test_address(Random& rng, const struct Region& region, std::string_view town);

}  // namespace candour::exchange::demo
