#include "record/mail_queue.h"

#include <algorithm>

#include "store/accounted.h"

namespace candour::record {
namespace {

constexpr std::int64_t kMinute = 60'000;
/// A server that took it and was not heard of for so long has died.
constexpr std::int64_t kTaken = 5 * kMinute;
constexpr std::int64_t kGivenUpAfter = 24 * 60 * kMinute;

/// Twice as long after each try, an hour at most.
std::int64_t wait_after(std::int64_t tries) {
  return std::min(kMinute << std::min<std::int64_t>(tries, 10), 60 * kMinute);
}

constexpr std::string_view kToBeSent = " WHERE org=$1 AND next<=$2 AND sent IS NULL AND given_up IS NULL ";

}  // namespace

std::string_view not_sent_code(NotSent why) {
  constexpr std::string_view kCodes[] = {
      "",          "not-locked", "not-taken", "no-answer", "called-back", "not-any-more", "may-have-gone",
      "came-back", "not-known"};
  return kCodes[static_cast<std::size_t>(why)];
}

NotSent read_not_sent(std::string_view code) {
  for (const auto why : {NotSent::NotLocked, NotSent::NotTaken, NotSent::NoAnswer, NotSent::CalledBack,
                         NotSent::MayNot, NotSent::MayHaveGone, NotSent::CameBack, NotSent::NotKnown})
    if (code == not_sent_code(why)) return why;
  return NotSent::Nothing;
}

std::string_view not_sent_words(NotSent why) {
  switch (why) {
    case NotSent::NotLocked:
      return "their mail server does not lock the way, so it was given nothing";
    case NotSent::NotKnown:
      return "their mail server showed no certificate by which it is known to be theirs, so it was given nothing";
    case NotSent::NotTaken:
      return "the mail server does not take it";
    case NotSent::NoAnswer:
      return "the mail server does not answer";
    case NotSent::CalledBack:
      return "it was called back";
    case NotSent::MayNot:
      return "what let it be sent has ended";
    case NotSent::MayHaveGone:
      return "it may have gone: the mail server had all of it and did not answer";
    case NotSent::CameBack:
      return "it came back: nobody has it";
    case NotSent::Nothing:
      break;
  }
  return "it was not tried yet";
}

NotSent not_sent(Code code) {
  return code == Code::NotAllowed ? NotSent::NotLocked
         : code == Code::Corrupt  ? NotSent::NotKnown
         : code == Code::Conflict ? NotSent::NotTaken
         : code == Code::TooMuch  ? NotSent::MayHaveGone
                                  : NotSent::NoAnswer;
}

Result<bool> MailQueue::waits() const {
  bool any = false;
  // Most of the time there is nothing, and nobody's writing waits for the look.
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each("SELECT 1 FROM " + table_ + std::string(kToBeSent) + "LIMIT 1",
                   {db_.org(), clock_.now().ms}, [&](const store::Row&) { return any = true, false; });
  }));
  return any;
}

Status MailQueue::each(store::Txn& txn, int most, std::string_view columns,
                       const std::function<void(const store::Row&, const QueuedMail&)>& add) {
  store::no_entry_needed("a mail that is to be sent brings its entry when the mail server has it");
  const auto now = clock_.now();
  const int own = 1 + static_cast<int>(std::ranges::count(columns, ','));
  return txn.each("SELECT " + std::string(columns) + ", id, tries, raised FROM " + table_ +
                      std::string(kToBeSent) + "ORDER BY next LIMIT $3",
                  {db_.org(), now.ms, most}, [&](const store::Row& r) {
                    const UnixMs raised{r.i64(own + 2)};
                    add(r, {r.id<MailId>(own), r.i64(own + 1), raised, now.ms - raised.ms > kGivenUpAfter});
                    return true;
                  });
}

Status MailQueue::taken(store::Txn& txn, const QueuedMail& mail) {
  const auto now = clock_.now();
  if (mail.over && mail.why != NotSent::Nothing)
    CHECK_OK(txn.run("UPDATE " + table_ + " SET why=$3 WHERE org=$1 AND id=$2",
                     {db_.org(), mail.id, not_sent_code(mail.why)}));
  return txn
      .run("UPDATE " + table_ +
               (mail.over ? " SET given_up=$3 WHERE org=$1 AND id=$2"
                          : " SET next=$3, tries=tries+1 WHERE org=$1 AND id=$2"),
           {db_.org(), mail.id, mail.over ? now.ms : now.ms + std::max(kTaken, wait_after(mail.tries))})
      .map([](auto) {});
}

Status MailQueue::sent(store::Txn& txn, MailId id) {
  return txn.run("UPDATE " + table_ + " SET sent=$3 WHERE org=$1 AND id=$2", {db_.org(), id, clock_.now().ms})
      .map([](auto) {});
}

Result<bool> MailQueue::failed(MailId id, std::int64_t tries, NotSent why) {
  bool ends = false;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("nothing was sent, or nobody knows whether it was");
    const auto now = clock_.now().ms;
    const std::string unsure(not_sent_code(NotSent::MayHaveGone));
    bool before = false;
    CHECK_OK(txn.each("SELECT 1 FROM " + table_ + " WHERE org=$1 AND id=$2 AND why=$3",
                      {db_.org(), id, unsure}, [&](const store::Row&) { return before = true, false; }));
    // Twice at most, and that it may have gone is not forgotten over a later try that failed otherwise.
    ends = before && why == NotSent::MayHaveGone;
    if (ends)
      CHECK_OK(txn.run("UPDATE " + table_ + " SET given_up=$3 WHERE org=$1 AND id=$2", {db_.org(), id, now}));
    return txn
        .run("UPDATE " + table_ + " SET next=$3, why=$4 WHERE org=$1 AND id=$2",
             {db_.org(), id, now + wait_after(tries), before ? unsure : std::string(not_sent_code(why))})
        .map([](auto) {});
  }));
  return ends;
}

}  // namespace candour::record
