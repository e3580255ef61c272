// How much of anything Candour accepts before it says "too much": each limit has a name and one place.
// A care manager never meets most of them; each refusal is a page that says what to do instead.
// Plain constants; any thread. They bound the work of one request, not what a whole organisation may hold.
#pragma once

#include <chrono>
#include <cstddef>

namespace candour::limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// One request
inline constexpr std::size_t kRequestLineBytes = 4 * kKiB;  // the path and the query as sent
inline constexpr std::size_t kHeaderBytes = 16 * kKiB;      // all headers of one request
inline constexpr std::size_t kBodyBytes = 256 * kKiB;       // an ordinary form
inline constexpr std::size_t kUploadFileBytes = 25 * kMiB;  // one file that a person gives us
inline constexpr std::size_t kUploadBodyBytes = 26 * kMiB;  // a form that carries such a file
inline constexpr std::size_t kPathSegments = 16;

// One form
inline constexpr std::size_t kFormFields = 1000;           // name=value pairs in a form
inline constexpr std::size_t kQueryFields = 100;           // name=value pairs after the question mark
inline constexpr std::size_t kFieldNameBytes = 200;        // the name of one field
inline constexpr std::size_t kFieldValueBytes = 200 * kKiB;  // what is typed into one field
inline constexpr std::size_t kMultipartParts = 1000;
inline constexpr std::size_t kMultipartFiles = 10;
inline constexpr std::size_t kPartHeaderBytes = 4 * kKiB;  // headers of one part
inline constexpr std::size_t kFileNameBytes = 255;
inline constexpr std::size_t kBoundaryBytes = 70;          // RFC 2046 5.1.1
inline constexpr std::size_t kCookies = 50;
inline constexpr std::size_t kCookieBytes = 4 * kKiB;      // name and value of one cookie

// One connection
inline constexpr std::chrono::seconds kHeaderTime{10};    // to send all the headers
inline constexpr std::chrono::seconds kBodyTime{60};      // to send the body
inline constexpr std::chrono::seconds kWriteTime{60};     // to take our answer
inline constexpr std::chrono::seconds kIdleTime{30};      // between two requests
inline constexpr std::chrono::seconds kStopTime{10};      // for answers under way when the server stops
inline constexpr std::size_t kConnections = 2048;         // at once; more are closed at the door
inline constexpr std::size_t kWaitingRequests = 4096;     // read, but not yet taken by a worker
inline constexpr std::size_t kRequestsPerConnection = 1000;
inline constexpr std::size_t kLargeBodies = 16;           // bodies above kBodyBytes in memory at once
inline constexpr std::size_t kSlowestBytesPerSecond = 64 * kKiB;  // gives a large upload more than kBodyTime
inline constexpr std::size_t kWritePieceBytes = 256 * kKiB;       // kWriteTime counts for each piece
inline constexpr std::chrono::seconds kLingerTime{2};     // to hear out a sender that was refused

}  // namespace candour::limits
