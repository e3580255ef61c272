// Whatever is refused, held back or explained leads to the very part of the notice that says so: on pages, at
// the fields of forms and at the person's own door, for two organisations that number their parts otherwise.
#include <algorithm>
#include <set>

#include "base/calendar_words.h"
#include "charter/sharing.h"
#include "forms_on_page.h"
#include "pages_for_tests.h"
#include "paper/notice.h"

namespace candour::attacks {
namespace {

class PartsOfNotice : public Pages {
 protected:
  std::string organisation() const { return "/" + charter().organisation.code; }
  std::string here(const std::string& rest = "") {
    return organisation() + "/people/" + person.text() + rest;
  }
  /// Words that name the part, as a link to its place.
  std::string way(const std::string& number, const std::string& notice = "notice") const {
    return "href=\"" + organisation() + "/notice#" + paper::part_anchor(number) + "\">" + notice + ", part " +
           number + "</a>";
  }
  /// How many parts of the notice the page leads to. Each of them stands there.
  std::size_t parts_on(const http::Response& page) {
    std::set<std::string> parts;
    for (const auto& to : links_of(page.bytes()))
      if (to.find("/notice#") != to.npos) parts.insert(to);
    for (const auto& to : parts) {
      const auto hash = to.find('#');
      EXPECT_EQ(to.substr(0, hash), organisation() + "/notice");
      EXPECT_NE(get(to.substr(0, hash), nobody).bytes().find("id=\"" + to.substr(hash + 1) + "\""),
                std::string_view::npos)
          << to << " is no part of the notice";
    }
    return parts.size();
  }
  static ::testing::AssertionResult has(const http::Response& page, const std::string& words) {
    if (page.bytes().find(words) != std::string_view::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure()
           << "status " << page.status << ", and the page does not have: " << words;
  }

  /// A sharing of what the charter does not let that body get; nothing else is wrong with it.
  http::Response refused_sharing(const Caller& by, const charter::Recipient& to, std::string_view what) {
    const auto& purposes = charter().purposes;
    const auto purpose = std::ranges::find(purposes, std::string(), &charter::Purpose::beyond_care);
    EXPECT_NE(purpose, purposes.end());
    EXPECT_FALSE(to.categories.has(charter().find_category(what).value()));
    return post(here("/write/disclosure"), by,
                {{"_service", "community-support"},
                 {"_source", "staff"},
                 {"recipient", to.code},
                 {"to-whom", "The front desk"},
                 {"who-asks", "We ring, so that it fits"},
                 {"rests-on", charter::rests_code(*purpose)},
                 {"beyond-care", "no"},
                 {"what", std::string(what)},
                 {"words", "zqtypedqz (notice, part 9999)"},
                 {"weighed", "One sentence"},
                 {"arrangements", "By telephone"},
                 {"how", "phone"},
                 {"on", "2026-11-20"},
                 {"already", "no"},
                 {"told", "before"},
                 {"told-on", "2026-11-19"}});
  }

  void expect_refusals_lead_to_their_part(const Caller& writer, const Caller& stranger,
                                          std::string_view body) {
    const auto no = get(here(), stranger);
    EXPECT_EQ(no.status, 403);
    const auto& clause = charter().at(stranger.role).clause;
    ASSERT_FALSE(clause.empty());
    EXPECT_TRUE(has(no, "This is decided by the <a class=\"govuk-link\" " + way(clause) + "."));
    EXPECT_TRUE(has(no, "Read that part of the notice"));
    EXPECT_EQ(parts_on(no), 1u);

    const auto& to = *charter::find_recipient(charter(), body);
    const auto mend = refused_sharing(writer, to, "health");
    EXPECT_EQ(mend.status, 422);
    std::string at_field;
    for (const auto& form : forms_of(mend.bytes()))
      for (const auto& field : form.fields)
        if (field.name == "what") at_field = field.error;
    EXPECT_NE(at_field.find("(<a class=\"govuk-link\" " + way(to.clause) + ")"), std::string::npos)
        << at_field;
    EXPECT_TRUE(has(mend, "<a href=\"#f-what\">")) << "the summary leads to the field still";
    EXPECT_TRUE(has(mend, way(to.clause, "Notice"))) << "on what terms that body gets something";
    EXPECT_TRUE(has(mend, "zqtypedqz (notice, part 9999)")) << "what was typed comes back as it was";
    EXPECT_GT(parts_on(mend), 0u);
  }

  void expect_grounds_lead_to_their_part(const Caller& writer, const Caller& reader) {
    const auto note = written_by(
        writer, "contact-note",
        R"({"method":"visit","when":"2026-11-20T14:20","what-happened":"zqtypedqz as the notice, part 3 has it"})");
    const auto entry = get(here("/entries/" + note.text()), writer);
    const auto why = entry.body.find("Why it is kept");
    ASSERT_NE(why, std::string::npos);
    EXPECT_NE(entry.body.substr(why, 2000).find("/notice#part-"), std::string::npos)
        << "the ground of an entry";
    for (const auto& path :
         {here("/why"), here("/who-looked"), organisation() + "/charter/matrix?role=worker",
          organisation() + "/charter/explain?role=worker&category=health&service=community-support"}) {
      http::Fields query;
      if (path.find("matrix") != path.npos) query = {{"role", "worker"}};
      if (path.find("explain") != path.npos)
        query = {{"role", "worker"}, {"category", "health"}, {"service", "community-support"}};
      const auto page = get(path, reader, query);
      EXPECT_EQ(page.status, 200) << path;
      const auto main = page.body.find("<main");
      ASSERT_NE(main, std::string::npos);
      EXPECT_NE(page.body.find("otice, part ", main), std::string::npos) << path;
      EXPECT_GT(parts_on(page), 0u) << path;
    }
  }
};

TEST_F(PartsOfNotice, a_refusal_and_a_ground_lead_to_the_part_that_says_so) {
  const auto stranger =
      *std::ranges::find_if(callers, [](const auto& c) { return c.name == "worker in another service"; });
  expect_refusals_lead_to_their_part(of("supervisor"), stranger, "landlord");
  expect_grounds_lead_to_their_part(of("worker"), of("supervisor"));
}

TEST_F(PartsOfNotice, what_is_held_back_leads_to_the_part_that_says_so) {
  const auto& finance = of("finance");
  const auto page = get(here(), finance);
  EXPECT_TRUE(has(page, way(charter().at(finance.role).clause, "Notice")));
  EXPECT_GT(parts_on(page), 0u);
}

TEST_F(PartsOfNotice, the_lines_at_ones_own_door_lead_to_their_part) {
  const auto boss = must(ll->gate->actor(of("supervisor").id));
  const auto details = must(ll->gate->write_about(boss, person, *charter().find_kind("profile")));
  const auto in = must(ll->own_doors->enter(
      must(ll->own_doors->hand_over(details, {person, {}, "", make_date(1964, 3, 4)})).code,
      make_date(1964, 3, 4), "192.0.2.77"));
  Caller own;
  own.own = in.token;
  own.csrf = in.session.csrf;
  get(here(), of("worker"));
  const auto page = get("/ll/own/looked", own);
  EXPECT_TRUE(has(page, "(<a class=\"govuk-link\" href=\"/ll/notice#part-"));
  EXPECT_GT(parts_on(page), 0u);
}

/// Imagine Independence, with staff of its own and a person whom half of them support. Its notice begins with
/// part 1.0, and most of its parts have no title.
class PartsOfAnother : public PartsOfNotice {
 protected:
  PartsOfAnother() {
    ll = house->find("im");
    const auto near = charter().find_service("community-support").value();
    const auto team = must(ll->staff->seed_team("Team A", near)),
               other = must(ll->staff->seed_team("Team B", near));
    callers.clear();
    add("supervisor", near, team);
    add("worker", near, team);
    add("finance", near, team);
    stranger = add("worker", near, other);
    const auto by = must(ll->gate->actor(of("supervisor").id));
    person = PersonId::make(clock.now().ms);
    const auto pass = must(ll->gate->register_new(by, person, near));
    ReferralId referral;
    must(ll->db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(
          ll->people->add(txn, pass, person,
                          {{"given-name", "Ivy"}, {"family-name", "Marsh"}, {"birth-date", "1950-06-07"}}));
      people::NewReferral r;
      r.service = near;
      r.source = "self";
      TRY(referral, ll->journeys->refer(txn, pass, r));
      return {};
    }));
    must(ll->journeys->accept(by, referral, 1, team, of("worker").id));
  }
  Caller add(const std::string& role, ServiceIx in, TeamId team) {
    Caller c{.name = role + " of Imagine", .role = charter().find_role(role).value()};
    people::NewStaff s;
    s.username = role + "-" + std::to_string(callers.size());
    s.name = "Staff " + s.username;
    s.email = s.username + "@example.org";
    s.posts = {{c.role, in, team}};
    s.agreement_at = s.training_at = clock.now();
    s.password = kPassword;
    c.id = must(ll->staff->seed(s, true));
    c.token = sign_in(c);
    callers.push_back(c);
    return c;
  }

