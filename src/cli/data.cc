#include "cli/data.h"

#include <algorithm>
#include <filesystem>

#include "vault/root_key.h"

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

Result<std::vector<OrgCode>> organisations_in(const Where& where, const std::string& only) {
  TRY(const auto options, house_options(where));
  if (options.database.empty()) return organisations_in(where.data, only);
  if (!only.empty()) return std::vector<OrgCode>{{only}};
  return fail(Code::Invalid,
              "A database does not tell which organisations it holds. To mend: name one with --org.");
}

Result<OpenedData> open_data(const Where& where, const OrgCode& org,
                             std::vector<std::string> category_codes) {
  TRY(const auto options, house_options(where));
  if (options.database.empty()) return open_data(where.data, org, std::move(category_codes));
  OpenedData data;
  TRY(data.records, store::open_postgres(options.database, store::record_migrations()));
  TRY(data.keys, store::open_postgres(options.key_database, store::key_migrations()));
  data.db = data.records->open(org);
  const auto root = vault::RootKey::file((fs::path(where.data) / org.text / "root.key").string());
  TRY(data.vault, vault::open_vault(org, root, data.keys->open(org), std::move(category_codes)));
  return data;
}

std::string error_words(const Error& e) {
  return e.detail.text.empty() ? e.words.text : e.words.text + " (" + e.detail.text + ")";
}

}  // namespace candour::cli
