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

Pass Entries::sight_of(const Pass& pass, const Row& row) {
  return pass.sight(row.entry.person, row.entry.written);
}

Result<std::vector<Entry>> Entries::open_rows(store::Session& db, const Pass& pass, std::vector<Row> rows) {
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  const auto take = [&](Row& row, const people::Contents& contents) {
    auto& e = entries.emplace_back(std::move(row.entry));
    e.person = pass.stays(e.person);
    e.values = contents.values();
    e.held_back = contents.held_back;
    e.untold = contents.untold;
    e.source_name = contents.mark("#source-name");
  };
  // What was written in one of several records before they were joined is seen by its own record's rules.
  for (std::size_t from = 0; from < rows.size();) {
    const auto sight = sight_of(pass, rows[from]);
    std::vector<people::Stored> asked;
    auto to = from;
    for (; to < rows.size() && sight_of(pass, rows[to]).may_see() == sight.may_see(); ++to)
      asked.push_back(rows[to].stored());
    TRY(const auto contents, people::open_contents(db, vault_, gate_.charter(), sight, asked));
    for (; from < to; ++from) take(rows[from], contents[contents.size() - (to - from)]);
  }
  return entries;
}

Result<Entry> Entries::entry(const Pass& pass, PersonId person, EntryId id) {
  Entry found;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(person)) return not_found();
    TRY(auto row, load_one(db, pass, person, id));
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
    TRY(auto row, load_one(db, pass, person, id));
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
  TRY(const auto theirs, gate_.records_of(person));
  const auto read = db_.read_records([&](store::Session& db) {
    return db.each("SELECT kind, service, version, state, person FROM entry WHERE org=$1 AND id=$2",
                   {charter.organisation.code, id}, [&](const store::Row& r) {
                     if (std::ranges::find(theirs, r.id<PersonId>(4)) == theirs.end()) return false;
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
    TRY(const auto row, load_one(db, pass, person, id));
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
                  asked.push_back({row.entry.person, id, sealed_then(*parts, number)});
                  return true;
                }));
    CHECK_OK(bad);
    TRY(const auto contents, people::open_contents(db, vault_, gate_.charter(), sight_of(pass, row), asked));
    if (!contents.empty() && std::ranges::all_of(contents, &people::Contents::untold)) return not_found();
    for (std::size_t i = 0; i < versions.size(); ++i) versions[i].why = contents[i].mark("#why");
    return {};
  });
  CHECK_OK(read);
  return versions;
}

Result<std::vector<Entry>> Entries::listed(const gate::Reachable& reach, const std::vector<EntryId>& ids,
                                           CategorySet of) {
  constexpr std::size_t kAtOnce = 500;
  std::vector<Entry> out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    std::vector<Row> rows;
    for (std::size_t from = 0; from < ids.size(); from += kAtOnce) {
      std::vector<store::Param> params{gate_.charter().organisation.code};
      std::string list;
      for (auto i = from; i < std::min(ids.size(), from + kAtOnce); ++i) {
        params.emplace_back(ids[i]);
        list += (list.empty() ? "$" : ", $") + std::to_string(params.size());
      }
      TRY(auto some, Row::load(db, gate_, "WHERE e.org=$1 AND e.id IN (" + list + ")", params));
      std::ranges::move(some, std::back_inserter(rows));
    }
    for (const auto& pass : reach.passes) {
      std::vector<Row> theirs;
      for (const auto& row : rows)
        if (pass.covers(row.entry.person)) theirs.push_back(row);
      TRY(auto some, open_rows(db, pass.only(of), std::move(theirs)));
      std::ranges::move(some, std::back_inserter(out));
    }
    std::erase_if(out, [](const Entry& e) { return e.untold; });
    return {};
  }));
  return out;
}

}  // namespace candour::record
