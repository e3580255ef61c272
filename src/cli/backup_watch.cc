#include "cli/backup_watch.h"

#include <cstdio>
#include <filesystem>

#include "cli/nightly.h"
#include "cli/vault_shares.h"
#include "ledger/folder.h"
#include "store/lease.h"
#include "vault/passwords.h"

namespace candour::cli {
namespace {

constexpr std::string_view kLease = "backup";
constexpr std::size_t kMostPublicKey = 1024;
constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs, kNightMs = 24 * kHourMs;

}  // namespace

void add_backup_watch_options(CLI::App& command, BackupWords& words) {
  command.add_option("--backup-to", words.to,
                     "Folder of the backups; says on the pages when the last one is, and when it is overdue");
  command.add_option(
      "--backup-for", words.key_file,
      "File with the public half of the key that backups are sealed for: one is taken each night");
  command.add_option("--backup-at", words.at, "When each night it is taken (UTC)")->capture_default_str();
  command.add_option("--keep-records", words.keep_records, "Days after which older backups of records go")
      ->capture_default_str()
      ->check(CLI::Range(1, 36500));
  command.add_option("--keep-keys", words.keep_keys, "Days after which older backups of keys go")
      ->capture_default_str()
      ->check(CLI::Range(1, 36500));
}

Result<NightlyBackup> nightly_backup(const BackupWords& words, const Where& where, bool demo) {
  NightlyBackup b;
  b.demo = demo;
  b.plan.where = where;
  b.plan.where.root.reset();  // no backup has it
  b.plan.to = words.to;
  b.plan.keep_records = words.keep_records;
  b.plan.keep_keys = words.keep_keys;
  const auto at = minutes_of_day(words.at);
  if (!at)
    return fail(Code::Invalid, "--backup-at " + words.at + " is not a time. To mend: write it like 02:10.");
  b.at = *at;
  if (words.key_file.empty()) return b;
  if (words.to.empty())
    return fail(Code::Invalid,
                "--backup-for needs a folder for the backups. To mend: give --backup-to FOLDER.");
  TRY(b.key, ledger::read_file(words.key_file, kMostPublicKey));
  return b;
}

BackupWatch::BackupWatch(web::House& house, const Clock& clock, const log::Log& log, NightlyBackup what)
    : house_(house),
      clock_(clock),
      log_(log),
      what_(std::move(what)),
      holder_(vault::random_token()),
      thread_([this] { keep(); }) {}

BackupWatch::~BackupWatch() {
  {
    const Hold hold(mutex_);
    ended_ = true;
  }
  wake_.tell_all();
  thread_.join();
}

/// One a night; after a night without a server, at once.
bool BackupWatch::due(const std::optional<BackupSlip>& newest) const {
  if (!newest) return true;
  const auto night_of = [&](UnixMs t) { return (t.ms - what_.at * kMinuteMs) / kNightMs; };
  return night_of(clock_.now()) > night_of(newest->made);
}

Status BackupWatch::take(const web::OrgHouse& org) {
  const OrgCode code = org.charter->org();
  TRY(const bool mine, store::hold_lease(*org.db, kLease, holder_, clock_.now(), std::chrono::hours(1)));
  if (!mine) return {};  // another server is at it; it is seen in the folder when it is there
  TRY(const auto checkpoint, org.ledger_reading->checkpoint());
  TRY(auto begun, new_slip(code, clock_.now(), checkpoint.note, *org.vault));
  auto plan = what_.plan;
  // By a date that nobody believes no older backup goes.
  if (const auto sure = org.date_guard ? org.date_guard->believed() : Result<bool>(true); !sure || !*sure)
    plan.keep_records = plan.keep_keys = 0;
  auto taken = take_backup(plan, what_.key, std::move(begun));
  CHECK_OK(store::let_lease_go(*org.db, kLease, holder_));
  if (!taken) return taken.map([](auto) {});
  log_.info("backup", {{"org", code.text},
                       {"name", taken->name()},
                       {"bytes", static_cast<std::int64_t>(taken->records.bytes)}});
  return org.safekeeping->backup(taken->made, taken->name(), true);
}

Status BackupWatch::look_into_folder(const web::OrgHouse& org) {
  if (what_.plan.to.empty()) return {};
  const OrgCode code = org.charter->org();
  const auto newest = newest_backup(what_.plan.to, code, clock_.now());
  // What cannot be noted is no reason to take none.
  const auto noted = newest ? org.safekeeping->backup(newest->made, newest->name(), false) : Status{};
  if (what_.key.empty() || !due(newest)) return noted;
  if (const auto again = failed_.find(code.text); again != failed_.end() && clock_.now() < again->second)
    return {};
  const auto done = take(org);
  if (done) {
    failed_.erase(code.text);
    return noted;
  }
  if (done.error().code == Code::Conflict)
    return {};  // somebody takes one just now: it is seen when it is whole
  failed_[code.text] = {clock_.now().ms + kHourMs};
  log_.problem("backup",
               {{"org", code.text}, {"detail", done.error().words.text + " " + done.error().detail.text}});
  return org.safekeeping->backup_failed("unavailable");
}

void BackupWatch::look(const web::OrgHouse& org) {
  auto done = look_into_folder(org);
  if (const auto shares = shares_made_here(what_.plan.where, org.charter->org()); done && shares)
    done = org.safekeeping->shares_made(shares->on, shares->of, shares->needed);
  if (done) done = org.safekeeping->look(what_.demo);
  if (done) return org.alarms->lower("safekeeping");
  org.alarms->raise("safekeeping", done.error().words.text, "safekeeping", clock_.now(), "/safekeeping");
  log_.problem("safekeeping", {{"org", org.charter->organisation.code},
                               {"detail", done.error().words.text + " " + done.error().detail.text}});
}

void BackupWatch::keep() {
  for (;;) {
    for (const auto& org : house_.all()) {
      {
        const Hold hold(mutex_);
        if (ended_) return;
      }
      look(*org);
    }
    const Hold hold(mutex_);
    if (!ended_) wake_.wait_until(mutex_, std::chrono::steady_clock::now() + std::chrono::minutes(1));
    if (ended_) return;
  }
}

}  // namespace candour::cli
