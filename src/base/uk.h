// Numbers and addresses of the United Kingdom as people type them, made into one shape: NHS and National
// Insurance numbers, sort codes and accounts, postcodes, phones, email addresses, sums of money.
// Promises: what is accepted comes back canonical (the same thing typed two ways gives the same bytes), read
// as it looks (text.h: blanks and dashes of any kind, figures of full width, nothing that nobody sees); what
// is refused comes back with words that say what is wrong. Pure; any thread. Well formed is not true: none of
// them is checked against the world.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace candour::uk {

/// The canonical value, or how to mend what was typed (a sentence without full stop).
template <class T>
using Typed = tl::expected<T, std::string>;

/// "999 000 0018", "999-000-0018" -> "9990000018". Check digit modulo 11 (NHS Data Dictionary).
Typed<std::string> nhs_number(std::string_view);
std::string show_nhs_number(std::string_view canonical);  // "999 000 0018"
/// 999 000 0000 to 999 999 9999 is never issued: for tests and the demo only.
bool is_test_nhs_number(std::string_view canonical);

/// "qq 12 34 56 c" -> "QQ123456C". Prefixes that HMRC never allots are refused, but for QQ, which stands in
/// official examples and so may be used for people who do not exist.
Typed<std::string> national_insurance(std::string_view);
std::string show_national_insurance(std::string_view canonical);  // "QQ 12 34 56 C"

Typed<std::string> sort_code(std::string_view);  // "00-11-22" -> "001122"
std::string show_sort_code(std::string_view canonical);
Typed<std::string> account_number(std::string_view);  // 6 to 8 figures; filled up with noughts in front

/// "sw1a1aa" -> "SW1A 1AA". A letter O for the nought of the second half is mended.
Typed<std::string> postcode(std::string_view);

/// "020 7946 0123", "+44 (0)20 7946 0123 x12", "0049 (0)30 901820", "101", "18001 020 7946 0123" -> E.164 and
/// the extension as RFC 3966 has it ("+442079460123;ext=12"); short numbers as dialled ("101"); behind 18001
/// or 18002 for Relay UK ("18001+442079460123"). Without a country's code it is a number of the UK (with
/// Jersey, Guernsey and Man). By libphonenumber.
Typed<std::string> phone(std::string_view);
/// "020 7946 0123 x12", "07700 900123", "+33 1 23 45 67 89"; what is not canonical comes back as it is.
std::string show_phone(std::string_view canonical);
/// Without extension and relay: what two ways to reach the same telephone have in common.
std::string phone_alone(std::string_view canonical);
/// "tel:+442079460123;ext=12", for a link that dials.
std::string phone_href(std::string_view canonical);

/// Shape only; the domain comes back in lower case.
Typed<std::string> email(std::string_view);
/// "someone@mail.nhs.net" is at nhs.net. Both as email() writes them.
bool at_domain(std::string_view address, std::string_view domain);

/// "£1,234.56", "1234.5", "12" -> pence. A minus in front is kept.
Typed<std::int64_t> money(std::string_view);
std::string show_money(std::int64_t pence);  // "£1,234.56", "−£5.00"

}  // namespace candour::uk
