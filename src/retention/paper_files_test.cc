// Records are both paper and electronic: of what is on paper it is known where it is and where it went, it is
// kept no longer than the record, and the record does not go before somebody has confirmed that the paper
// has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/service_subject.h"
#include "paper/plain.h"
#include "record/scene_for_tests.h"
#include "retention/conflicts.h"
#include "retention/destructions.h"
#include "retention/erase_rows.h"
#include "retention/paper_slip.h"

namespace candour::retention {
namespace {

using people::must;
using testing::HasSubstr;
using testing::Not;

class OnPaper : public record::Scene {
 protected:
  using Scene::Scene;
  explicit OnPaper(const std::string& code) : Scene(code) {}
  jobs::Jobs jobs{w.gate, *w.db, w.clock};
  Schedule schedule{w.gate, *w.db, *w.vault};
  ForgetList list{*w.vault, ""};
  Destructions destructions{w.gate, *w.db, *w.vault, entries, schedule, list, jobs, w.clock};
  PersonId subject = gate::subject_of(*w.charter, w.service());

  EntryId file() {
    return write(worker, "paper-file",
                 R"({"what":"Referral forms","place":"Office, cabinet 3","keeper":"Duty manager",
                     "since":"2012-01-10","volume":"One folder"})");
  }
  record::Entry now(EntryId id) { return entry(manager, id); }
  Status step(const gate::Actor& by, EntryId id, std::string_view move, const charter::Values& said) {
    const auto pass = w.gate.step(by, person, w.service(), w.kind("paper-file"));
    if (!pass) return tl::unexpected<Error>(pass.error());
    return entries.move(by, *pass, person, id, now(id).version, move, "", said).map([](auto) {});
  }
  /// One says that it is to go, and another that it has gone.
  Status destroy_paper(EntryId id) {
    CHECK_OK(step(manager, id, "propose", {}));
    return step(w.actor(w.hire("supervisor", w.service())), id, "destroy", confirmed());
  }
  static charter::Values confirmed() {
    return {{"how", "contractor"},
            {"destroyed-on", "2026-11-20"},
            {"destroyed-at", "Depot, Unit 4"},
            {"destroyed-by", "Shred Ltd, certificate 12"}};
  }
  void days_go_by(int days) { w.clock.set({w.clock.now().ms + days * std::int64_t{24 * 60 * 60 * 1000}}); }
  void run(EntryId id) {
    std::optional<jobs::Job> job;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(job, jobs.about(db, id.raw));
      return {};
    }));
    must(jobs.finish(job->id));
  }
  /// Support ends as it does, and then so many years go by.
  void ends(int years) {
    const auto place = must(w.journeys.enrolments(see(manager), person)).front();
    const auto& kind = people::support_kind(*w.charter);
    must(w.journeys.move(manager, person, place.id, place.version, "close",
                         {{"ended-because", kind.find_field("ended-because")->options.front().code},
                          {"outcome", kind.find_field("outcome")->options.front().code}}));
    w.clock.set({start_of_day(make_date(2026 + years, 12, 1)).ms});
    manager = w.actor(w.hire("supervisor", w.service()));
  }
  /// What became of the person in a destruction of all that is over today.
  std::string destroyed() {
    const auto up_to = iso_date(today(w.clock.now()));
    const auto first = w.actor(w.hire("supervisor", w.service()));
    const auto second = w.actor(w.hire("supervisor", w.service()));
    record::NewEntry e;
    e.person = subject;
    e.service = w.service();
    e.kind = w.kind("destruction");
    e.values = {{"up-to", up_to}, {"looked-at", "This one"}};
    id_ = must(entries.write(must(w.gate.write(first, subject, w.service(), e.kind)), e));
    run(id_);
    const auto pass = must(w.gate.step(second, subject, w.service(), e.kind));
    must(destructions.looked(pass, id_));
    must(entries.move(second, pass, subject, id_, 1, "approve", ""));
    days_go_by(8);
    must(destructions.sweep());
    run(id_);
    const auto lines = must(destructions.lines(pass, id_, 10));
    return lines.empty() ? "not on the list" : lines.front().outcome;
  }
  std::string certificate() {
    const auto by = w.actor(w.hire("supervisor", w.service()));
    const auto pass = must(w.gate.step(by, subject, w.service(), w.kind("destruction")));
    const auto e = must(entries.entry(pass, subject, id_));
    return paper::plain_text(must(destructions.certificate(pass, e)));
  }
  EntryId id_;
};
struct OnPaperAtIM : OnPaper {
  OnPaperAtIM() : OnPaper("im") {}
};
struct OnPaperAtPS : OnPaper {
  OnPaperAtPS() : OnPaper("ps") {}
};
struct OnPaperAtLW : OnPaper {
  OnPaperAtLW() : OnPaper("lw") {}
};

TEST_F(OnPaperAtIM, Promise_IM_5_1_it_is_known_where_the_paper_is_and_where_it_went) {
  const auto id = file();
  EXPECT_EQ(now(id).values.at("place"), "Office, cabinet 3");
  EXPECT_FALSE(step(worker, id, "lend", {})) << "to whom, and since when";
  must(step(worker, id, "lend", {{"with", "Dr Bevan, for the review"}, {"lent-on", "2026-11-20"}}));
  EXPECT_EQ(now(id).state, "out");
  EXPECT_FALSE(step(manager, id, "propose", {})) << "what is elsewhere is not destroyed";
  must(step(worker, id, "return", {{"back-on", "2026-11-21"}}));
  auto moved = now(id);
  moved.values["place"] = "Archive, shelf 9";
  must(entries.change(to_write(worker, "paper-file"), person, id, moved.version, moved.values, ""));
  EXPECT_EQ(must(entries.versions(see(manager), person, id)).size(), 4u) << "each movement has its version";
  must(step(worker, id, "propose", {}));
  EXPECT_FALSE(step(worker, id, "destroy", confirmed())) << "that is for whoever answers for the service";
}

