#include "base/similar.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "base/calendar_words.h"
#include "base/phonetic.h"

namespace candour {
namespace {

struct ShortForm {
  std::string_view form, name;
};
constexpr ShortForm kShortForms[] = {
#include "base/similar_names.inc"
};

constexpr unsigned kPairBits = 48, kSoundBits = 16;
constexpr std::uint64_t kPairs = (std::uint64_t{1} << kPairBits) - 1;
constexpr int kPairWeight = 3, kSoundWeight = 8;

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> out;
  for (std::size_t from = 0; from < folded.size() && out.size() < 8;) {
    const auto end = std::min(folded.find(' ', from), folded.size());
    if (end > from) out.push_back(folded.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

std::uint32_t mix(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ x >> 16;
}

std::uint64_t pair_bit(unsigned char a, unsigned char b) {
  if (a > b) std::swap(a, b);
  return std::uint64_t{1} << (mix(a * 256u + b + 1) % kPairBits);
}

std::uint64_t sound_bit(std::string_view word) {
  std::uint32_t h = 2166136261u;
  const auto code = phonetic(word);
  if (code.empty()) return 0;
  for (char c : code) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
  return std::uint64_t{1} << (kPairBits + mix(h) % kSoundBits);
}

/// The table by short form, so that a million names can be signed in a moment.
const std::vector<ShortForm>& short_forms() {
  static const std::vector<ShortForm> sorted = [] {
    std::vector<ShortForm> all(std::begin(kShortForms), std::end(kShortForms));
    std::stable_sort(all.begin(), all.end(), [](const auto& x, const auto& y) { return x.form < y.form; });
    return all;
  }();
  return sorted;
}

/// Calls f with every name that the word is short for.
template <class F>
void each_full(std::string_view word, F&& f) {
  const auto& all = short_forms();
  auto it = std::lower_bound(all.begin(), all.end(), word,
                             [](const ShortForm& s, std::string_view w) { return s.form < w; });
  for (; it != all.end() && it->form == word; ++it) f(it->name);
}

double sound_alike(std::string_view a, std::string_view b) {
  const auto x = phonetic(a), y = phonetic(b);
  if (x.empty() || x != y) return 0;
  return x.size() >= 2 ? 0.86 : 0.7;  // one sound alone is too little: "Lee", "Lowe"
}

/// Weight of a word within a name: initials tell little.
double weight_of(std::string_view w) {
  return w.size() == 1 ? 0.4 : 1.0;
}

struct Pairing {
  std::size_t i, j;
  double alike;
};

/// The best pairs of words first, each word in one pair at most.
std::vector<Pairing> best_pairs(const std::vector<std::string_view>& a,
                                const std::vector<std::string_view>& b) {
  std::vector<Pairing> all, out;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) all.push_back({i, j, word_similarity(a[i], b[j])});
  }
  std::stable_sort(all.begin(), all.end(), [](const Pairing& x, const Pairing& y) {
    if (x.alike != y.alike) return x.alike > y.alike;
    return std::abs(static_cast<int>(x.i) - static_cast<int>(x.j)) <
           std::abs(static_cast<int>(y.i) - static_cast<int>(y.j));
  });
  for (const auto& p : all) {
    const bool taken =
        std::any_of(out.begin(), out.end(), [&](const Pairing& o) { return o.i == p.i || o.j == p.j; });
    if (!taken) out.push_back(p);
  }
  return out;
}

double by_words(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  constexpr double kMissing = 0.3;  // what a word weighs that only one of the names has
  const auto pairs = best_pairs(a, b);
  double sum = 0, weights = 0;
  bool crossed = false;
  for (std::size_t n = 0; n < pairs.size(); ++n) {
    const auto& p = pairs[n];
    const double w = std::min(weight_of(a[p.i]), weight_of(b[p.j]));
    sum += w * p.alike;
    weights += w;
    for (std::size_t m = 0; m < n; ++m) crossed |= (pairs[m].i < p.i) != (pairs[m].j < p.j);
  }
  const auto& longer = a.size() > b.size() ? a : b;
  for (std::size_t k = 0; k < longer.size(); ++k) {
    const bool paired = std::any_of(pairs.begin(), pairs.end(),
                                    [&](const Pairing& p) { return (a.size() > b.size() ? p.i : p.j) == k; });
    if (!paired) weights += kMissing * weight_of(longer[k]);
  }
  return weights == 0 ? 0 : sum / weights - (crossed ? 0.03 : 0);
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string out;
  for (auto w : words) out += w;
  return out;
}

/// Whether the words a[from] to a[to - 1], written as one, are `word` (or its beginning).
bool written_as_one(const std::vector<std::string_view>& a, std::size_t from, std::size_t to,
                    std::string_view word) {
  for (std::size_t i = from; i < to; ++i) {
    if (!word.starts_with(a[i])) return false;
    word.remove_prefix(a[i].size());
  }
  return word.empty();
}

/// "de la cruz" as one word where the other name has "delacruz", so that they are compared as the same.
void join_words(std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  for (const auto word : b)
    for (std::size_t from = 0; from + 1 < a.size(); ++from)
      for (std::size_t to = from + 2; to <= a.size(); ++to) {
        if (!written_as_one(a, from, to, word)) continue;
        a[from] = word;
        a.erase(a.begin() + static_cast<std::ptrdiff_t>(from) + 1,
                a.begin() + static_cast<std::ptrdiff_t>(to));
        break;
      }
}

double by_letters(std::string_view a, std::string_view b) {
  const auto longest = std::max(a.size(), b.size());
  return longest == 0 ? 0 : 1 - static_cast<double>(edit_distance(a, b)) / static_cast<double>(longest);
}

/// Evidence in doublings of the odds.
double name_evidence(double s) {
  if (s >= 0.97) return 10;
  if (s >= 0.90) return 8;
  if (s >= 0.82) return 6;
  if (s >= 0.72) return 3;
  if (s >= 0.60) return 0;
  return s >= 0.45 ? -3 : -8;
}

double birth_evidence(double s) {
  if (s >= 1) return 12;
  if (s >= 0.9) return 9;
  if (s >= 0.8) return 8;
  if (s >= 0.6) return 4;
  return s > 0 ? 0 : -7;
}

double postcode_evidence(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return 0;
  if (a == b) return 6;
  const auto outward = [](std::string_view s) { return s.substr(0, s.find(' ')); };
  return outward(a) == outward(b) ? 2.5 : -1.5;
}

}  // namespace

NameSignature signature(std::string_view folded_name) {
  std::uint64_t bits = 0;
  for (auto word : words_of(folded_name)) {
    bits |= pair_bit(' ', static_cast<unsigned char>(word[0]));
    for (std::size_t i = 1; i < word.size(); ++i) {
      bits |= pair_bit(static_cast<unsigned char>(word[i - 1]), static_cast<unsigned char>(word[i]));
    }
    bits |= sound_bit(word);
    each_full(word, [&](std::string_view full) { bits |= sound_bit(full); });
  }
  return {bits};
}

int scan_score(NameSignature query, NameSignature stored) {
  const auto both = query.bits & stored.bits;
  const auto only_stored = stored.bits & ~query.bits & kPairs;
  return kPairWeight * std::popcount(both & kPairs) + kSoundWeight * std::popcount(both & ~kPairs) -
         std::popcount(only_stored);
}

int scan_floor(NameSignature query) {
  const auto pairs = std::popcount(query.bits & kPairs), sounds = std::popcount(query.bits & ~kPairs);
  return (kPairWeight * pairs + kSoundWeight * sounds) * 2 / 5 - 6;
}

int edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, 64);
  b = b.substr(0, 64);
  std::array<std::array<int, 65>, 3> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& now = row[i % 3];
    const auto& last = row[(i + 2) % 3];
    const auto& before = row[(i + 1) % 3];
    now[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
  }
  return row[a.size() % 3][b.size()];
}

