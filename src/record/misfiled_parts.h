// For misfiled*.cc alone: an entry as it stands, and the job that takes it off.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "record/misfiled.h"

namespace candour::record {

/// The open part of an entry.
struct MisfiledEntries::Stands {
  EntryId entry;
  PersonId record;
  KindIx kind{};
  ServiceIx service{};
  std::uint32_t version = 0;
  std::string state;
  UnixMs happened, written;
  StaffId author;
  std::string parts;
};

/// In the name of whoever agreed. Its cursor: "off PERSON" or "off -", then "keys SLOT …", then "seal SLOT
/// …". Whose it is stands in it, so that nobody who writes in the database sends it elsewhere.
class MisfiledEntries::Work final : public jobs::Kind {
 public:
  static constexpr std::string_view kCode = "misfiled";
  static std::string first_cursor(PersonId to);

  explicit Work(MisfiledEntries& entries) : e_(entries) {}
  std::string_view code() const override { return kCode; }
  Status step(jobs::Slice& slice) override;

 private:
  struct Moving;
  Status take_off(jobs::Slice& slice, PersonId to);
  Status bring(store::Txn& txn, const Moving& m, const Pass& to);
  Status enter(store::Txn& txn, const Pass& pass, const Moving& m, gate::Thing what);
  Result<PersonId> whose(const jobs::Slice& slice);
  MisfiledEntries& e_;
};

}  // namespace candour::record
