// candour_crash_check: is one organisation's data whole? The ledger, the vault and the rows, as one JSON
// object:
//   {"org", "whole", "torn": [words], "unverifiable": [words], "counted": {table: rows}, "size",
//    "lines": [[number, act, actor, what, thing, [people], outcome] …]}
//   candour_crash_check --data DIR --org CODE [--charters DIR] [--database URL --key-database URL] [--since
//   NUMBER] candour_crash_check … --spoil WHAT ID     damages it, for the test of the test
// Exit code 0: it was looked at (what was found stands in the answer); 1: it could not be looked at.
#include "check.h"

#include <boost/json.hpp>
#include <cstdlib>
#include <iostream>
#include <set>

#include "charter/read.h"
#include "ledger/ledger.h"
#include "vault/root_key.h"
#include "vault/vault.h"

namespace candour::crash {
namespace {

namespace json = boost::json;

struct Asked {
  std::string data, org, charters = "charters", database, key_database, spoil, id;
  std::int64_t since = 0;
};

struct Opened {
  std::unique_ptr<store::Postgres> records, keys;  // before what they opened
  charter::CharterPtr charter;
  std::unique_ptr<store::Db> db;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<ledger::Ledger> ledger;
};

Result<Opened> open(const Asked& a) {
  const OrgCode org{a.org};
  auto loaded = charter::load(a.charters + "/" + a.org + ".yaml", a.charters + "/catalogue");
  if (!loaded.charter) return fail(Code::Invalid, "The charter of " + a.org + " cannot be read.");
  Opened o;
  o.charter = loaded.charter;
  const auto home = a.data + "/" + a.org;
  const auto root = vault::RootKey::file(home + "/root.key");
  const auto codes = loaded.charter->category_codes();
  if (a.database.empty()) {
    TRY(o.db, store::open_sqlite(org, home + "/records.db", store::record_migrations()));
    TRY(o.vault, vault::open_vault(org, root, home + "/keys.db", codes, vault::Records::There));
  } else {
    TRY(o.records, store::open_postgres(a.database, store::record_migrations()));
    TRY(o.keys, store::open_postgres(a.key_database, store::key_migrations()));
    o.db = o.records->open(org);
    TRY(o.vault, vault::open_vault(org, root, o.keys->open(org), codes, vault::Records::There));
  }
  TRY(o.ledger, ledger::open_ledger(*o.db, *o.vault, {.only_look = true}));
  return o;
}

json::array line_of(const ledger::Kept& k) {
  json::array people;
  for (const auto& p : k.entry.people) people.emplace_back(p.text());
  return {k.seq,
          ledger::act_name(k.entry.act),
          k.entry.actor.text(),
          k.entry.what,
          k.entry.thing,
          std::move(people),
          k.entry.outcome};
}

bool is_writing(ledger::Act a) {
  return a == ledger::Act::Create || a == ledger::Act::Change || a == ledger::Act::Correct ||
         a == ledger::Act::Move;
}

/// Every line of the ledger, oldest last; those from `since` on go to `lines`.
Status read_ledger(store::Session& db, Opened& o, std::int64_t since, Written& written, json::array& lines) {
  std::set<std::string> entries;
  CHECK_OK(db.each("SELECT id FROM entry WHERE org = $1", {o.db->org()},
                   [&](const store::Row& r) { return entries.insert(r.id<EntryId>(0).text()), true; }));
  for (std::int64_t before = 0;;) {
    TRY(const auto some, o.ledger->newest(db, before, 1000));
    for (const auto& k : some) {
      const auto& e = k.entry;
      // Uploaded files have lines of their own, under the same word as the kind for a list of files.
      const auto kind = o.charter->find_kind(e.what);
      const bool of_kind = kind && !o.charter->at(*kind).engine && e.what != "file";
      const bool of_entry = of_kind || entries.contains(e.thing);
      if (is_writing(e.act) && of_entry && e.outcome == "allowed") ++written[e.thing];
      if (k.seq >= since) lines.push_back(line_of(k));
    }
    if (some.empty() || some.back().seq == 0) return {};
    before = some.back().seq;
  }
}

Result<json::object> look(const Asked& a) {
  TRY(auto o, open(a));
  json::object out{{"org", a.org}};
  json::array unverifiable, lines;
  Found found;
  CHECK_OK(o.db->read([&](store::Session& db) -> Status {
    TRY(const auto verdict, o.ledger->verify(db));
    for (const auto& f : verdict.findings)
      unverifiable.emplace_back("ledger, entry " + std::to_string(f.seq) + ": " + f.what);
    TRY(const auto head, o.ledger->checkpoint(db));
    out["size"] = head.size;
    if (head.size != verdict.checked)
      unverifiable.emplace_back("the ledger's head counts other than its entries");
    TRY(const auto health, o.vault->check(db));
    if (health.unopened) unverifiable.emplace_back(std::to_string(health.unopened) + " segments do not open");
    if (health.missing_keys)
      unverifiable.emplace_back(std::to_string(health.missing_keys) + " keys are missing");
    TRY(found, look_at_rows(db, o.db->org()));
    Written written;
    CHECK_OK(read_ledger(db, o, a.since, written, lines));
    return compare_with_ledger(db, o.db->org(), written, found);
  }));
  json::object counted;
  for (const auto& [table, n] : found.counted) counted[table] = n;
  out["whole"] = found.torn.empty() && unverifiable.empty();
  out["torn"] = json::value_from(found.torn);
  out["unverifiable"] = std::move(unverifiable);
  out["counted"] = std::move(counted);
  out["lines"] = std::move(lines);
  return out;
}

Status damage(const Asked& a) {
  TRY(auto o, open(a));
  return spoil(*o.db, a.spoil, a.id);
}

int say(const Error& e) {
  std::cerr << "candour_crash_check: " << e.words.text << " (" << e.detail.text << ")\n";
  return 1;
}

int run(int argc, char** argv) {
  Asked a;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    if (name == "--data")
      a.data = value;
    else if (name == "--org")
      a.org = value;
    else if (name == "--charters")
      a.charters = value;
    else if (name == "--database")
      a.database = value;
    else if (name == "--key-database")
      a.key_database = value;
    else if (name == "--since")
      a.since = std::strtoll(value.c_str(), nullptr, 10);
    else if (name == "--spoil" && i + 2 < argc)
      a.spoil = value, a.id = argv[++i + 1];
    else
      return say(Error{Code::Invalid, {"Nobody knows what " + name + " means."}, {}, {}, {}});
  }
  if (!a.spoil.empty()) {
    const auto done = damage(a);
    return done ? 0 : say(done.error());
  }
  const auto out = look(a);
  if (!out) return say(out.error());
  std::cout << json::serialize(*out) << std::endl;
  return 0;
}

}  // namespace
}  // namespace candour::crash

int main(int argc, char** argv) {
  return candour::crash::run(argc, argv);
}
