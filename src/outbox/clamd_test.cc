#include "outbox/clamd.h"

#include <gmock/gmock.h>

#include "outbox/clamd_for_tests.h"

namespace candour::outbox {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Mood = FakeClamd::Mood;

class ClamdTest : public testing::Test {
 protected:
  std::string path_ = testing::TempDir() + "clamd-" + std::to_string(::getpid()) + ".ctl";
  SetClock clock_{UnixMs{1'700'000'000'000}};
  FakeClamd daemon_{path_};
  VirusScanner scanner_{path_, clock_, {.scan = 400ms, .version = 200ms}};
};

TEST_F(ClamdTest, tells_a_clean_file_from_one_with_a_virus) {
  const std::string large(3'000'000, 'z');
  for (const std::string& clean :
       {std::string("We made soup."), large, std::string(65536, 'a'), std::string()}) {
    const auto found = scanner_.look(as_bytes(clean));
    ASSERT_TRUE(found) << found.error().detail.text;
    EXPECT_EQ(*found, Scanned::Clean);
  }
  EXPECT_EQ(scanner_.state().last_words, "nothing was found");
  for (const std::string& bad : {eicar(), large + eicar(), "PK" + eicar() + large}) {
    const auto found = scanner_.look(as_bytes(bad));
    ASSERT_TRUE(found) << found.error().detail.text;
    EXPECT_EQ(*found, Scanned::Infected);
  }
  EXPECT_EQ(scanner_.state().last_words, "a virus was found: Eicar-Signature");
  EXPECT_TRUE(scanner_.state().good);
  EXPECT_EQ(daemon_.scans, 7);
}

TEST_F(ClamdTest, Attack_Smaller_whatever_is_no_clear_answer_is_no_clean_file) {
  const std::string file(5'000'000, 'z');
  for (const auto mood :
       {Mood::Silent, Mood::Slow, Mood::HangsUp, Mood::Error, Mood::Rubbish, Mood::EarlyOk}) {
    daemon_.mood = mood;
    const auto began = std::chrono::steady_clock::now();
    const auto found = scanner_.look(as_bytes(file));
    ASSERT_FALSE(found) << static_cast<int>(mood);
    EXPECT_EQ(found.error().code, Code::Unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    EXPECT_FALSE(scanner_.state().good);
    EXPECT_FALSE(scanner_.state().last_words.empty());
  }
  daemon_.mood = Mood::Well;
  EXPECT_TRUE(scanner_.look(as_bytes(file)));
  EXPECT_TRUE(scanner_.state().good);
}

TEST_F(ClamdTest, knows_which_signatures_it_has) {
  EXPECT_EQ(scanner_.state().asked.ms, 0);
  ASSERT_TRUE(scanner_.ask_version());
  EXPECT_EQ(scanner_.state().signatures, "27452 of Tue Nov 24 09:31:12 2026");
  EXPECT_EQ(scanner_.state().heard, clock_.now());
  daemon_.mood = Mood::Silent;
  EXPECT_FALSE(scanner_.ask_version());
  EXPECT_FALSE(scanner_.state().good);
}

TEST_F(ClamdTest, nobody_at_the_socket_is_an_error_in_words) {
  for (const std::string& path : {path_ + ".none", std::string(), std::string(200, 'x')}) {
    VirusScanner other(path, clock_);
    const auto found = other.look(as_bytes("x"));
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().words.text, HasSubstr("looked through for viruses"));
  }
}

}  // namespace
}  // namespace candour::outbox
