// Promises of Imagine Independence against its own charter, each thing by itself.
#include <gtest/gtest.h>

#include "people/collecting.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

const CategorySet kAll = CategorySet::of_bits(~0ull);

class Imagine : public Scene {
 protected:
  Imagine() : Scene("im") {}
  std::string note_by(const Pass& pass) {
    return must(entries.write(pass, fresh("contact-note", R"({"when":"2026-11-20T14:20","method":"visit",
        "what-happened":"Went for a walk"})")))
        .text();
  }
};

TEST_F(Imagine, Promise_IM_3_2_each_question_of_a_visit_is_refused_elsewhere_by_itself) {
  const auto& kind = w.charter->at(w.kind("risk-assessment"));
  const auto plain = values(R"({"date":"2026-11-01","risk":"Dog","who-could-be-hurt":"Staff","level":"low",
      "what-we-do":"Ring first","review-date":"2027-05-01"})");
  int alone = 0;
  for (std::size_t s = 0; s < w.charter->services.size(); ++s) {
    const auto service = w.service(s);
    if (!w.charter->kind_use(service, kind.ix)) continue;
    const bool home = w.charter->at(service).home_based;
    EXPECT_EQ(home, w.charter->at(service).code == "supported-living");
    for (const auto& f : kind.fields) {
      if (!f.home_only) continue;
      auto one = plain;
      one[f.code] = f.type == charter::FieldType::YesNo ? "yes" : "Something about the home";
      if (f.type == charter::FieldType::Choice) one[f.code] = boost::json::string(f.options.front().code);
      for (const auto& [needed, reason] : w.charter->kind_use(service, kind.ix)->mandatory)
        if (!one.contains(needed)) one[needed] = "Something about the home";
      const auto tried =
          people::may_collect(*w.charter, service, kind.ix, one, kAll, make_date(2026, 11, 21));
      EXPECT_EQ(tried.has_value(), home) << f.code << " in " << w.charter->at(service).code;
      ++alone;
    }
  }
  EXPECT_GE(alone, 10) << "pets, who else lives there, neighbours, locks: in each service";
}

TEST_F(Imagine, Promise_IM_3_3_who_said_it_is_kept_and_must_be_somebody_that_the_charter_knows) {
  auto e = fresh("contact-note", R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"x"})");
  e.source = "carer";
  e.source_name = "Ada Okafor";
  const auto id = must(entries.write(to_write(worker, "contact-note"), e));
  EXPECT_EQ(entry(worker, id).source, "carer");
  EXPECT_EQ(entry(worker, id).source_name, "Ada Okafor");
  e.source = "rumour";
  EXPECT_EQ(entries.write(to_write(worker, "contact-note"), e).error().code, Code::Invalid);
}

TEST_F(Imagine, Promise_IM_4_1_each_answer_is_sealed_under_its_own_category) {
  const auto pass = must(w.gate.write(worker, person, w.service(), w.kind("profile")));
  const auto before = count("SELECT count(*) FROM segment WHERE category='contact'");
  auto next = must(w.people.profile(pass, person)).values;
  next["email"] = "maya@example.org";
  must(w.people.change(pass, person, 1, next, false));
  EXPECT_EQ(count("SELECT count(*) FROM segment WHERE category='contact'"), before + 1);
  EXPECT_EQ(count("SELECT count(*) FROM segment WHERE category='identity' AND version=2"), 0);
}

TEST_F(Imagine, Promise_IM_7_1_an_entry_says_purpose_basis_and_part_of_its_own_notice) {
  const auto pass = to_write(worker, "contact-note");
  note_by(pass);
  const auto e = entry(worker, EntryId::parse(note_by(pass)).value());
  const auto purpose = w.charter->find_purpose(e.purpose);
  ASSERT_TRUE(purpose);
  EXPECT_TRUE(w.charter->at(*purpose).categories.has(w.category("care")));
  EXPECT_EQ(e.basis, charter::basis_code(w.charter->at(*purpose).bases[0].basis));
  EXPECT_FALSE(e.clause.empty());
  EXPECT_EQ(e.clause, w.charter->at(*purpose).clause);
}

}  // namespace
}  // namespace candour::record
