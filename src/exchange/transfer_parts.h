// For transfer*.cc alone: the row of a transfer, and the job that goes from person to person.
#pragma once

#include "exchange/transfers.h"

namespace candour::exchange {

inline constexpr std::string_view kMake = "make", kTell = "tell", kDrop = "drop";  // phases
inline constexpr std::string_view kGoes = "goes", kStays = "stays";                // outcomes
inline constexpr std::string_view kTransferSeal = "transfer";
std::string_view left_code(LeftBehind why);
LeftBehind read_left(std::string_view code);

/// People in a service on whom nothing is closed. $1 organisation, $2 service.
inline constexpr std::string_view kServed =
    "FROM enrolment e JOIN person p ON p.org=e.org AND p.id=e.person WHERE e.org=$1 AND e.service=$2 AND "
    "e.ended IS NULL AND p.died IS NULL";

struct Transfers::Row {
  EntryId entry;
  ServiceIx service{};
  std::string recipient, phase;
  CategorySet what;
  std::int64_t since = 0, people = 0;
  std::optional<UnixMs> made, told, collected, gone;
};

class Transfers::Work : public jobs::Kind {
 public:
  static constexpr std::string_view kCode = "service-transfer";
  explicit Work(Transfers& t) : t_(t), r_(t.r_) {}
  std::string_view code() const override { return kCode; }
  Status step(jobs::Slice& slice) override;

 private:
  struct One;
  Status make(jobs::Slice& slice, const Row& row);
  Status keep(jobs::Slice& slice, const Row& row, const record::Entry& entry, One& one);
  Status put(store::Txn& txn, jobs::Slice& slice, const Row& row, const One& one);
  Result<LeftBehind> gather_one(const gate::Actor& actor, const Row& row, const record::Entry& entry,
                                One& one);
  Result<std::optional<charter::Date>> told_on(PersonId person, const Row& row) const;
  Status made(jobs::Slice& slice, const Row& row, const Pass& pass, const record::Entry& entry);
  Status tell_or_drop(jobs::Slice& slice, const Row& row, bool tell);

  Transfers& t_;
  const rights::PackRooms& r_;
};

}  // namespace candour::exchange