TEST_F(OnPaperAtIM, Promise_IM_5_1_the_record_does_not_go_before_the_paper) {
  const auto id = file();
  ends(30);
  EXPECT_EQ(destroyed(), "paper");
  const auto another = w.actor(w.hire("supervisor", w.service()));
  must(step(manager, id, "propose", {}));
  EXPECT_EQ(destroyed(), "paper") << "it is there still, whatever somebody means to do";
  EXPECT_FALSE(step(another, id, "destroy", {{"how", "contractor"}})) << "where, when and by whom";
  must(step(another, id, "destroy", confirmed()));
  EXPECT_EQ(destroyed(), "gone");
  EXPECT_THAT(certificate(), HasSubstr("On paper"));
  EXPECT_THAT(certificate(), Not(HasSubstr("cabinet 3")));
}

TEST_F(OnPaperAtIM, Promise_IM_5_1_a_slip_goes_with_the_paper_and_says_how_it_was_destroyed) {
  const auto id = file();
  const auto before = paper::plain_text(must(paper_slip(*w.charter, see(manager), now(id), "IM-1")));
  EXPECT_THAT(before, HasSubstr("to be destroyed"));
  EXPECT_THAT(before, HasSubstr("Office, cabinet 3"));
  EXPECT_THAT(before, HasSubstr("____"));
  must(destroy_paper(id));
  const auto after = paper::plain_text(must(paper_slip(*w.charter, see(manager), now(id), "IM-1")));
  EXPECT_THAT(after, HasSubstr("Shred Ltd, certificate 12"));
  EXPECT_THAT(after, HasSubstr("By a contractor who gave a certificate"));
  EXPECT_THAT(after, Not(HasSubstr("Okafor")));
}

TEST_F(OnPaperAtPS, Promise_PS_6_1_and_PS_6_2_the_record_does_not_go_before_the_paper) {
  const auto id = file();
  ends(30);
  EXPECT_EQ(destroyed(), "paper");
  must(destroy_paper(id));
  EXPECT_EQ(destroyed(), "gone");
}

TEST_F(OnPaperAtPS, Promise_PS_6_2_of_paper_too_one_says_that_it_goes_and_another_that_it_went) {
  const auto id = file();
  EXPECT_FALSE(step(manager, id, "destroy", confirmed())) << "nobody has said that it is to go";
  must(step(manager, id, "propose", {}));
  EXPECT_EQ(step(manager, id, "destroy", confirmed()).error().code, Code::NotAllowed) << "one and the same";
  const auto pass = w.gate.step(manager, person, w.service(), w.kind("paper-file"));
  must(entries.move(manager, must(pass), person, id, now(id).version, "keep", "Somebody came back")
           .map([](auto) {}));
  EXPECT_EQ(now(id).state, "kept");
  must(destroy_paper(id));
  EXPECT_EQ(now(id).state, "destroyed");
}

TEST_F(OnPaperAtLW, Promise_LW_4_1_forms_and_vouchers_on_paper_have_a_place_a_keeper_and_the_same_readers) {
  EXPECT_FALSE(entries.write(to_write(worker, "paper-file"),
                             fresh("paper-file", R"({"what":"Vouchers","since":"2026-10-01"})")))
      << "where it is, and who looks after it";
  const auto id = file();
  EXPECT_EQ(now(id).values.at("place"), "Office, cabinet 3");
  const gate::Look look{ledger::Act::View, "record", "", people::kAll};
  for (const auto& role : w.charter->roles)
    EXPECT_FALSE(w.gate.see(w.actor(w.hire(role.code)), person, look)) << role.code;
  EXPECT_FALSE(step(worker, id, "lend", {})) << "to whom, and since when";
  must(step(worker, id, "lend", {{"with", "Supervision on Monday"}, {"lent-on", "2026-11-20"}}));
  EXPECT_EQ(now(id).state, "out");
  must(step(worker, id, "return", {{"back-on", "2026-11-21"}}));
  must(step(worker, id, "propose", {}));
  EXPECT_FALSE(step(worker, id, "destroy", confirmed())) << "that is for who supervises them";
  EXPECT_FALSE(step(manager, id, "destroy", {{"how", "contractor"}})) << "where, when and by whom";
  must(step(manager, id, "destroy", confirmed()));
  EXPECT_EQ(now(id).state, "destroyed");
}

TEST_F(OnPaperAtLW, Promise_LW_4_1_the_record_does_not_go_before_the_paper) {
  const auto id = file();
  must(step(worker, id, "propose", {}));
  must(Conflicts(w.gate, *w.db, *w.vault, w.clock)
           .decide(w.actor(w.hire("dp-lead")), "main", Conflicts::kPromise, "As promised"));
  const auto supervisor = manager.id;
  ends(4);
  EXPECT_EQ(destroyed(), "paper");
  manager = w.actor(supervisor);  // who supervised the last worker answers for what is closed
  must(step(manager, id, "destroy", confirmed()));
  EXPECT_EQ(destroyed(), "gone");
}

}  // namespace
}  // namespace candour::retention
