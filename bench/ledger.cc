// What writing down every look costs. Batched appends: whole transactions of many entries, each durable
// before the next. Shared commits: many threads, each of which waits until its own view is durable. Raw
// SQLite writes the same bytes into one table and whom they are about into another, without hashing, tiles or
// signature.
#include "ledger/ledger.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include "bench/bench.h"
#include "bench/postgres.h"
#include "bench/raw.h"
#include "ledger/entry_json.h"
#include "vault/vault.h"

namespace candour::bench {
namespace {

constexpr double kAppendBudget = 200'000, kVerifyBudget = 1'000'000;
constexpr int kPeople = 5000;

std::vector<ledger::Entry> views(int count) {
  const SystemClock clock;
  std::vector<PersonId> people;
  for (int i = 0; i < kPeople; ++i) people.push_back(PersonId::make(clock.now().ms));
  const auto worker = StaffId::make(clock.now().ms);
  std::vector<ledger::Entry> all;
  for (int i = 0; i < count; ++i) {
    ledger::Entry e;
    e.at = clock.now();
    e.act = ledger::Act::View;
    e.actor = worker;
    e.people = {people[static_cast<std::size_t>(i) * 7919 % kPeople]};
    e.what = "contact-note";
    e.thing = EntryId::make(e.at.ms).text();
    e.categories = {"care"};
    e.purpose = "deliver-support";
    e.basis = "contract";
    e.clause = "2.3";
    e.service = "community-support";
    e.outcome = "allowed";
    all.push_back(std::move(e));
  }
  return all;
}

struct Book {
  explicit Book(const std::string& folder) {
    std::filesystem::create_directories(folder);
    const OrgCode org{"ll"};
    db = must(store::open_sqlite(org, folder + "/records.db", store::record_migrations()));
    vault = must(vault::open_vault(org, {folder + "/root.key", folder + "/keys.db"}, {"care"}));
    ledger = must(ledger::open_ledger(*db, *vault));
  }
  std::unique_ptr<store::Db> db;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<ledger::Ledger> ledger;
};

double append_all(Book& book, const std::vector<ledger::Entry>& all, std::size_t batch) {
  std::vector<std::vector<ledger::Entry>> parts;
  for (std::size_t at = 0; at < all.size(); at += batch)
    parts.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(at),
                       all.begin() + static_cast<std::ptrdiff_t>(std::min(at + batch, all.size())));
  const Timer t;
  for (const auto& part : parts)
    must(book.db->write(
        [&](store::Txn& txn) { return book.ledger->append_many(txn, part).map([](auto) {}); }));
  return static_cast<double>(all.size()) / t.seconds();
}

constexpr const char* kTables =
    "CREATE TABLE ledger_entry (org TEXT NOT NULL, seq BIGINT NOT NULL, data BLOB NOT NULL,"
    " PRIMARY KEY (org, seq)) WITHOUT ROWID;"
    "CREATE TABLE ledger_about (org TEXT NOT NULL, person BLOB NOT NULL, seq BIGINT NOT NULL,"
    " PRIMARY KEY (org, person, seq)) WITHOUT ROWID;";

/// The same rows by raw SQLite, `batch` to a transaction, each commit timed.
double raw_all(const std::string& file, const std::vector<ledger::Prepared>& all, std::size_t batch,
               Samples* commits = nullptr) {
  Raw raw(file, true);
  raw.script(kTables);
  auto* entry = raw.prepare("INSERT INTO ledger_entry (org, seq, data) VALUES ('ll', ?1, ?2)");
  auto* about = raw.prepare("INSERT INTO ledger_about (org, person, seq) VALUES ('ll', ?1, ?2)");
  const Timer t;
  sqlite3_int64 seq = 0;
  for (std::size_t at = 0; at < all.size(); at += batch) {
    const Timer one;
    raw.script("BEGIN IMMEDIATE");
    for (auto i = at; i < std::min(at + batch, all.size()); ++i, ++seq) {
      sqlite3_bind_int64(entry, 1, seq);
      bind(entry, 2, as_bytes(all[i].data));
      raw.step(entry);
      ledger::each_person(all[i].data, [&](PersonId p) {
        bind(about, 1, p.view());
        sqlite3_bind_int64(about, 2, seq);
        raw.step(about);
      });
    }
    raw.script("COMMIT");
    if (commits) commits->add(one.ns());
  }
  return static_cast<double>(all.size()) / t.seconds();
}

std::string hex(std::span<const unsigned char> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "\\\\x";  // COPY takes one of the two away
  for (const auto b : bytes) text.append({kDigits[b >> 4], kDigits[b & 15]});
  return text;
}

/// The same rows into PostgreSQL, each batch by COPY into both tables in one transaction: the fastest it has.
double raw_postgres(const std::string& url, const std::vector<ledger::Prepared>& all, std::size_t batch) {
  Pg pg(url);
  pg.script(
      "DROP TABLE IF EXISTS raw_entry, raw_about;"
      "CREATE TABLE raw_entry (org text NOT NULL, seq bigint NOT NULL, data bytea NOT NULL,"
      " PRIMARY KEY (org, seq));"
      "CREATE TABLE raw_about (org text NOT NULL, person bytea NOT NULL, seq bigint NOT NULL,"
      " PRIMARY KEY (org, person, seq))");
  double seconds = 0;
  for (std::size_t at = 0; at < all.size(); at += batch) {
    std::string entries, about;
    for (auto i = at; i < std::min(at + batch, all.size()); ++i) {
      entries += "ll\t" + std::to_string(i) + "\t" + hex(as_bytes(all[i].data)) + "\n";
      ledger::each_person(all[i].data, [&](PersonId p) {
        about += "ll\t" + hex(p.view()) + "\t" + std::to_string(i) + "\n";
      });
    }
    const Timer t;
    pg.script("BEGIN");
    pg.copy("raw_entry", entries);
    pg.copy("raw_about", about);
    pg.script("COMMIT");
    seconds += t.seconds();
  }
  pg.script("DROP TABLE raw_entry, raw_about");
  return static_cast<double>(all.size()) / seconds;
}

/// Views a second that `threads` record, each waiting for its own, for `seconds`.
double record_all(Book& book, const std::vector<ledger::Entry>& all, int threads, double seconds,
                  Samples& each) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::vector<Samples> samples(static_cast<std::size_t>(threads));
  std::vector<std::thread> workers;
  const Timer t;
  for (auto& mine : samples)
    workers.emplace_back([&] {
      while (t.seconds() < seconds && !failed) {
        const Timer one;
        if (!book.ledger->record(all[next++ % all.size()])) failed = true;
        mine.add(one.ns());
      }
    });
  for (auto& w : workers) w.join();
  if (failed) throw std::runtime_error("a view could not be recorded");
  const auto took = t.seconds();
  for (const auto& mine : samples) each.add(mine);
  return static_cast<double>(each.size()) / took;
}

}  // namespace

