// The target of a request: the path, and what stands after the question mark.
#include "base/limits.h"
#include "fuzz/target.h"
#include "web/http/form.h"

using namespace candour;
using fuzz::must_hold;

FUZZ_TARGET(query) {
  http::Request q;
  if (!http::parse_target(bytes, q)) return;
  must_hold(bytes.size() <= limits::kRequestLineBytes, "a target has a limit");
  must_hold(q.path.starts_with('/'), "a path begins with a slash");
  must_hold(q.segments.size() <= limits::kPathSegments, "a path has a limit");
  must_hold(q.query.size() <= limits::kQueryFields, "a query has a limit");
  for (const auto& s : q.segments)
    must_hold(!s.empty() && s != "." && s != ".." && s.find('/') == s.npos && http::valid_utf8(s),
              "a part of a path names one thing");
  for (const auto& [name, value] : q.query.items())
    must_hold(http::valid_utf8(name) && http::valid_utf8(value), "a query is text");

  const auto written = q.target();
  if (written.size() > limits::kRequestLineBytes) return;  // percent signs make it longer
  http::Request again;
  must_hold(http::parse_target(written, again).has_value(), "a target written again can be read");
  must_hold(again.path == q.path && again.segments == q.segments && again.query.items() == q.query.items(),
            "and says the same");
}
