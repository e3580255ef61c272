// The words that `candour` understands on the command line: each command lives in a file of its own, adds
// itself to the program's list, and leaves its exit code. Main thread only.
// To add one: write src/cli/NAME.cc, declare it here, and call it in src/candour.cc.
#pragma once

#include <CLI/CLI.hpp>

namespace candour::cli {

/// 0: all well. 1: there are findings, or it was refused. 2: the command was not understood.
struct ExitCode {
  static constexpr int kOk = 0, kFindings = 1, kUsage = 2;
  int value = kOk;
};

void add_charter_command(CLI::App&, ExitCode&);      // check, notice, easy-read, ropa, matrix, diff, explain
void add_charter_new(CLI::App& charter, ExitCode&);  // `charter new`
void add_ledger_command(CLI::App&, ExitCode&);       // verify
void add_vault_command(CLI::App&, ExitCode&);        // check
void add_backup_command(CLI::App&, ExitCode&);       // a sealed copy of records and keys; key new
CLI::App* add_backup_drill(CLI::App& backup, ExitCode&);  // `backup drill`
void add_restore_command(CLI::App&, ExitCode&);           // puts one back
void add_staff_command(CLI::App&, ExitCode&);             // first
void add_serve_command(CLI::App&, ExitCode&);             // answers browsers until it is told to stop
void add_demo_command(CLI::App&, ExitCode&);              // makes invented people to try it with

}  // namespace candour::cli
