// The two files of a check, as the service that answers it writes and reads them.
#include "record/opt_out_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace candour::record {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string wrong(std::string_view bytes) {
  const auto r = read_opt_out_reply(bytes);
  return r ? "" : r.error().fields[0].message;
}

TEST(OptOutFile, Promise_IG_7_the_file_is_one_number_a_line_with_a_comma_and_is_named_by_mailbox_and_day) {
  EXPECT_EQ(opt_out_file({"9990000018", "9990000026"}), "9990000018,\n9990000026,\n");
  EXPECT_EQ(opt_out_file_name("A1B2C001", make_date(2026, 6, 3), 7), "A1B2C001-030626-0007.dat");
  EXPECT_EQ(opt_out_reply_name("A1B2C001-030626-0007.dat", ""), "A1B2C001-030626-0007.dat");
  EXPECT_EQ(opt_out_reply_name("A1B2C001-030626-0007.dat", "NAME_R.dat"), "A1B2C001-030626-0007_R.dat");
}

TEST(OptOutFile, Promise_IG_7_a_reply_is_read_as_it_came_or_not_at_all) {
  EXPECT_THAT(read_opt_out_reply("9990000026,\n9990000018,\n")->numbers,
              ElementsAre("9990000018", "9990000026"));
  EXPECT_TRUE(read_opt_out_reply("")->numbers.empty()) << "nobody is left";
  EXPECT_EQ(read_opt_out_reply("9990000018,")->numbers.size(), 1u) << "without the last end of a line";
  const auto windows = read_opt_out_reply("9990000018,\r\n9990000026,\r\n");
  ASSERT_TRUE(windows);
  EXPECT_TRUE(windows->windows_lines);
  EXPECT_EQ(windows->numbers.size(), 2u);
  EXPECT_THAT(wrong("9990000018,\n9990000019,\n"), HasSubstr("Line 2 of the file holds no valid NHS number"));
  EXPECT_THAT(wrong("9990000018,\n9990000019,\n"), Not(HasSubstr("9990000019")));
  EXPECT_THAT(wrong("999 000 0018,\n"), HasSubstr("no valid NHS number"));
  EXPECT_THAT(wrong("9990000018\n"), HasSubstr("does not end with a comma"));
  EXPECT_THAT(wrong("9990000018,Maya,\n"), HasSubstr("no valid NHS number"));
  EXPECT_THAT(wrong("\n"), HasSubstr("Line 1"));
  EXPECT_THAT(wrong("\xEF\xBB\xBF"
                    "9990000018,\n"),
              HasSubstr("no valid NHS number"));
  EXPECT_THAT(wrong("9990000018,\n9990000018,\n"), HasSubstr("twice"));
}

}  // namespace
}  // namespace candour::record
