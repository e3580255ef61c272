// The rows of one organisation in a PostgreSQL database that others share. Any thread. See store/db.h for
// what it promises. Whoever writes holds the organisation's lock (pg_advisory_xact_lock), so that of all
// servers one writes at a time; the lock goes with the transaction, also when its server dies.
#pragma once

#include <memory>

#include "base/locks.h"
#include "store/db.h"
#include "store/postgres/pg_server.h"
#include "store/sealing.h"

namespace candour::store {

class PgDb final : public Db {
 public:
  PgDb(PgServer& server, OrgCode org);

  const OrgCode& org() const override { return org_; }
  Status read(const std::function<Status(Session&)>& body) override;
  Status write(const std::function<Status(Txn&)>& body) override;
  bool writing_here() const override;
  bool reading_here() const override;
  Status scrub() override;
  Result<std::int64_t> bytes_on_disk() override;
  int listen(OnAnnounced on) override;
  void unlisten(int which) override { listeners_->remove(which); }
  void seal_with(Sealer* sealer) override {
    const Hold hold(writer_lock_);
    seals_ = sealer ? std::make_unique<SealPlans>(*sealer) : nullptr;
  }

 private:
  Status announce(PgConnection& c, const std::vector<std::string>& all);
  Status end(PgConnection& c, const std::string& mark);

  PgServer& server_;
  OrgCode org_;
  std::string begin_reading_, begin_writing_;
  std::shared_ptr<Listeners> listeners_;
  Mutex writer_lock_;
  std::unique_ptr<SealPlans> seals_ GUARDED_BY(writer_lock_);
};

}  // namespace candour::store
