// candour backup: a sealed copy of each organisation's records and keys, while the server runs.
#include <fcntl.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "base/clock.h"
#include "cli/backup_take.h"
#include "cli/data.h"
#include "cli/output.h"
#include "ledger/folder.h"
#include "ledger/ledger.h"

namespace candour::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostKey = 1024;

struct BackupGiven {
  BackupPlan plan;
  std::string org, key_file, public_file, secret_file;
};

/// What is known before anything is copied.
Result<BackupSlip> begin_slip(const Where& where, const OrgCode& org) {
  TRY(auto data, open_data(where, org, {}));
  TRY(const auto ledger, ledger::open_ledger(*data.db, *data.vault, {.only_look = true}));
  std::string checkpoint;
  CHECK_OK(data.db->read([&](store::Session& s) -> Status {
    TRY(const auto head, ledger->checkpoint(s));
    checkpoint = head.note;
    return {};
  }));
  return new_slip(org, SystemClock{}.now(), std::move(checkpoint), *data.vault);
}

/// Whoever keeps records in PostgreSQL may have no folder here.
Status make_home(const fs::path& home) {
  std::error_code error;
  if (!fs::create_directories(home, error) && !error) return {};
  if (!error) fs::permissions(home, fs::perms::owner_all, error);
  return error ? fail(Code::Unavailable, home.string() + " cannot be made.", error.message()) : Status{};
}

Result<bool> back_up(const BackupGiven& g, const OrgCode& org, const std::string& key) {
  if (!g.plan.where.database.empty()) CHECK_OK(make_home(fs::path(g.plan.where.data) / org.text));
  TRY(auto begun, begin_slip(g.plan.where, org));
  TRY(const auto slip, take_backup(g.plan, key, std::move(begun)));
  const auto at = [&](Part part) { return (fs::path(g.plan.to) / name_of(part) / slip.name()).string(); };
  std::cout << org.text << ": " << at(Part::Records) << " (" << slip.records.bytes << " bytes) and "
            << at(Part::Keys) << " (" << slip.keys.bytes
            << " bytes) are written. Keep the two apart, and the newest list of what was destroyed "
               "apart from both.\n";
  return true;
}

int back_up_all(const BackupGiven& g) {
  vault::forbid_core_dumps();
  if (g.plan.to.empty() || g.key_file.empty()) {
    complain("A backup needs --to FOLDER and --for FILE, the public half of `candour backup key new`.");
    return ExitCode::kUsage;
  }
  const auto key = ledger::read_file(g.key_file, kMostKey);
  if (!key) {
    complain(error_words(key.error()));
    return ExitCode::kFindings;
  }
  return for_each_org(g.plan.where, g.org, [&](const OrgCode& org) { return back_up(g, org, *key); });
}

Status write_new(const std::string& file, ByteView bytes) {
  const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(Code::Unavailable, file + " cannot be made. To mend: give a name that is not taken yet.",
                std::generic_category().message(errno));
  const bool done = ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                    ::write(fd, "\n", 1) == 1 && ::fsync(fd) == 0;
  ::close(fd);
  return done ? Status{} : fail(Code::Unavailable, file + " cannot be written.");
}

int make_key(const BackupGiven& g) {
  vault::forbid_core_dumps();
  const auto keys = vault::make_parcel_keys();
  auto done = write_new(g.secret_file, keys.opens.view());
  if (done) done = write_new(g.public_file, as_bytes(keys.closes));
  if (!done) {
    complain(error_words(done.error()));
    return ExitCode::kFindings;
  }
  std::cout << g.public_file << " closes backups: it may stay on the server.\n"
            << g.secret_file
            << " opens them: take it off this machine now, and keep two copies of it. Without "
            << "it no backup can be opened.\n";
  return ExitCode::kOk;
}

}  // namespace

void add_backup_command(CLI::App& app, ExitCode& code) {
  auto g = std::make_shared<BackupGiven>();
  auto* backup = app.add_subcommand(
      "backup", "Write a sealed copy of records and of keys, each into a folder of its own; servers may run");
  backup->require_subcommand(0, 1);
  add_where_options(*backup, g->plan.where);
  backup->add_option("--org", g->org, "Code of one organisation; otherwise all");
  backup->add_option("--to", g->plan.to, "Folder of the backups; gets records/ and keys/");
  backup->add_option("--for", g->key_file,
                     "File with the public half of the key that backups are sealed for");
  backup->add_option("--keep-records", g->plan.keep_records, "Days after which older copies of records go")
      ->check(CLI::Range(1, 36500));
  backup->add_option("--keep-keys", g->plan.keep_keys, "Days after which older copies of keys go")
      ->check(CLI::Range(1, 36500));
  auto* key = backup->add_subcommand("key", "The key that backups are sealed for");
  key->require_subcommand(1);
  auto* made = key->add_subcommand("new", "Make a pair: one half closes backups, the other opens them");
  made->add_option("--public", g->public_file, "New file for the half that closes")->required();
  made->add_option("--secret", g->secret_file, "New file for the half that opens, to be kept offline")
      ->required();
  const auto* drill = add_backup_drill(*backup, code);
  backup->callback([g, key, drill, &code] {
    if (!drill->parsed()) code.value = key->parsed() ? make_key(*g) : back_up_all(*g);
  });
}

}  // namespace candour::cli
