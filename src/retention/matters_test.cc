// What is about a service itself goes when its own time is over, by the same two.
#include "retention/matters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paper/plain.h"
#include "retention/erasures.h"
#include "retention/over_for_tests.h"

namespace candour::retention {
namespace {

using testing::HasSubstr;

class AboutServices : public Over {
 protected:
  using Over::Over;

  EntryId from_outside(std::string_view kind, std::string_view text) {
    record::NewEntry e;
    e.person = subject;
    e.service = w.service();
    e.kind = w.kind(kind);
    e.values = record::values(text);
    e.source = record::kFromOutside;
    e.post_key = std::string(kind) + std::string(text);
    return must(entries.write(must(w.gate.from_outside(w.service(), e.kind)), e));
  }
  EntryId praise(std::string_view words) {
    return from_outside(
        "compliment", R"({"date":"2026-11-20","from":"Ann Other","words":")" + std::string(words) + R"("})");
  }
  EntryId complaint(std::string_view words) {
    return from_outside("complaint",
                        R"({"received-on":"2026-11-20","from":"Ann Other","reach":"ann@example.org",
        "how":"website","about":"times","what-they-say":")" +
                            std::string(words) + R"("})");
  }
  void last_touched(EntryId id, Date on, std::string_view state = "") {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test sets the days");
      const auto at = start_of_day(on).ms + 12 * 60 * 60 * 1000;
      return txn
          .run(
              "UPDATE entry SET happened=$3, written=$3, changed=$3, state=CASE WHEN $4='' THEN state ELSE $4 END "
              "WHERE org=$1 AND id=$2",
              {w.db->org(), id, at, state})
          .map([](auto) {});
    }));
  }
  bool stands(EntryId id) {
    bool there = false;
    must(w.db->read([&](store::Session& db) {
      return db.each("SELECT 1 FROM entry WHERE org=$1 AND id=$2", {w.db->org(), id},
                     [&](const store::Row&) { return there = true, false; });
    }));
    return there;
  }
  Destructions::State state(EntryId id) { return *must(destructions.state(of_service(other), id)); }
};
struct AboutServicesAtLL : AboutServices {
  AboutServicesAtLL() : AboutServices("ll") {}
};
struct AboutServicesAtIG : AboutServices {
  AboutServicesAtIG() : AboutServices("ig", make_date(2014, 3, 4)) {}
};

TEST_F(AboutServicesAtLL, Promise_LL_2_4e_what_nobody_took_into_a_record_goes_six_years_after_it_ended) {
  const auto praised = praise("Old thanks"), answered = complaint("Answered"), open = complaint("Open"),
             fresh = praise("New thanks");
  last_touched(praised, make_date(2015, 1, 1));
  last_touched(answered, make_date(2020, 11, 19), "closed");
  last_touched(open, make_date(2015, 1, 1));
  const auto id = destroyed();
  EXPECT_FALSE(stands(praised));
  EXPECT_FALSE(stands(answered));
  EXPECT_TRUE(stands(open)) << "somebody works on it still";
  EXPECT_TRUE(stands(fresh));
  EXPECT_EQ(must(entries.entry(of_service(manager, "compliment"), subject, fresh)).values.at("words"),
            "New thanks")
      << "what stays opens under the new key";
  EXPECT_EQ(state(id).matters, (MatterCounts{{"complaint", 1}, {"compliment", 1}}));
  EXPECT_EQ(state(id).matters_outcome, "gone");
  EXPECT_EQ(state(id).people, 0) << "it is nobody";
  EXPECT_TRUE(list.has(praised)) << "so that it does not come back";
  const auto e = must(entries.entry(of_service(other), subject, id));
  EXPECT_THAT(paper::plain_text(must(destructions.certificate(of_service(other), e))),
              HasSubstr("Complaints: 1; Compliments: 1"));
}

