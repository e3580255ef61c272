// Who may be the same person as somebody about to be written down. It warns and never joins two records:
// a person decides.
// Many rows are looked at together. By the weights of base/same_person.h nobody is worth a warning who shares
// no number, address or email with the row and was not born on the same day or on one that is a slip away
// from it; so only these are compared, and every sealed block of names is opened at most once for all rows.
// Of somebody who is kept only that a token is the same is known here, never what another one says.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/calendar_words.h"
#include "base/same_person.h"
#include "base/text.h"
#include "gate/joined.h"
#include "people/search_index.h"

namespace candour::people {
namespace {

constexpr std::size_t kRowsAtOnce = 4000;  // bounds the memory: some hundred candidates a row
constexpr std::size_t kProposed = 5;       // for each new person

std::string text_of(const charter::Values& values, std::string_view field) {
  const auto* found = values.if_contains(field);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// What the identifiers of a row say about somebody on the books.
enum Shared : std::uint8_t { kNothing = 0, kNhs = 1, kPostcode = 2, kPhone = 4, kEmail = 8 };

Shared shared_by(std::string_view field) {
  return field == "nhs-number" ? kNhs : field == "postcode" ? kPostcode : field == "email" ? kEmail : kPhone;
}

/// Somebody about to be written down.
struct Row {
  std::vector<std::string> names;  // folded
  std::vector<NameParts> parts;
  std::vector<NameSignature> signatures;
  std::int32_t birth = kNoBirth;

  explicit Row(const charter::Values& values) : names(folded_names(values)), birth(birth_day(values)) {
    for (const auto& name : names) {
      signatures.push_back(signature(name));
      parts.push_back(NameParts::of(name));
    }
  }
  bool may_be_named(NameSignature stored) const {
    return std::any_of(signatures.begin(), signatures.end(),
                       [&](NameSignature s) { return scan_score(s, stored) >= scan_floor(s); });
  }
};

/// All days that birth_date_likeness() takes for a slip of this one: likeness of 0.8 and more.
std::vector<std::int32_t> days_like(std::int32_t birth) {
  std::vector<std::int32_t> days{birth};
  const auto written = iso_date(date_of(birth));
  const auto add = [&](const std::string& text) {
    if (const auto date = parse_iso_date(text)) days.push_back(day_number(*date));
  };
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] == '-') continue;
    auto other = written;
    for (other[i] = '0'; other[i] <= '9'; ++other[i]) add(other);
    other = written;
    if (i > 0) std::swap(other[i], other[i - 1]);
    add(other);
  }
  add(written.substr(0, 5) + written.substr(8, 2) + "-" + written.substr(5, 2));
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

/// A row and somebody on the books who is worth comparing with it.
struct Pair {
  std::uint32_t place = 0, row = 0;
  std::uint8_t shared = kNothing;
};

/// Which rows each day of birth, and each person of whom an identifier is shared, is of interest to.
class Wanted {
 public:
  void add_row(std::uint32_t number, const Row& row) {
    if (row.birth == kNoBirth) return;
    for (const auto day : days_like(row.birth)) days_.push_back({day, number});
  }
  void add_person(PersonId person, std::uint32_t row, std::uint8_t shared) {
    people_.push_back({person, row, shared});
  }
  void sort() {
    std::sort(days_.begin(), days_.end());
    std::sort(people_.begin(), people_.end(),
              [](const auto& a, const auto& b) { return a.person < b.person; });
    if (!days_.empty())
      some_day_.resize(static_cast<std::size_t>(days_.back().first - days_.front().first) + 1);
    for (const auto& [day, row] : days_)
      some_day_[static_cast<std::size_t>(day - days_.front().first)] = true;
    for (const auto& p : people_) some_person_[tail(p.person)] = true;
  }
  /// Calls f(row, shared) for whoever may be the person of this name.
  template <class Name, class F>
  void each(const Name& name, F&& f) const {
    if (!days_.empty() && name.birth >= days_.front().first && name.birth <= days_.back().first &&
        some_day_[static_cast<std::size_t>(name.birth - days_.front().first)])
      for (auto it = std::lower_bound(days_.begin(), days_.end(), std::pair(name.birth, 0u));
           it != days_.end() && it->first == name.birth; ++it)
        f(it->second, kNothing);
    if (!some_person_[tail(name.person)]) return;
    for (auto it = std::lower_bound(people_.begin(), people_.end(), name.person,
                                    [](const Known&k, PersonId p) { return k.person < p; });
         it != people_.end() && it->person == name.person; ++it)
      f(it->row, it->shared);
  }

