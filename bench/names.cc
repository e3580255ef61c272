#include "bench/names.h"

#include <array>
#include <cstdio>
#include <utility>

#include "exchange/demo/names.h"

namespace candour::bench {
namespace {

using exchange::demo::Random;

constexpr std::string_view kStarts[] = {
    "Ash",   "Bar",  "Bex",  "Brock",  "Cald",  "Carr",   "Chal", "Clee",   "Cran", "Dray", "Dun",
    "East",  "Elm",  "Fair", "Fen",    "Gar",   "Glen",   "Hal",  "Haver",  "Hol",  "Ing",  "Kel",
    "Kirk",  "Lang", "Lin",  "Mal",    "Marsh", "Nether", "Oak",  "Oster",  "Pen",  "Quar", "Rad",
    "Raven", "Sax",  "Sher", "Staple", "Thorn", "Under",  "Wal",  "Wether", "Whit", "Wych", "Yar"};
constexpr std::string_view kEnds[] = {"aby",   "acre",  "bank",   "beck", "borne", "bridge", "bury", "by",
                                      "combe", "cote",  "croft",  "dale", "den",   "don",    "ey",   "field",
                                      "ford",  "gate",  "ham",    "hill", "holm",  "hurst",  "ing",  "land",
                                      "leigh", "ley",   "low",    "mere", "more",  "ridge",  "sett", "shaw",
                                      "stead", "stock", "thorpe", "ton",  "wade",  "well",   "wick", "worth"};
constexpr std::string_view kStreets[] = {"Orchard Rise", "Mill Lane",    "Station Walk", "Chapel Row",
                                         "Linden Close", "Harbour View", "Meadow Way",   "Quarry Street"};
constexpr std::string_view kPostcodeLetters = "ABDEFGHJLNPQRSTUWXYZ";

/// Ten figures of the 999 range; "" when all that have a check figure (909,090) are given out: some people
/// have no number.
std::string nhs(int n) {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> good;
    for (int at = 0; at < 999'999; ++at) {  // with the last one it would be ten nines, which is no number
      char text[11];
      std::snprintf(text, sizeof text, "999%06d", at);
      int sum = 0;
      for (int i = 0; i < 9; ++i) sum += (text[i] - '0') * (10 - i);
      const int check = 11 - sum % 11;
      if (check == 10) continue;
      good.push_back(std::string(text, 9) + static_cast<char>('0' + check % 11));
    }
    return good;
  }();
  const auto at = static_cast<std::size_t>(n);
  return at < all.size() ? all[(at * 100'003 + 13) % all.size()] : std::string();
}

std::string day(int from_year, int to_year, Random& chance) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", chance.between(from_year, to_year),
                chance.between(1, 12), chance.between(1, 28));
  return text;
}

}  // namespace

Invented invent(int number) {
  Random chance = Random(4711).branch(static_cast<std::uint64_t>(number) + 1);
  int left = chance.between(1, 100);
  const auto groups = exchange::demo::backgrounds();
  const auto* group = &groups.front();
  for (const auto& g : groups) {
    group = &g;
    left -= g.in_hundred;
    if (left <= 0) break;
  }
  Invented p;
  p.given = chance.pick(chance.chance(50) ? group->women : group->men);
  if (chance.chance(35))
    p.family = chance.pick(group->families);
  else
    p.family = std::string(chance.pick(std::span(kStarts))) + std::string(chance.pick(std::span(kEnds)));
  p.born = day(1934, 2006, chance);
  p.nhs_number = nhs(number);
  p.line = std::to_string(chance.between(1, 180)) + " " + std::string(chance.pick(std::span(kStreets)));
  const auto& region = exchange::demo::region_of("ll");
  p.town = chance.pick(region.towns);
  p.postcode = std::string(region.district) + " " + std::to_string(chance.between(0, 9));
  for (int i = 0; i < 2; ++i) p.postcode += kPostcodeLetters[static_cast<std::size_t>(chance.between(0, 19))];
  char phone[16];
  std::snprintf(phone, sizeof phone, "+447700900%03d", chance.between(0, 999));
  p.phone = phone;
  return p;
}

charter::Values Invented::profile() const {
  namespace json = boost::json;
  const json::value address = {{"lines", {line}}, {"town", town}, {"postcode", postcode}};
  charter::Values values = {{"given-name", given},
                            {"family-name", family},
                            {"birth-date", born},
                            {"addresses", json::array{json::object{{"address", address}, {"kind", "home"}}}},
                            {"phones", json::array{json::object{{"number", phone}, {"kind", "mobile"}}}}};
  if (!nhs_number.empty()) values["nhs-number"] = nhs_number;
  return values;
}

std::string misspelt(const std::string& name, Random& chance) {
  if (name.size() < 4) return name + name.back();
  auto out = name;
  const auto at = static_cast<std::size_t>(chance.between(1, static_cast<int>(name.size()) - 2));
  switch (chance.between(0, 2)) {
    case 0:
      return out.erase(at, 1);
    case 1:
      return out.insert(at, 1, out[at]);
    default:
      out[at] = static_cast<char>('a' + chance.between(0, 25));
      return out;
  }
}

std::string letters_swapped(const std::string& name, Random& chance) {
  if (name.size() < 4) return name;
  auto out = name;
  const auto at = static_cast<std::size_t>(chance.between(1, static_cast<int>(name.size()) - 3));
  std::swap(out[at], out[at + 1]);
  return out;
}

std::string as_it_sounds(const std::string& name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kSounds = {{{"ph", "f"},
                                                                                      {"ck", "k"},
                                                                                      {"ough", "o"},
                                                                                      {"leigh", "ley"},
                                                                                      {"wh", "w"},
                                                                                      {"ea", "ee"},
                                                                                      {"th", "t"},
                                                                                      {"ie", "y"},
                                                                                      {"mb", "m"},
                                                                                      {"x", "ks"},
                                                                                      {"c", "k"},
                                                                                      {"y", "i"}}};
  auto out = name;
  for (const auto& [written, heard] : kSounds)
    if (const auto at = out.find(written, 1); at != std::string::npos)
      return out.replace(at, written.size(), heard);
  return out + "e";
}

std::string note_words(int number) {
  constexpr std::string_view kSaid[] = {
      "We had tea and looked through the post together; there was a letter about the heating that needed an "
      "answer.",
      "Talked about the week ahead and who would come on which day.",
      "Walked to the shops and back, with one rest on the bench by the library.",
      "The new routine in the morning works well, and breakfast was ready before the visit.",
      "Was a little tired and wanted a short visit, so we left the forms for next time.",
      "Rang the surgery together and changed the appointment to the afternoon.",
      "Showed me the photos of the trip to the coast, and would like to go again in spring.",
      "Asked for help to write to the housing office about the back door.",
      "Practised the bus route to the day centre; got off at the right stop without a reminder.",
      "Felt better than last week and said so without being asked."};
  Random chance = Random(815).branch(static_cast<std::uint64_t>(number) + 1);
  std::string words = "Visit " + std::to_string(number) + ".";
  for (int i = chance.between(2, 7); i > 0; --i) words += " " + std::string(chance.pick(std::span(kSaid)));
  return words;
}

}  // namespace candour::bench
