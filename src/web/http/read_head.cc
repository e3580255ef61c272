#include "web/http/read_head.h"

#include <algorithm>

#include "base/limits.h"
#include "web/http/cookie.h"
#include "web/http/form.h"

namespace candour::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

std::optional<Method> method_of(beast::http::verb v) {
  switch (v) {
    case beast::http::verb::get:
      return Method::Get;
    case beast::http::verb::head:
      return Method::Head;
    case beast::http::verb::post:
      return Method::Post;
    default:
      return std::nullopt;
  }
}

}  // namespace

Trouble trouble_of(error_code ec) {
  using beast::http::error;
  if (ec == error::header_limit)
    return {431, "Your browser sent more than we can take. Clear this site's cookies."};
  if (ec == error::body_limit) return {413, "That is too big for us to take. Send less at once."};
  return {400, "We could not read what your browser sent. Go back and try once more."};
}

bool is_http_error(error_code ec) {
  return ec.category() == beast::http::make_error_code(beast::http::error::bad_method).category();
}

void set_limits(Parser& parser, std::size_t header_bytes) {
  parser.header_limit(static_cast<std::uint32_t>(header_bytes + limits::kRequestLineBytes));
  parser.body_limit(boost::none);
}

namespace {

/// Where the body ends must be said once and plainly (RFC 9112 6.1 and 6.3): one length in digits, or chunks.
bool framed_plainly(const Request& q, unsigned version) {
  const auto lengths = q.headers.all("content-length"), codings = q.headers.all("transfer-encoding");
  if (lengths.size() + codings.size() > 1) return false;
  for (const auto& n : lengths)
    if (n.empty() || n.find_first_not_of("0123456789") != n.npos) return false;
  for (const auto& c : codings)
    if (version < 11 || !beast::iequals(c, "chunked")) return false;
  return true;
}

}  // namespace

std::optional<Trouble> take_head(const Parser& parser, Request& q) {
  const auto& message = parser.get();
  auto method = method_of(message.method());
  q.method = method.value_or(Method::Get);
  if (!method) return Trouble{405, "This page cannot be used in that way. Open it again from its link."};
  int hosts = 0;
  for (const auto& field : message) {
    std::string name(field.name_string()), value(field.value());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (name == "host") ++hosts;
    if (!valid_utf8(value)) return trouble_of(beast::http::error::bad_value);
    q.headers.add(std::move(name), std::move(value));
  }
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) return trouble_of(beast::http::error::bad_field);
  if (!framed_plainly(q, message.version())) return trouble_of(beast::http::error::bad_transfer_encoding);
  if (auto coded = q.headers.find("content-encoding"); coded && *coded != "identity")
    return Trouble{415, "We cannot read packed answers. Send the form from its page."};
  std::string_view target(message.target().data(), message.target().size());
  if (auto read = parse_target(target, q); !read)
    return Trouble{read.error().code == Code::TooMuch ? 414 : 400, read.error().words.text};
  auto cookies = parse_cookies(q.headers.get("cookie"));
  if (!cookies) return Trouble{400, cookies.error().words.text};
  q.cookies = std::move(*cookies);
  return std::nullopt;
}

}  // namespace candour::http
