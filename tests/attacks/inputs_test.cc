// What a browser, a tired reader or somebody with bad intent may send: old forms, forms sent twice, bodies
// too big, bytes that are no text, markup in names, links to other sites, guesses at passwords.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "house_for_tests.h"
#include "web/http/answer.h"

namespace candour::attacks {
namespace {

using http::Fields;
using http::Method;

std::string header(const http::Response& r, std::string_view name) {
  for (const auto& [n, value] : r.headers)
    if (n == name) return value;
  return {};
}

bool holds(const http::Response& r, std::string_view words) {
  return r.bytes().find(words) != std::string_view::npos;
}

/// Says it all to a server on this machine and hears what comes back until it hangs up.
std::string answer_on_the_line(std::uint16_t port, std::string_view said) {
  const int line = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(line, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error("the server does not answer");
  while (!said.empty()) {
    const auto n = ::send(line, said.data(), said.size(), MSG_NOSIGNAL);
    if (n <= 0) break;  // it may hang up before it has heard everything
    said.remove_prefix(static_cast<std::size_t>(n));
  }
  std::string heard;
  char piece[4096];
  for (ssize_t n; (n = ::recv(line, piece, sizeof piece, 0)) > 0;)
    heard.append(piece, static_cast<std::size_t>(n));
  ::close(line);
  return heard;
}

class Inputs : public AttackedHouse {
 protected:
  const http::Route& route(std::string_view name) const {
    const auto* r = router.named(name);
    if (!r) throw std::runtime_error("no route is called " + std::string(name));
    return *r;
  }
  Fields of_person() const { return {{"org", "ll"}, {"person", person.text()}}; }
  Caller& worker() { return callers.at(1); }
  Fields note(const Caller& by, std::string_view words, std::string_view key = "") const {
    Fields f{{"when", "2026-11-20T14:20"},      {"method", "visit"},   {"what-happened", std::string(words)},
             {"_service", "community-support"}, {"_source", "person"}, {"csrf", by.csrf}};
    if (!key.empty()) f.add("_post-key", std::string(key));
    return f;
  }
  http::Response write_note(const Caller& by, Fields form) {
    Fields at = of_person();
    at.add("kind", "contact-note");
    return ask(route("entry.write.post"), at, by, {}, std::move(form));
  }
  int created() {
    int n = 0;
    for (const auto& e : news()) n += e.act == ledger::Act::Create;
    return n;
  }
  http::Response try_password(const std::string& name, std::string_view password,
                              const std::string& next = "") {
    return ask(route("sign-in.post"), {{"org", "ll"}}, nobody, {},
               {{"username", name}, {"password", std::string(password)}, {"next", next}});
  }
  std::string username(const Caller& c) const { return ll->staff->directory()->find(c.id)->username; }
};

TEST_F(Inputs, a_form_of_ones_own_earlier_session_is_kept_and_a_colleagues_is_refused_in_words) {
  const auto old_form = note(worker(), "Written before");
  const auto colleagues = note(callers.at(2), "Written by somebody else");
  worker().token = sign_in(worker());
  news();
  const auto a = write_note(worker(), colleagues);
  EXPECT_EQ(a.status, 409);
  EXPECT_TRUE(holds(a, "This form is from an earlier visit"));
  EXPECT_EQ(created(), 0);
  EXPECT_EQ(write_note(worker(), old_form).status, 303);
  EXPECT_EQ(created(), 1);
}

TEST_F(Inputs, the_same_note_sent_twice_is_kept_once) {
  const auto form = note(worker(), "We made soup.", "key-of-this-form-1");
  EXPECT_EQ(write_note(worker(), form).status, 303);
  EXPECT_EQ(write_note(worker(), form).status, 303);
  EXPECT_EQ(created(), 1);
  EXPECT_EQ(write_note(worker(), note(worker(), "We made soup.", "key-of-this-form-2")).status, 303);
  EXPECT_EQ(created(), 1);
}

TEST_F(Inputs, the_somebody_new_form_sent_twice_makes_one_person) {
  const auto& by = callers.at(0);
  Fields form{{"_service", "community-support"},
              {"_id", to_text(make_id128(clock.now().ms))},
              {"given-name", "Somebody"},
              {"family-name", "Quitenew"},
              {"birth-date", "1971-02-03"},
              {"_source", "self"},
              {"_urgency", "soon"},
              {"_anyway", "yes"},
              {"csrf", by.csrf}};
  const auto first = ask(route("people.new.post"), {{"org", "ll"}}, by, {}, form);
  EXPECT_EQ(first.status, 303) << first.bytes();
  const int after_first = created();
  EXPECT_GT(after_first, 0);
  const auto second = ask(route("people.new.post"), {{"org", "ll"}}, by, {}, form);
  EXPECT_EQ(second.status, 303) << second.bytes();
  EXPECT_EQ(created(), 0);
}

TEST_F(Inputs, a_body_too_big_is_answered_413_and_nothing_is_kept) {
  options.port = 0;
  http::Server server(router, options, site->pages(), clock, log);
  must(server.listen());
  std::thread serving([&] { must(server.run()); });
  const std::string body = "what-happened=" + std::string(limits::kBodyBytes + 1, 'x');
  const std::string answer = answer_on_the_line(
      server.port(), "POST /ll/people/" + person.text() +
                         "/draft/contact-note HTTP/1.1\r\nHost: localhost\r\n" + "Cookie: " + cookie() + "=" +
                         worker().token +
                         "\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n" +
                         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  server.stop();
  serving.join();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413")) << answer.substr(0, 200);
  EXPECT_NE(answer.find("too big"), std::string::npos);
  EXPECT_EQ(created(), 0);
}

TEST_F(Inputs, bytes_that_are_no_text_are_refused_in_words) {
  const http::Pages pages = site->pages();
  const http::Core core{router, pages, options, log, clock};
  for (const std::string& bad :
       {std::string("what-happened=%FF%FE"), std::string("what-happened=\xED\xA0\x80"),
        std::string("what-happened=a%00b"), std::string("what-happened=%C0%AF")}) {
    http::Request r;
    r.method = Method::Post;
    r.segments = {"ll", "people", person.text(), "write", "contact-note"};
    r.path = "/ll/people/" + person.text() + "/write/contact-note";
    r.headers = {{"host", "localhost"}, {"content-type", "application/x-www-form-urlencoded"}};
    r.cookies.add(cookie(), worker().token);
    http::BodyReader body(r.headers.get("content-type"));
    body.put(bad + "&csrf=" + worker().csrf);
    const auto a = http::answer_with_body(core, r, std::move(body));
    EXPECT_EQ(a.status, 400) << bad;
    EXPECT_TRUE(holds(a, "UTF-8") || holds(a, "character")) << a.bytes();
  }
  EXPECT_EQ(created(), 0);
}

TEST_F(Inputs, markup_in_a_name_is_shown_as_letters_on_every_page) {
  constexpr std::string_view kScript = "<script>alert(1)</script>",
                             kQuote = "\"'><img src=x onerror=alert(2)>";
  const auto& by = callers.at(0);
  const auto actor = must(ll->gate->actor(by.id));
  const auto near = *charter().find_service("community-support");
  const auto& kind = charter().kinds.front();
  const auto pass = must(ll->gate->write(actor, person, near, kind.ix));
  auto values = must(ll->people->profile(pass, person)).values;
  for (const auto* field : {"given-name", "name-used", "pronouns"})
    if (kind.find_field(field) && values.contains(field)) values[field] = boost::json::string(kScript);
  values["family-name"] = boost::json::string(kQuote);
  must(ll->people->change(pass, person, 1, values, false));
  people::NewStaff odd;
  odd.name = std::string(kScript) + std::string(kQuote);
  odd.email = "odd@example.org";
  odd.username = "odd-one";
  odd.posts = {{*charter().find_role("worker"), near, must(ll->staff->seed_team(kQuote, near))}};
  ids["staff"] = {must(ll->staff->seed(odd, true)).text()};
  ASSERT_EQ(write_note(worker(), note(worker(), std::string(kScript) + std::string(kQuote))).status, 303);

  int shown = 0;
  for (const auto* who : {&callers[0], &callers[1]})
    for (const auto& r : router.routes()) {
      if (r.method == Method::Post) continue;
      for (const auto& params : fill(r, ids)) {
        const auto a = ask(r, params, *who, {{"q", std::string(kScript)}, {"words", std::string(kQuote)}});
        if (!a.content_type.starts_with("text/html")) continue;
        EXPECT_FALSE(holds(a, "<script>alert")) << r.name;
        EXPECT_FALSE(holds(a, "<img src=x")) << r.name;
        shown += holds(a, "&lt;script&gt;alert(1)");
      }
    }
  EXPECT_GT(shown, 20);
  for (const auto& c : callers)
    if (c.name.starts_with("admin")) {
      const auto a = ask(route("staff"), {{"org", "ll"}}, c);
      EXPECT_TRUE(holds(a, "&lt;script&gt;alert(1)"));
      EXPECT_FALSE(holds(a, "<script>alert") || holds(a, "<img src=x"));
    }
}

TEST_F(Inputs, signing_in_never_leads_to_another_site) {
  const auto name = username(worker());
  for (const auto* next : {"//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example",
                           "/ll/day\r\nSet-Cookie: a=b", "javascript:alert(1)", "evil", ""}) {
    const auto a = try_password(name, kPassword, next);
    EXPECT_EQ(a.status, 303) << next;
    EXPECT_EQ(header(a, "Location"), "/ll/day") << next;
    clock.set({clock.now().ms + 10 * 60 * 1000});  // so many at once would be guessing
  }
  EXPECT_EQ(header(try_password(name, kPassword, "/ll/people"), "Location"), "/ll/people");
}

TEST_F(Inputs, a_kept_form_of_another_house_or_of_nobody_is_not_shown) {
  auto& im = *house->find("im");
  record::KeptForm form;
  form.path = "/im/people/new";
  form.answers = {{"given-name", "Planted"}};
  const auto elsewhere = must(im.kept_forms->keep(worker().id, form));
  for (const auto& id : {elsewhere.text(), to_text(make_id128(clock.now().ms)), std::string("no-id")}) {
    const auto a =
        ask(route("people.new"), {{"org", "ll"}}, worker(), {{"kept", id}, {"service", "community-support"}});
    EXPECT_FALSE(holds(a, "Planted")) << id;
  }
}

TEST_F(Inputs, a_session_of_one_organisation_does_not_open_another) {
  auto& im = *house->find("im");
  people::NewStaff s;
  s.name = "Staff of the other house";
  s.email = "other@example.org";
  s.username = username(worker());
  s.posts = {{static_cast<RoleIx>(0), std::nullopt, std::nullopt}};
  s.agreement_at = s.training_at = clock.now();
  s.password = "a different kettle 77";
  must(im.staff->seed(s, true));
  Caller other = nobody;
  other.token = must(im.sessions->sign_in(s.username, s.password, "192.0.2.9", "test")).token;
  EXPECT_EQ(ask(route("day"), {{"org", "ll"}}, other).status, 303);
  EXPECT_EQ(try_password(s.username, s.password).status, 422);  // its password is not one here either
  http::Request r;
  r.path = "/im/day";
  r.cookies.add(site->cookie_name(im), worker().token);
  EXPECT_EQ(send(std::move(r), nobody, "a session of ll in im").status, 303);
  http::Request good;
  good.path = "/im/day";
  good.cookies.add(site->cookie_name(im), other.token);
  EXPECT_EQ(send(std::move(good), nobody, "a session of im in im").status, 200);
}

TEST_F(Inputs, guessing_is_slowed_down_in_words_and_tells_nothing) {
  const auto name = username(worker());
  auto known = std::string(try_password(name, "wrong kettle 12345").bytes());
  auto unknown = std::string(try_password("nobody-of-this-name", "wrong kettle 12345").bytes());
  for (auto* page : {&known, &unknown})
    for (const auto& typed : {name, std::string("nobody-of-this-name")})
      for (auto at = page->find(typed); at != std::string::npos; at = page->find(typed))
        page->replace(at, typed.size(), "NAME");
  EXPECT_EQ(known, unknown);
  int tries = 1;
  while (tries < 20 && try_password(name, "wrong kettle 12345").status == 422) ++tries;
  EXPECT_EQ(tries, 10);
  const auto shut = try_password(name, kPassword);
  EXPECT_EQ(shut.status, 429);
  EXPECT_TRUE(holds(shut, "ry again")) << shut.bytes();
  EXPECT_TRUE(header(shut, "Set-Cookie").empty());
  EXPECT_EQ(try_password(username(callers[0]), kPassword).status, 303);  // nobody else is shut out
  clock.set({clock.now().ms + 6 * 60 * 1000});
  EXPECT_EQ(try_password(name, kPassword).status, 303);
}

}  // namespace
}  // namespace candour::attacks
