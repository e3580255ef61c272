// Letting somebody in again who lost their password: two halves from two people, good once and for a day; and
// that no organisation is left without anybody who can do it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/making.h"
#include "gate/tasks.h"
#include "people/limits.h"
#include "people/lines_for_tests.h"
#include "people/session.h"
#include "people/world_for_tests.h"
#include "store/accounted.h"

namespace candour::people {
namespace {

using ledger::Act;
using testing::HasSubstr;

constexpr std::string_view kOld = "lantern-orchard-47-mist", kNew = "velvet-thistle-93-pond";

/// Sam, who forgot a password; an administrator and a data-protection lead.
struct Desk {
  World w{"ll"};
  Sessions sessions{w.gate, *w.db, *w.vault, w.clock};
  gate::Tasks tasks{w.gate, *w.db, w.clock};
  StaffId admin = w.hire("admin"), lead = w.hire("dp-lead"), sam = hire("sam.field", "supervisor");

  StaffId hire(const std::string& username, std::string_view role, bool once = false) {
    NewStaff s;
    s.name = "Sam Field";
    s.username = username;
    s.posts = {{*w.charter->find_role(role), std::nullopt, std::nullopt}};
    s.agreement_at = s.training_at = w.clock.now();
    s.password = kOld;
    s.once = once;
    return must(w.staff.seed(s, true));
  }
  auto in(std::string_view password, std::string_view address = "198.51.100.7") {
    return sessions.sign_in("sam.field", password, address, "Chromium Linux");
  }
  std::string ask(bool two_step = false) {
    return must(w.staff.ask_recovery(w.actor(admin), sam, true, two_step));
  }
  std::string confirm() {
    return must(w.staff.second().confirm(w.actor(lead),
                                         must(w.staff.second().about(w.actor(admin), sam)).front().id));
  }
  /// A password in two halves, given by two people.
  std::string let_in() {
    const auto half = ask();
    return half + "-" + confirm();
  }
  void pass(std::int64_t ms) { w.clock.set({w.clock.now().ms + ms}); }
  int told(StaffId who, std::string_view kind) {
    const auto all = must(tasks.open(w.actor(who), 50));
    return static_cast<int>(std::ranges::count_if(all, [&](const gate::Task& t) { return t.kind == kind; }));
  }
  std::vector<gate::Post> posts(std::string_view role) {
    return {{*w.charter->find_role(role), std::nullopt, std::nullopt}};
  }
};

TEST(Attack, A4_who_is_let_in_again_loses_password_and_sessions_and_all_are_told) {
  Desk d;
  const auto before = must(d.in(kOld));
  const auto half = d.ask();
  EXPECT_TRUE(d.sessions.find(before.token)) << "nothing happens before a second person says so";
  const auto rest = d.confirm();
  EXPECT_FALSE(d.sessions.find(before.token));
  EXPECT_FALSE(d.in(kOld));
  EXPECT_EQ(d.told(d.sam, gate::kSignInReset), 1);
  EXPECT_EQ(d.told(d.admin, gate::kFirstPassword), 0);
  const auto in = must(d.in(half + "-" + rest));
  ASSERT_TRUE(in.session.choosing);
  must(d.sessions.choose_password(in.token, kNew));
  EXPECT_TRUE(d.in(kNew));
  EXPECT_EQ(d.told(d.admin, gate::kFirstPassword), 1) << "who asked hears that it was used";
  EXPECT_EQ(d.told(d.lead, gate::kFirstPassword), 1);
}

TEST(Attack, A4_a_password_for_letting_in_works_once) {
  Desk d;
  const auto given = d.let_in();
  const auto first = must(d.in(given)), second = must(d.in(given));
  must(d.sessions.choose_password(first.token, kNew));
  EXPECT_FALSE(d.sessions.choose_password(second.token, "copper-harbour-18-fern"));
  EXPECT_FALSE(d.in(given));
}

TEST(Attack, A4_a_password_for_letting_in_lapses_after_a_day_and_says_what_a_wrong_one_says) {
  Desk d;
  const auto given = d.let_in();
  d.pass(limits::kLetInMs - 1);
  EXPECT_TRUE(d.in(given));
  d.pass(1);
  const auto late = d.in(given), wrong = d.in("not the password at all");
  ASSERT_FALSE(late);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(late.error().code, wrong.error().code);
  EXPECT_EQ(late.error().fields.at(0).message, wrong.error().fields.at(0).message);
  EXPECT_THAT(late.error().fields.at(0).message, HasSubstr("ask whoever manages staff accounts"));
  // A new one mends it.
  EXPECT_TRUE(d.in(d.let_in()));
}

TEST(Attack, A4_a_first_password_waits_for_whoever_begins_next_month) {
  Desk d;
  d.hire("robin", "worker", true);
  d.pass(40ll * 24 * 60 * 60 * 1000);
  EXPECT_TRUE(must(d.sessions.sign_in("robin", kOld, "198.51.100.7", "")).session.choosing);
}

TEST(Attack, A4_a_password_for_letting_in_opens_nothing_for_who_left_nor_elsewhere) {
  Desk d;
  const auto given = d.let_in();
  World other("lw");
  NewStaff s;
  s.name = "Sam Field";
  s.username = "sam.field";
  s.posts = {{*other.charter->find_role("admin"), std::nullopt, std::nullopt}};
  s.password = kOld;
  must(other.staff.seed(s, true));
  Sessions there(other.gate, *other.db, *other.vault, other.clock);
  const auto elsewhere = there.sign_in("sam.field", given, "198.51.100.7", "");
  ASSERT_FALSE(elsewhere);
  must(d.w.staff.leave(d.w.actor(d.admin), d.sam));
  const auto gone = d.in(given), unknown = d.sessions.sign_in("nobody", given, "198.51.100.7", "");
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().fields.at(0).message, unknown.error().fields.at(0).message);
  EXPECT_EQ(gone.error().fields.at(0).message, elsewhere.error().fields.at(0).message);
}

TEST(Attack, A9_a_password_for_letting_in_is_guessed_at_no_more_often_than_any) {
  Desk d;
  const auto given = d.let_in();
  const auto half = given.substr(0, given.size() / 2);
  for (int i = 0; i < limits::kGuessesPerName; ++i) EXPECT_FALSE(d.in(half + "-guess" + std::to_string(i)));
  EXPECT_EQ(d.in(given).error().code, Code::TooMuch);
}

TEST(Attack, A10_letting_in_does_not_go_round_the_second_step) {
  Desk d;
  const auto offer = must(d.sessions.offer_totp(d.sam));
  Bytes key;  // RFC 4648 section 6
  unsigned bits = 0, value = 0;
  for (const char ch : offer.secret_base32) {
    value = (value << 5) | static_cast<unsigned>(ch >= 'A' ? ch - 'A' : ch - '2' + 26);
    if ((bits += 5) >= 8) key.push_back(static_cast<std::uint8_t>(value >> (bits -= 8)));
  }
  must(d.sessions.confirm_totp(d.sam, kOld, vault::totp_code(key, d.w.clock.now().ms / 30'000), {}));
  const auto in = must(d.in(d.let_in()));
  EXPECT_TRUE(in.session.half);
  EXPECT_FALSE(in.session.choosing) << "the code from the phone comes first";
  EXPECT_FALSE(d.sessions.choose_password(in.token, kNew));
  const auto half = d.ask(true);
  EXPECT_TRUE(must(d.in(half + "-" + d.confirm())).session.choosing) << "two people turned it off";
}

TEST(LetIn, what_an_earlier_version_kept_of_an_account_is_still_read) {
  Desk d;
  const std::string old = R"({"staff":")" + d.sam.text() +
                          R"(","made":"","posts":"","password":"",)"
                          R"("posts-at":0,"password-at":0,"vouched":true,"once":true})";
  must(d.w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("an earlier version");
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff_making SET sealed=$3 WHERE org=$1 AND staff=$2",
                {d.w.db->org(), d.sam, d.w.vault->seal_org("staff-making", as_bytes(old))}));
    return {};
  }));
  EXPECT_TRUE(must(d.in(kOld)).session.choosing);
}

