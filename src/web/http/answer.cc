#include "web/http/answer.h"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <typeinfo>

#include "base/id.h"

namespace candour::http {
namespace {

// connect-src lets the one script save drafts; nothing else is reached from a page.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
constexpr std::string_view kPermissions =
    "accelerometer=(), camera=(), display-capture=(), fullscreen=(self), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), publickey-credentials-get=(self), usb=()";

/// The name of the type of what is being thrown: what() may hold typed text, a type's name cannot.
std::string thrown_type() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (!type) return "unknown";
  int status = 0;
  char* name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
  std::string out = status == 0 && name ? name : type->name();
  std::free(name);
  return out;
}

void strict_headers(const Core& core, Response& r) {
  auto set = [&](std::string_view name, std::string_view value) {
    r.with(std::string(name), std::string(value));
  };
  set("Content-Security-Policy", kContentPolicy);
  set("X-Content-Type-Options", "nosniff");
  set("X-Frame-Options", "DENY");
  set("Referrer-Policy", "same-origin");
  set("Permissions-Policy", kPermissions);
  set("Cross-Origin-Opener-Policy", "same-origin");
  set("Cross-Origin-Resource-Policy", "same-origin");
  set("Cache-Control", r.cacheable_forever      ? "public, max-age=31536000, immutable"
                       : r.cacheable_when_asked ? "no-cache"
                                                : "no-store");
  if (core.options.secure) set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  const auto says_when = [](const auto& header) { return header.first == "Retry-After"; };
  if ((r.status == 429 || r.status == 503) && std::none_of(r.headers.begin(), r.headers.end(), says_when))
    set("Retry-After", std::to_string(limits::kComeBackAfter.count()));
}

Response bare_page(const Refusal& refusal) {
  return Response::text(refusal.words + "\n\nNumber of this request: " + refusal.request_id + "\n",
                        refusal.status);
}

/// The page for a refusal, without strict headers; never throws.
Response refusal_page(const Core& core, const Refusal& refusal) {
  const RefusalPage& render =
      refusal.status == 404 || refusal.status == 405 ? core.pages.not_found : core.pages.problem;
  if (!render) return bare_page(refusal);
  try {
    Response r = render(refusal);
    r.status = refusal.status;
    r.cacheable_forever = r.cacheable_when_asked = false;
    return r;
  } catch (...) {
    core.log.problem("refusal_page_failed", {{"request", refusal.request_id}, {"type", thrown_type()}});
    return bare_page(refusal);
  }
}

/// GET and HEAD share a route, so HEAD is allowed where GET is.
std::string allow_header(const std::vector<Method>& allowed) {
  std::string out;
  for (Method m : allowed) {
    if (!out.empty()) out += ", ";
    out += m == Method::Get ? "GET, HEAD" : name_of(m);
  }
  return out;
}

Response no_route(const Core& core, const Request& q, const Match& m) {
  if (m.allowed.empty())
    return refusal_page(core, {404, q.id, "There is nothing here that you can see. Check the address.", &q});
  Response r = refusal_page(
      core, {405, q.id, "This page cannot be used in that way. Open it again from its link.", &q});
  r.with("Allow", allow_header(m.allowed));
  return r;
}

Response handle(const Core& core, const Route& route, Request& q) {
  try {
    if (core.pages.guard)
      if (auto instead = core.pages.guard(route, q)) return std::move(*instead);
    if (q.body_too_large)
      return refusal_page(core, {413, q.id, "That is too big for us to take. Send less at once.", &q});
    return route.handler(q);
  } catch (...) {
    core.log.problem("handler_failed", {{"request", q.id}, {"route", q.route}, {"type", thrown_type()}});
    return refusal_page(
        core, {500, q.id, "Something went wrong on our side. Nothing more was saved. Try again.", &q});
  }
}

void served(const Core& core, const Request& q, const Response& r, UnixMs began) {
  core.log.info("served", {{"request", q.id},
                           {"method", name_of(q.method)},
                           {"route", q.route.empty() ? "none" : q.route},
                           {"status", r.status},
                           {"ms", core.clock.now().ms - began.ms}});
}

std::string http_date(UnixMs t) {
  using namespace std::chrono;
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  sys_time<milliseconds> at{milliseconds{t.ms}};
  auto day = floor<days>(at);
  year_month_day date{day};
  hh_mm_ss time{floor<seconds>(at - day)};
  std::array<char, 48> out{};
  std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kDays[weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return out.data();
}

}  // namespace

std::string request_id(const Core& core) {
  return to_text(make_id128(core.clock.now().ms));
}

Response answer(const Core& core, Request q) {
  UnixMs began = core.clock.now();
  if (q.id.empty()) q.id = request_id(core);
  Match m = core.router.match(q.method, q.segments);
  Response r;
  if (m.route) {
    q.route = m.route->name;
    q.params = std::move(m.params);
    r = handle(core, *m.route, q);
  } else {
    r = no_route(core, q, m);
  }
  strict_headers(core, r);
  served(core, q, r, began);
  return r;
}

Response answer_with_body(const Core& core, Request q, BodyReader body) {
  if (q.method == Method::Post && !q.body_too_large) {
    // A path that is not there stays a 404, whatever its body.
    Match m = core.router.match(q.method, q.segments);
    Status read = m.route ? body.end(q) : Status{};
    if (!read) {
      q.route = m.route->name;
      return refuse(core, read.error().code == Code::TooMuch ? 413 : 400, read.error().words.text, q);
    }
    body = BodyReader();  // what was read need not stay twice in memory
  }
  return answer(core, std::move(q));
}

Response refuse(const Core& core, int status, std::string words, const Request& q) {
  UnixMs began = core.clock.now();
  Response r = refusal_page(core, {status, q.id, std::move(words), &q});
  strict_headers(core, r);
  served(core, q, r, began);
  return r;
}

Admission admit(const Core& core, Request& q, std::uint64_t body_bytes) {
  Match m = core.router.match(q.method, q.segments);
  if (!core.pages.head || !m.route) return {};
  q.route = m.route->name;
  q.params = std::move(m.params);
  const UnixMs began = core.clock.now();
  Admission a;
  try {
    a = core.pages.head(*m.route, q, body_bytes);
  } catch (...) {
    core.log.problem("guard_failed", {{"request", q.id}, {"route", q.route}, {"type", thrown_type()}});
    a.instead = refusal_page(
        core, {500, q.id, "Something went wrong on our side. Nothing more was saved. Try again.", &q});
  }
  if (!a.instead) return a;
  strict_headers(core, *a.instead);
  served(core, q, *a.instead, began);
  return a;
}

std::string head_bytes(const Core& core, const Response& r, bool keep) {
  std::string out = "HTTP/1.1 " + std::to_string(r.status) + " ";
  out += reason_phrase(r.status);
  out += "\r\nDate: " + http_date(core.clock.now());
  out += "\r\nContent-Type: " + r.content_type;
  if (r.status != 304) out += "\r\nContent-Length: " + std::to_string(r.bytes().size());
  for (const auto& [name, value] : r.headers) out += "\r\n" + name + ": " + value;
  out += keep ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
  return out;
}

Response answer(const Router& router, const Pages& pages, const ServerOptions& options, const log::Log& log,
                const Clock& clock, Request q) {
  if (q.segments.empty() && q.path.size() > 1) {
    for (std::size_t i = 1; i <= q.path.size();) {
      auto end = std::min(q.path.find('/', i), q.path.size());
      q.segments.push_back(q.path.substr(i, end - i));
      i = end + 1;
    }
  }
  return answer(Core{router, pages, options, log, clock}, std::move(q));
}

}  // namespace candour::http
