// What was written in two records, once they are of one person: who sees it, where what is new stands, and
// where all of it is after they were parted again.
#include <gmock/gmock.h>

#include "people/joining.h"
#include "people/relationship.h"
#include "record/case_register.h"
#include "record/diary.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Joined : public Scene {
 protected:
  people::Joins joins{w.gate, *w.db, *w.vault, w.people, w.clock};
  gate::Actor above = w.actor(w.hire("supervisor"));  // of all services
  TeamId far_team = w.team("Far", 1);
  StaffId far_id = w.hire("worker", w.service(1), far_team);
  gate::Actor fay = w.actor(far_id);
  PersonId other = w.enrol(above, far_id, far_team, 1, "May", "Brown").person;

  void later() { w.clock.set({w.clock.now().ms + 1000}); }
  EntryId note_about(const gate::Actor& by, PersonId who, std::string_view words, std::size_t in = 0) {
    later();
    NewEntry e;
    e.person = who;
    e.service = w.service(in);
    e.kind = w.kind("contact-note");
    e.values = values(R"({"when":"2026-11-20T14:20","method":"visit","what-happened":")" +
                      std::string(words) + R"("})");
    return must(entries.write(must(w.gate.write(by, who, e.service, e.kind)), e));
  }
  JoinId join(PersonId kept, PersonId into_it) {
    later();
    const auto version = [&](PersonId p) {
      return must(w.people.profile(must(w.gate.whole(above, p)), p)).version;
    };
    const auto id =
        must(joins.join(above, {kept, into_it, version(kept), version(into_it), {}, "The same address"}));
    later();
    return id;
  }
  static std::string typed(const Draft& d) { return d.answers.find("what-happened")->second; }
  std::vector<std::string> words(const gate::Actor& by, PersonId who) {
    std::vector<std::string> out;
    for (const auto& e : must(entries.timeline(see(by, who), who, {}, std::nullopt)).entries)
      out.push_back(e.values.contains("what-happened") ? std::string(e.values.at("what-happened").as_string())
                                                       : "-");
    return out;
  }
};

TEST_F(Joined, one_timeline_and_nobody_sees_more_of_what_was_written_than_before) {
  note_about(worker, person, "Near one");
  const auto far_one = note_about(fay, other, "Far one", 1);
  join(person, other);
  EXPECT_THAT(words(above, person), testing::UnorderedElementsAre("Near one", "Far one"));
  EXPECT_THAT(words(worker, person), testing::UnorderedElementsAre("Near one", "-"));
  EXPECT_THAT(words(fay, person), testing::UnorderedElementsAre("-", "Far one"));
  // The very entry, its versions and its words are held back too, however it is asked for.
  EXPECT_TRUE(must(entries.entry(see(worker, person), person, far_one)).values.empty());
  EXPECT_TRUE(must(entries.entry_at(see(worker, person), person, far_one, 1)).values.empty());
  EXPECT_FALSE(must(entries.entry(see(fay, person), person, far_one)).values.empty());
  TimelineFilter filter;
  filter.words = "Far";
  EXPECT_THAT(must(entries.timeline(see(worker, person), person, filter, std::nullopt)).entries, IsEmpty());
}

TEST_F(Joined, what_is_new_is_seen_by_all_who_work_with_the_person) {
  join(person, other);
  note_about(worker, person, "Near new");
  note_about(fay, person, "Far new", 1);
  for (const auto* by : {&worker, &fay})
    EXPECT_THAT(words(*by, person), testing::UnorderedElementsAre("Near new", "Far new"));
}