TEST(Promise, ALL_2_a_line_for_each_step_of_letting_somebody_in) {
  Desk d;
  LinesSince since(*d.w.db, *d.w.ledger);
  const auto half = d.ask();
  EXPECT_TRUE(since.has({d.admin, Act::StaffChange, "staff", {}, "recovery-asked"}));
  EXPECT_TRUE(since.has({d.admin, Act::StaffChange, "second-person", {}, "recovery", "waits"}));
  since.again();
  const auto given = half + "-" + d.confirm();
  EXPECT_TRUE(since.has({d.lead, Act::StaffChange, "second-person", {}, "recovery", "confirmed"}));
  EXPECT_TRUE(since.has({d.lead, Act::StaffChange, "staff", {}, "recovered"}));
  const auto in = must(d.in(given));
  since.again();
  must(d.sessions.choose_password(in.token, kNew));
  EXPECT_TRUE(since.has({d.sam, Act::StaffChange, "session", {}, "password-chosen"}));
  EXPECT_TRUE(since.has({d.sam, Act::SignIn, "session", {}, "chosen-password"}));
  const auto again = d.let_in();
  d.pass(limits::kLetInMs);
  since.again();
  EXPECT_FALSE(d.in(again));
  ASSERT_TRUE(since.has({{}, Act::SignInFailed, "session", {}, "", "lapsed"}));
  EXPECT_EQ(since.lines().front().thing, d.sam.text());
}

