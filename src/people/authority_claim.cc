// `claim` is a keyed token of all that was verified: whose authority it is, which, by what evidence, for what
// and until when. `authority`, by which others ask, stands there from the beginning; it acts once `verified`
// does.
#include "people/authority_claim.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/making.h"
#include "gate/own_door.h"
#include "gate/standing.h"
#include "gate/tasks.h"
#include "gate/words.h"

namespace candour::people {
namespace {

/// The role signs off what others write, and writes the circle of support itself.
bool verifies(const charter::Charter& c, const charter::Role& role) {
  if (!role.has(charter::Duty::SignOff)) return false;
  const auto homes = gate::circle_categories(c);
  return std::ranges::any_of(role.writes,
                             [&](KindIx kind) { return !(c.at(kind).categories() & homes).empty(); });
}

std::int64_t claim_token(vault::Vault& vault, const Relationship& r) {
  std::string all = r.id.text();
  const auto ends = r.authority_ends ? iso_date(*r.authority_ends) : std::string();
  for (const auto& part :
       {clean_line(r.name), r.authority, clean_text(r.evidence), clean_text(r.scope), std::string(ends)})
    all += '\x1f' + part;
  return vault.blind_token("authority-claim", all);
}

std::vector<StaffId> ids_in(std::string_view words) {
  std::vector<StaffId> ids;
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (const auto id = StaffId::parse(words.substr(0, end))) ids.push_back(*id);
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return ids;
}

/// Of a row: what was claimed, and how it stands.
struct Stored {
  Relationship r;  // id, person, version, who wrote and who verified it
  std::optional<CategoryIx> category;
  std::optional<std::int64_t> claim;
  bool authority = false, over = false;
};

Result<std::optional<Stored>> stored(store::Session& db, const charter::Charter& c, RelationshipId id,
                                     UnixMs now) {
  std::optional<Stored> found;
  CHECK_OK(db.each("SELECT person, version, category, claim, ended, authority_ends, " +
                       std::string(kClaimColumns) + " FROM relationship WHERE org=$1 AND id=$2",
                   {c.org(), id}, [&](const store::Row& row) {
                     Stored s;
                     s.r.id = id;
                     s.r.person = row.id<PersonId>(0);
                     s.r.version = row.i64(1);
                     s.category = c.find_category(row.text(2));
                     if (!row.null(3)) s.claim = row.i64(3);
                     s.over =
                         (!row.null(4) && row.i64(4) <= now.ms) || (!row.null(5) && row.i64(5) <= now.ms);
                     s.authority = !row.null(9);
                     read_claim(row, 6, s.r);
                     found = std::move(s);
                     return false;
                   }));
  return found;
}

/// In which services somebody is: who verifies it covers one of them.
Result<std::vector<ServiceIx>> services_of(store::Session& db, const charter::Charter& c, PersonId person) {
  std::vector<ServiceIx> all;
  CHECK_OK(db.each(
      "SELECT service FROM enrolment WHERE org=$1 AND person=$2 AND ended IS NULL UNION SELECT service FROM "
      "referral WHERE org=$1 AND person=$2",
      {c.org(), person}, [&](const store::Row& row) {
        if (const auto service = c.find_service(row.text(0))) all.push_back(*service);
        return true;
      }));
  return all;
}

Result<bool> one_hand_with(store::Session& db, vault::Vault& vault, const charter::Charter& c, StaffId who,
                           const std::vector<StaffId>& writers, UnixMs now) {
  for (const auto writer : writers) {
    TRY(const bool one, gate::one_hand(db, vault, c.org(), who, writer, now));
    if (one) return true;
  }
  return false;
}

/// A task for everybody who may verify it: of a role that signs off and writes the circle, in a service of
/// the person, and in no hand of whoever wrote it down.
Status ask_to_verify(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, const Relationship& r,
                     const std::vector<StaffId>& writers, UnixMs now) {
  TRY(const auto services, services_of(txn, c, r.person));
  std::vector<StaffId> told;
  for (const auto& role : c.roles) {
    if (!verifies(c, role)) continue;
    CHECK_OK(txn.each(
        "SELECT s.id, p.service FROM staff s JOIN staff_post p ON p.org=s.org AND p.staff=s.id WHERE s.org=$1 AND "
        "p.role=$2 AND s.left_at IS NULL ORDER BY s.id",
        {c.org(), role.code}, [&](const store::Row& row) {
          const auto id = row.id<StaffId>(0);
          const auto in = c.find_service(row.text(1));
          const bool there = !in || std::ranges::find(services, *in) != services.end();
          if (there && std::ranges::find(told, id) == told.end()) told.push_back(id);
          return true;
        }));
  }
  for (const auto staff : told) {
    TRY(const bool one, one_hand_with(txn, vault, c, staff, writers, now));
    if (one) continue;
    CHECK_OK(gate::add_task(txn, c.org(),
                            {{}, staff, std::string(gate::kVerifyAuthority), r.person, r.id.text(), now})
                 .map([](auto) {}));
  }
  return {};
}

/// "service managers", or whoever it is by the charter.
std::string who_verify(const charter::Charter& c) {
  std::vector<std::string> names;
  for (const auto& role : c.roles)
    if (verifies(c, role)) names.push_back(role.plural.empty() ? inside_sentence(role.name) : role.plural);
  return names.empty() ? "a role that signs off what others write" : listed(names, "or");
}

constexpr std::string_view kUntilThen = " Until somebody has, nobody is told or decides anything by it.";

/// What is in the way of this actor, or "".
Result<std::string> why_not(store::Session& db, vault::Vault& vault, const charter::Charter& c,
                            const gate::Actor& actor, const std::vector<StaffId>& writers, UnixMs now) {
  if (std::ranges::none_of(actor.posts, [&](const gate::Post& p) { return verifies(c, c.at(p.role)); }))
    return "An authority is verified by " + who_verify(c) + ": ask one of them to look at what proves it." +
           std::string(kUntilThen);
  if (std::ranges::find(writers, actor.id) != writers.end())
    return "You wrote down this authority, or some of it, so another person verifies it: ask another of the " +
           who_verify(c) + " to look at what proves it." + std::string(kUntilThen);
  TRY(const bool one, one_hand_with(db, vault, c, actor.id, writers, now));
  if (one)
    return "Your account or that of whoever wrote it down was made, or lately given a password or posts, by the "
           "other, so another person verifies it: ask another of the " +
           who_verify(c) + "." + std::string(kUntilThen);
  return std::string();
}

store::Param maybe_moment(const std::optional<Date>& last) {
  return last ? store::Param(start_of_day(add_days(*last, 1)).ms) : store::Param();
}

}  // namespace

void read_claim(const store::Row& row, int first, Relationship& r) {
  if (!row.null(first))
    r.claimed_by = ids_in(row.text(first));
  else if (!row.null(first + 3))  // as an earlier version wrote it: by whoever changed it last
    r.claimed_by = {row.id<StaffId>(first + 4)};
  if (!row.null(first + 1)) r.verified_by = row.id<StaffId>(first + 1);
  if (!row.null(first + 2)) r.verified = UnixMs{row.i64(first + 2)};
}

Result<bool> keep_claim(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, const Pass& pass,
                        const Relationship& r, UnixMs now) {
  TRY(const auto before, stored(txn, c, r.id, now));
  if (!before) return not_found();
  const bool claims = !r.authority.empty();
  const auto token = claims ? std::optional(claim_token(vault, r)) : std::nullopt;
  if (token == before->claim && claims == before->authority) return false;
  std::vector<StaffId> writers;
  if (before->authority && claims) writers = before->r.claimed_by;
  if (std::ranges::find(writers, pass.actor()) == writers.end()) writers.push_back(pass.actor());
  std::string ids;
  for (const auto& id : writers) ids += (ids.empty() ? "" : " ") + id.text();
  CHECK_OK(txn.run(
      "UPDATE relationship SET authority=$3, claim=$4, claimed_by=$5, authority_ends=$6, verified_by=NULL, "
      "verified=NULL WHERE org=$1 AND id=$2",
      {c.org(), r.id, claims ? store::Param(gate::authority_token(vault, r.id, r.authority)) : store::Param(),
       token ? store::Param(*token) : store::Param(), claims ? store::Param(ids) : store::Param(),
       maybe_moment(claims ? r.authority_ends : std::nullopt)}));
  CHECK_OK(gate::close_tasks(txn, c.org(), gate::kVerifyAuthority, r.id.text(), now));
  if (claims && !r.until) CHECK_OK(ask_to_verify(txn, vault, c, r, writers, now));
  return before->r.verified.has_value();
}

Result<std::string> Circle::why_not_verify(const gate::Actor& actor, const Relationship& r) {
  std::string why;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(why, why_not(db, vault_, gate_.charter(), actor, r.claimed_by, clock_.now()));
    return {};
  }));
  return why;
}

