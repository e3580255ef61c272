// Small marks kept by the browser: only the session's secret and the like, never personal data.
// Promises: cookies are made for this host alone (`__Host-`), out of reach of scripts, and not sent along
// from other sites. Pure functions; any thread. A cookie proves nothing until the session store says so.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "web/http/request.h"

namespace candour::http {

/// The Cookie header (RFC 6265 4.2.1) as fields; a malformed pair is left out, too many or too long: Invalid.
Result<Fields> parse_cookies(std::string_view header);

struct SetCookie {
  std::string name;   // "__Host-candour": with that prefix Secure and Path=/ are forced
  std::string value;  // letters, digits and !#$%&'()*+-./:<=>?@[]^_`{|}~ only; else std::logic_error
  std::optional<std::chrono::seconds> max_age;  // absent: until the browser is closed
  bool same_site_strict = false;                // else Lax
};

/// The value of a Set-Cookie header.
std::string to_header(const SetCookie&);
/// The value of a Set-Cookie header that removes the cookie.
std::string removal(std::string_view name);

}  // namespace candour::http
