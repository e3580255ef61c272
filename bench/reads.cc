// Reading an entry with everything that Candour promises, beside raw SQLite and raw PostgreSQL reading the
// same rows unsealed.
// "Core" is the vault and the ledger without a decision: each read has a ledger entry of its own, and nothing
// counts as read before that entry is durable; a thread has up to 256 reads under way, as a server has that
// many requests. "Whole" is Gate::see and Entries::entry, where each thread waits for each read. "Page" is
// one look and the twenty newest entries of the person, which is what somebody who opens a record does.
#include <atomic>
#include <filesystem>
#include <thread>

#include "bench/bench.h"
#include "bench/population.h"
#include "bench/postgres.h"
#include "bench/raw.h"

namespace candour::bench {
namespace {

constexpr double kBudget = 0.5, kSealBudget = 0.95;
constexpr int kSealRounds = 9;
constexpr std::size_t kUnderWay = 256;

struct Row {
  PersonId person;
  EntryId entry;
};

std::vector<Row> shuffled(const Population& p) {
  std::vector<Row> rows;
  for (const auto& w : p.entries()) rows.push_back({w.person, w.entry});
  exchange::demo::Random chance(7);
  for (auto i = rows.size(); i > 1; --i)
    std::swap(rows[i - 1], rows[static_cast<std::size_t>(chance.between(0, static_cast<int>(i) - 1))]);
  return rows;
}

/// A database with every segment as it would be without seals: the same keys, the length of the plain text.
void make_plain(const std::string& sealed_file, const std::string& plain_file) {
  Raw raw(plain_file, true);
  raw.script(("ATTACH '" + sealed_file + "' AS sealed").c_str());
  raw.script(
      "CREATE TABLE plain (org TEXT NOT NULL, person BLOB NOT NULL, entry BLOB NOT NULL, version BIGINT NOT "
      "NULL,"
      " category TEXT NOT NULL, slot BLOB NOT NULL, body BLOB NOT NULL,"
      " PRIMARY KEY (org, person, entry, version, category)) WITHOUT ROWID;"
      "INSERT INTO plain SELECT org, person, entry, version, category, slot, substr(sealed, 1, "
      "length(sealed) - 45)"
      " FROM sealed.segment;");
  raw.script("DETACH sealed; PRAGMA wal_checkpoint(TRUNCATE);");
}

/// What so many threads did together.
struct Rate {
  double a_second = 0;
  double cpu_ns = 0;  // of one read, all threads of this process together
};

/// Runs `body(thread)` in so many threads until the time is up; it gives back how many reads it made.
Rate run(int threads, double seconds,
         const std::function<std::size_t(std::size_t, const std::atomic<bool>&)>& body) {
  std::atomic<bool> stop = false;
  std::atomic<std::size_t> reads = 0;
  std::vector<std::thread> workers;
  std::vector<std::string> failures(static_cast<std::size_t>(threads));
  const auto cpu = process_cpu_ns();
  const Timer t;
  for (int i = 0; i < threads; ++i)
    workers.emplace_back([&, i] {
      try {
        reads += body(static_cast<std::size_t>(i), stop);
      } catch (const std::exception& e) {
        failures[static_cast<std::size_t>(i)] = e.what();
        stop = true;
      }
    });
  while (t.seconds() < seconds && !stop) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  stop = true;
  for (auto& w : workers) w.join();
  const auto took = t.seconds();
  for (const auto& f : failures)
    if (!f.empty()) throw std::runtime_error("reads: " + f);
  const auto count = static_cast<double>(reads);
  return {count / took, (process_cpu_ns() - cpu) / std::max(1.0, count)};
}

Rate raw_reads(const std::string& file, const std::vector<Row>& rows, int threads, double seconds) {
  return run(threads, seconds, [&](std::size_t thread, const std::atomic<bool>& stop) {
    Raw raw(file, false);
    auto* s = raw.prepare(
        "SELECT version, category, slot, body FROM plain"
        " WHERE org = 'll' AND person = ?1 AND entry = ?2 AND version = 1 ORDER BY category");
    std::size_t count = 0;
    std::vector<unsigned char> copy;
    for (auto i = thread * 7919; !stop; ++i, ++count) {
      const auto& row = rows[i % rows.size()];
      bind(s, 1, row.person.view());
      bind(s, 2, row.entry.view());
      while (sqlite3_step(s) == SQLITE_ROW) {
        const auto* from = static_cast<const unsigned char*>(sqlite3_column_blob(s, 3));
        copy.assign(from, from + sqlite3_column_bytes(s, 3));
      }
      sqlite3_reset(s);
    }
    return count;
  });
}

std::string hex(const void* from, int length) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto* bytes = static_cast<const unsigned char*>(from);
  std::string text = "\\x";
  for (int i = 0; i < length; ++i) text.append({kDigits[bytes[i] >> 4], kDigits[bytes[i] & 15]});
  return text;
}

/// The same rows in PostgreSQL.
void make_plain(const std::string& plain_file, Pg& pg) {
  pg.script(
      "DROP TABLE IF EXISTS plain; CREATE TABLE plain (org text NOT NULL, person bytea NOT NULL,"
      " entry bytea NOT NULL, version bigint NOT NULL, category text NOT NULL, slot bytea NOT NULL,"
      " body bytea NOT NULL, PRIMARY KEY (org, person, entry, version, category))");
  Raw raw(plain_file, false);
  auto* s = raw.prepare("SELECT org, person, entry, version, category, slot, body FROM plain");
  constexpr std::size_t kPart = 8 << 20;
  std::string rows;
  while (sqlite3_step(s) == SQLITE_ROW) {
    for (int col = 0; col < 7; ++col) {
      if (col > 0) rows += '\t';
      if (sqlite3_column_type(s, col) == SQLITE_BLOB)
        rows += "\\" + hex(sqlite3_column_blob(s, col), sqlite3_column_bytes(s, col));
      else
        rows += reinterpret_cast<const char*>(sqlite3_column_text(s, col));
    }
    rows += '\n';
    if (rows.size() < kPart) continue;
    pg.copy("plain", rows);
    rows.clear();
  }
  pg.copy("plain", rows);
  pg.script("ANALYZE plain");
}

Rate raw_postgres_reads(const std::string& url, const std::vector<Row>& rows, int threads, double seconds) {
  return run(threads, seconds, [&](std::size_t thread, const std::atomic<bool>& stop) {
    Pg pg(url);
    pg.prepare("read",
               "SELECT version, category, slot, body FROM plain"
               " WHERE org = 'll' AND person = $1 AND entry = $2 AND version = 1 ORDER BY category");
    std::size_t count = 0;
    for (auto i = thread * 7919; !stop; ++i, ++count) {
      const auto& row = rows[i % rows.size()];
      if (pg.run("read", {hex(row.person.view().data(), 16), hex(row.entry.view().data(), 16)}).size() == 0)
        throw std::runtime_error("nothing there");
    }
    return count;
  });
}

/// Passes for everybody, asked for in lists beforehand, so that no decision is measured.
std::vector<Pass> passes_for(Population& p, const std::vector<Row>& rows, std::size_t most) {
  std::vector<Pass> passes;
  const auto who = p.manager();
  for (std::size_t from = 0; from < most; from += 100) {
    std::vector<PersonId> some;
    for (auto i = from; i < std::min(from + 100, most); ++i) some.push_back(rows[i].person);
    const auto reach = must(p.org().gate->see_many(
        who, some, {ledger::Act::View, "contact-note", {}, CategorySet::of_bits(~0ull)}));
    for (const auto& person : some) passes.push_back(*reach.pass_for(person));
  }
  return passes;
}

Rate core_reads(Population& p, const std::vector<Row>& rows, int threads, double seconds) {
  const auto most = std::min<std::size_t>(rows.size(), 5000);
  const auto passes = passes_for(p, rows, most);
  auto& org = p.org();
  ledger::Entry line = org.gate->entry_for(passes.front(), ledger::Act::View, "contact-note", {}, {});
  line.categories = {"care"};
  line.basis = "contract";
  line.clause = "2.3";
  return run(threads, seconds, [&](std::size_t thread, const std::atomic<bool>& stop) {
    auto mine = line;
    std::size_t count = 0;
    std::vector<ledger::Ticket> under_way;
    const auto settle = [&] {
      for (const auto& t : under_way) must(org.ledger->settle(t));
      count += under_way.size();
      under_way.clear();
    };
    for (auto i = thread * 997; !stop; ++i) {
      const auto& row = rows[i % most];
      mine.at = p.clock().now();
      mine.people = {row.person};
      mine.thing = row.entry.text();
      under_way.push_back(org.ledger->record_soon(mine));
      must(org.db->read_records([&](store::Session& db) -> Status {
        TRY(const auto got, org.vault->get(db, passes[i % most], row.person, row.entry, 1));
        if (got.opened.empty()) return not_found();
        return {};
      }));
      if (under_way.size() == kUnderWay) settle();
    }
    settle();
    return count;
  });
}

/// The rooms that a read goes through.
struct Way {
  gate::Gate& gate;
  record::Entries& entries;
};
Way as_served(Population& p) {
  return {*p.org().gate, *p.org().entries};
}

Rate whole_reads(const Way& way, const gate::Actor& who, const std::vector<Row>& rows, int threads,
                 double seconds) {
  CategorySet care;
  care.add(way.gate.charter().find_category("care").value());
  return run(threads, seconds, [&](std::size_t thread, const std::atomic<bool>& stop) {
    std::size_t count = 0;
    for (auto i = thread * 997; !stop; ++i, ++count) {
      const auto& row = rows[i % rows.size()];
      const auto pass =
          must(way.gate.see(who, row.person, {ledger::Act::View, "contact-note", row.entry.text(), care}));
      if (must(way.entries.entry(pass, row.person, row.entry)).values.empty())
        throw std::runtime_error("nothing there");
    }
    return count;
  });
}

Rate page_reads(const Way& way, const gate::Actor& who, PersonId person, int threads, double seconds) {
  return run(threads, seconds, [&](std::size_t, const std::atomic<bool>& stop) {
    std::size_t count = 0;
    while (!stop) {
      const auto pass =
          must(way.gate.see(who, person, {ledger::Act::View, "timeline", {}, CategorySet::of_bits(~0ull)}));
      count += must(way.entries.timeline(pass, person, {}, {}, 20)).entries.size();
    }
    return count;
  });
}

}  // namespace

