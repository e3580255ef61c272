// A youth centre for the import tests: one organisation in memory, with a manager who may import, a clerk who
// sees little, and a youth worker who may not import at all. One thread.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "charter/read.h"
#include "exchange/import.h"
#include "gate/seals.h"
#include "people/relationship.h"
#include "people/staff.h"
#include "store/open_for_tests.h"

namespace candour::exchange {

inline std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

template <class T>
std::string why(const Result<T>& r) {
  if (r) return "";
  std::string s = r.error().words.text + " [" + r.error().detail.text + "]";
  for (const auto& f : r.error().fields) s += " " + f.field + ": " + f.message;
  return s;
}

struct ImportHouse {
  ImportHouse() {
    const std::string at = std::string(CANDOUR_SOURCE_DIR) + "/tests/data/people-import/charter.yaml";
    const auto loaded = charter::load(at, std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue");
    for (const auto& f : loaded.findings) EXPECT_TRUE(f.warning) << f.text();
    charter = loaded.charter;
    if (!charter) throw std::runtime_error("the charter of the import tests is broken");
    db = std::move(*store::open_for_tests(charter->org(), store::record_migrations()));
    build();
    manager = staff("manager");
    clerk = staff("clerk");
    worker = staff("worker");
  }

  /// Everything on top of the database.
  void build() {
    vault = std::move(*vault::open_vault_in_memory(charter->org(), charter->category_codes()));
    ledger = std::move(*ledger::open_ledger(*db, vault->derive("ledger-signing")));
    seals = std::make_unique<gate::Seals>(*db, *vault, *ledger, clock);
    EXPECT_TRUE(seals->begin());
    gate = std::make_unique<gate::Gate>(charter, *db, *ledger, clock, seals.get());
    people = std::make_unique<people::People>(*gate, *db, *vault, clock);
    search = std::make_unique<people::Search>(*gate, *db, *vault, *people, clock);
    journeys = std::make_unique<people::Journeys>(*gate, *db, *vault, clock);
    circle = std::make_unique<people::Circle>(*gate, *db, *vault, clock);
    book = std::make_unique<people::StaffBook>(*gate, *db, *vault, clock);
    people->on_names([this](PersonId id, const charter::Values* values) {
      values ? search->learned(id, *values) : search->forgotten(id);
    });
    imports = std::make_unique<Imports>(*gate, *db, *vault, *people, *journeys, *circle, *search, clock);
  }

  /// Somebody with an account, since jobs ask for it again at each slice.
  gate::Actor staff(std::string_view role, std::optional<ServiceIx> service = std::nullopt) {
    people::NewStaff s;
    s.username = std::string(role) + "-" + std::to_string(++hired);
    s.name = "Staff " + std::to_string(hired);
    s.email = s.username + "@example.org";
    s.posts = {{*charter->find_role(role), service, std::nullopt}};
    s.agreement_at = s.training_at = clock.now();
    auto id = book->seed(s, true);
    EXPECT_TRUE(id) << why(id);
    auto actor = gate->actor(*id);
    EXPECT_TRUE(actor) << why(actor);
    return *actor;
  }

  static std::string file(const std::string& name) {
    return slurp(std::string(CANDOUR_SOURCE_DIR) + "/tests/data/people-import/" + name);
  }

  Result<ImportId> begin(const std::string& content, std::string_view service = "youth") {
    return imports->begin(manager, *charter->find_service(service), "list.csv", as_bytes(content),
                          {"school", "Northgate School", true});
  }
  /// Begins and takes the columns as they were guessed.
  ImportId looked_at(const std::string& content) {
    const auto id = begin(content);
    EXPECT_TRUE(id) << why(id);
    if (!id) return {};
    std::vector<std::string> fields;
    for (const auto& c : summary(*id).columns) fields.push_back(c.field);
    const auto chosen = imports->choose(manager, *id, fields);
    EXPECT_TRUE(chosen) << why(chosen);
    return *id;
  }
  ImportSummary summary(ImportId id) {
    auto s = imports->summary(manager, id);
    EXPECT_TRUE(s) << why(s);
    return s ? *s : ImportSummary{};
  }
  std::vector<ImportRow> rows(ImportId id, std::optional<RowState> state = {}) {
    auto r = imports->rows(manager, id, state, 0, 200);
    EXPECT_TRUE(r) << why(r);
    return r ? *r : std::vector<ImportRow>{};
  }
  std::int64_t count(const std::string& table) {
    std::int64_t n = -1;
    EXPECT_TRUE(db->read([&](store::Session& s) {
      return s.each("SELECT count(*) FROM " + table, {},
                    [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    return n;
  }
  std::vector<PersonId> everybody() {
    std::vector<PersonId> ids;
    EXPECT_TRUE(db->read([&](store::Session& s) {
      return s.each("SELECT id FROM person ORDER BY id", {}, [&](const store::Row& r) {
        ids.push_back(r.id<PersonId>(0));
        return true;
      });
    }));
    return ids;
  }
  people::Profile profile(PersonId id) {
    auto pass = gate->see(manager, id, {ledger::Act::View, "profile", {}, CategorySet::of_bits(~0ull)});
    EXPECT_TRUE(pass) << why(pass);
    auto p = people->profile(*pass, id);
    EXPECT_TRUE(p) << why(p);
    return p ? *p : people::Profile{};
  }

  SetClock clock{{1'795'000'000'000}};  // 18 November 2026
  charter::CharterPtr charter;
  std::unique_ptr<store::Db> db;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<gate::Seals> seals;
  std::unique_ptr<gate::Gate> gate;
  std::unique_ptr<people::People> people;
  std::unique_ptr<people::Search> search;
  std::unique_ptr<people::Journeys> journeys;
  std::unique_ptr<people::Circle> circle;
  std::unique_ptr<people::StaffBook> book;
  std::unique_ptr<Imports> imports;
  int hired = 0;
  gate::Actor manager, clerk, worker;
};

class ImportWorld : public ::testing::Test, protected ImportHouse {};

}  // namespace candour::exchange
