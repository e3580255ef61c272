// A form as a browser posts it (application/x-www-form-urlencoded).
#include "web/http/form.h"

#include "fuzz/target.h"
#include "web/http/router.h"

using namespace candour;
using fuzz::must_hold;

FUZZ_TARGET(form) {
  const http::FormLimits small{.fields = 20, .name_bytes = 30};
  const auto read = http::parse_urlencoded(bytes, small);
  if (!read) {
    must_hold(!read.error().words.text.empty(), "a refusal says why");
    return;
  }
  must_hold(read->size() <= small.fields, "answers have a limit");
  for (const auto& [name, value] : read->items()) {
    must_hold(name.size() <= small.name_bytes && value.size() <= bytes.size(), "an answer has a limit");
    must_hold(http::valid_utf8(name) && http::valid_utf8(value), "an answer is text");
    must_hold(value.find('\r') == value.npos, "line ends are plain");
  }
  auto written = http::query_text(*read);
  if (!written.empty()) written.erase(0, 1);  // the question mark
  const auto again = http::parse_urlencoded(written, small);
  must_hold(again && again->items() == read->items(), "what was read, written again, reads the same");
}
