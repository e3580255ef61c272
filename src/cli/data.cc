#include "cli/data.h"

#include <algorithm>
#include <filesystem>

namespace candour::cli {

namespace fs = std::filesystem;

Result<std::vector<OrgCode>> organisations_in(const std::string& dir, const std::string& only) {
  std::vector<OrgCode> found;
  std::error_code error;
  for (fs::directory_iterator it(dir, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code none;  // a folder that cannot be looked into has no records for us
    if ((only.empty() || name == only) && fs::exists(it->path() / "records.db", none))
      found.push_back({name});
  }
  if (error)
    return fail(Code::NotFound,
                "The data folder " + dir + " cannot be read. To mend: give the folder with --data.",
                error.message());
  if (found.empty())
    return fail(
        Code::NotFound,
        (only.empty() ? std::string("There are no records") : "There are no records of '" + only + "'") +
            " in " + dir + ". To mend: give the folder with --data; each organisation has one in it.");
  std::sort(found.begin(), found.end());
  return found;
}

Result<OpenedData> open_data(const std::string& dir, const OrgCode& org,
                             std::vector<std::string> category_codes) {
  const fs::path home = fs::path(dir) / org.text;
  for (const char* file : {"records.db", "keys.db", "root.key"}) {
    std::error_code error;
    if (!fs::is_regular_file(home / file, error))
      return fail(Code::NotFound, (home / file).string() +
                                      " is missing. To mend: restore it from its own backup; "
                                      "without it nothing can be checked.");
  }
  OpenedData data;
  TRY(data.db, store::open_sqlite(org, (home / "records.db").string(), store::record_migrations()));
  const vault::VaultFiles files{(home / "root.key").string(), (home / "keys.db").string()};
  TRY(data.vault, vault::open_vault(org, files, std::move(category_codes)));
  return data;
}

std::string error_words(const Error& e) {
  return e.detail.text.empty() ? e.words.text : e.words.text + " (" + e.detail.text + ")";
}

}  // namespace candour::cli
