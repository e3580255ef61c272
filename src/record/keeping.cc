#include "record/keeping.h"

#include <algorithm>
#include <unordered_set>

#include "gate/tasks.h"
#include "record/entry_rows.h"
#include "vault/passwords.h"

namespace candour::record {
namespace {

constexpr int kMostAtOnce = 1000;
/// Up to so many policies are asked one by one, each by its index; for more, entries are walked in order.
constexpr std::size_t kFewPolicies = 24;
/// Walking so many entries costs about what looking up the entries of one person does.
constexpr std::int64_t kWalkedForOne = 10;

/// A policy row as a whole: what a new one is made from.
struct PolicyRow {
  std::string purpose, basis, conditions, categories, clause, retention, recipient;
  bool automated = false;
};

Result<PolicyRow> policy_of(store::Session& db, const std::string& org, PersonId person, EntryId entry) {
  std::optional<PolicyRow> found;
  CHECK_OK(db.each(
      "SELECT p.purpose, p.basis, p.conditions, p.categories, p.clause, p.retention, p.recipient, "
      "p.automated FROM entry e JOIN policy p ON p.org=e.org AND p.id=e.policy "
      "WHERE e.org=$1 AND e.id=$2 AND (e.person=$3 OR e.person IN (SELECT j.person FROM joined_record j "
      "WHERE j.org=$1 AND j.other=$3 AND j.away=1 AND j.ended IS NULL AND j.person=e.person))",
      {org, entry, person}, [&](const store::Row& r) {
        found = {r.str(0), r.str(1), r.str(2), r.str(3), r.str(4), r.str(5), r.str(6), r.i64(7) != 0};
        return false;
      }));
  if (!found) return not_found();
  return *found;
}

/// The first `most` by entry of what is offered in any order.
class Earliest {
 public:
  explicit Earliest(int most) : most_(static_cast<std::size_t>(most)) {}
  /// False when it is too late for this one, and so for all that come after it in its own order.
  bool offer(const EntryOf& e) {
    if (kept_.size() == most_ && e.entry >= kept_.back().entry) return false;
    const auto after = [](const EntryOf& a, const EntryOf& b) { return a.entry < b.entry; };
    kept_.insert(std::upper_bound(kept_.begin(), kept_.end(), e, after), e);
    if (kept_.size() > most_) kept_.pop_back();
    return true;
  }
  bool full() const { return kept_.size() == most_; }
  std::vector<EntryOf> take() { return std::move(kept_); }

 private:
  std::size_t most_;
  std::vector<EntryOf> kept_;
};

EntryOf whose(const store::Row& r) {
  return {r.id<PersonId>(0), r.id<EntryId>(1)};
}

Status known(const charter::Charter& c, const Reasons& r) {
  if (!c.find_purpose(r.purpose)) return invalid("purpose", "Choose a purpose of the charter");
  const auto same = [&](const auto& x) { return x.code == r.recipient; };
  if (!r.recipient.empty() && std::none_of(c.recipients.begin(), c.recipients.end(), same))
    return invalid("recipient", "Choose a recipient of the charter");
  return {};
}

}  // namespace

Keeping::Keeping(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

Result<std::vector<Held>> Keeping::held(const Pass& pass, PersonId person) {
  if (!pass.covers(person)) return not_found();
  std::vector<Held> all;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    for (const auto& record : pass.records_of(person))
      CHECK_OK(db.each(
          "SELECT e.id, p.purpose, p.recipient, p.automated, p.basis, p.retention, e.happened FROM entry e "
          "JOIN policy p ON p.org=e.org AND p.id=e.policy WHERE e.org=$1 AND e.person=$2",
          {db_.org(), record}, [&](const store::Row& r) {
            all.push_back(
                {r.id<EntryId>(0), {r.str(1), r.str(2), r.i64(3) != 0}, r.str(4), r.str(5), {r.i64(6)}});
            return true;
          }));
    return {};
  }));
  std::sort(all.begin(), all.end(), [](const Held& a, const Held& b) { return a.entry < b.entry; });
  return all;
}

Status Keeping::assign(const Pass& pass, PersonId person, const std::vector<EntryId>& entries,
                       const Change& to) {
  return db_.write([&](store::Txn& txn) { return assign(txn, pass, person, entries, to); });
}

