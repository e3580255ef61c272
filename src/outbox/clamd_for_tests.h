// A daemon that behaves like ClamAV's on its socket, or misbehaves, for tests: it finds EICAR's test file and
// nothing else. On a thread of its own from its making to its end.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

namespace candour::outbox {

/// EICAR's anti-virus test file, written so that no scanner of this source finds it.
inline std::string eicar() {
  return std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-") + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
}

class FakeClamd {
 public:
  enum class Mood {
    Well,
    Silent,   // takes everything and never answers
    Slow,     // answers a letter at a time, for ever
    HangsUp,  // after the first piece
    Error,    // "… size limit exceeded. ERROR", in the middle of the file
    Rubbish,  // an answer that is none
    EarlyOk,  // says OK after the first bytes and takes no more
  };
  explicit FakeClamd(std::string path)
      : path_(std::move(path)), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, path_.data(), path_.size());
    ::unlink(path_.c_str());
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 || ::listen(listener_, 16) != 0)
      throw std::runtime_error("no socket for the daemon of the test");
    thread_ = std::thread([this] { serve(); });
  }
  ~FakeClamd() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
    ::unlink(path_.c_str());
  }
  FakeClamd(const FakeClamd&) = delete;

  std::atomic<Mood> mood{Mood::Well};
  std::atomic<int> scans{0};

 private:
  bool ready(int fd) const {
    while (!stop_) {
      pollfd p{fd, POLLIN, 0};
      if (::poll(&p, 1, 10) > 0) return true;
    }
    return false;
  }
  /// False when the other side is gone.
  bool more(int fd, std::string& heard) const {
    char piece[65536];
    const auto n = ready(fd) ? ::recv(fd, piece, sizeof piece, 0) : 0;
    if (n > 0) heard.append(piece, static_cast<std::size_t>(n));
    return n > 0;
  }
  void say(int fd, const std::string& words) const {
    (void)!::send(fd, words.data(), words.size(), MSG_NOSIGNAL);
  }

  void serve() {
    while (ready(listener_)) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) continue;
      one(fd);
      ::close(fd);
    }
  }
  void one(int fd) {
    std::string heard;
    while (heard.find('\0') == heard.npos)
      if (!more(fd, heard)) return;
    const auto command = heard.substr(0, heard.find('\0'));
    heard.erase(0, command.size() + 1);
    if (mood == Mood::Silent) return wait_for_end(fd);
    if (mood == Mood::Rubbish) return say(fd, std::string("HTTP/1.1 200 stream: OK") + '\0');
    if (mood == Mood::Slow) return drip(fd);
    if (command == "zVERSION")
      return say(fd, std::string("ClamAV 1.0.7/27452/Tue Nov 24 09:31:12 2026") + '\0');
    if (command == "zINSTREAM") scan(fd, heard);
  }
  void scan(int fd, std::string heard) {
    ++scans;
    if (mood == Mood::HangsUp) return;
    if (mood == Mood::EarlyOk) return say(fd, std::string("stream: OK") + '\0');
    if (mood == Mood::Error) return say(fd, std::string("INSTREAM size limit exceeded. ERROR") + '\0');
    std::string file;
    for (;;) {
      while (heard.size() < 4)
        if (!more(fd, heard)) return;
      std::size_t n = 0;
      for (int i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(heard[static_cast<std::size_t>(i)]);
      if (n == 0) break;
      while (heard.size() < 4 + n)
        if (!more(fd, heard)) return;
      file += heard.substr(4, n);
      heard.erase(0, 4 + n);
    }
    const bool found = file.find(eicar()) != file.npos;
    say(fd, (found ? std::string("stream: Eicar-Signature FOUND") : std::string("stream: OK")) + '\0');
  }
  void wait_for_end(int fd) const {
    std::string ignored;
    while (more(fd, ignored)) ignored.clear();
  }
  void drip(int fd) const {
    for (int i = 0; i < 1000 && !stop_; ++i) {
      if (::send(fd, "s", 1, MSG_NOSIGNAL) < 0) return;
      ::usleep(20'000);
    }
  }

  const std::string path_;
  const int listener_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace candour::outbox
