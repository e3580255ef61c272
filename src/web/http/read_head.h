// The beginning of a request, from the bytes that a browser sent to what a page may look at: address,
// headers, cookies. Promises: what is not a plain request of ours is refused with words, and never half
// taken. Pure functions over bytes; any thread. With connection.cc the only code that names Boost.Beast.
#pragma once

#include <boost/beast/http.hpp>
#include <optional>
#include <string>

#include "web/http/request.h"

namespace candour::http {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

/// Why a request cannot be taken: the status of the answer and the words of its page.
struct Trouble {
  int status;
  std::string words;
};
Trouble trouble_of(boost::system::error_code ec);
/// Whether it was the request itself that could not be read, not its line.
bool is_http_error(boost::system::error_code ec);

/// The headers may have `header_bytes` and the request's line besides. The body has no limit yet: that is set
/// by the route, once the route is known.
void set_limits(Parser& parser, std::size_t header_bytes);

/// Headers, cookies and target of what has been read, into `q`. Nothing when all can be taken. A body whose
/// end two readers could see in two places (a proxy before us is one) is never taken.
std::optional<Trouble> take_head(const Parser& parser, Request& q);

}  // namespace candour::http
