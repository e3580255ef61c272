// Lists of people and lists that leave, over the pages: for everybody signed in, whom the list names, what
// stands on the ledger of it, and who gets a file.
#include <gmock/gmock.h>

#include <algorithm>

#include "house_for_tests.h"

namespace candour::attacks {
namespace {

using ledger::Act;
using testing::HasSubstr;
using testing::Not;

class Lists : public AttackedHouse {
 protected:
  http::Response get(const std::string& name, const Caller& by, http::Fields query = {}) {
    return ask(route(name), {{"org", "ll"}}, by, std::move(query));
  }
  http::Response take(const Caller& by, http::Fields query, std::string reason, std::string form = "csv") {
    return ask(route("people.list.export.post"), {{"org", "ll"}}, by, std::move(query),
               {{"csrf", by.csrf}, {"reason", std::move(reason)}, {"form", std::move(form)}});
  }
  const http::Route& route(std::string_view name) const {
    return *std::ranges::find(router.routes(), name, &http::Route::name);
  }
  const Caller& called(std::string_view name) const {
    return *std::ranges::find(callers, name, &Caller::name);
  }
  bool may_export(const Caller& by) const { return charter().at(by.role).has(charter::Duty::ExportLists); }
  /// Lines of that act about the person.
  std::vector<ledger::Entry> lines(const Caller& by, Act act) {
    std::vector<ledger::Entry> out;
    for (const auto& e : news())
      if (e.actor == by.id && e.act == act && std::ranges::count(e.people, person) > 0) out.push_back(e);
    return out;
  }
  static http::Fields columns() {
    return {{"column", "la-reference"}, {"column", "email"}, {"column", "phone"}, {"column", "service"}};
  }
};

TEST_F(Lists, Promise_ALL_2_one_line_of_a_list_with_the_people_shown_and_nobody_out_of_reach) {
  int named = 0;
  for (const auto& by : callers) {
    news();
    const auto page = get("people.list", by, columns());
    const bool there = page.bytes().find(kFamily) != std::string_view::npos;
    const auto looks = lines(by, Act::View);
    EXPECT_TRUE(by.reaches || !there) << by.name;
    EXPECT_EQ(looks.size(), there ? 1u : 0u) << by.name;
    for (const auto& e : looks) EXPECT_EQ(e.what, "people") << by.name;
    const auto numbers = charter().find_category("reference-numbers").value();
    if (!charter().at(by.role).sees.has(numbers)) {
      EXPECT_THAT(std::string(page.bytes()), Not(HasSubstr("Council reference"))) << by.name;
    }
    named += there;
  }
  EXPECT_GE(named, 3);
}

TEST_F(Lists, Promise_ALL_2_a_file_for_nobody_without_the_duty_and_a_line_of_everybody_in_it) {
  int taken = 0;
  for (const auto& by : callers) {
    news();
    const auto file = take(by, columns(), "For the fire drill at the centre on Thursday");
    const bool there = file.bytes().find(kFamily) != std::string_view::npos;
    EXPECT_TRUE(!there || (by.reaches && may_export(by))) << by.name;
    EXPECT_EQ(file.status == 403, !may_export(by)) << by.name << " " << file.status;
    const auto exports = lines(by, Act::Export);
    EXPECT_EQ(exports.size(), there ? 1u : 0u) << by.name;
    taken += there;
    if (!there) continue;
    EXPECT_THAT(exports.front().categories, testing::Contains("reference-numbers")) << by.name;
    EXPECT_TRUE(std::ranges::any_of(file.headers, [](const auto& h) {
      return h.first == "Content-Disposition" && h.second.starts_with("attachment");
    })) << by.name;
  }
  EXPECT_GE(taken, 1);
}

TEST_F(Lists, a_file_needs_a_reason_and_what_was_typed_comes_back) {
  const auto& boss = called("supervisor in team A");
  news();
  const auto again = take(boss, {{"state", "enrolled"}}, "asdfasdf");
  EXPECT_EQ(again.status, 422);
  EXPECT_THAT(std::string(again.bytes()), HasSubstr("asdfasdf"));
  EXPECT_THAT(std::string(again.bytes()), HasSubstr("?state=enrolled"));
  EXPECT_TRUE(lines(boss, Act::Export).empty());
  EXPECT_EQ(take(boss, {}, "For the fire drill at the centre on Thursday", "exe").status, 422);
}

TEST_F(Lists, a_filter_that_is_not_understood_shows_nothing) {
  const auto& boss = called("supervisor in team A");
  const std::vector<http::Fields::Item> wrong = {
      {"service", "nowhere"}, {"team", "nobody"}, {"worker", PersonId::make(7).text()},
      {"state", "lost"},      {"due", "-1"},      {"due", "9999999999"},
      {"order", "random"}};
  for (const auto& [name, value] : wrong) {
    const auto page = get("people.list", boss, {{name, value}});
    EXPECT_EQ(page.status, 422) << name << " " << value;
    EXPECT_EQ(page.bytes().find(kFamily), std::string_view::npos) << name;
  }
  for (const auto* after : {"x", "1.2.3.4", "1.zz.0.0", "...."})
    EXPECT_EQ(get("people.list", boss, {{"after", after}}).status, 404) << after;
  EXPECT_EQ(get("people.list", boss, {{"column", "no-such-column"}}).status, 200);
}

TEST_F(Lists, a_saved_list_of_somebody_else_is_not_there) {
  const auto& boss = called("supervisor in team A");
  const auto& worker = called("worker in team A");
  const auto id = must(ll->saved_lists->save(boss.id, "Zqlistqz", "?state=enrolled"));
  const auto forget = [&](const Caller& by) {
    return ask(route("people.list.forget"), {{"org", "ll"}}, by, {},
               {{"csrf", by.csrf}, {"list", id.text()}});
  };
  EXPECT_THAT(std::string(get("people", boss).bytes()), HasSubstr("Zqlistqz"));
  EXPECT_THAT(std::string(get("people", worker).bytes()), Not(HasSubstr("Zqlistqz")));
  EXPECT_EQ(forget(worker).status, 404);
  EXPECT_EQ(forget(boss).status, 303);
  EXPECT_THAT(std::string(get("people", boss).bytes()), Not(HasSubstr("Zqlistqz")));
}

}  // namespace
}  // namespace candour::attacks
