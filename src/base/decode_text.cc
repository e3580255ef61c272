// Which letters the bytes of a text file stand for.
#include <array>

#include "base/csv_text.h"
#include "base/text.h"

namespace candour {
namespace {

/// 0x80 to 0x9F of Windows-1252; 0 where it has no character.
constexpr std::array<char16_t, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
/// 0x80 to 0xFF of Mac Roman.
constexpr std::array<char16_t, 128> kMac = {
    0xC4,   0xC5,   0xC7,   0xC9,   0xD1,   0xD6,   0xDC,   0xE1,   0xE0,   0xE2,   0xE4, 0xE3,   0xE5,
    0xE7,   0xE9,   0xE8,   0xEA,   0xEB,   0xED,   0xEC,   0xEE,   0xEF,   0xF1,   0xF3, 0xF2,   0xF4,
    0xF6,   0xF5,   0xFA,   0xF9,   0xFB,   0xFC,   0x2020, 0xB0,   0xA2,   0xA3,   0xA7, 0x2022, 0xB6,
    0xDF,   0xAE,   0xA9,   0x2122, 0xB4,   0xA8,   0x2260, 0xC6,   0xD8,   0x221E, 0xB1, 0x2264, 0x2265,
    0xA5,   0xB5,   0x2202, 0x2211, 0x220F, 0x3C0,  0x222B, 0xAA,   0xBA,   0x3A9,  0xE6, 0xF8,   0xBF,
    0xA1,   0xAC,   0x221A, 0x192,  0x2248, 0x2206, 0xAB,   0xBB,   0x2026, 0xA0,   0xC0, 0xC3,   0xD5,
    0x152,  0x153,  0x2013, 0x2014, 0x201C, 0x201D, 0x2018, 0x2019, 0xF7,   0x25CA, 0xFF, 0x178,  0x2044,
    0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02, 0x2021, 0xB7,   0x201A, 0x201E, 0x2030, 0xC2, 0xCA,   0xC1,
    0xCB,   0xC8,   0xCD,   0xCE,   0xCF,   0xCC,   0xD3,   0xD4,   0xF8FF, 0xD2,   0xDA, 0xDB,   0xD9,
    0x131,  0x2C6,  0x2DC,  0xAF,   0x2D8,  0x2D9,  0x2DA,  0xB8,   0x2DD,  0x2DB,  0x2C7};

char32_t windows(unsigned char b) {
  if (b < 0x80 || b >= 0xA0) return b;
  return kWindows[b - 0x80u] ? kWindows[b - 0x80u] : 0xFFFD;
}

char32_t mac(unsigned char b) {
  return b < 0x80 ? b : kMac[b - 0x80u];
}

bool is_capital(char32_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}
bool is_small(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7);
}

/// How well a letter above ASCII fits between its neighbours: "Zoë" well, "Zo‘" badly.
int fits(char32_t before, char32_t c, char32_t after) {
  const bool in_word = is_small(before) || is_capital(before) || is_small(after) || is_capital(after);
  if (!in_word) return 0;
  if (is_small(c)) return is_capital(before) && is_capital(after) ? -1 : 2;
  if (is_capital(c)) return is_small(before) ? -2 : 1;
  if (c == 0x2019) return 1;  // O’Neill
  if (c == 0x2013 || c == 0x2014 || c == 0xA0) return 0;
  return -2;
}

template <class Letter>
int score(std::string_view bytes, Letter letter) {
  int total = 0;
  const auto at = [&](std::size_t i) {
    return i < bytes.size() ? letter(static_cast<unsigned char>(bytes[i])) : U' ';
  };
  for (std::size_t i = 0; i < bytes.size() && total < 1'000'000; ++i)
    if (static_cast<unsigned char>(bytes[i]) >= 0x80) total += fits(i ? at(i - 1) : U' ', at(i), at(i + 1));
  return total;
}

template <class Letter>
std::string converted(std::string_view bytes, Letter letter) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (char b : bytes) append_character(out, letter(static_cast<unsigned char>(b)));
  return out;
}

std::string from_utf16(std::string_view bytes, bool big) {
  std::string out;
  out.reserve(bytes.size());
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big ? a << 8 | b : b << 8 | a);
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    }
    append_character(out, c >= 0xD800 && c < 0xE000 ? char32_t{0xFFFD} : c);
  }
  return out;
}

/// Every second byte of the beginning is NUL, and the others are not: -1 when it is not UTF-16.
int utf16_without_mark(std::string_view bytes) {
  const auto head = bytes.substr(0, 400);
  int even = 0, odd = 0;
  for (std::size_t i = 0; i < head.size(); ++i)
    if (head[i] == '\0') ++(i % 2 ? odd : even);
  const auto half = static_cast<int>(head.size() / 2);
  if (half < 4 || bytes.size() % 2) return -1;
  if (odd * 10 > half * 7 && even == 0) return 0;
  if (even * 10 > half * 7 && odd == 0) return 1;
  return -1;
}

}  // namespace

Result<DecodedText> decode_text(std::string_view bytes) {
  DecodedText out;
  const bool little = bytes.starts_with("\xFF\xFE"), big = bytes.starts_with("\xFE\xFF");
  const int guessed = little || big ? -1 : utf16_without_mark(bytes);
  if (little || big || guessed >= 0) {
    out.encoding = TextEncoding::Utf16;
    out.byte_order_mark = little || big;
    out.text = from_utf16(bytes.substr(out.byte_order_mark ? 2 : 0), big || guessed == 1);
    bytes = out.text;
  }
  if (bytes.find('\0') != std::string_view::npos) {
    return fail(Code::Invalid,
                "This is not a CSV file. In your spreadsheet choose “Save as”, then “CSV UTF-8”.");
  }
  if (out.encoding == TextEncoding::Utf16) return out;
  if (bytes.starts_with(kByteOrderMark)) {
    out.byte_order_mark = true;
    bytes.remove_prefix(kByteOrderMark.size());
  }
  if (is_utf8(bytes)) {
    out.text = bytes;
  } else if (score(bytes, mac) > score(bytes, windows)) {
    out.encoding = TextEncoding::MacRoman;
    out.text = converted(bytes, mac);
  } else {
    out.encoding = TextEncoding::Windows1252;
    out.text = converted(bytes, windows);
  }
  return out;
}

}  // namespace candour
