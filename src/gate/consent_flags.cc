#include "gate/consent_flags.h"

#include <algorithm>

namespace candour::gate {
namespace {

Status may_change(const Pass& pass, PersonId person) {
  if (pass.covers(person) && !pass.may_write().empty()) return {};
  return not_allowed("You may read this, but not change what the person agreed to.", "");
}

}  // namespace

Status ConsentFlags::set(const Pass& pass, PersonId person, PurposeIx purpose, bool objection) {
  CHECK_OK(may_change(pass, person));
  const auto& code = gate_.charter().at(purpose).code;
  return db_.write([&](store::Txn& txn) -> Status {
    const auto now = clock_.now();
    bool live = false;
    for (const auto& record : pass.records_of(person))
      CHECK_OK(txn.each(objection
                            ? "SELECT 1 FROM objection_flag WHERE org=$1 AND person=$2 AND purpose=$3 AND "
                              "withdrawn_at IS NULL"
                            : "SELECT 1 FROM consent_flag WHERE org=$1 AND person=$2 AND purpose=$3 AND "
                              "withdrawn_at IS NULL",
                        {pass.org(), record, code}, [&](const store::Row&) {
                          live = true;
                          return false;
                        }));
    if (live) return fail(Code::Conflict, "This is recorded already. Load the page again and look.");
    // Given, withdrawn and given again within one millisecond would share a key; the later one wins.
    TRY([[maybe_unused]] const auto rows,
        txn.run(objection
                    ? "INSERT INTO objection_flag (org, person, purpose, made_at) VALUES ($1, $2, $3, $4) "
                      "ON CONFLICT (org, person, purpose, made_at) DO UPDATE SET withdrawn_at=NULL"
                    : "INSERT INTO consent_flag (org, person, purpose, given_at) VALUES ($1, $2, $3, $4) "
                      "ON CONFLICT (org, person, purpose, given_at) DO UPDATE SET withdrawn_at=NULL",
                {pass.org(), pass.stays(person), code, now.ms}));
    auto e = gate_.entry_for(pass, ledger::Act::Create, objection ? "objection" : "consent", code, {});
    e.note = objection ? "made" : "given";
    TRY([[maybe_unused]] const auto seq, gate_.ledger().append(txn, e));
    return {};
  });
}

Status ConsentFlags::unset(const Pass& pass, PersonId person, PurposeIx purpose, bool objection) {
  CHECK_OK(may_change(pass, person));
  const auto& code = gate_.charter().at(purpose).code;
  return db_.write([&](store::Txn& txn) -> Status {
    std::int64_t all = 0;
    for (const auto& record : pass.records_of(person)) {
      TRY(const auto rows,
          txn.run(objection
                      ? "UPDATE objection_flag SET withdrawn_at=$4 WHERE org=$1 AND person=$2 AND purpose=$3 "
                        "AND withdrawn_at IS NULL"
                      : "UPDATE consent_flag SET withdrawn_at=$4 WHERE org=$1 AND person=$2 AND purpose=$3 "
                        "AND withdrawn_at IS NULL",
                  {pass.org(), record, code, clock_.now().ms}));
      all += rows;
    }
    if (all == 0) return not_found();
    auto e = gate_.entry_for(pass, ledger::Act::Change, objection ? "objection" : "consent", code, {});
    e.note = "withdrawn";
    TRY([[maybe_unused]] const auto seq, gate_.ledger().append(txn, e));
    return {};
  });
}

Status ConsentFlags::record_consent(const Pass& pass, PersonId person, PurposeIx purpose) {
  const auto& bases = gate_.charter().at(purpose).bases;
  const auto by_consent = [](const charter::PurposeBasis& b) { return b.basis == charter::Basis::Consent; };
  if (std::ranges::none_of(bases, by_consent))
    return invalid("purpose", "This purpose does not rest on consent, so there is nothing to agree to.");
  return set(pass, person, purpose, false);
}

Status ConsentFlags::withdraw_consent(const Pass& pass, PersonId person, PurposeIx purpose) {
  return unset(pass, person, purpose, false);
}

Status ConsentFlags::record_objection(const Pass& pass, PersonId person, PurposeIx purpose) {
  return set(pass, person, purpose, true);
}

Status ConsentFlags::withdraw_objection(const Pass& pass, PersonId person, PurposeIx purpose) {
  return unset(pass, person, purpose, true);
}

Result<std::vector<ConsentFlag>> ConsentFlags::list(const Pass& pass, PersonId person) {
  if (!pass.covers(person)) return not_found();
  std::vector<ConsentFlag> out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    for (const auto& record : pass.records_of(person))
      CHECK_OK(
          s.each("SELECT 0, purpose, given_at, withdrawn_at FROM consent_flag WHERE org=$1 AND person=$2 "
                 "UNION ALL SELECT 1, purpose, made_at, withdrawn_at FROM objection_flag "
                 "WHERE org=$1 AND person=$2",
                 {pass.org(), record}, [&](const store::Row& row) {
                   const auto purpose = gate_.charter().find_purpose(row.text(1));
                   if (!purpose) return true;  // the charter dropped it: nothing rests on it now
                   ConsentFlag f{*purpose, row.i64(0) == 1, {row.i64(2)}, std::nullopt};
                   if (!row.null(3)) f.withdrawn = UnixMs{row.i64(3)};
                   out.push_back(f);
                   return true;
                 }));
    return {};
  }));
  std::ranges::sort(out, [](const ConsentFlag& a, const ConsentFlag& b) { return a.since > b.since; });
  return out;
}

}  // namespace candour::gate
