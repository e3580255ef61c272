#include "base/text.h"

#include <gtest/gtest.h>

#include <algorithm>

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

struct Counted {
  std::string_view text;
  std::size_t letters;
};

TEST(Text, letters_are_counted_as_people_count_them) {
  for (const auto& [text, letters] :
       std::initializer_list<Counted>{{"", 0},
                                      {"Zoë", 3},
                                      {"Zoe\u0308", 3},  // e and its mark apart
                                      {"李小龙", 3},
                                      {"👨‍👩‍👧‍👦", 1},
                                      {"🇬🇧🏴󠁧󠁢󠁷󠁬󠁳󠁿", 2},
                                      {"👍🏽", 1},
                                      {"नमस्ते", 3},
                                      {"한국", 2},
                                      {"Nguyễn", 6}})
    EXPECT_EQ(count_letters(text), letters) << text;
}

TEST(Text, a_limit_counts_letters_and_says_how_many_are_too_many) {
  const auto of = [](std::string_view letter, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += letter;
    return out;
  };
  for (std::string_view letter : {"a", "ë", "e\u0308", "李", "𐐷", "👍🏽"}) {
    EXPECT_EQ(too_long(of(letter, 20'000), 20'000, "the note"), "") << letter;
    EXPECT_EQ(too_long(of(letter, 20'003), 20'000, "the note"),
              "Shorten the note to 20,000 letters or fewer: it has 20,003, 3 too many")
        << letter;
  }
  // One letter under a thousand marks is one letter; but a text of them is none that anybody types.
  EXPECT_NE(too_long("a" + of("\u0308", 2000), 100, "the note"), "");
  EXPECT_EQ(too_long("a" + of("\u0308", 20), 100, "the note"), "");
}

TEST(Text, what_is_shown_short_is_cut_between_letters) {
  EXPECT_EQ(shorten("Zoë", 3), "Zoë");
  EXPECT_EQ(shorten("ëëëë", 3), "ëë…");
  EXPECT_EQ(shorten("e\u0308e\u0308e\u0308", 2), "e\u0308…");
  EXPECT_EQ(shorten("one two", 5), "one…");
  EXPECT_EQ(shorten("x", 0), "");
}

TEST(Text, a_line_loses_its_outer_blanks_and_what_nobody_sees) {
  EXPECT_EQ(clean_line("  Ann \t  Lee \r\n"), "Ann    Lee");
  EXPECT_EQ(clean_line("Flat 2\r\nHigh St"), "Flat 2 High St");
  EXPECT_EQ(clean_line("Ann\u00A0Lee"), "Ann Lee");
  EXPECT_EQ(clean_line("a\u202E"
                       "b\u200B"
                       "c\uFEFF"),
            "abc");  // turned round, zero width, BOM
  EXPECT_EQ(clean_line(std::string_view("a\0b\x1B[0m", 7)), "ab[0m");
  EXPECT_EQ(clean_line("👩\u200D👧"), "👩\u200D👧");  // joined emoji stay joined
  EXPECT_EQ(clean_line("❤\uFE0F"), "❤\uFE0F");
  EXPECT_EQ(clean_line("Zoe\u0308"), "Zoë");
  EXPECT_EQ(clean_line(" \t "), "");
}

TEST(Text, several_lines_are_kept_as_they_were_typed) {
  for (std::string_view kept :
       {"one\ntwo\n\n\n\nthree",              // empty lines
        "Medicine\tMorning\tNight\nA\t1\t2",  // columns by tabs
        "  indented\n    more",               // indents
        "aspirin   75 mg   08:00",            // columns by spaces
        "\n\n one",                           // empty lines in front
        "end of line  \nnext", "سلام\u200Fabc", "می\u200Cخواهم", "soft\u00ADhyphen", "❤\uFE0F"})
    EXPECT_EQ(clean_text(kept), kept) << kept;
  EXPECT_EQ(clean_text("one\r\ntwo\rthree\nfour\u2028five"), "one\ntwo\nthree\nfour\nfive");
  EXPECT_EQ(clean_text("one\n \n\t\n\n"), "one");
  EXPECT_EQ(clean_text("Zoe\u0308"), "Zoë");
  EXPECT_EQ(clean_text("a\u202E\x01z"), "az");
  EXPECT_EQ(clean_text(" \n\u200B\n"), "");
  EXPECT_EQ(clean_text(""), "");
}

TEST(Text, a_number_is_read_as_it_looks) {
  for (std::string_view typed : {"999 000 0018", "999\u00A0000\u202F0018", " 999\u2009000\u30000018 ",
                                 "\u202A999 000\u200B 0018\u202C", "９９９ ０００ ００１８", "٩٩٩ ٠٠٠ ٠٠١٨",
                                 "999 000 00\u200D18", "\uFEFF999 000 0018", "९९९ ००० ००१८"})
    EXPECT_EQ(as_it_looks(typed), "999 000 0018") << typed;
  for (std::string_view dash : {"-", "\u2010", "\u2011", "\u2012", "–", "—", "−", "－", "﹣"})
    EXPECT_EQ(as_it_looks("1" + std::string(dash) + "2"), "1-2") << dash;
  EXPECT_EQ(as_it_looks("999\t000\n0018\x01"), "999 000 0018");
  EXPECT_EQ(as_it_looks("ＱＱ１２"), "QQ12");
  EXPECT_NE(as_it_looks("\u202E8100"), "8100");  // a reader sees 0018
}

TEST(Text, names_that_are_the_same_fold_the_same) {
  for (auto s : {"O'Neill", "O’Neill", "O`NEILL", "o´neill", "Oneill", " ONEILL ", "O＇Neill"})
    EXPECT_EQ(fold(s), "oneill") << s;
  for (const auto& [typed, folded] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"Anne-Marie", "anne marie"},
           {"Anne\u2011Marie", "anne marie"},
           {"ZOË", "zoe"},
           {"Zoe\u0308", "zoe"},
           {"Strauß Ærø Łódź Đặng Þór Ŵyn İpek", "strauss aero lodz dang thor wyn ipek"},
           {"Şükrü Çağrı IŞIK ılgaz", "sukru cagri isik ilgaz"},
           {"Nguyễn Thị Ánh", "nguyen thi anh"},
           {"Żółć", "zolc"},
           {"Гагарин", "gagarin"},
           {"ГАГАРИН", "gagarin"},
           {"Наталья Щербакова", "natalya shcherbakova"},
           {"Παπαδόπουλος", "papadopoulos"},
           {"ΠΑΠΑΔΌΠΟΥΛΟΣ", "papadopoulos"},
           {"李 小龙", "li xiao long"},
           {"李小龙", "li xiao long"},
           {"محمد", "mhmd"},
           {"김민수", "gimminsu"},
           {"ＡＢＣ ﬁona", "abc fiona"},
           {"Smith, J.  (Jnr)", "smith j jnr"},
           {"soft\u00ADhyphen", "softhyphen"},
           {"…", ""}})
    EXPECT_EQ(fold(typed), folded) << typed;
  EXPECT_EQ(fold_words("de la Tour"), (std::vector<std::string>{"de", "la", "tour"}));
  EXPECT_TRUE(fold_words(" - ").empty());
  EXPECT_EQ(fold_in_script("Иван Zoë 李 Ё"), "иван zoe 李 ё");
}

TEST(Text, folding_twice_changes_nothing) {
  for (auto s : {"Anne-Marie O’Néill", "Strauß", "ΠΑΠΑΔΌΠΟΥΛΟΣ", "Ж. Ё.", "İ", "ŉ", "Əliyev", "ዮሐንስ",
                 "王小明", "محمد علي", "สมชาย", "अमित", "מרים"})
    EXPECT_EQ(fold(fold(s)), fold(s)) << s;
}

TEST(Text, names_stand_in_the_order_of_a_list) {
  std::vector<std::string> names = {"Zoë",  "Ångström", "anna",    "Adams", "Łukasz",
                                    "Lowe", "Özil",     "O'Brien", "Oates", "Иван"};
  std::sort(names.begin(), names.end(),
            [](const auto& a, const auto& b) { return sort_key(a) < sort_key(b); });
  EXPECT_EQ(names, (std::vector<std::string>{"Adams", "Ångström", "anna", "Lowe", "Łukasz", "O'Brien",
                                             "Oates", "Özil", "Zoë", "Иван"}));
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
