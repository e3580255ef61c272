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
    {197, "work that fails again and again",
     R"(
-- Of each thing (about, as in job) whose work fails: how often in a row without getting on, since when and when last,
-- how much was done by then, and why, in words of the program's that name nobody. Gone when it has ended.
CREATE TABLE job_trouble (
  org TEXT NOT NULL, about BLOB NOT NULL, times BIGINT NOT NULL, since BIGINT NOT NULL, last BIGINT NOT NULL,
  done BIGINT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (org, about))/*clustered*/;
)"},
};

}  // namespace

std::span<const Migration> job_migrations() {
  return kSteps;
}

}  // namespace candour::store
