// What somebody may write and do about a person, asked beforehand: a page offers exactly that, and nothing
// that would be refused when it is sent.
#include <algorithm>

#include "charter/requests.h"
#include "gate/act.h"
#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/standing.h"
#include "gate/words.h"

namespace candour::gate {

using charter::Doing;
using charter::Duty;
using charter::Why;

namespace {

/// Services in which something of the kind may be written, nearest first.
std::vector<ServiceIx> services_for(const charter::Charter& c, const std::vector<Standing>& all,
                                    KindIx kind) {
  std::vector<ServiceIx> found;
  for (const auto& s : all) {
    if (!s.grant.is_nil() || !charter::may_write_kind(c, s.facts, kind)) continue;
    if (!c.at(kind).fits(s.to_service)) continue;
    if (std::ranges::find(found, s.facts.service) != found.end()) continue;
    Rights rights;
    rights.add(c, s, Doing::Write, c.at(kind).categories());
    if (!rights.write.empty()) found.push_back(s.facts.service);
  }
  return found;
}

}  // namespace

Result<Pass> Gate::write_about(const Actor& actor, PersonId person, KindIx kind,
                               std::optional<ServiceIx> wanted) {
  TRY(const auto facts, facts_of(actor, person));
  const auto all = standings(*charter_, actor, facts);
  const auto found = services_for(*charter_, all, kind);
  // Where none lets them, the refusal of the nearest one says why.
  ServiceIx service = all.empty() ? ServiceIx{} : all.front().facts.service;
  if (!found.empty()) service = found.front();
  if (wanted && std::ranges::find(found, *wanted) != found.end()) service = *wanted;
  return write(actor, person, service, kind);
}

Result<std::vector<Gate::Writable>> Gate::writable(const Actor& actor, PersonId person) const {
  std::vector<Writable> out;
  if (unfit(actor).why != Why::Allowed) return out;
  TRY(const auto facts, facts_of(actor, person));
  const auto all = standings(*charter_, actor, facts);
  for (const auto& kind : charter_->kinds)
    if (auto services = services_for(*charter_, all, kind.ix); !services.empty())
      out.push_back({kind.ix, std::move(services)});
  return out;
}

Result<bool> Gate::reaches(const Actor& actor, PersonId person) const {
  if (unfit(actor).why != Why::Allowed) return false;
  TRY(const auto facts, facts_of(actor, person));
  return !rights_to_see(*charter_, standings(*charter_, actor, facts), CategorySet::of_bits(~0ull))
              .see.empty();
}

Result<ServiceSet> Gate::may_act(const Actor& actor, PersonId person, Duty duty) const {
  ServiceSet out;
  if (unfit(actor).why != Why::Allowed) return out;
  TRY(const auto facts, facts_of(actor, person));
  const auto all = standings(*charter_, actor, facts);
  for (std::size_t i = 0; i < charter_->services.size(); ++i) {
    const auto service = static_cast<ServiceIx>(i);
    if (std::ranges::any_of(all,
                            [&](const Standing& s) { return near_with_duty(*charter_, s, service, duty); }))
      out.add(service);
  }
  return out;
}

Result<Pass> Gate::act_about(const Actor& actor, PersonId person, Duty duty) {
  TRY(const auto facts, facts_of(actor, person));
  const auto all = standings(*charter_, actor, facts);
  ServiceIx service = all.empty() ? ServiceIx{} : all.front().facts.service;
  const auto found = std::ranges::find_if(
      all, [&](const Standing& s) { return near_with_duty(*charter_, s, s.facts.service, duty); });
  if (found != all.end()) service = found->facts.service;
  return act(actor, person, service, duty);
}

Result<Pass> Gate::step(const Actor& actor, PersonId person, ServiceIx service, KindIx kind) {
  TRY(const auto facts, facts_of(actor, person));
  const auto& k = charter_->at(kind);
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, k.code, "move", r);
  const auto all = standings(*charter_, actor, facts);
  const auto within = k.categories();
  Rights rights;
  bool here = false;
  for (const auto& s : all) {
    if (!s.grant.is_nil()) continue;
    rights.add(*charter_, s, Doing::See, within);
    // That whoever got something heard of a restriction is written down without opening what they got.
    if (k.records_sharing) rights.add(*charter_, s, Doing::See, s.seen_to_settle(*charter_));
    here = here || (s.facts.service == service && s.reaches(*charter_));
  }
  if (!here || rights.see.empty())
    return refuse(actor, &facts, person, k.code, "move", refusal_of(actor, all, within, Doing::See));
  for (const auto& s : all)
    if (s.grant.is_nil()) rights.add(*charter_, s, Doing::See, read_besides(*charter_, k));
  rights.service = service;
  if (const auto words = words_category(*charter_); rights.see.has(words) || !within.has(words))
    rights.add_words(*charter_, service, words);
  // Who takes a step answers what it asks, as far as they see what that is about.
  // A record whose processing is restricted is never written (Article 18); there a step moves, and says
  // nothing.
  if (!facts.restricted)
    (k.step_categories() & rights.see).each([&](CategoryIx c) { rights.add_words(*charter_, service, c); });
  return make_pass(actor, facts, rights);
}

}  // namespace candour::gate
