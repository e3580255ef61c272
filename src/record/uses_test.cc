// Where stories and pictures may be shown, what those who pay and inspect are told, and who is told something
// because they speak for somebody: on the charters that promise it, as a worker would.
#include "charter/uses.h"

#include <gmock/gmock.h>

#include "charter/sharing.h"
#include "gate/consent_flags.h"
#include "gate/words.h"
#include "people/circle_for_tests.h"
#include "people/consent_for_tests.h"
#include "people/relationship.h"
#include "record/disclosures.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::record {
namespace {

using ::testing::HasSubstr;

class Leaving : public Scene {
 protected:
  using Scene::Scene;
  gate::ConsentFlags flags{w.gate, *w.db, w.clock};
  people::Circle circle{w.gate, *w.db, *w.vault, w.clock};

  Result<EntryId> about_service(std::string_view kind, const charter::Values& values) {
    NewEntry e;
    e.person = gate::subject_of(*w.charter, w.service());
    e.service = w.service();
    e.kind = w.kind(kind);
    e.values = values;
    return entries.write(must(w.gate.write(manager, e.person, e.service, e.kind)), e);
  }
  Result<EntryId> tell(std::string_view who, std::string_view on, std::vector<std::string> what) {
    auto e = fresh("disclosure", "{}");
    e.values = what_is_told(today(w.clock.now()), who, on, std::move(what));
    return entries.write(to_write(manager, "disclosure"), e);
  }
  people::Relationship ada(std::string authority, std::vector<std::string> may_know) {
    people::Relationship r;
    r.person = person;
    r.name = "Ada Okafor";
    r.relation = "sibling";
    r.authority = std::move(authority);
    r.evidence = r.authority.empty() ? "" : "The paper with its stamp, on 20 November";
    r.may_know = std::move(may_know);
    return r;
  }
  RelationshipId adds(const people::Relationship& r) {
    return people::add_verified(w, circle,
                                must(w.gate.write(manager, person, w.service(), w.kind("supporters"))), r);
  }
};

class LeavesLeadingLives : public Leaving {
 protected:
  LeavesLeadingLives() : Leaving("ll") {}
  charter::Values figures(std::int64_t many) {
    return {{"recipient", "regulator"},
            {"subject", "Falls, third quarter"},
            {"sort", "figures"},
            {"counts", boost::json::array{boost::json::object{{"of-what", "Falls"}, {"number", many}}}},
            {"what", boost::json::array{"none"}},
            {"words", "How many falls there were"},
            {"how", "portal"},
            {"on", "2026-11-21"}};
  }
  static charter::Values notification() {
    return {{"recipient", "regulator"}, {"subject", "A serious injury"},
            {"sort", "notification"},   {"words", "What happened"},
            {"how", "portal"},          {"on", "2026-11-21"}};
  }
};

TEST_F(LeavesLeadingLives, Promise_LL_2_3g_only_what_was_signed_for_is_published_or_what_shows_nobody) {
  must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, "share-your-story"));
  const auto id = must([&] {
    auto e = fresh("voluntary-item", "{}");
    e.values = a_story();
    return entries.write(to_write(worker, "voluntary-item"), e);
  }());
  const auto use = [&](const charter::Values& answers) {
    const auto pass = must(w.gate.step(manager, person, w.service(), w.kind("voluntary-item")));
    const auto done = entries.move(manager, pass, person, id, entry(manager, id).version, "use", "", answers);
    return done ? std::string() : done.error().fields.at(0).field + ": " + done.error().fields.at(0).message;
  };
  const charter::Values leaflet{{"used-as", "leaflet"}, {"used-in", "Spring"}, {"recognisable", "somebody"}};
  EXPECT_EQ(use(leaflet), "") << "that is what was signed for";
  auto newsletter = leaflet;
  newsletter["used-as"] = "newsletter";
  EXPECT_THAT(use(newsletter), HasSubstr("did not sign for this use (notice, part 2.5)"));
  newsletter["recognisable"] = "nobody";
  EXPECT_THAT(use(newsletter), HasSubstr("how-checked")) << "somebody has to have looked";
  newsletter["how-checked"] = "No name, no face, no place; two of us read it";
  EXPECT_EQ(use(newsletter), "");
  w.clock.set({w.clock.now().ms + std::int64_t{400} * 24 * 3'600'000});
  EXPECT_THAT(use(leaflet), HasSubstr("asked again")) << "nobody said yes again";
}

