// An import as it stands in the store, and the files lately opened, for import*.cc alone. A job's row is safe
// in any thread; what was opened and checked is shared and never changed.
#pragma once

#include <list>
#include <unordered_map>

#include "base/locks.h"
#include "exchange/import.h"
#include "exchange/import_check.h"

namespace candour::exchange {

std::string_view state_code(ImportState s);
std::string_view decision_code(Decision d);
Decision decision_of(std::string_view code);

/// import_job: sealed is JSON {id, service, file, encoding, source, source-name, consent, date-order,
/// columns: [{heading, field, guessed, sample}]}.
struct Imports::Job {
  ImportSummary said;
  std::int64_t version = 1;

  Bytes seal(const charter::Charter& c, vault::Vault& vault) const;
  /// Errors: Corrupt.
  static Result<Job> read(const charter::Charter& c, vault::Vault& vault, const store::Row& row);
  static constexpr std::string_view kColumns =
      "SELECT id, by, at, state, service, version, sealed, lines, good, problems, duplicates, ignored, kept, "
      "updated, not_updated, left_behind FROM import_job ";
};

/// A row's decision and what became of it.
struct Decided {
  Decision decision = Decision::Undecided;
  PersonId existing;
  std::string outcome;  // "", "added", "to-update", "updated", "refused"
  PersonId person;
  std::vector<RelationshipId> circle;
};
using DecidedRows = std::map<int, Decided>;
Result<DecidedRows> decided_rows(store::Session& db, const OrgCode& org, ImportId id);

struct Imports::Work {
  ImportId id;
  std::int64_t version = 0;
  StaffId checked_for;            // whose reach the duplicates are shown by
  std::int64_t people_known = 0;  // how many there were when duplicates were looked for
  CsvTable table;
  Reading reading;
  std::vector<RowCheck> checks;
  std::unordered_map<int, std::vector<people::Duplicate>> duplicates;  // by line

  const RowCheck* find(int line) const;
  ImportRow row(const RowCheck& check, const DecidedRows& decided) const;
};

struct Imports::Desk {
  Mutex lock{LockRank::ImportDesk};
  std::list<std::shared_ptr<const Work>> newest_first GUARDED_BY(lock);

  std::shared_ptr<const Work> find(ImportId id, std::int64_t version, StaffId staff);
  void put(std::shared_ptr<const Work> work);
  void forget(ImportId id);
};

Result<std::int64_t> count_people(store::Session& db, const OrgCode& org);

}  // namespace candour::exchange
