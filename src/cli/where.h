// Where an installation keeps its records and keys: in files of a folder, or in two PostgreSQL databases.
// Every command that opens them takes the same options, declared here once. Main thread only.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/db.h"
#include "web/house.h"

namespace candour::cli {

struct Where {
  std::string data = "data";
  std::string database, key_database;  // both or neither
  std::string root_key;                // as written after --root-key; empty: the usual place
  // What that came to, so that a passphrase is asked for once and not for each organisation.
  mutable std::optional<vault::RootKey> root;
};

/// --data, --root-key, --database and --key-database; the last two also from CANDOUR_DATABASE and
/// CANDOUR_KEY_DATABASE, so that a password need not stand in the list of processes.
void add_where_options(CLI::App& command, Where& where);

/// The same as a house wants it. Errors: Invalid when only one of the two databases is given, or both are
/// one.
Result<web::HouseOptions> house_options(const Where& where);

}  // namespace candour::cli
