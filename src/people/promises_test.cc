// Promises of the five notices that show in how a charter stands in the engine: each test names its promise
// and fails when the enforcement behind it is taken out.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "people/collecting.h"
#include "people/registering.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

charter::Loaded broken(const std::string& code, const std::string& from, const std::string& to) {
  const std::string dir = std::string(CANDOUR_SOURCE_DIR) + "/charters/";
  std::ifstream in(dir + code + ".yaml");
  std::string yaml((std::istreambuf_iterator<char>(in)), {});
  const auto at = yaml.find(from);
  EXPECT_NE(at, std::string::npos) << "the charter no longer says: " << from;
  if (at != std::string::npos) yaml.replace(at, from.size(), to);
  return charter::load_text(code + ".yaml", yaml, dir + "catalogue");
}

TEST(Promise, IG_1_one_person_in_several_services_each_with_its_own_way) {
  World w("ig");
  EXPECT_EQ(w.charter->services.size(), 8u);
  const auto boss = w.actor(w.hire("supervisor"));
  const auto worker = w.hire("worker");
  const auto first = w.enrol(boss, worker, {}, static_cast<std::size_t>(w.service("unpaid-carers")));
  const auto other = static_cast<std::size_t>(w.service("social-prescribing"));
  const auto pass = must(w.gate.act(boss, first.person, w.service(other), charter::Duty::Refer));
  NewReferral r;
  r.service = w.service(other);
  r.source = "self";
  const auto second = must(w.journeys.accept(boss, must(w.journeys.refer(pass, r)), 1, {}, {}));
  const auto see = must(w.gate.see(boss, first.person, {}));
  const auto enrolments = must(w.journeys.enrolments(see, first.person));
  ASSERT_EQ(enrolments.size(), 2u);
  EXPECT_NE(enrolments[0].service, enrolments[1].service);
  must(w.journeys.move(boss, first.person, second, 1, "close",
                       {{"ended-because", "goals-met"}, {"outcome", "much-better"}}));
  int open = 0;
  for (const auto& e : must(w.journeys.enrolments(see, first.person))) open += !e.ended;
  EXPECT_EQ(open, 1) << "closing one service leaves the other";
}

TEST(Promise, IG_2_special_information_needs_a_basis_and_a_condition) {
  World w("ig");
  for (const auto& p : w.charter->purposes) {
    bool special = false;
    p.categories.each(
        [&](CategoryIx c) { special |= w.charter->at(c).sensitivity == charter::Sensitivity::Special; });
    EXPECT_FALSE(p.bases.empty()) << p.code;
    if (special) {
      EXPECT_FALSE(p.conditions.empty()) << p.code;
    }
  }
  // Taking the Article 9 conditions away makes the charter unusable.
  const auto loaded = broken("ig", "conditions: [", "conditions: []  # [");
  EXPECT_EQ(loaded.charter, nullptr);
}

TEST(Promise, IG_5_special_categories_are_marked_and_seen_by_fewer) {
  World w("ig");
  for (const char* code : {"ethnicity", "religion", "sexual-orientation", "health"})
    EXPECT_EQ(w.charter->at(w.category(code)).sensitivity, charter::Sensitivity::Special) << code;
  int identity = 0, health = 0;
  for (const auto& role : w.charter->roles) {
    identity += role.sees.has(w.category("identity"));
    health += role.sees.has(w.category("health"));
  }
  EXPECT_LT(health, identity);
  for (const auto& service : w.charter->services)
    for (const auto& use : service.kinds)
      for (const auto& [field, reason] : use.mandatory)
        if (const auto* f = w.charter->at(use.kind).find_field(field); f && use.kind == KindIx{}) {
          EXPECT_EQ(w.charter->at(f->category).sensitivity, charter::Sensitivity::Ordinary)
              << service.code << " may not insist on " << field;
        }
}

TEST(Promise, IG_9_1_no_record_opens_without_the_duty_of_confidentiality) {
  World w("ig");
  const auto boss = w.actor(w.hire("supervisor"));
  const auto unsigned_worker = w.hire("worker");
  const auto them = w.enrol(boss, unsigned_worker, {}, static_cast<std::size_t>(w.service("unpaid-carers")));
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("as an account of before agreements were kept");
    return txn
        .run("UPDATE staff SET agreement_at=NULL WHERE org=$1 AND id=$2", {w.db->org(), unsigned_worker})
        .map([](auto) {});
  }));
  const auto refused = w.gate.see(w.actor(unsigned_worker), them.person, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::NotAllowed);
  must(w.staff.sign_agreement(w.actor(unsigned_worker)));
  EXPECT_TRUE(w.gate.see(w.actor(unsigned_worker), them.person, {}));
}

