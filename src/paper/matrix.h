// Who may see and write what, on one sheet, and the same question answered for one role: printed from the
// charter and from the very function that decides (charter/decide.h), so that the sheet cannot be wrong about
// it. Pure; any thread. It speaks of roles, not of people: whose caseload somebody is on is decided at the
// gate.
#pragma once

#include <optional>
#include <string>

#include "charter/charter.h"
#include "charter/read.h"
#include "paper/document.h"
#include "paper/notice.h"

namespace candour::paper {

/// Rows are categories, columns are roles. Cells: "See", "See, write", "With a reason", "–";
/// * after what the notice does not say.
Table matrix_table(const charter::Charter&);
Document matrix(const charter::Charter&, const Setting&);

/// What changed between two charters, for whom; changes that reach the people supported stand first.
/// What nobody has confirmed yet: each value with what it says, and where it stands in the charter.
Table working_table(const charter::Charter&);
Document working(const charter::Charter&, const Setting&);

Document changes(const charter::Charter& older, const charter::Charter& newer, const Setting&);

/// May the role see the category, in one service or each: for which purposes, on what basis, by which part of
/// the notice; or why not, and what would let it.
Document explain(const charter::Charter&, RoleIx, CategoryIx, std::optional<ServiceIx>);

}  // namespace candour::paper
