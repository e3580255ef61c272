// That keys leave memory when they are forgotten: the whole memory of the process is searched for them.
#include "vault/secret.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "vault/key_store.h"
#include "vault/vault_on_disk_for_tests.h"

namespace candour::vault {
namespace {

constexpr std::uint8_t kMask = 0x5a;  // what is sought must not itself be found

/// A key as the test remembers it.
using Masked = std::array<std::uint8_t, 32>;
Masked masked(const Key& key) {
  Masked m{};
  for (std::size_t i = 0; i < m.size(); ++i) m[i] = key.data()[i] ^ kMask;
  return m;
}

/// How often a key stands in this process's memory.
int copies_of(const Masked& key) {
  static std::array<std::uint8_t, 1 << 16> buffer;
  const int mem = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  EXPECT_GE(mem, 0);
  int found = 0;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::size_t from = 0, to = 0;
    char dash = 0, read = 0;
    std::istringstream(line) >> std::hex >> from >> dash >> to >> read;
    if (read != 'r' || to - from > (std::size_t{1} << 30) || line.find("[v") != std::string::npos) continue;
    for (auto at = from; at + key.size() <= to; at += buffer.size() - key.size() + 1) {
      const auto n = ::pread(mem, buffer.data(), std::min(buffer.size(), to - at), static_cast<off_t>(at));
      if (n < static_cast<ssize_t>(key.size())) continue;
      const auto* end = buffer.data() + n - key.size() + 1;
      for (auto* p = buffer.data(); p < end; ++p) {
        p = static_cast<std::uint8_t*>(std::memchr(p, key[0] ^ kMask, static_cast<std::size_t>(end - p)));
        if (!p) break;
        std::size_t k = 1;
        while (k < key.size() && (p[k] ^ kMask) == key[k]) ++k;
        const auto* here = reinterpret_cast<const std::uint8_t*>(at) + (p - buffer.data());
        const bool own = here + key.size() > buffer.data() && here < buffer.data() + buffer.size();
        found += k == key.size() && !own;
      }
    }
  }
  ::close(mem);
  wipe(buffer.data(), buffer.size());
  return found;
}

TEST(Secrets, a_key_that_was_forgotten_is_nowhere_in_memory) {
  KeyCache cache;
  const auto person = PersonId::make(1'760'000'000'000), other = PersonId::make(1'760'000'000'001);
  const auto slot = KeySlot::group(1);
  Masked first{}, second{};
  {
    const PersonKey a{Key::random(), 1}, b{Key::random(), 1};
    first = masked(a.key);
    second = masked(b.key);
    cache.put(person, slot, a, cache.mark());
    cache.put(other, slot, b, cache.mark());
  }
  EXPECT_EQ(copies_of(first), 1);
  cache.forget(person, slot);
  EXPECT_EQ(copies_of(first), 0);
  EXPECT_EQ(copies_of(second), 1);
  cache.forget_all();
  EXPECT_EQ(copies_of(second), 0);
}

class SecretsOnDisk : public VaultOnDisk {};

TEST_F(SecretsOnDisk, closing_the_keys_leaves_none_in_memory) {
  open();
  const auto people = add_people(3);
  vault.reset();
  Masked person{}, seed_of_one_use{};
  {
    auto store = std::move(*KeyStore::open_file(org, root(), at("keys.db"), Records::There));
    const auto found = store->find(people[1], KeySlot::group(1));
    ASSERT_TRUE(found && *found);
    person = masked((*found)->key);
    seed_of_one_use = masked(store->derive("csrf"));
    EXPECT_GE(copies_of(person), 1);
  }
  EXPECT_EQ(copies_of(person), 0);
  EXPECT_EQ(copies_of(seed_of_one_use), 0);
}

TEST(Secrets, what_is_typed_is_wiped) {
  // Whatever is called for the first time is looked up first, and registers are put on the stack meanwhile.
  copies_of(masked(Key::random()));
  Bytes text(40, 't');
  Masked sought{};
  {
    // Random: bytes that can be reckoned beforehand may stand among the program's constants.
    const auto typed = Key::random();
    std::memcpy(text.data(), typed.data(), sought.size());
    sought = masked(typed);
  }
  wipe_left_on_stack();  // where this test itself has copied it
  {
    Secret secret{std::move(text)};
    EXPECT_EQ(copies_of(sought), 1);
  }
  EXPECT_EQ(copies_of(sought), 0);
}

TEST(Secrets, a_box_starts_empty_and_pages_of_secrets_are_left_out_of_dumps) {
  SecretBox<std::array<std::uint8_t, 64>> box;
  for (const auto b : *box) EXPECT_EQ(b, 0);
  // "dd" among the flags of the mapping: do not dump.
  std::ifstream maps("/proc/self/smaps");
  const auto here = reinterpret_cast<std::size_t>(&*box);
  bool inside = false, told = false;
  for (std::string line; std::getline(maps, line);) {
    std::size_t from = 0, to = 0;
    char dash = 0;
    if (std::istringstream(line) >> std::hex >> from >> dash >> to && dash == '-')
      inside = from <= here && here < to;
    else if (inside && line.starts_with("VmFlags:"))
      told = line.find(" dd") != std::string::npos;
  }
  EXPECT_TRUE(told);
}

TEST(Secrets, a_process_that_forbids_it_leaves_no_core_dump) {
  const auto child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    forbid_core_dumps();
    rlimit limit{1, 1};
    ::getrlimit(RLIMIT_CORE, &limit);
    if (limit.rlim_cur != 0 || limit.rlim_max != 0) ::_exit(1);
    ::abort();
  }
  int how = 0;
  ASSERT_EQ(waitpid(child, &how, 0), child);
  ASSERT_TRUE(WIFSIGNALED(how));
  EXPECT_FALSE(WCOREDUMP(how));
}

}  // namespace
}  // namespace candour::vault