void ledger(const Setting& s, const PostgresServer& postgres, Figures& out) {
  const auto all = views(s.quick ? 20'000 : 200'000);
  std::vector<ledger::Prepared> rows;
  for (const auto& e : all) rows.push_back(must(ledger::prepare(e)));

  for (const std::size_t batch : {1000, 10'000}) {
    Book book(s.folder + "/ledger-" + number(static_cast<double>(batch)));
    const double ours = append_all(book, all, batch);
    const double raw = raw_all(s.folder + "/raw-" + number(static_cast<double>(batch)), rows, batch);
    const bool budgeted = batch == 10'000;
    out.add({"Ledger", "durable appends, " + number(static_cast<double>(batch)) + " to a transaction", "",
             budgeted ? "at least 200,000 a second" : "",
             per_second(ours) + " (raw " + per_second(raw) + ", raw PostgreSQL by COPY " +
                 per_second(raw_postgres(postgres.url(), rows, batch)) + ")",
             number(ours / raw, 2), budgeted ? std::optional(ours >= kAppendBudget) : std::nullopt});
    if (!budgeted) continue;
    const Timer t;
    ledger::Verdict verdict;
    must(book.db->read([&](store::Session& db) -> Status {
      TRY(verdict, book.ledger->verify(db));
      return {};
    }));
    const double leaves = static_cast<double>(verdict.checked) / t.seconds();
    if (!verdict.findings.empty())
      throw std::runtime_error("the ledger does not verify: " + verdict.findings[0].what);
    out.add({"Ledger", "verification, one core", "", "at least 1,000,000 leaves a second", per_second(leaves),
             "", leaves >= kVerifyBudget});
  }

  const std::vector<ledger::Prepared> few(rows.begin(), rows.begin() + (s.quick ? 50 : 300));
  Samples commits;
  const double raw = raw_all(s.folder + "/raw-one", few, 1, &commits);
  out.add({"Ledger",
           "for comparison: raw SQLite, one row and one commit",
           "",
           "",
           median_and_p99(commits),
           "",
           {}});
  Book book(s.folder + "/ledger-views");
  for (const int threads : {1, 16, 64}) {
    Samples each;
    const double views_a_second = record_all(book, all, threads, s.quick ? 0.5 : 3, each);
    out.add({"Ledger",
             number(threads) + (threads == 1 ? " thread" : " threads") + ", each waits for its own view",
             "",
             "",
             per_second(views_a_second) + ", " + median_and_p99(each),
             number(views_a_second / raw, 2),
             {}});
  }
}

}  // namespace candour::bench
