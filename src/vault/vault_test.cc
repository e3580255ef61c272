#include "vault/vault.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "vault/testing_gate_for_tests.h"

namespace candour::vault {
namespace {

constexpr std::int64_t kMoment = 1'760'000'000'000;
enum : int { kIdentity = 0, kHealth = 1, kMoney = 2 };
CategoryIx ix(int n) {
  return static_cast<CategoryIx>(n);
}

class Segments : public testing::Test {
 protected:
  void SetUp() override {
    db = std::move(*store::open_sqlite_in_memory(org, store::record_migrations()));
    vault = std::move(*open_vault_in_memory(org, {"identity", "health", "money"}));
  }
  Pass pass(std::vector<PersonId> people, CategorySet see, CategorySet write = categories({0, 1, 2})) {
    return gate::Gate::grant(org, std::move(people), see, write);
  }
  Pass all(PersonId p) { return pass({p}, categories({0, 1, 2})); }
  SegmentName name(PersonId p, EntryId e, int category, std::uint32_t version = 1, std::uint32_t group = 1) {
    return {p, e, version, ix(category), KeySlot::group(group)};
  }
  Status put(const Pass& pass, const SegmentName& n, std::string_view text) {
    return db->write([&](store::Txn& t) { return vault->put(t, pass, n, as_bytes(text)); });
  }
  Result<Vault::EntrySegments> get(const Pass& pass, PersonId p, EntryId e, std::uint32_t version = 1) {
    Result<Vault::EntrySegments> got = fail(Code::Unavailable, "not asked");
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      got = vault->get(s, pass, p, e, version);
      return {};
    }));
    return got;
  }
  std::string text(const Result<Vault::EntrySegments>& got, int category) {
    if (!got) return "error: " + got.error().detail.text;
    for (const auto& o : got->opened)
      if (o.name.category == ix(category)) return std::string(as_text(o.plain));
    return "(none)";
  }
  void sql(std::string_view statement, store::Params params) {
    ASSERT_TRUE(db->write([&](store::Txn& t) { return t.run(statement, params).map([](auto) {}); }));
  }
  Vault::Health health() {
    Vault::Health h;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(h, vault->check(s));
      return {};
    }));
    return h;
  }
  OrgCode org{"ll"};
  std::unique_ptr<store::Db> db;
  std::unique_ptr<Vault> vault;
  PersonId ann = PersonId::make(kMoment), bob = PersonId::make(kMoment);
  EntryId note = EntryId::make(kMoment), other_note = EntryId::make(kMoment);
};

TEST_F(Segments, Promise_IG_9_2_and_PS_6_1_what_is_put_comes_back_and_is_not_readable_at_rest) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kHealth), "walks with a stick"));
  EXPECT_EQ(text(get(all(ann), ann, note), kHealth), "walks with a stick");
  ASSERT_TRUE(db->read([&](store::Session& s) {
    return s.each("SELECT sealed FROM segment", {}, [&](const store::Row& r) {
      EXPECT_EQ(as_text(r.blob(0)).find("stick"), std::string_view::npos);
      return true;
    });
  }));
}

TEST_F(Segments, the_same_words_are_sealed_differently_each_time) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kHealth), "same") &&
              put(all(ann), name(ann, other_note, kHealth), "same"));
  std::set<std::string> seen;
  ASSERT_TRUE(db->read([&](store::Session& s) {
    return s.each("SELECT sealed FROM segment", {},
                  [&](const store::Row& r) { return seen.emplace(as_text(r.blob(0))).second; });
  }));
  EXPECT_EQ(seen.size(), 2u);
}

TEST_F(Segments, Promise_IM_11_1_opens_only_the_categories_of_the_pass_and_counts_the_rest) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kIdentity), "name") &&
              put(all(ann), name(ann, note, kHealth), "health"));
  const auto got = get(pass({ann}, categories({kIdentity, kMoney})), ann, note);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->opened.size(), 1u);
  EXPECT_EQ(text(got, kIdentity), "name");
  EXPECT_EQ(got->held_back, categories({kHealth}));
}

TEST_F(Segments, Promise_IM_11_1_a_pass_for_one_person_opens_nothing_of_another) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kHealth), "ann's"));
  const auto got = get(all(bob), ann, note);
  ASSERT_TRUE(got);
  EXPECT_TRUE(got->opened.empty());
  EXPECT_EQ(got->held_back, categories({kHealth}));
}

