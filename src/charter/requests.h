// What the charter promises of a right that somebody uses, put into the kind that records it: which rights
// there are, by when each is answered, who decides. Pure; any thread. It reckons no day (base/calendar.h,
// people/clocks.h) and knows no person.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace candour::charter {

/// The fields and states of a kind that records a request (Kind::records_request).
namespace request_field {
inline constexpr std::string_view kRight = "right", kReceived = "received-on", kFrom = "counts-from",
                                  kIdentity = "identity", kForwarded = "forwarded-on", kUse = "use",
                                  kKeeps = "keeps", kSays = "says-instead", kPassedTo = "passed-to";
inline constexpr std::array kAll = {kRight, kReceived, kFrom, kIdentity, kForwarded,
                                    kUse,   kKeeps,    kSays, kPassedTo};
// Rights that change at once what may be done.
inline constexpr std::string_view kObjection = "objection", kRestriction = "restriction",
                                  kNoMarketing = "marketing-objection", kErasure = "erasure",
                                  kCorrection = "correction";
inline constexpr std::string_view kNew = "received", kInHand = "in-hand", kWaiting = "waiting",
                                  kRefusing = "refusal-proposed", kFeeing = "fee-proposed",
                                  kFee = "fee-asked", kAnswered = "answered", kRefused = "refused",
                                  kTakenBack = "taken-back", kLifted = "lifted", kRestricted = "restricted",
                                  kErasureProposed = "erasure-proposed", kErasing = "erasing",
                                  kErased = "erased";
inline constexpr std::array kStates = {kNew,        kInHand,          kWaiting, kRefusing,  kFeeing,
                                       kFee,        kAnswered,        kRefused, kTakenBack, kLifted,
                                       kRestricted, kErasureProposed, kErasing, kErased};
/// Where only a decider brings it.
inline constexpr std::array kDecided = {kRefusing,   kFeeing,          kFee,    kAnswered, kRefused,
                                        kRestricted, kErasureProposed, kErasing};
/// The step that makes the time longer.
inline constexpr std::string_view kExtend = "extend";
}  // namespace request_field

/// The law's time for an answer, and by how much it may be made longer once (UK GDPR, Article 12(3)).
inline constexpr int kMonthsByLaw = 1, kMonthsLonger = 2;

/// Puts into such a kind those to whom a request is passed on, and the rights of this charter, each with its
/// clocks: the month of the law where the
/// charter is silent, and beside it the days that it promises; the earlier of two is the one that counts.
void offer_rights(const Charter&, Kind&);
/// Not so of the notice itself, and of a complaint, which has its own kind.
bool is_asked_for(const Right&);
/// By its code; null for what is no right of the charter.
const Right* find_right(const Charter&, std::string_view code);
/// What the printed notice says of a right to whoever takes that step of a request: when it takes longer,
/// what is excepted, when we say no. Nothing where it is silent.
struct SaidOfRight {
  std::string name, words, clause;  // "If we say no"
};
std::vector<SaidOfRight> said_of_right(const Charter&, std::string_view right, const Move& step);
/// Whether a role is one of the two that decide on that right; false where the charter has no such right.
bool decides_on(const Charter&, RoleIx, std::string_view right);
/// The kinds of information in which it is written down what was asked and what came of it.
CategorySet told_in_requests(const Charter&);
/// Whether somebody may object to it (UK GDPR, Article 21): it rests on a public task or on interests.
bool may_be_objected_to(const Purpose&);
/// Whether whoever asks may be made to pay when the request is clearly unfounded or excessive.
bool may_cost(const Right&);

}  // namespace candour::charter
