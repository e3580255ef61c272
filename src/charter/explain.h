// Answers what a manager asks of a charter: may a finance officer see health in this service, and by which
// clause? In words, for every purpose; and the whole table of roles by categories as data for pages and
// paper. Pure; any thread. It speaks of roles, never of a person: agreements, training and caseloads come on
// top.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/decide.h"

namespace candour::charter {

/// What one purpose of the service means for one role and category.
struct PurposeAnswer {
  PurposeIx purpose{};
  Decision see, write;  // for a person whom the role reaches, with consent given where it is needed
  std::string words;    // a full sentence
  std::string clause;   // of the notice, "3.1.1"
};

struct Explanation {
  bool may_see = false;  // by right, for at least one purpose
  bool may_write = false;
  bool by_reason = false;  // or only under a reasoned access
  std::string question;    // "May a Finance officer see health in Community support?"
  std::string words;       // the short answer: "No. Held back: …"
  std::string clause;
  std::vector<PurposeAnswer> purposes;  // in the order of the service's purposes
};

Explanation explain(const Charter& c, RoleIx role, ServiceIx service, CategoryIx category);

/// Purposes with one answer: what is refused on the same ground is said once for all of them.
struct AnsweredAlike {
  std::vector<PurposeIx> purposes;
  PurposeAnswer answer;  // of the first
  std::string words;     // without the name of a purpose
};
std::vector<AnsweredAlike> answered_alike(const Charter&, const std::vector<PurposeAnswer>&);

/// One square of the access matrix.
struct MatrixCell {
  PurposeSet sees;  // purposes for which the role sees the category by right; empty: none
  bool writes = false;
  std::vector<ReasonIx> reasons;  // reasons for which it may be seen for a time
};

struct AccessMatrix {
  /// cells[role][category], by RoleIx and CategoryIx.
  std::vector<std::vector<MatrixCell>> cells;
  const MatrixCell& at(RoleIx r, CategoryIx c) const {
    return cells[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
  }
};

/// For one service, or, without one, for any service of the organisation.
AccessMatrix access_matrix(const Charter& c, std::optional<ServiceIx> service = std::nullopt);

}  // namespace candour::charter
