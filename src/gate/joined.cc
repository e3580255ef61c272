#include "gate/joined.h"

#include <algorithm>

#include "gate/act.h"
#include "gate/asking.h"
#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/standing.h"
#include "gate/words.h"

namespace candour::gate {

using charter::Doing;
using charter::Duty;
using charter::Why;

Result<std::map<PersonId, PersonId>> joined_away(store::Session& db, const OrgCode& org,
                                                 const std::vector<PersonId>& ids) {
  constexpr std::size_t kAtOnce = 128;
  std::map<PersonId, PersonId> out;
  static const std::string sql = [] {
    std::string s =
        "SELECT person, other FROM joined_record WHERE org=$1 AND away=1 AND ended IS NULL AND person IN (";
    for (std::size_t i = 0; i < kAtOnce; ++i) s += (i ? ", $" : "$") + std::to_string(i + 2);
    return s + ")";
  }();
  for (std::size_t from = 0; from < ids.size(); from += kAtOnce) {
    std::vector<store::Param> params = {org};
    for (std::size_t i = 0; i < kAtOnce; ++i) params.emplace_back(ids[std::min(from + i, ids.size() - 1)]);
    CHECK_OK(db.each(sql, params, [&](const store::Row& r) {
      out.emplace(r.id<PersonId>(0), r.id<PersonId>(1));
      return true;
    }));
  }
  return out;
}

namespace {

constexpr std::string_view kNotWhole =
    "There is nothing here that you can join. Only somebody whose work covers all of both records can join them. Ask ";

/// The duty, within reach, in every service in which the person ever was.
bool covers_all(const charter::Charter& c, const std::vector<Standing>& all, const PersonFacts& facts) {
  const auto near = [&](ServiceIx service) {
    return std::ranges::any_of(
        all, [&](const Standing& s) { return near_with_duty(c, s, service, Duty::MergeRecords); });
  };
  if (facts.places.empty())
    return std::ranges::any_of(all, [&](const Standing& s) { return near(s.facts.service); });
  return std::ranges::all_of(facts.places, [&](const Place& p) { return near(p.service); });
}

}  // namespace

Result<Pass> Gate::whole(const Actor& actor, PersonId person) {
  TRY(const auto asked, facts_->of(actor.id, {person}, clock_.now()));
  TRY(const auto facts, facts_of(actor, person));
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, "merge", "", r);
  const auto all = standings(*charter_, actor, facts);
  Rights rights;
  CategorySet details;
  if (const auto kind = charter_->find_kind("profile")) details = charter_->at(*kind).categories();
  const auto identity = identity_category(*charter_);
  details.add(identity);
  for (const auto& s : all)
    if (s.grant.is_nil()) rights.add(*charter_, s, Doing::See, details);
  if (!rights.see.has(identity) || !covers_all(*charter_, all, facts)) {
    auto r = nothing_here(actor);
    r.words = std::string(kNotWhole) + who_answers(*charter_) + ".";
    return refuse(actor, &facts, person, "merge", "", r);
  }
  if (!asked.front().joined_into.is_nil())
    return fail(
        Code::Conflict,
        "This record was joined with another one meanwhile. Open it again: it leads to the one that stays.");
  // The duty is the leave to write down which of the details stand, and why; nothing is changed of what is
  // restricted.
  rights.write = facts.restricted ? CategorySet{} : rights.see;
  rights.write.add(identity);
  return make_pass(actor, facts, rights);
}

Result<bool> Gate::reaches_all(const Actor& actor, PersonId person) const {
  if (unfit(actor).why != Why::Allowed) return false;
  TRY(const auto facts, facts_of(actor, person));
  const auto all = standings(*charter_, actor, facts);
  CategorySet who;
  who.add(identity_category(*charter_));
  return facts.exists && !rights_to_see(*charter_, all, who).see.empty() && covers_all(*charter_, all, facts);
}

Result<PersonId> Gate::joined_into(const Actor& actor, PersonId person) const {
  TRY(const auto facts, facts_->of(actor.id, {person}, clock_.now()));
  const auto into = facts.front().joined_into;
  if (into.is_nil()) return into;
  TRY(const bool there, reaches(actor, into));
  return there ? into : PersonId{};
}

Result<std::vector<PersonId>> Gate::records_of(PersonId person) const {
  TRY(const auto facts, facts_of(Actor{}, person));
  return facts.ids();
}

}  // namespace candour::gate
