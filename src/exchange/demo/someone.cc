#include "exchange/demo/someone.h"

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "exchange/demo/names.h"

namespace candour::exchange::demo {

namespace json = boost::json;

namespace {

std::string figures(Random& rng, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += static_cast<char>('0' + rng.between(0, 9));
  return out;
}

const Background& background(Random& rng) {
  auto left = rng.between(1, 100);
  for (const auto& b : backgrounds()) {
    left -= b.in_hundred;
    if (left <= 0) return b;
  }
  return backgrounds().front();
}

/// Sets names, gender and pronouns.
void name_them(Random& rng, const Wish& wish, const Background& from, Someone& s,
               std::set<std::string>& taken) {
  const int gender = rng.between(1, 100);
  const bool woman = wish.hero || wish.siobhan || gender <= 50, man = !woman && gender <= 95;
  s.pronouns = woman ? kShe : man ? kHe : kThey;
  for (int tries = 0; tries < 200; ++tries) {
    s.given = rng.pick(woman ? from.women : man ? from.men : neutral_names());
    s.family = rng.pick(from.families);
    if (taken.insert(s.given + " " + s.family).second) break;
  }
  if (rng.chance(45)) s.used = short_name(s.given);
  if (wish.hero) s.given = wish.hero->given, s.family = wish.hero->family, s.used = wish.hero->used;
  if (wish.siobhan) s.given = "Siobhan", s.family = "Kavanaghty", s.used.clear();
  s.profile["given-name"] = s.given;
  s.profile["family-name"] = s.family;
  if (!s.used.empty()) s.profile["name-used"] = s.used;
  s.profile["gender"] = woman ? "female" : man ? "male" : "non-binary";
  s.profile["pronouns"] = s.pronouns.shown;
  if (rng.chance(40)) s.profile["title"] = woman ? "Ms" : man ? "Mr" : "Mx";
  if (rng.chance(8)) s.profile["gender-identity"] = rng.chance(60) ? "same" : "prefer-not-to-say";
}

void numbers_of(Random& rng, Someone& s, Theme theme) {
  auto& p = s.profile;
  p["nhs-number"] = test_nhs_number(rng);
  if (!s.child)
    p["national-insurance"] = "QQ" + figures(rng, 6) + std::string(rng.pick({"A", "B", "C", "D"}));
  if (theme == Theme::Support || theme == Theme::Carer || rng.chance(30))
    p["la-reference"] = "LA-" + figures(rng, 6);
  if (!s.child && rng.chance(60)) p["benefit-reference"] = "BEN " + figures(rng, 7);
}

void reach_them(Random& rng, const Region& region, Someone& s) {
  auto& p = s.profile;
  json::array addresses;
  const auto since = add_days(s.born, rng.between(1000, 4000));
  addresses.push_back(json::object{
      {"address", test_address(rng, region, s.own["town"])}, {"from", iso_date(since)}, {"kind", "home"}});
  if (rng.chance(25))
    addresses.push_back(json::object{{"address", test_address(rng, region, rng.pick(region.towns))},
                                     {"from", iso_date(s.born)},
                                     {"to", iso_date(since)},
                                     {"kind", "previous"}});
  p["addresses"] = std::move(addresses);
  json::array phones;
  phones.push_back(json::object{{"number", test_mobile(rng)}, {"kind", "mobile"}, {"preferred", "yes"}});
  if (rng.chance(35)) phones.push_back(json::object{{"number", test_landline(rng)}, {"kind", "home"}});
  p["phones"] = std::move(phones);
  if (!s.child && rng.chance(60)) {
    std::string local;
    for (const char c : fold(s.given + s.family))
      if (c != ' ') local += c;
    p["email"] = local + std::to_string(s.number) + "@example.org";
  }
  p["preferred-contact"] = rng.pick({"phone", "text", "letter", "in-person", "email"});
  if (!p.contains("email") && p["preferred-contact"] == "email") p["preferred-contact"] = "text";
  if (s.child) p["preferred-contact"] = "through-somebody";
}

void background_of(Random& rng, const Background& from, Someone& s, int age) {
  auto& p = s.profile;
  p["ethnicity"] = rng.chance(6) ? "prefer-not-to-say" : from.ethnicity;
  p["religion"] = rng.pick(from.religions);
  if (age >= 16)
    p["sexual-orientation"] = rng.pick({"heterosexual", "heterosexual", "heterosexual", "gay-or-lesbian",
                                        "bisexual", "prefer-not-to-say", "heterosexual", "unsure"});
  json::array languages;
  const bool other_first = !from.language.empty() && rng.chance(55);
  if (other_first)
    languages.push_back(json::object{
        {"language", from.language}, {"level", "first"}, {"interpreter", rng.chance(30) ? "yes" : "no"}});
  languages.push_back(json::object{{"language", "English"}, {"level", other_first ? "fluent" : "first"}});
  p["languages"] = std::move(languages);
  if (!s.child) {
    p["marital-status"] =
        age < 24   ? "single"
        : age < 50 ? rng.pick({"single", "married", "living-together", "single"})
                   : rng.pick({"single", "married", "living-together", "divorced", "widowed", "separated"});
    p["employment-status"] = age > 66 ? "retired"
                                      : rng.pick({"long-term-sick", "looking", "employed", "voluntary",
                                                  "carer", "self-employed", "student"});
  } else {
    p["employment-status"] = "student";
    p["child-school"] = rng.pick(schools());
  }
  p["gp-practice"] = s.own["doctor"];
}

void what_they_like(Random& rng, const Region& region, Someone& s) {
  auto& own = s.own;
  own["hobby"] =
      s.child ? rng.pick({"football", "drawing dragons", "dinosaurs", "dancing", "building dens"})
              : rng.pick({"gardening", "old films", "knitting", "model railways", "singing", "baking",
                          "birdwatching", "football", "crosswords", "painting", "darts", "Bollywood films"});
  own["food"] = rng.pick({"vegetable curry", "shepherd's pie", "lentil soup", "jollof rice", "pierogi",
                          "fish pie", "pancakes", "chicken and dumplings", "egg fried rice"});
  own["place"] = rng.pick({"the library", "the market", "the community centre", "the leisure centre",
                           "the park café", "the garden centre", "the town hall"});
  own["town"] = rng.pick(region.towns);
  own["pet"] = rng.pick({"a cat called Biscuit", "an old Labrador", "two budgies", "a terrier", "no pets"});
  own["doctor"] = rng.pick(surgeries());
  own["dislike"] = rng.pick({"being rushed", "loud rooms", "plans that change at the last minute",
                             "small talk", "being called dear", "bright strip lights"});
  own["calm"] =
      rng.pick({"a cup of tea and ten minutes alone", "music on headphones", "a walk round the block",
                "talking it through once, not twice", "holding something soft", "looking out of the window"});
}

void people_around(Random& rng, const Background& from, Someone& s, int age) {
  struct Tie {
    std::string_view code, words;
    bool woman;
  };
  static constexpr Tie kYoung[] = {
      {"parent", "mother", true}, {"parent", "father", false}, {"grandparent", "grandmother", true}};
  static constexpr Tie kGrown[] = {{"parent", "mother", true},
                                   {"sibling", "sister", true},
                                   {"partner", "partner", false},
                                   {"friend", "friend", true},
                                   {"sibling", "brother", false}};
  static constexpr Tie kOlder[] = {{"child", "daughter", true},
                                   {"child", "son", false},
                                   {"partner", "husband", false},
                                   {"neighbour", "neighbour", true}};
  const auto& tie = age < 20   ? rng.pick(std::span<const Tie>(kYoung))
                    : age < 60 ? rng.pick(std::span<const Tie>(kGrown))
                               : rng.pick(std::span<const Tie>(kOlder));
  s.carer_relation = tie.code;
  const bool kin = tie.code != "friend" && tie.code != "neighbour" && tie.code != "partner";
  s.carer_name = std::string(rng.pick(tie.woman ? from.women : from.men)) + " " +
                 (kin ? s.family : std::string(rng.pick(from.families)));
  s.second_name = std::string(rng.pick(from.women)) + " " + std::string(rng.pick(from.families));
  s.own["carer"] = std::string(s.pronouns.their) + " " + std::string(tie.words);
  s.own["Carer"] = with_capital(s.own["carer"]);
  s.own["carer_is"] = tie.words;
  if (s.pronouns.they == "she" && !s.child && rng.chance(20))
    s.profile["previous-names"] = json::array{
        json::object{{"given", s.given}, {"family", rng.pick(from.families)}, {"kind", "maiden"}}};
}

}  // namespace

std::string test_nhs_number(Random& rng) {
  for (;;) {
    const auto start = "999" + figures(rng, 6);
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (10 - static_cast<int>(i)) * (start[i] - '0');
    const int check = (11 - sum % 11) % 11;
    if (check != 10) return start + static_cast<char>('0' + check);
  }
}

std::string test_mobile(Random& rng) {
  return "+447700900" + figures(rng, 3);
}
std::string test_landline(Random& rng) {
  return "+441632960" + figures(rng, 3);
}

json::object test_address(Random& rng, const Region& region, std::string_view town) {
  static constexpr std::string_view kLetters = "ABDEFGHJLNPQRSTUWXYZ";
  const auto letter = [&] { return kLetters[static_cast<std::size_t>(rng.between(0, 19))]; };
  const std::string postcode = std::string(region.district) + " " + figures(rng, 1) + letter() + letter();
  return {{"lines", json::array{std::to_string(rng.between(1, 94)) + " " + std::string(rng.pick(streets()))}},
          {"town", town},
          {"postcode", postcode}};
}

Someone invent(Random& rng, const Wish& wish, const Region& region, std::set<std::string>& taken) {
  Someone s;
  s.number = wish.number;
  const auto& from = wish.hero      ? backgrounds()[wish.hero->background]
                     : wish.siobhan ? backgrounds()[1]
                                    : background(rng);
  name_them(rng, wish, from, s, taken);
  const int age = rng.between(wish.least_age, wish.most_age);
  s.child = age < 18;
  s.born = add_days(add_years(wish.day, -age), -rng.between(20, 330));
  s.profile["birth-date"] = iso_date(s.born);
  s.profile["birth-date-quality"] = rng.chance(94) ? "exact" : "estimated";
  what_they_like(rng, region, s);
  if (wish.hero) s.own["pet"] = "a large, friendly dog";
  people_around(rng, from, s, age);
  background_of(rng, from, s, age);
  numbers_of(rng, s, wish.theme);
  reach_them(rng, region, s);
  if (rng.chance(30)) s.profile["username"] = "guest" + figures(rng, 5);
  return s;
}

}  // namespace candour::exchange::demo
