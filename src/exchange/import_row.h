// A row of a list that is being imported, as it is shown: what stands in it, how it was read, who it may be
// already, and what was decided about it. Values only; any thread. They say nothing about what is true.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "charter/values.h"
#include "exchange/import_marks.h"
#include "exchange/import_ways.h"
#include "people/relationship.h"
#include "people/search.h"

namespace candour::exchange {

enum class RowState : std::uint8_t { Good, Problem, Duplicate, Instruction, Empty };

/// What to do with a row that may be somebody already known.
/// JoinEarlier: the person of the earlier line, who comes into this line's service too.
enum class Decision : std::uint8_t { Undecided, AddAnyway, Skip, UpdateExisting, JoinEarlier };

/// What speaks for somebody's being known already: for deciding about many rows at once.
enum class Evidence : std::uint8_t { SameNumber, AlmostCertain, Likely, InThisFile, Elsewhere };

/// What bringing somebody up to date would change: as it stands, and as the row has it.
struct FieldChange {
  std::string label, now, then;
};

struct ImportRow {
  int line = 0;  // in the file, from 1, as a spreadsheet counts
  RowState state = RowState::Good;
  charter::Values values;                    // as they would be kept
  std::vector<people::Relationship> circle;  // family or carers who come with the person
  std::vector<std::string> cells;            // as they stood
  std::vector<Mark> marks;
  std::vector<FieldProblem> problems;  // of the marks that are not mere changes; field: the column's heading
  std::vector<people::Duplicate> duplicates;
  int same_as_line = 0;  // the same person stands in this earlier line of the file
  std::string same_why;  // "Same NHS number as row 2"
  bool joins = false;    // and for another service, so that it could be JoinEarlier
  WayIn way;
  Decision decision = Decision::Undecided;
  PersonId existing;  // with UpdateExisting
  Evidence evidence = Evidence::Likely;
  /// Of those duplicates whom this member of staff may bring up to date here: what would change.
  std::map<PersonId, std::vector<FieldChange>> updates;
  /// "Maya Okafor", as far as the row has a name.
  std::string name() const;
};

/// Whom a kept import has added, in the order of the file, and whether a referral of theirs waits to be
/// decided.
struct AddedPeople {
  std::vector<PersonId> people;
  bool to_decide = false;
};

}  // namespace candour::exchange
