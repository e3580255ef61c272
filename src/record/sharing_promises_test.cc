// What the charters that we ship promise of sharing, tried on each as a worker would.
#include <gmock/gmock.h>

#include "gate/consent_flags.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::record {
namespace {

using ::testing::HasSubstr;

class TellingFrom : public Scene {
 protected:
  using Scene::Scene;
  gate::ConsentFlags flags{w.gate, *w.db, w.clock};

  Result<EntryId> tell(std::string_view who, std::string_view on, std::vector<std::string> what,
                       const charter::Values& more = {}) {
    auto e = fresh("disclosure", "{}");
    e.values = what_is_told(today(w.clock.now()), who, on, std::move(what));
    for (const auto& [key, value] : more) e.values[key] = value;
    return entries.write(to_write(worker, "disclosure"), e);
  }
  void sign(std::string_view recipient) {
    auto e = fresh("agreement", "{}");
    e.person = gate::subject_of(*w.charter, w.service());
    e.values = what_was_signed(today(w.clock.now()), recipient);
    must(entries.write(must(w.gate.write(manager, e.person, e.service, e.kind)), e));
  }
  void agree_to(std::string_view code) {
    must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, code));
  }
};

class FromLivingWell : public TellingFrom {
 protected:
  FromLivingWell() : TellingFrom("lw") {}
};

TEST_F(FromLivingWell,
       Promise_LW_4_4_a_surgery_hears_when_they_were_told_before_and_keeps_to_our_conditions) {
  const auto to_gp = [&](const charter::Values& more = {}) {
    return tell("gp", "for-share-in-pathway", {"health"}, more);
  };
  EXPECT_THAT(wrong_at(to_gp(), "recipient"), HasSubstr("only under an agreement"));
  sign("gp");
  EXPECT_EQ(wrong_at(to_gp(), ""), "");
  EXPECT_THAT(wrong_at(to_gp({{"told", "after"}, {"told-on", nullptr}}), "told"), HasSubstr("told before"));
  EXPECT_THAT(wrong_at(to_gp({{"told", "no"}, {"told-on", nullptr}, {"why-not-told", "No time"}}), "told"),
              HasSubstr("part 4"));
}

class FromImago : public TellingFrom {
 protected:
  FromImago() : TellingFrom("ig", make_date(2014, 3, 4)) {}
};

TEST_F(FromImago, Promise_IG_6_2_they_agreed_or_the_law_demands_it) {
  const auto ordinary = [&] { return tell("social-services", "for-keep-safe", {"identity"}); };
  EXPECT_THAT(wrong_at(ordinary(), "recipient"), HasSubstr("must have agreed"));
  EXPECT_EQ(
      wrong_at(tell("social-services", "ground-legal-duty", {"identity"}, {{"detail", "An order"}}), ""), "");
  agree_to("tell-social-services");
  EXPECT_EQ(wrong_at(ordinary(), ""), "");
  EXPECT_THAT(wrong_at(tell("school", "for-short-breaks-for-children", {"identity"}), "recipient"),
              HasSubstr("must have agreed"))
      << "of one body nothing follows for another";
}

TEST_F(FromImago, Promise_IG_6_1_those_listed_give_information_and_get_it) {
  agree_to("tell-school");
  EXPECT_EQ(wrong_at(tell("school", "for-short-breaks-for-children", {"education"}), ""), "");
  auto note =
      fresh("contact-note", R"({"when":"2026-11-20T14:20","method":"phone","what-happened":"She was away"})");
  note.source = "school";
  EXPECT_TRUE(entries.write(to_write(worker, "contact-note"), note));
  note.source = "newspaper";
  const auto from_nobody = entries.write(to_write(worker, "contact-note"), note);
  ASSERT_FALSE(from_nobody);
  EXPECT_EQ(wrong_at(from_nobody, "source"), "Choose who told us this");
  EXPECT_FALSE(tell("newspaper", "for-short-breaks-for-children", {"identity"}));
  const auto givers = charter::givers(*w.charter);
  EXPECT_TRUE(std::ranges::any_of(givers, [](const auto& g) { return g.first == "school"; }))
      << "and a form offers them as who told us";
}

