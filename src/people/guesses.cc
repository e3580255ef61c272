#include "people/guesses.h"

#include <algorithm>
#include <optional>

#include "base/calendar_words.h"
#include "people/limits.h"

namespace candour::people {

Result<Id128> count_guess(store::Db& db, const OrgCode& org, UnixMs now, std::span<const Guessed> at) {
  const auto id = make_id128(now.ms);
  std::optional<UnixMs> again;
  const auto done = db.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto gone,
        txn.run("DELETE FROM sign_in_guess WHERE org=$1 AND at<=$2", {org, now.ms - limits::kGuessWindowMs}));
    for (const auto& g : at) {
      std::int64_t n = 0, oldest = now.ms;
      CHECK_OK(txn.each("SELECT COUNT(*), MIN(at) FROM sign_in_guess WHERE org=$1 AND space=$2 AND token=$3",
                        {org, g.space, g.token}, [&](const store::Row& row) {
                          n = row.i64(0);
                          if (n) oldest = row.i64(1);
                          return false;
                        }));
      if (n >= g.most) again = std::max(again.value_or(UnixMs{}), UnixMs{oldest + limits::kGuessWindowMs});
    }
    if (again) return {};
    for (const auto& g : at) {
      TRY([[maybe_unused]] const auto rows,
          txn.run("INSERT INTO sign_in_guess (org, space, token, at, id) VALUES ($1, $2, $3, $4, $5)",
                  {org, g.space, g.token, now.ms, ByteView(id.view())}));
    }
    return {};
  });
  if (!done) return tl::unexpected<Error>(done.error());
  if (!again) return id;
  // Rounded up, so that whoever comes back at the minute named is let in.
  const auto t = local_time({again->ms + 59'999});
  return fail(Code::TooMuch, "Too many tries. Try again at " + time_words(t.hour, t.minute) + ".");
}

Status forget_guess(store::Txn& txn, const OrgCode& org, const Id128& guess) {
  TRY([[maybe_unused]] const auto rows,
      txn.run("DELETE FROM sign_in_guess WHERE org=$1 AND id=$2", {org, ByteView(guess.view())}));
  return {};
}

}  // namespace candour::people
