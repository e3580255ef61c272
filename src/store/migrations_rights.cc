#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {108, "copies for whoever asks to see what is held",
     R"(
-- What was done to the copy that answers a request (src/rights/pack.h), never changed: begun, gathered, withheld,
-- decided, reviewed, reopened, agreed, released, taken, gone. entry: the request. place: of a piece of the copy;
-- left_out: how many of its passages are left out. note: codes and numbers.
CREATE TABLE access_pack_step (
  org TEXT NOT NULL, pack BLOB NOT NULL, n BIGINT NOT NULL, person BLOB NOT NULL, entry BLOB NOT NULL,
  at BIGINT NOT NULL, by BLOB NOT NULL, what TEXT NOT NULL, place BIGINT NOT NULL, left_out BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (org, pack, n))/*clustered*/;
CREATE INDEX access_pack_step_of ON access_pack_step (org, entry, pack, n);
CREATE INDEX access_pack_step_what ON access_pack_step (org, what, at);
-- Where each piece of the copy comes from; its words are segments of the person, under a key of the copy's own.
CREATE TABLE access_pack_item (
  org TEXT NOT NULL, pack BLOB NOT NULL, place BIGINT NOT NULL, person BLOB NOT NULL, source TEXT NOT NULL,
  kind TEXT NOT NULL, service TEXT NOT NULL, thing BLOB NOT NULL, happened BIGINT NOT NULL, flags BIGINT NOT NULL,
  PRIMARY KEY (org, pack, place))/*clustered*/;
)"},
    {121, "whether the date can be believed by which is destroyed",
     R"(
-- seen: when a server last looked at its clock. jumped_to: where it went from jumped_from at once, until somebody has
-- said that it is right; 0: nothing to answer.
CREATE TABLE server_date (
  org TEXT NOT NULL PRIMARY KEY, seen BIGINT NOT NULL, jumped_from BIGINT NOT NULL, jumped_to BIGINT NOT NULL);
)"},
    {122, "the records of a service that goes to another provider",
     R"(
-- entry: of the kind service-transfer, about the service. recipient: whom the notice names. since: of which day on
-- mailings told the people (a day number). people: who had the service when it began. made: everything is put
-- together. phase, of the job: make, tell, drop. told: everybody's sharing says so. collected: first, from outside.
CREATE TABLE service_transfer (
  org TEXT NOT NULL, entry BLOB NOT NULL, service TEXT NOT NULL, recipient TEXT NOT NULL, categories TEXT NOT NULL,
  since BIGINT NOT NULL, people BIGINT NOT NULL, phase TEXT NOT NULL, started BIGINT NOT NULL, made BIGINT,
  told BIGINT, collected BIGINT, gone BIGINT,
  PRIMARY KEY (org, entry))/*clustered*/;
-- One person of it. outcome: goes, stays, left (stays after all); why: a code. disclosure: their sharing. kinds and
-- stay: codes with numbers. sealed: the piece that goes, under the key of the thing `id`; sha: of what is in it.
CREATE TABLE transfer_person (
  org TEXT NOT NULL, entry BLOB NOT NULL, n BIGINT NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL,
  outcome TEXT NOT NULL, why TEXT NOT NULL, disclosure BLOB, told BIGINT, volume BIGINT NOT NULL,
  entries BIGINT NOT NULL, files BIGINT NOT NULL, bytes BIGINT NOT NULL, sha BLOB, kinds TEXT NOT NULL,
  stay TEXT NOT NULL, sealed BLOB,
  PRIMARY KEY (org, entry, n))/*clustered*/;
CREATE INDEX transfer_person_about ON transfer_person (org, person);
CREATE INDEX transfer_person_volume ON transfer_person (org, entry, volume, n);
)"},
    {142, "whether what is recorded would survive the loss of a server",
     R"(
-- what: backup (the newest that is whole), backup-failed, backup-drill, root-key-shares. by_staff: NULL, the server
-- itself. detail: codes and numbers.
CREATE TABLE safekeeping (
  org TEXT NOT NULL, what TEXT NOT NULL, at BIGINT NOT NULL, by_staff BLOB, detail TEXT NOT NULL,
  PRIMARY KEY (org, what))/*clustered*/;
)"},
    {144, "what stands about one person is found without looking through everybody",
     R"(
CREATE INDEX due_of_person ON due (org, person);
CREATE INDEX draft_of_person ON draft (org, person);
CREATE INDEX letter_mail_of_person ON letter_mail (org, person);
CREATE INDEX access_pack_step_of_person ON access_pack_step (org, person);
CREATE INDEX access_pack_item_of_person ON access_pack_item (org, person);
CREATE INDEX let_go_of_person ON let_go (org, person);
CREATE INDEX hold_flag_of_person ON hold_flag (org, person);
CREATE INDEX name_to_look_for_of_person ON name_to_look_for (org, person);
CREATE INDEX task_of_person ON task (org, about_person);
CREATE INDEX alert_of_person ON alert (org, person);
CREATE INDEX import_row_of_person ON import_row (org, person);
CREATE INDEX joined_record_of_other ON joined_record (org, other);
)"},
    {145, "who stands in somebody else's record by a clock of their own",
     R"(
-- goes: the first moment at which they stand there no more; NULL: as the record.
ALTER TABLE relationship ADD COLUMN goes BIGINT;
CREATE INDEX relationship_goes ON relationship (org, goes) WHERE goes IS NOT NULL;
)"},
    {193, "what the person says is wrong",
     R"(
-- A request to have something put right, and what it is about. entry: an entry, or the record itself, for the details;
-- version: that which it said then. request: the entry in which their words stand. fields: codes of questions, blanks
-- between; '': all of it. stays: when it was decided that it stays as it is, disputed. ended: when it was put right, or
-- they took it back; NULL: it is disputed.
CREATE TABLE disputed (
  org TEXT NOT NULL, entry BLOB NOT NULL, request BLOB NOT NULL, person BLOB NOT NULL, fields TEXT NOT NULL,
  version BIGINT NOT NULL, since BIGINT NOT NULL, by_staff BLOB NOT NULL, stays BIGINT, ended BIGINT,
  PRIMARY KEY (org, entry, request))/*clustered*/;
CREATE INDEX disputed_of ON disputed (org, person);
CREATE INDEX disputed_by ON disputed (org, request);
)"},
};

}  // namespace

std::span<const Migration> rights_migrations() {
  return kSteps;
}

}  // namespace candour::store
