#include "people/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/limits.h"
#include "people/world_for_tests.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

using ledger::Act;
using testing::HasSubstr;

constexpr std::int64_t kMinute = 60 * 1000;

struct Door {
  World w{"ll"};
  Sessions sessions{w.gate, *w.db, *w.vault, w.clock};
  StaffId sam = hire("sam.field");

  StaffId hire(const std::string& username) {
    NewStaff s;
    s.name = "Sam Field";
    s.username = username;
    s.posts = {{*w.charter->find_role("supervisor"), std::nullopt, std::nullopt}};
    s.agreement_at = s.training_at = w.clock.now();
    s.password = kPassword;
    return must(w.staff.seed(s, true));
  }
  auto in(std::string_view name = "sam.field", std::string_view password = kPassword,
          std::string_view address = "198.51.100.7") {
    return sessions.sign_in(name, password, address,
                            "Mozilla/5.0 (X11; Linux) Chromium/120 Chrome/120 Safari/537");
  }
  void pass(std::int64_t ms) { w.clock.set({w.clock.now().ms + ms}); }
  /// Sets up one-time codes; gives the secret.
  Bytes set_up_codes(std::vector<std::string>* recovery = nullptr) {
    const auto offer = must(sessions.offer_totp(sam));
    const auto key = from_base32(offer.secret_base32);
    auto codes = must(sessions.confirm_totp(sam, kPassword, code(key), std::nullopt));
    if (recovery) *recovery = codes;
    return key;
  }
  std::string code(const Bytes& key) const { return vault::totp_code(key, w.clock.now().ms / 30'000); }
  static Bytes from_base32(std::string_view s) {
    Bytes out;
    unsigned bits = 0, value = 0;
    for (char ch : s) {
      value = (value << 5) | static_cast<unsigned>(ch >= 'A' ? ch - 'A' : ch - '2' + 26);
      if ((bits += 5) >= 8) out.push_back(static_cast<std::uint8_t>(value >> (bits -= 8)));
    }
    return out;
  }
};

TEST(Sessions, sign_in_and_out_again) {
  Door d;
  const auto in = must(d.in(" Sam.Field "));
  EXPECT_FALSE(in.session.half);
  EXPECT_EQ(in.session.device, "Chromium on Linux");
  EXPECT_EQ(must(d.sessions.find(in.token)).staff, d.sam);
  EXPECT_EQ(d.w.all_kept().front().entry.act, Act::SignIn);
  EXPECT_EQ(must(d.sessions.mine(d.sam)).size(), 1u);
  must(d.sessions.end(in.token));
  EXPECT_EQ(d.sessions.find(in.token).error().code, Code::NotFound);
  EXPECT_EQ(d.w.all_kept().front().entry.act, Act::SignOut);
  EXPECT_FALSE(d.sessions.find("no such token"));
}

TEST(Sessions, the_token_itself_does_not_rest_in_the_store) {
  Door d;
  const auto in = must(d.in());
  must(d.w.db->read([&](store::Session& s) {
    return s.each("SELECT token FROM staff_session WHERE org=$1", {d.w.db->org()},
                  [&](const store::Row& row) {
                    EXPECT_EQ(as_text(row.blob(0)).find(in.token), std::string_view::npos);
                    EXPECT_EQ(row.blob(0).size(), 32u);
                    return true;
                  });
  }));
}

TEST(Sessions, an_unknown_name_and_a_wrong_password_read_alike) {
  Door d;
  const auto wrong = d.in("sam.field", "not the password at all"), unknown = d.in("nobody.here", kPassword);
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().code, unknown.error().code);
  EXPECT_EQ(wrong.error().words.text, unknown.error().words.text);
  EXPECT_EQ(wrong.error().fields.at(0).message, unknown.error().fields.at(0).message);
  const auto kept = d.w.all_kept();
  EXPECT_EQ(kept[0].entry.act, Act::SignInFailed);
  EXPECT_EQ(kept[1].entry.act, Act::SignInFailed);
  EXPECT_EQ(kept[1].entry.thing, d.sam.text());
}

TEST(Sessions, an_unknown_name_takes_as_long_as_a_known_one) {
  Door d;
  const auto time = [&](std::string_view name) {
    const auto from = std::chrono::steady_clock::now();
    EXPECT_FALSE(d.in(name, "not the password at all"));
    return std::chrono::steady_clock::now() - from;
  };
  (void)time("sam.field");
  const auto known = time("sam.field"), unknown = time("nobody.here");
  EXPECT_GT(unknown * 4, known) << "a password was checked for both";
}

TEST(Sessions, ten_guesses_a_name_then_wait_also_after_a_restart) {
  Door d;
  for (int i = 0; i < limits::kGuessesPerName; ++i)
    EXPECT_EQ(d.in("sam.field", "wrong-" + std::to_string(i)).error().code, Code::Invalid);
  Sessions restarted(d.w.gate, *d.w.db, *d.w.vault, d.w.clock);
  const auto shut = restarted.sign_in("sam.field", kPassword, "203.0.113.9", "");
  ASSERT_FALSE(shut) << "even the right password, from elsewhere";
  EXPECT_EQ(shut.error().code, Code::TooMuch);
  EXPECT_THAT(shut.error().words.text, HasSubstr("Try again at 10:05am"));
  EXPECT_EQ(d.w.all_kept().front().entry.outcome, "throttled");
  EXPECT_FALSE(d.in("SAM.FIELD")) << "the same name";
  d.hire("other.name");
  EXPECT_TRUE(d.in("other.name")) << "others are not shut out";
  d.pass(limits::kGuessWindowMs);
  EXPECT_TRUE(d.in());
}

TEST(Sessions, unknown_names_are_throttled_alike) {
  Door d;
  for (int i = 0; i < limits::kGuessesPerName; ++i) EXPECT_FALSE(d.in("nobody.here", "wrong"));
  EXPECT_EQ(d.in("nobody.here").error().code, Code::TooMuch);
}

TEST(Sessions, fifty_guesses_an_address) {
  Door d;
  for (int i = 0; i < limits::kGuessesPerAddress; ++i)
    EXPECT_EQ(d.in("name-" + std::to_string(i), "x").error().code, Code::Invalid);
  EXPECT_EQ(d.in().error().code, Code::TooMuch);
  EXPECT_TRUE(d.in("sam.field", kPassword, "203.0.113.9"));
}

TEST(Sessions, right_passwords_do_not_count_as_guesses) {
  Door d;
  for (int i = 0; i < limits::kGuessesPerName + 2; ++i) EXPECT_TRUE(d.in()) << i;
}

TEST(Sessions, end_when_idle_and_in_the_end) {
  Door d;
  const auto idle = must(d.in());
  d.pass(limits::kSessionIdleMs + 1);
  EXPECT_FALSE(d.sessions.find(idle.token));
  const auto busy = must(d.in());
  for (std::int64_t t = 0; t + 20 * kMinute < limits::kSessionMs; t += 20 * kMinute) {
    d.pass(20 * kMinute);
    ASSERT_TRUE(d.sessions.find(busy.token)) << t / kMinute;
  }
  d.pass(20 * kMinute);
  EXPECT_FALSE(d.sessions.find(busy.token)) << "twelve hours, however busy";
  EXPECT_TRUE(must(d.sessions.mine(d.sam)).empty());
}

TEST(Sessions, a_one_time_code_opens_once) {
  Door d;
  const auto key = d.set_up_codes();
  d.pass(30'000);
  const auto half = must(d.in());
  EXPECT_TRUE(half.session.half);
  EXPECT_NE(d.w.all_kept().front().entry.act, Act::SignIn) << "half a sign-in is none";
  EXPECT_EQ(d.sessions.second_step(half.token, "000000").error().code, Code::Invalid);
  const auto code = d.code(key);
  const auto whole = must(d.sessions.second_step(half.token, code));
  EXPECT_NE(whole.token, half.token);
  EXPECT_NE(whole.session.csrf, half.session.csrf);
  EXPECT_FALSE(must(d.sessions.find(whole.token)).half);
  EXPECT_FALSE(d.sessions.find(half.token)) << "the old token is dead";
  EXPECT_EQ(d.w.all_kept().front().entry.act, Act::SignIn);
  const auto again = must(d.in());
  EXPECT_EQ(d.sessions.second_step(again.token, code).error().code, Code::Invalid) << "the step was used";
  d.pass(30'000);
  EXPECT_TRUE(d.sessions.second_step(again.token, d.code(key)));
}

TEST(Sessions, the_code_that_set_it_up_does_not_sign_in) {
  Door d;
  const auto key = d.set_up_codes();
  const auto half = must(d.in());
  EXPECT_FALSE(d.sessions.second_step(half.token, d.code(key)));
}

TEST(Sessions, a_recovery_code_opens_once) {
  Door d;
  std::vector<std::string> recovery;
  d.set_up_codes(&recovery);
  ASSERT_EQ(recovery.size(), 10u);
  EXPECT_TRUE(d.sessions.second_step(must(d.in()).token, recovery[3]));
  EXPECT_FALSE(d.sessions.second_step(must(d.in()).token, recovery[3]));
  EXPECT_TRUE(d.sessions.second_step(must(d.in()).token, recovery[4]));
}

TEST(Sessions, codes_are_throttled_and_half_sessions_short) {
  Door d;
  const auto key = d.set_up_codes();
  d.pass(30'000);
  const auto half = must(d.in());
  for (int i = 0; i < limits::kGuessesPerName; ++i)
    EXPECT_EQ(d.sessions.second_step(half.token, "123456").error().code, Code::Invalid);
  EXPECT_EQ(d.sessions.second_step(half.token, d.code(key)).error().code, Code::TooMuch);
  d.pass(limits::kHalfSessionMs);
  EXPECT_EQ(d.sessions.second_step(half.token, d.code(key)).error().code, Code::NotFound);
}

TEST(Sessions, removing_codes_needs_the_password) {
  Door d;
  d.set_up_codes();
  EXPECT_EQ(d.sessions.offer_totp(d.sam).error().code, Code::Conflict);
  EXPECT_EQ(d.sessions.remove_totp(d.sam, "not it").error().code, Code::Invalid);
  must(d.sessions.remove_totp(d.sam, kPassword));
  EXPECT_FALSE(must(d.in()).session.half);
}

TEST(Sessions, a_new_password_ends_the_other_sessions) {
  Door d;
  const auto here = must(d.in()), elsewhere = must(d.in());
  EXPECT_FALSE(d.sessions.change_password(d.sam, "not it", "copper-lantern-52-reed", here.session.id));
  EXPECT_FALSE(d.sessions.change_password(d.sam, kPassword, "short", here.session.id));
  EXPECT_FALSE(d.sessions.change_password(d.sam, kPassword, kPassword, here.session.id));
  must(d.sessions.change_password(d.sam, kPassword, "copper-lantern-52-reed", here.session.id));
  EXPECT_TRUE(d.sessions.find(here.token));
  EXPECT_FALSE(d.sessions.find(elsewhere.token));
  EXPECT_FALSE(d.in());
  EXPECT_TRUE(d.in("sam.field", "copper-lantern-52-reed"));
}

TEST(Sessions, owners_see_and_end_their_own_only) {
  Door d;
  const auto other = d.hire("other.name");
  const auto mine = must(d.in()), theirs = must(d.in("other.name"));
  EXPECT_FALSE(d.sessions.end_one(other, mine.session.id)) << "somebody else's";
  EXPECT_TRUE(d.sessions.find(mine.token));
  must(d.sessions.end_all(d.sam, std::nullopt));
  EXPECT_FALSE(d.sessions.find(mine.token));
  EXPECT_TRUE(d.sessions.find(theirs.token));
}

TEST(Sessions, who_left_is_signed_out_and_stays_out) {
  Door d;
  const auto in = must(d.in());
  must(d.w.staff.leave(d.w.actor(d.w.hire("admin")), d.sam));
  EXPECT_FALSE(d.sessions.find(in.token));
  EXPECT_FALSE(d.in());
}

TEST(Sessions, no_password_no_sign_in) {
  Door d;
  NewStaff s;
  s.name = "No Password";
  s.username = "no.password";
  s.posts = {{*d.w.charter->find_role("worker"), std::nullopt, std::nullopt}};
  const auto id = must(d.w.staff.seed(s, true));
  EXPECT_FALSE(d.in("no.password", ""));
  // A first password is given by two people, and opens nothing but the choice of one's own.
  const auto half = must(d.w.staff.ask_recovery(d.w.actor(d.w.hire("admin")), id, true, false));
  const auto lead = d.w.actor(d.w.hire("dp-lead"));
  const auto rest = must(d.w.staff.second().confirm(lead, must(d.w.staff.second().for_me(lead)).front().id));
  const auto in = must(d.in("no.password", half + "-" + rest));
  EXPECT_TRUE(in.session.choosing);
  EXPECT_FALSE(must(d.sessions.choose_password(in.token, kPassword)).session.half);
  EXPECT_TRUE(d.in("no.password"));
}

}  // namespace
}  // namespace candour::people
