#include "web/frame/person_parts.h"

#include <algorithm>

#include "gate/words.h"
#include "web/frame/numbers.h"

namespace candour::web {

PersonId person_of(const http::Request& r) {
  return PersonId::parse(r.param("person")).value_or(PersonId{});
}

EntryId entry_of(const http::Request& r) {
  return EntryId::parse(r.param("entry")).value_or(EntryId{});
}

Result<OfEntry> of_entry(const Visit& v, const http::Request& r) {
  OfEntry e{person_of(r), entry_of(r), {}};
  TRY(e.place, v.org->entries->place(e.person, e.id));
  return e;
}

std::uint32_t version_in(std::string_view typed) {
  return number_in<std::uint32_t>(typed).value_or(0);
}

CategorySet all_categories() {
  return CategorySet::of_bits(~0ull);
}

Result<Pass> look_at(const Visit& v, PersonId person, const gate::What& what, std::string thing,
                     CategorySet wanted) {
  return v.state->looks.at(person, what, std::move(thing), wanted | banner_categories(v.charter()));
}

tl::unexpected<Error> refuse_here(const Visit& v, const Pass& pass, PersonId person, std::string_view what,
                                  std::string_view thing, Error why) {
  auto line = v.org->gate->entry_for(pass, ledger::Act::Refuse, what, thing, {});
  line.people = {person};
  line.clause = why.clause;
  line.outcome = "not-allowed";
  if (auto kept = v.org->gate->ledger().record(line); !kept) return tl::unexpected<Error>(kept.error());
  return tl::unexpected<Error>(std::move(why));
}

bool may_keep(const Visit& v, const charter::LetterTemplate& t,
              const std::vector<gate::Gate::Writable>& kinds) {
  const auto kept = v.charter().find_kind(t.kept_as);
  return std::ranges::any_of(kinds, [&](const auto& w) { return w.kind == kept; });
}

std::vector<html::Choice> choices_of(std::span<const people::Choice> list) {
  std::vector<html::Choice> x;
  for (const auto& c : list) x.push_back({std::string(c.code), std::string(c.words)});
  return x;
}

std::string words_of(std::span<const people::Choice> list, std::string_view code) {
  for (const auto& c : list)
    if (c.code == code) return std::string(c.words);
  if (code == gate::kSamePerson) return "Two records of one person were joined, and the other one has it too";
  return std::string(code);
}

}  // namespace candour::web
