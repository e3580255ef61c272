#include "vault/secret.h"

#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace candour::vault {

void wipe(void* at, std::size_t size) {
  if (size != 0) sodium_memzero(at, size);
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
