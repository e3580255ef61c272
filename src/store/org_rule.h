// The rule that no statement forgets whose rows it is about: every table that a statement names is tied to
// the organisation. Read once when a statement is prepared, and the bound organisation is compared at each
// run, so that a slip in one place cannot show or change another organisation's records. Pure; any thread. It
// reads the SQL that this program writes, not all SQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace candour::store {

struct OrgRule {
  int param = 0;        // the n of the $n that is the organisation; 0: the statement names no table of ours
  std::string problem;  // what is wrong with it; empty: nothing
  std::vector<std::string> changes;  // the tables whose rows it changes
};

/// Each table needs "org = $n" of its own or "a.org = b.org" with another; INSERT must give org first. Tables
/// of the engines themselves (sqlite_…, pragma_…, pg_…, schema_migration) belong to nobody.
OrgRule org_rule(std::string_view sql);

}  // namespace candour::store
