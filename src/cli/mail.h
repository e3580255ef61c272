// Starts the courier of mail, when `candour serve` was given a mail server: it tells staff that something
// needs them, which says nothing of what it is or whom it is about, and sends the letters that may go by mail
// (letters/mail.h). One thread at the start.
#pragma once

#include <memory>

#include "outbox/courier.h"
#include "web/house.h"

namespace candour::cli {

/// Nothing without a mail server: then alerts wait on pages alone, and letters are printed. `bounces`: the
/// Maildir in which what could not be delivered is reported (outbox/bounces.h); "": nobody looks.
std::unique_ptr<outbox::Courier> start_mail(const outbox::Mailer& mailer, web::House& house,
                                            const Clock& clock, const log::Log& log,
                                            const std::string& bounces);

}  // namespace candour::cli
