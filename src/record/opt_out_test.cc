// Imago's notice, part 7: nothing goes to planning or research, whatever it is called, and it is looked at
// every year whether that is still so.
#include "charter/opt_out.h"

#include <gmock/gmock.h>

#include "charter/reviews.h"
#include "gate/service_subject.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::record {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ImagoAsItIs : public Scene {
 protected:
  ImagoAsItIs() : Scene("ig", make_date(2014, 3, 4)) {
    must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, "tell-school"));
  }
  Result<EntryId> tell(std::string_view use, std::string_view on = "for-short-breaks-for-children",
                       const charter::Values& more = {}) {
    auto e = fresh("disclosure", "{}");
    e.values = what_is_told(today(w.clock.now()), "school", on, {"identity"});
    e.values["beyond-care"] = use;
    for (const auto& [key, value] : more) e.values[key] = value;
    return entries.write(to_write(worker, "disclosure"), e);
  }
  ServiceIx of_looks() { return *charter::reviewed_in(*w.charter, charter::Reviewed::OptOut); }
  PersonId whole() { return gate::subject_of(*w.charter, of_looks()); }
  EntryId begin_look() {
    NewEntry e;
    e.person = whole();
    e.service = of_looks();
    e.kind = w.kind("opt-out-review");
    e.values = values(R"({"looked-at":"All eight services"})");
    return must(entries.write(must(w.gate.write(officer, e.person, e.service, e.kind)), e));
  }
  Entry look(EntryId id) { return must(entries.entry(see(officer, whole()), whole(), id)); }
  void finish(EntryId id, std::string_view used) {
    const auto pass = must(w.gate.step(officer, whole(), of_looks(), w.kind("opt-out-review")));
    must(entries.move(officer, pass, whole(), id, look(id).version, "finish", "",
                      {{"used", used}, {"found", "Nothing of it"}, {"notice", "yes"}}));
  }
  std::vector<std::pair<std::string, std::string>> due() {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& item : must(work.lists(officer, make_date(2029, 1, 1))).mine)
      if (item.due.kind == w.kind("opt-out-review"))
        out.emplace_back(item.due.deadline, iso_date(item.due.on));
    return out;
  }

  gate::ConsentFlags flags{w.gate, *w.db, w.clock};
  gate::Actor officer = w.actor(w.hire("dp-lead"));
};

TEST_F(ImagoAsItIs, Promise_IG_7_nothing_is_shared_for_planning_or_research_whatever_it_is_called) {
  EXPECT_EQ(wrong_at(tell("no"), ""), "") << "for their own care, as agreed";
  for (const auto* use : {"planning", "research"})
    EXPECT_EQ(wrong_at(tell(use), "beyond-care"),
              "Nothing is shared for planning or research (notice, part 7).");
  const charter::Values detail{{"detail", "It is in danger"}};
  EXPECT_NE(wrong_at(tell("", "for-short-breaks-for-children"), "beyond-care"), "") << "it is always asked";
  EXPECT_EQ(wrong_at(tell("planning", "ground-legal-duty", detail), ""), "") << "the law demands it";
}

TEST_F(ImagoAsItIs, Promise_IG_7_what_was_kept_as_care_does_not_become_research) {
  const auto id = must(tell("no"));
  auto values = must(entries.entry(see(worker), person, id)).values;
  values["beyond-care"] = "research";
  const auto changed = entries.change(to_write(worker, "disclosure"), person, id, 1, values, "");
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().fields[0].message, HasSubstr("write a new one"));
}

TEST_F(ImagoAsItIs, Promise_IG_7_the_look_is_work_from_the_first_day_of_the_notice_on) {
  const auto never = must(work.never_begun(officer));
  ASSERT_EQ(never.size(), 1u);
  EXPECT_EQ(iso_date(never.front().since), "2026-11-01");
  EXPECT_THAT(must(work.never_begun(worker)), IsEmpty()) << "whose work it is not";
  begin_look();
  EXPECT_THAT(must(work.never_begun(officer)), IsEmpty()) << "it has clocks of its own now";
  EXPECT_THAT(due(), ElementsAre(std::pair("finish", "2026-12-21")));
}

TEST_F(ImagoAsItIs, Promise_IG_7_a_row_that_somebody_put_there_is_no_look) {
  const auto id = begin_look();
  w.tamper("UPDATE entry SET author=$3 WHERE org=$1 AND id=$2", {w.charter->org(), id, worker_id});
  EXPECT_EQ(must(work.never_begun(officer)).size(), 1u);
}

TEST_F(ImagoAsItIs, Promise_IG_7_it_is_looked_at_again_a_year_later_and_again) {
  const auto first = begin_look();
  finish(first, "no");
  EXPECT_EQ(look(first).state, "done");
  EXPECT_EQ(look(first).values.at("used"), "no");
  EXPECT_THAT(due(), ElementsAre(std::pair("next", "2027-11-21")));
  w.clock.set(*to_unix({make_date(2027, 11, 1), 10, 0}));
  officer = w.actor(w.hire("dp-lead"));
  const auto second = begin_look();
  EXPECT_THAT(due(), Contains(std::pair("next", "2027-11-21"))) << "not before the second is finished";
  finish(second, "no");
  EXPECT_EQ(look(first).state, "replaced");
  EXPECT_THAT(due(), ElementsAre(std::pair("next", "2028-11-01")));
}

TEST_F(ImagoAsItIs, Promise_IG_7_what_is_found_is_put_right) {
  const auto id = begin_look();
  const auto pass = must(w.gate.step(officer, whole(), of_looks(), w.kind("opt-out-review")));
  EXPECT_FALSE(entries.move(officer, pass, whole(), id, 1, "finish", "", {{"used", "no"}}))
      << "an outcome is more than a tick";
  finish(id, "yes");
  EXPECT_THAT(due(), Contains(std::pair("mend", "2026-12-21")));
}

class OptOutElsewhere : public SharingTest {};

TEST_F(OptOutElsewhere, Promise_IG_7_no_exceptional_ground_but_what_the_law_demands_carries_research) {
  const charter::Values research{{"detail", "He is on his way"}, {"beyond-care", "research"}};
  EXPECT_EQ(wrong(write(with(telling("police", "ground-high-risk", {"identity"}), research)), "beyond-care"),
            "Nothing is shared for planning or research.")
      << "a charter that names no part";
  EXPECT_EQ(wrong(write(with(telling("police", "ground-court", {"identity"}), research)), ""), "");
}

TEST(OptOut, Promise_IG_7_who_says_nothing_of_planning_and_research_shares_nothing_for_them) {
  for (const auto* code : {"im", "ll", "ps", "lw", "ig"}) {
    const people::World w(code);
    EXPECT_FALSE(charter::may_go_beyond_care(*w.charter)) << code;
    EXPECT_THAT(charter::nothing_beyond_care(*w.charter), HasSubstr("Nothing is shared for planning"));
  }
}

}  // namespace
}  // namespace candour::record
