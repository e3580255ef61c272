#include "web/http/router.h"

#include <gtest/gtest.h>

namespace candour::http {
namespace {

Handler says(std::string words) {
  return [words](const Request&) { return Response::text(words); };
}

Router sample() {
  Router r;
  r.get("/", "start", Access::Public, "public", says("start"));
  r.get("/{org}/people", "people", Access::SignedIn, "list", says("people"));
  r.get("/{org}/people/new", "person.new", Access::SignedIn, "person", says("new"));
  r.get("/{org}/people/{person}", "person", Access::SignedIn, "person", says("person"));
  r.post("/{org}/people/{person}", "person.save", Access::SignedIn, "person", says("saved"), 1000);
  r.get("/{org}/charter/{part...}", "charter", Access::Public, "public", says("charter"));
  return r;
}

TEST(Router, a_literal_wins_over_a_parameter) {
  auto r = sample();
  EXPECT_EQ(r.match(Method::Get, {"ll", "people", "new"}).route->name, "person.new");
  auto m = r.match(Method::Get, {"ll", "people", "01h"});
  EXPECT_EQ(m.route->name, "person");
  EXPECT_EQ(m.params.get("org"), "ll");
  EXPECT_EQ(m.params.get("person"), "01h");
}

TEST(Router, head_is_answered_where_get_is) {
  EXPECT_EQ(sample().match(Method::Head, {"ll", "people"}).route->name, "people");
}

TEST(Router, tells_an_unknown_path_from_an_unknown_method) {
  auto r = sample();
  EXPECT_TRUE(r.match(Method::Get, {"ll", "nothing", "x", "y"}).allowed.empty());
  auto m = r.match(Method::Post, {"ll", "people"});
  EXPECT_EQ(m.route, nullptr);
  EXPECT_EQ(m.allowed, std::vector<Method>{Method::Get});
}

TEST(Router, the_rest_takes_what_is_left) {
  EXPECT_EQ(sample().match(Method::Get, {"ll", "charter", "a", "b"}).params.get("part"), "a/b");
}

TEST(Router, refuses_clashes_and_malformed_patterns_at_start) {
  auto r = sample();
  EXPECT_THROW(r.get("/{x}/people", "other", Access::Public, "", says("")), std::logic_error);
  EXPECT_THROW(r.get("/y", "people", Access::Public, "", says("")), std::logic_error);
  for (const char* bad : {"", "x", "/a//b", "/{a", "/a{b}", "/{}", "/{a...}/b"})
    EXPECT_THROW(r.get(bad, std::string("n") + bad, Access::Public, "", says("")), std::logic_error) << bad;
}

TEST(Router, the_table_can_be_walked) {
  auto r = sample();
  EXPECT_EQ(r.routes().size(), 6u);
  EXPECT_EQ(r.named("person.save")->body_limit, 1000u);
}

TEST(Router, paths_are_encoded) {
  EXPECT_EQ(path_for("/{org}/people/{person}", {{"org", "ll"}, {"person", "a/b ü"}}),
            "/ll/people/a%2Fb%20%C3%BC");
  EXPECT_THROW(path_for("/{org}", {}), std::logic_error);
  EXPECT_EQ(query_text({{"q", "a b"}, {"x", "1&2"}}), "?q=a%20b&x=1%262");
}

}  // namespace
}  // namespace candour::http
