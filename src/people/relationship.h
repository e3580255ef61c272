// The circle of support: family, carers, advocates, attorneys, professionals, and what the person allows each
// of them to know (LL-2.1g, IG-4.1). A relation may point to somebody with a record of their own. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "gate/gate.h"
#include "people/journey.h"

namespace candour::people {

struct Relationship {
  RelationshipId id;
  PersonId person;                // whose circle it is
  std::optional<PersonId> other;  // who has a record too
  std::string name, relation;     // relation: code of relations()
  std::string phone, email, address, notes;
  bool emergency = false, lives_with = false, carer = false;
  std::string authority;  // "", "lpa-health", "lpa-finance", "deputy", "guardian", "parental", "appointee"
  std::string evidence;   // what was seen, when
  std::string scope;      // what they may decide by it; "": all that such an authority covers
  std::optional<Date> authority_ends;  // the last day on which it holds
  std::vector<std::string> may_know;   // category codes the person allows; empty: nothing
  // What the person does not want told to them: category codes, and the person's words; and for which
  // recipient of the notice they stand, "" for none (people/not_told.h).
  std::vector<std::string> not_to_know;
  std::string not_to_know_words, recipient;
  std::string informed;  // "agrees", "told", "not-yet" (IG-4.1)
  std::optional<UnixMs> from, until;
  std::int64_t version = 1;
  // As it stands; whoever adds or changes somebody does not say it.
  std::vector<StaffId> claimed_by;  // who wrote any of it down: none of them verifies it
  StaffId verified_by;
  std::optional<UnixMs> verified;
};
/// An authority was written down, and nobody else has verified it yet: nothing acts on it.
inline bool waits_to_be_verified(const Relationship& r) {
  return !r.authority.empty() && !r.verified && !r.until;
}
std::span<const Choice> relations();
/// With those that stand in records by the charter besides: code and words.
std::vector<std::pair<std::string, std::string>> relations_here(const charter::Charter& c);
std::string relation_words(const charter::Charter& c, std::string_view code);
/// What the charter says of them; null for whoever is just close to the person.
const charter::OtherPerson* other_in_records(const charter::Charter& c, std::string_view relation);
std::span<const Choice> authorities();

/// Whether somebody in the circle answers for the person by that authority, now, verified by a second person.
/// It opens nothing.
Result<bool> answers_for(store::Session& db, vault::Vault& vault, const OrgCode& org,
                         const std::vector<PersonId>& records, std::string_view authority, UnixMs now);

/// What whoever speaks for the person by one of these authorities is let know: now, verified by a second
/// person. Nothing where nobody does. It opens nothing.
Result<std::optional<CategorySet>> told_as_representative(store::Session& db, vault::Vault& vault,
                                                          const charter::Charter& c,
                                                          const std::vector<PersonId>& records,
                                                          const std::vector<std::string>& by, UnixMs now);

/// Whether they are to hear that they stand here, and have not: everybody, but whom the charter says not to
/// tell.
bool to_be_told(const charter::Charter&, const Relationship&);
/// As `informed`: not told, for the reason that the charter has for whoever stands so in a record; why here
/// stands in `notes`.
inline constexpr std::string_view kNotTold = "not-told";

class Circle {
 public:
  Circle(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);
  /// As far as the pass sees them; to `held_back` go the categories of the others.
  Result<std::vector<Relationship>> of(const Pass& pass, PersonId person, CategorySet* held_back = nullptr) {
    return some(pass, person, "", held_back);
  }
  /// Of them those who stand there with an authority that was verified; nothing of the others is opened.
  Result<std::vector<Relationship>> with_papers(const Pass& pass, PersonId person) {
    return some(pass, person, "AND authority IS NOT NULL AND verified IS NOT NULL ", nullptr);
  }
  Result<RelationshipId> add(const Pass& pass, const Relationship& r);
  /// In the caller's transaction.
  Result<RelationshipId> add(store::Txn& txn, const Pass& pass, const Relationship& r);
  Status change(const Pass& pass, const Relationship& r);  // Conflict when r.version is stale
  Status end(const Pass& pass, RelationshipId id);

  /// Says, as a second person who looked at what proves it, that the authority holds. What is changed of it
  /// later (whose, which, the evidence, the scope, its last day) takes that back. `pass`: to write the
  /// circle. Errors: NotFound; NotAllowed, on the ledger, without the duty to sign off, for whoever wrote any
  /// of it down, or may be the same person by their account; Conflict where it was changed meanwhile, was
  /// verified already, or is over.
  Status verify(const gate::Actor& actor, const Pass& pass, RelationshipId id, std::int64_t version);
  /// Whether this actor could verify it, by duty and hand; the words for whoever cannot, or "".
  Result<std::string> why_not_verify(const gate::Actor& actor, const Relationship& r);
  /// Takes away, with what is sealed of them, those that an import added and nobody has touched since.
  /// Errors: Conflict when somebody has; NotAllowed.
  Status remove_untouched(store::Txn& txn, const Pass& pass, PersonId person,
                          const std::vector<RelationshipId>& ids);

 private:
  Result<std::vector<Relationship>> some(const Pass& pass, PersonId person, std::string_view only,
                                         CategorySet* held_back);
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::people
