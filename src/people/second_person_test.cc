#include "people/second_person.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/making.h"
#include "gate/tasks.h"
#include "people/kept_password.h"
#include "people/lines_for_tests.h"
#include "people/session.h"
#include "people/waiting_words.h"
#include "people/world_for_tests.h"
#include "store/accounted.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

using ledger::Act;
using testing::HasSubstr;

constexpr std::string_view kFirst = "copper-lantern-52-reed", kOwn = "velvet-thistle-93-pond";

/// An organisation with an administrator, a data-protection lead and a supervisor, who are three people.
struct Office {
  World w{"ll"};
  Sessions sessions{w.gate, *w.db, *w.vault, w.clock};
  StaffId admin = w.hire("admin"), lead = w.hire("dp-lead"), boss = w.hire("supervisor", w.service());
  SecondPerson& second = w.staff.second();

  NewStaff somebody(const std::string& username, std::string_view role, std::string_view password = {}) {
    NewStaff s;
    s.name = "Robin Vale";
    s.email = username + "@example.org";
    s.username = username;
    s.posts = {{*w.charter->find_role(role), w.service(), std::nullopt}};
    s.password = password;
    return s;
  }
  StaffId add(const std::string& username, std::string_view role, std::string_view password = {}) {
    return must(w.staff.add(w.actor(admin), somebody(username, role, password)));
  }
  std::vector<gate::Post> posts(std::string_view role) {
    return {{*w.charter->find_role(role), std::nullopt, std::nullopt}};
  }
  WaitingId waits(StaffId about) { return must(second.about(w.actor(admin), about)).at(0).id; }
  int waiting(StaffId about) { return static_cast<int>(must(second.about(w.actor(admin), about)).size()); }
  auto in(const std::string& username, std::string_view password) {
    return sessions.sign_in(username, password, "198.51.100.7", "Chromium Linux");
  }
  void pass(std::int64_t ms) { w.clock.set({w.clock.now().ms + ms}); }
  /// A puppet of the administrator with a duty of its own: another signed it off, believing in it.
  StaffId puppet(std::string_view role = "dp-lead") {
    const auto id = add("puppet-" + std::to_string(++puppets_), role, kFirst);
    must(second.confirm(w.actor(lead), waits(id)));
    make_fit(id);
    return id;
  }
  void make_fit(StaffId id) {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test tampers");
      TRY([[maybe_unused]] const auto rows,
          txn.run("UPDATE staff SET agreement_at=$3, training_at=$3 WHERE org=$1 AND id=$2",
                  {w.db->org(), id, w.clock.now().ms}));
      return {};
    }));
  }

 private:
  int puppets_ = 0;
};

TEST(Attack, A4_a_puppet_with_the_supervisors_role_reads_nothing) {
  Office o;
  const auto e = o.w.enrol(o.w.actor(o.boss), std::nullopt);
  const auto puppet = o.add("puppet", "supervisor", kFirst);
  // Training recorded by its maker, the agreement signed as it.
  must(o.w.staff.record_training(o.w.actor(o.admin), puppet, o.w.clock.now()));
  const auto in = must(o.in("puppet", kFirst));
  EXPECT_TRUE(in.session.half) << "a password that somebody else set opens nothing";
  must(o.sessions.choose_password(in.token, kOwn));
  must(o.w.staff.sign_agreement(o.w.actor(puppet)));
  const auto them = o.w.actor(puppet);
  EXPECT_TRUE(them.posts.empty());
  EXPECT_FALSE(them.training);
  EXPECT_FALSE(o.w.gate.see(them, e.person, {}));
  EXPECT_EQ(o.waiting(puppet), 2) << "posts and training";
  // Nor may the administrator confirm what they asked for.
  const auto no = o.second.confirm(o.w.actor(o.admin), o.waits(puppet));
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::NotAllowed);
  EXPECT_EQ(o.w.all_kept().front().entry.act, Act::Refuse);
  EXPECT_TRUE(o.w.actor(puppet).posts.empty());
}

