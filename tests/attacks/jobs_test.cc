// Whole jobs as a tired reader does them: what the page in front of them says, and what it must not say.
#include "base/calendar_words.h"
#include "gate/service_subject.h"
#include "pages_for_tests.h"
#include "people/limits.h"
#include "web/frame/entry_view.h"

namespace candour::attacks {
namespace {

class Jobs : public Pages {
 protected:
  static ::testing::AssertionResult silent(const http::Response& r, std::string_view words) {
    if (r.status < 400 && r.body.find(words) == std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "status " << r.status << ", and the page says: " << words;
  }
  static std::string location_of(const http::Response& r) {
    for (const auto& [name, value] : r.headers)
      if (name == "Location") return value;
    return {};
  }
  charter::Date today_here() const { return today(clock.now()); }
};

TEST_F(Jobs, my_day_and_the_list_of_people_say_who_has_died_and_at_what_age) {
  const auto pass = must(ll->gate->see(must(ll->gate->actor(of("worker").id)), person,
                                       {ledger::Act::View, "record", "", CategorySet::of_bits(~0ull)}));
  const auto born = *must(ll->people->profile(pass, person)).birth_date();
  const auto died = add_days(today_here(), -800);
  ASSERT_NE(age_words(born, died), age_words(born, today_here()));
  has_died(died);
  for (const auto* path : {"/ll/day", "/ll/people"}) {
    const auto page = get(path, of("worker"));
    EXPECT_TRUE(says(page, "Died " + date_words(died))) << path;
    EXPECT_TRUE(says(page, age_words(born, died) + ", born")) << path;
  }
}

TEST_F(Jobs, what_is_late_stands_before_the_timeline_and_goes_with_a_death) {
  const auto later = iso_date(add_days(today_here(), -1));
  written_by(of("worker"), "contact-note",
             R"({"when":")" + iso_date(add_days(today_here(), -9)) +
                 R"(T09:00","method":"visit","what-happened":"Tea","follow-up-on":")" + later + R"("})");
  const auto page = get(at(), of("worker"));
  EXPECT_LT(page.body.find(" late</a></p>"), page.body.find("Write a note"));
  has_died(today_here());
  EXPECT_TRUE(silent(get(at(), of("worker")), "Follow-up of a contact"));
}

TEST_F(Jobs, each_clock_is_a_box_with_those_who_can_do_it_and_a_row_of_it_has_its_own_name) {
  const auto id = written_by(
      of("worker"), "incident",
      R"({"when":")" + iso_date(add_days(today_here(), -1)) +
          R"(T09:00","where":"Home","type":"fall","what-happened":"Fell","harm":"none","what-was-done":"Tea"})");
  const auto page = get(at("/entries/" + id.text()), of("supervisor"));
  EXPECT_TRUE(says(page, "candour-clock"));
  EXPECT_TRUE(silent(page, "<label class=\"govuk-label\" for=\"deadline\">"));
  const auto review = get(at("/entries/" + id.text() + "/step/review"), of("supervisor"));
  EXPECT_TRUE(says(review, ll->staff->directory()->name(of("worker").id)));
  for (const auto& c : callers)
    if (!c.reaches) EXPECT_TRUE(silent(review, "value=\"" + c.id.text() + "\"")) << c.name;
  EXPECT_TRUE(says(page, "Add somebody who was part of it"));
  EXPECT_TRUE(says(page, "candour-card--acts")) << "left out on paper";
}

TEST_F(Jobs, a_day_without_an_hour_is_not_said_to_be_midnight) {
  for (const auto& k : charter().kinds) {
    const auto* when = k.find_field(k.date_field);
    if (!when || when->type != charter::FieldType::Date) continue;
    EXPECT_EQ(web::happened_words(k, start_of_day(today_here())), date_words(today_here())) << k.code;
  }
  EXPECT_TRUE(silent(get(at(), of("worker")), "at midnight"));
}

