// Faults of the disk under a whole small organisation: what is written about somebody happens with its
// versions, its sealed parts and its line on the ledger, or not at all; and nothing is shown that could not
// be written down.
#include <gmock/gmock.h>

#include <cstdlib>

#include "record/scene_for_tests.h"
#include "store/sqlite/faulty_disk_for_tests.h"

namespace candour::record {
namespace {

using store::FaultyDisk;
using testing::HasSubstr;

struct OnSuchADisk {
  FaultyDisk disk;  // before the databases of the scene are opened
};

class RecordFaults : public OnSuchADisk, public Scene {
 protected:
  void SetUp() override {
    const char* engine = std::getenv("CANDOUR_TEST_ENGINE");
    if (engine && std::string_view(engine) == "postgres")
      GTEST_SKIP() << "PostgreSQL has disks of its own: tests/crash kills it";
  }
  /// Everything that one note touches, counted; and that ledger and vault hold.
  struct Stand {
    std::int64_t entries, versions, segments, due, drafts, ledger;
    bool operator==(const Stand&) const = default;
  };
  Stand stand() {
    expect_proved();
    return {count("SELECT count(*) FROM entry"),   count("SELECT count(*) FROM entry_version"),
            count("SELECT count(*) FROM segment"), count("SELECT count(*) FROM due"),
            count("SELECT count(*) FROM draft"),   count("SELECT count(*) FROM ledger_entry")};
  }
  void expect_proved() {
    must(w.db->read([&](store::Session& s) -> Status {
      TRY(const auto verdict, w.ledger->verify(s));
      EXPECT_TRUE(verdict.findings.empty());
      TRY(const auto health, w.vault->check(s));
      EXPECT_EQ(health.unopened + health.missing_keys, 0);
      return {};
    }));
  }
  Result<EntryId> try_note(const gate::Actor& by, const std::string& words) {
    auto pass = w.gate.write(by, person, w.service(), w.kind("contact-note"));
    if (!pass) return tl::unexpected<Error>(pass.error());
    return entries.write(
        *pass, fresh("contact-note",
                     R"({"when":"2026-11-20T14:20","method":"visit","what-happened":")" + words + R"("})"));
  }
  std::uint32_t entry_version(EntryId id) { return must(entries.place(person, id)).version; }
  void expect_clear(const Error& e) {
    EXPECT_EQ(e.code, Code::Unavailable) << e.detail.text;
    EXPECT_THAT(e.words.text, HasSubstr("nothing was saved"));
    EXPECT_THAT(e.words.text, HasSubstr("Ask whoever looks after the server"));
  }
};

TEST_F(RecordFaults, a_note_on_a_full_disk_happens_whole_or_not_at_all) {
  const auto pass = to_write(worker, "contact-note");
  const std::string words(3000, 'x');
  int refused = 0;
  for (std::int64_t room = 0;; room += 2000) {
    const auto before = stand();
    disk.full_after(room);
    const auto note = entries.write(
        pass, fresh("contact-note",
                    R"({"when":"2026-11-20T14:20","method":"visit","what-happened":")" + words + R"("})"));
    disk.mend();
    if (note) {
      EXPECT_EQ(entry(worker, *note).values.at("what-happened").as_string(), words);
      break;
    }
    ++refused;
    expect_clear(note.error());
    EXPECT_EQ(stand(), before) << room;
    ASSERT_LT(room, 400'000);
  }
  EXPECT_GT(refused, 3);
}

TEST_F(RecordFaults, a_note_of_which_one_sync_fails_is_not_called_kept_and_the_next_one_is) {
  for (int nth = 0; nth < 3; ++nth) {
    const auto before = stand();
    disk.fail_syncs(1, nth);
    const auto note = try_note(worker, "Sat in the garden");
    const bool met = disk.met() > 0;
    disk.mend();
    EXPECT_TRUE(!met || !note || nth > 0) << "the first sync is that of the note or of its look";
    if (!note) {
      expect_clear(note.error());
      EXPECT_EQ(stand().entries, before.entries);
      EXPECT_EQ(stand().versions, before.versions);
      EXPECT_EQ(stand().segments, before.segments);
    }
    const auto next = try_note(worker, "Sat in the garden again");
    ASSERT_TRUE(next) << next.error().detail.text;
    EXPECT_EQ(entry(worker, *next).values.at("what-happened").as_string(), "Sat in the garden again");
    expect_proved();
  }
}

TEST_F(RecordFaults, ALL_2_nobody_sees_what_cannot_be_written_down) {
  const auto id = note();
  const auto before = stand();
  disk.full_after(0);
  const auto no = w.gate.see(worker, person, {ledger::Act::View, "record", "", CategorySet::of_bits(~0ull)});
  ASSERT_FALSE(no) << "a record was opened that no ledger can say of";
  EXPECT_EQ(no.error().code, Code::Unavailable);
  EXPECT_THAT(no.error().words.text, HasSubstr("disk is full"));
  disk.mend();
  EXPECT_EQ(stand(), before);
  EXPECT_EQ(entry(worker, id).version, 1u);
  EXPECT_EQ(stand().ledger, before.ledger + 1);
}

TEST_F(RecordFaults, a_change_and_a_draft_leave_nothing_of_themselves_when_a_write_is_cut_short) {
  const auto id = note();
  const auto pass = to_write(worker, "contact-note");
  const auto old = entry(worker, id);
  Draft d;
  d.writer = worker.id;
  d.person = person;
  d.kind = w.kind("contact-note");
  d.service = w.service();
  d.answers = {{"what-happened", std::string(5000, 'd')}};
  for (int nth = 0; nth < 8; ++nth) {
    const auto before = stand();
    auto values = old.values;
    values["what-happened"] = std::string(5000, static_cast<char>('a' + nth));
    disk.short_write(nth);
    const auto changed = entries.change(pass, person, id, entry_version(id), values, "");
    const auto after_change = stand();
    EXPECT_EQ(after_change.versions, before.versions + (changed ? 1 : 0)) << nth;
    disk.short_write(nth);
    const auto drafted = drafts.save(pass, d);
    const auto after_draft = stand();
    EXPECT_EQ(after_draft.drafts, before.drafts + (drafted ? 1 : 0)) << nth;
    EXPECT_TRUE(drafted || after_draft.segments == after_change.segments) << nth;
    disk.mend();
    if (!changed) expect_clear(changed.error());
    if (!drafted) expect_clear(drafted.error());
  }
  expect_proved();
  EXPECT_TRUE(try_note(worker, "All is well again"));
}

}  // namespace
}  // namespace candour::record
