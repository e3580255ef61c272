// Stories and pictures that somebody gave by choice, in something that goes to many (LL-2.3g, 2.5): which
// stand in it, and whether they may still be shown. Any thread. Promises: once one may not, nothing of it
// goes: what waits is stopped in the transaction that takes it back, and asked about again by whoever sends.
// What went already it cannot fetch back: where it was used stands with the story.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"

namespace candour::record {

using MailingUseId = Id<struct MailingUseTag>;

/// The step by which something that was given by choice is shown to others; none: it never is.
const charter::Move* use_step(const charter::Kind&);
/// The purpose under whose yes it was given, in that service; nothing where the charter asks for none.
std::optional<PurposeIx> given_for(const charter::Charter&, ServiceIx, const charter::Kind&);

/// Why something may not be shown any more.
enum class UseOver { No, TakenBack, Paused, Lapsed, Gone };
std::string_view use_over_code(UseOver why);
/// "the person took it back" …; "" for No.
std::string_view use_over_words(std::string_view code);

struct MailingUse {
  MailingUseId id;
  PersonId person;
  EntryId item;
  UnixMs added;
  StaffId by;
  bool picture = false;  // and not a story, which is told in the words
  std::string over;      // a code of UseOver; "" while it stands
};
/// `pass`: of the service that the mailing is about.
Result<std::vector<MailingUse>> uses_of(store::Session&, const gate::Gate&, const Pass&, EntryId mailing);

/// What of it may not be shown (any more), and why.
struct OverIn {
  UseOver why = UseOver::No;
  EntryId item;
};
/// Whether all that stands in it may be shown now: neither taken back nor put aside, its yes stands, and the
/// day on which they were to be asked again is not over. One query where nothing is in it.
Result<OverIn> over_in(store::Session&, const gate::Gate&, EntryId mailing, UnixMs now);

/// Where this one stands and was not ended yet.
Result<std::vector<EntryId>> mailings_with(store::Session&, const OrgCode&, EntryId item);
/// In the caller's transaction: what stands there of this one is over, and whoever wrote and sent it is told.
Status end_use(store::Txn&, const gate::Gate&, EntryId mailing, const OverIn& over, UnixMs now);

}  // namespace candour::record
