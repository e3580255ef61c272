#include "store/migrations.h"

#include <algorithm>
#include <vector>

namespace candour::store {
namespace {

constexpr Migration kLedgerAndVault[] = {
    {1, "ledger",
     R"(
-- data is the canonical JSON that the leaf hash is taken of.
CREATE TABLE ledger_entry (
  org TEXT NOT NULL, seq BIGINT NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (org, seq))/*clustered*/;
-- Up to 256 hashes of 32 bytes, as in tlog-tiles; the last of each level may be partly filled.
CREATE TABLE ledger_tile (
  org TEXT NOT NULL, level BIGINT NOT NULL, idx BIGINT NOT NULL, hashes BLOB NOT NULL,
  PRIMARY KEY (org, level, idx));
-- Which entries touched a person, in runs of 32,768 entries (ledger/about.h).
CREATE TABLE ledger_about (
  org TEXT NOT NULL, run BIGINT NOT NULL, person BLOB NOT NULL, offsets BLOB NOT NULL,
  PRIMARY KEY (org, run, person))/*clustered*/;
CREATE TABLE ledger_head (
  org TEXT NOT NULL PRIMARY KEY, size BIGINT NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL);
)"},
    {2, "vault",
     R"(
-- category is the charter's code; the profile's segments have the person's own bytes as entry.
CREATE TABLE segment (
  org TEXT NOT NULL, person BLOB NOT NULL, entry BLOB NOT NULL, version BIGINT NOT NULL,
  category TEXT NOT NULL, slot BLOB NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, person, entry, version, category))/*clustered*/;
CREATE INDEX segment_profile ON segment (org, category, person, version) WHERE entry = person;
-- Sealed pieces of 64 KiB of a file, numbered from 0.
CREATE TABLE file_chunk (
  org TEXT NOT NULL, file BLOB NOT NULL, chunk BIGINT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, file, chunk));
)"},
    {3, "several servers",
     R"(
-- Which server does a job that one does at a time, and until when (store/lease.h).
CREATE TABLE job_lease (
  org TEXT NOT NULL, job TEXT NOT NULL, holder TEXT NOT NULL, ends BIGINT NOT NULL,
  PRIMARY KEY (org, job));
-- The charter that all servers run; a server with another one shows nothing (gate/in_force.h).
CREATE TABLE charter_in_force (
  org TEXT NOT NULL PRIMARY KEY, version TEXT NOT NULL, digest BLOB NOT NULL, since BIGINT NOT NULL);
)"},
    {98, "charters that were in force",
     R"(
-- Each charter that was ever in force, as its file said it, so that what changed can be told (gate/in_force.h).
CREATE TABLE charter_version (
  org TEXT NOT NULL, version TEXT NOT NULL, since BIGINT NOT NULL, file BLOB NOT NULL,
  PRIMARY KEY (org, version));
)"},
    {99, "charters that are proposed",
     R"(
-- A new version of the charter until it is in force (people/proposals.h). state: open, approved, refused,
-- withdrawn, in-force. base and digest: SHA-256 in hex of the text that it was compared with, and of its own.
-- why: the words of a refusal, sealed.
CREATE TABLE charter_proposal (
  org TEXT NOT NULL, id BLOB NOT NULL, made BIGINT NOT NULL, changed BIGINT NOT NULL, author BLOB NOT NULL,
  state TEXT NOT NULL, base TEXT NOT NULL, version TEXT NOT NULL, from_day TEXT NOT NULL, digest TEXT NOT NULL,
  decided BIGINT, decided_by BLOB, why BLOB,
  PRIMARY KEY (org, id));
-- Its text, under what it hashes to: read only where it still does.
CREATE TABLE charter_draft (
  org TEXT NOT NULL, digest TEXT NOT NULL, text BLOB NOT NULL, PRIMARY KEY (org, digest));
)"},
    {104, "answers of which a charter is made",
     R"(
-- Of one person each, as people/charter_answers.h has them; about an organisation, and of nobody it supports.
CREATE TABLE charter_answers (
  org TEXT NOT NULL, staff BLOB NOT NULL, changed BIGINT NOT NULL, notice TEXT NOT NULL, answers TEXT NOT NULL,
  PRIMARY KEY (org, staff))/*clustered*/;
)"},
    {201, "the catalogue of a charter that was in force",
     R"(
-- What it said of what the charter uses, a line a fact (charter/catalogue_facts.h); NULL in rows of before.
ALTER TABLE charter_version ADD COLUMN catalogue TEXT;
)"},
    {6, "seals of rows",
     R"(
-- How many rows of what decides about a subject there are, and the sum of their marks, sealed (gate/seals.h).
CREATE TABLE seal (
  org TEXT NOT NULL, what TEXT NOT NULL, subject BLOB NOT NULL, version BIGINT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, what, subject))/*clustered*/;
-- The same of all seals, and how long the ledger was.
CREATE TABLE seal_book (
  org TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, sealed BLOB NOT NULL);
)"},
};