 private:
  struct Known {
    PersonId person;
    std::uint32_t row = 0;
    std::uint8_t shared = kNothing;
  };
  /// The last two bytes are drawn by chance: they tell quickly that somebody is not among a few.
  static std::size_t tail(PersonId p) { return std::size_t{p.raw.bytes[14]} * 256 + p.raw.bytes[15]; }

  std::vector<std::pair<std::int32_t, std::uint32_t>> days_;
  std::vector<Known> people_;
  std::vector<bool> some_day_, some_person_ = std::vector<bool>(65536);
};

struct Judged {
  double likeness = 0;
  bool certain = false;
  std::string why;
};

Judged judge(const Row& row, std::uint8_t shared, std::string_view name, std::int32_t birth) {
  Compared c;
  compare_names(row.parts, {NameParts::of(name)}, c);
  if (row.birth != kNoBirth && birth != kNoBirth) c.birth = birth_level(date_of(row.birth), date_of(birth));
  const auto same = [&](Shared what) { return shared & what ? Agreement::Same : Agreement::Unknown; };
  c.nhs_number = same(kNhs);
  c.email = same(kEmail);
  c.phone = same(kPhone);
  c.postcode = same(kPostcode);
  auto w = weigh(c);
  // The number is one person's, whatever else was written down.
  if (shared & kNhs) return {1, true, w.why.empty() ? "Same NHS number" : std::move(w.why)};
  if (!w.may_be()) return {};
  return {w.likelihood(), w.almost_certain(), std::move(w.why)};
}

/// Somebody tries what else belongs to one name and birth date: no list of people looks like that.
bool one_person_many_rows(const std::vector<charter::Values>& rows) {
  std::unordered_map<std::string, int> seen;
  for (const auto& v : rows) {
    const auto names = folded_names(v);
    if (!names.empty() && ++seen[names.front() + text_of(v, "birth-date")] >= gate::kSamePart) return true;
  }
  return false;
}

/// By place, each row once there.
std::vector<Pair> merged(std::vector<Pair> pairs) {
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return a.place != b.place ? a.place < b.place : a.row < b.row;
  });
  std::vector<Pair> out;
  for (const auto& p : pairs)
    if (!out.empty() && out.back().place == p.place && out.back().row == p.row)
      out.back().shared |= p.shared;
    else
      out.push_back(p);
  return out;
}

}  // namespace

/// Whoever was found by a record that was joined into another one is the one that stays; all rows in one
/// question.
Status Search::name_those_that_stay(store::Session& db,
                                    std::vector<std::unordered_map<PersonId, Found>>& best) {
  std::vector<PersonId> ids{PersonId{}};
  for (const auto& row : best)
    for (const auto& [id, f] : row) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  TRY(const auto away, gate::joined_away(db, db_.org(), ids));
  for (auto& row : best)
    for (const auto& [from, to] : away)
      if (auto was = row.extract(from); !was.empty()) {
        auto& stays = row[to];
        const bool exact = was.mapped().exact || stays.exact;
        if (was.mapped().likeness > stays.likeness) stays = std::move(was.mapped());
        stays.id = to;
        stays.exact = exact;
      }
  return {};
}

