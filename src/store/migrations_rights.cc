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
};

}  // namespace

std::span<const Migration> rights_migrations() {
  return kSteps;
}

}  // namespace candour::store
