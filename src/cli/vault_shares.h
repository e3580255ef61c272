// candour vault split-root-key and join-root-key: the root key in shares for trustees, and back. Main thread
// only.
#pragma once

#include "cli/commands.h"
#include "cli/where.h"

namespace candour::cli {

/// Whether shares of this organisation's root key were ever made here; of records in databases nobody knows.
bool shares_were_made(const Where& where, const OrgCode& org);

void add_vault_share_commands(CLI::App& vault, ExitCode& code);

}  // namespace candour::cli
