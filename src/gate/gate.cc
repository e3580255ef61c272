#include "gate/gate.h"

#include <algorithm>

#include "gate/facts.h"
#include "gate/own_door.h"
#include "gate/service_subject.h"
#include "gate/staff_seen.h"
#include "gate/standing.h"
#include "gate/words.h"

namespace candour::gate {

using charter::Doing;
using charter::Duty;
using charter::Why;

Gate::Gate(charter::CharterPtr charter, store::Db& db, ledger::Ledger& ledger, const Clock& clock,
           Seals* seals)
    : charter_(std::move(charter)),
      db_(db),
      ledger_(ledger),
      clock_(clock),
      seals_(seals),
      facts_(std::make_unique<KnownFacts>(db, *charter_, seals)),
      staff_(std::make_unique<StaffSeen>(db, *charter_, seals)) {}
Gate::~Gate() = default;

const Pass* Reachable::pass_for(PersonId p) const {
  const auto found = std::ranges::find_if(passes, [&](const Pass& pass) { return pass.covers(p); });
  return found == passes.end() ? nullptr : &*found;
}

/// Those of the record that stays, when this one was joined into it.
Result<PersonFacts> Gate::facts_of(const Actor& actor, PersonId person) const {
  TRY(auto found, facts_->of(actor.id, {person}, clock_.now()));
  if (const auto into = found.front().joined_into; !into.is_nil()) {
    TRY(found, facts_->of(actor.id, {into}, clock_.now()));
  }
  return std::move(found.front());
}

Pass Gate::make_pass(const Actor& actor, const PersonFacts& facts, const Rights& r) const {
  auto pass = make_pass(actor, facts.ids(), r);
  if (facts.records.empty()) return pass;
  auto d = std::make_shared<Pass::Data>(*pass.data_);
  const auto all = standings(*charter_, actor, facts);
  for (const auto& part : facts.records)
    d->records.push_back({part.record, part.since, seen_before(*charter_, all, facts, part)});
  return Pass(std::move(d));
}

Pass Gate::make_pass(const Actor& actor, std::vector<PersonId> people, const Rights& r) const {
  auto d = std::make_shared<Pass::Data>();
  std::ranges::sort(people);
  people.erase(std::unique(people.begin(), people.end()), people.end());
  d->org = charter_->org();
  d->actor = actor.id;
  d->people = std::move(people);
  d->see = r.see;
  d->write = r.write;
  d->purpose = r.purpose;
  d->service = r.service;
  d->grounds = r.grounds;
  d->obligations = r.obligations;
  d->grant = r.grant;
  d->own_door = r.own_door;
  d->made_at = clock_.now();
  return Pass(std::move(d));
}

ledger::Entry Gate::entry_for(const Pass& pass, ledger::Act act, std::string_view what,
                              std::string_view thing, CategorySet touched) const {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = act;
  e.actor = pass.actor();
  e.people = pass.people();
  e.what = what;
  e.thing = thing;
  e.service = charter_->at(pass.service()).code;
  e.outcome = own_door_code(pass.own_door());
  auto main = pass.purpose();
  std::string also;
  bool first = true;
  PurposeSet named;
  touched.each([&](CategoryIx cat) {
    if (static_cast<std::size_t>(cat) >= charter_->categories.size()) return;
    e.categories.push_back(charter_->at(cat).code);
    const auto& g = pass.ground(cat);
    if (first) {
      main = g.purpose;
      e.basis = charter::basis_code(static_cast<charter::Basis>(g.basis));
      e.clause = charter_->clause_text(g.clause);
    } else if (g.purpose != main && !named.has(g.purpose)) {
      also += (also.empty() ? "also:" : ",") + charter_->at(g.purpose).code;
      named.add(g.purpose);
    }
    first = false;
  });
  e.purpose = charter_->at(main).code;
  if (also.size() <= 200) e.note = also;
  return e;
}

Result<Pass> Gate::begin_look(const Actor& actor, PersonId person, const Look& look) {
  TRY(const auto facts, facts_of(actor, person));
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, look.what, look.thing, r);
  const auto all = standings(*charter_, actor, facts);
  const auto rights = rights_to_see(*charter_, all, look.wanted, look.purpose);
  if (rights.see.empty())
    return refuse(actor, &facts, person, look.what, look.thing,
                  refusal_of(actor, all, look.wanted, Doing::See));
  return make_pass(actor, facts, rights);
}

