// Referrals, enrolments and allocations as they stand in the store: rows into values. Pure; any thread.
#pragma once

#include "charter/catalogue.h"
#include "people/journey.h"

namespace candour::people {

inline constexpr std::string_view kReferralColumns =
    "SELECT id, person, service, state, source, urgency, consent, received, taken_by, decided, decided_by, "
    "reason, version, words, unasked_basis, unasked_clause FROM referral ";
inline constexpr std::string_view kEnrolmentColumns =
    "SELECT e.id, e.person, e.service, e.referral, e.team, e.started, e.ended, e.reason, e.outcome, "
    "e.version, e.words, e.changed FROM enrolment e ";

/// Nothing when the charter no longer has the service.
std::optional<Referral> read_referral(const charter::Charter& c, const store::Row& row);
std::uint32_t words_version(const store::Row& referral_row);
std::optional<Enrolment> read_enrolment(const charter::Charter& c, const store::Row& row);
std::uint32_t words_version_of_place(const store::Row& enrolment_row);
/// Ids tell when they were made; `received` is what somebody typed.
inline UnixMs taken_down(ReferralId id) {
  return {made_ms(id.raw)};
}
/// Empties an answer for whoever does not see such answers (all of a journey are of one category), and says
/// so in `held_back`; what is shown counts as opened.
void show_or_hold(const charter::Charter& c, const Pass& sight, std::string& code, CategorySet& held_back);
/// Brings the clocks of a referral into line with its row. `fresh`: it has just come to its state.
Status settle_referral(store::Txn& txn, const charter::Charter& c, ReferralId id, bool fresh);

/// A step that fits, with what was said.
struct Journeys::Step {
  const charter::Kind* kind = nullptr;
  const charter::Move* move = nullptr;
  std::string reason, outcome;  // the choices that it asks for, in their order
  std::string words;            // what it offers
};
bool is_choice(std::span<const Choice> list, std::string_view code);

}  // namespace candour::people
