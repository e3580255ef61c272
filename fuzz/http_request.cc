// The bytes of a whole request, as a browser or anybody else sends them.
#include "base/limits.h"
#include "fuzz/target.h"
#include "web/http/body.h"
#include "web/http/read_head.h"
#include "web/http/router.h"

using namespace candour;
using fuzz::must_hold;

FUZZ_TARGET(http_request) {
  http::Parser parser;
  http::set_limits(parser, limits::kHeaderBytes);
  parser.body_limit(limits::kBodyBytes);
  parser.eager(true);
  boost::system::error_code ec;
  while (!bytes.empty() && !parser.is_done()) {
    const auto taken = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
    if (ec) {
      // "Need more" is what a line that is still open would wait for; the other is answered.
      if (http::is_http_error(ec)) must_hold(http::trouble_of(ec).status >= 400, "a refusal has a status");
      break;
    }
    if (taken == 0) break;
    bytes.remove_prefix(taken);
  }
  if (!parser.is_header_done()) return;

  http::Request q;
  if (const auto trouble = http::take_head(parser, q)) {
    must_hold(trouble->status >= 400 && trouble->status < 500, "it is the request that is refused");
    must_hold(!trouble->words.empty(), "a refusal says why");
    return;
  }
  must_hold(q.path.starts_with('/'), "a path begins with a slash");
  must_hold(q.segments.size() <= limits::kPathSegments, "a path has a limit");
  must_hold(q.query.size() <= limits::kQueryFields, "a query has a limit");
  must_hold(q.cookies.size() <= limits::kCookies, "cookies have a limit");
  for (const auto& [name, value] : q.headers.items())
    must_hold(name.find_first_of("\r\n") == name.npos && value.find_first_of("\r\n") == value.npos &&
                  http::valid_utf8(value),
              "a header is one line of text");
  for (const auto& s : q.segments)
    must_hold(!s.empty() && s != "." && s != ".." && s.find('/') == s.npos && http::valid_utf8(s),
              "a part of a path names one thing");
  must_hold(q.remote.find_first_of(" ,") == q.remote.npos, "one address is remembered");

  http::Request again;
  must_hold(http::parse_target(q.target(), again) || q.target().size() > limits::kRequestLineBytes,
            "an address written again can be read");
  if (again.segments == q.segments) must_hold(again.path == q.path, "and leads to the same page");

  if (!parser.is_done() || !q.is_post()) return;
  http::BodyReader body(q.headers.get("content-type"), {});
  body.put(parser.get().body());
  (void)body.end(q);
  must_hold(q.form.size() <= limits::kFormFields, "a form has a limit");
  must_hold(q.files.size() <= limits::kMultipartFiles, "files have a limit");
}
