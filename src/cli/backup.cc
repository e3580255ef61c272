// candour backup: a sealed copy of each organisation's records and keys, while the server runs.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <set>

#include "base/clock.h"
#include "cli/backup_set.h"
#include "cli/data.h"
#include "cli/output.h"
#include "ledger/folder.h"
#include "ledger/ledger.h"
#include "store/copy_rows.h"
#include "store/sqlite/copy.h"

#ifndef CANDOUR_VERSION
#define CANDOUR_VERSION "unknown"
#endif

namespace candour::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::size_t kMostKey = 1024;
constexpr std::string_view kForgetList = "forget-list";  // as retention/forget_list remembers it

struct BackupGiven {
  Where where;
  std::string org, to, key_file, public_file, secret_file;
  int keep_records = 0, keep_keys = 0;  // days; 0: for ever
};

/// The folder in which plain copies lie for a moment; only one backup of an organisation at a time.
class Workplace {
 public:
  static Result<std::unique_ptr<Workplace>> in(const fs::path& home) {
    const int fd = ::open(home.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto w = std::unique_ptr<Workplace>(new Workplace(fd, home / ".backup"));
    if (fd < 0 || ::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      w->folder_.clear();
      return fail(Code::Conflict, "Another backup of " + home.string() + " is running. Wait until it ends.");
    }
    std::error_code error;
    fs::remove_all(w->folder_, error);  // of a backup that was killed
    if (!error) fs::create_directory(w->folder_, error);
    if (!error) fs::permissions(w->folder_, fs::perms::owner_all, error);
    if (error) return fail(Code::Unavailable, w->folder_.string() + " cannot be made.", error.message());
    return w;
  }
  ~Workplace() {
    std::error_code none;
    if (!folder_.empty()) fs::remove_all(folder_, none);
    if (fd_ >= 0) ::close(fd_);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  const fs::path& folder() const { return folder_; }

 private:
  Workplace(int fd, fs::path folder) : fd_(fd), folder_(std::move(folder)) {}
  int fd_;
  fs::path folder_;
};

/// What is known before anything is copied.
Result<BackupSlip> begin_slip(const Where& where, const OrgCode& org) {
  BackupSlip slip{org, SystemClock{}.now(), CANDOUR_VERSION, {}, {}, {}, 0};
  TRY(auto data, open_data(where, org, {}));
  TRY(const auto ledger, ledger::open_ledger(*data.db, *data.vault, {.only_look = true}));
  CHECK_OK(data.db->read([&](store::Session& s) -> Status {
    TRY(const auto checkpoint, ledger->checkpoint(s));
    slip.checkpoint = checkpoint.note;
    return {};
  }));
  TRY(const auto known, data.vault->remembered(kForgetList));
  slip.forgotten = known ? known->number : 0;
  return slip;
}

/// What PostgreSQL holds of one organisation, as the file that it would be with SQLite: the role sees no
/// other organisation's rows, so the copy has none either.
Status copy_from_postgres(const Where& where, const OrgCode& org, Part part, const fs::path& plain) {
  TRY(const auto options, house_options(where));
  const bool records = part == Part::Records;
  const auto steps = records ? store::record_migrations() : store::key_migrations();
  TRY(const auto server, store::open_postgres(records ? options.database : options.key_database, steps));
  const auto from = server->open(org);
  TRY(const auto to, store::open_sqlite(org, plain.string(), steps));
  CHECK_OK(to->write([&](store::Txn& txn) {
    return from->read([&](store::Session& s) { return store::copy_rows(org, steps, s, txn); });
  }));
  return to->scrub();  // what stood in its log stands in the file
}

Result<vault::FileSum> seal_part(const Where& where, const fs::path& work, const fs::path& into,
                                 const BackupSlip& slip, Part part, const std::string& key) {
  const auto plain = work / (name_of(part) + ".db");
  if (where.database.empty()) {
    const auto home = fs::path(where.data) / slip.org.text;
    CHECK_OK(store::copy_sqlite((home / plain.filename()).string(), plain.string()));
  } else {
    CHECK_OK(copy_from_postgres(where, slip.org, part, plain));
  }
  auto sum = vault::close_parcel(plain.string(), sealed_file(into, part).string(), key, slip.label(part));
  std::error_code none;
  fs::remove(plain, none);
  return sum;
}

/// Folders that have not their own name yet; they go when the backup does not become whole.
struct Unfinished {
  fs::path at, name;
  ~Unfinished() {
    std::error_code none;
    fs::remove_all(at, none);
  }
};

Result<std::unique_ptr<Unfinished>> new_folder(const fs::path& to, Part part, const BackupSlip& slip) {
  const auto shelf = to / name_of(part);
  auto u = std::make_unique<Unfinished>(Unfinished{shelf / ("." + slip.name()), shelf / slip.name()});
  std::error_code error;
  fs::create_directories(u->at, error);
  if (!error) fs::permissions(u->at, fs::perms::owner_all, error);
  if (error) return fail(Code::Unavailable, u->at.string() + " cannot be made.", error.message());
  if (fs::exists(u->name, error))
    return fail(Code::Conflict, u->name.string() + " is there already. Try again in a second.");
  return u;
}

Status finish(const Unfinished& u, const BackupSlip& slip) {
  CHECK_OK(write_slip(u.at, slip));
  std::error_code error;
  fs::rename(u.at, u.name, error);
  if (error) return fail(Code::Unavailable, u.name.string() + " cannot be made.", error.message());
  return {};
}

/// Takes away what is older than `days`; the newest stays, however old it is.
Status rotate(const fs::path& shelf, const OrgCode& org, int days, UnixMs now) {
  if (days <= 0) return {};
  std::set<std::pair<std::int64_t, fs::path>> mine;
  std::error_code error;
  for (fs::directory_iterator it(shelf, error), end; !error && it != end; it.increment(error)) {
    if (it->path().filename().string().starts_with('.')) continue;
    const auto slip = read_slip(it->path());
    if (slip && slip->org == org) mine.insert({slip->made.ms, it->path()});
  }
  for (const auto& [made, folder] : mine) {
    if (error || folder == mine.rbegin()->second || made > now.ms - days * kDayMs) continue;
    fs::remove_all(folder, error);
  }
  if (error)
    return fail(Code::Unavailable, "Old backups in " + shelf.string() + " cannot be taken away.",
                error.message());
  return {};
}

/// Whoever keeps records in PostgreSQL may have no folder here.
Status make_home(const fs::path& home) {
  std::error_code error;
  if (!fs::create_directories(home, error) && !error) return {};
  if (!error) fs::permissions(home, fs::perms::owner_all, error);
  return error ? fail(Code::Unavailable, home.string() + " cannot be made.", error.message()) : Status{};
}

/// Records first and keys after: a key is always written before what it seals.
Result<bool> back_up(const BackupGiven& g, const OrgCode& org, const std::string& key) {
  const auto home = fs::path(g.where.data) / org.text;
  if (!g.where.database.empty()) CHECK_OK(make_home(home));
  TRY(const auto work, Workplace::in(home));
  TRY(auto slip, begin_slip(g.where, org));
  TRY(const auto records, new_folder(g.to, Part::Records, slip));
  TRY(const auto keys, new_folder(g.to, Part::Keys, slip));
  TRY(slip.records, seal_part(g.where, work->folder(), records->at, slip, Part::Records, key));
  TRY(slip.keys, seal_part(g.where, work->folder(), keys->at, slip, Part::Keys, key));
  CHECK_OK(finish(*records, slip));
  CHECK_OK(finish(*keys, slip));
  CHECK_OK(rotate(fs::path(g.to) / "records", org, g.keep_records, slip.made));
  CHECK_OK(rotate(fs::path(g.to) / "keys", org, g.keep_keys, slip.made));
  std::cout << org.text << ": " << records->name.string() << " (" << slip.records.bytes << " bytes) and "
            << keys->name.string() << " (" << slip.keys.bytes
            << " bytes) are written. Keep the two apart, and the newest list of what was destroyed "
               "apart from both.\n";
  return true;
}

int back_up_all(const BackupGiven& g) {
  vault::forbid_core_dumps();
  if (g.to.empty() || g.key_file.empty()) {
    complain("A backup needs --to FOLDER and --for FILE, the public half of `candour backup key new`.");
    return ExitCode::kUsage;
  }
  const auto key = ledger::read_file(g.key_file, kMostKey);
  if (!key) {
    complain(error_words(key.error()));
    return ExitCode::kFindings;
  }
  return for_each_org(g.where, g.org, [&](const OrgCode& org) { return back_up(g, org, *key); });
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
  add_where_options(*backup, g->where);
  backup->add_option("--org", g->org, "Code of one organisation; otherwise all");
  backup->add_option("--to", g->to, "Folder of the backups; gets records/ and keys/");
  backup->add_option("--for", g->key_file,
                     "File with the public half of the key that backups are sealed for");
  backup->add_option("--keep-records", g->keep_records, "Days after which older copies of records go")
      ->check(CLI::Range(1, 36500));
  backup->add_option("--keep-keys", g->keep_keys, "Days after which older copies of keys go")
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
