// A key that also seals what stays is renewed, so that what went opens no more, in no copy of the records.
#include <gtest/gtest.h>

#include "vault/vault_on_disk_for_tests.h"

namespace candour::vault {
namespace {

class KeyRenewals : public VaultOnDisk {
 protected:
  void SetUp() override {
    VaultOnDisk::SetUp();
    open();
  }
  const PersonId ann = PersonId::make(kMoment), ben = PersonId::make(kMoment);
  const EntryId goes = EntryId::make(kMoment), stays = EntryId::make(kMoment + 1);
  const FileId file = FileId::make(kMoment + 2);
  const KeySlot slot = KeySlot::group(1);

  SegmentName name(PersonId p, EntryId e) { return {p, e, 1, CategoryIx{1}, slot}; }
  void put(PersonId p, EntryId e, std::string_view text) {
    write([&](store::Txn& t) { return vault->put(t, pass(p), name(p, e), as_bytes(text)); });
  }
  void write(const std::function<Status(store::Txn&)>& f) {
    const auto done = db->write(f);
    ASSERT_TRUE(done) << done.error().words.text << " " << done.error().detail.text;
  }
  Vault::EntrySegments get(PersonId p, EntryId e) {
    Vault::EntrySegments got;
    const auto read = db->read([&](store::Session& s) -> Status {
      TRY(got, vault->get(s, pass(p), p, e, 1));
      return {};
    });
    EXPECT_TRUE(read) << read.error().detail.text;
    return got;
  }
  std::string words(PersonId p, EntryId e) {
    const auto got = get(p, e);
    return got.opened.empty() ? std::string() : std::string(as_text(got.opened[0].plain));
  }
  Result<Bytes> content(PersonId p) {
    Result<Bytes> got = fail(Code::Unavailable, "not asked");
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      got = vault->get_file(s, pass(p), name(p, EntryId{file.raw}), file);
      return {};
    }));
    return got;
  }
  void put_file(PersonId p, const Bytes& bytes) {
    write([&](store::Txn& t) -> Status {
      CHECK_OK(vault->put(t, pass(p), name(p, EntryId{file.raw}), as_bytes("scan.pdf")));
      return vault->put_file(t, pass(p), name(p, EntryId{file.raw}), file, bytes);
    });
  }
  Bytes sealed_of(PersonId p, EntryId e) {
    Bytes sealed;
    EXPECT_TRUE(db->read([&](store::Session& s) {
      return s.each("SELECT sealed FROM segment WHERE org=$1 AND person=$2 AND entry=$3", {org, p, e},
                    [&](const store::Row& r) {
                      sealed.assign(r.blob(0).begin(), r.blob(0).end());
                      return false;
                    });
    }));
    return sealed;
  }
  /// As if an old copy of the records had been put back.
  void put_back(PersonId p, EntryId e, const Bytes& sealed) {
    write([&](store::Txn& t) -> Status {
      CHECK_OK(
          t.run("INSERT INTO segment (org, person, entry, version, category, slot, sealed) "
                "VALUES ($1, $2, $3, 1, 'health', $4, $5)",
                {org, p, e, slot.slot.view(), sealed}));
      return {};
    });
  }
  /// All of it; in how many turns.
  int renew(PersonId p) {
    EXPECT_TRUE(vault->renew_keys(p, {slot}));
    int turns = 0;
    std::optional<std::vector<RenewedSlot>> all;
    for (; !all && turns < 100; ++turns)
      write([&](store::Txn& t) -> Status {
        TRY(all, vault->seal_anew(t, p, {slot}, [] { return true; }));
        return {};
      });
    EXPECT_TRUE(vault->end_renewal(p, *all));
    return turns;
  }
  Vault::Health health() {
    Vault::Health h;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(h, vault->check(s));
      return {};
    }));
    return h;
  }
};

TEST_F(KeyRenewals, what_stays_opens_and_what_went_opens_no_more_from_an_old_copy) {
  put(ann, goes, "not about Ann");
  put(ann, stays, "about Ann");
  const auto old = sealed_of(ann, goes);
  write([&](store::Txn& t) { return vault->drop_whole(t, pass(ann), ann, goes); });
  EXPECT_GT(renew(ann), 1) << "in turns";
  EXPECT_EQ(words(ann, stays), "about Ann");
  put_back(ann, goes, old);
  const auto got = get(ann, goes);
  EXPECT_TRUE(got.opened.empty());
  EXPECT_TRUE(got.destroyed.has(CategoryIx{1}));
  EXPECT_EQ(health().unopened, 0);
  EXPECT_EQ(health().destroyed, 1);
}

