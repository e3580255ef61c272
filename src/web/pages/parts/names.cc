#include "web/pages/parts/names.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"

namespace candour::web {

Result<Names> Names::of(const Visit& v, std::vector<PersonId> ids, gate::Thing what) {
  return of(v, std::move(ids), what, name_categories(v.charter()));
}

Result<Names> Names::of(const Visit& v, std::vector<PersonId> ids, gate::Thing what, CategorySet wanted) {
  return opened(v, std::move(ids), what, wanted, wanted);
}

Result<Names> Names::and_titles(const Visit& v, std::vector<PersonId> ids, gate::Thing what,
                                CategorySet besides) {
  const auto names = name_categories(v.charter());
  return opened(v, std::move(ids), what, names | besides, names);
}

Result<Names> Names::opened(const Visit& v, std::vector<PersonId> ids, gate::Thing what, CategorySet wanted,
                            CategorySet of_profiles) {
  Names n;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return n;
  TRY(n.reach_, v.state->looks.at_many(ids, what, {}, wanted));
  auto narrow = n.reach_;
  for (auto& pass : narrow.passes) pass = pass.only(of_profiles);
  TRY(auto profiles, v.org->people->profiles(narrow, ids));
  for (auto& p : profiles) n.by_id_.emplace(p.id, std::move(p));
  return n;
}

html::PersonLine person_line(const Visit& v, const people::Profile& p, charter::Date today,
                             std::string where) {
  html::PersonLine l{p.name().empty() ? "Name held back" : p.name(), v.url("/people/" + p.id.text())};
  if (const auto b = p.birth_date())
    l.detail = age_words(*b, p.died.value_or(today)) + ", born " + date_words(*b) + " · ";
  l.detail += p.reference;
  l.where = std::move(where);
  if (p.died) l.tags.emplace_back("Died " + date_words(*p.died), html::Tint::Plain);
  return l;
}

CategorySet Titles::categories(const charter::Kind& kind) {
  CategorySet of;
  if (const auto* f = kind.find_field(kind.title_field)) of.add(f->category);
  return of;
}

Result<Titles> Titles::of(const Visit& v, const Names& names, const std::vector<EntryId>& entries) {
  constexpr std::size_t kLetters = 90;  // of a title that goes on and on
  Titles all;
  CategorySet of;
  for (const auto& kind : v.charter().kinds) of = of | categories(kind);
  if (entries.empty()) return all;
  TRY(const auto found, v.org->entries->listed(names.reach(), entries, of));
  for (const auto& e : found) {
    const auto& kind = v.charter().at(e.kind);
    const auto* f = kind.find_field(kind.title_field);
    const auto* x = f ? e.values.if_contains(f->code) : nullptr;
    if (x) all.by_id_.emplace(e.id, shorten(charter::show(*f, *x), kLetters));
  }
  return all;
}

std::string category_names(const charter::Charter& c, CategorySet set) {
  std::string out;
  set.each([&](CategoryIx x) { out += (out.empty() ? "" : ", ") + c.at(x).name; });
  return out;
}

}  // namespace candour::web
