// How often somebody may guess at a password or a one-time code: counted in the store, so that a restart
// forgives nothing, and counted before the answer is known, so that many guesses at once do not slip by.
// After the free ones each further guess has to wait for twice as long. Any thread. It slows a guesser down;
// it does not tell a guesser from somebody who forgot: what is guessed at is named so narrowly that one does
// not shut out the other.
#pragma once

#include <span>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "people/limits.h"
#include "store/db.h"

namespace candour::people {

/// What is guessed at: a sign-in name, an address, one's own code; how many guesses are free within
/// `span_ms`, and how long the wait may become.
struct Guessed {
  std::string_view space;
  std::int64_t token = 0;
  int most = 0;
  std::int64_t span_ms = limits::kGuessSpanMs;
  std::int64_t longest_ms = limits::kGuessLongestMs;
};

/// Counts one guess at all of them. Errors: TooMuch, with when to try again; then nothing is written or
/// counted.
Result<Id128> count_guess(store::Db& db, const OrgCode& org, UnixMs now, std::span<const Guessed> at);
/// The guess was right: it counts no longer.
Status forget_guess(store::Txn& txn, const OrgCode& org, const Id128& guess);

}  // namespace candour::people
