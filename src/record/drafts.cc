#include "record/drafts.h"

#include "base/limits.h"
#include "gate/joined.h"
#include "gate/seals.h"
#include "people/lists.h"
#include "people/versions.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

namespace json = boost::json;

constexpr auto kMostBytes = limits::kFormBytes;

/// What was typed, by category; what belongs to no field goes with the kind's first category.
std::map<CategoryIx, json::array> parted(const charter::Kind& kind, const charter::RawAnswers& answers) {
  std::map<CategoryIx, json::array> parts;
  const auto first = kind.fields.empty() ? CategoryIx{} : kind.fields.front().category;
  for (const auto& [name, value] : answers) {
    const auto* field = charter::field_of(kind, name);
    parts[field ? field->category : first].push_back(json::array{name, value});
  }
  return parts;
}

Status join(ByteView plain, charter::RawAnswers& answers) {
  boost::system::error_code bad;
  const auto value = json::parse(as_text(plain), bad);
  if (bad || !value.is_array())
    return fail(Code::Corrupt, "This draft cannot be read.", "a draft's segment is not a JSON array");
  for (const auto& pair : value.get_array()) {
    if (!pair.is_array() || pair.get_array().size() != 2) continue;
    const auto& p = pair.get_array();
    if (p[0].is_string() && p[1].is_string())
      answers.emplace(std::string(p[0].get_string()), std::string(p[1].get_string()));
  }
  return {};
}

constexpr std::string_view kColumns =
    "SELECT id, writer, person, kind, service, entry, based_on, saved FROM draft WHERE org=$1 ";

std::optional<Draft> read_row(const charter::Charter& charter, const store::Row& r) {
  const auto kind = charter.find_kind(r.text(3));
  const auto service = charter.find_service(r.text(4));
  if (!kind || !service) return std::nullopt;
  Draft d;
  d.id = r.id<DraftId>(0);
  d.writer = r.id<StaffId>(1);
  d.person = d.sealed_for = r.id<PersonId>(2);
  d.kind = *kind;
  d.service = *service;
  if (!r.null(5)) d.entry = r.id<EntryId>(5);
  d.based_on = static_cast<std::uint32_t>(r.i64(6));
  d.saved = {r.i64(7)};
  return d;
}

/// Whose a draft is stands in a row: one that was handed to somebody else outside Candour is nobody's.
Status drafts_hold(const gate::Gate& gate, store::Session& db, StaffId writer) {
  if (!gate.seals()) return {};
  TRY(const bool holds, gate.seals()->hold(db, gate::SealSet::Work, writer.raw));
  if (holds) return {};
  return fail(
      Code::Corrupt,
      "Your drafts are not as Candour kept them, so they are not shown. Tell whoever looks after the server.",
      "drafts and tasks of " + writer.text() + " do not fit their seal");
}

/// Errors: NotFound, also when it is somebody else's.
Result<Draft> find(const gate::Gate& gate, store::Session& db, StaffId writer, DraftId id) {
  const auto& charter = gate.charter();
  CHECK_OK(drafts_hold(gate, db, writer));
  std::optional<Draft> found;
  CHECK_OK(db.each(std::string(kColumns) + "AND id=$2 AND writer=$3", {charter.organisation.code, id, writer},
                   [&](const store::Row& r) { return found = read_row(charter, r), false; }));
  if (!found) return not_found();
  std::vector<Draft> one = {std::move(*found)};
  CHECK_OK(gate::name_those_that_stay(db, charter.org(), one, &Draft::person));
  return std::move(one.front());
}

}  // namespace

