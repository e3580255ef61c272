#include "record/calendar_feeds.h"

#include "base/calendar.h"
#include "people/secret_links.h"
#include "vault/passwords.h"

namespace candour::record {
namespace {

using FeedId = Id<struct CalendarFeedTag>;

ledger::Entry line_of(StaffId staff, UnixMs now, std::string_view note) {
  ledger::Entry e;
  e.at = now;
  e.act = ledger::Act::StaffChange;
  e.actor = staff;
  e.what = "calendar-feed";
  e.thing = staff.text();
  e.outcome = "allowed";
  e.note = note;
  return e;
}

}  // namespace

Status CalendarFeeds::end_in(store::Txn& txn, StaffId staff, UnixMs now) {
  return txn
      .run("UPDATE calendar_feed SET ended=$3 WHERE org=$1 AND staff=$2 AND ended IS NULL",
           {db_.org(), staff, now.ms})
      .map([](auto) {});
}

Result<std::string> CalendarFeeds::make(const gate::Actor& actor) {
  const auto now = clock_.now();
  auto secret = vault::random_token(32);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(end_in(txn, actor.id, now));
    CHECK_OK(
        txn.run("INSERT INTO calendar_feed (org, id, staff, token, made) VALUES ($1, $2, $3, $4, $5)",
                {db_.org(), FeedId::make(now.ms), actor.id, ByteView(vault::token_hash(secret)), now.ms}));
    return gate_.ledger().append(txn, line_of(actor.id, now, "made")).map([](auto) {});
  }));
  return secret;
}

Status CalendarFeeds::end(const gate::Actor& actor) {
  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(end_in(txn, actor.id, now));
    return gate_.ledger().append(txn, line_of(actor.id, now, "ended")).map([](auto) {});
  });
}

Result<std::optional<UnixMs>> CalendarFeeds::made(const gate::Actor& actor) const {
  std::optional<UnixMs> out;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each("SELECT made FROM calendar_feed WHERE org=$1 AND staff=$2 AND ended IS NULL",
                   {db_.org(), actor.id}, [&](const store::Row& r) { return out = UnixMs{r.i64(0)}, false; });
  }));
  return out;
}

Result<std::vector<DiaryItem>> CalendarFeeds::read(std::string_view secret, std::string_view from) {
  const auto now = clock_.now();
  TRY(const auto staff,
      people::behind_secret<StaffId>(
          db_, vault_, now, "calendar-feed", from, secret,
          [&](store::Session& db, ByteView hash) -> Result<std::optional<StaffId>> {
            std::optional<StaffId> whose;
            CHECK_OK(db.each("SELECT staff FROM calendar_feed WHERE org=$1 AND token=$2 AND ended IS NULL",
                             {db_.org(), hash},
                             [&](const store::Row& r) { return whose = r.id<StaffId>(0), false; }));
            return whose;
          }));
  const auto actor = gate_.actor(staff);
  if (!actor || !actor->agreement || !actor->training) return not_found();
  const auto first = add_days(today(now), -kDaysBack);
  TRY(auto all, diary_.of_staff(*actor, {staff}, span_of_days(first, kDaysBack + kDaysAhead)));
  std::erase_if(all, [](const DiaryItem& item) { return item.freed; });
  return all;
}

}  // namespace candour::record
