// What somebody gave by choice goes when they take it back, with its key; what was told to others follows a
// change; and whoever gets something only under an agreement gets nothing without one.
#include <gmock/gmock.h>

#include "record/drafts.h"
#include "record/let_go.h"
#include "record/sharing_for_tests.h"
#include "record/with_files.h"
#include "store/accounted.h"

namespace candour::record {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class TakenBack : public SharingTest {
 protected:
  Files files{w.gate, *w.db, *w.vault, w.clock};

  TakenBack() { agree_to("tell-stories"); }

  EntryId story() {
    const auto e = fresh("voluntary-item", a_story());
    return must(write_with_files(entries, files, to_write("voluntary-item"), e,
                                 {{"item", "pool.png", as_bytes("\x89PNG\r\n\x1a\n the deep end")}}));
  }
  Pass see() {
    return must(w.gate.see(w.actor(lead), person, {ledger::Act::View, "record", "", people::kAll}));
  }
  std::int64_t destroyed() {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& s) -> Status {
      TRY(const auto health, w.vault->check(s));
      EXPECT_TRUE(health.whole());
      n = health.destroyed;
      return {};
    }));
    return n;
  }
  NewEntry a_no() {
    return fresh("consent-form", {{"purpose", "tell-stories"},
                                  {"answer", "refused"},
                                  {"given-on", iso_date(today(w.clock.now()))},
                                  {"decided-by", "self"}});
  }
  std::int64_t waiting() {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& s) {
      return s.each("SELECT count(*) FROM let_go WHERE org=$1", {w.db->org()},
                    [&](const store::Row& r) { return n = r.i64(0), true; });
    }));
    return n;
  }
  /// Nobody reads it any more, whatever they may see; who gave it, and that they signed, stays.
  void is_gone(EntryId id) {
    EXPECT_EQ(stands(id).state, "withdrawn");
    EXPECT_EQ(stands(id).values.if_contains("story"), nullptr);
    EXPECT_EQ(stands(id).values.if_contains("title"), nullptr);
    EXPECT_EQ(stands(id).values.at("given-by"), "Maya Okafor");
    EXPECT_GE(destroyed(), 1);
    EXPECT_EQ(waiting(), 0);
  }
};

TEST_F(TakenBack, Promise_LL_2_5d_a_story_that_is_taken_back_is_gone_with_its_picture) {
  const auto id = story();
  const auto other = story();
  const auto picture = must(files.of(see(), person, id)).at(0).id;
  EXPECT_EQ(must(files.get(see(), person, picture)).info.name, "pool.png");
  const auto actor = w.actor(lead);
  must(entries.move(actor, must(w.gate.step(actor, person, service(), w.kind("voluntary-item"))), person, id,
                    1, "withdraw", ""));
  is_gone(id);
  const auto now = files.get(see(), person, picture);
  ASSERT_FALSE(now);
  EXPECT_EQ(now.error().code, Code::NotFound);
  EXPECT_EQ(stands(other).values.at("story"), "I was afraid of the deep end")
      << "the other one has its own key";
}

TEST_F(TakenBack, Promise_LL_5_3_with_the_consent_goes_everything_that_was_given_under_it) {
  const auto id = story();
  const auto picture = must(files.of(see(), person, id)).at(0).id;
  take_back("tell-stories");
  agree_to("tell-stories");  // a new yes brings nothing back
  is_gone(id);
  EXPECT_FALSE(files.get(see(), person, picture));
  EXPECT_EQ(stands(story()).state, "in-use");
}

TEST_F(TakenBack, a_no_on_a_new_form_takes_it_back_too) {
  const auto id = story();
  must(entries.write(to_write("consent-form"), a_no()));
  agree_to("tell-stories");
  is_gone(id);
}

TEST_F(TakenBack, what_a_server_did_not_come_to_is_destroyed_by_the_next_one) {
  const auto id = story();
  must(w.db->write([&](store::Txn& txn) {
    return entries.write(txn, to_write("consent-form"), a_no(), w.clock.now()).map([](auto) {});
  }));
  EXPECT_EQ(waiting(), 2) << "the entry and its file";
  EXPECT_EQ(destroyed(), 0);
  must(entries.destroy_taken_back());
  agree_to("tell-stories");
  is_gone(id);
}

