// The fields and states by which the engine goes of two kinds: what says that nothing of somebody is
// destroyed for now, and what says that things are destroyed since their time is over. Plain values.
#pragma once

#include <array>
#include <string_view>

namespace candour::charter {

/// Of a kind with Kind::records_hold.
namespace hold_field {
inline constexpr std::string_view kHolds = "holds", kReleased = "released";
inline constexpr std::array kStates = {kHolds, kReleased};
// How far it reaches: about a service, in that one or in every; nothing chosen: everything.
inline constexpr std::string_view kWhere = "where", kEvery = "every", kWhat = "what", kEntries = "entries",
                                  kBornFrom = "born-from", kBornTo = "born-to";
inline constexpr std::array kAll = {kWhere, kWhat, kEntries, kBornFrom, kBornTo};
// Why it must be kept; `decided`: the charter leaves it to somebody's decision (Keep::by_decision), and it
// was.
inline constexpr std::string_view kGround = "ground", kDecided = "decided";
// For which inquiry: the catalogue's register offers those that it knows (inquiries.yaml).
inline constexpr std::string_view kInquiry = "inquiry";
}  // namespace hold_field

/// Of a kind with Kind::records_destruction: everything that is over by that day goes, once a second person
/// agreed to it and some days have passed.
namespace destruction_field {
inline constexpr std::string_view kUpTo = "up-to";
inline constexpr std::array kAll = {kUpTo};
inline constexpr std::string_view kProposed = "proposed", kApproved = "approved", kDone = "done",
                                  kWithdrawn = "withdrawn";
inline constexpr std::array kStates = {kProposed, kApproved, kDone, kWithdrawn};
}  // namespace destruction_field
/// The kind of what there is of somebody on paper: in a state that is not final, it is there.
namespace paper_file {
inline constexpr std::string_view kKind = "paper-file";
inline constexpr std::string_view kKept = "kept", kDestroyed = "destroyed", kHandedOver = "handed-over";
inline constexpr std::array kStates = {kDestroyed, kHandedOver};
}  // namespace paper_file

/// So many days between the second yes and the destruction, for whoever thinks better of it.
inline constexpr int kCoolingOffDays = 7;

}  // namespace candour::charter
