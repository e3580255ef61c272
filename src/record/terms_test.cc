// What a body outside must have signed, whether it still stands at the step by which something goes, and that
// each refusal by the notice leaves its line on the ledger (ALL-2), while a slip of whoever typed leaves
// none.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "people/lines_for_tests.h"
#include "people/relationship.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::record {
namespace {

using ledger::Act;
using ::testing::HasSubstr;

class Agreed : public SharingTest {
 protected:
  people::LinesSince since{*w.db, *w.ledger};
  Result<EntryId> tell() { return write(telling("counsellor", "for-support-you", {"identity"})); }
  bool a_line(std::string_view what, std::string_view thing = "write") {
    return since.has({lead, Act::Refuse, std::string(what), {person}, "", "not-allowed", std::string(thing)});
  }
};

TEST_F(Agreed, Promise_IM_10_2_whoever_works_for_us_does_so_by_a_processing_agreement) {
  must(sign("counsellor", {{"sort", "sharing"}}));
  EXPECT_THAT(wrong(tell(), "recipient"), HasSubstr("by which it works for us (processing)"));
  EXPECT_THAT(wrong(tell(), "recipient"), HasSubstr("notice, part 4.2"));
  must(sign("counsellor"));
  EXPECT_EQ(wrong(tell(), "recipient"), "");
}

TEST_F(Agreed, one_that_was_written_before_its_sort_was_kept_opens_no_processor_until_it_is_saved_again) {
  const auto id = must(sign("counsellor"));
  must(w.db->write([&](store::Txn& txn) {
    store::no_entry_needed("of a test: as a version before this one left it");
    return txn.run("UPDATE agreement_flag SET sort=NULL WHERE org=$1", {w.db->org()}).map([](auto) {});
  }));
  EXPECT_NE(wrong(tell(), "recipient"), "");
  const auto about = gate::subject_of(*w.charter, service());
  auto values = what_was_signed(today(w.clock.now()), "counsellor");
  values["with"] = "Head of the practice, as before";
  must(entries.change(to_write("agreement", about), about, id, 1, values, ""));
  EXPECT_EQ(wrong(tell(), "recipient"), "");
}

TEST_F(Agreed, Promise_ALL_2_a_sharing_that_the_notice_refuses_leaves_a_line) {
  since.again();
  EXPECT_FALSE(tell());
  EXPECT_TRUE(a_line("disclosure")) << "without an agreement";
  since.again();
  EXPECT_FALSE(write(telling("police", "for-keep-safe", {"health"})));
  EXPECT_TRUE(a_line("disclosure")) << "what it may not get";
  since.again();
  EXPECT_FALSE(write(telling("employer", "for-support-you", {"identity"})));
  EXPECT_TRUE(a_line("disclosure")) << "without a yes";
  since.again();
  EXPECT_FALSE(write(telling("other", "for-keep-safe", {"identity"})));
  EXPECT_TRUE(a_line("disclosure")) << "who is in no list";
  for (const auto& line : since.lines()) EXPECT_TRUE(line.note.empty()) << "no word of what was typed";
  since.again();
  auto slip = telling("police", "for-keep-safe", {"nothing"});
  EXPECT_FALSE(write(slip));
  EXPECT_TRUE(since.lines().empty()) << "a slip is nobody's refusal";
}

TEST_F(Agreed, Promise_ALL_2_what_may_not_be_told_any_more_leaves_a_line_at_its_step) {
  const auto day = iso_date(today(w.clock.now()));
  must(sign("counsellor", {{"until", day}, {"renew-from", day}}));
  const auto id = must(tell());
  later(24 * 3'600'000);
  since.again();
  const auto late = step(lead, id, "give");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::Conflict);
  EXPECT_TRUE(a_line("move", id.text()));
}

TEST_F(Agreed, a_sharing_that_nobody_looked_at_in_its_48_hours_stays_the_work_of_the_reviewer_and_is_late) {
  const auto id = must(write(with(telling("police", "ground-high-risk", {"identity"}),
                                  {{"detail", "He is on his way"}, {"already", "yes"}})));
  later(std::int64_t{49} * 3'600'000);
  const auto mine = must(work.lists(w.actor(boss), std::chrono::year(2027) / 1 / 1)).mine;
  const auto at = std::ranges::find_if(
      mine, [&](const auto& x) { return x.due.entry == id && x.due.deadline == "look-high-risk"; });
  ASSERT_NE(at, mine.end());
  ASSERT_TRUE(at->due.at);
  EXPECT_LT(at->due.at->ms, w.clock.now().ms) << "its hour is over, and it stands there still";
  must(step(boss, id, "look-at", "", {{"looked-at", "Right, though late"}}));
  EXPECT_TRUE(due(boss, id).empty());
}

