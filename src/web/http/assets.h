// The styles, letters and the one script that every page uses, read into memory when the server starts.
// Promises: their names carry a hash of their bytes, so a browser may keep them for ever and never shows an
// old one; nothing outside the manifest is ever served, whatever the path says. Read-only after load: any
// thread. It does not build them: script/assets does.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "web/html/page.h"
#include "web/http/router.h"

namespace candour::http {

class AssetStore {
 public:
  /// Reads manifest.json in `dir` and the files that it names; Unavailable when one is missing (the words
  /// say to run script/assets).
  static Result<AssetStore> load(const std::filesystem::path& dir);

  /// "candour.css" -> "/assets/candour.3f2a….css"; empty when there is no such asset.
  std::string url(std::string_view logical_name) const;
  /// What the page frame needs.
  html::AssetUrls urls() const;
  /// Answers GET /assets/{file}; with the packed form when the browser takes gzip.
  Response serve(const Request&) const;
  /// Adds that route; the store must outlive the router.
  void add_routes(Router&) const;
  std::size_t bytes() const;

 private:
  struct Asset {
    std::string content_type;
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> packed;  // gzip; may be null
  };
  std::map<std::string, Asset, std::less<>> by_file_;
  std::map<std::string, std::string, std::less<>> by_logical_name_;
};

}  // namespace candour::http
