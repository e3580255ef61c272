#include "people/proposals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "charter/new_uses_for_tests.h"
#include "people/proposing_for_tests.h"

namespace candour::people {
namespace {

using charter::Reaches;

TEST_F(Proposing, from_a_confirmed_value_to_a_version_in_force) {
  const auto confirmed =
      must(charter::with_ground(text, {"organisation/says"}, "confirmed by dp-lead on 2026-11-21"));
  const auto id = must(proposals->propose(lead(), confirmed, on(21), proposals->base()));
  EXPECT_EQ(tasks(admin_), 1);
  EXPECT_EQ(tasks(lead_), 0) << "whoever proposed it has nothing to approve";
  EXPECT_FALSE(must(proposals->bring_in())) << "nothing counts before another person approved it";
  must(proposals->approve(admin(), id, now(id).digest));
  EXPECT_EQ(tasks(admin_), 0);
  EXPECT_TRUE(must(proposals->bring_in()));
  const auto written = must(charter::read_text_file(file));
  EXPECT_NE(written.find("confirmed by dp-lead on 2026-11-21"), std::string::npos);
  EXPECT_EQ(must(charter::read_text_file(file + ".1.0")), text) << "the old one is kept beside";
  EXPECT_EQ(now(id).state, "approved") << "in force once a server runs it";
  EXPECT_EQ(proposals->refuse(admin(), id, "Too late for that").error().code, Code::Conflict);
  EXPECT_EQ(proposals->withdraw(lead(), id).error().code, Code::Conflict);
  const auto again = charter::load_text(file, written, catalogue).charter;
  ASSERT_TRUE(again);
  auto anew = in_force(written, again->version.number);
  must(anew.begin());
  EXPECT_EQ(now(id).state, "in-force");
  const auto all = must(proposals->versions(lead()));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].number, again->version.number);
  EXPECT_EQ(all[0].author, lead_);
  EXPECT_EQ(all[0].approver, admin_);
  std::string note;
  must(w.db->read([&](store::Session& s) -> Status {
    TRY(const auto newest, w.ledger->newest(s, 0, 1));
    note = newest.front().entry.note;
    return {};
  }));
  EXPECT_NE(note.find("by:" + lead_.text() + " approved:" + admin_.text()), std::string::npos);
}

TEST_F(Proposing, nobody_approves_what_they_proposed) {
  const auto id = propose(lead());
  const auto refused = proposals->approve(lead(), id, now(id).digest);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::NotAllowed);
  EXPECT_EQ(now(id).state, "open");
}

TEST_F(Proposing, nobody_approves_what_an_account_of_theirs_proposed) {
  NewStaff s;
  s.username = "puppet";
  s.name = "Puppet";
  s.email = "puppet@example.org";
  s.posts = {{w.charter->find_role("dp-lead").value(), {}, {}}};
  s.agreement_at = s.training_at = w.clock.now();
  const auto puppet = must(w.staff.seed(s, true));
  write([&](store::Txn& txn) {
    return gate::keep_making(txn, *w.vault, w.db->org(), puppet,
                             {admin_, admin_, {}, w.clock.now(), {}, false});
  });
  const auto id = propose(w.actor(puppet));
  EXPECT_FALSE(proposals->approve(admin(), id, now(id).digest));
  EXPECT_TRUE(proposals->approve(lead(), id, now(id).digest));
}

TEST_F(Proposing, without_the_duty_nobody_proposes_reads_or_approves) {
  const auto worker = w.actor(worker_);
  EXPECT_FALSE(proposals->propose(worker, changed(), on(21), proposals->base()));
  const auto id = propose(lead());
  EXPECT_FALSE(proposals->approve(worker, id, now(id).digest));
  EXPECT_FALSE(proposals->find(worker, id));
  EXPECT_FALSE(proposals->refuse(worker, id, "no reason"));
}

TEST_F(Proposing, what_reaches_people_needs_somebody_who_answers_for_data_protection) {
  const auto other = w.hire("admin");
  const auto id = propose(admin());
  EXPECT_EQ(must(proposals->assess(changed(), on(21))).reaches, Reaches::People);
  EXPECT_NE(
      refusal(proposals->approve(w.actor(other), id, now(id).digest)).find("answer for data protection"),
      std::string::npos);
  EXPECT_TRUE(proposals->approve(lead(), id, now(id).digest));
}

