// Bringing people in from a spreadsheet, in steps that can be looked at before anything is kept: the file is
// read, columns are chosen (guessed, and remembered), rows are checked with their marks beside them and
// mended there, likely duplicates are decided, then all is kept, in slices (jobs), and can be undone as a
// whole. Promises: nothing of the file is dropped, cut or changed silently; a file that cannot be read is
// refused with how to mend it and nothing of it is kept; the file, and what was typed over it, rests sealed
// under a key of its own, for a week at most; once it is kept, undone or thrown away, the key is destroyed
// and nothing of it is left. Any thread. It does not know whether what stands in the file is true, nor
// whether the people in it were told.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "exchange/import_row.h"
#include "gate/gate.h"
#include "jobs/jobs.h"
#include "people/journey.h"
#include "people/person.h"
#include "people/relationship.h"
#include "people/search.h"

namespace candour::exchange {

struct RowCheck;  // import_check.h
namespace limits {
inline constexpr std::size_t kImportRows = 50'000;  // of one file, the headings among them
inline constexpr std::size_t kImportColumns = 120;
inline constexpr int kImportDays = 7;                   // an import that nobody finished is thrown away
inline constexpr int kRowsAtOnce = 200;                 // of one page
inline constexpr int kRowsDecidedAtOnce = 500;          // in one transaction
inline constexpr std::size_t kImportsInMemory = 3;      // opened and checked, to be looked at page by page
inline constexpr std::size_t kPieceBytes = 512 * 1024;  // of a file, written in one transaction
}  // namespace limits

/// Keeping and Undoing: a job is at it, or was stopped half-way.
enum class ImportState : std::uint8_t { Columns, Review, Kept, Undone, Discarded, Keeping, Undoing };
/// A column of the file and the profile field it fills: "birth-date", "addresses-0-address-line-1",
/// "contact-1-name" (becomes a relationship), or "" (left out).
struct Column {
  std::string heading, field;
  bool guessed = false;
  std::string sample;
  bool hidden = false;  // not seen in the spreadsheet
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
  bool enrolled_when_empty = false;  // rows without a status are of people who are in the service already
  int enrolled = 0;                  // of those kept or brought up to date; in Kept only
  int rows = 0, good = 0, problems = 0, duplicates = 0, ignored = 0, kept = 0;
  int marked = 0;                    // rows that can be added, but for a cell or more
  int undecided = 0;                 // duplicates that wait for a decision; in Review only
  int updated = 0, not_updated = 0;  // known people whose details were, or could not be, brought up to date
  int left_behind = 0;               // after an undo: people whom somebody has worked with since
  std::int64_t done = 0, total = 0;  // of the job, in Keeping and Undoing
  std::string stopped;               // why the job stands still: a code of jobs/job.h; "" while it runs
  std::vector<Column> columns;
  SheetsSaid said;
};

class Imports {
 public:
  Imports(gate::Gate& gate, store::Db& db, vault::Vault& vault, people::People& people,
          people::Journeys& journeys, people::Circle& circle, people::Search& search, const Clock& clock,
          jobs::Jobs* jobs = nullptr);  // null: it has its own
  ~Imports();

  /// Reads the file (.xlsx, .ods or CSV; at most 25 MB, 50,000 rows) and guesses its sheet, where the
  /// headings stand, and columns from headings, past choices and values. Duty Import in the service. Errors:
  /// Invalid (a password, damaged, no list of people; with how to mend it), TooMuch, NotAllowed.
  Result<ImportId> begin(const gate::Actor& actor, ServiceIx service, std::string_view file_name,
                         ByteView content, const Origin& origin = {});
  Result<ImportSummary> summary(const gate::Actor& actor, ImportId id);
  /// Imports into services that the actor may import into, newest first; without columns.
  Result<std::vector<ImportSummary>> recent(const gate::Actor& actor, int most);
  /// Fields a column can be given by this actor, for the chooser: code and label.
  Result<std::vector<std::pair<std::string, std::string>>> targets(const gate::Actor& actor,
                                                                   ServiceIx service);
  /// Reads another sheet, or with the headings in another row (0: guess), or with hidden rows. Columns are
  /// guessed anew; what was chosen, mended and decided before is gone. Errors: as begin(); Conflict.
  Status choose_sheet(const gate::Actor& actor, ImportId id, const std::string& sheet, int heading_row,
                      bool hidden_rows);
  /// Keeps the choice (remembered for these headings) and checks every row. May be chosen again until kept;
  /// decisions about duplicates are then asked anew. Errors: Invalid by column ("column-3"), Conflict.
  /// `enrolled_when_empty`: rows without a status are of people who are in the service already.
  Status choose(const gate::Actor& actor, ImportId id, const std::vector<std::string>& fields,
                bool enrolled_when_empty = false);
  /// Whether the actor may enrol people whom they bring into this service: what is asked of them about it.
  bool may_enrol(const gate::Actor& actor, ServiceIx service) const;
  /// Rows from line `after` on, only those with `state` when given; paged by line. One ledger entry.
  /// `marked`: only those that have a cell which cannot be taken in as it stands.
  Result<std::vector<ImportRow>> rows(const gate::Actor& actor, ImportId id, std::optional<RowState> state,
                                      int after, int most, bool marked = false);
  /// What somebody typed over cells, by row; the rows are then checked again. Any text is taken: a cell that
  /// is still wrong is marked again. Errors: Conflict.
  Status mend(const gate::Actor& actor, ImportId id, const std::map<int, Mended>& cells);
  Result<AddedPeople> added(const gate::Actor& actor, ImportId id, int most);
  /// What keeping would drop, and what was changed on reading.
  Result<Reckoning> reckoning(const gate::Actor& actor, ImportId id);
  /// `existing`: which of the row's duplicates to update; the likeliest within reach when nil.
  Status decide(const gate::Actor& actor, ImportId id, int line, Decision decision, PersonId existing = {});
  /// About all rows that wait and for which this evidence speaks. How many were decided. UpdateExisting: the
  /// likeliest whom the actor may bring up to date; rows without one keep waiting.
  Result<int> decide_many(const gate::Actor& actor, ImportId id, Evidence evidence, Decision decision);
  /// How many rows wait, by what speaks for them.
  Result<std::map<Evidence, int>> undecided(const gate::Actor& actor, ImportId id);

