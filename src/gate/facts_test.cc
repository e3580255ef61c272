// What is kept of how people stand is never older than what was written: an ended allocation, a withdrawn
// consent or an objection counts at once.
#include "gate/facts.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "charter/read.h"
#include "store/accounted.h"
#include "store/migrations.h"
#include "store/open_for_tests.h"

namespace candour::gate {
namespace {

charter::CharterPtr the_charter() {
  static const auto c = charter::load(std::string(CANDOUR_SOURCE_DIR) + "/charters/ll.yaml",
                                      std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue")
                            .charter;
  return c;
}

std::string in_words(const PersonFacts& f) {
  std::string s = f.exists ? "there" : "not there";
  if (f.restricted) s += ", restricted";
  for (const auto& p : f.places) {
    s += p.referral ? "; referred" : p.open ? "; served" : "; was served";
    if (p.team) s += " by a team";
    for (const auto& w : p.workers) s += " by " + w.worker.text();
  }
  for (const auto& g : f.grants) s += "; granted " + g.id.text();
  f.consented.each([&](PurposeIx p) { s += "; consented " + std::to_string(static_cast<int>(p)); });
  f.objected.each([&](PurposeIx p) { s += "; objected " + std::to_string(static_cast<int>(p)); });
  return s;
}

class KnownFactsTest : public testing::Test {
 protected:
  static constexpr UnixMs kNow{1'790'000'000'000};
  std::unique_ptr<store::Db> db =
      std::move(*store::open_for_tests(the_charter()->org(), store::record_migrations()));
  KnownFacts known{*db, *the_charter()};
  const PersonId ann = PersonId::make(kNow.ms);
  const StaffId worker = StaffId::make(kNow.ms), other = StaffId::make(kNow.ms);
  const EnrolmentId enrolment = EnrolmentId::make(kNow.ms);
  const std::string service = the_charter()->services[0].code, role = the_charter()->roles[0].code,
                    reason = the_charter()->reasons[0].code, purpose = the_charter()->purposes[1].code;

  void change(std::string_view sql, store::Params params) {
    ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
      store::no_entry_needed("a test tampers");
      TRY(const auto rows, t.run(sql, params));
      EXPECT_EQ(rows, 1) << sql;
      return {};
    }));
  }
  std::string kept(UnixMs now = kNow) { return in_words(known.of(worker, {ann}, now)->front()); }
  std::string stored() {
    std::vector<PersonFacts> out;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(out, load_facts(s, *the_charter(), nullptr, worker, {ann}, kNow));
      return {};
    }));
    return in_words(out.front());
  }
  void object() {
    change("INSERT INTO objection_flag (org, person, purpose, made_at) VALUES ($1, $2, $3, $4)",
           {db->org(), ann, purpose, kNow.ms});
  }
  void set_restricted(std::int64_t to) {
    change("UPDATE person SET restricted=$3 WHERE org=$1 AND id=$2", {db->org(), ann, to});
  }
  void add_ann() {
    change(
        "INSERT INTO person (org, id, reference, version, parts, created, changed, changed_by)"
        " VALUES ($1, $2, 'LL-1', 1, '', 0, 0, $3)",
        {db->org(), ann, worker});
  }
};

