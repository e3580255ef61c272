// Undoing an import: people come away again as if they had never been added, unless somebody has touched
// their record since.
#include <set>

#include "people/lists.h"
#include "people/person.h"
#include "people/person_rows.h"

namespace candour::people {
namespace {

/// One question for all: who of the list has something that the import did not bring?
constexpr std::string_view kTouchedSince[] = {
    "SELECT id FROM person WHERE org=$1 AND (version<>1 OR died IS NOT NULL) AND id IN",
    "SELECT person FROM entry WHERE org=$1 AND person IN",
    "SELECT person FROM relationship WHERE org=$1 AND person IN",
    "SELECT other FROM relationship WHERE org=$1 AND other IN",
    "SELECT person FROM draft WHERE org=$1 AND person IN",
    "SELECT person FROM file WHERE org=$1 AND person IN",
    "SELECT person FROM reasoned_access WHERE org=$1 AND person IN",
    "SELECT person FROM mailing_to WHERE org=$1 AND person IN",
    // Joined with another record once, even if parted since: what was one person's is not taken away in part.
    "SELECT person FROM joined_record WHERE org=$1 AND person IN",
    // Taking somebody in is part of an import; closing, moving or deciding again is not.
    "SELECT person FROM referral WHERE org=$1 AND version>2 AND person IN",
    "SELECT person FROM enrolment WHERE org=$1 AND (version>1 OR ended IS NOT NULL) AND person IN",
};

constexpr std::pair<std::string_view, std::string_view> kTables[] = {
    {"due", "person"},
    {"journey_step", "person"},
    {"allocation", "person"},
    {"enrolment", "person"},
    {"referral", "person"},
    {"consent_flag", "person"},
    {"objection_flag", "person"},
    {"person_token", "person"},
    {"person_version", "person"},
    {"person", "id"},
};

}  // namespace

Status People::remove_untouched(store::Txn& txn, const Pass& pass, const Pass& words,
                                const std::vector<PersonId>& ids, std::vector<vault::KeyName>& due) {
  const auto& charter = gate_.charter();
  const std::string& org = charter.organisation.code;
  for (const auto& id : ids)
    if (!pass.covers(id) || !words.covers(id)) return not_found();

  std::set<PersonId> touched;
  const auto note = [&](const store::Row& r) { return touched.insert(r.id<PersonId>(0)), true; };
  for (const auto sql : kTouchedSince) CHECK_OK(each_of(txn, sql, "", {org}, ids, note));
  if (!touched.empty())
    return fail(Code::Conflict, "Somebody has already worked with " + std::to_string(touched.size()) +
                                    " of these people, so the import can no longer be undone as a whole.");

  // Words of referrals and enrolments are sealed under their own ids.
  std::vector<std::pair<PersonId, EntryId>> sealed;
  for (const std::string_view table : {"referral", "enrolment"})
    CHECK_OK(each_of(txn, "SELECT person, id FROM " + std::string(table) + " WHERE org=$1 AND person IN", "",
                     {org}, ids, [&](const store::Row& r) {
                       sealed.emplace_back(r.id<PersonId>(0), r.id<EntryId>(1));
                       return true;
                     }));
  for (const auto& [person, entry] : sealed) CHECK_OK(vault_.drop(txn, words, person, entry));
  for (const auto& id : ids) CHECK_OK(vault_.drop(txn, pass, id, Row::profile_entry(id)));
  for (const auto& [table, column] : kTables) {
    const auto sql = "DELETE FROM " + std::string(table) + " WHERE org=$1 AND " + std::string(column) + "=$2";
    for (const auto& id : ids) CHECK_OK(txn.run(sql, {org, id}));
  }
  auto line = gate_.entry_for(pass, ledger::Act::Undo, "profile", "", pass.may_write());
  line.people = ids;
  CHECK_OK(gate_.ledger().append(txn, line));

  std::set<std::uint32_t> groups;
  for (std::size_t c = 0; c < charter.categories.size(); ++c)
    groups.insert(charter.retention_group(static_cast<CategoryIx>(c)));
  for (const auto& id : ids) {
    tell_names(txn, id, nullptr);
    for (const auto group : groups) due.push_back({id, vault::KeySlot::group(group)});
  }
  return {};
}

}  // namespace candour::people
