// Whether the records of one organisation are whole: what each row promises about others, asked in plain SQL
// and without the rooms that wrote it, so that a fault of theirs shows. One thread. It reads one snapshot,
// also while a server runs; it opens no segment (`candour vault check` does).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/db.h"

namespace candour::crash {

struct Found {
  std::vector<std::string> torn;                // in words, with the id; empty: all is whole
  std::map<std::string, std::int64_t> counted;  // rows by table
};

/// Looks at every entry, profile, draft, file, journey and deadline. Errors: those of the database.
Result<Found> look_at_rows(store::Session& db, const OrgCode& org);

/// What the ledger says was written about each entry: its id, and how many lines.
using Written = std::map<std::string, std::int64_t>;
/// Every version of every entry has its line on the ledger, and every line its version.
Status compare_with_ledger(store::Session& db, const OrgCode& org, const Written& written, Found& found);

/// Damages one thing, to see that it is found: a "segment", "version", "entry" or "draft" by its id, a line
/// of the "ledger" by its number. Errors: NotFound when there is nothing to damage.
Status spoil(store::Db& db, const std::string& what, const std::string& id);

}  // namespace candour::crash
