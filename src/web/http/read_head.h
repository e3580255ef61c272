// The beginning of a request, from the bytes that a browser sent to what a page may look at: address,
// headers, cookies. Promises: what is not a plain request of ours is refused with words, and never half
// taken. Pure functions over bytes; any thread. With connection.cc the only code that names Boost.Beast.
#pragma once

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "web/http/request.h"

namespace candour::http {

/// A body as it comes: what has come and was not taken away yet. However long a body says that it will be, no
/// memory is set aside for what has not come.
struct ComingBody {
  using value_type = std::string;
  class reader {
   public:
    template <bool isRequest, class F>
    reader(boost::beast::http::header<isRequest, F>&, value_type& came) : came_(came) {}
    void init(const boost::optional<std::uint64_t>&, boost::system::error_code& ec) { ec = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& ec) {
      ec = {};
      std::size_t taken = 0;
      for (const auto piece : boost::beast::buffers_range_ref(buffers)) {
        came_.append(static_cast<const char*>(piece.data()), piece.size());
        taken += piece.size();
      }
      return taken;
    }
    void finish(boost::system::error_code& ec) { ec = {}; }

   private:
    value_type& came_;
  };
};

using Parser = boost::beast::http::request_parser<ComingBody>;

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
