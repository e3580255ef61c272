#include "people/guesses.h"

#include <algorithm>
#include <optional>

#include "base/calendar_words.h"

namespace candour::people {
namespace {

/// When the next guess is free, if it is not yet: after the last by five minutes, then ten, twenty …
Result<std::optional<UnixMs>> shut_until(store::Session& db, const OrgCode& org, UnixMs now,
                                         std::span<const Guessed> at) {
  std::optional<UnixMs> again;
  for (const auto& g : at) {
    std::int64_t n = 0, last = 0;
    CHECK_OK(db.each(
        "SELECT COUNT(*), MAX(at) FROM sign_in_guess WHERE org=$1 AND space=$2 AND token=$3 AND at>$4",
        {org, g.space, g.token, now.ms - g.span_ms}, [&](const store::Row& row) {
          n = row.i64(0);
          if (n) last = row.i64(1);
          return false;
        }));
    if (n < g.most) continue;
    const auto doublings = std::min<std::int64_t>(n - g.most, 10);
    const auto wait = std::min(limits::kGuessWindowMs << doublings, g.longest_ms);
    if (now.ms < last + wait) again = std::max(again.value_or(UnixMs{}), UnixMs{last + wait});
  }
  return again;
}

tl::unexpected<Error> too_often(UnixMs again) {
  // Rounded up, so that whoever comes back at the minute named is let in.
  const auto t = local_time({again.ms + 59'999});
  return fail(Code::TooMuch, "Too many tries. Try again at " + time_words(t.hour, t.minute) + ".");
}

}  // namespace

Result<Id128> count_guess(store::Db& db, const OrgCode& org, UnixMs now, std::span<const Guessed> at) {
  const auto id = make_id128(now.ms);
  std::optional<UnixMs> again;
  // A flood of guesses that are shut out anyway must not take turns at the writer.
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    TRY(again, shut_until(s, org, now, at));
    return {};
  }));
  if (again) return too_often(*again);
  CHECK_OK(db.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto gone,
        txn.run("DELETE FROM sign_in_guess WHERE org=$1 AND at<=$2", {org, now.ms - limits::kGuessSpanMs}));
    TRY(again, shut_until(txn, org, now, at));
    if (again) return {};
    for (const auto& g : at) {
      TRY([[maybe_unused]] const auto rows,
          txn.run("INSERT INTO sign_in_guess (org, space, token, at, id) VALUES ($1, $2, $3, $4, $5)",
                  {org, g.space, g.token, now.ms, ByteView(id.view())}));
    }
    return {};
  }));
  if (again) return too_often(*again);
  return id;
}

Status forget_guess(store::Txn& txn, const OrgCode& org, const Id128& guess) {
  TRY([[maybe_unused]] const auto rows,
      txn.run("DELETE FROM sign_in_guess WHERE org=$1 AND id=$2", {org, ByteView(guess.view())}));
  return {};
}

}  // namespace candour::people
