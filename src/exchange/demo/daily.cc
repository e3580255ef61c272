// The words of ordinary days: notes of contact, observations, tasks, talks, hand-overs, sessions.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "exchange/demo/scene.h"

namespace candour::exchange::demo {
namespace {

using charter::Values;
using Bank = std::span<const std::string_view>;

constexpr std::string_view kVisit[] = {"Visited {name} at home.",
                                       "{name} was up and dressed when I came and had the kettle on.",
                                       "Visit as planned. {name} let me in with a smile.",
                                       "{name} was tired when I came, so we took it slowly.",
                                       "Called round; {name} was watching television and glad of company.",
                                       "{name} had been waiting at the window.",
                                       "The radio was on and {name} was singing along when I came.",
                                       "{name} had slept badly and wanted to start with {calm}."};
constexpr std::string_view kMeeting[] = {"Met {name} at {place}.",
                                         "{name} came to the office ten minutes early.",
                                         "We met at {place} and found a quiet corner.",
                                         "{name} came with {carer} today.",
                                         "Met as agreed. {name} had brought a list.",
                                         "{name} nearly did not come, and was glad afterwards to be here."};
constexpr std::string_view kPhone[] = {"Rang {name} as agreed.", "{name} rang to say how the week went.",
                                       "Spoke on the phone for a quarter of an hour.",
                                       "{Carer} rang for {name}, who was listening in.",
                                       "Short call: {name} was on the way to {place}."};
constexpr std::string_view kWritten[] = {
    "{name} sent a photo to do with {hobby} and a thumbs up.",
    "Sent {name} the time of the next meeting; {they} answered at once.",
    "{name} wrote that the week was all right and that {they} will tell me the rest on Thursday."};
constexpr std::string_view kNoAnswer[] = {"Rang twice, no answer. Left a short message without details.",
                                          "Nobody came to the door. The curtains were open and the bins are "
                                          "out. Rang {carer}: {name} is at {place}.",
                                          "No answer. {name} texted later: the phone had been on silent."};

constexpr std::string_view kSupport[] = {
    "{name} made lunch with one prompt and chose the recipe {themself}.",
    "We went through the post together. Nothing that cannot wait.",
    "{name} talked about {hobby} for most of the time and was lively.",
    "We did the shopping. {name} paid and checked the change.",
    "{name} does not like {dislike}, so we kept it calm and simple.",
    "{name} wanted to show me something to do with {hobby} first.",
    "We tidied the kitchen together and {name} put on music.",
    "{name} asked about {carer} twice. We wrote the day of the visit on the calendar.",
    "{name} cooked {food} yesterday and kept me a portion.",
    "We talked about what to do when a plan changes. {name} chose {calm}."};
constexpr std::string_view kCarer[] = {
    "{name} was up three times in the night again.",
    "{name} has not seen a friend for a month and misses it.",
    "Caring takes most of the day now. {name} said it without complaining.",
    "{name} laughed when telling me about the lost hearing aid in the bread bin.",
    "The surgery has changed the tablets and {name} had to ring four times.",
    "{name} worries what happens if {they} fall{s} ill.",
    "{name} had an hour for {hobby} on Sunday, the first in weeks.",
    "We looked at what the council offers and what it does not."};
constexpr std::string_view kAdvice[] = {
    "{name} brought the letters of the last two weeks.",
    "We rang the council together and were given a reference.",
    "{name} had been to {place} on {their} own.",
    "{name} would like company for {hobby} again.",
    "We filled in the first half of the form; the second needs a bank statement.",
    "The days are long, {name} says, above all the afternoons.",
    "{name} is getting on better with the neighbours.",
    "{name} asked what it costs; I said that it is free."};
constexpr std::string_view kTherapy[] = {
    "{name} keeps the diary and brought it.",
    "{name} asked to move the next session because of work.",
    "The week was mixed: two good days and a poor night.",
    "{name} has told {carer} about coming here.",
    "We talked about how the sessions work and what stays between us.",
    "{name} found the waiting room too bright; next time {they} may wait in the side room."};
constexpr std::string_view kChild[] = {
    "{Carer} said that mornings are easier this week.",
    "{name} told me a very long story about {hobby}.",
    "School rang: {name} had a good week and one hard day.",
    "{name} was quiet at first and loud at the end.",
    "{name} wanted to show me a drawing before anything else.",
    "{Carer} asked how to talk about it at home. We tried out two sentences."};
constexpr std::string_view kLifestyle[] = {
    "{name} has kept to it on five days of seven.",
    "Evenings are the hard part, above all with {dislike}.",
    "{name} walked to the appointment instead of taking the bus.",
    "{name} asked about the app and we set it up.",
    "{name} had a slip at a party and went on the next morning as before.",
    "{Carer} has joined in, which helps."};
constexpr std::string_view kWork[] = {"{name} asked about shifts that start later.",
                                      "We looked at two adverts and kept one.",
                                      "{name} has a better week and wants to use it.",
                                      "{name} told me about the last job and why it stopped.",
                                      "We practised what to say on the phone.",
                                      "{name} compared two courses and prefers the shorter one."};

constexpr std::string_view kClosing[] = {"Agreed to carry on next week.",
                                         "{name} asked me to ring before I come next time.",
                                         "We wrote the next date on the calendar.",
                                         "{name} said: “That was good today.”",
                                         "Nothing else to report.",
                                         "I told {name} what I would write down, and {they} agreed.",
                                         "Left {name} in good spirits.",
                                         "{name} wanted to stop a little earlier, so we did."};
constexpr std::string_view kMood[] = {"Cheerful",
                                      "A bit low, brighter by the end",
                                      "Calm",
                                      "Tired but content",
                                      "Worried at first, then settled",
                                      "Lively and talkative",
                                      "Quiet",
                                      "Proud of the week"};
constexpr std::string_view kNext[] = {
    "I ring {name} on Monday. {name} practises until then.",
    "{name} brings the letter. I find out about the times.",
    "I ask the surgery, with {name}'s agreement, and tell {them} what they say.",
    "We go to {place} together next time.", "{name} tells {carer} about it {themself}."};

Bank everyday(Theme theme) {
  switch (theme) {
    case Theme::Support:
      return kSupport;
    case Theme::Work:
      return kWork;
    case Theme::Carer:
      return kCarer;
    case Theme::Advice:
      return kAdvice;
    case Theme::Therapy:
      return kTherapy;
    case Theme::Child:
      return kChild;
    case Theme::Lifestyle:
      return kLifestyle;
  }
  return kSupport;
}

constexpr std::string_view kOnTheWay[] = {
    "{name} wants to go on with “@”, at {their} own pace.", "We practised again for “@”.",
    "A quiet week for “@”; nothing lost.", "{name} asked how far {they} {is} with “@” and looked pleased.",
    "For “@” we agreed what comes next and who does it."};
constexpr std::string_view kByPhone[] = {"{name} told me about {hobby} at some length.",
                                         "We went through what is planned for the week.",
                                         "{name} asked when I come next and wrote it down.",
                                         "{name} had a question about a letter; we look at it next time.",
                                         "{name} sounded rested.",
                                         "{Carer} said hello in the background."};

std::string about_the_goal(Scene& s) {
  const auto* g = s.current_goal();
  if (!g) return s.one_of(everyday(s.theme));
  const auto note = g->goal->notes[static_cast<std::size_t>(std::min(g->steps_on(s.day), 4))];
  if (s.heard(note.data())) return s.say(note);
  auto words = s.one_of(kOnTheWay);
  if (const auto at = words.find('@'); at != words.npos)
    words.replace(at, 1, inside_sentence(g->goal->title));
  return words;
}

void contact_note(Scene& s, Values& v) {
  static constexpr std::string_view kAtHome[] = {"visit", "visit", "visit", "meeting",
                                                 "phone", "phone", "text"};
  static constexpr std::string_view kElsewhere[] = {"meeting", "meeting", "phone", "phone",
                                                    "video",   "text",    "email"};
  std::string method(s.rng.pick(s.service.home_based ? Bank(kAtHome) : Bank(kElsewhere)));
  if (s.rng.chance(5)) method = "no-answer";
  if (s.hero && s.day >= add_days(s.today, -1)) {
    v["when"] = s.when();
    v["method"] = s.service.home_based ? "visit" : "meeting";
    v["what-happened"] = s.say(
        "{name} made breakfast with one prompt. {They} chose the recipe {themself} and want{s} to try the "
        "bus "
        "alone next week. Talked about what to do if the bus is late.");
    v["how-were-they"] = "Cheerful and looking forward to it";
    v["next-steps"] = s.say("{name} practises with the timetable. I ride along once more on Tuesday.");
    v["minutes"] = 45.0;
    return;
  }
  const Bank opening = method == "visit"                       ? Bank(kVisit)
                       : method == "phone"                     ? Bank(kPhone)
                       : method == "no-answer"                 ? Bank(kNoAnswer)
                       : method == "text" || method == "email" ? Bank(kWritten)
                                                               : Bank(kMeeting);
  auto words = with_capital(s.one_of(opening));
  if (method == "phone") {
    words += " " + with_capital(s.one_of(kByPhone));
    v["minutes"] = static_cast<double>(5 * s.rng.between(1, 5));
  } else if (method == "visit" || method == "meeting" || method == "video") {
    words += " " + with_capital(s.rng.chance(45) ? about_the_goal(s) : s.one_of(everyday(s.theme)));
    if (s.rng.chance(60)) words += " " + with_capital(s.one_of(everyday(s.theme)));
    if (s.rng.chance(70)) words += " " + s.one_of(kClosing);
    v["how-were-they"] = s.one_of(kMood);
    v["minutes"] = static_cast<double>(5 * s.rng.between(5, 18));
  }
  v["when"] = s.when();
  v["method"] = method;
  if (s.rng.chance(20) && (method == "visit" || method == "meeting")) v["with"] = s.say("{name} and {carer}");
  v["what-happened"] = words;
  if (s.rng.chance(40)) v["next-steps"] = with_capital(s.one_of(kNext));
  if (s.rng.chance(18)) v["follow-up-on"] = s.on(s.rng.between(3, 14));
}

void observation(Scene& s, Values& v) {
  struct Seen {
    std::string_view area, saw, helped, change;
  };
  static constexpr Seen kSeen[] = {
      {"mood", "{name} hummed while getting ready and laughed at the radio.", "", "better"},
      {"mood", "{name} sat on the stairs with the coat on and said nothing for ten minutes.",
       "Sitting down beside {them} without talking", "worse"},
      {"behaviour", "{name} shut the door hard when the plan changed, then opened it again and said sorry.",
       "{calm}", "as-usual"},
      {"routine", "{name} did the morning in the usual order without looking at the board.", "", "better"},
      {"likes", "{name} lit up when talk turned to {hobby} and wanted to tell everybody.", "", "as-usual"},
      {"dislikes", "{name} put both hands over the ears and said why: {dislike}.",
       "Leaving the room together", "as-usual"},
      {"need", "{name} held the letter very close to the face to read it.", "Reading it aloud together",
       "new"},
      {"skill", "{name} set the alarm on the phone alone for the first time.", "", "new"},
      {"eating", "{name} ate half of the {food} and gave the rest to the bin when I turned round.", "",
       "worse"},
      {"eating", "{name} asked for a second helping of {food}.", "", "better"},
      {"sleep", "{name} yawned all morning and said that the neighbours were loud until two.",
       "A rest after lunch", "worse"},
      {"skill", "{name} counted out the right money and waited for the change.",
       "Nobody behind {them} in the queue", "better"}};
  const auto& seen = s.fresh(std::span<const Seen>(kSeen));
  v["when"] = s.when();
  v["area"] = std::string(seen.area);
  v["what-you-saw"] = s.say(seen.saw);
  if (s.rng.chance(40))
    v["before"] =
        s.one_of({"An ordinary morning.", "{Carer} had just rung.", "We had come in from {place}."});
  if (!seen.helped.empty()) v["what-helped"] = with_capital(s.say(seen.helped));
  v["change"] = std::string(seen.change);
}

void task_done(Scene& s, Values& v) {
  struct Task {
    std::string_view task, who, how;
  };
  static constexpr Task kTasks[] = {
      {"Weekly shop", "together", "{name} found most things and paid by card."},
      {"Rang the surgery", "together", "{name} spoke; I only gave the number of the road."},
      {"Changed the bed", "together", "Quick, with music."},
      {"Filled in the form for the bus pass", "together", "{name} signed and posted it."},
      {"Reported the broken boiler", "staff",
       "Somebody comes on Thursday between eight and noon. {name} knows."},
      {"Put the bins out", "person", "{name} remembered without a prompt."},
      {"Picked up the prescription", "staff", "Checked against the list, all there."},
      {"Wrote a birthday card", "person", "For {carer}. {name} drew on it too."},
      {"Booked the dentist", "together", "The first slot is in three weeks; {name} wrote it down."},
      {"Took the bags to the charity shop", "together", "{name} kept the blue jumper in the end."}};
  const auto& t = s.fresh(std::span<const Task>(kTasks));
  v["when"] = s.when();
  v["task"] = std::string(t.task);
  v["who-did-it"] = std::string(t.who);
  v["how-it-went"] = s.say(t.how);
}

void conversation(Scene& s, Values& v) {
  struct Talk {
    std::string_view who, about, said, agreed;
  };
  static constexpr Talk kTalks[] = {
      {"{name} and the worker", "How things are going",
       "{name} said that the support fits, and that Thursdays would be better than Fridays.",
       "We change the day from next month."},
      {"{name}, {carer} and the worker", "What {carer} may know",
       "{name} wants {carer} to know about appointments, but not about money.",
       "Written into the circle of support."},
      {"{name}, the social worker and the worker", "Yearly review",
       "The social worker asked what has changed. {name} answered most of it {themself}.",
       "The hours stay as they are for another year."},
      {"{name} and the worker", "What to do on bad days",
       "What makes it worse, {name} said: {dislike}. What makes it better: {calm}.",
       "Both are in the plan now."}};
  const auto& t = s.fresh(std::span<const Talk>(kTalks));
  v["when"] = s.when();
  v["who"] = s.say(t.who);
  v["about"] = s.say(t.about);
  v["what-was-said"] = with_capital(s.say(t.said));
  v["agreed"] = s.say(t.agreed);
}

void hand_over(Scene& s, Values& v) {
  struct Word {
    std::string_view in_short, details;
  };
  static constexpr Word kWords[] = {
      {"New tablets in the blue box, not the red one",
       "The surgery changed the packing. {name} knows and will show you."},
      {"{name} slept badly: take it slowly",
       "{name} asks for {calm} first. The shopping can wait until tomorrow."},
      {"Ring before you come", "{name} has a visitor in the morning and does not want to be surprised."},
      {"Please check the fridge", "Two things were past their date. {name} will throw them out if reminded."},
      {"Bus strike on Friday", "{name} knows and is not happy about it. A taxi is booked for ten."}};
  const auto& w = s.fresh(std::span<const Word>(kWords));
  v["in-short"] = s.say(w.in_short);
  v["details"] = s.say(w.details);
  v["do-by"] = s.on(s.rng.between(1, 4));
}

void appointment(Scene& s, Values& v) {
  static constexpr std::string_view kWhat[] = {
      "Dentist",  "Annual health check", "Benefits interview",    "Review with the social worker",
      "Optician", "Meeting at the bank", "Visit to the new group"};
  v["when"] =
      iso_minute({add_days(s.day, s.rng.between(5, 20)), s.rng.between(9, 16), s.rng.chance(50) ? 30 : 0});
  v["minutes"] = s.rng.between(2, 6) * 15;
  const bool visit = s.rng.chance(20);
  v["visit"] = visit ? "alone" : "no";
  v["what"] = visit ? "See how the week went" : s.one_of(kWhat);
  v["where"] = visit ? "At home" : s.say("{town}");
  v["staff"] = s.author.text();
  v["note"] = s.one_of({"Bring the letter and something to do while waiting.",
                        "{name} wants the quiet waiting room: ask at the desk.",
                        "Leave half an hour early, the bus is slow."});
}

void attendance(Scene& s, Values& v) {
  v["date"] = s.on(0);
  v["event"] = s.one_of(
      {"Wednesday group", "Coffee morning", "Walking group", "Craft table", "Drop-in", "Lift to {place}"});
  v["came"] = s.one_of({"came", "came", "came", "came", "part", "cancelled", "did-not-come"});
  if (s.rng.chance(40))
    v["note"] = s.one_of({"{name} brought cake.", "Left early because of {dislike}.", "Sat with a friend."});
}

void workshop(Scene& s, Values& v) {
  static constexpr std::string_view kShops[] = {"Sleep well", "Understanding anxiety", "Mindful mornings",
                                                "Saying no kindly", "Ups and downs"};
  v["date"] = s.on(0);
  v["workshop"] = std::string(s.rng.pick(Bank(kShops)));
  v["came"] = s.one_of({"came", "came", "came", "part", "did-not-come"});
  v["how-it-went"] = s.one_of({"{name} listened more than {they} spoke and made notes.",
                               "{name} shared something about {hobby} and people laughed with {them}.",
                               "{name} found it long, stayed all the same."});
  v["take-away"] =
      s.one_of({"The breathing exercise.", "One thing a day that is pleasant.", "That others feel it too."});
}

void therapy_session(Scene& s, Values& v) {
  static constexpr std::string_view kFocus[] = {
      "Sleep and worry",    "What keeps it going",       "A hard week",
      "Thoughts and facts", "Looking back at the start", "Family",
      "Small steps"};
  v["when"] = s.when();
  v["number"] = static_cast<double>(std::min(s.turn + 1, 100));
  v["came"] = s.one_of({"held", "held", "held", "held", "held", "cancelled-by-person", "did-not-come"});
  v["setting"] = s.theme == Theme::Child ? s.one_of({"play", "family", "room"})
                                         : s.one_of({"room", "room", "video", "phone"});
  v["focus"] = std::string(s.rng.pick(Bank(kFocus)));
  if (v["came"] == "held")
    v["what-we-worked-on"] = about_the_goal(s) + " " +
                             s.one_of({"We looked at what {name} did {themself} to get here.",
                                       "{name} will try one thing until next time.",
                                       "It was heavy in the middle and lighter at the end."});
  else
    v["what-we-worked-on"] = s.say("The session did not take place. {name} knows when the next one is.");
  v["safe"] = s.rng.chance(3) ? "yes" : "no";
  v["next"] =
      s.one_of({"Look at the diary.", "Go on with the steps.", "Ask how the week with {carer} went."});
  v["next-on"] = s.on(7);
  v["for-supervision"] = s.rng.chance(15) ? "yes" : "no";
}

void brief_intervention(Scene& s, Values& v) {
  const auto* g = s.current_goal();
  const std::string_view title = g ? g->goal->title : "";
  v["date"] = s.on(0);
  v["topic"] = title.find("smok") != title.npos     ? "smoking"
               : title.find("weight") != title.npos ? "weight"
               : title.find("rink") != title.npos   ? "alcohol"
                                                    : std::string(s.rng.pick({"sleep", "mood", "activity"}));
  v["where-they-are"] = about_the_goal(s);
  v["importance"] = static_cast<double>(s.rng.between(5, 10));
  v["confidence"] = static_cast<double>(std::min(10, 3 + s.turn + s.rng.between(0, 2)));
  v["what-was-said"] = with_capital(s.one_of(kLifestyle)) + " " + with_capital(s.one_of(kLifestyle));
  v["what-they-will-do"] =
      s.one_of({"“I leave the car at home on Tuesdays.”", "“I ring you before the weekend.”",
                "“I put the diary beside the kettle.”", "“I ask {carer} to join in.”"});
  if (s.rng.chance(30)) v["passed-on-to"] = s.one_of({"Walking group", "{doctor}", "Citizens' advice"});
  v["see-again-on"] = s.on(s.rng.between(14, 28));
}

constexpr NamedBuilder kTable[] = {{"contact-note", contact_note},
                                   {"observation", observation},
                                   {"task-done", task_done},
                                   {"conversation", conversation},
                                   {"hand-over", hand_over},
                                   {"appointment", appointment},
                                   {"attendance", attendance},
                                   {"workshop-record", workshop},
                                   {"therapy-session", therapy_session},
                                   {"brief-intervention", brief_intervention}};

}  // namespace

std::span<const NamedBuilder> daily_builders() {
  return kTable;
}

}  // namespace candour::exchange::demo