TEST(Attack, A4_with_a_second_person_posts_count_and_the_lead_is_told) {
  Office o;
  const auto id = o.add("robin", "worker");
  const auto tasks = [&](StaffId who) {
    std::vector<std::string> kinds;
    gate::Tasks all(o.w.gate, *o.w.db, o.w.clock);
    for (const auto& t : must(all.open(o.w.actor(who), 9))) kinds.push_back(t.kind);
    return kinds;
  };
  EXPECT_THAT(tasks(o.boss), testing::ElementsAre("second-person"));
  EXPECT_THAT(tasks(o.admin), testing::IsEmpty()) << "not the one who asked";
  must(o.second.confirm(o.w.actor(o.boss), o.waits(id)));
  EXPECT_EQ(o.w.actor(id).posts.size(), 1u);
  EXPECT_THAT(tasks(o.boss), testing::IsEmpty());
  EXPECT_THAT(tasks(o.lead), testing::ElementsAre("new-posts"));
  EXPECT_EQ(o.second.confirm(o.w.actor(o.lead), must(o.second.asked_by(o.w.actor(o.admin))).front().id)
                .error()
                .code,
            Code::Conflict)
      << "once";
}

TEST(Attack, A4_nobody_changes_their_own_role_alone) {
  Office o;
  auto other = o.somebody("other-admin", "admin", kFirst);
  must(o.w.staff.seed(other, true));
  must(o.w.staff.change_posts(o.w.actor(o.admin), o.admin, o.posts("supervisor"), {}));
  const auto before = o.w.actor(o.admin).posts;
  ASSERT_EQ(before.size(), 1u) << "what they had is not taken away either until two have said so";
  EXPECT_EQ(before.front().role, *o.w.charter->find_role("admin"));
  EXPECT_FALSE(o.second.confirm(o.w.actor(o.admin), o.waits(o.admin))) << "not the one who gets it";
  must(o.second.confirm(o.w.actor(o.lead), o.waits(o.admin)));
  EXPECT_EQ(o.w.actor(o.admin).posts.front().role, *o.w.charter->find_role("supervisor"));
}

TEST(Attack, A4_whom_it_is_about_does_not_confirm_it_whoever_asked) {
  Office o;
  // Asking to let somebody in again gives the one who asks no hand in the account.
  must(o.w.staff.ask_recovery(o.w.actor(o.admin), o.lead, true, true));
  const auto own = o.second.confirm(o.w.actor(o.lead), o.waits(o.lead));
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, Code::NotAllowed);
  EXPECT_TRUE(must(o.second.for_me(o.w.actor(o.lead))).empty());
  EXPECT_TRUE(o.second.confirm(o.w.actor(o.boss), o.waits(o.lead)));
}

TEST(Attack, A4_a_creature_of_the_one_who_asked_confirms_nothing) {
  Office o;
  const auto puppet = o.puppet();
  const auto target = o.add("robin", "supervisor");
  EXPECT_TRUE(must(o.second.for_me(o.w.actor(puppet))).empty());
  EXPECT_EQ(o.second.confirm(o.w.actor(puppet), o.waits(target)).error().code, Code::NotAllowed);
  EXPECT_EQ(o.second.refuse(o.w.actor(puppet), o.waits(target), "No reason").error().code, Code::NotAllowed);
  // Two puppets of the same hand are one person, whichever asks.
  const auto other = o.puppet("admin");
  must(o.w.staff.change_posts(o.w.actor(other), o.boss, o.posts("dp-lead"), {}));
  EXPECT_FALSE(o.second.confirm(o.w.actor(puppet), o.waits(o.boss)));
  EXPECT_FALSE(o.second.confirm(o.w.actor(o.admin), o.waits(o.boss))) << "the maker of the one who asked";
  EXPECT_TRUE(o.second.confirm(o.w.actor(o.lead), o.waits(o.boss)));
}

TEST(Attack, A4_a_creature_of_a_creature_is_in_the_same_hand) {
  Office o;
  const auto first = o.puppet("admin");
  const auto chain = must(o.w.staff.add(o.w.actor(first), o.somebody("chain", "dp-lead", kFirst)));
  must(o.second.confirm(o.w.actor(o.lead), o.waits(chain)));
  o.make_fit(chain);
  const auto target = o.add("robin", "supervisor");
  EXPECT_FALSE(o.second.confirm(o.w.actor(chain), o.waits(target)));
}

