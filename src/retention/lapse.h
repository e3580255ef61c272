// What somebody gave by choice goes by itself when the time that the notice gives it is over: nobody need
// propose it, since nobody may keep it. Any thread.
#pragma once

#include "record/entries.h"

namespace candour::retention {

/// Brings such entries into the state in which they are destroyed, unless something holds them. Every hour.
/// How many. `most`: in one turn.
Result<int> lapse(store::Db& db, const gate::Gate& gate, vault::Vault& vault, record::Entries& entries,
                  UnixMs now, int most = 200);
/// Takes whoever stands in somebody else's record off it when their own clock is over (others-in-records:
/// keep), with what is sealed of them, unless something holds that record. How many.
Result<int> lapse_others(store::Db& db, const gate::Gate& gate, vault::Vault& vault, UnixMs now,
                         int most = 200);

}  // namespace candour::retention
