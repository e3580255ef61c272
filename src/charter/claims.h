// What sentences claim of the rules, in a small closed language ("finance does not see health"), and whether
// the rules bear it out. `claims:` stands in any group: a list, for all words of that group, or by key or way
// down, as `grounds` does. docs/reference/charter.md has every form. Pure; any thread. It reads no sentence
// of prose (check_prose.cc asks which of them need a claim).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "charter/read_yaml.h"

namespace candour::charter {

/// One claim, and of whose words: a value, or all that is beneath.
struct Claim {
  std::string path, text;
  const Yaml* at = nullptr;
};

/// All of them; what is no list of texts is reported. `root` must outlive them.
std::vector<Claim> claims_in(const Yaml& root, Findings&);

struct Proof {
  bool holds = false;
  std::string what, mend;  // of one that does not hold: what does; what to write
};
/// "finance does not see health" against the rules. A claim in no form that there is, or of names that are
/// not there, does not hold.
Proof prove(const Charter&, std::string_view claim);

/// Words of a sentence that the notice says and no rule carries: "the clause alone says TEXT"; "" of any
/// other claim.
std::string_view said_by_the_clause(std::string_view claim);

/// "ROLES do not see CATEGORIES": every form, for the reference and for whoever mistypes one.
std::vector<std::string_view> claim_forms();

}  // namespace candour::charter
