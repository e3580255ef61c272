#include "base/locks.h"

#if !defined(NDEBUG)
#include <array>
#include <cstdio>
#include <cstdlib>

namespace candour::lock_order {
namespace {

/// The ranks that a thread holds, in the order taken. No thread of ours holds sixteen.
struct Held {
  std::array<LockRank, 16> ranks;
  std::size_t count = 0;
};
thread_local Held held;

[[noreturn]] void broken(const char* what, LockRank holds, LockRank takes) {
  std::fprintf(stderr, "locks: %s (holds %d, takes %d); see LockRank in base/locks.h\n", what,
               static_cast<int>(holds), static_cast<int>(takes));
  std::abort();
}

}  // namespace

void taking(LockRank rank) {
  for (std::size_t i = 0; i < held.count; ++i)
    if (held.ranks[i] >= rank) broken("a lock was taken out of order", held.ranks[i], rank);
  if (held.count == held.ranks.size()) broken("too many locks at once", held.ranks.back(), rank);
  held.ranks[held.count++] = rank;
}

void left(LockRank rank) {
  for (std::size_t i = held.count; i-- > 0;) {
    if (held.ranks[i] != rank) continue;
    for (std::size_t j = i + 1; j < held.count; ++j) held.ranks[j - 1] = held.ranks[j];
    --held.count;
    return;
  }
  broken("a lock was let go that was not held", rank, rank);
}

}  // namespace candour::lock_order
#endif
