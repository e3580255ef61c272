// What strangers may fetch of the ledger, and what anybody sees of a person once the ledger takes nothing
// more.
#include "house_for_tests.h"
#include "ledger/note.h"
#include "ledger/stored.h"

namespace candour::attacks {
namespace {

class LedgerOutside : public AttackedHouse {
 protected:
  http::Response fetch(const std::string& path, const Caller& by = {}) {
    http::Request r;
    r.path = path;
    for (std::size_t i = 1; i < path.size();) {
      const auto end = std::min(path.find('/', i), path.size());
      r.segments.push_back(path.substr(i, end - i));
      i = end + 1;
    }
    r.headers.add("host", "localhost");
    if (!by.token.empty()) r.cookies.add(cookie(), by.token);
    return http::answer(router, site->pages(), options, log, clock, std::move(r));
  }
  static std::string header(const http::Response& r, std::string_view name) {
    for (const auto& [n, value] : r.headers)
      if (n == name) return value;
    return {};
  }
  ledger::Checkpoint newest() {
    ledger::Checkpoint c;
    must(ll->db->read([&](store::Session& s) -> Status {
      TRY(c, ll->ledger->checkpoint(s));
      return {};
    }));
    return c;
  }
  void make_looks(int n) {
    std::vector<ledger::Entry> es(static_cast<std::size_t>(n));
    for (auto& e : es) e.people = {person};
    must(ll->db->write([&](store::Txn& t) { return ll->ledger->append_many(t, es).map([](auto) {}); }));
  }
  void limit_pages(const std::string& pages) {
    must(ll->db->write([&](store::Txn& t) {
      return t.each("PRAGMA max_page_count = " + pages, {}, [](const store::Row&) { return true; });
    }));
  }
  /// As on a full disk: the file may not grow, and what room is left in it is used up.
  void fill_disk() {
    limit_pages("1");  // SQLite takes what the file has now
    Status room;
    for (int i = 0; room && i < 5000; ++i) room = ll->ledger->record(ledger::Entry{});
    ASSERT_FALSE(room);
    EXPECT_EQ(room.error().code, Code::Unavailable);
  }
};

TEST_F(LedgerOutside, a_witness_gets_the_checkpoint_and_every_tile_that_it_calls_for) {
  make_looks(600);
  const auto note = fetch("/ll/ledger/log/checkpoint");
  EXPECT_EQ(note.status, 200);
  EXPECT_EQ(note.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(note.body, newest().note);
  EXPECT_EQ(header(note, "Cache-Control"), "no-store");
  const auto key = ledger::read_verifier_key(ll->ledger->verifier_key()).value();
  const auto head = ledger::read_note(key.name, key.public_key, note.body).value();
  ASSERT_GT(head.size, 600);
  // The root follows from the tiles as they come over the wire.
  ledger::TreeReader tree(head.size,
                          [&](int level, std::int64_t idx, int width) -> Result<std::vector<ledger::Hash32>> {
                            const auto r = fetch("/ll/ledger/log/" + ledger::tile_path({level, idx, width}));
                            EXPECT_EQ(r.status, 200);
                            EXPECT_EQ(r.content_type, "application/octet-stream");
                            EXPECT_EQ(r.body.size(), static_cast<std::size_t>(width) * 32);
                            EXPECT_EQ(header(r, "Cache-Control"),
                                      width == 256 ? "public, max-age=31536000, immutable" : "no-store");
                            return ledger::tile_hashes(as_bytes(r.body));
                          });
  EXPECT_EQ(must(tree.root()), head.root);
  for (std::int64_t i = 0; i < head.size; i += 50) EXPECT_TRUE(ledger::prove_inclusion(tree, i));
  const auto older = fetch("/ll/ledger/log/tile/0/000.p/17");  // of when the tile was not full yet
  EXPECT_EQ(older.body, fetch("/ll/ledger/log/tile/0/000").body.substr(0, 17 * 32));
}

TEST_F(LedgerOutside, Promise_ALL_2_nobody_gets_an_entry_or_more_than_there_is) {
  make_looks(600);
  const auto size = newest().size;
  const ledger::Tile beyond{0, size / 256, static_cast<int>(size % 256) + 1};
  const std::vector<std::string> none = {"tile/entries/000",
                                         "tile/entries/000.p/5",
                                         ledger::bundle_path(beyond.idx, 1),
                                         ledger::tile_path(beyond),
                                         ledger::tile_path({0, beyond.idx + 1, 1}),
                                         "tile/0/000.p/0",
                                         "tile/0/000.p/256",
                                         "tile/7/000.p/1",
                                         "tile/8/000",
                                         "tile/-1/000",
                                         "tile/data/000",
                                         "tile/0/../../checkpoint",
                                         "tile/0/x001/000",
                                         "tile/0",
                                         "tile/0/000/1",
                                         "tile/0/0"};
  for (const auto& path : none)
    for (const auto& by : {Caller{}, callers.front()}) {
      const auto r = fetch("/ll/ledger/log/" + path, by);
      EXPECT_EQ(r.status, 404) << path;
      EXPECT_EQ(header(r, "Cache-Control"), "no-store") << path;
      EXPECT_EQ(r.bytes().find(person.text()), std::string_view::npos) << path;
    }
  EXPECT_EQ(fetch("/nobody/ledger/log/checkpoint").status, 404);
  EXPECT_EQ(fetch("/ll/ledger/log").status, 404);
  EXPECT_EQ(fetch("/ll/ledger").status, 303) << "the page with the entries is for staff";
  // What witnesses fetch is no look at anybody: it leaves no line, so it cannot be used to fill the ledger.
  news();
  fetch("/ll/ledger/log/checkpoint");
  fetch("/ll/ledger/log/tile/0/000");
  EXPECT_EQ(newest().size, size);
}

TEST_F(LedgerOutside, Promise_ALL_2_a_ledger_that_takes_nothing_shows_nothing) {
  fill_disk();
  const std::string at = "/ll/people/" + person.text();
  int asked = 0;
  for (const auto& by : callers)
    for (const auto& path : {at, at + "/who-looked", at + "/circle"}) {
      const auto r = fetch(path, by);
      EXPECT_EQ(r.status, 503) << path << " to " << by.name;
      ++asked;
      EXPECT_EQ(r.bytes().find(kGiven), std::string_view::npos) << path << " to " << by.name;
      EXPECT_EQ(r.bytes().find(kFamily), std::string_view::npos) << path << " to " << by.name;
      for (const auto& c : charter().categories)
        EXPECT_EQ(r.bytes().find(marker(c)), std::string_view::npos) << path << " to " << by.name;
    }
  EXPECT_GT(asked, 10);
  const auto no = fetch(at, callers.front());
  EXPECT_NE(no.bytes().find("Candour cannot do this just now"), std::string_view::npos);
  EXPECT_EQ(no.bytes().find("SQL"), std::string_view::npos) << "the cause is for the log";
  EXPECT_NE(diary.find("full"), std::string::npos) << diary;
  // As soon as it can be written down again, it can be seen again.
  limit_pages("1073741823");
  const auto yes = fetch(at, callers.front());
  EXPECT_EQ(yes.status, 200);
  EXPECT_NE(yes.bytes().find(kGiven), std::string_view::npos);
}

TEST_F(LedgerOutside, Attack_A1_a_server_whose_ledger_was_taken_away_shows_nothing_and_says_so) {
  make_looks(10);
  must(ll->db->write([&](store::Txn& t) -> Status {
    for (const char* sql :
         {"DELETE FROM ledger_entry WHERE org = $1", "DELETE FROM ledger_tile WHERE org = $1",
          "DELETE FROM ledger_about WHERE org = $1", "DELETE FROM ledger_head WHERE org = $1"})
      CHECK_OK(t.run(sql, {ll->db->org()}));
    return {};
  }));
  const std::string at = "/ll/people/" + person.text();
  int told = 0;
  for (const auto& by : callers) {
    for (const auto& path : {at, at + "/who-looked"}) {
      const auto r = fetch(path, by);
      EXPECT_GE(r.status, 500) << path << " to " << by.name;
      EXPECT_EQ(r.bytes().find(kGiven), std::string_view::npos) << path << " to " << by.name;
    }
    told += fetch("/ll/account", by).bytes().find("The ledger is not the one that was signed") !=
            std::string_view::npos;
  }
  EXPECT_GT(told, 0) << "those who can act see it at the top of their pages";
  EXPECT_GE(fetch("/ll/ledger/log/checkpoint").status, 500) << "no witness is told";
  EXPECT_TRUE(ll->alarms->any());
  EXPECT_NE(diary.find("event=ledger-head"), std::string::npos) << diary;
  // Nor does it start again.
  web::HouseOptions where;
  where.charter_files = {std::string(CANDOUR_SOURCE_DIR) + "/charters/ll.yaml"};
  where.catalogue_dir = std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue";
  where.data_dir = dir.string();
  site.reset();
  house.reset();
  const auto again = web::open_house(where, clock);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().words.text.find("its key store remembers"), std::string::npos)
      << again.error().words.text;
}

}  // namespace
}  // namespace candour::attacks
