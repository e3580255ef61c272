// Telephone numbers, read and shown by libphonenumber with what its tables know of every country.
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include <algorithm>

#include "base/text.h"
#include "base/uk.h"
#include "base/uk_typed.h"

namespace candour::uk {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using i18n::phonenumbers::ShortNumberInfo;

constexpr const char* kHome = "GB";
constexpr int kHomeCode = 44;

std::string formatted(const PhoneNumber& n, PhoneNumberUtil::PhoneNumberFormat how) {
  std::string out;
  PhoneNumberUtil::GetInstance()->Format(n, how, &out);
  return out;
}

/// The first word or sign that belongs to no number; "" when there is none.
std::string beside(std::string_view s) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; };
  const auto low = lower_ascii(s);
  for (std::size_t i = 0; i < low.size();) {
    auto end = i;
    while (end < low.size() && letter(low[end])) ++end;
    const auto word = low.substr(i, end - i);
    if (end == i) {
      if (std::string_view("0123456789 +-()./,;:=#").find(low[i]) == std::string_view::npos)
        return std::string(s.substr(i, 1));
      ++i;
      continue;
    }
    const auto known = {"x", "ext", "extn", "extension", "tel", "phone", "mobile"};
    if (std::find(known.begin(), known.end(), word) == known.end()) return std::string(s.substr(i, end - i));
    i = end;
  }
  return {};
}

/// 18001 (typed) and 18002 (spoken) in front of a number ask Relay UK to stand between.
std::string_view relay_of(std::string_view s) {
  for (std::string_view prefix : {"18001", "18002"})
    if (s.starts_with(prefix) && s.size() > prefix.size() + 3) return prefix;
  return {};
}

std::string_view behind_relay(std::string_view s) {
  return s.substr(relay_of(s).size());
}

/// Numbers that are kept for drama, and those handed out since the tables were made, are in no list of valid
/// ones; but the tables know how the numbers beside them are written.
bool well_formed(const PhoneNumber& n, const std::string& typed) {
  if (PhoneNumberUtil::GetInstance()->IsPossibleNumberWithReason(n) != PhoneNumberUtil::IS_POSSIBLE)
    return false;
  if (n.country_code() != kHomeCode) return true;
  const auto first = typed.find_first_of("0123456789");
  return (typed[first] == '0' || typed.find('+') != typed.npos) &&
         formatted(n, PhoneNumberUtil::NATIONAL).starts_with('0');
}

std::string wrong(const PhoneNumber& n, std::string_view typed) {
  const auto* util = PhoneNumberUtil::GetInstance();
  if (n.country_code() == kHomeCode) {
    const auto figures =
        std::count_if(typed.begin(), typed.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (util->IsPossibleNumberWithReason(n) == PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY && figures > 5)
      return "Enter the number with the code of its area, like 020 7946 0123";
    if (n.national_number() % 10'000'000'000 == n.national_number() && n.national_number() >= 1'000'000'000)
      return "Check the beginning of the phone number: no UK number begins so";
    return "Check the phone number: a UK number has 11 figures with its 0; this has " +
           std::to_string(figures);
  }
  return "Check the phone number: it has too many or too few figures for its country";
}

}  // namespace

Typed<std::string> phone(std::string_view typed) {
  const auto s = as_it_looks(typed);
  const auto words = [] { return mend("Enter a phone number, like 020 7946 0123 or 07700 900123"); };
  if (s.empty()) return words();
  if (const auto odd = beside(s); !odd.empty())
    return mend("Enter the phone number alone, like 020 7946 0123: " + quoted_sign(odd) +
                " is no part of one");
  if (const auto relay = std::string(relay_of(s)); !relay.empty()) {
    auto number = phone(behind_relay(s));
    if (!number || !number->starts_with('+')) return number ? words() : std::move(number);
    return relay + *number;
  }
  const auto* util = PhoneNumberUtil::GetInstance();
  PhoneNumber n;
  if (const auto read = util->Parse(s, kHome, &n); read != PhoneNumberUtil::NO_PARSING_ERROR) {
    if (read == PhoneNumberUtil::TOO_LONG_NSN)
      return mend("Check the phone number: it has too many figures for one number");
    if (s.find_first_of("0123456789") == std::string::npos) return words();
    return mend("Enter a UK phone number that begins with 0, or another country’s with + and its code");
  }
  static const ShortNumberInfo shorts;
  if (!s.starts_with('+') && !n.has_extension() && n.country_code() == kHomeCode &&
      n.national_number() < 1'000'000 && shorts.IsValidShortNumberForRegion(n, kHome))
    return std::to_string(n.national_number());
  if (!well_formed(n, s) && !util->IsValidNumber(n)) return mend(wrong(n, s));
  auto out = formatted(n, PhoneNumberUtil::E164);
  return n.has_extension() ? out + ";ext=" + n.extension() : out;
}

std::string show_phone(std::string_view canonical) {
  const std::string relay(relay_of(canonical));
  const auto number = behind_relay(canonical);
  PhoneNumber n;
  if (!number.starts_with('+') || PhoneNumberUtil::GetInstance()->Parse(std::string(number), kHome, &n) !=
                                      PhoneNumberUtil::NO_PARSING_ERROR)
    return std::string(canonical);
  const auto how = n.country_code() == kHomeCode ? PhoneNumberUtil::NATIONAL : PhoneNumberUtil::INTERNATIONAL;
  return (relay.empty() ? "" : relay + " ") + formatted(n, how);
}

std::string phone_alone(std::string_view canonical) {
  const auto number = behind_relay(canonical);
  return std::string(number.substr(0, number.find(';')));
}

std::string phone_href(std::string_view canonical) {
  const auto relay = relay_of(canonical);
  if (relay.empty()) return "tel:" + std::string(canonical);
  // The prefix is dialled within the UK, so what follows it is too.
  const auto number = phone_alone(canonical);
  return "tel:" + std::string(relay) +
         (number.starts_with("+44") ? "0" + number.substr(3) : "00" + number.substr(1));
}

}  // namespace candour::uk
