// Starts the courier that tells people by mail that something needs them, when `candour serve` was given a
// mail server. One thread at the start. The mail says nothing of what it is or whom it is about.
#pragma once

#include <memory>

#include "outbox/courier.h"
#include "web/house.h"

namespace candour::cli {

/// Nothing without a mail server: then alerts wait on pages alone.
std::unique_ptr<outbox::Courier> start_alert_mail(const outbox::Mailer& mailer, web::House& house,
                                                  const Clock& clock, const log::Log& log);

}  // namespace candour::cli
