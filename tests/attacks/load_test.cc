// One address that asks for much, over a real server with a whole house behind it: what is the same for all
// is made once, bodies of strangers are not read, files are looked through before anybody has them.
#include <algorithm>
#include <thread>

#include "house_for_tests.h"
#include "outbox/clamd.h"
#include "outbox/clamd_for_tests.h"
#include "web/http/client_for_tests.h"

namespace candour::attacks {
namespace {

using namespace std::chrono_literals;
using http::Client;

class Load : public AttackedHouse {
 protected:
  ~Load() override { end(); }
  void begin(web::SiteOptions how = {}) {
    site_ = std::make_unique<web::Site>(*house, html::AssetUrls{}, how, log_);
    web::add_all_pages(open_router_, *site_);
    options.port = 0;
    server_ = std::make_unique<http::Server>(open_router_, options, site_->pages(), clock, log_);
    must(server_->listen());
    serving_ = std::thread([this] { ran_ = server_->run().has_value(); });
  }
  void end() {
    if (!serving_.joinable()) return;
    server_->stop();
    serving_.join();
    EXPECT_TRUE(ran_);
  }
  std::string ask(const std::string& said) {
    Client c(server_->port());
    c.send(said);
    return c.answer();
  }
  std::string get(const std::string& path, const std::string& more = "") {
    return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "Connection: close\r\n\r\n");
  }
  std::string as(const Caller& by) const { return "Cookie: " + cookie() + "=" + by.token + "\r\n"; }
  static std::string head(const std::string& path, std::size_t length, const std::string& more = "",
                          const std::string& type = "application/x-www-form-urlencoded") {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "Content-Type: " + type +
           "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
  }
  static std::string part(const std::string& name, const std::string& value, const std::string& file = "") {
    return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"" +
           (file.empty() ? "" : "; filename=\"" + file + "\"") + "\r\n\r\n" + value + "\r\n";
  }
  std::string post_parts(const Caller& by, const std::string& path, std::string parts) {
    parts += part("csrf", by.csrf) + "--B--\r\n";
    return ask(head(path, parts.size(), as(by), "multipart/form-data; boundary=B") + parts);
  }
  const Caller& by_role(std::string_view name) const {
    return *std::find_if(callers.begin(), callers.end(), [&](const Caller& c) { return c.name == name; });
  }
  const Caller& worker() const { return by_role("worker in team A"); }
  std::string import_parts(const std::string& file) const {
    return part("service", "community-support") + part("source", "self") + part("source-name", "zqtypedqz") +
           part("consent", "yes") + part("file", file, "list.csv");
  }
  static int status(const std::string& answer) {
    return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
  }
  static bool holds(const std::string& answer, std::string_view words) {
    return answer.find(words) != answer.npos;
  }