TEST_F(Proposing, what_is_confirmed_and_comes_into_print_reaches_people) {
  const auto confirmed =
      must(charter::with_ground(text, {"organisation/says"}, "confirmed by dp-lead on 2026-11-21"));
  const auto a = must(proposals->assess(confirmed, on(21)));
  EXPECT_EQ(a.reaches, Reaches::People);
  EXPECT_EQ(a.charter->version.number, "2.0");
  EXPECT_TRUE(a.charter->version.major);
  const auto other = w.hire("admin");
  const auto id = must(proposals->propose(admin(), confirmed, on(21), proposals->base()));
  EXPECT_NE(
      refusal(proposals->approve(w.actor(other), id, now(id).digest)).find("answer for data protection"),
      std::string::npos);
  EXPECT_TRUE(proposals->approve(lead(), id, now(id).digest));
}

TEST_F(Proposing, what_is_working_again_and_goes_out_of_print_reaches_people) {
  const auto working = charter::with_pieces(text, {{"texts/tell-us: \"1.6\"", "texts/tell-us: working"}});
  const auto a = must(proposals->assess(working, on(21)));
  EXPECT_EQ(a.reaches, Reaches::People);
  EXPECT_TRUE(a.charter->version.major);
  const auto elsewhere = charter::with_pieces(text, {{"texts/tell-us: \"1.6\"", "texts/tell-us: \"1.5\""}});
  const auto b = must(proposals->assess(elsewhere, on(21)));
  EXPECT_EQ(b.reaches, Reaches::Nobody) << "on which part it stands";
  EXPECT_FALSE(b.charter->version.major);
}

TEST_F(Proposing, who_left_does_not_count) {
  const auto id = propose(lead());
  const auto gone = w.actor(admin_);  // still signed in
  leave(admin_);
  EXPECT_FALSE(proposals->approve(gone, id, now(id).digest));
  const auto second = w.hire("admin");
  must(proposals->approve(w.actor(second), id, now(id).digest));
  leave(second);
  EXPECT_FALSE(must(proposals->bring_in()));
  EXPECT_EQ(now(id).state, "open") << "the approval is void";
  EXPECT_EQ(must(charter::read_text_file(file)), text);
}

TEST_F(Proposing, what_somebody_confirmed_who_left_waits_until_another_takes_it_over) {
  const auto other = w.hire("dp-lead");
  const auto confirmed =
      must(charter::with_ground(text, {"organisation/says"}, "confirmed by dp-lead on 2026-11-21"));
  const auto id = must(proposals->propose(w.actor(other), confirmed, on(21), proposals->base()));
  leave(other);
  EXPECT_NE(refusal(proposals->approve(admin(), id, now(id).digest)).find("works here no longer"),
            std::string::npos);
  must(proposals->change(lead(), id, confirmed, on(21), now(id).digest));
  EXPECT_EQ(now(id).author, lead_);
  EXPECT_TRUE(proposals->approve(admin(), id, now(id).digest));
}

TEST_F(Proposing, of_two_who_approve_at_once_one_does) {
  const auto other = w.hire("admin");
  const auto id = propose(lead());
  const auto seen = now(id).digest;
  const auto one = admin(), two = w.actor(other);
  Status first, second;
  std::thread a([&] { first = proposals->approve(one, id, seen); });
  std::thread b([&] { second = proposals->approve(two, id, seen); });
  a.join();
  b.join();
  EXPECT_NE(first.has_value(), second.has_value());
  EXPECT_EQ((first ? second : first).error().code, Code::Conflict);
}

TEST_F(Proposing, what_was_changed_after_it_was_read_is_not_approved) {
  const auto id = propose(lead());
  const auto seen = now(id).digest;
  must(proposals->change(lead(), id, changed("Another name"), on(21), seen));
  EXPECT_NE(refusal(proposals->approve(admin(), id, seen)).find("changed since you read it"),
            std::string::npos);
  EXPECT_EQ(proposals->change(lead(), id, changed("A third"), on(21), seen).error().code, Code::Conflict);
}

