// The words of plans, assessments, arrangements and equipment.
#include <algorithm>

#include "base/calendar_words.h"
#include "exchange/demo/scene.h"

namespace candour::exchange::demo {
namespace {

namespace json = boost::json;
using charter::Values;

std::string_view how_it_goes(int done) {
  return done == 0 ? "not-started" : done >= 5 ? "reached" : "on-the-way";
}

void support_plan(Scene& s, Values& v) {
  v["title"] = s.turn == 0 ? std::string("First plan") : "Plan from " + month_year(s.day);
  v["start-date"] = s.on(0);
  v["what-matters"] = s.one_of(
      {"“I want to decide myself, and I want people to be on time.” {name} also wants time for {hobby}.",
       "{hobby} and {carer}, and as little as can be of this: {dislike}. In this order, {name} says.",
       "“That I am asked first.” And that {carer} need not worry so much."});
  v["what-matters"] = with_capital(std::string(v["what-matters"].as_string()));
  v["how-to-support"] =
      s.one_of({"Ask before helping. One thing at a time. If {name} goes quiet, offer {calm}.",
                "Short visits, always at the same time. Say what comes next.",
                "Let {name} try first and wait longer than feels natural."});
  json::array goals;
  for (const auto& g : s.goals) {
    std::string actions;
    for (const auto step : g.goal->steps) actions += (actions.empty() ? "" : "\n") + s.say(step);
    const int done = g.steps_on(s.day);
    goals.push_back(json::object{{"goal", std::string(g.goal->title)},
                                 {"actions", actions},
                                 {"steps", 5},
                                 {"steps-done", done},
                                 {"by", s.on(180)},
                                 {"how-is-it-going", std::string(how_it_goes(done))}});
  }
  if (!goals.empty()) v["goals"] = std::move(goals);
  v["if-things-change"] =
      s.one_of({"{name} rings the worker, or {carer} does. In the night: the number on the fridge.",
                "We meet within a week and look at the plan again."});
  v["agreed-by"] = s.who.given + " " + s.who.family;
  v["agreed-on"] = s.on(0);
  if (s.rng.chance(15))
    v["not-agreed"] = s.one_of({"{name} would rather have no review at all, but comes to it."});
  v["review-date"] = s.overdue ? iso_date(add_days(s.today, -s.rng.between(9, 40)))
                     : s.hero && s.day > add_days(s.today, -182) ? iso_date(add_days(s.today, 18))
                                                                 : s.on(182);
}

void assessment(Scene& s, Values& v) {
  struct Need {
    std::string_view area, need, level;
  };
  static constexpr Need kNeeds[] = {
      {"daily-living", "Somebody who reminds {them} without doing it for {them}", "some"},
      {"health", "Support to go to appointments and to remember what was said", "some"},
      {"communication", "Time to answer and letters that are easy to read", "a lot"},
      {"mobility", "Company on new routes until they are known", "some"},
      {"relationships", "A way to meet people who share {hobby}", "some"},
      {"community", "Something to do on two days a week", "some"},
      {"money", "Help with letters about money, not with spending", "some"},
      {"home", "Prompts for washing and bills", "some"},
      {"caring", "A break once a month, and sleep", "a lot"},
      {"work-learning", "A course with somebody who explains it twice", "some"}};
  v["date"] = s.on(0);
  v["reason"] = s.turn == 0 ? "first" : s.one_of({"review", "review", "change"});
  v["present"] = s.one_of({"{name} and the worker", "{name}, {carer} and the worker",
                           "{name}, the social worker and the worker"});
  v["what-matters"] = s.one_of({"“To be left in peace in the mornings and to see people in the afternoons.”",
                                "“That it is my home.”", "“To get better at {hobby}, and less tired.”"});
  v["strengths"] = s.one_of({"{name} knows what {they} want{s} and says so. {carer} comes every week.",
                             "{name} is patient, knows all about {hobby} and is well liked at {place}.",
                             "{name} keeps going. The neighbours look out for {them}."});
  json::array needs;
  const int first = s.rng.between(0, 9);
  for (int i = 0; i < s.rng.between(2, 3); ++i) {
    const auto at = static_cast<std::size_t>((first + 3 * i) % 10);
    const auto& n = kNeeds[at == 8 && s.theme != Theme::Carer ? 5 : at];  // caring is for carers
    needs.push_back(json::object{{"area", std::string(n.area)},
                                 {"need", s.say(n.need)},
                                 {"level", n.level == "a lot" ? "lot" : "some"}});
  }
  v["needs"] = std::move(needs);
  v["agreement-to-share"] = s.rng.chance(85) ? "yes" : "no";
  v["summary"] = s.one_of(
      {"{name} manages most of the day and needs somebody reliable for the rest. The plan builds on {hobby} "
       "and on the people who are there already.",
       "Things are steadier than at the start. What is hardest: {dislike}. What helps: {calm}.",
       "{name} wants to do more alone. We agreed to go step by step and to say so when it is too much."});
  v["review-date"] = s.overdue ? iso_date(add_days(s.today, -s.rng.between(5, 30))) : s.on(365);
}

void carer_assessment(Scene& s, Values& v) {
  v["date"] = s.on(0);
  v["cares-for"] = s.one_of(
      {"{Their} husband", "{Their} mother", "{Their} grown-up son", "{Their} partner", "{Their} brother"});
  v["hours"] = static_cast<double>(s.rng.between(18, 90));
  v["what-they-do"] = s.one_of(
      {"Meals, tablets, washing, every letter and every night.", "Company, lifting, driving and forms."});
  v["effect"] = s.one_of({"{name} sleeps four hours and has stopped {hobby}. The back hurts.",
                          "{name} is tired and short with people, and sorry afterwards.",
                          "School or work suffers, says {name}, and friends have stopped asking."});
  v["willing"] = s.rng.chance(80) ? "yes" : "not-known";
  v["if-they-cannot"] = s.say("A neighbour comes for the first night; after that the emergency plan holds.");
  v["what-would-help"] = s.one_of(
      {"One afternoon a week, and somebody who knows the forms.", "A night's sleep. A walk. To be asked."});
  v["summary"] = s.say(
      "We agreed on a break each month, a place in the carers' group and a look at benefits. {name} can ring "
      "at any time.");
  v["review-date"] = s.on(365);
}

void arrangement(Scene& s, Values& v) {
  v["what"] = s.one_of(
      {"Sitter on Thursday afternoons", "Respite for a week", "Transport to the hospital", "Lunch club"});
  v["with"] = s.one_of({"Harbour Home Care", "Sunflower Respite", "Community Cars", "The Lunch Table"});
  v["how-long"] = s.one_of({"once", "short", "long"});
  v["from-date"] = s.on(14);
  v["details"] = s.one_of({"Spoke with the manager. Two till five, the same person each week, no cost.",
                           "They ring {name} the day before. The council pays."});
  v["agreed"] = "yes";
  v["tells"] = "no";
  if (v["how-long"] == "long") v["look-again-on"] = s.on(180);
}

void equipment(Scene& s, Values& v) {
  v["item"] = s.one_of({"Grab rail beside the front door", "Bath board", "Tablet with large letters",
                        "Falls alarm", "Perching stool"});
  v["why"] =
      s.one_of({"So that {name} can get in and out alone.", "So that {name} can ring {carer} and see a face.",
                "So that somebody comes when {name} falls."});
  v["asked-on"] = s.on(0);
  v["supplier"] = "Community Equipment Store";
  v["who-pays"] = s.one_of({"The council", "{name}", "A grant"});
  v["expected-on"] = s.on(s.rng.between(14, 42));
}

void agreement(Scene& s, Values& v) {
  v["title"] = s.service.name;
  v["from-date"] = s.on(0);
  v["what-was-agreed"] =
      s.one_of({"Six hours a week, on three days, by people whom {name} knows. Changes a week ahead.",
                "Ten hours a week. {name} chooses what they are used for. Either side may end it with four "
                "weeks' notice."});
  v["who-pays"] = s.one_of({"The council", "A personal budget", "{name}", "The council and {name}"});
  v["signed-by"] = s.rng.chance(75) ? s.who.given + " " + s.who.family : s.who.carer_name + ", as attorney";
  v["signed-on"] = s.on(0);
}

void outcome_measure(Scene& s, Values& v) {
  static constexpr std::string_view kPoints[] = {"before", "during", "after", "follow-up"};
  v["date"] = s.on(0);
  v["point"] = std::string(kPoints[static_cast<std::size_t>(std::min(s.turn, 2))]);
  const int low = std::max(0, 2 - s.turn);  // fewer hard days each time
  for (const char* code : {"phq-9", "gad-7"}) {
    const auto* f = s.kind.find_field(code);
    if (!f || (s.theme != Theme::Therapy && s.theme != Theme::Lifestyle && s.theme != Theme::Advice))
      continue;
    json::object items;
    for (const auto& item : f->items) {
      const bool grave = item.code == "better-off-dead";
      const int worst = std::min(static_cast<int>(f->options.size()) - 1, low + s.rng.between(0, 1));
      items[item.code] =
          f->options[static_cast<std::size_t>(grave ? 0 : s.rng.between(std::max(0, low - 1), worst))].code;
    }
    v[code] = json::object{{"items", std::move(items)}, {"total", 0}, {"complete", true}};
  }
  const int better = std::min(9, 4 + 2 * s.turn);
  v["satisfied"] = static_cast<double>(std::min(10, better + s.rng.between(0, 1)));
  v["worthwhile"] = static_cast<double>(better);
  v["happy"] = static_cast<double>(std::min(10, better + s.rng.between(-1, 1)));
  v["anxious"] = static_cast<double>(std::max(0, 8 - 2 * s.turn));
  v["note"] = s.one_of({"{name} took {their} time and asked what two of the words mean.",
                        "“Better than last time,” says {name}."});
}

constexpr NamedBuilder kTable[] = {
    {"support-plan", support_plan},         {"assessment", assessment},
    {"carer-assessment", carer_assessment}, {"arrangement", arrangement},
    {"equipment-request", equipment},       {"individual-agreement", agreement},
    {"outcome-measure", outcome_measure}};

}  // namespace

std::span<const NamedBuilder> plan_builders() {
  return kTable;
}

}  // namespace candour::exchange::demo