TEST_F(LeavesLeadingLives, Promise_LL_2_3e_those_who_inspect_get_figures_and_what_the_notice_says_they_get) {
  EXPECT_TRUE(about_service("return", figures(12)));
  EXPECT_TRUE(about_service("return", figures(0)));
  EXPECT_THAT(wrong_at(about_service("return", figures(3)), "counts"), HasSubstr("could be recognised"));
  auto to_other = figures(12);
  to_other["recipient"] = "other";
  EXPECT_THAT(wrong_at(about_service("return", to_other), "recipient"), HasSubstr("not in the notice"));
  auto happened = notification();
  happened["what"] = boost::json::array{"incident"};
  EXPECT_EQ(wrong_at(about_service("return", happened), ""), "");
  happened["what"] = boost::json::array{"financial"};
  EXPECT_THAT(wrong_at(about_service("return", happened), "what"), HasSubstr("does not let it get"));
  const auto id = must(about_service("return", figures(12)));
  const auto subject = gate::subject_of(*w.charter, w.service());
  const auto pass = must(w.gate.step(manager, subject, w.service(), w.kind("return")));
  EXPECT_FALSE(entries.move(manager, pass, subject, id, 1, "send", "")) << "somebody else looks at it first";
}

TEST_F(LeavesLeadingLives,
       Promise_LL_3_2b_nobody_who_claims_to_speak_for_them_is_told_before_papers_were_seen) {
  const auto attorney = [&](std::vector<std::string> what) {
    return tell("attorney", "for-deliver-support", std::move(what));
  };
  adds(ada("", {"care"}));
  EXPECT_THAT(wrong_at(attorney({"care"}), "recipient"), HasSubstr("Nobody speaks for them so now"));
  auto unproved = ada("lpa-health", {"care"});
  unproved.evidence = "";
  EXPECT_FALSE(circle.add(must(w.gate.write(manager, person, w.service(), w.kind("supporters"))), unproved));
  auto over = ada("lpa-health", {"care"});
  over.until = UnixMs{w.clock.now().ms - 24 * 3'600'000};
  adds(over);
  EXPECT_THAT(wrong_at(attorney({"care"}), "recipient"), HasSubstr("part 3.1.2")) << "it ended yesterday";
  adds(ada("appointee", {"care"}));
  EXPECT_NE(wrong_at(attorney({"care"}), "recipient"), "") << "for benefits alone";
  const auto claimed = must(circle.add(must(w.gate.write(manager, person, w.service(), w.kind("supporters"))),
                                       ada("lpa-health", {"care"})));
  EXPECT_THAT(wrong_at(attorney({"care"}), "recipient"), HasSubstr("have a second person verify it"))
      << "written down, and verified by nobody";
  people::verify(w, circle, person, claimed);
  EXPECT_EQ(wrong_at(attorney({"care"}), ""), "");
}