TEST(Promise, LL_2_4a_the_six_bases_the_six_conditions_and_the_laws_are_named) {
  World w("ll");
  std::set<charter::Basis> bases;
  for (const auto& p : w.charter->purposes)
    for (const auto& b : p.bases) bases.insert(b.basis);
  for (auto b : {charter::Basis::Contract, charter::Basis::LegalObligation, charter::Basis::VitalInterests,
                 charter::Basis::PublicTask, charter::Basis::LegitimateInterests, charter::Basis::Consent})
    EXPECT_TRUE(bases.contains(b)) << charter::basis_code(b);
  EXPECT_GE(w.charter->conditions.size(), 6u);
  EXPECT_GE(w.charter->laws.size(), 13u);
}

TEST(Promise, LL_5_1_what_is_mandatory_says_why_and_what_is_voluntary_never_blocks) {
  World w("ll");
  for (const auto& service : w.charter->services)
    for (const auto& use : service.kinds)
      for (const auto& [field, reason] : use.mandatory)
        EXPECT_FALSE(reason.empty()) << service.code << " " << field;
  // A person is taken on with nothing but what is mandatory: every voluntary question left empty.
  const auto boss = w.actor(w.hire("supervisor"));
  EXPECT_NO_THROW(w.enrol(boss, w.hire("worker")));
  const auto all = CategorySet::of_bits(~0ull);
  const auto lacking =
      may_collect(*w.charter, w.service(), KindIx{}, {{"given-name", "Odile"}, {"family-name", "Quill"}}, all,
                  today(w.clock.now()));
  ASSERT_FALSE(lacking);
  EXPECT_NE(lacking.error().fields.at(0).message.find("Care law"), std::string::npos)
      << "the reason stands in the message: " << lacking.error().fields.at(0).message;
}

TEST(Promise, PS_1_3_a_service_for_children_takes_children_only_and_says_why_it_asks) {
  World w("ps");
  std::optional<std::size_t> children;
  for (std::size_t i = 0; i < w.charter->services.size(); ++i)
    if (w.charter->services[i].for_children) children = i;
  ASSERT_TRUE(children);
  const auto& kinds = w.charter->services[*children].kinds;
  for (const auto& use : kinds)
    for (const auto& [field, reason] : use.mandatory) EXPECT_FALSE(reason.empty()) << field;
  const auto boss = w.actor(w.hire("supervisor"));
  const auto refer = [&](const char* born) {
    const auto id = PersonId::make(w.clock.now().ms);
    const auto pass = must(w.gate.register_new(boss, id, w.service(*children)));
    charter::Values values{{"given-name", "Tobias"}, {"family-name", "Quillfeather"}, {"birth-date", born}};
    for (const auto& [field, reason] : w.charter->kind_use(w.service(*children), KindIx{})->mandatory)
      if (!values.contains(field)) values[field] = "A school of the neighbourhood";
    NewReferral r;
    r.service = w.service(*children);
    r.source = "self";
    return must(register_person(w.people, w.journeys, pass, id, values, r)).referral;
  };
  EXPECT_FALSE(w.journeys.accept(boss, refer("1970-01-02"), 1, {}, {}));
  EXPECT_TRUE(w.journeys.accept(boss, refer("2014-01-02"), 1, {}, {}));
}

TEST(Promise, PS_2_only_what_a_service_needs_is_kept_and_adjustments_are_shown_first) {
  World w("ps");
  const auto all = CategorySet::of_bits(~0ull);
  const auto kept = may_collect(*w.charter, w.service(), KindIx{},
                                {{"given-name", "Odile"},
                                 {"family-name", "Quill"},
                                 {"birth-date", "1990-02-03"},
                                 {"nhs-number", "9990000018"}},
                                all, today(w.clock.now()));
  ASSERT_FALSE(kept) << "PSS does not ask for the NHS number";
  ASSERT_EQ(kept.error().fields.size(), 1u);
  EXPECT_EQ(kept.error().fields[0].field, "nhs-number");
  const auto& profile = w.charter->at(w.kind("communication-profile"));
  EXPECT_NE(std::find(profile.banner_fields.begin(), profile.banner_fields.end(), "adjustments"),
            profile.banner_fields.end());
}