class FromImagine : public TellingFrom {
 protected:
  const ServiceIx jobs = w.service("work-and-learning");
  gate::Actor boss_there = w.actor(w.hire("supervisor", jobs));
  const StaffId worker_there = w.hire("worker", jobs, std::nullopt, boss_there.id);
  PersonId seeks_work;

  FromImagine() : TellingFrom("im") {
    boss_there = w.actor(boss_there.id);
    seeks_work =
        w.enrol(boss_there, worker_there, std::nullopt, static_cast<std::size_t>(jobs), "Ada", "Obi").person;
  }
  Pass writes_there(std::string_view kind) {
    return must(w.gate.write(w.actor(worker_there), seeks_work, jobs, w.kind(kind)));
  }
  Result<EntryId> to_employer() {
    auto e = fresh("disclosure", "{}");
    e.person = seeks_work;
    e.service = jobs;
    e.values = what_is_told(today(w.clock.now()), "employer", "for-work-and-learning", {"employment"});
    return entries.write(writes_there("disclosure"), e);
  }
};

TEST_F(FromImagine, Promise_IM_6_3_an_employer_hears_of_them_only_after_a_yes_that_names_them) {
  EXPECT_THAT(wrong_at(to_employer(), "recipient"),
              HasSubstr("must have agreed to it first (notice, part 6.3)"));
  EXPECT_THAT(wrong_at(tell("outside-help", "for-deliver-support", {"contact"}), "recipient"),
              HasSubstr("must have agreed"))
      << "nor does any other who is no part of the support";
  must(people::agree(*w.db, flags, writes_there("consent-form"), seeks_work, "tell-employer"));
  EXPECT_EQ(wrong_at(to_employer(), ""), "");
  must(people::take_back(*w.db, flags, writes_there("consent-form"), seeks_work, "tell-employer"));
  EXPECT_NE(wrong_at(to_employer(), "recipient"), "");
}

TEST_F(FromImagine, Promise_IM_10_1_a_surgery_gets_what_the_notice_lists_and_nobody_off_it_anything) {
  EXPECT_EQ(wrong_at(tell("gp", "for-deliver-support", {"health", "care"}), ""), "");
  EXPECT_THAT(wrong_at(tell("gp", "for-deliver-support", {"outcome"}), "what"),
              HasSubstr("(notice, part 10.1)"));
  EXPECT_THAT(wrong_at(tell("other", "for-deliver-support", {"identity"}), "recipient"),
              HasSubstr("only on an exceptional ground"));
}

TEST_F(FromImagine, Promise_IM_10_2_whoever_pays_gets_nothing_before_an_agreement_is_signed) {
  const auto ask = [&] { return tell("commissioner", "for-report-to-commissioners", {"identity"}); };
  EXPECT_THAT(wrong_at(ask(), "recipient"), HasSubstr("only under an agreement, and none holds today"));
  sign("commissioner");
  EXPECT_EQ(wrong_at(ask(), ""), "");
}

class FromLeadingLives : public TellingFrom {
 protected:
  FromLeadingLives() : TellingFrom("ll") {}
};

TEST_F(FromLeadingLives, Promise_LL_3_2a_each_sharing_has_its_ground_and_goes_by_it) {
  EXPECT_THAT(wrong_at(tell("police", "none", {"identity"}), "rests-on"), HasSubstr("without a reason"));
  const charter::Values urgent{{"detail", "She fell and is in the ambulance"}, {"already", "yes"}};
  const auto id = must(tell("health", "ground-medical-emergency", {"health"}, urgent));
  EXPECT_EQ(entry(worker, id).values.at("rests-on"), "ground-medical-emergency");
  EXPECT_EQ(entry(worker, id).state, "given") << "nobody need approve it: an ambulance does not wait";
  auto untold = urgent;
  untold["told"] = "no";
  untold["told-on"] = nullptr;
  untold["why-not-told"] = "No time";
  EXPECT_THAT(wrong_at(tell("health", "ground-medical-emergency", {"health"}, untold), "told"),
              HasSubstr("names no exception"))
      << "they are told afterwards";
}