TEST_F(TakenBack, Attack_a_row_alone_destroys_nothing) {
  const auto id = story();
  const auto group = vault::KeySlot::group(1).slot;
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("of a test: somebody who writes in the database");
    for (const auto& slot : {id, EntryId{group}})
      CHECK_OK(txn.run("INSERT INTO let_go (org, person, entry, slot, since) VALUES ($1, $2, $3, $4, 0)",
                       {w.db->org(), person, id, slot}));
    return {};
  }));
  must(entries.destroy_taken_back());
  EXPECT_EQ(destroyed(), 0);
  EXPECT_EQ(stands(id).values.at("story"), "I was afraid of the deep end");
}

TEST_F(TakenBack, what_somebody_had_typed_to_change_it_goes_too) {
  Drafts drafts{w.gate, *w.db, *w.vault, w.clock};
  const auto id = story();
  Draft d;
  d.writer = lead;
  d.person = person;
  d.kind = w.kind("voluntary-item");
  d.service = service();
  d.entry = id;
  d.based_on = 1;
  d.answers = {{"story", "I am still afraid"}};
  must(drafts.save(to_write("voluntary-item"), d));
  take_back("tell-stories");
  EXPECT_EQ(waiting(), 0);
  EXPECT_GE(destroyed(), 1);
  std::int64_t left = 1;
  must(w.db->read([&](store::Session& s) {
    return s.each("SELECT count(*) FROM draft WHERE org=$1", {w.db->org()},
                  [&](const store::Row& r) { return left = r.i64(0), true; });
  }));
  EXPECT_EQ(left, 0);
}

TEST_F(TakenBack, a_word_that_is_mended_in_an_old_no_ends_no_newer_yes) {
  auto old = a_no();
  const auto no = must(entries.write(to_write("consent-form"), old));
  agree_to("tell-stories");
  const auto id = story();
  old.values["given-by"] = "Maya Okafor";
  must(entries.change(to_write("consent-form"), person, no, 1, old.values, ""));
  EXPECT_EQ(stands(id).state, "in-use");
}

TEST_F(TakenBack, another_consent_leaves_stories_alone) {
  const auto id = story();
  agree_to("faith-support");
  take_back("faith-support");
  EXPECT_EQ(stands(id).state, "in-use");
}

TEST_F(TakenBack, Promise_LW_4_6_whoever_was_told_hears_that_the_yes_was_taken_back) {
  agree_to("tell-employer");
  const auto id =
      must(write(with(telling("employer", "for-support-you", {"identity"}), {{"already", "yes"}})));
  EXPECT_THAT(due(lead, id), Not(Contains("change")));
  take_back("tell-employer");
  EXPECT_EQ(stands(id).state, "change-to-tell");
  EXPECT_THAT(due(lead, id), Contains("change"));
  must(step(lead, id, "tell-change"));
  EXPECT_EQ(stands(id).state, "told-of-change");
  EXPECT_THAT(due(lead, id), Not(Contains("change")));
}

TEST_F(TakenBack, what_an_exceptional_ground_decides_no_consent_undoes) {
  agree_to("tell-employer");
  const auto id = must(write(with(telling("employer", "ground-high-risk", {"identity"}),
                                  {{"detail", "He waits there"}, {"already", "yes"}})));
  const auto waits =
      must(write(with(telling("employer", "ground-court", {"identity"}), {{"detail", "An order"}})));
  take_back("tell-employer");
  EXPECT_EQ(stands(id).state, "given");
  EXPECT_EQ(stands(waits).state, "waiting");
  EXPECT_THAT(due(boss, waits), Contains("approval")) << "and somebody is to approve it";
}

class Corrected : public SharingTest {
 protected:
  EntryId note() {
    return must(entries.write(to_write("contact-note"),
                              fresh("contact-note", {{"when", "2026-11-20T14:20"},
                                                     {"method", "visit"},
                                                     {"what-happened", "She fell on the stairs"}})));
  }
  EntryId told(std::vector<std::string> what) {
    agree_to("tell-employer");
    later(1000);
    return must(write(with(telling("employer", "for-support-you", std::move(what)), {{"already", "yes"}})));
  }
  void correct(EntryId id, std::string_view why) {
    later(1000);
    must(entries.change(
        to_write("contact-note"), person, id, stands(id).version,
        {{"when", "2026-11-20T14:20"}, {"method", "visit"}, {"what-happened", "She did not fall"}}, why));
  }
};

