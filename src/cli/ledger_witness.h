// The options of `candour serve` that tell witnesses outside the newest checkpoint of every ledger, and what
// starts telling them. Main thread only.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "outbox/witness.h"
#include "web/house.h"

namespace candour::cli {

struct WitnessWords {
  std::vector<std::string> targets;
  std::string smtp, from, login;    // login: a file
  std::vector<std::string> locked;  // DOMAIN=smtp://HOST:PORT
  std::string authorities;          // a file
  int minutes = 60;
};
/// The mail server, with the user's name and password from a file of two lines, so that neither stands in the
/// list of processes. Errors: Invalid when the file does not read.
Result<outbox::Mailer> read_mailer(const WitnessWords& words);
void add_witness_options(CLI::App& serve, WitnessWords& words);

/// Starts telling them; null when nobody is to be told. The house, the clock and the log must outlive it. Of
/// several servers on one database the one that holds the ledger's lease tells. Errors: Invalid with a mend.
Result<std::unique_ptr<outbox::Witness>> start_witness(const WitnessWords& words, web::House& house,
                                                       const Clock& clock, const log::Log& log);

}  // namespace candour::cli
