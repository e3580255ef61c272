#include "cli/backup_take.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <memory>
#include <set>

#include "store/copy_rows.h"
#include "store/db.h"
#include "store/migrations.h"
#include "store/sqlite/copy.h"

#ifndef CANDOUR_VERSION
#define CANDOUR_VERSION "unknown"
#endif

namespace candour::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kDayMs = 86'400'000;
/// As retention/forget_list remembers how long the list of what was destroyed is.
constexpr std::string_view kForgetList = "forget-list";

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

/// What PostgreSQL holds of one organisation, as the files that it would be with SQLite: the role sees no
/// other organisation's rows, so the copy has none either.
Status copy_from_postgres(const Where& where, const OrgCode& org, const fs::path& records,
                          const fs::path& keys) {
  TRY(const auto records_at, store::open_postgres(where.database, store::record_migrations()));
  TRY(const auto keys_at, store::open_postgres(where.key_database, store::key_migrations()));
  const auto records_from = records_at->open(org), keys_from = keys_at->open(org);
  TRY(const auto records_to, store::open_sqlite(org, records.string(), store::record_migrations()));
  TRY(const auto keys_to, store::open_sqlite(org, keys.string(), store::key_migrations()));
  CHECK_OK(store::copy_both(org, {*records_from, *keys_from}, {*records_to, *keys_to}));
  CHECK_OK(records_to->scrub());  // what stood in its log stands in the file
  return keys_to->scrub();
}

/// Plain copies of both parts, of one moment at which nobody was writing in the records: what a crash at that
/// moment would have left, and a server can start with. One after the other would not do. Keys copied later
/// remember entries of the ledger that the records have not, which is how records that somebody put back are
/// known, and a key that was renewed meanwhile has gone from under what it sealed. Keys copied earlier lack
/// those of who came meanwhile, and have those of who went.
Status copy_both_parts(const Where& where, const OrgCode& org, const fs::path& work) {
  const auto records = work / "records.db", keys = work / "keys.db";
  if (!where.database.empty()) return copy_from_postgres(where, org, records, keys);
  const auto home = fs::path(where.data) / org.text;
  return store::copy_sqlite(
      {{(home / "records.db").string(), records.string()}, {(home / "keys.db").string(), keys.string()}});
}

Result<vault::FileSum> seal_part(const fs::path& work, const fs::path& into, const BackupSlip& slip,
                                 Part part, const std::string& key) {
  const auto plain = work / (name_of(part) + ".db");
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

}  // namespace

Result<BackupSlip> new_slip(const OrgCode& org, UnixMs made, std::string checkpoint, vault::Vault& vault) {
  TRY(const auto forgotten, vault.remembered(kForgetList));
  return BackupSlip{
      org, made, CANDOUR_VERSION, {}, {}, std::move(checkpoint), forgotten ? forgotten->number : 0};
}

Result<BackupSlip> take_backup(const BackupPlan& plan, const std::string& key, BackupSlip slip) {
  const auto home = fs::path(plan.where.data) / slip.org.text;
  TRY(const auto work, Workplace::in(home));
  TRY(const auto records, new_folder(plan.to, Part::Records, slip));
  TRY(const auto keys, new_folder(plan.to, Part::Keys, slip));
  CHECK_OK(copy_both_parts(plan.where, slip.org, work->folder()));
  TRY(slip.records, seal_part(work->folder(), records->at, slip, Part::Records, key));
  TRY(slip.keys, seal_part(work->folder(), keys->at, slip, Part::Keys, key));
  CHECK_OK(finish(*records, slip));
  CHECK_OK(finish(*keys, slip));
  CHECK_OK(rotate(fs::path(plan.to) / "records", slip.org, plan.keep_records, slip.made));
  CHECK_OK(rotate(fs::path(plan.to) / "keys", slip.org, plan.keep_keys, slip.made));
  return slip;
}

std::optional<BackupSlip> newest_backup(const std::string& to, const OrgCode& org, UnixMs now) {
  constexpr std::int64_t kHourMs = std::int64_t{60} * 60 * 1000;
  std::set<std::string, std::greater<>> names;  // they sort by time
  std::error_code error;
  for (fs::directory_iterator it(fs::path(to) / "records", error), end; !error && it != end;
       it.increment(error))
    if (const auto name = it->path().filename().string(); name.starts_with(org.text + "-"))
      names.insert(name);
  for (const auto& name : names) {
    auto slip = read_slip(fs::path(to) / "records" / name);
    // One from days to come was taken by a clock that was wrong.
    if (!slip || slip->org != org || slip->made.ms > now.ms + kHourMs) continue;
    const auto keys = read_slip(fs::path(to) / "keys" / name);
    if (keys && keys->org == org) return *std::move(slip);
  }
  return std::nullopt;
}

}  // namespace candour::cli
