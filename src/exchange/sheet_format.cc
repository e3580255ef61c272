// Number formats: whether a number is shown as a date or a time, or with noughts in front.
#include <algorithm>
#include <cstdio>

#include "exchange/sheet_parts.h"

namespace candour::exchange {
namespace {

struct Shape {
  bool day = false, time = false;
  std::size_t noughts = 0;  // of a format that holds nothing but noughts and what parts them
};

/// The letters that count, of the part for positive numbers: without quoted words, colours and conditions.
Shape shape_of(std::string_view format) {
  std::string letters;
  for (std::size_t i = 0; i < format.size() && format[i] != ';'; ++i) {
    const char c = format[i];
    if (c == '"') {
      i = std::min(format.find('"', i + 1), format.size() - 1);
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const auto close = std::min(format.find(']', i), format.size() - 1);
      const auto inside = format.substr(i + 1, close - i - 1);
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) letters += 'h';
      i = close;
    } else {
      letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
  }
  Shape s;
  if (letters.find("general") != std::string::npos || letters.find('#') != std::string::npos) return s;
  s.time = letters.find_first_of("hs") != std::string::npos;
  s.day =
      letters.find_first_of("yd") != std::string::npos || (!s.time && letters.find('m') != std::string::npos);
  if (!s.day && !s.time && letters.find_first_not_of("0 -()+") == std::string::npos)
    s.noughts = static_cast<std::size_t>(std::count(letters.begin(), letters.end(), '0'));
  return s;
}

}  // namespace

std::string formatted(double n, std::string_view format, bool from_1904) {
  const auto shape = shape_of(format);
  if (shape.day || (shape.time && n >= 1)) {
    auto date = date_of_serial(n, from_1904, shape.time);
    return date.empty() ? number_text(n) : date;
  }
  if (shape.time) {
    const auto whole = date_of_serial(n + 1, true, true);
    return whole.size() > 11 ? whole.substr(11) : std::string("00:00");
  }
  auto text = number_text(n);
  if (shape.noughts > 1 && text.size() < shape.noughts &&
      text.find_first_not_of("0123456789") == std::string::npos)
    text.insert(0, shape.noughts - text.size(), '0');
  return text;
}

}  // namespace candour::exchange
