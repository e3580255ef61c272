// The states are those of PostgreSQL's appendix "PostgreSQL Error Codes".
#include "store/postgres/pg_error.h"

#include <string>

namespace candour::store {
namespace {

constexpr std::string_view kAsk = " Ask whoever looks after the server";

std::string field(const PGresult* answer, int which) {
  const char* text = PQresultErrorField(answer, which);
  return text ? text : "";
}

Error make(Code code, std::string words, std::string detail) {
  return Error{code, {std::move(words)}, {std::move(detail)}, {}, {}};
}

}  // namespace

Error pg_error(const PGresult* answer, std::string_view doing) {
  const auto state = field(answer, PG_DIAG_SQLSTATE);
  const auto is = [&](std::string_view start) { return state.starts_with(start); };
  std::string detail = std::string(doing) + ": " + state;
  for (const int which : {PG_DIAG_TABLE_NAME, PG_DIAG_COLUMN_NAME, PG_DIAG_CONSTRAINT_NAME})
    if (const auto name = field(answer, which); !name.empty()) detail += " " + name;
  // The message of a bad value (22) or a broken rule (23) may repeat the value.
  if (!is("22") && !is("23")) detail += ": " + field(answer, PG_DIAG_MESSAGE_PRIMARY);
  if (is("23505"))
    return make(Code::Conflict, "This is there already, so nothing was saved. Load the page again and look.",
                detail);
  if (is("23"))
    return make(Code::Invalid, "Something that this depends on is missing, so nothing was saved.", detail);
  if (is("22"))
    return make(Code::Invalid,
                "Something in this cannot be stored, so nothing was saved. Take out unusual signs.", detail);
  if (is("53100"))
    return make(
        Code::Unavailable,
        "The disk is full, so nothing was saved." + std::string(kAsk) + " to make room, then try again.",
        detail);
  if (is("55P03") || is("40") || is("57014"))
    return make(Code::Unavailable, "The database is busy, so nothing was saved. Try again in a moment.",
                detail);
  if (is("25006") || is("42501"))
    return make(
        Code::Unavailable,
        "The database may only be read, so nothing was saved." + std::string(kAsk) + " to check its rights.",
        detail);
  if (is("08") || is("57P") || is("53"))
    return make(Code::Unavailable, "The database cannot be reached at the moment. Try again in a moment.",
                detail);
  if (is("58"))
    return make(Code::Unavailable,
                "The disk could not be read or written, so nothing was saved." + std::string(kAsk) +
                    " to check the disk.",
                detail);
  if (is("XX"))
    return make(Code::Corrupt,
                "The database is damaged." + std::string(kAsk) + " to restore it from a backup.", detail);
  return make(Code::Unavailable, "Something went wrong, so nothing was saved. Try again.", detail);
}

Error pg_lost(PGconn* pg, std::string_view doing) {
  std::string why = pg ? PQerrorMessage(pg) : "out of memory";
  while (!why.empty() && why.back() == '\n') why.pop_back();
  return make(Code::Unavailable, "The database cannot be reached at the moment. Try again in a moment.",
              std::string(doing) + ": " + why);
}

}  // namespace candour::store
