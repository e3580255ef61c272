// What a notice promises to look at again and again, for the whole organisation: the national data opt-out,
// how long everything is kept, whether what is held is right. Which, how often, and where it is written down;
// pure, any thread. Whether it was done, record/reviews.cc and the clocks of its entries know.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "charter/charter.h"

namespace candour::charter {

/// Of a kind that records such a look (Kind::reviews).
namespace review {
inline constexpr std::string_view kOpen = "open", kDone = "done", kReplaced = "replaced";
inline constexpr std::array kStates = {kOpen, kDone, kReplaced};
inline constexpr std::string_view kNext = "next";  // the clock of the next one
}  // namespace review

struct PromisedReview {
  int months = 0;      // 0: the charter promises none
  std::string clause;  // of the notice; "" where it names no part
};
PromisedReview promised_review(const Charter&, Reviewed);
/// The service where such looks are written down; nothing where the charter promises none.
std::optional<ServiceIx> reviewed_in(const Charter&, Reviewed);
/// The kind of those looks; only where reviewed_in() has a service.
KindIx review_kind(const Charter&, Reviewed);

/// The next look is due as long after the last as this charter promises.
void offer_review(const Charter&, Kind&);
/// Of somebody's support, the clock that asks whether their details are still right (Deadline::asks_details)
/// runs as long as this charter says; where it promises no such thing, there is none.
void offer_details_clock(const Charter&, Kind&);
/// That clock; null where the charter promises no such thing.
const Deadline* details_clock(const Charter&);

}  // namespace candour::charter
