// A web server on this machine that takes whatever it is given, for tests, and what every such server is.
// Each runs on a thread of its own from its making to its end.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/locks.h"

namespace candour::outbox {

/// Listens on a free port and serves one connection after another.
class TestServer {
 public:
  TestServer() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
        ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
      throw std::runtime_error("no port to listen on");
    port_ = ntohs(at.sin_port);
  }
  virtual ~TestServer() { ::close(listener_); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;
  int port() const { return port_; }

 protected:
  void start() {
    thread_ = std::thread([this] {
      while (ready(listener_)) {
        serving_ = true;  // before it is taken: whoever rests meanwhile sees one or the other
        const int fd = ::accept(listener_, nullptr, nullptr);
        if (fd >= 0) serve(fd), ::close(fd);
        serving_ = false;
      }
    });
  }
  /// Called first in the destructor of whoever has a serve().
  void stop() {
    stop_ = true;
    thread_.join();
  }
  virtual void serve(int fd) = 0;
  /// Waits until there is something to read; false when the server ends.
  bool ready(int fd) const {
    while (!stop_) {
      pollfd p{fd, POLLIN, 0};
      if (::poll(&p, 1, 20) > 0) return true;
    }
    return false;
  }
  /// What comes next; empty at the end.
  std::string more(int fd) const {
    char piece[4096];
    const auto got = ready(fd) ? ::recv(fd, piece, sizeof piece, 0) : 0;
    return got > 0 ? std::string(piece, static_cast<std::size_t>(got)) : std::string();
  }
  static void say(int fd, const std::string& words) {
    (void)!::send(fd, words.data(), words.size(), MSG_NOSIGNAL);
  }
  void keep(std::string what) {
    const Hold hold(lock_);
    kept_.push_back(std::move(what));
  }
  std::vector<std::string> kept() {
    const Hold hold(lock_);
    return kept_;
  }
  /// Waits until it speaks with nobody: whoever spoke with it may be done before it has put down what was
  /// said.
  void rest() const {
    for (pollfd p{listener_, POLLIN, 0}; serving_ || ::poll(&p, 1, 0) > 0;)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  mutable Mutex lock_{LockRank::Last};

 private:
  int listener_ = -1, port_ = 0;
  std::vector<std::string> kept_ GUARDED_BY(lock_);
  std::atomic<bool> stop_{false}, serving_{false};
  std::thread thread_;
};

class WebServer final : public TestServer {
 public:
  WebServer() { start(); }
  ~WebServer() override { stop(); }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + path;
  }
  /// From now on: the status line without "HTTP/1.1 ", and headers; empty: no answer at all.
  void answer(std::string status) {
    const Hold hold(lock_);
    answer_ = std::move(status);
  }
  std::vector<std::string> requests() { return kept(); }

 private:
  void serve(int fd) override {
    std::string request;
    for (std::string piece; (piece = more(fd)) != "";) {
      request += piece;
      const auto head = request.find("\r\n\r\n");
      if (head == request.npos) continue;
      const auto length = request.find("Content-Length: ");
      const auto body = length == request.npos ? 0 : std::stoul(request.substr(length + 16));
      if (request.size() < head + 4 + body) continue;
      keep(request);
      const auto status = [&] {
        const Hold hold(lock_);
        return answer_;
      }();
      if (!status.empty()) {
        say(fd, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
    }
  }
  std::string answer_ GUARDED_BY(lock_) = "200 OK";
};

/// A port on which nobody listens.
inline int free_port() {
  class Nobody final : public TestServer {
    void serve(int) override {}
  };
  return Nobody().port();
}

}  // namespace candour::outbox
