// How long staff stay signed in, how often somebody may guess, and how long words of a decision may be.
// Plain constants; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace candour::people::limits {

inline constexpr std::int64_t kSessionIdleMs = 30 * 60 * 1000;   // without a request
inline constexpr std::int64_t kSessionMs = 12 * 60 * 60 * 1000;  // from signing in, whatever happens
inline constexpr std::int64_t kHalfSessionMs = 10 * 60 * 1000;   // between password and one-time code
inline constexpr std::int64_t kTouchEveryMs = 15 * 1000;         // last_seen is written no oftener
inline constexpr std::int64_t kGuessWindowMs =
    5 * 60 * 1000;  // the first wait; each further is twice as long …
inline constexpr std::int64_t kGuessLongestMs = 60 * 60 * 1000;    // … up to this
inline constexpr std::int64_t kGuessSpanMs = 24 * 60 * 60 * 1000;  // how long a wrong guess counts
inline constexpr std::int64_t kPlaceSpanMs = 60 * 60 * 1000;       // … for an address or a network
inline constexpr std::int64_t kPlaceLongestMs = 15 * 60 * 1000;
inline constexpr int kGuessesPerName = 10;     // from places that are not known; and from each that is
inline constexpr int kGuessesPerAddress = 50;  // by strangers, over all names
inline constexpr int kGuessesPerNetwork = 100;
inline constexpr int kMessagesPerPlace = 5;  // by people who are not signed in, a day before it slows down
inline constexpr int kMessagesInAll = 200;
inline constexpr int kGuessesPerCrowd = 400;  // from a known place, over all names
inline constexpr std::int64_t kKnownMs =
    90ll * 24 * 60 * 60 * 1000;                               // without a sign-in, a place is forgotten
inline constexpr std::int64_t kThrottledEveryMs = 60 * 1000;  // lines on the ledger about throttled tries
inline constexpr std::int64_t kDeviceCookieDays = 365;
inline constexpr std::int64_t kLetInMs = 24 * 60 * 60 * 1000;      // a password for somebody who lost theirs
inline constexpr std::int64_t kOwnIdleMs = 10 * 60 * 1000;         // at one's own door, without a page …
inline constexpr std::int64_t kOwnSessionMs = 2 * 60 * 60 * 1000;  // … and in all
inline constexpr std::int64_t kOwnPaperMs = 14ll * 24 * 60 * 60 * 1000;  // how long the paper is good
inline constexpr std::int64_t kOwnCodeMs = 15 * 60 * 1000;               // and a code that was sent
inline constexpr std::size_t kName = 200;                                // letters, as are the next two
inline constexpr std::size_t kUsernameFewest = 2;
inline constexpr std::size_t kUsernameMost = 64;
inline constexpr std::size_t kWords = 20000;  // why declined, why closed, why referred; notes about somebody
inline constexpr std::size_t kPosts = 20;     // of one member of staff
inline constexpr int kMostRows = 200;         // of one page of a list

}  // namespace candour::people::limits
