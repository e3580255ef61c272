// The job that gathers a copy. For pack*.cc alone.
#pragma once

#include "rights/pack.h"

namespace candour::rights {

class Packs::Work final : public jobs::Kind {
 public:
  static constexpr std::string_view kCode = "access-pack";
  explicit Work(Packs& packs) : p_(packs) {}
  std::string_view code() const override { return kCode; }
  Status step(jobs::Slice& slice) override;

 private:
  Status keep(store::Txn& txn, const Pass& pass, const Pack& pack, int place, const Item& item);
  Status end(store::Txn& txn, jobs::Slice& slice, const Pass& pass, const Pack& pack, std::int64_t items);
  Packs& p_;
};

}  // namespace candour::rights
