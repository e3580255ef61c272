// That the check finds what it should, names ids only, and that keys which seal nothing go with care. And
// what several servers know of each other's destroyed keys.
#include <gmock/gmock.h>

#include "vault/vault_on_disk_for_tests.h"

namespace candour::vault {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

class Checking : public VaultOnDisk {
 protected:
  void SetUp() override {
    VaultOnDisk::SetUp();
    open();
  }
  Vault::Health look(int threads = 2) {
    findings.clear();
    shown.clear();
    Vault::Watch watch;
    watch.threads = threads;
    watch.finding = [this](const std::string& what) { findings.push_back(what); };
    watch.progress = [this](std::int64_t done, std::int64_t of) { shown.emplace_back(done, of); };
    auto h = vault->check(*db, watch);
    EXPECT_TRUE(h) << h.error().detail.text;
    return h ? *h : Vault::Health{};
  }
  void sql(std::string_view statement, store::Params params) {
    const auto done = db->write([&](store::Txn& t) { return t.run(statement, params).map([](auto) {}); });
    ASSERT_TRUE(done) << done.error().detail.text;
  }
  FileId add_file(PersonId p, std::size_t size) {
    const auto id = FileId::make(kMoment);
    const SegmentName n{p, EntryId{id.raw}, 1, CategoryIx{1}, KeySlot::group(1)};
    const auto done = db->write([&](store::Txn& t) -> Status {
      CHECK_OK(vault->put(t, pass(p), n, as_bytes("letter.pdf")));
      return vault->put_file(t, pass(p), n, id, Bytes(size, 7));
    });
    EXPECT_TRUE(done);
    return id;
  }
  std::vector<std::string> findings;
  std::vector<std::pair<std::int64_t, std::int64_t>> shown;
};

TEST_F(Checking, opens_every_segment_and_piece_over_many_ranges_with_any_number_of_threads) {
  const auto people = add_people(2300);
  for (int i = 0; i < 5; ++i) add_file(people[static_cast<std::size_t>(i) * 400], 150'000);
  for (const int threads : {1, 2, 5}) {
    const auto h = look(threads);
    EXPECT_TRUE(h.whole());
    EXPECT_EQ(h.segments, 2305) << threads;
    EXPECT_EQ(h.keys, 2300) << threads;
    EXPECT_EQ(h.files, 5) << threads;
    EXPECT_EQ(h.pieces, 15) << threads;
    EXPECT_EQ(h.orphan_keys, 0) << threads;
    EXPECT_TRUE(findings.empty());
    EXPECT_EQ(shown.back(), (std::pair<std::int64_t, std::int64_t>(2300, 2300)));
  }
  Vault::Health one;
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(one, vault->check(s));
    return {};
  }));
  EXPECT_EQ(one.segments, 2305);
  EXPECT_EQ(one.pieces, 15);
}

