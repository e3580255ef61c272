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
