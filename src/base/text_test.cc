#include "base/text.h"

#include <gtest/gtest.h>

namespace candour {
namespace {

TEST(Text, tells_utf8_from_what_only_looks_like_it) {
  for (std::string_view good : {"", "plain", "Zoë", "Łukasz", "李", "😀", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(good));
  for (std::string_view bad : {"\x80", "\xC0\xAF", "\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE0\x80\x80",
                               "Zo\xEB", "\xF0\x82\x82\xAC", "\xFF"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Text, characters_are_counted_and_cut_whole) {
  EXPECT_EQ(count_characters("Zoë"), 3u);
  EXPECT_EQ(shorten("Zoë", 3), "Zoë");
  EXPECT_EQ(shorten("ëëëë", 3), "ëë…");
  EXPECT_EQ(shorten("one two", 5), "one…");
  EXPECT_EQ(shorten("x", 0), "");
}

TEST(Text, a_line_loses_what_nobody_sees) {
  EXPECT_EQ(clean_line("  Ann \t  Lee \r\n"), "Ann Lee");
  EXPECT_EQ(clean_line("Ann\xC2\xA0Lee"), "Ann Lee");  // non-breaking space
  EXPECT_EQ(clean_line("a\xE2\x80\xAE"
                       "b\xE2\x80\x8B"
                       "c\xEF\xBB\xBF"),
            "abc");  // turned round, zero width, BOM
  EXPECT_EQ(clean_line(std::string_view("a\0b\x1B[0m", 7)), "ab[0m");
  EXPECT_EQ(clean_line("👩\xE2\x80\x8D👧"), "👩\xE2\x80\x8D👧");  // joined emoji stay joined
  EXPECT_EQ(clean_line(" \t "), "");
}

TEST(Text, several_lines_keep_their_breaks) {
  EXPECT_EQ(clean_text("one\r\ntwo\rthree\nfour"), "one\ntwo\nthree\nfour");
  EXPECT_EQ(clean_text("\n\n one \n\n\n\n\n two\t \n\n"), "one\n\n\ntwo");
  EXPECT_EQ(clean_text(""), "");
}

TEST(Text, names_that_are_the_same_fold_the_same) {
  for (auto s : {"O'Neill", "O’Neill", "O`NEILL", "o´neill", "Oneill", " ONEILL "})
    EXPECT_EQ(fold(s), "oneill") << s;
  EXPECT_EQ(fold("Anne-Marie"), "anne marie");
  EXPECT_EQ(fold("Anne\xE2\x80\x91Marie"), "anne marie");  // non-breaking hyphen
  EXPECT_EQ(fold("ZOË"), "zoe");
  EXPECT_EQ(fold("Zoe\xCC\x88"), "zoe");  // e and a combining diaeresis
  EXPECT_EQ(fold("Strauß Ærø Łódź Đặng Þór Ŵyn İpek"), "strauss aero lodz dang thor wyn ipek");
  EXPECT_EQ(fold("Гагарин"), fold("ГАГАРИН"));
  EXPECT_EQ(fold("Παπαδόπουλος"), fold("ΠΑΠΑΔΌΠΟΥΛΟΣ"));
  EXPECT_EQ(fold("李 小龙"), "李 小龙");
  EXPECT_EQ(fold("Smith, J.  (Jnr)"), "smith j jnr");
  EXPECT_EQ(fold("…"), "");
  EXPECT_EQ(fold_words("de la Tour"), (std::vector<std::string>{"de", "la", "tour"}));
  EXPECT_TRUE(fold_words(" - ").empty());
}

TEST(Text, folding_twice_changes_nothing) {
  for (auto s : {"Anne-Marie O’Néill", "Strauß", "ΠΑΠΑΔΌΠΟΥΛΟΣ", "Ж. Ё.", "İ", "ŉ"})
    EXPECT_EQ(fold(fold(s)), fold(s)) << s;
}

TEST(Text, small_words) {
  EXPECT_EQ(counted_words(1, "day"), "1 day");
  EXPECT_EQ(counted_words(0, "day"), "0 days");
  EXPECT_EQ(counted_words(1200, "person", "people"), "1,200 people");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(listed({"a", "b"}, "or"), "a or b");
  EXPECT_EQ(with_commas(-1234567), "-1,234,567");
  EXPECT_EQ(with_commas(-123), "-123");
  EXPECT_EQ(inside_sentence("Date of birth"), "date of birth");
  EXPECT_EQ(inside_sentence("NHS number"), "NHS number");
  EXPECT_EQ(inside_sentence("I agree"), "I agree");
}

}  // namespace
}  // namespace candour
