// Handing over the records of a whole service to whoever takes it over, as the law may demand at a sale or a
// new contract: who may get them, and for which purpose the charter lets that be. The kind "service-transfer"
// of the catalogue and the purpose "transfer-service" of a charter are known here by their codes. Pure; any
// thread. It speaks of the charter alone: who was told, and what stands in a record, others know.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace candour::charter {

namespace transfer_field {
inline constexpr std::string_view kKind = "service-transfer", kPurpose = "transfer-service";
inline constexpr std::string_view kRecipient = "recipient", kToWhom = "to-whom", kLaw = "law", kWhat = "what",
                                  kWeighed = "weighed", kArrangements = "arrangements",
                                  kToldSince = "told-since", kReceivedOn = "received-on",
                                  kPeople = "people-counted", kEntries = "entries-counted",
                                  kFiles = "files-counted";
inline constexpr std::array kAll = {kRecipient, kToWhom,     kLaw,    kWhat,    kWeighed, kArrangements,
                                    kToldSince, kReceivedOn, kPeople, kEntries, kFiles};
inline constexpr std::string_view kAsked = "asked", kMaking = "making", kReady = "ready",
                                  kReceived = "received", kStopped = "stopped";
inline constexpr std::array kStates = {kAsked, kMaking, kReady, kReceived, kStopped};
}  // namespace transfer_field

bool is_transfer(const Kind&);
/// For which the records of this service may go to another provider; nothing: they may not.
std::optional<PurposeIx> transfer_purpose(const Charter&, ServiceIx);
/// Puts into that kind whoever may take a service over here, and the kinds of information that they may get.
void offer_transfers(const Charter&, Kind&);
/// What is wrong with handing these kinds of information over to that body: a sentence for each; empty where
/// nothing is. `field` is that of the form.
struct TransferProblem {
  std::string field, words;
};
std::vector<TransferProblem> transfer_problems(const Charter&, ServiceIx, std::string_view recipient,
                                               const std::vector<CategoryIx>& what);

}  // namespace candour::charter
