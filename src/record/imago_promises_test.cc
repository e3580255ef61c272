// Promises of Imago about harm, complaints and praise, equipment, and what a service achieves, on its own
// charter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/mailings.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

class Imago : public Scene {
 protected:
  Imago() : Scene("ig", make_date(2015, 3, 4)) {}
  Imago(charter::Date born, std::string_view service) : Scene("ig", born, service) {}
  std::vector<std::string> due(const gate::Actor& actor) {
    std::vector<std::string> out;
    for (const auto& item : must(work.lists(actor, std::chrono::year(2027) / 12 / 31)).mine)
      out.push_back(item.due.deadline);
    return out;
  }
  Result<std::uint32_t> take(const gate::Actor& actor, std::string_view kind, EntryId id,
                             std::string_view code, std::string_view answers) {
    const auto pass = must(w.gate.step(actor, person, w.service(), w.kind(kind)));
    return entries.move(actor, pass, person, id, must(entries.place(person, id)).version, code, "",
                        values(answers));
  }
};

TEST_F(Imago, Promise_IG_4_1_a_contact_who_does_not_know_yet_is_somebodys_work_until_they_do) {
  const auto contact = [&](std::string_view knows) {
    return R"({"name":"Ada Okafor","relation":"Mother","phone":"020 7946 0018","knows":")" +
           std::string(knows) + "\"}";
  };
  EXPECT_FALSE(entries.write(
      to_write(worker, "emergency-contact"),
      fresh("emergency-contact", R"({"name":"Ada","relation":"Mother","phone":"020 7946 0018"})")))
      << "whether they know is always asked";
  const auto id = write(worker, "emergency-contact", contact("no"));
  EXPECT_THAT(due(worker), Contains("tell"));
  const auto now = entry(worker, id);
  must(entries.change(to_write(worker, "emergency-contact"), person, id, now.version, values(contact("yes")),
                      ""));
  EXPECT_THAT(due(worker), Not(Contains("tell")));
}

TEST_F(Imago, Promise_IG_8_4_a_concern_has_its_own_access_and_its_own_clock) {
  const auto lead = w.actor(w.hire("safeguarding-lead"));
  const auto id = write(worker, "safeguarding-concern",
                        R"({"noticed-on":"2026-11-20T21:00","type":["neglect"],"what-worries-you":"No food",
                            "safe-now":"yes","what-they-want":"Help","done-now":"Rang the manager"})");
  // Its own access: who sees the rest of what is written does not see it unless the charter gives them it.
  for (const auto& role : w.charter->roles) {
    const auto someone = w.actor(w.hire(role.code));
    const auto pass =
        w.gate.see(someone, person, {ledger::Act::View, "record", "", CategorySet::of_bits(~0ull)});
    if (!pass) continue;
    const bool sees = pass->may_see().has(w.category("safeguarding"));
    EXPECT_TRUE(!sees || role.sees.has(w.category("safeguarding"))) << role.code;
    const auto found = entries.entry(*pass, person, id);
    EXPECT_TRUE(sees || !found || found->values.empty()) << role.code;
  }
  // Its own clock: decided within a day, by whoever keeps people safe, who hears of it at once.
  EXPECT_THAT(due(lead), Contains("decide"));
  EXPECT_FALSE(must(alerts.waiting(lead)).empty());
  const auto clocks = must(entries.clocks(see(lead), person, id));
  ASSERT_FALSE(clocks.empty());
  EXPECT_EQ(clocks.front().deadline, "decide");
  EXPECT_EQ(clocks.front().on, make_date(2026, 11, 22));
  must(take(lead, "safeguarding-concern", id, "refer",
            R"({"council":"The council","told-on":"2026-11-21T09:00","agrees":"yes","person-told":"yes"})"));
  EXPECT_THAT(due(lead), Not(Contains("decide")));
}

TEST_F(Imago, Promise_IG_8_5_complaints_and_praise_have_clocks_and_outcomes) {
  const auto complaint = write(worker, "complaint",
                               R"({"received-on":"2026-11-20","from":"Maya","about":"times",
                                   "what-they-say":"Nobody came"})");
  const auto on = [&](EntryId id, std::string_view deadline) {
    for (const auto& c : must(entries.clocks(see(manager), person, id)))
      if (c.deadline == deadline) return c;
    throw std::runtime_error("no such clock");
  };
  EXPECT_EQ(on(complaint, "acknowledge").on, make_date(2026, 11, 23));
  EXPECT_EQ(on(complaint, "answer").on, make_date(2026, 12, 18));
  must(take(worker, "complaint", complaint, "acknowledge", R"({"acknowledged-on":"2026-11-21"})"));
  EXPECT_FALSE(take(manager, "complaint", complaint, "answer", R"({"answered-on":"2026-11-21"})"))
      << "without an outcome it is not answered";
  must(take(manager, "complaint", complaint, "answer",
            R"({"what-we-found":"True","answer":"Sorry","answered-on":"2026-11-21"})"));
  EXPECT_TRUE(on(complaint, "answer").met);

  const auto praise =
      write(worker, "compliment", R"({"date":"2026-11-20","from":"Maya","words":"You listen"})");
  EXPECT_EQ(on(praise, "pass-on").on, make_date(2026, 12, 4));
  EXPECT_THAT(due(worker), Contains("pass-on"));
  auto told = entry(worker, praise).values;
  told["passed-on"] = "no";
  must(entries.change(to_write(worker, "compliment"), person, praise, 1, told, ""));
  EXPECT_THAT(due(worker), Contains("pass-on")) << "no is not done";
  told["passed-on"] = "yes";
  must(entries.change(to_write(worker, "compliment"), person, praise, 2, told, ""));
  EXPECT_TRUE(on(praise, "pass-on").met);
}

