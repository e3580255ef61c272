#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {70, "jobs",
     R"(
-- Work in slices (src/jobs): of what kind, about which thing, in whose name, and how far it is. about is the id
-- of the thing; cursor, outcome: codes and numbers, never what somebody typed.
CREATE TABLE job (
  org TEXT NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, about BLOB NOT NULL, by BLOB NOT NULL,
  started BIGINT NOT NULL, state TEXT NOT NULL, cursor TEXT NOT NULL, done BIGINT NOT NULL,
  total BIGINT NOT NULL, outcome TEXT NOT NULL, changed BIGINT NOT NULL,
  PRIMARY KEY (org, id));
CREATE INDEX job_by_state ON job (org, state, id);
CREATE INDEX job_by_thing ON job (org, about, id);
)"},
};

}  // namespace

std::span<const Migration> job_migrations() {
  return kSteps;
}

}  // namespace candour::store
