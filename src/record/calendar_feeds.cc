#include "record/calendar_feeds.h"

#include "base/calendar.h"
#include "people/networks.h"
#include "vault/passwords.h"

namespace candour::record {
namespace {

using FeedId = Id<struct CalendarFeedTag>;

constexpr std::size_t kMostSecret = 100;  // letters; ours are shorter

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
  // Counted before it is known whether it is right, so that many at once do not slip by.
  TRY(const auto guess,
      people::count_guess(db_, db_.org(), now, people::guessed_from(vault_, "calendar-feed", from)));
  StaffId staff;
  if (secret.size() <= kMostSecret) {
    const auto token = vault::token_hash(secret);
    CHECK_OK(db_.read([&](store::Session& db) {
      return db.each("SELECT staff FROM calendar_feed WHERE org=$1 AND token=$2 AND ended IS NULL",
                     {db_.org(), ByteView(token)},
                     [&](const store::Row& r) { return staff = r.id<StaffId>(0), false; });
    }));
  }
  if (staff.is_nil()) return not_found();
  CHECK_OK(db_.write([&](store::Txn& txn) { return people::forget_guess(txn, db_.org(), guess); }));
  const auto actor = gate_.actor(staff);
  if (!actor || !actor->agreement || !actor->training) return not_found();
  const auto first = add_days(today(now), -kDaysBack);
  TRY(auto all, diary_.of_staff(*actor, {staff}, span_of_days(first, kDaysBack + kDaysAhead)));
  std::erase_if(all, [](const DiaryItem& item) { return item.freed; });
  return all;
}

}  // namespace candour::record
