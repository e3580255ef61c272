// Letters that go by mail: kept sealed under a key of their own until the mail server has them, sent once,
// and then forgotten but for when. Any thread. Promises: however often it is asked for, a letter goes once;
// it is tried for a day. What stands in a record goes only to a domain that the charter names, and locked on
// its way (LL-4.3); what goes open tells nothing of anybody. What may not be told any more is not sent. Of a
// server that dies between sending and writing that down it may go twice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "letters/mailing_pictures.h"
#include "letters/outbox_list.h"
#include "letters/picking.h"
#include "record/mail_queue.h"
#include "vault/vault.h"

namespace candour::letters {

struct LetterParcel {
  std::string to, subject, text;
  std::string stop;                     // the address at which they stop it themselves; "": they cannot
  std::optional<PurposeIx> purpose;     // for which it is sent: not any more, once they say no to it
  bool open = false;                    // says nothing that stands in a record, so it need not be locked
  bool again = false;                   // in place of one that was queued before
  std::vector<PickedPart> parts = {};   // of a sharing: what was picked
  std::vector<Enclosed> enclosed = {};  // read when it goes: what stands in something that goes to many
};
struct LetterMailItem {
  record::MailId id;
  PersonId person;
  EntryId entry;
  std::int64_t tries = 0;
  LetterParcel parcel;
  std::string purpose;  // of something that goes to many
};
struct LetterPosted {
  UnixMs asked;
  std::optional<UnixMs> sent, given_up, came_back;
  std::int64_t tries = 0;
  record::NotSent why{};  // what stopped the last try
  bool itself = false;    // and not only where it is collected
  std::vector<PickedPart> parts;
  bool waits() const { return !sent && !given_up; }
};

class LetterMail {
 public:
  LetterMail(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), clock_(clock), queue_("letter_mail", db, clock) {}
  /// Of a letter, or a sharing, that is kept as this entry. One that was queued before is left as it is,
  /// unless this is to go again. `pass` wrote it. Errors: NotAllowed for what may not go by mail.
  Status queue(const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel);
  /// The same in the caller's transaction, which enters what it is on the ledger: to one of many.
  Status queue(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel);
  /// In the transaction in which it is told, with its line on the ledger: both happen, or neither.
  /// `before`: to forget() after the commit.
  using Before = std::vector<vault::KeyName>;
  Status queue_along(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry,
                     const LetterParcel& parcel, Before& before);
  record::Entries::Along along(const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel,
                               Before& before) {
    return [this, &pass, person, entry, parcel, &before](store::Txn& txn) {
      return queue_along(txn, pass, person, entry, parcel, before);
    };
  }
  Status forget(const Before& before) { return vault_.destroy_many(before); }
  /// Whether and when it went; nothing for a letter that was never to go by mail.
  Result<std::optional<LetterPosted>> posted(const Pass& pass, PersonId person, EntryId entry) const;

  /// Of a sharing: why it goes no more, with the part of the notice; "" while it may (record/still_told.h).
  Result<std::string> why_not_any_more(const Pass& pass, PersonId person, EntryId entry) const;
  /// It is not to go any more; nothing happens where it went, or never waited.
  Status call_back(const Pass& pass, PersonId person, EntryId entry);

  /// Mail of every sort that waits, or was given up. Errors: as outbox_list().
  Result<OutboxList> outbox(const gate::Actor& actor) const {
    return outbox_list(actor, gate_, db_, clock_.now());
  }

  /// For the courier: what is to be sent now, the oldest first. Nobody else gets these for a few minutes.
  Result<std::vector<LetterMailItem>> take(int most);
  /// Just before it goes: that nobody has called it back since it was taken, and that what let it be sent
  /// has not ended.
  Result<bool> goes(const LetterMailItem& item) const;
  /// The mail server has it: one line on the ledger, and what it said is gone but for the copy in the record.
  Status sent(const LetterMailItem& item);
  /// A mail server reports that it could not deliver this one after all (outbox/bounces.h): its entry says
  /// so, and whoever sent it has a task, unless it went to many. False: it is none of these, or was noted
  /// before.
  Result<bool> came_back(record::MailId id);
  Status failed(const LetterMailItem& item, record::NotSent why = record::NotSent::NoAnswer);

 private:
  struct Waiting;
  Result<std::optional<record::MailId>> there(store::Session& db, PersonId person, EntryId entry) const;
  /// What stops it now; Nothing where it may go.
  Result<record::NotSent> stopped(store::Session& db, const LetterMailItem& mail) const;
  Status enter_stopped(store::Txn& txn, const LetterMailItem& mail) const;

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  record::MailQueue queue_;
};

}  // namespace candour::letters
