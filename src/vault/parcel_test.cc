#include "vault/parcel.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace candour::vault {
namespace {

namespace fs = std::filesystem;

class Parcel : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "parcel-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override { fs::remove_all(dir_); }
  std::string at(const char* name) const { return (dir_ / name).string(); }
  void write(const char* name, const std::string& bytes) const {
    std::ofstream(at(name), std::ios::binary) << bytes;
  }
  std::string read(const char* name) const {
    std::ifstream in(at(name), std::ios::binary);
    std::stringstream s;
    s << in.rdbuf();
    return s.str();
  }
  Status open(const char* from, std::string_view label = "a label") {
    fs::remove(at("opened"));
    return open_parcel(at(from), at("opened"), keys_.opens, label);
  }
  fs::path dir_;
  ParcelKeys keys_ = make_parcel_keys();
};

TEST_F(Parcel, OpensToWhatWasClosedHoweverLongItIs) {
  for (const std::size_t size : {0u, 1u, 65535u, 65536u, 65537u, 131072u, 300000u}) {
    std::string plain(size, 'x');
    for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<char>(i * 7);
    write("plain", plain);
    fs::remove(at("closed"));
    const auto sum = close_parcel(at("plain"), at("closed"), keys_.closes, "a label");
    ASSERT_TRUE(sum) << sum.error().words.text;
    EXPECT_EQ(*sum, *sum_of_file(at("closed")));
    const auto opened = open("closed");
    ASSERT_TRUE(opened) << size << " " << opened.error().words.text;
    EXPECT_EQ(read("opened"), plain) << size;
  }
}

TEST_F(Parcel, Promise_PS_6_1_shows_nothing_of_what_it_holds_and_any_change_to_it) {
  write("plain", "Somebody Invented lives here");
  ASSERT_TRUE(close_parcel(at("plain"), at("closed"), keys_.closes, "a label"));
  const auto closed = read("closed");
  EXPECT_EQ(closed.find("Invented"), std::string::npos);
  for (std::size_t i = 0; i < closed.size(); ++i) {
    auto bent = closed;
    bent[i] = static_cast<char>(bent[i] ^ 1);
    write("bent", bent);
    EXPECT_FALSE(open("bent")) << "byte " << i;
    EXPECT_FALSE(fs::exists(at("opened"))) << "byte " << i;
  }
  for (std::size_t cut = 0; cut < closed.size(); ++cut) {
    write("cut", closed.substr(0, cut));
    EXPECT_FALSE(open("cut")) << cut;
  }
  write("longer", closed + "x");
  EXPECT_FALSE(open("longer"));
  // Where the last piece is a full one, what was added stands behind all that is sealed.
  write("plain", std::string(std::size_t{1} << 20, 'a'));
  ASSERT_TRUE(close_parcel(at("plain"), at("full"), keys_.closes, "a label"));
  write("longer", read("full") + "x");
  EXPECT_FALSE(open("longer"));
}

TEST_F(Parcel, IsClosedToAnotherLabelAndToAnotherKey) {
  write("plain", "words");
  ASSERT_TRUE(close_parcel(at("plain"), at("closed"), keys_.closes, "a label"));
  EXPECT_FALSE(open("closed", "another label"));
  EXPECT_TRUE(open("closed"));
  keys_ = make_parcel_keys();
  EXPECT_FALSE(open("closed"));
  EXPECT_FALSE(close_parcel(at("plain"), at("new"), "no key", "a label"));
  EXPECT_FALSE(fs::exists(at("new")));
}

}  // namespace
}  // namespace candour::vault
