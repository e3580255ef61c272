// Whether a choice, or one of several choices, was answered in one of some ways: what begins, clocks and
// alerts of a kind ask. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/values.h"

namespace candour::charter {

/// False of a question that was not answered.
bool answered_as(const Values& values, std::string_view field, const std::vector<std::string>& is);

}  // namespace candour::charter
