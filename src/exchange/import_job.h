// An import as it stands in the store, the files lately opened, and the two jobs, for import*.cc alone. A
// job's row is safe in any thread; what was opened and checked is shared and never changed.
#pragma once

#include <list>
#include <unordered_map>

#include "base/locks.h"
#include "exchange/import.h"
#include "exchange/import_check.h"
#include "exchange/sheet_table.h"

namespace candour::exchange {

/// Announced, with the id, when nothing of an import may be left in any server's memory.
inline constexpr std::string_view kGone = "import-gone ";

std::string_view state_code(ImportState s);
std::string_view decision_code(Decision d);
Decision decision_of(std::string_view code);

/// Whose key opens what is sealed of it (import_job.keyed).
enum class Keyed : std::int64_t { OrganisationAsOfOld, Own, Remains, KeyGone };

/// import_job: sealed is JSON {id, service, file, encoding, source, source-name, consent, date-order,
/// columns: [{heading, field, guessed, sample, hidden}], sheets: SheetsSaid}; of what remains: id and service
/// alone, or without columns and sheets.
struct Imports::Job {
  ImportSummary said;
  std::int64_t version = 1;
  Keyed keyed = Keyed::Own;

  /// Which part of the file it is about.
  SheetChoice choice() const { return {said.said.sheet, said.said.heading_row, said.said.take_hidden}; }
  Result<Bytes> seal(const charter::Charter& c, store::Txn& txn, vault::Vault& vault) const;
  /// Under the organisation's key: for good. `name`: also what it was called and who gave it.
  Bytes remains(const charter::Charter& c, vault::Vault& vault, bool name) const;
  /// Errors: Corrupt.
  static Result<Job> read(const charter::Charter& c, vault::Vault& vault, const store::Row& row);
  static constexpr std::string_view kColumns =
      "SELECT id, by, at, state, service, version, sealed, lines, good, problems, duplicates, ignored, kept, "
      "updated, not_updated, left_behind, marked, keyed FROM import_job ";
};

/// A row's decision and what became of it.
struct Decided {
  Decision decision = Decision::Undecided;
  PersonId existing;
  std::string outcome;  // "", "added", "to-update", "updated", "refused", "removed", "left", "joined"
  PersonId person;
  std::vector<RelationshipId> circle;
  std::optional<std::uint32_t> before, after;  // versions of somebody brought up to date
  std::optional<ReferralId> referral;          // made for them
  std::optional<EnrolmentId> enrolment;        // that it was accepted with
  std::string service;                         // code of the one they came into; "" for that of the file
};
using DecidedRows = std::map<int, Decided>;
/// `after`, `most`: of the lines that come after it; 0 for all.
Result<DecidedRows> decided_rows(store::Session& db, const OrgCode& org, ImportId id, int after = 0,
                                 std::int64_t most = 0);

struct Imports::Work {
  ImportId id;
  std::int64_t version = 0;
  StaffId checked_for;            // whose reach the duplicates are shown by
  std::int64_t people_known = 0;  // how many there were when duplicates were looked for
  bool looked = false;            // whether they were
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
  std::shared_ptr<const std::vector<std::uint32_t>> plan GUARDED_BY(lock);  // of one import
  ImportId plan_of GUARDED_BY(lock);

  std::shared_ptr<const Work> find(ImportId id, std::int64_t version, StaffId staff);
  void put(std::shared_ptr<const Work> work);
  void forget(ImportId id);
};

/// Keeping an import: its cursor is the place in the plan.
struct Imports::Keeping final : jobs::Kind {
  explicit Keeping(Imports& imports) : i(imports) {}
  std::string_view code() const override { return "import-keep"; }
  Status step(jobs::Slice& slice) override;

