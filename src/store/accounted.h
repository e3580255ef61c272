// No act without its line: a transaction that changes records, people or who may do what, and brings no entry
// to the ledger, is not committed. So a page that forgets to say what it did does not work at all, instead of
// working unseen. Any thread. It sees that there is an entry, not that the entry says the right thing: the
// tests of each act do.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace candour::store {

/// Whether a change of one of these tables must be accounted for on the ledger.
bool wants_entry(std::span<const std::string> tables);

/// Says of the write that is under way on this thread that what it changes is no act of anybody's: a session
/// that was used once more, a guess that is counted. `why` is for whoever reads the code: tools/tidy lists
/// who says it. Without a write under way it does nothing.
void no_entry_needed(std::string_view why);

}  // namespace candour::store
