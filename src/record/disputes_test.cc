// What the person says is wrong: marked as soon as they say so, until it is put right or they take it back.
#include "record/disputes.h"

#include "charter/requests.h"
#include "people/lines_for_tests.h"
#include "record/requests_for_tests.h"

namespace candour::record {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Disputing : public Asking {
 protected:
  explicit Disputing(const std::string& code) : Asking(code) {}
  people::LinesSince since{*w.db, *w.ledger};
  Disputes disputes{w.gate, *w.db, entries, w.clock};
  EntryId about = note("2026-11-20T14:20", "She refused to come along");

  Result<EntryId> says(const Wrong& wrong, std::string_view words, EntryId request = {}) {
    return disputes.say(worker, {person, wrong, request, std::string(words), ""});
  }
  Disputed now() { return must(disputes.in(see(w.actor(second)), person)); }
  std::string mark(const Id128& thing) {
    const auto all = now();
    const auto* d = dispute_of(all, thing);
    return d ? disputed_words(w.charter->at(w.kind("contact-note")), *d, true) : "";
  }
  EntryId taken_up(EntryId request) {
    must(step(second, request, "know",
              {{"identity", "Known for years"}, {"counts-from", iso_date(today(w.clock.now()))}}));
    return request;
  }
  void correct(std::string_view words) {
    const auto e = entry(worker, about);
    auto values = e.values;
    values["what-happened"] = words;
    must(entries.change(to_write(worker, "contact-note"), person, about, e.version, values, "It was not so"));
  }
  /// Details are changed: by a correction, or since something is new.
  void details(std::string_view field, std::string_view value, bool correction) {
    const auto pass = must(w.gate.write(worker, person, w.service(), w.kind("profile")));
    auto profile = must(w.people.profile(pass, person));
    profile.values[field] = value;
    must(w.people.change(pass, person, profile.version, profile.values, correction));
  }
  void refuse(EntryId request) {
    must(step(second, request, "propose-refusal", {{"ground", "Two colleagues saw it"}}));
    must(step(officer, request, "refuse"));
  }
};
struct DisputedAtIM : Disputing {
  DisputedAtIM() : Disputing("im") {}
};
struct DisputedAtLL : Disputing {
  DisputedAtLL() : Disputing("ll") {}
};

TEST_F(DisputedAtIM, Promise_IM_1_6_what_they_dispute_is_marked_with_their_words_until_it_is_put_right) {
  EXPECT_EQ(mark(about.raw), "");
  const auto request = taken_up(must(says({about.raw, {"what-happened"}}, "I was not asked")));
  EXPECT_EQ(mark(about.raw), "Disputed: the person says otherwise about “" +
                                 w.charter->at(w.kind("contact-note")).find_field("what-happened")->label +
                                 "”. In their words: I was not asked");
  EXPECT_EQ(read(second, request).values.at("right"), "correction");
  EXPECT_TRUE(due(request).contains("answer-correction")) << "it is a request as any other, with its clock";
  correct("She was not asked");
  EXPECT_NE(mark(about.raw), "") << "until whoever decides has answered";
  must(step(second, request, "answer", answered()));
  EXPECT_EQ(mark(about.raw), "");
}

TEST_F(DisputedAtLL, Promise_LL_5_2_what_we_do_not_agree_to_stays_marked_with_their_words) {
  const auto refused = taken_up(must(says({about.raw, {}}, "I was not asked")));
  refuse(refused);
  EXPECT_EQ(
      mark(about.raw),
      "Disputed: the person says otherwise. It was looked at, and stays as it is. In their words: I was "
      "not asked");
  // Answered, and nothing was changed: that is no correction either.
  const auto again = taken_up(must(says({about.raw, {}}, "Nobody asked me")));
  must(step(second, again, "answer", answered()));
  EXPECT_THAT(mark(about.raw), HasSubstr("stays as it is"));
  // What is put right after all is disputed no more, whichever request it was.
  const auto last = taken_up(must(says({about.raw, {}}, "Ask my sister")));
  correct("She was not asked");
  must(step(second, last, "answer", answered()));
  EXPECT_EQ(mark(about.raw), "");
  EXPECT_TRUE(now().empty());
}

TEST_F(DisputedAtLL, it_ends_when_they_take_it_back_or_ask_for_something_else) {
  const auto request = taken_up(must(says({about.raw, {}}, "I was not asked")));
  EXPECT_NE(mark(about.raw), "");
  must(step(officer, request, "take-back", {}, "She rang, and it is right"));
  EXPECT_EQ(mark(about.raw), "");
  const auto other = must(says({about.raw, {}}, "I was not asked"));
  const auto e = read(second, other);
  auto values = e.values;
  values["right"] = "access";
  must(entries.change(to_write(worker, "information-request"), person, other, e.version, values, ""));
  EXPECT_EQ(mark(about.raw), "");
}

TEST_F(DisputedAtLL, Promise_ALL_2_a_mark_stands_on_the_ledger_and_is_sealed_with_the_entry) {
  since.again();
  const auto request = must(says({about.raw, {}}, "I was not asked"));
  EXPECT_TRUE(since.has(
      {worker_id, ledger::Act::Change, "contact-note", {person}, "disputed", "allowed", about.text()}));
  EXPECT_TRUE(since.has(
      {worker_id, ledger::Act::Create, "information-request", {person}, "", "allowed", request.text()}));
  w.tamper("DELETE FROM disputed WHERE org=$1", {w.db->org()});
  EXPECT_EQ(entries.entry(see(worker), person, about).error().code, Code::Corrupt)
      << "nobody takes it away in the database";
}

TEST_F(DisputedAtLL, Promise_ALL_2_a_mark_on_the_details_is_sealed_and_read_by_its_seal) {
  must(says({person.raw, {}}, "I was born in 1965"));
  EXPECT_EQ(now().size(), 1u);
  w.tamper("DELETE FROM disputed WHERE org=$1", {w.db->org()});
  EXPECT_EQ(disputes.in(see(worker), person).error().code, Code::Corrupt)
      << "nobody takes it away in the database";
  EXPECT_EQ(disputes.in(see(worker), person, person.raw).error().code, Code::Corrupt);
}

TEST_F(DisputedAtLL, Promise_LL_5_2_a_mark_ends_only_by_a_change_of_what_it_names) {
  const auto request = taken_up(must(says({person.raw, {"birth-date"}}, "I was born in 1965")));
  details("email", "maya@example.org", false);
  must(step(second, request, "answer", answered()));
  ASSERT_EQ(now().size(), 1u) << "another answer was changed";
  EXPECT_TRUE(now()[0].stays);
  const auto again = taken_up(must(says({person.raw, {"email"}}, "That is not mine")));
  details("email", "okafor@example.org", true);
  EXPECT_EQ(now().size(), 2u) << "until whoever decides has answered";
  must(step(second, again, "answer", answered()));
  ASSERT_EQ(now().size(), 1u);
  EXPECT_EQ(now()[0].request, request);
}

TEST_F(DisputedAtLL, Promise_LL_5_2_what_is_put_right_after_all_is_disputed_no_more) {
  refuse(taken_up(must(says({about.raw, {"what-happened"}}, "I was not asked"))));
  refuse(taken_up(must(says({person.raw, {"birth-date"}}, "I was born in 1965"))));
  details("email", "maya@example.org", false);
  EXPECT_EQ(now().size(), 2u);
  correct("She was not asked");
  EXPECT_EQ(mark(about.raw), "");
  details("birth-date", "1965-03-04", true);
  EXPECT_TRUE(now().empty());
}

TEST_F(DisputedAtLL, an_answer_ends_no_mark_of_another_request) {
  const auto first = taken_up(must(says({about.raw, {"what-happened"}}, "I was not asked")));
  const auto other = must(says({about.raw, {"method"}}, "Nobody came"));
  EXPECT_EQ(disputes_of(now(), about.raw).size(), 2u) << "both are shown";
  correct("She was not asked");
  must(step(second, first, "answer", answered()));
  const auto left = now();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].request, other);
  EXPECT_FALSE(left[0].stays);
}