  Caller stranger;
};

TEST_F(PartsOfAnother, a_refusal_and_a_ground_lead_to_the_part_that_says_so) {
  expect_refusals_lead_to_their_part(of("supervisor"), stranger, "employer");
  expect_grounds_lead_to_their_part(of("worker"), of("supervisor"));
}

TEST_F(PartsOfAnother, what_is_held_back_leads_to_the_part_that_says_so) {
  const auto page = get(here("/circle"), of("finance"));
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, way(charter().access_clause, "Notice")));
  EXPECT_GT(parts_on(page), 0u);
}

TEST_F(PartsOfNotice, every_part_that_a_rule_names_has_a_place) {
  for (auto* org : {house->find("ll"), house->find("im")}) {
    const auto& c = *org->charter;
    std::set<std::string> named;
    for (const auto& x : c.roles) named.insert(x.clause);
    for (const auto& x : c.recipients) named.insert(x.clause);
    for (const auto& x : c.grounds) named.insert(x.clause);
    for (const auto& x : c.purposes) named.insert(x.clause);
    for (const auto& x : c.rights) named.insert(x.clause);
    named.insert({c.access_clause, c.consent.clause, c.transfer_clause});
    named.erase("");
    EXPECT_GT(named.size(), 5u);
    for (const auto& number : named)
      EXPECT_TRUE(org->part_places.contains(number)) << c.organisation.code << ", part " << number;
  }
}

}  // namespace
}  // namespace candour::attacks
