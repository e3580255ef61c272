// Accounts and what was typed, as attacked through the pages: a shared computer, a stolen session, a puppet
// account.
#include <regex>
#include <set>

#include "house_for_tests.h"
#include "web/frame/secret_fields.h"

namespace candour::attacks {
namespace {

using http::Access;
using http::Method;

class Accounts : public AttackedHouse {
 protected:
  const http::Route& route(std::string_view name) { return *router.named(name); }
  const Caller& who(std::string_view name) {
    return *std::find_if(callers.begin(), callers.end(), [&](const Caller& c) { return c.name == name; });
  }
  std::string username(const Caller& c) { return ll->staff->directory()->find(c.id)->username; }
  static bool holds(const http::Response& r, std::string_view words) {
    return r.bytes().find(words) != std::string_view::npos;
  }
  /// The value of the hidden field of that name.
  static std::string hidden(const http::Response& r, const std::string& name) {
    const std::string page(r.bytes());
    std::smatch found;
    const std::regex re("name=\"" + name + "\" value=\"([^\"]*)\"");
    return std::regex_search(page, found, re) ? found[1].str() : std::string();
  }
  /// What a page shows this once.
  static std::string code_on(const http::Response& r) {
    const std::string page(r.bytes());
    std::smatch found;
    return std::regex_search(page, found, std::regex("<code>([^<]+)</code>")) ? found[1].str()
                                                                              : std::string();
  }
  /// One in two halves, from the administrator and the data-protection lead.
  std::string give_new_password(const Caller& c) {
    const auto admin = must(ll->gate->actor(who("admin in team A").id));
    const auto half = must(ll->staff->ask_recovery(admin, c.id, true, false));
    const auto waiting = must(ll->staff->second().about(admin, c.id)).front().id;
    return half + "-" +
           must(ll->staff->second().confirm(must(ll->gate->actor(who("dp-lead in team A").id)), waiting));
  }
  /// Signs in with the page of a form that was kept, and goes where that leads.
  http::Response sign_in_as(const Caller& c, const std::string& next) {
    auto a = ask(route("sign-in.post"), {{"org", "ll"}}, nobody, {},
                 {{"username", username(c)}, {"password", std::string(kPassword)}, {"next", next}});
    if (a.status != 303) return a;
    Caller back = c;
    for (const auto& [name, value] : a.headers)
      if (name == "Set-Cookie" && value.starts_with(cookie() + "="))
        back.token = value.substr(cookie().size() + 1, value.find(';') - cookie().size() - 1);
    http::Request r;
    r.path = next.substr(0, next.find('?'));
    const auto kept = next.substr(next.find("kept=") + 5);
    r.query = {{"kept", kept}, {"service", "community-support"}};
    return send(std::move(r), back, "back to " + r.path);
  }
  /// What a form that is sent after the session ended by idling becomes.
  std::string kept_by(const Caller& c, const std::string& name, http::Fields form) {
    clock.set({clock.now().ms + 31 * 60 * 1000});
    form.add("csrf", c.csrf);
    const auto a = ask(route(name), fill(route(name), ids).front(), c, {}, std::move(form));
    EXPECT_EQ(a.status, 401);
    EXPECT_FALSE(holds(a, "zqtypedqz")) << "in clear on the way";
    const auto next = hidden(a, "next");
    return next.find("kept=") == next.npos ? std::string() : next;
  }
};

TEST_F(Accounts, Attack_A6_a_kept_form_comes_back_to_whoever_typed_it_and_nobody_else) {
  const auto& worker = who("worker in team A");
  const auto kept = kept_by(worker, "person.ask.post", {{"words", "zqtypedqz words"}});
  ASSERT_FALSE(kept.empty());
  const auto other = sign_in_as(who("finance in team A"), kept);
  EXPECT_EQ(other.status, 200);
  EXPECT_FALSE(holds(other, "zqtypedqz"));
  EXPECT_TRUE(holds(other, "typed by somebody else"));
  const auto own = sign_in_as(worker, kept);
  EXPECT_TRUE(holds(own, "zqtypedqz words"));
  clock.set({clock.now().ms + 25ll * 60 * 60 * 1000});
  const auto late = sign_in_as(worker, kept);
  EXPECT_FALSE(holds(late, "zqtypedqz"));
  EXPECT_TRUE(holds(late, "older than a day"));
}

TEST_F(Accounts, Attack_A6_what_nobody_typed_is_kept_for_nobody) {
  // No cookie and no token of a session: the name that is typed next must not become its owner.
  const auto a = ask(route("person.ask.post"), fill(route("person.ask.post"), ids).front(), nobody, {},
                     {{"words", "zqtypedqz"}});
  EXPECT_EQ(a.status, 401);
  EXPECT_EQ(hidden(a, "next").find("kept="), std::string::npos);
  // Signed out in another tab: the cookie is gone, but the page still knows whose it was.
  Caller tab = who("worker in team A");
  must(ll->sessions->end(tab.token));
  tab.token.clear();
  const auto b = ask(route("person.ask.post"), fill(route("person.ask.post"), ids).front(), tab, {},
                     {{"words", "zqtypedqz"}, {"csrf", tab.csrf}});
  const auto kept = hidden(b, "next");
  ASSERT_NE(kept.find("kept="), std::string::npos);
  EXPECT_TRUE(holds(sign_in_as(who("worker in team A"), kept), "zqtypedqz"));
  EXPECT_FALSE(holds(sign_in_as(who("supervisor in team A"), kept), "zqtypedqz"));
}

TEST_F(Accounts, Attack_A6_no_password_or_code_is_kept_or_shown) {
  const auto& admin = who("admin in team A");
  const http::Fields secrets{{"current", "zqsecretqz 1"},
                             {"password", "zqsecretqz 2"},
                             {"code", "zqsecretqz 3"},
                             {"outside-code", "zqsecretqz 4"},
                             {"new-password-again", "zqsecretqz 5"}};
  for (const auto* name : {"account.password", "account.two-step.post", "account.two-step.remove"}) {
    auto form = secrets;
    EXPECT_TRUE(kept_by(admin, name, form).empty()) << name << ": nothing but secrets";
  }
  auto form = secrets;
  form.add("name", "zqtypedqz");
  const auto kept = kept_by(admin, "staff.new.post", form);
  const auto id = KeptFormId::parse(kept.substr(kept.find("kept=") + 5)).value();
  EXPECT_EQ(must(ll->kept_forms->find(admin.id, id)).answers.size(), 1u) << "the name alone";
  const auto back = sign_in_as(admin, kept);
  EXPECT_TRUE(holds(back, "zqtypedqz"));
  EXPECT_FALSE(holds(back, "zqsecretqz"));
}

TEST_F(Accounts, Attack_A6_every_field_for_a_secret_is_declared) {
  // Whatever the browser is told to treat as a secret must be one to us.
  const std::regex input("<input[^>]*>"), name_of("name=\"([^\"]+)\"");
  std::set<std::string> found;
  for (const auto& r : router.routes()) {
    if (r.method == Method::Post) continue;
    for (const auto& by : {who("admin in team A"), who("worker in team A"), nobody}) {
      const auto a = ask(r, fill(r, ids).front(), by);
      const std::string page(a.bytes());
      for (std::sregex_iterator i(page.begin(), page.end(), input), end; i != end; ++i) {
        const std::string tag = i->str();
        std::smatch name;
        const bool secret =
            tag.find("type=\"password\"") != tag.npos || tag.find("one-time-code") != tag.npos;
        if (!secret || !std::regex_search(tag, name, name_of)) continue;
        found.insert(name[1].str());
        EXPECT_TRUE(web::secret_field(name[1].str())) << r.name << ": " << tag;
      }
    }
  }
  EXPECT_TRUE(found.contains("password") && found.contains("current"));
  EXPECT_FALSE(web::secret_field("words"));
}

TEST_F(Accounts, Attack_A4_a_puppet_made_on_the_pages_reads_nothing) {
  const auto& admin = who("admin in team A");
  const auto added = ask(route("staff.new.post"), {{"org", "ll"}}, admin, {},
                         {{"csrf", admin.csrf},
                          {"name", "Puppet"},
                          {"username", "puppet"},
                          {"post-0-role", "supervisor"},
                          {"post-0-service", "community-support"}});
  ASSERT_EQ(added.status, 200);
  EXPECT_TRUE(holds(added, "second person"));
  StaffId puppet;
  for (const auto& m : ll->staff->directory()->all())
    if (m.username == "puppet") puppet = m.id;
  ASSERT_FALSE(puppet.is_nil());
  EXPECT_TRUE(must(ll->gate->actor(puppet)).posts.empty());
  const auto waiting =
      must(ll->staff->second().about(must(ll->gate->actor(admin.id)), puppet)).front().id.text();
  const auto decide = [&](const Caller& by) {
    return ask(route("second-person.decide"), {{"org", "ll"}, {"waiting", waiting}}, by, {},
               {{"csrf", by.csrf}, {"decision", "confirm"}});
  };
  EXPECT_EQ(decide(admin).status, 403);
  EXPECT_EQ(decide(who("worker in team A")).status, 403);
  const auto list = ask(route("second-person.waiting"), {{"org", "ll"}}, who("dp-lead in team A"));
  EXPECT_TRUE(holds(list, "Posts: Puppet"));
  const auto yes = decide(who("dp-lead in team A"));
  EXPECT_EQ(yes.status, 200);
  EXPECT_TRUE(holds(yes, "second half"));
  EXPECT_EQ(must(ll->gate->actor(puppet)).posts.size(), 1u);
}

TEST_F(Accounts, Attack_A4_a_password_that_somebody_else_set_opens_the_choice_of_ones_own_only) {
  people::NewStaff s;
  s.name = "Robin";
  s.username = "robin";
  s.posts = {{charter().find_role("supervisor").value(), {}, {}}};
  s.agreement_at = s.training_at = clock.now();
  s.password = kPassword;
  s.once = true;
  Caller robin{.name = "somebody with a given password", .id = must(ll->staff->seed(s, true))};
  const auto in = must(ll->sessions->sign_in("robin", kPassword, "192.0.2.77", "test"));
  robin.token = in.token;
  robin.csrf = in.session.csrf;
  for (const auto& r : router.routes()) {
    if (r.access != Access::SignedIn) continue;
    const auto a =
        ask(r, fill(r, ids).front(), robin, {},
            r.method == Method::Post ? http::Fields{{"csrf", robin.csrf}, {"agree", "yes"}} : http::Fields{});
    EXPECT_EQ(a.status, 303) << r.name;
  }
  const auto choose = ask(route("sign-in.code"), {{"org", "ll"}}, robin);
  EXPECT_TRUE(holds(choose, "Choose your own password"));
  EXPECT_TRUE(holds(choose, "/ll/sign-in/out"));
  const auto weak = ask(route("sign-in.new-password.post"), {{"org", "ll"}}, robin, {},
                        {{"csrf", robin.csrf}, {"password", std::string(kPassword)}});
  EXPECT_EQ(weak.status, 422) << "the given one again";
  const auto done = ask(route("sign-in.new-password.post"), {{"org", "ll"}}, robin, {},
                        {{"csrf", robin.csrf}, {"password", "thimble nettle ferry 8"}});
  EXPECT_EQ(done.status, 303);
}

TEST_F(Accounts, Attack_A4_who_does_not_want_to_choose_now_signs_out_and_the_session_is_over) {
  const auto& worker = who("worker in team A");
  Caller half{.name = "somebody with half a session", .id = worker.id};
  const auto given = give_new_password(worker);
  const auto in = must(ll->sessions->sign_in(username(worker), given, "192.0.2.77", "test"));
  half.token = in.token, half.csrf = in.session.csrf;
  EXPECT_EQ(ask(route("sign-in.out"), {{"org", "ll"}}, half, {}, {{"csrf", "made up"}}).status, 409);
  EXPECT_TRUE(ll->sessions->find(half.token));
  EXPECT_EQ(ask(route("sign-in.out"), {{"org", "ll"}}, half, {}, {{"csrf", half.csrf}}).status, 303);
  EXPECT_FALSE(ll->sessions->find(half.token));
}

TEST_F(Accounts, Attack_A4_letting_in_on_the_pages_needs_two_and_shows_neither_the_whole) {
  const auto &admin = who("admin in team A"), &lead = who("dp-lead in team A"),
             &worker = who("worker in team A");
  const auto at = http::Fields{{"org", "ll"}, {"staff", worker.id.text()}};
  EXPECT_TRUE(holds(ask(route("staff.member"), at, admin), "Let them choose a new password"));
  const auto asked =
      ask(route("staff.member.recovery"), at, admin, {}, {{"csrf", admin.csrf}, {"lost", "password"}});
  ASSERT_EQ(asked.status, 200);
  EXPECT_EQ(ask(route("staff.member.recovery"), at, worker, {}, {{"csrf", worker.csrf}, {"lost", "password"}})
                .status,
            403);
  EXPECT_TRUE(ll->sessions->find(worker.token)) << "nothing has happened yet";
  const auto waiting =
      must(ll->staff->second().about(must(ll->gate->actor(admin.id)), worker.id)).front().id.text();
  const auto decide = [&](const Caller& by) {
    return ask(route("second-person.decide"), {{"org", "ll"}, {"waiting", waiting}}, by, {},
               {{"csrf", by.csrf}, {"decision", "confirm"}});
  };
  EXPECT_EQ(decide(admin).status, 403);
  const auto confirmed = decide(lead);
  ASSERT_EQ(confirmed.status, 200);
  EXPECT_FALSE(ll->sessions->find(worker.token));
  const auto first = code_on(asked), second = code_on(confirmed);
  ASSERT_FALSE(first.empty() || second.empty());
  const auto sign_in = [&](const std::string& password) {
    return ask(route("sign-in.post"), {{"org", "ll"}}, nobody, {},
               {{"username", username(worker)}, {"password", password}});
  };
  EXPECT_EQ(sign_in(first).status, 422);
  EXPECT_EQ(sign_in(second).status, 422);
  EXPECT_EQ(sign_in(std::string(kPassword)).status, 422);
  EXPECT_TRUE(holds(sign_in(first + "-" + second), "Choose your own password"));
}

TEST_F(Accounts, the_staff_page_says_what_the_gate_says) {
  auto admin = who("admin in team A");
  const auto& worker = who("worker in team A");
  const auto page = [&] {
    return ask(route("staff.member"), {{"org", "ll"}, {"staff", worker.id.text()}}, admin);
  };
  EXPECT_TRUE(holds(page(), "Ready</strong> until "));
  clock.set({clock.now().ms + 370ll * 24 * 60 * 60 * 1000});  // the notice asks for training each year
  admin.token = sign_in(admin);
  const auto late = page();
  EXPECT_FALSE(must(ll->gate->actor(worker.id)).training);
  EXPECT_TRUE(holds(late, "Training lapsed after "));
  EXPECT_FALSE(holds(late, "Ready</strong>"));
}

TEST_F(Accounts, Attack_A4_somebody_outside_decides_with_a_code_and_sees_nothing_without) {
  const auto code = must(ll->staff->second().make_code());
  const auto wrong = ask(route("second-person.outside.post"), {{"org", "ll"}}, nobody, {},
                         {{"outside-code", "00000-00000-00000-00000"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_FALSE(holds(wrong, "leaver"));
  const auto list =
      ask(route("second-person.outside.post"), {{"org", "ll"}}, nobody, {}, {{"outside-code", code}});
  ASSERT_EQ(list.status, 200);
  EXPECT_TRUE(holds(list, "Letting in again: Staff leaver"));
  EXPECT_FALSE(holds(list, code)) << "the code itself does not stand on a page";
  const auto ticket = hidden(list, "ticket");
  const http::Fields refuse{{"ticket", ticket}, {"waiting", ids["waiting"].front()}, {"decision", "refuse"}};
  const auto no_word = ask(route("second-person.outside.decide"), {{"org", "ll"}}, nobody, {}, refuse);
  EXPECT_EQ(no_word.status, 422);
  auto with_word = refuse;
  with_word.add("words", "I was not told.");
  EXPECT_EQ(ask(route("second-person.outside.decide"), {{"org", "ll"}}, nobody, {}, with_word).status, 200);
  EXPECT_EQ(ask(route("second-person.outside.decide"), {{"org", "ll"}}, nobody, {}, with_word).status, 409);
  EXPECT_EQ(ask(route("second-person.outside.decide"), {{"org", "im"}}, nobody, {}, with_word).status, 422)
      << "a ticket of another organisation";
}

TEST_F(Accounts, Attack_A10_a_stolen_session_cannot_turn_two_step_on_and_its_owner_is_told) {
  const auto& worker = who("worker in team A");
  Caller thief = worker;
  thief.token =
      must(ll->sessions->sign_in(username(worker), kPassword, "203.0.113.1", "Firefox/1 Linux")).token;
  EXPECT_TRUE(holds(ask(route("day"), {{"org", "ll"}}, worker), "signed in to somewhere else"));
  const auto account = ask(route("account"), {{"org", "ll"}}, worker);
  EXPECT_TRUE(holds(account, "It was me"));
  EXPECT_TRUE(holds(account, "Firefox on Linux"));
  EXPECT_TRUE(holds(account, "another network"));
  EXPECT_FALSE(holds(account, "203.0.113.1"));
  must(ll->sessions->offer_totp(worker.id));
  const auto a = ask(route("account.two-step.post"), {{"org", "ll"}}, worker, {},
                     {{"csrf", worker.csrf}, {"code", "000000"}, {"password", "guessed"}});
  EXPECT_EQ(a.status, 422);
  EXPECT_TRUE(holds(a, "not your password"));
}

TEST_F(Accounts, Attack_A9_the_device_cookie_lets_the_right_person_in) {
  const auto& worker = who("worker in team A");
  const auto name = username(worker);
  const auto try_it = [&](const std::string& password, const std::string& device) {
    http::Request r;
    r.method = Method::Post;
    r.path = "/ll/sign-in";
    r.segments = {"ll", "sign-in"};
    r.form = {{"username", name}, {"password", password}};
    if (!device.empty()) r.cookies.add(site->device_cookie_name(*ll), device);
    return send(std::move(r), nobody, "signing in");
  };
  const auto device = must(ll->sessions->sign_in(name, kPassword, "203.0.113.9", "test")).device;
  for (int i = 0; i < 11; ++i) try_it("wrong", "");
  EXPECT_EQ(try_it(std::string(kPassword), "").status, 429);
  const auto in = try_it(std::string(kPassword), device);
  EXPECT_EQ(in.status, 303);
  bool set = false;
  for (const auto& [header, value] : in.headers)
    set = set || (header == "Set-Cookie" && value.starts_with("__Host-candour-device-ll=" + device));
  EXPECT_TRUE(set);
}

}  // namespace
}  // namespace candour::attacks
