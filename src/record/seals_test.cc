// An editor of the database without keys, and what is written about people: nothing false is believed, and
// what vanishes is missed.
#include <gmock/gmock.h>

#include "record/lost_parts.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::HasSubstr;

class EntrySeals : public Scene {
 protected:
  const std::string org = w.charter->organisation.code;
  EntryId written = note();
  EntryId another = note("2026-11-20T15:00", "Had tea");

  void tamper(std::string_view sql) {
    std::vector<store::Param> params = {org};
    if (sql.find("$2") != sql.npos) params.emplace_back(written);
    if (sql.find("$3") != sql.npos || sql.find("$4") != sql.npos) params.emplace_back(manager.id);
    if (sql.find("$4") != sql.npos) params.emplace_back(another);
    w.tamper(sql, params);
  }
  Entry in_timeline(EntryId id) {
    const auto page = must(entries.timeline(see(worker), person, {}, std::nullopt));
    for (const auto& e : page.entries)
      if (e.id == id) return e;
    throw std::runtime_error("not in the timeline");
  }
  void does_not_hold() {
    const auto e = in_timeline(written);
    EXPECT_FALSE(e.holds);
    EXPECT_TRUE(e.values.empty()) << "nothing of it is opened";
    EXPECT_TRUE(e.author.is_nil()) << "nor believed";
    const auto one = entries.entry(see(worker), person, written);
    ASSERT_FALSE(one);
    EXPECT_THAT(one.error().words.text, HasSubstr("This entry does not hold"));
    EXPECT_TRUE(in_timeline(another).holds);
    EXPECT_TRUE(w.alarms.any());
    EXPECT_FALSE(must(w.seals.check()).whole());
  }
};

TEST_F(EntrySeals, Attack_A2_what_was_written_changed_and_moved_holds) {
  const auto pass = to_write(worker, "contact-note");
  must(entries.change(
      pass, person, written, 1,
      values(R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"Went for a longer walk"})"),
      ""));
  const auto e = in_timeline(written);
  EXPECT_TRUE(e.holds);
  EXPECT_EQ(e.author, worker.id);
  EXPECT_EQ(must(entries.versions(see(worker), person, written)).size(), 2u);
  EXPECT_THAT(must(w.seals.check()).findings, testing::IsEmpty());
}

TEST_F(EntrySeals, Attack_A2_an_author_that_was_swapped) {
  tamper("UPDATE entry SET author=$3, changed_by=$3 WHERE org=$1 AND id=$2");
  does_not_hold();
}
TEST_F(EntrySeals, Attack_A2_a_time_that_was_changed) {
  tamper("UPDATE entry SET written=written-86400000 WHERE org=$1 AND id=$2");
  does_not_hold();
}
TEST_F(EntrySeals, Attack_A2_a_kind_that_was_changed) {
  tamper("UPDATE entry SET kind='observation' WHERE org=$1 AND id=$2");
  does_not_hold();
}
TEST_F(EntrySeals, Attack_A2_a_state_or_source_or_reason_that_was_changed) {
  tamper("UPDATE entry SET source='staff', corrected=1 WHERE org=$1 AND id=$2");
  does_not_hold();
}
TEST_F(EntrySeals, Attack_A2_the_mark_of_another_entry) {
  tamper("UPDATE entry SET mac=(SELECT mac FROM entry WHERE org=$1 AND id=$4) WHERE org=$1 AND id=$2");
  does_not_hold();
}
TEST_F(EntrySeals, Attack_A2_the_content_of_another_entry_with_its_mark) {
  tamper("UPDATE entry SET author=$3, mac=NULL WHERE org=$1 AND id=$2");
  does_not_hold();
}