TEST(Promise, ALL_2_a_line_for_a_password_from_the_console) {
  Desk d;
  LinesSince since(*d.w.db, *d.w.ledger);
  must(d.w.staff.recover_from_console("sam.field"));
  ASSERT_TRUE(since.has({{}, Act::StaffChange, "staff", {}, "recovered-on-the-console"}));
  EXPECT_EQ(since.lines().front().thing, d.sam.text());
  EXPECT_EQ(d.told(d.sam, gate::kSignInReset), 1);
}

// Nobody locks their organisation out

TEST(StaffBook, the_last_who_manages_staff_stays_until_somebody_else_can) {
  Desk d;
  const auto admin = d.w.actor(d.admin);
  const auto alone = d.w.staff.change_posts(admin, d.admin, d.posts("supervisor"), {});
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().fields.front().field, "posts");
  EXPECT_THAT(alone.error().fields.front().message, HasSubstr("First give somebody else a role"));
  const auto newcomer = d.hire("newcomer", "admin", true);
  EXPECT_FALSE(d.w.staff.change_posts(admin, d.admin, d.posts("supervisor"), {}))
      << "has no password of their own";
  const auto in = must(d.sessions.sign_in("newcomer", kOld, "198.51.100.7", ""));
  must(d.sessions.choose_password(in.token, kNew));
  must(d.w.staff.change_posts(admin, d.admin, d.posts("supervisor"), {}));
  // The one who could, leaves meanwhile: what waits would now leave nobody.
  must(d.w.staff.leave(admin, newcomer));
  const auto waits = must(d.w.staff.second().about(admin, d.admin)).front().id;
  EXPECT_FALSE(d.w.staff.second().confirm(d.w.actor(d.lead), waits));
  EXPECT_EQ(d.w.actor(d.admin).posts.front().role, *d.w.charter->find_role("admin"));
}

TEST(StaffBook, two_administrators_do_not_take_each_other_away) {
  Desk d;
  const auto other = d.hire("other", "admin");
  const auto admin = d.w.actor(d.admin), second = d.w.actor(other);
  must(d.w.staff.change_posts(second, d.admin, d.posts("board"), {}));
  EXPECT_FALSE(d.w.staff.leave(admin, other)) << "with what they held when the page was made";
}

}  // namespace
}  // namespace candour::people
