// When and for whom an entry stands in diaries, reckoned from its answers as the kind declares
// (charter::Diary), and its row, kept with it so that a diary opens nothing. Times are of the clocks in
// London: of the hour that comes twice in autumn the first is meant, and a length is always of minutes that
// pass. For the files of this room alone. Any thread.
#pragma once

#include <optional>

#include "record/diary.h"
#include "record/entry_rows.h"

namespace candour::record {

/// Brings the row into line with the entry: with its answers, as far as they may be seen, and its state.
Status settle_diary(store::Txn& txn, const charter::Charter& charter, const DueChange& change,
                    const charter::Values& values, CategorySet seen);

}  // namespace candour::record
