// ALL-2: no act without its line. Signing in and out, passwords and codes, and changes of staff.
#include <gtest/gtest.h>

#include "people/kept_password.h"
#include "people/limits.h"
#include "people/lines_for_tests.h"
#include "people/session.h"
#include "people/world_for_tests.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

using ledger::Act;

class StaffLines : public testing::Test {
 protected:
  World w{"ll"};
  Sessions sessions{w.gate, *w.db, *w.vault, w.clock};
  StaffId sam = hire();
  LinesSince since{*w.db, *w.ledger};

  StaffId hire() {
    NewStaff s;
    s.name = "Sam Field";
    s.username = "sam.field";
    s.posts = {{*w.charter->find_role("supervisor"), std::nullopt, std::nullopt}};
    s.agreement_at = s.training_at = w.clock.now();
    s.password = kPassword;
    return must(w.staff.seed(s, true));
  }
  auto in(std::string_view password = kPassword) {
    return sessions.sign_in("sam.field", password, "198.51.100.7", "Chromium");
  }
  static Bytes from_base32(std::string_view s) {
    Bytes out;
    unsigned bits = 0, value = 0;
    for (char ch : s) {
      value = (value << 5) | static_cast<unsigned>(ch >= 'A' ? ch - 'A' : ch - '2' + 26);
      if ((bits += 5) >= 8) out.push_back(static_cast<std::uint8_t>(value >> (bits -= 8)));
    }
    return out;
  }
  void later() { w.clock.set({w.clock.now().ms + 31'000}); }
};

TEST_F(StaffLines, Promise_ALL_2_each_sign_in_and_each_end_of_a_session) {
  const auto one = must(in()), two = must(in()), three = must(in());
  ASSERT_EQ(since.lines().size(), 3u);
  EXPECT_EQ(since.lines()[0].act, Act::SignIn);
  EXPECT_EQ(since.lines()[0].actor, sam);
  EXPECT_FALSE(in("not the password"));
  ASSERT_TRUE(since.has({{}, Act::SignInFailed, "session", {}, "", "no-match"}));
  EXPECT_EQ(since.lines()[0].thing, sam.text());
  since.again();
  must(sessions.end(one.token));
  ASSERT_TRUE(since.has({sam, Act::SignOut, "session", {}, ""}));
  EXPECT_EQ(since.lines()[0].thing, one.session.id.text());
  since.again();
  must(sessions.end_one(sam, two.session.id));
  EXPECT_TRUE(since.has({sam, Act::SignOut, "session", {}, ""}));
  since.again();
  must(sessions.end_all(sam, three.session.id));
  EXPECT_TRUE(since.has({sam, Act::SignOut, "session", {}, "others"}));
}

TEST_F(StaffLines, Promise_ALL_2_guesses_that_were_stopped) {
  for (int i = 0; i < limits::kGuessesPerName; ++i) EXPECT_FALSE(in("not the password"));
  since.again();
  EXPECT_EQ(in("not the password").error().code, Code::TooMuch);
  EXPECT_TRUE(since.has({{}, Act::SignInFailed, "session", {}, "", "throttled"}));
}

TEST_F(StaffLines, Promise_ALL_2_codes_set_up_used_mistaken_and_removed) {
  const auto key = from_base32(must(sessions.offer_totp(sam)).secret_base32);
  const auto code = [&] { return vault::totp_code(key, w.clock.now().ms / 30'000); };
  since.again();
  const auto recovery = must(sessions.confirm_totp(sam, kPassword, code(), std::nullopt));
  EXPECT_TRUE(since.has({sam, Act::StaffChange, "session", {}, "one-time-code-on"}));
  later();
  const auto half = must(in());
  since.again();
  EXPECT_FALSE(sessions.second_step(half.token, "000000"));
  EXPECT_TRUE(since.has({sam, Act::SignInFailed, "session", {}, "code", "no-match"}));
  must(sessions.second_step(half.token, code()));
  EXPECT_TRUE(since.has({sam, Act::SignIn, "session", {}, "code"}));
  later();
  const auto again = must(in());
  since.again();
  must(sessions.second_step(again.token, recovery.front()));
  EXPECT_TRUE(since.has({sam, Act::StaffChange, "session", {}, "recovery-code-used"}));
  const auto guessed = must(in());
  since.again();
  for (int i = 0; i < limits::kGuessesPerName; ++i)
    EXPECT_FALSE(sessions.second_step(guessed.token, "000000"));
  EXPECT_EQ(sessions.second_step(guessed.token, "000000").error().code, Code::TooMuch);
  EXPECT_TRUE(since.has({{}, Act::SignInFailed, "session", {}, "", "throttled"}));
  since.again();
  must(sessions.remove_totp(sam, kPassword));
  EXPECT_TRUE(since.has({sam, Act::StaffChange, "session", {}, "one-time-code-off"}));
}

TEST_F(StaffLines, Promise_ALL_2_a_password_changed_and_one_mistaken) {
  EXPECT_FALSE(sessions.change_password(sam, "not the password", "harbour-violet-93-cloud", {}));
  EXPECT_TRUE(since.has({sam, Act::SignInFailed, "session", {}, "own-password", "no-match"}));
  since.again();
  must(sessions.change_password(sam, kPassword, "harbour-violet-93-cloud", {}));
  EXPECT_TRUE(since.has({sam, Act::StaffChange, "session", {}, "password-changed"}));
}

TEST_F(StaffLines, Promise_ALL_2_a_first_password_a_sign_in_that_was_one_s_own_and_a_device_forgotten) {
  NewStaff s;
  s.name = "Robin Vale";
  s.username = "robin.vale";
  s.email = "robin@example.org";
  s.posts = {{*w.charter->find_role("worker"), w.service(), std::nullopt}};
  s.password = kPassword;
  const auto robin = must(w.staff.add(w.actor(w.hire("admin")), s));
  const auto first = must(sessions.sign_in("robin.vale", kPassword, "198.51.100.7", "Chromium"));
  since.again();
  must(sessions.choose_password(first.token, "velvet-thistle-93-pond"));
  EXPECT_TRUE(since.has({robin, Act::StaffChange, "session", {}, "password-chosen"}));
  const auto mine = must(in());
  since.again();
  must(sessions.seen(sam, mine.session.id));
  EXPECT_TRUE(since.has({sam, Act::StaffChange, "session", {}, "other-sign-in-was-me"}));
  must(sessions.forget_device(sam, must(sessions.devices(sam)).front().id));
  EXPECT_TRUE(since.has({sam, Act::StaffChange, "session", {}, "device-forgotten"}));
}

TEST_F(StaffLines, Promise_ALL_2_passwords_of_before_are_sealed_with_one_line_of_the_program) {
  must(begin_staff(w.gate, *w.db, *w.vault, w.clock));
  EXPECT_TRUE(since.has({{}, Act::Job, "passwords-keyed", {}, ""}));
}

TEST_F(StaffLines, Promise_ALL_2_each_change_of_staff) {
  const auto admin_id = w.hire("admin");
  EXPECT_TRUE(since.has({{}, Act::StaffChange, "staff", {}, "seeded posts:admin"}));
  const auto admin = w.actor(admin_id);
  since.again();
  must(w.staff.add_team(admin, "Harbour", w.service()));
  EXPECT_TRUE(since.has({admin_id, Act::StaffChange, "staff", {}, "team-added"}));
  since.again();
  must(w.staff.sign_agreement(w.actor(sam)));
  EXPECT_TRUE(since.has({sam, Act::StaffChange, "staff", {}, "agreement-signed"}));
  since.again();
  must(w.staff.change_posts(admin, sam, {{*w.charter->find_role("board"), std::nullopt, std::nullopt}}, {}));
  for (const auto* note : {"posts-changed", "posts:board"})
    EXPECT_TRUE(since.has({admin_id, Act::StaffChange, "staff", {}, note, "allowed", sam.text()}));
  since.again();
  must(w.staff.recover_from_console("sam.field"));
  EXPECT_TRUE(
      since.has({{}, Act::StaffChange, "staff", {}, "recovered-on-the-console", "allowed", sam.text()}));
  since.again();
  must(w.staff.leave(admin, sam));
  EXPECT_TRUE(since.has({admin_id, Act::StaffChange, "staff", {}, "left"}));
}

}  // namespace
}  // namespace candour::people