  log::Log log_{clock, [](std::string_view) {}};
  std::unique_ptr<web::Site> site_;
  http::Router open_router_;
  std::unique_ptr<http::Server> server_;
  std::thread serving_;
  bool ran_ = false;
};

TEST_F(Load, Attack_A8_a_notice_is_made_once_however_many_ask_at_once) {
  begin();
  std::vector<std::unique_ptr<Client>> crowd;
  for (int i = 0; i < 64; ++i) {
    crowd.push_back(std::make_unique<Client>(server_->port()));
    crowd.back()->send("GET /ll/notice.pdf?" + std::to_string(i) + "=x HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  const std::string first = crowd.front()->answer();
  EXPECT_TRUE(holds(first, "200 OK") && holds(first, "%PDF-"));
  const auto paper = [](const std::string& answer) {
    return answer.substr(std::min(answer.size(), answer.find("\r\n\r\n")));
  };
  for (std::size_t i = 1; i < crowd.size(); ++i) EXPECT_TRUE(paper(crowd[i]->answer()) == paper(first)) << i;
  EXPECT_EQ(site_->made_once().times_made(), 1);
  // A look at the head alone and the other papers: each once.
  for (int i = 0; i < 3; ++i) {
    for (const auto* path :
         {"/ll/notice", "/ll/notice/easy-read", "/accessibility", "/", "/ll", "/im/notice.pdf"})
      EXPECT_EQ(status(get(path)), 200) << path;
    EXPECT_EQ(status(ask("HEAD /ll/notice.pdf HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")),
              200);
  }
  EXPECT_EQ(site_->made_once().times_made(), 7);
}

TEST_F(Load, Attack_A8_who_has_the_notice_already_gets_a_few_bytes) {
  begin();
  const auto whole = get("/ll/notice");
  const auto at = whole.find("ETag: ") + 6;
  const auto tag = whole.substr(at, whole.find("\r\n", at) - at);
  const auto again = get("/ll/notice", "If-None-Match: " + tag + "\r\n");
  EXPECT_EQ(status(again), 304);
  EXPECT_LT(again.size(), 1500u);
  EXPECT_TRUE(holds(again, "Content-Security-Policy")) << "strict headers on it too";
  const auto packed = get("/ll/notice", "Accept-Encoding: gzip\r\n");
  EXPECT_TRUE(holds(packed, "Content-Encoding: gzip"));
  EXPECT_LT(packed.size() * 2, whole.size());
}

TEST_F(Load, Attack_A8_what_is_printed_today_is_not_shown_tomorrow) {
  const auto& route = *router.named("notice");
  AttackedHouse::ask(route, {{"org", "ll"}}, nobody);
  const int made = site->made_once().times_made();
  AttackedHouse::ask(route, {{"org", "ll"}}, nobody, {{"x", "y"}});
  EXPECT_EQ(site->made_once().times_made(), made);
  clock.set({clock.now().ms + 24ll * 60 * 60 * 1000});
  AttackedHouse::ask(route, {{"org", "ll"}}, nobody);
  EXPECT_EQ(site->made_once().times_made(), made + 1);
}

TEST_F(Load, Attack_A8_slow_anonymous_bodies_do_not_stop_an_upload) {
  begin();
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 24; ++i)
    for (const auto& said :
         {head("/ll/sign-in", 700'000) + "username=x",
          head("/ll/import/new", limits::kUploadFileBytes) + "a=b",
          head("/ll/people/" + person.text() + "/write/contact-note", 20'000) + "what-happened=x"}) {
      slow.push_back(std::make_unique<Client>(server_->port()));
      slow.back()->send(said);
    }
  const auto& by = by_role("supervisor in team A");
  const std::string rows = "First name,Last name,Note\nMaya,Reed," + std::string(400'000, 'x') + "\n";
  // Until their heads have been looked at, theirs are places too; they never send the rest, so nothing else
  // frees any.
  auto kept = post_parts(by, "/ll/import/new", import_parts(rows));
  for (int tries = 0; status(kept) == 429 && tries < 10; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    kept = post_parts(by, "/ll/import/new", import_parts(rows));
  }
  EXPECT_TRUE(status(kept) == 303 || status(kept) == 422)
      << "it was read and looked at: " << kept.substr(0, 400);
  EXPECT_EQ(status(get("/ll/day", as(worker()))), 200);
}

TEST_F(Load, Attack_A8_nobodys_files_are_read_and_a_form_that_came_too_late_is_kept) {
  begin();
  must(ll->sessions->end(worker().token));
  news();
  for (const std::string& session : {std::string(), "Cookie: " + cookie() + "=invented\r\n", as(worker())}) {
    if (session != as(worker())) {
      const auto big =
          ask(head("/ll/import/new", limits::kUploadFileBytes, session, "multipart/form-data; boundary=B"));
      EXPECT_EQ(status(big), 401);
      EXPECT_TRUE(holds(big, "Connection: close") && holds(big, "too large to be kept") &&
                  holds(big, "Sign in"));
    }
    const std::string form = "what-happened=zqkeptwordsqz&csrf=" + worker().csrf;
    const auto small =
        ask(head("/ll/people/" + person.text() + "/write/contact-note", form.size(), session) + form);
    EXPECT_EQ(status(small), 401);
    EXPECT_TRUE(holds(small, "kept=")) << "its token says whose it is: it travels through the sign-in";
  }
  EXPECT_TRUE(news().empty());
}

TEST_F(Load, Attack_A8_a_large_form_of_a_session_that_ended_is_read_in_its_owners_places) {
  begin();
  const auto& by = by_role("supervisor in team A");
  const std::string film(30'000'000, 'z');
  must(ll->sessions->end(by.token));
  news();
  const auto kept = post_parts(by, "/ll/import/new", import_parts(film));
  EXPECT_EQ(status(kept), 401);
  EXPECT_TRUE(holds(kept, "kept=")) << "its words come through the sign-in: " << kept.substr(0, 400);
  // No more places than one member of staff has, and none of anybody else's.
  std::vector<std::unique_ptr<Client>> slow;
  const auto some =
      head("/ll/import/new", limits::kUploadFileBytes, as(by), "multipart/form-data; boundary=B") + "--B\r\n";
  for (std::size_t i = 0; i < limits::kLargeBodiesEach; ++i) {
    slow.push_back(std::make_unique<Client>(server_->port()));
    slow.back()->send(some);
    EXPECT_FALSE(slow.back()->hung_up(200)) << i;
  }
  EXPECT_EQ(status(ask(some)), 429);
  EXPECT_TRUE(news().empty());
  EXPECT_NE(status(post_parts(worker(), "/ll/import/new", import_parts(film))), 429);
  // Nor when theirs has ended as well: everybody's places are their own.
  must(ll->sessions->end(worker().token));
  EXPECT_EQ(status(post_parts(worker(), "/ll/import/new", import_parts(film))), 401);
}

TEST_F(Load, Attack_A8_another_sites_body_is_not_read_at_all) {
  begin();
  const auto answer =
      ask(head("/ll/import/new", limits::kUploadFileBytes, as(worker()) + "Origin: http://evil.example\r\n",
               "multipart/form-data; boundary=B"));
  EXPECT_EQ(status(answer), 403);
  EXPECT_EQ(status(ask(head("/nobody/import/new", limits::kUploadFileBytes, as(worker())))), 404);
}

TEST_F(Load, Attack_A8_routes_that_take_long_are_in_a_lane_of_their_own) {
  for (const auto& r : router.routes()) {
    if (r.method != http::Method::Post) continue;
    const auto has = [&](std::string_view word) { return r.pattern.find(word) != std::string::npos; };
    if (r.name == "sign-in.out") continue;  // ends what is half signed in, and hashes nothing
    const bool password = has("password") || has("sign-in") || has("two-step") || has("second-person") ||
                          r.name == "staff.new.post";
    EXPECT_TRUE(!password || r.lane == http::Lane::Hashing) << r.name << ": use PageTable::post_password";
    const bool many = r.name.starts_with("import.") && (has("/new") || has("/keep") || has("/undo"));
    EXPECT_TRUE(!many || r.lane == http::Lane::Uploads) << r.name;
  }
  EXPECT_EQ(router.named("notice.pdf")->lane, http::Lane::Paper);
}

TEST_F(Load, Attack_Smaller_the_scheme_of_the_origin_counts) {
  const auto& r = *router.named("session.extend");
  const auto sent = [&](const web::Site& to, http::Fields headers) {
    http::Request q;
    q.method = http::Method::Post;
    q.path = "/ll/session/extend";
    q.headers = std::move(headers);
    q.cookies.add(cookie(), worker().token);
    q.form.add("csrf", worker().csrf);
    return http::answer(router, to.pages(), options, log_, clock, std::move(q)).status;
  };
  EXPECT_EQ(r.access, http::Access::SignedIn);
  const web::Site tls(*house, html::AssetUrls{}, {.secure = true}, log_);
  struct Case {
    std::string_view origin, host;
    int plain, secure;
  };
  for (const Case& c :
       std::initializer_list<Case>{{"http://localhost:8080", "localhost:8080", 303, 403},
                                   {"https://localhost:8080", "localhost:8080", 403, 303},
                                   {"https://care.example.org", "care.example.org", 403, 303},
                                   {"https://care.example.org", "care.example.org:443", 403, 303},
                                   {"https://care.example.org:443", "care.example.org", 403, 303},
                                   {"https://care.example.org:80", "care.example.org", 403, 403},
                                   {"https://care.example.org:8443", "care.example.org", 403, 403},
                                   {"http://care.example.org", "care.example.org", 303, 403},
                                   {"http://care.example.org:443", "care.example.org:443", 303, 403},
                                   {"ftp://care.example.org", "care.example.org", 403, 403},
                                   {"care.example.org", "care.example.org", 403, 403},
                                   {"null", "null", 403, 403},
                                   {"", "", 403, 403},
                                   {"https://", "", 403, 403},
                                   {"https://evil.example", "care.example.org", 403, 403}}) {
    const http::Fields said{{"origin", std::string(c.origin)}, {"host", std::string(c.host)}};
    EXPECT_EQ(sent(*site, said), c.plain) << c.origin << " to " << c.host;
    EXPECT_EQ(sent(tls, said), c.secure) << c.origin << " to " << c.host << " behind TLS";
  }
  EXPECT_EQ(
      sent(tls, {{"origin", "https://a.example"}, {"origin", "https://b.example"}, {"host", "a.example"}}),
      403);
  EXPECT_EQ(sent(tls, {{"origin", "https://a.example"}}), 403) << "an origin, and no name to compare it with";
  EXPECT_EQ(sent(tls, {{"host", "a.example"}}), 303) << "an old browser: the token decides";
}

class Viruses : public Load {
 protected:
  Viruses() { begin({.scanner = &scanner_}); }
  ~Viruses() override { end(); }
  std::string path_ = testing::TempDir() + "clamd-load-" + std::to_string(::getpid()) + ".ctl";
  outbox::FakeClamd daemon_{path_};
  outbox::VirusScanner scanner_{path_, clock, {.scan = 500ms, .version = 300ms}};
  const Caller& boss_ = by_role("supervisor in team A");
  std::string rows_ = "First name,Last name,Date of birth\nMaya,Reed,2001-02-03\n";
  std::string note_url() const { return "/ll/people/" + person.text() + "/write/consent-form"; }
  bool alarmed() const { return ll->alarms->any(); }
};

TEST_F(Viruses, Attack_Smaller_a_file_with_a_virus_is_refused_wherever_it_is_put) {
  EXPECT_EQ(status(post_parts(boss_, "/ll/import/new", import_parts(rows_))), 303);
  EXPECT_EQ(daemon_.scans, 1);
  news();
  const auto bad = post_parts(boss_, "/ll/import/new", import_parts(rows_ + outbox::eicar()));
  EXPECT_EQ(status(bad), 422);
  EXPECT_TRUE(holds(bad, "A virus was found")) << bad.substr(0, 300);
  EXPECT_TRUE(holds(bad, "zqtypedqz")) << "what was typed is still there";
  EXPECT_TRUE(news().empty());
  // Every route that takes a form takes files: none of them is a way round.
  int tried = 0;
  for (const auto& r : open_router_.routes()) {
    if (r.method != http::Method::Post || r.access != http::Access::SignedIn) continue;
    if (r.lane == http::Lane::Hashing || r.name == "sign-out") continue;
    for (const auto& params : fill(r, ids)) {
      const int before = daemon_.scans;
      const auto a =
          post_parts(boss_, http::path_for(r.pattern, params), part("zqfile", outbox::eicar(), "a.txt"));
      // Not a step of that entry, no visit, no letter about it, no copy for it, no sharing: the next.
      if (status(a) == 404 &&
          (r.name == "entry.step.post" || r.name.starts_with("entry.visit.") ||
           r.name == "letter.about.post" || r.name.starts_with("pack.") || r.name.starts_with("sending.")))
        continue;
      // 403: whose page of it is shut to them hears that, and nothing is done either.
      EXPECT_TRUE(status(a) == 422 || status(a) == 403) << r.name << " answers " << status(a);
      EXPECT_EQ(daemon_.scans, before + 1) << r.name;
      ++tried;
      break;
    }
  }
  EXPECT_GT(tried, 10);
  // Nothing was done: the page was shown again, or its reader refused.
  for (const auto& e : news())
    EXPECT_TRUE(e.act == ledger::Act::Refuse || e.act == ledger::Act::View) << e.what;
  EXPECT_FALSE(alarmed());
}

TEST_F(Viruses, Attack_Smaller_a_scanner_that_does_not_answer_shuts_the_door) {
  using Mood = outbox::FakeClamd::Mood;
  news();
  for (const auto mood : {Mood::Silent, Mood::Slow, Mood::HangsUp, Mood::Error, Mood::Rubbish}) {
    daemon_.mood = mood;
    const auto a = post_parts(boss_, "/ll/import/new", import_parts(rows_));
    EXPECT_EQ(status(a), 503) << static_cast<int>(mood);
    EXPECT_TRUE(holds(a, "cannot be looked through") && holds(a, "zqtypedqz"));
    EXPECT_TRUE(alarmed()) << "administrators are told";
  }
  EXPECT_TRUE(news().empty());
  daemon_.mood = Mood::Silent;
  const auto page = get("/ll/day", as(worker()));
  EXPECT_EQ(status(page), 200) << "pages go on";
  daemon_.mood = Mood::Well;
  EXPECT_EQ(status(post_parts(boss_, "/ll/import/new", import_parts(rows_))), 303);
  EXPECT_FALSE(alarmed());
}

TEST_F(Viruses, the_administrators_page_says_who_looks_and_what_was_heard) {
  const auto admin = std::find_if(callers.begin(), callers.end(), [&](const Caller& c) {
    return charter().at(c.role).has(charter::Duty::ManageStaff);
  });
  ASSERT_NE(admin, callers.end());
  const auto page = get("/ll/server", as(*admin));
  EXPECT_EQ(status(page), 200);
  EXPECT_TRUE(holds(page, "27452 of Tue Nov 24 09:31:12 2026"));
  daemon_.mood = outbox::FakeClamd::Mood::Silent;
  EXPECT_TRUE(holds(get("/ll/server", as(*admin)), "Files cannot be looked through just now"));
  EXPECT_EQ(status(get("/ll/server", as(worker()))), 403);
  const auto none = AttackedHouse::ask(*router.named("server"), {{"org", "ll"}}, *admin);
  EXPECT_NE(none.bytes().find("Files are not looked through for viruses"), std::string_view::npos);
}

}  // namespace
}  // namespace candour::attacks
