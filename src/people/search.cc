#include "people/search.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/calendar.h"
#include "gate/facts.h"
#include "gate/standing.h"
#include "gate/words.h"
#include "people/search_index.h"
#include "people/search_news.h"

namespace candour::people {
namespace {

constexpr std::size_t kRanked = 400;      // names opened and ranked
constexpr std::size_t kConsidered = 300;  // people whose reach is looked at
constexpr double kShown = 0.6;            // names less like than this are noise
constexpr double kStrong = 0.85;          // so like that even somebody out of reach is told of
constexpr double kNameWeight = 0.75;      // of a name when a birth date was typed too

charter::Date swapped(charter::Date d) {
  return {d.year(), std::chrono::month(static_cast<unsigned>(d.day())),
          std::chrono::day(static_cast<unsigned>(d.month()))};
}

double birth_likeness(const Typed& typed, std::int32_t birth) {
  if (birth == kNoBirth) return 0.3;
  if (typed.born) return birth_date_likeness(*typed.born, date_of(birth));
  const auto apart = std::abs(static_cast<int>(date_of(birth).year()) - *typed.born_in);
  return apart == 0 ? 1 : apart == 1 ? 0.4 : 0;
}

CategorySet shown_categories(const charter::Charter& c) {
  CategorySet set;
  for (const auto code : {"identity", "contact", "reference-numbers"})
    if (const auto found = c.find_category(code)) set.add(*found);
  return set;
}

/// Who may be told that a record exists at all: those who work with people or may ask for access.
bool may_hear(const charter::Charter& c, const gate::Actor& actor) {
  return std::any_of(actor.posts.begin(), actor.posts.end(), [&](const gate::Post& post) {
    const auto& role = c.at(post.role);
    return role.reach != charter::Reach::None || role.has(charter::Duty::AddPerson) ||
           role.has(charter::Duty::Refer) || !role.reasoned.empty();
  });
}

using TeamNames = std::map<TeamId, std::string>;

/// "Ask the East team of Community support." Names nobody.
std::string whom_to_ask(const charter::Charter& c, const gate::PersonFacts& facts, const TeamNames& teams) {
  const gate::Place* best = nullptr;
  for (const auto& place : facts.places)
    if (!best || (place.open && !best->open)) best = &place;
  if (!best) {
    const auto* office = c.contact("head-office");
    return office ? office->title : c.organisation.name;
  }
  const auto team = best->team ? teams.find(*best->team) : teams.end();
  const auto& service = c.at(best->service).name;
  return team == teams.end() ? service : team->second + ", " + service;
}

}  // namespace

Search::Search(gate::Gate& gate, store::Db& db, vault::Vault& vault, People& people, const Clock& clock)
    : gate_(gate),
      db_(db),
      vault_(vault),
      people_(people),
      clock_(clock),
      index_(std::make_unique<Index>()),
      news_(std::make_unique<SearchNews>(db, people.announced_by())) {
  people_.on_names([this](PersonId id, const charter::Values* values) {
    if (values)
      learned(id, *values);
    else
      forgotten(id);
  });
}

Search::~Search() {
  people_.on_names({});
}

Status Search::warm() {
  CHECK_OK(catch_up());
  {
    const HoldShared look(index_->lock);
    index_->last_used = clock_.now().ms;
    if (index_->built) return {};
  }
  // The connection first, then the lock: those who hold a connection and wait for the names would never give
  // it to one who holds the names and waits for a connection. Nobody who is learned meanwhile is missed: what
  // is read is as it stands once the lock is held.
  return db_.read([&](store::Session& db) -> Status {
    const Hold alone(index_->lock);
    if (index_->built) return {};
    index_->clear();
    Status good, whole;
    const auto learn = [&](PersonId id, EntryId, std::uint32_t, ByteView plain) NEEDS_LOCK(index_->lock) {
      boost::system::error_code bad;
      const auto values = boost::json::parse(as_text(plain), bad);
      if (bad || !values.is_object())
        whole = fail(Code::Corrupt, "Part of a record is damaged and cannot be opened.",
                     "profile of " + id.text() + " is not a JSON object");
      else
        good = index_->add(vault_, id, values.get_object(), true);
      return good.has_value();
    };
    auto read = vault_.scan_profiles(db, gate_.index_pass(), gate::identity_category(gate_.charter()), learn);
    if (read) read = good ? whole : good;
    // One damaged profile must not hide everybody else: the vault's check finds it and names it.
    if (!read && read.error().code != Code::Corrupt) index_->clear();
    if (!read && index_->names.empty()) return read;
    index_->finish(vault_);
    index_->built = true;
    return {};
  });
}

/// What other servers changed, before anybody is looked for here.
Status Search::catch_up() {
  const auto news = news_->take();
  if (news.all) {
    const Hold alone(index_->lock);
    index_->clear();
  }
  for (const auto id : news.who) {
    std::optional<charter::Values> now;
    const auto read = db_.read([&](store::Session& db) {
      return vault_.scan_profile(db, gate_.index_pass(), gate::identity_category(gate_.charter()), id,
                                 [&](PersonId, EntryId, std::uint32_t, ByteView plain) {
                                   boost::system::error_code bad;
                                   auto values = boost::json::parse(as_text(plain), bad);
                                   if (!bad && values.is_object()) now = std::move(values.get_object());
                                   return true;
                                 });
    });
    // A damaged profile is left out, as when all are read: the vault's check finds it and names it.
    if (!read && read.error().code != Code::Corrupt) {
      news_->missed();
      return read;
    }
    if (now)
      learned(id, *now);
    else
      forgotten(id);
  }
  return {};
}

std::size_t Search::memory_bytes() const {
  const HoldShared shared(index_->lock);
  auto bytes = index_->names.capacity() * sizeof(Index::Name) + index_->blocks.capacity() * sizeof(Bytes);
  for (const auto& block : index_->blocks) bytes += block.capacity();
  return bytes;
}

void Search::drop_if_idle(std::int64_t idle_ms) {
  const Hold alone(index_->lock);
  if (clock_.now().ms - index_->last_used >= idle_ms) index_->clear();
}

void Search::learned(PersonId id, const charter::Values& values) {
  const Hold alone(index_->lock);
  if (!index_->built) return;
  auto done = id > index_->newest ? Status() : index_->take_away(vault_, id);
  if (done) done = index_->add(vault_, id, values);
  if (!done) index_->clear();  // the next search reads all names anew
}

void Search::forgotten(PersonId id) {
  const Hold alone(index_->lock);
  if (index_->built && !index_->take_away(vault_, id)) index_->clear();
}

Result<std::vector<PersonId>> Search::by_token(store::Session& db, std::string_view field,
                                               std::string_view value) {
  std::vector<PersonId> ids;
  if (value.empty()) return ids;
  CHECK_OK(db.each("SELECT person FROM person_token WHERE org=$1 AND field=$2 AND token=$3 LIMIT 200",
                   {gate_.charter().organisation.code, field, vault_.blind_token(field, value)},
                   [&](const store::Row& r) { return ids.push_back(r.id<PersonId>(0)), true; }));
  return ids;
}

Result<std::vector<Search::Found>> Search::candidates(std::string_view text) {
  const auto& charter = gate_.charter();
  const auto typed = read_typed(text, charter.organisation.reference_prefix);
  std::unordered_map<PersonId, Found> found;
  const auto add = [&](PersonId id, double likeness, std::string_view by, bool strong) {
    auto& f = found[id];
    if (likeness <= f.likeness) return;
    f = {id, likeness, std::string(by), {}, false, strong};
  };

  const auto exact = db_.read_records([&](store::Session& db) -> Status {
    if (!typed.reference.empty())
      CHECK_OK(db.each(
          "SELECT id FROM person WHERE org=$1 AND reference=$2", {charter.organisation.code, typed.reference},
          [&](const store::Row& r) { return add(r.id<PersonId>(0), 1, "reference", true), true; }));
    TRY(const auto nhs, by_token(db, "nhs-number", typed.nhs_number));
    for (const auto& id : nhs) add(id, 1, "NHS number", true);
    TRY(const auto phone, by_token(db, "phone", typed.phone));
    for (const auto& id : phone) add(id, 0.95, "phone number", false);
    TRY(const auto postcode, by_token(db, "postcode", typed.postcode));
    for (const auto& id : postcode) add(id, 0.9, "postcode", false);
    return {};
  });
  CHECK_OK(exact);

  for (int tries = 1; !typed.name.empty() || typed.born; ++tries) {
    CHECK_OK(warm());
    const HoldShared shared(index_->lock);
    // Forgotten again since: to look among no names would miss everybody, and say nothing of it.
    if (!index_->built) {
      if (tries == kTriesToLook) return names_gone();
      continue;
    }
    if (typed.name.empty()) {
      TRY(const auto born,
          index_->born_on(vault_, {day_number(*typed.born), day_number(swapped(*typed.born))}));
      for (const auto& r : born)
        add(r.person, birth_date_likeness(*typed.born, date_of(r.birth)), "birth date", false);
      break;
    }
    TRY(const auto ranked, index_->nearest(vault_, typed.name, kRanked));
    for (const auto& r : ranked) {
      if (r.likeness < kShown) continue;
      const bool dated = typed.born || typed.born_in;
      const auto birth = dated ? birth_likeness(typed, r.birth) : 0;
      if (dated && birth < 0.3) continue;
      const auto likeness = dated ? kNameWeight * r.likeness + (1 - kNameWeight) * birth : r.likeness;
      add(r.person, likeness, dated ? "name and birth date" : "name", r.likeness >= kStrong);
    }
    break;
  }

  std::vector<Found> sorted;
  for (auto& [id, f] : found) sorted.push_back(std::move(f));
  std::sort(sorted.begin(), sorted.end(), [](const Found& a, const Found& b) {
    return a.likeness != b.likeness ? a.likeness > b.likeness : a.id < b.id;
  });
  return sorted;
}

Result<std::vector<Hit>> Search::find(const gate::Actor& actor, std::string_view typed, int most) {
  TRY(auto found, candidates(typed));
  return present(actor, std::move(found), "search", static_cast<std::size_t>(std::clamp(most, 1, 100)));
}

Result<std::vector<Hit>> Search::present(const gate::Actor& actor, std::vector<Found> found,
                                         std::string_view what, std::size_t most) {
  const auto& charter = gate_.charter();
  const gate::Look look{ledger::Act::Search, std::string(what), {}, shown_categories(charter)};
  if (!actor.agreement || !actor.training) {
    const auto refused = gate_.see_many(actor, {PersonId{}}, look);  // says why, and keeps it on the ledger
    CHECK_OK(refused.map([](const auto&) {}));
  }
  if (found.size() > kConsidered) found.resize(kConsidered);
  if (found.empty()) return std::vector<Hit>{};

  std::vector<PersonId> ids;
  for (const auto& f : found) ids.push_back(f.id);
  std::vector<gate::PersonFacts> facts;
  TeamNames teams;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    TRY(facts, gate::load_facts(db, charter, gate_.seals(), actor.id, ids, clock_.now()));
    return db.each("SELECT id, name FROM team WHERE org=$1", {charter.organisation.code},
                   [&](const store::Row& r) { return teams[r.id<TeamId>(0)] = r.str(1), true; });
  });
  CHECK_OK(read);

  const bool hears = may_hear(charter, actor);
  std::vector<Hit> hits;
  std::vector<PersonId> shown, told;
  for (std::size_t i = 0; i < found.size() && hits.size() < most; ++i) {
    if (!facts[i].exists) continue;
    const auto rights = gate::rights_to_see(charter, gate::standings(charter, actor, facts[i]), look.wanted);
    const bool in_reach = !rights.see.empty();
    if (!in_reach && !(hears && found[i].strong)) continue;
    Hit hit{found[i].id, found[i].likeness, in_reach, {}, found[i].matched_by, {}};
    if (!in_reach) hit.ask = whom_to_ask(charter, facts[i], teams);
    (in_reach ? shown : told).push_back(hit.id);
    hits.push_back(std::move(hit));
  }

  if (!shown.empty()) {
    TRY(const auto reach, gate_.see_many(actor, shown, look));
    TRY(auto profiles, people_.profiles(reach, shown));
    for (auto& hit : hits)
      for (auto& p : profiles)
        if (hit.in_reach && p.id == hit.id) hit.profile = std::move(p);
  }
  if (!told.empty()) {
    ledger::Entry line;
    line.at = clock_.now();
    line.act = ledger::Act::Search;
    line.actor = actor.id;
    line.people = told;
    line.what = what;
    line.outcome = "record-exists";
    CHECK_OK(gate_.ledger().record(line));
  }
  // A reach that ended between the two looks leaves no profile: such a hit is not shown.
  std::erase_if(hits, [](const Hit& h) { return h.in_reach && h.profile.id.is_nil(); });
  return hits;
}

}  // namespace candour::people
