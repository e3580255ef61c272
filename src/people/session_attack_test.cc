// The sign-in under attack: guessing, locking out, bare hashes, stolen sessions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/making.h"
#include "people/kept_password.h"
#include "people/limits.h"
#include "people/networks.h"
#include "people/session.h"
#include "people/world_for_tests.h"
#include "store/accounted.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

using ledger::Act;

constexpr std::string_view kOffice = "198.51.100.7";

struct GuessedDoor {
  World w{"ll"};
  std::unique_ptr<Sessions> sessions = std::make_unique<Sessions>(w.gate, *w.db, *w.vault, w.clock);
  StaffId sam = hire("sam.field"), kim = hire("kim.reed");

  StaffId hire(const std::string& username) {
    NewStaff s;
    s.name = "Sam Field";
    s.username = username;
    s.posts = {{*w.charter->find_role("worker"), std::nullopt, std::nullopt}};
    s.agreement_at = s.training_at = w.clock.now();
    s.password = kPassword;
    return must(w.staff.seed(s, true));
  }
  Result<Sessions::SignedIn> in(std::string_view name, std::string_view password, std::string_view from,
                                std::string_view device = {}) {
    return sessions->sign_in(name, password, from, "Firefox/120 Windows", device);
  }
  /// Wrong tries until they are shut out; how many were looked at.
  int guess(std::string_view name, std::string_view from, int most = 1000, std::string_view device = {}) {
    int n = 0;
    while (n < most && in(name, "wrong", from, device).error().code == Code::Invalid) ++n;
    return n;
  }
  void pass(std::int64_t ms) { w.clock.set({w.clock.now().ms + ms}); }
  int lines(std::string_view outcome) {
    int n = 0;
    for (const auto& k : w.all_kept()) n += k.entry.act == Act::SignInFailed && k.entry.outcome == outcome;
    return n;
  }
  void sql(std::string_view text, StaffId staff, std::string_view also = {}) {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test tampers");
      if (also.empty()) {
        TRY([[maybe_unused]] const auto rows, txn.run(text, {w.db->org(), staff}));
      } else {
        TRY([[maybe_unused]] const auto rows, txn.run(text, {w.db->org(), staff, also}));
      }
      return {};
    }));
  }
};

TEST(Attack, A9_a_named_worker_is_not_locked_out_of_a_known_device) {
  GuessedDoor d;
  const auto at_home = must(d.in("sam.field", kPassword, "203.0.113.5"));
  ASSERT_EQ(at_home.device.size(), 43u);
  for (int i = 0; i < 30; ++i) d.guess("sam.field", "192.0.2." + std::to_string(i));
  EXPECT_EQ(d.in("sam.field", kPassword, "192.0.2.200").error().code, Code::TooMuch) << "a stranger waits";
  EXPECT_TRUE(d.in("sam.field", kPassword, "192.0.2.201", at_home.device)) << "a known device anywhere";
  EXPECT_TRUE(d.in("sam.field", kPassword, "203.0.113.5")) << "and a known place without it";
  EXPECT_FALSE(d.in("sam.field", "wrong", "192.0.2.201", at_home.device));
}

TEST(Attack, A9_an_office_is_not_locked_by_one_bad_guesser) {
  GuessedDoor d;
  std::vector<std::string> names, devices;
  for (int i = 0; i < 5; ++i) {
    names.push_back("office-" + std::to_string(i));
    d.hire(names.back());
    devices.push_back(must(d.in(names.back(), kPassword, kOffice)).device);
  }
  // Somebody in the office guesses at names that exist and at ones that do not, as long as it lasts.
  for (int i = 0; i < 6; ++i) d.guess("made-up-" + std::to_string(i), kOffice, 12);
  for (const auto& name : names) d.guess(name, kOffice, 12);
  for (std::size_t i = 0; i < names.size(); ++i)
    EXPECT_TRUE(d.in(names[i], kPassword, kOffice, devices[i])) << names[i];
  EXPECT_EQ(d.in(names[0], kPassword, kOffice).error().code, Code::TooMuch)
      << "without the device it would be a guess";
}

