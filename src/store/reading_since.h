// Since when this thread has been reading: what became durable before then, it sees; what became so later, it
// may not. Any thread, each of its own. It says nothing of read_records(), whose snapshot may be older.
#pragma once

#include <chrono>
#include <optional>

namespace candour::store {

/// When the outermost read or write that this thread is inside of began, before it read anything; nothing
/// outside of any.
std::optional<std::chrono::steady_clock::time_point> reading_since();

}  // namespace candour::store
