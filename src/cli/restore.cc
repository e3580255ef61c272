// candour restore: puts a backup back into a new folder or into PostgreSQL, destroys again what was destroyed
// since, and proves that all of it opens.
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "cli/backup_set.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/output.h"
#include "ledger/folder.h"
#include "ledger/heads.h"
#include "ledger/ledger.h"
#include "ledger/stored.h"
#include "retention/forget_list.h"
#include "store/copy_rows.h"

namespace candour::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostKey = 1024;

struct RestoreGiven {
  Where where;  // its data folder is the one to restore into
  std::string org, from, keys, secret, forgotten;
  bool nothing_forgotten = false;
};

/// The two folders and their slips, found to belong together.
struct Chosen {
  BackupSlip records, keys;
};

Status is_whole(const fs::path& folder, const BackupSlip& slip, Part part) {
  const auto file = sealed_file(folder, part).string();
  TRY(const auto sum, vault::sum_of_file(file));
  if (sum == slip.sum(part)) return {};
  return fail(Code::Corrupt,
              file + " is not what was written: its sum or length differs. To mend: take another copy.");
}

Result<Chosen> choose(const RestoreGiven& g) {
  Chosen c;
  TRY(c.records, read_slip(g.from));
  TRY(c.keys, read_slip(g.keys));
  for (const auto* slip : {&c.records, &c.keys})
    if (slip->org.text != g.org)
      return fail(Code::Conflict, "This is a backup of '" + slip->org.text + "', not of '" + g.org +
                                      "'. To mend: give the folder of the right organisation.");
  if (c.keys.made < c.records.made)
    return fail(Code::Conflict,
                "The keys (" + c.keys.name() + ") are older than the records (" + c.records.name() +
                    "), so some of these would not open. To mend: take keys of the same day or later.");
  CHECK_OK(is_whole(g.from, c.records, Part::Records));
  CHECK_OK(is_whole(g.keys, c.keys, Part::Keys));
  return c;
}

/// The list stands beside the keys before these are opened.
Status bring_list(const RestoreGiven& g, const fs::path& home) {
  if (g.forgotten.empty()) {
    if (g.nothing_forgotten) return {};
    return fail(Code::Conflict,
                "What was destroyed since this backup would come back. To mend: give the newest list of what "
                "was destroyed with --forgotten FILE (forgotten.list of the data folder, or the copy in the "
                "folder of serve --forget-list). If nothing was ever destroyed, say --nothing-forgotten.");
  }
  std::error_code error;
  fs::copy_file(g.forgotten, home / "forgotten.list", error);
  if (!error) fs::permissions(home / "forgotten.list", fs::perms::owner_read | fs::perms::owner_write, error);
  if (error) return fail(Code::Unavailable, g.forgotten + " cannot be copied.", error.message());
  return {};
}

/// True when the ledger holds and goes on from where it was when the backup was taken.
Result<bool> ledger_holds(const OpenedData& data, const BackupSlip& slip) {
  TRY(const auto ledger, ledger::open_ledger(*data.db, *data.vault, {.only_look = true}));
  TRY(const auto signer, ledger::verifier_of(*ledger));
  const auto head = ledger::read_note(signer.name, signer.public_key, slip.checkpoint);
  if (!head)
    return fail(Code::Corrupt,
                "The checkpoint in the backup's manifest is not signed with this ledger's "
                "key. To mend: take another copy.");
  ledger::Verdict verdict;
  CHECK_OK(data.db->read([&](store::Session& s) -> Status {
    TRY(verdict, ledger->verify(s));
    TRY(const auto stored, ledger::read_stored_head(s, slip.org));
    return ledger::prove_continues(s, slip.org, *head, stored ? stored->head : ledger::Head{});
  }));
  for (const auto& f : verdict.findings) std::cerr << slip.org.text << ": " << f.what << '\n';
  if (verdict.findings.empty())
    std::cout << slip.org.text << ": the ledger holds. " << verdict.checked << " entries checked.\n";
  return verdict.findings.empty();
}

Result<bool> vault_holds(const OpenedData& data, const OrgCode& org) {
  vault::Vault::Watch watch;
  watch.finding = [&](const std::string& what) { std::cerr << org.text << ": " << what << '\n'; };
  TRY(const auto h, data.vault->check(*data.db, watch));
  (h.whole() ? std::cout : std::cerr)
      << org.text << ": the vault is " << (h.whole() ? "" : "NOT ") << "whole. " << h.segments
      << " segments, " << h.files << " files, " << h.keys << " keys; " << h.destroyed << " destroyed.\n";
  return h.whole();
}

