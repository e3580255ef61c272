#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {16, "second person",
     R"(
-- Who made an account and who gave it its posts and its password last, sealed (gate/making.h).
CREATE TABLE staff_making (
  org TEXT NOT NULL, staff BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (org, staff))/*clustered*/;
-- What was done once for all: seq is where the ledger says so.
CREATE TABLE staff_marker (
  org TEXT NOT NULL, what TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (org, what))/*clustered*/;
-- A change that waits until a second person has confirmed it; what it is stands sealed (people/second_person.h).
-- state: waiting, confirmed, refused, withdrawn. why: the words of a refusal, sealed.
CREATE TABLE waiting_change (
  org TEXT NOT NULL, id BLOB NOT NULL, about BLOB NOT NULL, asked_by BLOB NOT NULL, ends BIGINT NOT NULL,
  state TEXT NOT NULL, sealed BLOB NOT NULL, decided BIGINT, decided_by BLOB, why BLOB,
  PRIMARY KEY (org, id));
CREATE INDEX waiting_change_open ON waiting_change (org, id) WHERE state = 'waiting';
-- The code of a second person outside the system: who may not be the one who asks, and a keyed hash, sealed.
CREATE TABLE outside_code (
  org TEXT NOT NULL, id BLOB NOT NULL, made BIGINT NOT NULL, used BIGINT, sealed BLOB NOT NULL,
  PRIMARY KEY (org, id));
)"},
    {17, "known devices",
     R"(
-- From where an account signed in wholly: space is 'device' (token: a keyed hash of what stands in its cookie).
CREATE TABLE staff_known (
  org TEXT NOT NULL, staff BLOB NOT NULL, space TEXT NOT NULL, token BIGINT NOT NULL, id BLOB NOT NULL,
  device TEXT NOT NULL, first_used BIGINT NOT NULL, last_used BIGINT NOT NULL,
  PRIMARY KEY (org, staff, space, token))/*clustered*/;
CREATE INDEX staff_known_at ON staff_known (org, space, token);
-- network: a keyed token of it. news: 1 when another session began and this one was not told.
ALTER TABLE staff_session ADD COLUMN network BIGINT;
ALTER TABLE staff_session ADD COLUMN news BIGINT;
)"},
    {88, "who stands in for somebody",
     R"(
-- away: who is not there; cover: who stands in; days since 1970, both included. ended: before its last day.
CREATE TABLE staff_cover (
  org TEXT NOT NULL, id BLOB NOT NULL, away BLOB NOT NULL, cover BLOB NOT NULL, from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL, made BIGINT NOT NULL, made_by BLOB NOT NULL, ended BIGINT,
  PRIMARY KEY (org, id));
CREATE INDEX staff_cover_of ON staff_cover (org, away, from_day);
CREATE INDEX staff_cover_by ON staff_cover (org, cover);
)"},
    {97, "the steps of referrals and of support",
     R"(
-- thing: the referral or the enrolment, version: its own after the step, words: 1 when some are sealed under both.
CREATE TABLE journey_step (
  org TEXT NOT NULL, thing BLOB NOT NULL, version BIGINT NOT NULL, person BLOB NOT NULL, move TEXT NOT NULL,
  reason TEXT NOT NULL, outcome TEXT NOT NULL, words BIGINT NOT NULL, at BIGINT NOT NULL, by BLOB NOT NULL,
  PRIMARY KEY (org, thing, version))/*clustered*/;
CREATE INDEX journey_step_of ON journey_step (org, person);
)"},
    {102, "who answers for somebody",
     R"(
-- A keyed token of the authority by which somebody in the circle answers for the person, once papers were seen.
ALTER TABLE relationship ADD COLUMN authority BIGINT;
)"},
    {103, "who left supports nobody",
     R"(
-- 0.1 let somebody leave with people still allocated to them, whose work then reached nobody.
UPDATE allocation SET ended=(SELECT s.left_at FROM staff s WHERE s.org=allocation.org AND s.id=allocation.staff)
  WHERE ended IS NULL AND staff IN (SELECT s.id FROM staff s WHERE s.org=allocation.org AND s.left_at IS NOT NULL);
)"},
    {101, "names to look for",
     R"(
-- token: a keyed hash of the name of somebody who stands in another person's record (people/conflict_check.h).
CREATE TABLE name_to_look_for (
  org TEXT NOT NULL, token BIGINT NOT NULL, relationship BLOB NOT NULL, person BLOB NOT NULL,
  PRIMARY KEY (org, token, relationship))/*clustered*/;
CREATE INDEX name_to_look_for_of ON name_to_look_for (org, relationship);
)"},
    {110, "people's own doors",
     R"(
-- A way in for the person themselves, or for whoever speaks for them (speaks: a row of their circle). code: a keyed
-- token of what stands on the paper that was handed over, good until `until`; opened: when it was used, once. mail
-- and born: keyed tokens of the address to which codes go, and of the birth date that is asked (people/own_doors.h).
CREATE TABLE own_door (
  org TEXT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, speaks BLOB, code BIGINT NOT NULL,
  made BIGINT NOT NULL, made_by BLOB NOT NULL, until BIGINT NOT NULL, opened BIGINT, shut BIGINT, shut_by BLOB,
  mail BIGINT, born BIGINT NOT NULL,
  PRIMARY KEY (org, id));
CREATE INDEX own_door_of ON own_door (org, person);
CREATE INDEX own_door_code ON own_door (org, code);
CREATE INDEX own_door_mail ON own_door (org, mail, born);
CREATE TABLE own_session (
  org TEXT NOT NULL, id BLOB NOT NULL, door BLOB NOT NULL, person BLOB NOT NULL, token BLOB NOT NULL,
  csrf TEXT NOT NULL, started BIGINT NOT NULL, last_seen BIGINT NOT NULL, ends BIGINT NOT NULL, ended BIGINT,
  PRIMARY KEY (org, id));
CREATE UNIQUE INDEX own_session_token ON own_session (org, token);
CREATE INDEX own_session_of ON own_session (org, person);
-- A code that was asked for, whoever asked and whether or not anybody here is meant (record/own_codes.h). browser: a
-- hash of the cookie of whoever asked; code: a keyed token; sealed: to which address it goes.
CREATE TABLE own_code (
  org TEXT NOT NULL, id BLOB NOT NULL, browser BLOB NOT NULL, code BIGINT NOT NULL, sealed BLOB NOT NULL,
  mail BIGINT NOT NULL, born BIGINT NOT NULL, used BIGINT, raised BIGINT NOT NULL, tries BIGINT NOT NULL,
  next BIGINT NOT NULL, sent BIGINT, given_up BIGINT,
  PRIMARY KEY (org, id));
CREATE UNIQUE INDEX own_code_browser ON own_code (org, browser);
CREATE INDEX own_code_raised ON own_code (org, raised);
)"},
    {100, "consents that lapse",
     R"(
-- entry: the form in which it was written down; until: the first moment at which it counts no more.
ALTER TABLE consent_flag ADD COLUMN entry BLOB;
ALTER TABLE consent_flag ADD COLUMN until BIGINT;
)"},
    {190, "an authority is verified by a second person",
     R"(
-- claim: a keyed token of all that was written down of the authority; claimed_by: ids of who wrote any of it, blanks
-- between; verified: when another of them had looked at what proves it; authority_ends: the first moment at which it
-- holds no more (people/authority_claim.h). What was written down before is verified by nobody yet.
ALTER TABLE relationship ADD COLUMN claim BIGINT;
ALTER TABLE relationship ADD COLUMN claimed_by TEXT;
ALTER TABLE relationship ADD COLUMN verified_by BLOB;
ALTER TABLE relationship ADD COLUMN verified BIGINT;
ALTER TABLE relationship ADD COLUMN authority_ends BIGINT;
)"},
    {192, "what is not to be told to whom",
     R"(
-- recipient: code of whom of the notice they stand for. not_told: codes of what the person does not want told to them,
-- "" where they said so in words alone; not_told_at: since when it stands so (people/not_told.h).
ALTER TABLE relationship ADD COLUMN recipient TEXT;
ALTER TABLE relationship ADD COLUMN not_told TEXT;
ALTER TABLE relationship ADD COLUMN not_told_at BIGINT;
)"},
    {202, "on what somebody was referred who was not asked",
     R"(
-- As the charter had it then (referrals-without-consent): code of its basis, and the part of the notice, "" where none
-- is named. NULL: they agreed, or they came by themselves; or it was not kept yet.
ALTER TABLE referral ADD COLUMN unasked_basis TEXT;
ALTER TABLE referral ADD COLUMN unasked_clause TEXT;
)"},
};

}  // namespace

std::span<const Migration> second_person_migrations() {
  return kSteps;
}

}  // namespace candour::store
