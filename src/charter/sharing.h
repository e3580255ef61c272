// Whether a body outside may get something, and on what terms: one answer for whoever asks, the page that
// shares included. It speaks of the charter alone, never of a person: a consent that names the body, and an
// approval, come on top. Pure; any thread.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace candour::charter {

/// What must have been signed before a body gets anything.
enum class AgreementNeed { None, Any, Processing };

/// What must stand, and what the person hears, whichever kind of information it is. Who asks whether
/// something may be told, page, engine or `candour charter explain`, reads it here and works nothing out
/// beside it.
struct Terms {
  std::string consent;  // under this code a yes of the person must stand that names the body; "": none
  AgreementNeed agreement = AgreementNeed::None;
  std::vector<std::string> papers;  // of one of these authorities, by which it speaks for the person
  std::vector<Basis> bases;       // on which; the person's consent among them only where it is one of several
  std::string inform = "before";  // when the person is told; so too where the notice is silent
  std::string inform_unless;      // and when not after all; ""
  std::string clause;
  // Of an exceptional ground: what the risk is, or what the law demands, is written down; nothing goes before
  // somebody approved it; and that in words.
  bool needs_detail = false, approved_first = false;
  std::string approval;

  /// Whether it is too late to tell the person afterwards.
  bool told_before() const { return inform == "before"; }
  /// Whether the person may never hear of it: in an exception of the notice, or where it promises no more
  /// than to try.
  bool may_stay_untold() const { return !inform_unless.empty() || (inform != "before" && inform != "after"); }
};
struct SharingTerms : Terms {
  bool allowed = false;  // in this service, at all
  PurposeSet purposes;   // for which it may get it here
  std::string why_not;   // a sentence; "" where it is allowed
};

/// By its code; null for what is no recipient of the charter.
const Recipient* find_recipient(const Charter&, std::string_view code);
/// Of the person, naming the body: it is not part of the support, or gets something by consent, and otherwise
/// only where the law or a life demands it, which is an exceptional ground.
bool needs_consent(const Recipient&);
/// Under which a yes to telling that body stands.
std::string tell_code(const Recipient&);

/// The fields of a kind that records what was told to somebody outside (Kind::records_sharing).
namespace sharing_field {
inline constexpr std::string_view kRecipient = "recipient", kRests = "rests-on", kWhat = "what",
                                  kDetail = "detail", kTold = "told", kToldOn = "told-on",
                                  kWhyNot = "why-not-told", kAgainst = "against-wish", kAlready = "already",
                                  kBeyond = "beyond-care",
                                  kWhere = "where";  // of whom the charter does not name
inline constexpr std::array kAll = {kRecipient, kRests,  kWhat,    kDetail, kTold,
                                    kToldOn,    kWhyNot, kAlready, kBeyond, kWhere};
// Of kWhere; the last is offered where the notice names countries.
inline constexpr std::string_view kInUk = "uk", kInEu = "eu", kInEea = "eea", kInNamed = "named";
inline constexpr std::string_view kOwnCare = "no";  // of kBeyond: it is for their own care
inline constexpr std::string_view kOther = "other", kBefore = "before", kAfter = "after", kNotTold = "no";
// States that the kind must have: it waits for an approval, may be given, was given, was looked at
// afterwards, is not given after all; whoever got it is to hear of a change, and heard of it.
inline constexpr std::string_view kWaiting = "waiting", kReady = "ready", kGiven = "given",
                                  kLookedAt = "looked-at", kDropped = "dropped",
                                  kTellChange = "change-to-tell", kToldChange = "told-of-change";
inline constexpr std::array kStates = {kWaiting, kReady,      kGiven,     kLookedAt,
                                       kDropped, kTellChange, kToldChange};
}  // namespace sharing_field
/// Of a kind that records the terms with a body outside (Kind::records_agreement).
namespace agreement_field {
inline constexpr std::string_view kRecipient = "recipient", kFrom = "from", kUntil = "until", kSort = "sort",
                                  kProcessing = "processing",
                                  kRenewed = "renewed";  // a state: the next one was signed
inline constexpr std::array kAll = {kRecipient, kFrom, kUntil, kSort};
}  // namespace agreement_field
/// Puts the bodies that get nothing without an agreement before the others.
void offer_agreements(const Charter&, Kind&);
bool needs_agreement(const Recipient&);
/// Of a processor one by which it works for us and as we instruct it (UK GDPR, Article 28).
AgreementNeed agreement_need(const Recipient&);
/// By what right somebody speaks for another person: codes of the circle of support.
std::span<const std::string_view> authority_codes();

/// Puts into such a kind what this charter has: bodies, purposes and grounds, categories; an approval before
/// where a ground needs one, and a clock where somebody looks at it afterwards.
void offer_sharing(const Charter&, Kind&);
/// On what something is told: a purpose, or an exceptional ground; neither where the code is none.
struct RestsOn {
  const Purpose* purpose = nullptr;
  const DisclosureGround* ground = nullptr;
};
RestsOn rests_on(const Charter&, std::string_view code);
std::string rests_code(const Purpose&);
std::string rests_code(const DisclosureGround&);
/// Whether nothing goes before somebody approved it; so where the charter is silent.
bool approved_before(const DisclosureGround&);

/// What must stand for a body, or on an exceptional ground, whatever is told.
Terms terms_of(const Recipient&);
Terms terms_of(const Charter&, const DisclosureGround&);
SharingTerms may_share(const Charter&, const Recipient&, CategoryIx, ServiceIx);
/// Whether it gets anything in this service at all, as far as its services go.
bool gets_in(const Recipient&, ServiceIx);
/// What it may be told there for people's own care: by a letter too, of which no check of the national data
/// opt-out is asked.
CategorySet told_for_care(const Charter&, const Recipient&, ServiceIx);
/// On an exceptional ground, whoever is told.
SharingTerms may_share(const Charter&, const DisclosureGround&, CategoryIx);

/// Fields of whatever is arranged with somebody else (the catalogue's kind arrangement, or one like it).
namespace arranged_field {
inline constexpr std::string_view kTells = "tells", kToldTo = "told-to";
}
/// Puts the bodies of the charter that may get something into its choice of whom is told, where it has one.
void offer_told_to(const Charter&, Kind&);

/// States of a sharing in which its paper may be on its way. Not once something of it has changed: then what
/// was told is to be told anew, or no more.
bool may_still_go(std::string_view state);
/// Whether the charter names the domain of this address as one to which mail about people may go, for any
/// body.
bool may_be_mailed(const Charter&, std::string_view address);

/// Whether what is told there (kWhere) stays where the charter promises that information stays.
bool stays_inside(const Charter&, std::string_view where);

/// The exceptional grounds on which a category may be told to anybody whom the ground is about.
std::vector<const DisclosureGround*> exceptional_grounds(const Charter&, CategoryIx);
/// Approval of a ground in words: "Somebody approves it first", "… looks at it within 48 hours".
std::string approval_words(const Charter&, const DisclosureGround&);

}  // namespace candour::charter
