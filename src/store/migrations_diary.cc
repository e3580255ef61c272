#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {90, "diaries",
     R"(
-- When what stands in a diary begins and ends, whom it names, whether somebody goes to a home for it (visit: 0 no,
-- 1 with somebody, 2 alone), and whether its time is free again (cancelled, missed). Follows its entry.
CREATE TABLE diary (
  org TEXT NOT NULL, entry BLOB NOT NULL, person BLOB NOT NULL, service TEXT NOT NULL, kind TEXT NOT NULL,
  starts BIGINT NOT NULL, ends BIGINT NOT NULL, staff BLOB, visit BIGINT NOT NULL, freed BIGINT NOT NULL,
  PRIMARY KEY (org, entry))/*clustered*/;
CREATE INDEX diary_of ON diary (org, person, starts);
CREATE INDEX diary_named ON diary (org, staff, starts) WHERE staff IS NOT NULL;
)"},
    {91, "home visits",
     R"(
-- Who went in and when, when they are expected out, when they were, and when somebody was told that they were not.
CREATE TABLE home_visit (
  org TEXT NOT NULL, entry BLOB NOT NULL, staff BLOB NOT NULL, went_in BIGINT NOT NULL, expected BIGINT NOT NULL,
  missed_from BIGINT NOT NULL, came_out BIGINT, told BIGINT,
  PRIMARY KEY (org, entry))/*clustered*/;
CREATE INDEX home_visit_open ON home_visit (org, missed_from) WHERE came_out IS NULL AND told IS NULL;
)"},
    {92, "diaries in other calendars",
     R"(
-- The address of somebody's diary for a calendar elsewhere: a hash of the secret in it. ended: given up.
CREATE TABLE calendar_feed (
  org TEXT NOT NULL, id BLOB NOT NULL, staff BLOB NOT NULL, token BLOB NOT NULL, made BIGINT NOT NULL, ended BIGINT,
  PRIMARY KEY (org, id));
CREATE UNIQUE INDEX calendar_feed_at ON calendar_feed (org, token);
CREATE INDEX calendar_feed_of ON calendar_feed (org, staff) WHERE ended IS NULL;
)"},
};

}  // namespace

std::span<const Migration> diary_migrations() {
  return kSteps;
}

}  // namespace candour::store
