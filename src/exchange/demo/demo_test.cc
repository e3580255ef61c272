#include "exchange/demo/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/read.h"
#include "charter/transfers.h"
#include "exchange/demo/plot.h"
#include "gate/seals.h"
#include "store/open_for_tests.h"

namespace candour::exchange::demo {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAll[] = {"ig", "im", "ll", "lw", "ps"};
const Date kToday = make_date(2026, 11, 20);

template <class T>
std::string why(const Result<T>& r) {
  if (r) return "";
  std::string s = r.error().words.text + " [" + r.error().detail.text + "]";
  for (const auto& f : r.error().fields) s += " " + f.field + ": " + f.message;
  return s;
}

charter::CharterPtr charter_at(const std::string& path) {
  const std::string root(CANDOUR_SOURCE_DIR);
  auto loaded = charter::load(root + "/" + path, root + "/charters/catalogue");
  if (!loaded.charter) throw std::runtime_error("the charter does not load: " + path);
  return loaded.charter;
}

/// One organisation in memory.
struct House {
  explicit House(const std::string& path) : charter(charter_at(path)), clock(moment(kToday, 540)) {
    db = std::move(*store::open_for_tests(charter->org(), store::record_migrations()));
    vault = std::move(*vault::open_vault_in_memory(charter->org(), charter->category_codes()));
    ledger = std::move(*ledger::open_ledger(*db, vault->derive("ledger-signing")));
    seals = std::make_unique<gate::Seals>(*db, *vault, *ledger, clock);
    if (const auto begun = seals->begin(); !begun) throw std::runtime_error(why(begun));
    gate = std::make_unique<gate::Gate>(charter, *db, *ledger, clock, seals.get());
    staff = std::make_unique<people::StaffBook>(*gate, *db, *vault, clock);
    people = std::make_unique<people::People>(*gate, *db, *vault, clock);
    search = std::make_unique<people::Search>(*gate, *db, *vault, *people, clock);
    circle = std::make_unique<people::Circle>(*gate, *db, *vault, clock);
    journeys = std::make_unique<people::Journeys>(*gate, *db, *vault, clock);
    entries = std::make_unique<record::Entries>(*gate, *db, *vault, clock);
    drafts = std::make_unique<record::Drafts>(*gate, *db, *vault, clock);
    files = std::make_unique<record::Files>(*gate, *db, *vault, clock);
  }
  Rooms rooms() {
    return {*charter, *db,     *vault,   *gate,   *staff, *people, *journeys,
            *search,  *circle, *entries, *drafts, *files, clock};
  }
  static Setting setting(int people, std::uint64_t seed = 1) {
    Setting s;
    s.people = people;
    s.seed = seed;
    s.date = kToday;
    s.until = moment(kToday, 540);
    s.password = "heron-kettle-sorrel-4711";
    return s;
  }
  std::int64_t count(const std::string& sql) {
    std::int64_t n = -1;
    const auto read = db->read([&](store::Session& s) {
      return s.each(sql, {charter->org()}, [&](const store::Row& r) { return n = r.i64(0), false; });
    });
    EXPECT_TRUE(read) << why(read);
    return n;
  }
  std::map<std::string, std::int64_t> counts() {
    std::map<std::string, std::int64_t> out;
    const auto read = db->read([&](store::Session& s) {
      return s.each(
          "SELECT kind, COUNT(*) FROM entry WHERE org=$1 GROUP BY kind UNION ALL "
          "SELECT 'referral ' || state, COUNT(*) FROM referral WHERE org=$1 GROUP BY state",
          {charter->org()}, [&](const store::Row& r) { return out[r.str(0)] = r.i64(1), true; });
    });
    EXPECT_TRUE(read) << why(read);
    out["ledger"] = count("SELECT COUNT(*) FROM ledger_entry WHERE org=$1");
    return out;
  }
  /// One category of every profile, opened.
  std::vector<json::object> profiles(std::string_view category) {
    std::vector<json::object> out;
    const auto c = charter->find_category(category);
    if (!c) return out;
    const auto read = db->read([&](store::Session& s) {
      return vault->scan_profiles(s, gate->index_pass(), *c,
                                  [&](PersonId, EntryId, std::uint32_t, ByteView plain) {
                                    out.push_back(json::parse(as_text(plain)).as_object());
                                    return true;
                                  });
    });
    EXPECT_TRUE(read) << why(read);
    return out;
  }