Result<Pass> Gate::see(const Actor& actor, PersonId person, const Look& look) {
  TRY(auto pass, begin_look(actor, person, look));
  CHECK_OK(record_all({entry_of_look(pass, look, pass.may_see())}));
  return pass;
}

ledger::Entry Gate::entry_of_look(const Pass& pass, const Look& look, CategorySet opened) const {
  auto entry = entry_for(pass, look.act, look.what, look.thing, opened);
  if (!pass.grant().is_nil()) entry.note += (entry.note.empty() ? "grant:" : " grant:") + pass.grant().text();
  return entry;
}

Status Gate::record_all(const std::vector<ledger::Entry>& entries) {
  if (entries.empty()) return {};
  if (entries.size() == 1) return ledger_.record(entries.front());
  return db_.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto first, ledger_.append_many(txn, entries));
    return {};
  });
}

Status Gate::looked(const std::vector<Shown>& shown) {
  std::vector<ledger::Entry> entries;
  for (const auto& s : shown) entries.push_back(entry_of_look(s.pass, s.look, s.opened));
  return record_all(entries);
}

namespace {

/// People of whom the same may be seen, on the same grounds. Somebody with joined records is alone: `joined`.
struct Alike {
  Rights rights;
  std::vector<PersonId> people;
  const PersonFacts* joined = nullptr;
};

std::vector<Alike> group(const charter::Charter& c, const Actor& actor,
                         const std::vector<PersonFacts>& people, const Look& look,
                         std::vector<PersonId>& out_of_reach) {
  std::vector<Alike> groups;
  for (const auto& p : people) {
    auto rights = rights_to_see(c, standings(c, actor, p), look.wanted, look.purpose);
    if (rights.see.empty()) {
      out_of_reach.push_back(p.id);
      continue;
    }
    auto found = std::ranges::find_if(groups, [&](const Alike& g) {
      return p.records.empty() ? !g.joined && g.rights.same_as(rights) : g.joined && g.joined->id == p.id;
    });
    if (found == groups.end())
      found = groups.insert(groups.end(), Alike{std::move(rights), {}, p.records.empty() ? nullptr : &p});
    found->people.push_back(p.id);
  }
  return groups;
}

}  // namespace

Result<Reachable> Gate::begin_looks(const Actor& actor, const std::vector<PersonId>& people,
                                    const Look& look) {
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, nullptr, {}, look.what, look.thing, r);
  Reachable out;
  TRY(auto facts, facts_->of(actor.id, people, clock_.now()));
  for (auto& f : facts)  // few at most: lists name the records that stay (people/joining.h)
    if (!f.joined_into.is_nil()) {
      TRY(f, facts_of(actor, f.joined_into));
    }
  for (const auto& g : group(*charter_, actor, facts, look, out.out_of_reach))
    out.passes.push_back(g.joined ? make_pass(actor, *g.joined, g.rights)
                                  : make_pass(actor, g.people, g.rights));
  return out;
}

Result<Reachable> Gate::see_many(const Actor& actor, const std::vector<PersonId>& people, const Look& look) {
  TRY(auto out, begin_looks(actor, people, look));
  std::vector<ledger::Entry> entries;
  for (const auto& pass : out.passes) entries.push_back(entry_of_look(pass, look, pass.may_see()));
  CHECK_OK(record_all(entries));
  return out;
}

