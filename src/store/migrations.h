// The shape of the tables, in numbered steps that are never changed once released: each room's steps stand in
// a file of its own, and record_migrations() puts them in one row. Pure text; any thread.
//
// One SQL text for both engines. Mind, when you write a step:
//   - every table's primary key starts with org TEXT;
//   - BIGINT for every whole number (INTEGER is 32 bits in PostgreSQL), BLOB for bytes (translated there),
//     DOUBLE PRECISION, TEXT; no AUTOINCREMENT, no WITHOUT ROWID, no triggers;
//   - /*clustered*/ straight after the closing bracket of CREATE TABLE keeps the rows in the order of the
//     primary key (SQLite's WITHOUT ROWID; PostgreSQL reads a comment). Good for rows under about 500 bytes.
#pragma once

#include <span>

#include "store/db.h"

namespace candour::store {

std::span<const Migration> ledger_and_vault_migrations();  // 1 to 9
std::span<const Migration> people_migrations();            // 10 to 15
std::span<const Migration> second_person_migrations();     // 16 to 19
std::span<const Migration> person_migrations();            // 20 to 29
std::span<const Migration> record_entry_migrations();      // 30 to 49
std::span<const Migration> web_migrations();               // 80 to 89
std::span<const Migration> diary_migrations();             // 90 to 92
std::span<const Migration> exchange_migrations();          // 50 to 69
std::span<const Migration> job_migrations();               // 70 to 79
std::span<const Migration> rights_migrations();            // 108

}  // namespace candour::store
