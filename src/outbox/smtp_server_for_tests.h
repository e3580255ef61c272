// A mail server on this machine that takes whatever it is given, for tests.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "outbox/servers_for_tests.h"

namespace candour::outbox {

class SmtpServer : public TestServer {
 public:
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port()); }
  /// All that was said in each exchange.
  std::vector<std::string> mails() {
    rest();
    return kept();
  }
};

/// Speaks as much of RFC 5321 as it takes to be given a mail.
class MailServer final : public SmtpServer {
 public:
  MailServer() { start(); }
  ~MailServer() override { stop(); }
  void refuse() { refuse_ = true; }
  /// From now on it takes all of a mail and says nothing.
  void fall_silent() { silent_ = true; }
  /// From now on it offers to lock the way, and then does not: it hangs up, says that it cannot now, or
  /// answers with what is no TLS.
  enum class Offers { Nothing, HangsUp, CannotNow, Nonsense };
  void offers(Offers how) { offers_ = how; }

 private:
  void serve(int fd) override {
    say(fd, "220 test\r\n");
    std::string all;
    bool data = false;
    for (std::string piece; (piece = more(fd)) != "";) {
      all += piece;
      if (data) {
        if (!all.ends_with("\r\n.\r\n")) continue;
        data = false;
        if (silent_) break;
        say(fd, "250 taken\r\n");
      } else if (piece.starts_with("DATA")) {
        data = true;
        say(fd, "354 go on\r\n");
      } else if (piece.starts_with("EHLO") && offers_ != Offers::Nothing) {
        say(fd, "250-test\r\n250 STARTTLS\r\n");
      } else if (piece.starts_with("STARTTLS") && offers_ != Offers::Nothing) {
        say(fd, offers_ == Offers::CannotNow ? "454 not now\r\n" : "220 go on\r\n");
        if (offers_ == Offers::HangsUp) break;
        if (offers_ == Offers::Nonsense) say(fd, "this is no TLS at all\r\n");
      } else if (piece.starts_with("RCPT") && refuse_) {
        say(fd, "550 nobody of that name\r\n");
      } else if (piece.starts_with("QUIT")) {
        say(fd, "221 bye\r\n");
        break;
      } else {
        say(fd, "250 good\r\n");
      }
    }
    keep(all);
  }
  std::atomic<bool> refuse_{false}, silent_{false};
  std::atomic<Offers> offers_{Offers::Nothing};
};

}  // namespace candour::outbox