TEST(Promise, PS_6_1_nothing_about_a_person_rests_in_clear_on_disk) {
  const auto dir = std::filesystem::temp_directory_path() / ("candour-clear-" + std::to_string(::getpid()));
  std::filesystem::create_directories(dir);
  {
    World in_memory("ps");  // only for its charter
    const auto& c = in_memory.charter;
    auto db = must(store::open_sqlite(c->org(), (dir / "records.db").string(), store::record_migrations()));
    auto vault = must(vault::open_vault(c->org(), {(dir / "root.key").string(), (dir / "keys.db").string()},
                                        c->category_codes()));
    auto ledger = must(ledger::open_ledger(*db, vault->derive("ledger-signing")));
    gate::Gate gate(c, *db, *ledger, in_memory.clock);
    StaffBook staff(gate, *db, *vault, in_memory.clock);
    People people(gate, *db, *vault, in_memory.clock);
    NewStaff s;
    s.username = "boss";
    s.name = "Staff Onlyname";
    s.posts = {{c->find_role("supervisor").value(), {}, {}}};
    s.agreement_at = s.training_at = in_memory.clock.now();
    const auto actor = must(gate.actor(must(staff.seed(s, false))));
    const auto id = PersonId::make(in_memory.clock.now().ms);
    const auto pass = must(gate.register_new(actor, id, ServiceIx{}));
    must(db->write([&](store::Txn& txn) -> Status {
      TRY(auto p,
          people.add(
              txn, pass, id,
              {{"given-name", "Xyzzyvane"}, {"family-name", "Plughfeather"}, {"birth-date", "1990-02-03"}}));
      (void)p;
      return {};
    }));
  }
  int files = 0;
  for (const auto& f : std::filesystem::directory_iterator(dir)) {
    std::ifstream in(f.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    ++files;
    for (const char* clear : {"Xyzzyvane", "Plughfeather", "1990-02-03", "Onlyname"})
      EXPECT_EQ(bytes.find(clear), std::string::npos) << clear << " stands in " << f.path().filename();
  }
  EXPECT_GE(files, 3);
  std::filesystem::remove_all(dir);
}

TEST(Promise, LW_1_the_service_says_who_commissions_it) {
  World w("lw");
  ASSERT_FALSE(w.charter->services.empty());
  for (const auto& s : w.charter->services)
    EXPECT_NE(s.commissioner.find("Rochdale"), std::string::npos) << s.code;
}

TEST(Promise, LW_2_2_sensitive_information_is_special_or_criminal_and_held_back_from_most) {
  World w("lw");
  const auto boss = w.actor(w.hire("supervisor"));
  const auto worker = w.hire("worker", {}, {}, boss.id);
  const auto them = w.enrol(w.actor(boss.id), worker);
  const auto seen = must(w.gate.see(w.actor(worker), them.person, {}));
  EXPECT_TRUE(w.sees(seen, "health"));
  for (const char* role : {"finance", "admin", "board", "quality"}) {
    const auto other = w.gate.see(w.actor(w.hire(role)), them.person, {});
    EXPECT_FALSE(other && w.sees(*other, "health")) << role;
  }
  EXPECT_EQ(w.charter->at(w.category("convictions")).sensitivity, charter::Sensitivity::Criminal);
}

TEST(Promise, IM_5_2_information_from_elsewhere_is_logged_with_its_provider_and_date) {
  World w("im");
  const auto kind = w.kind("inbound-information");
  const auto all = CategorySet::of_bits(~0ull);
  const auto nothing = may_collect(*w.charter, w.service(), kind, {}, all, today(w.clock.now()));
  ASSERT_FALSE(nothing);
  std::string missing;
  for (const auto& p : nothing.error().fields) missing += p.field + " ";
  bool date = false, provider = false;
  for (const auto& f : w.charter->at(kind).fields) {
    if (!f.required || missing.find(f.code) == std::string::npos) continue;
    date |= f.type == charter::FieldType::Date || f.type == charter::FieldType::DateTime;
    provider |= f.code.find("from") != std::string::npos || f.type == charter::FieldType::Organisation;
  }
  EXPECT_TRUE(date) << missing;
  EXPECT_TRUE(provider) << missing;
  EXPECT_GE(charter::givers(*w.charter).size(), 3u)
      << "GPs, hospitals, opticians, dentists, universities, schools";
}

}  // namespace
}  // namespace candour::people
