// The sealed part of a check of the national data opt-out: whose numbers went out, and then who is left. For
// opt_out_*.cc alone; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "record/opt_out_checks.h"

namespace candour::record {

using SentNumbers = std::vector<std::pair<std::string, PersonId>>;  // sorted

/// Puts it in the place of what was kept of the check.
Status keep_numbers(store::Txn&, vault::Vault&, const OrgCode&, OptOutCheckId, const SentNumbers&);
Status keep_left(store::Txn&, vault::Vault&, const OrgCode&, OptOutCheckId, const std::vector<PersonId>&);
/// Errors: NotFound when it was destroyed or is the other of the two, Corrupt.
Result<SentNumbers> numbers_kept(store::Session&, vault::Vault&, const OrgCode&, OptOutCheckId);
Result<std::vector<PersonId>> left_kept(store::Session&, vault::Vault&, const OrgCode&, OptOutCheckId);

}  // namespace candour::record
