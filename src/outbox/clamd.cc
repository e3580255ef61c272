// clamd(8): a command with "z" before and a zero byte behind it; INSTREAM is followed by pieces, each with
// its length in four bytes (network order), and an empty piece. The answer ends with a zero byte:
//   "stream: OK" | "stream: NAME FOUND" | "… ERROR"      "ClamAV 1.0.7/27452/Tue Nov 24 09:31:12 2026"
#include "outbox/clamd.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace candour::outbox {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kLongestAnswer = 1024;
constexpr std::size_t kLongestName = 100;

tl::unexpected<Error> no_answer(std::string detail) {
  return fail(Code::Unavailable,
              "Files cannot be looked through for viruses at the moment, so none can be taken.",
              std::move(detail));
}

/// One connection that gives up at its end of time.
class Wire {
 public:
  explicit Wire(std::chrono::milliseconds time) : end_(Steady::now() + time) {}
  ~Wire() {
    if (fd_ >= 0) ::close(fd_);
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  Status open(const std::string& path) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof to.sun_path)
      return no_answer("the path of the socket does not fit");
    std::memcpy(to.sun_path, path.data(), path.size());
    fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd_ < 0) return no_answer(std::strerror(errno));
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      return no_answer(std::string("connect: ") + std::strerror(errno));
    return {};
  }
  /// True when all of it is gone; false when the other side takes no more (its answer may say why).
  Result<bool> send(ByteView bytes) {
    while (!bytes.empty()) {
      CHECK_OK(wait_for(POLLOUT));
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) return false;
      if (n < 0 && errno != EAGAIN && errno != EINTR)
        return no_answer(std::string("send: ") + std::strerror(errno));
      if (n > 0) bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// Up to the zero byte, without it.
  Result<std::string> hear() {
    std::string heard;
    for (;;) {
      CHECK_OK(wait_for(POLLIN));
      std::array<char, 256> piece;
      const auto n = ::recv(fd_, piece.data(), piece.size(), 0);
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (n < 0) return no_answer(std::string("recv: ") + std::strerror(errno));
      if (n == 0) return no_answer("it hung up without an answer");
      heard.append(piece.data(), static_cast<std::size_t>(n));
      if (const auto end = heard.find('\0'); end != heard.npos) return heard.substr(0, end);
      if (heard.size() > kLongestAnswer) return no_answer("its answer has no end");
    }
  }

 private:
  Status wait_for(short what) {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Steady::now()).count();
      if (left <= 0) return no_answer("no answer in time");
      pollfd p{fd_, what, 0};
      const int n = ::poll(&p, 1, static_cast<int>(left));
      if (n > 0) return {};
      if (n < 0 && errno != EINTR) return no_answer(std::string("poll: ") + std::strerror(errno));
    }
  }
  Steady::time_point end_;
  int fd_ = -1;
};

std::array<std::uint8_t, 4> length_of(std::size_t n) {
  return {static_cast<std::uint8_t>(n >> 24), static_cast<std::uint8_t>(n >> 16),
          static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
}

/// The pieces of a file and the empty one at its end; false when it was not all taken.
Result<bool> send_file(Wire& wire, ByteView file) {
  for (std::size_t at = 0; at <= file.size(); at += kPiece) {
    const auto piece = file.subspan(at, std::min(kPiece, file.size() - at));
    if (piece.empty()) break;
    TRY(const bool head, wire.send(length_of(piece.size())));
    if (!head) return false;
    TRY(const bool all, wire.send(piece));
    if (!all) return false;
  }
  return wire.send(length_of(0));
}

/// For a page: no more than a line of plain letters, whatever the daemon says.
std::string plain(std::string_view s) {
  std::string out;
  for (const char c : s.substr(0, kLongestName)) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

}  // namespace

VirusScanner::VirusScanner(std::string socket, const Clock& clock, Times times)
    : socket_(std::move(socket)), clock_(clock), times_(times) {}

Result<std::string> VirusScanner::ask(std::string_view command, ByteView file,
                                      std::chrono::milliseconds time) const {
  Wire wire(time);
  CHECK_OK(wire.open(socket_));
  const std::string said = "z" + std::string(command) + '\0';
  TRY(bool all, wire.send(as_bytes(said)));
  if (all && command == "INSTREAM") {
    TRY(all, send_file(wire, file));
  }
  TRY(auto answer, wire.hear());
  // "OK" about half a file says nothing about the other half.
  if (!all && answer.ends_with(" OK")) return no_answer("it answered before it had the whole file");
  return answer;
}

Result<Scanned> VirusScanner::look(ByteView file) {
  auto answer = ask("INSTREAM", file, times_.scan);
  if (!answer) {
    remember(false, answer.error().detail.text);
    return tl::unexpected<Error>(std::move(answer).error());
  }
  if (*answer == "stream: OK") {
    remember(true, "nothing was found");
    return Scanned::Clean;
  }
  if (answer->starts_with("stream: ") && answer->ends_with(" FOUND")) {
    remember(true, "a virus was found: " + plain(answer->substr(8, answer->size() - 8 - 6)));
    return Scanned::Infected;
  }
  remember(false, "it answered: " + plain(*answer));
  return no_answer("it answered: " + plain(*answer));
}

Status VirusScanner::ask_version() {
  auto answer = ask("VERSION", {}, times_.version);
  if (answer && !answer->starts_with("ClamAV ")) answer = no_answer("it answered: " + plain(*answer));
  if (!answer) {
    remember(false, answer.error().detail.text);
    return tl::unexpected<Error>(std::move(answer).error());
  }
  const auto first = answer->find('/');
  const auto second = first == answer->npos ? first : answer->find('/', first + 1);
  const Hold hold(lock_);
  state_.asked = state_.heard = clock_.now();
  state_.good = true;
  if (state_.last_words.empty()) state_.last_words = "it is there";
  state_.signatures = second == answer->npos ? std::string()
                                             : plain(answer->substr(first + 1, second - first - 1)) + " of " +
                                                   plain(answer->substr(second + 1));
  return {};
}

void VirusScanner::remember(bool good, std::string words) {
  const Hold hold(lock_);
  state_.asked = clock_.now();
  if (good) state_.heard = state_.asked;
  state_.good = good;
  state_.last_words = std::move(words);
}

ScannerState VirusScanner::state() const {
  const Hold hold(lock_);
  return state_;
}

}  // namespace candour::outbox
