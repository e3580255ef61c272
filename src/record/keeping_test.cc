#include "record/keeping.h"

#include <gmock/gmock.h>

#include "gate/consent_flags.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class KeepingTest : public Scene {
 protected:
  Keeping keeping{w.gate, *w.db, *w.vault, w.clock};
  gate::Actor protection = w.actor(w.hire("dp-lead"));
  EntryId first = note(), second = note("2026-11-19T09:00", "Rang about the boiler");

  Pass writing() { return to_write(worker, "contact-note"); }
  std::int64_t count(const std::string& sql) {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& db) {
      return db.each(sql, {w.charter->org()}, [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    return n;
  }
  std::string recipient() { return w.charter->recipients.front().code; }
};

TEST_F(KeepingTest, Promise_IM_7_1_a_change_of_recipient_is_a_change_of_policy_rows_and_of_no_record) {
  const auto entries = count("SELECT sum(version) FROM entry WHERE org=$1");
  const auto sealed = count("SELECT count(*) FROM segment WHERE org=$1");
  const auto purpose = must(keeping.held(see(worker), person)).front().reasons.purpose;
  EXPECT_EQ(must(keeping.change_recipient(protection, purpose, "", recipient())), 1);
  EXPECT_EQ(w.all_kept().front().entry.note, "recipient:any>" + recipient());
  for (const auto& h : must(keeping.held(see(worker), person))) EXPECT_EQ(h.reasons.recipient, recipient());
  EXPECT_EQ(count("SELECT sum(version) FROM entry WHERE org=$1"), entries);
  EXPECT_EQ(count("SELECT count(*) FROM segment WHERE org=$1"), sealed);
}

TEST_F(KeepingTest, what_is_written_after_a_change_is_kept_for_its_own_reasons) {
  const auto purpose = must(keeping.held(see(worker), person)).front().reasons.purpose;
  must(keeping.change_recipient(protection, purpose, "", recipient()));
  const auto third = note();
  for (const auto& h : must(keeping.held(see(worker), person)))
    EXPECT_EQ(h.reasons.recipient, h.entry == third ? "" : recipient());
}

TEST_F(KeepingTest, one_entry_gets_another_purpose_and_the_others_do_not) {
  must(keeping.assign(writing(), person, {second}, {"keep-safe", {}, {}}));
  const auto held = must(keeping.held(see(worker), person));
  ASSERT_EQ(held.size(), 2u);
  EXPECT_NE(held[0].reasons.purpose, "keep-safe");
  EXPECT_EQ(held[1].reasons.purpose, "keep-safe");
  EXPECT_THAT(must(keeping.find(protection, {"keep-safe", {}, {}}, {}, 10)),
              ElementsAre(EntryOf{person, second}));
  EXPECT_EQ(must(entries.entry(see(worker), person, second)).purpose, "keep-safe");
  EXPECT_EQ(keeping.assign(writing(), person, {second}, {"no-such", {}, {}}).error().code, Code::Invalid);
  EXPECT_EQ(keeping.assign(see(worker), person, {second}, {"keep-safe", {}, {}}).error().code,
            Code::NotAllowed);
}

TEST_F(KeepingTest, Promise_LL_4_5_nothing_is_decided_by_a_computer_where_the_charter_says_none) {
  ASSERT_EQ(w.charter->automated_decisions, "none");
  const auto refused = keeping.assign(writing(), person, {second}, {"keep-safe", {}, true});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::NotAllowed);
  EXPECT_EQ(refused.error().clause, "4.5");
  EXPECT_EQ(count("SELECT count(*) FROM policy WHERE org=$1 AND automated<>0"), 0);
}

TEST_F(KeepingTest, only_who_answers_for_data_protection_finds_records_by_their_reasons) {
  EXPECT_EQ(keeping.find(worker, {"deliver-support", {}, {}}, {}, 10).error().code, Code::NotAllowed);
  EXPECT_EQ(keeping.older_than(worker, w.clock.now(), 10).error().code, Code::NotAllowed);
  EXPECT_EQ(keeping.objected(worker, "deliver-support", 10).error().code, Code::NotAllowed);
  EXPECT_EQ(keeping.change_recipient(worker, "deliver-support", "", recipient()).error().code,
            Code::NotAllowed);
  EXPECT_EQ(keeping.is_gone(worker, person, first).error().code, Code::NotAllowed);
}

