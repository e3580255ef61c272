// Bringing people in from a spreadsheet, in steps that can be looked at before anything is kept: the file is
// read, columns are chosen (guessed, and remembered), rows are checked with their problems beside them,
// likely duplicates are decided, then all is kept in one act, which can be undone.
// Promises: a file that is broken is refused by line and nothing of it is kept; the file rests sealed with
// the organisation's key, for a week at most, until it is kept or thrown away. Any thread. It does not know
// whether what stands in the file is true, nor whether the people in it were told.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"
#include "people/journey.h"
#include "people/person.h"
#include "people/relationship.h"
#include "people/search.h"

namespace candour::exchange {

namespace limits {
inline constexpr std::size_t kImportRows = 50'000;  // of one file, the headings among them
inline constexpr std::size_t kImportColumns = 120;
inline constexpr int kImportDays = 7;               // an import that nobody finished is thrown away
inline constexpr int kRowsAtOnce = 200;             // of one page
inline constexpr std::size_t kImportsInMemory = 3;  // opened and checked, to be looked at page by page
}  // namespace limits

enum class ImportState : std::uint8_t { Columns, Review, Kept, Undone, Discarded };
enum class RowState : std::uint8_t { Good, Problem, Duplicate, Instruction, Empty };

/// What to do with a row that may be somebody already known.
enum class Decision : std::uint8_t { Undecided, AddAnyway, Skip, UpdateExisting };

struct ImportRow {
  int line = 0;  // in the file, from 1
  RowState state = RowState::Good;
  charter::Values values;                    // as they would be kept
  std::vector<people::Relationship> circle;  // family or carers who come with the person
  std::vector<std::string> cells;            // as they stood
  std::vector<FieldProblem> problems;        // field: the column's heading
  std::vector<people::Duplicate> duplicates;
  int same_as_line = 0;  // the same person stands in this earlier line of the file
  std::string same_why;  // "Same NHS number as line 2"
  Decision decision = Decision::Undecided;
  PersonId existing;  // with UpdateExisting
  /// "Maya Okafor", as far as the row has a name.
  std::string name() const;
};

/// A column of the file and the profile field it fills: "birth-date", "addresses-0-address-line-1",
/// "contact-1-name" (becomes a relationship), or "" (left out).
struct Column {
  std::string heading, field;
  bool guessed = false;
  std::string sample;
};

/// Who gave the list to the organisation. `consent`: the people in it agreed to be referred; needed unless
/// the source is "self" or "staff" (PS-1.2, IG-3).
struct Origin {
  std::string source = "staff";  // a referral source or a recipient of the charter
  std::string name;              // "Northgate School"; "" when the source says it all
  bool consent = false;
};

struct ImportSummary {
  ImportId id;
  StaffId by;
  UnixMs at;
  ImportState state = ImportState::Columns;
  std::string file_name, encoding;  // "UTF-8", "UTF-8 with byte order mark", "Windows-1252"
  ServiceIx service{};
  Origin origin;
  /// "day first", "year first", "month first", "mixed", "day first, assumed" (no date tells), "" (no dates)
  std::string date_order;
  int rows = 0, good = 0, problems = 0, duplicates = 0, ignored = 0, kept = 0;
  int undecided = 0;                 // duplicates that wait for a decision; in Review only
  int updated = 0, not_updated = 0;  // known people whose details were, or could not be, brought up to date
  int left_behind = 0;               // after an undo: people whom somebody has worked with since
  std::vector<Column> columns;
};

class Imports {
 public:
  Imports(gate::Gate& gate, store::Db& db, vault::Vault& vault, people::People& people,
          people::Journeys& journeys, people::Circle& circle, people::Search& search, const Clock& clock);
  ~Imports();

  /// Reads the file (at most 25 MB, 50,000 rows) and guesses columns from headings, past choices and values.
  /// Duty Import in the service. Errors: Invalid (not text, broken quoting with its line, no heading row),
  /// TooMuch, NotAllowed.
  Result<ImportId> begin(const gate::Actor& actor, ServiceIx service, std::string_view file_name,
                         ByteView content, const Origin& origin = {});
  Result<ImportSummary> summary(const gate::Actor& actor, ImportId id);
  /// Imports into services that the actor may import into, newest first; without columns.
  Result<std::vector<ImportSummary>> recent(const gate::Actor& actor, int most);
  /// Fields a column can be given, for the chooser: code and label.
  std::vector<std::pair<std::string, std::string>> targets(ServiceIx service) const;
  /// Keeps the choice (remembered for these headings) and checks every row. May be chosen again until kept;
  /// decisions about duplicates are then asked anew. Errors: Invalid by column ("column-3"), Conflict.
  Status choose(const gate::Actor& actor, ImportId id, const std::vector<std::string>& fields);
  /// Rows from line `after` on, only those with `state` when given; paged by line. One ledger entry.
  Result<std::vector<ImportRow>> rows(const gate::Actor& actor, ImportId id, std::optional<RowState> state,
                                      int after, int most);
  /// `existing`: which of the row's duplicates to update; the likeliest within reach when nil.
  Status decide(const gate::Actor& actor, ImportId id, int line, Decision decision, PersonId existing = {});
  /// All good rows and decided duplicates in one transaction: people with a referral each. Known people are
  /// brought up to date straight after, one by one (summary: updated, not_updated). How many were added.
  /// Errors: Conflict when already kept, Invalid while duplicates are undecided or new ones have turned up.
  Result<int> keep(const gate::Actor& actor, ImportId id);
  /// Takes back what keep() added, where nothing was written since. How many could not be taken back.
  Result<int> undo(const gate::Actor& actor, ImportId id);
  Status discard(const gate::Actor& actor, ImportId id);
  /// The rows with problems as CSV, each with what to mend beside it: mend and import it again.
  Result<std::string> problem_rows(const gate::Actor& actor, ImportId id);

 private:
  struct Job;     // a row of import_job (import_job.h)
  struct Work;    // a file opened, read and checked (import_job.h)
  struct Desk;    // those lately opened
  struct Adding;  // what keep() is about to do (import_keep.cc)

  Status may(const gate::Actor& actor, ServiceIx service);
  Result<Pass> trial(const gate::Actor& actor, ServiceIx service);
  Result<Job> job(const gate::Actor& actor, ImportId id);
  Result<std::shared_ptr<const Work>> work(const gate::Actor& actor, const Job& job);
  Result<std::shared_ptr<const Work>> check(const gate::Actor& actor, const Job& job);
  Result<std::string> open_file(ImportId id);
  Result<std::map<std::string, std::string>> remembered(const std::vector<std::string>& headings);
  Status remember(store::Txn& txn, const std::vector<Column>& columns);
  Status drop_old(store::Txn& txn);
  Status count(store::Txn& txn, const Job& job, const Work& work);
  Status note(store::Txn& txn, const gate::Actor& actor, const Job& job, ledger::Act act,
              std::string_view what);
  Result<Adding> prepare(const gate::Actor& actor, const Job& job, const Work& work);
  Status prepare_updates(const gate::Actor& actor, const Job& job, Adding& adding);
  Status add_all(store::Txn& txn, const gate::Actor& actor, const Job& job, const Adding& adding);
  Status bring_up_to_date(const gate::Actor& actor, const Job& job, const Work& work);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  people::People& people_;
  people::Journeys& journeys_;
  people::Circle& circle_;
  people::Search& search_;
  const Clock& clock_;
  std::unique_ptr<Desk> desk_;
};

}  // namespace candour::exchange
