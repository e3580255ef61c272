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
#include "charter/said.h"

namespace candour::charter {

struct Charter {
  /// Everything that the file says, with the ground of each value; in the order of the file, and by path in
  /// the charter to print.
  std::vector<Said> said;
  std::vector<Part> parts;  // of the notice, in its order
  /// The same charter without what nobody has confirmed yet: what is printed. Null in that one itself.
  std::shared_ptr<const Charter> printed;
  Organisation organisation;
  Version version;
  std::vector<std::pair<std::string, std::string>> texts;  // part of the notice -> plain words
  std::vector<EasySection> easy_read;                      // in the order in which they are read
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
  std::vector<Source> sources;
  std::vector<OtherPerson> others;
  std::vector<Partner> partners;
  std::vector<Unasked> unasked;  // referrals without consent
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
  OptOutRules opt_out;
  std::vector<ReviewRule> reviews;
  std::string social_media, automated_decisions;
  std::optional<PurposeIx> before_visit;  // by which whoever goes to a home is told what they must know
  std::optional<bool> agreement;          // confidentiality agreement before access (IM-11.1); silent: needed
  std::optional<int> training;  // data-protection training not older, in months; 0: not a precondition
  std::string access_clause;    // the clause that requires both
  std::string transfer_clause, transfer_area;   // "UK", "EEA", "EU", "listed": where data may go
  std::vector<std::string> transfer_countries;  // besides, or all of "listed"
  std::string transfer_safeguards;              // in words
  std::vector<std::string> clauses;             // by Ground::clause; 0 is ""
  std::uint16_t access_clause_ix = 0;
  std::vector<std::uint32_t> retention_groups;  // by CategoryIx; stable while the rules keep their codes

  /// What the notice is silent on is taken at its strictest (docs/reference/charter.md).
  bool agreement_required() const { return agreement.value_or(true); }
  bool decides_by_computer() const { return !automated_decisions.empty() && automated_decisions != "none"; }
  int training_months() const { return training.value_or(12); }
  std::string area() const { return transfer_area.empty() ? "UK" : transfer_area; }
  const Charter& to_print() const { return printed ? *printed : *this; }
  /// Whether anything stands at this path of what is printed (said.h). Only of the charter to print.
  bool says(const std::string& path) const;
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

/// In which country a body is, by two letters; where the charter is silent, the United Kingdom.
const std::string& place_of(const Recipient&);
/// By its code, the name of a body that receives or gives information; null where the charter knows none.
const std::string* body_name(const Charter&, std::string_view code);
/// Who may give information, as code and name: sources, and recipients that are one too.
std::vector<std::pair<std::string, std::string>> givers(const Charter&);

/// The rule by which a body may refer somebody who was not asked; null: consent is needed.
const Unasked* unasked_by(const Charter&, std::string_view body);

/// Whether a service insists on an answer, by the catalogue or of its own; `use` null: by the catalogue.
bool needs_answer(const KindUse* use, const Field&);

/// The shortest time that a rule may come to, in months: a birthday, a decision or a contract counts as none.
int shortest_months(const RetentionRule&);

/// How exactly a retention rule is aimed: kinds weigh more than services, and those more than categories.
int specificity(const Charter&, const RetentionRule&);

using CharterPtr = std::shared_ptr<const Charter>;

}  // namespace candour::charter