TEST_F(Jobs, a_time_later_today_has_not_happened_yet) {
  const auto day = local_time(clock.now());
  const auto form = [&](int hour) {
    return http::Fields{{"when", iso_minute({day.date, hour, 0})},
                        {"method", "visit"},
                        {"what-happened", "Tea"},
                        {"_source", "staff"}};
  };
  const auto answer = post(at("/write/contact-note"), of("worker"), form(23));
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer.body.find("is still to come, and this must be now or earlier"), std::string::npos);
}

TEST_F(Jobs, whoever_closes_a_service_or_signs_somebody_off_hears_of_their_drafts) {
  const auto& worker = of("worker");
  const auto kind = charter().find_kind("contact-note").value();
  const auto pass = must(ll->gate->write_about(must(ll->gate->actor(worker.id)), person, kind, std::nullopt));
  record::Draft d;
  d.writer = worker.id;
  d.person = person;
  d.kind = kind;
  d.service = pass.service();
  d.answers = {{"what-happened", "Tea"}};
  must(ll->drafts->save(pass, d));
  const auto name = ll->staff->directory()->name(worker.id);
  for (const auto* path : {"/left-open", "/services"})
    EXPECT_TRUE(says(get(at(path), of("supervisor")), name + ": ")) << path;
  EXPECT_TRUE(
      says(get("/ll/staff/" + worker.id.text(), of("admin")), "half written, which nobody else can open"));
}

TEST_F(Jobs, the_banner_says_that_a_worker_has_left) {
  const auto& worker = of("worker");
  const auto name = ll->staff->directory()->name(worker.id);
  ASSERT_TRUE(says(get(at(), of("supervisor")), name));
  EXPECT_TRUE(silent(get(at(), of("supervisor")), name + ", has left"));
  must(ll->staff->leave(must(ll->gate->actor(of("admin").id)), worker.id));
  EXPECT_TRUE(says(get(at(), of("supervisor")), name + ", has left"));
}

TEST_F(Jobs, an_alert_says_when_it_happened_and_not_when_it_was_written) {
  const auto day = add_days(today_here(), -3);
  written_by(
      of("worker"), "incident",
      R"({"when":")" + iso_date(day) +
          R"(T09:05","where":"Home","type":"fall","what-happened":"Fell","harm":"severe","what-was-done":"999"})");
  for (const auto* path : {"/ll/day", "/ll/people"})
    EXPECT_TRUE(says(get(path, of("supervisor")), date_words(day) + " at 9:05am")) << path;
}

