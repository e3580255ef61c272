#include "web/frame/secret_fields.h"

#include <algorithm>

namespace candour::web {
namespace {

constexpr std::string_view kSecrets[] = {"password", "current", "code", "outside-code", "ticket"};

}  // namespace

bool secret_field(std::string_view name) {
  return std::ranges::find(kSecrets, name) != std::end(kSecrets) || name.find("password") != name.npos;
}

http::Fields without_secrets(const http::Fields& form) {
  http::Fields x;
  for (const auto& [name, value] : form.items())
    if (name != "csrf" && !secret_field(name)) x.add(name, value);
  return x;
}

}  // namespace candour::web
