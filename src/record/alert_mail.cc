#include "record/alert_mail.h"

#include "gate/tasks.h"
#include "record/mail_waits.h"
#include "store/accounted.h"

namespace candour::record {
Status queue_alert_mail(store::Txn& txn, const OrgCode& org, AlertId alert, StaffId staff, UnixMs now) {
  return txn
      .run(
          "INSERT INTO alert_mail (org, id, alert, staff, raised, tries, next) VALUES ($1, $2, $3, $4, $5, 0, $5)",
          {org, MailId::make(now.ms), alert, staff, now.ms})
      .map([](auto) {});
}

Result<std::vector<AlertMailItem>> AlertMail::take(int most) {
  const auto& org = gate_.charter().org();
  const auto now = clock_.now();
  bool any = false;
  // Most of the time there is nothing, and nobody's writing waits for the look.
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT 1 FROM alert_mail WHERE org=$1 AND next<=$2 AND sent IS NULL AND given_up IS NULL LIMIT 1",
        {org, now.ms}, [&](const store::Row&) { return any = true, false; });
  }));
  std::vector<AlertMailItem> out;
  if (!any) return out;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a mail that is to be sent brings its entry when the mail server has it");
    struct Row {
      AlertMailItem item;
      AlertId alert;
      UnixMs raised;
      bool seen = false;
    };
    std::vector<Row> rows;
    CHECK_OK(txn.each(
        "SELECT id, staff, tries, alert, raised FROM alert_mail WHERE org=$1 AND next<=$2 AND sent IS "
        "NULL AND given_up IS NULL ORDER BY next LIMIT $3",
        {org, now.ms, most}, [&](const store::Row& r) {
          rows.push_back({{r.id<MailId>(0), r.id<StaffId>(1), r.i64(2)}, r.id<AlertId>(3), {r.i64(4)}});
          return true;
        }));
    for (auto& row : rows) {
      CHECK_OK(txn.each(
          "SELECT 1 FROM task WHERE org=$1 AND kind=$2 AND about_thing=$3 AND staff=$4 AND done IS NOT "
          "NULL",
          {org, gate::kAlert, row.alert.text(), row.item.staff},
          [&](const store::Row&) { return row.seen = true, false; }));
      const bool over = row.seen || now.ms - row.raised.ms > kMailGivenUpAfter;
      CHECK_OK(txn.run(over ? "UPDATE alert_mail SET given_up=$3 WHERE org=$1 AND id=$2"
                            : "UPDATE alert_mail SET next=$3, tries=tries+1 WHERE org=$1 AND id=$2",
                       {org, row.item.id,
                        over ? now.ms : now.ms + std::max(kMailTaken, mail_wait_after(row.item.tries))}));
      if (!over) out.push_back(row.item);
    }
    return {};
  }));
  return out;
}

Status AlertMail::sent(const AlertMailItem& item) {
  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("UPDATE alert_mail SET sent=$3 WHERE org=$1 AND id=$2",
                     {gate_.charter().org(), item.id, now.ms}));
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Job;
    e.what = "alert-mail";
    e.thing = item.staff.text();
    e.outcome = "sent";
    return gate_.ledger().append(txn, e).map([](auto) {});
  });
}

Status AlertMail::failed(const AlertMailItem& item) {
  return db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("nothing was sent");
    return txn
        .run("UPDATE alert_mail SET next=$3 WHERE org=$1 AND id=$2",
             {gate_.charter().org(), item.id, clock_.now().ms + mail_wait_after(item.tries)})
        .map([](auto) {});
  });
}

}  // namespace candour::record
