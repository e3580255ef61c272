// On what terms a yes counts: from which age somebody gives it alone, whether it is signed, how long it
// holds, and the words that they are shown. Pure; any thread.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "charter/charter.h"

namespace candour::charter {

/// The fields of a kind that records consent (Kind::records_consent), and the answers that mean something.
namespace consent_field {
inline constexpr std::string_view kPurpose = "purpose", kWhatFor = "what-for", kAnswer = "answer",
                                  kWords = "words-shown", kOn = "given-on", kBy = "decided-by",
                                  kName = "given-by", kUnderstands = "understands", kHow = "how",
                                  kAgain = "ask-again-on", kSignature = "signature", kForm = "form",
                                  kPaperAt = "paper-at", kWitness = "witness";
inline constexpr std::array kAll = {kPurpose,     kWhatFor, kAnswer, kWords,     kOn,   kBy,      kName,
                                    kUnderstands, kHow,     kAgain,  kSignature, kForm, kPaperAt, kWitness};
inline constexpr std::string_view kYes = "agreed", kNo = "refused", kSelf = "self", kOnScreen = "screen",
                                  kOnPaper = "written", kSpoken = "spoken", kOther = "other";
}  // namespace consent_field

struct ConsentTerms {
  int from_age = 16;     // alone; younger people through whoever is responsible for them
  int renew_months = 0;  // 0: it is not asked again
  bool is_signed = false;
  bool competence = false;  // whether they understand is considered and written down, up to 18
  std::string clause;
};

/// Under this age it is always considered whether a child understands what they agree to (Gillick v West
/// Norfolk AHA, 1985); from it the Mental Capacity Act 2005 takes people as able to decide.
inline constexpr int kTakenAsAble = 16;

/// Whether anybody can be asked for a yes to it.
bool may_be_agreed_to(const Purpose&);
/// What somebody says yes or no to: a purpose, or that a body outside is told something about them.
struct AgreedTo {
  std::string code;  // of the purpose, or "tell-" and that of the recipient
  std::string name, says;
  const Purpose* purpose = nullptr;
  const Recipient* recipient = nullptr;
};
AgreedTo agreed_to(const Purpose&);
AgreedTo agreed_to(const Recipient&);
/// By its code; nothing where the charter has no such thing.
std::optional<AgreedTo> agreed_to(const Charter&, std::string_view code);
/// What is used without that yes too, and for which purposes: what rests on consent here and on something
/// else there. Nothing of a purpose that needs none, of who somebody is, or of what the law alone wants.
struct WithoutYes {
  CategorySet categories;
  std::vector<PurposeIx> uses;
};
WithoutYes used_without_yes(const Charter&, PurposeIx);
/// Everything that is done only after a yes, purposes first.
std::vector<AgreedTo> rests_on_consent(const Charter&);
/// From which age somebody says yes alone in that service.
int own_age(const Charter&, ServiceIx);
/// In a service: what the charter says for all, with what it says for that service instead.
ConsentTerms consent_terms(const Charter&, ServiceIx, const AgreedTo&);
/// What is said yes or no to, in the words that are shown, with how to take it back: as the organisation says
/// it, confirmed for print or not, and always the way that the engine itself keeps open.
std::string consent_statement(const Charter&, const AgreedTo&);
/// The last day on which a yes of that day counts; `born`: of somebody for whom another person answered, who
/// decides alone from the age of the terms. Nothing: no end.
std::optional<Date> consent_until(const ConsentTerms&, Date given, std::optional<Date> born);

}  // namespace candour::charter
