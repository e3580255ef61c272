// Who of those found may be shown, and what is told of the others: nothing, unless an exact number was given,
// and then the same words whoever it is; or the charter has a service tell some roles that somebody is known.
// The work done does not tell either: whose reach is looked at comes in one statement of a fixed length, and
// nobody out of reach is opened.
#include <algorithm>
#include <map>
#include <set>

#include "gate/facts.h"
#include "gate/standing.h"
#include "people/search_index.h"

namespace candour::people {
namespace {

constexpr std::size_t kFewest = 16, kAtOnce = 512;  // people whose reach is looked at, filled up with nobody

CategorySet shown_categories(const charter::Charter& c) {
  CategorySet set;
  for (const auto code : {"identity", "contact", "reference-numbers"})
    if (const auto found = c.find_category(code)) set.add(*found);
  return set;
}

/// Who may be told that somebody may be known at all: those who work with people or may ask for access.
bool may_hear(const charter::Charter& c, const gate::Actor& actor) {
  return std::any_of(actor.posts.begin(), actor.posts.end(), [&](const gate::Post& post) {
    const auto& role = c.at(post.role);
    return role.reach != charter::Reach::None || role.has(charter::Duty::AddPerson) ||
           role.has(charter::Duty::Refer) || !role.reasoned.empty();
  });
}

gate::Look look_of(const charter::Charter& c, std::string_view what) {
  return {ledger::Act::Search, std::string(what), {}, shown_categories(c)};
}

}  // namespace

/// Says why not, and keeps it on the ledger.
Status Search::fit(const gate::Actor& actor, std::string_view what) {
  if (actor.agreement && actor.training) return {};
  const auto refused = gate_.see_many(actor, {PersonId{}}, look_of(gate_.charter(), what));
  return refused.map([](const auto&) {});
}

/// What is told of somebody who is out of reach: as the charter has a service tell this role, and otherwise
/// the usual words on an exact number.
std::vector<Search::Told> Search::told_about(const gate::Actor& actor, const gate::PersonFacts& facts,
                                             const Found& found) const {
  const auto& charter = gate_.charter();
  std::vector<Told> told;
  for (const auto& place : facts.places) {
    const auto& service = charter.at(place.service);
    const auto hears = [&](const gate::Post& post) {
      return std::ranges::find(service.told_to, post.role) != service.told_to.end();
    };
    if (!place.open || !found.sure() || !std::ranges::any_of(actor.posts, hears)) continue;
    auto words = service.told_says;
    if (words.empty())
      words = "Somebody is very likely known in " + service.name + " under these details. Ask " +
              gate::who_answers(charter) + " before you add them.";
    told.push_back({facts.id, std::move(words), false});
  }
  if (told.empty() && found.exact && may_hear(charter, actor))
    told.push_back({facts.id,
                    "Somebody may be known here already under these details. Ask " +
                        gate::who_answers(charter) + " before you add them.",
                    true});
  return told;
}

Result<Search::Seen> Search::look_at(const gate::Actor& actor, const std::vector<Found>& found,
                                     std::string_view what, std::size_t most) {
  const auto& charter = gate_.charter();
  const auto look = look_of(charter, what);
  Seen seen;
  std::size_t from = 0;
  do {  // once at least: that nobody was found takes no less work
    const auto n = std::min(found.size() - from, kAtOnce);
    std::vector<PersonId> ids(std::max(n, kFewest));
    for (std::size_t i = 0; i < n; ++i) ids[i] = found[from + i].id;
    std::vector<gate::PersonFacts> facts;
    CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
      TRY(facts, gate::load_facts(db, charter, gate_.seals(), actor.id, ids, clock_.now()));
      return {};
    }));
    for (std::size_t i = 0; i < n; ++i) {
      if (!facts[i].exists) continue;
      const auto rights =
          gate::rights_to_see(charter, gate::standings(charter, actor, facts[i]), look.wanted);
      if (!rights.see.empty()) {
        if (seen.in_reach.size() < most) seen.in_reach.push_back(from + i);
      } else {
        for (auto& told : told_about(actor, facts[i], found[from + i])) seen.told.push_back(std::move(told));
      }
    }
    from += n;
  } while (from < found.size());
  return seen;
}

Result<std::vector<Profile>> Search::open(const gate::Actor& actor, const std::vector<PersonId>& shown,
                                          std::string_view what) {
  if (shown.empty()) return std::vector<Profile>{};
  TRY(const auto reach, gate_.see_many(actor, shown, look_of(gate_.charter(), what)));
  return people_.profiles(reach, shown);
}

Result<std::vector<Hit>> Search::find(const gate::Actor& actor, std::string_view text, int most) {
  CHECK_OK(fit(actor, "search"));
  TRY(const auto found, candidates(text));
  TRY(const auto seen, look_at(actor, found, "search", static_cast<std::size_t>(std::clamp(most, 1, 100))));
  auto question = question_of(vault_, read_typed(text, gate_.charter().organisation.reference_prefix));
  question.miss = seen.in_reach.empty();
  for (const auto& t : seen.told) question.told_of.push_back(t.id);
  std::ranges::sort(question.told_of);
  question.told_of.erase(std::unique(question.told_of.begin(), question.told_of.end()),
                         question.told_of.end());
  CHECK_OK(askings_.count(actor, question));

  std::vector<PersonId> shown;
  for (const auto i : seen.in_reach) shown.push_back(found[i].id);
  TRY(auto profiles, open(actor, shown, "search"));
  std::vector<Hit> hits;
  for (const auto i : seen.in_reach)
    for (auto& p : profiles)  // a reach that ended between the two looks leaves no profile: not shown
      if (p.id == found[i].id && !p.id.is_nil())
        hits.push_back({p.id, found[i].likeness, true, std::move(p), found[i].matched_by, {}});
  std::map<std::string, std::set<PersonId>> told;
  for (const auto& t : seen.told) told[t.words].insert(t.id);
  for (const auto& [words, people] : told) {
    Hit hit;
    if (people.size() == 1) hit.id = *people.begin();
    hit.ask = words;
    hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace candour::people