TEST_F(Corrected, Promise_LL_5_2_whoever_was_told_something_hears_that_it_was_wrong) {
  const auto wrong_note = note();
  const auto of_care = told({"care"}), of_name = told({"identity"});
  correct(wrong_note, "It was somebody else");
  EXPECT_EQ(stands(of_care).state, "change-to-tell");
  EXPECT_THAT(due(lead, of_care), Contains("change"));
  EXPECT_EQ(stands(of_name).state, "given") << "they got nothing of that";
}

TEST_F(Corrected, nobody_hears_of_what_is_newer_than_what_they_were_told_or_was_only_added_to) {
  const auto before = told({"care"});
  later(1000);
  correct(note(), "It was somebody else");
  EXPECT_EQ(stands(before).state, "given");
  const auto id = note();
  const auto after = told({"care"});
  correct(id, "");
  EXPECT_EQ(stands(after).state, "given");
}

TEST_F(Corrected, Promise_IM_1_6_details_that_were_wrong_are_told_to_whoever_got_them) {
  w.people.on_corrected([&](store::Txn& txn, const Pass& pass, PersonId who, CategorySet what) {
    return entries.details_corrected(txn, pass, who, what);
  });
  const auto of_name = told({"identity"}), of_care = told({"care"});
  const auto change = [&](std::string_view name, bool correction) {
    auto pass = must(w.gate.write(w.actor(lead), person, service(), w.kind("profile")));
    auto p = must(w.people.profile(pass, person));
    p.values["family-name"] = name;
    must(w.people.change(pass, person, p.version, p.values, correction));
  };
  change("Okafor-Bello", false);
  EXPECT_EQ(stands(of_name).state, "given") << "a new name is nobody's mistake";
  change("Okafor-Belo", true);
  EXPECT_EQ(stands(of_name).state, "change-to-tell");
  EXPECT_EQ(stands(of_care).state, "given");
}

class AgreementTest : public SharingTest {
 protected:
  Result<EntryId> tell() { return write(telling("counsellor", "for-support-you", {"identity"})); }
};

TEST_F(AgreementTest, Promise_IM_10_2_who_works_for_us_gets_nothing_without_an_agreement) {
  EXPECT_THAT(wrong(tell(), "recipient"), HasSubstr("and none holds today"));
  EXPECT_THAT(wrong(tell(), "recipient"), HasSubstr("notice, part 4.2"));
  must(sign("employer"));
  EXPECT_NE(wrong(tell(), "recipient"), "") << "with somebody else";
  must(sign("counsellor"));
  EXPECT_EQ(wrong(tell(), "recipient"), "");
}

TEST_F(AgreementTest, Promise_LL_3_1_2_it_holds_from_its_first_day_to_its_last_and_not_once_it_was_ended) {
  const auto tomorrow = iso_date(add_days(today(w.clock.now()), 1));
  must(sign("counsellor", {{"from", tomorrow}, {"until", tomorrow}, {"renew-from", tomorrow}}));
  EXPECT_NE(wrong(tell(), "recipient"), "");
  later(24 * 3'600'000);
  const auto id = must(tell());
  later(24 * 3'600'000);
  EXPECT_NE(wrong(tell(), "recipient"), "");
  const auto late = step(lead, id, "give");
  ASSERT_FALSE(late) << "it ended before this was told";
  EXPECT_THAT(late.error().words.text, HasSubstr("only under an agreement"));

  const auto signed_on = must(sign("counsellor"));
  EXPECT_EQ(wrong(tell(), "recipient"), "");
  const auto actor = w.actor(lead);
  const auto about = gate::subject_of(*w.charter, service());
  must(entries.move(actor, must(w.gate.step(actor, about, service(), w.kind("agreement"))), about, signed_on,
                    1, "end", "They lost a laptop"));
  EXPECT_NE(wrong(tell(), "recipient"), "");
}

TEST_F(AgreementTest, in_danger_the_ground_decides) {
  EXPECT_EQ(
      wrong(write(with(telling("counsellor", "ground-high-risk", {"identity"}), {{"detail", "Tonight"}})),
            "recipient"),
      "");
}

TEST_F(AgreementTest, it_is_work_to_renew_it_and_it_is_about_nobody) {
  const auto id = must(sign("counsellor"));
  EXPECT_THAT(due(lead, id), Contains("renew"));
  EXPECT_FALSE(w.gate.write(w.actor(lead), person, service(), w.kind("agreement")));
}

}  // namespace
}  // namespace candour::record
