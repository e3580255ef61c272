// What the pages of services and referrals show, and take, beside what the gate says.
#include <algorithm>

#include "house_for_tests.h"

namespace candour::attacks {
namespace {

using http::Route;

class JourneyPages : public AttackedHouse {
 protected:
  const Route& route(std::string_view name) const {
    const auto& all = router.routes();
    return *std::ranges::find_if(all, [&](const Route& r) { return r.name == name; });
  }
  const Caller& named(std::string_view name) const {
    return *std::ranges::find_if(callers, [&](const Caller& c) { return c.name == name; });
  }
  gate::Actor actor(const Caller& c) const { return must(ll->gate->actor(c.id)); }
  std::string id(const char* what) const { return ids.find(what)->second.front(); }
  bool has(const http::Response& page, std::string_view words) const {
    return page.bytes().find(words) != std::string_view::npos;
  }
  /// Another one, of the same person or of somebody new.
  ReferralId referred(std::optional<PersonId> whom = {}) {
    const auto by = actor(named("supervisor in team A"));
    const auto whose = whom.value_or(PersonId::make(clock.now().ms));
    people::NewReferral r;
    r.service = charter().find_service("community-support").value();
    r.source = "self";
    r.urgency = "urgent";
    ReferralId made;
    const auto pass = must(ll->gate->register_new(by, whose, r.service));
    must(ll->db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(ll->people->add(
          txn, pass, whose, {{"given-name", "Ivy"}, {"family-name", "Marsh"}, {"birth-date", "1950-06-07"}}));
      TRY(made, ll->journeys->refer(txn, pass, r));
      return {};
    }));
    return made;
  }
  http::Response step(const Caller& by, ReferralId referral, http::Fields form) {
    form.add("csrf", by.csrf);
    return ask(route("referral.step"), {{"org", "ll"}, {"referral", referral.text()}, {"move", "accept"}}, by,
               {}, std::move(form));
  }
};

TEST_F(JourneyPages, Attack_A3_answers_of_steps_are_shown_to_whoever_sees_their_category_alone) {
  const auto boss = actor(named("supervisor in team A"));
  const auto enrolment = EnrolmentId::parse(id("enrolment")).value();
  must(ll->journeys->move(
      boss, person, enrolment, 1, "close",
      {{"ended-because", "could-not-support"}, {"outcome", "worse"}, {"words", "zqendqz"}}));
  must(ll->journeys->move(boss, person, enrolment, 2, "reopen", {}));
  const auto waits = referred();
  must(ll->journeys->move(boss, waits, 1, "wait", {{"waits-for", "funding"}, {"words", "zqwaitqz"}}));
  const auto care = charter().find_category("care").value();
  int saw = 0, saw_none = 0;
  for (const auto& by : callers)
    for (const auto& [page, words] :
         {std::pair(ask(route("person.services"), {{"org", "ll"}, {"person", person.text()}}, by),
                    std::vector<std::string>{"could not support them safely", "Worse than", "zqendqz"}),
          std::pair(ask(route("referral"), {{"org", "ll"}, {"referral", waits.text()}}, by),
                    std::vector<std::string>{"Funding is not settled", "zqwaitqz", "Urgent",
                                             "The person themselves"})}) {
      const bool sees = charter().at(by.role).sees.has(care);
      if (page.status == 200) ++(sees ? saw : saw_none);
      for (const auto& w : words)
        EXPECT_EQ(has(page, w), page.status == 200 && sees) << by.name << ": " << w << " " << page.status;
      if (page.status == 200 && !sees)
        EXPECT_TRUE(has(page, charter().at(care).name + ": seen by")) << by.name;
    }
  EXPECT_GT(saw, 0);
  EXPECT_GT(saw_none, 1) << "both pages are there for somebody who sees none";
}

TEST_F(JourneyPages, what_is_no_worker_no_team_and_no_version_is_not_taken) {
  const auto& by = named("supervisor in team A");
  const auto referral = referred();
  for (const auto* field : {"worker", "team"}) {
    const auto page = step(by, referral, {{"version", "1"}, {field, "rubbish"}});
    EXPECT_EQ(page.status, 422) << field;
    EXPECT_TRUE(has(page, "of this service") || has(page, "in this service")) << field;
  }
  EXPECT_EQ(step(by, referral, {{"version", "1abc"}}).status, 409);
  EXPECT_EQ(step(by, referral, {{"version", "1"}, {"worker", ""}, {"team", ""}}).status, 303);
}

}  // namespace
}  // namespace candour::attacks
