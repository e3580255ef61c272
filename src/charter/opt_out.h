// Planning and research: uses of what is held about people that lie beyond their own care. Nothing goes there
// where the notice does not allow it, and otherwise only of those whom a check of the national data opt-out
// left in (England, DCB3058). What the charter says of it; pure, any thread. It knows nobody: who was left
// in, record/opt_out_checks.h knows, for a few days.
#pragma once

#include <string>
#include <string_view>

#include "charter/charter.h"

namespace candour::charter {

/// Where the name of our own file stands in how a reply is named.
inline constexpr std::string_view kSentName = "NAME";

/// Whether anything may go to planning or research at all; silence is a no.
bool may_go_beyond_care(const Charter&);
/// "Nothing is shared for planning or research (notice, part 7)."
std::string nothing_beyond_care(const Charter&);
/// Whether anybody in this list gets something for a person's own care, and not for planning or research
/// alone.
bool serves_own_care(const Charter&, const Recipient&);
/// Purposes of a service that lie beyond people's own care.
PurposeSet beyond_care(const Charter&, ServiceIx);

}  // namespace candour::charter
