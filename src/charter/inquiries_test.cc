// For which inquiries a hold keeps things is configuration: each with what is to be kept, whence we have it,
// and as of which day.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "charter/catalogue_read.h"
#include "charter/keeping.h"

namespace candour::charter {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

std::vector<Option> offered(const CatalogueFiles& files) {
  const auto* hold = files.find_kind("hold");
  const auto f = std::ranges::find(hold->fields, hold_field::kInquiry, &Field::code);
  return f == hold->fields.end() ? std::vector<Option>() : f->options;
}

TEST(Inquiries, each_says_what_to_keep_whence_we_have_it_and_as_of_which_day) {
  std::vector<Finding> found;
  const auto options = offered(read_catalogue("charters/catalogue", found));
  EXPECT_THAT(found, IsEmpty());
  ASSERT_GE(options.size(), 6u);
  for (const auto& o : options) {
    if (o.code == "other") continue;
    EXPECT_THAT(o.label, MatchesRegex(".*: .*\\. (Read at|Not checked|We looked, and found).*; as of "
                                      "[0-9]+ [A-Z][a-z]+ 20[0-9][0-9]"))
        << o.code;
  }
  EXPECT_EQ(options.back().code, "other") << "one that we do not know of";
  const auto at = [&](std::string_view code) {
    return std::ranges::find(options, code, &Option::code)->label;
  };
  EXPECT_THAT(at("scottish-covid"), HasSubstr("section 35"));
  EXPECT_THAT(at("infected-blood"), HasSubstr("until 2031"));
  EXPECT_THAT(at("child-abuse"), HasSubstr("no formal end"));
}

/// The catalogue that we ship, with its register of inquiries changed; gone with the scope.
struct ChangedCatalogue {
  explicit ChangedCatalogue(const std::string& inquiries) {
    fs::remove_all(dir);
    fs::copy("charters/catalogue", dir, fs::copy_options::recursive);
    std::ofstream(dir + "/inquiries.yaml") << inquiries;
  }
  ~ChangedCatalogue() { fs::remove_all(dir); }
  const std::string dir =
      (fs::temp_directory_path() / ("candour-inquiries-" + std::to_string(::getpid()))).string();
};

TEST(Inquiries, one_line_more_is_one_choice_more) {
  const ChangedCatalogue changed(
      "inquiries:\n  - {code: lighthouse, name: The Lighthouse Inquiry, says: keep all of it, known: read, "
      "source: \"example.org, notice 1\", as-of: \"2027-02-03\"}\n");
  std::vector<Finding> found;
  const auto options = offered(read_catalogue(changed.dir, found));
  ASSERT_THAT(found, IsEmpty());
  ASSERT_EQ(options.size(), 2u);
  EXPECT_EQ(options[0].label,
            "The Lighthouse Inquiry: keep all of it. Read at: example.org, notice 1; as of 3 February 2027");
}

TEST(Inquiries, without_a_source_or_a_day_the_catalogue_is_refused) {
  const ChangedCatalogue changed(
      "inquiries:\n  - {code: lighthouse, name: The Lighthouse Inquiry, says: keep it, known: read}\n");
  std::vector<Finding> found;
  static_cast<void>(read_catalogue(changed.dir, found));
  std::string all;
  for (const auto& f : found) all += f.text() + "\n";
  EXPECT_THAT(all, HasSubstr("inquiry 'lighthouse'"));
  EXPECT_THAT(all, HasSubstr("source"));
  EXPECT_THAT(all, HasSubstr("as-of"));
}

}  // namespace
}  // namespace candour::charter
