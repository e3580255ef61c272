#include "base/text.h"

#include <unicode/utf8.h>

namespace candour {

char32_t next_character(std::string_view s, std::size_t& at) {
  UChar32 c = 0;
  auto i = static_cast<std::int64_t>(at);
  U8_NEXT_OR_FFFD(s.data(), i, static_cast<std::int64_t>(s.size()), c);
  at = static_cast<std::size_t>(i);
  return static_cast<char32_t>(c);
}

void append_character(std::string& out, char32_t c) {
  char bytes[U8_MAX_LENGTH];
  std::size_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, static_cast<UChar32>(c));
  out.append(bytes, n);
}

bool is_utf8(std::string_view s) {
  const auto size = static_cast<std::int64_t>(s.size());
  for (std::int64_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(s.data(), i, size, c);
    if (c < 0) return false;
  }
  return true;
}

std::string_view trim(std::string_view s) {
  const auto from = s.find_first_not_of(" \t\r\n");
  return from == std::string_view::npos ? std::string_view{}
                                        : s.substr(from, s.find_last_not_of(" \t\r\n") - from + 1);
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

std::string digits_in(std::string_view typed) {
  std::string out;
  for (const char ch : typed.substr(0, 40))
    if (ch >= '0' && ch <= '9') out += ch;
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

std::string counted_words(std::int64_t n, std::string_view one, std::string_view many) {
  auto out = with_commas(n) + " ";
  if (n == 1) return out.append(one);
  return many.empty() ? out.append(one) + "s" : out.append(many);
}

std::string size_words(std::int64_t bytes) {
  if (bytes < 1024) return counted_words(bytes, "byte");
  if (bytes < 1024 * 1024) return with_commas((bytes + 1023) / 1024) + " KB";
  const auto tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
  return with_commas(tenths / 10) + (tenths % 10 ? "." + std::to_string(tenths % 10) : "") + " MB";
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
