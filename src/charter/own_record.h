// What people may read of themselves without anybody's help, where the charter opens that door to them: which
// kinds of entries, and which answers of each. Pure; any thread. The strictest stands: outside their own
// details nothing that staff typed in words is among it, since it may name somebody else or need to be
// explained first; whoever wants all of it asks for a copy, which is looked through before it is given.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace candour::charter {

/// As what people meet a kind of entry there; None: not at all.
enum class OwnPart : std::uint8_t { None, Details, Plan, Appointment, Shared, Request };
OwnPart own_part(const Kind&);
/// Whether the answer to a question of such a kind stands there; of a group, `item` by `item`.
bool told_to_themselves(const Kind&, const Field&);
bool told_to_themselves(const Kind&, const Field& group, const Field& item);
/// The categories that these answers are in: what the door opens at most.
CategorySet own_sight(const Charter&, OwnPart);
CategorySet own_sight(const Charter&);
/// Of an entry that records sharing: whether it was told, and the person was told of it. Where staff had a
/// ground not to tell them, it does not stand at their own door.
bool person_knows_of(std::string_view state, const boost::json::object& sharing);
/// By which authorities somebody may speak for a person here, as the charter says of its recipients.
std::vector<std::string> speaking_authorities(const Charter&);

}  // namespace candour::charter