TEST(Attack, A4_the_one_who_gets_it_does_not_confirm_through_an_account_of_theirs) {
  Office o;
  const auto puppet = o.puppet();  // of the administrator
  const auto other_admin = o.w.hire("admin");
  must(o.w.staff.change_posts(o.w.actor(other_admin), o.admin, o.posts("supervisor"), {}));
  EXPECT_FALSE(o.second.confirm(o.w.actor(puppet), o.waits(o.admin)));
  EXPECT_TRUE(o.second.confirm(o.w.actor(o.lead), o.waits(o.admin)));
}

TEST(Attack, A4_nobody_lets_themselves_in_again_through_an_account_of_theirs) {
  Office o;
  const auto puppet = o.puppet();  // of the administrator, and in nobody else's hand
  const auto other_admin = o.w.hire("admin");
  must(o.w.staff.ask_recovery(o.w.actor(other_admin), o.admin, true, true));
  const auto theirs = o.second.confirm(o.w.actor(puppet), o.waits(o.admin));
  ASSERT_FALSE(theirs);
  EXPECT_EQ(theirs.error().code, Code::NotAllowed);
  EXPECT_TRUE(must(o.second.for_me(o.w.actor(puppet))).empty());
  EXPECT_TRUE(o.second.confirm(o.w.actor(o.lead), o.waits(o.admin)));
}

TEST(Attack, A4_nobody_records_their_own_training_or_that_of_whom_they_made) {
  Office o;
  o.pass(400ll * 24 * 60 * 60 * 1000);
  const auto admin = o.w.actor(o.admin);
  EXPECT_FALSE(admin.training);
  must(o.w.staff.record_training(admin, o.admin, o.w.clock.now()));
  EXPECT_FALSE(o.w.actor(o.admin).training) << "their own waits";
  const auto puppet = o.add("puppet", "worker", kFirst);
  must(o.w.staff.record_training(admin, puppet, o.w.clock.now()));
  EXPECT_FALSE(o.w.actor(puppet).training);
  // Also much later, and when the training was given with the account.
  o.pass(200ll * 24 * 60 * 60 * 1000);
  must(o.w.staff.record_training(admin, puppet, o.w.clock.now()));
  EXPECT_FALSE(o.w.actor(puppet).training);
  auto s = o.somebody("trained", "worker");
  s.training_at = o.w.clock.now();
  EXPECT_FALSE(o.w.actor(must(o.w.staff.add(admin, s))).training);
  // That of somebody else counts at once.
  must(o.w.staff.record_training(admin, o.lead, o.w.clock.now()));
  EXPECT_TRUE(o.w.actor(o.lead).training);
  must(o.w.staff.record_training(admin, o.admin, o.w.clock.now()));
  must(o.second.confirm(o.w.actor(o.lead), o.waits(o.admin)));
  EXPECT_TRUE(o.w.actor(o.admin).training);
  // Nor of whom they made, once a second person has vouched for the account and its first password is long
  // forgotten.
  const auto vouched = o.add("vouched", "worker");
  must(o.second.confirm(o.w.actor(o.lead), o.waits(vouched)));
  o.pass(200ll * 24 * 60 * 60 * 1000);
  must(o.w.staff.record_training(admin, vouched, o.w.clock.now()));
  EXPECT_FALSE(o.w.actor(vouched).training) << "whoever made it asks somebody else";
  EXPECT_EQ(o.waiting(vouched), 1);
}

