// A whole name in one cell, parted. What comes out is shown with its parts, to be mended where it is wrong.
#include <algorithm>

#include "base/text.h"
#include "exchange/cell_reading.h"

namespace candour::exchange {
namespace {

constexpr std::string_view kTitles[] = {"mr",  "mrs",  "ms",   "miss", "mx",     "dr", "prof", "rev",
                                        "sir", "dame", "lord", "lady", "master", "fr", "sr"};
/// Words that belong to the family name behind them.
constexpr std::string_view kParticles[] = {"van", "von", "de", "der", "den", "del", "della", "di",  "da",
                                           "dos", "du",  "la", "le",  "el",  "al",  "bin",   "ibn", "bint",
                                           "ap",  "ab",  "st", "st.", "mac", "mc",  "ter",   "ten", "o"};
constexpr std::string_view kBehind[] = {"jr", "snr", "sr", "jnr", "ii", "iii"};

template <std::size_t N>
bool among(const std::string_view (&list)[N], std::string_view word) {
  auto w = lower_ascii(word);
  while (!w.empty() && (w.back() == '.' || w.back() == ',')) w.pop_back();
  return std::find(std::begin(list), std::end(list), w) != std::end(list);
}

std::vector<std::string> words_of(std::string_view s) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : std::string(s) + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += (out.empty() ? "" : " ") + words[i];
  return out;
}

/// "OKAFOR": written in capitals as lists write family names.
bool shouted(std::string_view word) {
  std::size_t capitals = 0;
  for (const char c : word) {
    if (c >= 'a' && c <= 'z') return false;
    capitals += c >= 'A' && c <= 'Z';
  }
  return capitals > 1;
}

void take_titles(std::vector<std::string>& words, NameParts& out) {
  while (words.size() > 1 && among(kTitles, words.front())) {
    out.title += (out.title.empty() ? "" : " ") + words.front();
    words.erase(words.begin());
  }
}

/// A name in brackets or quotation marks is the one they are called by.
std::string take_used(std::string text, NameParts& out) {
  static constexpr std::pair<std::string_view, std::string_view> kMarks[] = {
      {"(", ")"}, {"\"", "\""}, {"“", "”"}, {"‘", "’ "}};
  for (const auto& [open, close] : kMarks) {
    const auto from = text.find(open);
    if (from == std::string::npos || from == 0) continue;
    const auto to = text.find(close, from + open.size());
    if (to == std::string::npos) continue;
    out.used = clean_line(text.substr(from + open.size(), to - from - open.size()));
    text.erase(from, to + close.size() - from);
    text.insert(from, " ");
    break;
  }
  return clean_line(text);
}

}  // namespace

NameParts part_first_name(std::string_view cell) {
  NameParts out;
  auto words = words_of(clean_line(cell));
  take_titles(words, out);
  out.given = joined(words, 0, words.size());
  return out;
}

bool points_elsewhere(std::string_view cell) {
  static constexpr std::string_view kSays[] = {"as above", "same as above", "see above",
                                               "ditto",    "as previous",   "see previous"};
  const auto text = clean_line(cell);
  if (text == "\"" || text == "''" || text == "\u201d" || text == "〃") return true;
  return among(kSays, text);
}

ContactName part_contact_name(std::string_view cell) {
  ContactName out;
  auto text = clean_line(cell);
  if (const auto open = text.find('('); open != std::string::npos && open > 0)
    if (const auto close = text.find(')', open); close != std::string::npos) {
      const auto inside = clean_line(text.substr(open + 1, close - open - 1));
      if (inside.find_first_of("0123456789") == std::string::npos) {
        out.label = inside;
        text = clean_line(text.substr(0, open) + " " + text.substr(close + 1));
      }
    }
  // A number is as long as a telephone's, and stands behind the name.
  const auto from = text.find_first_of("+0123456789");
  if (from != std::string::npos && from > 0) {
    const auto figures = std::count_if(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(),
                                       [](char c) { return c >= '0' && c <= '9'; });
    if (figures >= 9) {
      out.phone = text.substr(from);
      text.resize(from);
    }
  }
  out.name = clean_line(text);
  while (!out.name.empty() && std::string_view(",:;-(").find(out.name.back()) != std::string_view::npos)
    out.name = clean_line(out.name.substr(0, out.name.size() - 1));
  return out;
}

NameParts part_name(std::string_view whole) {
  NameParts out;
  auto text = take_used(clean_line(whole), out);
  if (const auto comma = text.find(','); comma != std::string::npos) {
    auto given = words_of(text.substr(comma + 1));
    std::erase(given, std::string(","));
    if (!given.empty() && !among(kBehind, given.front())) {
      take_titles(given, out);
      auto family = words_of(text.substr(0, comma));
      take_titles(family, out);
      out.given = joined(given, 0, given.size());
      out.family = joined(family, 0, family.size());
      return out;
    }
    text.erase(comma, 1);
  }
  auto words = words_of(text);
  take_titles(words, out);
  if (words.size() > 2 && among(kBehind, words.back())) words.pop_back();
  if (words.size() < 2) {
    // One word alone: behind a title it is a family name, otherwise nobody can tell.
    (out.title.empty() ? out.given : out.family) = joined(words, 0, words.size());
    return out;
  }
  // Capitals among small letters tell the family name, wherever it stands.
  const auto loud = static_cast<std::size_t>(
      std::count_if(words.begin(), words.end(), [](const auto& w) { return shouted(w); }));
  if (loud > 0 && loud < words.size()) {
    std::size_t first = 0;
    while (first < words.size() && shouted(words[first])) ++first;
    if (first == loud) {
      out.family = joined(words, 0, first);
      out.given = joined(words, first, words.size());
      return out;
    }
  }
  auto from = words.size() - 1;
  while (from > 1 && among(kParticles, words[from - 1])) --from;
  out.given = joined(words, 0, from);
  out.family = joined(words, from, words.size());
  return out;
}

}  // namespace candour::exchange
