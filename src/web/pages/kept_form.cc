// Sealed: a JSON object {"org", "staff", "at", "path", "fields": [[name, value] …]}, use "kept-form-2".
#include "web/pages/kept_form.h"

#include <algorithm>
#include <boost/json.hpp>

#include "web/http/response.h"
#include "web/pages/site.h"

namespace candour::web {

namespace json = boost::json;

namespace {

constexpr std::string_view kUse = "kept-form-2";
constexpr std::int64_t kKeptMs = 24 * 60 * 60 * 1000;
constexpr std::string_view kSecrets[] = {"password", "current", "code", "outside-code", "ticket", "kept"};

}  // namespace

bool secret_field(std::string_view name) {
  return std::ranges::find(kSecrets, name) != std::end(kSecrets) || name.find("password") != name.npos;
}

std::string seal_kept_form(OrgHouse& org, const http::Request& r, std::optional<StaffId> owner, UnixMs now) {
  if (!owner) return {};
  json::array fields;
  for (const auto& [name, value] : r.form.items())
    if (name != "csrf" && !secret_field(name)) fields.push_back(json::array{name, value});
  if (fields.empty()) return {};
  const json::value all{{"org", org.charter->organisation.code},
                        {"staff", owner->text()},
                        {"at", now.ms},
                        {"path", r.target()},
                        {"fields", std::move(fields)}};
  return to_hex(org.vault->seal_org(kUse, as_bytes(json::serialize(all))));
}

Result<KeptForm> open_kept_form(OrgHouse& org, std::string_view sealed, StaffId staff, UnixMs now) {
  TRY(Bytes plain, org.vault->open_org(kUse, from_hex(sealed)));
  boost::system::error_code ec;
  const json::value all = json::parse(as_text(plain), ec);
  if (ec || !all.is_object()) return fail(Code::Corrupt, "The form that was kept cannot be read.", ec.message());
  if (json::value_to<std::string>(all.at("org")) != org.charter->organisation.code ||
      json::value_to<std::string>(all.at("staff")) != staff.text())
    return not_allowed("The form that was kept here was typed by somebody else, so it is not shown.", {});
  const auto age = now.ms - all.at("at").to_number<std::int64_t>();
  if (age < 0 || age > kKeptMs)
    return fail(Code::Conflict, "The form that was kept here is older than a day, so it is not sent any more.");
  KeptForm k;
  k.path = http::safe_local_path(json::value_to<std::string>(all.at("path")));
  for (const auto& f : all.at("fields").as_array())
    k.fields.add(json::value_to<std::string>(f.at(0)), json::value_to<std::string>(f.at(1)));
  return k;
}

}  // namespace candour::web
