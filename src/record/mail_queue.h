// Mail that waits in a table until a mail server has it: taken, tried again, given up. The same for every
// table that has the columns org, id, raised, tries, next, sent, given_up and why (alert_mail, letter_mail,
// own_code), whatever else stands in it. Any thread. Promises: what one server took, no other gets for a few
// minutes; what failed is tried after twice as long, an hour at most; after a day it is given up. What a
// server had whole and did not answer for is tried once more and not again: it may have gone. It enters
// nothing on the ledger: that is for whoever knows what was sent.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/db.h"

namespace candour::record {

using MailId = Id<struct MailTag>;

/// What stopped a mail, as it stands in the row.
enum class NotSent {
  Nothing,
  NotLocked,
  NotTaken,
  NoAnswer,
  CalledBack,
  MayNot,
  MayHaveGone,
  CameBack,
  NotKnown  // by its certificate
};
std::string_view not_sent_code(NotSent why);
NotSent read_not_sent(std::string_view code);
/// "their mail server does not lock the way" …; what can be done about it follows from it.
std::string_view not_sent_words(NotSent why);
/// Of an error of outbox::post.
NotSent not_sent(Code code);

struct QueuedMail {
  MailId id;
  std::int64_t tries = 0;
  UnixMs raised;
  bool over = false;               // is not sent any more
  NotSent why = NotSent::Nothing;  // what is noted when it is over for another reason than its day
};

class MailQueue {
 public:
  MailQueue(std::string_view table, store::Db& db, const Clock& clock)
      : table_(table), db_(db), clock_(clock) {}

  /// What is to be sent now, the oldest first, at most `most`; Item is a QueuedMail and what `read` takes
  /// from `columns` beside it (from column 0). `settled` says, in the same transaction, whether nobody needs
  /// it any more. What is over is among them for the last time.
  template <class Item>
  Result<std::vector<Item>> take(int most, std::string_view columns,
                                 const std::function<void(const store::Row&, Item&)>& read,
                                 const std::function<Result<bool>(store::Txn&, Item&)>& settled = {}) {
    std::vector<Item> items;
    TRY(const bool any, waits());
    if (!any) return items;
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      CHECK_OK(each(txn, most, columns, [&](const store::Row& r, const QueuedMail& m) {
        Item item;
        static_cast<QueuedMail&>(item) = m;
        read(r, item);
        items.push_back(std::move(item));
      }));
      for (auto& item : items) {
        if (settled && !item.over) {
          TRY(item.over, settled(txn, item));
        }
        CHECK_OK(taken(txn, item));
      }
      return {};
    }));
    return items;
  }
  Status sent(store::Txn& txn, MailId id);
  /// It is tried again later, a day long; what stopped it this time is kept. True: it is given up now.
  Result<bool> failed(MailId id, std::int64_t tries, NotSent why);

 private:
  Result<bool> waits() const;
  Status each(store::Txn& txn, int most, std::string_view columns,
              const std::function<void(const store::Row&, const QueuedMail&)>& add);
  Status taken(store::Txn& txn, const QueuedMail& mail);

  const std::string table_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::record
