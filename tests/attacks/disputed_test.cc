// What the person says is wrong, on each page that shows it and in what leaves by them; and what is done
// about a restricted record by whoever decides about that, without opening it.
#include "base/calendar_words.h"
#include "forms_on_page.h"
#include "pages_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::attacks {
namespace {

constexpr std::string_view kMark = "Disputed: the person says otherwise";

class DisputedPages : public Pages {
 protected:
  std::string entry_at(EntryId id) { return at("/entries/" + id.text()); }
  /// What stands between two pieces of a page, after the first.
  static std::string between(const std::string& page, std::string_view from, std::string_view to) {
    const auto begin = page.find(from);
    if (begin == page.npos) throw std::runtime_error("the page does not say " + std::string(from));
    const auto start = begin + from.size();
    return page.substr(start, page.find(to, start) - start);
  }
  EntryId sharing_of(std::string_view what, std::string_view already = "no") {
    auto told =
        record::what_is_told(today(clock.now()), "health", "for-deliver-support", {std::string(what)});
    told["already"] = already;
    return written_by(of("worker"), "disclosure", boost::json::serialize(told));
  }
};

TEST_F(DisputedPages, Promise_LL_5_2_what_is_disputed_says_so_on_each_page_that_shows_it) {
  const auto& worker = of("worker");
  const auto note = entry_of("contact-note"), plan = entry_of("support-plan");
  EXPECT_TRUE(says(get(entry_at(note), worker), "They say this is wrong"));
  for (const auto& path : {entry_at(note), at(), at("/part/plan"), at("/profile")})
    EXPECT_FALSE(says(get(path, worker), kMark)) << path;
  EXPECT_TRUE(says(get(entry_at(note) + "/disputed", worker), "What do they say instead?"));
  EXPECT_EQ(post(entry_at(note) + "/disputed", worker, {{"fields", "what-happened"}}).status, 422)
      << "not without what they say";
  EXPECT_EQ(post(entry_at(note) + "/disputed", worker,
                 {{"fields", "what-happened"}, {"words", "zqnotsoqz"}, {"_post-key", "a"}})
                .status,
            303);
  const auto page = get(entry_at(note), worker);
  EXPECT_TRUE(says(page, std::string(kMark) + " about “"));
  EXPECT_TRUE(says(page, "zqnotsoqz"));
  EXPECT_TRUE(says(get(at(), worker, {{"kind", "contact-note"}}), kMark)) << "in the list of entries";
  EXPECT_EQ(post(entry_at(note) + "/disputed", worker,
                 {{"fields", "method"}, {"words", "zqnewerqz"}, {"_post-key", "a2"}})
                .status,
            303);
  for (const auto* words : {"zqnotsoqz", "zqnewerqz"})
    EXPECT_TRUE(says(get(entry_at(note), worker), words)) << "a newer one hides no older one: " << words;
  EXPECT_EQ(post(entry_at(plan) + "/disputed", worker, {{"words", "zqplanqz"}, {"_post-key", "b"}}).status,
            303);
  EXPECT_TRUE(says(get(at("/part/plan"), worker), kMark));
  EXPECT_TRUE(says(get(at("/part/plan"), worker), "zqplanqz"));
  EXPECT_EQ(post(at("/profile/disputed"), worker, {{"words", "zqbornqz"}, {"_post-key", "c"}}).status, 303);
  EXPECT_TRUE(says(get(at("/profile"), worker), kMark));
  EXPECT_TRUE(says(get(at("/profile"), worker), "zqbornqz"));
}

TEST_F(DisputedPages, Promise_LL_5_2_whoever_is_told_outside_is_told_that_it_is_disputed) {
  const auto& worker = of("worker");
  const auto health = entry_of("health-profile");
  ASSERT_EQ(post(entry_at(health) + "/disputed", worker, {{"words", "zqnotsoqz"}}).status, 303);
  const auto sharing = sharing_of("health");
  const auto page = get(entry_at(sharing) + "/send", worker);
  EXPECT_TRUE(says(page, kMark)) << "whoever picks knows it";
  EXPECT_TRUE(says(page, "What the person says instead goes too"));
  http::Fields picked{{"form", "data"}, {"_do", "collect"}, {"based-on", "1"}};
  for (const auto& form : forms_of(page.body))
    for (const auto& f : form.fields)
      if (f.name.starts_with("pick-" + health.text())) picked.add(f.name, f.value);
  ASSERT_GT(picked.size(), 3u);
  const auto ready = post(entry_at(sharing) + "/send", worker, std::move(picked));
  ASSERT_TRUE(says(ready, "/ll/collect/"));
  const auto secret = between(ready.body, "/ll/collect/", "<");
  auto code = between(ready.body.substr(ready.body.find("The code, by telephone")), "<strong>", "</strong>");
  std::erase(code, ' ');
  const auto got = must(ll->pickups->collect(secret, code, "192.0.2.9"));
  const std::string file(got.file.begin(), got.file.end());
  EXPECT_NE(file.find(kMark), std::string::npos) << file;
  EXPECT_EQ(file.find("zqnotsoqz"), std::string::npos) << "their words only where that was ticked";
}

TEST_F(DisputedPages, Promise_LL_5_2_at_their_own_door_they_say_so_and_see_that_it_is_marked) {
  const auto boss = must(ll->gate->actor(of("supervisor").id));
  const auto details = must(ll->gate->write_about(boss, person, *charter().find_kind("profile")));
  const auto in = must(ll->own_doors->enter(
      must(ll->own_doors->hand_over(details, {person, {}, "", make_date(1964, 3, 4)})).code,
      make_date(1964, 3, 4), "192.0.2.77"));
  Caller own;
  own.own = in.token;
  own.csrf = in.session.csrf;
  EXPECT_TRUE(says(get("/ll/own/details", own), "about=details"));
  EXPECT_TRUE(says(get("/ll/own/requests/new", own, {{"right", "correction"}, {"about", "details"}}),
                   "name=\"about\""));
  EXPECT_EQ(post("/ll/own/requests/new", own,
                 {{"right", "correction"}, {"words", "zqbornqz"}, {"key", "a"}, {"about", "details"}})
                .status,
            303);
  EXPECT_TRUE(says(get("/ll/own/details", own), "You say that something here is wrong."));
  const auto staff = get(at("/profile"), of("worker"));
  EXPECT_TRUE(says(staff, kMark));
  EXPECT_TRUE(says(staff, "zqbornqz"));
  const auto plan = entry_of("support-plan").text();
  EXPECT_EQ(post("/ll/own/requests/new", own,
                 {{"right", "correction"}, {"words", "zqplanqz"}, {"key", "b"}, {"about", plan}})
                .status,
            303);
  EXPECT_TRUE(says(get(at("/part/plan"), of("worker")), "zqplanqz"));
  const auto note = entry_of("contact-note").text();
  EXPECT_GE(post("/ll/own/requests/new", own,
                 {{"right", "correction"}, {"words", "x"}, {"key", "c"}, {"about", note}})
                .status,
            400)
      << "what they do not read there";
}

TEST_F(DisputedPages,
       Promise_LL_5_1_that_somebody_heard_of_a_restriction_is_noted_without_opening_the_record) {
  const auto& lead = of("dp-lead");
  const auto& worker = of("worker");
  const auto sharing = sharing_of("health", "yes");
  const auto request = written_by(lead, "information-request",
                                  R"({"right":"restriction","received-on":"2026-11-20","from":"Herself",
                                      "what":"Do not use it"})");
  const auto actor = must(ll->gate->actor(lead.id));
  const auto kind = charter().find_kind("information-request").value();
  const auto place = must(ll->entries->place(person, request));
  const auto step = [&](std::uint32_t on, std::string_view move, const charter::Values& answers) {
    must(ll->entries->move(actor, must(ll->gate->step(actor, person, place.service, kind)), person, request,
                           on, move, "", answers));
  };
  step(1, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}});
  step(2, "restrict",
       {{"answer", "It rests"}, {"answered-on", iso_date(today(clock.now()))}, {"delays", "no"}});
  EXPECT_EQ(get(entry_at(sharing), lead).body.find("That she is safe"), std::string::npos)
      << "what they were told stays shut";
  const auto list = get(at("/to-hear"), lead);
  EXPECT_TRUE(says(list, "They heard of it"));
  EXPECT_TRUE(says(get("/ll/work", lead), "/people/" + person.text() + "/to-hear")) << "it is their work";
  EXPECT_TRUE(says(get(entry_at(request), lead), "Who is to hear of it"));
  EXPECT_FALSE(says(get("/ll/work", worker), "/to-hear"));
  const auto version = std::to_string(must(ll->entries->place(person, sharing)).version);
  EXPECT_GE(post(at("/to-hear"), worker, {{"sharing", sharing.text()}, {"based-on", version}}).status, 400);
  EXPECT_EQ(post(at("/to-hear"), lead, {{"sharing", sharing.text()}, {"based-on", version}}).status, 303);
  EXPECT_EQ(must(ll->entries->place(person, sharing)).state, "told-of-change");
  EXPECT_FALSE(says(get(at("/to-hear"), lead), sharing.text()));
}

}  // namespace
}  // namespace candour::attacks