Status Keeping::assign(store::Txn& txn, const Pass& pass, PersonId person,
                       const std::vector<EntryId>& entries, const Change& to) {
  const auto& c = gate_.charter();
  const auto& org = c.organisation.code;
  if (!pass.covers(person)) return not_found();
  if (pass.may_write().empty()) return not_allowed("You may read this, but not change why it is kept.", {});
  for (const auto& id : entries) {
    TRY(const auto now, policy_of(txn, org, person, id));
    const Reasons next{to.purpose.value_or(now.purpose), to.recipient.value_or(now.recipient),
                       to.automated.value_or(now.automated)};
    CHECK_OK(known(c, next));
    TRY(const auto policy, keep_policy(txn, c,
                                       {next.purpose, now.basis, now.conditions, now.categories, now.clause,
                                        now.retention, next.recipient, next.automated}));
    CHECK_OK(txn.run("UPDATE entry SET policy=$3 WHERE org=$1 AND id=$2", {org, id, policy}));
    auto line = gate_.entry_for(pass, ledger::Act::Change, "policy", id.text(), {});
    line.people = {person};
    line.note = "purpose:" + next.purpose + (next.recipient.empty() ? "" : " recipient:" + next.recipient);
    CHECK_OK(gate_.ledger().append(txn, line));
  }
  return {};
}

Result<std::int64_t> Keeping::change_recipient(const gate::Actor& actor, const std::string& purpose,
                                               const std::string& old_recipient,
                                               const std::string& recipient) {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeLedger, "policy"));
  const auto& c = gate_.charter();
  if (purpose.empty() && old_recipient.empty())
    return invalid("purpose", "Choose the purpose or the recipient that changes");
  for (const auto& code : {old_recipient, recipient})
    CHECK_OK(known(c, {purpose.empty() ? c.purposes.front().code : purpose, code, false}));
  std::int64_t rows = 0;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(rows, txn.run("UPDATE policy SET recipient=$2 WHERE org=$1 AND ($3='' OR purpose=$3) AND "
                      "($4='' OR recipient=$4) AND recipient<>$2",
                      {db_.org(), recipient, purpose, old_recipient}));
    ledger::Entry line;
    line.at = clock_.now();
    line.act = ledger::Act::CharterChange;
    line.actor = actor.id;
    line.what = "policy";
    line.purpose = purpose;
    line.outcome = "allowed";
    line.note = "recipient:" + (old_recipient.empty() ? "any" : old_recipient) + ">" + recipient;
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return rows;
}

Result<std::vector<EntryOf>> Keeping::find(const gate::Actor& actor, const Which& which, EntryId after,
                                           int most) {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeLedger, "policy"));
  Earliest found(std::clamp(most, 1, kMostAtOnce));
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    std::vector<std::int64_t> policies;
    CHECK_OK(
        db.each("SELECT id FROM policy WHERE org=$1 AND ($2='' OR purpose=$2) AND ($3='' OR recipient=$3) "
                "AND ($4<0 OR automated=$4)",
                {db_.org(), which.purpose, which.recipient, which.automated ? int{*which.automated} : -1},
                [&](const store::Row& r) { return policies.push_back(r.i64(0)), true; }));
    if (policies.size() > kFewPolicies) {
      const std::unordered_set<std::int64_t> wanted(policies.begin(), policies.end());
      return db.each("SELECT person, id, policy FROM entry WHERE org=$1 AND id>$2 ORDER BY id",
                     {db_.org(), after}, [&](const store::Row& r) {
                       return !wanted.contains(r.i64(2)) || (found.offer(whose(r)) && !found.full());
                     });
    }
    for (const auto policy : policies)
      CHECK_OK(db.each(
          "SELECT person, id FROM entry WHERE org=$1 AND policy=$2 AND id>$3 ORDER BY id LIMIT $4",
          {db_.org(), policy, after, most}, [&](const store::Row& r) { return found.offer(whose(r)); }));
    return {};
  }));
  return found.take();
}

Result<std::vector<EntryOf>> Keeping::objected(const gate::Actor& actor, const std::string& purpose,
                                               int most) {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeLedger, "policy"));
  most = std::clamp(most, 1, kMostAtOnce);
  Earliest found(most);
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    std::unordered_set<PersonId> who;
    CHECK_OK(db.each("SELECT person FROM objection_flag WHERE org=$1 AND purpose=$2 AND withdrawn_at IS NULL",
                     {db_.org(), purpose},
                     [&](const store::Row& r) { return who.insert(r.id<PersonId>(0)), true; }));
    // Where many object, the first entries soon show enough of theirs; where few do, theirs are looked up.
    const auto walk = kWalkedForOne * std::ssize(who);
    std::int64_t walked = 0;
    CHECK_OK(db.each("SELECT person, id FROM entry WHERE org=$1 ORDER BY id LIMIT $2", {db_.org(), walk},
                     [&](const store::Row& r) {
                       ++walked;
                       if (const auto e = whose(r); who.contains(e.person)) found.offer(e);
                       return !found.full();
                     }));
    if (found.full() || walked < walk) return {};
    found = Earliest(most);
    return db.each(
        "SELECT e.person, e.id FROM objection_flag o JOIN entry e ON e.org=o.org AND e.person=o.person "
        "WHERE o.org=$1 AND o.purpose=$2 AND o.withdrawn_at IS NULL ORDER BY e.id LIMIT $3",
        {db_.org(), purpose, most}, [&](const store::Row& r) { return found.offer(whose(r)); });
  }));
  return found.take();
}

