#include "people/account_holds.h"

#include "gate/seals.h"

namespace candour::people {
namespace {

Status holds(const gate::Gate& gate, store::Session& db, gate::SealSet set, StaffId staff) {
  if (!gate.seals()) return {};
  TRY(const bool whole, gate.seals()->hold(db, set, staff.raw));
  if (whole) return {};
  return fail(
      Code::Corrupt,
      "What is stored about this account was changed outside Candour, so nobody can use it. Tell your "
      "data-protection lead: it has to be put back from a backup.",
      std::string(gate::set_code(set)) + " " + staff.text() + " does not fit its seal");
}

}  // namespace

Status account_holds(const gate::Gate& gate, store::Session& db, StaffId staff) {
  CHECK_OK(holds(gate, db, gate::SealSet::Staff, staff));
  return holds(gate, db, gate::SealSet::Secret, staff);
}

Status sessions_hold(const gate::Gate& gate, store::Session& db, StaffId staff) {
  return holds(gate, db, gate::SealSet::Session, staff);
}

Status house_holds(const gate::Gate& gate, store::Session& db) {
  if (!gate.seals()) return {};
  TRY(const bool whole, gate.seals()->hold(db, gate::SealSet::House, {}));
  if (whole) return {};
  return fail(
      Code::Corrupt,
      "What is stored about changes that wait for a second person was changed outside Candour, so none of "
      "them can be decided. Tell your data-protection lead: it has to be put back from a backup.",
      "the rows of the organisation itself do not fit their seal");
}

Status details_hold(const gate::Gate& gate, store::Session& db, PersonId person) {
  if (!gate.seals()) return {};
  TRY(const bool whole, gate.seals()->hold(db, gate::SealSet::Profile, person.raw));
  if (whole) return {};
  return fail(
      Code::Corrupt,
      "What is stored about this person's details and circle of support was changed outside Candour, so it "
      "is not shown. Tell your data-protection lead: it has to be put back from a backup.",
      "profile " + person.text() + " does not fit its seal");
}

}  // namespace candour::people
