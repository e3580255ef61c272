// What the person does not want told to somebody of their circle: shown where that contact's number stands,
// and asked at every disclosure to the body that they stand for (LL-2.1g, LL-3.2b). Any thread. Words alone,
// without a kind of information, are shown and stop nothing.
#pragma once

#include "charter/charter.h"
#include "people/relationship.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

struct NotTold {
  std::string name, words;  // "" where the pass does not see the circle
  CategorySet what;
};
/// Of those of the circle who stand for that recipient, or claim to speak for the person by one of these
/// authorities: now, verified or not.
Result<std::vector<NotTold>> not_told_to(store::Session& db, vault::Vault& vault, const charter::Charter& c,
                                         const Pass& pass, PersonId person, std::string_view recipient,
                                         const std::vector<std::string>& by, UnixMs now);
/// The kinds of information that became so after that moment; it opens nothing.
Result<CategorySet> not_told_since(store::Session& db, vault::Vault& vault, const charter::Charter& c,
                                   const std::vector<PersonId>& records, std::string_view recipient,
                                   const std::vector<std::string>& by, UnixMs after, UnixMs now);

/// It in words, the same wherever it is read: “Health” and “Money”: “nothing of my debts”. "" where nothing
/// is said.
std::string not_told_words(const charter::Charter& c, CategorySet what, std::string_view words);
std::string not_told_words(const charter::Charter& c, const Relationship& r);

/// "They do not want “Health” told to Ada: “nothing of my debts”.", of whoever stands for `body`.
std::string not_wanted_words(const charter::Charter& c, const NotTold& wish, CategoryIx what,
                             const std::string& body);

/// What is wrong with it as it was typed, at its fields.
void check_not_told(const charter::Charter& c, const Relationship& r, std::vector<FieldProblem>& problems);
/// Keeps it beside what is sealed, by which disclosures ask; before the row itself is changed.
Status keep_not_told(store::Txn& txn, const charter::Charter& c, const Relationship& r, UnixMs now);
/// Of relationship.cc: what was sealed of somebody.
Status from_sealed(ByteView plain, Relationship& r);

}  // namespace candour::people
