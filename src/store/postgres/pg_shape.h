// Whether the tables of a PostgreSQL schema, with their indexes, defaults, constraints and policies, are
// those that Candour's own steps make, and nothing besides: a trigger, a rule, a view in the place of a
// table, another policy or an operator of the same name would let somebody who edits the database change what
// honest statements do and see. One thread. It does not look at rows, nor at what only a superuser may
// change.
#pragma once

#include <string>

#include "store/postgres/pg_connection.h"

namespace candour::store {

/// All of it in the connection's schema as lines, in their order.
Result<std::string> shape_of(PgConnection& c);
/// What `steps` make where there is nothing, in temporary tables that are rolled back. Errors: Unavailable
/// when the role may make none.
Result<std::string> shape_made_by(PgConnection& c, const std::string& steps);
/// A text that differs whenever that of shape_of() may; cheap enough to be asked at each commit.
Result<std::string> shape_stamp(PgConnection& c);
/// The refusal, with the first line in which they differ.
tl::unexpected<Error> other_shape(const std::string& meant, const std::string& there);

}  // namespace candour::store
