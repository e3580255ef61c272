// What somebody asks to have deleted goes by two, but for what the notice keeps, and does not come back.
#include "retention/erasures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/erasure.h"
#include "charter/requests.h"
#include "people/consent_for_tests.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"
#include "store/accounted.h"

namespace candour::retention {
namespace {

using people::must;
using testing::HasSubstr;

class AsksToErase : public record::Scene {
 protected:
  using Scene::Scene;
  jobs::Jobs jobs{w.gate, *w.db, w.clock};
  ForgetList list{*w.vault, ""};
  Erasures erasures{w.gate, *w.db, *w.vault, entries, list, jobs, w.clock};
  StaffId officer = w.hire("dp-lead");
  StaffId second = w.hire(who_must_agree(), w.service());

  /// The other of the two whom the right names.
  std::string who_must_agree() const {
    const auto* right = charter::find_right(*w.charter, "erasure");
    if (!right || right->seconds.empty()) return "dp-lead";
    return right->decides == "dp-lead" ? right->seconds : right->decides;
  }
  void support_ended() {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test sets the days");
      CHECK_OK(txn.run("UPDATE enrolment SET ended=$3 WHERE org=$1 AND person=$2",
                       {w.db->org(), person, w.clock.now().ms}));
      return txn.run("UPDATE referral SET state='accepted' WHERE org=$1 AND person=$2", {w.db->org(), person})
          .map([](auto) {});
    }));
  }
  EntryId ask(std::string_view right = "erasure") {
    auto e = fresh("information-request", "{}");
    e.values = {{"right", right},        {"use", "unclear"}, {"received-on", "2026-11-20"},
                {"from", "Maya Okafor"}, {"how", "spoken"},  {"what", "x"}};
    const auto id = must(entries.write(must(w.gate.write(w.actor(officer), person, w.service(), e.kind)), e));
    must(step(second, id, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
    return id;
  }
  std::string state(EntryId id) { return must(entries.place(person, id)).state; }
  Status step(StaffId who, EntryId id, std::string_view move, const charter::Values& answers = {}) {
    const auto actor = w.actor(who);
    TRY(const auto pass, w.gate.step(actor, person, w.service(), w.kind("information-request")));
    return entries.move(actor, pass, person, id, must(entries.place(person, id)).version, move, "", answers)
        .map([](auto) {});
  }
  static charter::Values answered() {
    return {{"answer", "It is deleted"}, {"answered-on", "2026-11-21"}, {"delays", "no"}};
  }
  void run(EntryId id) {
    std::optional<jobs::Job> job;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(job, jobs.about(db, id.raw));
      return {};
    }));
    ASSERT_TRUE(job);
    const auto done = jobs.finish(job->id);
    ASSERT_TRUE(done) << done.error().words.text << " " << done.error().detail.text;
  }
  EntryId erased(const charter::Values& keeps = {{"keeps", boost::json::array{"nothing"}}}) {
    const auto id = ask();
    must(step(officer, id, "propose-erasure", keeps));
    must(step(second, id, "erase", answered()));
    run(id);
    return id;
  }
  bool there(EntryId id) { return entries.place(person, id).has_value(); }
  std::vector<Erasures::Line> preview() {
    return must(erasures.preview(
        must(w.gate.step(w.actor(officer), person, w.service(), w.kind("information-request"))), person, {}));
  }
};
struct ErasesAtIM : AsksToErase {
  ErasesAtIM() : AsksToErase("im") {}
};
struct ErasesAtIG : AsksToErase {
  ErasesAtIG() : AsksToErase("ig", make_date(2014, 3, 4)) {}
};
struct ErasesAtLL : AsksToErase {
  ErasesAtLL() : AsksToErase("ll") {}
};

/// Of this kind: why it stays, or nothing when it goes.
std::string why(const std::vector<Erasures::Line>& lines, KindIx kind) {
  for (const auto& l : lines)
    if (l.kind == kind) return l.why;
  return "nothing is there";
}