TEST_F(EntrySeals, Attack_A2_an_entry_that_was_deleted_with_its_segments_is_missed) {
  for (const char* sql :
       {"DELETE FROM entry_version WHERE org=$1 AND entry=$2", "DELETE FROM due WHERE org=$1 AND entry=$2",
        "DELETE FROM segment WHERE org=$1 AND entry=$2", "DELETE FROM entry WHERE org=$1 AND id=$2"})
    tamper(sql);
  const auto found = must(w.seals.check());
  EXPECT_FALSE(found.whole());
  EXPECT_THAT(found.findings, testing::Contains(HasSubstr("entry " + written.text())));
  // Its seal taken away as well: the book counts one more than there are.
  tamper("DELETE FROM seal WHERE org=$1 AND what='entry' AND subject=$2");
  EXPECT_THAT(must(w.seals.check()).findings, testing::Contains(HasSubstr("the book counts")));
}

TEST_F(EntrySeals, Attack_A2_a_version_that_was_changed_or_taken_away) {
  tamper("UPDATE entry_version SET by=$3 WHERE org=$1 AND entry=$2");
  EXPECT_EQ(entries.versions(see(worker), person, written).error().code, Code::Corrupt);
}

TEST_F(EntrySeals, Attack_A2_the_type_of_a_file_that_was_changed) {
  const auto info =
      must(files.put(to_write(worker, "contact-note"), person, written, w.category("care"), "attached",
                     "a.jpg", as_bytes(std::string_view("\xFF\xD8\xFF\xE0 a picture"))));
  must(files.get(see(worker), person, info.id));
  tamper("UPDATE file SET type='application/pdf' WHERE org=$1 AND entry=$2");
  EXPECT_EQ(files.get(see(worker), person, info.id).error().code, Code::Corrupt);
  EXPECT_EQ(files.of(see(worker), person, written).error().code, Code::Corrupt);
  EXPECT_FALSE(must(w.seals.check()).whole());
}

TEST_F(EntrySeals, Attack_A2_an_entry_hidden_under_another_type_is_missed) {
  if (store::tests_run_on_postgres()) GTEST_SKIP() << "PostgreSQL keeps to the types of its columns";
  // The same bytes as a text: whoever asks for the person's entries does not find it.
  tamper("UPDATE entry SET person=CAST(person AS TEXT) WHERE org=$1 AND id=$2");
  EXPECT_THROW(in_timeline(written), std::runtime_error);
  EXPECT_THAT(must(w.seals.check()).findings, testing::Contains(HasSubstr("entry " + written.text())));
}
TEST_F(EntrySeals, Attack_A2_a_number_that_only_looks_the_same) {
  if (store::tests_run_on_postgres()) GTEST_SKIP() << "PostgreSQL keeps to the types of its columns";
  tamper("UPDATE entry SET happened=happened || 'z' WHERE org=$1 AND id=$2");
  EXPECT_FALSE(must(w.seals.check()).whole());
}

TEST_F(EntrySeals, Attack_A2_words_that_were_taken_out_are_missed) {
  std::vector<std::string> lost;
  const auto look = [&] {
    lost.clear();
    EXPECT_TRUE(w.db->read([&](store::Session& s) {
      return each_lost_part(s, w.db->org(), [&](const std::string& what) { lost.push_back(what); });
    }));
    return lost;
  };
  must(entries.change(to_write(worker, "contact-note"), person, written, 1,
                      values(R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"Longer"})"),
                      ""));
  EXPECT_THAT(look(), testing::IsEmpty());
  // Those of the first version, and those of today: the rows are as they were written.
  tamper("DELETE FROM segment WHERE org=$1 AND entry=$2 AND version=1");
  EXPECT_THAT(look(), testing::Contains(HasSubstr(written.text() + " version 1")));
  tamper("DELETE FROM segment WHERE org=$1 AND entry=$2");
  EXPECT_THAT(look(), testing::Contains(HasSubstr(written.text() + " version 2")));
  EXPECT_TRUE(must(w.seals.check()).whole()) << "no row was touched";
}

TEST_F(EntrySeals, Attack_A2_an_honest_change_of_a_false_entry_does_not_make_it_true) {
  const auto pass = to_write(worker, "contact-note");
  tamper("UPDATE entry SET author=$3 WHERE org=$1 AND id=$2");
  EXPECT_FALSE(
      entries.change(pass, person, written, 1,
                     values(R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"Other"})"), ""));
}

}  // namespace
}  // namespace candour::record
