#include "vault/breached.h"

#include <algorithm>
#include <vector>

namespace candour::vault {
namespace {

#include "breached_passwords.inc"

constexpr std::size_t kShortestOften = 4, kShortestOther = 5, kLongest = 32;

/// The words of the table one by one, made at the first question; sorted, as the table is.
const std::vector<std::string_view>& words() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> v;
    std::string_view rest(kBreachedWords, sizeof kBreachedWords - 1);
    v.reserve(sizeof kBreachedOften - 1);
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      v.push_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    return v;
  }();
  return all;
}

}  // namespace

bool breached(std::string_view lower) {
  return std::binary_search(words().begin(), words().end(), lower);
}

BreachedWord breached_word(std::string_view lower) {
  BreachedWord best;
  for (std::size_t n = kShortestOften; n <= std::min(lower.size(), kLongest); ++n) {
    const auto at = std::lower_bound(words().begin(), words().end(), lower.substr(0, n));
    if (at == words().end() || *at != lower.substr(0, n)) continue;
    const bool often = kBreachedOften[at - words().begin()] == '1';
    if (often || n >= kShortestOther) best = {n, often};
  }
  return best;
}

std::size_t breached_count() {
  return words().size();
}

}  // namespace candour::vault
