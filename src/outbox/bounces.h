// Reads mail that came back: reports of a mail server that could not deliver what it took (RFC 3464), from
// the Maildir into which the mail server puts what comes to the address that mail is sent from. One thread.
// Promises: a report names one of our mails or it is none, whatever else it says; nothing that is read is
// kept or sent on; each message is read once. It does not know whether a report is true: whoever got our mail
// can write one. Mail in one growing file (mbox) it does not read: that takes a lock shared with the server.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace candour::outbox {

inline constexpr std::size_t kMostOfAReport = std::size_t{256} * 1024;  // the rest of one is not read

/// The Message-ID of the mail that was not delivered, before the @. Nothing where the message is no report,
/// or reports a delay, or a mail that did not come from `from`.
std::optional<std::string> read_bounce(std::string_view message, std::string_view from);

/// Hands each report of the Maildir to `came_back`, at most `most` messages, and then files every message
/// as seen: in its folder cur. One that `came_back` could not note is read again. Errors: Unavailable.
Status read_bounces(const std::string& maildir, std::string_view from,
                    const std::function<Status(const std::string& id)>& came_back, int most = 50);

}  // namespace candour::outbox