TEST_F(Segments, a_pass_of_another_organisation_is_refused) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kHealth), "ann's"));
  const auto foreign = gate::Gate::grant(OrgCode{"ps"}, {ann}, categories({0, 1, 2}), categories({0, 1, 2}));
  ASSERT_FALSE(get(foreign, ann, note));
  EXPECT_EQ(get(foreign, ann, note).error().code, Code::NotAllowed);
  EXPECT_EQ(put(foreign, name(ann, other_note, kHealth), "no").error().code, Code::NotAllowed);
}

TEST_F(Segments, Promise_IM_11_1_put_refuses_what_the_pass_does_not_let_be_written_and_stores_nothing) {
  const auto no =
      put(pass({ann}, categories({kHealth}), categories({kMoney})), name(ann, note, kHealth), "no");
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::NotAllowed);
  EXPECT_EQ(put(all(bob), name(ann, note, kHealth), "no").error().code, Code::NotAllowed);
  EXPECT_EQ(health().segments, 0);
  EXPECT_EQ(health().keys, 0);
}

TEST_F(Segments, Promise_PS_6_1_a_segment_that_was_moved_does_not_open) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kHealth, 1), "first"));
  const std::map<std::string, std::string> moves{
      {"version = 2", "version"}, {"category = 'money'", "category"}, {"entry = $1", "entry"}};
  for (const auto& [change, what] : moves) {
    SetUp();
    ASSERT_TRUE(put(all(ann), name(ann, note, kHealth, 1), "first"));
    const EntryId to = other_note;
    sql("UPDATE segment SET " + change, {to});
    const auto got = get(all(ann), ann, what == "entry" ? to : note, what == "version" ? 2 : 1);
    ASSERT_FALSE(got) << what;
    EXPECT_EQ(got.error().code, Code::Corrupt) << what;
  }
}

TEST_F(Segments, Promise_PS_6_1_one_persons_segment_under_anothers_name_does_not_open) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kHealth), "ann's") &&
              put(all(bob), name(bob, other_note, kHealth), "bob's"));
  sql("UPDATE segment SET person = $1 WHERE person = $2", {bob, ann});
  const auto got = get(all(bob), bob, note);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Code::Corrupt);
}

TEST_F(Segments, Promise_PS_6_1_every_flipped_byte_is_found) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kHealth), "short"));
  Bytes sealed;
  ASSERT_TRUE(db->read([&](store::Session& s) {
    return s.each("SELECT sealed FROM segment", {}, [&](const store::Row& r) {
      sealed.assign(r.blob(0).begin(), r.blob(0).end());
      return true;
    });
  }));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto bad = sealed;
    bad[i] ^= 0x20;
    sql("UPDATE segment SET sealed = $1", {bad});
    EXPECT_FALSE(get(all(ann), ann, note)) << "byte " << i;
  }
  sql("UPDATE segment SET sealed = $1", {ByteView(sealed).first(10)});
  EXPECT_FALSE(get(all(ann), ann, note));
}

TEST_F(Segments, Promise_PS_6_1_the_seal_binds_the_code_of_the_category_not_its_number) {
  namespace fs = std::filesystem;
  std::string pattern = (fs::temp_directory_path() / "vault-test-XXXXXX").string();
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  const VaultFiles files{pattern + "/root.key", pattern + "/keys.db"};
  vault = std::move(*open_vault(org, files, {"identity", "health"}));
  ASSERT_TRUE(put(all(ann), name(ann, note, 1), "renumbered"));
  vault.reset();
  vault = std::move(*open_vault(org, files, {"health", "identity"}));
  EXPECT_EQ(text(get(pass({ann}, categories({0})), ann, note), 0), "renumbered");
  vault.reset();
  fs::remove_all(pattern);
}

TEST_F(Segments, put_replaces_and_drop_removes) {
  ASSERT_TRUE(put(all(ann), name(ann, note, kHealth), "draft") &&
              put(all(ann), name(ann, note, kHealth), "better"));
  EXPECT_EQ(text(get(all(ann), ann, note), kHealth), "better");
  const auto drop = [&](const Pass& p) {
    return db->write([&](store::Txn& t) { return vault->drop(t, p, ann, note); });
  };
  EXPECT_FALSE(drop(pass({ann}, categories({0, 1, 2}), categories({kMoney}))));
  EXPECT_FALSE(drop(all(bob)));
  EXPECT_EQ(health().segments, 1);
  EXPECT_TRUE(drop(all(ann)));
  EXPECT_EQ(health().segments, 0);
}

