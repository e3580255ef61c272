#include "people/search.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/calendar.h"
#include "gate/joined.h"
#include "gate/words.h"
#include "people/sealed_reference.h"
#include "people/search_index.h"
#include "people/search_news.h"

namespace candour::people {
namespace {

constexpr std::size_t kRanked = 400;  // names opened and ranked
constexpr double kShown = 0.6;        // names less like than this are noise
constexpr double kNameWeight = 0.75;  // of a name when a birth date was typed too

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

}  // namespace

Search::Search(gate::Gate& gate, store::Db& db, vault::Vault& vault, People& people, const Clock& clock,
               gate::AskingLimits limits)
    : gate_(gate),
      db_(db),
      vault_(vault),
      people_(people),
      clock_(clock),
      askings_(gate, db, clock, limits),
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
  CHECK_OK(db.each("SELECT person FROM person_token WHERE org=$1 AND field=$2 AND token=$3 LIMIT 2000",
                   {gate_.charter().organisation.code, field, vault_.blind_token(field, value)},
                   [&](const store::Row& r) { return ids.push_back(r.id<PersonId>(0)), true; }));
  return ids;
}

/// Whoever was found by a record that was joined into another one is found as the one that stays, by what is
/// likest. One statement of a fixed length for few, as for nobody.
Status Search::one_of_each(store::Session& db, std::vector<Found>& found) {
  std::vector<PersonId> ids{PersonId{}};
  for (const auto& f : found) ids.push_back(f.id);
  TRY(const auto away, gate::joined_away(db, db_.org(), ids));
  if (away.empty()) return {};
  std::unordered_map<PersonId, Found> best;
  for (auto& f : found) {
    if (const auto into = away.find(f.id); into != away.end()) f.id = into->second;
    auto& b = best[f.id];
    const bool exact = f.exact || b.exact;
    if (f.likeness > b.likeness) b = std::move(f);
    b.exact = exact;
  }
  found.clear();
  for (auto& [id, f] : best) found.push_back(std::move(f));
  return {};
}

Result<std::vector<Search::Found>> Search::candidates(std::string_view text) {
  const auto& charter = gate_.charter();
  const auto typed = read_typed(text, charter.organisation.reference_prefix);
  std::unordered_map<PersonId, Found> found;
  const auto add = [&](PersonId id, double likeness, std::string_view by, bool exact) {
    auto& f = found[id];
    if (likeness <= f.likeness) return;
    f = {id, likeness, std::string(by), {}, false, exact};
  };

  const auto exact = db_.read_records([&](store::Session& db) -> Status {
    if (!typed.reference.empty())
      CHECK_OK(
          db.each("SELECT id FROM person WHERE org=$1 AND reference=$2",
                  {charter.organisation.code, reference_codes(vault_, db_.org()).seal(typed.reference)},
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
      add(r.person, likeness, dated ? "name and birth date" : "name", false);
    }
    break;
  }

  std::vector<Found> sorted;
  for (auto& [id, f] : found) sorted.push_back(std::move(f));
  CHECK_OK(db_.read_records([&](store::Session& db) { return one_of_each(db, sorted); }));
  std::sort(sorted.begin(), sorted.end(), [](const Found& a, const Found& b) {
    return a.likeness != b.likeness ? a.likeness > b.likeness : a.id < b.id;
  });
  return sorted;
}

}  // namespace candour::people
