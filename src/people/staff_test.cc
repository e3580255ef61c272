#include "people/staff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using ledger::Act;

NewStaff somebody(World& w, const std::string& username) {
  NewStaff s;
  s.name = "Robin Vale";
  s.email = "robin@example.org";
  s.username = username;
  s.posts = {{*w.charter->find_role("worker"), w.service(), std::nullopt}};
  return s;
}

std::string field_of(const Error& e) {
  return e.fields.empty() ? "" : e.fields.front().field;
}

TEST(StaffBook, adds_with_the_duty_only_and_on_the_ledger) {
  World w("ll");
  const auto admin = w.actor(w.hire("admin")), boss = w.actor(w.hire("supervisor", w.service()));
  EXPECT_EQ(w.staff.add(boss, somebody(w, "robin")).error().code, Code::NotAllowed);
  const auto id = must(w.staff.add(admin, somebody(w, "robin")));
  const auto entry = w.all_kept().front().entry;
  EXPECT_EQ(entry.act, Act::StaffChange);
  EXPECT_EQ(entry.actor, admin.id);
  EXPECT_EQ(entry.thing, id.text());
  EXPECT_EQ(w.staff.directory()->name(id), "Robin Vale");
  EXPECT_EQ(w.staff.directory()->find(id)->username, "robin");
  EXPECT_TRUE(w.actor(id).posts.empty()) << "what opens records waits for a second person";
  const auto lead = w.actor(w.hire("dp-lead"));
  must(w.staff.second().confirm(lead, must(w.staff.second().for_me(lead)).front().id));
  EXPECT_EQ(w.actor(id).posts.size(), 1u);
}

TEST(StaffBook, checks_what_was_typed) {
  World w("ll");
  const auto admin = w.actor(w.hire("admin"));
  must(w.staff.add(admin, somebody(w, "robin")));
  EXPECT_EQ(field_of(w.staff.add(admin, somebody(w, " ROBIN ")).error()), "username") << "taken";
  EXPECT_EQ(field_of(w.staff.add(admin, somebody(w, "r!")).error()), "username");
  auto s = somebody(w, "second");
  s.password = "password1234";
  EXPECT_EQ(field_of(w.staff.add(admin, s).error()), "password");
  s = somebody(w, "second");
  s.posts.clear();
  EXPECT_EQ(field_of(w.staff.add(admin, s).error()), "posts");
  s = somebody(w, "second");
  s.posts[0].team = TeamId::make(1);
  EXPECT_EQ(field_of(w.staff.add(admin, s).error()), "posts");
  s = somebody(w, "second");
  s.supervisor = StaffId::make(1);
  EXPECT_EQ(field_of(w.staff.add(admin, s).error()), "supervisor");
  s = somebody(w, "second");
  s.name = "  ";
  EXPECT_EQ(field_of(w.staff.add(admin, s).error()), "name");
}

TEST(StaffBook, the_first_needs_nobody_and_the_second_does) {
  World w("ll");
  must(w.staff.add({}, somebody(w, "first")));
  EXPECT_EQ(w.staff.add({}, somebody(w, "second")).error().code, Code::Conflict);
  EXPECT_EQ(w.staff.seed(somebody(w, "second"), false).error().code, Code::Conflict);
  EXPECT_TRUE(w.staff.seed(somebody(w, "second"), true));
}

TEST(StaffBook, nobody_changes_their_own_posts_or_signs_themselves_off) {
  World w("ll");
  const auto admin = w.actor(w.hire("admin"));
  const std::vector<gate::Post> grand = {{*w.charter->find_role("supervisor"), std::nullopt, std::nullopt}};
  auto more = grand;
  more.insert(more.end(), admin.posts.begin(), admin.posts.end());
  must(w.staff.change_posts(admin, admin.id, more, {}));
  EXPECT_NE(w.actor(admin.id).posts.front().role, grand.front().role) << "it waits for a second person";
  EXPECT_EQ(w.staff.leave(admin, admin.id).error().code, Code::Invalid);
  const auto other = w.hire("worker", w.service());
  must(w.staff.change_posts(admin, other, grand, admin.id));
  const auto lead = w.actor(w.hire("dp-lead"));
  const auto waits = must(w.staff.second().about(admin, other));
  ASSERT_EQ(waits.size(), 1u);
  must(w.staff.second().confirm(lead, waits.front().id));
  EXPECT_EQ(w.actor(other).posts.front().role, *w.charter->find_role("supervisor"));
  EXPECT_EQ(w.staff.directory()->find(other)->supervisor, admin.id);
  EXPECT_EQ(w.staff.change_posts(admin, other, grand, other).error().code, Code::Invalid) << "their own boss";
  EXPECT_EQ(w.staff.change_posts(admin, StaffId::make(5), grand, {}).error().code, Code::NotFound);
}

TEST(StaffBook, names_do_not_rest_in_the_open) {
  World w("ll");
  must(w.staff.seed(somebody(w, "robin.vale"), true));
  must(w.db->read([&](store::Session& s) {
    return s.each("SELECT sealed FROM staff WHERE org=$1", {w.db->org()}, [&](const store::Row& row) {
      EXPECT_EQ(as_text(row.blob(0)).find("Robin"), std::string_view::npos);
      EXPECT_EQ(as_text(row.blob(0)).find("robin"), std::string_view::npos);
      return true;
    });
  }));
}

TEST(StaffBook, teams_belong_to_a_service) {
  World w("ll");
  const auto admin = w.actor(w.hire("admin")), boss = w.actor(w.hire("supervisor"));
  EXPECT_FALSE(w.staff.add_team(boss, "North", w.service()));
  EXPECT_EQ(field_of(w.staff.add_team(admin, " ", w.service()).error()), "name");
  const auto north = must(w.staff.add_team(admin, "North", w.service()));
  EXPECT_EQ(w.staff.directory()->team(north), "North");
  std::string longest;
  for (int i = 0; i < 200; ++i) longest += "ж";
  EXPECT_TRUE(w.staff.add_team(admin, longest, w.service())) << "letters count, not bytes";
  EXPECT_EQ(field_of(w.staff.add_team(admin, longest + "ж", w.service()).error()), "name");
  EXPECT_EQ(w.staff.directory()->teams().front().service, w.service());
}

TEST(StaffBook, training_of_an_earlier_day_lasts_from_that_day) {
  World w("ll");
  const auto admin = w.actor(w.hire("admin"));
  const auto boss = w.hire("supervisor", w.service());
  const auto worker = w.hire("worker", w.service(), std::nullopt, boss);
  const auto person = w.enrol(w.actor(boss), worker, std::nullopt).person;
  const auto opens = [&] {
    const auto actor = w.gate.actor(worker);
    return actor &&
           w.gate.see(*actor, person, {ledger::Act::View, "record", "", CategorySet::of_bits(~0ull)});
  };
  const auto ten_months_ago = start_of_day(make_date(2026, 1, 21));
  must(w.staff.record_training(admin, worker, ten_months_ago));
  EXPECT_TRUE(opens());
  w.clock.set(start_of_day(make_date(2027, 1, 20)));
  EXPECT_TRUE(opens());
  w.clock.set(start_of_day(make_date(2027, 1, 23)));
  EXPECT_FALSE(opens()) << "twelve months from the day on which it was done, not from when it was written";
}

TEST(StaffBook, training_is_not_of_the_future) {
  World w("ll");
  const auto admin = w.actor(w.hire("admin"));
  EXPECT_EQ(w.staff.record_training(admin, admin.id, {w.clock.now().ms + 1}).error().code, Code::Invalid);
}

}  // namespace
}  // namespace candour::people
