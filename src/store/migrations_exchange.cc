#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {50, "imports",
     R"(
-- sealed: the file's name, its headings with a sample, and who gave it, under the organisation's key.
-- version rises with every choice of columns.
CREATE TABLE import_job (
  org TEXT NOT NULL, id BLOB NOT NULL, by BLOB NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL,
  service TEXT NOT NULL, version BIGINT NOT NULL, sealed BLOB NOT NULL,
  lines BIGINT NOT NULL, good BIGINT NOT NULL, problems BIGINT NOT NULL, duplicates BIGINT NOT NULL,
  ignored BIGINT NOT NULL, kept BIGINT NOT NULL DEFAULT 0, updated BIGINT NOT NULL DEFAULT 0,
  not_updated BIGINT NOT NULL DEFAULT 0, left_behind BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, id));
-- The file itself, sealed; gone once it is kept or thrown away.
CREATE TABLE import_file (
  org TEXT NOT NULL, id BLOB NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, id));
-- What was decided about a line and what became of it: codes and ids. existing is whom it updates, person
-- whom it added, circle the ids of the relationships that came with them, one after another.
CREATE TABLE import_row (
  org TEXT NOT NULL, id BLOB NOT NULL, line BIGINT NOT NULL, decision TEXT NOT NULL, existing BLOB,
  outcome TEXT NOT NULL DEFAULT '', person BLOB, circle BLOB,
  PRIMARY KEY (org, id, line))/*clustered*/;
-- Which field a heading was given last time; heading is a keyed token of it.
CREATE TABLE import_heading (
  org TEXT NOT NULL, heading BIGINT NOT NULL, field TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (org, heading))/*clustered*/;
)"},
    {55, "imports with keys of their own",
     R"(
-- Whose key opens "sealed": 0 the organisation's, as of old; 1 the import's own (vault/thing_seal.h); 2 the
-- organisation's, and only what remains of it; 3 the same, and its own key was seen destroyed.
ALTER TABLE import_job ADD COLUMN keyed BIGINT NOT NULL DEFAULT 0;
-- The file in pieces, so that no transaction is long, and which lines are to be added (made when the keeping
-- begins): under the import's own key. What lay here before opens with the organisation's, which is never
-- destroyed: an import that was under way has to be begun anew.
DROP TABLE import_file;
CREATE TABLE import_file (
  org TEXT NOT NULL, id BLOB NOT NULL, piece BIGINT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, id, piece));
CREATE TABLE import_plan (
  org TEXT NOT NULL, id BLOB NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, id));
-- Of somebody brought up to date: the version before and after, and the referral that came of it.
ALTER TABLE import_row ADD COLUMN version_before BIGINT;
ALTER TABLE import_row ADD COLUMN version_after BIGINT;
ALTER TABLE import_row ADD COLUMN referral BLOB;
)"},
    {60, "cells mended on the page",
     R"(
-- What somebody typed over a cell of the file: place is a column ("c4"), a field of the profile, or the row as a
-- whole: under the key of the import. Gone with the file.
CREATE TABLE import_cell (
  org TEXT NOT NULL, id BLOB NOT NULL, line BIGINT NOT NULL, place TEXT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, id, line, place))/*clustered*/;
-- How many rows can be added but for a cell or more.
ALTER TABLE import_job ADD COLUMN marked BIGINT NOT NULL DEFAULT 0;
)"},
    {81, "people of a list arrive enrolled",
     R"(
-- Where the person of the line came to another service than that of the file (its code), and the enrolment that came
-- of it: so that it can be taken back when the file is gone.
ALTER TABLE import_row ADD COLUMN service TEXT;
ALTER TABLE import_row ADD COLUMN enrolment BLOB;
)"},
};

}  // namespace

std::span<const Migration> exchange_migrations() {
  return kSteps;
}

}  // namespace candour::store
