// What anybody may write to the organisation (Kind::from_outside), on paper to fill in by hand: for whoever
// has no screen, or would rather be handed a sheet (LL-5.5). Pure; any thread. It asks what the public page
// asks.
#pragma once

#include <string>
#include <vector>

#include "charter/charter.h"
#include "charter/read.h"
#include "paper/document.h"

namespace candour::paper {

/// `kind`: one with from_outside. `services`: those that take it, by name. `regulator`: named where the
/// charter promises that people can complain. `today`: for the sheet's own date.
Document blank_form(const charter::Charter& c, const charter::Kind& kind,
                    const std::vector<std::string>& services, const charter::Regulator& regulator,
                    charter::Date today);

}  // namespace candour::paper
