#include "gate/consent_flags.h"

#include <algorithm>

#include "charter/consent_terms.h"

namespace candour::gate {
namespace {

Status may_change(const Pass& pass, PersonId person) {
  if (pass.covers(person) && !pass.may_write().empty()) return {};
  return not_allowed("You may read this, but not change what the person agreed to.", "");
}

}  // namespace

Status ConsentFlags::tell(store::Txn& txn, const Pass& pass, std::string_view about, ledger::Act act,
                          std::string_view what, std::string_view note) {
  auto e = gate_.entry_for(pass, act, what, std::string(about), {});
  e.note = note;
  return gate_.ledger().append(txn, e).map([](auto) {});
}

Status ConsentFlags::give(store::Txn& txn, const Pass& pass, PersonId person, std::string_view to,
                          const GivenConsent& given) {
  CHECK_OK(may_change(pass, person));
  const auto what = charter::agreed_to(gate_.charter(), to);
  if (!what || (what->purpose && !charter::may_be_agreed_to(*what->purpose)))
    return invalid("purpose", "This purpose does not rest on consent, so there is nothing to agree to.");
  const auto& code = what->code;
  const auto now = clock_.now();
  for (const auto& record : pass.records_of(person))
    CHECK_OK(
        txn.run("UPDATE consent_flag SET withdrawn_at=$4 WHERE org=$1 AND person=$2 AND purpose=$3 AND "
                "withdrawn_at IS NULL",
                {pass.org(), record, code, now.ms}));
  // Given, withdrawn and given again within one millisecond would share a key; the later one wins.
  CHECK_OK(txn.run(
      "INSERT INTO consent_flag (org, person, purpose, given_at, entry, until) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (org, person, purpose, given_at) DO UPDATE SET withdrawn_at=NULL, entry=excluded.entry, "
      "until=excluded.until",
      {pass.org(), pass.stays(person), code, now.ms,
       given.entry ? store::Param(*given.entry) : store::Param(),
       given.until ? store::Param(given.until->ms) : store::Param()}));
  return tell(txn, pass, code, ledger::Act::Create, "consent", "given");
}

Result<bool> ConsentFlags::stands(store::Session& db, const Pass& pass, PersonId person,
                                  std::string_view to) const {
  bool yes = false;
  for (const auto& record : pass.records_of(person))
    CHECK_OK(db.each(
        "SELECT 1 FROM consent_flag WHERE org=$1 AND person=$2 AND purpose=$3 AND withdrawn_at IS NULL "
        "AND (until IS NULL OR until>$4)",
        {pass.org(), record, std::string(to), clock_.now().ms}, [&](const store::Row&) {
          yes = true;
          return false;
        }));
  return yes;
}

Status ConsentFlags::withdraw(store::Txn& txn, const Pass& pass, PersonId person, std::string_view to) {
  CHECK_OK(may_change(pass, person));
  std::int64_t all = 0;
  for (const auto& record : pass.records_of(person)) {
    TRY(const auto rows,
        txn.run("UPDATE consent_flag SET withdrawn_at=$4 WHERE org=$1 AND person=$2 AND purpose=$3 "
                "AND withdrawn_at IS NULL",
                {pass.org(), record, std::string(to), clock_.now().ms}));
    all += rows;
  }
  if (all == 0) return not_found();
  return tell(txn, pass, to, ledger::Act::Change, "consent", "withdrawn");
}

Status ConsentFlags::record_objection(const Pass& pass, PersonId person, PurposeIx purpose) {
  return db_.write([&](store::Txn& txn) { return record_objection(txn, pass, person, purpose); });
}

Status ConsentFlags::withdraw_objection(const Pass& pass, PersonId person, PurposeIx purpose) {
  return db_.write([&](store::Txn& txn) { return withdraw_objection(txn, pass, person, purpose); });
}

Status ConsentFlags::withdraw_of(store::Txn& txn, const Pass& pass, EntryId entry,
                                 std::optional<PurposeIx> but) {
  CHECK_OK(may_change(pass, pass.people().front()));
  const std::string kept = but ? gate_.charter().at(*but).code : "";
  TRY(const auto rows,
      txn.run("UPDATE objection_flag SET withdrawn_at=$4 WHERE org=$1 AND entry=$2 AND purpose<>$3 AND "
              "withdrawn_at IS NULL",
              {pass.org(), entry, kept, clock_.now().ms}));
  return rows == 0 ? Status{} : tell(txn, pass, entry.text(), ledger::Act::Change, "objection", "withdrawn");
}

Status ConsentFlags::record_objection(store::Txn& txn, const Pass& pass, PersonId person, PurposeIx purpose,
                                      std::optional<EntryId> entry) {
  CHECK_OK(may_change(pass, person));
  const auto& code = gate_.charter().at(purpose).code;
  bool live = false;
  for (const auto& record : pass.records_of(person))
    CHECK_OK(
        txn.each("SELECT 1 FROM objection_flag WHERE org=$1 AND person=$2 AND purpose=$3 AND "
                 "withdrawn_at IS NULL",
                 {pass.org(), record, code}, [&](const store::Row&) {
                   live = true;
                   return false;
                 }));
  if (live) return fail(Code::Conflict, "This is recorded already. Load the page again and look.");
  CHECK_OK(txn.run(
      "INSERT INTO objection_flag (org, person, purpose, made_at, entry) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (org, person, purpose, made_at) DO UPDATE SET withdrawn_at=NULL, entry=excluded.entry",
      {pass.org(), pass.stays(person), code, clock_.now().ms,
       entry ? store::Param(*entry) : store::Param()}));
  return tell(txn, pass, code, ledger::Act::Create, "objection", "made");
}

Status ConsentFlags::withdraw_objection(store::Txn& txn, const Pass& pass, PersonId person,
                                        PurposeIx purpose) {
  CHECK_OK(may_change(pass, person));
  std::int64_t all = 0;
  for (const auto& record : pass.records_of(person)) {
    TRY(const auto rows,
        txn.run("UPDATE objection_flag SET withdrawn_at=$4 WHERE org=$1 AND person=$2 AND purpose=$3 "
                "AND withdrawn_at IS NULL",
                {pass.org(), record, gate_.charter().at(purpose).code, clock_.now().ms}));
    all += rows;
  }
  if (all == 0) return not_found();
  return tell(txn, pass, gate_.charter().at(purpose).code, ledger::Act::Change, "objection", "withdrawn");
}

Result<std::vector<ConsentFlag>> ConsentFlags::list(const Pass& pass, PersonId person) {
  if (!pass.covers(person)) return not_found();
  std::vector<ConsentFlag> out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    for (const auto& record : pass.records_of(person))
      CHECK_OK(s.each(
          "SELECT 0, purpose, given_at, withdrawn_at, until, entry FROM consent_flag WHERE org=$1 AND "
          "person=$2 UNION ALL SELECT 1, purpose, made_at, withdrawn_at, NULL, NULL FROM objection_flag "
          "WHERE org=$1 AND person=$2",
          {pass.org(), record}, [&](const store::Row& row) {
            const auto to = charter::agreed_to(gate_.charter(), row.text(1));
            if (!to) return true;  // the charter dropped it: nothing rests on it now
            ConsentFlag f{
                to->code, gate_.charter().find_purpose(to->code), row.i64(0) == 1, {row.i64(2)}, {}, {}, {}};
            if (!row.null(3)) f.withdrawn = UnixMs{row.i64(3)};
            if (!row.null(4)) f.until = UnixMs{row.i64(4)};
            if (!row.null(5)) f.entry = row.id<EntryId>(5);
            out.push_back(f);
            return true;
          }));
    return {};
  }));
  std::ranges::sort(out, [](const ConsentFlag& a, const ConsentFlag& b) { return a.since > b.since; });
  return out;
}

}  // namespace candour::gate