TEST_F(LeavesLeadingLives, Promise_LL_2_1g_what_they_do_not_want_told_to_somebody_is_refused) {
  auto r = ada("", {"contact"});
  r.relation = "social-worker";
  r.recipient = "social-worker";
  r.not_to_know = {"health"};
  r.not_to_know_words = "Not about my hospital stay";
  r.id = adds(r);
  const auto tells = [&](const gate::Actor& by, std::string_view on, std::vector<std::string> what,
                         std::string_view reason = "") {
    auto e = fresh("disclosure", "{}");
    e.values = what_is_told(today(w.clock.now()), "social-worker", on, std::move(what));
    if (!reason.empty()) e.values["against-wish"] = reason;
    return entries.write(to_write(by, "disclosure"), e);
  };
  const auto support = "for-deliver-support";
  const auto refused = tells(worker, support, {"care", "health"});
  EXPECT_THAT(wrong_at(refused, "what"), HasSubstr(" told to Ada Okafor: “Not about my hospital stay”. Leave "
                                                   "it out; or whoever signs off"));
  EXPECT_EQ(wrong_at(tells(worker, support, {"care"}), ""), "") << "what they did not name";
  const auto why = "The review needs it, and she was told so";
  EXPECT_THAT(wrong_at(tells(worker, support, {"health"}, why), "against-wish"),
              HasSubstr("Whoever signs off what others write decides"));
  EXPECT_EQ(wrong_at(tells(manager, support, {"health"}, why), ""), "");
  r.not_to_know = {};
  must(circle.change(must(w.gate.write(manager, person, w.service(), w.kind("supporters"))), r));
  EXPECT_EQ(wrong_at(tells(worker, support, {"health"}), ""), "")
      << "their words alone are shown, and stop nothing";
  const auto shown = must(terms_now({w.gate, *w.db, *w.vault, w.clock}, see(worker), person,
                                    *charter::find_recipient(*w.charter, "social-worker")));
  ASSERT_EQ(shown.not_told.size(), 1u);
  EXPECT_EQ(shown.not_told[0].words, "Not about my hospital stay");
  r.version = 2;
  r.may_know = {"health"};
  r.not_to_know = {"health"};
  const auto both = circle.change(must(w.gate.write(manager, person, w.service(), w.kind("supporters"))), r);
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().fields.at(0).field, "not-to-know") << "and not both";
}

TEST_F(LeavesLeadingLives, Promise_LL_2_1g_whoever_may_write_a_sharing_reads_what_is_not_to_be_told_to_whom) {
  auto r = ada("", {"contact"});
  r.recipient = "social-worker";
  r.not_to_know = {"health"};
  r.not_to_know_words = "Not about my hospital stay";
  adds(r);
  const auto* to = charter::find_recipient(*w.charter, "social-worker");
  const auto read_with = [&](const Pass& pass) {
    const auto now = must(terms_now({w.gate, *w.db, *w.vault, w.clock}, pass, person, *to));
    return now.not_told.size() != 1
               ? "nothing"
               : now.not_told[0].name + " " +
                     people::not_told_words(*w.charter, now.not_told[0].what, now.not_told[0].words);
  };
  const auto said = "Ada Okafor “" + w.charter->at(*w.charter->find_category("health")).name +
                    "”: “Not about my hospital stay”";
  EXPECT_EQ(read_with(to_write(worker, "disclosure")), said) << "the pass with which it is written";
  EXPECT_EQ(read_with(must(w.gate.step(worker, person, w.service(), w.kind("disclosure")))), said)
      << "and that of a step of it";
  const auto home = *w.charter->find_category("relationship");
  EXPECT_FALSE(to_write(worker, "disclosure").may_write().has(home)) << "it reads there, and writes nothing";
  EXPECT_FALSE(to_write(worker, "contact-note").sees(person, home))
      << "a form that tells nobody asks for less";
}

TEST(SharingOfTheShipped, whoever_writes_what_is_told_outside_sees_the_circle_of_support) {
  for (const auto* code : {"im", "ig", "ll", "ps", "lw"}) {
    const people::World w(code);
    const auto homes = gate::circle_categories(*w.charter);
    for (const auto& role : w.charter->roles)
      if (std::ranges::count(role.writes, w.kind("disclosure")) > 0)
        EXPECT_FALSE((role.sees & homes).empty()) << code << " " << role.code;
  }
}

TEST_F(LeavesLeadingLives, Promise_LL_2_1g_an_attorney_is_told_what_the_person_lets_them_know) {
  adds(ada("lpa-health", {"care"}));
  EXPECT_EQ(wrong_at(tell("attorney", "for-deliver-support", {"care"}), ""), "");
  EXPECT_THAT(wrong_at(tell("attorney", "for-deliver-support", {"health"}), "what"),
              HasSubstr("not among what they may know"));
}

TEST_F(LeavesLeadingLives, Promise_LL_2_3f_an_insurer_hears_what_a_claim_needs_under_an_agreement) {
  const auto claim = [&](std::string_view on, std::string what) {
    return tell("insurer", on, {std::move(what)});
  };
  EXPECT_THAT(wrong_at(claim("for-insurance-claims", "incident"), "recipient"),
              HasSubstr("under an agreement"));
  must(about_service("agreement", what_was_signed(today(w.clock.now()), "insurer")));
  EXPECT_EQ(wrong_at(claim("for-insurance-claims", "incident"), ""), "");
  EXPECT_NE(wrong_at(claim("for-insurance-claims", "safeguarding"), "what"), "");
  EXPECT_NE(wrong_at(claim("for-improve-quality", "incident"), "rests-on"), "")
      << "for claims, and nothing else";
}