TEST_F(Jobs, after_a_home_visit_the_appointment_is_kept_and_what_is_written_begins_with_it) {
  const auto& worker = of("worker");
  const auto visit = home_visit_of(worker.id);
  const auto path = at("/entries/" + visit.text() + "/visit");
  const auto until = local_time({clock.now().ms + 3'600'000});
  ASSERT_LT(post(path + "/in", worker, {{"out", time_words(until.hour, until.minute)}}).status, 400);
  EXPECT_TRUE(says(get(path, worker), "I am out, and something happened"));
  clock.set({clock.now().ms + 30 * 60'000});
  const auto out = post(path + "/out", worker, {{"then", "trouble"}});
  EXPECT_EQ(out.status, 303);
  EXPECT_NE(location_of(out).find("/write/incident?visit=" + visit.text()), std::string::npos);
  EXPECT_EQ(must(ll->entries->place(person, visit)).state, "kept");
  EXPECT_TRUE(says(get(path, worker), "It took place: write the note"));
  const auto note = get(at("/write/contact-note"), worker, {{"visit", visit.text()}});
  EXPECT_TRUE(says(note, R"(value="30")"));
  EXPECT_TRUE(says(note, R"(value="visit" checked)"));
}

TEST_F(Jobs, a_complaint_from_outside_says_in_their_words_what_follows_or_that_nobody_can_answer) {
  http::Fields form = {{"_service", "community-support"},
                       {"_key", "one"},
                       {"from", "Ann Bell"},
                       {"about", "support"},
                       {"what-they-say", "Nobody came."}};
  const auto first = post("/ll/tell-us/complaint", nobody, form);
  EXPECT_EQ(first.status, 422);
  EXPECT_NE(first.body.find("nobody can answer you. Add one"), std::string::npos);
  form.add("_unreachable", "yes");
  const auto kept = post("/ll/tell-us/complaint", nobody, form);
  EXPECT_TRUE(says(kept, "You left no telephone number, email or address"));
  EXPECT_TRUE(says(kept, charter().at(charter().find_service("community-support").value()).name));
  EXPECT_TRUE(says(kept, charter().contact("complaints")->title));
  const auto subject =
      "/ll/people/" + gate::subject_of(charter(), charter().find_service("community-support").value()).text();
  const auto list = get(subject, of("supervisor")).body;
  const auto entry = list.find(subject + "/entries/");
  ASSERT_NE(entry, std::string::npos);
  EXPECT_TRUE(says(get(list.substr(entry, list.find('"', entry) - entry), of("supervisor")),
                   "No answer reaches them"));
  http::Fields again = {
      {"_service", "community-support"}, {"_key", "two"},          {"from", "Ann Bell"}, {"about", "support"},
      {"what-they-say", "Nobody came."}, {"reach", "01473 496012"}};
  const auto good = post("/ll/tell-us/complaint", nobody, again);
  EXPECT_TRUE(says(good, "We tell you that we have it: by "));
  EXPECT_TRUE(silent(good, "to be acknowledged"));
}

TEST_F(Jobs, whoever_floods_a_public_form_is_slowed_down_and_loses_no_word) {
  const auto sent = [&](int n) {
    return post("/ll/tell-us/complaint", nobody,
                {{"_service", "community-support"},
                 {"_key", std::to_string(n)},
                 {"from", "Ann Bell"},
                 {"about", "support"},
                 {"reach", "01473 496012"},
                 {"what-they-say", "zqfloodqz number " + std::to_string(n)}});
  };
  for (int n = 0; n < people::limits::kMessagesPerPlace; ++n) EXPECT_EQ(sent(n).status, 200) << n;
  const auto stopped = sent(people::limits::kMessagesPerPlace);
  EXPECT_EQ(stopped.status, 429);
  EXPECT_NE(stopped.bytes().find("zqfloodqz number " + std::to_string(people::limits::kMessagesPerPlace)),
            std::string_view::npos);
}

TEST_F(Jobs, a_letter_goes_before_its_step_and_knows_who_complained_and_where_they_live) {
  const auto& boss = of("supervisor");
  const auto id =
      written_by(boss, "complaint",
                 R"({"received-on":")" + iso_date(add_days(today_here(), -2)) +
                     R"(","from":"Ann Bell","reach":"3 High Street, Ipswich","about":"support",)" +
                     R"("what-they-say":"Nobody came."})");
  const auto entry = at("/entries/" + id.text());
  EXPECT_TRUE(says(get(entry, boss), "/letters/complaint-acknowledged"));
  const auto step = get(entry + "/step/acknowledge", boss);
  EXPECT_TRUE(says(step, "Write the letter first"));
  const auto box = step.body.find("name=\"acknowledged-on-year\"");
  ASSERT_NE(box, std::string::npos);
  EXPECT_NE(step.body.substr(box, 200).find("value=\"" + std::to_string(int(today_here().year()))),
            std::string::npos);
  EXPECT_TRUE(says(get(entry + "/letters/complaint-acknowledged", boss), "Ann Bell, who complained"));
  const auto shown = post(entry + "/letters/complaint-acknowledged", boss,
                          {{"to", "complainant"}, {"w-next", "We look into it."}, {"_do", "show"}});
  EXPECT_TRUE(says(shown, "3 High Street, Ipswich"));
}

}  // namespace
}  // namespace candour::attacks
