#include "people/journey.h"

namespace candour::people {
namespace {

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

bool is_open(const Referral& r) {
  return r.state == ReferralState::New || r.state == ReferralState::Waiting;
}

const charter::Kind& referral_kind(const charter::Charter& c) {
  return c.at(c.find_kind("referral").value());
}
const charter::Kind& support_kind(const charter::Charter& c) {
  return c.at(c.find_kind("support").value());
}

std::span<const Choice> referral_sources() {
  return kSources;
}

bool needs_consent_to_refer(const charter::Charter& c, std::string_view source) {
  return source != "self" && source != "staff" && !charter::unasked_by(c, source);
}

}  // namespace candour::people
