#include "gate/act.h"

#include <algorithm>

#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/standing.h"
#include "gate/words.h"

namespace candour::gate {

using charter::Doing;
using charter::Duty;
using charter::Why;

bool near_with_duty(const charter::Charter& c, const Standing& s, ServiceIx service, Duty duty) {
  if (!s.grant.is_nil() || s.to_service || !s.reaches(c) || !c.at(s.facts.role).has(duty)) return false;
  // Who is known in one service may be referred to any other; all else is done in the service itself.
  return duty == Duty::Refer || (s.facts.service == service && covers(*s.post, service));
}

ServiceSet may_act_on_newcomer(const charter::Charter& c, const Actor& actor, Duty duty) {
  ServiceSet out;
  if (!actor.agreement || !actor.training) return out;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    PersonFacts newcomer;
    newcomer.exists = true;
    Place taken;
    taken.service = static_cast<ServiceIx>(i);
    taken.referral = true;
    taken.taken_by = actor.id;
    newcomer.places.push_back(std::move(taken));
    const auto all = standings(c, actor, newcomer);
    if (std::ranges::any_of(all,
                            [&](const Standing& s) { return near_with_duty(c, s, s.facts.service, duty); }))
      out.add(static_cast<ServiceIx>(i));
  }
  return out;
}

Result<Pass> Gate::act(const Actor& actor, PersonId person, ServiceIx service, Duty duty) {
  TRY(const auto facts, facts_of(actor, person));
  const auto code = duty_code(duty);
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, "act", code, r);
  const auto all = standings(*charter_, actor, facts);
  const auto reached = [&](const Standing& s) { return s.grant.is_nil() && s.reaches(*charter_); };
  if (std::ranges::none_of(all, reached))
    return refuse(actor, &facts, person, "act", code, nothing_here(actor));
  if (std::ranges::none_of(all,
                           [&](const Standing& s) { return near_with_duty(*charter_, s, service, duty); }))
    return refuse(
        actor, &facts, person, "act", code,
        {Why::NotWritable,
         "You can see this record, but your role does not include this step in this service. Ask your "
         "supervisor who takes it.",
         charter_->at(all.front().facts.role).clause});
  CategorySet wanted;
  wanted.add(identity_category(*charter_));
  wanted.add(words_category(*charter_));
  Rights rights;
  for (const auto& s : all)
    if (s.grant.is_nil()) rights.add(*charter_, s, Doing::See, wanted);
  if (rights.see.empty())
    return refuse(actor, &facts, person, "act", code, refusal_of(actor, all, wanted, Doing::See));
  // The duty is the leave to write down why: no kind stands behind these words, so no role lists them. Who
  // refers writes what they are told, also where their role cannot read it back, as who takes a referral
  // does; and takes it back (AddPerson: an import that is undone). A record whose processing is restricted is
  // never written (Article 18): a step moves there, and says nothing.
  rights.service = service;
  if (!facts.restricted &&
      (duty == Duty::Refer || duty == Duty::AddPerson || rights.see.has(words_category(*charter_))))
    rights.add_words(*charter_, service, words_category(*charter_));
  return make_pass(actor, facts, rights);
}

namespace {

/// Those who work with the person, and those whose duty it is within reach.
std::vector<Standing>::const_iterator who_stands_to_look(const charter::Charter& c,
                                                         const std::vector<Standing>& all) {
  return std::ranges::find_if(all, [&](const Standing& s) {
    if (!s.grant.is_nil() || !s.reaches(c)) return false;
    return s.facts.reach == charter::Reach::Caseload || c.at(s.facts.role).has(Duty::SeeAccessLog);
  });
}

/// Who may read the whole ledger may read one person's part of it, without opening the record.
bool keeps_the_ledger(const charter::Charter& c, const Actor& actor, const PersonFacts& facts) {
  return facts.exists &&
         std::ranges::any_of(actor.posts, [&](const Post& p) { return c.at(p.role).has(Duty::SeeLedger); });
}

}  // namespace

