#include "base/uk.h"

#include <gtest/gtest.h>

namespace candour::uk {
namespace {

TEST(Uk, nhs_numbers_pass_only_with_their_check_digit) {
  for (auto s : {"9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069",
                 "9990000077", "9990000085", "9990000093", "9990000107", "9434765919"}) {
    EXPECT_EQ(nhs_number(s).value_or("refused"), s);
  }
  EXPECT_EQ(nhs_number(" 999 000-0018 ").value(), "9990000018");
  EXPECT_EQ(nhs_number("999\xC2\xA0"
                       "000\xE2\x80\x93"
                       "0018")
                .value(),
            "9990000018");
  EXPECT_EQ(nhs_number("9990000019").error(),
            "Check the NHS number: at least one figure is wrong or two have changed places");
  EXPECT_EQ(nhs_number("999000001").error(), "Enter an NHS number of 10 figures; this has 9");
  for (auto s : {"", "999000OO18", "99900000180", "0000000000", "1111111111"})
    EXPECT_FALSE(nhs_number(s)) << s;
  for (auto s : {"９９９ ０００ ００１８", "999\u200D000 0018", "\u2066999 000 0018\u2069", "999 000−0018"})
    EXPECT_EQ(nhs_number(s).value_or("refused"), "9990000018") << s;
  EXPECT_EQ(nhs_number("999 000 OO18").error(),
            "Enter the NHS number with figures only, like 999 000 0018: “O” is no figure");
  EXPECT_EQ(
      nhs_number("\u202E999 000 0018").error(),
      "Enter the NHS number with figures only, like 999 000 0018: a hidden “right-to-left override (U+202E)” "
      "is no figure");
  EXPECT_EQ(show_nhs_number("9990000018"), "999 000 0018");
  EXPECT_TRUE(is_test_nhs_number("9990000018"));
  EXPECT_FALSE(is_test_nhs_number("9434765919"));
}

TEST(Uk, every_single_wrong_figure_of_an_nhs_number_is_caught) {
  const std::string good = "9990000018";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      auto typed = good;
      typed[i] = c;
      EXPECT_EQ(nhs_number(typed).has_value(), c == good[i]) << typed;
    }
  }
}

TEST(Uk, national_insurance_numbers) {
  EXPECT_EQ(national_insurance("qq 12 34 56 c").value(), "QQ123456C");
  EXPECT_EQ(national_insurance("AB-123456-D").value(), "AB123456D");
  EXPECT_EQ(show_national_insurance("QQ123456C"), "QQ 12 34 56 C");
  for (auto s : {"", "QQ123456", "QQ123456E", "DA123456A", "AO123456A", "BG123456A", "TN123456A", "Q1123456C",
                 "AB12345OA"}) {
    EXPECT_FALSE(national_insurance(s)) << s;
  }
  EXPECT_EQ(national_insurance("TN123456A").error(),
            "Check the National Insurance number: none begins with TN");
}

TEST(Uk, bank_details) {
  EXPECT_EQ(sort_code("00-11-22").value(), "001122");
  EXPECT_EQ(show_sort_code("001122"), "00-11-22");
  EXPECT_FALSE(sort_code("0011223"));
  EXPECT_EQ(account_number("1234 5678").value(), "12345678");
  EXPECT_EQ(account_number("123456").value(), "00123456");
  EXPECT_FALSE(account_number("12345"));
  EXPECT_FALSE(account_number("123456789"));
  EXPECT_FALSE(account_number("1234567a"));
}

TEST(Uk, postcodes) {
  EXPECT_EQ(postcode("sw1a1aa").value(), "SW1A 1AA");
  EXPECT_EQ(postcode(" s w1a 1 aa").value(), "SW1A 1AA");
  EXPECT_EQ(postcode("M1 1ae").value(), "M1 1AE");
  EXPECT_EQ(postcode("b33 8th").value(), "B33 8TH");
  EXPECT_EQ(postcode("L1OAA").value(), "L1 0AA");
  EXPECT_EQ(postcode("gir0aa").value(), "GIR 0AA");
  for (auto s : {"", "SW1A", "SW1A 1A", "QW1A 1AA", "AI1 1AA", "SW1A 1CA", "12345", "SW1A 1AAA", "A 1AA",
                 "SW111 1AA"}) {
    EXPECT_FALSE(postcode(s)) << s;
  }
}

