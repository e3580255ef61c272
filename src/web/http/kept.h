// An answer that is the same for everybody, made once and handed out as often as it is asked for: a notice,
// its PDF, a page that says how these pages can be used. Promises: the bytes are shared, never copied; a
// browser that has them already is told so in a few bytes (ETag, 304); one that takes gzip gets it. Values
// that never change; any thread. Whoever keeps one must know that it holds nothing about anybody.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "web/http/request.h"
#include "web/http/response.h"

namespace candour::http {

struct Kept {
  Response plain, packed;  // packed: gzip, without body when that saves nothing
  std::string tag;         // quoted, of the plain bytes
};

/// Takes the answer's body apart from it. Only answers with 200 are to be kept: another one is a bug.
std::shared_ptr<const Kept> keep(Response answer);
/// What this browser gets of it: the bytes, packed or plain, or "you have it".
Response hand_out(const Kept& kept, const Request& r);

/// "gzip" among what the browser takes, and not with q=0.
bool takes_gzip(const Request& r);
/// RFC 1952, without a name or a date: the same bytes give the same bytes.
std::string gzip(std::string_view plain);

}  // namespace candour::http
