// Mail to those whom an alert must reach, beside what their pages show: that something waits, and nothing of
// what it is or whom it is about. Queued in the transaction that raises the alert; sent by outbox/courier.h;
// said on the entry when the mail server took it. Any thread. Promises: whoever has seen the alert meanwhile
// gets no mail; after a day it is given up. It cannot know whether a mail was read, and of a server that dies
// between sending and writing that down the mail may be sent twice.
#pragma once

#include <string>
#include <vector>

#include "gate/gate.h"
#include "record/mail_queue.h"

namespace candour::record {

struct AlertMailItem {
  MailId id;
  StaffId staff;
  std::int64_t tries = 0;
};

/// In the transaction that raises the alert.
Status queue_alert_mail(store::Txn& txn, const OrgCode& org, AlertId alert, StaffId staff, UnixMs now);

class AlertMail {
 public:
  AlertMail(gate::Gate& gate, store::Db& db, const Clock& clock)
      : gate_(gate), db_(db), clock_(clock), queue_("alert_mail", db, clock) {}
  /// What is to be sent now, the oldest first. Nobody else gets these for a few minutes. What was seen, or is
  /// a day old, is settled on the way.
  Result<std::vector<AlertMailItem>> take(int most);
  /// The mail server has it. One line on the ledger.
  Status sent(const AlertMailItem& item);
  /// Tried again later, each time after twice as long, an hour at most.
  Status failed(const AlertMailItem& item, NotSent why = NotSent::NoAnswer) {
    // An alert that comes twice is better than none.
    const auto again = why == NotSent::MayHaveGone ? NotSent::NoAnswer : why;
    return queue_.failed(item.id, item.tries, again).map([](bool) {});
  }

 private:
  gate::Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
  MailQueue queue_;
};

}  // namespace candour::record
