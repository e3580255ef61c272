#include "base/uk.h"

#include <algorithm>
#include <array>

#include "base/hidden.h"
#include "base/text.h"
#include "base/uk_typed.h"

namespace candour::uk {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}
bool all_digits(std::string_view s) {
  return std::all_of(s.begin(), s.end(), is_digit);
}

/// As it looks, without spaces, dots, brackets and dashes; capitals.
std::string bare(std::string_view typed) {
  auto line = as_it_looks(typed);
  std::erase_if(line, [](char c) { return std::string_view(" -.()/").find(c) != std::string_view::npos; });
  return upper_ascii(line);
}

/// The first sign that is no figure.
std::string no_figure(std::string_view s) {
  std::size_t at = 0;
  while (at < s.size() && is_digit(s[at])) ++at;
  auto end = at;
  if (at < s.size()) next_character(s, end);
  return quoted_sign(s.substr(at, end - at));
}

/// "A9", "A9A", "A99", "AA9", "AA9A" or "AA99", with the letters that Royal Mail uses in each place.
bool is_outward(std::string_view s) {
  std::string shape;
  for (char c : s) shape += is_digit(c) ? '9' : is_letter(c) ? 'A' : '?';
  constexpr std::array<std::string_view, 6> kShapes = {"A9", "A9A", "A99", "AA9", "AA9A", "AA99"};
  if (std::find(kShapes.begin(), kShapes.end(), shape) == kShapes.end()) return false;
  if (std::string_view("QVX").find(s[0]) != std::string_view::npos) return false;
  return !is_letter(s[1]) || std::string_view("IJZ").find(s[1]) == std::string_view::npos;
}

}  // namespace

std::string quoted_sign(std::string_view sign) {
  const auto hidden = hidden_character(sign, TextShape::Line);
  return hidden.empty() ? "“" + std::string(sign) + "”" : "a hidden “" + hidden + "”";
}

Typed<std::string> nhs_number(std::string_view typed) {
  const auto s = bare(typed);
  if (s.empty()) return mend("Enter the NHS number, 10 figures like 999 000 0018");
  if (!all_digits(s))
    return mend("Enter the NHS number with figures only, like 999 000 0018: " + no_figure(s) +
                " is no figure");
  if (s.size() != 10) {
    return mend("Enter an NHS number of 10 figures; this has " + std::to_string(s.size()));
  }
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += (10 - static_cast<int>(i)) * (s[i] - '0');
  const int check = 11 - sum % 11;
  if (check == 10 || check % 11 != s[9] - '0') {
    return mend("Check the NHS number: at least one figure is wrong or two have changed places");
  }
  if (s.find_first_not_of(s[0]) == std::string::npos)
    return mend("Check the NHS number: it is the same figure ten times");
  return s;
}

std::string show_nhs_number(std::string_view s) {
  if (s.size() != 10) return std::string(s);
  return std::string(s.substr(0, 3)) + " " + std::string(s.substr(3, 3)) + " " + std::string(s.substr(6));
}

bool is_test_nhs_number(std::string_view s) {
  return s.size() == 10 && s.starts_with("999");
}

Typed<std::string> national_insurance(std::string_view typed) {
  const auto s = bare(typed);
  const bool shaped = s.size() == 9 && is_letter(s[0]) && is_letter(s[1]) &&
                      all_digits(std::string_view(s).substr(2, 6)) && s[8] >= 'A' && s[8] <= 'D';
  if (!shaped)
    return mend(
        "Enter the National Insurance number as 2 letters, 6 figures and A, B, C or D, like QQ 12 34 56 C");
  const auto prefix = s.substr(0, 2);
  constexpr std::array<std::string_view, 7> kNever = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
  const bool never = std::string_view("DFIQUV").find(s[0]) != std::string_view::npos ||
                     std::string_view("DFIOQUV").find(s[1]) != std::string_view::npos ||
                     std::find(kNever.begin(), kNever.end(), prefix) != kNever.end();
  if (never && prefix != "QQ") return mend("Check the National Insurance number: none begins with " + prefix);
  return s;
}

std::string show_national_insurance(std::string_view s) {
  if (s.size() != 9) return std::string(s);
  std::string out(s.substr(0, 2));
  for (std::size_t i = 2; i < 8; i += 2) out.append(" ").append(s.substr(i, 2));
  return out + " " + std::string(s.substr(8));
}

