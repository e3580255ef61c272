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
  for (auto s : {"", "999000OO18", "99900000180", "0000000000", "1111111111", "９９９００００００１８"})
    EXPECT_FALSE(nhs_number(s)) << s;
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

TEST(Uk, phones) {
  for (auto s : {"020 7946 0123", "(020) 7946-0123", "+44 20 7946 0123", "+44 (0)20 7946 0123",
                 "0044 20 7946 0123", "02079460123"}) {
    EXPECT_EQ(phone(s).value_or("refused"), "+442079460123") << s;
  }
  EXPECT_EQ(phone("07700 900123").value(), "+447700900123");
  EXPECT_EQ(phone("+33 1 23 45 67 89").value(), "+33123456789");
  for (auto s : {"", "7700900123", "0770090012", "077009001234", "07700 900123 (mum)", "020 7946 012",
                 "0400 123 4567", "+44", "+0123456789", "+", "++442079460123"}) {
    EXPECT_FALSE(phone(s)) << s;
  }
  EXPECT_EQ(show_phone("+442079460123"), "020 7946 0123");
  EXPECT_EQ(show_phone("+441514960123"), "0151 496 0123");
  EXPECT_EQ(show_phone("+441134960123"), "0113 496 0123");
  EXPECT_EQ(show_phone("+441632960123"), "01632 960123");
  EXPECT_EQ(show_phone("+447700900123"), "07700 900123");
  EXPECT_EQ(show_phone("+448081570123"), "0808 157 0123");
  EXPECT_EQ(show_phone("+33123456789"), "+33123456789");
  EXPECT_EQ(show_phone(phone("0800 1111").value()), "08001111");
}

TEST(Uk, a_shown_phone_is_read_back_the_same) {
  for (auto s :
       {"+442079460123", "+441514960123", "+441632960123", "+447700900123", "+33123456789", "+448001111"}) {
    EXPECT_EQ(phone(show_phone(s)).value_or("refused"), s);
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
