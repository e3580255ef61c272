// What each fuzz target is built on: bytes that anybody could send go through one parser, and something that
// must hold for every input is checked afterwards. Built by clang with libFuzzer, which looks for inputs that
// break it (script/fuzz); built by any compiler into fuzz_corpus, which runs each kept input once as a test.
// One thread. A target finds only what its inputs reach.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace candour::fuzz {

using Target = void (*)(std::string_view);
/// Puts the target into the table of fuzz_corpus.
bool add(const char* name, Target target);

/// What must hold for every input; ends the program where it does not, as a sanitizer would.
inline void must_hold(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace candour::fuzz

// clang-format off
#if defined(CANDOUR_LIBFUZZER)
#define FUZZ_TARGET(name)                                                             \
  static void run_##name(std::string_view bytes);                                     \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    run_##name(std::string_view(reinterpret_cast<const char*>(data), size));          \
    return 0;                                                                         \
  }                                                                                   \
  static void run_##name(std::string_view bytes)
#else
#define FUZZ_TARGET(name)                                                                \
  static void run_##name(std::string_view bytes);                                        \
  [[maybe_unused]] static const bool added_##name = candour::fuzz::add(#name, run_##name); \
  static void run_##name(std::string_view bytes)
#endif
// clang-format on
