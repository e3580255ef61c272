// How long a text is does not show in how long its segment is, and segments of version 0.1 still open.
#include "vault/padding.h"

#include <gtest/gtest.h>

#include <set>

#include "store/open_for_tests.h"
#include "vault/key_ring.h"
#include "vault/vault_on_disk_for_tests.h"

namespace candour::vault {
namespace {

TEST(Padding, comes_off_again_whatever_the_content_ends_with) {
  for (std::size_t n = 0; n < 1500; ++n)
    for (const std::uint8_t end : {0x00, 0x80, 0x61}) {
      Bytes content(n, end);
      auto all = padded(content);
      ASSERT_EQ(all.size(), padded_length(n));
      ASSERT_TRUE(take_padding_off(all)) << n;
      ASSERT_EQ(all, content) << n;
    }
  for (Bytes none : {Bytes{}, Bytes(32, 0), Bytes(32, 0x7f), Bytes{1, 0}})
    EXPECT_FALSE(take_padding_off(none));
}

TEST(Padding, has_few_lengths_and_costs_little) {
  std::set<std::size_t> lengths;
  for (std::size_t n = 0; n <= 100'000; ++n) {
    const auto to = padded_length(n);
    lengths.insert(to);
    ASSERT_GT(to, n);
    ASSERT_LE(to, std::max<std::size_t>(n + 32, n + n / 8 + 1)) << n;
    ASSERT_GE(padded_length(n + 1), to);
  }
  EXPECT_LT(lengths.size(), 90u);
  EXPECT_EQ(padded_length(2), padded_length(3)) << "no and yes";
  EXPECT_EQ(padded_length(0), 32u);
  EXPECT_EQ(padded_length(31), 32u);
  EXPECT_EQ(padded_length(32), 64u);
}

class Padded : public VaultOnDisk {
 protected:
  void SetUp() override {
    VaultOnDisk::SetUp();
    open();
  }
  Bytes sealed_of(PersonId p) {
    Bytes out;
    EXPECT_TRUE(db->read([&](store::Session& s) {
      return s.each("SELECT sealed FROM segment WHERE org = $1 AND person = $2", {org, p},
                    [&](const store::Row& r) {
                      out.assign(r.blob(0).begin(), r.blob(0).end());
                      return false;
                    });
    }));
    return out;
  }
  void put_sealed(PersonId p, const Bytes& sealed) {
    ASSERT_TRUE(db->write([&](store::Txn& t) {
      return t.run("UPDATE segment SET sealed = $3 WHERE org = $1 AND person = $2", {org, p, sealed})
          .map([](auto) {});
    }));
  }
  Vault::Health check() {
    Vault::Health h;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(h, vault->check(s));
      return {};
    }));
    return h;
  }
  /// The key that sealed a person's note: whoever has the root key can come by it, an editor cannot.
  Key key_of(PersonId p) {
    Key key;
    auto store = keys();
    EXPECT_TRUE(store->read([&](store::Session& s) -> Status {
      TRY(const auto kind, stored_kind(s, org));
      TRY(const auto root_now, root().load(*kind, false));
      OrgKeys all;
      CHECK_OK(read_org_keys(s, org, root_now, root(), all));
      return s.each("SELECT generation, wrapped FROM person_key WHERE org = $1 AND person = $2", {org, p},
                    [&](const store::Row& r) {
                      const auto binding = person_key_binding(org, {p, KeySlot::group(1)},
                                                              static_cast<std::uint32_t>(r.i64(0)));
                      key = Key(*open_sealed(all.newest().key, binding, r.blob(1)));
                      return false;
                    });
    }));
    return key;
  }
};

