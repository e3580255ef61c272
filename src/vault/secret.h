// Memory for secrets: wiped when it goes, left out of core dumps, and kept from the swap file where the
// machine allows it (RLIMIT_MEMLOCK). Any thread, as far as the contents allow it. Whoever may read the
// memory of the running server reads them all the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/bytes.h"

namespace candour::vault {

/// Overwrites with noughts; the compiler may not leave it out.
void wipe(void* at, std::size_t size);
inline void wipe(Bytes& b) {
  wipe(b.data(), b.size());
}

/// Overwrites what calls that are over left on this thread's stack, 64 KiB of it: the compiler and the linker
/// put registers there that may have held a key.
void wipe_left_on_stack();

/// From now on this process leaves no core dump behind, and no other process of its user may look into it.
void forbid_core_dumps();

/// Whole pages, noughts at first; a page takes memory once it is touched.
class SecretPages {
 public:
  explicit SecretPages(std::size_t size);  // throws std::bad_alloc
  ~SecretPages();                          // whoever filled them has wiped them
  SecretPages(const SecretPages&) = delete;
  SecretPages& operator=(const SecretPages&) = delete;
  void* data() { return at_; }
  std::size_t size() const { return size_; }
  /// False when the machine does not let us keep them from the swap file.
  bool locked() const { return locked_; }

 private:
  void* at_ = nullptr;
  std::size_t size_ = 0;
  bool locked_ = false;
};

/// One T on pages of its own, wiped when it goes.
template <class T>
class SecretBox {
 public:
  SecretBox() : pages_(sizeof(T)), at_(new (pages_.data()) T()) {}
  ~SecretBox() {
    at_->~T();
    wipe(pages_.data(), sizeof(T));
  }
  T& operator*() { return *at_; }
  const T& operator*() const { return *at_; }
  T* operator->() { return at_; }
  const T* operator->() const { return at_; }

 private:
  SecretPages pages_;
  T* at_;
};

/// Something typed or read: moved but never copied, wiped when it goes.
class Secret {
 public:
  static constexpr std::size_t kMost = 1024;
  Secret() = default;
  explicit Secret(std::string_view text) : bytes_(as_bytes(text).begin(), as_bytes(text).end()) {}
  /// Takes the bytes over; theirs is the only copy.
  explicit Secret(Bytes&& bytes) : bytes_(std::move(bytes)) {}
  Secret(Secret&&) = default;
  Secret& operator=(Secret&& other) noexcept {
    wipe(bytes_);
    bytes_ = std::move(other.bytes_);
    return *this;
  }
  ~Secret() { wipe(bytes_); }
  ByteView view() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }

 private:
  Bytes bytes_;
};

}  // namespace candour::vault