  charter::CharterPtr charter;
  SetClock clock;
  std::unique_ptr<store::Db> db;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<gate::Seals> seals;
  std::unique_ptr<gate::Gate> gate;
  std::unique_ptr<people::StaffBook> staff;
  std::unique_ptr<people::People> people;
  std::unique_ptr<people::Search> search;
  std::unique_ptr<people::Circle> circle;
  std::unique_ptr<people::Journeys> journeys;
  std::unique_ptr<record::Entries> entries;
  std::unique_ptr<record::Drafts> drafts;
  std::unique_ptr<record::Files> files;
};

class EveryCharter : public testing::TestWithParam<const char*> {
 protected:
  std::string path() const { return std::string("charters/") + GetParam() + ".yaml"; }
};
INSTANTIATE_TEST_SUITE_P(Demo, EveryCharter, testing::ValuesIn(kAll),
                         [](const auto& info) { return std::string(info.param); });

void expect_every_kind(House& house) {
  const auto counts = house.counts();
  for (const auto& kind : house.charter->kinds)
    // A year is too short for anything to be over, or for a service to go elsewhere; the look at planning and
    // research is shown as work.
    if (!kind.engine && !kind.records_destruction && !charter::is_transfer(kind) &&
        kind.reviews == charter::Reviewed::Nothing) {
      EXPECT_GT(counts.count(kind.code), 0u) << kind.code;
    }
}

void expect_that_it_holds(House& house, int entries) {
  const auto read = house.db->read([&](store::Session& s) -> Status {
    TRY(const auto verdict, house.ledger->verify(s));
    EXPECT_TRUE(verdict.findings.empty());
    EXPECT_GT(verdict.checked, entries);
    TRY(const auto health, house.vault->check(s));
    EXPECT_EQ(health.unopened, 0);
    EXPECT_EQ(health.missing_keys, 0);
    return {};
  });
  EXPECT_TRUE(read) << why(read);
}

/// Numbers, phones and mail are of the ranges that never belong to anybody.
void expect_nobodys_numbers(House& house) {
  for (const auto& p : house.profiles("reference-numbers"))
    if (const auto* n = p.if_contains("nhs-number")) {
      const std::string number(n->as_string());
      EXPECT_TRUE(uk::nhs_number(number)) << number;
      EXPECT_TRUE(uk::is_test_nhs_number(number)) << number;
    }
  for (const auto& p : house.profiles("contact")) {
    if (const auto* phones = p.if_contains("phones"))
      for (const auto& phone : phones->as_array()) {
        const std::string number(phone.as_object().at("number").as_string());
        EXPECT_TRUE(number.starts_with("+447700900") || number.starts_with("+441632960")) << number;
      }
    if (const auto* mail = p.if_contains("email")) {
      EXPECT_THAT(std::string(mail->as_string()), HasSubstr("@example.org"));
    }
  }
}

void expect_no_names_in_the_open(House& house, const Made& made) {
  std::string open =
      lower_ascii(sign_ins_table(made.sign_ins, {"The organisation"}) + sign_ins_json(made.sign_ins));
  const auto read = house.db->read([&](store::Session& s) {
    return s.each("SELECT data FROM ledger_entry WHERE org=$1", {house.charter->org()},
                  [&](const store::Row& r) {
                    open += lower_ascii(as_text(r.blob(0)));
                    return true;
                  });
  });
  ASSERT_TRUE(read) << why(read);
  const auto people = house.profiles("identity");
  EXPECT_EQ(static_cast<int>(people.size()), made.people);
  for (const auto& p : people)
    EXPECT_THAT(open, Not(HasSubstr(lower_ascii(std::string(p.at("family-name").as_string())))));
}

TEST_P(EveryCharter, gets_all_its_kinds_a_ledger_that_holds_and_nobodys_numbers_or_names_in_the_open) {
  House house(path());
  const auto made = fill(house.rooms(), House::setting(14));
  ASSERT_TRUE(made) << why(made);
  expect_every_kind(house);
  expect_that_it_holds(house, made->entries);
  expect_nobodys_numbers(house);
  expect_no_names_in_the_open(house, *made);
}

TEST_P(EveryCharter, is_written_in_whole_sentences_that_its_forms_accept) {
  House house(path());
  const auto rooms = house.rooms();
  const auto setting = House::setting(40);
  rooms.clock.set(moment(add_days(kToday, -kDays), 480));
  const auto cast = take_on(rooms, setting, Random(3));
  ASSERT_TRUE(cast) << why(cast);
  Plot plot(rooms, setting, *cast, Random(5));
  plot.make();
  ASSERT_GT(plot.entries.size(), 800u);
  for (const auto& p : plot.entries) {
    const auto& stay = plot.stays[p.stay];
    auto kind = house.charter->at(p.kind);
    const auto text = json::serialize(p.values);
    EXPECT_THAT(text.substr(1), Not(testing::ContainsRegex("[{][a-zA-Z_]+[}]"))) << kind.code;
    // A file is put beside its entry when it is written; what the author may not write is not asked of them.
    const auto may =
        writable(*house.charter, cast->all[p.author].role, stay.service, PurposeSet::of_bits(~0ull));
    std::erase_if(kind.fields, [&](const charter::Field& f) {
      return f.type == charter::FieldType::File || (!may.has(f.category) && !p.values.contains(f.code));
    });
    const auto& service = house.charter->at(stay.service);
    const auto checked = charter::check_values(kind, house.charter->kind_use(stay.service, p.kind),
                                               service.home_based, p.values, p.day);
    EXPECT_TRUE(checked.ok()) << kind.code << ": "
                              << (checked.ok()
                                      ? ""
                                      : checked.problems[0].field + ": " + checked.problems[0].message);
  }
}

TEST(Demo, the_same_seed_gives_the_same_history_and_another_seed_another) {
  std::vector<std::map<std::string, std::int64_t>> counts;
  for (const std::uint64_t seed : {1u, 1u, 2u}) {
    House house("charters/lw.yaml");
    const auto made = fill(house.rooms(), House::setting(14, seed));
    ASSERT_TRUE(made) << why(made);
    counts.push_back(house.counts());
  }
  EXPECT_EQ(counts[0], counts[1]);
  EXPECT_NE(counts[0], counts[2]);
}

TEST(Demo, has_everything_that_a_first_look_needs) {
  House house("charters/ll.yaml");
  const auto made = fill(house.rooms(), House::setting(20));
  ASSERT_TRUE(made) << why(made);
  EXPECT_EQ(house.count("SELECT COUNT(*) FROM person WHERE org=$1"), 20);
  EXPECT_EQ(house.count("SELECT COUNT(*) FROM person WHERE org=$1 AND died IS NOT NULL"), 1);
  EXPECT_GE(
      house.count("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM entry WHERE org=$1 GROUP BY person) t"),
      500);
  EXPECT_GE(house.count("SELECT COUNT(*) FROM enrolment WHERE org=$1 AND ended IS NOT NULL"), 3);
  for (const auto* state : {"new", "waiting", "declined"})
    EXPECT_GE(
        house.count("SELECT COUNT(*) FROM referral WHERE org=$1 AND state='" + std::string(state) + "'"), 1)
        << state;
  EXPECT_EQ(house.count("SELECT COUNT(*) FROM draft WHERE org=$1"), 2);
  EXPECT_GE(house.count("SELECT COUNT(*) FROM entry WHERE org=$1 AND kind='hand-over' AND state='waiting'"),
            1);
  EXPECT_GE(
      house.count("SELECT COUNT(*) FROM entry WHERE org=$1 AND kind='support-plan' AND state='proposed'"), 1);
  EXPECT_EQ(
      house.count("SELECT COUNT(*) FROM (SELECT person FROM enrolment WHERE org=$1 GROUP BY person HAVING "
                  "COUNT(DISTINCT service) = 2) t"),
      1);
  EXPECT_GE(house.count("SELECT COUNT(*) FROM relationship WHERE org=$1"), 10);
  EXPECT_GE(house.count("SELECT COUNT(*) FROM reasoned_access WHERE org=$1"), 2);
  EXPECT_GE(house.count("SELECT COUNT(*) FROM reasoned_access WHERE org=$1 AND reviewed IS NULL"), 1);
  EXPECT_EQ(house.count("SELECT COUNT(*) FROM reasoned_access WHERE org=$1 AND ends > " +
                        std::to_string(house.clock.now().ms)),
            0)
      << "nobody's journey starts inside a record";
  const auto day = std::chrono::sys_days(kToday).time_since_epoch().count();
  EXPECT_GE(
      house.count("SELECT COUNT(*) FROM due WHERE org=$1 AND done=0 AND kind='support-plan' AND on_day < " +
                  std::to_string(day)),
      1);
}

TEST(Demo, the_second_worker_is_refused_where_the_first_has_somebody) {
  House house("charters/ll.yaml");
  const auto made = fill(house.rooms(), House::setting(12));
  ASSERT_TRUE(made) << why(made);
  const auto id_of = [&](std::string_view username) {
    for (const auto& m : house.staff->directory()->all())
      if (m.username == username) return m.id;
    return StaffId{};
  };
  const auto first = *house.gate->actor(id_of("worker1")), second = *house.gate->actor(id_of("worker2"));
  const auto own = house.journeys->caseload(first, std::nullopt, 10);
  ASSERT_TRUE(own) << why(own);
  ASSERT_FALSE(own->empty());
  const auto person = own->front().person;
  EXPECT_TRUE(house.gate->see(first, person, {}));
  EXPECT_FALSE(house.gate->see(second, person, {}));
  const auto offers = house.gate->offers(second, person);
  ASSERT_TRUE(offers) << why(offers);
  EXPECT_FALSE(offers->empty());
  const auto found = house.search->find(*house.gate->actor(id_of("supervisor1")), "Shivaun");
  ASSERT_TRUE(found) << why(found);
}

TEST(Demo, needs_no_code_for_a_charter_that_it_has_never_seen) {
  House house("tests/data/people-import/charter.yaml");
  const auto made = fill(house.rooms(), House::setting(12));
  ASSERT_TRUE(made) << why(made);
  EXPECT_EQ(made->people, 12);
  EXPECT_GT(made->entries, 50);
}

TEST(Demo, never_stands_beside_staff_who_are_there) {
  House house("charters/lw.yaml");
  ASSERT_TRUE(fill(house.rooms(), House::setting(12)));
  const auto again = fill(house.rooms(), House::setting(12));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::Conflict);
}

TEST(Demo, the_password_is_new_each_time_and_strong_enough) {
  const auto one = new_password(), two = new_password();
  EXPECT_NE(one, two);
  EXPECT_GE(one.size(), 16u);
}

TEST(DemoWords, fit_the_person) {
  const OwnWords own{{"hobby", "darts"}};
  EXPECT_EQ(fill_in("{They} like{s} {hobby}, {name} said to {themself}.", "Ash", kThey, own),
            "They like darts, Ash said to themself.");
  EXPECT_EQ(fill_in("{They} like{s} {hobby} and {is} glad.", "Ann", kShe, own),
            "She likes darts and is glad.");
  EXPECT_EQ(fill_in("{nothing} known", "Ann", kShe, own), "{nothing} known");
}

}  // namespace
}  // namespace candour::exchange::demo
