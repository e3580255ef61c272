#include "gate/reason_words.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/hidden.h"
#include "base/text.h"

namespace candour::gate {
namespace {

constexpr std::size_t kFewestLetters = 10, kFewestDifferent = 6, kFewestWords = 3;
constexpr std::size_t kRunOfKeys = 4;  // letters side by side on the keys, or in the alphabet

using Letters = std::u32string;

bool between(char32_t c, char32_t from, char32_t to) {
  return c >= from && c <= to;
}

/// Scripts that write no space between words: a few signs there say what three words say elsewhere.
bool without_spaces(char32_t c) {
  return between(c, 0xE00, 0xEFF) || between(c, 0x1000, 0x109F) || between(c, 0x1780, 0x17FF) ||
         between(c, 0x2E80, 0x9FFF) || between(c, 0x20000, 0x3FFFF);
}

bool is_letter(char32_t c) {
  if (c < 0x80) return between(c, 'a', 'z');
  return !between(c, 0x2000, 0x2BFF) && !between(c, 0x3000, 0x3004) && !between(c, 0x3008, 0x3020) &&
         !between(c, 0xFF00, 0xFF20) && !between(c, 0x1F000, 0x1FFFF) && c != 0xFFFD;
}

/// fold_in_script() leaves words with one space between them.
std::vector<Letters> words_of(std::string_view text) {
  std::vector<Letters> out;
  const auto folded = fold_in_script(text);
  Letters word;
  const auto end = [&] {
    if (!word.empty()) out.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < folded.size();) {
    const auto c = next_character(folded, i);
    if (c == ' ') end();
    if (is_letter(c)) word += c;
  }
  end();
  return out;
}

/// "lalala", "asdasd", "aaaa": the same few letters over and over, the last time perhaps cut short.
bool repeats(const Letters& s) {
  if (s.size() < 4) return false;
  for (std::size_t period = 1; period <= s.size() / 2; ++period)
    if (std::equal(s.begin() + static_cast<std::ptrdiff_t>(period), s.end(), s.begin())) return true;
  return false;
}

std::size_t different(const Letters& s) {
  return std::set<char32_t>(s.begin(), s.end()).size();
}

bool one_letter_many_times(const Letters& s) {
  for (std::size_t i = 3; i < s.size(); ++i)
    if (s[i] == s[i - 1] && s[i] == s[i - 2] && s[i] == s[i - 3]) return true;
  return false;
}

/// How many of the letters lie in runs along a row of keys, or of the alphabet, in either direction.
std::size_t in_runs(const Letters& s) {
  static constexpr std::u32string_view kRows[] = {
      U"qwertyuiop",   U"asdfghjkl",   U"zxcvbnm",
      U"qwertzuiop",   U"yxcvbnm",     U"azertyuiop",
      U"qsdfghjklm",   U"wxcvbn",      U"abcdefghijklmnopqrstuvwxyz",
      U"йцукенгшщзхъ", U"фывапролджэ", U"ячсмитьбю"};
  const auto next_to = [](char32_t a, char32_t b) {
    return std::ranges::any_of(kRows, [&](std::u32string_view row) {
      const auto at = row.find(a);
      return at != row.npos && ((at + 1 < row.size() && row[at + 1] == b) || (at > 0 && row[at - 1] == b));
    });
  };
  std::size_t all = 0, run = 1;
  for (std::size_t i = 1; i <= s.size(); ++i) {
    if (i < s.size() && next_to(s[i - 1], s[i])) {
      ++run;
      continue;
    }
    if (run >= kRunOfKeys) all += run;
    run = 1;
  }
  return all;
}

/// Of words in plain Latin letters: English and Welsh, Polish and Swahili have none without one of these.
bool can_be_said(const Letters& word) {
  if (std::ranges::any_of(word, [](char32_t c) { return c >= 0x80; })) return true;
  return word.find_first_of(U"aeiouyw") != word.npos;
}

bool is_word(const Letters& w) {
  return w.size() >= 2 && different(w) >= 2 && !repeats(w) && !one_letter_many_times(w) &&
         in_runs(w) * 2 <= w.size() && can_be_said(w);
}

}  // namespace

std::string reason_essence(std::string_view words) {
  std::string out;
  for (const auto& word : words_of(words))
    for (const auto c : word) append_character(out, c);
  return out;
}

std::string reason_problem(std::string_view words) {
  if (!is_utf8(words)) return "Type it again: it has letters that cannot be read.";
  if (auto long_words = too_long(words, kReasonLetters, "your reason"); !long_words.empty())
    return long_words + ".";
  if (auto hidden = hidden_character_words(words, TextShape::Lines, "your reason"); !hidden.empty())
    return hidden + ".";
  const auto all = words_of(words);
  Letters together;
  std::set<Letters> good;
  for (const auto& w : all) {
    together += w;
    if (is_word(w)) good.insert(w);
  }
  const auto close = static_cast<std::size_t>(std::ranges::count_if(together, without_spaces));
  const bool spaceless = close * 2 > together.size();
  const std::string say = "Say in a sentence what you need this record for, and what you are looking for";
  if (together.size() < (spaceless ? kFewestDifferent : kFewestLetters))
    return say + ". This is too short to be one.";
  if (one_letter_many_times(together) || repeats(together) || in_runs(together) * 2 > together.size() ||
      different(together) < kFewestDifferent)
    return say + ". These are letters that repeat, not words.";
  if (!spaceless && good.size() < kFewestWords) return say + ", with at least three different words.";
  return {};
}

}  // namespace candour::gate
