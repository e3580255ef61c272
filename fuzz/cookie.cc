// The Cookie header.
#include "web/http/cookie.h"

#include "base/limits.h"
#include "fuzz/target.h"

using namespace candour;
using fuzz::must_hold;

FUZZ_TARGET(cookie) {
  const auto read = http::parse_cookies(bytes);
  if (!read) return;
  must_hold(read->size() <= limits::kCookies, "cookies have a limit");
  std::string written;
  for (const auto& [name, value] : read->items()) {
    must_hold(name.size() + value.size() <= limits::kCookieBytes, "a cookie has a limit");
    // Throws when a letter in it could end the header or begin another attribute.
    const auto set = http::to_header({name, value, std::nullopt, false});
    must_hold(set.starts_with(name + "=" + value + "; "), "a cookie that was read can be set");
    written += (written.empty() ? "" : "; ") + name + "=" + value;
  }
  const auto again = http::parse_cookies(written);
  must_hold(again && again->items() == read->items(), "what was read, written again, reads the same");
}