TEST_F(ErasesAtIM, Promise_IM_12_4_what_they_ask_to_have_deleted_goes_by_two_and_what_the_law_keeps_stays) {
  const auto goes = note("2026-11-20T09:00", "Likes to talk about football");
  const auto file = must(files.put(to_write(worker, "contact-note"), person, goes, w.category("care"), "what",
                                   "scan.pdf", as_bytes("%PDF-1.7 a scan")));
  EXPECT_THAT(why(preview(), w.kind("contact-note")), HasSubstr("as long as the service goes on"));
  support_ended();
  EXPECT_EQ(why(preview(), w.kind("contact-note")), "");
  const auto id = ask();
  EXPECT_FALSE(step(officer, id, "erase", answered())) << "it was not proposed";
  must(step(officer, id, "propose-erasure", {{"keeps", boost::json::array{"nothing"}}}));
  EXPECT_FALSE(step(officer, id, "erase", answered())) << "whoever proposed it does not agree to it";
  EXPECT_TRUE(there(goes));
  must(step(second, id, "erase", answered()));
  run(id);
  EXPECT_EQ(state(id), "erased");
  EXPECT_FALSE(there(goes));
  EXPECT_FALSE(there(EntryId{file.id.raw}));
  EXPECT_TRUE(health().whole());
}

TEST_F(ErasesAtIM, Promise_IM_1_6_whoever_got_what_was_deleted_is_to_hear) {
  note("2026-11-20T09:00", "Likes to talk about football");
  const auto told = [&](std::string_view what) {
    auto e = fresh("disclosure", "{}");
    e.values = record::what_is_told(today(w.clock.now()), "gp", "for-deliver-support", {std::string(what)});
    e.values["already"] = "yes";
    return must(entries.write(to_write(manager, "disclosure"), e));
  };
  const auto of_care = told("care"), of_contact = told("contact");
  support_ended();
  erased();
  EXPECT_EQ(state(of_care), "change-to-tell");
  EXPECT_EQ(state(of_contact), "given") << "of that nothing was deleted";
}

