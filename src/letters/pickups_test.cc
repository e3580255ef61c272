// What is put ready for somebody outside: with address and code alone, for some days, once, and not when it
// may not be told any more.
#include "letters/pickups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letters/letters_for_tests.h"
#include "people/lines_for_tests.h"
#include "record/sharing_for_tests.h"
#include "store/accounted.h"

namespace candour::letters {
namespace {

class Picked : public Desk {
 protected:
  Pickups pickups{w.gate, *w.db, *w.vault, w.clock};
  const EntryId sharing = given();
  const std::vector<PickedPart> parts{{sharing, 1, {"words", "how"}}};

  EntryId given() {
    auto e = fresh("disclosure", "{}");
    e.values = record::what_is_told(today(w.clock.now()), "health", "for-deliver-support", {"health"});
    e.values["already"] = "yes";
    return must(entries.write(to_write(worker, "disclosure"), e));
  }
  Pickups::Made ready() {
    const auto pass = to_write(worker, "disclosure");
    const auto made = must(pickups.make(pass, person, sharing, parts, as_bytes("%PDF zqpickupqz")));
    EXPECT_FALSE(pickups.there(made.secret, "192.0.2.7")) << "closed until the sharing is told";
    must(pickups.open(pass, made.id));
    return made;
  }
  Result<Pickups::Collected> collect(const Pickups::Made& made, std::string_view code) {
    return pickups.collect(made.secret, code, "192.0.2.7");
  }
  void later(std::int64_t hours) { w.clock.set({w.clock.now().ms + hours * 3'600'000}); }
  Pickups::State state() { return *must(pickups.of(to_write(worker, "disclosure"), person, sharing)); }
};

TEST_F(Picked, with_address_and_code_it_is_collected_and_an_hour_after_no_more) {
  const auto made = ready();
  EXPECT_EQ(made.code.size(), 8u);
  must(pickups.there(made.secret, "192.0.2.7"));
  EXPECT_EQ(store::rows_that_hold(*w.db, "pickup", "sealed", "zqpickupqz"), 0);
  const auto pdf = must(collect(made, made.code.substr(0, 4) + " " + made.code.substr(4)));
  EXPECT_EQ(as_text(pdf.file), "%PDF zqpickupqz");
  EXPECT_EQ(pdf.of, sharing);
  EXPECT_TRUE(state().collected);
  EXPECT_TRUE(collect(made, made.code)) << "a download that failed is begun anew";
  later(2);
  EXPECT_FALSE(collect(made, made.code));
  must(pickups.sweep());
  EXPECT_TRUE(state().shut);
}

TEST_F(Picked, a_few_wrong_codes_shut_it_for_good) {
  const auto made = ready();
  const auto wrong = made.code == "12345678" ? "87654321" : "12345678";
  for (int i = 0; i < Pickups::kWrongCodes; ++i) EXPECT_FALSE(collect(made, wrong));
  const auto now = collect(made, made.code);
  ASSERT_FALSE(now);
  EXPECT_EQ(now.error().code, Code::NotFound);
  EXPECT_TRUE(state().shut);
}

TEST_F(Picked, Promise_ALL_2_codes_that_are_guessed_leave_one_line_when_it_is_shut) {
  const auto made = ready();
  const auto wrong = made.code == "12345678" ? "87654321" : "12345678";
  people::LinesSince since{*w.db, *w.ledger};
  for (int i = 0; i < Pickups::kWrongCodes - 1; ++i) EXPECT_FALSE(collect(made, wrong));
  EXPECT_TRUE(since.lines().empty()) << "a slip of the finger is no attack";
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(collect(made, wrong));
  EXPECT_TRUE(since.has(
      {{}, ledger::Act::Refuse, "collected", {person}, "wrong-codes", "not-allowed", sharing.text()}));
}

TEST_F(Picked, Attack_an_address_that_is_guessed_or_lapsed_is_refused_like_one_that_never_was) {
  const auto made = ready();
  const auto never = pickups.collect("no-such-address", made.code, "192.0.2.8");
  auto almost = made.secret;
  almost.back() = almost.back() == 'a' ? 'b' : 'a';
  const auto guessed = pickups.collect(almost, made.code, "192.0.2.9");
  later(24 * Pickups::kDays + 1);
  const auto lapsed = collect(made, made.code);
  for (const auto* no : {&never, &guessed, &lapsed}) {
    ASSERT_FALSE(*no);
    EXPECT_EQ(no->error().code, Code::NotFound);
    EXPECT_EQ(no->error().words.text, never.error().words.text);
    EXPECT_TRUE(no->error().fields.empty());
  }
}

TEST_F(Picked, Promise_ALL_2_whoever_forwards_address_and_code_is_seen_in_each_opening) {
  const auto made = ready();
  people::LinesSince since{*w.db, *w.ledger};
  must(pickups.collect(made.secret, made.code, "192.0.2.7"));
  must(pickups.collect(made.secret, made.code, "198.51.100.9"));
  EXPECT_EQ(std::ranges::count(since.lines(), "collected", &ledger::Entry::note), 2);
  later(2);
  EXPECT_FALSE(pickups.collect(made.secret, made.code, "198.51.100.9")) << "no later than an hour after";
}

TEST_F(Picked, Attack_an_address_and_code_that_were_passed_on_open_it_ten_times_and_no_more) {
  const auto made = ready();
  people::LinesSince since{*w.db, *w.ledger};
  for (int i = 0; i < Pickups::kOpenings; ++i)
    must(pickups.collect(made.secret, made.code, "198.51.100." + std::to_string(i)));
  EXPECT_EQ(state().openings, Pickups::kOpenings);
  EXPECT_TRUE(state().shut) << "so that it can be put ready once more";
  for (int i = 0; i < 3; ++i) {
    const auto no = pickups.collect(made.secret, made.code, "203.0.113.5", true);
    ASSERT_FALSE(no);
    ASSERT_EQ(no.error().fields.size(), 1u);
    EXPECT_THAT(
        no.error().fields[0].message,
        testing::HasSubstr("collected 10 times, which is as often as it can be. Ask whoever sent you"));
  }
  EXPECT_EQ(std::ranges::count(since.lines(), "collected", &ledger::Entry::note), Pickups::kOpenings);
  EXPECT_TRUE(since.has(
      {{}, ledger::Act::Refuse, "collected", {person}, "opened-too-often", "not-allowed", sharing.text()}))
      << "and one line says that somebody tried";
  const auto anew = ready();
  EXPECT_TRUE(collect(anew, anew.code)) << "once more";
}

TEST_F(Picked, after_its_days_or_taken_back_there_is_nothing) {
  const auto first = ready();
  must(pickups.take_back(to_write(worker, "disclosure"), person, sharing));
  EXPECT_FALSE(collect(first, first.code));
  const auto second = ready();
  later(24 * Pickups::kDays + 1);
  EXPECT_FALSE(pickups.there(second.secret, "192.0.2.7"));
}

TEST_F(Picked, what_may_not_be_told_any_more_is_collected_by_nobody) {
  const auto made = ready();
  for (const auto* state : {"change-to-tell", "told-of-change", "dropped"}) {
    must(w.db->write([&](store::Txn& txn) {
      store::no_entry_needed("a test: a yes was taken back");
      return txn.run("UPDATE entry SET state=$3 WHERE org=$1 AND id=$2", {w.db->org(), sharing, state})
          .map([](auto) {});
    }));
    EXPECT_FALSE(collect(made, made.code)) << state;
  }
}

TEST_F(Picked, Attack_an_address_written_into_the_database_opens_nothing) {
  const auto made = ready();
  must(w.db->write([&](store::Txn& txn) {
    store::no_entry_needed("a test: somebody who writes in the database");
    return txn.run("UPDATE pickup SET ends=ends+1 WHERE org=$1 AND id=$2", {w.db->org(), made.id})
        .map([](auto) {});
  }));
  EXPECT_FALSE(collect(made, made.code));
}

TEST(PickedText, reads_what_it_wrote) {
  const std::vector<PickedPart> parts{{EntryId::make(1), 3, {"a", "b"}}, {EntryId::make(2), 1, {"c"}}};
  const auto back = read_picked(picked_text(parts));
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[0].entry, parts[0].entry);
  EXPECT_EQ(back[0].version, 3u);
  EXPECT_EQ(back[0].fields, parts[0].fields);
  EXPECT_EQ(back[1].fields, parts[1].fields);
  EXPECT_TRUE(read_picked("nonsense").empty());
}

}  // namespace
}  // namespace candour::letters
