#include "people/conflict_check.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "gate/tasks.h"
#include "people/values_in.h"
#include "store/accounted.h"

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

/// To each of those who keep the ledger; once, unless who was told left before they looked at it.
Status tell(store::Txn& txn, const charter::Charter& c, PersonId comes, PersonId other, UnixMs now) {
  bool told = false;
  CHECK_OK(txn.each(
      "SELECT 1 FROM task t JOIN staff s ON s.org=t.org AND s.id=t.staff WHERE t.org=$1 AND t.kind=$2 "
      "AND t.about_person=$3 AND t.about_thing=$4 AND (t.done IS NOT NULL OR s.left_at IS NULL) LIMIT 1",
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
                          CategorySet touched, const charter::Values& profile, UnixMs now) {
  const auto* name = c.at(c.find_kind("profile").value()).find_field("family-name");
  if (!name || !touched.has(name->category)) return {};  // what was not read is not known here
  CHECK_OK(
      txn.run("DELETE FROM person_token WHERE org=$1 AND person=$2 AND field='whole-name'", {c.org(), id}));
  if (std::ranges::none_of(c.others, &charter::OtherPerson::conflict_check)) return {};
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

namespace {

/// In whose records stands a name of theirs that is looked for, and nobody has looked at both yet: by the
/// names themselves, so that it holds also where nobody was there to be told.
Result<std::set<std::pair<PersonId, PersonId>>> not_looked_at(store::Session& db, const OrgCode& org,
                                                              const std::vector<PersonId>& records) {
  std::set<std::pair<PersonId, PersonId>> out;
  for (const auto& record : records)
    CHECK_OK(
        db.each("SELECT DISTINCT n.person FROM person_token p JOIN name_to_look_for n ON n.org=p.org AND "
                "n.token=p.token WHERE p.org=$1 AND p.field='whole-name' AND p.person=$2",
                {org, record}, [&](const store::Row& r) {
                  const auto other = r.id<PersonId>(0);
                  if (std::ranges::find(records, other) == records.end()) out.emplace(record, other);
                  return true;
                }));
  std::set<std::pair<PersonId, PersonId>> waits;
  for (const auto& pair : out) {
    bool looked = false;
    CHECK_OK(
        db.each("SELECT 1 FROM task WHERE org=$1 AND kind=$2 AND about_person=$3 AND about_thing=$4 AND done "
                "IS NOT NULL LIMIT 1",
                {org, gate::kConflict, pair.first, pair.second.text()},
                [&](const store::Row&) { return looked = true, false; }));
    if (!looked) waits.insert(pair);
  }
  return waits;
}

}  // namespace

Status conflicts_looked_at(store::Session& db, const Pass& pass, PersonId person) {
  TRY(const auto waits, not_looked_at(db, pass.org(), pass.records_of(person)));
  if (waits.empty()) return {};
  return fail(Code::Conflict,
              "This cannot be decided yet. Ask whoever answers for data protection, and try again.");
}

Status tell_of_conflicts(store::Db& db, const charter::Charter& c, const Pass& pass, PersonId person,
                         UnixMs now) {
  std::set<std::pair<PersonId, PersonId>> waits;
  CHECK_OK(db.read_records([&](store::Session& s) -> Status {
    TRY(waits, not_looked_at(s, c.org(), pass.records_of(person)));
    return {};
  }));
  if (waits.empty()) return {};
  return db.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("whoever keeps the ledger now is given the work");
    for (const auto& [comes, other] : waits) CHECK_OK(tell(txn, c, comes, other, now));
    return {};
  });
}

}  // namespace candour::people