Result<std::vector<EntryOf>> Keeping::older_than(const gate::Actor& actor, UnixMs when, int most) {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeLedger, "policy"));
  std::vector<EntryOf> found;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each("SELECT person, id FROM entry WHERE org=$1 AND happened<$2 ORDER BY happened, id LIMIT $3",
                   {db_.org(), when.ms, std::clamp(most, 1, kMostAtOnce)},
                   [&](const store::Row& r) { return found.push_back(whose(r)), true; });
  }));
  return found;
}

Result<int> Keeping::remove(const Pass& pass, PersonId person, const std::vector<EntryId>& entries) {
  int removed = 0;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(removed, remove(txn, pass, person, entries));
    return {};
  }));
  return removed;
}

Result<int> Keeping::remove(store::Txn& txn, const Pass& pass, PersonId person,
                            const std::vector<EntryId>& entries) {
  const auto& c = gate_.charter();
  const auto& org = c.organisation.code;
  if (!pass.covers(person)) return not_found();
  int removed = 0;
  for (const auto& id : entries) {
    std::string kind, parts;
    PersonId record;  // in which of several that were joined it stands
    CHECK_OK(txn.each("SELECT kind, parts, person FROM entry WHERE org=$1 AND id=$2", {org, id},
                      [&](const store::Row& r) {
                        return kind = r.str(0), parts = r.str(1), record = r.id<PersonId>(2), false;
                      }));
    const auto theirs = pass.records_of(person);
    if (kind.empty() || std::ranges::find(theirs, record) == theirs.end()) continue;
    TRY(const auto held, people::Parts::parse(c, parts));
    CHECK_OK(vault_.drop(txn, pass, record, id));
    CHECK_OK(shut_what_opened(txn, c.org(), id, clock_.now()));
    std::vector<AlertId> alerts;
    CHECK_OK(txn.each("SELECT id FROM alert WHERE org=$1 AND entry=$2", {org, id}, [&](const store::Row& r) {
      alerts.push_back(r.id<AlertId>(0));
      return true;
    }));
    for (const auto alert : alerts)
      CHECK_OK(gate::close_tasks(txn, c.org(), gate::kAlert, alert.text(), clock_.now()));
    for (const auto sql :
         {"DELETE FROM file_chunk WHERE org=$1 AND file IN "
          "(SELECT f.id FROM file f WHERE f.org=$1 AND f.entry=$2)",
          "DELETE FROM file WHERE org=$1 AND entry=$2", "DELETE FROM due WHERE org=$1 AND entry=$2",
          "DELETE FROM diary WHERE org=$1 AND entry=$2", "DELETE FROM home_visit WHERE org=$1 AND entry=$2",
          "DELETE FROM alert WHERE org=$1 AND entry=$2",
          "DELETE FROM entry_version WHERE org=$1 AND entry=$2", "DELETE FROM entry WHERE org=$1 AND id=$2"})
      CHECK_OK(txn.run(sql, {org, id}));
    auto line = gate_.entry_for(pass, ledger::Act::Undo, kind, id.text(), held.categories());
    line.people = {person};
    line.note = "removed";
    CHECK_OK(gate_.ledger().append(txn, line));
    ++removed;
  }
  return removed;
}

Result<bool> Keeping::is_gone(const gate::Actor& actor, PersonId person, EntryId entry) {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeLedger, "policy"));
  ledger::Entry line;
  line.at = clock_.now();
  line.act = ledger::Act::View;
  line.actor = actor.id;
  line.people = {person};
  line.what = "removal";
  line.thing = entry.text();
  line.outcome = "allowed";
  CHECK_OK(gate_.ledger().record(line));
  bool left = false;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    const auto seen = [&](const store::Row&) { return left = true, false; };
    CHECK_OK(db.each("SELECT 1 FROM entry WHERE org=$1 AND id=$2", {db_.org(), entry}, seen));
    return db.each("SELECT 1 FROM segment WHERE org=$1 AND person=$2 AND entry=$3 LIMIT 1",
                   {db_.org(), person, entry}, seen);
  }));
  return !left;
}

}  // namespace candour::record