TEST_F(DisputedAtLL, said_once_more_with_the_same_request_both_count) {
  const auto request = must(says({about.raw, {"what-happened"}}, "I was not asked"));
  must(says({about.raw, {"method"}}, "", request));
  ASSERT_EQ(now().size(), 1u);
  EXPECT_THAT(now()[0].fields, ::testing::UnorderedElementsAre("what-happened", "method"));
  must(says({about.raw, {}}, "", request));
  EXPECT_TRUE(now()[0].fields.empty()) << "all of it";
  must(says({about.raw, {"method"}}, "", request));
  EXPECT_TRUE(now()[0].fields.empty()) << "and no less afterwards";
}

TEST_F(DisputedAtLL, nobody_marks_what_is_held_back_from_them) {
  const auto lead = w.actor(officer);
  EXPECT_FALSE(disputes.say(lead, {person, {about.raw, {}}, {}, "x", ""}));
  const auto seen = see(lead).may_see();
  bool tried = false;
  for (const auto& f : w.charter->at(w.kind("profile")).fields) {
    if (seen.has(f.category)) continue;
    tried = true;
    EXPECT_EQ(disputes.say(lead, {person, {person.raw, {f.code}}, {}, "x", ""}).error().code, Code::Invalid)
        << f.code;
  }
  EXPECT_TRUE(tried);
  EXPECT_EQ(count("SELECT COUNT(*) FROM disputed"), 0);
  must(disputes.say(lead, {person, {person.raw, {"birth-date"}}, {}, "x", ""}));
}

