#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {10, "staff",
     R"(
CREATE TABLE team (
  org TEXT NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, service TEXT NOT NULL,
  PRIMARY KEY (org, id));
-- sealed: name, email and username, under the organisation's key; username is a keyed token of it.
CREATE TABLE staff (
  org TEXT NOT NULL, id BLOB NOT NULL, username BIGINT NOT NULL, sealed BLOB NOT NULL, supervisor BLOB,
  agreement_at BIGINT, training_at BIGINT, left_at BIGINT, created BIGINT NOT NULL, changed BIGINT NOT NULL,
  changed_by BLOB NOT NULL,
  PRIMARY KEY (org, id));
CREATE UNIQUE INDEX staff_username ON staff (org, username);
CREATE INDEX staff_below ON staff (org, supervisor);
-- service '' is every service of the organisation; place keeps the order in which posts were given.
CREATE TABLE staff_post (
  org TEXT NOT NULL, staff BLOB NOT NULL, place BIGINT NOT NULL, role TEXT NOT NULL, service TEXT NOT NULL,
  team BLOB,
  PRIMARY KEY (org, staff, place))/*clustered*/;
CREATE INDEX staff_of_role ON staff_post (org, role);
-- password '' cannot sign in; totp and totp_offer are sealed secrets; totp_step is the last step used.
CREATE TABLE staff_secret (
  org TEXT NOT NULL, staff BLOB NOT NULL, password TEXT NOT NULL, totp BLOB, totp_offer BLOB,
  totp_step BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, staff));
CREATE TABLE staff_recovery (
  org TEXT NOT NULL, staff BLOB NOT NULL, code BLOB NOT NULL,
  PRIMARY KEY (org, staff, code))/*clustered*/;
)"},
    {11, "sessions",
     R"(
-- token is the hash of what stands in the cookie; half is 1 until the one-time code was given.
CREATE TABLE staff_session (
  org TEXT NOT NULL, id BLOB NOT NULL, token BLOB NOT NULL, staff BLOB NOT NULL, started BIGINT NOT NULL,
  last_seen BIGINT NOT NULL, ends BIGINT NOT NULL, ended BIGINT, half BIGINT NOT NULL, device TEXT NOT NULL,
  csrf TEXT NOT NULL,
  PRIMARY KEY (org, id));
CREATE UNIQUE INDEX staff_session_token ON staff_session (org, token);
CREATE INDEX staff_session_of ON staff_session (org, staff) WHERE ended IS NULL;
-- One row a guess; space is what is guessed at ("name", "address", "code"), token a keyed hash of it.
CREATE TABLE sign_in_guess (
  org TEXT NOT NULL, space TEXT NOT NULL, token BIGINT NOT NULL, at BIGINT NOT NULL, id BLOB NOT NULL,
  PRIMARY KEY (org, space, token, at, id))/*clustered*/;
)"},
    {12, "journeys",
     R"(
-- words: the version under which the words of the last decision are sealed, 0 when there are none.
CREATE TABLE referral (
  org TEXT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, service TEXT NOT NULL, state TEXT NOT NULL,
  source TEXT NOT NULL, urgency TEXT NOT NULL, consent BIGINT NOT NULL, received BIGINT NOT NULL,
  taken_by BLOB NOT NULL, decided BIGINT, decided_by BLOB, reason TEXT NOT NULL, words BIGINT NOT NULL,
  version BIGINT NOT NULL, created BIGINT NOT NULL,
  PRIMARY KEY (org, id));
CREATE INDEX referral_of ON referral (org, person);
CREATE UNIQUE INDEX referral_open ON referral (org, person, service) WHERE state IN ('new', 'waiting');
CREATE INDEX referral_list ON referral (org, service, id) WHERE state IN ('new', 'waiting');
CREATE INDEX referral_taken ON referral (org, taken_by, id) WHERE state IN ('new', 'waiting');
CREATE TABLE enrolment (
  org TEXT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, service TEXT NOT NULL, referral BLOB NOT NULL,
  team BLOB, started BIGINT NOT NULL, ended BIGINT, reason TEXT NOT NULL, outcome TEXT NOT NULL,
  words BIGINT NOT NULL, version BIGINT NOT NULL, changed BIGINT NOT NULL, changed_by BLOB NOT NULL,
  PRIMARY KEY (org, id));
CREATE INDEX enrolment_of ON enrolment (org, person);
CREATE UNIQUE INDEX enrolment_open ON enrolment (org, person, service) WHERE ended IS NULL;
CREATE INDEX enrolment_team ON enrolment (org, team) WHERE ended IS NULL;
CREATE INDEX enrolment_service ON enrolment (org, service) WHERE ended IS NULL;
CREATE TABLE allocation (
  org TEXT NOT NULL, enrolment BLOB NOT NULL, staff BLOB NOT NULL, started BIGINT NOT NULL,
  person BLOB NOT NULL, key_worker BIGINT NOT NULL, team BLOB, ended BIGINT,
  PRIMARY KEY (org, enrolment, staff, started))/*clustered*/;
CREATE UNIQUE INDEX allocation_live ON allocation (org, enrolment, staff) WHERE ended IS NULL;
CREATE INDEX allocation_of ON allocation (org, person);
CREATE INDEX allocation_caseload ON allocation (org, staff, person) WHERE ended IS NULL;
)"},
    {13, "gate",
     R"(
-- The words of the one who asked are sealed under the person's key, in a segment of the same id, version 1;
-- those of the one who reviewed in version 2.
CREATE TABLE reasoned_access (
  org TEXT NOT NULL, id BLOB NOT NULL, staff BLOB NOT NULL, person BLOB NOT NULL, role TEXT NOT NULL,
  reason TEXT NOT NULL, told BLOB NOT NULL, started BIGINT NOT NULL, ends BIGINT NOT NULL, reviewed BIGINT,
  reviewed_by BLOB, in_order BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, id));