  /// Begins to keep all good rows and decided duplicates: everybody with a referral, accepted at once for
  /// those who are in the service already, and known people brought up to date (summary: done of total; then
  /// kept, updated, not_updated). Each appears as they are kept. Errors: Conflict when already kept, Invalid
  /// while duplicates are undecided or new ones have turned up.
  Status begin_keep(const gate::Actor& actor, ImportId id);
  /// Begins to take back what was kept, where nothing was written since; of a keeping that is under way or
  /// was stopped too: then the rows can be looked at again.
  Status begin_undo(const gate::Actor& actor, ImportId id);
  /// Goes on with a job that was stopped, in this actor's name.
  Status go_on(const gate::Actor& actor, ImportId id);
  /// The same to the end, here and now (commands, tests): how many were added.
  Result<int> keep(const gate::Actor& actor, ImportId id);
  /// The same: how many could not be taken back.
  Result<int> undo(const gate::Actor& actor, ImportId id);
  Status discard(const gate::Actor& actor, ImportId id);
  /// Throws away what nobody finished, and ends what a stopped server left of others.
  Status sweep();
  /// The rows with problems as CSV, each with what to mend beside it: mend and import it again.
  Result<std::string> problem_rows(const gate::Actor& actor, ImportId id);

 private:
  struct Job;      // a row of import_job (import_job.h)
  struct Work;     // a file opened, read and checked (import_job.h)
  struct Desk;     // those lately opened
  struct Keeping;  // the two kinds of jobs (import_job.h)
  struct Undoing;

  Status may(const gate::Actor& actor, ServiceIx service);
  Result<Pass> trial(const gate::Actor& actor, ServiceIx service);
  Result<Job> job(const gate::Actor& actor, ImportId id);
  Result<std::shared_ptr<const WaysIn>> ways(const gate::Actor& actor, const Job& job, const Pass& pass);
  Result<std::shared_ptr<const Work>> work(const gate::Actor& actor, const Job& job);
  Result<std::shared_ptr<Work>> opened(const gate::Actor& actor, const Job& job);
  Result<std::shared_ptr<const Work>> check(const gate::Actor& actor, const Job& job);
  Status store_file(ImportId id, ByteView content);
  Result<std::string> open_file(ImportId id);
  Result<std::map<std::string, std::string>> remembered(ServiceIx service,
                                                        const std::vector<std::string>& headings);
  Status remember(store::Txn& txn, ServiceIx service, const std::vector<Column>& columns);
  std::int64_t heading_token(ServiceIx service, const std::string& key) const;
  Result<std::map<int, Mended>> mended(ImportId id);
  Status count(store::Txn& txn, const Job& job, const Work& work);
  Status note(store::Txn& txn, const gate::Actor& actor, const Job& job, ledger::Act act,
              std::string_view what);
  Status note_updates(const gate::Actor& actor, const Work& work, std::vector<ImportRow>& rows);
  Status decide_rows(const gate::Actor& actor, const Job& job, const std::map<int, PersonId>& lines,
                     Decision decision);
  /// In the transaction that ends an import: from now on only this much of it is said.
  Status strip(store::Txn& txn, const Job& job, bool name);
  /// After it: destroys the key, and removes what it sealed, a little at a time.
  Status wipe(ImportId id, bool rows);
  Result<jobs::JobId> start(store::Txn& txn, const gate::Actor& actor, std::string_view kind, ImportId id,
                            std::int64_t total);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  people::People& people_;
  people::Journeys& journeys_;
  people::Circle& circle_;
  people::Search& search_;
  const Clock& clock_;
  std::unique_ptr<jobs::Jobs> own_jobs_;
  jobs::Jobs& jobs_;
  std::unique_ptr<Desk> desk_;
  int listening_ = 0;
};

}  // namespace candour::exchange
