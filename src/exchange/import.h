// Bringing people in from a spreadsheet, in steps that can be looked at before anything is kept: the file is
// read, columns are chosen (guessed, and remembered), rows are checked with their problems beside them,
// likely duplicates are decided, then all is kept in one act, which can be undone. Any thread.
// The uploaded file rests sealed with the organisation's key until it is kept or thrown away.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"
#include "people/journey.h"
#include "people/person.h"
#include "people/search.h"

namespace candour::exchange {

enum class ImportState : std::uint8_t { Columns, Review, Kept, Undone, Discarded };
enum class RowState : std::uint8_t { Good, Problem, Duplicate, Instruction, Empty };

/// What to do with a row that may be somebody already known.
enum class Decision : std::uint8_t { Undecided, AddAnyway, Skip, UpdateExisting };

struct ImportRow {
  int line = 0;                         // in the file, from 1
  RowState state = RowState::Good;
  charter::Values values;               // as they would be kept
  std::vector<std::string> cells;       // as they stood
  std::vector<FieldProblem> problems;   // field: the column's heading
  std::vector<people::Duplicate> duplicates;
  Decision decision = Decision::Undecided;
};

/// A column of the file and the profile field it fills: "birth-date", "addresses-0-address-line-1",
/// "contact-1-name" (becomes a relationship), or "" (left out).
struct Column {
  std::string heading, field;
  bool guessed = false;
  std::string sample;
};

struct ImportSummary {
  ImportId id;
  StaffId by;
  UnixMs at;
  ImportState state = ImportState::Columns;
  std::string file_name, encoding;      // "UTF-8", "UTF-8 with BOM", "Windows-1252"
  ServiceIx service{};
  std::string date_order;               // "day first", "year first", "mixed"
  int rows = 0, good = 0, problems = 0, duplicates = 0, ignored = 0, kept = 0;
  std::vector<Column> columns;
};

class Imports {
 public:
  Imports(gate::Gate& gate, store::Db& db, vault::Vault& vault, people::People& people,
          people::Journeys& journeys, people::Search& search, const Clock& clock);

  /// Reads the file (at most 25 MB, 50,000 rows) and guesses columns from headings, past choices and values.
  /// Duty Import in the service. Errors: Invalid (not text, broken quoting with its line, no heading row).
  Result<ImportId> begin(const gate::Actor& actor, ServiceIx service, std::string_view file_name,
                         ByteView content);
  Result<ImportSummary> summary(const gate::Actor& actor, ImportId id);
  Result<std::vector<ImportSummary>> recent(const gate::Actor& actor, int most);
  /// Fields a column can be given, for the chooser: code and label.
  std::vector<std::pair<std::string, std::string>> targets(ServiceIx service) const;
  /// Keeps the choice (remembered for these headings) and checks every row.
  Status choose(const gate::Actor& actor, ImportId id, const std::vector<std::string>& fields);
  /// Rows from line `after` on, only those with `state` when given; paged by line.
  Result<std::vector<ImportRow>> rows(const gate::Actor& actor, ImportId id, std::optional<RowState> state,
                                      int after, int most);
  Status decide(const gate::Actor& actor, ImportId id, int line, Decision decision);
  /// All good rows and decided duplicates in one transaction: people with a referral each. Errors: Conflict
  /// when already kept, Invalid while duplicates are undecided.
  Result<int> keep(const gate::Actor& actor, ImportId id);
  /// Takes back what keep() added, where nothing was written since. How many could not be taken back.
  Result<int> undo(const gate::Actor& actor, ImportId id);
  Status discard(const gate::Actor& actor, ImportId id);

 private:
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  people::People& people_;
  people::Journeys& journeys_;
  people::Search& search_;
  const Clock& clock_;
};

}  // namespace candour::exchange