class LeavesImagine : public Leaving {
 protected:
  LeavesImagine() : Leaving("im") {}
};

TEST_F(LeavesImagine, Promise_IM_6_2_commissioners_get_figures_and_details_of_people_where_that_is_agreed) {
  charter::Values v{{"recipient", "commissioner"},
                    {"subject", "Survey"},
                    {"sort", "figures"},
                    {"counts", boost::json::array{boost::json::object{{"of-what", "People"}, {"number", 4}}}},
                    {"words", "How many"},
                    {"how", "secure-mail"},
                    {"on", "2026-11-21"}};
  EXPECT_THAT(wrong_at(about_service("return", v), "counts"), HasSubstr("could be recognised"));
  v["counts"] = boost::json::array{boost::json::object{{"of-what", "People"}, {"number", 40}}};
  EXPECT_EQ(wrong_at(about_service("return", v), ""), "");
  v["what"] = boost::json::array{"contact"};
  EXPECT_THAT(wrong_at(about_service("return", v), "what"), HasSubstr("Figures name nobody"));
  v["sort"] = "contact-details";
  EXPECT_THAT(wrong_at(about_service("return", v), "recipient"), HasSubstr("under an agreement"));
  must(about_service("agreement", what_was_signed(today(w.clock.now()), "commissioner")));
  EXPECT_EQ(wrong_at(about_service("return", v), ""), "");
  v["what"] = boost::json::array{"safeguarding"};
  EXPECT_THAT(wrong_at(about_service("return", v), "what"), HasSubstr("part 6.2"));
}

class LeavesLivingWell : public Leaving {
 protected:
  LeavesLivingWell() : Leaving("lw") {}
};

TEST_F(LeavesLivingWell, Promise_LW_4_7_what_is_shared_more_widely_is_figures_that_show_nobody) {
  const auto counted = [](int many) {
    return boost::json::array{boost::json::object{{"of-what", "Stopped smoking"}, {"number", many}}};
  };
  charter::Values v{
      {"recipient", "commissioner"}, {"subject", "How well it works, third quarter"}, {"sort", "figures"},
      {"counts", counted(4)},        {"words", "How many stopped smoking"},           {"how", "secure-mail"},
      {"on", "2026-11-21"}};
  EXPECT_THAT(wrong_at(about_service("return", v), "counts"), HasSubstr("could be recognised"));
  v["counts"] = counted(40);
  v["what"] = boost::json::array{"outcome"};
  EXPECT_THAT(wrong_at(about_service("return", v), "what"), HasSubstr("Figures name nobody"));
  v["what"] = boost::json::array{"none"};
  const auto id = must(about_service("return", v));
  // Nothing goes there about one person, agreement or not, with or without a name.
  must(about_service("agreement", what_was_signed(today(w.clock.now()), "commissioner")));
  v["sort"] = "contact-details";
  for (const auto* what : {"outcome", "attendance", "contact"}) {
    v["what"] = boost::json::array{what};
    EXPECT_THAT(wrong_at(about_service("return", v), "what"), HasSubstr("nothing about one person")) << what;
  }
  EXPECT_THAT(wrong_at(tell("commissioner", "for-evaluate", {"outcome"}), "what"),
              HasSubstr("nothing about one person"));
  // Whoever wrote it does not send it: another reads first whether somebody shows.
  const auto subject = gate::subject_of(*w.charter, w.service());
  const auto sends = [&](const gate::Actor& who) {
    const auto pass = must(w.gate.step(who, subject, w.service(), w.kind("return")));
    return entries.move(who, pass, subject, id, 1, "send", "").has_value();
  };
  EXPECT_FALSE(sends(manager));
  EXPECT_TRUE(sends(w.actor(w.hire("supervisor", w.service()))));
}

}  // namespace
}  // namespace candour::record
