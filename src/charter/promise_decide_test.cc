// Promises of the notices that the charter's own check and decision keep, before any record is touched.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/decide.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;

Facts worker_of(const Charter& c, Reach reach) {
  Facts f;
  f.role = c.find_role("worker").value();
  f.reach = reach;
  f.agreement = f.training = true;
  return f;
}

TEST(Promise, IM_2_1_refuses_a_purpose_without_basis) {
  auto loaded = load("tests/charters/broken/no-basis.yaml", "tests/charters/catalogue");
  EXPECT_FALSE(loaded.charter);
  ASSERT_FALSE(loaded.findings.empty());
  EXPECT_THAT(loaded.findings[0].text(), HasSubstr("no lawful basis"));
}

TEST(Promise, IM_2_1_every_decision_records_its_basis) {
  auto c = base();
  Facts f = worker_of(*c, Reach::Caseload);
  auto care = c->find_category("care").value();
  EXPECT_EQ(decide(*c, f, c->find_purpose("deliver-support").value(), care, Doing::See).basis,
            Basis::Contract);
  EXPECT_EQ(decide(*c, f, c->find_purpose("keep-safe").value(), care, Doing::See).basis,
            Basis::VitalInterests);
}

TEST(Promise, IM_2_2_consent_is_asked_where_no_other_basis_fits) {
  auto c = base();
  Facts f = worker_of(*c, Reach::Team);
  f.role = c->find_role("supervisor").value();
  auto p = c->find_purpose("tell-stories").value();
  auto voluntary = c->find_category("voluntary").value();
  ASSERT_TRUE(c->at(p).needs_consent());
  EXPECT_EQ(decide(*c, f, p, voluntary, Doing::See).why, Why::NoConsent);
  f.consented.add(p);
  EXPECT_TRUE(decide(*c, f, p, voluntary, Doing::See).allowed());
}

TEST(Promise, IM_11_1_nobody_sees_records_before_the_confidentiality_agreement_is_signed) {
  auto c = shipped("im");
  ASSERT_TRUE(c);
  EXPECT_TRUE(c->agreement_required());
  for (std::size_t r = 0; r < c->roles.size(); ++r)
    for (std::size_t p = 0; p < c->purposes.size(); ++p) {
      Facts f = worker_of(*c, Reach::Caseload);
      f.role = static_cast<RoleIx>(r);
      f.agreement = false;
      EXPECT_TRUE(decide_set(*c, f, static_cast<PurposeIx>(p), Doing::See).empty());
    }
}

TEST(Promise, LW_4_2_usually_only_the_worker_and_their_supervisor) {
  auto c = shipped("lw");
  ASSERT_TRUE(c);
  auto sees = [&](const char* role, Reach reach) {
    Facts f = worker_of(*c, reach);
    f.role = c->find_role(role).value();
    CategorySet all;
    c->at(f.service).purposes.each([&](PurposeIx p) { all = all | decide_set(*c, f, p, Doing::See); });
    return all;
  };
  EXPECT_FALSE(sees("worker", Reach::Caseload).empty());
  EXPECT_TRUE(sees("worker", Reach::Line).empty());
  EXPECT_TRUE(sees("worker", Reach::Team).empty());
  EXPECT_FALSE(sees("supervisor", Reach::Line).empty());
  EXPECT_TRUE(sees("supervisor", Reach::Team).empty());
  EXPECT_TRUE(sees("service-manager", Reach::Caseload).empty());
}

TEST(Promise, LW_4_3_other_managers_only_for_complaint_incident_or_audit_and_the_supervisor_is_told) {
  auto c = shipped("lw");
  ASSERT_TRUE(c);
  const Role& manager = c->at(c->find_role("service-manager").value());
  ASSERT_FALSE(manager.reasoned.empty());
  std::vector<std::string> lent;
  for (std::size_t r = 0; r < c->reasons.size(); ++r) {
    Facts f = worker_of(*c, Reach::Organisation);
    f.role = c->find_role("service-manager").value();
    f.reasoned = true;
    f.reason = static_cast<ReasonIx>(r);
    for (std::size_t s = 0; s < c->services.size(); ++s) {
      f.service = static_cast<ServiceIx>(s);
      c->at(f.service).purposes.each([&](PurposeIx p) {
        decide_set(*c, f, p, Doing::See).each([&](CategoryIx x) {
          auto d = decide(*c, f, p, x, Doing::See);
          EXPECT_EQ(d.obligations, kReasonedAccess | kTellSupervisor);
          if (lent.empty() || lent.back() != c->reasons[r].code) lent.push_back(c->reasons[r].code);
        });
        EXPECT_TRUE(decide_set(*c, f, p, Doing::Write).empty());
      });
    }
  }
  EXPECT_THAT(lent, ::testing::UnorderedElementsAre("complaint", "incident", "audit"));
  for (auto& ra : manager.reasoned) EXPECT_LE(ra.hours, 24 * 14);
}

TEST(Promise, PS_4_6_who_does_not_need_it_does_not_see_it) {
  auto c = shipped("ps");
  ASSERT_TRUE(c);
  std::size_t excess = 0;
  for (std::size_t r = 0; r < c->roles.size(); ++r)
    for (std::size_t s = 0; s < c->services.size(); ++s)
      for (std::size_t p = 0; p < c->purposes.size(); ++p) {
        Facts f = worker_of(*c, Reach::Caseload);
        f.role = static_cast<RoleIx>(r);
        f.service = static_cast<ServiceIx>(s);
        f.consented = PurposeSet::of_bits(~std::uint64_t{0});
        auto seen = decide_set(*c, f, static_cast<PurposeIx>(p), Doing::See);
        auto need = c->roles[r].sees & c->purposes[p].categories;
        if (!need.covers(seen)) ++excess;
        if (c->roles[r].reach == Reach::None && !seen.empty()) ++excess;
      }
  EXPECT_EQ(excess, 0u);
  auto board = c->find_role("board").value();
  EXPECT_EQ(c->at(board).reach, Reach::None);
}

}  // namespace
}  // namespace candour::charter
