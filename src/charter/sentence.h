// A name of the charter as it stands inside a sentence. Pure; any thread. English only.
#pragma once

#include <string>
#include <string_view>

#include "charter/charter.h"

namespace candour::charter {

/// "Service manager" -> "service manager"; leaves "NHS number" and "Care Quality Commission" alone.
std::string in_sentence(std::string name);
/// "service manager", of a role by its code; a code that is none, as words.
std::string role_in_sentence(const Charter&, std::string_view code);

}  // namespace candour::charter
