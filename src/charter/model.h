// The words of a charter as values: what one organisation tells the people it supports, in tables that the
// engine can decide by. Made by the reader (read.h), never by hand; immutable and shared once loaded.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "charter/duty.h"
#include "charter/model_keep.h"
#include "charter/model_promises.h"

namespace candour::charter {

using Date = std::chrono::year_month_day;

/// UK GDPR Article 6(1), with (ea), recognised legitimate interest, from 5 February 2026.
enum class Basis : std::uint8_t {
  None,
  Consent,
  Contract,
  LegalObligation,
  VitalInterests,
  PublicTask,
  RecognisedLegitimateInterest,
  LegitimateInterests
};
std::string_view basis_code(Basis);     // "legal-obligation", as spelt in charters
Basis basis_of(std::string_view code);  // None where there is no such
std::string_view basis_words(Basis);    // "We must do it by law"
std::string_view basis_article(Basis);  // "6(1)(c)"

enum class Sensitivity : std::uint8_t { Ordinary, Special, Criminal };  // Article 9, Article 10

struct Category {
  std::string code, name, says;
  Sensitivity sensitivity = Sensitivity::Ordinary;
  bool diversity = false;  // always offers "prefer not to say" (LW-2.3)
};

/// An Article 9(2) condition or an Article 10 ground, with DPA 2018 Schedule 1 where it needs one.
struct Condition {
  std::string code, article, says, schedule1, policy_document;
  bool criminal = false;
};

struct PurposeBasis {
  Basis basis = Basis::None;
  std::string when, interests, assessment;  // legitimate interests and their assessment's reference
};

struct Purpose {
  std::string code, name, says, clause;
  CategorySet categories;
  std::vector<PurposeBasis> bases;      // the first is the one recorded unless another is chosen
  std::vector<std::size_t> conditions;  // into Charter::conditions
  bool optional = false;                // the person may refuse without detriment
  std::vector<std::string> mailings;    // what may be sent to many people at once for it (mailings.h)
  std::string beyond_care;      // "planning" or "research": beyond the person's own care; "": it is not
  std::uint16_t clause_ix = 0;  // into Charter::clauses
  bool needs_consent() const { return bases.size() == 1 && bases[0].basis == Basis::Consent; }
};

struct KindUse {
  KindIx kind{};
  std::map<std::string, std::string> mandatory;  // field -> reason, printed beside the field
  std::vector<std::string> leave_out;            // fields that this service may not store
  std::vector<std::string> not_required;  // fields that the catalogue requires, and this service does not
  std::vector<std::string> not_printed;   // questions that are asked, and stand in no printed notice
  std::string clause;
};

struct Service {
  std::string code, name, says, clause, commissioner, controller, told_says;
  bool processor = false;  // then `controller` names for whom
  bool home_based = false, for_children = false;
  int min_age = 0, max_age = 0;  // 0: no limit
  PurposeSet purposes;
  std::vector<KindUse> kinds;
  std::optional<Date> contract_end;
  std::string controller_instructions;  // reference of the controller's instructions on file
  std::vector<RoleIx>
      told_to;  // hear, in the words told_says, of people out of their reach who are known here
};

/// How a member of staff comes to a person's record; a role has the widest that it allows.
enum class Reach : std::uint8_t { None, Caseload, Line, Team, Service, Organisation };
std::string_view reach_words(Reach);  // "people on their own caseload"

struct ReasonedAccess {
  std::vector<ReasonIx> reasons;
  int hours = 24;
  Reach within = Reach::Organisation;
  CategorySet sees;
  std::string tells;  // "supervisor" or a role's code
  std::string clause;
  std::uint16_t clause_ix = 0;
};

struct Role {
  std::string code, name, says, clause;
  Reach reach = Reach::None;
  CategorySet sees;
  std::vector<PurposeIx> purposes;  // in order of preference
  PurposeSet purpose_set;
  std::vector<KindIx> writes;
  std::vector<std::pair<KindIx, std::string>> moves;  // kind and move that this role may make
  std::uint64_t duties = 0;                           // bits by Duty
  std::vector<ReasonedAccess> reasoned;
  std::string plural;    // "support workers", for sentences
  CategorySet writable;  // categories of the kinds that it may write (and profile with add-person)
  std::uint16_t clause_ix = 0;
  bool has(Duty d) const { return (duties >> static_cast<unsigned>(d)) & 1u; }
};

struct Reason {
  std::string code, name, says;
};

struct Recipient {
  std::string code, name, says, clause, country, processor_for;
  std::string inform;   // "": the notice is silent, and the person is told before
  bool direct = true;   // false: not directly involved, needs a live consent naming it
  bool source = false;  // information also comes from it
  bool agreement_needed = false, processor = false;
  bool marketing = false;     // wants it for its own marketing; only where the charter allows that
  bool figures_only = false;  // gets figures in which nobody can be recognised, and nothing about one person
  std::string inform_unless;  // when the person is not told after all; ""
  ServiceSet services;        // empty: all services
  PurposeSet purposes;        // empty: every purpose that uses what it may get
  std::vector<Basis> bases;
  CategorySet categories;
  std::vector<std::string> email_domains;
  // Who speaks for the person gets something only by one of these authorities (charter::authority_codes),
  // once the papers were seen.
  std::vector<std::string> represents;
};

/// Who gives information and gets none: a register, or another service of the same organisation.
struct Source {
  std::string code, name, says, clause;
  bool internal = false;
};

/// Somebody who stands in the record of another person: a neighbour, who caused harm, who told us.
struct OtherPerson {
  std::string code, name, says, clause;
  std::string told, told_unless;  // as Recipient::inform; "": the notice is silent
  bool withheld = false;          // what stands about them is in no copy for the person
  bool conflict_check = false;    // looked for when somebody is taken on
  Keep keep;  // their own clock, from Created; not said: as the record in which they stand
};

/// Who may refer somebody who was not asked, and the basis that carries it instead of consent.
struct Unasked {
  std::string code, says, clause;
  std::vector<std::string> from;  // codes of recipients and sources
  Basis basis = Basis::None;
};

/// With whom the organisation answers together, or shares one system.
struct Partner {
  std::string code, name, says, clause;
  bool joint_controller = false;
};

struct DisclosureGround {
  std::string code, name, says, clause, inform, inform_unless;
  Basis basis = Basis::None;
  std::string approval;     // "before", "after" or "none"; "": silent, and needed before
  std::string approved_by;  // code of a role; "": whoever is above
  int review_hours = 0;     // with approval after: within so many hours
  CategorySet categories;   // what may be told; empty: what the purpose needs
  bool needs_approval() const { return approval != "none"; }
};

/// What a version says to a use that was none before (new_uses.h): one of `fits`, `tell` and `law`.
struct UseAnswer {
  PurposeIx purpose{};
  CategorySet categories;
  std::string fits;          // why it fits with what the information was collected for
  std::string tell;          // what people are told, where it does not
  std::optional<Date> told;  // and when they were
  std::string told_by;       // "A letter to each of them"
  std::string law, because;  // the law that allows it without their knowledge
};

struct Version {
  std::string number;
  Date from{}, review_by{};
  bool major = true;
  std::vector<UseAnswer> new_uses;
};
}  // namespace candour::charter
