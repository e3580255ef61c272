// A look at somebody's details, as tests of the gate take it.
#pragma once

#include "people/world_for_tests.h"

namespace candour::people {

inline gate::Look look(std::string what = "profile") {
  return {ledger::Act::View, std::move(what), "", CategorySet::of_bits(~0ull)};
}
inline bool reaches(World& w, StaffId staff, PersonId person) {
  return w.gate.see(w.actor(staff), person, look()).has_value();
}

}  // namespace candour::people