  /// One line of the plan: a line of the file; whether it brings somebody known up to date; whether it is the
  /// person of the line before it in the plan, for another service; whether it enrols.
  static constexpr std::uint32_t kUpdate = 0x80000000u, kJoins = 0x40000000u, kEnrols = 0x20000000u;
  static constexpr std::uint32_t kLine = 0x1fffffffu;
  using Plan = std::vector<std::uint32_t>;
  static Result<Plan> make_plan(Imports& i, const Job& job, const Work& work);
  static Result<Bytes> seal_plan(store::Txn& txn, Imports& i, ImportId id, const Plan& plan);
  Result<std::shared_ptr<const Plan>> plan(const Job& job);
  /// Whether this actor reads the rest of the file as whoever began: where that enrols people, so may they.
  static Status may_go_on(const Plan& plan, const Work& work);

 private:
  struct Batch;  // what one slice adds
  struct Added;  // one person of it
  Result<RowRead> row(const gate::Actor& actor, const Batch& batch, std::uint32_t planned) const;
  Status enter(store::Txn& txn, const gate::Actor& actor, const Job& job, const std::vector<Added>& added);
  Status add_some(jobs::Slice& slice, const Job& job, Batch& batch);
  Result<bool> add_one(store::Txn& txn, const gate::Actor& actor, const Job& job, std::size_t at, Added& one,
                       Batch& batch);
  Result<ReferralId> refer(store::Txn& txn, const Pass& pass, const Job& job, PersonId id,
                           const RowRead& read);
  Result<std::optional<EnrolmentId>> enrol(store::Txn& txn, const gate::Actor& actor, PersonId id,
                                           ReferralId referral, const RowRead& read, people::FoundFit& fit);
  Status refuse(jobs::Slice& slice, const Job& job, int line, const Batch& batch);
  Status update(jobs::Slice& slice, const Job& job, Batch& batch, std::uint32_t planned);
  Result<Bytes> family_of_new(store::Txn& txn, const gate::Actor& actor, PersonId id, RowRead& read,
                              Batch& batch);
  Status refer_known(const gate::Actor& actor, const Job& job, PersonId person, int line, const RowRead& read,
                     Batch& batch);
  Status family(const gate::Actor& actor, const Job& job, PersonId person, int line, const RowRead& read);
  Status save(store::Txn& txn, jobs::Slice& slice, const Job& job, std::size_t next, const Batch& batch);
  Imports& i;
};

/// Taking one back: first line by line (cursor "line 12"), then the keys of whoever was taken away ("keys
/// 12").
struct Imports::Undoing final : jobs::Kind {
  explicit Undoing(Imports& imports) : i(imports) {}
  std::string_view code() const override { return "import-undo"; }
  Status step(jobs::Slice& slice) override;

 private:
  struct Taken;
  Status rows(jobs::Slice& slice, const Job& job, int after);
  Result<std::vector<Taken>> passes(const gate::Actor& actor, const Job& job, const DecidedRows& rows);
  Status people(jobs::Slice& slice, const Job& job, std::vector<Taken>& taken, int after);
  Status update(jobs::Slice& slice, const Job& job, int line, const Decided& row);
  Result<bool> put_back(const gate::Actor& actor, const Job& job, const Decided& row);
  Status keys(jobs::Slice& slice, const Job& job, int after);
  Status end(jobs::Slice& slice, const Job& job);
  Imports& i;
};

/// What the list says, put over what was known. People::change keeps a former name or address in the history.
charter::Values merged(charter::Values known, const charter::Values& list);
/// What that changes, in words.
std::vector<FieldChange> changes_of(const charter::Charter& c, const charter::Values& known,
                                    const charter::Values& list, CategorySet may_write);
Evidence evidence_of(const ImportRow& row);
/// An error that is about one person and not about the store.
bool about_one(const Error& e);

/// Whether the actor holds a post with the duty that covers the service.
bool any_post(const charter::Charter& c, const gate::Actor& actor, ServiceIx service, charter::Duty duty);
Result<std::int64_t> count_people(store::Session& db, const OrgCode& org);

}  // namespace candour::exchange