TEST_F(KeyRenewals, all_opens_at_every_point_between) {
  put(ann, stays, "about Ann");
  put_file(ann, Bytes(200'000, 7));
  ASSERT_TRUE(vault->renew_keys(ann, {slot}));
  EXPECT_EQ(words(ann, stays), "about Ann") << "still under the old key";
  put(ann, goes, "written meanwhile");
  open();  // a server that starts at this moment, with nothing in its memory
  EXPECT_EQ(words(ann, stays), "about Ann");
  EXPECT_EQ(words(ann, goes), "written meanwhile");
  EXPECT_TRUE(health().whole());
  EXPECT_GT(renew(ann), 4) << "a second renewal before the end of the first, piece by piece";
  EXPECT_EQ(words(ann, stays), "about Ann");
  EXPECT_EQ(words(ann, goes), "written meanwhile");
  ASSERT_TRUE(content(ann));
  EXPECT_EQ(content(ann)->size(), 200'000u);
  EXPECT_TRUE(health().whole());
  EXPECT_EQ(health().destroyed, 0);
}

TEST_F(KeyRenewals, what_is_being_written_under_the_old_key_is_not_saved) {
  put(ann, stays, "about Ann");
  const auto tried = db->write([&](store::Txn& t) -> Status {
    CHECK_OK(vault->put(t, pass(ann), name(ann, goes), as_bytes("late")));
    return vault->renew_keys(ann, {slot});
  });
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::Conflict);
  EXPECT_EQ(words(ann, stays), "about Ann");
}

TEST_F(KeyRenewals, a_damaged_part_keeps_its_key) {
  put(ann, stays, "about Ann");
  ASSERT_TRUE(vault->renew_keys(ann, {slot}));
  write([&](store::Txn& t) -> Status {
    CHECK_OK(t.run("UPDATE segment SET sealed = $2 WHERE org = $1", {org, Bytes(90, 2)}));
    return {};
  });
  const auto tried = db->write([&](store::Txn& t) -> Status {
    TRY([[maybe_unused]] const auto all, vault->seal_anew(t, ann, {slot}, [] { return false; }));
    return {};
  });
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::Corrupt);
}

TEST_F(KeyRenewals, an_entry_and_its_file_are_carried_to_another_persons_key) {
  put(ann, goes, "about Ben");
  put_file(ann, Bytes(150'000, 9));
  const auto old = sealed_of(ann, goes);
  const auto to_ben = [&](EntryId e) {
    write([&](store::Txn& t) {
      return vault->carry(t, pass(ann), pass(ben), {ann, ben, e, [&](CategoryIx) { return slot; }});
    });
  };
  to_ben(goes);
  to_ben(EntryId{file.raw});
  EXPECT_EQ(words(ben, goes), "about Ben");
  EXPECT_EQ(words(ann, goes), "");
  EXPECT_EQ(content(ben)->size(), 150'000u);
  EXPECT_FALSE(content(ann));
  EXPECT_NE(sealed_of(ben, goes), old);
  EXPECT_TRUE(health().whole());
  const auto tried = db->write([&](store::Txn& t) {
    return vault->carry(t, pass(ben), pass(ben), {ann, ben, goes, [&](CategoryIx) { return slot; }});
  });
  ASSERT_FALSE(tried) << "a pass for somebody else";
  EXPECT_EQ(tried.error().code, Code::NotAllowed);
}

TEST_F(KeyRenewals, the_end_of_one_renewal_takes_no_key_that_another_put_aside_meanwhile) {
  put(ann, stays, "about Ann");
  ASSERT_TRUE(vault->renew_keys(ann, {slot}));
  std::optional<std::vector<RenewedSlot>> all;
  write([&](store::Txn& t) -> Status {
    TRY(all, vault->seal_anew(t, ann, {slot}, [] { return false; }));
    return {};
  });
  ASSERT_TRUE(all);
  ASSERT_TRUE(vault->renew_keys(ann, {slot}));  // another server begins
  ASSERT_TRUE(vault->end_renewal(ann, *all));
  EXPECT_EQ(words(ann, stays), "about Ann") << "under the second key, which is put aside by now";
  EXPECT_TRUE(health().whole());
  EXPECT_EQ(health().destroyed, 0);
}

TEST_F(KeyRenewals, destroying_takes_the_keys_that_were_put_aside_too) {
  put(ann, stays, "about Ann");
  ASSERT_TRUE(vault->renew_keys(ann, {slot}));
  ASSERT_TRUE(vault->destroy_key(ann, slot));
  EXPECT_TRUE(get(ann, stays).destroyed.has(CategoryIx{1}));
  write([&](store::Txn& t) -> Status {
    TRY(const auto all, vault->seal_anew(t, ann, {slot}, [] { return false; }));
    EXPECT_TRUE(all && all->empty()) << "nothing is left to do, and no key is made for it";
    return {};
  });
  EXPECT_EQ(health().keys, 0);
}

}  // namespace
}  // namespace candour::vault
