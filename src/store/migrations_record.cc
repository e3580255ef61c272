#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {30, "entries",
     R"(
-- Why thousands of entries may be kept, said once: a change of purpose is one row. id is taken from the
-- content, so that the same reasons are the same row without a shared sequence.
CREATE TABLE policy (
  org TEXT NOT NULL, id BIGINT NOT NULL, purpose TEXT NOT NULL, basis TEXT NOT NULL,
  conditions TEXT NOT NULL, categories TEXT NOT NULL, clause TEXT NOT NULL, retention TEXT NOT NULL,
  PRIMARY KEY (org, id));
-- parts: which version's segment holds each category (people/versions.h). happened orders the timeline.
CREATE TABLE entry (
  org TEXT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, kind TEXT NOT NULL, service TEXT NOT NULL,
  version BIGINT NOT NULL, state TEXT NOT NULL, happened BIGINT NOT NULL, written BIGINT NOT NULL,
  author BLOB NOT NULL, changed BIGINT NOT NULL, changed_by BLOB NOT NULL, source TEXT NOT NULL,
  policy BIGINT NOT NULL, corrected BIGINT NOT NULL DEFAULT 0, post_key TEXT, parts TEXT NOT NULL,
  PRIMARY KEY (org, id))/*clustered*/;
CREATE INDEX entry_timeline ON entry (org, person, happened, id);
CREATE INDEX entry_of_kind ON entry (org, person, kind, happened, id);
CREATE UNIQUE INDEX entry_post ON entry (org, post_key) WHERE post_key IS NOT NULL;
CREATE TABLE entry_version (
  org TEXT NOT NULL, entry BLOB NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, by BLOB NOT NULL,
  change TEXT NOT NULL, state TEXT NOT NULL, parts TEXT NOT NULL,
  PRIMARY KEY (org, entry, version))/*clustered*/;
-- What waits for somebody; on_day counts days from 1970-01-01.
CREATE TABLE due (
  org TEXT NOT NULL, entry BLOB NOT NULL, deadline TEXT NOT NULL, person BLOB NOT NULL,
  service TEXT NOT NULL, kind TEXT NOT NULL, on_day BIGINT NOT NULL, done BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, entry, deadline))/*clustered*/;
