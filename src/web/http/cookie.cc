#include "web/http/cookie.h"

#include <stdexcept>

#include "web/http/form.h"

namespace candour::http {
namespace {

bool token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool token(std::string_view s) {
  if (s.empty()) return false;
  for (char c : s)
    if (!token_char(c)) return false;
  return true;
}

/// RFC 6265 cookie-octet: no controls, space, quote, comma, semicolon or backslash.
bool value_ok(std::string_view s) {
  for (char c : s) {
    auto u = static_cast<unsigned char>(c);
    if (u <= 0x20 || u >= 0x7F || c == '"' || c == ',' || c == ';' || c == '\\') return false;
  }
  return true;
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

}  // namespace

Result<Fields> parse_cookies(std::string_view header) {
  Fields out;
  while (!header.empty()) {
    auto end = header.find(';');
    std::string_view pair = trim(header.substr(0, end));
    header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    if (pair.empty()) continue;
    if (pair.size() > limits::kCookieBytes || out.size() >= limits::kCookies)
      return fail(Code::TooMuch,
                  "Your browser sent too many cookies. Clear the cookies of this site and try again.",
                  "cookies over the limit");
    auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view name = trim(pair.substr(0, equals)), value = trim(pair.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    if (token(name) && value_ok(value)) out.add(std::string(name), std::string(value));
  }
  return out;
}

std::string to_header(const SetCookie& c) {
  if (!token(c.name) || !value_ok(c.value))
    throw std::logic_error("a cookie's name or value has a forbidden letter");
  std::string out = c.name + "=" + c.value + "; Path=/; Secure; HttpOnly; SameSite=";
  out += c.same_site_strict ? "Strict" : "Lax";
  if (c.max_age) out += "; Max-Age=" + std::to_string(c.max_age->count());
  return out;
}

std::string removal(std::string_view name) {
  return to_header({std::string(name), "", std::chrono::seconds{0}, false});
}

}  // namespace candour::http
