#include "ledger/ledger.h"

#include <iostream>
#include <memory>

#include "cli/data.h"
#include "cli/output.h"

namespace candour::cli {

namespace {

/// Recomputes one organisation's ledger; true when all of it holds.
Result<bool> verify_one(const std::string& dir, const OrgCode& org) {
  TRY(auto data, open_data(dir, org, {}));
  TRY(auto ledger, ledger::open_ledger(*data.db, data.vault->derive("ledger-signing")));
  ledger::Verdict verdict;
  ledger::Checkpoint checkpoint;
  CHECK_OK(data.db->read([&](store::Session& db) -> Status {
    TRY(verdict, ledger->verify(db));
    return {};
  }));
  if (!verdict.findings.empty()) {
    for (const auto& f : verdict.findings)
      std::cerr << org.text << ": " << (f.seq >= 0 ? "entry " + std::to_string(f.seq) + ": " : "") << f.what
                << '\n';
    return false;
  }
  CHECK_OK(data.db->read([&](store::Session& db) -> Status {
    TRY(checkpoint, ledger->checkpoint(db));
    return {};
  }));
  std::cout << org.text << ": the ledger holds. " << verdict.checked << " entries checked.\n"
            << checkpoint.note << "Key to verify with: " << ledger->verifier_key() << "\n";
  return true;
}

int verify(const std::string& dir, const std::string& only) {
  const auto orgs = organisations_in(dir, only);
  if (!orgs) {
    complain(error_words(orgs.error()));
    return ExitCode::kFindings;
  }
  int code = ExitCode::kOk;
  for (const OrgCode& org : *orgs) {
    const auto holds = verify_one(dir, org);
    if (!holds) complain(org.text + ": " + error_words(holds.error()));
    if (!holds || !*holds) code = ExitCode::kFindings;
  }
  return code;
}

}  // namespace

void add_ledger_command(CLI::App& app, ExitCode& code) {
  struct Given {
    std::string data = "data", org;
  };
  auto g = std::make_shared<Given>();
  auto* ledger = app.add_subcommand("ledger", "The record of who looked at and changed what");
  ledger->require_subcommand(1);
  auto* sub = ledger->add_subcommand(
      "verify", "Recompute it all; exit code 1 and the entry's number when one was altered");
  sub->add_option("--data", g->data, "Folder of the data")->capture_default_str();
  sub->add_option("--org", g->org, "Code of one organisation; otherwise all");
  sub->callback([g, &code] { code.value = verify(g->data, g->org); });
}

}  // namespace candour::cli
