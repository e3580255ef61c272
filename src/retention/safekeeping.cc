#include "retention/safekeeping.h"

#include <algorithm>
#include <array>

#include "base/calendar_words.h"
#include "gate/seals.h"

namespace candour::retention {

using charter::Duty;

namespace {

constexpr std::string_view kBackup = "backup", kFailed = "backup-failed", kDrill = "backup-drill",
                           kShares = "root-key-shares";
constexpr std::array kCodes = {kBackup, kFailed, kDrill, kShares};
constexpr std::string_view kPage = "/safekeeping";
constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;

std::optional<Safekeeping::Event>* of(Safekeeping::State& s, std::string_view what) {
  if (what == kBackup) return &s.backup;
  if (what == kFailed) return &s.failed;
  if (what == kDrill) return &s.drill;
  return what == kShares ? &s.shares : nullptr;
}

std::string ago(std::int64_t days) {
  return std::to_string(days) + (days == 1 ? " day" : " days");
}

}  // namespace

Status Safekeeping::may(const gate::Actor& actor) const {
  const bool manages = std::ranges::any_of(
      actor.posts, [&](const gate::Post& p) { return gate_.charter().at(p.role).has(Duty::ManageStaff); });
  return gate_.may(actor, manages ? Duty::ManageStaff : Duty::SeeLedger, "safekeeping");
}

Result<Safekeeping::State> Safekeeping::read(store::Session& db) const {
  State s;
  CHECK_OK(db.each("SELECT what, at, by_staff, detail FROM safekeeping WHERE org=$1", {db_.org()},
                   [&](const store::Row& r) {
                     if (auto* event = of(s, r.text(0)))
                       *event = Event{{r.i64(1)}, r.null(2) ? StaffId{} : r.id<StaffId>(2), r.str(3)};
                     return true;
                   }));
  if (auto* seals = gate_.seals()) {
    TRY(const bool whole, seals->hold(db, gate::SealSet::House, {}));
    if (!whole)
      return fail(Code::Corrupt,
                  "What is known of backups is not what Candour wrote. Tell whoever looks after the server.");
  }
  CHECK_OK(db.each("SELECT MIN(created) FROM staff WHERE org=$1", {db_.org()}, [&](const store::Row& r) {
    if (!r.null(0)) s.since = UnixMs{r.i64(0)};
    return false;
  }));
  return s;
}

Result<Safekeeping::State> Safekeeping::state(const gate::Actor& actor) const {
  CHECK_OK(may(actor));
  State s;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(s, read(db));
    return {};
  }));
  return s;
}

std::vector<Safekeeping::Missing> Safekeeping::missing(const State& s, int never_after) const {
  std::vector<Missing> out;
  const auto now = clock_.now();
  const auto days = [&](UnixMs at) { return (now.ms - at.ms) / kDayMs; };
  const bool set_up = s.since && days(*s.since) >= never_after;
  if (s.failed && (!s.backup || s.backup->at < s.failed->at))
    out.push_back({std::string(kFailed),
                   "The backup of " + date_words(today(s.failed->at)) +
                       " failed. The log of the server says why; it is tried again within the hour."});
  if (!s.backup && set_up)
    out.push_back({std::string(kBackup),
                   "No backup is known of. If this server is lost, so is everything that was recorded."});
  else if (s.backup && days(s.backup->at) >= kBackupDays)
    out.push_back({std::string(kBackup), "The last backup is " + ago(days(s.backup->at)) + " old, of " +
                                             date_words(today(s.backup->at)) +
                                             ". Whatever was recorded since has no copy."});
  if (!s.shares && set_up)
    out.push_back(
        {std::string(kShares),
         "No shares of the root key are known of. If its copies are lost, no record opens ever again, "
         "for nobody, and no backup helps. Have it made into shares for trustees."});
  // The first drill is due once there has been time for one.
  const auto tried = s.drill ? std::optional(s.drill->at) : s.since;
  if (tried && days(*tried) >= kDrillDays)
    out.push_back({std::string(kDrill), s.drill ? "Nobody has tried to put a backup back for " +
                                                      ago(days(*tried)) + ". Practise it twice a year."
                                                : std::string("Nobody has ever tried to put a backup back. "
                                                              "Only that proves that it can be done.")});
  return out;
}

Status Safekeeping::write(std::string_view what, const Event& event, std::string_view outcome) {
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        txn.run("INSERT INTO safekeeping (org, what, at, by_staff, detail) VALUES ($1, $2, $3, $4, $5) ON "
                "CONFLICT (org, what) DO UPDATE SET at=$3, by_staff=$4, detail=$5",
                {db_.org(), std::string(what), event.at.ms,
                 event.by.is_nil() ? store::Param(nullptr) : store::Param(event.by), event.detail})
            .map([](auto) {}));
    ledger::Entry line;
    line.at = clock_.now();
    line.act = ledger::Act::Job;
    line.actor = event.by;
    line.what = what;
    line.outcome = outcome;
    line.note = iso_date(today(event.at)) + " " + event.detail;
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

Status Safekeeping::backup(UnixMs made, const std::string& name, bool taken) {
  State s;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(s, read(db));
    return {};
  }));
  const bool of_days_to_come = s.backup && s.backup->at > clock_.now();
  if (s.backup && s.backup->at >= made && !of_days_to_come) return {};
  return write(kBackup, {made, {}, name}, taken ? "taken" : "found");
}

Status Safekeeping::backup_failed(std::string_view code) {
  return write(kFailed, {clock_.now(), {}, std::string(code)}, "failed");
}

Status Safekeeping::shares_made(Date on, int of, int needed) {
  State s;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(s, read(db));
    return {};
  }));
  if (s.shares && today(s.shares->at) >= on) return {};
  return write(kShares, {start_of_day(on), {}, std::to_string(of) + " " + std::to_string(needed)}, "made");
}

Status Safekeeping::drilled(const gate::Actor& actor, Date on) {
  CHECK_OK(may(actor));
  if (on > today(clock_.now())) return invalid("drilled", "Enter a day that is not in the future.");
  return write(kDrill, {start_of_day(on), actor.id, {}}, "whole");
}

Status Safekeeping::shares_handed(const gate::Actor& actor, Date on, int of, int needed) {
  CHECK_OK(may(actor));
  if (on > today(clock_.now())) return invalid("handed", "Enter a day that is not in the future.");
  if (of < 2 || of > kMostShares) return invalid("of", "Say how many shares there are, from 2 on.");
  if (needed < 2 || needed > of)
    return invalid("needed",
                   "Say how many of them put the key back: at least 2, and not more than there are.");
  return write(kShares, {start_of_day(on), actor.id, std::to_string(of) + " " + std::to_string(needed)},
               "handed");
}

Status Safekeeping::look(bool demo) {
  State s;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(s, read(db));
    return {};
  }));
  const auto wanting = demo ? std::vector<Missing>{} : missing(s, kSetUpDays);
  for (const auto code : kCodes)
    if (std::ranges::find(wanting, code, &Missing::code) == wanting.end()) alarms_.lower(code);
  for (const auto& m : wanting)
    alarms_.raise(m.code, m.words, "safekeeping", clock_.now(), std::string(kPage));
  return {};
}

}  // namespace candour::retention
