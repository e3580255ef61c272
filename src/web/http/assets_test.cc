#include "web/http/assets.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

namespace candour::http {
namespace {

using testing::HasSubstr;

class AssetsTest : public testing::Test {
 protected:
  AssetsTest() {
    char name[] = "/tmp/candour-assets-XXXXXX";
    dir_ = ::mkdtemp(name);
    put("candour.1.css", "body{}");
    put("candour.1.css.gz", "packed");
    put("candour.2.js", "let a");
    put("secret.txt", "not for the world");
    put("manifest.json", R"({"candour.css":"candour.1.css","candour.js":"candour.2.js"})");
  }
  ~AssetsTest() override { std::filesystem::remove_all(dir_); }
  void put(const std::string& name, std::string_view bytes) {
    std::ofstream(dir_ / name, std::ios::binary) << bytes;
  }
  static Request asks(const std::string& file, const std::string& accepts = "") {
    Request q;
    q.params.add("file", file);
    q.headers.add("accept-encoding", accepts);
    return q;
  }
  std::filesystem::path dir_;
};

TEST_F(AssetsTest, serves_what_the_manifest_names_for_ever_and_nothing_else) {
  auto store = AssetStore::load(dir_);
  ASSERT_TRUE(store);
  EXPECT_EQ(store->url("candour.css"), "/assets/candour.1.css");
  auto r = store->serve(asks("candour.1.css"));
  EXPECT_EQ(r.bytes(), "body{}");
  EXPECT_TRUE(r.cacheable_forever);
  EXPECT_EQ(r.content_type, "text/css; charset=utf-8");
  for (const char* other : {"secret.txt", "manifest.json", "../secret.txt", "candour.css", ""})
    EXPECT_EQ(store->serve(asks(other)).status, 404) << other;
}

TEST_F(AssetsTest, gives_the_packed_form_only_to_browsers_that_take_it) {
  auto store = AssetStore::load(dir_);
  ASSERT_TRUE(store);
  EXPECT_EQ(store->serve(asks("candour.1.css", "gzip, br")).bytes(), "packed");
  EXPECT_EQ(store->serve(asks("candour.1.css", "gzip;q=0")).bytes(), "body{}");
  EXPECT_EQ(store->serve(asks("candour.2.js", "gzip")).bytes(), "let a");
}

TEST_F(AssetsTest, what_is_not_built_is_said_with_the_way_to_mend_it) {
  std::filesystem::remove(dir_ / "candour.2.js");
  auto store = AssetStore::load(dir_);
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().words.text, HasSubstr("Run script/assets"));
  put("manifest.json", R"({"candour.css":"../../etc/passwd"})");
  EXPECT_FALSE(AssetStore::load(dir_));
  put("manifest.json", "{");
  EXPECT_FALSE(AssetStore::load(dir_));
  EXPECT_FALSE(AssetStore::load(dir_ / "none"));
}

}  // namespace
}  // namespace candour::http
