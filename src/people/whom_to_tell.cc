#include "people/whom_to_tell.h"

namespace candour::people {

Status tell_who_supports(store::Txn& txn, const charter::Charter& c, const gate::Task& t) {
  std::vector<StaffId> staff;
  CHECK_OK(txn.each(
      "SELECT DISTINCT a.staff FROM allocation a JOIN staff s ON s.org=a.org AND s.id=a.staff AND s.left_at IS NULL "
      "WHERE a.org=$1 AND a.person=$2 AND a.ended IS NULL ORDER BY a.staff",
      {c.org(), *t.about_person},
      [&](const store::Row& r) { return staff.push_back(r.id<StaffId>(0)), true; }));
  for (const auto one : staff) {
    auto task = t;
    task.staff = one;
    CHECK_OK(gate::add_task(txn, c.org(), task));
  }
  if (!staff.empty()) return {};
  return gate::tell_those_with(txn, c, charter::Duty::Allocate, t).map([](auto) {});
}

}  // namespace candour::people
