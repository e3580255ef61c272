// candour vault check: proves that everything sealed opens. Renewing keys stands in vault_rotate.cc.
#include <unistd.h>

#include <iostream>
#include <memory>

#include "base/clock.h"
#include "cli/data.h"
#include "cli/output.h"
#include "cli/proving.h"
#include "cli/vault_rotate.h"
#include "cli/vault_shares.h"
#include "gate/seals.h"
#include "vault/secret.h"

namespace candour::cli {

namespace {

constexpr int kMostLines = 50;  // of findings, for each organisation

struct VaultGiven {
  Where where;
  std::string org, charters, catalogue;
  int threads = 2;
  bool remove_orphans = false;
};

/// "ll: 42%" on one line that is written over, where somebody watches.
class Percent {
 public:
  explicit Percent(const OrgCode& org) : org_(org.text), watched_(::isatty(STDERR_FILENO) == 1) {}
  ~Percent() { clear(); }
  void show(std::int64_t done, std::int64_t of) {
    const auto now = of > 0 ? static_cast<int>(done * 100 / of) : 0;
    if (!watched_ || now == shown_) return;
    shown_ = now;
    std::cerr << '\r' << org_ << ": " << now << "% " << std::flush;
  }
  void clear() {
    if (watched_ && shown_ >= 0) std::cerr << "\r\033[K" << std::flush;
    shown_ = -1;
  }

 private:
  std::string org_;
  bool watched_;
  int shown_ = -1;
};

Status remove_orphans(const OpenedData& data, const OrgCode& org) {
  TRY(const auto orphans, data.vault->remove_orphans(*data.db, SystemClock{}.now()));
  std::cout << org.text << ": " << orphans.removed << " keys that sealed nothing are destroyed";
  if (orphans.noted != 0)
    std::cout << "; " << orphans.noted
              << " are noted, and go if they still seal nothing when this is run in a "
              << "day's time";
  std::cout << ".\n";
  return {};
}

/// Whether the rows that decide are what Candour wrote; says what it found.
Result<bool> rows_hold(const OpenedData& data, const OrgCode& org,
                       const std::function<void(const std::string&)>& finding) {
  const SystemClock clock;
  TRY(const auto ledger, ledger::open_ledger(*data.db, *data.vault, {.only_look = true}));
  gate::Seals seals(*data.db, *data.vault, *ledger, clock);
  TRY(const auto found, prove(seals, *data.db, false));
  for (const auto& f : found.findings) finding(f);
  if (found.unsealed) {
    std::cout << org.text << ": rows are not sealed yet; they are once a server has opened them.\n";
    return found.whole();
  }
  (found.whole() ? std::cout : std::cerr)
      << org.text << ": "
      << (found.whole() ? "every row that decides is as Candour wrote it. "
                        : "rows that decide were changed outside Candour. ")
      << found.rows << " rows under " << found.sets << " seals; " << found.broken << " that do not hold.\n";
  return found.whole();
}

/// Opens everything of one organisation; true when nothing is missing.
Result<bool> check_one(const VaultGiven& g, const OrgCode& org) {
  TRY(auto data, open_data(g.where, org, {}));
  Percent percent(org);
  int lines = 0;
  vault::Vault::Watch watch;
  watch.threads = g.threads;
  watch.progress = [&](std::int64_t done, std::int64_t of) { percent.show(done, of); };
  watch.finding = [&](const std::string& what) {
    if (lines++ >= kMostLines) return;
    percent.clear();
    std::cerr << org.text << ": " << what << '\n';
  };
  TRY(const auto h, data.vault->check(*data.db, watch));
  percent.clear();
  TRY(const bool sealed, rows_hold(data, org, watch.finding));
  if (lines > kMostLines) std::cerr << org.text << ": … and " << lines - kMostLines << " more like these.\n";
  const bool whole = h.whole() && sealed;
  (whole ? std::cout : std::cerr) << org.text << ": "
                                  << (whole ? "the vault is whole. " : "the vault is NOT whole. ")
                                  << h.segments << " segments, " << h.files << " files in " << h.pieces
                                  << " pieces, " << h.keys << " keys; " << h.unopened << " that do not open, "
                                  << h.missing_keys << " keys missing, " << h.destroyed << " destroyed, "
                                  << h.loose_files << " files that belong to nothing, " << h.orphan_keys
                                  << " keys that seal nothing.\n";
  if (g.where.database.empty() && !shares_made_here(g.where, org))
    std::cout << org.text
              << ": no shares of the root key were made here. If every copy of it is lost, nothing opens "
              << "any more: docs/operating/keys.md.\n";
  // An orphan key is harmless: it was made for something that was then not written, or has gone since.
  if (h.orphan_keys != 0 && !g.remove_orphans)
    std::cout << org.text << ": keys that seal nothing here may still open old backups. To destroy them, run "
              << "this with --remove-orphans, and once more after a day.\n";
  if (g.remove_orphans) {
    if (!whole)
      return fail(
          Code::Conflict,
          "No key is removed while the vault is not whole. To mend that first: docs/operating/keys.md.");
    CHECK_OK(remove_orphans(data, org));
  }
  return whole;
}

int check(const VaultGiven& g) {
  vault::forbid_core_dumps();
  return for_each_org(g.where, g.org, [&](const OrgCode& org) { return check_one(g, org); });
}

}  // namespace

void add_vault_command(CLI::App& app, ExitCode& code) {
  auto g = std::make_shared<VaultGiven>();
  auto* vault = app.add_subcommand("vault", "The sealed records and their keys");
  vault->require_subcommand(1);
  auto* sub = vault->add_subcommand(
      "check",
      "Open every segment and file, and compare every row that decides with its seal; exit code 1 when one "
      "does not open, a key is missing or a row was changed");
  add_where_options(*sub, g->where);
  sub->add_option("--org", g->org, "Code of one organisation; otherwise all");
  sub->add_option("--threads", g->threads, "Threads that open")
      ->capture_default_str()
      ->check(CLI::Range(1, 16));
  sub->add_flag("--remove-orphans", g->remove_orphans,
                "Destroy keys that seal nothing and were noted as such by this flag at least a day ago");
  // Of when the check needed the charters; scripts may still give them.
  sub->add_option("--charters", g->charters)->group("");
  sub->add_option("--catalogue", g->catalogue)->group("");
  sub->callback([g, &code] { code.value = check(*g); });
  add_vault_rotate_commands(*vault, code);
  add_vault_share_commands(*vault, code);
}

}  // namespace candour::cli
