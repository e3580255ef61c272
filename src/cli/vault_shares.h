// candour vault split-root-key and join-root-key: the root key in shares for trustees, and back. Main thread
// only.
#pragma once

#include <optional>

#include "base/calendar.h"
#include "cli/commands.h"
#include "cli/where.h"

namespace candour::cli {

struct SharesMade {
  charter::Date on;
  int of = 0, needed = 0;
};
/// The shares of this organisation's root key that were made here last; of records in databases nobody knows.
std::optional<SharesMade> shares_made_here(const Where& where, const OrgCode& org);

void add_vault_share_commands(CLI::App& vault, ExitCode& code);

}  // namespace candour::cli