void reads(const Setting& s, Population& p, const PostgresServer& postgres, Figures& out) {
  const auto rows = shuffled(p);
  const auto plain = s.folder + "/plain-" + std::to_string(p.size()) + ".db";
  make_plain(p.folder() + "/ll/records.db", plain);
  {
    Pg pg(postgres.url());
    make_plain(plain, pg);
  }
  const double seconds = s.quick ? 1 : 4;
  const auto size = number(p.size());
  struct Baseline {
    Rate sqlite, postgres;
  };
  const auto baseline = [&](int threads) {
    return Baseline{raw_reads(plain, rows, threads, seconds),
                    raw_postgres_reads(postgres.url(), rows, threads, seconds)};
  };
  const auto add = [&](const std::string& what, const Rate& ours, const Baseline& raw, bool budgeted) {
    const auto ratio = ours.a_second / raw.sqlite.a_second;
    out.add({"Audited, decrypted reads", what, size, budgeted ? "at least half of raw SQLite" : "",
             per_second(ours.a_second) + " at " + duration(ours.cpu_ns) + " of processor each (raw " +
                 per_second(raw.sqlite.a_second) + " at " + duration(raw.sqlite.cpu_ns) +
                 ", raw PostgreSQL " + per_second(raw.postgres.a_second) + ")",
             number(ratio, 2), budgeted ? std::optional(ratio >= kBudget) : std::nullopt});
  };
  for (const int threads : {1, 4}) {
    const auto raw = baseline(threads);
    const auto name = threads == 1 ? std::string("1 thread") : number(threads) + " threads";
    add("vault and ledger, each read its own entry, " + name, core_reads(p, rows, threads, seconds), raw,
        true);
  }
  for (const int threads : {1, 16, 64}) {
    const auto raw = baseline(threads);
    const auto name = threads == 1 ? std::string("1 thread waits") : number(threads) + " threads wait, each";
    add("gate, ledger and entry, " + name + " for each read",
        whole_reads(as_served(p), p.manager(), rows, threads, seconds), raw, threads == 64);
    if (threads == 64)
      add("entries by pages of 20, one look a page, 64 threads",
          page_reads(as_served(p), p.manager(), p.with_many(), 64, seconds), raw, false);
  }
  {
    Pg pg(postgres.url());
    pg.script("DROP TABLE plain");
  }
  std::filesystem::remove(plain);
}