TEST_F(Segments, many_come_back_in_the_order_asked) {
  std::vector<Vault::EntryRef> refs;
  ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
    for (int i = 0; i < 620; ++i) {
      const auto p = i % 3 ? ann : bob;
      const auto e = EntryId::make(kMoment + i);
      CHECK_OK(vault->put(t, pass({ann, bob}, {}), name(p, e, i % 2), as_bytes(std::to_string(i))));
      refs.push_back({p, e, 1});
    }
    return {};
  }));
  std::reverse(refs.begin(), refs.end());
  refs.push_back(refs[5]);                           // twice
  refs.push_back({ann, EntryId::make(kMoment), 1});  // not there
  std::vector<Vault::EntrySegments> got;
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(got, vault->get_many(s, pass({ann}, categories({0, 1})), refs));
    return {};
  }));
  ASSERT_EQ(got.size(), 622u);
  for (int i = 0; i < 620; ++i) {
    const int n = 619 - i;
    if (n % 3 == 0) {
      EXPECT_TRUE(got[i].opened.empty());
      EXPECT_EQ(got[i].held_back, categories({n % 2}));
    } else {
      ASSERT_EQ(got[i].opened.size(), 1u);
      EXPECT_EQ(as_text(got[i].opened[0].plain), std::to_string(n));
      EXPECT_EQ(got[i].opened[0].name.entry, refs[i].entry);
    }
  }
  EXPECT_EQ(got[620].opened.size(), got[5].opened.size());
  EXPECT_TRUE(got[621].opened.empty() && got[621].held_back.empty());
}

TEST_F(Segments, the_index_sees_the_newest_profile_of_each_person_and_nothing_else) {
  const EntryId anns{ann.raw}, bobs{bob.raw};
  ASSERT_TRUE(put(all(ann), name(ann, anns, kIdentity, 1), "old") &&
              put(all(ann), name(ann, anns, kIdentity, 2), "new") &&
              put(all(ann), name(ann, anns, kHealth, 3), "hidden") &&
              put(all(ann), name(ann, note, kIdentity, 9), "a note") &&
              put(all(bob), name(bob, bobs, kIdentity, 1), "bob"));
  std::map<PersonId, std::string> seen;
  const auto scan = [&](const OrgCode& o) {
    return db->read([&](store::Session& s) {
      return vault->scan_profiles(s, gate::Gate::for_index(o), ix(kIdentity),
                                  [&](PersonId p, EntryId, std::uint32_t v, ByteView b) {
                                    seen[p] = std::string(as_text(b)) + std::to_string(v);
                                    return true;
                                  });
    });
  };
  ASSERT_TRUE(scan(org));
  EXPECT_EQ(seen, (std::map<PersonId, std::string>{{ann, "new2"}, {bob, "bob1"}}));
  EXPECT_FALSE(scan(OrgCode{"ps"}));
  // One damaged profile is told of, but does not hide the others.
  sql("UPDATE segment SET sealed = $1 WHERE person = $2", {Bytes(60, 1), ann});
  seen.clear();
  EXPECT_EQ(scan(org).error().code, Code::Corrupt);
  EXPECT_EQ(seen.size(), 1u);
}

TEST_F(Segments, an_old_profile_under_a_version_beyond_32_bits_is_not_taken_for_the_newest) {
  const EntryId anns{ann.raw};
  ASSERT_TRUE(put(all(ann), name(ann, anns, kIdentity, 1), "old") &&
              put(all(ann), name(ann, anns, kIdentity, 2), "new"));
  sql("INSERT INTO segment (org, person, entry, version, category, slot, sealed)"
      " SELECT org, person, entry, $2, category, slot, sealed FROM segment WHERE org = $1 AND version = 1",
      {org, (std::int64_t{1} << 32) + 1});
  std::string seen;
  const auto scanned = db->read([&](store::Session& s) {
    return vault->scan_profiles(
        s, gate::Gate::for_index(org), ix(kIdentity),
        [&](PersonId, EntryId, std::uint32_t, ByteView b) { return seen = as_text(b), true; });
  });
  EXPECT_EQ(seen, "");
  EXPECT_EQ(scanned.error().code, Code::Corrupt);
  EXPECT_EQ(health().unopened, 1);
}

TEST_F(Segments, the_index_pages_through_many_people) {
  std::set<PersonId> made, seen;
  ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
    for (int i = 0; i < 2100; ++i) {
      const auto p = PersonId::make(kMoment + i);
      made.insert(p);
      CHECK_OK(vault->put(t, all(p), name(p, EntryId{p.raw}, kIdentity), as_bytes("x")));
    }
    return {};
  }));
  ASSERT_TRUE(db->read([&](store::Session& s) {
    return vault->scan_profiles(
        s, gate::Gate::for_index(org), ix(kIdentity),
        [&](PersonId p, EntryId, std::uint32_t, ByteView) { return seen.insert(p).second; });
  }));
  EXPECT_EQ(seen, made);
}

