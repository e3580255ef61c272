#include "people/person.h"

#include "base/calendar_words.h"
#include "gate/words.h"
#include "people/collecting.h"
#include "people/conflict_check.h"
#include "people/details_check.h"
#include "people/disputed_rows.h"
#include "people/lists.h"
#include "people/own_doors.h"
#include "people/person_history.h"
#include "people/person_rows.h"
#include "people/sealed_reference.h"
#include "people/values_in.h"
#include "people/whom_to_tell.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr int kReferenceTries = 8;

/// The date of death is the engine's: it stands in the row, not among the answers.
charter::Values without_death(const charter::Values& values) {
  auto plain = values;
  plain.erase("died");
  return plain;
}

Status keep_version(store::Txn& txn, const charter::Charter& charter, PersonId id, std::uint32_t version,
                    UnixMs at, StaffId by, std::string_view why, const Parts& parts) {
  CHECK_OK(
      txn.run("INSERT INTO person_version (org, person, version, at, by, why, parts) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7)",
              {charter.organisation.code, id, std::int64_t{version}, at.ms, by, why, parts.text(charter)}));
  return {};
}

/// The details of one that leads to another record stay as they were when it was joined.
Status joined_meanwhile() {
  return fail(
      Code::Conflict,
      "This record was joined with another one meanwhile. Open it again: it leads to the one that stays.");
}

Status conflict() {
  return fail(Code::Conflict,
              "Somebody else changed these details while you were writing. "
              "Nothing was lost: look at both and save again.");
}

}  // namespace

std::string Profile::name() const {
  const auto given = text_of(values, "given-name"), family = text_of(values, "family-name");
  // Where a service asks for no name, what they like to be called stands for it.
  if (given.empty() && family.empty()) return text_of(values, "name-used");
  return given.empty() || family.empty() ? given + family : given + " " + family;
}

std::string Profile::likes() const {
  const auto used = text_of(values, "name-used");
  return used == text_of(values, "given-name") ? std::string() : used;
}

std::optional<charter::Date> Profile::birth_date() const {
  return parse_iso_date(text_of(values, "birth-date"));
}

People::People(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate),
      db_(db),
      vault_(vault),
      clock_(clock),
      references_(reference_codes(vault, db.org())),
      listener_(std::make_shared<Listener>()),
      announced_by_(vault::random_token(9)) {}

void People::tell_names(store::Txn& txn, PersonId id, const charter::Values* values) {
  txn.announce(std::string(kNamesAnnounced) + " " + id.text() + " " + announced_by_);
  txn.after(
      [listener = listener_, id, values = values ? std::optional(*values) : std::nullopt](bool committed) {
        if (committed && listener->heard) listener->heard(id, values ? &*values : nullptr);
      });
}

void People::on_names(OnNames listener) {
  listener_->heard = std::move(listener);
}

Result<Profile> People::add(store::Txn& txn, const Pass& pass, PersonId id, const charter::Values& given) {
  const auto& charter = gate_.charter();
  const auto& kind = Row::kind(charter);
  const auto now = clock_.now();
  TRY(const auto values,
      may_collect(charter, pass.service(), kind.ix, without_death(given), pass.may_write(), today(now)));
  TRY(const auto parts,
      seal_first(txn, vault_, charter, pass, {id, Row::profile_entry(id), &kind}, values, {}));

  std::string reference;
  for (int tries = 0; reference.empty(); ++tries) {
    if (tries == kReferenceTries) return fail(Code::Conflict, "This person is kept already.");
    auto next =
        make_reference(charter.organisation.reference_prefix, vault::token_hash(vault::random_token()));
    TRY(const auto rows,
        txn.run("INSERT INTO person (org, id, reference, version, parts, created, changed, changed_by) "
                "VALUES ($1, $2, $3, 1, $4, $5, $5, $6) ON CONFLICT DO NOTHING",
                {charter.organisation.code, id, references_.seal(next), parts.text(charter), now.ms,
                 pass.actor()}));
    if (rows == 1) reference = std::move(next);
  }
  CHECK_OK(keep_version(txn, charter, id, 1, now, pass.actor(), "added", parts));
  CHECK_OK(replace_tokens(txn, vault_, charter, id, parts.categories(), values));
  CHECK_OK(look_for_conflicts(txn, vault_, charter, id, parts.categories(), values, now));
  CHECK_OK(ask_for_decision(txn, pass, id, id.text(), {}, values, now));
  CHECK_OK(gate_.ledger().append(
      txn, gate_.entry_for(pass, ledger::Act::Create, "profile", id.text(), parts.categories())));
  tell_names(txn, id, &values);

  Profile profile;
  profile.id = id;
  profile.reference = std::move(reference);
  profile.values = values;
  profile.created = profile.changed = now;
  profile.changed_by = pass.actor();
  return profile;
}

