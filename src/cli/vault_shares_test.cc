// The root key in shares, as an operator meets it: sheets are made, the key is lost, and three of five people
// bring it back.
#include <gmock/gmock.h>

#include <regex>

#include "cli/backups_for_tests.h"

namespace candour::cli {
namespace {

using ::testing::HasSubstr;

struct Shared : Backups {
  /// The letters on a sheet, as somebody types them from the paper.
  std::string letters_on(int n) const {
    const auto text = dir_ / "sheet.txt";
    const auto sheet = at("shares/ll-share-" + std::to_string(n) + "-of-5.pdf");
    EXPECT_EQ(std::system(("pdftotext -layout " + sheet + " '" + text.string() + "'").c_str()), 0);
    const auto all = bytes_in(text);
    std::string letters;
    const std::regex line("([A-Z2-7]{4}-)+[A-Z2-7]{4}");
    for (std::sregex_iterator i(all.begin(), all.end(), line), end; i != end; ++i) letters += i->str() + " ";
    return letters;
  }
};

TEST_F(Shared, three_of_five_sheets_put_a_lost_root_key_back) {
  EXPECT_THAT(run("vault check --data " + at("data")).out,
              HasSubstr("no shares of the root key were made here"));
  const auto made = run("vault split-root-key --data " + at("data") + " --org ll --to " + at("shares"));
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("5 shares, of which any 3 put the root key back"));
  EXPECT_EQ(fs::status(dir_ / "shares" / "ll-share-1-of-5.pdf").permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(run("vault check --data " + at("data")).out.find("no shares of the root key"), std::string::npos);
  EXPECT_EQ(run("vault split-root-key --data " + at("data") + " --org ll --to " + at("shares")).code, 1)
      << "nothing is written over";

  const auto key = bytes_in(dir_ / "data" / "ll" / "root.key");
  fs::remove(dir_ / "data" / "ll" / "root.key");
  EXPECT_NE(run("vault check --data " + at("data")).code, 0);
  const auto typed = [&](const std::vector<std::string>& lines) {
    std::ofstream out(dir_ / "typed");
    for (const auto& l : lines) out << l << "\n";
    out.close();
    return run("vault join-root-key --to " + at("again.key") + " < " + at("typed"));
  };
  auto slip = letters_on(2);
  slip[0] = slip[0] == 'A' ? 'B' : 'A';
  const auto few = typed({letters_on(2), slip, letters_on(5)});
  EXPECT_EQ(few.code, 1);
  EXPECT_THAT(few.err, HasSubstr("somewhere a letter is mistyped"));
  EXPECT_THAT(few.err, HasSubstr("3 shares are needed, and here are 2"));
  EXPECT_FALSE(fs::exists(dir_ / "again.key"));
  const auto enough = typed({letters_on(2), slip, letters_on(5), letters_on(1)});
  EXPECT_EQ(enough.code, 0) << enough.err;
  EXPECT_EQ(bytes_in(dir_ / "again.key"), key);
  EXPECT_EQ(run("vault check --data " + at("data") + " --root-key " + at("again.key")).code, 0);
  EXPECT_EQ(typed({letters_on(3), letters_on(4), letters_on(1)}).code, 1) << "a key that is there stays";
}

}  // namespace
}  // namespace candour::cli
