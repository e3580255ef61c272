// main(): reads the command line and hands over to the command; see src/cli/commands.h.
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/commands.h"

#ifndef CANDOUR_VERSION
#define CANDOUR_VERSION "unknown"
#endif

namespace {

int run(int argc, char** argv) {
  using namespace candour::cli;
  CLI::App app("Candour: care records that do what the privacy notice says.", "candour");
  app.set_version_flag("--version", "candour " CANDOUR_VERSION);
  app.require_subcommand(1);
  app.fallthrough(false);
  ExitCode exit_code;
  add_charter_command(app, exit_code);
  add_ledger_command(app, exit_code);
  add_vault_command(app, exit_code);
  add_backup_command(app, exit_code);
  add_restore_command(app, exit_code);
  add_staff_command(app, exit_code);
  add_serve_command(app, exit_code);
  add_demo_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    // Help and the version are answers; everything else is a command that was not understood.
    return app.exit(e) == 0 ? ExitCode::kOk : ExitCode::kUsage;
  }
  return exit_code.value;
}

}  // namespace

int main(int argc, char** argv) {
  // Whatever is made is for its owner to change, and for nobody else.
  ::umask(::umask(0) | S_IWGRP | S_IWOTH);
  // A reader that goes away (candour … | head) must show as an error of the write, not kill the program.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "candour: a fault in the program itself: %s\n", e.what());
    return 70;  // EX_SOFTWARE
  }
}
