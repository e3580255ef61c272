// The list of everything that can be asked of this server: each page and each act stands in one table, with
// who may ask for it. Promises: the table can be walked (the route-by-role test does); two routes cannot
// answer the same request; a literal part wins over a {parameter}. Filled at start by one thread, then
// read-only from any thread. It does not decide who may see whom: the gate does, inside the handler.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "web/http/request.h"
#include "web/http/response.h"

namespace candour::http {

/// Who may ask at all. The Guard enforces it before the handler runs.
enum class Access {
  Public,        // anybody: sign-in, the notice, accessibility, assets
  HalfSignedIn,  // password given, second factor still to come
  SignedIn,      // any signed-in member of staff of the organisation in the path
  Portal,        // a supported person or family member in the portal
};

/// Where a request waits and by which threads it is answered (base/limits.h has the table, in this order).
enum class Lane : std::uint8_t {
  Pages,    // whatever is answered at once: nearly everything
  Hashing,  // whatever checks or sets a password
  Paper,    // PDF and other documents that take long to make
  Uploads,  // files, and imports of many people
};

using Handler = std::function<Response(const Request&)>;

struct Route {
  Method method = Method::Get;  // Get answers HEAD as well
  std::string pattern;          // "/{org}/people/{person}"; "{rest...}" last takes all that is left
  std::string name;             // for the log and tests: "person.timeline"; unique
  Access access = Access::SignedIn;
  std::string tag;  // free: "person", "staff-admin" — what the route-by-role test groups by
  Handler handler;
  std::size_t body_limit = limits::kBodyBytes;  // kUploadBodyBytes: it takes files, see most_of_body()
  Lane lane = Lane::Pages;
};

/// How much of a body is read. A form with files, of somebody whom we know, is read on far beyond what is
/// kept of it: then the page can say which file is too large, with all that was typed. Other bodies never
/// hold files.
struct BodyMost {
  std::uint64_t known, strangers;
};
BodyMost most_of_body(const Route&, bool may_bring_files);

struct Match {
  const Route* route = nullptr;  // nullptr: none
  Fields params;
  std::vector<Method> allowed;  // when the path is known but not with this method (405)
};

class Router {
 public:
  /// Throws std::logic_error on a pattern that is malformed, named twice, or clashes with an earlier one.
  Router& add(Route route);
  Router& get(std::string pattern, std::string name, Access, std::string tag, Handler,
              Lane lane = Lane::Pages);
  Router& post(std::string pattern, std::string name, Access, std::string tag, Handler,
               std::size_t body_limit = limits::kBodyBytes, Lane lane = Lane::Pages);
  const std::vector<Route>& routes() const { return routes_; }
  Match match(Method method, const std::vector<std::string>& segments) const;
  const Route* named(std::string_view name) const;

 private:
  struct Part {
    std::string text;
    bool parameter = false;
    bool rest = false;
  };
  static std::vector<Part> parts_of(const std::string& pattern);
  static bool fits(const std::vector<Part>&, const std::vector<std::string>&);
  std::vector<Route> routes_;
  std::vector<std::vector<Part>> parts_;  // beside routes_
};

/// Runs before every handler: may set request.context, or answer instead of the handler (send to sign-in).
using Guard = std::function<std::optional<Response>(const Route&, Request&)>;

/// Who a body comes from, before any of it is read.
struct Admission {
  std::optional<Response> instead;  // an answer already: the body is not read, and the line is closed
  std::string who;                  // of somebody known: the same text for the same person; else empty
};
/// Runs on a request with a body when its head has been read: it sees no form and no files. `body_bytes` is
/// the length that was announced, or the most that the route takes.
using HeadGuard = std::function<Admission(const Route&, Request&, std::uint64_t body_bytes)>;

/// Fills a pattern: path_for("/{org}/people/{person}", {{"org","ll"},{"person","01h…"}}), percent-encoded.
std::string path_for(std::string_view pattern, const Fields& params);

/// One part of a path, percent-encoded (RFC 3986 unreserved characters stay).
std::string encode_segment(std::string_view);
/// "?a=1&b=x%20y" of the fields, or "" when there are none.
std::string query_text(const Fields&);

}  // namespace candour::http
