// Reasoned access: asking for a record with a reason, for a limited time, with the supervisor told (LW-4.3).
#include <algorithm>
#include <map>
#include <span>

#include "base/text.h"
#include "gate/asked_before.h"
#include "gate/asking.h"
#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/joined.h"
#include "gate/making.h"
#include "gate/reason_words.h"
#include "gate/standing.h"
#include "gate/tasks.h"
#include "gate/words.h"

namespace candour::gate {

using charter::Reach;
using charter::Why;

namespace {

Reach nearest_reach(const charter::Charter& c, const Actor& actor, const Post& post,
                    const PersonFacts& person) {
  Reach near = Reach::Organisation;
  for (const auto& p : person.places) near = std::min(near, reach_of(c, actor, post, person, p.service));
  return near;
}

/// `shown`: for the form, which to whoever sees nothing of the person must not tell how near they are, nor
/// whether there is anybody; asking itself looks closely.
std::vector<Gate::Offer> offers_for(const charter::Charter& c, const Actor& actor, const PersonFacts& person,
                                    bool shown) {
  std::vector<Gate::Offer> out;
  auto by_right = person;
  by_right.grants.clear();
  const auto seen = rights_to_see(c, standings(c, actor, by_right), CategorySet::of_bits(~0ull)).see;
  for (const auto& post : actor.posts)
    for (const auto& ra : c.at(post.role).reasoned) {
      const bool near = (shown && seen.empty()) || nearest_reach(c, actor, post, person) <= ra.within;
      if (!near || seen.covers(ra.sees)) continue;
      for (const auto reason : ra.reasons)
        if (std::ranges::none_of(out, [&](const Gate::Offer& o) { return o.reason == reason; }))
          out.push_back({reason, ra.hours, post.role, ra.sees, ra.tells, ra.clause});
    }
  return out;
}

Result<StaffId> first_staff(store::Session& db, std::string_view sql, store::Params params) {
  StaffId found;
  CHECK_OK(db.each(sql, params, [&](const store::Row& row) {
    found = row.id<StaffId>(0);
    return false;
  }));
  return found;
}

Status seal_words(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, const Pass& pass,
                  PersonId person, GrantId grant, std::uint32_t version, std::string_view words) {
  const auto cat = words_category(c);
  return vault.put(txn, pass,
                   {person, EntryId{grant.raw}, version, cat, vault::KeySlot::group(c.retention_group(cat))},
                   as_bytes(words));
}

}  // namespace

Pass Gate::words_pass(const Actor& actor, std::vector<PersonId> people) const {
  Rights r;
  r.see.add(words_category(*charter_));
  r.write = r.see;
  return make_pass(actor, std::move(people), r);
}

Result<StaffId> Gate::whom_to_tell(store::Session& db, StaffId staff, std::string_view tells) const {
  const auto org = charter_->org();
  StaffId found;
  if (tells.empty() || tells == "supervisor") {
    TRY(found, first_staff(db,
                           "SELECT s.id FROM staff s JOIN staff me ON me.org=s.org AND me.supervisor=s.id "
                           "WHERE s.org=$1 AND me.id=$2 AND s.left_at IS NULL",
                           {org, staff}));
  }
  std::vector<std::string> roles;
  if (charter_->find_role(tells)) roles.emplace_back(tells);
  for (const auto& role : charter_->roles)
    if (role.has(charter::Duty::ReviewGrants)) roles.push_back(role.code);
  for (std::size_t i = 0; i < roles.size() && found.is_nil(); ++i) {
    TRY(found,
        first_staff(db,
                    "SELECT s.id FROM staff s JOIN staff_post p ON p.org=s.org AND p.staff=s.id "
                    "WHERE s.org=$1 AND p.role=$2 AND s.id<>$3 AND s.left_at IS NULL ORDER BY s.id LIMIT 1",
                    {org, roles[i], staff}));
  }
  if (found.is_nil())
    return invalid(
        "reason",
        "Somebody must be told of this access, and there is nobody yet. Ask whoever looks after staff "
        "records to enter your supervisor.");
  return found;
}

Result<std::vector<Gate::Offer>> Gate::offers(const Actor& actor, PersonId person) const {
  if (unfit(actor).why != Why::Allowed) return std::vector<Offer>{};
  TRY(const auto facts, facts_of(actor, person));
  if (facts.is_service) return std::vector<Offer>{};
  return offers_for(*charter_, actor, facts, true);
}

/// Before it is looked whether there is such a person: it must say the same either way.
Status Gate::may_ask_more(const Actor& actor) {
  const auto now = clock_.now();
  std::string mend;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(const auto before, asked_before(s, charter_->org(), actor.id, {}, now));
    mend = too_many_reasons(before, now);
    return {};
  }));
  if (mend.empty()) return {};
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(tell_of_pattern(txn, *this, actor.id, "many-reasons", now));
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Refuse;
    e.actor = actor.id;
    e.what = "reasoned-access";
    e.outcome = "too-many-questions";
    return ledger_.append(txn, e).map([](auto) {});
  }));
  return invalid("words", std::move(mend));
}

