// Handing a short text to somebody outside: a file that grows, a mail address, or an address on the web. The
// only place that speaks to other computers by itself. Any thread; a call waits until it is done, at most
// about half a minute. Promises: a letter that is to go locked goes to the server that is named for its
// domain, under TLS and after that server has shown a certificate of its name, or not at all. What is not to
// go locked must tell nothing of anybody (letters/mail.h). It does not know whether the mail was read.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
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

/// What goes with a mail.
struct Attached {
  std::string name, type;  // "picture-1.jpg", "image/jpeg"
  std::shared_ptr<const Bytes> bytes;
};
struct Letter {
  std::string subject;  // UTF-8, without line ends; for mail alone
  std::string text;     // UTF-8
  UnixMs at;
  std::string stop = {};  // an address on the web where whoever gets it stops it with one press (RFC 8058)
  bool locked = false;    // goes by a locked way or not at all
  std::string id = {};    // the part of its Message-ID before the @, the same for each try; "": it has none
  std::vector<Attached> attached = {};
};

/// The mail server of a domain, to which mail goes straight and locked.
struct LockedWay {
  std::string domain,
      url;  // smtp://host:port, where TLS is begun before anything is said, or smtps://host:port
};
/// The mail server that takes mail to be sent on.
struct Mailer {
  std::string url;             // smtp://host:port or smtps://host:port
  std::string from;            // the address that mail comes from
  std::string user, password;  // empty: without signing in. With them, only over TLS.
  std::vector<LockedWay> locked = {};
  std::string authorities = {};  // a file of certificates by which servers are known; empty: the system's
};
/// Errors: Invalid with a mend. "nhs.net=smtp://relay.nhs.net:587"
Result<LockedWay> read_locked_way(std::string_view text);

/// Appends to the file and waits until it is on disk; or sends a mail; or posts the text (text/plain), which
/// must be answered with 200 to 299. A `stop` that becomes true ends the wait. Errors, with the cause in the
/// detail and without the address: Unavailable (nobody there), Conflict (they do not take it), NotAllowed
/// (the way there is not locked, and it is to go locked), Corrupt (the server showed no certificate by which
/// it is known: signed by nobody whom we trust, of another name, or lapsed), TooMuch (the mail server was
/// told to take all of it and did not answer: it may have gone); Invalid when a mail is to be sent and there
/// is no mailer.
Status post(const Target& target, const Letter& letter, const Mailer& mailer, const std::atomic<bool>& stop);

}  // namespace candour::outbox