TEST(Attack, A4_nobody_signs_the_agreement_for_somebody_else) {
  Office o;
  auto s = o.somebody("robin", "worker", kFirst);
  s.agreement_at = o.w.clock.now();
  EXPECT_EQ(o.w.staff.add(o.w.actor(o.admin), s).error().code, Code::Invalid);
  const auto id = o.add("robin", "worker", kFirst);
  // With the password that the administrator set there is no signing, not even below the pages.
  EXPECT_EQ(o.w.staff.sign_agreement(o.w.actor(id)).error().code, Code::Invalid);
  const auto in = must(o.in("robin", kFirst));
  EXPECT_EQ(o.sessions.choose_password(in.token, kFirst).error().code, Code::Invalid) << "the same again";
  const auto whole = must(o.sessions.choose_password(in.token, kOwn));
  EXPECT_FALSE(whole.session.half);
  EXPECT_FALSE(o.in("robin", kFirst)) << "it worked once";
  must(o.w.staff.sign_agreement(o.w.actor(id)));
  gate::Tasks tasks(o.w.gate, *o.w.db, o.w.clock);
  std::vector<std::string> kinds;
  for (const auto& t : must(tasks.open(o.w.actor(o.lead), 9))) kinds.push_back(t.kind);
  EXPECT_THAT(kinds, testing::Contains("first-password")) << "it is not done unseen";
}

TEST(Attack, A4_taking_people_under_oneself_waits) {
  Office o;
  const auto worker = o.w.hire("worker", o.w.service());
  must(o.w.staff.change_posts(o.w.actor(o.admin), worker,
                              {{*o.w.charter->find_role("worker"), o.w.service(), std::nullopt}}, o.admin));
  EXPECT_NE(o.w.staff.directory()->find(worker)->supervisor, o.admin);
  must(o.second.confirm(o.w.actor(o.lead), o.waits(worker)));
  EXPECT_EQ(o.w.staff.directory()->find(worker)->supervisor, o.admin);
}

TEST(Attack, A4_taking_people_under_a_puppet_or_above_oneself_waits_too) {
  Office o;
  const auto worker = o.w.hire("worker", o.w.service());
  const auto under = [&](StaffId over) {
    must(o.w.staff.change_posts(o.w.actor(o.admin), worker,
                                {{*o.w.charter->find_role("worker"), o.w.service(), std::nullopt}}, over));
    return o.w.staff.directory()->find(worker)->supervisor == over;
  };
  EXPECT_FALSE(under(o.add("board", "board"))) << "an account that one made oneself";
  const auto below = o.w.hire("supervisor", o.w.service(), std::nullopt, o.admin);
  EXPECT_FALSE(under(below)) << "whoever stands under oneself hands on their line";
  EXPECT_TRUE(under(o.boss));
}

TEST(Attack, A4_taking_away_counts_at_once) {
  Office o;
  must(o.w.staff.change_posts(o.w.actor(o.admin), o.boss, o.posts("dp-lead"), {}));
  EXPECT_TRUE(o.w.actor(o.boss).posts.empty()) << "the old post is gone, the new one waits";
}

TEST(Attack, A4_recovery_needs_two_and_neither_knows_the_password) {
  Office o;
  const auto sam = o.w.hire("worker", o.w.service());
  const auto name = o.w.staff.directory()->find(sam)->username;
  EXPECT_EQ(o.w.staff.ask_recovery(o.w.actor(o.admin), o.admin, true, false).error().code, Code::Invalid);
  const auto half = must(o.w.staff.ask_recovery(o.w.actor(o.admin), sam, true, true));
  EXPECT_FALSE(o.in(name, half)) << "nothing happens yet";
  EXPECT_FALSE(o.second.confirm(o.w.actor(o.admin), o.waits(sam)));
  EXPECT_FALSE(o.second.confirm(o.w.actor(o.puppet()), o.waits(sam)));
  const auto rest = must(o.second.confirm(o.w.actor(o.lead), o.waits(sam)));
  EXPECT_FALSE(o.in(name, half));
  EXPECT_FALSE(o.in(name, rest));
  const auto in = must(o.in(name, half + "-" + rest));
  EXPECT_TRUE(in.session.choosing);
}

