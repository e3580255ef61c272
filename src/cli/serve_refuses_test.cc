// When the built program does not begin to serve: plain HTTP on a network, files that others may write to.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace candour::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class ServeRefuses : public testing::Test {
 protected:
  ServeRefuses() {
    char name[] = "/tmp/candour-serve-XXXXXX";
    home_ = ::mkdtemp(name);
    fs::create_directories(home_ / "data/ll");
    fs::create_directories(home_ / "charters/catalogue");
    fs::create_directories(home_ / "assets");
    for (const char* f : {"data/ll/records.db", "data/ll/keys.db", "data/ll/root.key", "charters/ll.yaml",
                          "charters/catalogue/categories.yaml", "assets/candour.js", "root.key"})
      std::ofstream(home_ / f) << "x";
    for (const auto& e : fs::recursive_directory_iterator(home_))
      ::chmod(e.path().c_str(), e.is_directory() ? 0755 : 0600);
  }
  ~ServeRefuses() override { fs::remove_all(home_); }
  struct Ran {
    int code = -1;
    std::string err;
  };
  /// It never serves: these charters are none.
  Ran serve(const std::string& words) {
    const auto at = [&](const char* f) { return " '" + (home_ / f).string() + "'"; };
    const int rc =
        std::system((std::string("timeout 20 ") + CANDOUR_PROGRAM + " serve --port 0 --quiet --data" +
                     at("data") + " --charters" + at("charters") + " --assets" + at("assets") + " " + words +
                     " > /dev/null 2>" + at("err"))
                        .c_str());
    std::stringstream s;
    s << std::ifstream(home_ / "err").rdbuf();
    return {WEXITSTATUS(rc), s.str()};
  }
  fs::path home_;
};

TEST_F(ServeRefuses, Attack_A12_plain_http_beyond_this_machine_unless_it_is_said_twice) {
  for (const std::string host : {"0.0.0.0", "::", "192.0.2.7", "::ffff:192.0.2.7", "fe80::1"})
    for (const std::string said : {"", "--behind-tls", "--plain-http", "--network-is-trusted",
                                   "--plain-http --behind-tls --proxy 192.0.2.1"}) {
      const auto r = serve("--host " + host + " " + said);
      EXPECT_EQ(r.code, 1) << host << " " << said;
      EXPECT_THAT(r.err, HasSubstr("--plain-http --network-is-trusted")) << host << " " << said;
    }
  for (const std::string host : {"127.0.0.1", "127.0.0.5", "::1"})
    EXPECT_THAT(serve("--host " + host).err, Not(HasSubstr("plain HTTP"))) << host;
  const auto twice = serve("--host 0.0.0.0 --plain-http --network-is-trusted");
  EXPECT_THAT(twice.err, Not(HasSubstr("plain HTTP")));
  EXPECT_THAT(serve("--host localhost").err, HasSubstr("not an IP address"));
}

TEST_F(ServeRefuses, a_version_that_is_still_to_come) {
  std::stringstream whole;
  whole << std::ifstream("charters/lw.yaml").rdbuf();
  auto text = whole.str();
  const std::string from = "from: 2026-11-01";
  ASSERT_NE(text.find(from), text.npos);
  text.replace(text.find(from), from.size(), "from: 2026-11-28")
      .replace(text.find("2027-10-31"), 10, "2027-11-01");
  std::ofstream(home_ / "charters/ll.yaml") << text;
  const std::string catalogue = "--catalogue charters/catalogue ";
  const auto early = serve(catalogue + "--date 2026-11-27");
  EXPECT_EQ(early.code, 1);
  EXPECT_THAT(early.err,
              HasSubstr("version 1.0 holds from 28 November 2026 on, and today is 27 November 2026"));
  EXPECT_THAT(serve(catalogue + "--date 2026-11-28").err, Not(HasSubstr("holds from")));
}

TEST_F(ServeRefuses, Attack_A12_a_proxy_must_be_an_address) {
  for (const std::string bad : {"nginx", "10.0.0.1/8", "127.0.0.1:80", "*"})
    EXPECT_THAT(serve("--behind-tls --proxy '" + bad + "'").err, HasSubstr("--proxy " + bad + " is neither"))
        << bad;
  EXPECT_THAT(serve("--behind-tls --proxy 127.0.0.1 --proxy 2001:db8::/32").err, Not(HasSubstr("--proxy")));
}

TEST_F(ServeRefuses, Attack_Smaller_files_that_others_may_write_to) {
  for (const std::string file : {"data", "data/ll", "data/ll/records.db", "data/ll/keys.db",
                                 "data/ll/root.key", "charters", "charters/ll.yaml", "charters/catalogue",
                                 "charters/catalogue/categories.yaml", "assets", "assets/candour.js"})
    for (const mode_t more : {S_IWGRP, S_IWOTH}) {
      struct stat before {};
      ASSERT_EQ(::stat((home_ / file).c_str(), &before), 0);
      ::chmod((home_ / file).c_str(), (before.st_mode & 07777) | more);
      const auto r = serve("");
      EXPECT_EQ(r.code, 1) << file;
      EXPECT_THAT(r.err, HasSubstr("go-w " + (home_ / file).string())) << file;
      ::chmod((home_ / file).c_str(), before.st_mode & 07777);
    }
  EXPECT_THAT(serve("").err, Not(HasSubstr("go-w")));
  ::chmod((home_ / "root.key").c_str(), 0622);
  EXPECT_THAT(serve("--root-key '" + (home_ / "root.key").string() + "'").err, HasSubstr("go-w"));
}

TEST_F(ServeRefuses, whatever_is_made_is_for_its_owner_to_change) {
  const auto out = (home_ / "matrix.txt").string();
  ASSERT_EQ(std::system(("umask 000; " + std::string(CANDOUR_PROGRAM) +
                         " charter matrix charters/ll.yaml -o '" + out + "'")
                            .c_str()),
            0);
  struct stat made {};
  ASSERT_EQ(::stat(out.c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & (S_IWGRP | S_IWOTH), 0u);
}

}  // namespace
}  // namespace candour::cli
