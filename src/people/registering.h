// Somebody new: their details and the referral that brings them, kept together or not at all, since nothing
// may be collected without a service that the person wishes to have (LL-2.0). Any thread.
#pragma once

#include "people/journey.h"
#include "people/person.h"

namespace candour::people {

struct Registered {
  Profile profile;
  ReferralId referral;
};

/// `pass` from Gate::register_new for `id`. Errors: as People::add and Journeys::refer.
Result<Registered> register_person(People& people, Journeys& journeys, const Pass& pass, PersonId id,
                                   const charter::Values& values, const NewReferral& referral);

}  // namespace candour::people
