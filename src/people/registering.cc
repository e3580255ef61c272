#include "people/registering.h"

namespace candour::people {

Result<Registered> register_person(People& people, Journeys& journeys, const Pass& pass, PersonId id,
                                   const charter::Values& values, const NewReferral& referral) {
  Registered done;
  CHECK_OK(people.db_.write([&](store::Txn& txn) -> Status {
    TRY(done.profile, people.add(txn, pass, id, values));
    TRY(done.referral, journeys.refer(txn, pass, referral));
    return {};
  }));
  return done;
}

}  // namespace candour::people