TEST_F(KnownFactsTest, every_change_counts_at_once) {
  const GrantId grant = GrantId::make(kNow.ms);
  const ReferralId referral = ReferralId::make(kNow.ms);
  const auto& org = db->org();
  const std::vector<std::function<void()>> changes = {
      [&] { add_ann(); },
      [&] { set_restricted(1); },
      [&] {
        change(
            "INSERT INTO referral (org, id, person, service, state, source, urgency, consent, received,"
            " taken_by, reason, words, version, created) VALUES ($1, $2, $3, $4, 'new', '', '', 1, 0, $5,"
            " '', 0, 1, 0)",
            {org, referral, ann, service, worker});
      },
      [&] {
        change("UPDATE referral SET state='accepted' WHERE org=$1 AND id=$2", {org, referral});
      },
      [&] {
        change(
            "INSERT INTO enrolment (org, id, person, service, referral, started, reason, outcome, words,"
            " version, changed, changed_by) VALUES ($1, $2, $3, $4, $5, 0, '', '', 0, 1, 0, $6)",
            {org, enrolment, ann, service, referral, worker});
      },
      [&] {
        change(
            "INSERT INTO allocation (org, enrolment, staff, started, person, key_worker)"
            " VALUES ($1, $2, $3, 0, $4, 1)",
            {org, enrolment, worker, ann});
      },
      [&] {
        change("UPDATE allocation SET ended=5 WHERE org=$1 AND enrolment=$2 AND staff=$3",
               {org, enrolment, worker});
      },
      [&] {
        change("UPDATE enrolment SET ended=5 WHERE org=$1 AND id=$2", {org, enrolment});
      },
      [&] {
        change(
            "INSERT INTO reasoned_access (org, id, staff, person, role, reason, told, started, ends)"
            " VALUES ($1, $2, $3, $4, $5, $6, $3, 0, $7)",
            {org, grant, worker, ann, role, reason, kNow.ms + 1000});
      },
      [&] {
        change("UPDATE reasoned_access SET ends=1 WHERE org=$1 AND id=$2", {org, grant});
      },
      [&] {
        change("INSERT INTO consent_flag (org, person, purpose, given_at) VALUES ($1, $2, $3, 1)",
               {org, ann, purpose});
      },
      [&] {
        change("UPDATE consent_flag SET withdrawn_at=2 WHERE org=$1 AND person=$2 AND purpose=$3",
               {org, ann, purpose});
      },
      [&] { object(); },
      [&] {
        change("UPDATE objection_flag SET withdrawn_at=2 WHERE org=$1 AND person=$2 AND purpose=$3",
               {org, ann, purpose});
      },
      [&] {
        change("DELETE FROM person WHERE org=$1 AND id=$2", {org, ann});
      },
  };
  auto before = kept();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    changes[i]();
    const auto now = kept();
    EXPECT_EQ(now, stored()) << i;
    EXPECT_NE(now, before) << "change " << i << " is none";
    before = now;
  }
}

TEST_F(KnownFactsTest, what_is_not_committed_is_seen_by_whoever_writes_it_alone) {
  add_ann();
  const auto before = kept();
  ASSERT_FALSE(db->write([&](store::Txn& t) -> Status {
    store::no_entry_needed("a test tampers");
    TRY([[maybe_unused]] const auto rows,
        t.run("UPDATE person SET restricted=1 WHERE org=$1 AND id=$2", {db->org(), ann}));
    EXPECT_NE(kept(), before) << "inside a write, what it wrote is seen";
    return fail(Code::Invalid, "rolled back");
  }));
  EXPECT_EQ(kept(), before) << "what was rolled back was never so";
}

TEST_F(KnownFactsTest, a_grant_ends_while_it_is_kept_and_is_one_workers_alone) {
  add_ann();
  change(
      "INSERT INTO reasoned_access (org, id, staff, person, role, reason, told, started, ends)"
      " VALUES ($1, $2, $3, $4, $5, $6, $3, 0, $7)",
      {db->org(), GrantId::make(kNow.ms), worker, ann, role, reason, kNow.ms + 1000});
  EXPECT_NE(kept().find("granted"), std::string::npos);
  EXPECT_TRUE(known.of(other, {ann}, kNow)->front().grants.empty());
  EXPECT_EQ(kept(UnixMs{kNow.ms + 1000}).find("granted"), std::string::npos);
}

TEST_F(KnownFactsTest, what_an_older_snapshot_shows_is_not_kept) {
  add_ann();
  ASSERT_TRUE(db->read([&](store::Session&) -> Status {
    const auto old = kept();  // the snapshot is of now
    std::thread([&] { object(); }).join();
    EXPECT_EQ(kept(), old);
    return {};
  }));
  EXPECT_NE(kept().find("objected"), std::string::npos);
}

TEST_F(KnownFactsTest, who_wrote_sees_it_whatever_others_look_up_meanwhile) {
  add_ann();
  std::atomic<bool> stop = false;
  std::vector<std::thread> others;
  for (int i = 0; i < 3; ++i)
    others.emplace_back([&] {
      while (!stop) (void)known.of(other, {ann}, kNow);
    });
  for (int i = 1; i <= 100; ++i) {
    set_restricted(i % 2);
    EXPECT_EQ(known.of(worker, {ann}, kNow)->front().restricted, i % 2 == 1) << i;
  }
  stop = true;
  for (auto& t : others) t.join();
}

}  // namespace
}  // namespace candour::gate
