// The words of health: the profile with allergies first, readings, doses, vouchers.
#include <algorithm>

#include "base/calendar_words.h"
#include "exchange/demo/scene.h"

namespace candour::exchange::demo {
namespace {

namespace json = boost::json;
using charter::Values;

/// The same person has the same condition and medicine whenever it is asked.
struct Condition {
  std::string_view name, means, medicine, dose, what_for, watch;
};
constexpr Condition kConditions[] = {
    {"Epilepsy", "A seizure about twice a year, mostly when tired", "Levetiracetam 500 mg",
     "One tablet, morning and evening", "Seizures",
     "Staring and not answering. Time it; call 999 after five minutes."},
    {"Type 2 diabetes", "Meals at regular times", "Metformin 500 mg", "One tablet with breakfast and supper",
     "Blood sugar", "Shaking or confusion: something sweet at once."},
    {"Asthma", "Short of breath on cold days", "Salbutamol inhaler", "Two puffs when needed", "Breathing",
     "The blue inhaler is in the left pocket. Call 999 if ten puffs do not help."},
    {"Depression", "Mornings are hard, afternoons better", "Sertraline 50 mg", "One tablet in the morning",
     "Mood", "Not getting up for two days, or talk of giving up: ring the surgery the same day."},
    {"High blood pressure", "Little, day to day", "Amlodipine 5 mg", "One tablet in the morning",
     "Blood pressure", "Dizzy when standing up: sit down, drink, tell the surgery."},
    {"Arthritis", "Stiff hands in the morning", "Naproxen 250 mg", "One tablet with food, when needed",
     "Pain", "Stomach pain: stop the tablets and ring the surgery."}};

const Condition& condition_of(const Someone& who) {
  return kConditions[static_cast<std::size_t>(who.number) % std::size(kConditions)];
}

void health_profile(Scene& s, Values& v) {
  static constexpr std::string_view kAllergies[] = {"None known",
                                                    "None known",
                                                    "Nuts: lips swell, carries a pen",
                                                    "Latex: rash",
                                                    "Penicillin: rash all over",
                                                    "Wasp stings: swelling, carries a pen",
                                                    "Plasters: red skin",
                                                    "Aspirin: wheezing"};
  const auto& c = condition_of(s.who);
  v["allergies"] = s.hero ? "Penicillin, severe: face swells, call 999" : s.one_of(kAllergies);
  v["conditions-in-short"] = std::string(c.name) + ". " + std::string(c.means) + ".";
  json::array conditions{json::object{{"condition", std::string(c.name)},
                                      {"since", std::to_string(2001 + s.who.number % 20)},
                                      {"what-it-means", std::string(c.means)}}};
  if (s.theme == Theme::Support)
    conditions.push_back(
        json::object{{"condition", "Learning disability"},
                     {"since", "Birth"},
                     {"what-it-means", s.say("{name} needs things explained in short steps.")}});
  v["conditions"] = std::move(conditions);
  v["medicines"] = json::array{json::object{{"medicine", std::string(c.medicine)},
                                            {"dose", std::string(c.dose)},
                                            {"for-what", std::string(c.what_for)},
                                            {"helped-with", s.theme == Theme::Support ? "yes" : "no"}}};
  v["history"] = s.one_of({"Appendix out as a child. Nothing else of note.",
                           "In hospital for a week two years ago.", "A broken wrist last winter."});
  v["doctor"] = s.say("{doctor}");
  v["others"] = json::array{
      json::object{{"role", "Dentist"}, {"where", "Smile Street Dental"}, {"phone", test_landline(s.rng)}}};
  v["what-to-watch"] = std::string(c.watch);
  v["review-date"] = s.overdue ? iso_date(add_days(s.today, -20)) : s.on(365);
}

void health_check(Scene& s, Values& v) {
  v["when"] = s.when();
  v["why"] = s.one_of({"Monthly weight", "The nurse asked for it", "Before the review",
                       s.theme == Theme::Lifestyle ? "Progress" : "Felt unwell"});
  v["weight"] = static_cast<double>(58 + s.who.number % 40) - 0.5 * std::min(s.turn, 14);
  v["blood-pressure-upper"] = static_cast<double>(s.rng.between(112, 148));
  v["blood-pressure-lower"] = static_cast<double>(s.rng.between(68, 92));
  if (s.theme == Theme::Lifestyle) v["carbon-monoxide"] = static_cast<double>(std::max(1, 18 - 4 * s.turn));
  v["note"] = s.one_of({"As last time.", "Told {name} and wrote it on the card.",
                        "A little lower than last month; {name} is pleased."});
}

void medicine_given(Scene& s, Values& v) {
  const auto& c = condition_of(s.who);
  v["when"] = s.when();
  v["medicine"] = std::string(c.medicine);
  v["dose"] = "One";
  v["what-happened"] =
      s.one_of({"taken", "taken", "taken", "taken", "prompted", "prompted", "refused", "away"});
  if (v["what-happened"] == "refused")
    v["note"] = s.say("{name} said not now. Rang the surgery: take the next one at the usual time.");
  if (v["what-happened"] == "away") v["note"] = s.say("{name} was with {carer}, who gives it.");
}

void voucher(Scene& s, Values& v) {
  v["issued-on"] = s.on(0);
  v["product"] = s.one_of({"patch", "both", "gum", "lozenge"});
  v["strength"] = s.one_of({"21 mg", "14 mg", "2 mg", "4 mg"});
  v["weeks"] = static_cast<double>(s.rng.between(2, 4));
  v["number"] = "NV" + std::to_string(100000 + 37 * s.who.number + s.turn);
  v["checked"] = "yes";
  v["pharmacy"] = s.one_of({"Market Street Pharmacy", "Harbour Chemist", "Station Pharmacy"});
  v["advice"] = s.one_of({"A new patch each morning, on another place. Bring the voucher within two weeks.",
                          "Chew slowly, then rest it in the cheek."});
  v["use-by"] = s.on(14);
}

void inbound(Scene& s, Values& v) {
  v["received-on"] = s.on(0);
  struct From {
    std::string_view who, type;
  };
  static constexpr From kFrom[] = {{"{doctor}", "gp"},
                                   {"{doctor}", "gp"},
                                   {"General Hospital", "hospital"},
                                   {"Community Health Team", "community-team"},
                                   {"{town} council", "council"}};
  const auto& from = s.fresh(std::span<const From>(kFrom));
  v["provider"] = s.who.child ? std::string("The school") : s.say(from.who);
  v["provider-type"] = s.who.child ? std::string("school") : std::string(from.type);
  v["how"] = s.one_of({"letter", "email", "phone"});
  v["did-the-person-agree"] = "yes";
  v["what-it-says"] = s.one_of({"The last blood test was fine. The next is due in six months.",
                                "{name} was seen in the clinic; no change to the tablets.",
                                "They ask that {name} brings a list of medicines to the next visit.",
                                "They agree with the plan and want to hear at the review."});
  v["person-told"] = s.rng.chance(85) ? "yes" : "no";
}

constexpr NamedBuilder kTable[] = {{"health-profile", health_profile},
                                   {"health-check", health_check},
                                   {"medicine-given", medicine_given},
                                   {"voucher", voucher},
                                   {"inbound-information", inbound}};

}  // namespace

std::span<const NamedBuilder> health_builders() {
  return kTable;
}

}  // namespace candour::exchange::demo