/// Many in one day are told to whoever reviews them, all in one line, and to the data-protection lead.
Status Gate::tell_of_many(store::Txn& txn, StaffId staff, StaffId told, UnixMs now) {
  CHECK_OK(tell_of_pattern(txn, *this, staff, "many-reasons", now));
  bool waits = false;
  CHECK_OK(
      txn.each("SELECT 1 FROM task WHERE org=$1 AND staff=$2 AND kind=$3 AND about_thing=$4 AND done IS NULL",
               {charter_->org(), told, kManyReasons, staff.text()},
               [&](const store::Row&) { return waits = true, false; }));
  if (waits) return {};
  return add_task(txn, charter_->org(),
                  {{}, told, std::string(kManyReasons), std::nullopt, staff.text(), now})
      .map([](auto) {});
}

Result<GrantId> Gate::ask(const Actor& actor, PersonId asked, ReasonIx reason, std::string_view words,
                          vault::Vault& vault) {
  if (static_cast<std::size_t>(reason) >= charter_->reasons.size())
    return invalid("reason", "Choose one of the reasons.");
  if (auto mend = reason_problem(words); !mend.empty()) return invalid("words", std::move(mend));
  CHECK_OK(may_ask_more(actor));
  const auto& reason_code = charter_->at(reason).code;
  TRY(const auto facts, facts_of(actor, asked));
  const auto person = facts.exists ? facts.id : asked;  // the record that stays, of joined ones
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, "reasoned-access", reason_code, r);
  const auto open = offers_for(*charter_, actor, facts, false);
  const auto offer = std::ranges::find_if(open, [&](const Offer& o) { return o.reason == reason; });
  if (offer == open.end() || !facts.exists)
    return refuse(actor, &facts, person, "reasoned-access", reason_code, nothing_here(actor));

  const auto now = clock_.now();
  const auto id = GrantId::make(now.ms);
  const auto org = charter_->org();
  const auto token = vault.blind_token("reason-words", reason_essence(words));
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    // Here, where nobody else writes: two at once do not slip by together.
    TRY(const auto before, asked_before(txn, org, actor.id, person, now));
    if (auto mend = too_many_reasons(before, now); !mend.empty()) return invalid("words", std::move(mend));
    for (const auto& record : facts.ids()) {
      TRY(const auto of_record, asked_before(txn, org, actor.id, record, now));
      if (auto mend = too_soon_for_person(of_record, now); !mend.empty())
        return invalid("words", std::move(mend));
    }
    TRY(const auto told, whom_to_tell(txn, actor.id, offer->tells));
    TRY([[maybe_unused]] const auto rows,
        txn.run(
            "INSERT INTO reasoned_access (org, id, staff, person, role, reason, told, started, ends, words_token) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            {org, id, actor.id, person, charter_->at(offer->role).code, reason_code, told, now.ms,
             now.ms + std::int64_t{offer->hours} * 3600 * 1000, token}));
    if (before.in_a_day + 1 >= kReasonsTold) CHECK_OK(tell_of_many(txn, actor.id, told, now));
    CHECK_OK(seal_words(txn, vault, *charter_, words_pass(actor, {person}), person, id, 1, words));
    TRY([[maybe_unused]] const auto task,
        add_task(txn, org, {{}, told, std::string(kReviewAccess), person, id.text(), now}));
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Grant;
    e.actor = actor.id;
    e.people = {person};
    e.what = "reasoned-access";
    e.thing = id.text();
    offer->sees.each([&](CategoryIx cat) { e.categories.push_back(charter_->at(cat).code); });
    e.clause = offer->clause;
    e.outcome = "allowed";
    e.note = "reason:" + reason_code + " hours:" + std::to_string(offer->hours) + " told:" + told.text();
    TRY([[maybe_unused]] const auto seq, ledger_.append(txn, e));
    return {};
  }));
  return id;
}