TEST_F(DisputedAtLL, the_details_are_disputed_like_an_entry) {
  const auto request = taken_up(must(says({person.raw, {}}, "I was born in 1965")));
  EXPECT_EQ(dispute_of(now(), person.raw)->words, "I was born in 1965");
  EXPECT_EQ(mark(about.raw), "");
  refuse(request);
  EXPECT_TRUE(dispute_of(now(), person.raw)->stays);
}

TEST_F(DisputedAtLL, a_request_that_waits_is_marked_with_what_it_is_about) {
  auto e = fresh("information-request", "{}");
  e.values = asked("correction");
  e.values["says-instead"] = "I was not asked";
  const auto request = must(entries.write(to_write(worker, "information-request"), e));
  EXPECT_EQ(must(says({about.raw, {}}, "", request)), request);
  EXPECT_THAT(mark(about.raw), HasSubstr("I was not asked"));
  EXPECT_EQ(says({about.raw, {}}, "", ask("access")).error().code, Code::Conflict);
  must(step(second, taken_up(request), "answer", answered()));
  EXPECT_EQ(says({about.raw, {}}, "", request).error().code, Code::Conflict) << "it was decided";
}

TEST_F(DisputedAtLL, nothing_of_others_is_disputed_and_no_question_that_there_is_not) {
  EXPECT_EQ(says({about.raw, {"no-such"}}, "x").error().code, Code::Invalid);
  EXPECT_EQ(says({about.raw, {}}, "").error().code, Code::Invalid) << "not without what they say";
  const auto other = enrol();
  EXPECT_EQ(says({other.raw, {}}, "x").error().code, Code::NotFound);
  EXPECT_EQ(count("SELECT COUNT(*) FROM disputed"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM entry WHERE kind='information-request'"), 0)
      << "a request without its mark is none";
}

TEST_F(DisputedAtLL, whoever_does_not_see_the_request_sees_the_mark_alone) {
  must(says({about.raw, {}}, "I was not asked"));
  CategorySet care;
  care.add(w.category("care"));
  const auto pass = see(worker).only(care);
  const auto all = must(disputes.in(pass, person));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].words, "");
  EXPECT_THAT(disputed_words(w.charter->at(w.kind("contact-note")), all[0], true),
              Not(HasSubstr("In their words")));
}

}  // namespace
}  // namespace candour::record
