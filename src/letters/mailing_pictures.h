// Puts a story or picture that somebody gave by choice into something that goes to many, and keeps the copy
// of the picture that goes with its mail (LL-2.3g). Any thread. Promises: it goes in only while the mailing
// waits to be looked at, and by the step of its own entry, which asks whether they signed for a newsletter
// and whether that holds; the copy lies under a key of its own and goes when it is taken back, or when all is
// sent. It does not look at what a picture shows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "record/entries.h"
#include "record/mailing_uses.h"
#include "vault/vault.h"

namespace candour::letters {

inline constexpr std::size_t kMostPictureBytes = std::size_t{2} * 1024 * 1024;

/// What goes with a mail.
struct Enclosed {
  std::string name, type;  // "picture-1.jpg", "image/jpeg"
  std::shared_ptr<const Bytes> bytes;
};

class MailingPictures {
 public:
  MailingPictures(gate::Gate& gate, store::Db& db, vault::Vault& vault, record::Entries& entries,
                  const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), entries_(entries), clock_(clock) {}

  /// Those of the item's service that wait to be looked at: the newest first. Whoever may not open them is
  /// told of none.
  struct Open {
    EntryId id;
    std::string subject;
  };
  Result<std::vector<Open>> waiting(const gate::Actor& actor, const record::Entry& item) const;
  /// `pass`: to take steps of the item. `type`, `picture`: of an item that is one. Errors: Invalid at the
  /// field, as the step; Conflict where the mailing does not wait any more; TooMuch.
  Status put_in(const gate::Actor& actor, const Pass& pass, const record::Entry& item, EntryId mailing,
                std::string_view type, ByteView picture);
  /// What stands in it. `pass`: of the service it is about.
  Result<std::vector<record::MailingUse>> in(const Pass& pass, EntryId mailing) const;
  /// Copies whose mailing has ended, and of which no mail waits. Every hour.
  Status sweep();

 private:
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  record::Entries& entries_;
  const Clock& clock_;
};

/// The pictures that go with a mail of this mailing.
Result<std::vector<Enclosed>> enclosed_in(store::Db& db, vault::Vault& vault, EntryId mailing);

}  // namespace candour::letters
