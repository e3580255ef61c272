// Takes away every row that stands about somebody, once nothing of it can be opened any more. Any thread; in
// the caller's transaction. It destroys no keys. Which tables there are, a test compares with the migrations.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "store/db.h"

namespace candour::retention {

struct RowsOf {
  std::string_view table, column;
};
/// In which tables rows stand about a person.
std::span<const RowsOf> tables_of_people();

struct Erased {
  std::int64_t entries = 0, files = 0;
};
/// Of all of them table by table, so that however many there are a statement is asked for once.
Result<Erased> erase_rows(store::Txn& txn, const OrgCode& org, const std::vector<PersonId>& people);
/// How many rows still stand about any of them: 0 once it is done.
Result<std::int64_t> rows_left(store::Session& db, const OrgCode& org, const std::vector<PersonId>& people);

}  // namespace candour::retention
