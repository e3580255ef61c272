// One organisation's charter, loaded and checked: the notice as the engine runs it. Everything that decides,
// records or prints asks this object, so that the words and the behaviour cannot drift apart.
// Immutable; any thread. It decides nothing itself (decide.h) and reads no file (read.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "charter/catalogue.h"
#include "charter/letters.h"
#include "charter/model.h"

namespace candour::charter {

struct Charter {
  Organisation organisation;
  Version version;
  std::vector<std::pair<std::string, std::string>> texts;  // part of the notice -> plain words
  std::vector<std::string> easy_read;                      // short sentences, one thought each
  std::vector<Contact> contacts;
  std::vector<Category> categories;  // by CategoryIx
  CategorySet untold;                // of these it is not told that something is held back
  std::vector<Condition> conditions;
  std::vector<std::pair<std::string, std::string>> laws;  // code, name
  std::vector<Purpose> purposes;                          // by PurposeIx
  std::vector<Service> services;                          // by ServiceIx
  std::vector<Role> roles;                                // by RoleIx
  std::vector<Reason> reasons;                            // by ReasonIx
  std::vector<Recipient> recipients;
  std::vector<RetentionRule> retention;
  std::vector<Right> rights;
  // By KindIx: those that some service of this charter uses, "profile" first, and those of the journey.
  std::vector<Kind> kinds;
  std::vector<LetterTemplate> letters;  // those whose fields this charter keeps, by code
  ConsentRules consent;
  Marketing marketing;
  std::vector<DisclosureGround> grounds;
  Cctv cctv;
  std::string planning_and_research;  // "refused" or "opt-out-filtered"
  std::string social_media, automated_decisions;
  std::optional<PurposeIx> before_visit;  // by which whoever goes to a home is told what they must know
  bool agreement_required = true;         // confidentiality agreement before access (IM-11.1)
  int training_months = 0;    // data-protection training not older than this; 0: not a precondition
  std::string access_clause;  // the clause that requires both
  std::string transfer_clause, transfer_area;  // "UK", "EEA": where data may go
  std::vector<std::string> clauses;            // by Ground::clause; 0 is ""
  std::uint16_t access_clause_ix = 0;
  std::vector<std::uint32_t> retention_groups;  // by CategoryIx; stable while the rules keep their codes

  OrgCode org() const { return {organisation.code}; }
  const Category& at(CategoryIx i) const { return categories[static_cast<std::size_t>(i)]; }
  const Purpose& at(PurposeIx i) const { return purposes[static_cast<std::size_t>(i)]; }
  const Service& at(ServiceIx i) const { return services[static_cast<std::size_t>(i)]; }
  const Role& at(RoleIx i) const { return roles[static_cast<std::size_t>(i)]; }
  const Reason& at(ReasonIx i) const { return reasons[static_cast<std::size_t>(i)]; }
  const Kind& at(KindIx i) const { return kinds[static_cast<std::size_t>(i)]; }

  std::optional<CategoryIx> find_category(std::string_view code) const;
  std::optional<PurposeIx> find_purpose(std::string_view code) const;
  std::optional<ServiceIx> find_service(std::string_view code) const;
  std::optional<RoleIx> find_role(std::string_view code) const;
  std::optional<ReasonIx> find_reason(std::string_view code) const;
  std::optional<KindIx> find_kind(std::string_view code) const;
  const KindUse* kind_use(ServiceIx s, KindIx k) const;  // null: this service may not store the kind
  std::vector<std::string> category_codes() const;       // for the vault
  std::uint32_t retention_group(CategoryIx c) const;     // categories destroyed together share one
  /// The rule that governs a category in a service: the most specific, or null (the check refuses that).
  const RetentionRule* retention_for(ServiceIx s, KindIx k, CategoryIx c) const;
  const std::string& clause_text(std::uint16_t clause) const { return clauses[clause]; }
  const LetterTemplate* find_letter(std::string_view code) const;
  const Contact* contact(std::string_view role) const;
  std::string_view text(std::string_view part) const;  // "" when the charter has none
};

/// Where the words go that belong to no kind of entry: why a referral was declined, why an access was needed.
/// "care", or the nearest that the charter has.
CategoryIx words_category(const Charter& c);

/// How exactly a retention rule is aimed: kinds weigh more than services, and those more than categories.
int specificity(const Charter&, const RetentionRule&);

using CharterPtr = std::shared_ptr<const Charter>;

}  // namespace candour::charter