CREATE INDEX due_of ON due (org, person, on_day) WHERE done = 0;
)"},
    {31, "drafts and files",
     R"(
CREATE TABLE draft (
  org TEXT NOT NULL, id BLOB NOT NULL, writer BLOB NOT NULL, person BLOB NOT NULL, kind TEXT NOT NULL,
  service TEXT NOT NULL, entry BLOB, based_on BIGINT NOT NULL, saved BIGINT NOT NULL,
  PRIMARY KEY (org, id))/*clustered*/;
CREATE INDEX draft_of ON draft (org, writer, saved);
-- The name of a file is sealed; its content lies in file_chunk.
CREATE TABLE file (
  org TEXT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, entry BLOB NOT NULL, field TEXT NOT NULL,
  category TEXT NOT NULL, type TEXT NOT NULL, size BIGINT NOT NULL, added BIGINT NOT NULL,
  by BLOB NOT NULL,
  PRIMARY KEY (org, id))/*clustered*/;
CREATE INDEX file_of ON file (org, person, entry);
)"},
    {32, "entries by why they are kept",
     R"(
-- With whom what is kept for these reasons is shared ('' none), and whether a machine alone decides by it.
ALTER TABLE policy ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
ALTER TABLE policy ADD COLUMN automated BIGINT NOT NULL DEFAULT 0;
CREATE INDEX entry_policy ON entry (org, policy, id);
CREATE INDEX entry_happened ON entry (org, happened, id);
)"},
    {33, "why entries are kept, answered from the index",
     R"(
DROP INDEX entry_policy;
CREATE INDEX entry_policy ON entry (org, policy, id, person);
DROP INDEX entry_timeline;
CREATE INDEX entry_timeline ON entry (org, person, happened, id, policy);
CREATE INDEX objection_stands ON objection_flag (org, purpose, person) WHERE withdrawn_at IS NULL;
)"},
    {49, "entries carry a mark",
     R"(
-- mac: that this row is as it was written (gate/seals.h).
ALTER TABLE entry ADD COLUMN mac BLOB;
CREATE INDEX file_entry ON file (org, entry);
)"},
    {82, "whose work it is",
     R"(
-- staff: whom the entry names for it; given: to whom somebody gave it; checked: the day (since 1970) on which it
-- was found still right; reckoned: the day that followed from the entry alone when it was last written.
ALTER TABLE due ADD COLUMN staff BLOB;
ALTER TABLE due ADD COLUMN given BLOB;
ALTER TABLE due ADD COLUMN checked BIGINT;
ALTER TABLE due ADD COLUMN reckoned BIGINT;
CREATE INDEX due_of_kind ON due (org, kind, on_day) WHERE done = 0;
CREATE INDEX due_named ON due (org, staff, on_day) WHERE done = 0 AND staff IS NOT NULL;
CREATE INDEX due_given ON due (org, given, on_day) WHERE done = 0 AND given IS NOT NULL;
-- One for each answer that had to reach people at once; whom it reached are tasks about it.
CREATE TABLE alert (
  org TEXT NOT NULL, id BLOB NOT NULL, entry BLOB NOT NULL, person BLOB NOT NULL, service TEXT NOT NULL,
  kind TEXT NOT NULL, code TEXT NOT NULL, raised BIGINT NOT NULL, raised_by BLOB NOT NULL,
  PRIMARY KEY (org, id));
CREATE INDEX alert_of ON alert (org, entry);
CREATE INDEX task_about ON task (org, kind, about_thing);
)"},
    {83, "from when a clock runs",
     R"(
-- base: the day (since 1970) from which it runs, base_at the minute where that is known; until: of hours, the minute
-- at which it ends.
ALTER TABLE due ADD COLUMN base BIGINT;
ALTER TABLE due ADD COLUMN base_at BIGINT;
ALTER TABLE due ADD COLUMN until BIGINT;
)"},
    {84, "mail that says only that something waits",
     R"(
-- One for each of whom an alert tells, beside their task. next: not before; sent: when the mail server took it;
-- given_up: it never did. Who it goes to is looked up when it goes.
CREATE TABLE alert_mail (
  org TEXT NOT NULL, id BLOB NOT NULL, alert BLOB NOT NULL, staff BLOB NOT NULL, raised BIGINT NOT NULL,
  tries BIGINT NOT NULL, next BIGINT NOT NULL, sent BIGINT, given_up BIGINT,
  PRIMARY KEY (org, id));
CREATE INDEX alert_mail_waits ON alert_mail (org, next) WHERE sent IS NULL AND given_up IS NULL;
CREATE INDEX alert_mail_of ON alert_mail (org, alert, staff);
)"},
    {86, "entries that do not belong where they stand",
     R"(
-- to_person: whose it is; NULL: nobody's. state: asked, refused, agreed, done. What it said stands nowhere here.
CREATE TABLE misfiled (
  org TEXT NOT NULL, id BLOB NOT NULL, entry BLOB NOT NULL, person BLOB NOT NULL, to_person BLOB,
  why TEXT NOT NULL, kind TEXT NOT NULL, service TEXT NOT NULL, happened BIGINT NOT NULL, written BIGINT NOT NULL,
  author BLOB NOT NULL, state TEXT NOT NULL, asked BIGINT NOT NULL, asked_by BLOB NOT NULL, decided BIGINT,
  decided_by BLOB,
  PRIMARY KEY (org, id));
CREATE INDEX misfiled_of ON misfiled (org, entry);
CREATE INDEX misfiled_from ON misfiled (org, person);
)"},
    {87, "cases of one kind",
     R"(
CREATE INDEX entry_kind ON entry (org, kind, happened, id);
)"},
    {93, "letters that go by mail",
     R"(
-- A letter that is to go by mail, once: of which entry, and sealed under a key of its own until it is sent, what it says
-- and where it goes (letters/mail.h). next: not before; sent: when the mail server took it; given_up: it never did.
CREATE TABLE letter_mail (
  org TEXT NOT NULL, id BLOB NOT NULL, entry BLOB NOT NULL, person BLOB NOT NULL, staff BLOB NOT NULL,
  raised BIGINT NOT NULL, tries BIGINT NOT NULL, next BIGINT NOT NULL, sent BIGINT, given_up BIGINT,
  sealed BLOB NOT NULL,
  PRIMARY KEY (org, id));
CREATE UNIQUE INDEX letter_mail_of ON letter_mail (org, entry);
CREATE INDEX letter_mail_waits ON letter_mail (org, next) WHERE sent IS NULL AND given_up IS NULL;
)"},
    {94, "lists of work answered from the index",
     R"(
-- What a list asks stands in the index itself, with what the index is partial by.
DROP INDEX due_of;
CREATE INDEX due_of ON due (org, person, on_day, kind, service, staff, given, until, done) WHERE done = 0;
DROP INDEX due_of_kind;
CREATE INDEX due_of_kind ON due (org, kind, on_day, person, service, done) WHERE done = 0;
DROP INDEX allocation_caseload;
CREATE INDEX allocation_caseload ON allocation (org, staff, person, ended) WHERE ended IS NULL;
)"},
    {95, "what several people were part of",
     R"(
-- part_of: the entry about somebody else that was the first about the same; NULL in that one, and where there is none.
ALTER TABLE entry ADD COLUMN part_of BLOB;
CREATE INDEX entry_part_of ON entry (org, part_of) WHERE part_of IS NOT NULL;
)"},
    {105, "what is taken back",
     R"(
-- Keys of what somebody took back, until they are destroyed (record/let_go.h): no longer than from the commit to that.
CREATE TABLE let_go (
  org TEXT NOT NULL, person BLOB NOT NULL, entry BLOB NOT NULL, slot BLOB NOT NULL, since BIGINT NOT NULL,
  PRIMARY KEY (org, slot))/*clustered*/;
-- 1: sealed under a key of its own, since the person may take it back.
ALTER TABLE file ADD COLUMN own_key BIGINT;
-- What kinds of information ("identity contact") an entry says that a body outside got (record/taken_back.cc);
-- on_ground: 1 where an exceptional ground decides, whatever the person agreed to.
CREATE TABLE shared_with (
  org TEXT NOT NULL, entry BLOB NOT NULL, person BLOB NOT NULL, recipient TEXT NOT NULL, categories TEXT NOT NULL,
  on_ground BIGINT NOT NULL,
  PRIMARY KEY (org, entry))/*clustered*/;
CREATE INDEX shared_with_of ON shared_with (org, person, recipient);
-- Under which terms a body outside gets something: from_day and until_day are days since 1970 (record/agreements.h).
CREATE TABLE agreement_flag (
  org TEXT NOT NULL, entry BLOB NOT NULL, recipient TEXT NOT NULL, from_day BIGINT NOT NULL,
  until_day BIGINT NOT NULL, ended BIGINT,
  PRIMARY KEY (org, entry))/*clustered*/;
)"},
    {106, "what is sent to many people at once",
     R"(
-- version: of the notice that people are told of. done: everybody was asked for. people: who had the service then.
CREATE TABLE mailing (
  org TEXT NOT NULL, entry BLOB NOT NULL, service TEXT NOT NULL, sort TEXT NOT NULL, version TEXT NOT NULL,
  started BIGINT NOT NULL, people BIGINT NOT NULL, done BIGINT, stopped BIGINT,
  PRIMARY KEY (org, entry))/*clustered*/;
CREATE INDEX mailing_version ON mailing (org, version);
-- way: "mail", "post", or "none" when there is no address. token: a hash of the secret in the link by which they
-- say no themselves, and said_no when they did.
CREATE TABLE mailing_to (
  org TEXT NOT NULL, entry BLOB NOT NULL, person BLOB NOT NULL, way TEXT NOT NULL, purpose TEXT NOT NULL,
  at BIGINT NOT NULL, token BLOB, said_no BIGINT,
  PRIMARY KEY (org, entry, person))/*clustered*/;
CREATE INDEX mailing_to_of ON mailing_to (org, person);
CREATE UNIQUE INDEX mailing_to_token ON mailing_to (org, token) WHERE token IS NOT NULL;
-- purpose: for which it is sent; nothing of a letter that is written to somebody themselves.
ALTER TABLE letter_mail ADD COLUMN purpose TEXT;
-- What says that nothing of a person, or of the people of a service, is destroyed.
CREATE TABLE hold_flag (
  org TEXT NOT NULL, entry BLOB NOT NULL, person BLOB NOT NULL, since BIGINT NOT NULL, released BIGINT,
  PRIMARY KEY (org, entry))/*clustered*/;
CREATE INDEX hold_flag_of ON hold_flag (org, person) WHERE released IS NULL;
-- Whose records a destruction is about: day: the last on which they are kept; parts: codes of what goes, "*" for all
-- of it; outcome: "" until it was tried, then "gone", or why not.
CREATE TABLE destruction_line (
  org TEXT NOT NULL, entry BLOB NOT NULL, person BLOB NOT NULL, day BIGINT NOT NULL, parts TEXT NOT NULL,
  rules TEXT NOT NULL, outcome TEXT NOT NULL, at BIGINT,
  PRIMARY KEY (org, entry, person))/*clustered*/;
-- approved: when the second person agreed; entries, files: how many rows went.
CREATE TABLE destruction (
  org TEXT NOT NULL, entry BLOB NOT NULL, service TEXT NOT NULL, up_to BIGINT NOT NULL, proposed BIGINT NOT NULL,
  proposed_by BLOB NOT NULL, approved BIGINT, approved_by BLOB, withdrawn BIGINT, done BIGINT,
  entries BIGINT NOT NULL, files BIGINT NOT NULL,
  PRIMARY KEY (org, entry))/*clustered*/;
-- That there was somebody; it names nobody.
CREATE TABLE gone_person (
  org TEXT NOT NULL, person BLOB NOT NULL, entry BLOB NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (org, person))/*clustered*/;
-- Figures that stay: people who had a service, by the year in which it ended, how long it was and how it ended.
CREATE TABLE remains (
  org TEXT NOT NULL, service TEXT NOT NULL, year BIGINT NOT NULL, length TEXT NOT NULL, outcome TEXT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (org, service, year, length, outcome))/*clustered*/;
-- entry: the request in which somebody objected, if it came so.
ALTER TABLE objection_flag ADD COLUMN entry BLOB;
-- may_know: codes of what somebody in the circle of support is let know.
ALTER TABLE relationship ADD COLUMN may_know TEXT;
DROP INDEX letter_mail_of;
CREATE UNIQUE INDEX letter_mail_to ON letter_mail (org, entry, person);
)"},
    {107, "checks of the national data opt-out",
     R"(
-- What was asked and answered, with nobody's number or name (record/opt_out_checks.h). services: codes with blanks
-- between; hash: of the file; unused: of those whom the reply left in, with whom nothing was shared yet.
CREATE TABLE opt_out_check (
  org TEXT NOT NULL, id BLOB NOT NULL, purpose TEXT NOT NULL, services TEXT NOT NULL, made_at BIGINT NOT NULL,
  made_by BLOB NOT NULL, name TEXT NOT NULL, sent BIGINT NOT NULL, hash BLOB NOT NULL, received_at BIGINT,
  received_by BLOB, cleaned BIGINT NOT NULL, unused BIGINT NOT NULL, ends BIGINT NOT NULL,
  PRIMARY KEY (org, id));
-- Whose numbers went out, and then who was left in, sealed under a key of its own; gone when the check has ended.
CREATE TABLE opt_out_set (
  org TEXT NOT NULL, id BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (org, id));
)"},
    {111, "what is collected from outside",
     R"(
-- What is told to somebody outside, behind an address with a code (letters/pickups.h). token: hash of the address;
-- mac: of address, code and end, under the organisation's key; parts: ids and codes of what was picked; sealed:
-- the paper under a key of its own, NULL when it is gone.
CREATE TABLE pickup (
  org TEXT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, entry BLOB NOT NULL, token BLOB NOT NULL,
  mac BLOB NOT NULL, made_at BIGINT NOT NULL, made_by BLOB NOT NULL, ends BIGINT NOT NULL, wrong BIGINT NOT NULL,
  opened BIGINT NOT NULL, collected BIGINT, parts TEXT NOT NULL, sealed BLOB,
  PRIMARY KEY (org, id));
CREATE UNIQUE INDEX pickup_token ON pickup (org, token);
CREATE INDEX pickup_of ON pickup (org, entry);
CREATE INDEX pickup_about ON pickup (org, person);
)"},
    {118, "why a mail was not sent",
     R"(
-- A code of record/mail_queue.h: what stopped the last try.
-- parts, of what goes itself and not only its place: what was picked, as in pickup.
ALTER TABLE letter_mail ADD COLUMN why TEXT;
ALTER TABLE letter_mail ADD COLUMN parts TEXT;
ALTER TABLE alert_mail ADD COLUMN why TEXT;
ALTER TABLE own_code ADD COLUMN why TEXT;
)"},
    {119, "what waits to be sent",
     R"(
-- For the list of what waits and what was given up lately (letters/outbox_list.h).
CREATE INDEX letter_mail_given_up ON letter_mail (org, given_up) WHERE given_up IS NOT NULL;
CREATE INDEX alert_mail_given_up ON alert_mail (org, given_up) WHERE given_up IS NOT NULL;
CREATE INDEX pickup_ends ON pickup (org, ends) WHERE sealed IS NOT NULL;
)"},
    {132, "stories and pictures in what goes to many",
     R"(
-- item: the entry of whoever gave it, under whose purpose. kind_of: of the picture ("image/png"); "" of a story. until:
-- the day number on which they are to be asked again. over: why it may not be shown (record/mailing_uses.h). sealed: a
-- copy of the picture under the key of the thing `id`, until it went.
CREATE TABLE mailing_use (
  org TEXT NOT NULL, id BLOB NOT NULL, mailing BLOB NOT NULL, item BLOB NOT NULL, person BLOB NOT NULL,
  purpose TEXT NOT NULL, kind_of TEXT NOT NULL, added BIGINT NOT NULL, added_by BLOB NOT NULL, until BIGINT,
  over TEXT NOT NULL, ended BIGINT, sealed BLOB,
  PRIMARY KEY (org, id));
CREATE UNIQUE INDEX mailing_use_in ON mailing_use (org, mailing, item);
CREATE INDEX mailing_use_item ON mailing_use (org, item);
CREATE INDEX mailing_use_of ON mailing_use (org, person);
CREATE INDEX mailing_use_sealed ON mailing_use (org, mailing) WHERE sealed IS NOT NULL;
-- Bounces (letters/bounces.h): of a mail that a server took and could not deliver.
ALTER TABLE letter_mail ADD COLUMN bounced BIGINT;
CREATE INDEX letter_mail_bounced ON letter_mail (org, bounced) WHERE bounced IS NOT NULL;
)"},
    {150, "how far a hold reaches",
     R"(
-- Beside hold_flag, where it does not keep everything of whom it is about: codes of categories and of kinds, "" for all
-- of them; day numbers of birth. everywhere: it is about the people of every service.
CREATE TABLE hold_scope (
  org TEXT NOT NULL, entry BLOB NOT NULL, everywhere BIGINT NOT NULL, categories TEXT NOT NULL, kinds TEXT NOT NULL,
  born_from BIGINT, born_to BIGINT, PRIMARY KEY (org, entry))/*clustered*/;
CREATE INDEX hold_scope_everywhere ON hold_scope (org, entry) WHERE everywhere=1;
)"},
    {170, "of which sort an agreement is",
     R"(
-- "processing" or "sharing", as the agreement says it; NULL in rows that were written before it was kept here.
ALTER TABLE agreement_flag ADD COLUMN sort TEXT;
)"},
    {198, "what about a service is in the sample",
     R"(
-- Which entries about the service itself, on the list of the destruction `entry`, may be drawn for the look before
-- somebody agrees (destruction_sample.cc): those with the lowest lots. day, rules: as in destruction_line.
CREATE TABLE destruction_matter (
  org TEXT NOT NULL, entry BLOB NOT NULL, matter BLOB NOT NULL, kind TEXT NOT NULL, day BIGINT NOT NULL,
  rules TEXT NOT NULL,
  PRIMARY KEY (org, entry, matter))/*clustered*/;
)"},
    {191, "who was told of a version of the notice",
     R"(
-- changes: what the version changed, a sentence a line, as everybody reads it who is told of it; NULL: not looked up
-- yet. posted: when it was said that all letters are in the post (letters/notice_told.h).
ALTER TABLE mailing ADD COLUMN changes TEXT;
ALTER TABLE mailing ADD COLUMN posted BIGINT;
)"},
    {180, "what a certificate of destruction says",
     R"(
-- All NULL in those of before. seed: by which the sample is drawn that somebody looks at before they agree.
-- proposed_roles, approved_roles: codes of roles. charter, charter_digest: in force when it was done. holds: how many
-- stood then, on everybody and on single people. absent: what was looked for afterwards and not found, in counts;
-- entry_seq: the entry that says so.
ALTER TABLE destruction ADD COLUMN seed BLOB;
ALTER TABLE destruction ADD COLUMN proposed_roles TEXT;
ALTER TABLE destruction ADD COLUMN approved_roles TEXT;
ALTER TABLE destruction ADD COLUMN charter TEXT;
ALTER TABLE destruction ADD COLUMN charter_digest BLOB;
ALTER TABLE destruction ADD COLUMN holds TEXT;
ALTER TABLE destruction ADD COLUMN absent TEXT;
ALTER TABLE destruction ADD COLUMN entry_seq BIGINT;
-- Who has looked at the sample.
CREATE TABLE destruction_look (
  org TEXT NOT NULL, entry BLOB NOT NULL, by BLOB NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (org, entry, by))/*clustered*/;
-- How many people's time was over in a service by a day (a day number, the first of a month), as far as a list goes; and
-- whether something about the service itself was.
CREATE TABLE destruction_month (
  org TEXT NOT NULL, service TEXT NOT NULL, day BIGINT NOT NULL, found BIGINT NOT NULL, people BIGINT NOT NULL,
  matters BIGINT NOT NULL, PRIMARY KEY (org, service, day))/*clustered*/;
)"},
    {181, "figures that nobody can be taken out of",
     R"(
-- shown: what is given of it, a multiple of eight, from when at least eight people of the service had gone since figures
-- of it were last given. remains_since: how many have.
ALTER TABLE remains ADD COLUMN shown BIGINT NOT NULL DEFAULT 0;
CREATE TABLE remains_since (
  org TEXT NOT NULL, service TEXT NOT NULL, people BIGINT NOT NULL, PRIMARY KEY (org, service))/*clustered*/;
INSERT INTO remains_since (org, service, people) SELECT org, service, SUM(people) FROM remains GROUP BY org, service;
)"},
    {182, "which of two periods counts",
     R"(
-- Where the notice promises less than a law or guidance asks. rule: code of the period; said: SHA-256 in hex of both as the
-- charter had them; law: 1 where the longer one counts; why: sealed for the organisation.
CREATE TABLE period_decision (
  org TEXT NOT NULL, rule TEXT NOT NULL, said TEXT NOT NULL, law BIGINT NOT NULL, why BLOB NOT NULL, at BIGINT NOT NULL,
  by_staff BLOB NOT NULL, PRIMARY KEY (org, rule))/*clustered*/;
)"},
    {200, "how often something was collected",
     R"(
-- With the right code; what was collected before says nothing of it.
ALTER TABLE pickup ADD COLUMN openings BIGINT NOT NULL DEFAULT 0;
)"},
};

}  // namespace

std::span<const Migration> record_entry_migrations() {
  return kSteps;
}

}  // namespace candour::store
