// What a charter lets be sent to many people at once: news of their own service, a survey, a change of the
// notice, advertising; for which purpose, by which way, and whether it is sent only after a yes. Pure; any
// thread. It speaks of the charter alone: who has said yes, or objected, the gate knows.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "charter/charter.h"

namespace candour::charter {

/// The fields and states of a kind that is sent to many (Kind::records_mailing), and what is sent.
namespace mailing_field {
inline constexpr std::string_view kSort = "sort", kSubject = "subject", kWords = "words",
                                  kVersion = "version";
inline constexpr std::array kAll = {kSort, kSubject, kWords, kVersion};
inline constexpr std::string_view kReady = "ready", kSending = "sending", kHalted = "halted", kSent = "sent",
                                  kStopped = "stopped";
inline constexpr std::array kStates = {kReady, kSending, kHalted, kSent, kStopped};
inline constexpr std::string_view kNews = "news", kSurvey = "survey", kNotice = "notice",
                                  kMarketing = "marketing";
inline constexpr std::array kSorts = {kNews, kSurvey, kNotice, kMarketing};
}  // namespace mailing_field

/// Whether such things are sent for this purpose.
bool sends(const Purpose&, std::string_view sort);

struct MailingTerms {
  std::optional<PurposeIx> purpose;  // nothing: it is not sent
  bool only_after_yes = false;
  bool may_be_stopped = false;  // by whoever gets it; what the law makes us tell cannot
  bool by_mail = false, by_post = false;
  std::string clause;
  std::string why_not;  // a sentence; "" where it is sent
};
/// Whether something of that sort is sent to the people of a service, and how.
MailingTerms may_send(const Charter&, std::string_view sort, ServiceIx);
/// Takes out of such a kind what no service of this charter may send.
void offer_mailings(const Charter&, Kind&);

}  // namespace candour::charter
