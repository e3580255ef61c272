// A browser's end of a line, for tests: blocks, says what it is told and hears whole answers.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace candour::http {

/// A blocking client of a few lines.
class Client {
 public:
  /// `from`: another address of this machine's own, such as 127.0.1.1.
  explicit Client(std::uint16_t port, const char* from = nullptr)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (from) {
      sockaddr_in mine{};
      mine.sin_family = AF_INET;
      ::inet_pton(AF_INET, from, &mine.sin_addr);
      if (::bind(fd_, reinterpret_cast<sockaddr*>(&mine), sizeof mine) != 0) return;
    }
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  /// One answer by its Content-Length (none of it for HEAD); "" when the other side hung up.
  std::string answer(bool head = false) {
    std::size_t end;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return "";
    std::size_t length = 0;
    if (auto at = in_.find("Content-Length: "); at < end) length = std::stoul(in_.substr(at + 16));
    if (head || in_.starts_with("HTTP/1.1 100")) length = 0;
    while (in_.size() < end + 4 + length)
      if (!more()) break;
    std::string out = in_.substr(0, end + 4 + length);
    in_.erase(0, out.size());
    return out;
  }
  /// True when the other side hangs up within the time.
  bool hung_up(int within_ms = 3000) {
    char c;
    pollfd p{fd_, POLLIN, 0};
    while (::poll(&p, 1, within_ms) > 0)
      if (::recv(fd_, &c, 1, 0) <= 0) return true;
    return false;
  }

 private:
  bool more() {
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, 60000) <= 0) return false;  // papers are made by a thread that gives way
    char block[65536];
    auto n = ::recv(fd_, block, sizeof block, 0);
    if (n <= 0) return false;
    in_.append(block, static_cast<std::size_t>(n));
    return true;
  }
  int fd_;
  bool connected_ = false;
  std::string in_;
};

}  // namespace candour::http