Result<bool> Gate::may_see_who_looked(const Actor& actor, PersonId person) const {
  if (unfit(actor).why != Why::Allowed) return false;
  TRY(const auto facts, facts_of(actor, person));
  const auto all = standings(*charter_, actor, facts);
  return who_stands_to_look(*charter_, all) != all.end() || keeps_the_ledger(*charter_, actor, facts);
}

Result<std::vector<bool>> Gate::could_write(const Actor& actor, const std::vector<PersonId>& people,
                                            ServiceIx service, KindIx kind) const {
  constexpr std::size_t kAtOnce = 512;
  std::vector<bool> out(people.size());
  if (unfit(actor).why != Why::Allowed) return out;
  // Whoever refers somebody has taken them on in that service until it is decided.
  charter::Facts taken;
  taken.service = service;
  taken.reach = charter::Reach::Caseload;
  taken.agreement = actor.agreement;
  taken.training = actor.training;
  const auto writes_then = [&](const Post& post) {
    taken.role = post.role;
    return covers(post, service) && charter::may_write_kind(*charter_, taken, kind);
  };
  const bool after_referring = std::ranges::any_of(actor.posts, writes_then);
  for (std::size_t from = 0; from < people.size(); from += kAtOnce) {
    const std::vector<PersonId> some(
        people.begin() + static_cast<std::ptrdiff_t>(from),
        people.begin() + static_cast<std::ptrdiff_t>(std::min(people.size(), from + kAtOnce)));
    TRY(const auto facts, facts_->of(actor.id, some, clock_.now()));
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!facts[i].exists) continue;
      const auto all = standings(*charter_, actor, facts[i]);
      const auto writes = [&](const Standing& s) {
        return s.facts.service == service && s.grant.is_nil() &&
               charter::may_write_kind(*charter_, s.facts, kind);
      };
      const auto refers = [&](const Standing& s) {
        return near_with_duty(*charter_, s, service, Duty::Refer);
      };
      out[from + i] =
          std::ranges::any_of(all, writes) || (after_referring && std::ranges::any_of(all, refers));
    }
  }
  return out;
}

Result<std::vector<ledger::Kept>> Gate::who_looked(const Actor& actor, PersonId person, std::int64_t before,
                                                   int most, bool record) {
  TRY(const auto facts, facts_of(actor, person));
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, "who-looked", "", r);
  const auto all = standings(*charter_, actor, facts);
  const auto found = who_stands_to_look(*charter_, all);
  if (found == all.end() && !keeps_the_ledger(*charter_, actor, facts)) {
    auto r = nothing_here(actor);
    if (std::ranges::any_of(all, [&](const Standing& s) { return s.grant.is_nil() && s.reaches(*charter_); }))
      r = {Why::NotWritable,
           "Who looked at a record is shown to those who work with the person and to those who check access.",
           charter_->at(all.front().facts.role).clause};
    return refuse(actor, &facts, person, "who-looked", "", r);
  }
  if (record) {
    ledger::Entry e;
    e.at = clock_.now();
    e.act = ledger::Act::View;
    e.actor = actor.id;
    e.people = {person};
    e.what = "who-looked";
    if (found != all.end()) {
      e.service = charter_->at(found->facts.service).code;
      e.clause = charter_->at(found->facts.role).clause;
    }
    e.outcome = "allowed";
    CHECK_OK(ledger_.record(e));
  }
  std::vector<ledger::Kept> out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    for (const auto& record : facts.ids()) {
      TRY(auto some, ledger_.about(s, record, before, most));
      out.insert(out.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return {};
  }));
  if (facts.records.empty()) return out;
  // A line that names several of the records is one line.
  std::ranges::sort(out, std::greater{}, &ledger::Kept::seq);
  out.erase(std::ranges::unique(out, {}, &ledger::Kept::seq).begin(), out.end());
  if (out.size() > static_cast<std::size_t>(most)) out.resize(static_cast<std::size_t>(most));
  return out;
}

}  // namespace candour::gate
