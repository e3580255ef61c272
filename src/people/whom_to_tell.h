// Who hears of something about a person: whoever supports them now, or where nobody does, those who could
// give them somebody. In the caller's transaction; any thread.
#pragma once

#include "gate/tasks.h"

namespace candour::people {

/// A task each, of `t` without staff; t.about_person is whom it is about.
Status tell_who_supports(store::Txn& txn, const charter::Charter& c, const gate::Task& t);

}  // namespace candour::people