struct ErasesAtReach : AsksToErase {
  ErasesAtReach()
      : AsksToErase("tests/charters/reach.yaml", std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
  explicit ErasesAtReach(const std::string& file)
      : AsksToErase(file, std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
};
struct ErasesAtReachOnlyAsSaid : ErasesAtReach {
  ErasesAtReachOnlyAsSaid() : ErasesAtReach(people::World::amended("reach", ", or-as-agreed: true", "")) {}
};

TEST_F(ErasesAtReach, what_is_kept_as_agreed_goes_when_they_ask_also_while_the_service_goes_on) {
  note("2026-11-20T09:00", "x");
  write(manager, "health-profile", R"({"allergies":"None known"})");
  EXPECT_EQ(why(preview(), w.kind("contact-note")), "");
  EXPECT_THAT(why(preview(), w.kind("health-profile")), HasSubstr("as long as the service goes on"));
}

TEST_F(ErasesAtReachOnlyAsSaid, without_these_words_it_stays_as_long_as_the_service_goes_on) {
  note("2026-11-20T09:00", "x");
  EXPECT_THAT(why(preview(), w.kind("contact-note")), HasSubstr("as long as the service goes on"));
}

TEST_F(ErasesAtIM, Promise_IM_12_4_what_the_law_demands_is_kept_and_its_reason_shown) {
  const auto id = erased();
  EXPECT_TRUE(there(id)) << "that it was asked and answered is shown for as long as the notice says";
  for (const auto& p : w.charter->purposes) {
    const auto first = p.bases.front().basis;
    const auto kept = charter::must_stay(p, charter::Basis::LegalObligation, false);
    EXPECT_EQ(kept.empty(), p.optional || p.needs_consent()) << p.code;
    if (first == charter::Basis::Contract && !p.optional)
      EXPECT_EQ(charter::must_stay(p, first, false), "") << p.code;
    if (!kept.empty()) EXPECT_THAT(kept, HasSubstr(p.clause)) << p.code;
  }
}

TEST_F(ErasesAtIG, Promise_IG_12_2_what_was_done_as_a_public_task_stays_and_what_they_may_refuse_goes) {
  const auto stays = note("2026-11-20T09:00", "Took part in the walk");
  support_ended();
  EXPECT_THAT(why(preview(), w.kind("contact-note")), HasSubstr("part"));
  erased();
  EXPECT_TRUE(there(stays));
}

TEST_F(ErasesAtIM, what_is_kept_for_a_reason_of_the_request_stays) {
  const auto kept = note("2026-11-20T09:00", "x");
  support_ended();
  const auto id = erased({{"keeps", boost::json::array{"care"}}, {"why-kept", "A claim is being made"}});
  EXPECT_TRUE(there(kept));
  EXPECT_EQ(state(id), "erased");
}

TEST_F(ErasesAtIM, only_what_was_asked_for_is_deleted_and_never_under_a_hold) {
  const auto kept = note("2026-11-20T09:00", "x");
  support_ended();
  const auto other = ask("access");
  EXPECT_FALSE(step(officer, other, "propose-erasure", {{"keeps", boost::json::array{"nothing"}}}));
  const auto id = ask();
  must(step(officer, id, "propose-erasure", {{"keeps", boost::json::array{"nothing"}}}));
  must(w.db->write([&](store::Txn& txn) {
    store::no_entry_needed("a test places a hold");
    return txn
        .run("INSERT INTO hold_flag (org, entry, person, since) VALUES ($1, $2, $3, 1)",
             {w.db->org(), other, person})
        .map([](auto) {});
  }));
  const auto refused = step(second, id, "erase", answered());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().words.text, HasSubstr("hold"));
  EXPECT_TRUE(there(kept));
}

TEST_F(ErasesAtIM, whoever_agreed_and_left_makes_it_wait_for_somebody_else) {
  note("2026-11-20T09:00", "x");
  support_ended();
  const auto id = ask();
  must(step(officer, id, "propose-erasure", {{"keeps", boost::json::array{"nothing"}}}));
  must(step(second, id, "erase", answered()));
  must(w.db->write([&](store::Txn& txn) {
    store::no_entry_needed("a test stops the job");
    return txn
        .run("UPDATE job SET state='stopped', outcome='account-ended' WHERE org=$1 AND about=$2",
             {w.db->org(), id})
        .map([](auto) {});
  }));
  must(erasures.sweep());
  EXPECT_EQ(state(id), "erasure-proposed");
}

TEST_F(ErasesAtIM, Promise_ALL_3_an_entry_that_was_deleted_does_not_come_back_with_older_records) {
  const auto goes = note("2026-11-20T09:00", "Likes to talk about football");
  support_ended();
  erased();
  EXPECT_TRUE(list.has(goes));
  // The row as an older copy has it.
  const auto again = ask("access");
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test puts an old copy back");
    CHECK_OK(txn.run("UPDATE entry SET id=$3 WHERE org=$1 AND id=$2", {w.db->org(), again, goes}));
    return txn.run("UPDATE entry_version SET entry=$3 WHERE org=$1 AND entry=$2", {w.db->org(), again, goes})
        .map([](auto) {});
  }));
  EXPECT_TRUE(there(goes));
  EXPECT_EQ(must(forget_entries_again(*w.db, *w.vault, w.gate, list, w.clock.now())), 1);
  EXPECT_FALSE(there(goes));
  EXPECT_EQ(must(forget_entries_again(*w.db, *w.vault, w.gate, list, w.clock.now())), 0);
}

TEST_F(ErasesAtLL, Promise_ALL_3_what_was_taken_back_stands_on_the_list_of_what_was_destroyed) {
  gate::ConsentFlags flags(w.gate, *w.db, w.clock);
  must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, "share-your-story"));
  auto e = fresh("voluntary-item", "{}");
  e.values = record::a_story();
  const auto id = must(entries.write(to_write(worker, "voluntary-item"), e));
  EXPECT_EQ(list.size(), 0);
  const auto actor = w.actor(manager.id);
  must(entries.move(actor, must(w.gate.step(actor, person, w.service(), w.kind("voluntary-item"))), person,
                    id, 1, "withdraw", ""));
  EXPECT_EQ(list.size(), 1) << "so that an old copy of the keys does not open it again";
}

}  // namespace
}  // namespace candour::retention