Result<std::uint32_t> People::change(const Pass& pass, PersonId id, std::uint32_t based_on,
                                     const charter::Values& given, bool correction) {
  const auto& charter = gate_.charter();
  const auto& kind = Row::kind(charter);
  const auto now = clock_.now();
  auto version = based_on;
  const auto saved = db_.write([&](store::Txn& txn) -> Status {
    if (!pass.covers(id)) return not_found();
    if (pass.stays(id) != id) return joined_meanwhile();
    TRY(const auto row, Row::load_one(txn, charter, references_, id));
    if (row.version != based_on) return conflict();
    TRY(const auto old, open_one(txn, vault_, gate_.charter(), pass, row.stored()));
    const auto before = old.values();
    auto values = without_death(given);
    drop_unasked(charter, pass.service(), kind, values);
    TRY(values, may_collect(charter, pass.service(), kind.ix, values, pass.may_see(), today(now)));
    keep_unasked(charter, pass.service(), kind, before, values);
    if (row.died) {
      auto with_death = values;
      with_death["died"] = iso_date(*row.died);
      for (const auto& p : charter::order_problems(kind, with_death))
        if (p.field == "died") return invalid("birth-date", p.message);
    }
    if (!correction) values = with_history(before, std::move(values), today(now));

    TRY(const auto sealed, seal_change(txn, vault_, charter, pass, {id, Row::profile_entry(id), &kind},
                                       based_on + 1, row.parts, old, values, {}));
    if (sealed.touched.empty()) return {};  // the same form, sent twice
    version = based_on + 1;
    CHECK_OK(
        txn.run("UPDATE person SET version=$3, parts=$4, changed=$5, changed_by=$6 "
                "WHERE org=$1 AND id=$2",
                {charter.organisation.code, id, std::int64_t{version}, sealed.parts.text(charter), now.ms,
                 pass.actor()}));
    CHECK_OK(keep_version(txn, charter, id, version, now, pass.actor(), correction ? "correction" : "change",
                          sealed.parts));
    CHECK_OK(replace_tokens(txn, vault_, charter, id, sealed.touched, values));
    CHECK_OK(own_doors_follow(txn, vault_, charter, pass, id, sealed.touched, values));
    CHECK_OK(look_for_conflicts(txn, vault_, charter, id, sealed.touched, values, now));
    CHECK_OK(ask_for_decision(txn, pass, id, id.text(), before, values, now));
    for (const auto& record : pass.records_of(id))  // the details of one that was joined are these
      CHECK_OK(put_right(txn, charter.org(), record.raw, before, values, now));
    CHECK_OK(gate_.ledger().append(
        txn, gate_.entry_for(pass, correction ? ledger::Act::Correct : ledger::Act::Change, "profile",
                             id.text(), sealed.touched)));
    // Who writes how to reach somebody has just asked.
    const auto reach = charter.find_category("contact");
    if (reach && sealed.touched.has(*reach))
      CHECK_OK(found_right(txn, charter, pass, id, today(now)).map([](auto) {}));
    if (correction && on_corrected_) CHECK_OK(on_corrected_(txn, pass, id, sealed.touched));
    const auto* name = kind.find_field("family-name");
    if (name && sealed.touched.has(name->category)) tell_names(txn, id, &values);
    return {};
  });
  CHECK_OK(saved);
  return version;
}

Status People::record_death(const Pass& pass, PersonId id, charter::Date on, bool undo) {
  const auto& charter = gate_.charter();
  const auto now = clock_.now();
  if (!undo && (!on.ok() || on > today(now))) return invalid("died", "The date must be today or earlier");
  CategorySet touched;
  touched.add(gate::identity_category(charter));
  return db_.write([&](store::Txn& txn) -> Status {
    if (!pass.covers(id)) return not_found();
    if (pass.stays(id) != id) return joined_meanwhile();
    // Only a pass for a duty sees who the person is and writes the words of decisions.
    if (!pass.sees(id, gate::identity_category(charter)) || !pass.writes(id, gate::words_category(charter)))
      return not_allowed("Your role may not record a death.",
                         charter.clause_text(pass.ground(gate::identity_category(charter)).clause));
    TRY(const auto row, Row::load_one(txn, charter, references_, id));
    const auto died = iso_date(on);
    TRY(const auto stored, open_one(txn, vault_, gate_.charter(), pass, row.stored()));
    auto values = stored.values();
    values["died"] = died;
    for (const auto& p : charter::order_problems(Row::kind(charter), values))
      if (!undo && p.field == "died") return invalid("died", p.message);
    CHECK_OK(
        txn.run("UPDATE person SET died=$3, version=$4, changed=$5, changed_by=$6 "
                "WHERE org=$1 AND id=$2",
                {charter.organisation.code, id, undo ? store::Param() : store::Param(died),
                 std::int64_t{row.version + 1}, now.ms, pass.actor()}));
    CHECK_OK(keep_version(txn, charter, id, row.version + 1, now, pass.actor(),
                          undo ? "death-undone" : "death", row.parts));
    auto line = gate_.entry_for(pass, ledger::Act::Change, "death", id.text(), touched);
    line.note = undo ? "undone" : "recorded";
    CHECK_OK(gate_.ledger().append(txn, line));
    if (undo) return gate::close_tasks(txn, charter.org(), gate::kHasDied, id.text(), now);
    return tell_who_supports(txn, charter, {{}, {}, std::string(gate::kHasDied), id, id.text(), now});
  });
}

}  // namespace candour::people