TEST_F(Checking, names_what_is_damaged_lost_or_loose_by_ids_alone) {
  const auto people = add_people(1200);
  const auto cut = add_file(people[3], 150'000), loose = add_file(people[4], 10),
             gone = add_file(people[5], 10);
  sql("UPDATE segment SET version = 2 WHERE org = $1 AND person = $2", {org, people[1100]});
  sql("UPDATE segment SET sealed = $3 WHERE org = $1 AND person = $2", {org, people[0], Bytes(60, 1)});
  sql("DELETE FROM file_chunk WHERE org = $1 AND file = $2 AND chunk = 1", {org, cut});
  sql("DELETE FROM segment WHERE org = $1 AND entry = $2", {org, EntryId{loose.raw}});
  ASSERT_TRUE(vault->destroy_key(people[5], KeySlot::group(1)));
  vault.reset();
  ASSERT_TRUE(keys()->write([&](store::Txn& t) -> Status {
    CHECK_OK(t.run("DELETE FROM person_key WHERE org = $1 AND person = $2", {org, people[7]}));
    return t
        .run("UPDATE person_key SET wrapped = $3 WHERE org = $1 AND person = $2",
             {org, people[8], Bytes(72, 1)})
        .map([](auto) {});
  }));
  open();
  const auto h = look();
  EXPECT_FALSE(h.whole());
  EXPECT_EQ(h.unopened, 4);
  EXPECT_EQ(h.missing_keys, 1);
  EXPECT_EQ(h.loose_files, 1);
  EXPECT_EQ(h.destroyed, 2);  // the note and the name of the file
  EXPECT_EQ(findings.size(), 6u);
  const auto told = [&](const std::string& id, const char* what) {
    EXPECT_THAT(findings, Contains(AllOf(HasSubstr(id), HasSubstr(what))));
  };
  told(people[1100].text(), "version 2 category health: does not open");
  told(people[0].text(), "does not open");
  told(people[7].text(), "its key is missing");
  told(people[8].text(), "its key does not open");
  told(cut.text(), "piece 1");
  told(loose.text(), "belong to nothing");
  for (const auto& f : findings) EXPECT_EQ(f.find("letter"), std::string::npos);
  (void)gone;
}

TEST_F(Checking, needs_no_charter_to_open_a_category_that_it_dropped) {
  const auto people = add_people(2);
  vault.reset();
  vault = std::move(*open_vault(org, root(), at("keys.db"), {}));
  EXPECT_EQ(look().unopened, 0);
  EXPECT_EQ(look().segments, 2);
}

TEST_F(Checking, keys_that_seal_nothing_go_a_day_after_they_were_noted_and_no_sooner) {
  const auto people = add_people(1500);
  for (const auto p : {people[2], people[1400]})
    sql("DELETE FROM segment WHERE org = $1 AND person = $2", {org, p});
  EXPECT_EQ(look().orphan_keys, 2);
  EXPECT_TRUE(look().whole());
  EXPECT_THAT(findings, Contains(AllOf(HasSubstr(people[1400].text()), HasSubstr("seals nothing"))));
  constexpr std::int64_t kHour = 3'600'000;
  const auto remove = [&](std::int64_t hours) {
    auto r = vault->remove_orphans(*db, UnixMs{kMoment + hours * kHour});
    EXPECT_TRUE(r) << r.error().detail.text;
    return r ? std::pair(r->noted, r->removed) : std::pair<std::int64_t, std::int64_t>(-1, -1);
  };
  using Two = std::pair<std::int64_t, std::int64_t>;
  EXPECT_EQ(remove(0), Two(2, 0));
  EXPECT_EQ(remove(23), Two(2, 0));
  // One of them is used again meanwhile: it starts anew.
  ASSERT_TRUE(put(*vault, note_of(people[2]), people[2].text()));
  EXPECT_EQ(remove(25), Two(0, 1));
  EXPECT_EQ(look().orphan_keys, 0);
  EXPECT_EQ(read(*vault, people[2]), people[2].text());
  sql("DELETE FROM segment WHERE org = $1 AND person = $2", {org, people[2]});
  EXPECT_EQ(remove(26), Two(1, 0)) << "the note of the first time counts no more";
  EXPECT_EQ(remove(51), Two(0, 1));
  EXPECT_EQ(look().keys, 1498);
}

TEST_F(Checking, many_keys_are_destroyed_in_one_write_and_leave_nothing_behind) {
  const auto people = add_people(300);
  std::string row;
  ASSERT_TRUE(keys()->read([&](store::Session& s) {
    return s.each("SELECT wrapped FROM person_key WHERE org = $1 AND person = $2", {org, people[150]},
                  [&](const store::Row& r) { return row = as_text(r.blob(0)), false; });
  }));
  std::vector<KeyName> gone;
  for (int i = 100; i < 200; ++i) gone.push_back({people[static_cast<std::size_t>(i)], KeySlot::group(1)});
  gone.push_back({people[0], KeySlot::group(9)});  // was never there
  ASSERT_TRUE(vault->destroy_many(gone));
  EXPECT_TRUE(vault->destroy_many({}));
  EXPECT_EQ(open_of(*vault, people), 200);
  EXPECT_EQ(read(*vault, people[150]), "destroyed");
  EXPECT_EQ(all_bytes(at("keys.db")).find(row), std::string::npos);
  EXPECT_EQ(number(*keys(), "SELECT count(*) FROM destroyed_key WHERE org = $1"), 100);
  EXPECT_EQ(look().destroyed, 100);
}

TEST_F(VaultOnDisk, nothing_is_sealed_under_a_key_that_another_process_has_destroyed) {
  open();
  const auto people = add_people(2);
  EXPECT_EQ(open_of(*vault, people), 2);      // in its cache from now on
  auto other = std::move(*try_open(root()));  // a database of its own: it hears nothing
  ASSERT_TRUE(other->destroy_key(people[0], KeySlot::group(1)));
  const auto refused = put(*vault, note_of(people[0]), "would be lost");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  EXPECT_EQ(read(*other, people[0]), "destroyed") << "the segment of before is untouched";
  ASSERT_TRUE(put(*vault, note_of(people[0]), "written again"));
  EXPECT_EQ(read(*vault, people[0]), "written again");
  EXPECT_EQ(read(*vault, people[1]), people[1].text());
  EXPECT_EQ(read(*other, people[0]), "written again");
}

}  // namespace
}  // namespace candour::vault