TEST_F(Proposing, a_day_that_is_past_and_a_number_that_was_used_are_refused) {
  EXPECT_NE(refusal(proposals->propose(lead(), changed(), on(20), proposals->base())).find("from: "),
            std::string::npos);
  EXPECT_NE(refusal(proposals->propose(lead(), changed(), {}, proposals->base())).find("from which day"),
            std::string::npos);
  write([&](store::Txn& txn) -> Status {
    return txn
        .run("INSERT INTO charter_version (org, version, since, file) VALUES ($1, '2.0', 1, $2)",
             {w.db->org(), as_bytes(std::string_view("x"))})
        .map([](auto) {});
  });
  EXPECT_NE(
      refusal(proposals->propose(lead(), changed(), on(22), proposals->base())).find("was in force before"),
      std::string::npos);
  const auto older = must(charter::with_version(changed(), "0.9", *on(22), true));
  EXPECT_NE(refusal(proposals->propose(lead(), older, {}, proposals->base())).find("does not come after"),
            std::string::npos);
}

TEST_F(Proposing, a_version_of_tomorrow_waits_for_its_day) {
  const auto id = propose(lead(), 22);
  must(proposals->approve(admin(), id, now(id).digest));
  EXPECT_FALSE(must(proposals->bring_in()));
  w.clock.set({w.clock.now().ms + 24ll * 3600 * 1000});
  EXPECT_TRUE(must(proposals->bring_in()));
}

TEST_F(Proposing, the_number_is_a_major_one_where_people_are_reached) {
  EXPECT_EQ(must(proposals->assess(changed(), on(21))).charter->version.number, "2.0");
  const auto remark = must(charter::with_value(text, "organisation/hosting", "UK"));
  EXPECT_FALSE(proposals->assess(text + "\n# a remark\n", on(21))) << "it says the same";
}

TEST_F(Proposing, what_is_no_charter_is_told_by_line) {
  const auto line = refusal(proposals->propose(lead(), text + "\n  : [broken\n", on(21), proposals->base()));
  EXPECT_NE(line.find("text: Line "), std::string::npos) << line;
  EXPECT_NE(line.find("To mend: "), std::string::npos);
  const std::string large = text + "# " + std::string(5 << 20, 'x');
  EXPECT_NE(refusal(proposals->propose(lead(), large, on(21), proposals->base())).find("larger than 1 MB"),
            std::string::npos);
  const auto other = must(charter::read_text_file(std::string(CANDOUR_SOURCE_DIR) + "/charters/lw.yaml"));
  EXPECT_NE(
      refusal(proposals->propose(lead(), other, on(21), proposals->base())).find("This is the charter of"),
      std::string::npos);
}

TEST_F(Proposing, what_was_compared_with_an_older_version_is_compared_anew) {
  const auto id = propose(lead());
  const auto newer = must(charter::with_version(text, "1.1", *on(21), true)) + "\n# by hand\n";
  must(in_force(newer, "1.1").begin());
  std::ofstream(file) << newer;
  auto server = serve(newer);
  EXPECT_NE(refusal(server->approve(admin(), id, now(id).digest)).find("compare it anew"), std::string::npos);
  EXPECT_EQ(server->propose(lead(), changed(), on(21), proposals->base()).error().code, Code::Conflict);
  must(server->change(lead(), id, changed(), on(21), now(id).digest));
  EXPECT_EQ(now(id).base, server->base());
}

TEST_F(Proposing, a_file_that_was_changed_on_the_disk_is_not_written_over) {
  const auto id = propose(lead());
  must(proposals->approve(admin(), id, now(id).digest));
  std::ofstream(file, std::ios::app) << "# by hand\n";
  const auto refused = proposals->bring_in();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  EXPECT_NE(must(charter::read_text_file(file)).find("# by hand"), std::string::npos);
  EXPECT_EQ(proposals->file_state("x"), FileState::ChangedOnDisk);
}

TEST_F(Proposing, a_folder_that_cannot_be_written_is_said) {
  const auto id = propose(lead());
  must(proposals->approve(admin(), id, now(id).digest));
  if (::geteuid() != 0) {  // root may write everywhere
    fs::permissions(dir, fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_EQ(proposals->file_state("x"), FileState::NotWritable);
    EXPECT_EQ(proposals->bring_in().error().code, Code::Unavailable);
    fs::permissions(dir, fs::perms::owner_all);
  }
  fs::create_directory(file + ".new");  // what stands in the way of the new file
  const auto refused = proposals->bring_in();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Unavailable);
  EXPECT_NE(said(refused.error()).find("cannot be written"), std::string::npos);
  EXPECT_EQ(now(id).state, "approved");
  EXPECT_EQ(must(charter::read_text_file(file)), text);
  fs::remove(file + ".new");
  EXPECT_TRUE(must(proposals->bring_in()));
}

