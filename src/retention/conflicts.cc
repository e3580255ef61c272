#include "retention/conflicts.h"

#include <algorithm>

#include "gate/seals.h"
#include "paper/charter_words.h"
#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::retention {
namespace {

constexpr std::string_view kUse = "period-decision";

/// What was decided about: where the charter says something else, it is asked again.
std::string said_of(const charter::RetentionRule& r) {
  const auto words = paper::period_words(r, false) + "\n" + paper::collision_words(r);
  return vault::to_hex(vault::sha256(as_bytes(words)));
}

const charter::RetentionRule* colliding(const charter::Charter& c, std::string_view code) {
  const auto r = std::ranges::find(c.retention, code, &charter::RetentionRule::code);
  return r != c.retention.end() && paper::collides(*r) ? &*r : nullptr;
}

bool any_collides(const charter::Charter& c) {
  return std::ranges::any_of(c.retention, [](const auto& r) { return paper::collides(r); });
}

/// So many years from the day from which the promised period counts.
charter::Keep legal_of(const charter::RetentionRule& r) {
  charter::Keep law;
  law.years = r.legal_minimum_years;
  law.trigger = r.among.empty() ? r.trigger : r.among.front().trigger;
  return law;
}

}  // namespace

Result<Settled> settled_conflicts(store::Session& db, const charter::Charter& c) {
  Settled out;
  if (!any_collides(c)) return out;
  CHECK_OK(db.each("SELECT rule, said, law FROM period_decision WHERE org=$1", {c.org()},
                   [&](const store::Row& r) {
                     const auto* rule = colliding(c, r.text(0));
                     if (rule && said_of(*rule) == r.text(1)) out[rule->code] = r.i64(2) != 0;
                     return true;
                   }));
  return out;
}

bool waits_for_decision(const charter::RetentionRule& rule, const Settled& settled) {
  return paper::collides(rule) && !settled.contains(rule.code);
}

charter::KeptUntil kept_until(const charter::RetentionRule& rule, const charter::KeepDates& dates,
                              const Settled& settled) {
  auto promised = charter::kept_until(rule, dates);
  if (!paper::collides(rule)) return promised;
  const auto decided = settled.find(rule.code);
  if (decided == settled.end()) {
    promised.how = charter::KeptUntil::How::Decision;
    promised.day = {};  // no list has it before
    return promised;
  }
  if (!decided->second || promised.how != charter::KeptUntil::How::Day) return promised;
  const auto law = charter::kept_until(legal_of(rule), dates);
  return law.how == charter::KeptUntil::How::Day && law.day < promised.day ? promised : law;
}

Result<std::vector<Conflicts::Conflict>> Conflicts::all(const gate::Actor& actor) const {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeLedger, "periods"));
  const auto& c = gate_.charter();
  std::vector<Conflict> out;
  for (const auto& r : c.retention)
    if (paper::collides(r)) out.push_back({&r, {}});
  if (out.empty()) return out;
  Status read;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    if (auto* seals = gate_.seals()) {
      TRY(const bool whole, seals->hold(db, gate::SealSet::House, {}));
      if (!whole)
        return fail(Code::Corrupt,
                    "What was decided about periods is not what Candour wrote. Tell whoever looks after the "
                    "server.");
    }
    return db.each(
        "SELECT rule, said, law, why, at, by_staff FROM period_decision WHERE org=$1", {c.org()},
        [&](const store::Row& r) {
          const auto found =
              std::ranges::find_if(out, [&](const Conflict& x) { return x.rule->code == r.text(0); });
          if (found == out.end() || said_of(*found->rule) != r.text(1)) return true;
          const auto why = vault_.open_org(kUse, r.blob(3));
          if (!why) {
            read = tl::unexpected<Error>(why.error());
            return false;
          }
          found->decided = Decision{r.i64(2) != 0, std::string(as_text(*why)), {r.i64(4)}, r.id<StaffId>(5)};
          return true;
        });
  }));
  CHECK_OK(read);
  return out;
}

Result<int> Conflicts::waiting(const gate::Actor& actor) const {
  const auto& c = gate_.charter();
  const bool theirs = std::ranges::any_of(
      actor.posts, [&](const gate::Post& p) { return c.at(p.role).has(charter::Duty::SeeLedger); });
  if (!theirs || !any_collides(c)) return 0;
  Settled settled;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(settled, settled_conflicts(db, c));
    return {};
  }));
  return static_cast<int>(
      std::ranges::count_if(c.retention, [&](const auto& r) { return waits_for_decision(r, settled); }));
}

Status Conflicts::decide(const gate::Actor& actor, std::string_view code, std::string_view counts,
                         std::string_view why) {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeLedger, "periods"));
  const auto* rule = colliding(gate_.charter(), code);
  if (!rule) return not_found();
  if (counts != kPromise && counts != kLaw) return invalid("counts", "Say which of the two periods counts.");
  if (why.empty()) return invalid("why", "Say why, and who was asked.");
  if (why.size() > kMostLetters)
    return invalid("why", "Say it in at most " + std::to_string(kMostLetters) + " letters.");
  const auto now = clock_.now();
  const auto sealed = vault_.seal_org(kUse, as_bytes(why));
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        txn.run("INSERT INTO period_decision (org, rule, said, law, why, at, by_staff) VALUES ($1, $2, $3, "
                "$4, $5, $6, $7) ON CONFLICT (org, rule) DO UPDATE SET said=$3, law=$4, why=$5, at=$6, "
                "by_staff=$7",
                {gate_.charter().org(), rule->code, said_of(*rule), std::int64_t{counts == kLaw ? 1 : 0},
                 sealed, now.ms, actor.id}));
    ledger::Entry line;
    line.at = now;
    line.act = ledger::Act::Change;
    line.actor = actor.id;
    line.what = "period";
    line.thing = rule->code;
    line.outcome = "allowed";
    line.note = counts;
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

}  // namespace candour::retention
