// A database of a test's own, gone when it closes, on the engine that the tests are run for: SQLite, or with
// CANDOUR_TEST_ENGINE=postgres the PostgreSQL of script/postgres. For tests only; one thread opens it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/db.h"

namespace candour::store {

/// The address of the PostgreSQL for tests: what stands in the file that CANDOUR_TEST_POSTGRES names; empty
/// when it names none.
std::string postgres_for_tests();

/// In a schema of its own, which goes with it. Any statement is let pass, since tests tamper.
Result<std::unique_ptr<Db>> open_postgres_for_tests(const OrgCode& org,
                                                    std::span<const Migration> migrations);

/// Whether CANDOUR_TEST_ENGINE says PostgreSQL.
bool tests_run_on_postgres();
/// On SQLite or PostgreSQL, as CANDOUR_TEST_ENGINE says.
Result<std::unique_ptr<Db>> open_for_tests(const OrgCode& org, std::span<const Migration> migrations);

/// Every table and column that the database has, but for the engine's own.
std::vector<std::pair<std::string, std::string>> columns_for_tests(Db& db);
/// In how many rows of the organisation the words stand open in that column.
int rows_that_hold(Db& db, const std::string& table, const std::string& column, std::string_view words);

}  // namespace candour::store