TEST_F(Proposing, it_is_taken_back_or_refused_with_a_word_why) {
  const auto id = propose(lead()), other = propose(lead());
  EXPECT_FALSE(proposals->withdraw(admin(), id));
  EXPECT_FALSE(proposals->refuse(admin(), id, "no"));
  must(proposals->refuse(admin(), id, "The day is too soon."));
  EXPECT_EQ(now(id).why, "The day is too soon.");
  must(proposals->withdraw(lead(), other));
  EXPECT_EQ(now(other).state, "withdrawn");
  EXPECT_EQ(proposals->approve(admin(), other, now(other).digest).error().code, Code::Conflict);
  EXPECT_EQ(tasks(admin_), 0);
}

TEST_F(Proposing, another_server_takes_over_what_one_has_brought_in) {
  const fs::path far = dir / "far.yaml";
  fs::copy_file(file, far);
  Proposals second(w.gate, *w.db, *w.vault, w.staff.second(), w.clock,
                   {far.string(), text, catalogue, digest});
  const auto id = propose(lead());
  must(proposals->approve(admin(), id, now(id).digest));
  EXPECT_TRUE(must(proposals->bring_in()));
  const auto written = must(charter::read_text_file(file));
  must(in_force(written, now(id).version).begin());
  EXPECT_TRUE(must(second.bring_in()));
  EXPECT_EQ(must(charter::read_text_file(far.string())), written);
  Proposals unlike(
      w.gate, *w.db, *w.vault, w.staff.second(), w.clock,
      {far.string(), text, catalogue, [](const std::string&) -> Result<Bytes> { return Bytes(32, 1); }});
  EXPECT_EQ(unlike.bring_in().error().code, Code::Conflict) << "with another catalogue it does not follow";
}

TEST_F(Proposing, Promise_ALL_2_every_step_of_a_proposal_is_on_the_ledger) {
  using ledger::Act;
  LinesSince since{*w.db, *w.ledger};
  const auto step = [&](StaffId by, const std::string& outcome, ProposalId id) {
    const auto there = since.has(
        {by, Act::CharterChange, "charter-proposal", {}, "version:2.0 sha256 ", outcome, id.text()});
    since.again();
    return there;
  };
  const auto id = propose(lead());
  EXPECT_TRUE(step(lead_, "proposed", id));
  must(proposals->change(lead(), id, changed("Another"), on(21), now(id).digest));
  EXPECT_TRUE(step(lead_, "changed", id));
  EXPECT_FALSE(proposals->approve(lead(), id, now(id).digest));
  EXPECT_TRUE(since.has({lead_, Act::Refuse, "charter-proposal", {}, "", "same-hand", id.text()}));
  since.again();
  must(proposals->approve(admin(), id, now(id).digest));
  EXPECT_TRUE(step(admin_, "approved", id));
  must(proposals->refuse(admin(), id, "Not yet, after all."));
  EXPECT_TRUE(step(admin_, "refused", id));
  const auto other = propose(lead());
  since.again();
  must(proposals->withdraw(lead(), other));
  EXPECT_TRUE(step(lead_, "withdrawn", other));
  const auto third = propose(lead());
  must(proposals->approve(admin(), third, now(third).digest));
  leave(admin_);
  since.again();
  EXPECT_FALSE(must(proposals->bring_in()));
  EXPECT_TRUE(step({}, "approval-void", third));
}

TEST_F(Proposing, what_an_editor_writes_into_the_database_is_not_brought_in) {
  const auto id = propose(lead());
  must(proposals->approve(admin(), id, now(id).digest));
  const auto seen = now(id).digest;
  write([&](store::Txn& txn) -> Status {
    return txn
        .run("UPDATE charter_draft SET text=$3 WHERE org=$1 AND digest=$2",
             {w.db->org(), seen, as_bytes(std::string_view("another text"))})
        .map([](auto) {});
  });
  EXPECT_EQ(proposals->bring_in().error().code, Code::Corrupt);
  EXPECT_EQ(must(charter::read_text_file(file)), text);
}

}  // namespace
}  // namespace candour::people
