#include "base/hidden.h"

#include <array>
#include <cstdint>
#include <vector>

#include "base/text.h"

namespace candour {
namespace {

struct Range {
  char32_t from, to;
  std::string_view name;
  bool in_notes;  // let pass there, and taken out when it is kept
};

constexpr std::array kHidden = {
    Range{0x00, 0x08, "control character", false},
    Range{0x0B, 0x0C, "control character", false},
    Range{0x0E, 0x1F, "control character", false},
    Range{0x7F, 0x9F, "control character", false},
    Range{0xAD, 0xAD, "soft hyphen", true},
    Range{0x34F, 0x34F, "joiner that nobody sees", false},
    Range{0x61C, 0x61C, "mark that says which way the script runs", true},
    Range{0x115F, 0x1160, "filler that nobody sees", false},
    Range{0x17B4, 0x17B5, "vowel that nobody sees", false},
    Range{0x180B, 0x180F, "mark that nobody sees", false},
    Range{0x200B, 0x200B, "space of no width", true},
    Range{0x200E, 0x200F, "mark that says which way the script runs", true},
    Range{0x2028, 0x2029, "new line of another kind", true},
    Range{0x202A, 0x202B, "character that turns the letters round", false},
    Range{0x202C, 0x202C, "end of a turn of the letters", false},
    Range{0x202D, 0x202D, "left-to-right override", false},
    Range{0x202E, 0x202E, "right-to-left override", false},
    Range{0x2060, 0x2064, "joiner that nobody sees", true},
    Range{0x2066, 0x2069, "character that turns the letters round", false},
    Range{0x206A, 0x206F, "control character", false},
    Range{0x3164, 0x3164, "filler that nobody sees", false},
    Range{0xFEFF, 0xFEFF, "byte order mark", true},
    Range{0xFFA0, 0xFFA0, "filler that nobody sees", false},
    Range{0xFFF0, 0xFFFB, "control character", false},
    Range{0x1BCA0, 0x1BCA3, "control character", false},
    Range{0x1D173, 0x1D17A, "control character", false},
    Range{0xE0000, 0xE007F, "tag that nobody sees", false},
    Range{0xE0080, 0xE0FFF, "mark that nobody sees", false},
};

bool within(char32_t c, char32_t from, char32_t to) {
  return c >= from && c <= to;
}

/// Scripts whose letters take another shape beside a joiner: Arabic to Mandaic, those of India and Sri Lanka,
/// Tibetan and Burmese, Khmer and Mongolian, and their later blocks.
bool takes_joiners(char32_t c) {
  return within(c, 0x600, 0x8FF) || within(c, 0x900, 0xDFF) || within(c, 0xF00, 0x109F) ||
         within(c, 0x1780, 0x18AF) || within(c, 0x1A20, 0x1AAF) || within(c, 0xA8E0, 0xA8FF) ||
         within(c, 0xA840, 0xA87F) || within(c, 0xFB50, 0xFDFF) || within(c, 0xFE70, 0xFEFC) ||
         within(c, 0x10A00, 0x10EFF) || within(c, 0x11000, 0x11FFF);
}

bool is_emoji(char32_t c) {
  return within(c, 0x1F000, 0x1FAFF) || within(c, 0x2190, 0x2BFF) || c == 0xFE0F || c == 0x20E3;
}

constexpr char32_t kNonJoiner = 0x200C, kJoiner = 0x200D, kBlackFlag = 0x1F3F4, kTagEnd = 0xE007F;

std::string named(std::string_view name, char32_t c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string code;
  for (char32_t rest = c; rest || code.size() < 4; rest >>= 4) code.insert(code.begin(), kHex[rest & 15]);
  return std::string(name) + " (U+" + code + ")";
}

/// Whether the joiner between `before` and `after` changes how they are written.
bool needed(char32_t joiner, char32_t before, char32_t after) {
  if (takes_joiners(before)) return takes_joiners(after) || joiner == kJoiner || after == ' ' || after == 0;
  return joiner == kJoiner && is_emoji(before) && is_emoji(after);
}

}  // namespace

std::string hidden_character(std::string_view text, TextShape shape) {
  char32_t before = 0;
  bool in_flag = false;  // the flags of England, Scotland and Wales are spelt with tags
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_character(text, i);
    if (c == kNonJoiner || c == kJoiner) {
      auto next = i;
      const char32_t after = next < text.size() ? next_character(text, next) : 0;
      if (!needed(c, before, after)) return named("joiner that nobody sees", c);
      before = c;
      continue;
    }
    if (c == kBlackFlag) in_flag = true;
    const bool tag = in_flag && within(c, 0xE0020, kTagEnd);
    in_flag = c == kBlackFlag || (tag && c != kTagEnd);
    if (!tag)
      for (const auto& r : kHidden)
        if (within(c, r.from, r.to) && !(r.in_notes && shape == TextShape::Lines)) return named(r.name, c);
    if ((c & 0xFFFE) == 0xFFFE) return named("character that stands for nothing", c);
    before = c;
  }
  return {};
}

std::string hidden_character_words(std::string_view text, TextShape shape, std::string_view what) {
  const auto found = hidden_character(text, shape);
  if (found.empty()) return {};
  return "Type " + std::string(what) + " again, without copying it: a hidden “" + found + "” stands in it";
}

std::size_t first_seen(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto from = i;
    const char32_t c = next_character(text, i);
    const bool space = c == ' ' || c == 0xA0 || c == 0x1680 || within(c, 0x2000, 0x200D) || c == 0x202F ||
                       c == 0x205F || c == 0x3000;
    bool hidden = false;
    for (const auto& r : kHidden) hidden = hidden || within(c, r.from, r.to);
    if (!space && !hidden) return from;
  }
  return std::string_view::npos;
}

}  // namespace candour