TEST_F(Padded, short_answers_have_segments_of_one_length) {
  const auto a = PersonId::make(kMoment), b = PersonId::make(kMoment), c = PersonId::make(kMoment);
  ASSERT_TRUE(put(*vault, note_of(a), "no"));
  ASSERT_TRUE(put(*vault, note_of(b), "yes"));
  ASSERT_TRUE(put(*vault, note_of(c), ""));
  EXPECT_EQ(sealed_of(a).size(), sealed_of(b).size());
  EXPECT_EQ(sealed_of(a).size(), sealed_of(c).size());
  EXPECT_EQ(read(*vault, a), "no");
  EXPECT_EQ(read(*vault, b), "yes");
  EXPECT_EQ(read(*vault, c), "");
  EXPECT_TRUE(check().whole());
}

TEST_F(Padded, a_segment_of_version_0_1_still_opens_and_neither_passes_for_the_other) {
  const auto p = PersonId::make(kMoment);
  ASSERT_TRUE(put(*vault, note_of(p), "padded"));
  const auto fresh = sealed_of(p);
  ASSERT_EQ(fresh[0], 2);
  EXPECT_EQ(check().unopened, 0);
  // As 0.1 sealed it: bound to "segment", nothing filled up; the text ends as padding does.
  const std::string words("old\x80\x00\x00", 6);
  const auto n = note_of(p);
  Binding b;
  b.add("segment").add(org.text).add(n.person).add(n.entry).add(n.version).add("health").add(
      n.slot.slot.view());
  Bytes old{1, 0, 0, 0, 1};
  seal_onto(old, key_of(p), b, as_bytes(words));
  put_sealed(p, old);
  EXPECT_EQ(read(*vault, p), words);
  EXPECT_TRUE(check().whole());
  for (auto changed : {old, fresh}) {
    changed[0] = static_cast<std::uint8_t>(3 - changed[0]);
    put_sealed(p, changed);
    EXPECT_TRUE(read(*vault, p).starts_with("error")) << "the other format";
    EXPECT_EQ(check().unopened, 1);
    for (const int format : {0, 3, 255}) {
      changed[0] = static_cast<std::uint8_t>(format);
      put_sealed(p, changed);
      EXPECT_TRUE(read(*vault, p).starts_with("error")) << format;
    }
  }
}

TEST_F(Padded, what_is_remembered_rises_and_is_bound_to_its_number) {
  EXPECT_FALSE(*vault->remembered("head"));
  ASSERT_TRUE(vault->remember("head", {5, Bytes(32, 1)}, Vault::Keep::Higher));
  ASSERT_TRUE(vault->remember("head", {4, Bytes(32, 2)}, Vault::Keep::Higher));
  ASSERT_TRUE(vault->remember("other", {9, Bytes(32, 3)}, Vault::Keep::Higher));
  EXPECT_EQ((*vault->remembered("head"))->number, 5);
  EXPECT_EQ((*vault->remembered("head"))->plain, Bytes(32, 1));
  ASSERT_TRUE(vault->remember("head", {3, Bytes(32, 4)}, Vault::Keep::Instead));
  EXPECT_EQ((*vault->remembered("head"))->number, 3);
  open();
  EXPECT_EQ((*vault->remembered("head"))->number, 3);
  auto store = keys();
  for (const char* sql :
       {"UPDATE remembered SET number = 2 WHERE org = $1 AND what = 'head'",
        "UPDATE remembered SET number = 3, sealed = (SELECT sealed FROM remembered WHERE org = $1"
        " AND what = 'other') WHERE org = $1 AND what = 'head'"}) {
    ASSERT_TRUE(store->write([&](store::Txn& t) { return t.run(sql, {org}).map([](auto) {}); }));
    const auto no = vault->remembered("head");
    ASSERT_FALSE(no) << sql;
    EXPECT_EQ(no.error().code, Code::Corrupt);
  }
}

TEST(RandomInPassing, gives_every_thread_its_own) {
  std::set<Bytes> seen;
  for (int i = 0; i < 2000; ++i) {
    Bytes b(22);
    random_bytes_in_passing(b);
    seen.insert(b);
  }
  Bytes large(10'000), small;
  random_bytes_in_passing(large);
  random_bytes_in_passing(small);
  EXPECT_NE(large, Bytes(10'000));
  EXPECT_EQ(seen.size(), 2000u);
}

}  // namespace
}  // namespace candour::vault
