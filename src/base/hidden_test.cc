#include "base/hidden.h"

#include <gtest/gtest.h>

#include "base/csv_text.h"

namespace candour {
namespace {

TEST(Hidden, names_what_nobody_sees) {
  for (const auto& [text, name] : std::initializer_list<std::pair<const char*, const char*>>{
           {"a\xE2\x80\xAE"
            "b",
            "right-to-left override (U+202E)"},
           {"a\xE2\x80\xAD"
            "b",
            "left-to-right override (U+202D)"},
           {"\xE2\x81\xA6"
            "a",
            "character that turns the letters round (U+2066)"},
           {"a\xE2\x80\x8B", "space of no width (U+200B)"},
           {"a\xEF\xBB\xBF", "byte order mark (U+FEFF)"},
           {"a\x01"
            "b",
            "control character (U+0001)"},
           {"a\xC2\x85"
            "b",
            "control character (U+0085)"},
           {"a\x7F", "control character (U+007F)"},
           {"a\xD8\x9C"
            "b",
            "mark that says which way the script runs (U+061C)"},
           {"a\xE3\x85\xA4", "filler that nobody sees (U+3164)"},
           {"a\xF3\xA0\x81\xA1", "tag that nobody sees (U+E0061)"},
           {"Ann\xE2\x80\x8D"
            "a",
            "joiner that nobody sees (U+200D)"},
           {"Ann\xE2\x80\x8C"
            "a",
            "joiner that nobody sees (U+200C)"}})
    EXPECT_EQ(hidden_character(text, TextShape::Line), name) << name;
}

TEST(Hidden, scripts_keep_the_joiners_that_they_need) {
  for (const auto* text :
       {"علی‌رضا", "نیک‌پور", "ශ්‍රී ලංකා", "ക്‍ഷ",
        "അവന്‍", "क्‍ष", "র‌্যাব", "Maya O’Néill", "Nguyễn Thị", "李小龍",
        "Zoë", "👩‍👧", "👨🏽‍⚕️", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "❤️"})
    EXPECT_EQ(hidden_character(text, TextShape::Line), "") << text;
}

TEST(Hidden, notes_may_hold_lines_and_what_word_processors_leave) {
  EXPECT_EQ(hidden_character("One\n\ttwo\r\nthree\xC2\xAD\xE2\x80\x8F", TextShape::Lines), "");
  EXPECT_NE(hidden_character("One\xE2\x80\xAE two", TextShape::Lines), "");
  EXPECT_NE(hidden_character("One\x02 two", TextShape::Lines), "");
}

TEST(Hidden, no_cell_runs_behind_a_line_feed_or_what_nobody_sees) {
  for (const auto* cell :
       {"\n=1+1", "\n\n@x", " \n=1", "\xC2\xA0=1+1", "\xE2\x80\x8B=1+1", "\xEF\xBB\xBF=1+1",
        "\xEF\xBC\x9D"
        "1",
        "\xE3\x80\x80-1", "\xE2\x80\xAE=1", "=1", "+1", "\t1", "\r1"}) {
    const auto out = csv_cell(cell);
    EXPECT_TRUE(out.starts_with("'") || out.starts_with("\"'")) << out;
    const std::string file = "a\r\n" + csv_line(std::vector<std::string>{cell, "x"});
    const auto read = read_csv(file);
    ASSERT_TRUE(read);
  }
  for (const auto* cell : {"plain", "Anne-Marie", "1=1", "a\n=b"})
    EXPECT_EQ(csv_cell(cell).find('\''), std::string::npos) << cell;
}

}  // namespace
}  // namespace candour
