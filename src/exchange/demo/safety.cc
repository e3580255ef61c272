// The words of what could or did go wrong: risks, incidents, concerns, complaints; and of praise.
#include "base/calendar_words.h"
#include "exchange/demo/scene.h"

namespace candour::exchange::demo {
namespace {

namespace json = boost::json;
using charter::Values;

void risk(Scene& s, Values& v) {
  struct Risk {
    std::string_view risk, hurt, what, says, visitors, level, harm;
  };
  static constexpr Risk kRisks[] = {
      {"Falling on the stairs at night", "{name} could break a hip.",
       "Night light on the landing, slippers with a sole, a rail is asked for.",
       "{name} does not want to sleep downstairs and says so clearly.", "", "medium", "severe"},
      {"Getting lost on a new route", "{name} could end up somewhere {they} do not know and be frightened.",
       "The phone is charged, the card with the number is in the pocket, and we practise the route first.",
       "{name} wants to go alone and accepts the risk.", "", "low", "moderate"},
      {"Being talked into lending money", "{name} could lose money and trust.",
       "{name} rings the worker before lending anything.",
       "{name} says that friends are worth it, within limits.", "", "medium", "moderate"},
      {"Burns while cooking", "{name} and whoever is near.",
       "Timer on, sleeves up, somebody near when it is frying.",
       "{name} would rather cook than be cooked for.", "", "low", "moderate"},
      {"Becoming very low", "{name} could neglect {themself}.",
       "The plan for bad days hangs on the fridge; {carer} rings on Sundays.",
       "“Notice when I stop answering.”", "Ring the bell twice and wait", "medium", "severe"}};
  const auto& r = s.fresh(std::span<const Risk>(kRisks));
  v["date"] = s.on(0);
  v["risk"] = s.say(r.risk);
  v["who-could-be-hurt"] = s.say(r.hurt);
  v["likely"] = s.one_of({"rare", "possible", "possible"});
  v["harm"] = std::string(r.harm);
  v["level"] = std::string(r.level);
  v["what-we-do"] = s.say(r.what);
  v["what-the-person-says"] = s.say(r.says);
  if (!r.visitors.empty()) v["what-visitors-must-know"] = s.say(r.visitors);
  if (s.hero) {
    v["risk"] = "A visitor could be knocked over by the dog";
    v["who-could-be-hurt"] =
        s.say("Visitors, above all older ones; {name} if the lead is wound round the hand.");
    v["what-we-do"] = s.say("Ring first. {name} shuts the dog into the kitchen before opening the door.");
    v["what-the-person-says"] = "“He only wants to say hello.”";
    v["what-visitors-must-know"] = "Ring first: the dog needs shutting away";
    v["level"] = "low";
    v["harm"] = "moderate";
  }
  v["lone-working"] = s.rng.chance(90) ? "yes" : "no";
  v["pets"] =
      s.hero ? "A large, friendly dog; into the kitchen before a visit" : with_capital(s.say("{pet}"));
  v["other-occupants"] = s.one_of({"Nobody.", "{Carer} comes on Sundays.", "Two others share the kitchen."});
  v["property-security"] =
      s.one_of({"A chain and a good lock. Lights at the front.", "Shared front door with a buzzer."});
  v["getting-in"] =
      s.one_of({"By the front door, three steps with a rail.", "By the side gate, the path is uneven."});
  v["review-date"] = s.overdue                                   ? iso_date(add_days(s.today, -15))
                     : s.hero && s.day > add_days(s.today, -190) ? iso_date(add_days(s.today, 3))
                                                                 : s.on(182);
}

void incident(Scene& s, Values& v) {
  struct Case {
    std::string_view type, where, what, done, harm, learnt;
    std::string_view told;
  };
  static constexpr Case kCases[] = {
      {"fall", "In the hall",
       "{name} slipped on the wet floor and sat down hard. {They} got up alone and laughed about it.",
       "Looked at the knee with {name}: red, not swollen. Cold cloth. Rang {carer}.", "slight",
       "The mop stays out of the hall until it is dry.", "family"},
      {"near-miss", "At the bus stop",
       "{name} stepped off the kerb while looking at the phone. The driver braked in time.",
       "We sat on the bench until both of us were calm.", "none",
       "Phone in the pocket at crossings: {name}'s own idea.", "manager"},
      {"medicine", "At home", "The evening tablet was still in the box in the morning.",
       "Rang the surgery: leave it out, go on as usual.", "none",
       "The reminder on the phone rings twice now.", "doctor"},
      {"behaviour", "In the common room",
       "{name} shouted when the music was turned off and threw a cushion. Nobody was hit.",
       "Offered {calm}. After ten minutes {name} came back.", "none",
       "Say it five minutes before the music stops.", "manager"},
      {"missing", "On the way home",
       "{name} came home two hours late and had not answered the phone: it was flat.",
       "Rang {carer} and drove the route. {name} was at {place}.", "none", "A second charger is at {place}.",
       "family"},
      {"damage", "In the kitchen", "The glass of the oven door broke when it was shut.",
       "Swept up together, rang the landlord.", "none", "", "manager"}};
  const auto& c = s.fresh(std::span<const Case>(kCases));
  v["when"] = s.when();
  v["where"] = s.say(c.where);
  v["type"] = std::string(c.type);
  v["what-happened"] = s.say(c.what);
  v["who-was-there"] = s.one_of({"{name} and I.", "{name}, I and two others who saw it."});
  v["harm"] = std::string(c.harm);
  v["what-was-done"] = s.say(c.done);
  v["told"] = json::array{"manager"};
  if (c.told != "manager") v["told"].as_array().emplace_back(std::string(c.told));
  v["manager-view"] = "Handled well and written down the same day. Nothing else was to be done at once.";
  v["learnt"] = c.learnt.empty() ? "Nothing new: the plan says it already." : s.say(c.learnt);
  v["riddor"] = "no";
  v["regulator"] = "no";
}

void concern(Scene& s, Values& v) {
  v["noticed-on"] = s.when();
  const bool money = s.rng.chance(50);
  v["type"] = json::array{money ? "financial" : "self-neglect"};
  v["what-worries-you"] =
      money ? s.say(
                  "{name} said that somebody at the door “helps with the card” and that the money is gone "
                  "before the weekend.")
            : s.say("{name} has not washed for a week and the fridge was empty, which is new.");
  v["safe-now"] = "yes";
  v["what-they-want"] = money ? s.say("“I want it to stop, but I do not want to lose him as a friend.”")
                              : "“I want to be left alone, and I know I should not be.”";
  v["agrees"] = "yes";
  v["person-told"] = "yes";
  v["capacity"] = "yes";
  v["done-now"] = s.say("Stayed with {name}, told the manager on duty within the hour.");
  v["council"] = s.say("{town} council");
  v["council-decision"] = "A social worker visits within the week.";
  v["outcome"] = s.say("Somebody visits {name} weekly now. {name} says that it is better.");
}

void complaint(Scene& s, Values& v) {
  v["received-on"] = s.on(0);
  v["from"] = s.rng.chance(60) ? s.who.given + " " + s.who.family : s.who.carer_name;
  v["how"] = s.one_of({"spoken", "email", "letter", "form"});
  v["about"] = s.one_of({"times", "support", "staff", "place"});
  v["what-they-say"] = s.one_of({"Twice in a month somebody came half an hour late and nobody rang.",
                                 "A worker {name} had never met stood at the door without a word beforehand.",
                                 "The room was so cold that we kept our coats on."});
  v["what-they-want"] = s.one_of(
      {"A call when somebody is late.", "To be told who comes.", "An apology, and that it changes."});
  v["what-we-found"] = s.say("It is right. The rota had two gaps and nobody was told to ring.");
  v["answer"] = s.say(
      "We are sorry. From now on the office rings when somebody is more than ten minutes late. If you are "
      "not content you can go to the ombudsman.");
  v["learnt"] = "The rota shows gaps a week ahead.";
}

void compliment(Scene& s, Values& v) {
  v["date"] = s.on(0);
  v["from"] = s.rng.chance(50) ? s.who.given + " " + s.who.family : s.who.carer_name;
  v["words"] =
      s.one_of({"“You listen. Not everybody does.”", "“I did not think that I could do it, and look.”",
                "“Thank you for ringing on Sunday. It made my week.”"});
  v["passed-on"] = "yes";
}

void feedback(Scene& s, Values& v) {
  v["date"] = s.on(0);
  v["how"] = s.one_of({"survey", "talk", "letter"});
  v["how-good"] = s.one_of({"very-good", "very-good", "good", "good", "neither", "poor"});
  v["words"] =
      s.one_of({"“I like that it is always the same people.”", "“Good, but the letters are too long.”",
                "“I would like more time for {hobby}.”", "“It took long to begin. Since then it is fine.”"});
  v["what-we-change"] = s.one_of(
      {"Shorter letters.", "We ask about {hobby} at the review.", "Nothing for now; we thanked {them}."});
}

void convictions(Scene& s, Values& v) {
  v["sort"] = s.one_of({"offending", "search"});
  v["date"] = s.on(-s.rng.between(300, 1500));
  v["why-it-matters"] =
      s.say("{name} told us {themself}, because of the group that meets in the same building.");
  v["what-it-means"] = s.say("Two workers at first visits. Nobody else needs to know.");
  v["outcome"] = "No further steps.";
  v["review-date"] = s.on(180);
}

constexpr NamedBuilder kTable[] = {{"risk-assessment", risk},         {"incident", incident},
                                   {"safeguarding-concern", concern}, {"complaint", complaint},
                                   {"compliment", compliment},        {"feedback", feedback},
                                   {"convictions", convictions}};

}  // namespace

std::span<const NamedBuilder> safety_builders() {
  return kTable;
}

}  // namespace candour::exchange::demo