TEST(Attack, A9_a_device_that_is_somebody_elses_or_made_up_helps_nobody) {
  GuessedDoor d;
  const auto kims = must(d.in("kim.reed", kPassword, "203.0.113.77")).device;
  EXPECT_EQ(d.guess("sam.field", "192.0.2.1", 100, kims), limits::kGuessesPerName);
  EXPECT_EQ(d.in("sam.field", kPassword, "192.0.2.2", kims).error().code, Code::TooMuch);
  EXPECT_EQ(d.in("sam.field", kPassword, "192.0.2.3", std::string(43, 'A')).error().code, Code::TooMuch);
  // A known device may guess no oftener than anybody.
  EXPECT_EQ(d.guess("kim.reed", "192.0.2.4", 100, kims), limits::kGuessesPerName);
  EXPECT_TRUE(d.in("kim.reed", kPassword, "203.0.113.77")) << "the place is another lane";
}

TEST(Attack, A9_a_device_can_be_forgotten) {
  GuessedDoor d;
  const auto device = must(d.in("sam.field", kPassword, "203.0.113.5")).device;
  d.guess("sam.field", "192.0.2.1");
  ASSERT_TRUE(d.in("sam.field", kPassword, "192.0.2.9", device));
  const auto known = must(d.sessions->devices(d.sam));
  ASSERT_EQ(known.size(), 1u);
  EXPECT_EQ(known.front().words, "Firefox on Windows");
  EXPECT_FALSE(d.sessions->forget_device(d.kim, known.front().id)) << "somebody else's";
  must(d.sessions->forget_device(d.sam, known.front().id));
  d.sql("DELETE FROM staff_known WHERE org=$1 AND staff=$2", d.sam);  // the places too
  EXPECT_EQ(d.in("sam.field", kPassword, "192.0.2.9", device).error().code, Code::TooMuch);
}

TEST(Attack, A9_neighbours_of_ipv6_are_one_network) {
  GuessedDoor d;
  int let = 0;
  for (int i = 0; i < 300; ++i) {
    const auto from = "2001:db8:1:2::" + std::to_string(i + 1);
    let += d.in("name-" + std::to_string(i), "wrong", from).error().code == Code::Invalid;
  }
  EXPECT_EQ(let, limits::kGuessesPerAddress) << "one machine has a whole /64";
  for (int i = 0; i < 300; ++i) {
    const auto from =
        "2001:db8:9:1" + std::string(1, "0123456789abcdef"[i % 16]) + "::" + std::to_string(i + 1);
    let += d.in("other-" + std::to_string(i), "wrong", from).error().code == Code::Invalid;
  }
  EXPECT_EQ(let, limits::kGuessesPerAddress + limits::kGuessesPerNetwork) << "and a house a /56";
  EXPECT_EQ(networks_of("::ffff:192.0.2.7").network, "192.0.2.0/24");
  EXPECT_EQ(networks_of("192.0.2.7").network, networks_of("192.0.2.250").network);
  EXPECT_EQ(networks_of("2001:db8::1").wide, networks_of("2001:db8:0:ff::1").wide);
  EXPECT_NE(networks_of("2001:db8::1").wide, networks_of("2001:db8:0:100::1").wide);
}

TEST(Attack, A9_an_ipv4_network_is_counted_as_one) {
  GuessedDoor d;
  int let = 0;
  for (int i = 0; i < 250; ++i)
    let += d.in("name-" + std::to_string(i), "wrong", "192.0.2." + std::to_string(i)).error().code ==
           Code::Invalid;
  EXPECT_EQ(let, limits::kGuessesPerNetwork);
}

