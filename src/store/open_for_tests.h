// A database of a test's own, gone when it closes, on the engine that the tests are run for: SQLite, or with
// CANDOUR_TEST_ENGINE=postgres the PostgreSQL of script/postgres. For tests only; one thread opens it.
#pragma once

#include <memory>
#include <string>

#include "store/db.h"

namespace candour::store {

/// The address of the PostgreSQL for tests: what stands in the file that CANDOUR_TEST_POSTGRES names; empty
/// when it names none.
std::string postgres_for_tests();

/// In a schema of its own, which goes with it. Any statement is let pass, since tests tamper.
Result<std::unique_ptr<Db>> open_postgres_for_tests(const OrgCode& org,
                                                    std::span<const Migration> migrations);

/// On SQLite or PostgreSQL, as CANDOUR_TEST_ENGINE says.
Result<std::unique_ptr<Db>> open_for_tests(const OrgCode& org, std::span<const Migration> migrations);

}  // namespace candour::store
