// A charter as short lines, one for each thing that it decides: what tests keep a copy of for every shipped
// organisation, so that no rule behind a promise changes unseen. For tests only; any thread.
#pragma once

#include <string>
#include <vector>

#include "charter/catalogue_facts.h"

namespace candour::charter {

/// In the order of the charter's tables: "purpose send-news basis: consent", "role worker reach: team" …
/// Codes and numbers only; of sentences it says nothing.
std::vector<std::string> facts_of(const Charter& c);

}  // namespace candour::charter