TEST_F(Imago, Promise_IG_8_7_what_a_service_achieves_is_asked_measured_and_looked_at_for_a_reason) {
  // People are asked by a survey, and what they say has a place.
  const auto survey = charter::may_send(*w.charter, "survey", w.service());
  ASSERT_TRUE(survey.purpose) << survey.why_not;
  EXPECT_EQ(w.charter->at(*survey.purpose).code, "evaluate");
  EXPECT_FALSE(entries.write(to_write(worker, "feedback"),
                             fresh("feedback", R"({"date":"2026-11-20","how":"survey"})")))
      << "what they said is the feedback";
  const auto said = write(worker, "feedback",
                          R"({"date":"2026-11-20","how":"survey","how-good":"good","words":"They listen"})");
  // What changes is measured, and each measure says at which point of the support.
  EXPECT_FALSE(entries.write(to_write(worker, "outcome-measure"),
                             fresh("outcome-measure", R"({"date":"2026-11-20","satisfied":4})")));
  const auto measured =
      write(worker, "outcome-measure", R"({"date":"2026-11-20","point":"before","satisfied":4})");
  // Whoever evaluates opens records one by one, for a stated reason and a short time, and no more of them
  // than that takes.
  const auto lead = w.actor(w.hire("quality", std::nullopt, std::nullopt, manager.id));
  const auto looks = [&] {
    return w.gate.see(lead, person, {ledger::Act::View, "record", "", people::kAll});
  };
  EXPECT_FALSE(looks());
  must(w.gate.ask(lead, person, *w.charter->find_reason("evaluation"), "Whether the breaks in June helped",
                  *w.vault));
  const auto pass = must(looks());
  EXPECT_FALSE(must(entries.entry(pass, person, said)).values.empty());
  EXPECT_FALSE(must(entries.entry(pass, person, measured)).values.empty());
  EXPECT_FALSE(w.sees(pass, "health") || w.sees(pass, "relationship") || w.sees(pass, "ethnicity"));
  EXPECT_TRUE(must(w.gate.writable(lead, person)).empty());
  w.clock.set({w.clock.now().ms + std::int64_t{72} * 60 * 60 * 1000});
  EXPECT_FALSE(looks()) << "after three days it is over";
}

class ImagoEquips : public Imago {
 protected:
  ImagoEquips() : Imago(make_date(1964, 3, 4), "unpaid-carers") {}
};

TEST_F(ImagoEquips, Promise_IG_8_6_equipment_is_asked_for_ordered_and_put_in_place_on_a_day) {
  const auto step = [&](EntryId id, std::string_view move, std::string_view answers) {
    return take(worker, "equipment-request", id, move, answers);
  };
  EXPECT_FALSE(
      entries.write(to_write(worker, "equipment-request"),
                    fresh("equipment-request", R"({"why":"To get in alone","asked-on":"2026-11-02"})")))
      << "what is needed must be said";
  const auto id = write(worker, "equipment-request",
                        R"({"item":"Grab rail at the door","why":"To get in alone","asked-on":"2026-11-02",
                            "expected-on":"2026-12-01"})");
  EXPECT_EQ(entry(worker, id).state, "asked");
  EXPECT_THAT(due(worker), Contains("arrival"));
  EXPECT_FALSE(step(id, "put-in-place", R"({"installed-on":"2026-11-18"})")) << "nobody has ordered it";
  EXPECT_FALSE(step(id, "order", "{}")) << "from whom";
  must(step(id, "order", R"({"supplier":"Community Equipment Store"})"));
  EXPECT_EQ(entry(worker, id).state, "ordered");
  EXPECT_FALSE(step(id, "put-in-place", "{}")) << "on which day";
  EXPECT_FALSE(step(id, "put-in-place", R"({"installed-on":"2026-11-22"})")) << "that is tomorrow";
  must(step(id, "put-in-place", R"({"installed-on":"2026-11-18"})"));
  const auto now = entry(manager, id);
  EXPECT_EQ(now.state, "in-place");
  EXPECT_EQ(now.values.at("item"), "Grab rail at the door");
  EXPECT_EQ(now.values.at("supplier"), "Community Equipment Store");
  EXPECT_EQ(now.values.at("installed-on"), "2026-11-18");
  EXPECT_THAT(due(worker), Not(Contains("arrival"))) << "nobody waits for it any more";
}

}  // namespace
}  // namespace candour::record
