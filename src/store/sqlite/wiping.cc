#include "store/sqlite/wiping.h"

#include <sqlite3.h>
#include <string.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace candour::store {

namespace {

// Before each piece stands how long it is, with room to keep SQLite's alignment.
constexpr std::size_t kBefore = alignof(std::max_align_t);
static_assert(kBefore >= sizeof(std::size_t));

std::size_t& length_of(void* at) {
  return *reinterpret_cast<std::size_t*>(static_cast<char*>(at) - kBefore);
}

void* take(int size) {
  auto* all = static_cast<char*>(std::malloc(kBefore + static_cast<std::size_t>(size)));
  if (!all) return nullptr;
  length_of(all + kBefore) = static_cast<std::size_t>(size);
  return all + kBefore;
}
void give_back(void* at) {
  if (!at) return;
  explicit_bzero(at, length_of(at));
  std::free(static_cast<char*>(at) - kBefore);
}
void* resize(void* at, int size) {
  auto* fresh = take(size);
  if (!fresh) return nullptr;  // the old one stays
  memcpy(fresh, at, std::min(length_of(at), static_cast<std::size_t>(size)));
  give_back(at);
  return fresh;
}
int length(void* at) {
  return at ? static_cast<int>(length_of(at)) : 0;
}
int round_up(int size) {
  return (size + 7) & ~7;
}
int begin(void*) {
  return SQLITE_OK;
}
void end(void*) {}

}  // namespace

void wipe_what_sqlite_gives_back() {
  [[maybe_unused]] static const bool once = [] {
    static const sqlite3_mem_methods methods = {take,     give_back, resize, length,
                                                round_up, begin,     end,    nullptr};
    // Where SQLite is at work already it says no, and goes on with its own.
    const bool set = sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK;
    // Otherwise pages come from one piece that is never given back.
    return set && sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0) == SQLITE_OK;
  }();
}

}  // namespace candour::store
