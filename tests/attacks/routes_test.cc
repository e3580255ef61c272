// Every page and every act, asked for by everybody: what somebody may not see does not come back, in no page,
// no refusal and no file; what they may not do does not happen; and both stand on the ledger. The walk is
// over the router's own table, so a new page is attacked from the day it is added.
#include <algorithm>
#include <set>

#include "charter/own_record.h"
#include "house_for_tests.h"
#include "vault/passwords.h"

namespace candour::attacks {
namespace {

using http::Access;
using http::Method;
using http::Route;
using ledger::Act;

class Routes : public AttackedHouse {
 protected:
  bool staff_only(const Route& r) const { return r.access == Access::SignedIn; }
  bool has(const Route& r, std::string_view parameter) const {
    return r.pattern.find("{" + std::string(parameter) + "}") != std::string::npos;
  }
  void expect_none_of(const std::vector<Secret>& secrets, const http::Response& a, const std::string& what) {
    const auto holds = [&](const Secret& s, std::string_view text) {
      return text.find(s.words) != text.npos;
    };
    for (const auto& s : secrets) {
      EXPECT_FALSE(holds(s, a.bytes()))
          << what << " (" << a.status << ") gives away " << s.why << ": " << s.words;
      for (const auto& [name, value] : a.headers)
        EXPECT_FALSE(holds(s, value)) << what << ": the header " << name << " gives away " << s.why;
    }
  }
  /// Fewer of the long lists, for those to whom all of them are shut alike.
  Ids few() const {
    Ids x = ids;
    for (auto& [name, list] : x)
      if (list.size() > 2) list.resize(2);
    return x;
  }
  bool about_person(const ledger::Entry& e) const {
    return std::find(e.people.begin(), e.people.end(), person) != e.people.end();
  }
  /// A refusal to somebody signed in leaves a line; nobody without reach leaves any other line about the
  /// person.
  void expect_ledger(const http::Response& a, const Caller& by, const std::string& what) {
    bool refused = false;
    for (const auto& e : news()) {
      if (e.actor != by.id) continue;
      refused = refused || e.act == Act::Refuse;
      const bool quiet = by.reaches || !about_person(e) || e.act == Act::Refuse;
      EXPECT_TRUE(quiet) << what << ": " << act_name(e.act) << " " << e.what;
    }
    EXPECT_TRUE(a.status != 403 || refused) << what << ": refused without a line on the ledger";
  }
  void expect_nothing_happened(const std::string& what) {
    for (const auto& e : news())
      ADD_FAILURE() << what << ": the ledger has " << act_name(e.act) << " " << e.what;
  }
  /// The page without what may differ: the ids that were asked for.
  static std::string without_ids(std::string page, const http::Fields& params) {
    page = without_page_tokens(page);
    for (const auto& [name, value] : params.items())
      if (is_an_id(name))
        for (auto at = page.find(value); at != std::string::npos; at = page.find(value))
          page.replace(at, value.size(), "ID");
    return page;
  }
};

TEST_F(Routes, the_table_is_whole_and_every_limit_is_meant) {
  const std::set<std::string> takes_files = {"entry.write.post",          "entry.edit.post",
                                             "import.new.post",           "import.bundle.post",
                                             "charter.proposal.new.post", "charter.proposal.text.post"};
  std::set<std::string> names;
  for (const auto& r : router.routes()) {
    EXPECT_TRUE(names.insert(r.name).second) << r.name << " is the name of two routes";
    EXPECT_FALSE(r.tag.empty()) << r.name;
    EXPECT_TRUE(r.access == Access::Public || r.access == Access::HalfSignedIn ||
                r.access == Access::SignedIn || r.access == Access::Portal)
        << r.name;
    if (r.access == Access::Public)
      EXPECT_TRUE(r.tag == "public" || r.tag == "sign-in")
          << r.name << " is open to anybody. If that is meant, give it the tag \"public\".";
    else
      EXPECT_TRUE(r.pattern.starts_with("/{org}/")) << r.name << ": sessions belong to one organisation";
    if (r.method != Method::Post) continue;
    EXPECT_GT(r.body_limit, 0u) << r.name;
    if (takes_files.contains(r.name)) continue;
    EXPECT_LE(r.body_limit, r.access == Access::SignedIn ? limits::kFormBytes : limits::kBodyBytes)
        << r.name << " takes a large body. If it takes files, add it to takes_files above.";
  }
}

TEST_F(Routes, nobody_gets_in_signed_out_or_with_a_wrong_session) {
  Caller stranger = nobody, other_house = nobody;
  stranger.name = "somebody with an invented session";
  stranger.token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  other_house.name = "staff of another organisation";
  other_house.token = callers.front().token;
  Ids in_im = ids;
  in_im["org"] = {"im"};
  const auto secrets = secrets_from(nobody);
  for (const auto& r : router.routes()) {
    const bool open = r.access == Access::Public;
    for (const auto* by : {&nobody, &stranger, &other_house})
      for (const auto& params : fill(r, by == &other_house ? in_im : few())) {
        const auto a = ask(r, params, *by, {}, r.method == Method::Post ? busy_form(*by) : http::Fields{});
        const std::string what = r.name + " by " + by->name;
        expect_none_of(secrets, a, what);
        if (open) continue;
        EXPECT_EQ(a.status, r.method == Method::Post ? 401 : 303) << what;
        const std::string door =
            "/" + params.get("org") + (r.access == Access::Portal ? "/own/come-in" : "/sign-in?next=");
        for (const auto& [name, value] : a.headers)
          EXPECT_TRUE(name != "Location" || value.starts_with(door)) << value;
        expect_nothing_happened(what);
      }
    news();
  }
}

TEST_F(Routes, half_signed_in_opens_only_the_second_step) {
  Caller half = callers.front();
  const auto offer = must(ll->sessions->offer_totp(half.id));
  Bytes secret;  // RFC 4648 section 6
  unsigned bits = 0, held = 0;
  for (const char ch : offer.secret_base32) {
    bits = (bits << 5) | static_cast<unsigned>(ch >= 'A' ? ch - 'A' : ch - '2' + 26);
    if ((held += 5) >= 8) secret.push_back(static_cast<std::uint8_t>(bits >> (held -= 8)));
  }
  must(ll->sessions->confirm_totp(half.id, kPassword, vault::totp_code(secret, clock.now().ms / 30'000), {}));
  half.name = "somebody half signed in";
  half.token = sign_in(half);
  news();
  for (const auto& r : router.routes()) {
    if (r.access == Access::Public || r.name == "sign-in.out") continue;
    for (const auto& params : fill(r, few())) {
      auto form = busy_form(half);
      form.add("csrf", half.csrf);
      const auto a = ask(r, params, half, {}, r.method == Method::Post ? form : http::Fields{});
      expect_none_of(secrets_from(nobody), a, r.name + " by " + half.name);
      if (r.access == Access::HalfSignedIn) {
        EXPECT_NE(a.status, 303) << r.name;  // "000000" is not the code
      } else {
        // Behind a person's own door nobody of the staff is inside.
        const bool shut = r.access == Access::Portal && r.method == Method::Post;
        EXPECT_EQ(a.status, shut ? 401 : 303) << r.name << " half signed in";
        expect_nothing_happened(r.name + " by " + half.name);
      }
      news();
    }
  }
}

TEST_F(Routes, no_page_shows_anybody_more_than_the_charter_does) {
  std::map<std::string, std::set<std::string>> seen;  // caller -> categories whose words came back
  for (const auto& by : callers) {
    const auto secrets = secrets_from(by);
    for (const auto& r : router.routes()) {
      if (!staff_only(r) || r.method == Method::Post) continue;
      for (const auto& query : {http::Fields{}, http::Fields{{"q", "04/03/1964"},
                                                             {"version", "1"},
                                                             {"all", "yes"},
                                                             {"draft", ids["draft"][0]},
                                                             {"entry", ids["entry"][0]},
                                                             {"service", "community-support"},
                                                             {"show", "good"}}})
        for (const auto& params : fill(r, by.reaches && query.empty() ? ids : few())) {
          const auto a = ask(r, params, by, query);
          const std::string what = r.name + " by " + by.name;
          expect_none_of(secrets, a, what);
          expect_ledger(a, by, what);
          const bool shut = has(r, "person") && !by.reaches && r.name != "person.ask";
          EXPECT_TRUE(!shut || a.status == 403) << what << " answers " << a.status;
          for (const auto& c : charter().categories)
            if (a.bytes().find(marker(c)) != std::string_view::npos) seen[by.name].insert(c.code);
        }
    }
  }
  // The walk is not empty: those who may know do see.
  for (const auto* code : {"identity", "care", "health", "convictions", "household", "risk", "relationship"})
    EXPECT_TRUE(seen["supervisor in team A"].contains(code)) << code;
  for (const auto* code : {"care", "health", "safeguarding"})
    EXPECT_TRUE(seen["worker in team A"].contains(code)) << code;
  EXPECT_TRUE(seen["finance in team A"].contains("financial"));
  EXPECT_TRUE(seen["key-worker in team A"].contains("household"));
}

TEST_F(Routes, whoever_is_out_of_reach_cannot_tell_whether_somebody_exists) {
  for (const auto& by : callers) {
    if (by.reaches) continue;
    for (const auto& r : router.routes()) {
      if (!staff_only(r) || !has(r, "person")) continue;
      auto form = busy_form(by);
      form.add("csrf", by.csrf);
      if (r.method != Method::Post) form = {};
      const auto there = fill(r, few()).front(), not_there = fill(r, random_ids()).front();
      const auto a = ask(r, there, by, {}, form), b = ask(r, not_there, by, {}, form);
      EXPECT_EQ(a.status, b.status) << r.name << " by " << by.name;
      EXPECT_EQ(without_ids(std::string(a.bytes()), there), without_ids(std::string(b.bytes()), not_there))
          << r.name << " by " << by.name;
    }
  }
}

TEST_F(Routes, a_form_without_its_token_or_from_another_site_does_nothing) {
  for (const auto* by : {&callers[0], &callers[1]})
    for (const auto& r : router.routes()) {
      if (r.method != Method::Post) continue;
      for (const auto& params : fill(r, few())) {
        auto good = busy_form(*by), wrong = good;
        good.add("csrf", by->csrf);
        wrong.add("csrf", callers[2].csrf);
        const std::string what = r.name + " by " + by->name;
        for (const auto& headers :
             {http::Fields{{"origin", "https://evil.example"}}, http::Fields{{"origin", "null"}},
              http::Fields{{"origin", "http://localhost.evil.example"}},
              http::Fields{{"sec-fetch-site", "cross-site"}},
              http::Fields{{"sec-fetch-site", "same-site"}}}) {
          EXPECT_EQ(ask(r, params, *by, {}, good, headers).status, 403) << what << " from another site";
          expect_nothing_happened(what + " from another site");
        }
        if (r.access == Access::Public) continue;
        for (const auto& form : {busy_form(*by), wrong}) {
          // Whoever is wholly signed in has no business at the second step: they are sent on.
          const int no = r.access == Access::HalfSignedIn ? 303 : r.access == Access::Portal ? 401 : 409;
          EXPECT_EQ(ask(r, params, *by, {}, form).status, no) << what << " without its token";
          expect_nothing_happened(what + " without its token");
        }
      }
    }
}

TEST_F(Routes, no_act_happens_out_of_reach_and_no_answer_to_one_says_too_much) {
  for (auto& by : callers) {
    const auto secrets = secrets_from(by);
    for (const auto& r : router.routes()) {
      if (!staff_only(r) || r.method != Method::Post || r.name == "sign-out") continue;
      for (const auto& params : fill(r, few()))
        for (auto form : {http::Fields{}, busy_form(by)}) {
          form.add("csrf", by.csrf);
          const auto a = ask(r, params, by, {}, form);
          const std::string what = r.name + " posted by " + by.name;
          expect_none_of(secrets, a, what);
          expect_ledger(a, by, what);
          const bool shut = has(r, "person") && !by.reaches && r.name != "person.ask.post";
          EXPECT_TRUE(!shut || a.status == 403) << what << " answers " << a.status;
        }
    }
    if (!ll->sessions->find(by.token)) ADD_FAILURE() << "Somebody ended the session of " << by.name;
  }
  EXPECT_EQ(must(ll->sessions->mine(bystander)).size(), 1u) << "somebody else's session was ended";
}

TEST_F(Routes, ids_that_are_not_ids_are_answered_plainly) {
  const std::vector<std::string> odd = {"x",
                                        "..",
                                        "'; DROP TABLE person; --",
                                        "<script>alert(1)</script>",
                                        "\xC2\xA0",
                                        std::string(300, 'a'),
                                        std::string(26, 'z'),
                                        std::string(26, '0')};
  for (const auto* by : {&callers[0], &callers[1], &callers.back()}) {
    for (const auto& r : router.routes()) {
      if (!staff_only(r) || r.name == "sign-out") continue;
      http::Fields form;
      if (r.method == Method::Post) (form = busy_form(*by)).add("csrf", by->csrf);
      std::vector<http::Fields> all = fill(r, random_ids());
      if (has(r, "person") || all.front().size() > 1)
        for (const auto& text : odd) all.push_back(fill(r, all_the_same(text)).front());
      // A number of a version is no id: one that there is stays, and those that are none are put in its
      // place.
      const bool numbered = r.name.starts_with("charter.version");
      if (numbered) {
        all.clear();
        for (const auto& text : odd) {
          const auto known = fill(r, ids).front();
          http::Fields params;
          for (const auto& [name, value] : known.items()) params.add(name, name == "version" ? text : value);
          all.push_back(params);
        }
      }
      for (const auto& params : all) {
        const auto a =
            ask(r, params, *by, {{"older", "x-"}, {"after", "?"}, {"version", "-1"}, {"from", "2026-13-45"}},
                form);
        EXPECT_EQ(a.bytes().find("<script>alert"), std::string_view::npos) << r.name;
        const bool no = a.status == 403 || a.status == 404 || a.status == 422 || a.status == 303;
        EXPECT_TRUE(no || params.size() == 1 || r.name.starts_with("person.ask"))
            << r.name << " answers " << a.status << " to " << by->name;
      }
    }
  }
}

/// Somebody inside the person's own door, and whoever speaks for them.
class OwnRoutes : public Routes {
 protected:
  Caller come_in(std::string_view code, const std::string& name) {
    const auto in = must(ll->own_doors->enter(code, make_date(1964, 3, 4), "192.0.2.77"));
    Caller c{.name = name};
    c.own = in.token;
    c.csrf = in.session.csrf;
    return c;
  }
  Pass details_pass() {
    const auto& boss = *std::ranges::find(callers, std::string("supervisor in team A"), &Caller::name);
    return must(ll->gate->write_about(must(ll->gate->actor(boss.id)), person,
                                      charter().find_kind("profile").value()));
  }
  Caller the_person() {
    return come_in(
        must(ll->own_doors->hand_over(details_pass(), {person, {}, "", make_date(1964, 3, 4)})).code,
        "the person");
  }
  Caller the_attorney() {
    people::Relationship r;
    r.person = person;
    r.name = "Ada Example";
    r.relation = "sibling";
    r.authority = "lpa-health";
    r.evidence = "Saw the registered copy";
    r.may_know = {"identity"};
    const auto as = [&](std::string_view name) {
      const auto who =
          must(ll->gate->actor(std::ranges::find(callers, std::string(name), &Caller::name)->id));
      return std::pair(who,
                       must(ll->gate->write_about(who, person, charter().find_kind("supporters").value())));
    };
    const auto id = must(ll->circle->add(as("worker in team A").second, r));
    const auto [boss, pass] = as("supervisor in team A");
    must(ll->circle->verify(boss, pass, id, 1));
    return come_in(
        must(ll->own_doors->hand_over(details_pass(), {person, id, "", make_date(1964, 3, 4)})).code,
        "whoever speaks for the person");
  }
};

TEST_F(OwnRoutes, Attack_A3_behind_their_own_door_people_read_no_words_of_staff) {
  const auto told = charter::own_sight(charter(), charter::OwnPart::Details);
  CategorySet let_know;
  let_know.add(*charter().find_category("identity"));
  for (const auto& [by, within] : {std::pair(the_person(), told), std::pair(the_attorney(), told & let_know)})
    for (const auto& r : router.routes()) {
      if (r.access != Access::Portal || r.method == Method::Post) continue;
      for (const auto& query : {http::Fields{}, http::Fields{{"right", "access"}, {"before", "10"}}}) {
        const auto a = ask(r, {{"org", "ll"}}, by, query);
        const std::string what = r.name + " by " + by.name;
        EXPECT_TRUE(a.status == 200 || (a.status == 403 && by.name != "the person"))
            << what << " " << a.status;
        for (std::size_t i = 0; i < charter().categories.size(); ++i) {
          const auto c = static_cast<CategoryIx>(i);
          EXPECT_TRUE(within.has(c) || a.bytes().find(marker(charter().at(c))) == std::string_view::npos)
              << what << " shows " << charter().at(c).code;
        }
        for (const auto& c : callers)
          EXPECT_EQ(a.bytes().find("Staff " + c.name), std::string_view::npos) << what;
        EXPECT_NE(a.bytes().find("/own/exit"), std::string_view::npos) << what << " has no way out";
      }
    }
}

TEST_F(OwnRoutes, each_page_behind_the_door_is_on_the_ledger_as_theirs) {
  const auto by = the_person();
  news();
  for (const auto& r : router.routes()) {
    if (r.access != Access::Portal || r.method == Method::Post || r.name == "own.request") continue;
    ask(r, {{"org", "ll"}}, by);
    const auto lines = news();
    EXPECT_TRUE(std::ranges::any_of(lines, [&](const ledger::Entry& e) {
      return e.act == Act::View && e.outcome == "themselves" && about_person(e);
    })) << r.name;
  }
}

TEST_F(OwnRoutes, Attack_a_session_of_one_sort_opens_no_page_of_the_other) {
  auto inside = the_person(), staff = callers.front();
  inside.token = inside.own;  // in the cookie of staff
  staff.own = staff.token;    // and the reverse
  for (const auto& r : router.routes()) {
    if (r.access != Access::SignedIn && r.access != Access::Portal) continue;
    const auto& by = r.access == Access::Portal ? staff : inside;
    for (const auto& params : fill(r, few())) {
      auto form = busy_form(by);
      form.add("csrf", by.csrf);
      if (r.method != Method::Post) form = {};
      EXPECT_EQ(ask(r, params, by, {}, form).status, r.method == Method::Post ? 401 : 303)
          << r.name << by.name;
    }
  }
}

TEST_F(OwnRoutes, Attack_a_form_behind_the_door_from_elsewhere_or_without_its_token_does_nothing) {
  const auto by = the_person();
  news();
  for (const auto& r : router.routes()) {
    if (r.access != Access::Portal || r.method != Method::Post) continue;
    http::Fields form{{"right", "access"}, {"what", "keep-you-informed"}};
    EXPECT_EQ(ask(r, {{"org", "ll"}}, by, {}, form).status, 409) << r.name;
    form.add("csrf", by.csrf);
    EXPECT_EQ(ask(r, {{"org", "ll"}}, by, {}, form, {{"origin", "https://evil.example"}}).status, 403)
        << r.name;
    expect_nothing_happened(r.name);
  }
}

TEST_F(OwnRoutes, leaving_ends_it_without_a_script_and_the_next_at_the_screen_finds_nothing) {
  const auto by = the_person();
  const auto* out = router.named("own.exit");
  const auto* start = router.named("own.start");
  ASSERT_EQ(ask(*start, {{"org", "ll"}}, by).status, 200);
  const auto a = ask(*out, {{"org", "ll"}}, by);
  EXPECT_EQ(a.status, 303);
  EXPECT_TRUE(std::ranges::any_of(a.headers, [](const auto& h) {
    return h.first == "Location" && h.second.starts_with("https://www.bbc.co.uk/");
  }));
  EXPECT_EQ(ask(*start, {{"org", "ll"}}, by).status, 303);
  EXPECT_FALSE(ll->own_doors->find(by.own));
  const auto late = ask(*router.named("own.request.post"), {{"org", "ll"}}, by, {},
                        {{"csrf", by.csrf}, {"right", "correction"}, {"words", "zqwhatitypedqz"}});
  EXPECT_EQ(late.status, 401);
  EXPECT_EQ(late.bytes().find("zqwhatitypedqz"), std::string_view::npos)
      << "what was typed is not given back";
}

TEST_F(OwnRoutes, Attack_A3_no_answer_at_the_door_tells_who_is_known) {
  the_person();
  const auto page = [&](std::string_view route, http::Fields form) {
    for (const auto* name : {"born", "birth"}) {
      form.add(std::string(name) + "-day", "4");
      form.add(std::string(name) + "-month", "3");
    }
    auto a = ask(*router.named(route), {{"org", "ll"}}, nobody, {}, form);
    std::string text(a.bytes());
    for (const auto& typed : {"AAAA-BBBB-CCCC", "ZZZZ-ZZZZ-ZZZZ", "zq@example.org", "no@example.org"})
      for (auto at = text.find(typed); at != text.npos; at = text.find(typed))
        text.replace(at, std::string(typed).size(), "T");
    return std::to_string(a.status) + without_page_tokens(text);
  };
  const auto made =
      must(ll->own_doors->hand_over(details_pass(), {person, {}, "zq@example.org", make_date(1964, 3, 4)}));
  must(ll->own_doors->enter(made.code, make_date(1964, 3, 4), "192.0.2.78"));
  const http::Fields right{{"born-year", "1964"}, {"birth-year", "1964"}};
  const auto with = [&](std::string_view name, std::string_view value) {
    auto f = right;
    f.add(std::string(name), std::string(value));
    return f;
  };
  EXPECT_EQ(page("own.ask.post", with("mail", "zq@example.org")),
            page("own.ask.post", with("mail", "no@example.org")));
  EXPECT_EQ(page("own.paper.post", with("code", "AAAA-BBBB-CCCC")),
            page("own.paper.post", with("code", "ZZZZ-ZZZZ-ZZZZ")));
}

TEST_F(OwnRoutes, whom_to_ask_stands_on_every_page_of_the_door) {
  const auto by = the_person();
  const auto* who = charter().contact("data-protection");
  ASSERT_NE(who, nullptr);
  for (const auto& r : router.routes())
    if ((r.access == Access::Portal || r.name.starts_with("own.")) && r.method == Method::Get &&
        r.name != "own.exit") {
      const auto a = ask(r, {{"org", "ll"}}, by);
      EXPECT_NE(a.bytes().find(who->email), std::string_view::npos) << r.name;
    }
}

TEST(Promise, IG_C_whom_to_ask_stands_on_the_notice_and_at_the_door) {
  const std::string base = std::string(CANDOUR_SOURCE_DIR) + "/charters";
  const auto dir = std::filesystem::path(testing::TempDir()) / ("candour-ig-" + to_text(make_id128(1)));
  SetClock clock(*to_unix({make_date(2026, 11, 21), 10, 0}));
  const log::Log log(clock, [](std::string_view) {});
  web::HouseOptions where;
  where.charter_files = {base + "/ig.yaml"};
  where.catalogue_dir = base + "/catalogue";
  where.data_dir = dir.string();
  {
    const auto house = must(web::open_house(where, clock));
    web::Site site(*house, html::AssetUrls{}, web::SiteOptions{}, log);
    http::Router router;
    web::add_all_pages(router, site);
    const auto* who = house->find("ig")->charter->contact("data-protection");
    ASSERT_NE(who, nullptr);
    for (const auto* path : {"/ig/notice", "/ig/own/come-in", "/ig/own/come-in/code"}) {
      http::Request r;
      r.path = path;
      r.headers.add("host", "localhost");
      r.remote = "192.0.2.1";
      const auto a = http::answer(router, site.pages(), {}, log, clock, std::move(r));
      EXPECT_EQ(a.status, 200) << path;
      EXPECT_NE(a.bytes().find(who->title), std::string_view::npos) << path;
      EXPECT_NE(a.bytes().find(who->email), std::string_view::npos) << path;
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(dir, ignored);
}

}  // namespace
}  // namespace candour::attacks
