#include "web/http/assets.h"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "web/http/kept.h"

namespace candour::http {
namespace {

tl::unexpected<Error> missing(const std::string& what) {
  return fail(Code::Unavailable, "The styles of the pages are not built (" + what + "). Run script/assets.",
              what);
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string type_of(std::string_view file) {
  if (file.ends_with(".css")) return "text/css; charset=utf-8";
  if (file.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (file.ends_with(".woff2")) return "font/woff2";
  if (file.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

}  // namespace

Result<AssetStore> AssetStore::load(const std::filesystem::path& dir) {
  auto manifest = read_file(dir / "manifest.json");
  if (!manifest) return missing("no manifest.json");
  boost::system::error_code ec;
  auto parsed = boost::json::parse(*manifest, ec);
  if (ec || !parsed.is_object()) return missing("manifest.json cannot be read");
  AssetStore store;
  for (const auto& [logical, value] : parsed.as_object()) {
    if (!value.is_string()) return missing("manifest.json cannot be read");
    std::string file(value.as_string());
    if (file.find('/') != std::string::npos || file.starts_with("."))
      return missing("manifest.json names a path");
    auto bytes = read_file(dir / file);
    if (!bytes) return missing(file + " is missing");
    Asset asset{type_of(file), std::make_shared<const std::string>(std::move(*bytes)), nullptr};
    if (auto packed = read_file(dir / (file + ".gz")))
      asset.packed = std::make_shared<const std::string>(std::move(*packed));
    store.by_file_.emplace(file, std::move(asset));
    store.by_logical_name_.emplace(std::string(logical), std::move(file));
  }
  if (store.url("candour.css").empty() || store.url("candour.js").empty())
    return missing("manifest.json is not whole");
  return store;
}

std::string AssetStore::url(std::string_view logical_name) const {
  auto it = by_logical_name_.find(logical_name);
  return it == by_logical_name_.end() ? std::string{} : "/assets/" + it->second;
}

html::AssetUrls AssetStore::urls() const {
  html::AssetUrls out;
  out.css = url("candour.css");
  out.js = url("candour.js");
  out.icon = url("mark.svg");
  for (const char* weight : {"letters-400.woff2", "letters-700.woff2"})
    if (auto u = url(weight); !u.empty()) out.fonts.push_back(std::move(u));
  return out;
}

Response AssetStore::serve(const Request& q) const {
  auto it = by_file_.find(q.param("file"));
  if (it == by_file_.end()) return Response::text("There is no such file here.\n", 404);
  const Asset& asset = it->second;
  Response r;
  r.content_type = asset.content_type;
  r.cacheable_forever = true;
  r.shared_body = asset.plain;
  if (asset.packed) r.with("Vary", "Accept-Encoding");
  if (asset.packed && takes_gzip(q)) {
    r.shared_body = asset.packed;
    r.with("Content-Encoding", "gzip");
  }
  return r;
}

void AssetStore::add_routes(Router& router) const {
  router.get("/assets/{file}", "assets", Access::Public, "public",
             [this](const Request& q) { return serve(q); });
}

std::size_t AssetStore::bytes() const {
  std::size_t n = 0;
  for (const auto& [file, asset] : by_file_)
    n += asset.plain->size() + (asset.packed ? asset.packed->size() : 0);
  return n;
}

}  // namespace candour::http
