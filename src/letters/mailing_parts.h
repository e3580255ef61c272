// What sending to many people is made of: the job that does it a few people at a time, and what is known of
// whom. For the files of this room alone.
#pragma once

#include "letters/mailings.h"

namespace candour::letters {

inline constexpr std::string_view kByMail = "mail", kByPost = "post", kNoWay = "none";

/// Of people in a service on whom nothing is closed. $1 organisation, $2 service.
inline constexpr std::string_view kInService =
    "FROM enrolment e JOIN person p ON p.org=e.org AND p.id=e.person WHERE e.org=$1 AND e.service=$2 AND "
    "e.ended IS NULL AND p.died IS NULL";

struct MailingRooms {
  gate::Gate& gate;
  store::Db& db;
  record::Entries& entries;
  people::People& people;
  LetterMail& mail;
  const Clock& clock;
  std::string links, catalogue;
};

/// The services of which nobody was told of this version of the notice yet, though they have people and
/// something may be sent to them for that.
Result<std::vector<ServiceIx>> services_to_tell(store::Session& db, const charter::Charter& c,
                                                std::string_view version);
/// What the pass lets be looked up of people to write to them for one purpose.
gate::Look look_to_send(const charter::Charter& c, EntryId mailing, PurposeIx purpose);
/// What one person gets, in words: by mail with the link that stops it, and naming nobody; by letter with
/// name and address, and whom to tell.
struct Written {
  const charter::Charter& c;
  ServiceIx service{};
  charter::MailingTerms terms;
  std::string subject, words;
  Date today;
  // Of a change of the notice: which version, what it changed, and where the whole of it stands, or "".
  std::string version;
  std::vector<std::string> changes;
  std::string notice_at;

  std::string mail_text(const std::string& stop) const;
  void letter(const people::Profile& to, std::vector<paper::Block>& blocks) const;
  /// Somebody so young that others answer for them: it goes to whoever looks after them, on paper.
  bool through_others(const people::Profile& to) const;
};
/// `links`: as Mailings has them. Errors: NotFound when it is nothing that may be sent (any more).
Result<Written> written(const charter::Charter& c, const record::Entry& mailing, Date today,
                        const std::string& links);
/// What was said to have changed when it began to be sent; nothing: that was not looked up yet.
Result<std::optional<std::vector<std::string>>> kept_changes(store::Session& db, const OrgCode& org,
                                                             EntryId mailing);

class Mailings::Sending : public jobs::Kind {
 public:
  static constexpr std::string_view kCode = "mailing";
  static constexpr int kAtOnce = 24;  // people in one slice, which holds the writer under 50 ms

  explicit Sending(MailingRooms rooms) : r_(std::move(rooms)) {}
  std::string_view code() const override { return kCode; }
  Status step(jobs::Slice& slice) override;

 private:
  struct Some;
  Status send(jobs::Slice& slice, const Written& what, const Some& some);
  Status to_one(store::Txn& txn, const gate::Reachable& reach, const Written& what, EntryId mailing,
                const people::Profile& to);
  Status finish(jobs::Slice& slice, const Pass& pass, const record::Entry& mailing);
  Status find_changes(Written& what, EntryId mailing);
  Result<bool> stop_if_over(const Pass& pass, const record::Entry& mailing);

  const MailingRooms r_;
};

}  // namespace candour::letters
