// ALL-2: no act without its line. What is written, moved, kept for another reason, removed and refused.
#include <gtest/gtest.h>

#include "people/lines_for_tests.h"
#include "record/keeping.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using ledger::Act;

class RecordLines : public Scene {
 protected:
  Keeping keeping{w.gate, *w.db, *w.vault, w.clock};
  people::LinesSince since{*w.db, *w.ledger};
};

TEST_F(RecordLines, Promise_ALL_2_an_entry_written_changed_corrected_and_refused) {
  const auto pass = to_write(worker, "contact-note");
  since.again();
  const auto id =
      must(entries.write(pass, fresh("contact-note", R"({"when":"2026-11-20T14:20","method":"visit",
      "what-happened":"Went for a walk"})")));
  EXPECT_TRUE(since.has({worker_id, Act::Create, "contact-note", {person}, ""}));
  since.again();
  const auto changed =
      values(R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"A long walk"})");
  must(entries.change(pass, person, id, 1, changed, ""));
  EXPECT_TRUE(since.has({worker_id, Act::Change, "contact-note", {person}, ""}));
  since.again();
  const auto righted =
      values(R"({"when":"2026-11-20T14:25","method":"visit","what-happened":"A long walk"})");
  must(entries.change(pass, person, id, 2, righted, "I mixed up the time"));
  EXPECT_TRUE(since.has({worker_id, Act::Correct, "contact-note", {person}, ""}));
  const auto only_see = see(worker);
  since.again();
  EXPECT_FALSE(entries.change(only_see, person, id, 3, changed, ""));
  EXPECT_TRUE(since.has({worker_id, Act::Refuse, "change", {person}, "", "not-allowed"}));
}

TEST_F(RecordLines, Promise_ALL_2_a_step_and_a_file) {
  const auto id = plan();
  const auto pass = to_write(worker, "support-plan");
  since.again();
  must(entries.move(worker, pass, person, id, 1, "propose", ""));
  EXPECT_TRUE(since.has({worker_id, Act::Move, "support-plan", {person}, "move:propose"}));
  const std::string png(
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x8\6\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xae\x42\x60\x82",
      45);
  since.again();
  must(files.put(pass, person, id, w.category("care"), "scan", "scan.png", as_bytes(png)));
  EXPECT_TRUE(since.has({worker_id, Act::Create, "file", {person}, ""}));
}

TEST_F(RecordLines, Promise_ALL_2_work_given_to_somebody_and_what_is_still_right) {
  const auto id = plan();
  const auto step = must(w.gate.step(manager, person, w.service(), w.kind("support-plan")));
  since.again();
  must(work.give(step, person, id, "review", manager.id));
  EXPECT_TRUE(since.has({manager.id,
                         Act::Change,
                         "support-plan",
                         {person},
                         "work given: review to " + manager.id.text(),
                         "allowed",
                         id.text()}));
  const auto profile =
      write(worker, "communication-profile", R"({"in-short":"Give her time","review-date":"2026-11-25"})");
  const auto pass = to_write(worker, "communication-profile");
  since.again();
  must(work.still_right(pass, person, profile, "review"));
  EXPECT_TRUE(since.has({worker_id,
                         Act::Change,
                         "communication-profile",
                         {person},
                         "still right: review",
                         "allowed",
                         profile.text()}));
}

TEST_F(RecordLines, Promise_ALL_2_why_it_is_kept_and_that_it_is_gone) {
  const auto lead = w.hire("dp-lead");
  const auto protection = w.actor(lead);
  const auto id = note();
  const auto pass = to_write(worker, "contact-note");
  since.again();
  must(keeping.assign(pass, person, {id}, {"keep-safe", {}, {}}));
  EXPECT_TRUE(since.has({worker_id, Act::Change, "policy", {person}, "purpose:keep-safe"}));
  const auto recipient = w.charter->recipients.front().code;
  must(keeping.change_recipient(protection, "keep-safe", "", recipient));
  EXPECT_TRUE(since.has({lead, Act::CharterChange, "policy", {}, "recipient:any>" + recipient}));
  since.again();
  EXPECT_EQ(must(keeping.remove(pass, person, {id})), 1);
  EXPECT_TRUE(since.has({worker_id, Act::Undo, "contact-note", {person}, "removed"}));
  EXPECT_TRUE(must(keeping.is_gone(protection, person, id)));
  EXPECT_TRUE(since.has({lead, Act::View, "removal", {person}, ""}));
}

TEST_F(RecordLines, Promise_IM_11_1_and_PS_4_6_a_pass_for_one_person_opens_no_entry_of_another) {
  const auto id = note();
  const auto other = enrol();
  const auto pass = see(worker, other);
  EXPECT_FALSE(entries.entry(pass, person, id));
  EXPECT_FALSE(entries.entry(pass, other, id)) << "nor under the name of the one whom it is for";
  EXPECT_FALSE(entries.versions(pass, person, id));
  EXPECT_FALSE(files.of(pass, person, id));
  EXPECT_FALSE(keeping.held(pass, person));
  const auto writes = must(w.gate.write(worker, other, w.service(), w.kind("contact-note")));
  EXPECT_FALSE(entries.write(writes, fresh("contact-note", R"({"when":"2026-11-20T14:20","method":"visit",
      "what-happened":"Somebody else"})")));
  EXPECT_FALSE(keeping.remove(writes, person, {id}));
}

}  // namespace
}  // namespace candour::record