TEST_F(KeepingTest, the_oldest_come_first_and_only_those_before_the_day) {
  EXPECT_THAT(must(keeping.older_than(protection, w.clock.now(), 10)),
              ElementsAre(EntryOf{person, second}, EntryOf{person, first}));
  EXPECT_THAT(must(keeping.older_than(protection, start_of_day(make_date(2026, 11, 20)), 10)),
              ElementsAre(EntryOf{person, second}));
}

TEST_F(KeepingTest, the_first_of_several_reasons_come_in_the_order_they_were_written) {
  std::vector<EntryOf> all{{person, first}, {person, second}};
  for (int i = 0; i < 8; ++i) all.push_back({person, note()});
  for (std::size_t i = 0; i < all.size(); ++i)  // every other one is shared, so that there are two policies
    must(keeping.assign(writing(), person, {all[i].entry},
                        {"keep-safe", i % 2 ? recipient() : std::string(), {}}));
  EXPECT_EQ(must(keeping.find(protection, {"keep-safe", {}, {}}, {}, 100)), all);
  EXPECT_EQ(must(keeping.find(protection, {"keep-safe", {}, {}}, {}, 3)),
            std::vector(all.begin(), all.begin() + 3));
  EXPECT_EQ(must(keeping.find(protection, {"keep-safe", {}, {}}, all[2].entry, 4)),
            std::vector(all.begin() + 3, all.begin() + 7));
}

TEST_F(KeepingTest, entries_of_people_who_object_are_found_among_many_and_among_few) {
  gate::ConsentFlags consents(w.gate, *w.db, w.clock);
  const auto purpose = w.charter->find_purpose("statistics").value();
  const auto found = [&](int most) { return must(keeping.objected(protection, "statistics", most)); };
  std::vector<EntryOf> firsts{{person, first}, {person, second}};
  for (int i = 0; i < 20; ++i) firsts.push_back({person, note()});
  EXPECT_THAT(found(10), IsEmpty());
  const auto somebody = person;
  person = enrol();
  must(consents.record_objection(writing(), person, purpose));
  const std::vector<EntryOf> theirs{{person, note()}, {person, note()}};
  EXPECT_EQ(found(10), theirs) << "one objects, and more than a short walk comes before what is theirs";
  EXPECT_EQ(found(1), std::vector(theirs.begin(), theirs.begin() + 1));
  person = somebody;
  must(consents.record_objection(writing(), person, purpose));
  EXPECT_EQ(found(5), std::vector(firsts.begin(), firsts.begin() + 5)) << "the walk alone";
  auto all = firsts;
  all.insert(all.end(), theirs.begin(), theirs.end());
  EXPECT_EQ(found(100), all);
  must(consents.withdraw_objection(writing(), person, purpose));
  EXPECT_EQ(found(100), theirs);
}

TEST_F(KeepingTest, a_removed_entry_leaves_nothing_but_its_line) {
  EXPECT_FALSE(must(keeping.is_gone(protection, person, first)));
  EXPECT_EQ(must(keeping.remove(writing(), person, {first, EntryId::make(1)})), 1);
  const auto line = w.all_kept().front().entry;
  EXPECT_EQ(line.note, "removed");
  EXPECT_EQ(line.thing, first.text());
  EXPECT_TRUE(must(keeping.is_gone(protection, person, first)));
  EXPECT_EQ(w.all_kept().front().entry.what, "removal") << "who asked stands on the ledger too";
  EXPECT_EQ(entries.entry(see(worker), person, first).error().code, Code::NotFound);
  EXPECT_EQ(must(entries.timeline(see(worker), person, {}, {})).entries.size(), 1u);
  EXPECT_EQ(count("SELECT count(*) FROM entry_version WHERE org=$1"), 1);
  EXPECT_EQ(keeping.remove(see(worker), person, {second}).error().code, Code::NotAllowed);
  EXPECT_EQ(count("SELECT count(*) FROM entry WHERE org=$1"), 1);
}

}  // namespace
}  // namespace candour::record
