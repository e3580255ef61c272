#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {20, "person",
     R"(
-- What the engine must know without opening anything: nothing here names anybody. died is a date as
-- "2026-11-21"; parts says which version's segment holds each category now (people/versions.h).
CREATE TABLE person (
  org TEXT NOT NULL, id BLOB NOT NULL, reference TEXT NOT NULL, restricted BIGINT NOT NULL DEFAULT 0,
  died TEXT, version BIGINT NOT NULL, parts TEXT NOT NULL, created BIGINT NOT NULL,
  changed BIGINT NOT NULL, changed_by BLOB NOT NULL,
  PRIMARY KEY (org, id))/*clustered*/;
CREATE UNIQUE INDEX person_reference ON person (org, reference);
CREATE TABLE person_version (
  org TEXT NOT NULL, person BLOB NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, by BLOB NOT NULL,
  why TEXT NOT NULL, parts TEXT NOT NULL,
  PRIMARY KEY (org, person, version))/*clustered*/;
-- Keyed, cut-short tokens of exact identifiers (vault, blind_token): equal input, equal token.
CREATE TABLE person_token (
  org TEXT NOT NULL, field TEXT NOT NULL, token BIGINT NOT NULL, person BLOB NOT NULL,
  PRIMARY KEY (org, field, token, person))/*clustered*/;
CREATE INDEX person_token_of ON person_token (org, person);
)"},
    {21, "circle of support",
     R"(
-- Names and details are sealed under the person whose circle it is; version is that of the segment too.
CREATE TABLE relationship (
  org TEXT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, other BLOB, version BIGINT NOT NULL,
  category TEXT NOT NULL, began BIGINT, ended BIGINT, created BIGINT NOT NULL,
  changed BIGINT NOT NULL, changed_by BLOB NOT NULL,
  PRIMARY KEY (org, id))/*clustered*/;
CREATE INDEX relationship_of ON relationship (org, person);
CREATE INDEX relationship_to ON relationship (org, other) WHERE other IS NOT NULL;
)"},
    {22, "records of one person",
     R"(
-- Two records that are of one person (people/joining.h), a row for each of the two: away is 1 for the one that now leads
-- to the other. undo, in the row of the one that stays: what is put back when they are parted. Open while ended is NULL.
CREATE TABLE joined_record (
  org TEXT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, other BLOB NOT NULL, away BIGINT NOT NULL,
  at BIGINT NOT NULL, by BLOB NOT NULL, ended BIGINT, ended_by BLOB, undo TEXT NOT NULL,
  PRIMARY KEY (org, id, person));
CREATE INDEX joined_record_of ON joined_record (org, person, ended);
)"},
};

}  // namespace

std::span<const Migration> person_migrations() {
  return kSteps;
}

}  // namespace candour::store