TEST(Attack, A4_the_last_administrator_works_with_a_second_person_outside) {
  World w("ll");
  NewStaff s;
  s.name = "Only One";
  s.username = "only";
  s.posts = {{*w.charter->find_role("admin"), std::nullopt, std::nullopt}};
  const auto only = must(w.staff.add({}, s));
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test tampers");
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff SET agreement_at=$2, training_at=$2 WHERE org=$1",
                {w.db->org(), w.clock.now().ms}));
    return {};
  }));
  auto& second = w.staff.second();
  const auto code = must(second.make_code());
  const auto added = must(w.staff.add_with_halves(
      w.actor(only),
      {"Robin", "", "robin", {{*w.charter->find_role("worker"), w.service(), {}}}, {}, {}, {}, "", false}));
  EXPECT_FALSE(second.outside("aaaaa-aaaaa-aaaaa-aaaaa", "192.0.2.1"));
  const auto out = must(second.outside(code, "192.0.2.1"));
  ASSERT_EQ(out.waiting.size(), 1u);
  EXPECT_THAT(waiting_words(*w.charter, *w.staff.directory(), out.waiting.front()).title, HasSubstr("Robin"));
  EXPECT_EQ(second.refuse_outside(out.ticket, out.waiting.front().id, "").error().fields.front().field,
            "words");
  const auto rest = must(second.confirm_outside(out.ticket, out.waiting.front().id));
  EXPECT_EQ(w.actor(added.id).posts.size(), 1u);
  Sessions sessions(w.gate, *w.db, *w.vault, w.clock);
  EXPECT_TRUE(must(sessions.sign_in("robin", added.half + "-" + rest, "192.0.2.1", "")).session.choosing);
  // Used once, for one thing.
  EXPECT_FALSE(second.outside(code, "192.0.2.1"));
  must(w.staff.change_posts(w.actor(only), only,
                            {{*w.charter->find_role("admin"), std::nullopt, std::nullopt},
                             {*w.charter->find_role("dp-lead"), std::nullopt, std::nullopt}},
                            {}));
  const auto next = must(second.about(w.actor(only), only)).front().id;
  EXPECT_FALSE(second.confirm_outside(out.ticket, next));
  EXPECT_THAT(second.somebody(w.actor(only)).error().words.text, HasSubstr("candour staff code"));
  must(second.make_code());
  EXPECT_TRUE(second.somebody(w.actor(only)));
}

TEST(Attack, A4_who_saw_the_code_does_not_use_it_for_what_they_ask) {
  Office o;
  must(o.w.staff.ask_outside_code(o.w.actor(o.admin)));
  EXPECT_FALSE(o.second.confirm(o.w.actor(o.admin), o.waits(o.admin)));
  const auto other_admin = o.w.hire("admin");
  const auto code = must(o.second.confirm(o.w.actor(other_admin), o.waits(o.admin)));
  ASSERT_EQ(code.size(), 23u);
  must(o.w.staff.change_posts(o.w.actor(other_admin), o.boss, o.posts("dp-lead"), {}));
  const auto out = must(o.second.outside(code, "192.0.2.1"));
  EXPECT_TRUE(out.waiting.empty());
  EXPECT_FALSE(o.second.confirm_outside(out.ticket, o.waits(o.boss)));
}

TEST(Attack, A4_guesses_at_the_code_are_throttled) {
  Office o;
  const auto code = must(o.second.make_code());
  int tries = 0;
  while (tries < 200 && o.second.outside("wrong", "192.0.2.1").error().code == Code::Invalid) ++tries;
  EXPECT_LE(tries, 50);
  EXPECT_EQ(o.second.outside(code, "192.0.2.1").error().code, Code::TooMuch);
}