Result<std::vector<std::vector<Search::Found>>> Search::alike(store::Session& db,
                                                              std::span<const charter::Values> values) {
  std::vector<Row> rows;
  Wanted wanted;
  std::map<std::pair<std::string, std::int64_t>, std::vector<std::uint32_t>> by_token;
  for (const auto& v : values) {
    const auto number = static_cast<std::uint32_t>(rows.size());
    wanted.add_row(number, rows.emplace_back(v));
    for (auto& token : tokens(vault_, v)) by_token[std::move(token)].push_back(number);
  }
  for (const auto& [token, of] : by_token)
    CHECK_OK(db.each("SELECT person FROM person_token WHERE org=$1 AND field=$2 AND token=$3 LIMIT 2000",
                     {gate_.charter().organisation.code, token.first, token.second},
                     [&](const store::Row& r) {
                       for (const auto row : of)
                         wanted.add_person(r.id<PersonId>(0), row, shared_by(token.first));
                       return true;
                     }));
  wanted.sort();

  const HoldShared hold(index_->lock);
  if (!index_->built) return names_gone();
  std::vector<Pair> pairs;
  for (std::uint32_t place = 0; place < index_->names.size(); ++place) {
    const auto& name = index_->names[place];
    if (name.person.is_nil()) continue;
    wanted.each(name, [&](std::uint32_t row, std::uint8_t shared) {
      if (shared || rows[row].may_be_named(name.signature)) pairs.push_back({place, row, shared});
    });
  }
  pairs = merged(std::move(pairs));

  std::vector<std::uint32_t> places;
  for (const auto& p : pairs)
    if (places.empty() || places.back() != p.place) places.push_back(p.place);
  std::vector<std::unordered_map<PersonId, Found>> best(rows.size());
  auto next = pairs.begin();
  CHECK_OK(index_->visit(vault_, places,
                         [&](std::uint32_t place, std::string_view text) NEEDS_READ_LOCK(index_->lock) {
                           const auto& name = index_->names[place];
                           for (; next != pairs.end() && next->place == place; ++next) {
                             auto judged = judge(rows[next->row], next->shared, text, name.birth);
                             if (judged.likeness == 0) continue;
                             auto& f = best[next->row][name.person];
                             const bool nhs = next->shared & kNhs;
                             if (judged.likeness > f.likeness)
                               f = {name.person,           judged.likeness, nhs ? "NHS number" : "name",
                                    std::move(judged.why), judged.certain,  nhs};
                           }
                         }));

  std::vector<std::vector<Found>> sorted(rows.size());
  CHECK_OK(name_those_that_stay(db, best));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (auto& [id, f] : best[i]) sorted[i].push_back(std::move(f));
    std::sort(sorted[i].begin(), sorted[i].end(), [](const Found& a, const Found& b) {
      return a.likeness != b.likeness ? a.likeness > b.likeness : a.id < b.id;
    });
  }
  return sorted;
}

Result<std::vector<std::vector<Duplicate>>> Search::duplicates_many(
    const gate::Actor& actor, const std::vector<charter::Values>& rows) {
  CHECK_OK(fit(actor, "duplicate-check"));
  if (rows.empty()) return std::vector<std::vector<Duplicate>>{};
  std::vector<std::vector<Found>> by_row;
  std::unordered_map<PersonId, Found> all;
  const auto look = [&](store::Session& db) -> Status {
    by_row.clear();
    all.clear();
    for (std::size_t start = 0; start < rows.size(); start += kRowsAtOnce) {
      const auto some = std::span(rows).subspan(start, std::min(kRowsAtOnce, rows.size() - start));
      TRY(auto found, alike(db, some));
      for (auto& of_row : found) {
        for (const auto& f : of_row) {
          auto& one = all.emplace(f.id, f).first->second;
          one.exact = one.exact || f.exact;
          one.certain = one.certain || f.certain;
        }
        by_row.push_back(std::move(of_row));
      }
    }
    return {};
  };
  Status looked = warm();
  for (int tries = 1; looked; ++tries) {
    looked = db_.read(look);
    if (looked || tries == kTriesToLook || looked.error().detail.text != names_gone().value().detail.text)
      break;
    looked = warm();
  }
  CHECK_OK(looked);

  // Everybody once. Only then is it cut to a few for each row: who is out of reach takes nobody's place.
  std::vector<Found> people;
  for (auto& [id, f] : all) people.push_back(std::move(f));
  TRY(const auto seen, look_at(actor, people, "duplicate-check", people.size()));
  Ids in_reach;
  ToldOf told;
  for (const auto& t : seen.told) told[t.id].push_back(t);
  for (const auto i : seen.in_reach) in_reach.insert(people[i].id);
  CHECK_OK(count_rows(actor, rows, by_row, in_reach, told));
  return propose(actor, by_row, in_reach, told);
}

