// What somebody is given of one entry holds outside of the database, and not with one byte changed.
#include "ledger/proved_entry.h"

#include <gtest/gtest.h>

#include "ledger/entry_json.h"
#include "store/open_for_tests.h"

namespace candour::ledger {
namespace {

class Proved : public ::testing::Test {
 protected:
  void SetUp() override {
    db = std::move(*store::open_for_tests(OrgCode{"ll"}, store::record_migrations()));
    ledger = std::move(*open_ledger(*db, Bytes(32, 7)));
    for (int i = 0; i < kEntries; ++i) {
      Entry e;
      e.at = {1'790'000'000'000 + i};
      e.act = Act::Job;
      e.what = "destroyed";
      e.note = "whole:" + std::to_string(i);
      ASSERT_TRUE(db->write([&](store::Txn& txn) { return ledger->append(txn, e).map([](auto) {}); }));
    }
  }
  Result<ProvedEntry> prove(std::int64_t seq) {
    ProvedEntry p;
    CHECK_OK(db->read([&](store::Session& s) -> Status {
      TRY(p, prove_entry(s, OrgCode{"ll"}, *ledger, seq));
      return {};
    }));
    return p;
  }
  static constexpr int kEntries = 300;  // more than a tile has
  std::unique_ptr<store::Db> db;
  std::unique_ptr<Ledger> ledger;
};

TEST_F(Proved, an_entry_is_shown_to_be_there_without_the_database) {
  for (const std::int64_t seq : {0, 1, 255, 256, 299}) {
    const auto text = to_text(*prove(seq));
    const auto checked = check_proved_entry(text, ledger->verifier_key());
    ASSERT_TRUE(checked) << seq << checked.error().words.text;
    EXPECT_EQ(checked->head.size, kEntries);
    EXPECT_EQ(read_entry(checked->entry.data)->note, "whole:" + std::to_string(seq));
  }
  EXPECT_FALSE(prove(kEntries)) << "there is no such entry";
}

TEST_F(Proved, no_byte_of_it_can_be_changed_added_or_left_out) {
  const auto text = to_text(*prove(256));
  ASSERT_TRUE(check_proved_entry(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(check_proved_entry(changed)) << i << ": " << text.substr(0, i);
    auto shorter = text;
    shorter.erase(i, 1);
    EXPECT_FALSE(check_proved_entry(shorter)) << i;
  }
  EXPECT_FALSE(check_proved_entry(text + "\n"));
  EXPECT_FALSE(check_proved_entry(""));
}

TEST_F(Proved, another_key_than_the_one_that_is_trusted_is_refused) {
  const auto text = to_text(*prove(5));
  auto other = std::move(*store::open_for_tests(OrgCode{"ig"}, store::record_migrations()));
  const auto stranger = std::move(*open_ledger(*other, Bytes(32, 8)));
  const auto checked = check_proved_entry(text, stranger->verifier_key());
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Code::Corrupt);
  EXPECT_EQ(check_proved_entry(text, "no key").error().code, Code::Invalid);
}

}  // namespace
}  // namespace candour::ledger
