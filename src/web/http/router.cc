#include "web/http/router.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace candour::http {
namespace {

[[noreturn]] void bug(const std::string& what, const std::string& pattern) {
  throw std::logic_error(what + ": " + pattern);
}

}  // namespace

std::vector<Router::Part> Router::parts_of(const std::string& pattern) {
  if (pattern.empty() || pattern[0] != '/') bug("a pattern begins with /", pattern);
  std::vector<Part> parts;
  if (pattern == "/") return parts;
  std::size_t i = 1;
  while (i <= pattern.size()) {
    auto end = std::min(pattern.find('/', i), pattern.size());
    std::string piece = pattern.substr(i, end - i);
    if (piece.empty()) bug("an empty part in a pattern", pattern);
    if (!parts.empty() && parts.back().rest) bug("{rest...} must come last", pattern);
    Part p{piece, false, false};
    if (piece.front() == '{') {
      if (piece.size() < 3 || piece.back() != '}') bug("a parameter is written {name}", pattern);
      p = {piece.substr(1, piece.size() - 2), true, false};
      if (p.text.ends_with("...")) p = {p.text.substr(0, p.text.size() - 3), true, true};
      if (p.text.empty()) bug("a parameter needs a name", pattern);
    } else if (piece.find_first_of("{}") != std::string::npos) {
      bug("a parameter fills its whole part", pattern);
    }
    parts.push_back(std::move(p));
    i = end + 1;
  }
  return parts;
}

Router& Router::add(Route route) {
  if (!route.handler) bug("a route without handler", route.pattern);
  if (route.method == Method::Head) bug("GET answers HEAD too", route.pattern);
  if (route.name.empty() || named(route.name))
    bug("a route's name is empty or taken: " + route.name, route.pattern);
  auto parts = parts_of(route.pattern);
  auto same_shape = [&](const std::vector<Part>& other) {
    return std::equal(
        parts.begin(), parts.end(), other.begin(), other.end(), [](const Part& a, const Part& b) {
          return a.parameter == b.parameter && a.rest == b.rest && (a.parameter || a.text == b.text);
        });
  };
  for (std::size_t i = 0; i < routes_.size(); ++i)
    if (routes_[i].method == route.method && same_shape(parts_[i]))
      bug("clashes with " + routes_[i].name, route.pattern);
  parts_.push_back(std::move(parts));
  routes_.push_back(std::move(route));
  return *this;
}

Router& Router::get(std::string pattern, std::string name, Access access, std::string tag, Handler handler,
                    Lane lane) {
  return add({.method = Method::Get,
              .pattern = std::move(pattern),
              .name = std::move(name),
              .access = access,
              .tag = std::move(tag),
              .handler = std::move(handler),
              .lane = lane});
}

Router& Router::post(std::string pattern, std::string name, Access access, std::string tag, Handler handler,
                     std::size_t body_limit, Lane lane) {
  return add({.method = Method::Post,
              .pattern = std::move(pattern),
              .name = std::move(name),
              .access = access,
              .tag = std::move(tag),
              .handler = std::move(handler),
              .body_limit = body_limit,
              .lane = lane});
}

const Route* Router::named(std::string_view name) const {
  for (const auto& r : routes_)
    if (r.name == name) return &r;
  return nullptr;
}

bool Router::fits(const std::vector<Part>& parts, const std::vector<std::string>& segments) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].rest) return true;
    if (i >= segments.size()) return false;
    if (!parts[i].parameter && parts[i].text != segments[i]) return false;
  }
  return parts.size() == segments.size();
}

Match Router::match(Method method, const std::vector<std::string>& segments) const {
  Method wanted = method == Method::Head ? Method::Get : method;
  Match m;
  std::size_t best = routes_.size();
  // The more literal pattern wins, compared from the left: a literal before a parameter before the rest.
  auto more_literal = [&](std::size_t a, std::size_t b) {
    auto rank = [](const Part& p) { return p.rest ? 2 : p.parameter ? 1 : 0; };
    for (std::size_t i = 0; i < std::min(parts_[a].size(), parts_[b].size()); ++i)
      if (rank(parts_[a][i]) != rank(parts_[b][i])) return rank(parts_[a][i]) < rank(parts_[b][i]);
    return parts_[a].size() > parts_[b].size();
  };
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!fits(parts_[i], segments)) continue;
    if (std::find(m.allowed.begin(), m.allowed.end(), routes_[i].method) == m.allowed.end())
      m.allowed.push_back(routes_[i].method);
    if (routes_[i].method == wanted && (best == routes_.size() || more_literal(i, best))) best = i;
  }
  if (best == routes_.size()) return m;
  m.route = &routes_[best];
  m.allowed.clear();
  for (std::size_t i = 0; i < parts_[best].size(); ++i) {
    const Part& p = parts_[best][i];
    if (!p.parameter) continue;
    std::string value;
    if (p.rest)
      for (std::size_t k = i; k < segments.size(); ++k) value += (k > i ? "/" : "") + segments[k];
    else
      value = segments[i];
    m.params.add(p.text, std::move(value));
  }
  return m;
}

BodyMost most_of_body(const Route& route, bool may_bring_files) {
  const std::uint64_t most = route.body_limit;
  if (!may_bring_files) {
    const auto text = std::min<std::uint64_t>(most, limits::kTextBodyBytes);
    return {text, text};
  }
  return {most >= limits::kUploadBodyBytes ? std::max<std::uint64_t>(most, limits::kReadThroughBytes) : most,
          most};
}

std::string encode_segment(std::string_view s) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (char c : s) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                 c == '.' || c == '_' || c == '~';
    auto u = static_cast<unsigned char>(c);
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += hex[u >> 4];
      out += hex[u & 15u];
    }
  }
  return out;
}

std::string query_text(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields.items())
    out += (out.empty() ? "?" : "&") + encode_segment(name) + "=" + encode_segment(value);
  return out;
}

std::string path_for(std::string_view pattern, const Fields& params) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    auto open = std::min(pattern.find('{', i), pattern.size());
    out += pattern.substr(i, open - i);
    if (open == pattern.size()) break;
    auto close = pattern.find('}', open);
    if (close == std::string_view::npos) bug("a parameter is written {name}", std::string(pattern));
    std::string name(pattern.substr(open + 1, close - open - 1));
    if (name.ends_with("...")) name.resize(name.size() - 3);
    auto value = params.find(name);
    if (!value) bug("no value for {" + name + "}", std::string(pattern));
    out += encode_segment(*value);
    i = close + 1;
  }
  return out;
}

}  // namespace candour::http
