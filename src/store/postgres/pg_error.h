// What PostgreSQL says went wrong, as words for the public and detail for the log. Pure; any thread.
#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "base/result.h"

namespace candour::store {

/// Of an answer that is an error. The detail names states, tables and rules, never values.
Error pg_error(const PGresult* answer, std::string_view doing);
/// Of a connection that could not be made or was lost. The detail holds libpq's message, which has the host's
/// name and no values.
Error pg_lost(PGconn* pg, std::string_view doing);

}  // namespace candour::store
