#include "gate/asking.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/tasks.h"

namespace candour::gate {

using charter::Duty;

namespace {

constexpr std::int64_t kMinuteMs = 60'000, kDayMinutes = 24 * 60, kHourMinutes = 60;

constexpr std::string_view kCodes[kAskings] = {"search", "duplicate-check", "import-rows"};
constexpr std::string_view kWords[kAskings] = {"searches", "checks whether somebody is known",
                                               "rows of imports"};

std::size_t place_of(Asking a) {
  return static_cast<std::size_t>(a);
}

struct Sums {
  std::int64_t questions[3] = {}, misses[3] = {};  // minute, hour, day
  std::int64_t refused_now = 0;                    // in this minute
};

/// What the same member of staff asked in the day before `minute`, the newest minute first.
struct MinuteRow {
  std::int64_t minute = 0, questions = 0, misses = 0, refused = 0;
};

Result<std::vector<MinuteRow>> last_day(store::Txn& txn, const OrgCode& org, StaffId staff,
                                        std::string_view what, std::int64_t minute) {
  std::vector<MinuteRow> rows;
  CHECK_OK(
      txn.each("SELECT minute, questions, misses, refused FROM asked WHERE org=$1 AND staff=$2 AND what=$3 "
               "AND minute>$4 ORDER BY minute DESC",
               {org, staff, what, minute - kDayMinutes}, [&](const store::Row& r) {
                 rows.push_back({r.i64(0), r.i64(1), r.i64(2), r.i64(3)});
                 return true;
               }));
  return rows;
}

Sums sum(const std::vector<MinuteRow>& rows, std::int64_t minute) {
  constexpr std::int64_t kWindows[] = {1, kHourMinutes, kDayMinutes};
  Sums s;
  for (const auto& r : rows) {
    for (int w = 0; w < 3; ++w) {
      if (r.minute <= minute - kWindows[w]) continue;
      s.questions[w] += r.questions;
      s.misses[w] += r.misses;
    }
    if (r.minute == minute) s.refused_now += r.refused;
  }
  return s;
}

bool fits(const Sums& s, const Question& q, const AskingLimit& questions, const AskingLimit& misses) {
  const std::int64_t most[] = {questions.minute, questions.hour, questions.day};
  const std::int64_t most_misses[] = {misses.minute, misses.hour, misses.day};
  for (int w = 0; w < 3; ++w)
    if (s.questions[w] + q.many > most[w] || s.misses[w] + (q.miss ? q.many : 0) > most_misses[w])
      return false;
  return true;
}

/// The first minute in which the question fits again: each row leaves its windows one after another.
std::int64_t fits_again(const std::vector<MinuteRow>& rows, std::int64_t minute, const Question& q,
                        const AskingLimit& questions, const AskingLimit& misses) {
  for (auto at = minute + 1; at < minute + kDayMinutes; ++at)
    if (fits(sum(rows, at), q, questions, misses)) return at;
  return minute + kDayMinutes;
}

Status add_to_minute(store::Txn& txn, const OrgCode& org, StaffId staff, std::string_view what,
                     std::int64_t minute, const MinuteRow& more) {
  return txn
      .run(
          "INSERT INTO asked (org, staff, what, minute, questions, misses, refused) VALUES ($1, $2, $3, $4, $5, $6, $7) "
          "ON CONFLICT (org, staff, what, minute) DO UPDATE SET questions=asked.questions+excluded.questions, "
          "misses=asked.misses+excluded.misses, refused=asked.refused+excluded.refused",
          {org, staff, what, minute, more.questions, more.misses, more.refused})
      .map([](auto) {});
}

/// Keeps what the miss had in common with others; the most that any one part has been asked about by now,
/// beyond what is ordinary.
Result<bool> has_a_pattern(store::Txn& txn, const OrgCode& org, StaffId staff, const Question& q,
                           UnixMs now) {
  if (q.parts.empty()) return false;
  const auto since = now.ms - kDayMinutes * kMinuteMs;
  CHECK_OK(txn.run("DELETE FROM asked_part WHERE org=$1 AND staff=$2 AND at<=$3", {org, staff, since}));
  for (const auto& p : q.parts)
    CHECK_OK(
        txn.run("INSERT INTO asked_part (org, staff, part, whole, at) VALUES ($1, $2, $3, $4, $5) "
                "ON CONFLICT DO NOTHING",
                {org, staff, p.token, q.whole, now.ms}));
  bool found = false;
  for (const auto& p : q.parts) {
    std::int64_t n = 0;
    CHECK_OK(txn.each("SELECT COUNT(*) FROM asked_part WHERE org=$1 AND staff=$2 AND part=$3",
                      {org, staff, p.token}, [&](const store::Row& r) { return n = r.i64(0), false; }));
    found = found || n >= p.most;
  }
  return found;
}

std::string go_on_at(std::int64_t minute, UnixMs now) {
  const UnixMs at{minute * kMinuteMs};
  const auto t = local_time(at);
  const auto day = today(at) == today(now) ? std::string() : " on " + date_words(today(at));
  return time_words(t.hour, t.minute) + day;
}

}  // namespace

std::string_view asking_code(Asking a) {
  return kCodes[place_of(a)];
}
std::string_view asking_words(Asking a) {
  return kWords[place_of(a)];
}

std::string who_answers(const charter::Charter& c) {
  for (const auto role : {"data-protection", "head-office"})
    if (const auto* contact = c.contact(role); contact && !contact->title.empty())
      return "the " + contact->title;
  return c.organisation.name;
}

std::string pattern_words(std::string_view why) {
  if (why == "limit") return "Asked more often than the limit allows";
  if (why == "same-part")
    return "Asked many times for somebody who is not in their reach, with one part the same and another different "
           "each time";
  if (why == "same-person-many-rows") return "Imported many rows for one person, with other details in each";
  if (why == "long-list") return "Took a long list of people away as a file";
  if (why == "many-reasons") return "Asked for many accesses with a reason";
  return "Asked in an unusual way";
}

Status tell_of_pattern(store::Txn& txn, Gate& gate, StaffId staff, std::string_view why, UnixMs now) {
  const auto& c = gate.charter();
  bool told = false;
  CHECK_OK(txn.each("SELECT 1 FROM asked_pattern WHERE org=$1 AND staff=$2 AND why=$3 AND at>$4",
                    {c.org(), staff, why, now.ms - kDayMinutes * kMinuteMs},
                    [&](const store::Row&) { return told = true, false; }));
  if (told) return {};
  const auto id = PatternId::make(now.ms);
  CHECK_OK(txn.run("INSERT INTO asked_pattern (org, id, staff, why, at) VALUES ($1, $2, $3, $4, $5)",
                   {c.org(), id, staff, why, now.ms}));
  const Task task{{}, {}, std::string(kLookAtAsking), std::nullopt, id.text(), now};
  TRY(const auto leads, tell_those_with(txn, c, Duty::SeeLedger, task, staff));
  ledger::Entry e;
  e.at = now;
  e.act = ledger::Act::Job;
  e.what = "asking-pattern";
  e.thing = id.text();
  e.outcome = std::string(why);
  e.note = "staff:" + staff.text() + " told:" + std::to_string(leads);
  return gate.ledger().append(txn, e).map([](auto) {});
}

Status Askings::count(const Actor& actor, const Question& q) {
  const auto now = clock_.now();
  const auto minute = now.ms / kMinuteMs;
  const auto org = db_.org();
  const auto what = asking_code(q.what);
  const auto &most = limits_.questions[place_of(q.what)], &most_misses = limits_.misses[place_of(q.what)];
  std::int64_t again = 0;
  const auto done = db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        txn.run("DELETE FROM asked WHERE org=$1 AND minute<$2", {org, minute - kAskedDays * kDayMinutes}));
    TRY(const auto rows, last_day(txn, org, actor.id, what, minute));
    const auto sums = sum(rows, minute);
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Search;
    e.actor = actor.id;
    e.what = what;
    if (!fits(sums, q, most, most_misses)) {
      again = fits_again(rows, minute, q, most, most_misses);
      CHECK_OK(add_to_minute(txn, org, actor.id, what, minute, {0, 0, 0, 1}));
      CHECK_OK(tell_of_pattern(txn, gate_, actor.id, "limit", now));
      if (sums.refused_now > 0) return {};  // one line a minute is enough to say so
      e.act = ledger::Act::Refuse;
      e.outcome = "too-many-questions";
      e.note = "day:" + std::to_string(sums.questions[2]) + " misses:" + std::to_string(sums.misses[2]);
      return gate_.ledger().append(txn, e).map([](auto) {});
    }
    CHECK_OK(add_to_minute(txn, org, actor.id, what, minute, {0, q.many, q.miss ? q.many : 0, 0}));
    if (!q.pattern.empty()) CHECK_OK(tell_of_pattern(txn, gate_, actor.id, q.pattern, now));
    if (!q.miss) return {};  // whoever is shown stands on the ledger by the look itself
    TRY(const bool pattern, has_a_pattern(txn, org, actor.id, q, now));
    if (pattern) CHECK_OK(tell_of_pattern(txn, gate_, actor.id, "same-part", now));
    e.people = q.told_of;
    e.outcome = q.told_of.empty() ? "nobody-shown" : "may-be-known";
    e.note = "questions:" + std::to_string(sums.questions[0] + q.many) +
             " misses:" + std::to_string(sums.misses[0] + q.many);
    return gate_.ledger().append(txn, e).map([](auto) {});
  });
  CHECK_OK(done);
  if (again == 0) return {};
  return fail(Code::TooMuch,
              "You have asked more often than anybody’s work needs, so this was not looked up. Nothing "
              "that you typed is lost. Go on at " +
                  go_on_at(again, now) + ", or ask " + who_answers(gate_.charter()) +
                  ": it is on the ledger how often everybody asks.");
}

