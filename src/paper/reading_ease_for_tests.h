// How easily a text is read, by Flesch (1948): 206.835 - 1.015 words a sentence - 84.6 syllables a word. 60
// to 70 is plain English. Syllables are counted by rule; where the rule is in doubt it counts one more, so
// that a text comes out harder and never easier than it is. For tests: it judges length, and no meaning.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace candour::paper {

inline int syllables(std::string_view word) {
  std::string w;
  for (const char ch : word)
    if (std::isalpha(static_cast<unsigned char>(ch)))
      w += static_cast<char>(std::tolower(static_cast<unsigned char>(ch)));
  if (w.empty()) return 1;  // a number
  const auto vowel = [&](std::size_t i) {
    return std::string_view("aeiou").find(w[i]) != std::string_view::npos || (w[i] == 'y' && i > 0);
  };
  int n = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (!vowel(i)) continue;
    const std::string_view two = std::string_view(w).substr(i > 0 ? i - 1 : 0, 2);
    const bool apart =
        i > 0 && vowel(i - 1) &&
        (two == "ia" || two == "io" || two == "iu" || two == "eo" || two == "ua" || two == "uo");
    const bool shun =
        apart && two == "io" && i >= 2 && (w[i - 2] == 't' || w[i - 2] == 's' || w[i - 2] == 'c');
    const bool ea = two == "ea" && i > 2 && (i + 1 == w.size() || w.starts_with("crea"));  // area, create
    if (i == 0 || !vowel(i - 1) || (apart && !shun) || ea) ++n;
  }
  const auto ends = [&](std::string_view end) { return w.size() > end.size() && w.ends_with(end); };
  const char before = w.size() > 2 ? w[w.size() - 3] : 'a';
  const bool mute_e = ends("e") && !vowel(w.size() - 2) && !(ends("le") && !vowel(w.size() - 3));
  const bool mute_ed = ends("ed") && before != 't' && before != 'd' && !vowel(w.size() - 3);
  const bool mute_es =
      ends("es") && std::string_view("sxzcgh").find(before) == std::string_view::npos && !vowel(w.size() - 3);
  if (n > 1 && (mute_e || mute_ed || mute_es)) --n;
  return std::max(n, 1);
}

struct Reading {
  int words = 0, sentences = 0, syllables = 0;
  double ease() const {
    return !words ? 0 : 206.835 - 1.015 * words / std::max(sentences, 1) - 84.6 * syllables / words;
  }
};

/// A sentence ends at a full stop, a question or exclamation mark before a space, and at an empty line.
inline Reading reading_of(std::string_view text) {
  Reading r;
  std::string word;
  bool open = false;
  const auto end_word = [&] {
    const bool counts = std::ranges::any_of(word, [](unsigned char c) { return std::isalnum(c); });
    if (counts) {
      ++r.words;
      r.syllables += syllables(word);
      open = true;
    }
    const char last = word.empty() ? ' ' : word.back();
    if (open && (last == '.' || last == '?' || last == '!')) {
      ++r.sentences;
      open = false;
    }
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::isspace(static_cast<unsigned char>(text[i]))) {
      end_word();
      if (text[i] == '\n' && i > 0 && text[i - 1] == '\n' && open) {
        ++r.sentences;
        open = false;
      }
    } else {
      word += text[i];
    }
  }
  end_word();
  if (open) ++r.sentences;
  return r;
}

}  // namespace candour::paper
