// Asks ClamAV's daemon on this machine whether a file that somebody gives us carries a virus. Promises: a
// file is called clean only when all of it was handed over and the daemon said "OK" in time; whatever else
// happens is an error, never a clean file; it speaks to a socket of this machine and sends no name. Any
// thread; a call waits, at most limits::kScanTime. It finds what ClamAV's signatures know, and nothing that
// is new.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/locks.h"
#include "base/result.h"

namespace candour::outbox {

enum class Scanned { Clean, Infected };

/// What was heard of the daemon last, for a page.
struct ScannerState {
  UnixMs asked, heard;     // 0: not yet
  bool good = false;       // the newest question was answered
  std::string last_words;  // "nothing was found", "a virus was found: …", or what was wrong
  std::string signatures;  // "27452 of Tue Nov 24 09:31:12 2026"; empty: not known
};

class VirusScanner {
 public:
  struct Times {
    std::chrono::milliseconds scan = limits::kScanTime, version = limits::kScanVersionTime;
  };
  /// `socket`: the path of clamd's socket, as LocalSocket has it in its configuration.
  VirusScanner(std::string socket, const Clock& clock) : VirusScanner(std::move(socket), clock, Times{}) {}
  VirusScanner(std::string socket, const Clock& clock, Times times);

  /// Errors: Unavailable, when it cannot be known (nobody listens, no answer in time, an answer that is
  /// none).
  Result<Scanned> look(ByteView file);
  /// Asks for the version of the signatures. Errors: as look.
  Status ask_version();
  ScannerState state() const;
  const std::string& socket() const { return socket_; }

 private:
  Result<std::string> ask(std::string_view command, ByteView file, std::chrono::milliseconds time) const;
  void remember(bool good, std::string words);

  const std::string socket_;
  const Clock& clock_;
  const Times times_;
  mutable Mutex lock_;
  ScannerState state_ GUARDED_BY(lock_);
};

}  // namespace candour::outbox