namespace {

constexpr std::string_view kGrantColumns =
    "SELECT g.id, g.staff, g.person, g.reason, g.told, g.started, g.ends, g.reviewed, g.in_order, "
    "(SELECT COUNT(*) FROM reasoned_access o WHERE o.org=g.org AND o.staff=g.staff AND "
    "o.words_token=g.words_token AND o.person<>g.person) FROM reasoned_access g ";

std::optional<Grant> read_grant(const charter::Charter& c, const store::Row& row) {
  const auto reason = c.find_reason(row.text(3));
  if (!reason) return std::nullopt;
  Grant g;
  g.id = row.id<GrantId>(0);
  g.staff = row.id<StaffId>(1);
  g.person = row.id<PersonId>(2);
  g.reason = *reason;
  g.told = row.id<StaffId>(4);
  g.from = {row.i64(5)};
  g.until = {row.i64(6)};
  g.reviewed = !row.null(7);
  g.in_order = row.i64(8) != 0;
  g.same_words = static_cast<int>(row.i64(9));
  return g;
}

/// Who was told reviews; so does a reviewer for those below them, or for all where their role reaches all.
/// Whether it was their own is asked besides: own_hand().
bool may_review(const charter::Charter& c, const Actor& actor, const Grant& g) {
  if (g.told == actor.id) return true;
  const bool below = std::ranges::find(actor.line, g.staff) != actor.line.end();
  return std::ranges::any_of(actor.posts, [&](const Post& p) {
    const auto& role = c.at(p.role);
    return role.has(charter::Duty::ReviewGrants) && (below || role.reach == Reach::Organisation);
  });
}

Result<std::vector<Grant>> grants_to_review(store::Session& db, const charter::Charter& c, const Actor& actor,
                                            bool only_unreviewed) {
  constexpr std::size_t kMost = 200;
  std::vector<Grant> out;
  const std::string sql = std::string(kGrantColumns) + "WHERE g.org=$1 " +
                          (only_unreviewed ? "AND g.reviewed IS NULL " : "") + "ORDER BY g.id DESC";
  CHECK_OK(db.each(sql, {c.org()}, [&](const store::Row& row) {
    auto g = read_grant(c, row);
    if (g && may_review(c, actor, *g)) out.push_back(std::move(*g));
    return out.size() < kMost;
  }));
  return out;
}

/// Nobody reviews what they asked for, through their account or one that is really their own (gate/making.h).
Result<bool> own_hand(store::Session& db, vault::Vault& vault, const charter::Charter& c, const Actor& actor,
                      const Grant& g, UnixMs now) {
  return one_hand(db, vault, c.org(), actor.id, g.staff, now);
}

}  // namespace

