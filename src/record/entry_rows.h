// The open part of an entry, as it stands in its row, and the one query that reads it. For the files of this
// room alone. Any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "people/clocks.h"
#include "people/versions.h"
#include "record/entries.h"

namespace candour::record {

struct Entries::Row {
  Entry entry;  // without values
  people::Parts parts;

  /// Runs "SELECT … FROM entry e … `rest`" with $1 the organisation. Entries of kinds or services that the
  /// charter no longer lists are left out, but counted in `read`. Errors: Corrupt.
  /// A row that is not what Candour wrote is there, but says nothing: nothing of it is opened.
  static Result<std::vector<Row>> load(store::Session& db, const gate::Gate& gate, std::string_view rest,
                                       const std::vector<store::Param>& params, std::size_t* read = nullptr);
  /// Where the columns of an entry stand in a row that was read.
  struct Columns {
    int id, person, kind, service, version, state, happened, written, author, changed, changed_by, source,
        corrected, parts, part_of;
  };
  /// Nothing of kinds or services that the charter no longer lists. Errors: Corrupt.
  static Result<std::optional<Row>> read(const charter::Charter& c, const store::Row& r, const Columns& at);
  /// The columns and joins, for queries that put several together.
  static std::string select(std::string_view rest);
  static Row of_nothing(const store::Row& r, KindIx kind, ServiceIx service);
  people::Stored stored() const { return {entry.person, entry.id, parts}; }
};

/// Whether an entry with its versions and files is what Candour wrote. Errors: Corrupt, in words for the
/// page.
Status entry_holds(const gate::Gate& gate, store::Session& db, EntryId id);

/// When it happened: the kind's date field, or else `otherwise`.
UnixMs happened_at(const charter::Kind& kind, const charter::Values& values, UnixMs otherwise);
/// The id of the policy row that says why and how this is kept; made if it is new.
Result<std::int64_t> policy_for(store::Txn& txn, const charter::Charter& charter, const Pass& pass,
                                ServiceIx service, const charter::Kind& kind, CategorySet categories);
/// What stands in a policy row, and the row of just that; made if it is new. A row that was changed since it
/// was made is no longer the row of what it was made of. Errors: NotAllowed for what a computer alone
/// decides, where the notice says that nothing is decided so.
struct PolicyContent {
  std::string_view purpose, basis, conditions, categories, clause, retention, recipient;
  bool automated = false;
};
Result<std::int64_t> keep_policy(store::Txn& txn, const charter::Charter& charter, const PolicyContent& p);
const charter::State* find_state(const charter::Kind& kind, std::string_view code);
bool is_final(const charter::Kind& kind, std::string_view state);
/// Codes that an entry may name as where its information comes from (IM-3.3).
bool is_source(const charter::Charter& charter, std::string_view code);

/// Brings the rows of what is due, and of diaries, into line with an entry.
using DueChange = people::ClockChange;
Status settle_deadlines(store::Txn& txn, const charter::Charter& charter, const DueChange& change,
                        const charter::Values& values, CategorySet seen);

/// One version of an entry: what was done to it, and where its words stand.
struct VersionRow {
  EntryId entry;
  std::int64_t version = 1;
  UnixMs at;
  StaffId by;
  std::string_view change, state;  // "written", "corrected", "move:CODE" …
  std::string parts;               // people::Parts::text
};
Status keep_version(store::Txn& txn, const OrgCode& org, const VersionRow& v);

/// Removes a draft whose entry is being kept (drafts.cc). Errors: NotFound when it is not the writer's.
Status drop_draft(store::Txn& txn, vault::Vault& vault, const OrgCode& org, const Pass& pass, DraftId id);

}  // namespace candour::record
