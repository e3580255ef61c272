// The job that lists whose time is over, and the one that destroys. For the files of this room alone.
#pragma once

#include "retention/destructions.h"

namespace candour::retention {

class Destructions::Work : public jobs::Kind {
 public:
  static constexpr std::string_view kCode = "destruction", kList = "list", kGo = "go";
  explicit Work(Destructions& d) : d_(d) {}
  std::string_view code() const override { return kCode; }
  Status step(jobs::Slice& slice) override;

 private:
  struct One;
  Status list(jobs::Slice& slice, ServiceIx service, Date up_to, PersonId after);
  Status go(jobs::Slice& slice, ServiceIx service, Date up_to);
  Result<std::vector<One>> next(EntryId id);
  Result<One> look_again(store::Session& db, const One& one, Date up_to) const;
  Status destroy(jobs::Slice& slice, ServiceIx service, const std::vector<One>& some);
  Status take_away(store::Txn& txn, EntryId id, ServiceIx service, const One& one);
  Status end(jobs::Slice& slice, ServiceIx service);

  Destructions& d_;
};

}  // namespace candour::retention
