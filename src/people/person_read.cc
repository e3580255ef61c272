#include <algorithm>
#include <unordered_map>

#include "base/calendar_words.h"
#include "gate/service_subject.h"
#include "people/account_holds.h"
#include "people/lists.h"
#include "people/person.h"
#include "people/person_rows.h"

namespace candour::people {
namespace {

/// A service itself, which has no details: its name stands where a person's would.
Profile of_service(const charter::Charter& c, PersonId id, ServiceIx service) {
  Profile p;
  p.id = id;
  p.values["given-name"] = gate::subject_words(c, service);
  return p;
}

}  // namespace

const charter::Kind& People::Row::kind(const charter::Charter& charter) {
  return charter.at(charter.find_kind("profile").value());  // the check refuses a charter without it
}

Result<std::vector<People::Row>> People::Row::load(store::Session& db, const charter::Charter& charter,
                                                   const vault::SealedCodes& references,
                                                   const std::vector<PersonId>& ids) {
  std::vector<Row> rows;
  rows.reserve(ids.size());
  Status read;
  CHECK_OK(each_of(db,
                   "SELECT id, reference, restricted, died, version, parts, created, changed, changed_by "
                   "FROM person WHERE org=$1 AND id IN",
                   "", {charter.organisation.code}, ids, [&](const store::Row& r) {
                     auto parts = Parts::parse(charter, r.text(5));
                     auto reference = references.open(r.text(1));
                     if (!parts || !reference) {
                       read = tl::unexpected<Error>(parts ? reference.error() : parts.error());
                       return false;
                     }
                     Row row;
                     row.id = r.id<PersonId>(0);
                     row.reference = std::move(*reference);
                     row.restricted = r.i64(2) != 0;
                     if (!r.null(3)) row.died = parse_iso_date(r.text(3));
                     row.version = static_cast<std::uint32_t>(r.i64(4));
                     row.parts = std::move(*parts);
                     row.created = {r.i64(6)};
                     row.changed = {r.i64(7)};
                     row.changed_by = r.id<StaffId>(8);
                     rows.push_back(std::move(row));
                     return true;
                   }));
  CHECK_OK(read);
  return rows;
}

Result<People::Row> People::Row::load_one(store::Session& db, const charter::Charter& charter,
                                          const vault::SealedCodes& references, PersonId id) {
  TRY(auto rows, load(db, charter, references, {id}));
  if (rows.empty()) return not_found();
  return std::move(rows.front());
}

Profile People::Row::profile(const Contents& contents) const {
  Profile p;
  p.id = id;
  p.reference = reference;
  p.version = version;
  p.values = contents.values();
  p.held_back = contents.held_back;
  p.created = created;
  p.changed = changed;
  p.changed_by = changed_by;
  p.died = died;
  p.restricted = restricted;
  return p;
}

Result<Profile> People::profile(const Pass& pass, PersonId id) {
  Profile found;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(id)) return not_found();
    if (const auto service = gate::service_of_subject(gate_.charter(), id)) {
      found = of_service(gate_.charter(), id, *service);
      return {};
    }
    TRY(const auto row, Row::load_one(db, gate_.charter(), references_, id));
    TRY(const auto contents, open_one(db, vault_, gate_.charter(), pass, row.stored()));
    found = row.profile(contents);
    return {};
  });
  CHECK_OK(read);
  return found;
}

Result<std::vector<Profile>> People::profiles(const gate::Reachable& reach,
                                              const std::vector<PersonId>& order) {
  std::vector<PersonId> wanted;
  for (const auto& id : order) {
    const auto* pass = reach.pass_for(id);
    if (!pass) continue;
    const auto stays = pass->stays(id);
    if (stays == id || std::find(wanted.begin(), wanted.end(), stays) == wanted.end())
      wanted.push_back(stays);
  }
  if (wanted.empty()) return std::vector<Profile>{};

  std::unordered_map<PersonId, Profile> found;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    TRY(const auto rows, Row::load(db, gate_.charter(), references_, wanted));
    for (const auto& pass : reach.passes) {
      std::vector<Stored> asked;
      std::vector<const Row*> of;
      for (const auto& row : rows)
        if (pass.covers(row.id)) {
          asked.push_back(row.stored());
          of.push_back(&row);
        }
      TRY(const auto contents, open_contents(db, vault_, gate_.charter(), pass, asked));
      for (std::size_t i = 0; i < of.size(); ++i) found.try_emplace(of[i]->id, of[i]->profile(contents[i]));
    }
    return {};
  });
  CHECK_OK(read);

  std::vector<Profile> profiles;
  profiles.reserve(wanted.size());
  for (const auto& id : wanted) {
    if (const auto it = found.find(id); it != found.end())
      profiles.push_back(it->second);
    else if (const auto service = gate::service_of_subject(gate_.charter(), id))
      profiles.push_back(of_service(gate_.charter(), id, *service));
  }
  return profiles;
}

Result<Profile> People::profile_at(const Pass& pass, PersonId id, std::uint32_t version) {
  Profile found;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(id)) return not_found();
    CHECK_OK(details_hold(gate_, db, id));
    TRY(auto row, Row::load_one(db, gate_.charter(), references_, id));
    std::string parts;
    row.version = 0;
    CHECK_OK(
        db.each("SELECT version, parts, at, by FROM person_version WHERE org=$1 AND person=$2 AND version=$3",
                {gate_.charter().organisation.code, id, std::int64_t{version}}, [&](const store::Row& r) {
                  row.version = static_cast<std::uint32_t>(r.i64(0));
                  parts = r.str(1);
                  row.changed = {r.i64(2)};
                  row.changed_by = r.id<StaffId>(3);
                  return false;
                }));
    if (row.version == 0) return not_found();
    TRY(row.parts, Parts::parse(gate_.charter(), parts));
    TRY(const auto contents,
        open_one(db, vault_, gate_.charter(), pass.sight(id, row.changed), row.stored()));
    found = row.profile(contents);
    return {};
  });
  CHECK_OK(read);
  return found;
}

Result<std::vector<ProfileVersion>> People::versions(const Pass& pass, PersonId id) {
  std::vector<ProfileVersion> versions;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(id)) return not_found();
    CHECK_OK(details_hold(gate_, db, id));
    return db.each(
        "SELECT version, at, by, why FROM person_version WHERE org=$1 AND person=$2 "
        "ORDER BY version DESC",
        {gate_.charter().organisation.code, id}, [&](const store::Row& r) {
          versions.push_back({static_cast<std::uint32_t>(r.i64(0)), {r.i64(1)}, r.id<StaffId>(2), r.str(3)});
          return true;
        });
  });
  CHECK_OK(read);
  return versions;
}

}  // namespace candour::people
