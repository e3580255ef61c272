// The fields by which the engine goes of two kinds: where something that was given by choice is shown to
// others, and what a body that pays for or inspects a service is told of it. Plain values.
#pragma once

#include <array>
#include <string_view>

#include "charter/charter.h"

namespace candour::charter {

/// Of a kind with Kind::records_use: for what the person gave it, for what it is used now, whether anybody
/// can be recognised in it, and how that was looked at.
namespace use_field {
inline constexpr std::string_view kFor = "used-for", kAs = "used-as", kIn = "used-in",
                                  kRecognised = "recognisable", kChecked = "how-checked",
                                  kAskAgain = "ask-again-on";
inline constexpr std::array kAll = {kFor, kAs, kIn, kRecognised, kChecked, kAskAgain};
inline constexpr std::string_view kNobody = "nobody", kNewsletter = "newsletter";
}  // namespace use_field

/// Of a kind with Kind::records_return.
namespace return_field {
inline constexpr std::string_view kRecipient = "recipient", kSort = "sort", kCounts = "counts",
                                  kNumber = "number", kWhat = "what";
inline constexpr std::array kAll = {kRecipient, kSort, kCounts, kWhat};
inline constexpr std::string_view kFigures = "figures";  // they name nobody
inline constexpr std::string_view kSent = "sent";        // a state: it went
}  // namespace return_field

/// Fewer people than this can be recognised in a figure (the threshold of the Code of Practice for
/// Statistics' guidance on disclosure control for tables of counts).
inline constexpr std::int64_t kFewest = 5;

/// Puts bodies and kinds of information of this charter into such a kind.
void offer_returns(const Charter&, Kind&);

}  // namespace candour::charter