TEST_F(FromLivingWell, Promise_LW_4_5_a_court_hears_nothing_before_somebody_above_approved_it) {
  const charter::Values facts{{"detail", "An order of the court, with its number"}};
  auto at_once = facts;
  at_once["already"] = "yes";
  EXPECT_THAT(wrong_at(tell("court", "ground-court", {"identity"}, at_once), "already"),
              HasSubstr("approves it first (notice, part 4)"));
  EXPECT_NE(wrong_at(tell("court", "ground-court", {"identity"}), "detail"), "") << "which order it is";
  const auto id = must(tell("court", "ground-court", {"identity"}, facts));
  EXPECT_EQ(entry(worker, id).state, "waiting");
  const auto step = [&](const gate::Actor& who, std::string_view code) {
    const auto pass = must(w.gate.step(who, person, w.service(), w.kind("disclosure")));
    return entries.move(who, pass, person, id, entry(worker, id).version, code, "");
  };
  EXPECT_FALSE(step(worker, "give"));
  must(step(manager, "approve"));
  EXPECT_EQ(entry(worker, id).state, "ready");
  must(step(worker, "give"));
}

class FromWellbeingCentres : public TellingFrom {
 protected:
  FromWellbeingCentres() : TellingFrom("ps") {}
};

TEST_F(FromWellbeingCentres, Promise_PS_5_2_authorities_hear_what_the_law_demands_and_no_more) {
  EXPECT_THAT(wrong_at(tell("authority", "for-keep-safe", {"health"}), "what"),
              HasSubstr("does not let it get “Your health”"));
  EXPECT_EQ(wrong_at(tell("authority", "ground-legal-duty", {"identity"}, {{"detail", "An order"}}), ""), "");
  EXPECT_THAT(wrong_at(tell("authority", "ground-legal-duty", {"identity"}), "detail"), HasSubstr("part 4"))
      << "which law, and what it demands";
  EXPECT_THAT(wrong_at(tell("authority", "for-keep-you-updated", {"identity"}), "rests-on"),
              HasSubstr("is not given to"));
}

class Choice : public SharingTest {};

TEST_F(Choice, Promise_LL_2_5e_a_story_is_neither_written_down_nor_seen_without_its_yes) {
  const auto write_down = [&] {
    return entries.write(to_write("voluntary-item"), fresh("voluntary-item", a_story()));
  };
  const auto sees = [&] {
    return w.sees(must(w.gate.see(w.actor(lead), person, {ledger::Act::View, "record", "", people::kAll})),
                  "voluntary");
  };
  EXPECT_FALSE(write_down());
  EXPECT_FALSE(sees());
  agree_to("tell-stories");
  EXPECT_TRUE(write_down());
  EXPECT_TRUE(sees());
  take_back("tell-stories");
  EXPECT_FALSE(write_down());
  EXPECT_FALSE(sees());
}

TEST_F(Choice, Promise_LL_2_1j_what_somebody_adds_by_choice_has_its_signed_permission_and_its_use) {
  agree_to("tell-stories");
  EXPECT_TRUE(entries.write(to_write("voluntary-item"), fresh("voluntary-item", a_story())));
  for (const auto* gone : {"permission", "used-for", "given-by", "ask-again-on"}) {
    auto less = a_story();
    less.erase(gone);
    EXPECT_NE(wrong(entries.write(to_write("voluntary-item"), fresh("voluntary-item", less)), gone), "")
        << gone;
  }
}

}  // namespace
}  // namespace candour::record
