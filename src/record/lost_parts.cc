#include "record/lost_parts.h"

#include <set>
#include <string_view>

namespace candour::record {
namespace {

constexpr int kPart = 200;  // people at once

/// Rows and the parts that they name, as "care=1 contact=2" (people/versions.h); without a category any will
/// do, since which one words lie in is the charter's to say. Older versions name parts of versions before.
constexpr std::string_view kNamed = R"(
SELECT v.entry, v.parts FROM entry e JOIN entry_version v ON v.org = e.org AND v.entry = e.id
  WHERE e.org = $1 AND e.person > $2 AND e.person <= $3
UNION ALL SELECT e.id, e.parts FROM entry e WHERE e.org = $1 AND e.person > $2 AND e.person <= $3
UNION ALL SELECT p.person, p.parts FROM person_version p
  WHERE p.org = $1 AND p.person > $2 AND p.person <= $3
UNION ALL SELECT p.id, p.parts FROM person p WHERE p.org = $1 AND p.id > $2 AND p.id <= $3
UNION ALL SELECT r.id, r.category || '=' || r.version FROM relationship r
  WHERE r.org = $1 AND r.person > $2 AND r.person <= $3
UNION ALL SELECT f.id, f.category || '=1' FROM file f WHERE f.org = $1 AND f.person > $2 AND f.person <= $3
UNION ALL SELECT r.id, '=' || r.words FROM referral r
  WHERE r.org = $1 AND r.person > $2 AND r.person <= $3 AND r.words > 0
UNION ALL SELECT n.id, '=' || n.words FROM enrolment n
  WHERE n.org = $1 AND n.person > $2 AND n.person <= $3 AND n.words > 0
UNION ALL SELECT j.thing, '=' || j.version FROM journey_step j
  WHERE j.org = $1 AND j.person > $2 AND j.person <= $3 AND j.words > 0
UNION ALL SELECT a.id, '=1' FROM reasoned_access a WHERE a.org = $1 AND a.person > $2 AND a.person <= $3)";

std::string name_of(EntryId entry, std::string_view category, std::string_view version) {
  return entry.text() + " version " + std::string(version) + " category " + std::string(category);
}

Result<PersonId> end_of_part(store::Session& db, const OrgCode& org, PersonId after) {
  PersonId upto;
  upto.raw.bytes.fill(0xff);
  CHECK_OK(db.each("SELECT id FROM person WHERE org = $1 AND id > $2 ORDER BY id LIMIT 1 OFFSET $3",
                   {org, after, kPart},
                   [&](const store::Row& r) { return upto = r.id<PersonId>(0), false; }));
  return upto;
}

}  // namespace

Status each_lost_part(store::Session& db, const OrgCode& org,
                      const std::function<void(const std::string& finding)>& on) {
  PersonId after, last;
  last.raw.bytes.fill(0xff);
  while (after != last) {
    TRY(const auto upto, end_of_part(db, org, after));
    std::set<std::string> there, told;
    CHECK_OK(db.each(
        "SELECT entry, version, category FROM segment WHERE org = $1 AND person > $2 AND person <= $3",
        {org, after, upto}, [&](const store::Row& r) {
          const auto entry = r.id<EntryId>(0);
          const auto version = std::to_string(r.i64(1));
          there.insert(name_of(entry, r.text(2), version));
          there.insert(name_of(entry, "", version));
          return true;
        }));
    CHECK_OK(db.each(kNamed, {org, after, upto}, [&](const store::Row& r) {
      for (auto rest = r.text(1); !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        const auto one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = std::min(one.find('='), one.size() - 1);
        auto name = name_of(r.id<EntryId>(0), one.substr(0, equals), one.substr(equals + 1));
        if (!there.contains(name) && told.insert(name).second)
          on("the sealed part of entry " + name + " is gone");
      }
      return true;
    }));
    after = upto;
  }
  return {};
}

}  // namespace candour::record
