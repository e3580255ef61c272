#include "base/file_rights.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace candour {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class FileRights : public testing::Test {
 protected:
  FileRights() {
    char name[] = "/tmp/candour-rights-XXXXXX";
    home_ = ::mkdtemp(name);
    fs::create_directories(home_ / "data/ll");
    for (const char* f : {"data/ll/records.db", "data/ll/keys.db", "data/ll/root.key"})
      std::ofstream(home_ / f) << "x";
    for (const auto& e : fs::recursive_directory_iterator(home_))
      ::chmod(e.path().c_str(), e.is_directory() ? 0755 : 0644);
  }
  ~FileRights() override { fs::remove_all(home_); }
  void mode(const std::string& file, mode_t m) { ASSERT_EQ(::chmod((home_ / file).c_str(), m), 0); }
  std::string words(const fs::path& path) {
    const auto s = only_owner_writes(path);
    return s ? std::string() : s.error().words.text;
  }
  fs::path home_;
};

TEST_F(FileRights, Attack_Smaller_what_others_may_write_to_is_not_trusted) {
  EXPECT_EQ(words(home_ / "data"), "");
  for (const std::string file :
       {"data/ll/records.db", "data/ll/keys.db", "data/ll/root.key", "data/ll", "data"})
    for (const mode_t more : {S_IWGRP, S_IWOTH}) {
      struct stat before {};
      ASSERT_EQ(::stat((home_ / file).c_str(), &before), 0);
      mode(file, (before.st_mode & 07777) | more);
      const auto said = words(home_ / "data");
      EXPECT_THAT(said, HasSubstr("go-w " + (home_ / file).string())) << file;
      mode(file, before.st_mode & 07777);
    }
  EXPECT_EQ(words(home_ / "data"), "");
  EXPECT_EQ(words(home_ / "nothing is here"), "");
}

TEST_F(FileRights, Attack_Smaller_nor_is_what_a_link_leads_to) {
  fs::create_symlink(home_ / "data/ll/keys.db", home_ / "data/link");
  mode("data/ll/keys.db", 0666);
  EXPECT_THAT(words(home_ / "data/link"), HasSubstr("chmod go-w"));
}

TEST_F(FileRights, Attack_Smaller_a_folder_above_lets_nobody_swap_it) {
  EXPECT_TRUE(nobody_can_swap(home_ / "data/ll")) << "/tmp is sticky";
  mode("data", 0777);
  const auto s = nobody_can_swap(home_ / "data/ll");
  ASSERT_FALSE(s);
  EXPECT_THAT(s.error().words.text, HasSubstr("chmod o-w " + (home_ / "data").string()));
  mode("data", 01777);
  EXPECT_TRUE(nobody_can_swap(home_ / "data/ll"));
}

}  // namespace
}  // namespace candour