TEST(Uk, identifiers_are_read_as_they_look) {
  EXPECT_EQ(national_insurance("ＱＱ 12 34\u200B 56 C").value_or("refused"), "QQ123456C");
  EXPECT_EQ(postcode("\u200ESW1A\u00A01AA").value_or("refused"), "SW1A 1AA");
  EXPECT_EQ(sort_code("00–11–22").value_or("refused"), "001122");
  EXPECT_EQ(account_number("１２３４ ５６７８").value_or("refused"), "12345678");
  EXPECT_EQ(email("ann\u200B.lee@example.org").value_or("refused"), "ann.lee@example.org");
  EXPECT_EQ(money("£１２.50").value_or(-1), 1250);
  EXPECT_EQ(money("−\u2009£5").value_or(-1), -500);
}

struct Phone {
  std::string_view typed, canonical, shown, href;
};

// Numbers that Ofcom keeps for drama; those of other countries and of three or six figures are examples.
constexpr Phone kPhones[] = {
    {"020 7946 0123", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"(020) 7946-0123", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"+44 20 7946 0123", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"+44 (0)20 7946 0123", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"0044 20 7946 0123", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"02079460123", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"０２０ ７９４６ ０１２３", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"\u202A020\u00A07946\u20110123\u202C", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"Tel: 020 7946 0123", "+442079460123", "020 7946 0123", "tel:+442079460123"},
    {"07700 900123", "+447700900123", "07700 900123", "tel:+447700900123"},
    {"0151 496 0123", "+441514960123", "0151 496 0123", "tel:+441514960123"},
    {"01632 960123", "+441632960123", "01632 960123", "tel:+441632960123"},
    {"0808 157 0123", "+448081570123", "0808 157 0123", "tel:+448081570123"},
    {"03069 990123", "+443069990123", "0306 999 0123", "tel:+443069990123"},
    {"0800 1111", "+448001111", "0800 1111", "tel:+448001111"},
    {"01534 960123", "+441534960123", "01534 960123", "tel:+441534960123"},  // Jersey
    {"01481 960123", "+441481960123", "01481 960123", "tel:+441481960123"},  // Guernsey
    {"01624 960123", "+441624960123", "01624 960123", "tel:+441624960123"},  // Man
    {"020 7946 0123 x123", "+442079460123;ext=123", "020 7946 0123 x123", "tel:+442079460123;ext=123"},
    {"020 7946 0123 ext. 5", "+442079460123;ext=5", "020 7946 0123 x5", "tel:+442079460123;ext=5"},
    {"020 7946 0123 extn 5", "+442079460123;ext=5", "020 7946 0123 x5", "tel:+442079460123;ext=5"},
    {"18001 020 7946 0123", "18001+442079460123", "18001 020 7946 0123", "tel:1800102079460123"},
    {"18002-07700 900123", "18002+447700900123", "18002 07700 900123", "tel:1800207700900123"},
    {"18001 +49 30 901820", "18001+4930901820", "18001 +49 30 901820", "tel:18001004930901820"},
    {"101", "101", "101", "tel:101"},
    {"111", "111", "111", "tel:111"},
    {"116 123", "116123", "116123", "tel:116123"},
    {"+49 (0)30 901820", "+4930901820", "+49 30 901820", "tel:+4930901820"},
    {"0049 (0)30 901820", "+4930901820", "+49 30 901820", "tel:+4930901820"},
    {"+33 1 23 45 67 89", "+33123456789", "+33 1 23 45 67 89", "tel:+33123456789"},
    {"+39 06 1234 5678", "+390612345678", "+39 06 1234 5678", "tel:+390612345678"},  // Italy keeps its nought
    {"+1 (212) 555-0123 ext 9", "+12125550123;ext=9", "+1 212-555-0123 ext. 9", "tel:+12125550123;ext=9"},
};