bool same_given_name(std::string_view a, std::string_view b) {
  if (a == b) return true;
  bool same = false;
  each_full(a, [&](std::string_view x) {
    same |= x == b;
    each_full(b, [&](std::string_view y) { same |= x == y; });
  });
  each_full(b, [&](std::string_view y) { same |= y == a; });
  return same;
}

double word_similarity(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  if (a.empty() || b.empty()) return 0;
  const auto& shorter = a.size() < b.size() ? a : b;
  const auto& longer = a.size() < b.size() ? b : a;
  if (shorter.size() == 1) return longer[0] == shorter[0] ? 0.8 : 0;
  double best = by_letters(a, b);
  if (longer.starts_with(shorter)) best = std::max(best, shorter.size() >= 3 ? 0.88 : 0.75);
  if (same_given_name(a, b)) best = std::max(best, 0.95);
  return std::max(best, sound_alike(a, b));
}

double similarity(std::string_view folded_a, std::string_view folded_b) {
  if (folded_a == folded_b) return folded_a.empty() ? 0 : 1;
  auto a = words_of(folded_a), b = words_of(folded_b);
  if (a.empty() || b.empty()) return 0;
  join_words(a, b);
  join_words(b, a);
  // "Mary Ann" and "Maryann", "De la Tour" and "Delatour": as one word each.
  const double run_together = a.size() == b.size() ? 0 : 0.98 * by_letters(joined(a), joined(b));
  return std::clamp(std::max(by_words(a, b), run_together), 0.0, 1.0);
}

double birth_date_likeness(Date a, Date b) {
  if (a == b) return 1;
  if (a.year() == b.year() && static_cast<unsigned>(a.month()) == static_cast<unsigned>(b.day()) &&
      static_cast<unsigned>(a.day()) == static_cast<unsigned>(b.month())) {
    return 0.9;
  }
  if (edit_distance(iso_date(a), iso_date(b)) == 1) return 0.8;
  const auto new_year = [](Date d) {
    return d.month() == std::chrono::January && d.day() == std::chrono::day{1};
  };
  if (!new_year(a) && !new_year(b)) return 0;
  const int years = std::abs(static_cast<int>(a.year()) - static_cast<int>(b.year()));
  return years == 0 ? 0.6 : years == 1 ? 0.3 : 0;
}

double likely_same(const Looks& a, const Looks& b) {
  return likely_same(similarity(a.name, b.name), a, b);
}

double likely_same(double names, const Looks& a, const Looks& b) {
  double bits = -15;  // before any evidence: among a hundred thousand people hardly anyone is this one
  bits += name_evidence(names);
  if (a.birth && b.birth) bits += birth_evidence(birth_date_likeness(*a.birth, *b.birth));
  bits += postcode_evidence(a.postcode, b.postcode);
  if (!a.phone.empty() && !b.phone.empty()) bits += a.phone == b.phone ? 7 : -0.5;
  if (!a.nhs_number.empty() && !b.nhs_number.empty()) {
    bits += a.nhs_number == b.nhs_number ? 20 : edit_distance(a.nhs_number, b.nhs_number) == 1 ? 0 : -8;
  }
  return 1 / (1 + std::exp2(-bits));
}

}  // namespace candour
