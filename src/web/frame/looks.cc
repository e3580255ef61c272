#include "web/frame/looks.h"

#include <algorithm>

namespace candour::web {

Looks::One* Looks::of(PersonId person) {
  const auto found =
      std::ranges::find_if(looks_, [&](const One& l) { return l.passes.front().person() == person; });
  return found == looks_.end() ? nullptr : &*found;
}

Result<Pass> Looks::at(PersonId person, const gate::What& what, std::string thing, CategorySet wanted) {
  One* had = of(person);
  if (had && had->look.wanted.covers(wanted)) return had->passes.back();
  gate::Look look{ledger::Act::View, what.code(), std::move(thing), wanted};
  if (had) look.wanted = look.wanted | had->look.wanted;
  TRY(auto pass, gate_.begin_look(actor_, person, look));
  if (had) {
    had->look.wanted = look.wanted;
    had->passes.push_back(pass);
  } else {
    looks_.push_back({std::move(look), {pass}});
  }
  return pass;
}

Result<gate::Reachable> Looks::at_many(const std::vector<PersonId>& people, const gate::What& what,
                                       std::string thing, CategorySet wanted) {
  gate::Look look{ledger::Act::View, what.code(), std::move(thing), wanted};
  TRY(auto reach, gate_.begin_looks(actor_, people, look));
  for (const auto& pass : reach.passes) looks_.push_back({look, {pass}});
  return reach;
}

Result<Pass> Looks::before_visit(PersonId person, EntryId visit, CategorySet wanted) {
  gate::Look look{ledger::Act::View, gate::What(gate::Thing::BeforeVisit).code(), visit.text(), wanted};
  TRY(auto pass, gate_.before_visit(actor_, person, visit, look));
  looks_.push_back({std::move(look), {pass}});
  return pass;
}

void Looks::also(const Pass& pass) {
  to_write_.push_back(pass);
}

Status Looks::write_down() {
  std::vector<gate::Gate::Shown> shown;
  for (const auto& l : looks_) {
    CategorySet opened;
    for (const auto& p : l.passes) opened = opened | p.opened();
    for (const auto& p : to_write_)
      if (p.people() == l.passes.front().people()) opened = opened | p.opened();
    shown.push_back({l.passes.back(), l.look, opened});
  }
  looks_.clear();
  to_write_.clear();
  return gate_.looked(shown);
}

}  // namespace candour::web