TEST(Uk, phones_are_read_shown_and_dialled) {
  for (const auto& [typed, canonical, shown, href] : kPhones) {
    EXPECT_EQ(phone(typed).value_or("refused"), canonical) << typed;
    EXPECT_EQ(show_phone(canonical), shown) << typed;
    EXPECT_EQ(phone_href(canonical), href) << typed;
    EXPECT_EQ(phone(shown).value_or("refused"), canonical) << shown;
    EXPECT_EQ(phone(canonical).value_or("refused"), canonical) << "what is kept is read again as it is";
  }
  EXPECT_EQ(show_phone("ask at the desk"), "ask at the desk");
  EXPECT_EQ(phone_alone("18001+442079460123"), "+442079460123");
  EXPECT_EQ(phone_alone("+442079460123;ext=5"), "+442079460123");
}

TEST(Uk, a_phone_that_cannot_be_is_refused_with_the_reason) {
  for (const auto& [typed, words] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"", "Enter a phone number"},
           {"+", "Enter a phone number"},
           {"7946 0123", "code of its area"},
           {"0770090012", "this has 10"},
           {"077009001234", "this has 12"},
           {"020 7946 012", "this has 10"},
           {"0400 123 4567", "no UK number begins so"},
           {"07700 900123 (mum)", "“mum” is no part of one"},
           {"mum 020 7946 0123", "“mum”"},
           {"020 7946 0123 after 5", "“after”"},
           {"020 7946 0123 ☎", "“☎”"},
           {"020 7946 0123 / 07700 900123", "too many figures for one number"},
           {"\u202E020 7946 0123", "a hidden “right-to-left override (U+202E)”"},
           {"+999 123456", "country’s"},
           {"+44", "country’s"},
           {"3/4/1999", "code of its area"},
           {"1234", "11 figures"}}) {
    const auto got = phone(typed);
    ASSERT_FALSE(got) << typed << " was read as " << *got;
    EXPECT_NE(got.error().find(words), std::string::npos) << typed << ": " << got.error();
  }
}

TEST(Uk, email_addresses) {
  EXPECT_EQ(email(" Ann.Lee+x@Example.ORG ").value(), "Ann.Lee+x@example.org");
  EXPECT_EQ(email("o'neill@mail.example.co.uk").value(), "o'neill@mail.example.co.uk");
  for (auto s : {"", "ann", "@example.org", "ann@", "ann@example", "ann@@example.org", "ann lee@example.org",
                 "ann@-example.org", "ann@example..org", ".ann@example.org", "a..n@example.org",
                 "ann@example.org.", "ann@192.168.0.1", "ann@exa mple.org", "<ann@example.org>"}) {
    EXPECT_FALSE(email(s)) << s;
  }
  EXPECT_FALSE(email(std::string(65, 'a') + "@example.org"));
}

TEST(Uk, money_in_pence) {
  EXPECT_EQ(money("£1,234.56").value(), 123456);
  EXPECT_EQ(money("12").value(), 1200);
  EXPECT_EQ(money("12.5").value(), 1250);
  EXPECT_EQ(money(".50").value(), 50);
  EXPECT_EQ(money("-£5").value(), -500);
  EXPECT_EQ(money("£0").value(), 0);
  for (auto s : {"", "£", ".", "12.345", "1.2.3", "12p", "1e3", "9999999999999", "--5", "£5£"})
    EXPECT_FALSE(money(s)) << s;
  EXPECT_EQ(show_money(123456), "£1,234.56");
  EXPECT_EQ(show_money(-500), "−£5.00");
  EXPECT_EQ(show_money(5), "£0.05");
  EXPECT_EQ(money(show_money(-123456)).value(), -123456);
}

}  // namespace
}  // namespace candour::uk
