#include "cli/data.h"

#include <algorithm>
#include <filesystem>

#include "cli/output.h"
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

namespace {

Status must_be_there(const fs::path& file) {
  std::error_code error;
  if (fs::is_regular_file(file, error)) return {};
  return fail(Code::NotFound, file.string() +
                                  " is missing. To mend: restore it from its own backup; "
                                  "without it nothing can be checked.");
}

vault::RootKey root_of(const web::HouseOptions& options, const OrgCode& org) {
  if (options.root_key) return options.root_key->for_org(org);
  return vault::RootKey::file((fs::path(options.data_dir) / org.text / "root.key").string());
}

}  // namespace

Result<std::vector<OrgCode>> organisations_in(const Where& where, const std::string& only) {
  TRY(const auto options, house_options(where));
  if (options.database.empty()) return organisations_in(where.data, only);
  if (!only.empty()) return std::vector<OrgCode>{{only}};
  return fail(Code::Invalid,
              "A database does not tell which organisations it holds. To mend: name one with --org.");
}

int for_each_org(const Where& where, const std::string& only,
                 const std::function<Result<bool>(const OrgCode&)>& one) {
  const auto orgs = organisations_in(where, only);
  if (!orgs) {
    complain(error_words(orgs.error()));
    return ExitCode::kFindings;
  }
  int code = ExitCode::kOk;
  for (const OrgCode& org : *orgs) {
    const auto good = one(org);
    if (!good) complain(org.text + ": " + error_words(good.error()));
    if (!good || !*good) code = ExitCode::kFindings;
  }
  return code;
}

Result<OpenedData> open_data(const Where& where, const OrgCode& org,
                             std::vector<std::string> category_codes) {
  TRY(const auto options, house_options(where));
  const auto root = root_of(options, org);
  OpenedData data;
  if (!options.database.empty()) {
    TRY(data.records, store::open_postgres(options.database, store::record_migrations()));
    TRY(data.keys, store::open_postgres(options.key_database, store::key_migrations()));
    data.db = data.records->open(org);
    TRY(data.vault,
        vault::open_vault(org, root, data.keys->open(org), std::move(category_codes), vault::Records::There));
    return data;
  }
  const fs::path home = fs::path(where.data) / org.text;
  for (const char* file : {"records.db", "keys.db"}) CHECK_OK(must_be_there(home / file));
  if (root.is_file()) CHECK_OK(must_be_there(root.path()));
  TRY(data.db, store::open_sqlite(org, (home / "records.db").string(), store::record_migrations()));
  TRY(data.vault, vault::open_vault(org, root, (home / "keys.db").string(), std::move(category_codes),
                                    vault::Records::There));
  return data;
}

Result<OpenedKeys> open_keys(const Where& where, const OrgCode& org) {
  TRY(const auto options, house_options(where));
  OpenedKeys keys{nullptr, nullptr, root_of(options, org)};
  if (!options.database.empty()) {
    TRY(keys.postgres, store::open_postgres(options.key_database, store::key_migrations()));
    keys.db = keys.postgres->open(org);
    return keys;
  }
  const auto file = fs::path(where.data) / org.text / "keys.db";
  CHECK_OK(must_be_there(file));
  TRY(keys.db, store::open_sqlite(org, file.string(), store::key_migrations()));
  return keys;
}

std::string error_words(const Error& e) {
  return e.detail.text.empty() ? e.words.text : e.words.text + " (" + e.detail.text + ")";
}

}  // namespace candour::cli