Result<Pass> Gate::write(const Actor& actor, PersonId person, ServiceIx service, KindIx kind) {
  TRY(const auto facts, facts_of(actor, person));
  const auto& k = charter_->at(kind);
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, k.code, "write", r);
  const auto all = standings(*charter_, actor, facts);
  const auto within = k.categories();
  Rights rights;
  bool may = false;
  for (const auto& s : all) {
    if (s.facts.service != service || !s.grant.is_nil())
      continue;  // a reasoned access reads, it never writes
    if (!charter::may_write_kind(*charter_, s.facts, kind) || !k.fits(s.to_service)) continue;
    may = true;
    rights.add(*charter_, s, Doing::Write, within);
  }
  if (rights.write.empty()) {
    auto r = refusal_of(actor, all, within, may ? Doing::Write : Doing::See);
    if (rights_to_see(*charter_, all, within).any && !may)
      r = {Why::NotWritable, "Your role may read this, but not write a “" + k.name + "” in this service.",
           charter_->at(all.front().facts.role).clause};
    return refuse(actor, &facts, person, k.code, "write", r);
  }
  for (const auto& s : all)
    if (s.grant.is_nil()) rights.add(*charter_, s, Doing::See, within | read_besides(*charter_, k));
  rights.service = service;
  return make_pass(actor, facts, rights);
}

Result<Pass> Gate::from_outside(ServiceIx service, KindIx kind) const {
  const auto& k = charter_->at(kind);
  if (!k.from_outside || !k.about_service || !charter_->kind_use(service, kind))
    return not_allowed("This service takes no such message here.", charter_->at(service).clause);
  Rights rights;
  k.categories().each([&](CategoryIx c) { rights.add_words(*charter_, service, c); });
  rights.service = service;
  return make_pass(Actor{}, std::vector<PersonId>{subject_of(*charter_, service)}, rights);
}

Pass Gate::in_nobodys_name(PersonId subject, ServiceIx service) const {
  Rights rights;
  rights.service = service;
  return make_pass(Actor{}, std::vector<PersonId>{subject}, rights);
}

Result<Pass> Gate::from_themselves(PersonId person, PurposeIx purpose) const {
  TRY(const auto facts, facts_of(Actor{}, person));
  if (!facts.exists) return not_found();
  Rights rights;
  rights.purpose = purpose;
  if (!facts.places.empty()) rights.service = facts.places.front().service;
  rights.write = charter_->at(purpose).categories;
  return make_pass(Actor{}, facts, rights);
}

Result<Pass> Gate::register_new(const Actor& actor, PersonId person, ServiceIx service) {
  return register_many(actor, {person}, service);
}

Result<Pass> Gate::register_many(const Actor& actor, const std::vector<PersonId>& people, ServiceIx service) {
  const std::string& code = charter_->at(service).code;
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, nullptr, {}, "register", code, r);
  TRY(const auto known, facts_->of(actor.id, people, clock_.now()));
  // A pass for somebody new covers all that the profile holds: it must never cover somebody who is here.
  if (std::ranges::any_of(known, [](const auto& f) { return f.exists || !f.joined_into.is_nil(); }))
    return refuse(actor, nullptr, {}, "register", code, nothing_here(actor));
  const auto profile = charter_->find_kind("profile");
  const auto within = profile ? charter_->at(*profile).categories() : CategorySet{};
  Rights rights;
  for (const auto& post : actor.posts)
    if (covers(post, service) && charter_->at(post.role).has(Duty::AddPerson))
      rights.add_registering(*charter_, post.role, service, within);
  if (!rights.write.has(identity_category(*charter_)))
    return refuse(
        actor, nullptr, {}, "register", code,
        {Why::NotWritable, "Your role may not register people in this service. Ask your supervisor who may.",
         actor.posts.empty() ? charter_->access_clause : charter_->at(actor.posts.front().role).clause});
  rights.see = rights.write;
  // Who takes down a referral writes what they are told, also where their role cannot read it back (LW-4.2).
  rights.add_words(*charter_, service, words_category(*charter_));
  return make_pass(actor, people, rights);
}

}  // namespace candour::gate