Result<std::vector<AskedLine>> Askings::lines(const Actor& actor, int days) {
  CHECK_OK(gate_.may(actor, Duty::SeeLedger, "asking"));
  std::vector<AskedLine> out;
  const auto since = clock_.now().ms / kMinuteMs - std::int64_t{days} * kDayMinutes;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(
        "SELECT staff, what, CAST(SUM(questions) AS BIGINT), CAST(SUM(misses) AS BIGINT), "
        "CAST(SUM(refused) AS BIGINT), MAX(minute) FROM asked WHERE org=$1 AND minute>$2 "
        "GROUP BY staff, what ORDER BY 4 DESC, 3 DESC, staff, what LIMIT 500",
        {db_.org(), since}, [&](const store::Row& r) {
          const auto* found = std::find(std::begin(kCodes), std::end(kCodes), r.text(1));
          if (found == std::end(kCodes)) return true;
          out.push_back({r.id<StaffId>(0),
                         static_cast<Asking>(found - kCodes),
                         r.i64(2),
                         r.i64(3),
                         r.i64(4),
                         {r.i64(5) * kMinuteMs}});
          return true;
        });
  }));
  return out;
}

Result<std::vector<Pattern>> Askings::patterns(const Actor& actor, int most) {
  CHECK_OK(gate_.may(actor, Duty::SeeLedger, "asking"));
  std::vector<Pattern> out;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(
        "SELECT id, staff, why, at, looked, looked_by FROM asked_pattern WHERE org=$1 "
        "ORDER BY id DESC LIMIT $2",
        {db_.org(), most}, [&](const store::Row& r) {
          Pattern p{r.id<PatternId>(0), r.id<StaffId>(1), r.str(2), {r.i64(3)}, std::nullopt, {}};
          if (!r.null(4)) p.looked = UnixMs{r.i64(4)};
          if (!r.null(5)) p.looked_by = r.id<StaffId>(5);
          out.push_back(std::move(p));
          return true;
        });
  }));
  return out;
}

