#include "record/entry_rows.h"

#include <algorithm>
#include <cstring>

#include "base/calendar_words.h"
#include "gate/seals.h"
#include "people/relationship.h"
#include "vault/passwords.h"

namespace candour::record {
namespace {

std::string text_of(const charter::Values& values, std::string_view field) {
  const auto* found = values.if_contains(field);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

void add_word(std::string& list, std::string_view word) {
  if (word.empty() || (" " + list + " ").find(" " + std::string(word) + " ") != std::string::npos) return;
  list.append(list.empty() ? "" : " ").append(word);
}

/// Where the columns that the entry's own mark covers stand in the query below, in their order.
bool row_holds(const gate::Gate& gate, const store::Row& r) {
  if (!gate.seals()) return true;
  static const auto& table = *gate::seal_table("entry");
  static const auto columns = [] {
    constexpr int kAt[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 17, 12, 18, 13};
    auto all = table.handed;
    for (std::size_t i = 0; i < all.size(); ++i) all[i].at = kAt[i];
    return all;
  }();
  if (gate.seals()->row_holds(table, r, columns, 19)) return true;
  gate.seals()->tell(gate::SealSet::Entry, r.id<EntryId>(0).raw);
  return false;
}

}  // namespace

Status entry_holds(const gate::Gate& gate, store::Session& db, EntryId id) {
  if (!gate.seals()) return {};
  TRY(const bool holds, gate.seals()->hold(db, gate::SealSet::Entry, id.raw));
  if (holds) return {};
  return fail(Code::Corrupt, std::string(kEntryDoesNotHold), "entry " + id.text() + " does not fit its seal");
}

std::string Entries::Row::select(std::string_view rest) {
  return "SELECT e.id, e.person, e.kind, e.service, e.version, e.state, e.happened, e.written, e.author, "
         "e.changed, e.changed_by, e.source, e.corrected, e.parts, p.purpose, p.basis, p.clause, "
         "e.policy, e.post_key, e.mac FROM entry e JOIN policy p ON p.org=e.org AND p.id=e.policy " +
         std::string(rest);
}

/// An entry that is not believed: that it is there, and nothing else.
Entries::Row Entries::Row::of_nothing(const store::Row& r, KindIx kind, ServiceIx service) {
  Row row;
  row.entry.id = r.id<EntryId>(0);
  row.entry.person = r.id<PersonId>(1);
  row.entry.kind = kind;
  row.entry.service = service;
  row.entry.happened = {r.i64(6)};
  row.entry.holds = false;
  return row;
}

Result<std::vector<Entries::Row>> Entries::Row::load(store::Session& db, const gate::Gate& gate,
                                                     std::string_view rest,
                                                     const std::vector<store::Param>& params,
                                                     std::size_t* read) {
  const auto& charter = gate.charter();
  std::vector<Row> rows;
  Status good;
  CHECK_OK(db.each(rest.starts_with("SELECT") ? std::string(rest) : select(rest), params,
                   [&](const store::Row& r) {
                     if (read) ++*read;
                     const auto kind = charter.find_kind(r.text(2));
                     const auto service = charter.find_service(r.text(3));
                     if (!kind || !service) return true;
                     if (!row_holds(gate, r)) {
                       rows.push_back(of_nothing(r, *kind, *service));
                       return true;
                     }
                     auto parts = people::Parts::parse(charter, r.text(13));
                     if (!parts) {
                       good = tl::unexpected<Error>(parts.error());
                       return false;
                     }
                     Row row;
                     auto& e = row.entry;
                     e.id = r.id<EntryId>(0);
                     e.person = r.id<PersonId>(1);
                     e.kind = *kind;
                     e.service = *service;
                     e.version = static_cast<std::uint32_t>(r.i64(4));
                     e.state = r.str(5);
                     e.happened = {r.i64(6)};
                     e.written = {r.i64(7)};
                     e.author = r.id<StaffId>(8);
                     e.changed = {r.i64(9)};
                     e.changed_by = r.id<StaffId>(10);
                     e.source = r.str(11);
                     e.corrected = r.i64(12) != 0;
                     e.purpose = r.str(14);
                     e.basis = r.str(15);
                     e.clause = r.str(16);
                     row.parts = std::move(*parts);
                     rows.push_back(std::move(row));
                     return true;
                   }));
  CHECK_OK(good);
  return rows;
}

Result<Entries::Row> Entries::Row::load_one(store::Session& db, const gate::Gate& gate, const Pass& pass,
                                            PersonId person, EntryId id) {
  TRY(auto rows, load(db, gate, "WHERE e.org=$1 AND e.id=$2", {gate.charter().organisation.code, id}));
  const auto theirs = pass.records_of(person);
  if (rows.empty() || std::ranges::find(theirs, rows.front().entry.person) == theirs.end())
    return not_found();
  CHECK_OK(entry_holds(gate, db, id));
  if (!rows.front().entry.holds)
    return fail(Code::Corrupt, std::string(kEntryDoesNotHold),
                "entry " + id.text() + " does not carry its mark");
  return std::move(rows.front());
}

UnixMs happened_at(const charter::Kind& kind, const charter::Values& values, UnixMs otherwise) {
  if (kind.date_field.empty()) return otherwise;
  const auto text = text_of(values, kind.date_field);
  if (const auto date = parse_iso_date(text)) return start_of_day(*date);
  if (const auto minute = parse_iso_minute(text)) {
    if (const auto at = to_unix(*minute)) return *at;
    return start_of_day(minute->date);  // an hour that the clocks skipped
  }
  return otherwise;
}

const charter::State* find_state(const charter::Kind& kind, std::string_view code) {
  for (const auto& s : kind.states)
    if (s.code == code) return &s;
  return nullptr;
}

bool is_source(const charter::Charter& charter, std::string_view code) {
  if (code == "person" || code == "staff" || code == kFromOutside) return true;
  for (const auto& r : people::relations())
    if (r.code == code) return true;
  for (const auto& r : charter.recipients)
    if (r.code == code) return true;
  return false;
}

Result<std::int64_t> policy_for(store::Txn& txn, const charter::Charter& charter, const Pass& pass,
                                ServiceIx service, const charter::Kind& kind, CategorySet categories) {
  const auto* body = kind.find_field(kind.body_field);
  auto main = body ? body->category : CategoryIx{};
  bool found = body && categories.has(main);
  std::string codes, retention, conditions;
  categories.each([&](CategoryIx c) {
    if (!found) main = c;
    found = true;
    add_word(codes, charter.at(c).code);
    if (const auto* rule = charter.retention_for(service, kind.ix, c)) add_word(retention, rule->code);
    for (const auto i : charter.at(pass.ground(c).purpose).conditions)
      add_word(conditions, charter.conditions[i].code);
  });
  const auto& ground = pass.ground(main);
  const auto& purpose = charter.at(ground.purpose).code;
  const auto basis = charter::basis_code(static_cast<charter::Basis>(ground.basis));
  const auto& clause = charter.clause_text(ground.clause);
  return keep_policy(txn, charter.organisation.code,
                     {purpose, basis, conditions, codes, clause, retention, {}, false});
}

Result<std::int64_t> keep_policy(store::Txn& txn, const std::string& org, const PolicyContent& p) {
  std::string all;
  for (const auto part : {p.purpose, p.basis, p.conditions, p.categories, p.clause, p.retention})
    all.append(part).append("\n");
  if (!p.recipient.empty() || p.automated)
    all.append(p.recipient).append(p.automated ? "\nautomated\n" : "\n");
  for (;;) {
    std::int64_t id = 0;
    std::memcpy(&id, vault::token_hash(all).data(), sizeof id);
    TRY(const auto made,
        txn.run(
            "INSERT INTO policy (org, id, purpose, basis, conditions, categories, clause, retention, "
            "recipient, automated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            {org, id, p.purpose, p.basis, p.conditions, p.categories, p.clause, p.retention, p.recipient,
             p.automated}));
    bool same = made > 0;
    if (!same)
      CHECK_OK(txn.each("SELECT purpose, recipient, automated FROM policy WHERE org=$1 AND id=$2", {org, id},
                        [&](const store::Row& r) {
                          same = r.text(0) == p.purpose && r.text(1) == p.recipient &&
                                 (r.i64(2) != 0) == p.automated;
                          return false;
                        }));
    if (same) return id;
    all += "again\n";  // the row was changed since: these are other reasons now
  }
}

}  // namespace candour::record