/// The same reads as they are served and by a gate that believes every row, one after the other, several
/// times: what the seals of rows that decide cost.
void sealed_reads(const Setting& s, Population& p, const std::string& engine, Figures& out) {
  auto& org = p.org();
  gate::Gate believing(org.charter, *org.db, *org.ledger, p.clock(), nullptr);
  record::Entries its_entries(believing, *org.db, *org.vault, p.clock());
  const Way served = as_served(p), bare{believing, its_entries};
  const auto who = p.manager();
  const auto rows = shuffled(p);
  const double seconds = s.quick ? 0.2 : 2;
  const auto compare = [&](const std::string& what, const std::function<Rate(const Way&)>& read) {
    (void)read(served), (void)read(bare);  // to warm what they keep
    std::vector<double> ratios;
    Samples with, without;
    for (int round = 0; round < kSealRounds; ++round) {
      const auto first = round % 2 ? read(bare) : read(served);
      const auto second = round % 2 ? read(served) : read(bare);
      const auto &sealed = round % 2 ? second : first, &believed = round % 2 ? first : second;
      with.add(sealed.a_second), without.add(believed.a_second);
      ratios.push_back(sealed.a_second / believed.a_second);
    }
    std::ranges::sort(ratios);
    const auto ratio = ratios[ratios.size() / 2];
    out.add({"Rows that decide, sealed", engine + ": " + what, number(p.size()),
             "at most 5% slower than without seals",
             per_second(with.median()) + " (without seals " + per_second(without.median()) + "), " +
                 number(kSealRounds) + " pairs from " + number(ratios.front(), 2) + " to " +
                 number(ratios.back(), 2),
             number(ratio, 2), ratio >= kSealBudget});
  };
  compare("gate, ledger and entry, 1 thread",
          [&](const Way& way) { return whole_reads(way, who, rows, 1, seconds); });
  compare("gate, ledger and entry, 16 threads",
          [&](const Way& way) { return whole_reads(way, who, rows, 16, seconds); });
  compare("entries by pages of 20, 16 threads",
          [&](const Way& way) { return page_reads(way, who, p.with_many(), 16, seconds); });
}

/// The same people in PostgreSQL, beside those in SQLite.
void seals(const Setting& s, Population& p, const PostgresServer& postgres, Figures& out) {
  sealed_reads(s, p, "SQLite", out);
  const auto at = [&](const std::string& name) {
    Pg pg(postgres.url());
    pg.script("CREATE DATABASE " + name);
    auto url = postgres.url();
    const auto end = url.find('?');
    const auto from = url.rfind('/', end);
    return url.replace(from + 1, end - from - 1, name);
  };
  Setting there = s;
  there.database = at("sealed_records_" + std::to_string(p.size()));
  there.key_database = at("sealed_keys_" + std::to_string(p.size()));
  Population people(there, s.folder + "/postgres-people-" + std::to_string(p.size()), p.size());
  sealed_reads(s, people, "PostgreSQL", out);
}

}  // namespace candour::bench
