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
    constexpr int kAt[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 17, 12, 18, 13, 20};
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
         "e.policy, e.post_key, e.mac, e.part_of FROM entry e JOIN policy p ON p.org=e.org AND p.id=e.policy " +
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

Result<std::optional<Entries::Row>> Entries::Row::read(const charter::Charter& c, const store::Row& r,
                                                       const Columns& at) {
  const auto kind = c.find_kind(r.text(at.kind));
  const auto service = c.find_service(r.text(at.service));
  if (!kind || !service) return std::nullopt;
  Row row;
  TRY(row.parts, people::Parts::parse(c, r.text(at.parts)));
  auto& e = row.entry;
  e.id = r.id<EntryId>(at.id);
  e.person = r.id<PersonId>(at.person);
  e.kind = *kind;
  e.service = *service;
  e.version = static_cast<std::uint32_t>(r.i64(at.version));
  e.state = r.str(at.state);
  e.happened = {r.i64(at.happened)};
  e.written = {r.i64(at.written)};
  e.author = r.id<StaffId>(at.author);
  e.changed = {r.i64(at.changed)};
  e.changed_by = r.id<StaffId>(at.changed_by);
  e.source = r.str(at.source);
  e.corrected = r.i64(at.corrected) != 0;
  if (!r.null(at.part_of)) e.part_of = r.id<EntryId>(at.part_of);
  return row;
}

Result<std::vector<Entries::Row>> Entries::Row::load(store::Session& db, const gate::Gate& gate,
                                                     std::string_view rest,
                                                     const std::vector<store::Param>& params,
                                                     std::size_t* read_so_far) {
  constexpr Columns kAt{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20};
  const auto& charter = gate.charter();
  std::vector<Row> rows;
  Status good;
  CHECK_OK(db.each(rest.starts_with("SELECT") ? std::string(rest) : select(rest), params,
                   [&](const store::Row& r) {
                     if (read_so_far) ++*read_so_far;
                     const auto kind = charter.find_kind(r.text(kAt.kind));
                     const auto service = charter.find_service(r.text(kAt.service));
                     if (!kind || !service) return true;
                     if (!row_holds(gate, r)) {
                       rows.push_back(of_nothing(r, *kind, *service));
                       return true;
                     }
                     auto row = read(charter, r, kAt);
                     if (!row) {
                       good = tl::unexpected<Error>(row.error());
                       return false;
                     }
                     auto& e = (*row)->entry;
                     e.purpose = r.str(14);
                     e.basis = r.str(15);
                     e.clause = r.str(16);
                     rows.push_back(std::move(**row));
                     return true;
                   }));
  CHECK_OK(good);
  return rows;
}

Result<Entries::Grounds> Entries::grounds_of(store::Session& db, std::int64_t policy) {
  {
    const Hold hold(lock_);
    if (const auto found = grounds_.find(policy); found != grounds_.end()) return found->second;
  }
  std::optional<Grounds> read;
  CHECK_OK(db.each("SELECT purpose, basis, clause FROM policy WHERE org=$1 AND id=$2",
                   {gate_.charter().org(), policy}, [&](const store::Row& r) {
                     read = Grounds{r.str(0), r.str(1), r.str(2)};
                     return false;
                   }));
  if (!read) return fail(Code::Corrupt, std::string(kEntryDoesNotHold), "why it is kept is gone");
  // What a transaction made that may yet be undone is not kept.
  if (db_.writing_here()) return *read;
  const Hold hold(lock_);
  return grounds_.insert_or_assign(policy, std::move(*read)).first->second;
}

/// One question for the entry and all that its seal counts.
Result<Entries::Row> Entries::load_one(store::Session& db, const Pass& pass, PersonId person, EntryId id) {
  const auto& charter = gate_.charter();
  const auto theirs = pass.records_of(person);
  if (!gate_.seals()) {
    TRY(auto rows, Row::load(db, gate_, "WHERE e.org=$1 AND e.id=$2", {charter.org(), id}));
    if (rows.empty() || std::ranges::find(theirs, rows.front().entry.person) == theirs.end())
      return not_found();
    return std::move(rows.front());
  }
  static const auto& table = *gate::seal_table("entry");
  static const Row::Columns kAt{table.at("id"),        table.at("person"),     table.at("kind"),
                                table.at("service"),   table.at("version"),    table.at("state"),
                                table.at("happened"),  table.at("written"),    table.at("author"),
                                table.at("changed"),   table.at("changed_by"), table.at("source"),
                                table.at("corrected"), table.at("parts"),      table.at("part_of")};
  static const int kPolicy = table.at("policy");
  gate::SealTally tally(gate_.seals(), gate::SealSet::Entry);
  std::optional<Row> row;
  std::optional<PersonId> stands_in;
  std::int64_t policy = 0;
  Status good;
  const Bytes none;
  CHECK_OK(db.each(gate::seal_query_of(gate::SealSet::Entry, 1), {charter.org(), none, id},
                   [&](const store::Row& r) {
                     if (tally.take(r) != &table) return true;
                     stands_in = r.id<PersonId>(kAt.person);
                     auto read = Row::read(charter, r, kAt);
                     if (!read) return good = tl::unexpected<Error>(read.error()), true;
                     row = std::move(*read);
                     policy = r.i64(kPolicy);
                     return true;
                   }));
  const bool holds = tally.holds(id.raw);
  if (!holds) gate_.seals()->tell(gate::SealSet::Entry, id.raw);
  // Whose it is said to be decides whether this reader hears of it at all.
  if (!stands_in || std::ranges::find(theirs, *stands_in) == theirs.end()) return not_found();
  if (!holds)
    return fail(Code::Corrupt, std::string(kEntryDoesNotHold),
                "entry " + id.text() + " does not fit its seal");
  CHECK_OK(good);
  if (!row) return not_found();
  TRY(auto grounds, grounds_of(db, policy));
  row->entry.purpose = std::move(grounds.purpose);
  row->entry.basis = std::move(grounds.basis);
  row->entry.clause = std::move(grounds.clause);
  return std::move(*row);
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

bool is_final(const charter::Kind& kind, std::string_view state) {
  const auto* s = find_state(kind, state);
  return s && s->final;
}

bool is_source(const charter::Charter& charter, std::string_view code) {
  if (code == "person" || code == "staff" || code == kFromOutside) return true;
  for (const auto& r : people::relations())
    if (r.code == code) return true;
  return charter::body_name(charter, code) != nullptr;
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
  return keep_policy(txn, charter, {purpose, basis, conditions, codes, clause, retention, {}, false});
}

namespace {
/// The part of the notice on which a value of the charter stands.
std::string part_of(const charter::Charter& c, std::string_view path) {
  const auto said = std::ranges::find(c.said, path, &charter::Said::path);
  return said == c.said.end() || said->ground.kind != charter::ValueGround::Kind::Part ? std::string()
                                                                                       : said->ground.ref;
}
}  // namespace

Result<std::int64_t> keep_policy(store::Txn& txn, const charter::Charter& charter, const PolicyContent& p) {
  if (p.automated && !charter.decides_by_computer())
    return not_allowed(
        "The notice says that no decision is made by a computer alone, so nothing is kept for one.",
        part_of(charter, "automated-decisions"));
  const auto& org = charter.organisation.code;
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

Status keep_version(store::Txn& txn, const OrgCode& org, const VersionRow& v) {
  return txn
      .run(
          "INSERT INTO entry_version (org, entry, version, at, by, change, state, parts) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
          {org, v.entry, v.version, v.at.ms, v.by, v.change, v.state, v.parts})
      .map([](auto) {});
}

}  // namespace candour::record