TEST_F(Joined, lists_name_nothing_of_before_to_whom_its_own_record_did_not) {
  const auto dentist = [&](PersonId who, std::string_view at) {
    later();
    NewEntry e;
    e.person = who;
    e.service = w.service(1);
    e.kind = w.kind("appointment");
    e.values = values(R"({"when":")" + std::string(at) + R"(","what":"Dentist"})");
    return must(entries.write(must(w.gate.write(fay, who, e.service, e.kind)), e));
  };
  const auto before = dentist(other, "2026-12-01T10:00");
  join(person, other);
  const auto since = dentist(person, "2026-12-02T10:00");
  Diary diary(w.gate, *w.db);
  CaseRegisters registers(w.gate, *w.db, w.clock);
  const auto until = make_date(2026, 12, 31);
  const auto in_diary = [&](const gate::Actor& by) {
    std::vector<EntryId> out;
    const auto span = span_of_days(make_date(2026, 11, 30), 7);
    for (const auto& item : must(diary.of_person(by, see(by, person), person, span)))
      if (!item.busy) out.push_back(item.entry);
    return out;
  };
  const auto in_register = [&](const gate::Actor& by) {
    std::vector<EntryId> out;
    const RegisterAsked asked{w.kind("appointment"), {}, "", make_date(2026, 11, 1), until};
    for (const auto& line : must(registers.of(by, asked, {}, 10)).lines) out.push_back(line.entry);
    return out;
  };
  const auto in_work = [&](const gate::Actor& by) {
    std::vector<EntryId> out;
    for (const auto& item : must(work.lists(by, until)).mine) out.push_back(item.due.entry);
    return out;
  };
  for (const auto& of : {in_diary(worker), in_register(worker)}) EXPECT_THAT(of, ElementsAre(since));
  EXPECT_THAT(in_work(worker), testing::Not(testing::Contains(before)));
  EXPECT_THAT(in_diary(fay), ElementsAre(before, since));
  EXPECT_THAT(in_register(fay), testing::UnorderedElementsAre(before, since));
  EXPECT_THAT(in_work(fay), testing::UnorderedElementsAre(before, since));
}

TEST_F(Joined, whoever_is_in_the_service_of_both_sees_both) {
  const auto twin = enrol();
  note_about(worker, twin, "Of the twin");
  join(person, twin);
  EXPECT_THAT(words(worker, person), ElementsAre("Of the twin"));
}

