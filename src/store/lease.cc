#include "store/lease.h"

namespace candour::store {

Result<bool> hold_lease(Db& db, std::string_view job, std::string_view holder, UnixMs now,
                        std::chrono::milliseconds length) {
  bool held = false;
  CHECK_OK(db.write([&](Txn& t) -> Status {
    TRY(const auto rows,
        t.run("INSERT INTO job_lease (org, job, holder, ends) VALUES ($1, $2, $3, $4)"
              " ON CONFLICT (org, job) DO UPDATE SET holder = excluded.holder, ends = excluded.ends"
              " WHERE job_lease.org = $1 AND (job_lease.holder = $3 OR job_lease.ends <= $5)",
              {db.org(), job, holder, now.ms + length.count(), now.ms}));
    held = rows == 1;
    return {};
  }));
  return held;
}

Status let_lease_go(Db& db, std::string_view job, std::string_view holder) {
  return db.write([&](Txn& t) {
    return t.run("DELETE FROM job_lease WHERE org = $1 AND job = $2 AND holder = $3", {db.org(), job, holder})
        .map([](auto) {});
  });
}

}  // namespace candour::store
