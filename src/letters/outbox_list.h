// What waits to be sent, and what was given up lately, for those who run the organisation: mail to staff
// about alerts, letters and sharings by mail, codes for doors of people's own, where something is collected,
// and what lies ready for that. Any thread; it holds nothing. Promises: it tells no content, and of nobody
// who is supported; it asks the gate whether its reader runs the organisation. It does not say whether a mail
// was read.
#pragma once

#include <optional>
#include <vector>

#include "gate/gate.h"
#include "record/mail_queue.h"

namespace candour::letters {

struct InOutbox {
  enum class Sort { Alert, Letter, Sharing, WhereToCollect, Mailing, ToCollect, OwnCode };
  Sort sort{};
  StaffId staff;  // who is alerted, or asked for it; nil of a code for a door of their own
  UnixMs since;
  std::int64_t tries = 0;
  record::NotSent why{};           // what stopped the last try
  std::optional<UnixMs> given_up;  // and is not tried any more
  std::optional<UnixMs> ends;      // until when it can be collected
};
std::string_view words_of(InOutbox::Sort sort);
/// What somebody is to do about it, in a sentence.
std::string_view what_to_do(const InOutbox& item);

struct OutboxList {
  static constexpr int kMost = 200;        // of each sort
  static constexpr int kGivenUpDays = 14;  // for so long it is told
  std::vector<InOutbox> waits, given_up;   // the oldest first; the newest first
  bool more = false;                       // than are told
};
/// Errors: NotAllowed, for whoever does not have to do with the organisation's running.
Result<OutboxList> outbox_list(const gate::Actor& actor, gate::Gate& gate, store::Db& db, UnixMs now);

}  // namespace candour::letters
