#include "web/http/request.h"

#include "web/http/router.h"

namespace candour::http {

std::string_view name_of(Method m) {
  switch (m) {
    case Method::Get:
      return "GET";
    case Method::Head:
      return "HEAD";
    case Method::Post:
      return "POST";
  }
  return "GET";
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
  for (const auto& [n, v] : items_)
    if (n == name) return std::string_view(v);
  return std::nullopt;
}

std::string Fields::get(std::string_view name, std::string_view otherwise) const {
  return std::string(find(name).value_or(otherwise));
}

std::string Fields::trimmed(std::string_view name) const {
  std::string_view v = find(name).value_or("");
  constexpr std::string_view blanks = " \t\r\n\v\f";
  auto first = v.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return std::string(v.substr(first, v.find_last_not_of(blanks) - first + 1));
}

std::vector<std::string> Fields::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [n, v] : items_)
    if (n == name) out.push_back(v);
  return out;
}

const Upload* Request::file(std::string_view name) const {
  for (const auto& f : files)
    if (f.name == name) return &f;
  return nullptr;
}

std::string Request::target() const {
  std::string out;
  for (const auto& s : segments) out += "/" + encode_segment(s);
  return (out.empty() ? "/" : out) + query_text(query);
}

}  // namespace candour::http