TEST(Attack, A4_what_an_editor_writes_into_the_database_is_no_second_person) {
  Office o;
  const auto puppet = o.puppet();
  const auto target = o.add("robin", "supervisor");
  const auto tamper = [&](std::string_view sql) {
    must(o.w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test tampers");
      TRY([[maybe_unused]] const auto rows, txn.run(sql, {o.w.db->org(), puppet, o.lead}));
      return {};
    }));
  };
  // Nothing is known of who made it any more, or what is known is another's.
  tamper("DELETE FROM staff_making WHERE org=$1 AND staff=$2 AND staff<>$3");
  EXPECT_FALSE(o.second.confirm(o.w.actor(puppet), o.waits(target)));
  tamper(
      "INSERT INTO staff_making (org, staff, sealed) SELECT org, $2, sealed FROM staff_making WHERE org=$1 AND staff=$3");
  EXPECT_FALSE(o.second.confirm(o.w.actor(puppet), o.waits(target)));
  // Another change in the place of the one that was asked for.
  const auto harmless = o.waits(target);
  must(o.w.staff.change_posts(o.w.actor(o.admin), o.boss, o.posts("dp-lead"), {}));
  must(o.w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test tampers");
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE waiting_change SET sealed=(SELECT sealed FROM waiting_change WHERE org=$1 AND id=$2) "
                "WHERE org=$1 AND id=$3",
                {o.w.db->org(), o.waits(o.boss), harmless}));
    return {};
  }));
  EXPECT_EQ(o.second.confirm(o.w.actor(o.lead), harmless).error().code, Code::Corrupt);
}

TEST(SecondPerson, refusing_needs_a_word_and_a_change_lapses) {
  Office o;
  const auto id = o.add("robin", "worker");
  EXPECT_EQ(o.second.refuse(o.w.actor(o.lead), o.waits(id), " ").error().fields.front().field, "words");
  must(o.second.refuse(o.w.actor(o.lead), o.waits(id), "I do not know them."));
  const auto asked = must(o.second.asked_by(o.w.actor(o.admin)));
  EXPECT_EQ(asked.front().state, "refused");
  EXPECT_EQ(asked.front().why, "I do not know them.");
  must(o.w.staff.change_posts(o.w.actor(o.admin), id, o.posts("worker"), {}));
  const auto late = o.waits(id);
  o.pass(15ll * 24 * 60 * 60 * 1000);
  EXPECT_EQ(o.second.confirm(o.w.actor(o.lead), late).error().code, Code::Conflict);
  EXPECT_TRUE(must(o.second.for_me(o.w.actor(o.lead))).empty());
}

TEST(SecondPerson, whoever_asked_takes_it_back_and_a_newer_one_takes_its_place) {
  Office o;
  const auto id = o.add("robin", "worker");
  const auto first = o.waits(id);
  must(o.w.staff.change_posts(o.w.actor(o.admin), id, o.posts("worker"), {}));
  EXPECT_EQ(o.waiting(id), 1);
  EXPECT_EQ(o.second.confirm(o.w.actor(o.lead), first).error().code, Code::Conflict);
  EXPECT_EQ(o.second.withdraw(o.w.actor(o.lead), o.waits(id)).error().code, Code::NotFound);
  must(o.second.withdraw(o.w.actor(o.admin), o.waits(id)));
  EXPECT_EQ(o.waiting(id), 0);
}

TEST(Attack, A4_nobody_reviews_an_access_that_their_own_account_asked) {
  World w("lw");
  const auto audit = *w.charter->find_reason("audit");
  const auto manager = w.hire("service-manager");
  const auto e = w.enrol(w.actor(w.hire("supervisor", w.service())), std::nullopt);
  const auto asker = w.hire("service-manager", std::nullopt, std::nullopt, manager);
  const auto grant = must(w.gate.ask(w.actor(asker), e.person, audit, "Sample of files for June", *w.vault));
  must(w.db->write([&](store::Txn& txn) {
    store::no_entry_needed("a test tampers");
    gate::Making m;
    m.made_by = manager;
    return gate::keep_making(txn, *w.vault, w.db->org(), asker, m);
  }));
  EXPECT_TRUE(must(w.gate.grants(w.actor(manager), *w.vault, true)).empty());
  EXPECT_FALSE(w.gate.review_grant(w.actor(manager), grant, true, "All in order here", *w.vault));
}

