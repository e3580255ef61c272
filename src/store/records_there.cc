#include "store/records_there.h"

namespace candour::store {

Result<bool> records_there(Session& s, const OrgCode& org) {
  bool there = false;
  const auto found = [&](const Row&) { return there = true, false; };
  // One statement each: with LIMIT both engines stop at the first row of the key.
  static constexpr std::string_view kAsks[] = {
      "SELECT 1 FROM staff WHERE org = $1 LIMIT 1",
      "SELECT 1 FROM person WHERE org = $1 LIMIT 1",
      "SELECT 1 FROM segment WHERE org = $1 LIMIT 1",
      "SELECT 1 FROM entry WHERE org = $1 LIMIT 1",
      "SELECT 1 FROM referral WHERE org = $1 LIMIT 1",
      "SELECT 1 FROM enrolment WHERE org = $1 LIMIT 1",
      "SELECT 1 FROM file_chunk WHERE org = $1 LIMIT 1",
      "SELECT 1 FROM import_job WHERE org = $1 LIMIT 1",
      "SELECT 1 FROM charter_in_force WHERE org = $1 LIMIT 1",
  };
  for (const auto sql : kAsks) {
    CHECK_OK(s.each(sql, {org}, found));
    if (there) return true;
  }
  return there;
}

}  // namespace candour::store
