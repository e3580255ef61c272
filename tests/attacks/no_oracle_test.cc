// What a worker with a grudge can learn through the pages about somebody out of their reach: nothing. Neither
// by trying what belongs to her, nor by asking for ids, of whatever sort of thing.
#include <algorithm>

#include "gate/asking.h"
#include "house_for_tests.h"

namespace candour::attacks {
namespace {

using charter::Duty;
using http::Access;
using http::Method;
using http::Route;

class NoOracle : public AttackedHouse {
 protected:
  const Route& route(std::string_view name) const {
    const auto& all = router.routes();
    return *std::find_if(all.begin(), all.end(), [&](const Route& r) { return r.name == name; });
  }
  const Caller& grudge() const {
    return *std::find_if(callers.begin(), callers.end(),
                         [](const Caller& c) { return c.name == "worker in another team"; });
  }
  void later() { clock.set({clock.now().ms + 60'000}); }
  std::string search(std::string_view typed) {
    later();
    auto page =
        std::string(ask(route("search"), {{"org", "ll"}}, grudge(), {{"q", std::string(typed)}}).bytes());
    return without(std::move(page), {std::string(typed)});
  }
  http::Fields form(std::initializer_list<std::pair<std::string, std::string>> more) {
    http::Fields f{{"csrf", grudge().csrf},
                   {"_service", "community-support"},
                   {"_source", "self"},
                   {"_reason", "They asked for help with shopping"}};
    for (const auto& [name, value] : more) f.add(name, value);
    return f;
  }
  http::Response add(http::Fields f) {
    later();
    return ask(route("people.new.post"), {{"org", "ll"}}, grudge(), {}, std::move(f));
  }
  static std::string without(std::string page, const std::vector<std::string>& words) {
    page = without_page_tokens(page);
    for (const auto& w : words)
      for (auto at = page.find(w); !w.empty() && at != std::string::npos; at = page.find(w, at))
        page.replace(at, w.size(), "");
    return page;
  }
  bool may_see(const Caller& by, std::string_view parameter) const {
    const auto has = [&](Duty d) { return charter().at(by.role).has(d); };
    if (parameter == "grant") return has(Duty::ReviewGrants) || by.reaches;
    if (parameter == "task") return by.name.starts_with("supervisor");
    if (parameter == "import") return has(Duty::Import) && by.in_service;
    if (parameter == "staff") return has(Duty::ManageStaff) || has(Duty::Allocate);  // who chooses workers
    // Whoever may decide on it, or asked for it.
    if (parameter == "waiting")
      return has(Duty::ManageStaff) || has(Duty::SeeLedger) || by.name.starts_with("supervisor");
    if (parameter == "proposal")
      return has(Duty::ManageStaff) || has(Duty::SeeLedger) || has(Duty::ReviewGrants);
    if (parameter == "pattern") return has(Duty::SeeLedger);
    if (parameter == "draft") return by.name == "worker in team A";
    if (parameter == "session") return false;
    if (parameter == "other") return by.reaches && has(Duty::MergeRecords);
    return by.reaches;
  }
};

TEST_F(NoOracle, Attack_A3_the_search_page_is_the_same_whether_or_not_it_is_her) {
  const std::string kNo = search("Nobody Quux");
  for (const auto* typed : {"Zebulonqx Marrowfatqx", "Marrowfatqx", "04/03/1964",
                            "Zebulonqx Marrowfatqx 4 3 1964", "IP1 1AA", "07700 900123"})
    EXPECT_EQ(search(typed), kNo) << typed;
  EXPECT_NE(search("999 000 0018"), kNo) << "a whole NHS number is told";
}

TEST_F(NoOracle, Attack_A3_adding_her_tells_the_same_with_the_right_and_a_wrong_postcode) {
  const auto with = [&](const std::string& family, const std::string& postcode, const std::string& phone) {
    return form({{"given-name", std::string(kGiven)},
                 {"family-name", family},
                 {"birth-date-day", "4"},
                 {"birth-date-month", "3"},
                 {"birth-date-year", "1964"},
                 {"addresses-0-address-line-1", "1 High Street"},
                 {"addresses-0-address-postcode", postcode},
                 {"phones-0-number", phone}});
  };
  const auto right = add(with(std::string(kFamily), "IP1 1AA", "07700900123"));
  const auto wrong =
      add(with("Umbertsonqx", "IP9 9ZZ", "07700900999"));  // not like her, whom they have added now
  EXPECT_EQ(right.status, wrong.status);
  EXPECT_EQ(right.status, 303) << "nothing is asked: she is added, as anybody would be";
  for (const auto* told : {"Somebody may be known", "Is it one of these"})
    EXPECT_EQ(right.bytes().find(told), std::string_view::npos);
}

TEST_F(NoOracle, Attack_A3_a_whole_number_brings_one_set_of_words_without_team_or_reason) {
  auto a = add(form({{"given-name", "Some"},
                     {"family-name", "Body"},
                     {"birth-date-year", "1999"},
                     {"birth-date-day", "1"},
                     {"birth-date-month", "1"},
                     {"nhs-number", "999 000 0018"}}));
  const std::string page(a.bytes());
  EXPECT_NE(
      page.find(
          "Somebody may be known here already under these details. Ask the Data Protection Co-ordinator "
          "before you add them."),
      std::string::npos)
      << a.status;
  for (const auto* hint : {"Team A", "Same NHS", "Almost certainly", "May be the same"})
    EXPECT_EQ(page.find(hint), std::string::npos) << hint;
  EXPECT_EQ(page.find(person.text()), std::string::npos);
}

TEST_F(NoOracle, Attack_A3_the_limit_keeps_what_was_typed_and_says_whom_to_ask) {
  http::Response last;
  for (int i = 0; i < 40; ++i)
    last = ask(route("search"), {{"org", "ll"}}, grudge(), {{"q", "IP1 " + std::to_string(i % 10) + "AB"}});
  EXPECT_EQ(last.status, 429);
  const std::string page(last.bytes());
  EXPECT_NE(page.find("value=\"IP1 9AB\""), std::string::npos);
  EXPECT_NE(page.find("ask the Data Protection Co-ordinator"), std::string::npos);
  const auto f = form({{"given-name", "Some"},
                       {"family-name", "Bodyqq"},
                       {"birth-date-year", "1999"},
                       {"birth-date-day", "1"},
                       {"birth-date-month", "1"},
                       {"nhs-number", "9990000018"}});
  for (int i = 0; i < 12; ++i) last = ask(route("people.new.post"), {{"org", "ll"}}, grudge(), {}, f);
  EXPECT_EQ(last.status, 429);
  EXPECT_NE(std::string(last.bytes()).find("value=\"Bodyqq\""), std::string::npos);
}

TEST_F(NoOracle, Attack_A3_saying_that_she_is_the_same_gives_no_referral) {
  auto with = form({{"_same", person.text()}}), without_her = form({{"_same", PersonId::make(7).text()}});
  const auto a = add(std::move(with)), b = add(std::move(without_her));
  EXPECT_EQ(a.status, 403);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(without(std::string(a.bytes()), {person.text()}),
            without(std::string(b.bytes()), {PersonId::make(7).text()}));
}

TEST_F(NoOracle, Attack_A3_joining_tells_the_same_of_somebody_out_of_reach_as_of_nobody) {
  const auto find = [&](std::string_view name) -> const Caller& {
    return *std::ranges::find_if(callers, [&](const Caller& c) { return c.name == name; });
  };
  const auto& by = find("supervisor in team A");
  const auto& far = find("supervisor in another service");
  const auto far_service = charter().find_service("supported-living").value();
  const auto actor = must(ll->gate->actor(far.id));
  const auto hidden = PersonId::make(clock.now().ms);
  const auto pass = must(ll->gate->register_new(actor, hidden, far_service));
  must(ll->db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(ll->people->add(txn, pass, hidden,
                             {{"given-name", boost::json::string(kGiven)},
                              {"family-name", boost::json::string(kFamily)},
                              {"birth-date", "1964-03-04"}}));
    people::NewReferral r;
    r.service = far_service;
    r.source = "self";
    TRY([[maybe_unused]] const auto id, ll->journeys->refer(txn, pass, r));
    return {};
  }));
  const auto nobody_there = PersonId::make(7);
  for (const auto* name : {"person.merge.preview", "person.merge.post"}) {
    const auto& r = route(name);
    http::Fields f;
    if (r.method == Method::Post) (f = busy_form(by)).add("csrf", by.csrf);
    for (const bool turned : {false, true}) {
      const auto at = [&](PersonId other) {
        http::Fields p{{"org", "ll"}};
        p.add("person", turned ? other.text() : person.text());
        p.add("other", turned ? person.text() : other.text());
        return p;
      };
      const auto a = ask(r, at(hidden), by, {}, f), b = ask(r, at(nobody_there), by, {}, f);
      EXPECT_EQ(a.status, 403) << name;
      EXPECT_EQ(a.status, b.status) << name;
      EXPECT_EQ(without(std::string(a.bytes()), {hidden.text()}),
                without(std::string(b.bytes()), {nobody_there.text()}))
          << name;
    }
  }
}

TEST_F(NoOracle, Attack_A7_an_id_that_is_there_answers_like_one_that_is_not) {
  int compared = 0;
  for (const auto& by : callers)
    for (const auto& r : router.routes()) {
      if (r.access != Access::SignedIn) continue;
      auto all = ids;
      for (auto& [name, list] : all) list.resize(std::min<std::size_t>(list.size(), 2));
      const auto made_up = fill(r, random_ids()).front();
      bool thing = false, seen = false;
      for (const auto& [name, value] : made_up.items()) {
        if (!is_an_id(name) || name == "tile") continue;
        thing = true;
        seen = seen || may_see(by, name);
      }
      if (!thing || seen) continue;
      for (const auto& real : fill(r, all)) {
        http::Fields f;
        if (r.method == Method::Post) (f = busy_form(by)).add("csrf", by.csrf);
        const auto a = ask(r, real, by, {}, f), b = ask(r, made_up, by, {}, f);
        const std::string what = r.name + " by " + by.name;
        ++compared;
        EXPECT_EQ(a.status, b.status) << what;
        const auto values = [](const http::Fields& p) {
          std::vector<std::string> v;
          for (const auto& [name, value] : p.items())
            if (name != "org" && name != "piece") v.push_back(value);  // a number in a copy is no id
          return v;
        };
        auto without_ids = [&](const http::Response& x, const http::Fields& p) {
          std::string text(x.bytes());
          for (const auto& [name, value] : x.headers) text += "\n" + name + ": " + value;
          return without(std::move(text), values(p));
        };
        EXPECT_EQ(without_ids(a, real), without_ids(b, made_up)) << what;
      }
    }
  EXPECT_GT(compared, 200);
}

}  // namespace
}  // namespace candour::attacks
