// Whether somebody's contact details are still right: asked of whoever works with them, as often as the
// notice promises (LL-2.4f), and answered with one press, or by changing them. It is a clock of their
// support: it begins and ends with that, and what they are supported with in several services is asked in
// each and answered once. Any thread. It does not know whether whoever answers has asked the person.
#pragma once

#include <optional>

#include "base/clock.h"
#include "charter/charter.h"
#include "gate/gate.h"

namespace candour::people {

/// Begins with the support, or with the first notice that promises it. Nothing where none does.
Status begin_details_clock(store::Txn& txn, const charter::Charter& charter, EnrolmentId id);
/// Ends with the support, or begins again with it.
Status stop_details_clock(store::Txn& txn, const charter::Charter& charter, EnrolmentId id, bool stop);
/// Found right on that day: asked again after as long as the charter says. The new day; nothing where it is
/// not asked of them now. The caller writes it on the ledger.
Result<std::optional<charter::Date>> found_right(store::Txn& txn, const charter::Charter& charter,
                                                 const Pass& pass, PersonId person, charter::Date today);

struct DetailsCheck {
  std::optional<charter::Date> last;  // nothing: never yet
  std::optional<charter::Date> next;  // nothing: not asked now
};
/// When they were last found right, and when it is asked the next time.
Result<DetailsCheck> details_check(store::Session& db, const charter::Charter& charter, const Pass& pass,
                                   PersonId person);

/// For support that began before the notice promised it, or before the program asked: how many.
Result<int> begin_details_clocks(store::Db& db, const charter::Charter& charter, ledger::Ledger& ledger,
                                 const Clock& clock);

}  // namespace candour::people