Status Search::count_rows(const gate::Actor& actor, const std::vector<charter::Values>& rows,
                          const std::vector<std::vector<Found>>& by_row, const Ids& in_reach,
                          const ToldOf& told) {
  const auto brought = [&](const std::vector<Found>& row) {
    return std::any_of(row.begin(), row.end(), [&](const Found& f) { return in_reach.contains(f.id); });
  };
  gate::Question q;
  q.miss = std::none_of(by_row.begin(), by_row.end(), brought);
  if (rows.size() == 1) {
    q = question_of(vault_, rows.front());
    q.what = gate::Asking::DuplicateCheck;
    q.miss = !brought(by_row.front());
  } else {
    q.what = gate::Asking::ImportRows;
    q.many = static_cast<std::int64_t>(rows.size());
    q.miss = true;
    q.pattern = one_person_many_rows(rows) ? "same-person-many-rows" : "";
  }
  for (const auto& [id, words] : told) q.told_of.push_back(id);
  std::sort(q.told_of.begin(), q.told_of.end());
  return askings_.count(actor, q);
}

Result<std::vector<std::vector<Duplicate>>> Search::propose(const gate::Actor& actor,
                                                            const std::vector<std::vector<Found>>& by_row,
                                                            const Ids& in_reach, const ToldOf& told) {
  std::vector<std::vector<const Found*>> proposed(by_row.size());
  std::vector<PersonId> shown;
  for (std::size_t i = 0; i < by_row.size(); ++i)
    for (const auto& f : by_row[i]) {
      if (!in_reach.contains(f.id) || proposed[i].size() == kProposed) continue;
      proposed[i].push_back(&f);
      shown.push_back(f.id);
    }
  std::sort(shown.begin(), shown.end());
  shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
  std::unordered_map<PersonId, Profile> profiles;
  constexpr std::size_t kAtOnce = 100;
  for (std::size_t start = 0; start < shown.size(); start += kAtOnce) {
    const auto first = shown.begin() + static_cast<std::ptrdiff_t>(start);
    const auto n = static_cast<std::ptrdiff_t>(std::min(kAtOnce, shown.size() - start));
    TRY(auto some, open(actor, {first, first + n}, "duplicate-check"));
    for (auto& p : some) profiles.emplace(p.id, std::move(p));
  }
  std::vector<std::vector<Duplicate>> duplicates(by_row.size());
  for (std::size_t i = 0; i < by_row.size(); ++i) {
    for (const auto* f : proposed[i])
      if (const auto it = profiles.find(f->id); it != profiles.end())
        duplicates[i].push_back(
            {{f->id, f->likeness, true, it->second, f->matched_by, {}}, f->why, f->certain});
    std::set<std::string> asks;
    for (const auto& f : by_row[i])
      if (const auto it = told.find(f.id); it != told.end())
        for (const auto& t : it->second)  // of one row somebody may be sure who is not of another
          if (f.exact || (f.sure() && !t.exact_only)) asks.insert(t.words);
    for (const auto& ask : asks) {
      duplicates[i].push_back({});
      duplicates[i].back().hit.ask = ask;
    }
  }
  return duplicates;
}

Result<std::vector<Duplicate>> Search::duplicates(const gate::Actor& actor, const charter::Values& values) {
  TRY(auto all, duplicates_many(actor, {values}));
  return std::move(all.front());
}

}  // namespace candour::people