TEST(Attack, A9_each_further_guess_waits_for_longer) {
  GuessedDoor d;
  EXPECT_EQ(d.guess("sam.field", "192.0.2.1"), limits::kGuessesPerName);
  std::int64_t minutes[] = {5, 10, 20, 40, 60, 60};
  for (const auto m : minutes) {
    d.pass(m * 60'000 - 1000);
    EXPECT_EQ(d.in("sam.field", "wrong", "192.0.2.1").error().code, Code::TooMuch) << m;
    d.pass(1000);
    EXPECT_EQ(d.in("sam.field", "wrong", "192.0.2.1").error().code, Code::Invalid) << m;
  }
}

TEST(Attack, A9_throttled_tries_are_counted_on_the_ledger_not_written_one_by_one) {
  GuessedDoor d;
  d.guess("sam.field", "192.0.2.1");
  for (int i = 0; i < 500; ++i) EXPECT_FALSE(d.in("sam.field", kPassword, "192.0.2.1"));
  EXPECT_EQ(d.lines("throttled"), 1);
  d.pass(limits::kThrottledEveryMs);
  EXPECT_FALSE(d.in("sam.field", kPassword, "192.0.2.1"));
  EXPECT_EQ(d.lines("throttled"), 2);
  EXPECT_EQ(d.w.all_kept().front().entry.note, "times:501");
  EXPECT_FALSE(d.in("sam.field", kPassword, "192.0.2.1"));
  d.sessions.reset();  // the server stops: nothing is left uncounted
  EXPECT_EQ(d.w.all_kept().front().entry.note, "times:1");
}

TEST(Attack, A9_a_name_that_does_not_exist_is_answered_as_one_that_does) {
  for (const bool known_place : {false, true}) {
    GuessedDoor d;
    if (known_place) must(d.in("kim.reed", kPassword, kOffice));
    std::vector<std::string> said[2];
    for (int i = 0; i < 14; ++i)
      for (const int which : {0, 1}) {
        const auto r = d.in(which ? "sam.field" : "nobody.here", "wrong", kOffice);
        said[which].push_back(r.error().words.text +
                              (r.error().fields.empty() ? "" : r.error().fields[0].message));
      }
    EXPECT_EQ(said[0], said[1]);
  }
}

TEST(Attack, A10_turning_two_step_on_and_off_needs_the_password_and_ends_the_others) {
  GuessedDoor d;
  const auto mine = must(d.in("sam.field", kPassword, kOffice)),
             stolen = must(d.in("sam.field", kPassword, kOffice));
  must(d.sessions->offer_totp(d.sam));
  EXPECT_EQ(d.sessions->confirm_totp(d.sam, "not the password", "000000", stolen.session.id)
                .error()
                .fields.at(0)
                .field,
            "password");
  EXPECT_EQ(d.sessions->confirm_totp(d.sam, kPassword, "000000", mine.session.id).error().fields.at(0).field,
            "code");
  EXPECT_FALSE(must(d.in("sam.field", kPassword, kOffice)).session.half) << "it is off";
  EXPECT_FALSE(d.sessions->remove_totp(d.sam, "not the password", mine.session.id));
  must(d.sessions->remove_totp(d.sam, kPassword, mine.session.id));
  EXPECT_TRUE(d.sessions->find(mine.token));
  EXPECT_FALSE(d.sessions->find(stolen.token));
}

TEST(Attack, A10_a_second_sign_in_is_told_in_the_first_session) {
  GuessedDoor d;
  const auto first = must(d.in("sam.field", kPassword, kOffice));
  EXPECT_FALSE(must(d.sessions->find(first.token)).news);
  const auto other = must(d.in("sam.field", kPassword, "192.0.2.1"));
  EXPECT_TRUE(must(d.sessions->find(first.token)).news);
  EXPECT_FALSE(must(d.sessions->find(other.token)).news);
  const auto all = must(d.sessions->mine(d.sam));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_NE(all[0].network, all[1].network) << "another network, and that is all that is kept of it";
  must(d.sessions->seen(d.sam, first.session.id));
  EXPECT_FALSE(must(d.sessions->find(first.token)).news);
  must(d.in("kim.reed", kPassword, kOffice));
  EXPECT_FALSE(must(d.sessions->find(first.token)).news) << "somebody else's sign-in is no news";
  must(d.sessions->end_all(d.sam, first.session.id));
  EXPECT_FALSE(d.sessions->find(other.token));
}

TEST(Attack, A10_a_hash_that_somebody_wrote_into_the_table_signs_nobody_in) {
  GuessedDoor d;
  const std::string mine = "my own password 5551";
  d.sql("UPDATE staff_secret SET password=$3 WHERE org=$1 AND staff=$2", d.sam, *vault::hash_password(mine));
  EXPECT_FALSE(d.in("sam.field", mine, kOffice));
  EXPECT_EQ(d.w.all_kept().front().entry.outcome, "foreign-hash");
  // Nor one's own row pasted onto another account.
  d.sql(
      "UPDATE staff_secret SET password=(SELECT x.password FROM staff_secret x JOIN staff s ON s.org=x.org AND "
      "s.id=x.staff WHERE x.org=$1 AND x.staff<>$2 AND s.left_at IS NULL) WHERE org=$1 AND staff=$2",
      d.sam);
  EXPECT_FALSE(d.in("sam.field", kPassword, kOffice));
  EXPECT_TRUE(d.in("kim.reed", kPassword, kOffice));
}

TEST(Attack, A10_hashes_of_0_1_are_sealed_once_and_a_bare_one_later_is_not_taken_for_old) {
  GuessedDoor d;
  d.sql("UPDATE staff_secret SET password=$3 WHERE org=$1 AND staff=$2", d.sam,
        *vault::hash_password(kPassword));
  d.sql("DELETE FROM staff_making WHERE org=$1 AND staff=$2", d.sam);
  EXPECT_FALSE(d.in("sam.field", kPassword, kOffice));
  must(begin_staff(d.w.gate, *d.w.db, *d.w.vault, d.w.clock));
  const auto in = must(d.in("sam.field", kPassword, kOffice));
  EXPECT_FALSE(in.session.half) << "who upgrades signs in as before";
  const auto size = d.w.all_kept().size();
  must(begin_staff(d.w.gate, *d.w.db, *d.w.vault, d.w.clock));
  EXPECT_EQ(d.w.all_kept().size(), size) << "once";
  const std::string mine = "my own password 5551";
  d.sql("UPDATE staff_secret SET password=$3 WHERE org=$1 AND staff=$2", d.sam, *vault::hash_password(mine));
  must(begin_staff(d.w.gate, *d.w.db, *d.w.vault, d.w.clock));
  EXPECT_FALSE(d.in("sam.field", mine, kOffice));
  // Also when the marker was taken away or points elsewhere: the ledger knows.
  d.w.tamper("DELETE FROM staff_marker WHERE org=$1", {d.w.db->org()});
  must(begin_staff(d.w.gate, *d.w.db, *d.w.vault, d.w.clock));
  EXPECT_FALSE(d.in("sam.field", mine, kOffice));
}

TEST(Attack, A10_a_session_ends_everywhere_when_two_people_let_somebody_in_again) {
  GuessedDoor d;
  const auto stolen = must(d.in("sam.field", kPassword, kOffice));
  const auto admin = d.w.actor(d.w.hire("admin")), lead = d.w.actor(d.w.hire("dp-lead"));
  must(d.w.staff.ask_recovery(admin, d.sam, false, true));
  EXPECT_TRUE(d.sessions->find(stolen.token));
  must(d.w.staff.second().confirm(lead, must(d.w.staff.second().for_me(lead)).front().id));
  EXPECT_FALSE(d.sessions->find(stolen.token));
  EXPECT_TRUE(must(d.sessions->devices(d.sam)).empty());
}

TEST(Attack, A6_the_owner_of_a_session_is_known_after_it_has_ended) {
  GuessedDoor d;
  const auto in = must(d.in("sam.field", kPassword, kOffice));
  d.pass(limits::kSessionIdleMs + 1);
  EXPECT_FALSE(d.sessions->find(in.token));
  EXPECT_EQ(must(d.sessions->owner(in.token, "")), d.sam);
  EXPECT_EQ(must(d.sessions->owner("", in.session.csrf)), d.sam) << "signed out in another tab";
  EXPECT_FALSE(must(d.sessions->owner("made up", "made up")));
  EXPECT_FALSE(must(d.sessions->owner("", "")));
}

}  // namespace
}  // namespace candour::people
