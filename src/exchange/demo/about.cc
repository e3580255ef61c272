// The words of the pages about a person: how they communicate, what matters to them, who is around them.
#include <algorithm>

#include "base/calendar_words.h"
#include "exchange/demo/names.h"
#include "exchange/demo/scene.h"

namespace candour::exchange::demo {
namespace {

namespace json = boost::json;
using charter::Values;

json::array codes(std::initializer_list<std::string_view> list) {
  json::array out;
  for (const auto c : list) out.emplace_back(std::string(c));
  return out;
}

void communication(Scene& s, Values& v) {
  struct Way {
    std::string_view in_short, how, please, dont, format, help, adjustment, why;
  };
  static constexpr Way kWays[] = {
      {"Give {name} time: wait for the answer", "{name} speaks in short sentences and thinks first.",
       "Ask one question and wait.", "Finish {their} sentences.", "easy-read", "familiar-person",
       "Longer appointments", "Answers need time"},
      {"{name} lip-reads on the left: face {them}", "{name} has little hearing and reads lips and faces.",
       "Sit in the light, on the left.", "Talk while walking away.", "large-print", "hearing-aid",
       "A quiet room with good light", "To see faces"},
      {"Phone calls are hard: send a text", "{name} speaks well face to face and freezes on the phone.",
       "Send a text with one question.", "Ring without a text before.", "text-message", "familiar-person",
       "Texts instead of calls", "The phone makes {them} anxious"},
      {"Writes better than speaks: offer paper", "{name} writes down what is important.", "Have a pen ready.",
       "Read it aloud to others.", "email", "advocate", "Questions in writing beforehand", "To prepare"},
      {"Letters in large print, please", "{name} speaks and hears well; the eyes are the trouble.",
       "Read things aloud.", "Point at small print.", "audio", "familiar-person", "Print in 18 point",
       "Poor sight"}};
  const auto& way = s.fresh(std::span<const Way>(kWays));
  v["in-short"] = s.say(way.in_short);
  v["how-i-communicate"] = s.say(way.how);
  v["please-do"] = s.say(way.please);
  v["please-do-not"] = s.say(way.dont);
  v["formats"] = codes({way.format});
  v["support"] = codes({way.help});
  json::object adjustment{
      {"adjustment", std::string(way.adjustment)}, {"why", s.say(way.why)}, {"reviewed-on", s.on(0)}};
  if (s.hero) {
    v["in-short"] = "Short sentences, one thing at a time. Uses Makaton signs.";
    v["how-i-communicate"] = s.say(
        "{name} speaks in short sentences and signs with Makaton when tired. A thumb up is yes; "
        "looking away is no.");
    v["please-do"] = "Say the name first. One thing at a time. Show a picture.";
    v["please-do-not"] = s.say("Ask two things at once. Talk about {name} as if {they} were not there.");
    v["formats"] = codes({"easy-read", "pictures"});
    v["support"] = codes({"makaton", "familiar-person"});
    adjustment = {{"adjustment", "Letters in easy read with pictures"},
                  {"why", s.say("{name} reads pictures best")},
                  {"reviewed-on", s.on(0)}};
  }
  v["contact-me"] = s.one_of({"any", "any", "no-phone", "through-somebody"});
  v["adjustments"] = json::array{std::move(adjustment)};
  v["may-share"] = s.rng.chance(85) ? "yes" : "no";
  v["review-date"] = s.overdue ? iso_date(add_days(s.today, -12)) : s.on(365);
}

void about_me(Scene& s, Values& v) {
  v["most-important"] = with_capital(
      s.one_of({"{hobby}, my own front door, and {carer}.", "That people keep their word. And {hobby}.",
                "My music, my room and Sunday dinner."}));
  v["important-people"] =
      s.say(s.who.carer_name + ", who is {carer}, and " + s.who.second_name + " next door.");
  v["likes"] = s.say("{hobby}, {food} and going to {place}.");
  v["dislikes"] = s.say("{dislike}. And cold tea.");
  v["my-wellness"] = with_capital(s.say("{calm}, and getting out every day."));
  v["please-do"] = s.one_of({"Knock and wait.", "Tell me what comes next.", "Ask me, not {carer}."});
  v["please-do-not"] = s.one_of({"Move my things.", "Talk over my head.", "Hurry me."});
  v["how-and-when"] =
      s.one_of({"Mornings are best. Not before nine.", "After lunch, when the house is quiet."});
  v["life-story"] =
      s.one_of({"Grew up in {town} with two sisters, went to school here and worked in a bakery for a while.",
                "Came to {town} as a child, moved away for ten years and came back.",
                "Lived with {carer} for many years and then moved to a place of my own."});
  v["hopes"] = s.one_of({"To go to the sea once a year.", "To teach others about {hobby}.",
                         "To see the grandchildren grow.", "A dog, one day."});
  v["how-i-respond"] = s.say("What upsets me: {dislike}. I go quiet then. What helps: {calm}.");
  v["written-with"] = s.say("the worker");
  v["written-on"] = s.on(0);
}

void supporters(Scene& s, Values& v) {
  v["people"] =
      json::array{json::object{{"who", s.who.carer_name},
                               {"role", s.who.carer_relation == "friend"      ? "friend"
                                        : s.who.carer_relation == "neighbour" ? "neighbour"
                                                                              : "family"},
                               {"how", "By phone, evenings"},
                               {"may-know", "Appointments and how I am"},
                               {"knows", "yes"}},
                  json::object{{"who", s.who.second_name},
                               {"role", s.one_of({"social-worker", "advocate", "neighbour", "health"})},
                               {"how", "In office hours"},
                               {"may-know", "What is in the plan"},
                               {"knows", s.rng.chance(70) ? "yes" : "not-known"}}};
  if (s.rng.chance(40)) v["last-provider"] = s.one_of({"Bridge Support", "Open Door Care", "The Meadows"});
  v["how-they-work-together"] =
      s.one_of({"They ring each other when something changes.", "{Carer} keeps everybody informed."});
}

void emergency_contact(Scene& s, Values& v) {
  const bool first = s.turn == 0;
  v["name"] = first ? s.who.carer_name : s.who.second_name;
  v["relation"] = first ? with_capital(s.say("{carer_is}")) : "Neighbour";
  v["phone"] = test_mobile(s.rng);
  if (s.rng.chance(30)) v["other-phone"] = test_landline(s.rng);
  v["order"] = static_cast<double>(std::min(s.turn + 1, 9));
  v["when-to-call"] = s.one_of({"At any time.", "By day for anything, at night only when it is serious.",
                                "Not during work, nine to five."});
  v["has-keys"] = s.rng.chance(50) ? "yes" : "no";
  v["next-of-kin"] = first ? "yes" : "no";
  v["knows"] = s.rng.chance(80) ? "yes" : "no";
}

void circumstances(Scene& s, Values& v) {
  v["household"] = s.one_of({"{name} lives alone with {pet}.", "{name} lives with {carer}.",
                             "{name} lives with two children and {pet}."});
  v["children"] = s.rng.chance(30) ? "yes" : "no";
  v["caring"] = s.rng.chance(25) ? "yes" : "no";
  v["important-people"] = s.say(s.who.carer_name + ", {carer}, above all.");
  v["summary"] =
      s.one_of({"Money is tight at the end of the month. The home is warm and {name} feels safe there.",
                "{name} has friends near by and a job that leaves little time.",
                "Much has changed in the last year; {name} is finding {their} feet."});
  v["smoking"] = s.theme == Theme::Lifestyle && s.rng.chance(60)
                     ? "smokes"
                     : s.one_of({"never", "former", "vapes", "not-asked"});
  v["alcohol"] = static_cast<double>(s.rng.between(0, 30));
  v["active-days"] = static_cast<double>(s.rng.between(0, 6));
  v["food-and-sleep"] = s.one_of({"Skips breakfast, sleeps six hours.",
                                  "Cooks {food} at weekends, sleeps well.", "Snacks in the evening."});
}

void housing(Scene& s, Values& v) {
  v["sort"] =
      s.one_of({"council-tenant", "housing-association", "private-tenant", "supported", "family", "own"});
  v["landlord"] = s.one_of({"Riverside Homes", "Borough Housing", "Northgate Lettings"});
  v["tenancy-from"] = s.on(-s.rng.between(200, 2500));
  v["rent"] = std::int64_t{s.rng.between(380, 720)} * 100;
  v["needs"] = s.one_of({"Ground floor or a lift, and quiet neighbours.", "To stay near {carer}.",
                         "A bathroom with a walk-in shower."});
}

void household(Scene& s, Values& v) {
  v["suppliers"] =
      json::array{json::object{{"what", "electricity"},
                               {"supplier", "Brightwater Energy"},
                               {"account", "A" + std::to_string(s.rng.between(100000, 999999))},
                               {"phone", test_landline(s.rng)}},
                  json::object{{"what", "water"},
                               {"supplier", "Fens and Coast Water"},
                               {"account", "W" + std::to_string(s.rng.between(100000, 999999))}}};
  v["who-needs-the-address"] =
      json::array{json::object{{"who", "The pharmacy that delivers"}, {"how", "By phone"}}};
  v["where-things-are"] =
      s.one_of({"Stop tap under the sink, fuse box behind the coats.", "Meters in the hall cupboard."});
  v["how-we-help"] =
      s.one_of({"Letters, meter readings and the bins.", "Cleaning on Mondays and the weekly shop."});
}

void work_history(Scene& s, Values& v) {
  v["jobs"] = json::array{json::object{
      {"job", s.one_of({"Kitchen porter", "Shop assistant", "Warehouse work", "Garden volunteer"})},
      {"where", s.one_of({"Corner bakery", "Green Fingers", "Harbour Stores"})},
      {"from", s.on(-s.rng.between(1500, 3000))},
      {"until", s.on(-s.rng.between(300, 1200))}}};
  v["hopes"] =
      s.one_of({"Something with {hobby}.", "Part-time, not at night.", "To be paid for what I can do."});
  v["what-helps-at-work"] = s.one_of(
      {"One task at a time and somebody to ask.", "A quiet corner and a list.", "Starting after nine."});
}

void learning(Scene& s, Values& v) {
  v["places"] = json::array{json::object{
      {"where", std::string(s.rng.pick(schools()))},
      {"course", s.who.child ? "Year " + std::to_string(s.rng.between(3, 10)) : "Evening course"}}};
  v["school-contact"] = "The pastoral lead";
  v["what-helps"] = s.one_of({"Sitting near the door, and breaks.", "Seeing it done once.", "{calm}"});
}

constexpr NamedBuilder kTable[] = {{"communication-profile", communication},
                                   {"about-me", about_me},
                                   {"supporters", supporters},
                                   {"emergency-contact", emergency_contact},
                                   {"circumstances", circumstances},
                                   {"housing-profile", housing},
                                   {"household", household},
                                   {"employment-history", work_history},
                                   {"learning-history", learning}};

}  // namespace

std::span<const NamedBuilder> about_builders() {
  return kTable;
}

}  // namespace candour::exchange::demo
