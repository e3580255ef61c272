#include "cli/where.h"

#include "cli/vault_root_key.h"

namespace candour::cli {

void add_where_options(CLI::App& command, Where& where) {
  command.add_option("--data", where.data, "Folder of the databases and keys")->capture_default_str();
  command
      .add_option("--database", where.database,
                  "PostgreSQL database of the records, as postgresql://…; otherwise a file in the folder")
      ->envname("CANDOUR_DATABASE");
  command
      .add_option("--key-database", where.key_database,
                  "PostgreSQL database of the keys, apart from that of the records")
      ->envname("CANDOUR_KEY_DATABASE");
  command.add_option("--root-key", where.root_key, kRootKeyHelp);
}

Result<web::HouseOptions> house_options(const Where& where) {
  if (where.database.empty() != where.key_database.empty())
    return fail(Code::Invalid,
                "Records and keys go together: give both --database and --key-database, or neither.");
  if (!where.database.empty() && where.database == where.key_database)
    return fail(Code::Invalid,
                "The keys must not lie in the database of the records, or one stolen copy would open "
                "everything. To mend: give --key-database a database of its own.");
  web::HouseOptions o;
  o.data_dir = where.data;
  o.database = where.database;
  o.key_database = where.key_database;
  if (!where.root) {
    TRY(where.root, root_key_given(where.root_key));
  }
  o.root_key = where.root;
  return o;
}

}  // namespace candour::cli
