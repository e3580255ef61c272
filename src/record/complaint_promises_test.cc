// Complaints can be made to us, and have a clock: promises of several notices, each on its own charter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/service_subject.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class Complaining : public Scene {
 protected:
  explicit Complaining(const std::string& code) : Scene(code) {}

  /// Every service takes complaints from people outside, and somebody has the work of each from the day on
  /// which it comes, to be acknowledged and answered.
  void can_complain_about_every_service() {
    int services = 0;
    for (std::size_t i = 0; i < w.charter->services.size(); ++i) {
      const auto service = w.service(i);
      SCOPED_TRACE(w.charter->at(service).name);
      const auto pass = w.gate.from_outside(service, w.kind("complaint"));
      ASSERT_TRUE(pass);
      NewEntry e;
      e.person = gate::subject_of(*w.charter, service);
      e.service = service;
      e.kind = w.kind("complaint");
      e.values = values(R"({"received-on":"2026-11-21","from":"Ann Other","reach":"ann@example.org",
                            "how":"website","about":"staff","what-they-say":"They were late"})");
      e.source = kFromOutside;
      const auto id = must(entries.write(*pass, e));
      std::set<std::string> due;
      for (const auto& role : w.charter->roles) {
        const auto someone = w.actor(w.hire(role.code, service));
        for (const auto& item : must(work.lists(someone, make_date(2027, 2, 1))).mine)
          if (item.due.entry == id) due.insert(item.due.deadline);
      }
      EXPECT_THAT(due, testing::IsSupersetOf({std::string("acknowledge"), std::string("answer")}));
      ++services;
    }
    EXPECT_GT(services, 0);
  }
};

struct ImagineComplaints : Complaining {
  ImagineComplaints() : Complaining("im") {}
};
TEST_F(ImagineComplaints, Promise_IM_1_5_anybody_can_complain_about_every_service_and_it_has_a_clock) {
  can_complain_about_every_service();
}
struct LeadingLivesComplaints : Complaining {
  LeadingLivesComplaints() : Complaining("ll") {}
};
TEST_F(LeadingLivesComplaints, Promise_LL_5_6_anybody_can_complain_about_every_service_and_it_has_a_clock) {
  can_complain_about_every_service();
}
struct PsComplaints : Complaining {
  PsComplaints() : Complaining("ps") {}
};
TEST_F(PsComplaints, Promise_PS_10_anybody_can_complain_about_every_service_and_it_has_a_clock) {
  can_complain_about_every_service();
}

}  // namespace
}  // namespace candour::record
