// Letters that go by mail: kept sealed under a key of their own until the mail server has them, sent once,
// and then forgotten but for when. Any thread. Promises: however often it is asked for, a letter goes once;
// it is tried for a day. Of a server that dies between sending and writing that down it may go twice. Mail is
// not locked on its way: who may get a letter so says letters/writing.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "record/mail_queue.h"
#include "vault/vault.h"

namespace candour::letters {

struct LetterParcel {
  std::string to, subject, text;
  std::string stop;                  // the address at which they stop it themselves; "": they cannot
  std::optional<PurposeIx> purpose;  // for which it is sent: not any more, once they say no to it
};
struct LetterMailItem {
  record::MailId id;
  PersonId person;
  EntryId entry;
  std::int64_t tries = 0;
  LetterParcel parcel;
};
struct LetterPosted {
  UnixMs asked;
  std::optional<UnixMs> sent, given_up;
};

class LetterMail {
 public:
  LetterMail(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), clock_(clock), queue_("letter_mail", db, clock) {}
  /// Of a letter that is kept as this entry. One that was queued before is left as it is. `pass` wrote it.
  Status queue(const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel);
  /// The same in the caller's transaction, which enters what it is on the ledger: to one of many.
  Status queue(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel);
  /// Whether and when it went; nothing for a letter that was never to go by mail.
  Result<std::optional<LetterPosted>> posted(const Pass& pass, PersonId person, EntryId entry) const;

  /// For the courier: what is to be sent now, the oldest first. Nobody else gets these for a few minutes.
  Result<std::vector<LetterMailItem>> take(int most);
  /// The mail server has it: one line on the ledger, and what it said is gone but for the copy in the record.
  Status sent(const LetterMailItem& item);
  Status failed(const LetterMailItem& item) { return queue_.failed(item.id, item.tries); }

 private:
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  record::MailQueue queue_;
};

}  // namespace candour::letters
