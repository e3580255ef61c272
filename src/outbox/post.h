// Handing a short text to somebody outside: a file that grows, a mail address, or an address on the web. The
// only place that speaks to other computers by itself. Any thread; a call waits until it is done, at most
// about half a minute. It sends what it is given, unlocked: of people only a letter that may go by mail
// (letters/writing.h) may be given to it. It does not know whether the mail was read.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace candour::outbox {

/// Where something goes.
struct Target {
  enum class Kind { File, Mail, Web };
  Kind kind = Kind::File;
  std::string to;  // the file's path, the mail address without "mailto:", or the whole address of the web
  bool operator==(const Target&) const = default;
};
/// "mailto:ADDRESS", "https://…" or "http://…"; anything without "://" is a file. Errors: Invalid with a
/// mend.
Result<Target> read_target(std::string_view text);
/// "file", "mail" or "web": for the log, which must not hold an address.
std::string_view name_of(Target::Kind);

struct Letter {
  std::string subject;  // UTF-8, without line ends; for mail alone
  std::string text;     // UTF-8
  UnixMs at;
  std::string stop = {};  // an address on the web where whoever gets it stops it with one press (RFC 8058)
};

/// The mail server that takes mail to be sent on.
struct Mailer {
  std::string url;             // smtp://host:port or smtps://host:port
  std::string from;            // the address that mail comes from
  std::string user, password;  // empty: without signing in. With them, only over TLS.
};

/// Appends to the file and waits until it is on disk; or sends a mail; or posts the text (text/plain), which
/// must be answered with 200 to 299. A `stop` that becomes true ends the wait. Errors: Unavailable, with the
/// cause in the detail and without the address; Invalid when a mail is to be sent and there is no mailer.
Status post(const Target& target, const Letter& letter, const Mailer& mailer, const std::atomic<bool>& stop);

}  // namespace candour::outbox