Drafts::Drafts(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

Result<DraftId> Drafts::save(const Pass& pass, const Draft& d) {
  const auto& charter = gate_.charter();
  const auto& kind = charter.at(d.kind);
  const auto now = clock_.now();
  const auto id = d.id.is_nil() ? DraftId::make(now.ms) : d.id;
  std::size_t bytes = 0;
  for (const auto& [name, value] : d.answers) bytes += name.size() + value.size();
  if (bytes > kMostBytes)
    return fail(Code::TooMuch, "This is too long to keep as a draft. Save it as an entry, or shorten it.");
  if (!pass.covers(d.person) || pass.service() != d.service) return not_found();

  auto sealed_for = pass.stays(d.person);
  const auto saved = db_.write([&](store::Txn& txn) -> Status {
    if (d.id.is_nil()) {
      CHECK_OK(txn.run(
          "INSERT INTO draft (org, id, writer, person, kind, service, entry, based_on, saved) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
          {charter.organisation.code, id, pass.actor(), sealed_for, kind.code, charter.at(d.service).code,
           d.entry ? store::Param(*d.entry) : store::Param(), std::int64_t{d.based_on}, now.ms}));
    } else {
      TRY(const auto old, find(gate_, txn, pass.actor(), id));
      if (old.person != pass.stays(d.person) || old.kind != d.kind) return not_found();
      sealed_for = old.sealed_for;
      CHECK_OK(txn.run("UPDATE draft SET based_on=$3, saved=$4 WHERE org=$1 AND id=$2",
                       {charter.organisation.code, id, std::int64_t{d.based_on}, now.ms}));
      CHECK_OK(vault_.drop(txn, pass, sealed_for, EntryId{id.raw}));
    }
    for (const auto& [category, part] : parted(kind, d.answers)) {
      const vault::SegmentName name{sealed_for, EntryId{id.raw}, 1, category,
                                    people::slot_for(charter, kind, EntryId{id.raw}, category)};
      CHECK_OK(vault_.put(txn, pass, name, as_bytes(json::serialize(part))));
    }
    return {};
  });
  CHECK_OK(saved);
  return id;
}

Result<Draft> Drafts::draft(const Pass& pass, StaffId writer, DraftId id) {
  Draft found;
  if (writer != pass.actor()) return not_found();
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    TRY(found, find(gate_, db, writer, id));
    if (!pass.covers(found.person)) return not_found();
    TRY(const auto segments, vault_.get(db, pass, found.sealed_for, EntryId{id.raw}, 1));
    for (const auto& opened : segments.opened) CHECK_OK(join(opened.plain, found.answers));
    return {};
  });
  CHECK_OK(read);
  return found;
}

Result<std::vector<Draft>> Drafts::mine(StaffId writer) {
  const auto& charter = gate_.charter();
  std::vector<Draft> drafts;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    CHECK_OK(drafts_hold(gate_, db, writer));
    CHECK_OK(db.each(std::string(kColumns) + "AND writer=$2 ORDER BY saved DESC, id",
                     {charter.organisation.code, writer}, [&](const store::Row& r) {
                       if (auto d = read_row(charter, r)) drafts.push_back(std::move(*d));
                       return true;
                     }));
    return gate::name_those_that_stay(db, charter.org(), drafts, &Draft::person);
  });
  CHECK_OK(read);
  return drafts;
}

Result<std::vector<Drafts::Waiting>> Drafts::waiting(const Pass& pass, PersonId person) {
  const auto& charter = gate_.charter();
  if (!pass.covers(person)) return not_found();
  std::vector<Waiting> out;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return people::each_of(db, "SELECT writer, service, COUNT(*) FROM draft WHERE org=$1 AND person IN",
                           "GROUP BY writer, service ORDER BY writer, service", {charter.org()},
                           pass.records_of(person), [&](const store::Row& r) {
                             if (const auto service = charter.find_service(r.text(1)))
                               out.push_back({r.id<StaffId>(0), *service, r.i64(2)});
                             return true;
                           });
  }));
  return out;
}

Result<std::int64_t> Drafts::count_of(StaffId writer) {
  std::int64_t n = 0;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each("SELECT COUNT(*) FROM draft WHERE org=$1 AND writer=$2", {gate_.charter().org(), writer},
                   [&](const store::Row& r) { return n = r.i64(0), false; });
  }));
  return n;
}

Status Drafts::discard(const Pass& pass, StaffId writer, DraftId id) {
  if (writer != pass.actor()) return not_found();
  return db_.write(
      [&](store::Txn& txn) -> Status { return drop_draft(txn, vault_, gate_.charter().org(), pass, id); });
}

Result<Draft> Drafts::place(StaffId writer, DraftId id) {
  Draft found;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    TRY(found, find(gate_, db, writer, id));
    return {};
  });
  CHECK_OK(read);
  return found;
}

Status drop_draft(store::Txn& txn, vault::Vault& vault, const OrgCode& org, const Pass& pass, DraftId id) {
  PersonId person;
  CHECK_OK(txn.each("SELECT person FROM draft WHERE org=$1 AND id=$2 AND writer=$3", {org, id, pass.actor()},
                    [&](const store::Row& r) { return person = r.id<PersonId>(0), false; }));
  if (person.is_nil() || !pass.covers(person)) return not_found();
  CHECK_OK(vault.drop(txn, pass, person, EntryId{id.raw}));
  CHECK_OK(txn.run("DELETE FROM draft WHERE org=$1 AND id=$2", {org, id}));
  return {};
}

}  // namespace candour::record