TEST(Promise, ALL_2_each_turn_of_a_change_that_waits_for_a_second_person) {
  Office o;
  LinesSince since(*o.w.db, *o.w.ledger);
  const auto id = o.add("robin", "worker");
  const auto again = [&] {
    must(o.w.staff.change_posts(o.w.actor(o.admin), id, o.posts("worker"), {}));
    return o.waits(id);
  };
  const auto told = [&](StaffId by, WaitingId which, const std::string& outcome,
                        const std::string& more = {}) {
    const auto note = "posts about:" + id.text() + " asked-by:" + o.admin.text() + more;
    return since.has({by, Act::StaffChange, "second-person", {}, note, outcome, which.text()});
  };
  const auto first = o.waits(id);
  EXPECT_TRUE(told(o.admin, first, "waits"));
  const auto second = again();
  EXPECT_TRUE(told(o.admin, first, "withdrawn", " replaced"));
  EXPECT_FALSE(o.second.confirm(o.w.actor(o.admin), second));
  EXPECT_TRUE(since.has({o.admin, Act::Refuse, "second-person", {}, "posts", "same-hand", second.text()}));
  must(o.second.refuse(o.w.actor(o.lead), second, "I do not know them."));
  EXPECT_TRUE(told(o.lead, second, "refused"));
  const auto third = again();
  must(o.second.withdraw(o.w.actor(o.admin), third));
  EXPECT_TRUE(told(o.admin, third, "withdrawn"));
  const auto fourth = again();
  must(o.second.confirm(o.w.actor(o.lead), fourth));
  EXPECT_TRUE(told(o.lead, fourth, "confirmed"));
  EXPECT_TRUE(since.has({o.lead, Act::StaffChange, "staff", {}, "posts:worker", "allowed", id.text()}));
}

TEST(Promise, ALL_2_training_and_recovery_that_a_second_person_confirmed) {
  Office o;
  LinesSince since(*o.w.db, *o.w.ledger);
  must(o.w.staff.record_training(o.w.actor(o.admin), o.admin, o.w.clock.now()));
  must(o.second.confirm(o.w.actor(o.lead), o.waits(o.admin)));
  EXPECT_TRUE(since.has({o.lead, Act::StaffChange, "staff", {}, "training", "allowed", o.admin.text()}));
  must(o.w.staff.ask_recovery(o.w.actor(o.admin), o.boss, true, true));
  must(o.second.confirm(o.w.actor(o.lead), o.waits(o.boss)));
  EXPECT_TRUE(since.has({o.lead, Act::StaffChange, "staff", {}, "recovered", "allowed", o.boss.text()}));
}

TEST(Promise, ALL_2_a_code_for_outside_made_mistaken_and_used) {
  Office o;
  LinesSince since(*o.w.db, *o.w.ledger);
  must(o.second.make_code());
  EXPECT_TRUE(since.has({{}, Act::StaffChange, "outside-code", {}, "made"}));
  EXPECT_FALSE(o.second.outside("aaaaa-aaaaa-aaaaa-aaaaa", "192.0.2.1"));
  EXPECT_TRUE(since.has({{}, Act::SignInFailed, "outside-code", {}, "", "no-match"}));
  must(o.w.staff.ask_outside_code(o.w.actor(o.admin)));
  const auto code = must(o.second.confirm(o.w.actor(o.lead), o.waits(o.admin)));
  EXPECT_TRUE(since.has({o.lead, Act::StaffChange, "outside-code", {}, "made asked-by:" + o.admin.text()}));
  must(o.w.staff.change_posts(o.w.actor(o.w.hire("admin")), o.boss, o.posts("dp-lead"), {}));
  const auto waits = o.waits(o.boss);
  must(o.second.confirm_outside(must(o.second.outside(code, "192.0.2.1")).ticket, waits));
  EXPECT_TRUE(since.has({{}, Act::StaffChange, "second-person", {}, " outside:", "confirmed", waits.text()}));
}

TEST(SecondPerson, roles_that_open_records_are_told_from_those_that_do_not) {
  for (const auto* code : {"ll", "lw", "ig", "im", "ps"}) {
    World w(code);
    for (const auto* role : {"admin", "worker", "supervisor", "dp-lead"})
      EXPECT_TRUE(opens_records(*w.charter, *w.charter->find_role(role))) << code << " " << role;
    EXPECT_FALSE(opens_records(*w.charter, *w.charter->find_role("board"))) << code;
  }
}

}  // namespace
}  // namespace candour::people
