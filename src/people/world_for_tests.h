// A whole small organisation in memory, from a real charter: store, vault, ledger, gate, and somebody in
// every role, for the tests of every room from people upwards. For tests only; one thread. Failures throw.
// Its clock stands still at 21 November 2026, 10:00 in London, until a test moves it.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/calendar.h"
#include "charter/read.h"
#include "gate/gate.h"
#include "gate/seals.h"
#include "people/journey.h"
#include "people/person.h"
#include "people/staff.h"
#include "store/accounted.h"
#include "store/open_for_tests.h"
#include "vault/passwords.h"

namespace candour::people {

/// The value, or an exception with the error's words and detail.
template <class T>
T must(Result<T> r) {
  if (!r) {
    std::string why = r.error().words.text + " [" + r.error().detail.text + "]";
    for (const auto& f : r.error().fields) why += " " + f.field + ": " + f.message;
    throw std::runtime_error(why);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*r);
}

/// Whatever may be seen at all.
inline const CategorySet kAll = CategorySet::of_bits(~0ull);
/// One that is neither short nor known to have been breached.
inline constexpr std::string_view kPassword = "lantern-orchard-47-mist";

class World {
 public:
  /// `code`: a charter of charters/ ("ll", "lw" …).
  explicit World(const std::string& code = "ll")
      : World(std::string(CANDOUR_SOURCE_DIR) + "/charters/" + code + ".yaml",
              std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
  World(const std::string& charter_file, const std::string& catalogue)
      : charter(read(charter_file, catalogue)),
        clock(*to_unix({make_date(2026, 11, 21), 10, 0})),
        db(must(store::open_for_tests(charter->org(), store::record_migrations()))),
        vault(must(vault::open_vault_in_memory(charter->org(), charter->category_codes()))),
        ledger(must(ledger::open_ledger(*db, vault->derive("ledger-signing")))),
        seals(*db, *vault, *ledger, clock, &alarms),
        gate(charter, *db, *ledger, clock, &seals),
        staff(gate, *db, *vault, clock),
        people(gate, *db, *vault, clock),
        journeys(gate, *db, *vault, clock) {
    must(seals.begin());
  }

  using Pieces = std::vector<std::pair<std::string_view, std::string_view>>;
  /// The file of a charter of ours with pieces replaced, for what none of the five says; it is gone when the
  /// program ends.
  static std::string amended(const std::string& code, const Pieces& pieces) {
    struct Files {
      std::vector<std::filesystem::path> all;
      ~Files() {
        std::error_code gone_already;
        for (const auto& f : all) std::filesystem::remove(f, gone_already);
      }
    };
    static Files files;
    // "reach" is the invented one, with rules that none of the five has.
    std::ifstream in(std::string(CANDOUR_SOURCE_DIR) + (code == "reach" ? "/tests" : "") + "/charters/" +
                     code + ".yaml");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    for (const auto& [piece, instead] : pieces) {
      const auto at = text.find(piece);
      if (at == text.npos) throw std::runtime_error("the charter has no such piece: " + std::string(piece));
      text.replace(at, piece.size(), instead);
    }
    files.all.push_back(std::filesystem::temp_directory_path() /
                        ("candour-amended-" + vault::random_token(8) + ".yaml"));
    std::ofstream(files.all.back()) << text;
    return files.all.back().string();
  }
  static std::string amended(const std::string& code, std::string_view piece, std::string_view instead) {
    return amended(code, Pieces{{piece, instead}});
  }

  charter::CharterPtr charter;
  SetClock clock;
  std::unique_ptr<store::Db> db;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<ledger::Ledger> ledger;
  Alarms alarms;
  gate::Seals seals;
  gate::Gate gate;
  StaffBook staff;
  People people;
  Journeys journeys;
  ServiceIx home{};  // where a test does what needs no other service

  ServiceIx service() const { return home; }
  ServiceIx service(std::size_t i) const { return static_cast<ServiceIx>(i); }
  ServiceIx service(std::string_view code) const { return charter->find_service(code).value(); }
  CategoryIx category(std::string_view code) const { return charter->find_category(code).value(); }
  KindIx kind(std::string_view code) const { return charter->find_kind(code).value(); }
  bool sees(const Pass& p, std::string_view code) const { return p.may_see().has(category(code)); }

  /// One member of staff, fit to open records (agreement signed, trained today). `in`: none for all services.
  StaffId hire(std::string_view role, std::optional<ServiceIx> in = std::nullopt,
               std::optional<TeamId> team = std::nullopt, std::optional<StaffId> supervisor = std::nullopt,
               bool fit = true) {
    NewStaff s;
    s.username = std::string(role) + "-" + std::to_string(++hired_);
    s.name = "Staff " + std::to_string(hired_);
    s.email = s.username + "@example.org";
    s.posts = {{charter->find_role(role).value(), in, team}};
    s.supervisor = supervisor;
    if (fit) s.agreement_at = s.training_at = clock.now();
    return must(staff.seed(s, true));
  }
  TeamId team(const std::string& name, std::size_t in = 0) {
    return must(staff.seed_team(name, service(in)));
  }
  gate::Actor actor(StaffId id) const { return must(gate.actor(id)); }

  /// Registers somebody with a referral, as the worker would: one transaction.
  struct Added {
    PersonId person;
    ReferralId referral;
  };
  Added add(const gate::Actor& by, std::size_t in = 0, const std::string& given = "Maya",
            const std::string& family = "Okafor", const std::string& born = "1964-03-04") {
    Added out{PersonId::make(clock.now().ms), {}};
    const auto pass = must(gate.register_new(by, out.person, service(in)));
    const charter::Values values = {{"given-name", given}, {"family-name", family}, {"birth-date", born}};
    must(db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(people.add(txn, pass, out.person, values));
      NewReferral r;
      r.service = service(in);
      r.source = "self";
      TRY(out.referral, journeys.refer(txn, pass, r));
      return {};
    }));
    return out;
  }
  /// Registers, accepts and allocates: a person with a worker. `by` decides; the worker may be left out.
  struct Enrolled {
    PersonId person;
    EnrolmentId enrolment;
  };
  Enrolled enrol(const gate::Actor& by, std::optional<StaffId> worker,
                 std::optional<TeamId> in_team = std::nullopt, std::size_t in = 0,
                 const std::string& given = "Maya", const std::string& family = "Okafor",
                 const std::string& born = "1964-03-04") {
    const auto a = add(by, in, given, family, born);
    return {a.person, must(journeys.accept(by, a.referral, 1, in_team, worker))};
  }
  /// What somebody does who may edit the database and has no key: nobody is told, and no seal follows.
  void tamper(std::string_view sql, store::Params params) {
    db->seal_with(nullptr);
    must(db->write([&](store::Txn& txn) {
      store::no_entry_needed("who edits the database makes none");
      return txn.run(sql, params).map([](auto) {});
    }));
    db->seal_with(&seals);
  }
  /// All that the ledger holds, newest first.
  std::vector<ledger::Kept> all_kept() {
    std::vector<ledger::Kept> out;
    must(db->read([&](store::Session& s) -> Status {
      TRY(out, ledger->newest(s, 0, 1000));
      return {};
    }));
    return out;
  }

 private:
  static charter::CharterPtr read(const std::string& file, const std::string& catalogue) {
    static std::map<std::string, charter::CharterPtr> kept;  // a charter never changes: read once a program
    if (const auto found = kept.find(file); found != kept.end()) return found->second;
    auto loaded = charter::load(file, catalogue);
    if (loaded.charter) return kept[file] = loaded.charter;
    std::string why = "no charter:";
    for (const auto& f : loaded.findings) why += "\n" + f.text();
    throw std::runtime_error(why);
  }
  int hired_ = 0;
};

}  // namespace candour::people