Result<std::vector<Grant>> Gate::grants(const Actor& actor, vault::Vault& vault, bool only_unreviewed) {
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, nullptr, {}, "reasoned-access", "", r);
  std::vector<Grant> out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(auto all, grants_to_review(s, *charter_, actor, only_unreviewed));
    std::map<StaffId, bool> owns;  // one question for each who asked, however often they did
    for (auto& g : all) {
      const auto [known, is_new] = owns.try_emplace(g.staff, true);
      if (is_new) {
        TRY(known->second, own_hand(s, vault, *charter_, actor, g, clock_.now()));
      }
      if (!known->second) out.push_back(std::move(g));
    }
    return {};
  }));
  if (out.empty()) return out;
  std::vector<PersonId> people;
  std::vector<vault::Vault::EntryRef> refs;
  for (const auto& g : out) {
    people.push_back(g.person);
    refs.push_back({g.person, EntryId{g.id.raw}, 1});
  }
  const auto pass = words_pass(actor, people);
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::View;
  e.actor = actor.id;
  e.people = pass.people();
  e.what = "reasoned-access";
  e.outcome = "allowed";
  CHECK_OK(ledger_.record(e));
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(const auto words, vault.get_many(s, pass, refs));
    for (std::size_t i = 0; i < words.size(); ++i)
      for (const auto& o : words[i].opened) out[i].words = as_text(o.plain);
    return name_those_that_stay(s, charter_->org(), out, &Grant::person);
  }));
  return out;
}

Status Gate::review_grant(const Actor& actor, GrantId id, bool in_order, std::string_view words,
                          vault::Vault& vault) {
  if (auto long_words = too_long(words, kReasonLetters, "your words"); !long_words.empty())
    return invalid("words", long_words);
  if (!in_order && !reason_problem(words).empty())
    return invalid("words", "Say in a sentence what was not in order: the access ends.");
  const auto org = charter_->org();
  std::optional<Grant> found;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each(std::string(kGrantColumns) + "WHERE g.org=$1 AND g.id=$2", {org, id},
                  [&](const store::Row& row) {
                    found = read_grant(*charter_, row);
                    return false;
                  });
  }));
  auto bar = unfit(actor);
  if (bar.why == Why::Allowed && (!found || !may_review(*charter_, actor, *found))) bar = nothing_here(actor);
  if (bar.why == Why::Allowed) {
    bool own = true;
    CHECK_OK(db_.read([&](store::Session& s) -> Status {
      TRY(own, own_hand(s, vault, *charter_, actor, *found, clock_.now()));
      return {};
    }));
    if (own) bar = nothing_here(actor);
  }
  if (bar.why != Why::Allowed) return refuse(actor, nullptr, {}, "reasoned-access-review", id.text(), bar);

  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto rows, txn.run("UPDATE reasoned_access SET reviewed=$3, reviewed_by=$4, in_order=$5 "
                                 "WHERE org=$1 AND id=$2 AND reviewed IS NULL",
                                 {org, id, now.ms, actor.id, in_order}));
    if (rows == 0) return fail(Code::Conflict, "Somebody has reviewed this access already.");
    if (!words.empty())
      CHECK_OK(
          seal_words(txn, vault, *charter_, words_pass(actor, {found->person}), found->person, id, 2, words));
    CHECK_OK(close_tasks(txn, org, kReviewAccess, id.text(), now));
    TRY(const auto left, asked_before(txn, org, found->staff, {}, now));
    if (left.unreviewed == 0) CHECK_OK(close_tasks(txn, org, kManyReasons, found->staff.text(), now));
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Change;
    e.actor = actor.id;
    e.people = {found->person};
    e.what = "reasoned-access-review";
    e.thing = id.text();
    e.outcome = "allowed";
    e.note = in_order ? "in-order" : "not-in-order";
    TRY([[maybe_unused]] const auto seq, ledger_.append(txn, e));
    return {};
  });
}

}  // namespace candour::gate