TEST_F(Joined, parting_after_new_entries_gives_each_back_its_own_and_lists_what_is_new) {
  const auto near_one = note_about(worker, person, "Near one"),
             far_one = note_about(fay, other, "Far one", 1);
  const auto id = join(person, other);
  const auto fresh = note_about(fay, person, "Far new", 1);
  later();
  // An entry of before that is changed goes on under its own record and key.
  const auto pass = must(w.gate.write(fay, person, w.service(1), w.kind("contact-note")));
  must(entries.change(
      pass, person, far_one, 1,
      values(R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"Far one, mended"})"), ""));
  const auto log = must(joins.log(see(above, person), person));
  auto since = must(joins.written_since(see(above, person), log.at(0)));
  ASSERT_THAT(since, SizeIs(2));
  EXPECT_EQ(since[0].entry, fresh);
  EXPECT_FALSE(since[0].goes_back);
  EXPECT_EQ(since[1].entry, far_one);
  EXPECT_TRUE(since[1].goes_back);
  later();
  must(joins.part(above, person, id, "They are cousins"));
  later();
  note_about(worker, person, "After");
  EXPECT_THAT(words(above, person), testing::UnorderedElementsAre("Near one", "Far new", "After"));
  EXPECT_THAT(words(above, other), ElementsAre("Far one, mended"));
  EXPECT_THAT(words(fay, other), ElementsAre("Far one, mended"));
  EXPECT_FALSE(must(w.gate.reaches(fay, person)));
  EXPECT_FALSE(must(w.gate.reaches(worker, other)));
  EXPECT_FALSE(entries.entry(see(above, other), other, near_one));
  since = must(joins.written_since(see(above, person), must(joins.log(see(above, person), person)).at(0)));
  ASSERT_THAT(since, SizeIs(1)) << "what came after is no longer listed";
  EXPECT_EQ(since[0].entry, fresh);
}

TEST_F(Joined, a_draft_begun_for_the_other_record_is_taken_up_and_nothing_is_lost) {
  Draft d;
  d.writer = far_id;
  d.person = other;
  d.kind = w.kind("contact-note");
  d.service = w.service(1);
  d.answers = {{"what-happened", "Half written"}};
  const auto id = must(drafts.save(must(w.gate.write(fay, other, w.service(1), d.kind)), d));
  const auto joined = join(person, other);
  const auto mine = must(drafts.mine(far_id));
  ASSERT_THAT(mine, SizeIs(1));
  EXPECT_EQ(mine[0].person, person);
  const auto pass = must(w.gate.write(fay, person, w.service(1), d.kind));
  d = must(drafts.draft(pass, far_id, id));
  EXPECT_EQ(typed(d), "Half written");
  d.answers = {{"what-happened", "More"}};
  must(drafts.save(pass, d));
  EXPECT_EQ(typed(must(drafts.draft(pass, far_id, id))), "More");
  must(joins.part(above, person, joined, "They are cousins"));
  EXPECT_EQ(must(drafts.mine(far_id)).at(0).person, other);
  EXPECT_EQ(typed(must(drafts.draft(must(w.gate.write(fay, other, w.service(1), d.kind)), far_id, id))),
            "More");
}

TEST_F(Joined, files_deadlines_and_the_circle_are_those_of_both_and_go_back) {
  const auto twin = enrol();
  later();
  const auto pass = must(w.gate.write(worker, twin, w.service(), w.kind("file")));
  people::Circle circle(w.gate, *w.db, *w.vault, w.clock);
  people::Relationship aunt;
  aunt.person = twin;
  aunt.name = "Ada Brown";
  aunt.relation = "other-family";
  aunt.informed = "told";
  const auto ada =
      must(circle.add(must(w.gate.write(worker, twin, w.service(), w.kind("supporters"))), aunt));
  NewEntry e = fresh("support-plan",
                     R"({"title":"My plan","start-date":"2026-11-01","what-matters":"Seeing friends",
                     "goals":[{"goal":"Walk to the shop","by":"2027-01-31"}],"agreed-by":"Maya",
                     "review-date":"2026-12-01"})");
  e.person = twin;
  const auto plan = must(entries.write(must(w.gate.write(worker, twin, w.service(), e.kind)), e));
  const auto until = make_date(2026, 12, 31);
  const auto due = must(work.lists(worker, until)).mine;
  const auto id = join(person, twin);
  auto all = must(circle.of(see(worker, person), person));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].id, ada);
  all[0].notes = "Comes on Sundays";
  must(circle.change(must(w.gate.write(worker, person, w.service(), w.kind("supporters"))), all[0]));
  const auto now = must(work.lists(worker, until)).mine;
  EXPECT_EQ(now.size(), due.size()) << "what is due stays the work of whoever supports them";
  for (const auto& one : now) EXPECT_EQ(one.due.person, person);
  EXPECT_THAT(must(entries.due_for(see(worker, person), person, until)), testing::Not(IsEmpty()));
  EXPECT_THAT(must(entries.newest_of(see(worker, person), person, {e.kind})), SizeIs(1));
  must(joins.part(above, person, id, "They are twins"));
  EXPECT_THAT(must(circle.of(see(worker, person), person)), IsEmpty());
  EXPECT_EQ(must(circle.of(see(worker, twin), twin)).at(0).notes, "Comes on Sundays");
  EXPECT_THAT(must(entries.due_for(see(worker, twin), twin, until)), testing::Not(IsEmpty()));
  EXPECT_EQ(must(entries.entry(see(worker, twin), twin, plan)).person, twin);
}

TEST_F(Joined, the_circle_of_before_is_seen_by_the_rules_of_its_own_record) {
  people::Circle circle(w.gate, *w.db, *w.vault, w.clock);
  people::Relationship aunt;
  aunt.person = other;
  aunt.name = "Ada Brown";
  aunt.relation = "other-family";
  aunt.informed = "told";
  must(circle.add(must(w.gate.write(fay, other, w.service(1), w.kind("supporters"))), aunt));
  join(person, other);
  EXPECT_THAT(must(circle.of(see(fay, person), person)), SizeIs(1));
  EXPECT_THAT(must(circle.of(see(worker, person), person)), IsEmpty());
}

}  // namespace
}  // namespace candour::record
