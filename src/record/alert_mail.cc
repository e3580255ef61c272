#include "record/alert_mail.h"

#include "gate/tasks.h"

namespace candour::record {
Status queue_alert_mail(store::Txn& txn, const OrgCode& org, AlertId alert, StaffId staff, UnixMs now) {
  return txn
      .run(
          "INSERT INTO alert_mail (org, id, alert, staff, raised, tries, next) VALUES ($1, $2, $3, $4, $5, 0, $5)",
          {org, MailId::make(now.ms), alert, staff, now.ms})
      .map([](auto) {});
}

Result<std::vector<AlertMailItem>> AlertMail::take(int most) {
  struct Row : QueuedMail {
    StaffId staff;
    AlertId alert;
  };
  TRY(const auto rows,
      queue_.take<Row>(
          most, "staff, alert",
          [](const store::Row& r, Row& row) {
            row.staff = r.id<StaffId>(0);
            row.alert = r.id<AlertId>(1);
          },
          [&](store::Txn& txn, const Row& row) -> Result<bool> {
            bool seen = false;
            CHECK_OK(
                txn.each("SELECT 1 FROM task WHERE org=$1 AND kind=$2 AND about_thing=$3 AND staff=$4 "
                         "AND done IS NOT NULL",
                         {db_.org(), gate::kAlert, row.alert.text(), row.staff},
                         [&](const store::Row&) { return seen = true, false; }));
            return seen;
          }));
  std::vector<AlertMailItem> out;
  for (const auto& row : rows)
    if (!row.over) out.push_back({row.id, row.staff, row.tries});
  return out;
}

Status AlertMail::sent(const AlertMailItem& item) {
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(queue_.sent(txn, item.id));
    ledger::Entry e;
    e.at = clock_.now();
    e.act = ledger::Act::Job;
    e.what = "alert-mail";
    e.thing = item.staff.text();
    e.outcome = "sent";
    return gate_.ledger().append(txn, e).map([](auto) {});
  });
}

}  // namespace candour::record
