// What a role may be lent for a stated reason (LW-4.3): by which access, for which purpose, and who is told
// of it. Whoever explains it, leads somebody to it or says who hears of it asks here, so that no lead ends at
// a door that is shut. Pure; any thread. Whether somebody is near enough to ask about a person is the gate's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/decide.h"

namespace candour::charter {

/// The access of the role that is live for its reason and covers where the person is; null where there is
/// none.
const ReasonedAccess* live_access(const Role&, const Facts&);

/// One reason that lends something, the access that does so, and what is then decided.
struct Lent {
  const ReasonedAccess* by = nullptr;
  ReasonIx reason{};
  Decision see;
};
/// Each reason for which the role may see the category for this purpose in the service of the facts; none:
/// to ask leads nowhere. Where the facts stand nowhere near, as if the person were where the access reaches.
std::vector<Lent> reasons_for(const Charter&, const Facts&, PurposeIx, CategoryIx);

/// Who is told, inside a sentence: "the data-protection lead", "another service manager" where whoever asks
/// is one; "" where the charter is silent (`tells` of the access).
std::string told_of(const Charter&, const Role& asks, std::string_view tells);
/// The same to whoever asks: "your supervisor".
std::string told_of_yours(const Charter&, const Role& asks, std::string_view tells);

}  // namespace candour::charter