Typed<std::string> sort_code(std::string_view typed) {
  auto s = bare(typed);
  if (s.size() != 6 || !all_digits(s)) return mend("Enter the sort code as 6 figures, like 00-11-22");
  return s;
}

std::string show_sort_code(std::string_view s) {
  if (s.size() != 6) return std::string(s);
  return std::string(s.substr(0, 2)) + "-" + std::string(s.substr(2, 2)) + "-" + std::string(s.substr(4));
}

Typed<std::string> account_number(std::string_view typed) {
  auto s = bare(typed);
  if (s.size() < 6 || s.size() > 8 || !all_digits(s)) {
    return mend("Enter the account number as 8 figures (6 and 7 are accepted), like 12345678");
  }
  return std::string(8 - s.size(), '0') + s;
}

Typed<std::string> postcode(std::string_view typed) {
  auto s = bare(typed);
  if (s == "GIR0AA") return std::string("GIR 0AA");
  const auto words = [] { return mend("Enter a full UK postcode, like SW1A 1AA"); };
  if (s.size() < 5 || s.size() > 7) return words();
  auto in = s.substr(s.size() - 3);
  if (in[0] == 'O') in[0] = '0';
  const auto out = s.substr(0, s.size() - 3);
  const auto in_letter = [](char c) {
    return is_letter(c) && std::string_view("CIKMOV").find(c) == std::string_view::npos;
  };
  if (!is_outward(out) || !is_digit(in[0]) || !in_letter(in[1]) || !in_letter(in[2])) return words();
  return out + " " + in;
}

Typed<std::string> email(std::string_view typed) {
  const auto s = as_it_looks(typed);
  const auto words = [] { return mend("Enter an email address, like name@example.org"); };
  const auto at = s.rfind('@');
  if (at == std::string::npos || at == 0 || at > 64 || s.size() > 254) return words();
  const auto local = s.substr(0, at), domain = lower_ascii(s.substr(at + 1));
  const auto plain = [](char c) {
    return c > ' ' && c != 0x7F && std::string_view("\"(),:;<>@[\\]").find(c) == std::string_view::npos;
  };
  const auto not_ascii = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  if (!std::all_of(local.begin(), local.end(), [&](char c) { return plain(c) || not_ascii(c); }))
    return words();
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string::npos) return words();
  std::size_t labels = 0, from = 0;
  while (from <= domain.size()) {
    const auto end = std::min(domain.find('.', from), domain.size());
    const auto label = domain.substr(from, end - from);
    const bool good = !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
                      std::all_of(label.begin(), label.end(), [&](char c) {
                        return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || not_ascii(c);
                      });
    if (!good) return words();
    ++labels;
    from = end + 1;
  }
  const auto top = domain.substr(domain.rfind('.') + 1);
  if (labels < 2 || top.size() < 2 || all_digits(top)) return words();
  return local + "@" + domain;
}

Typed<std::int64_t> money(std::string_view typed) {
  std::string s;
  const auto line = as_it_looks(typed);
  bool minus = false;
  for (std::size_t i = 0; i < line.size();) {
    const char32_t c = next_character(line, i);
    if (c == ' ' || c == ',' || (c == 0xA3 && s.empty())) continue;
    if (c == '-' && s.empty() && !minus)
      minus = true;
    else
      append_character(s, c);
  }
  const auto words = [] { return mend("Enter an amount in pounds and pence, like 12.50"); };
  const auto dot = s.find('.');
  const auto pounds = s.substr(0, dot);
  auto pence = dot == std::string::npos ? std::string() : s.substr(dot + 1);
  if ((pounds.empty() && pence.empty()) || !all_digits(pounds) || !all_digits(pence)) return words();
  if (pence.size() > 2) return mend("Enter an amount with no more than 2 figures of pence, like 12.50");
  if (pounds.size() > 12) return mend("Check the amount: it is too large");
  pence.resize(2, '0');
  std::int64_t total = 0;
  for (char c : pounds + pence) total = total * 10 + (c - '0');
  return minus ? -total : total;
}

std::string show_money(std::int64_t pence) {
  const auto all = pence < 0 ? -pence : pence;
  auto small = std::to_string(all % 100);
  if (small.size() < 2) small = "0" + small;
  return std::string(pence < 0 ? "−" : "") + "£" + with_commas(all / 100) + "." + small;
}

bool at_domain(std::string_view address, std::string_view domain) {
  const auto at = address.find('@');
  if (at == address.npos || domain.empty()) return false;
  const auto host = address.substr(at + 1);
  return host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

}  // namespace candour::uk
