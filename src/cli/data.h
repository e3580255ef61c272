// Opens one organisation's data folder (DIR/ORG/records.db, keys.db, root.key) for a command that only looks.
// Main thread only. It never makes a missing file: a check of nothing must not pass. A server may run
// meanwhile.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/where.h"
#include "store/db.h"
#include "vault/root_key.h"
#include "vault/vault.h"

namespace candour::cli {

struct OpenedData {
  std::unique_ptr<store::Postgres> records, keys;  // before what uses them; null with files
  std::unique_ptr<store::Db> db;
  std::unique_ptr<vault::Vault> vault;
};

/// The organisations that have a folder with records in `dir`, sorted; just `only` when it is given.
/// Errors: NotFound with a mend when there is none.
Result<std::vector<OrgCode>> organisations_in(const std::string& dir, const std::string& only);

/// The same in a folder or in databases, as `where` says. The databases do not tell which organisations they
/// hold, since no session sees more than one: there `only` must be given. Errors: also Invalid.
Result<std::vector<OrgCode>> organisations_in(const Where& where, const std::string& only);
/// Calls `one` for each of them and says its errors; the exit code: kOk when every one said true. `one` says
/// itself what it found before it says false.
int for_each_org(const Where& where, const std::string& only,
                 const std::function<Result<bool>(const OrgCode&)>& one);
/// `category_codes` as the charter numbers them; may be empty: a check or the ledger needs none.
Result<OpenedData> open_data(const Where& where, const OrgCode& org, std::vector<std::string> category_codes);

/// The key store of one organisation alone, to renew its keys.
struct OpenedKeys {
  std::unique_ptr<store::Postgres> postgres;  // before what uses it; null with files
  std::unique_ptr<store::Db> db;
  vault::RootKey root;
};
Result<OpenedKeys> open_keys(const Where& where, const OrgCode& org);

/// Words and, in brackets, the detail of an error, for the terminal of the operator.
std::string error_words(const Error&);

}  // namespace candour::cli
