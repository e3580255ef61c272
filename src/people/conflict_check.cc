#include "people/conflict_check.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "gate/tasks.h"
#include "people/values_in.h"

namespace candour::people {
namespace {

/// The first and the last word of a name, folded, whichever way round they were written; "" for one word
/// alone, which would meet half the town.
std::string key_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  for (const char ch : fold(name) + " ") {
    if (ch != ' ') {
      word += ch;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (words.size() < 2) return {};
  std::string first = words.front(), last = words.back();
  if (last < first) std::swap(first, last);
  return first + " " + last;
}

std::set<std::string> keys_of(const charter::Values& profile) {
  const auto family = text_of(profile, "family-name");
  std::set<std::string> keys{key_of(text_of(profile, "given-name") + " " + family),
                             key_of(text_of(profile, "name-used") + " " + family)};
  for (const auto& row : rows_of(profile, "previous-names")) {
    keys.insert(key_of(text_in(row, {"given"}) + " " + text_in(row, {"family"})));
    keys.insert(key_of(text_of(profile, "given-name") + " " + text_in(row, {"family"})));
  }
  keys.erase("");
  return keys;
}

constexpr std::string_view kSpace = "name-to-look-for";

}  // namespace

Status forget_name_to_look_for(store::Txn& txn, const OrgCode& org, RelationshipId id) {
  return txn.run("DELETE FROM name_to_look_for WHERE org=$1 AND relationship=$2", {org, id}).map([](auto) {});
}

Status keep_name_to_look_for(store::Txn& txn, vault::Vault& vault, const charter::Charter& c,
                             const Relationship& r) {
  CHECK_OK(forget_name_to_look_for(txn, c.org(), r.id));
  const auto* rule = other_in_records(c, r.relation);
  const auto key = key_of(r.name);
  if (!rule || !rule->conflict_check || key.empty()) return {};
  return txn
      .run("INSERT INTO name_to_look_for (org, token, relationship, person) VALUES ($1, $2, $3, $4)",
           {c.org(), vault.blind_token(kSpace, key), r.id, r.person})
      .map([](auto) {});
}

Status look_for_conflicts(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, PersonId id,
                          const charter::Values& profile, UnixMs now) {
  if (std::ranges::none_of(c.others, &charter::OtherPerson::conflict_check)) return {};
  std::set<PersonId> met;
  for (const auto& key : keys_of(profile))
    CHECK_OK(txn.each("SELECT person FROM name_to_look_for WHERE org=$1 AND token=$2",
                      {c.org(), vault.blind_token(kSpace, key)},
                      [&](const store::Row& row) { return met.insert(row.id<PersonId>(0)), true; }));
  met.erase(id);
  for (const auto& other : met) {
    bool told = false;
    CHECK_OK(txn.each(
        "SELECT 1 FROM task WHERE org=$1 AND kind=$2 AND about_person=$3 AND about_thing=$4 LIMIT 1",
        {c.org(), gate::kConflict, id, other.text()}, [&](const store::Row&) { return told = true, false; }));
    if (told) continue;
    CHECK_OK(gate::tell_those_with(txn, c, charter::Duty::SeeLedger,
                                   {{}, {}, std::string(gate::kConflict), id, other.text(), now}));
  }
  return {};
}

}  // namespace candour::people
