#include "base/same_person.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "base/calendar_words.h"
#include "base/phonetic.h"
#include "base/similar.h"

namespace candour {
namespace {

/// m: among two descriptions of one person; u: among those of two people. Where they come of: how often lists
/// of people in care hold slips (FEBRL's damage tables, Christen 2005; the recall of NHS tracing,
/// Hagger-Johnson 2017, for m), and how often two people of one town share a value (ONS: first and last names
/// of England and Wales by rank, a birth date among some 25,000 days, 15 homes a postcode) for u. Rounded to
/// what matters.
struct Weight {
  double m, u;
  double bits() const { return std::log2(m / u); }
};
constexpr Weight kGiven[] = {{1, 1}, {.78, .012}, {.08, .006}, {.07, .010}, {.02, .012}, {.05, .960}};
constexpr Weight kFamily[] = {{1, 1}, {.78, .004}, {.01, .004}, {.09, .004}, {.02, .004}, {.10, .984}};
constexpr Weight kBirth[] = {{1, 1}, {.86, .00006}, {.03, .00006}, {.05, .0014}, {.03, .016}, {.03, .982}};
constexpr Weight kNhs[] = {{1, 1}, {.97, .000001}, {.02, .0001}, {.01, .999}};
constexpr Weight kEmail[] = {{1, 1}, {.72, .0006}, {.08, .0006}, {.20, .998}};
constexpr Weight kPhone[] = {{1, 1}, {.62, .0008}, {.04, .0010}, {.34, .998}};
constexpr Weight kPostcode[] = {{1, 1}, {.66, .002}, {.06, .020}, {.28, .978}};
constexpr Weight kTown[] = {{1, 1}, {.85, .15}, {.03, .010}, {.12, .840}};
/// Any two of some ten thousands; less, so that of a hundred who are told ninety-nine are the same.
constexpr double kStart = -18;
/// Those who live together share most of where and how they are reached: it counts together, up to so much.
constexpr double kHousehold = 13;
/// Names that agree only crosswise, or with a former or used one: there are more ways for it to be chance.
constexpr double kCrossed = 2, kFormer = 1;

template <class Level, std::size_t N>
double bits_of(const Weight (&table)[N], Level level) {
  return table[static_cast<std::size_t>(level)].bits();
}

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> out;
  for (std::size_t from = 0; from < folded.size();) {
    const auto end = std::min(folded.find(' ', from), folded.size());
    if (end > from) out.push_back(folded.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

int rank(NameLevel l) {
  static constexpr int kRank[] = {2, 5, 4, 3, 2, 0};
  return kRank[static_cast<std::size_t>(l)];
}

NameLevel word_level(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return NameLevel::Unknown;
  if (a == b) return NameLevel::Same;
  if (same_given_name(a, b)) return NameLevel::ShortForm;
  if (a.size() == 1 || b.size() == 1) return a[0] == b[0] ? NameLevel::ShortForm : NameLevel::Differs;
  const auto longest = std::max(a.size(), b.size());
  const int apart = edit_distance(a, b);
  if (apart == 1 && longest >= 4) return NameLevel::Near;
  if (apart == 2 && longest >= 6) return NameLevel::Near;
  if (const auto sound = phonetic(a); sound.size() >= 2 && sound == phonetic(b)) return NameLevel::Sounds;
  return NameLevel::Differs;
}

Agreement agreement(const std::vector<std::string>& a, const std::vector<std::string>& b, std::size_t near) {
  if (a.empty() || b.empty()) return Agreement::Unknown;
  auto best = Agreement::Differs;
  for (const auto& x : a)
    for (const auto& y : b) {
      if (x == y) return Agreement::Same;
      if (near && x.size() >= near && y.size() >= near && edit_distance(x, y) <= 1) best = Agreement::Near;
    }
  return best;
}

Agreement agreement(const std::string& a, const std::string& b, std::size_t near) {
  if (a.empty() || b.empty()) return Agreement::Unknown;
  return agreement(std::vector{a}, std::vector{b}, near);
}

void say(std::string& why, std::string_view words) {
  if (!why.empty()) why += "; ";
  why += words;
}

std::string_view name_words(NameLevel l, bool given) {
  switch (l) {
    case NameLevel::ShortForm:
      return given ? "first name is a short form" : "last names are much alike";
    case NameLevel::Near:
      return given ? "first names nearly the same" : "last names nearly the same";
    case NameLevel::Sounds:
      return given ? "first names sound alike" : "last names sound alike";
    case NameLevel::Differs:
      return given ? "first names differ" : "last names differ";
    default:
      return "";
  }
}

void say_names(const Compared& c, std::string& why) {
  if (c.given == NameLevel::Same && c.family == NameLevel::Same) {
    say(why, c.crossed  ? "same names, first and last exchanged"
             : c.former ? "same as a former or used name"
                        : "same name");
    return;
  }
  if (c.crossed) say(why, "first and last name exchanged");
  if (const auto words = name_words(c.given, true); !words.empty()) say(why, words);
  if (c.given == NameLevel::Same) say(why, "same first name");
  if (const auto words = name_words(c.family, false); !words.empty()) say(why, words);
  if (c.family == NameLevel::Same) say(why, "same last name");
}

void say_birth(BirthLevel l, std::string& why) {
  static constexpr std::string_view kWords[] = {"",
                                                "same birth date",
                                                "birth date with day and month, or two figures, exchanged",
                                                "birth date differs in one figure",
                                                "birth date differs in two figures",
                                                "birth date differs"};
  if (l != BirthLevel::Unknown) say(why, kWords[static_cast<std::size_t>(l)]);
}

std::string words_for(const Compared& c) {
  std::string why;
  if (c.nhs_number == Agreement::Same) say(why, "same NHS number");
  if (c.email == Agreement::Same) say(why, "same email");
  if (c.email == Agreement::Near) say(why, "nearly the same email");
  if (c.phone == Agreement::Same) say(why, "same phone number");
  if (c.phone == Agreement::Near) say(why, "nearly the same phone number");
  if (c.postcode == Agreement::Same) say(why, "same postcode");
  say_birth(c.birth, why);
  say_names(c, why);
  if (!why.empty() && why[0] >= 'a' && why[0] <= 'z') why[0] = static_cast<char>(why[0] - 'a' + 'A');
  return why;
}

double contact_bits(const Compared& c) {
  const double sum = bits_of(kEmail, c.email) + bits_of(kPhone, c.phone) + bits_of(kPostcode, c.postcode) +
                     bits_of(kTown, c.town);
  return std::min(sum, kHousehold);
}

/// Two of one home share all but what is their own: first name and birth date.
bool two_of_one_home(const Compared& c) {
  // Twins too; crosswise it is the last name that is shared.
  if (c.given == NameLevel::Differs || (c.crossed && c.family == NameLevel::Differs)) return true;
  if (c.birth != BirthLevel::Differs) return false;
  // Another birth date altogether: only where the first name is the same, and email and home are.
  const bool same_name = c.given == NameLevel::Same || c.given == NameLevel::ShortForm;
  return !(same_name && c.email == Agreement::Same &&
           (c.phone == Agreement::Same || c.postcode == Agreement::Same));
}

}  // namespace

NameParts NameParts::of(std::string_view folded) {
  const auto space = folded.rfind(' ');
  if (space == std::string_view::npos) return {std::string(folded), {}};
  return {std::string(folded.substr(0, space)), std::string(folded.substr(space + 1))};
}

NameLevel name_level(std::string_view a, std::string_view b) {
  auto best = word_level(a, b);
  if (a.find(' ') == std::string_view::npos && b.find(' ') == std::string_view::npos) return best;
  for (const auto x : words_of(a))
    for (const auto y : words_of(b))
      if (const auto l = word_level(x, y); rank(l) > rank(best) && x.size() > 1 && y.size() > 1) best = l;
  return best;
}

BirthLevel birth_level(std::optional<Date> a, std::optional<Date> b) {
  if (!a || !b) return BirthLevel::Unknown;
  if (*a == *b) return BirthLevel::Same;
  const auto likeness = birth_date_likeness(*a, *b);
  const auto x = iso_date(*a), y = iso_date(*b);
  if (likeness >= .9) return BirthLevel::Swapped;
  int apart = 0;
  for (std::size_t i = 0; i < x.size() && i < y.size(); ++i) apart += x[i] != y[i];
  if (likeness >= .8) return apart == 2 ? BirthLevel::Swapped : BirthLevel::OneFigure;
  return apart == 2 ? BirthLevel::TwoFigures : BirthLevel::Differs;
}

void compare_names(const std::vector<NameParts>& a, const std::vector<NameParts>& b, Compared& out) {
  std::optional<double> best;
  const auto take = [&](NameLevel given, NameLevel family, bool crossed, bool former) {
    // Crosswise it is chance which of the two stands first: the same both ways round.
    if (crossed && rank(given) < rank(family)) std::swap(given, family);
    const double bits =
        bits_of(kGiven, given) + bits_of(kFamily, family) - (crossed ? kCrossed : 0) - (former ? kFormer : 0);
    if (best && bits <= *best) return;
    best = bits;
    out.given = given;
    out.family = family;
    out.crossed = crossed;
    out.former = former;
  };
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) {
      take(name_level(a[i].given, b[j].given), name_level(a[i].family, b[j].family), false, i + j > 0);
      take(name_level(a[i].given, b[j].family), name_level(a[i].family, b[j].given), true, i + j > 0);
    }
}

double Weighed::likelihood() const {
  return 1 / (1 + std::exp2(-std::clamp(bits, -40.0, 40.0)));
}

Weighed weigh(const Compared& c) {
  Weighed w;
  w.bits = kStart + bits_of(kGiven, c.given) + bits_of(kFamily, c.family) + bits_of(kBirth, c.birth) +
           bits_of(kNhs, c.nhs_number) + contact_bits(c) - (c.crossed ? kCrossed : 0) -
           (c.former ? kFormer : 0);
  if (c.nhs_number != Agreement::Same && two_of_one_home(c)) w.bits = std::min(w.bits, -1.0);
  if (w.may_be()) w.why = words_for(c);
  return w;
}

Compared compare(const Described& a, const Described& b) {
  Compared c;
  compare_names(a.names, b.names, c);
  c.birth = birth_level(a.birth, b.birth);
  c.nhs_number = agreement(a.nhs_number, b.nhs_number, 10);
  c.email = agreement(a.emails, b.emails, 8);
  c.phone = agreement(a.phones, b.phones, 10);
  c.postcode = agreement(a.postcodes, b.postcodes, 0);
  c.town = agreement(a.town, b.town, 5);
  return c;
}

namespace {

constexpr std::size_t kBlock = 60;  // a value that so many share tells nobody from anybody

std::string sound_of(const NameParts& n) {
  auto x = phonetic(n.given.substr(0, n.given.find(' '))), y = phonetic(n.family);
  if (y < x) std::swap(x, y);  // exchanged names stand in the same block
  return x.size() + y.size() < 3 ? std::string() : "s " + x + " " + y;
}

/// A date with one place left out: dates that differ in one figure share one of these.
void add_birth_keys(const Described& d, std::vector<std::string>& keys) {
  if (!d.birth) return;
  const auto text = iso_date(*d.birth);
  keys.push_back("b " + text);
  const auto initial = [](const NameParts& n) { return n.given.substr(0, 1); };
  for (const auto& n : d.names)
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '-') continue;
      auto key = text;
      key[i] = '_';
      keys.push_back("o " + key + initial(n));
    }
  // Figures in another order: day and month exchanged, two neighbours exchanged.
  auto sorted = text.substr(2);
  std::sort(sorted.begin(), sorted.end());
  for (const auto& n : d.names) keys.push_back("x " + sorted + initial(n));
}

std::vector<std::string> keys_of(const Described& d) {
  std::vector<std::string> keys;
  add_birth_keys(d, keys);
  if (!d.nhs_number.empty()) keys.push_back("n " + d.nhs_number);
  for (const auto& x : d.emails) keys.push_back("e " + x);
  for (const auto& x : d.phones) keys.push_back("p " + x);
  for (const auto& n : d.names) {
    for (const auto& x : d.postcodes) keys.push_back("c " + x + n.given.substr(0, 1));
    if (auto s = sound_of(n); !s.empty()) keys.push_back(std::move(s));
  }
  return keys;
}

}  // namespace

std::vector<Repeat> repeats_in(const std::vector<Described>& rows) {
  std::unordered_map<std::string, std::vector<std::uint32_t>> blocks;
  std::vector<Repeat> out;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    std::unordered_set<std::uint32_t> compared;
    const auto keys = keys_of(rows[row]);
    const auto first = out.size();
    for (const auto& key : keys) {
      auto& block = blocks[key];
      if (block.size() <= kBlock)
        for (const auto earlier : block) {
          if (earlier == row || !compared.insert(earlier).second) continue;
          auto w = weigh(compare(rows[row], rows[earlier]));
          if (w.may_be()) out.push_back({row, earlier, std::move(w)});
        }
      if (block.empty() || block.back() != row) block.push_back(row);
    }
    std::sort(
        out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), [](const Repeat& x, const Repeat& y) {
          return x.weighed.bits != y.weighed.bits ? x.weighed.bits > y.weighed.bits : x.earlier < y.earlier;
        });
  }
  return out;
}

}  // namespace candour
