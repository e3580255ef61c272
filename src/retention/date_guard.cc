#include "retention/date_guard.h"

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "gate/seals.h"
#include "store/accounted.h"

namespace candour::retention {
namespace {

constexpr std::string_view kAlarm = "date";
constexpr int kLookedThrough = 1000;
constexpr std::int64_t kJustNowMs = std::int64_t{10} * 60 * 1000;  // what was written since this start

}  // namespace

Result<std::optional<DateGuard::Seen>> DateGuard::read(store::Session& db) const {
  std::optional<Seen> seen;
  CHECK_OK(db.each("SELECT seen, jumped_from, jumped_to FROM server_date WHERE org=$1", {db_.org()},
                   [&](const store::Row& r) {
                     seen = Seen{{r.i64(0)}, {{r.i64(1)}, {r.i64(2)}}};
                     return false;
                   }));
  if (auto* seals = gate_.seals()) {  // where the row was taken away, the seal over all says so
    TRY(const bool whole, seals->hold(db, gate::SealSet::House, {}));
    if (!whole)
      return fail(Code::Corrupt,
                  "When a server last looked at the clock is not what Candour wrote, so nothing is destroyed "
                  "by the date. Tell whoever looks after the server.");
  }
  return seen;
}

Status DateGuard::write(store::Txn& txn, const Seen& seen) const {
  return txn
      .run(
          "INSERT INTO server_date (org, seen, jumped_from, jumped_to) VALUES ($1, $2, $3, $4) ON CONFLICT "
          "(org) DO UPDATE SET seen=$2, jumped_from=$3, jumped_to=$4",
          {db_.org(), seen.at.ms, seen.jump.from.ms, seen.jump.to.ms})
      .map([](auto) {});
}

Status DateGuard::tell(store::Txn& txn, StaffId by, std::string_view outcome, const Jump& jump) const {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::Job;
  e.actor = by;
  e.what = "date";
  e.outcome = outcome;
  e.note = iso_date(today(jump.from)) + " " + iso_date(today(jump.to));
  return gate_.ledger().append(txn, e).map([](auto) {});
}

Result<bool> DateGuard::believed() {
  const auto now = clock_.now();
  std::optional<Seen> seen;
  UnixMs last{0};
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(seen, read(db));
    if (seen) return {};
    // Where this is new, or the row was taken away: the ledger knows when something was last done before now.
    TRY(const auto newest, gate_.ledger().newest(db, 0, kLookedThrough));
    for (const auto& k : newest)
      if (now.ms - k.entry.at.ms > kJustNowMs) {
        last = k.entry.at;
        break;
      }
    return {};
  }));
  const bool begun = seen.has_value();
  if (!begun) seen = Seen{last.ms ? last : now, {}};
  const bool away = now.ms - seen->at.ms > kMostAwayMs, open = seen->jump.to.ms != 0;
  Seen next = *seen;
  if (away) {
    // It is answered for as it was shown, unless it has moved as far again since.
    const bool again = open && std::abs(now.ms - seen->jump.to.ms) > kMostAwayMs;
    next.jump = {seen->at, open && !again ? seen->jump.to : now};
  } else {
    next = {now, {}};
  }
  const bool told = away != open || next.jump.to != seen->jump.to;
  if (told || !begun || (!away && std::abs(now.ms - seen->at.ms) >= std::int64_t{60} * 60 * 1000))
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      CHECK_OK(write(txn, next));
      if (told) return tell(txn, {}, away ? "jumped" : "put-right", away ? next.jump : seen->jump);
      store::no_entry_needed("when a server last looked at the clock");
      return {};
    }));
  if (!away) {
    alarms_.lower(kAlarm);
    return true;
  }
  alarms_.raise(kAlarm,
                "The date of this server went from " + date_words(today(next.jump.from)) + " to " +
                    date_words(today(next.jump.to)) +
                    " at once. Until somebody has said that it is right, nothing is destroyed by its date.",
                "clock", now, "/date");
  return false;
}

Result<std::optional<DateGuard::Jump>> DateGuard::jump() const {
  std::optional<Seen> seen;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(seen, read(db));
    return {};
  }));
  if (!seen || seen->jump.to.ms == 0) return std::optional<Jump>{};
  return std::optional(seen->jump);
}

Status DateGuard::confirm(const gate::Actor& actor, UnixMs to) {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeLedger, "date"));
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto seen, read(txn));
    if (!seen || seen->jump.to.ms == 0)
      return fail(Code::Conflict, "The date has been answered for already, or was put right.");
    if (seen->jump.to != to)
      return fail(Code::Conflict, "The date has changed once more. Load the page again, and look at it.");
    // Nobody has looked at a date that went on since it was shown; the next sweep asks about that one.
    const auto now = clock_.now();
    if (now < to || now.ms - to.ms > kMostAwayMs)
      return fail(Code::Conflict, "The date has changed since you were asked: now it says " +
                                      date_words(today(now)) + ". You are asked about it within the hour.");
    CHECK_OK(write(txn, {now, {}}));
    return tell(txn, actor.id, "confirmed", seen->jump);
  }));
  alarms_.lower(kAlarm);
  return {};
}

}  // namespace candour::retention
