// A person's way through the organisation as it stands: referrals, places in services, who works with whom;
// and what is given to make them. Values; they open and decide nothing.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "charter/charter.h"

namespace candour::people {

enum class ReferralState : std::uint8_t { New, Waiting, Accepted, Declined, Withdrawn };
std::string_view referral_state_code(ReferralState);
/// As the catalogue declares them: their states, steps, questions and clocks.
const charter::Kind& referral_kind(const charter::Charter& c);
const charter::Kind& support_kind(const charter::Charter& c);

struct Referral {
  ReferralId id;
  PersonId person;
  ServiceIx service{};
  ReferralState state = ReferralState::New;
  std::string source;             // recipient code of the charter, or "self", "family", "staff"
  std::string urgency;            // "routine", "soon", "urgent"
  bool consent_to_refer = false;  // PS-1.2, IG-3
  // On which basis they came without being asked, and the part of the notice that said so then; "" where they
  // agreed, and of what was taken down before it was kept.
  std::string unasked_basis, unasked_clause;
  UnixMs received;
  StaffId taken_by;
  std::optional<UnixMs> decided;
  StaffId decided_by;
  std::string decision_reason;  // code for declining or waiting
  std::int64_t version = 1;
  // Opened only with a pass that sees the charter's category for such words ("care").
  std::string reason_words, source_name, source_contact, decision_words;
  PersonId record;        // in which it was taken down; `person` is the record that stays
  CategorySet held_back;  // something of it is there and not for this reader: then it is empty above
};

/// Still to be decided, or waiting.
bool is_open(const Referral& r);

/// The states of support.
inline constexpr std::string_view kOpen = "open", kClosed = "closed";

struct Enrolment {
  EnrolmentId id;
  PersonId person;
  ServiceIx service{};
  ReferralId referral;
  std::optional<TeamId> team;
  UnixMs started;
  std::optional<UnixMs> ended;
  std::string closure_reason, outcome;  // codes
  std::int64_t version = 1;
  UnixMs changed;     // closed, reopened or begun
  std::string words;  // of the last step, as those of a referral
  CategorySet held_back;
};

/// One step that a referral or a place in a service has taken.
struct JourneyStep {
  EntryId thing;             // the referral or the enrolment
  std::int64_t version = 0;  // of the thing, after it
  std::string move;          // code of the catalogue
  UnixMs at;
  StaffId by;
  std::string reason, outcome, words;
  CategorySet held_back;
  bool holds = true;  // what is stored of it is what Candour wrote; else nothing of it is here
};
/// What the steps of both ask and offer: for pages that show them.
CategorySet journey_categories(const charter::Charter& c);

struct Allocation {
  EnrolmentId enrolment;
  PersonId person;
  StaffId worker;
  bool key_worker = true;
  UnixMs from;
  std::optional<UnixMs> until;
};

/// Who refers somebody, in words: sealed with the reason.
struct Referrer {
  std::string name, contact;  // how they are reached
};

struct NewReferral {
  PersonId person;  // needed only when the pass is for several (import)
  ServiceIx service{};
  std::string source, urgency = "routine";
  std::string source_name, source_contact;  // sealed; how whoever refers them is reached
  bool consent_to_refer = false;            // needed where needs_consent_to_refer
  UnixMs received;                          // 0: now
  std::string reason_words;
};

/// Somebody who comes with a list and is in the service already: accepted as soon as they are referred.
struct Arrival {
  UnixMs started;  // 0: now
  std::optional<charter::Date> born;
  std::optional<TeamId> team;
  std::optional<StaffId> worker;  // their key worker, from now on
};
/// Workers and teams that were found fit for a service within one transaction, so that a list asks once for
/// each.
struct FoundFit {
  std::set<std::pair<StaffId, ServiceIx>> workers;
  std::set<std::pair<TeamId, ServiceIx>> teams;
};
/// Why somebody born then (or of whom that is not known) cannot be in the service today, without the full
/// stop; "" when they can.
std::string unfit_words(const charter::Service& service, std::optional<charter::Date> born,
                        charter::Date today);

/// Codes offered in forms, with their words.
struct Choice {
  std::string_view code, words;
};
std::span<const Choice> referral_sources();
/// Whether somebody must have agreed before this source may refer them: not themselves, not our own staff,
/// and not who may refer without consent by the charter.
bool needs_consent_to_refer(const charter::Charter&, std::string_view source);

}  // namespace candour::people