/// Opens both parts into `home` and destroys again what the list names; true when all of it then holds.
Result<bool> put_together(const RestoreGiven& g, const Chosen& c, const fs::path& data_folder) {
  const OrgCode org{g.org};
  const auto home = data_folder / org.text;
  {
    TRY(auto text, ledger::read_file(g.secret, kMostKey));
    const vault::Secret secret(text);
    vault::wipe(text.data(), text.size());
    CHECK_OK(vault::open_parcel(sealed_file(g.from, Part::Records).string(), (home / "records.db").string(),
                                secret, c.records.label(Part::Records)));
    CHECK_OK(vault::open_parcel(sealed_file(g.keys, Part::Keys).string(), (home / "keys.db").string(), secret,
                                c.keys.label(Part::Keys)));
  }
  CHECK_OK(bring_list(g, home));
  Where where = g.where;
  where.data = data_folder.string();
  where.database.clear();  // first in a folder, wherever it goes then
  where.key_database.clear();
  TRY(auto data, open_data(where, org, {}));
  retention::ForgetList list(*data.vault, (home / "forgotten.list").string());
  CHECK_OK(list.replay());
  std::cout << org.text << ": " << list.size()
            << " lines of the list of what was destroyed; whatever they name cannot be opened. Its rows go "
               "when a server starts.\n";
  TRY(const bool ledger, ledger_holds(data, c.records));
  TRY(const bool vault, vault_holds(data, org));
  return ledger && vault;
}

/// Removes what is under way, unless it was moved to its place.
struct Underway {
  fs::path folder;
  ~Underway() {
    std::error_code none;
    fs::remove_all(folder, none);
  }
};

/// The databases that a backup goes into, opened; they must hold nothing of the organisation.
struct Databases {
  std::unique_ptr<store::Postgres> records_at, keys_at;  // before what uses them
  std::unique_ptr<store::Db> records, keys;
};

Status must_be_empty(store::Db& db, std::span<const store::Migration> steps, std::string_view what) {
  return db.read([&](store::Session& s) -> Status {
    TRY(const bool there, store::any_rows(db.org(), steps, s));
    if (!there) return {};
    return fail(Code::Conflict, "The database of the " + std::string(what) + " holds something of '" +
                                    db.org().text +
                                    "' already, and nothing is written over. To mend: stop the servers, make "
                                    "two new databases (docs/operating/postgresql.md) and give those.");
  });
}

Result<Databases> open_databases(const Where& where, const OrgCode& org) {
  TRY(const auto options, house_options(where));
  Databases d;
  TRY(d.records_at, store::open_postgres(options.database, store::record_migrations()));
  TRY(d.keys_at, store::open_postgres(options.key_database, store::key_migrations()));
  d.records = d.records_at->open(org);
  d.keys = d.keys_at->open(org);
  CHECK_OK(must_be_empty(*d.records, store::record_migrations(), "records"));
  CHECK_OK(must_be_empty(*d.keys, store::key_migrations(), "keys"));
  return d;
}

/// What lies in `home`, checked and without what was destroyed since. The keys become durable within the
/// transaction of the records, as when a server writes: cut short, there is nothing, or keys of nothing.
Status into_databases(const Databases& d, const OrgCode& org, const fs::path& home) {
  const auto fill = [&](store::Txn& to, const char* file, std::span<const store::Migration> steps) -> Status {
    TRY(const auto from, store::open_sqlite(org, (home / file).string(), steps));
    return from->read([&](store::Session& s) { return store::copy_rows(org, steps, s, to); });
  };
  return d.records->write([&](store::Txn& records) -> Status {
    CHECK_OK(fill(records, "records.db", store::record_migrations()));
    return d.keys->write([&](store::Txn& keys) { return fill(keys, "keys.db", store::key_migrations()); });
  });
}

Status into_folder(const fs::path& from, const fs::path& home) {
  std::error_code error;
  fs::rename(from, home, error);
  if (error) return fail(Code::Unavailable, home.string() + " cannot be made.", error.message());
  return {};
}