constexpr Migration kKeys[] = {
    {1, "keys",
     R"(
CREATE TABLE org_key (org TEXT NOT NULL PRIMARY KEY, wrapped BLOB NOT NULL);
-- generation rises when a slot is used again after its key was destroyed.
CREATE TABLE person_key (
  org TEXT NOT NULL, person BLOB NOT NULL, slot BLOB NOT NULL, generation BIGINT NOT NULL,
  wrapped BLOB NOT NULL, PRIMARY KEY (org, person, slot))/*clustered*/;
-- The stub that says: a key was here, up to this generation, and was destroyed.
CREATE TABLE destroyed_key (
  org TEXT NOT NULL, person BLOB NOT NULL, slot BLOB NOT NULL, generation BIGINT NOT NULL,
  PRIMARY KEY (org, person, slot))/*clustered*/;
)"},
    {2, "keys that can be renewed",
     R"(
-- What wraps the people's keys, by generation; empty once it is retired. org_key stays for good: what it wraps
-- is the seed that search tokens, the ledger's signature and the organisation's own secrets come of.
CREATE TABLE wrapping_key (
  org TEXT NOT NULL, generation BIGINT NOT NULL, wrapped BLOB NOT NULL, PRIMARY KEY (org, generation));
ALTER TABLE person_key ADD COLUMN wrapping BIGINT NOT NULL DEFAULT 1;
-- How the root key is come by: kind is 'bytes' or 'passphrase'; salt and cost are argon2id's and no secret.
CREATE TABLE root_key (
  org TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, salt BLOB NOT NULL, passes BIGINT NOT NULL,
  memory BIGINT NOT NULL);
-- Keys that sealed nothing when somebody looked, and since when (milliseconds since 1970).
CREATE TABLE noted_orphan (
  org TEXT NOT NULL, person BLOB NOT NULL, slot BLOB NOT NULL, generation BIGINT NOT NULL,
  since BIGINT NOT NULL, PRIMARY KEY (org, person, slot))/*clustered*/;
)"},
    {3, "what is remembered of the records",
     R"(
-- A number that only rises and what belongs to it, so that older records cannot be put in the place of newer
-- ones unseen: the newest head of the ledger. sealed under the organisation's key, with org, what and number
-- bound in: whoever holds no key can take a row away, but not make one.
CREATE TABLE remembered (
  org TEXT NOT NULL, what TEXT NOT NULL, number BIGINT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, what));
)"},
    {4, "keys that are being renewed",
     R"(
-- Keys that seal nothing more and open what they sealed, until that is sealed anew (vault/key_renewal.h).
CREATE TABLE renewed_key (
  org TEXT NOT NULL, person BLOB NOT NULL, slot BLOB NOT NULL, generation BIGINT NOT NULL,
  wrapping BIGINT NOT NULL, wrapped BLOB NOT NULL, PRIMARY KEY (org, person, slot, generation))/*clustered*/;
)"},
};

}  // namespace

std::span<const Migration> ledger_and_vault_migrations() {
  return kLedgerAndVault;
}
std::span<const Migration> key_migrations() {
  return kKeys;
}

std::span<const Migration> record_migrations() {
  static const std::vector<Migration> all = [] {
    std::vector<Migration> v;
    for (const auto part : {ledger_and_vault_migrations(), people_migrations(), second_person_migrations(),
                            person_migrations(), record_entry_migrations(), web_migrations(),
                            exchange_migrations(), job_migrations(), diary_migrations(), rights_migrations()})
      v.insert(v.end(), part.begin(), part.end());
    // Rooms write their steps apart from each other; the number says the order.
    std::ranges::sort(v, {}, &Migration::number);
    return v;
  }();
  return all;
}

}  // namespace candour::store
