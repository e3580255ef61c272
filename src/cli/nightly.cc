#include "cli/nightly.h"

#include <cstdio>

#include "cli/proving.h"
#include "people/ages.h"
#include "people/reckoning.h"
#include "store/lease.h"
#include "vault/passwords.h"

namespace candour::cli {
namespace {

constexpr std::string_view kJob = "seal-check";
constexpr std::int64_t kMinute = 60'000, kDay = 24 * 60 * kMinute;
constexpr std::int64_t kLately = kDay - 4 * 60 * kMinute;  // so that a night is never skipped
constexpr std::int64_t kPatience = 15 * kMinute;  // a lease in the table may be anybody's who can write there

/// Whether the ledger says that it was done a short while ago, here or by another server.
Result<bool> done_lately(const web::OrgHouse& org, UnixMs now) {
  bool done = false;
  CHECK_OK(org.db->read([&](store::Session& db) -> Status {
    for (std::int64_t before = 0; !done;) {
      TRY(const auto some, org.ledger->newest(db, before, 1000));
      for (const auto& k : some) {
        if (now.ms - k.entry.at.ms > kLately) return {};
        if (done || k.entry.act != ledger::Act::Job || k.entry.what != kJob) continue;
        done = true;
        org.last_check->whole = k.entry.outcome == "holds";
        org.last_check->at_ms = k.entry.at.ms;
      }
      if (some.empty() || some.back().seq == 0) return {};
      before = some.back().seq;
    }
    return {};
  }));
  return done;
}

}  // namespace

Result<int> minutes_of_day(const std::string& text) {
  int hour = -1, minute = -1;
  char more = 0;
  if (std::sscanf(text.c_str(), "%2d:%2d%c", &hour, &minute, &more) == 2 && hour >= 0 && hour < 24 &&
      minute >= 0 && minute < 60)
    return hour * 60 + minute;
  return fail(Code::Invalid, "The time of the nightly check is not a time like 03:10.");
}

/// What is done every night beside the check. What fails of it is told, and stops nothing else.
Status NightCheck::tidy_up(const web::OrgHouse& org, const Clock& clock, const log::Log& log) {
  TRY([[maybe_unused]] const auto given, org.journeys->give_clocks());
  TRY([[maybe_unused]] const auto forgotten, org.opt_outs->forget_old());
  TRY(const auto reckoned, people::reckon_all(*org.db, *org.charter, *org.ledger, clock));
  log.info("deadlines",
           {{"org", org.charter->organisation.code}, {"clocks", reckoned.clocks}, {"moved", reckoned.moved}});
  return people::tell_of_ages(*org.gate, *org.db, *org.vault, clock).map([](auto) {});
}

Status NightCheck::check(const web::OrgHouse& org, const Clock& clock, const log::Log& log) {
  CHECK_OK(org.kept_forms->sweep());
  TRY(const auto found, prove(*org.seals, *org.db, true));
  const auto& code = org.charter->organisation.code;
  for (const auto& f : found.findings) log.problem("seal", {{"org", code}, {"finding", f}});
  if (!found.whole())
    org.alarms->raise(
        "seal-check",
        "The nightly check found " + std::to_string(found.broken) +
            " places where what is stored was changed outside Candour. Run “candour vault check” to "
            "see them, and put the database back from a backup.",
        found.findings.empty() ? "" : found.findings.front(), clock.now());
  ledger::Entry e;
  e.at = clock.now();
  e.act = ledger::Act::Job;
  e.what = kJob;
  e.outcome = found.whole() ? "holds" : "does-not-hold";
  e.note = std::to_string(found.rows) + " rows, " + std::to_string(found.sets) + " seals, " +
           std::to_string(found.broken) + " that do not hold";
  log.info("seal-check",
           {{"org", code}, {"rows", found.rows}, {"seals", found.sets}, {"broken", found.broken}});
  CHECK_OK(org.ledger->record(e));
  org.last_check->whole = found.whole();
  org.last_check->at_ms = e.at.ms;
  return {};
}

NightCheck::NightCheck(web::House& house, const Clock& clock, const log::Log& log, int at)
    : house_(house), clock_(clock), log_(log), at_(at), holder_(vault::random_token()), thread_([this] {
        keep();
      }) {}

NightCheck::~NightCheck() {
  {
    const Hold hold(mutex_);
    ended_ = true;
  }
  wake_.tell_all();
  thread_.join();
}

void NightCheck::look(const web::OrgHouse& org, bool night) {
  const auto now = clock_.now();
  const auto& code = org.charter->organisation.code;
  if (night && !due_.contains(code)) {
    const auto done = done_lately(org, now);
    if (!done || !*done) due_[code] = now;
  }
  const auto due = due_.find(code);
  if (due == due_.end()) return;
  const auto mine = store::hold_lease(*org.db, kJob, holder_, now, std::chrono::minutes(10));
  if (!(mine && *mine) && now.ms - due->second.ms < kPatience) {
    const auto done = done_lately(org, now);  // whoever has the lease may be through by now
    if (done && *done) due_.erase(due);
    return;
  }
  due_.erase(due);
  auto checked = check(org, clock_, log_);
  if (auto done = tidy_up(org, clock_, log_); !done) {
    log_.problem("nightly", {{"org", code}, {"detail", done.error().detail.text}});
    org.alarms->raise(
        "nightly",
        "Not all that is done every night could be done (dates reckoned anew, ages told ahead): " +
            done.error().words.text,
        done.error().detail.text, now);
  }
  if (checked) checked = store::let_lease_go(*org.db, kJob, holder_);
  if (!checked) {
    log_.problem("seal-check", {{"org", code}, {"detail", checked.error().detail.text}});
    org.alarms->raise("seal-check",
                      "The nightly check of what is stored could not be done: " + checked.error().words.text,
                      checked.error().detail.text, now);
  }
}

void NightCheck::keep() {
  auto last = UnixMs{0};
  for (;;) {
    const auto now = clock_.now();
    const auto night_of = [&](UnixMs t) { return (t.ms - at_ * kMinute) / kDay; };
    const bool night = night_of(now) != night_of(last);
    // At every start too: what was put back while no server ran is in nobody's memory.
    if (last.ms == 0)
      for (const auto& org : house_.all()) due_[org->charter->organisation.code] = now;
    last = now;
    for (const auto& org : house_.all()) look(*org, night);
    const Hold hold(mutex_);
    if (!ended_) wake_.wait_until(mutex_, std::chrono::steady_clock::now() + std::chrono::minutes(1));
    if (ended_) return;
  }
}

}  // namespace candour::cli