CREATE INDEX reasoned_access_of ON reasoned_access (org, person, staff);
CREATE INDEX reasoned_access_by ON reasoned_access (org, staff);
CREATE INDEX reasoned_access_unreviewed ON reasoned_access (org, told) WHERE reviewed IS NULL;
CREATE TABLE consent_flag (
  org TEXT NOT NULL, person BLOB NOT NULL, purpose TEXT NOT NULL, given_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  PRIMARY KEY (org, person, purpose, given_at))/*clustered*/;
CREATE TABLE objection_flag (
  org TEXT NOT NULL, person BLOB NOT NULL, purpose TEXT NOT NULL, made_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  PRIMARY KEY (org, person, purpose, made_at))/*clustered*/;
CREATE TABLE task (
  org TEXT NOT NULL, id BLOB NOT NULL, staff BLOB NOT NULL, kind TEXT NOT NULL, about_person BLOB,
  about_thing TEXT NOT NULL, created BIGINT NOT NULL, done BIGINT,
  PRIMARY KEY (org, id));
CREATE INDEX task_open ON task (org, staff, id) WHERE done IS NULL;
)"},
    {14, "reach that ends, and questions that are counted",
     R"(
-- The team in which whoever took the referral worked then; a keyed token of the words of a reason, so that a
-- copied one is seen.
ALTER TABLE referral ADD COLUMN taken_in BLOB;
ALTER TABLE reasoned_access ADD COLUMN words_token BIGINT;
-- How often one member of staff asked in one minute (minutes since 1970): what is "search", "duplicate-check" or
-- "import-rows"; misses brought nobody in reach; refused came when the limit was reached.
CREATE TABLE asked (
  org TEXT NOT NULL, staff BLOB NOT NULL, what TEXT NOT NULL, minute BIGINT NOT NULL, questions BIGINT NOT NULL,
  misses BIGINT NOT NULL, refused BIGINT NOT NULL,
  PRIMARY KEY (org, staff, what, minute))/*clustered*/;
CREATE INDEX asked_when ON asked (org, minute);
-- What misses of one day have in common: part is 16 bits of a keyed hash of one part of the question, whole
-- of all of it, so that neither says what was typed.
CREATE TABLE asked_part (
  org TEXT NOT NULL, staff BLOB NOT NULL, part BIGINT NOT NULL, whole BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (org, staff, part, whole))/*clustered*/;
)"},
    {15, "patterns of asking",
     R"(
-- What the data-protection lead is told of: why is a code; looked_by who marked it as looked at.
CREATE TABLE asked_pattern (
  org TEXT NOT NULL, id BLOB NOT NULL, staff BLOB NOT NULL, why TEXT NOT NULL, at BIGINT NOT NULL, looked BIGINT,
  looked_by BLOB, PRIMARY KEY (org, id));
CREATE INDEX asked_pattern_open ON asked_pattern (org, staff, why) WHERE looked IS NULL;
)"},
    {19, "sessions by whose they are",
     R"(
CREATE INDEX staff_session_all ON staff_session (org, staff);
)"},
};

}  // namespace

std::span<const Migration> people_migrations() {
  return kSteps;
}

}  // namespace candour::store
