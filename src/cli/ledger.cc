// candour ledger: verify, export, proof, check-proof, accept-loss.
#include "ledger/ledger.h"

#include <iostream>
#include <memory>

#include "cli/data.h"
#include "cli/output.h"
#include "cli/where.h"
#include "ledger/folder.h"
#include "ledger/heads.h"
#include "ledger/loss.h"
#include "ledger/proved_entry.h"
#include "ledger/stored.h"

namespace candour::cli {

namespace fs = std::filesystem;

namespace {

struct LedgerGiven {
  Where where;
  std::string org, dir, key, older, exported, confirm;
  std::vector<std::string> checkpoints;  // files
  std::int64_t seq = 0, size = 0;
};

struct OpenedLedger {
  OpenedData data;  // before the ledger, which uses it
  std::unique_ptr<ledger::Ledger> ledger;
};
Result<OpenedLedger> open(const LedgerGiven& g, const OrgCode& org) {
  OpenedLedger o;
  TRY(o.data, open_data(g.where, org, {}));
  TRY(o.ledger, ledger::open_ledger(*o.data.db, *o.data.vault, {.only_look = true}));
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

constexpr std::size_t kMostNoteBytes = 64u << 20;  // a witness's file of a hundred thousand checkpoints

/// The heads that witnesses' files and an exported folder hold of this ledger. What is wrong with them is
/// found.
Status read_known(const LedgerGiven& g, const ledger::Verifier& signer, std::vector<ledger::KnownHead>& known,
                  ledger::Verdict& found) {
  auto files = g.checkpoints;
  if (!g.exported.empty()) {
    TRY(const auto folder, ledger::verify_folder(g.exported, ledger::verifier_key(signer), {}));
    for (const auto& f : folder.verdict.findings)
      found.findings.push_back({f.seq, g.exported + ": " + f.what});
    files.push_back((fs::path(g.exported) / "checkpoint").string());
  }
  for (const auto& file : files) {
    TRY(const auto text, ledger::read_file(file, kMostNoteBytes));
    int mine = 0;
    for (const auto note : ledger::find_notes(text)) {
      if (!note.starts_with(signer.name + "\n")) continue;  // a witness may keep several logs in one file
      ++mine;
      if (const auto head = ledger::read_note(signer.name, signer.public_key, note))
        known.push_back({*head, file});
      else
        found.findings.push_back({-1, "a checkpoint in " + file + " is not signed with this ledger's key"});
    }
    if (mine == 0)
      return fail(Code::Invalid,
                  file + " has no checkpoint of " + signer.name +
                      ". To mend: give a file that a witness keeps, with --org for its organisation.");
  }
  return {};
}

/// Recomputes one organisation's ledger; true when all of it holds.
Result<bool> verify_one(const LedgerGiven& g, const OrgCode& org) {
  TRY(auto o, open(g, org));
  TRY(const auto signer, ledger::verifier_of(*o.ledger));
  ledger::Verdict verdict;
  ledger::Checkpoint checkpoint;
  std::vector<ledger::KnownHead> known;
  CHECK_OK(read_known(g, signer, known, verdict));
  CHECK_OK(o.data.db->read([&](store::Session& db) -> Status {
    TRY(auto whole, o.ledger->verify(db));
    verdict.checked = whole.checked;
    verdict.findings.insert(verdict.findings.begin(), whole.findings.begin(), whole.findings.end());
    TRY(const auto stored, ledger::read_stored_head(db, org));
    for (const auto& k : known) {
      const auto goes_on = ledger::prove_continues(db, org, k.head, stored ? stored->head : ledger::Head{});
      if (!goes_on && goes_on.error().code != Code::Corrupt) return goes_on;
      if (!goes_on)
        verdict.findings.push_back(
            {-1, "the ledger does not go on from what " + k.who + " holds: " + goes_on.error().detail.text});
    }
    return {};
  }));
  print_findings(org.text, verdict);
  if (!verdict.findings.empty()) return false;
  CHECK_OK(o.data.db->read([&](store::Session& db) -> Status {
    TRY(checkpoint, o.ledger->checkpoint(db));
    return {};
  }));
  std::cout << org.text << ": the ledger holds. " << verdict.checked << " entries checked.\n";
  if (!known.empty())
    std::cout << known.size() << (known.size() == 1 ? " checkpoint is" : " checkpoints are")
              << " of a beginning of it.\n";
  std::cout << checkpoint.note << "Key to verify with: " << o.ledger->verifier_key() << "\n";
  return true;
}

int verify_data(const LedgerGiven& g) {
  return for_each_org(g.where, g.org, [&](const OrgCode& org) { return verify_one(g, org); });
}

/// What was given, or what stands in the file of that name.
Result<std::string> text_or_file(const std::string& given) {
  std::error_code none;
  if (!fs::exists(given, none)) return given;
  return ledger::read_file(given, kMostNoteBytes);
}

int verify_folder(const LedgerGiven& g) {
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

int export_to(const LedgerGiven& g) {
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
Status print_proof(const LedgerGiven& g, const OrgCode& org) {
  TRY(auto o, open(g, org));
  return o.data.db->read([&](store::Session& db) -> Status {
    TRY(const auto proved, ledger::prove_entry(db, org, *o.ledger, g.seq));
    std::cout << ledger::to_text(proved);
    return {};
  });
}

/// Needs neither data nor keys.
int check_proof(const LedgerGiven& g) {
  constexpr std::size_t kMostProofBytes = 1u << 20;
  const auto text = ledger::read_file(g.dir, kMostProofBytes);
  if (!text) return say(text.error());
  std::optional<std::string> key;
  if (!g.key.empty()) {
    auto given = text_or_file(g.key);
    if (!given) return say(given.error());
    key = std::move(*given);
  }
  const auto checked = ledger::check_proved_entry(*text, key);
  if (!checked) return say(checked.error());
  std::cout << "Entry " << checked->entry.seq << " stands in the ledger of " << checked->verifier.name
            << ", by its checkpoint of " << checked->head.size << " entries.\n"
            << checked->entry.data << "\n";
  if (!key)
    std::cout << "The key is the file's own. Compare it with one that you had from elsewhere: "
              << ledger::verifier_key(checked->verifier) << "\n";
  return ExitCode::kOk;
}

/// Two steps: the first says what is lost and gives a word, the second wants the word.
Status accept_loss(const LedgerGiven& g, const OrgCode& org) {
  TRY(auto data, open_data(g.where, org, {}));
  TRY(const auto loss, ledger::accept_loss(*data.db, *data.vault, g.size, g.confirm, SystemClock{}.now()));
  const auto kept = std::to_string(loss.kept.size);
  if (loss.line) {
    std::cout
        << org.text << ": entry " << *loss.line << " of the ledger says that what came after its first "
        << kept
        << " entries is lost. Start the server, and tell whoever keeps checkpoints: theirs will not fit.\n";
    return {};
  }
  std::cout << org.text << ": the records hold " << kept << " entries of the ledger. The key store ";
  if (loss.remembered)
    std::cout << "remembers " << loss.remembered->size << ".\n"
              << "What was recorded in between is lost, and with it who looked and what was changed. If "
                 "there is any "
                 "newer copy of the records, put that back instead.\n";
  else
    std::cout
        << "does not say how far it had come. Nobody can tell whether entries are missing at its end.\n";
  std::cout << "To go on without it, stop every server and run this again with --confirm " << loss.confirm
            << "\n";
  return {};
}

int accept(const LedgerGiven& g) {
  const auto orgs = organisations_in(g.where, g.org);
  if (!orgs) return say(orgs.error());
  const auto done = accept_loss(g, orgs->front());
  if (!done) return say(done.error());
  return g.confirm.empty() ? ExitCode::kFindings : ExitCode::kOk;
}

int prove(const LedgerGiven& g) {
  const auto orgs = organisations_in(g.where, g.org);
  if (!orgs) return say(orgs.error());
  const auto done = print_proof(g, orgs->front());
  return done ? ExitCode::kOk : say(done.error());
}

}  // namespace

void add_ledger_command(CLI::App& app, ExitCode& code) {
  auto g = std::make_shared<LedgerGiven>();
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
  check
      ->add_option(
          "--checkpoint", g->checkpoints,
          "File with checkpoints that a witness keeps: the data must go on from each; may be given several "
          "times")
      ->excludes(dir)
      ->check(CLI::ExistingFile);
  check->add_option("--export", g->exported, "An exported folder that the data must go on from")
      ->excludes(dir)
      ->check(CLI::ExistingDirectory);
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

  auto* checked = ledger->add_subcommand(
      "check-proof", "Whether a proof that was printed or downloaded holds; needs neither data nor keys");
  checked->add_option("FILE", g->dir, "The proof, unchanged")->required()->check(CLI::ExistingFile);
  checked->add_option("--key", g->key, "The verifier key to trust, or its file; otherwise the proof's own");
  checked->callback([g, &code] { code.value = check_proof(*g); });

  auto* loss = ledger->add_subcommand("accept-loss",
                                      "When newer records are lost for good: write on the ledger that they "
                                      "are, so that the server starts again");
  with_data(loss)->required();
  loss->add_option("--size", g->size, "How many entries the records hold")
      ->required()
      ->check(CLI::NonNegativeNumber);
  loss->add_option("--confirm", g->confirm, "The word that the command gave without it");
  loss->callback([g, &code] { code.value = accept(*g); });
}

}  // namespace candour::cli