TEST_F(AboutServicesAtLL, not_a_day_earlier) {
  const auto id = complaint("Answered");
  last_touched(id, make_date(2020, 11, 21), "closed");
  destroyed();
  EXPECT_TRUE(stands(id));
}

TEST_F(AboutServicesAtLL, a_hold_on_the_service_keeps_it_also_after_it_was_agreed_to) {
  const auto praised = praise("Old thanks");
  last_touched(praised, make_date(2015, 1, 1));
  const auto id = propose();
  EXPECT_EQ(state(id).matters, (MatterCounts{{"compliment", 1}}));
  must(take(other, id, "approve"));
  record::NewEntry hold = fresh("hold", R"({"ground":"court","issuer":"A court","words":"All of it",
      "placed-on":"2026-11-20","review-on":"2027-11-20"})");
  hold.person = subject;
  must(entries.write(must(w.gate.write(manager, subject, w.service(), w.kind("hold"))), hold));
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_TRUE(stands(praised));
  EXPECT_EQ(state(id).matters_outcome, "held");
}

TEST_F(AboutServicesAtLL, Promise_LL_2_4e_what_is_about_a_service_is_drawn_into_the_sample_like_anybody) {
  std::set<EntryId> old;
  for (int i = 0; i < 11; ++i) {
    old.insert(praise("Old thanks " + std::to_string(i)));
    last_touched(*old.rbegin(), make_date(2015, 1, 1));
  }
  const auto fresh_one = praise("New thanks");
  ended(make_date(2015, 1, 1));
  // Of twelve on the list each is drawn sooner or later, whatever it is about.
  std::set<EntryId> drawn;
  bool somebody = false;
  for (int i = 0; i < 40 && (drawn.size() < old.size() || !somebody); ++i) {
    const auto id = propose();
    const auto some = must(destructions.sample(of_service(other), id));
    ASSERT_EQ(some.size(), Destructions::kSample);
    const auto again = must(destructions.sample(of_service(manager), id));
    for (std::size_t n = 0; n < some.size(); ++n) {
      EXPECT_EQ(again[n].matter, some[n].matter) << "the same for everybody";
      if (some[n].matter.is_nil()) {
        EXPECT_EQ(some[n].person, person);
        somebody = true;
      } else {
        EXPECT_EQ(some[n].person, subject);
        EXPECT_EQ(some[n].parts, "compliment");
        drawn.insert(some[n].matter);
      }
    }
  }
  EXPECT_TRUE(somebody);
  EXPECT_EQ(drawn, old);
  EXPECT_FALSE(drawn.contains(fresh_one));
}

TEST_F(AboutServicesAtLL, nobody_agrees_to_what_is_about_a_service_without_having_looked_at_some) {
  last_touched(praise("Old thanks"), make_date(2015, 1, 1));
  const auto id = propose();
  ASSERT_EQ(must(destructions.sample(of_service(other), id)).size(), 1u);
  const auto refused = entries.move(other, of_service(other), subject, id, 1, "approve", "");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().words.text, HasSubstr("not looked at the sample"));
  must(take(other, id, "approve"));
}

TEST_F(AboutServicesAtIG, Promise_IG_11_1_it_stays_while_the_contract_is_not_accounted_for) {
  const auto praised = praise("Old thanks");
  last_touched(praised, make_date(2000, 1, 1));
  destroyed();
  EXPECT_TRUE(stands(praised));
  w.clock.set({start_of_day(make_date(2029, 4, 20)).ms});
  destroyed("2029-04-05");
  EXPECT_FALSE(stands(praised)) << "nobody's age keeps it";
}

TEST(MatterCountsTest, are_read_as_they_were_written) {
  const MatterCounts some{{"complaint", 12}, {"compliment", 1}};
  EXPECT_EQ(read_matter_counts(to_text(some)), some);
  EXPECT_TRUE(read_matter_counts("").empty());
}

}  // namespace
}  // namespace candour::retention
