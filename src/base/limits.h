// How much of anything Candour accepts before it says "too much": each limit has a name and one place.
// A care manager never meets most of them; each refusal is a page that says what to do instead.
// Plain constants; any thread. They bound the work of one request, not what a whole organisation may hold.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace candour::limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// One request
inline constexpr std::size_t kRequestLineBytes = 4 * kKiB;  // the path and the query as sent
inline constexpr std::size_t kHeaderBytes = 16 * kKiB;      // all headers of one request
inline constexpr std::size_t kBodyBytes = kMiB;             // an ordinary form, in any script
// The longest form of staff: whoever keeps to its limits in letters is never refused for bytes. A letter is
// up to 4 bytes in most scripts, each of them three signs on the way ("%F0").
inline constexpr std::size_t kFormBytes = 8 * kMiB;
inline constexpr std::size_t kTextBodyBytes = kFormBytes;   // the most without files
inline constexpr std::size_t kLargeBodyBytes = 256 * kKiB;  // a longer body takes one of the few large places
inline constexpr std::size_t kLongFormBytes = 32 * kKiB;    // a longer one waits where files do
inline constexpr std::size_t kUploadFileBytes = 25 * kMiB;  // one file that a person gives us
inline constexpr std::size_t kUploadBodyBytes =
    26 * kMiB;  // a form that carries such a file: so much is held
inline constexpr std::size_t kReadThroughBytes =
    256 * kMiB;  // and so much read, of somebody signed in, so that
                 // the words beside a file too large are kept
inline constexpr std::size_t kPathSegments = 16;

// One form
inline constexpr std::size_t kFormFields = 1000;           // name=value pairs in a form
inline constexpr std::size_t kQueryFields = 100;           // name=value pairs after the question mark
inline constexpr std::size_t kFieldNameBytes = 200;        // the name of one field
inline constexpr std::size_t kFormTextBytes = kFormBytes;  // all that is typed into a form with files
inline constexpr std::size_t kMultipartParts = 1000;
inline constexpr std::size_t kMultipartFiles = 10;
inline constexpr std::size_t kPartHeaderBytes = 4 * kKiB;  // headers of one part
inline constexpr std::size_t kFileNameBytes = kKiB;        // 255 letters, as disks have them
inline constexpr std::size_t kBoundaryBytes = 70;          // RFC 2046 5.1.1
inline constexpr std::size_t kCookies = 50;
inline constexpr std::size_t kCookieBytes = 4 * kKiB;  // name and value of one cookie

// One connection
inline constexpr std::chrono::seconds kHeaderTime{10};  // to send all the headers
inline constexpr std::chrono::seconds kBodyTime{60};    // to send the body
inline constexpr std::chrono::seconds kWriteTime{60};   // to take our answer
inline constexpr std::chrono::seconds kIdleTime{30};    // between two requests
inline constexpr std::chrono::seconds kStopTime{10};    // for answers under way when the server stops
inline constexpr std::size_t kConnections = 2048;       // at once; more are closed at the door
inline constexpr std::size_t kRequestsPerConnection = 1000;
inline constexpr std::size_t kSlowestBytesPerSecond = 64 * kKiB;  // gives a large upload more than kBodyTime
inline constexpr std::chrono::seconds kPaceTime{10};         // in each of which a body must bring at least
inline constexpr std::size_t kPaceBytes = 5 * kKiB;          // so much, or it is taken for stuck
inline constexpr std::size_t kWritePieceBytes = 256 * kKiB;  // kWriteTime counts for each piece
inline constexpr std::chrono::seconds kLingerTime{2};        // to hear out a sender that was refused
inline constexpr std::chrono::seconds kReadOnTime{5};  // who takes no more of an answer may lose the line

// Looking for viruses (outbox/clamd.h)
inline constexpr std::chrono::seconds kScanTime{30};        // for one file, all in all
inline constexpr std::chrono::seconds kScanVersionTime{3};  // to say which signatures it has

// Places of one kind, and how many of them one network (IPv4 /24, IPv6 /64) and one address may have at once.
struct Places {
  std::size_t all, network, address;
};
inline constexpr Places kLinePlaces{kConnections, 1536,
                                    1024};             // connections; the proxies named are not counted
inline constexpr Places kStrangerBodies{512, 64, 32};  // bodies on their way from nobody signed in
inline constexpr Places kStaffBodies{1024, 512, 256};  // from somebody signed in, at the address they sit at
inline constexpr Places kStrangerLargeBodies{
    8, 4, 2};  // above kLargeBodyBytes: a very long form, one that was kept
inline constexpr Places kStaffLargeBodies{16, 12, 8};  // files; no stranger can take one of these places
inline constexpr std::size_t kLargeBodiesEach = 3;     // of one member of staff

// Lanes: requests that take long have threads and a queue of their own, so that they wait for each other and
// nobody else waits for them. `lower`: how much less of the processor its threads get (as nice(1) has it).
struct LaneLimits {
  std::string_view name;
  unsigned threads;
  int lower;
  Places waiting;  // read, and waiting for a thread or with one
};
inline constexpr std::array<LaneLimits, 4> kLanes{{
    {"pages", 4, 0, {4096, 2048, 1536}},  // serve --workers changes the threads
    {"hashing", 1, 10, {512, 128, 96}},   // passwords: 13 ms and 19 MiB each
    {"paper", 1, 15, {256, 128, 96}},     // PDF: half a second each the first time
    {"uploads", 2, 5, {64, 32, 16}},      // files and imports
}};
inline constexpr std::chrono::seconds kComeBackAfter{5};  // what a refused one is told

}  // namespace candour::limits
