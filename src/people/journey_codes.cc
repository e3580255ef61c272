#include "people/journey.h"

namespace candour::people {
namespace {

constexpr Choice kDeclineReasons[] = {
    {"not-eligible", "They do not meet what the service is for"},
    {"no-room", "There is no room, and no waiting list"},
    {"out-of-area", "They live outside the area"},
    {"other-service", "Another service fits better"},
    {"person-declined", "The person does not want the service"},
    {"no-contact", "The person could not be reached"},
    {"not-enough-known", "Not enough was known to decide"},
    {"risk", "The service cannot support them safely"},
    {"duplicate", "The same referral came twice"},
    {"other", "Another reason"},
};
constexpr Choice kWaitingReasons[] = {
    {"no-room", "There is no room at present"},
    {"no-worker", "No worker is free"},
    {"assessment", "An assessment is still to come"},
    {"funding", "Funding is not settled"},
    {"information", "We wait for information"},
    {"person-asked", "The person asked to wait"},
    {"other", "Another reason"},
};
constexpr Choice kClosureReasons[] = {
    {"goals-met", "Goals were met"},
    {"planned-end", "Support came to its planned end"},
    {"person-left", "The person chose to leave"},
    {"moved-away", "They moved away"},
    {"moved-service", "They moved to another service"},
    {"no-contact", "Contact was lost"},
    {"funding-ended", "Funding ended"},
    {"hospital-or-care", "They moved into hospital or a care home"},
    {"could-not-support", "We could not support them safely"},
    {"died", "The person died"},
    {"other", "Another reason"},
};
constexpr Choice kOutcomes[] = {
    {"much-better", "Much better than at the start"},
    {"better", "Better than at the start"},
    {"same", "About the same"},
    {"worse", "Worse than at the start"},
    {"not-known", "Not known"},
};
constexpr Choice kSources[] = {
    {"self", "The person themselves"},
    {"family", "Family, friend or carer"},
    {"staff", "Our own staff"},
};

}  // namespace

std::string_view referral_state_code(ReferralState s) {
  switch (s) {
    case ReferralState::New:
      return "new";
    case ReferralState::Waiting:
      return "waiting";
    case ReferralState::Accepted:
      return "accepted";
    case ReferralState::Declined:
      return "declined";
    case ReferralState::Withdrawn:
      return "withdrawn";
  }
  return "new";
}

std::string_view referral_state_words(ReferralState s) {
  switch (s) {
    case ReferralState::New:
      return "To be decided";
    case ReferralState::Waiting:
      return "On the waiting list";
    case ReferralState::Accepted:
      return "Accepted";
    case ReferralState::Declined:
      return "Declined";
    case ReferralState::Withdrawn:
      return "Withdrawn";
  }
  return "";
}

std::span<const Choice> decline_reasons() {
  return kDeclineReasons;
}
std::span<const Choice> waiting_reasons() {
  return kWaitingReasons;
}
std::span<const Choice> closure_reasons() {
  return kClosureReasons;
}
std::span<const Choice> outcomes() {
  return kOutcomes;
}
std::span<const Choice> referral_sources() {
  return kSources;
}

}  // namespace candour::people