TEST_F(Agreed, Promise_ALL_2_a_yes_that_somebody_may_not_give_alone_leaves_a_line) {
  const auto child = w.enrol(w.actor(lead), std::nullopt, std::nullopt,
                             static_cast<std::size_t>(w.service("young-people")), "Ada", "Obi", "2014-05-01")
                         .person;
  auto e = fresh("consent-form", {{"purpose", "faith-support"},
                                  {"answer", "agreed"},
                                  {"given-on", iso_date(today(w.clock.now()))},
                                  {"decided-by", "self"},
                                  {"understands", "She says so"},
                                  {"how", "written"}});
  e.person = child;
  e.service = w.service("young-people");
  const auto pass = must(w.gate.write(w.actor(lead), child, e.service, e.kind));
  since.again();
  EXPECT_FALSE(entries.write(pass, e));
  EXPECT_TRUE(since.has({lead, Act::Refuse, "consent-form", {child}, "", "not-allowed", "write"}));
}

/// The invented charter, where what a court wants is approved by a team manager.
class Approved : public Scene {
 protected:
  Approved()
      : Scene(people::World::amended("reach", "approved-by: dp-lead", "approved-by: supervisor"),
              std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {
    boss = w.hire("supervisor");
    lead = w.hire("supervisor", std::nullopt, std::nullopt, boss);
    who = w.enrol(w.actor(lead), std::nullopt, std::nullopt, static_cast<std::size_t>(w.service("refuge")),
                  "Maya", "Okafor", "1980-03-04")
              .person;
  }
  Result<std::uint32_t> approve(StaffId by, EntryId id) {
    const auto actor = w.actor(by);
    const auto pass = must(w.gate.step(actor, who, w.service("refuge"), w.kind("disclosure")));
    return entries.move(actor, pass, who, id, 1, "approve", "");
  }
  StaffId boss, lead;
  PersonId who;
};

TEST_F(Approved, Promise_LW_4_5_whoever_asked_approves_nothing_though_they_have_the_role_and_another_does) {
  auto e = fresh("disclosure", "{}");
  e.person = who;
  e.service = w.service("refuge");
  e.values = what_is_told(today(w.clock.now()), "other", "ground-court", {"identity"});
  e.values["detail"] = "An order of the court";
  const auto id = must(entries.write(must(w.gate.write(w.actor(lead), who, e.service, e.kind)), e));
  people::LinesSince since{*w.db, *w.ledger};
  const auto own = approve(lead, id);
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, Code::NotAllowed);
  EXPECT_THAT(own.error().words.text, HasSubstr("You wrote this, so somebody above you"))
      << "not for want of the role";
  EXPECT_TRUE(since.has({lead, Act::Refuse, "move", {who}, "", "not-allowed", id.text()}));
  must(approve(boss, id));
  EXPECT_EQ(must(entries.entry(must(w.gate.see(w.actor(lead), who, {Act::View, "record", "", people::kAll})),
                               who, id))
                .state,
            "ready");
}

class FromLeading : public Scene {
 protected:
  people::LinesSince since{*w.db, *w.ledger};
  const PersonId house = gate::subject_of(*w.charter, w.service());
  const StaffId other = w.hire("supervisor", w.service());

  Result<EntryId> about_service(std::string_view kind, const charter::Values& values) {
    auto e = fresh(kind, "{}");
    e.person = house;
    e.values = values;
    return entries.write(must(w.gate.write(manager, house, e.service, e.kind)), e);
  }
};

TEST_F(FromLeading, Promise_ALL_2_whoever_claims_to_speak_for_somebody_and_shows_no_papers_leaves_a_line) {
  auto e = fresh("disclosure", "{}");
  e.values = what_is_told(today(w.clock.now()), "attorney", "for-deliver-support", {"care"});
  const auto pass = to_write(worker, "disclosure");
  since.again();
  EXPECT_THAT(wrong_at(entries.write(pass, e), "recipient"), HasSubstr("Nobody speaks for them so now"));
  EXPECT_TRUE(since.has({worker_id, Act::Refuse, "disclosure", {person}, "", "not-allowed", "write"}));
}

TEST_F(FromLeading, Promise_LL_2_3e_a_return_whose_agreement_ended_does_not_go) {
  const auto day = iso_date(today(w.clock.now()));
  auto terms = what_was_signed(today(w.clock.now()), "other-support");
  terms["until"] = terms["renew-from"] = day;
  const charter::Values details{{"recipient", "other-support"},
                                {"subject", "Those who answer a survey"},
                                {"sort", "contact-details"},
                                {"words", "Names and telephone numbers"},
                                {"what", boost::json::array{"identity"}},
                                {"how", "portal"},
                                {"on", day}};
  EXPECT_THAT(wrong_at(about_service("return", details), "recipient"), HasSubstr("only under an agreement"));
  must(about_service("agreement", terms));
  const auto id = must(about_service("return", details));
  w.clock.set({w.clock.now().ms + 24 * 3'600'000});
  const auto sender = w.actor(other);
  const auto pass = must(w.gate.step(sender, house, w.service(), w.kind("return")));
  since.again();
  const auto late = entries.move(sender, pass, house, id, 1, "send", "");
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().words.text, HasSubstr("may not be sent any more"));
  EXPECT_TRUE(since.has({other, Act::Refuse, "move", {house}, "", "not-allowed", id.text()}));
}

}  // namespace
}  // namespace candour::record
