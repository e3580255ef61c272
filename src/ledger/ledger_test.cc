#include "ledger/ledger.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "ledger/about.h"
#include "ledger/entry_json.h"
#include "ledger/moment_for_tests.h"
#include "ledger/note.h"
#include "vault/encode.h"

namespace candour::ledger {
namespace {

Entry view(PersonId p, int n = 0) {
  Entry e;
  e.at = {kMoment + n};
  e.act = Act::View;
  e.actor = StaffId::make(kMoment);
  e.people = {p};
  e.what = "contact-note";
  e.thing = std::to_string(n);
  e.categories = {"identity", "health"};
  e.purpose = "support";
  e.clause = "3.1";
  e.outcome = "allowed";
  return e;
}

class Log256 : public testing::Test {
 protected:
  void SetUp() override {
    db = std::move(*store::open_sqlite_in_memory(org, store::record_migrations()));
    reopen();
  }
  void reopen() {
    ledger.reset();
    ledger = std::move(*open_ledger(*db, Bytes(32, 7)));
  }
  void fill(int n, int at_once = 100) {
    for (int done = 0; done < n;) {
      std::vector<Entry> es;
      for (; done < n && static_cast<int>(es.size()) < at_once; ++done)
        es.push_back(view(done % 2 ? ann : bob, done));
      const auto ok = db->write([&](store::Txn& t) { return ledger->append_many(t, es).map([](auto) {}); });
      ASSERT_TRUE(ok) << ok.error().detail.text;
    }
  }
  template <class T, class F>
  T ask(F&& f) {
    T out;
    const auto ok = db->read([&](store::Session& s) -> Status {
      TRY(out, f(s));
      return {};
    });
    EXPECT_TRUE(ok) << ok.error().detail.text;
    return out;
  }
  Verdict verify() {
    return ask<Verdict>([&](store::Session& s) { return ledger->verify(s); });
  }
  Checkpoint checkpoint() {
    return ask<Checkpoint>([&](store::Session& s) { return ledger->checkpoint(s); });
  }
  std::vector<Kept> about(PersonId p, std::int64_t before = 0, int most = 1000) {
    return ask<std::vector<Kept>>([&](store::Session& s) { return ledger->about(s, p, before, most); });
  }
  Status sql(std::string_view statement, store::Params params = {}) {
    return db->write([&](store::Txn& t) { return t.run(statement, params).map([](auto) {}); });
  }
  std::int64_t number(std::string_view statement) {
    return ask<std::int64_t>([&](store::Session& s) -> Result<std::int64_t> {
      std::int64_t n = -1;
      CHECK_OK(s.each(statement, {}, [&](const store::Row& r) { return n = r.i64(0), false; }));
      return n;
    });
  }
  OrgCode org{"ll"};
  std::unique_ptr<store::Db> db;
  std::unique_ptr<Ledger> ledger;
  PersonId ann = PersonId::make(kMoment), bob = PersonId::make(kMoment);
};

/// The root straight from the definition in RFC 6962, section 2.1.
Hash32 root_by_definition(std::span<const std::string> leaves) {
  if (leaves.empty()) return vault::sha256({});
  if (leaves.size() == 1) return leaf_hash(as_bytes(leaves[0]));
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return node_hash(root_by_definition(leaves.first(k)), root_by_definition(leaves.subspan(k)));
}

TEST(Merkle, agrees_with_the_published_vectors_and_the_definition) {
  // The eight leaves and the root that the reference implementation of RFC 6962 is tested with.
  Edge eight;
  for (const std::string& leaf :
       {std::string(), std::string(1, '\0'), std::string("\x10"), std::string("\x20\x21"), std::string("01"),
        std::string("@ABC"), std::string("PQRSTUVW"), std::string("`abcdefghijklmno")})
    eight.add(leaf_hash(as_bytes(leaf)), [](int, const Hash32&) {});
  EXPECT_EQ(vault::to_hex(eight.root()), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  EXPECT_EQ(vault::to_hex(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(vault::to_hex(leaf_hash({})), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  std::vector<std::string> leaves;
  Edge edge;
  for (int n = 0; n <= 600; ++n) {
    if (n < 40 || n % 37 == 0 || (n > 250 && n < 260) || n > 510) {
      EXPECT_EQ(edge.root(), root_by_definition(leaves)) << n;
    }
    leaves.push_back("entry " + std::to_string(n));
    edge.add(leaf_hash(as_bytes(leaves.back())), [](int, const Hash32&) {});
  }
}

TEST(Merkle, hashes_of_every_length_are_those_of_the_plain_function) {
  Bytes data;
  for (int n = 0; n < 1200; ++n) {
    const std::uint8_t tag[] = {static_cast<std::uint8_t>(n)};
    ASSERT_EQ(vault::sha256_tagged(tag[0], data), vault::sha256_of({tag, data})) << n;
    data.push_back(static_cast<std::uint8_t>(n * 7));
  }
  const auto a = vault::sha256(data), b = vault::sha256(a);
  const std::uint8_t one[] = {1};
  EXPECT_EQ(vault::sha256_tagged(1, a, b), vault::sha256_of({one, a, b}));
}

TEST(Note, is_what_the_reference_implementation_writes) {
  // Made with the seed of 32 sevens by golang.org/x/mod/sumdb/note's rules: name, key hash, algorithm byte.
  const vault::SigningKey key{Bytes(32, 7)};
  const auto verifier = verifier_key("candour/ll", key);
  const auto plus = verifier.find('+');
  EXPECT_EQ(verifier.substr(0, plus), "candour/ll");
  const auto bare = vault::from_base64(verifier.substr(plus + 10));
  ASSERT_TRUE(bare);
  ASSERT_EQ(bare->size(), 33u);
  EXPECT_EQ((*bare)[0], 1);
  Bytes hashed;
  for (const auto part : {as_bytes("candour/ll\n"), ByteView(*bare)})
    hashed.insert(hashed.end(), part.begin(), part.end());
  EXPECT_EQ(verifier.substr(plus + 1, 8), vault::to_hex(ByteView(vault::sha256(hashed)).first(4)));

  const Head head{42, leaf_hash(as_bytes("x"))};
  const auto note = make_note("candour/ll", key, head);
  EXPECT_TRUE(
      note.starts_with("candour/ll\n42\n" + vault::to_base64(head.root) + "\n\n\xe2\x80\x94 candour/ll "));
  EXPECT_EQ(read_note("candour/ll", key.public_key(), note), head);
  EXPECT_FALSE(read_note("candour/ps", key.public_key(), note));
  EXPECT_FALSE(read_note("candour/ll", vault::SigningKey{Bytes(32, 8)}.public_key(), note));
  for (std::size_t i = 0; i < note.size(); ++i)
    for (const int bit : {1, 32}) {
      auto bad = note;
      bad[i] = static_cast<char>(bad[i] ^ bit);
      EXPECT_FALSE(read_note("candour/ll", key.public_key(), bad)) << "byte " << i;
    }
}

std::vector<PersonId> people_of(std::string_view data) {
  std::vector<PersonId> out;
  each_person(data, [&](PersonId p) { out.push_back(p); });
  return out;
}

TEST(EntryJson, has_one_spelling_and_comes_back) {
  Entry e = view(PersonId::make(kMoment));
  e.people.push_back(PersonId::make(kMoment));
  e.people.push_back(e.people[0]);
  e.note = R"(a "quoted\" code)";
  const auto salt = make_salt();
  const auto p = prepare(e, salt);
  ASSERT_TRUE(p);
  EXPECT_TRUE(p->data.starts_with(R"({"act":"view","actor":")"));
  EXPECT_EQ(p->data.find(' '), p->data.find(" \\\"quoted"));
  EXPECT_EQ(people_of(p->data).size(), 2u);
  const auto back = read_entry(p->data);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->note, e.note);
  EXPECT_EQ(back->actor, e.actor);
  EXPECT_EQ(back->categories, e.categories);
  EXPECT_EQ(back->people, people_of(p->data));
  EXPECT_EQ(prepare(*back, salt)->data, p->data);
  EXPECT_TRUE(people_of(R"({"act":"job","at":1,"note":",\"people\":[\""})").empty());
  EXPECT_FALSE(read_entry(R"({"act":"view","at":1,"name":"someone"})"));
  EXPECT_FALSE(read_entry(R"({"act":"view")"));
  for (int a = 0; a <= static_cast<int>(Act::Attack); ++a) {
    e.act = static_cast<Act>(a);
    EXPECT_EQ(read_entry(prepare(e)->data)->act, e.act);
  }
}

/// As one who knows everything about a look but its millisecond would do: from what the entry says without
/// its salt, as version 0.1 hashed it, and from what is left of the salt when he leaves it out.
std::string without_salt(std::string data) {
  const auto at = data.find(",\"salt\":\"");
  if (at == data.npos) return data;
  return data.erase(at, data.find('"', at + 9) + 1 - at);
}

TEST(Attack, A11_who_knows_the_ids_and_the_hour_does_not_find_the_leaf_in_a_public_tile) {
  auto e = view(PersonId::make(kMoment));
  constexpr std::int64_t kTried = 20'000;  // of the hour's milliseconds, with the right one among them
  e.at = {kMoment + 12'345};
  const auto there = prepare(e);
  ASSERT_TRUE(there);
  for (std::int64_t ms = 0; ms < kTried; ++ms) {
    auto guess = e;
    guess.at = {kMoment + ms};
    const auto bare = without_salt(prepare(guess)->data);
    ASSERT_NE(leaf_hash(as_bytes(bare)), there->leaf) << "found at millisecond " << ms;
    ASSERT_NE(prepare(guess)->leaf, there->leaf) << "found at millisecond " << ms;
  }
}

TEST(Attack, A11_two_looks_that_are_alike_have_different_leaves_of_at_least_96_random_bits) {
  const auto e = view(PersonId::make(kMoment));
  std::set<std::string> salts;
  std::array<std::set<char>, Salt{}.size()> at_place;
  std::set<Hash32> leaves;
  std::vector<std::thread> threads;
  std::mutex lock;
  for (int t = 0; t < 2; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        const auto p = prepare(e);
        const auto at = p->data.find(",\"salt\":\"");
        const std::scoped_lock hold(lock);
        ASSERT_NE(at, std::string::npos);
        leaves.insert(p->leaf);
        const auto salt = p->data.substr(at + 9, Salt{}.size());
        salts.insert(salt);
        ASSERT_EQ(salt.size(), at_place.size());
        for (std::size_t k = 0; k < salt.size(); ++k) at_place[k].insert(salt[k]);
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(leaves.size(), 4000u);
  EXPECT_EQ(salts.size(), 4000u);
  for (const auto& seen : at_place) EXPECT_EQ(seen.size(), 64u) << "each character is one of 64: six bits";
  EXPECT_GE(6 * at_place.size(), 96u);
  const auto many = [] {
    Entry all;
    for (int i = 0; i < 4100; ++i) all.people.push_back(PersonId::make(kMoment));
    std::vector<Prepared> out;
    EXPECT_TRUE(prepare_into(out, all));
    return out;
  }();
  ASSERT_EQ(many.size(), 3u);
  for (const auto& p : many) EXPECT_TRUE(is_salted(p.data));
}

TEST(EntryJson, takes_no_typed_text) {
  for (const std::string& bad :
       {std::string("Zo\xc3\xab"), std::string("line\nbreak"), std::string(513, 'x'), std::string(1, '\0')}) {
    Entry e;
    e.note = bad;
    const auto r = prepare(e);
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code, Code::Invalid);
    e.note.clear();
    e.categories = {bad};
    EXPECT_FALSE(prepare(e));
  }
}

TEST_F(Log256, an_act_on_very_many_people_is_several_lines_that_each_fit_a_bundle) {
  std::vector<PersonId> many;
  for (int i = 0; i < 5000; ++i) many.push_back(PersonId::make(kMoment + i));
  auto e = view(ann, 1);
  e.people = many;
  e.people.insert(e.people.end(), many.begin(), many.end());  // named twice, written once
  ASSERT_TRUE(db->write([&](store::Txn& t) { return ledger->append(t, e).map([](auto) {}); }));
  EXPECT_TRUE(ledger->record(e));
  EXPECT_EQ(checkpoint().size, 6);
  std::vector<PersonId> written;  // of the first three lines
  for (const auto& k : ask<std::vector<Kept>>([&](store::Session& s) { return ledger->newest(s, 3, 3); })) {
    EXPECT_EQ(k.entry.what, e.what);
    EXPECT_LE(prepare(k.entry)->data.size(), 65'535u);
    written.insert(written.begin(), k.entry.people.begin(), k.entry.people.end());
  }
  EXPECT_EQ(written, many);
  EXPECT_EQ(about(many[4999]).size(), 2u);
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(Log256, starts_empty_and_signed) {
  EXPECT_EQ(checkpoint().size, 0);
  EXPECT_EQ(vault::to_hex(checkpoint().root), vault::to_hex(empty_root()));
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(Log256, grows_to_the_same_tree_however_it_is_cut) {
  fill(1000, 1000);
  const auto whole = checkpoint();
  EXPECT_EQ(whole.size, 1000);
  std::vector<std::string> leaves;
  ASSERT_TRUE(db->read([&](store::Session& s) {
    return s.each("SELECT data FROM ledger_entry ORDER BY seq", {}, [&](const store::Row& r) {
      leaves.emplace_back(as_text(r.blob(0)));
      return true;
    });
  }));
  const auto root = root_by_definition(leaves);
  EXPECT_EQ(whole.root, Bytes(root.begin(), root.end()));
  EXPECT_EQ(number("SELECT count(*) FROM ledger_tile WHERE level = 0"), 4);
  EXPECT_EQ(number("SELECT length(hashes) FROM ledger_tile WHERE level = 0 AND idx = 3"), (1000 - 768) * 32);
  EXPECT_EQ(number("SELECT length(hashes) FROM ledger_tile WHERE level = 1 AND idx = 0"), 3 * 32);
  EXPECT_TRUE(verify().findings.empty());
  EXPECT_EQ(verify().checked, 1000);
}

TEST_F(Log256, goes_on_after_a_restart_at_any_size) {
  for (int round = 0; round < 30; ++round) {
    fill(round % 7 == 0 ? 256 : 13 * round % 90 + 1, 37);
    reopen();
  }
  const auto v = verify();
  EXPECT_TRUE(v.findings.empty()) << v.findings[0].what;
  EXPECT_EQ(v.checked, checkpoint().size);
}

TEST_F(Log256, a_level_two_tile_comes_to_be_after_65536_entries) {
  fill(65'536 + 300, 8192);
  reopen();
  fill(5, 1);
  EXPECT_EQ(number("SELECT length(hashes) FROM ledger_tile WHERE level = 2"), 32);
  EXPECT_EQ(number("SELECT length(hashes) FROM ledger_tile WHERE level = 1 AND idx = 0"), 8192);
  EXPECT_TRUE(verify().findings.empty());
  ASSERT_TRUE(
      sql("UPDATE ledger_entry SET data = CAST(replace(CAST(data AS TEXT), 'allowed', 'allowee') AS BLOB) "
          "WHERE seq = 300"));
  const auto v = verify();
  ASSERT_EQ(v.findings.size(), 1u);
  EXPECT_EQ(v.findings[0].seq, 300);
}

TEST_F(Log256, Promise_ALL_2_an_act_and_its_entry_happen_together_or_not_at_all) {
  fill(300);
  const auto before = checkpoint();
  EXPECT_FALSE(db->write([&](store::Txn& t) -> Status {
    CHECK_OK(ledger->append(t, view(ann)));
    CHECK_OK(ledger->append_many(t, std::vector<Entry>(500, view(bob))));
    return fail(Code::Invalid, "no");
  }));
  EXPECT_EQ(checkpoint().note, before.note);
  EXPECT_EQ(number("SELECT count(*) FROM ledger_entry"), 300);
  fill(300);
  EXPECT_EQ(checkpoint().size, 600);
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(Log256, several_appends_in_one_transaction_are_one_head) {
  std::vector<std::int64_t> seqs;
  ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
    for (int i = 0; i < 600; ++i) {
      TRY(const auto seq, ledger->append(t, view(ann, i)));
      seqs.push_back(seq);
    }
    return {};
  }));
  EXPECT_EQ(seqs.front(), 0);
  EXPECT_EQ(seqs.back(), 599);
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(Log256, another_process_may_append_in_between) {
  auto other = std::move(*open_ledger(*db, Bytes(32, 7)));
  for (int i = 0; i < 300; ++i) {
    auto& turn = i % 3 ? *other : *ledger;
    ASSERT_TRUE(db->write([&](store::Txn& t) { return turn.append(t, view(ann, i)).map([](auto) {}); }));
  }
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(Log256, tells_who_looked_newest_first_page_by_page) {
  fill(60);
  ASSERT_TRUE(db->write([&](store::Txn& t) {
    auto both = view(ann, 60);
    both.people.push_back(bob);
    both.people.push_back(ann);
    return ledger->append(t, both).map([](auto) {});
  }));
  const auto first = about(ann, 0, 10);
  ASSERT_EQ(first.size(), 10u);
  EXPECT_EQ(first[0].seq, 60);
  EXPECT_EQ(first[1].seq, 59);
  EXPECT_EQ(first[9].entry.thing, "43");
  const auto next = about(ann, first.back().seq, 1000);
  EXPECT_EQ(next.size(), 21u);
  EXPECT_EQ(next[0].seq, 41);
  EXPECT_EQ(about(bob).size(), 31u);
  EXPECT_TRUE(about(PersonId::make(kMoment)).empty());
  const auto all = ask<std::vector<Kept>>([&](store::Session& s) { return ledger->newest(s, 0, 5); });
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(all[0].seq, 60);
}

TEST_F(Log256, tells_who_looked_across_runs_of_the_index_and_after_a_restart) {
  fill(2 * kRun + 100, 5000);
  EXPECT_EQ(number("SELECT count(*) FROM ledger_about"), 4);  // two people in each of two runs
  for (int again = 0; again < 2; ++again) {
    std::int64_t before = 0, expected = 2 * kRun + 99, pages = 0;
    for (;; ++pages) {
      const auto page = about(ann, before, 1000);
      if (page.empty()) break;
      for (const auto& k : page) {
        ASSERT_EQ(k.seq, expected);
        expected -= 2;
      }
      before = page.back().seq;
      if (before == 1) break;  // 0 would mean: from the newest
    }
    EXPECT_EQ(expected, -1);
    EXPECT_EQ(about(bob, kRun, 3)[0].seq, kRun - 2);
    EXPECT_EQ(about(ann, kRun + 2, 3)[0].seq, kRun + 1);
    reopen();
  }
  // A snapshot from before the newest run still gets its own answer.
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(const auto first, ledger->about(s, ann, 0, 1));
    std::thread([&] {
      fill(kRun, 8192);
      EXPECT_EQ(about(ann, 0, 1)[0].seq, 3 * kRun + 99);
    }).join();
    TRY(const auto same, ledger->about(s, ann, 0, 1));
    EXPECT_EQ(same[0].seq, first[0].seq);
    return {};
  }));
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(Log256, who_looked_is_looked_up_and_not_searched_for) {
  for (const char* sql :
       {"SELECT offsets FROM ledger_about WHERE org = $1 AND run = $2 AND person = $3",
        "SELECT seq, data FROM ledger_entry WHERE org = $1 AND seq >= $2 AND seq < $3 ORDER BY seq"}) {
    std::string plan;
    ASSERT_TRUE(db->read([&](store::Session& s) {
      return s.each(std::string("EXPLAIN QUERY PLAN ") + sql, {org, 1, 2}, [&](const store::Row& r) {
        plan += r.str(3);
        return true;
      });
    }));
    EXPECT_NE(plan.find("USING PRIMARY KEY"), plan.npos) << plan;
    EXPECT_EQ(plan.find("SCAN"), plan.npos) << plan;
  }
}

TEST_F(Log256, views_of_many_share_commits_and_all_are_there) {
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) failures += !ledger->record(view(ann, t * 1000 + i));
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(checkpoint().size, 800);
  EXPECT_TRUE(verify().findings.empty());
  std::vector<Ticket> tickets;
  for (int i = 0; i < 2000; ++i) tickets.push_back(ledger->record_soon(view(bob, i)));
  for (const auto& t : tickets) EXPECT_TRUE(ledger->settle(t));
  EXPECT_EQ(checkpoint().size, 2800);
}

TEST_F(Log256, a_view_that_nobody_waits_for_is_written_before_the_ledger_closes) {
  for (int i = 0; i < 50; ++i) (void)ledger->record_soon(view(ann, i));
  reopen();
  EXPECT_EQ(checkpoint().size, 50);
}

TEST_F(Log256, Promise_ALL_2_a_view_that_cannot_be_written_down_is_refused) {
  fill(10);
  ASSERT_TRUE(sql("ALTER TABLE ledger_entry RENAME TO hidden"));
  const auto no = ledger->record(view(ann));
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Unavailable);
  ASSERT_TRUE(sql("ALTER TABLE hidden RENAME TO ledger_entry"));
  EXPECT_TRUE(ledger->record(view(ann)));
  EXPECT_TRUE(verify().findings.empty());
  Entry typed = view(ann);
  typed.note = "caf\xc3\xa9";
  EXPECT_EQ(ledger->record(typed).error().code, Code::Invalid);
}

TEST_F(Log256, waiting_for_a_view_inside_a_write_is_refused_and_does_not_hang) {
  ASSERT_TRUE(db->write([&](store::Txn&) -> Status {
    EXPECT_FALSE(ledger->record(view(ann)));
    return {};
  }));
}

TEST_F(Log256, nothing_is_appended_to_a_damaged_end) {
  fill(300);
  ASSERT_TRUE(sql("UPDATE ledger_head SET root = zeroblob(32)"));
  reopen();
  EXPECT_EQ(ledger->record(view(ann)).error().code, Code::Corrupt);
  ASSERT_TRUE(sql("DELETE FROM ledger_head"));
  reopen();
  EXPECT_EQ(ledger->record(view(ann)).error().code, Code::Corrupt);
}

}  // namespace
}  // namespace candour::ledger
