// Proofs hold for what is so, for every size and place, and for nothing else.
#include "ledger/proof.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

#include "ledger/frontier.h"
#include "ledger/tile.h"

namespace candour::ledger {
namespace {

constexpr int kMost = 600;

/// A log of kMost entries that keeps its tiles and the root at every size.
struct Grown {
  Grown() {
    Frontier end;
    roots.push_back(end.root());
    for (int i = 0; i < kMost; ++i) {
      leaves.push_back(leaf_hash(as_bytes("entry " + std::to_string(i))));
      EXPECT_TRUE(end.add(leaves.back(), [&](int level, std::int64_t idx, const std::vector<Hash32>& hashes) {
        tiles[{level, idx}] = hashes;
        return Status{};
      }));
      roots.push_back(end.root());
    }
    for (std::size_t level = 0; level < end.tails().size(); ++level)
      if (const auto t = last_partial(kMost, static_cast<int>(level)); t.width > 0)
        tiles[{t.level, t.idx}] = end.tails()[level].hashes;
  }
  TreeReader tree(std::int64_t size) const {
    return {size, [this](int level, std::int64_t idx, int width) -> Result<std::vector<Hash32>> {
              const auto it = tiles.find({level, idx});
              if (it == tiles.end() || std::ssize(it->second) < width)
                return fail(Code::NotFound, "no such tile");
              return it->second;
            }};
  }
  std::vector<Hash32> leaves, roots;  // roots[n]: of the first n
  std::map<std::pair<int, std::int64_t>, std::vector<Hash32>> tiles;
};

const Grown& grown() {
  static const Grown g;
  return g;
}

int up_to(int most) {
  return *rc::gen::inRange(0, most + 1);
}
Hash32 spoilt(Hash32 h) {
  h[static_cast<std::size_t>(up_to(31))] ^= static_cast<std::uint8_t>(1 << up_to(7));
  return h;
}

TEST(Proof, the_root_of_every_older_size_is_found_in_the_tiles_of_today) {
  for (int n = 0; n <= kMost; ++n) {
    auto tree = grown().tree(n);
    EXPECT_EQ(tree.root().value(), grown().roots[static_cast<std::size_t>(n)]) << n;
  }
}

TEST(Proof, every_entry_of_every_small_tree_is_proved_and_no_other_in_its_place) {
  for (int n = 0; n <= 70; ++n) {
    auto tree = grown().tree(n);
    const auto& root = grown().roots[static_cast<std::size_t>(n)];
    for (int i = 0; i < n; ++i) {
      const auto proof = prove_inclusion(tree, i).value();
      for (int j = 0; j < n; ++j)
        for (const int place : {i, j})
          EXPECT_EQ(inclusion_holds(grown().leaves[static_cast<std::size_t>(j)], place, n, root, proof),
                    i == j && place == i)
              << n << " " << i << " " << j;
    }
    EXPECT_FALSE(prove_inclusion(tree, n));
    EXPECT_FALSE(prove_inclusion(tree, -1));
  }
}

TEST(Proof, inclusion_holds_for_what_is_so_and_for_nothing_else) {
  EXPECT_TRUE(rc::check("inclusion", [] {
    const auto& g = grown();
    const int size = 1 + up_to(kMost - 1), seq = up_to(size - 1);
    const auto& leaf = g.leaves[static_cast<std::size_t>(seq)];
    const auto& root = g.roots[static_cast<std::size_t>(size)];
    auto tree = g.tree(size);
    auto proof = prove_inclusion(tree, seq).value();
    RC_ASSERT(inclusion_holds(leaf, seq, size, root, proof));
    RC_ASSERT(!inclusion_holds(spoilt(leaf), seq, size, root, proof));
    RC_ASSERT(!inclusion_holds(leaf, seq, size, spoilt(root), proof));
    const int other = up_to(size - 1);
    RC_ASSERT(other == seq || !inclusion_holds(leaf, other, size, root, proof));
    const auto whole = proof;
    if (!proof.empty()) {
      auto& one = proof[static_cast<std::size_t>(up_to(static_cast<int>(proof.size()) - 1))];
      one = spoilt(one);
      RC_ASSERT(!inclusion_holds(leaf, seq, size, root, proof));
      RC_ASSERT(!inclusion_holds(leaf, seq, size, root, std::span(whole).first(whole.size() - 1)));
    }
    proof = whole;
    proof.push_back(leaf);
    RC_ASSERT(!inclusion_holds(leaf, seq, size, root, proof));
    RC_ASSERT(!inclusion_holds(leaf, size, size, root, whole));
    RC_ASSERT(!inclusion_holds(leaf, -1, size, root, whole));
  }));
}

TEST(Proof, consistency_holds_for_what_is_so_and_for_nothing_else) {
  EXPECT_TRUE(rc::check("consistency", [] {
    const auto& g = grown();
    const int size = up_to(kMost), older = up_to(size);
    const auto& root = g.roots[static_cast<std::size_t>(size)];
    const auto& older_root = g.roots[static_cast<std::size_t>(older)];
    auto tree = g.tree(size);
    auto proof = prove_consistency(tree, older).value();
    RC_ASSERT(consistency_holds(older, older_root, size, root, proof));
    RC_ASSERT(!consistency_holds(older, spoilt(older_root), size, root, proof));
    RC_ASSERT(older == 0 || !consistency_holds(older, older_root, size, spoilt(root), proof));
    const auto other = up_to(kMost);
    RC_ASSERT(other == older || !consistency_holds(other, older_root, size, root, proof));
    const auto whole = proof;
    if (!proof.empty()) {
      auto& one = proof[static_cast<std::size_t>(up_to(static_cast<int>(proof.size()) - 1))];
      one = spoilt(one);
      RC_ASSERT(!consistency_holds(older, older_root, size, root, proof));
      RC_ASSERT(!consistency_holds(older, older_root, size, root, std::span(whole).first(whole.size() - 1)));
    }
    proof = whole;
    proof.push_back(root);
    RC_ASSERT(!consistency_holds(older, older_root, size, root, proof));
  }));
}

TEST(Proof, a_log_whose_past_was_rewritten_is_not_consistent) {
  const auto& g = grown();
  for (const int changed : {0, 100, 255, 256, 399}) {
    Frontier forged;
    for (int i = 0; i < 500; ++i)
      ASSERT_TRUE(forged.add(i == changed ? Hash32{} : g.leaves[static_cast<std::size_t>(i)],
                             [](int, std::int64_t, const std::vector<Hash32>&) { return Status{}; }));
    auto tree = g.tree(500);
    const auto proof = prove_consistency(tree, 400).value();
    EXPECT_FALSE(consistency_holds(400, g.roots[400], 500, forged.root(), proof)) << changed;
  }
}

TEST(Proof, a_tile_that_is_missing_is_an_error_and_no_proof) {
  TreeReader none(
      300, [](int, std::int64_t, int) -> Result<std::vector<Hash32>> { return std::vector<Hash32>(3); });
  EXPECT_EQ(prove_inclusion(none, 5).error().code, Code::Corrupt);
  EXPECT_EQ(prove_consistency(none, 5).error().code, Code::Corrupt);
}

TEST(TilePath, is_written_as_the_format_says_and_read_back) {
  EXPECT_EQ(tile_path({0, 1'234'067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path({3, 5, 17}), "tile/3/005.p/17");
  EXPECT_EQ(bundle_path(1000, 256), "tile/entries/x001/000");
  EXPECT_EQ(bundle_path(0, 1), "tile/entries/000.p/1");
  EXPECT_TRUE(rc::check("paths", [] {
    const Tile t{up_to(Tile::kMostLevel), *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000),
                 1 + up_to(255)};
    RC_ASSERT(read_tile_path(tile_path(t).substr(5)) == t);
  }));
  for (const char* bad :
       {"",           "0",         "0/",          "0/1",         "0/01",
        "0/0001",     "0/1000",    "00/000",      "01/000",      "8/000",
        "64/000",     "-1/000",    "+1/000",      "0/x001",      "0/x001/",
        "0/x1/000",   "0/001/000", "0/x000/001",  "0/x001/x002", "0/000.p",
        "0/000.p/",   "0/000.p/0", "0/000.p/256", "0/000.p/01",  "0/000.p/+1",
        "0/000.p/1/", "0/000/",    "0/000 ",      "entries/000", "0/x001/x001/x001/x001/x001/x001/001",
        "0/../000",   "0/00a",     "0/0 0",       "0/-01",       "0/000.p/1.p/1"})
    EXPECT_FALSE(read_tile_path(bad)) << bad;
}

TEST(TilePath, anything_at_all_is_read_as_its_own_spelling_or_not_at_all) {
  EXPECT_TRUE(rc::check("odd paths", [] {
    const auto text = *rc::gen::container<std::string>(rc::gen::element('0', '1', '7', 'x', '/', '.', 'p'));
    const auto t = read_tile_path(text);
    RC_ASSERT(!t || tile_path(*t) == "tile/" + text);
  }));
}

TEST(Bundle, gives_back_what_was_put_in_and_says_when_it_is_torn) {
  EXPECT_TRUE(rc::check("bundles", [] {
    const auto entries = *rc::gen::container<std::vector<std::string>>(rc::gen::arbitrary<std::string>());
    std::string bytes;
    for (const auto& e : entries) RC_ASSERT(add_to_bundle(bytes, e).has_value());
    const auto back = read_bundle(bytes);
    RC_ASSERT(!back.torn);
    RC_ASSERT(std::vector<std::string>(back.entries.begin(), back.entries.end()) == entries);
    if (!bytes.empty()) RC_ASSERT(read_bundle(bytes.substr(0, bytes.size() - 1)).torn);
  }));
  std::string bytes;
  ASSERT_TRUE(add_to_bundle(bytes, std::string(65'535, 'x')));
  EXPECT_EQ(read_bundle(bytes).entries.at(0).size(), 65'535u);
  EXPECT_EQ(add_to_bundle(bytes, std::string(65'536, 'x')).error().code, Code::TooMuch);
}

}  // namespace
}  // namespace candour::ledger
