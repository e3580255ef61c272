#include "vault/secret.h"

#include <sodium.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define CANDOUR_LOOKS_FOR_LEAKS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CANDOUR_LOOKS_FOR_LEAKS 1
#endif
#endif

namespace candour::vault {

void wipe(void* at, std::size_t size) {
  if (size != 0) sodium_memzero(at, size);
}

void wipe_left_on_stack() {
  sodium_stackzero(64u << 10);
}

void forbid_core_dumps() {
  const rlimit none{0, 0};
  (void)::setrlimit(RLIMIT_CORE, &none);  // lowering one's own limit is always allowed
#if !defined(CANDOUR_LOOKS_FOR_LEAKS)     // that needs a look into the process
  (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

SecretPages::SecretPages(std::size_t size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  size_ = (size + page - 1) / page * page;
  at_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at_ == MAP_FAILED) throw std::bad_alloc();
  (void)::madvise(at_, size_, MADV_DONTDUMP);  // serve forbids dumps altogether; this is the second lock
  // Only what is touched is held in memory: a big cache that is mostly empty stays small.
  locked_ = ::mlock2(at_, size_, MLOCK_ONFAULT) == 0;
}

SecretPages::~SecretPages() {
  ::munmap(at_, size_);
}

}  // namespace candour::vault
