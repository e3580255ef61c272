// What is asked of the gate, and what it answers about a list of people or about one category: plain values
// for one request. They decide nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/decide.h"
#include "ledger/ledger.h"
#include "vault/pass.h"

namespace candour::gate {

/// How long before it begins and after it ends a visit to a home opens what visitors must know.
inline constexpr std::int64_t kToldBeforeMs = std::int64_t{24} * 60 * 60 * 1000;
inline constexpr std::int64_t kToldAfterMs = kToldBeforeMs / 2;

/// What is about to be looked at, for the ledger and to keep the pass no wider than the page needs.
struct Look {
  ledger::Act act = ledger::Act::View;
  std::string what;   // "profile", "timeline", kind code, "who-looked" …
  std::string thing;  // id, or empty
  CategorySet wanted = CategorySet::of_bits(~0ull);
  /// For this alone: nothing is opened of somebody who objected to it, or did not say yes where that is
  /// needed.
  std::optional<PurposeIx> purpose = {};
};

/// How one category stands for an actor and a person: the answer behind "why can I see this?".
struct Explanation {
  CategoryIx category{};
  charter::Decision decision;
  PurposeIx purpose{};
  ServiceIx service{};
  RoleIx role{};
  std::string words;  // plain English, with the clause
};

/// People of a list who can be seen, gathered by what may be seen of them.
struct Reachable {
  std::vector<Pass> passes;  // each covers people with equal rights
  std::vector<PersonId> out_of_reach;
  const Pass* pass_for(PersonId p) const;
};

}  // namespace candour::gate