Status Askings::looked(const Actor& actor, PatternId id) {
  CHECK_OK(gate_.may(actor, Duty::SeeLedger, "asking"));
  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    StaffId whose;
    CHECK_OK(txn.each("SELECT staff FROM asked_pattern WHERE org=$1 AND id=$2", {db_.org(), id},
                      [&](const store::Row& r) { return whose = r.id<StaffId>(0), false; }));
    if (whose.is_nil()) return not_found();
    if (whose == actor.id)
      return not_allowed(
          "Nobody marks their own asking as looked at. Ask somebody else who keeps the ledger, or your "
          "supervisor.",
          gate_.charter().access_clause);
    TRY(const auto changed, txn.run("UPDATE asked_pattern SET looked=$3, looked_by=$4 WHERE org=$1 AND id=$2 "
                                    "AND looked IS NULL",
                                    {db_.org(), id, now.ms, actor.id}));
    if (changed == 0) return fail(Code::Conflict, "Somebody has looked at this already.");
    CHECK_OK(close_tasks(txn, db_.org(), kLookAtAsking, id.text(), now));
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Change;
    e.actor = actor.id;
    e.what = "asking-pattern";
    e.thing = id.text();
    e.outcome = "allowed";
    e.note = "looked-at";
    return gate_.ledger().append(txn, e).map([](auto) {});
  });
}

}  // namespace candour::gate
