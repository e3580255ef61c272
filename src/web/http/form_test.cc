#include "web/http/form.h"

#include <gtest/gtest.h>

#include "web/http/cookie.h"
#include "web/http/response.h"

namespace candour::http {
namespace {

TEST(Utf8, takes_well_formed_text_only) {
  for (std::string good : {"", "abc", "é", "€", "😀", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(valid_utf8(good)) << good;
  for (std::string bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\xE2\x82",
                          "\xFF", "\x80", "a\xF0\x9F\x98"})
    EXPECT_FALSE(valid_utf8(bad));
  EXPECT_FALSE(valid_utf8(std::string_view("a\0b", 3)));
}

TEST(Urlencoded, keeps_order_and_repeats_and_decodes) {
  auto f = parse_urlencoded("a=1&b=x+y%20z&a=2&empty=&bare&%C3%A9=%E2%82%AC");
  ASSERT_TRUE(f);
  EXPECT_EQ(f->all("a"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(f->get("b"), "x y z");
  EXPECT_TRUE(f->has("empty"));
  EXPECT_TRUE(f->has("bare"));
  EXPECT_EQ(f->get("é"), "€");
}

TEST(Urlencoded, line_ends_become_plain) {
  EXPECT_EQ(parse_urlencoded("t=a%0D%0Ab%0Dc")->get("t"), "a\nb\nc");
}

TEST(Urlencoded, refuses_broken_percent_and_invalid_utf8_in_words) {
  EXPECT_FALSE(parse_urlencoded("a=%4"));
  EXPECT_FALSE(parse_urlencoded("a=%zz"));
  EXPECT_FALSE(parse_urlencoded("a=%"));
  auto bad = parse_urlencoded("a=%FF");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Code::Invalid);
  EXPECT_NE(bad.error().words.text.find("UTF-8"), std::string::npos);
}

TEST(Urlencoded, refuses_more_than_the_limits) {
  FormLimits limit;
  limit.fields = 2;
  limit.name_bytes = 3;
  EXPECT_TRUE(parse_urlencoded("a=1234&b=%41%41%41", limit));
  EXPECT_EQ(parse_urlencoded("a=1&b=2&c=3", limit).error().code, Code::TooMuch);
  EXPECT_FALSE(parse_urlencoded("abcd=1", limit));
}

TEST(Urlencoded, an_answer_may_fill_the_whole_form_in_any_script) {
  std::string typed, sent = "note=";
  for (int i = 0; i < 80'000; ++i) typed += "\U00010348", sent += "%F0%90%8D%88";
  ASSERT_LT(sent.size(), limits::kBodyBytes);
  EXPECT_EQ(parse_urlencoded(sent)->get("note"), typed);
}

TEST(Target, decodes_path_and_query) {
  Request q;
  ASSERT_TRUE(parse_target("/ll/people/a%20b?x=1&y=%C3%A9#frag", q));
  EXPECT_EQ(q.path, "/ll/people/a b");
  EXPECT_EQ(q.segments, (std::vector<std::string>{"ll", "people", "a b"}));
  EXPECT_EQ(q.query.get("y"), "é");
  EXPECT_EQ(q.target(), "/ll/people/a%20b?x=1&y=%C3%A9");
  Request root;
  ASSERT_TRUE(parse_target("/", root));
  EXPECT_TRUE(root.segments.empty());
  Request slash;
  ASSERT_TRUE(parse_target("/ll/", slash));
  EXPECT_EQ(slash.segments.size(), 1u);
}

TEST(Target, refuses_what_is_no_path_of_ours) {
  for (const char* bad : {"", "*", "http://example.org/", "//x", "/a//b", "/../etc", "/a/./b", "/a/%2e%2e/b",
                          "/a%2Fb", "/%FF", "/a?x=%FF", "/%00"}) {
    Request q;
    EXPECT_FALSE(parse_target(bad, q)) << bad;
  }
  Request q;
  EXPECT_EQ(parse_target("/" + std::string(5000, 'a'), q).error().code, Code::TooMuch);
}

TEST(Cookies, are_read_within_limits) {
  auto c = parse_cookies("a=1; __Host-s=\"x.y\"; bad name=2; z; b=2");
  ASSERT_TRUE(c);
  EXPECT_EQ(c->get("a"), "1");
  EXPECT_EQ(c->get("__Host-s"), "x.y");
  EXPECT_EQ(c->size(), 3u);
  std::string many;
  for (int i = 0; i < 60; ++i) many += "c" + std::to_string(i) + "=1; ";
  EXPECT_FALSE(parse_cookies(many));
  EXPECT_FALSE(parse_cookies("a=" + std::string(5000, 'x')));
}

TEST(Cookies, are_set_for_this_host_alone) {
  EXPECT_EQ(to_header({"__Host-s", "abc", std::chrono::seconds{60}, true}),
            "__Host-s=abc; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60");
  EXPECT_NE(removal("__Host-s").find("Max-Age=0"), std::string::npos);
  EXPECT_THROW(to_header({"a", "x;y", {}, false}), std::logic_error);
}

TEST(Response, never_sends_anybody_to_another_site) {
  for (const char* bad : {"", "x", "//example.org", "/\\example.org", "https://example.org", "/a\nb", "/a b"})
    EXPECT_EQ(safe_local_path(bad, "/ll/"), "/ll/") << bad;
  EXPECT_EQ(safe_local_path("/ll/people?q=a", "/"), "/ll/people?q=a");
}

TEST(Response, a_header_cannot_be_split) {
  Response r;
  EXPECT_THROW(r.with("X", "a\r\nSet-Cookie: b=c"), std::logic_error);
}

TEST(Response, file_names_are_encoded_and_active_types_are_never_shown_in_place) {
  auto r = Response::download("Zoë\"\n.pdf", "application/pdf", "x");
  EXPECT_EQ(r.headers[0].second, "attachment; filename=\"Zo____.pdf\"; filename*=UTF-8''Zo%C3%AB%22%0A.pdf");
  EXPECT_TRUE(Response::inline_file("a.png", "image/png", "x").headers[0].second.starts_with("inline"));
  EXPECT_TRUE(Response::inline_file("a.html", "text/html", "x").headers[0].second.starts_with("attachment"));
  EXPECT_TRUE(
      Response::inline_file("a.svg", "image/svg+xml", "x").headers[0].second.starts_with("attachment"));
}

}  // namespace
}  // namespace candour::http
