// Who may be the same person as somebody about to be written down. It warns and never joins two records:
// a person decides.
#include <algorithm>
#include <map>
#include <shared_mutex>
#include <unordered_map>

#include "base/text.h"
#include "people/search_index.h"

namespace candour::people {
namespace {

constexpr std::size_t kRanked = 60;   // names opened for each new person
constexpr std::size_t kProposed = 5;  // for each new person
constexpr double kAlike = 0.82;       // sounds alike, swapped letters, short form
constexpr double kSameWord = 0.93;

std::string text_of(const charter::Values& values, std::string_view field) {
  const auto* found = values.if_contains(field);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// What each identifier of the new person says about people on the books.
struct Shared {
  bool nhs = false, postcode = false, phone = false;
};

std::string why_of(const Shared& shared, const Looks& a, const Looks& b, bool same_family) {
  if (shared.nhs) return "Same NHS number";
  const auto names = similarity(a.name, b.name);
  const auto births = a.birth && b.birth ? birth_date_likeness(*a.birth, *b.birth) : 0;
  const std::string name = names >= 0.97 ? "same name" : "name sounds alike";
  if (births >= 1 && names >= kAlike) return "Same birth date, " + name;
  if (births >= 0.6 && names >= kAlike) return "Nearly the same birth date, " + name;
  if (shared.postcode && same_family) return "Same last name and postcode";
  if (shared.phone) return "Same phone number";
  if (names >= kAlike) return names >= 0.97 ? "Same name" : "Name sounds alike";
  return {};
}

std::string last_word(std::string_view folded) {
  const auto space = folded.rfind(' ');
  return std::string(space == std::string_view::npos ? folded : folded.substr(space + 1));
}

/// The rules that the counting of evidence must not miss: the same number; the same birth date with a like
/// name; the same last name at the same postcode.
double least_likeness(const Shared& shared, const Looks& a, const Looks& b, bool same_family) {
  if (shared.nhs) return 1;
  const auto names = similarity(a.name, b.name);
  if (a.birth && b.birth && *a.birth == *b.birth && names >= kAlike) return 0.9;
  if (shared.postcode && same_family) return 0.6;
  return 0;
}

}  // namespace

Result<std::vector<Search::Found>> Search::alike(store::Session& db, const charter::Values& values) {
  std::unordered_map<PersonId, Shared> shared;
  for (const auto& [field, token] : tokens(vault_, values))
    CHECK_OK(db.each("SELECT person FROM person_token WHERE org=$1 AND field=$2 AND token=$3 LIMIT 50",
                     {gate_.charter().organisation.code, field, token}, [&](const store::Row& r) {
                       auto& s = shared[r.id<PersonId>(0)];
                       (field == "nhs-number" ? s.nhs : field == "postcode" ? s.postcode : s.phone) = true;
                       return true;
                     }));
  std::vector<PersonId> ids;
  for (const auto& [id, s] : shared) ids.push_back(id);

  const auto names = folded_names(values);
  const std::shared_lock hold(index_->lock);
  TRY(auto ranked, index_->of(vault_, ids));
  if (!names.empty()) {
    TRY(auto near, index_->nearest(vault_, names.front(), kRanked));
    std::move(near.begin(), near.end(), std::back_inserter(ranked));
  }

  const auto birth = birth_day(values);
  const auto family = last_word(fold(text_of(values, "family-name")));
  std::unordered_map<PersonId, Found> found;
  for (const auto& r : ranked) {
    const auto it = shared.find(r.person);
    const auto s = it == shared.end() ? Shared{} : it->second;
    const bool same_family = !family.empty() && word_similarity(family, last_word(r.name)) >= kSameWord;
    for (const auto& name : names) {
      Looks a{name, {}, {}, {}, {}}, b{r.name, {}, {}, {}, {}};
      if (birth != kNoBirth) a.birth = date_of(birth);
      if (r.birth != kNoBirth) b.birth = date_of(r.birth);
      if (s.nhs) a.nhs_number = b.nhs_number = "same";
      if (s.postcode) a.postcode = b.postcode = "same";
      if (s.phone) a.phone = b.phone = "same";
      const auto likeness = std::max(likely_same(a, b), least_likeness(s, a, b, same_family));
      const auto why = why_of(s, a, b, same_family);
      auto& f = found[r.person];
      if (likeness < kMaybeSame || why.empty() || likeness <= f.likeness) continue;
      f = {r.person, likeness, s.nhs ? "NHS number" : "name", why, s.nhs, true};
    }
  }
  std::vector<Found> sorted;
  for (auto& [id, f] : found)
    if (f.likeness > 0) sorted.push_back(std::move(f));
  std::sort(sorted.begin(), sorted.end(), [](const Found& a, const Found& b) {
    return a.likeness != b.likeness ? a.likeness > b.likeness : a.id < b.id;
  });
  if (sorted.size() > kProposed) sorted.resize(kProposed);
  return sorted;
}

Result<std::vector<std::vector<Duplicate>>> Search::duplicates_many(
    const gate::Actor& actor, const std::vector<charter::Values>& rows) {
  CHECK_OK(warm());
  std::vector<std::vector<Found>> by_row;
  std::unordered_map<PersonId, Found> all;
  const auto read = db_.read([&](store::Session& db) -> Status {
    for (const auto& values : rows) {
      TRY(auto found, alike(db, values));
      for (const auto& f : found) all.emplace(f.id, f);
      by_row.push_back(std::move(found));
    }
    return {};
  });
  CHECK_OK(read);

  // Everybody once, a few hundred at a time: who is in reach is shown, of others only that there is a record.
  std::vector<Found> people;
  for (auto& [id, f] : all) people.push_back(std::move(f));
  std::unordered_map<PersonId, Hit> hits;
  constexpr std::size_t kAtOnce = 100;
  for (std::size_t start = 0; start < people.size(); start += kAtOnce) {
    const auto end = std::min(people.size(), start + kAtOnce);
    TRY(auto some, present(actor,
                           {people.begin() + static_cast<std::ptrdiff_t>(start),
                            people.begin() + static_cast<std::ptrdiff_t>(end)},
                           "duplicate-check", kAtOnce));
    for (auto& hit : some) hits.emplace(hit.id, std::move(hit));
  }
  std::vector<std::vector<Duplicate>> duplicates(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const auto& f : by_row[i])
      if (const auto it = hits.find(f.id); it != hits.end()) {
        auto hit = it->second;
        hit.likeness = f.likeness;
        hit.matched_by = f.matched_by;
        duplicates[i].push_back({std::move(hit), f.why, f.certain});
      }
  return duplicates;
}

Result<std::vector<Duplicate>> Search::duplicates(const gate::Actor& actor, const charter::Values& values) {
  TRY(auto all, duplicates_many(actor, {values}));
  return std::move(all.front());
}

}  // namespace candour::people
