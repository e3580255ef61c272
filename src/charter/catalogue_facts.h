// What the catalogue says of the kinds and categories that a charter uses, a line a fact: what is asked and
// under which category it is kept, states, steps and who may take them, clocks. It is kept with each version
// of a charter (gate/in_force.h), so that a catalogue that came with a newer Candour changes nothing unseen
// (decision 48). Codes and numbers only; of labels and sentences it says nothing. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "charter/charter.h"

namespace candour::charter {

/// The kinds that the charter uses: "kind contact-note.when: date-time, care, required" …
/// What a kind does not have is not in its lines: so a Candour that knows of more writes the same lines of
/// the same catalogue.
std::vector<std::string> kind_facts_of(const Charter&);
/// How the law sees what it holds: "category health: special" …
std::vector<std::string> category_facts_of(const Charter&);

/// All of them as one text, to be kept.
std::string catalogue_facts(const Charter&);
/// What they say otherwise now than in the text of before, in sentences; none where they say the same.
std::vector<std::string> catalogue_changes(const std::string& before, const Charter& now);

}  // namespace candour::charter
