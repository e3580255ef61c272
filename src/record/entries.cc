#include "record/entries.h"

#include <algorithm>
#include <array>

#include "base/calendar.h"
#include "base/text.h"
#include "charter/consent_terms.h"
#include "gate/things.h"
#include "people/collecting.h"
#include "people/disputed_rows.h"
#include "people/limits.h"
#include "people/values_in.h"
#include "record/agreements.h"
#include "record/alerts.h"
#include "record/by_notice.h"
#include "record/disclosures.h"
#include "record/entry_rows.h"
#include "record/named.h"

namespace candour::record {
namespace {

constexpr std::size_t kMostWords = 4000;  // letters of why something was corrected or moved

tl::unexpected<Error> conflict() {
  return fail(Code::Conflict,
              "Somebody else changed this while you were writing. Nothing was lost: look at "
              "both and save again.");
}

/// The entry of the first post, if this is the second of the same form.
Result<std::optional<EntryId>> posted_before(store::Txn& txn, const std::string& org, const Pass& pass,
                                             const NewEntry& e, std::string_view kind) {
  std::optional<EntryId> first;
  bool mine = false;
  if (e.post_key.empty()) return first;
  CHECK_OK(txn.each("SELECT id, person, author, kind FROM entry WHERE org=$1 AND post_key=$2",
                    {org, e.post_key}, [&](const store::Row& r) {
                      first = r.id<EntryId>(0);
                      mine = r.id<PersonId>(1) == e.person && r.id<StaffId>(2) == pass.actor() &&
                             r.text(3) == kind;
                      return false;
                    }));
  if (first && !mine) return fail(Code::Conflict, "This form was sent before. Open it again and write anew.");
  return first;
}

/// What a later step asks is answered with that step, by whoever takes it, and not beforehand.
Status not_before_its_step(const charter::Kind& kind, const charter::Values& before,
                           const charter::Values& values) {
  std::vector<FieldProblem> problems;
  for (const auto& f : kind.fields)
    if (kind.asked_at_a_step(f.code) && values.contains(f.code) && !before.contains(f.code))
      problems.push_back({f.code, "“" + f.label + "” is asked at a later step."});
  return problems.empty() ? Status{} : Status(invalid(std::move(problems)));
}

/// Where a changed entry stands: as before, unless nobody has moved it yet and an answer that decided where
/// it begins was mistaken.
Result<std::string> state_after(store::Txn& txn, const std::string& org, const Entry& entry,
                                const charter::Kind& kind, const charter::Values& before,
                                const charter::Values& after) {
  const auto was = charter::first_state(kind, before), is = charter::first_state(kind, after);
  bool moved = was == is || entry.state != was;
  if (!moved)
    CHECK_OK(txn.each("SELECT change FROM entry_version WHERE org=$1 AND entry=$2", {org, entry.id},
                      [&](const store::Row& r) {
                        moved = moved || r.text(0).starts_with("move:");
                        return true;
                      }));
  return moved ? entry.state : is;
}

/// Whether a form of consent says something else now.
bool says_otherwise(const charter::Values& before, const charter::Values& after) {
  return std::ranges::any_of(
      std::array{charter::consent_field::kPurpose, charter::consent_field::kAnswer},
      [&](std::string_view code) { return people::text_of(before, code) != people::text_of(after, code); });
}

Status only_one(store::Txn& txn, const std::string& org, const charter::Kind& kind, PersonId person) {
  bool there = false;
  if (!kind.one_per_person) return {};
  CHECK_OK(txn.each("SELECT 1 FROM entry WHERE org=$1 AND person=$2 AND kind=$3 LIMIT 1",
                    {org, person, kind.code}, [&](const store::Row&) { return there = true, false; }));
  if (there)
    return fail(Code::Conflict, "There is a \"" + kind.name + "\" already. Change that one instead.");
  return {};
}

}  // namespace

Entries::Entries(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

Error Entries::refused(const Pass& pass, PersonId person, std::string_view what, std::string_view thing,
                       Error why) {
  if (!is_by_notice(why)) return why;
  auto line = gate_.entry_for(pass, ledger::Act::Refuse, what, thing, {});
  line.people = {person};
  line.clause = why.clause;
  line.outcome = "not-allowed";
  if (auto kept = gate_.ledger().record(line); !kept) return kept.error();
  return why;
}

namespace {

ledger::Entry line_of_shared(const gate::Gate& gate, const Pass& pass, const Shared& s, EntryId by) {
  auto line = gate.entry_for(pass, ledger::Act::Disclose, gate::thing_code(gate::Thing::Shared), s.with,
                             s.categories);
  if (s.basis != charter::Basis::None) line.basis = charter::basis_code(s.basis);
  line.clause = s.clause;
  line.note = "entry:" + by.text();
  return line;
}

}  // namespace

Status Entries::reaches(const Pass& pass, const NewEntry& e) const {
  if (!pass.covers(e.person)) return not_found();
  return names_who_can_open(gate_, e.person, e.service, gate_.charter().at(e.kind), {}, e.values);
}

Result<EntryId> Entries::write(const Pass& pass, const NewEntry& e) {
  CHECK_OK(reaches(pass, e));
  EntryId id;
  const auto saved = after(db_.write([&](store::Txn& txn) -> Status {
    TRY(id, write_at(txn, pass, e, clock_.now()));
    return {};
  }));
  if (!saved)
    return tl::unexpected<Error>(
        refused(pass, e.person, gate_.charter().at(e.kind).code, "write", saved.error()));
  return id;
}

Result<EntryId> Entries::write(store::Txn& txn, const Pass& pass, const NewEntry& e, UnixMs written) {
  return write_at(txn, pass, e, written);
}

Result<EntryId> Entries::write_at(store::Txn& txn, const Pass& pass, const NewEntry& given, UnixMs written) {
  const auto& charter = gate_.charter();
  const auto& org = charter.organisation.code;
  if (!pass.covers(given.person)) return not_found();
  auto e = given;
  e.person = pass.stays(e.person);  // what is new stands in the record that stays
  const auto& kind = charter.at(e.kind);
  if (pass.service() != e.service || kind.engine)
    return not_allowed("This cannot be written here.", charter.at(e.service).clause);
  if (!is_source(charter, e.source)) return invalid("source", "Choose who told us this");
  if (auto words = too_long(e.source_name, people::limits::kName, "the name of who told us"); !words.empty())
    return invalid("source-name", words);
  TRY(const auto first, posted_before(txn, org, pass, e, kind.code));
  if (first) return *first;
  if (e.shared) CHECK_OK(letter_may_go(txn, consent_rooms(), pass, e.person, e.service, *e.shared));
  TRY(auto values, people::may_collect(charter, e.service, e.kind, e.values, pass.may_write(), clock_.now()));
  const ConsentForm consent{e.person, e.service, &kind};
  CHECK_OK(complete_by_charter(txn, consent_rooms(), pass, consent, values, nullptr));
  CHECK_OK(not_before_its_step(kind, {}, values));
  CHECK_OK(people::in_life(txn, charter, kind, e.person, {}, values));
  for (const auto& record : pass.records_of(e.person)) CHECK_OK(only_one(txn, org, kind, record));

  const auto id = e.id.is_nil() ? EntryId::make(written.ms) : e.id;
  people::Marks marks;
  if (!e.source_name.empty()) marks["#source-name"] = clean_line(e.source_name);
  TRY(const auto parts, people::seal_first(txn, vault_, charter, pass, {e.person, id, &kind}, values, marks));
  TRY(const auto policy, policy_for(txn, charter, pass, e.service, kind, parts.categories()));
  const std::string state = charter::first_state(kind, values);
  TRY(const auto part_of, first_part(txn, pass, e));
  CHECK_OK(
      txn.run("INSERT INTO entry (org, id, person, kind, service, version, state, happened, written, author, "
              "changed, "
              "changed_by, source, policy, post_key, parts, part_of) "
              "VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $8, $9, $10, $11, $12, $13, $14)",
              {org, id, e.person, kind.code, charter.at(e.service).code, state,
               happened_at(kind, values, written).ms, written.ms, pass.actor(), e.source, policy,
               e.post_key.empty() ? store::Param() : store::Param(e.post_key), parts.text(charter),
               part_of.is_nil() ? store::Param() : store::Param(part_of)}));
  CHECK_OK(keep_version(txn, charter.org(),
                        {id, 1, written, pass.actor(), "written", state, parts.text(charter)}));
  CHECK_OK(settle_deadlines(txn, charter,
                            {id, e.person, e.service, &kind, state, true, written, written, today(written)},
                            values, pass.may_write()));
  CHECK_OK(
      alert_by_answers(txn, pass, {id, e.person, e.service, &kind, pass.actor(), pass.actor()}, {}, values));
  CHECK_OK(people::ask_for_decision(txn, pass, e.person, id.text(), {}, values, clock_.now()));
  CHECK_OK(settle(txn, pass, consent, id, values, state, true));
  if (e.from_draft) CHECK_OK(drop_draft(txn, vault_, charter.org(), pass, *e.from_draft));
  CHECK_OK(gate_.ledger().append(
      txn, gate_.entry_for(pass, ledger::Act::Create, kind.code, id.text(), parts.categories())));
  if (e.shared) CHECK_OK(gate_.ledger().append(txn, line_of_shared(gate_, pass, *e.shared, id)));
  return id;
}

Result<std::uint32_t> Entries::change(const Pass& pass, PersonId person, EntryId id, std::uint32_t based_on,
                                      const charter::Values& values, std::string_view correction_why) {
  std::uint32_t version = 0;
  const auto saved = after(db_.write([&](store::Txn& txn) -> Status {
    TRY(version, change_in(txn, pass, person, id, based_on, values, correction_why));
    return {};
  }));
  if (!saved) return tl::unexpected<Error>(refused(pass, person, "change", id.text(), saved.error()));
  return version;
}

Result<std::uint32_t> Entries::change_in(store::Txn& txn, const Pass& pass, PersonId person, EntryId id,
                                         std::uint32_t based_on, const charter::Values& given,
                                         std::string_view correction_why) {
  const auto& charter = gate_.charter();
  const auto now = clock_.now();
  if (!pass.covers(person)) return not_found();
  TRY(const auto row, load_one(txn, pass, person, id));
  const auto sealed_for = row.entry.person;  // where it stood before records were joined, it goes on
  const auto sight = sight_of(pass, row);
  const auto& kind = charter.at(row.entry.kind);
  if (pass.service() != row.entry.service)
    return not_allowed("This was written in another service.", charter.at(row.entry.service).clause);
  if (row.entry.version != based_on) return conflict();
  const auto* state = find_state(kind, row.entry.state);
  const auto why = clean_text(correction_why);
  const bool correction = !why.empty();
  if (auto words = too_long(why, kMostWords, "the reason"); !words.empty()) return invalid("why", words);
  const auto locked = [&]() -> Status {
    return not_allowed("This is \"" + state->name +
                           "\" and no longer changes. If something in it is wrong, " +
                           "correct it and say why: the old words are kept.",
                       charter.at(row.entry.service).clause);
  };
  const bool shut = state && state->locked && !correction;
  if (shut && !kind.goes_on()) return tl::unexpected<Error>(locked().error());
  TRY(const auto old, people::open_one(txn, vault_, charter, sight, row.stored()));
  if (old.untold) return not_found();
  const auto before = old.values();
  auto values = given;
  people::drop_unasked(charter, row.entry.service, kind, values);
  TRY(values, people::may_collect(charter, row.entry.service, kind.ix, values, sight.may_see(), now));
  people::keep_unasked(charter, row.entry.service, kind, before, values);
  if (shut && !kind.differ_in_live_alone(before, values)) return tl::unexpected<Error>(locked().error());
  const ConsentForm consent{sealed_for, row.entry.service, &kind};
  if (values != before) CHECK_OK(complete_by_charter(txn, consent_rooms(), sight, consent, values, &before));
  CHECK_OK(not_before_its_step(kind, before, values));
  CHECK_OK(people::in_life(txn, charter, kind, person, before, values));
  CHECK_OK(names_who_can_open(gate_, person, row.entry.service, kind, before, values));
  TRY(const auto now_in, state_after(txn, charter.organisation.code, row.entry, kind, before, values));
  people::Marks marks;
  if (correction) marks["#why"] = why;
  const auto version = based_on + 1;
  TRY(const auto sealed, people::seal_change(txn, vault_, charter, sight, {sealed_for, id, &kind}, version,
                                             row.parts, old, values, marks));
  if (sealed.touched.empty()) {
    if (correction) return invalid("why", "Nothing was changed, so there is nothing to correct");
    return based_on;  // the same form, sent twice
  }

  CHECK_OK(txn.run(
      "UPDATE entry SET version=$3, happened=$4, changed=$5, changed_by=$6, parts=$7, "
      "corrected=CASE WHEN $8=1 THEN 1 ELSE corrected END, state=$9 WHERE org=$1 AND id=$2",
      {charter.organisation.code, id, std::int64_t{version}, happened_at(kind, values, row.entry.happened).ms,
       now.ms, pass.actor(), sealed.parts.text(charter), correction, now_in}));
  CHECK_OK(keep_version(txn, charter.org(),
                        {id, std::int64_t{version}, now, pass.actor(), correction ? "corrected" : "changed",
                         now_in, sealed.parts.text(charter)}));
  CHECK_OK(settle_deadlines(txn, charter,
                            {id, sealed_for, row.entry.service, &kind, now_in, now_in != row.entry.state,
                             row.entry.written, now, today(now)},
                            values, sight.may_see()));
  CHECK_OK(alert_by_answers(
      txn, pass, {id, sealed_for, row.entry.service, &kind, row.entry.author, pass.actor()}, before, values));
  CHECK_OK(people::ask_for_decision(txn, pass, person, id.text(), before, values, now));
  CHECK_OK(settle(txn, pass, consent, id, values, now_in, says_otherwise(before, values)));
  CHECK_OK(people::put_right(txn, charter.org(), id.raw, before, values, now));
  if (correction) CHECK_OK(correction_to_hear(txn, pass, person, row.entry, sealed.touched));
  CHECK_OK(gate_.ledger().append(
      txn, gate_.entry_for(pass, correction ? ledger::Act::Correct : ledger::Act::Change, kind.code,
                           id.text(), sealed.touched)));
  return version;
}

}  // namespace candour::record