TEST_F(Segments, blind_tokens_are_equal_for_equal_input_only_and_never_negative) {
  EXPECT_EQ(vault->blind_token("nhs", "9990000018"), vault->blind_token("nhs", "9990000018"));
  EXPECT_NE(vault->blind_token("nhs", "9990000018"), vault->blind_token("nhs", "9990000026"));
  EXPECT_NE(vault->blind_token("ab", "c"), vault->blind_token("a", "bc"));
  for (int i = 0; i < 500; ++i) EXPECT_GE(vault->blind_token("f", std::to_string(i)), 0);
  const auto elsewhere = std::move(*open_vault_in_memory(org, {"identity"}));
  EXPECT_NE(vault->blind_token("nhs", "9990000018"), elsewhere->blind_token("nhs", "9990000018"));
}

TEST_F(Segments, values_of_the_organisation_open_for_their_own_use_only) {
  const auto sealed = vault->seal_org("staff-name", as_bytes("worker"));
  const auto plain = vault->open_org("staff-name", sealed);
  ASSERT_TRUE(plain);
  EXPECT_EQ(as_text(*plain), "worker");
  EXPECT_EQ(vault->open_org("totp", sealed).error().code, Code::Corrupt);
  EXPECT_EQ(vault->derive("csrf").size(), 32u);
  EXPECT_EQ(vault->derive("csrf"), vault->derive("csrf"));
  EXPECT_NE(vault->derive("csrf"), vault->derive("ledger-signing"));
}

TEST_F(Segments, Promise_PS_6_1_a_file_comes_back_whole_or_not_at_all) {
  const auto n = name(ann, note, kHealth);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{65536}, std::size_t{65537}, std::size_t{200'000}}) {
    const auto file = FileId::make(kMoment);
    Bytes content(size);
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::uint8_t>(i * 31 >> 3);
    ASSERT_TRUE(db->write([&](store::Txn& t) { return vault->put_file(t, all(ann), n, file, content); }));
    const auto fetch = [&](const Pass& p, const SegmentName& as) {
      Result<Bytes> got = fail(Code::Unavailable, "not asked");
      EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
        got = vault->get_file(s, p, as, file);
        return {};
      }));
      return got;
    };
    ASSERT_TRUE(fetch(all(ann), n)) << size;
    EXPECT_EQ(*fetch(all(ann), n), content);
    EXPECT_EQ(fetch(pass({ann}, categories({kMoney})), n).error().code, Code::NotAllowed);
    EXPECT_EQ(fetch(all(bob), n).error().code, Code::NotAllowed);
    EXPECT_EQ(fetch(all(ann), name(ann, other_note, kHealth)).error().code, Code::Corrupt);
    if (size < 65537) continue;
    sql("DELETE FROM file_chunk WHERE file = $1 AND chunk = (SELECT max(chunk) FROM file_chunk WHERE file = "
        "$1)",
        {file});
    EXPECT_EQ(fetch(all(ann), n).error().code, Code::Corrupt);  // its end is missing
  }
}

TEST_F(Segments, Promise_PS_6_1_pieces_of_files_do_not_change_places) {
  const auto n = name(ann, note, kHealth);
  const auto one = FileId::make(kMoment), two = FileId::make(kMoment);
  const Bytes long_one(150'000, 1), long_two(150'000, 2);
  const auto fetch = [&](FileId file) {
    Result<Bytes> got = fail(Code::Unavailable, "not asked");
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      got = vault->get_file(s, all(ann), n, file);
      return {};
    }));
    return got;
  };
  const auto again = [&] {
    sql("DELETE FROM file_chunk", {});
    ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
      CHECK_OK(vault->put_file(t, all(ann), n, one, long_one));
      return vault->put_file(t, all(ann), n, two, long_two);
    }));
    ASSERT_TRUE(fetch(one));
  };
  again();
  sql("UPDATE file_chunk SET chunk = 1 - chunk + 10 WHERE file = $1 AND chunk < 2", {one});
  sql("UPDATE file_chunk SET chunk = chunk - 10 WHERE file = $1 AND chunk > 9", {one});
  EXPECT_FALSE(fetch(one)) << "two pieces of one file";
  again();
  sql("DELETE FROM file_chunk WHERE file = $1 AND chunk = 0", {one});
  sql("UPDATE file_chunk SET file = $1 WHERE file = $2 AND chunk = 0", {one, two});
  EXPECT_FALSE(fetch(one)) << "a piece of another file of the same entry";
  again();
  sql("DELETE FROM file_chunk WHERE file = $1 AND chunk = 2", {one});
  EXPECT_FALSE(fetch(one)) << "the last piece taken away";
}

}  // namespace
}  // namespace candour::vault