Result<bool> restore_one(const RestoreGiven& g) {
  const OrgCode org{g.org};
  const auto home = fs::path(g.where.data) / g.org;
  const bool postgres = !g.where.database.empty();
  std::error_code error;
  if (!postgres && fs::exists(home, error))
    return fail(Code::Conflict, home.string() +
                                    " is there already, and nothing is written over. To mend: "
                                    "stop the server and move that folder aside.");
  TRY(const auto chosen, choose(g));
  Databases databases;
  if (postgres) {
    TRY(databases, open_databases(g.where, org));
  }
  const Underway work{fs::path(g.where.data) / ".restoring"};
  fs::remove_all(work.folder, error);  // of one that was killed
  if (!error) fs::create_directories(work.folder / g.org, error);
  if (!error) fs::permissions(work.folder, fs::perms::owner_all, error);
  if (!error) fs::permissions(work.folder / g.org, fs::perms::owner_all, error);
  if (error) return fail(Code::Unavailable, work.folder.string() + " cannot be made.", error.message());
  TRY(const bool holds, put_together(g, chosen, work.folder));
  CHECK_OK(postgres ? into_databases(databases, org, work.folder / g.org)
                    : into_folder(work.folder / g.org, home));
  std::cout << g.org << ": restored to " << (postgres ? "the two databases" : home.string()) << " from "
            << chosen.records.name() << ".\n";
  if (!holds)
    std::cerr << g.org << ": it is in its place, but not all of it holds: see above, and "
              << "docs/operating/backup.md for what to do before anybody signs in.\n";
  return holds;
}

int say_how_it_went(const RestoreGiven& g, const Result<bool>& done) {
  if (!done) complain(g.org + ": " + error_words(done.error()));
  return done && *done ? ExitCode::kOk : ExitCode::kFindings;
}

int restore(const RestoreGiven& g) {
  vault::forbid_core_dumps();
  return say_how_it_went(g, restore_one(g));
}

/// As restore, in a folder of its own that goes again; says how long it took.
Result<bool> practise(RestoreGiven g, const std::string& scratch) {
  std::string pattern = (fs::path(scratch) / "drill-XXXXXX").string();
  if (!::mkdtemp(pattern.data()))
    return fail(Code::Unavailable, "No folder can be made in " + scratch + ".",
                std::generic_category().message(errno));
  const Underway place{pattern};
  g.where.data = pattern;
  const SystemClock clock;
  const auto begun = clock.now().ms;
  TRY(const bool holds, restore_one(g));
  std::cout << g.org << ": the drill took " << clock.now().ms - begun
            << " ms. What it restored is removed.\n";
  return holds;
}

void add_restore_options(CLI::App& sub, RestoreGiven& g) {
  sub.add_option("--org", g.org, "Code of the organisation")->required();
  sub.add_option("--from", g.from, "Folder of the copy of the records")->required();
  sub.add_option("--keys", g.keys, "Folder of the copy of the keys: of the same moment or later")->required();
  sub.add_option("--secret", g.secret, "File with the half of the key that opens backups")->required();
  auto* list = sub.add_option("--forgotten", g.forgotten, "The newest list of what was destroyed");
  sub.add_flag("--nothing-forgotten", g.nothing_forgotten, "Nothing was ever destroyed, so there is no list")
      ->excludes(list);
}

}  // namespace

CLI::App* add_backup_drill(CLI::App& backup, ExitCode& code) {
  auto g = std::make_shared<RestoreGiven>();
  auto scratch = std::make_shared<std::string>();
  auto* sub = backup.add_subcommand(
      "drill", "Restore into a folder that goes again, check all of it, say how long it took");
  sub->add_option("--scratch", *scratch, "Folder with room for it, that nobody else reads")->required();
  sub->add_option("--root-key", g->where.root_key, "Where the root key comes from, as for restore")
      ->required();
  add_restore_options(*sub, *g);
  sub->callback([g, scratch, &code] {
    vault::forbid_core_dumps();
    code.value = say_how_it_went(*g, practise(*g, *scratch));
  });
  return sub;
}

void add_restore_command(CLI::App& app, ExitCode& code) {
  auto g = std::make_shared<RestoreGiven>();
  auto* sub = app.add_subcommand(
      "restore", "Put a backup of one organisation back and check all of it; exit code 1 when not all holds");
  add_where_options(*sub, g->where);
  add_restore_options(*sub, *g);
  sub->callback([g, &code] { code.value = restore(*g); });
}

}  // namespace candour::cli
