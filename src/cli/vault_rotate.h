// candour vault rotate-root and rotate-org: the commands that renew keys. Main thread only.
#pragma once

#include "cli/commands.h"

namespace candour::cli {

void add_vault_rotate_commands(CLI::App& vault, ExitCode& code);

}  // namespace candour::cli
