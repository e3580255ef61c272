// Memory for SQLite that is overwritten when it is given back: what was destroyed lies on in no scrap of it.
// Any thread. What SQLite still holds (pages that it keeps, statements) it does not see; those of keys are
// overwritten by secure_delete.
#pragma once

namespace candour::store {

/// From the first connection on, for all of them; the first call alone does anything.
void wipe_what_sqlite_gives_back();

}  // namespace candour::store
