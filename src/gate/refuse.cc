#include <algorithm>

#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/standing.h"

namespace candour::gate {

using charter::Doing;
using charter::Why;

namespace {

/// Says nothing about the person, so that nobody learns whether there is one.
constexpr std::string_view kNothingHere =
    "There is nothing here that you can see. If you need it for your work, ask your supervisor.";

}  // namespace

Gate::Refusal Gate::unfit(const Actor& actor) const {
  if (!actor.agreement)
    return {
        Why::NoAgreement,
        "Nobody opens records before they have signed the confidentiality agreement. Read and sign it under "
        "“Your account”, then come back.",
        charter_->access_clause};
  if (!actor.training)
    return {Why::TrainingLapsed,
            "Your data protection training is missing or out of date, so records stay closed to you. Do the "
            "training, then ask whoever looks after staff records to enter it.",
            charter_->access_clause};
  return {Why::Allowed, {}, {}};
}

Gate::Refusal Gate::nothing_here(const Actor& actor) const {
  const auto clause =
      actor.posts.empty() ? charter_->access_clause : charter_->at(actor.posts.front().role).clause;
  return {Why::OutOfReach, std::string(kNothingHere), clause};
}

Gate::Refusal Gate::refusal_of(const Actor& actor, const std::vector<Standing>& all, CategorySet wanted,
                               Doing doing) const {
  // Whys stand in the order in which they are asked: the furthest is the nearest miss, and the most use to
  // read.
  const Standing* nearest = nullptr;
  charter::Decision best;
  PurposeIx purpose{};
  CategoryIx category{};
  best.why = Why::Allowed;
  for (const auto& s : all) {
    if (!s.reaches(*charter_) && s.grant.is_nil()) continue;
    for (const auto p : charter_->at(s.facts.role).purposes)
      wanted.each([&](CategoryIx cat) {
        if (static_cast<std::size_t>(cat) >= charter_->categories.size()) return;
        const auto d = charter::decide(*charter_, s.facts, p, cat, doing);
        if (d.allowed() || (nearest && d.why <= best.why)) return;
        nearest = &s;
        best = d;
        purpose = p;
        category = cat;
      });
  }
  if (!nearest || best.why <= Why::NotInService) return nothing_here(actor);
  return {best.why, charter::why_words(*charter_, best, nearest->facts, purpose, category),
          charter_->clause_text(best.clause)};
}

tl::unexpected<Error> Gate::refuse(const Actor& actor, const PersonFacts* person, PersonId id,
                                   std::string_view what, std::string_view thing, const Refusal& r) const {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::Refuse;
  e.actor = actor.id;
  e.what = what;
  e.thing = thing;
  e.outcome = charter::why_code(r.why);
  e.clause = r.clause;
  if (person && person->exists) {
    e.people = {id};
  } else if (person) {
    e.note = "no-such-person";
  }
  if (auto kept = ledger_.record(e); !kept) return tl::unexpected<Error>(std::move(kept).error());
  return not_allowed(r.words, r.clause);
}

Status Gate::may(const Actor& actor, charter::Duty duty, std::string_view what) {
  auto r = unfit(actor);
  // Otherwise an organisation whose only administrator is late could never enter the training.
  if (r.why == Why::TrainingLapsed && duty == charter::Duty::ManageStaff) r.why = Why::Allowed;
  if (r.why == Why::Allowed) {
    const auto has = [&](const Post& p) { return charter_->at(p.role).has(duty); };
    if (std::ranges::any_of(actor.posts, has)) return {};
    r = nothing_here(actor);
    r.why = Why::NotWritable;
    r.words = "Your role does not include this. If you need it for your work, ask your supervisor.";
  }
  return refuse(actor, nullptr, {}, what, "", r);
}

Result<AggregatePass> Gate::aggregate(const Actor& actor) {
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, nullptr, {}, "statistics", "", r);
  if (actor.posts.empty()) return refuse(actor, nullptr, {}, "statistics", "", nothing_here(actor));
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::View;
  e.actor = actor.id;
  e.what = "statistics";
  e.outcome = "allowed";
  CHECK_OK(ledger_.record(e));
  return AggregatePass(charter_->org(), actor.id);
}

vault::IndexPass Gate::index_pass() const {
  return vault::IndexPass(charter_->org());
}

}  // namespace candour::gate
