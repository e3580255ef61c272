#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/data.h"
#include "cli/output.h"

namespace candour::cli {

namespace {

struct Given {
  std::string data = "data", org, charters = "charters", catalogue = "charters/catalogue";
};

/// Opens every segment of one organisation; true when nothing is missing.
Result<bool> check_one(const Given& g, const OrgCode& org) {
  // The seal binds the category's code, so the charter that numbers the categories must be at hand.
  const auto c =
      load_charter((std::filesystem::path(g.charters) / (org.text + ".yaml")).string(), g.catalogue, false);
  if (!c)
    return fail(Code::Invalid,
                "Its charter cannot be used. To mend: give the folder of the charters with --charters, "
                "and run `candour charter check`.");
  TRY(auto data, open_data(g.data, org, c->category_codes()));
  vault::Vault::Health h;
  CHECK_OK(data.db->read([&](store::Session& db) -> Status {
    TRY(h, data.vault->check(db));
    return {};
  }));
  // An orphan key is harmless: it was made for something that was then not written.
  const bool whole = h.unopened == 0 && h.missing_keys == 0;
  (whole ? std::cout : std::cerr) << org.text << ": "
                                  << (whole ? "the vault is whole. " : "the vault is NOT whole. ")
                                  << h.segments << " segments, " << h.keys << " keys, " << h.unopened
                                  << " segments that do not open, " << h.missing_keys << " keys missing, "
                                  << h.orphan_keys << " keys that seal nothing.\n";
  return whole;
}

int check(const Given& g) {
  const auto orgs = organisations_in(g.data, g.org);
  if (!orgs) {
    complain(error_words(orgs.error()));
    return ExitCode::kFindings;
  }
  int code = ExitCode::kOk;
  for (const OrgCode& org : *orgs) {
    const auto whole = check_one(g, org);
    if (!whole) complain(org.text + ": " + error_words(whole.error()));
    if (!whole || !*whole) code = ExitCode::kFindings;
  }
  return code;
}

}  // namespace

void add_vault_command(CLI::App& app, ExitCode& code) {
  auto g = std::make_shared<Given>();
  auto* vault = app.add_subcommand("vault", "The sealed records and their keys");
  vault->require_subcommand(1);
  auto* sub = vault->add_subcommand(
      "check", "Open every segment; exit code 1 when one does not open or a key is missing");
  sub->add_option("--data", g->data, "Folder of the data")->capture_default_str();
  sub->add_option("--org", g->org, "Code of one organisation; otherwise all");
  sub->add_option("--charters", g->charters, "Folder of the charters, ORG.yaml each")->capture_default_str();
  sub->add_option("--catalogue", g->catalogue, "Folder of the catalogue")->capture_default_str();
  sub->callback([g, &code] { code.value = check(*g); });
}

}  // namespace candour::cli
