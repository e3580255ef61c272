// Phones, NHS numbers and postcodes as spreadsheets leave them.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "base/uk.h"
#include "exchange/cell_reading.h"

namespace candour::exchange {
namespace {

bool figures(std::string_view s) {
  return !s.empty() && s.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Spaces of every kind, dashes, dots and brackets taken away.
std::string bare(std::string_view s) {
  std::string out;
  for (const char c : clean_line(s))
    if (std::string_view(" -.()/").find(c) == std::string_view::npos) out += c;
  return out;
}

/// An apostrophe in front and ".0" behind are a spreadsheet's, not the number's.
std::string undressed(std::string_view cell) {
  auto s = clean_line(cell);
  if (s.starts_with('\'')) s.erase(0, 1);
  if (s.ends_with(".0") && figures(std::string_view(s).substr(0, s.size() - 2))) s.resize(s.size() - 2);
  return s;
}

/// One phone number, with the nought or the plus that was eaten.
uk::Typed<std::string> one_phone(const std::string& typed, std::string_view& kind) {
  auto s = undressed(typed);
  if (const auto whole = written_out(s)) {
    s = *whole;
    kind = changed::kFigures;
  }
  const auto good = uk::phone(s);
  if (good) return good;
  const auto plain = bare(s);
  if (!figures(plain)) return good;
  if (plain.starts_with("44") && plain.size() >= 11)
    if (const auto with_plus = uk::phone("+" + plain)) {
      kind = changed::kNoughts;
      return with_plus;
    }
  if (plain[0] != '0')
    if (const auto with_nought = uk::phone("0" + plain)) {
      kind = changed::kNoughts;
      return with_nought;
    }
  return good;
}

struct Piece {
  std::string number, label;
};

/// A number and the words around it: "07700 900123 (mum)", "Mob: 07700 900123".
Piece piece_of(std::string_view text) {
  Piece out;
  std::string words;
  for (const char c : text) {
    const bool of_number = (c >= '0' && c <= '9') || c == '+' || c == ' ' || c == '-' || c == '.' ||
                           c == '(' || c == ')' || c == '/';
    (of_number ? out.number : words) += c;
    if (of_number && !words.empty() && c == ' ') words += ' ';
  }
  // Brackets that held words only are empty now.
  for (auto at = out.number.find("("); at != std::string::npos; at = out.number.find("(", at + 1)) {
    const auto close = out.number.find(')', at);
    if (close == std::string::npos) break;
    if (out.number.substr(at, close - at).find_first_of("0123456789") == std::string::npos)
      out.number.erase(at, close - at + 1);
  }
  out.number = clean_line(out.number);
  out.label = clean_line(words);
  while (!out.label.empty() && std::string_view(":,;.-").find(out.label.back()) != std::string_view::npos)
    out.label.pop_back();
  return out;
}

std::size_t count_figures(std::string_view s) {
  return static_cast<std::size_t>(
      std::count_if(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

/// Where one number ends and the next begins: a sign or word between two that are long enough.
std::vector<std::string> parted(const std::string& cell) {
  static constexpr std::string_view kBetween[] = {" / ", "/", ";", ",", " or ", " and ", " & ", "\n", "|"};
  for (const auto between : kBetween) {
    const auto at = cell.find(between);
    if (at == std::string::npos) continue;
    const auto a = cell.substr(0, at), b = cell.substr(at + between.size());
    if (count_figures(a) >= 9 && count_figures(b) >= 9) return {a, b};
  }
  // Two numbers with nothing but a space between them.
  if (count_figures(cell) >= 20 && count_figures(cell) <= 24)
    for (auto at = cell.find(' '); at != std::string::npos; at = cell.find(' ', at + 1)) {
      const auto a = cell.substr(0, at), b = cell.substr(at + 1);
      if (uk::phone(a) && uk::phone(piece_of(b).number)) return {a, b};
    }
  return {cell};
}

}  // namespace

std::optional<std::string> written_out(std::string_view cell) {
  const auto s = upper_ascii(trim(cell));
  const auto e = s.find('E');
  if (e == std::string::npos || e == 0) return std::nullopt;
  auto exponent = s.substr(e + 1);
  if (exponent.starts_with('+')) exponent.erase(0, 1);
  if (!figures(exponent) || exponent.size() > 2) return std::nullopt;
  const auto dot = s.find('.');
  const auto whole = s.substr(0, std::min(dot, e));
  const auto part = dot < e ? s.substr(dot + 1, e - dot - 1) : std::string();
  const auto places = static_cast<std::size_t>(std::atoi(exponent.c_str()));
  if (!figures(whole) || whole.size() != 1 || (!part.empty() && !figures(part))) return std::nullopt;
  // Noughts at the end are not written: one or two may be missing, more were cut.
  if (part.size() > places || places - part.size() > 2 || part.size() < 7) return std::nullopt;
  return whole + part + std::string(places - part.size(), '0');
}

bool figures_lost(std::string_view cell) {
  const auto s = upper_ascii(trim(cell));
  const auto e = s.find('E');
  if (e == std::string::npos || e == 0 || written_out(cell)) return false;
  auto exponent = s.substr(e + 1);
  if (exponent.starts_with('+')) exponent.erase(0, 1);
  return figures(exponent) && s.substr(0, e).find_first_not_of("0123456789.") == std::string::npos;
}

PhoneRead read_phone_cell(std::string_view cell) {
  PhoneRead out;
  if (figures_lost(cell)) {
    out.cell.problem = "The spreadsheet has cut this number. Look it up and enter all its figures";
    return out;
  }
  const auto pieces = parted(std::string(trim(cell)));
  for (const auto& text : pieces) {
    auto piece = written_out(undressed(text)) ? Piece{undressed(text), {}} : piece_of(undressed(text));
    std::string_view kind;
    const auto good = one_phone(piece.number, kind);
    if (!good) {
      out.cell.problem = good.error();
      out.numbers.clear();
      out.labels.clear();
      out.cell.changes.clear();
      return out;
    }
    if (!kind.empty()) out.cell.changes.push_back({kind, uk::show_phone(*good)});
    out.numbers.push_back(*good);
    out.labels.push_back(piece.label);
  }
  if (out.numbers.size() == 2)
    out.cell.changes.push_back(
        {changed::kTwoPhones, uk::show_phone(out.numbers[0]) + " and " + uk::show_phone(out.numbers[1])});
  return out;
}

std::string_view phone_kind(std::string_view label) {
  const auto folded = fold(label);
  for (const auto& [word, kind] : {std::pair{"mobile", "mobile"},
                                   {"mob", "mobile"},
                                   {"m", "mobile"},
                                   {"cell", "mobile"},
                                   {"home", "home"},
                                   {"h", "home"},
                                   {"landline", "home"},
                                   {"house", "home"},
                                   {"work", "work"},
                                   {"w", "work"},
                                   {"office", "work"}})
    if (folded == word) return kind;
  return {};
}

CellRead read_nhs_cell(std::string_view cell) {
  CellRead out;
  if (figures_lost(cell)) {
    out.problem = "The spreadsheet has cut this number. Look it up and enter all ten figures";
    return out;
  }
  auto s = undressed(cell);
  if (const auto whole = written_out(s)) {
    s = *whole;
    out.changes.push_back({changed::kFigures, uk::show_nhs_number(s)});
  }
  const auto plain = bare(s);
  if (figures(plain) && plain.size() == 9)
    if (const auto full = uk::nhs_number("0" + plain)) {
      out.text = *full;
      out.changes = {{changed::kNoughts, uk::show_nhs_number(*full)}};
      return out;
    }
  const auto good = uk::nhs_number(s);
  if (good) {
    out.text = *good;
  } else {
    out.problem = good.error();
    out.changes.clear();
  }
  return out;
}

CellRead read_postcode_cell(std::string_view cell) {
  CellRead out;
  std::string kept;
  for (const char c : clean_line(cell))
    if (std::string_view("*'`_,;:").find(c) == std::string_view::npos) kept += c;
  const auto good = uk::postcode(kept);
  if (!good) {
    out.problem = good.error();
    return out;
  }
  out.text = *good;
  // Spaces and small letters are no change that anybody need look at.
  std::string a, b;
  for (const char c : upper_ascii(cell)) a += c == ' ' ? "" : std::string(1, c);
  for (const char c : *good) b += c == ' ' ? "" : std::string(1, c);
  if (a != b) out.changes.push_back({changed::kPostcode, *good});
  return out;
}

}  // namespace candour::exchange
