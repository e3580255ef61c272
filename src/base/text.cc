#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace candour {
namespace {

struct Fold {
  std::uint16_t letter;
  char to[3];
};
constexpr Fold kFolds[] = {
#include "base/text_fold.inc"
};

bool is_space(char32_t c) {
  return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

/// Characters that nobody sees but that can hide or turn text: controls, direction marks, byte order marks.
/// The joiners U+200C and U+200D stay: Persian and emoji need them.
bool is_unseen(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE;
}

bool is_apostrophe(char32_t c) {
  return c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2BC ||
         c == 0x2BB || c == 0x2032 || c == 0xFF07;
}

bool is_mark(char32_t c) {
  return c >= 0x300 && c <= 0x36F;
}

/// Lower case of Greek and Cyrillic capitals; the tonos of Greek goes too.
char32_t lower_other(char32_t c) {
  if (c >= 0x391 && c <= 0x3A9) return c + 0x20;
  if (c >= 0x410 && c <= 0x42F) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  switch (c) {
    case 0x386:
    case 0x3AC:
      return 0x3B1;
    case 0x388:
    case 0x3AD:
      return 0x3B5;
    case 0x389:
    case 0x3AE:
      return 0x3B7;
    case 0x38A:
    case 0x3AF:
      return 0x3B9;
    case 0x38C:
    case 0x3CC:
      return 0x3BF;
    case 0x38E:
    case 0x3CD:
      return 0x3C5;
    case 0x38F:
    case 0x3CE:
      return 0x3C9;
    case 0x3C2:
      return 0x3C3;
    default:
      return c;
  }
}

/// A sign that parts words: anything that is no letter, in the blocks where names are written.
bool is_sign(char32_t c) {
  return (c < 0x80 && !std::isalnum(static_cast<int>(c))) || (c >= 0xA0 && c <= 0xBF) || c == 0xD7 ||
         c == 0xF7 || (c >= 0x2010 && c <= 0x205E) || is_space(c) || (c >= 0x3001 && c <= 0x3003) ||
         c == 0x30FB;
}

}  // namespace

char32_t next_character(std::string_view s, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(s[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t c = lead & (0x3F >> more);
  for (int i = 0; i < more && at < s.size(); ++i) c = c << 6 | (static_cast<unsigned char>(s[at++]) & 0x3F);
  return c;
}

void append_character(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto lead = static_cast<unsigned char>(s[i]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || i + length > s.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(s[i + k]) & 0xC0) != 0x80) return false;
    }
    std::size_t at = i;
    const char32_t c = next_character(s, at);
    if ((length == 3 && c < 0x800) || (length == 4 && (c < 0x10000 || c > 0x10FFFF))) return false;
    if (c >= 0xD800 && c <= 0xDFFF) return false;
    i += length;
  }
  return true;
}

std::size_t count_characters(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(
      s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view trim(std::string_view s) {
  const auto from = s.find_first_not_of(" \t\r\n");
  return from == std::string_view::npos ? std::string_view{}
                                        : s.substr(from, s.find_last_not_of(" \t\r\n") - from + 1);
}

std::string clean_line(std::string_view s) {
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < s.size();) {
    const char32_t c = next_character(s, i);
    if (is_space(c) || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029) {
      gap = !out.empty();
    } else if (!is_unseen(c)) {
      if (gap) out += ' ';
      gap = false;
      append_character(out, c);
    }
  }
  return out;
}

std::string clean_text(std::string_view s) {
  std::string out;
  int empty = 0;
  const auto take = [&](std::string_view line) {
    auto cleaned = clean_line(line);
    if (cleaned.empty()) {
      ++empty;
      return;
    }
    if (!out.empty()) out.append(static_cast<std::size_t>(std::min(empty, 2) + 1), '\n');
    empty = 0;
    out += cleaned;
  };
  std::size_t from = 0;
  while (from <= s.size()) {
    const auto end = std::min(s.find_first_of("\r\n", from), s.size());
    take(s.substr(from, end - from));
    from = end + (s.substr(end).starts_with("\r\n") ? 2 : 1);
  }
  return out;
}

std::string fold(std::string_view s) {
  std::string out;
  bool gap = false;
  const auto put = [&](std::string_view letters) {
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += letters;
  };
  for (std::size_t i = 0; i < s.size();) {
    const char32_t c = next_character(s, i);
    if (is_apostrophe(c) || is_mark(c) || (is_unseen(c) && c != '\n' && c != '\r' && c != '\t')) continue;
    if (c < 0x80 && std::isalnum(static_cast<int>(c))) {
      const char letter = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      put({&letter, 1});
      continue;
    }
    if (is_sign(c) || c == '\n' || c == '\r') {
      gap = true;
      continue;
    }
    const auto* it = std::lower_bound(std::begin(kFolds), std::end(kFolds), c,
                                      [](const Fold& f, char32_t x) { return f.letter < x; });
    if (it != std::end(kFolds) && it->letter == c) {
      put(it->to);
      continue;
    }
    std::string other;
    append_character(other, lower_other(c));
    put(other);
  }
  return out;
}

std::vector<std::string> fold_words(std::string_view s) {
  std::vector<std::string> out;
  const auto folded = fold(s);
  for (std::size_t from = 0; from < folded.size();) {
    const auto end = std::min(folded.find(' ', from), folded.size());
    out.push_back(folded.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

std::string lower_ascii(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

std::string upper_ascii(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return out;
}

std::string shorten(std::string_view s, std::size_t most) {
  if (count_characters(s) <= most) return std::string(s);
  if (most == 0) return {};
  std::size_t at = 0;
  for (std::size_t n = 0; n + 1 < most; ++n) next_character(s, at);
  return std::string(trim(s.substr(0, at))) + "…";
}

std::string counted_words(std::int64_t n, std::string_view one, std::string_view many) {
  auto out = with_commas(n) + " ";
  if (n == 1) return out.append(one);
  return many.empty() ? out.append(one) + "s" : out.append(many);
}

std::string listed(const std::vector<std::string>& items, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " " + std::string(last) + " " : ", ";
    out += items[i];
  }
  return out;
}

std::string with_commas(std::int64_t n) {
  auto digits = std::to_string(n);
  const std::size_t first = n < 0 ? 1 : 0;
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > static_cast<std::ptrdiff_t>(first);
       i -= 3) {
    digits.insert(static_cast<std::size_t>(i), ",");
  }
  return digits;
}

std::string inside_sentence(std::string_view label) {
  std::string out(label);
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (out.size() >= 2 && upper(out[0]) && !upper(out[1]) && !(out[0] == 'I' && out[1] == ' ')) out[0] += 32;
  return out;
}

}  // namespace candour
