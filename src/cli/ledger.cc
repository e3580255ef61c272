// candour ledger: verify, export, proof.
#include "ledger/ledger.h"

#include <iostream>
#include <memory>

#include "cli/data.h"
#include "cli/output.h"
#include "cli/where.h"
#include "ledger/folder.h"
#include "ledger/proof.h"
#include "ledger/stored.h"
#include "vault/encode.h"

namespace candour::cli {

namespace fs = std::filesystem;

namespace {

struct Given {
  Where where;
  std::string org, dir, key, older;
  std::int64_t seq = 0;
};

struct OpenedLedger {
  OpenedData data;  // before the ledger, which uses it
  std::unique_ptr<ledger::Ledger> ledger;
};
Result<OpenedLedger> open(const Given& g, const OrgCode& org) {
  OpenedLedger o;
  TRY(o.data, open_data(g.where, org, {}));
  TRY(o.ledger, ledger::open_ledger(*o.data.db, o.data.vault->derive("ledger-signing")));
  return o;
}

int say(const Error& e) {
  complain(error_words(e));
  return ExitCode::kFindings;
}

void print_findings(const std::string& of, const ledger::Verdict& verdict) {
  for (const auto& f : verdict.findings)
    std::cerr << of << ": " << (f.seq >= 0 ? "entry " + std::to_string(f.seq) + ": " : "") << f.what << '\n';
}

/// Recomputes one organisation's ledger; true when all of it holds.
Result<bool> verify_one(const Given& g, const OrgCode& org) {
  TRY(auto o, open(g, org));
  ledger::Verdict verdict;
  ledger::Checkpoint checkpoint;
  CHECK_OK(o.data.db->read([&](store::Session& db) -> Status {
    TRY(verdict, o.ledger->verify(db));
    return {};
  }));
  print_findings(org.text, verdict);
  if (!verdict.findings.empty()) return false;
  CHECK_OK(o.data.db->read([&](store::Session& db) -> Status {
    TRY(checkpoint, o.ledger->checkpoint(db));
    return {};
  }));
  std::cout << org.text << ": the ledger holds. " << verdict.checked << " entries checked.\n"
            << checkpoint.note << "Key to verify with: " << o.ledger->verifier_key() << "\n";
  return true;
}

int verify_data(const Given& g) {
  return for_each_org(g.where, g.org, [&](const OrgCode& org) { return verify_one(g, org); });
}

/// What was given, or what stands in the file of that name.
Result<std::string> text_or_file(const std::string& given) {
  constexpr std::size_t kMostBytes = 64u << 20;  // a witness's file of a hundred thousand checkpoints
  std::error_code none;
  if (!fs::exists(given, none)) return given;
  return ledger::read_file(given, kMostBytes);
}

int verify_folder(const Given& g) {
  std::optional<std::string> key, older;
  for (auto [given, into] : {std::pair(&g.key, &key), {&g.older, &older}}) {
    if (given->empty()) continue;
    auto text = text_or_file(*given);
    if (!text) return say(text.error());
    *into = std::move(*text);
  }
  const auto v = ledger::verify_folder(g.dir, key, older);
  if (!v) return say(v.error());
  print_findings(g.dir, v->verdict);
  if (!v->verdict.findings.empty()) return ExitCode::kFindings;
  std::cout << g.dir << ": the ledger holds. " << v->verdict.checked << " entries checked.\n" << v->note;
  if (older)
    std::cout << v->older << (v->older == 1 ? " older checkpoint is" : " older checkpoints are")
              << " of a beginning of it.\n";
  else
    std::cout << "Nothing older was compared: give a checkpoint that somebody kept with --older.\n";
  if (!key)
    std::cout << "The key is the folder's own. Compare it with one that you had from elsewhere: "
              << ledger::verifier_key(v->verifier) << "\n";
  return ExitCode::kOk;
}

int export_to(const Given& g) {
  const auto orgs = organisations_in(g.where, g.org);
  if (!orgs) return say(orgs.error());
  auto o = open(g, orgs->front());
  if (!o) return say(o.error());
  const auto done = ledger::export_ledger(*o->data.db, *o->ledger, g.dir);
  if (!done) return say(done.error());
  std::cout << g.dir << ": " << done->size << " entries";
  if (done->before > 0)
    std::cout << ", of which " << done->before << " were there and are proved to be the same";
  std::cout << ".\n" << done->note;
  return ExitCode::kOk;
}

/// The proof that one entry is in the ledger: what an auditor needs beside the entry itself.
Status print_proof(const Given& g, const OrgCode& org) {
  TRY(auto o, open(g, org));
  return o.data.db->read([&](store::Session& db) -> Status {
    TRY(const auto checkpoint, o.ledger->checkpoint(db));
    std::string entry;
    CHECK_OK(ledger::each_stored_entry(db, org, g.seq, g.seq + 1, [&](std::int64_t, ByteView data) {
      entry = as_text(data);
      return false;
    }));
    ledger::TreeReader tree(checkpoint.size, ledger::stored_tiles(db, org));
    TRY(const auto proof, ledger::prove_inclusion(tree, g.seq));
    ledger::Hash32 root{};
    std::copy(checkpoint.root.begin(), checkpoint.root.end(), root.begin());
    if (!ledger::inclusion_holds(ledger::leaf_hash(as_bytes(entry)), g.seq, checkpoint.size, root, proof))
      return fail(Code::Corrupt,
                  "The entry is not what the ledger was signed over. To mend: run "
                  "`candour ledger verify`.");
    std::cout << "entry " << g.seq << "\n" << entry << "\nproof\n";
    for (const auto& hash : proof) std::cout << vault::to_base64(hash) << "\n";
    std::cout << "checkpoint\n" << checkpoint.note;
    return {};
  });
}

int prove(const Given& g) {
  const auto orgs = organisations_in(g.where, g.org);
  if (!orgs) return say(orgs.error());
  const auto done = print_proof(g, orgs->front());
  return done ? ExitCode::kOk : say(done.error());
}

}  // namespace

void add_ledger_command(CLI::App& app, ExitCode& code) {
  auto g = std::make_shared<Given>();
  auto* ledger = app.add_subcommand("ledger", "The record of who looked at and changed what");
  ledger->require_subcommand(1);
  const auto with_data = [&](CLI::App* sub) {
    add_where_options(*sub, g->where);
    return sub->add_option("--org", g->org, "Code of one organisation");
  };

  auto* check = ledger->add_subcommand("verify",
                                       "Recompute it all, in the data or in an exported folder; exit code 1 "
                                       "and the entry's number when one was "
                                       "altered");
  auto* dir = check->add_option("DIR", g->dir, "An exported folder; needs neither data nor keys");
  with_data(check)->description("Code of one organisation; otherwise all")->excludes(dir);
  check->get_option("--data")->excludes(dir);
  check->add_option("--key", g->key, "The verifier key to trust, or its file; otherwise the folder's own")
      ->needs(dir);
  check->add_option("--older", g->older, "File with checkpoints kept from before: nothing may be gone since")
      ->needs(dir)
      ->check(CLI::ExistingFile);
  check->callback([g, &code] { code.value = g->dir.empty() ? verify_data(*g) : verify_folder(*g); });

  auto* out = ledger->add_subcommand(
      "export", "Write it into a folder that anybody can verify, or bring such a folder up to date");
  with_data(out)->required();
  out->add_option("DIR", g->dir, "An empty folder, or an earlier export")->required();
  out->callback([g, &code] { code.value = export_to(*g); });

  auto* proof = ledger->add_subcommand("proof", "Print one entry with the proof that it is in the ledger");
  with_data(proof)->required();
  proof->add_option("SEQ", g->seq, "Number of the entry, from 0")->required();
  proof->callback([g, &code] { code.value = prove(*g); });
}

}  // namespace candour::cli
