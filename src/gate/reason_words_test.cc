#include "gate/reason_words.h"

#include <gtest/gtest.h>

namespace candour::gate {
namespace {

TEST(ReasonWords, are_words_in_any_language_and_script) {
  for (const auto* words :
       {"Sample of files for June", "A complaint about a late visit", "Because it is so.",
        "Mam wants to know why", "Mae angen i mi weld y cynllun gofal", "Sprawdzam skargę pani Nowak",
        "Perlu melihat rencana perawatan", "Нужно проверить план ухода", "Πρέπει να δω το σχέδιο φροντίδας",
        "أحتاج إلى مراجعة خطة الرعاية", "אני צריך לראות את תוכנית הטיפול", "मुझे देखभाल योजना देखनी है",
        "می‌خواهم برنامهٔ مراقبت را ببینم", "我需要查看护理计划因为有投诉",
        "介護計画を確認する必要があります", "ต้องการดูแผนการดูแลเนื่องจากมีการร้องเรียน",
        "돌봄 계획을 확인해야 합니다", "Waxaan u baahanahay inaan arko qorshaha"})
    EXPECT_EQ(reason_problem(words), "") << words;
}

TEST(ReasonWords, Attack_A5_what_leans_on_keys_is_none) {
  for (const auto* words : {"",
                            "because",
                            "aaaaaaaaaa",
                            "aaaa aaaa aaaa",
                            "..........",
                            "1111111111",
                            "12345 67890 12345",
                            "asdf asdf asdf",
                            "asdfasdfasdf",
                            "lalalalalala",
                            "ha ha ha ha ha ha",
                            "blah blah blah blah",
                            "qwertyuiop asdfghjkl zxcvbnm",
                            "abcdefghij klmnopq rstuvw",
                            "xxxx yyyy zzzz",
                            "the the the the",
                            "test test test test",
                            "hjkl fdsa poiu rewq",
                            "bcdfg hjklm npqrst vwxz",
                            "!!! ??? !!! ??? !!!",
                            "ааааааааааа",
                            "йцукенгшщз фывапрол ячсмить",
                            "好好好好好好好好",
                            "ああああああああ",
                            "\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B",
                            "😀😀😀😀😀😀😀😀😀😀"})
    EXPECT_NE(reason_problem(words), "") << words;
}

TEST(ReasonWords, are_counted_in_letters) {
  std::string words = "Нужно проверить план ухода";
  while (words.size() < 6'900) words += " и отчёт";
  EXPECT_EQ(reason_problem(words), "");
  while (words.size() < 9'000) words += " и отчёт";
  EXPECT_NE(reason_problem(words).find("Shorten your reason to 4,000 letters or fewer"), std::string::npos);
}

TEST(ReasonWords, a_hidden_character_is_named) {
  EXPECT_NE(reason_problem("Sample of \xE2\x80\xAE files for June").find("right-to-left override"),
            std::string::npos);
}

TEST(ReasonWords, copied_words_have_one_essence) {
  EXPECT_EQ(reason_essence("A complaint, about a LATE visit."),
            reason_essence("a complaint about a late  visit"));
  EXPECT_NE(reason_essence("A complaint about a late visit"),
            reason_essence("A complaint about an early visit"));
}

}  // namespace
}  // namespace candour::gate
