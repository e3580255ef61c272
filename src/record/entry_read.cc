#include <algorithm>

#include "record/entry_rows.h"

namespace candour::record {
namespace {

/// Only the parts that were sealed with this very version: the words about it stand there.
people::Parts sealed_then(const people::Parts& parts, std::uint32_t version) {
  auto then = parts;
  for (const auto& [c, v] : parts.all())
    if (v != version) then.remove(c);
  return then;
}

}  // namespace

Result<std::vector<Entry>> Entries::open_rows(store::Session& db, const Pass& pass, std::vector<Row> rows) {
  std::vector<people::Stored> asked;
  asked.reserve(rows.size());
  for (const auto& row : rows) asked.push_back(row.stored());
  TRY(const auto contents, people::open_contents(db, vault_, gate_.charter(), pass, asked));
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& e = entries.emplace_back(std::move(rows[i].entry));
    e.values = contents[i].values();
    e.held_back = contents[i].held_back;
    e.untold = contents[i].untold;
    e.source_name = contents[i].mark("#source-name");
  }
  return entries;
}

Result<Entry> Entries::entry(const Pass& pass, PersonId person, EntryId id) {
  Entry found;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(person)) return not_found();
    TRY(auto row, Row::load_one(db, gate_, person, id));
    TRY(auto entries, open_rows(db, pass, {std::move(row)}));
    if (entries.front().untold) return not_found();
    found = std::move(entries.front());
    return {};
  });
  CHECK_OK(read);
  return found;
}

Result<Entry> Entries::entry_at(const Pass& pass, PersonId person, EntryId id, std::uint32_t version) {
  const auto& charter = gate_.charter();
  Entry found;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(person)) return not_found();
    TRY(auto row, Row::load_one(db, gate_, person, id));
    std::optional<std::string> parts;
    CHECK_OK(
        db.each("SELECT at, by, state, parts FROM entry_version WHERE org=$1 AND entry=$2 AND version=$3",
                {charter.organisation.code, id, std::int64_t{version}}, [&](const store::Row& r) {
                  row.entry.version = version;
                  row.entry.changed = {r.i64(0)};
                  row.entry.changed_by = r.id<StaffId>(1);
                  row.entry.state = r.str(2);
                  parts = r.str(3);
                  return false;
                }));
    if (!parts) return not_found();
    TRY(row.parts, people::Parts::parse(charter, *parts));
    TRY(auto entries, open_rows(db, pass, {std::move(row)}));
    if (entries.front().untold) return not_found();
    found = std::move(entries.front());
    return {};
  });
  CHECK_OK(read);
  return found;
}

Result<Entries::Place> Entries::place(PersonId person, EntryId id) {
  const auto& charter = gate_.charter();
  std::optional<Place> place;
  const auto read = db_.read_records([&](store::Session& db) {
    return db.each("SELECT kind, service, version, state FROM entry WHERE org=$1 AND id=$2 AND person=$3",
                   {charter.organisation.code, id, person}, [&](const store::Row& r) {
                     const auto kind = charter.find_kind(r.text(0));
                     const auto service = charter.find_service(r.text(1));
                     if (kind && service)
                       place = Place{*kind, *service, static_cast<std::uint32_t>(r.i64(2)), r.str(3)};
                     return false;
                   });
  });
  CHECK_OK(read);
  if (!place) return not_found();
  return *place;
}

Result<std::vector<Version>> Entries::versions(const Pass& pass, PersonId person, EntryId id) {
  const auto& charter = gate_.charter();
  std::vector<Version> versions;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(person)) return not_found();
    TRY([[maybe_unused]] const auto row, Row::load_one(db, gate_, person, id));
    std::vector<people::Stored> asked;
    Status bad;
    CHECK_OK(
        db.each("SELECT version, at, by, change, parts FROM entry_version WHERE org=$1 AND entry=$2 "
                "ORDER BY version DESC",
                {charter.organisation.code, id}, [&](const store::Row& r) {
                  const auto number = static_cast<std::uint32_t>(r.i64(0));
                  auto parts = people::Parts::parse(charter, r.text(4));
                  if (!parts) {
                    bad = tl::unexpected<Error>(parts.error());
                    return false;
                  }
                  versions.push_back({number, {r.i64(1)}, r.id<StaffId>(2), r.str(3), {}});
                  asked.push_back({person, id, sealed_then(*parts, number)});
                  return true;
                }));
    CHECK_OK(bad);
    TRY(const auto contents, people::open_contents(db, vault_, gate_.charter(), pass, asked));
    if (!contents.empty() && std::ranges::all_of(contents, &people::Contents::untold)) return not_found();
    for (std::size_t i = 0; i < versions.size(); ++i) versions[i].why = contents[i].mark("#why");
    return {};
  });
  CHECK_OK(read);
  return versions;
}

}  // namespace candour::record
