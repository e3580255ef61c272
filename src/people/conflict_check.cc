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

/// Once, to each of those who keep the ledger.
Status tell(store::Txn& txn, const charter::Charter& c, PersonId comes, PersonId other, UnixMs now) {
  bool told = false;
  CHECK_OK(
      txn.each("SELECT 1 FROM task WHERE org=$1 AND kind=$2 AND about_person=$3 AND about_thing=$4 LIMIT 1",
               {c.org(), gate::kConflict, comes, other.text()},
               [&](const store::Row&) { return told = true, false; }));
  if (told) return {};
  return gate::tell_those_with(txn, c, charter::Duty::SeeLedger,
                               {{}, {}, std::string(gate::kConflict), comes, other.text(), now})
      .map([](auto) {});
}

Result<std::set<PersonId>> with_token(store::Txn& txn, const std::string& sql, const OrgCode& org,
                                      std::int64_t token) {
  std::set<PersonId> met;
  CHECK_OK(txn.each(sql, {org, token},
                    [&](const store::Row& row) { return met.insert(row.id<PersonId>(0)), true; }));
  return met;
}

}  // namespace

Status forget_name_to_look_for(store::Txn& txn, const OrgCode& org, RelationshipId id) {
  return txn.run("DELETE FROM name_to_look_for WHERE org=$1 AND relationship=$2", {org, id}).map([](auto) {});
}

Status keep_name_to_look_for(store::Txn& txn, vault::Vault& vault, const charter::Charter& c,
                             const Relationship& r, UnixMs now) {
  CHECK_OK(forget_name_to_look_for(txn, c.org(), r.id));
  const auto* rule = other_in_records(c, r.relation);
  const auto key = key_of(r.name);
  if (!rule || !rule->conflict_check || key.empty()) return {};
  const auto token = vault.blind_token(kSpace, key);
  CHECK_OK(txn.run("INSERT INTO name_to_look_for (org, token, relationship, person) VALUES ($1, $2, $3, $4)",
                   {c.org(), token, r.id, r.person}));
  TRY(auto here,
      with_token(txn, "SELECT person FROM person_token WHERE org=$1 AND field='whole-name' AND token=$2",
                 c.org(), token));
  here.erase(r.person);
  for (const auto& comes : here) CHECK_OK(tell(txn, c, comes, r.person, now));
  return {};
}

Status look_for_conflicts(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, PersonId id,
                          const charter::Values& profile, UnixMs now) {
  if (std::ranges::none_of(c.others, &charter::OtherPerson::conflict_check)) return {};
  CHECK_OK(
      txn.run("DELETE FROM person_token WHERE org=$1 AND person=$2 AND field='whole-name'", {c.org(), id}));
  std::set<PersonId> met;
  for (const auto& key : keys_of(profile)) {
    const auto token = vault.blind_token(kSpace, key);
    CHECK_OK(txn.run("INSERT INTO person_token (org, field, token, person) VALUES ($1, 'whole-name', $2, $3)",
                     {c.org(), token, id}));
    TRY(auto these,
        with_token(txn, "SELECT person FROM name_to_look_for WHERE org=$1 AND token=$2", c.org(), token));
    met.merge(these);
  }
  met.erase(id);
  for (const auto& other : met) CHECK_OK(tell(txn, c, id, other, now));
  return {};
}

Status conflicts_looked_at(store::Session& db, const Pass& pass, PersonId person) {
  bool waits = false;
  for (const auto& record : pass.records_of(person))
    CHECK_OK(db.each(
        "SELECT 1 FROM task t WHERE t.org=$1 AND t.kind=$2 AND t.about_person=$3 AND t.done IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM task d WHERE d.org=t.org AND d.kind=t.kind AND d.about_person=t.about_person AND "
        "d.about_thing=t.about_thing AND d.done IS NOT NULL) LIMIT 1",
        {pass.org(), gate::kConflict, record}, [&](const store::Row&) { return waits = true, false; }));
  if (!waits) return {};
  return fail(
      Code::Conflict,
      "Whoever answers for data protection looks at something first before this person is taken on. They "
      "have been told: ask them, and try again when they are done.");
}

}  // namespace candour::people
