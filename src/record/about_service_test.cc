// What is about nobody in particular is about the service itself; and what comes from outside comes there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/service_subject.h"
#include "record/misfiled.h"
#include "record/people_list.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class AboutService : public Scene {
 protected:
  const PersonId subject = gate::subject_of(*w.charter, w.service());

  EntryId complain(std::string_view words = "Nobody answers the telephone") {
    NewEntry e;
    e.person = subject;
    e.service = w.service();
    e.kind = w.kind("complaint");
    e.values =
        values(R"({"received-on":"2026-11-20","from":"Ann Other","reach":"ann@example.org","how":"website",
        "about":"times"})");
    e.values["what-they-say"] = words;
    e.source = kFromOutside;
    e.post_key = "key-" + std::string(words);
    return must(entries.write(must(w.gate.from_outside(w.service(), e.kind)), e));
  }
};

TEST_F(AboutService, a_complaint_from_outside_is_the_work_of_those_who_answer_it) {
  const auto id = complain();
  const auto seen = must(entries.entry(see(manager, subject), subject, id));
  EXPECT_EQ(seen.values.at("from"), "Ann Other");
  EXPECT_TRUE(seen.author.is_nil());
  EXPECT_EQ(seen.source, kFromOutside);
  std::vector<std::string> due;
  for (const auto& item : must(work.lists(manager, make_date(2027, 1, 31))).mine) {
    EXPECT_EQ(item.due.person, subject);
    due.push_back(item.due.deadline);
  }
  EXPECT_THAT(due, testing::UnorderedElementsAre("acknowledge", "answer"));
  const auto reading =
      w.gate.see(worker, subject, {ledger::Act::View, "record", "", CategorySet::of_bits(~0ull)});
  EXPECT_FALSE(reading) << "a worker reaches those whom they support";
  EXPECT_EQ(w.all_kept().back().entry.people.size(), 0u);
}

TEST_F(AboutService, the_same_form_sent_twice_is_one_complaint) {
  EXPECT_EQ(complain(), complain());
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 1);
}

TEST_F(AboutService, it_is_nobody_who_can_be_found_counted_referred_or_joined) {
  complain();
  EXPECT_EQ(gate::service_of_subject(*w.charter, subject), w.service());
  EXPECT_FALSE(gate::service_of_subject(*w.charter, person));
  EXPECT_EQ(must(w.people.profile(see(manager, subject), subject)).name(),
            w.charter->at(w.service()).name + " (the service itself)");
  using charter::Duty;
  for (const auto duty : {Duty::Refer, Duty::Allocate, Duty::Close, Duty::MarkDeath, Duty::MergeRecords})
    EXPECT_TRUE(must(w.gate.may_act(manager, subject, duty)).empty());
  EXPECT_FALSE(w.gate.whole(manager, subject));
  EXPECT_TRUE(must(w.gate.offers(worker, subject)).empty());
  EXPECT_EQ(count("SELECT count(*) FROM person"), 1) << "Maya alone";
}

TEST_F(AboutService, only_kinds_that_may_be_about_a_service_are_written_there) {
  std::vector<std::string> kinds;
  for (const auto& one : must(w.gate.writable(manager, subject)))
    kinds.push_back(w.charter->at(one.kind).code);
  EXPECT_THAT(kinds, testing::IsSupersetOf({"complaint", "compliment", "incident"}));
  EXPECT_THAT(kinds, testing::Not(testing::Contains("contact-note")));
  EXPECT_TRUE(w.gate.write(manager, subject, w.service(), w.kind("incident")));
  EXPECT_FALSE(w.gate.write(manager, subject, w.service(), w.kind("contact-note")));
  EXPECT_TRUE(w.gate.write(manager, person, w.service(), w.kind("contact-note")))
      << "of a person all the same";
}

TEST_F(AboutService, nothing_else_comes_from_outside) {
  EXPECT_FALSE(w.gate.from_outside(w.service(), w.kind("contact-note")));
  EXPECT_FALSE(w.gate.from_outside(w.service(), w.kind("incident")));
  const auto pass = must(w.gate.from_outside(w.service(), w.kind("complaint")));
  EXPECT_TRUE(pass.may_see().empty());
  EXPECT_FALSE(pass.covers(person));
  NewEntry e;
  e.person = person;
  e.service = w.service();
  e.kind = w.kind("complaint");
  e.values = values(R"({"received-on":"2026-11-20","from":"A","about":"times","what-they-say":"x"})");
  EXPECT_FALSE(entries.write(pass, e)) << "never straight into somebody's record";
}

TEST_F(AboutService, a_complaint_goes_into_the_record_of_whom_it_is_about_by_one_person_alone) {
  jobs::Jobs jobs{w.gate, *w.db, w.clock};
  MisfiledEntries misfiled{w.gate, *w.db, *w.vault, w.clock, jobs};
  const auto id = complain();
  const auto there = must(w.gate.step(manager, subject, w.service(), w.kind("complaint")));
  must(misfiled.ask(manager, there, subject, id, MisfiledWhy::WrongPerson, person));
  const auto m = must(misfiled.of(see(manager, subject), subject, id));
  ASSERT_TRUE(m);
  EXPECT_EQ(m->state, MisfiledState::Agreed);
  std::optional<jobs::Job> job;
  must(w.db->read([&](store::Session& s) -> Status {
    TRY(job, jobs.about(s, m->id.raw));
    return {};
  }));
  must(jobs.finish(job->id));
  EXPECT_EQ(entry(manager, id).values.at("what-they-say"), "Nobody answers the telephone");
  EXPECT_FALSE(entries.entry(see(manager, subject), subject, id));
  for (const auto& item : must(work.lists(manager, make_date(2027, 1, 31))).mine)
    EXPECT_EQ(item.due.person, person) << "its clocks go with it";
}

}  // namespace
}  // namespace candour::record
