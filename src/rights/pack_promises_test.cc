// Copies where the five notices differ: somebody else decides, somebody else gets it, or somebody else in the
// record is left out of it by the notice itself.
#include <gmock/gmock.h>

#include "people/world_for_tests.h"
#include "rights/pack_for_tests.h"

namespace candour::rights {
namespace {

using testing::HasSubstr;
using testing::Not;

struct PackAtPS : PackTest {
  PackAtPS() : PackTest("ps") {}
};
TEST_F(PackAtPS, Promise_PS_9_no_copy_leaves_before_whoever_decides_was_asked) {
  gathered();
  ready();
  EXPECT_EQ(packs.files_of(see(officer), pack(officer)).error().code, Code::Conflict);
  EXPECT_EQ(packs.file_of(see(officer), pack(officer), "pdf").error().code, Code::Conflict);
  EXPECT_EQ(packs.release(officer, pack(officer), "hand", "Maya Okafor, at the centre").error().code,
            Code::Conflict);
  must(step(manager, "forward",
            {{"forwarded-on", "2026-11-20"}, {"forwarded-to", "The commissioner, who says: give it"}}));
  EXPECT_FALSE(must(packs.files_of(see(officer), pack(officer))).empty());
  must(packs.release(officer, pack(officer), "hand", "Maya Okafor, at the centre"));
}

struct PackAtLW : PackTest {
  PackAtLW() : PackTest("lw") { officer = manager; }
};
TEST_F(PackAtLW, Promise_LW_6_2_whoever_they_name_gets_the_copy) {
  right = kToSomebodyElse;
  known();
  gathered_anew();
  ready();
  must(packs.release(officer, pack(officer), "named", "Her brother, with her signed letter"));
  EXPECT_EQ(pack(officer).state, PackState::Released);
}

struct PackWithOthersWithheld : PackTest {
  PackWithOthersWithheld()
      : PackTest(people::World::amended(
                     "ll", "    says: You can name them to speak to us for you.\n",
                     "    says: You can name them to speak to us for you.\n    withheld: true\n"),
                 std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
};
TEST_F(PackWithOthersWithheld, whom_the_notice_leaves_out_of_copies_is_in_no_byte_of_one) {
  people::Relationship r;
  r.person = person;
  r.name = "Zqnameqz Example";
  r.relation = "trusted";
  r.phone = "01632 960 777";
  must(circle.add(to_write(worker, "supporters"), r));
  gathered();
  const auto item = piece_with("Zqnameqz");
  EXPECT_TRUE(item.line.by_notice);
  EXPECT_FALSE(decide(item, give(item))) << "nobody gives it";
  const auto said = everything();
  for (const auto* words : {"Zqnameqz", "960 777", "960777"}) EXPECT_THAT(said, Not(HasSubstr(words)));
}

}  // namespace
}  // namespace candour::rights