Status Circle::verify(const gate::Actor& actor, const Pass& pass, RelationshipId id, std::int64_t version) {
  const auto& c = gate_.charter();
  const auto now = clock_.now();
  std::optional<Stored> seen;
  std::string why;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(seen, stored(db, c, id, now));
    if (!seen) return {};
    TRY(why, why_not(db, vault_, c, actor, seen->r.claimed_by, now));
    return {};
  }));
  if (!seen || !seen->category || !seen->authority || !pass.covers(seen->r.person)) return not_found();
  if (why.empty() && !pass.writes(seen->r.person, *seen->category))
    why = "Your role may not change the circle of support here.";
  if (!why.empty()) {
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Refuse;
    e.actor = actor.id;
    e.people = {pass.stays(seen->r.person)};
    e.what = "relationship";
    e.thing = id.text();
    e.outcome = "same-hand";
    e.note = "verify";
    CHECK_OK(gate_.ledger().record(e));
    return not_allowed(why, c.access_clause);
  }
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto still, stored(txn, c, id, now));
    if (!still) return not_found();
    if (still->r.version != version || still->claim != seen->claim ||
        still->r.claimed_by != seen->r.claimed_by)
      return fail(Code::Conflict,
                  "Somebody changed it meanwhile. Look at it as it stands now, and verify that.");
    if (still->r.verified) return fail(Code::Conflict, "It was verified already. Nothing was changed.");
    if (still->over)
      return fail(Code::Conflict,
                  "It is over: its last day is past. Write down a newer one where there is one.");
    CHECK_OK(txn.run("UPDATE relationship SET verified_by=$3, verified=$4 WHERE org=$1 AND id=$2",
                     {c.org(), id, actor.id, now.ms}));
    CHECK_OK(gate::close_tasks(txn, c.org(), gate::kVerifyAuthority, id.text(), now));
    CategorySet touched;
    touched.add(*still->category);
    auto line = gate_.entry_for(pass, ledger::Act::Change, "relationship", id.text(), touched);
    line.note = "verified";
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

}  // namespace candour::people
