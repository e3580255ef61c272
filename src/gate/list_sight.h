// How somebody stands to a person in a list of people: where in the services they reach them, and which
// categories they would see. For putting lists together; it opens nothing, records nothing and gives nothing:
// who is shown is decided anew, and entered, by Gate::begin_looks. A reasoned access puts nobody into a list,
// since it was given for one record.
#pragma once

#include <vector>

#include "gate/facts.h"

namespace candour::gate {

struct ListSight {
  PersonId person;
  std::vector<PersonId> records;  // itself, or all records that were joined, the one that stays first
  bool died = false;
  CategorySet sees;
  std::vector<Place> places;  // those in a service in which the person is reached; none: not in the list
};

}  // namespace candour::gate
