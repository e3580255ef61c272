// Talks to a real server over a socket on 127.0.0.1, as a browser would, and as a broken one would.
#include "web/http/server.h"

#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <future>
#include <mutex>
#include <thread>

#include "web/http/client_for_tests.h"

namespace candour::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class ServerTest : public testing::Test {
 protected:
  ServerTest()
      : log_(clock_, [this](std::string_view l) {
          std::lock_guard lock(mutex_);
          diary_ += l;
        }) {
    router_.get("/{org}/hello", "hello", Access::Public, "t", [](const Request& q) {
      return Response::page("<p>hello " + q.param("org") + " " + q.query.get("q") + "</p>");
    });
    router_.get("/{org}/throw", "throw", Access::Public, "t",
                [](const Request&) -> Response { throw std::runtime_error("secret words of Maya"); });
    router_.post("/{org}/form", "form", Access::Public, "t", [](const Request& q) {
      return Response::text(q.form.get("note") + "|" + std::to_string(q.files.size()));
    });
    router_.post(
        "/{org}/upload", "upload", Access::Public, "t",
        [](const Request& q) {
          std::string told = q.form.get("title");
          for (const auto& f : q.files)
            told += "|" + std::to_string(f.bytes.size()) + " over " + std::to_string(f.too_large);
          return Response::text(told);
        },
        limits::kUploadBodyBytes);
    router_.get("/{org}/slow", "slow", Access::Public, "t", [](const Request&) {
      std::this_thread::sleep_for(300ms);
      return Response::text("slow but whole");
    });
    router_.get("/{org}/big", "big", Access::Public, "t",
                [](const Request&) { return Response::text(std::string(3'000'000, 'x')); });
    options_.port = 0;
    options_.header_time = 300ms;
    options_.body_time = 300ms;
    options_.idle_time = 300ms;
    options_.stop_time = 2s;
  }
  ~ServerTest() override { stop(); }

  void start(Pages pages = {}) {
    server_ = std::make_unique<Server>(router_, options_, std::move(pages), clock_, log_);
    auto listening = server_->listen();
    ASSERT_TRUE(listening);
    thread_ = std::thread([this] { ran_ = server_->run().has_value(); });
  }
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
    EXPECT_TRUE(ran_);
  }
  std::uint16_t port() const { return server_->port(); }
  std::string ask(std::string_view bytes, bool head = false) {
    Client c(port());
    c.send(bytes);
    return c.answer(head);
  }
  std::string get(const std::string& target) { return ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"); }
  std::string post(const std::string& path, const std::string& body,
                   const std::string& type = "application/x-www-form-urlencoded") {
    return ask("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  std::string diary() {
    std::lock_guard lock(mutex_);
    return diary_;
  }

  SystemClock clock_;
  std::mutex mutex_;
  std::string diary_;
  log::Log log_;
  Router router_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
  std::atomic<bool> ran_{false};
};

TEST_F(ServerTest, answers_a_page_with_the_strict_headers) {
  start();
  auto a = get("/ll/hello?q=caf%C3%A9");
  EXPECT_THAT(a, HasSubstr("HTTP/1.1 200 OK"));
  EXPECT_THAT(a, HasSubstr("<p>hello ll café</p>"));
  for (const char* header :
       {"Content-Security-Policy: default-src 'none'; script-src 'self';", "frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin",
        "Permissions-Policy: ", "Cache-Control: no-store", "Cross-Origin-Opener-Policy: same-origin"})
    EXPECT_THAT(a, HasSubstr(header));
  EXPECT_THAT(a, Not(HasSubstr("Server:")));
}

TEST_F(ServerTest, refusals_carry_the_strict_headers_too) {
  start();
  for (const auto& a : {get("/nothing"), get("/ll/throw"), get("/%FF"), ask("nonsense\r\n\r\n")})
    EXPECT_THAT(a, HasSubstr("Content-Security-Policy: default-src 'none'")) << a;
}

TEST_F(ServerTest, unknown_paths_and_methods) {
  start();
  EXPECT_THAT(get("/ll/nothing"), HasSubstr("HTTP/1.1 404"));
  auto a = post("/ll/hello", "a=1");
  EXPECT_THAT(a, HasSubstr("HTTP/1.1 405"));
  EXPECT_THAT(a, HasSubstr("Allow: GET, HEAD"));
  EXPECT_THAT(ask("DELETE /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr("HTTP/1.1 405"));
}

TEST_F(ServerTest, head_has_the_length_and_no_body) {
  start();
  Client c(port());
  c.send("HEAD /ll/hello HTTP/1.1\r\nHost: x\r\n\r\nGET /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(c.answer(true), HasSubstr("Content-Length: 16"));
  EXPECT_TRUE(c.answer().starts_with("HTTP/1.1 200"));
}

TEST_F(ServerTest, keeps_the_line_and_answers_pipelined_requests_in_order) {
  start();
  Client c(port());
  std::string many;
  for (int i = 0; i < 20; ++i)
    many += "GET /ll/hello?q=" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  c.send(many);
  for (int i = 0; i < 20; ++i) EXPECT_THAT(c.answer(), HasSubstr("hello ll " + std::to_string(i) + "</p>"));
}

TEST_F(ServerTest, an_idle_line_and_connection_close_end) {
  start();
  Client idle(port());
  idle.send("GET /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(idle.answer(), HasSubstr("200 OK"));
  EXPECT_TRUE(idle.hung_up());
  Client close(port());
  close.send("GET /ll/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(close.answer(), HasSubstr("Connection: close"));
  EXPECT_TRUE(close.hung_up());
}

TEST_F(ServerTest, a_slow_sender_is_told_and_others_are_served_meanwhile) {
  start();
  Client slow_head(port()), slow_body(port()), silent(port());
  slow_head.send("GET /ll/hello HT");
  slow_body.send(
      "POST /ll/form HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
      "Content-Type: application/x-www-form-urlencoded\r\n\r\nno");
  EXPECT_THAT(get("/ll/hello"), HasSubstr("200 OK"));
  EXPECT_THAT(slow_head.answer(), HasSubstr("HTTP/1.1 408"));
  EXPECT_THAT(slow_body.answer(), HasSubstr("HTTP/1.1 408"));
  EXPECT_TRUE(silent.hung_up());
}

TEST_F(ServerTest, a_drip_of_bytes_does_not_hold_the_line_beyond_its_time) {
  start();
  Client c(port());
  auto began = std::chrono::steady_clock::now();
  std::string head = "GET /ll/hello HTTP/1.1\r\nX: " + std::string(100, 'a');
  for (char b : head) {
    c.send(std::string_view(&b, 1));
    std::this_thread::sleep_for(10ms);
    if (std::chrono::steady_clock::now() - began > 600ms) break;
  }
  EXPECT_THAT(c.answer(), HasSubstr("HTTP/1.1 408"));
}

TEST_F(ServerTest, an_oversized_body_is_answered_413_whether_declared_or_not) {
  start();
  EXPECT_THAT(post("/ll/form", "note=" + std::string(limits::kBodyBytes, 'x')), HasSubstr("HTTP/1.1 413"));
  std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n", chunks;
  for (int i = 0; i < 20; ++i) chunks += chunk;
  EXPECT_THAT(ask("POST /ll/form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n" +
                  chunks + "0\r\n\r\n"),
              HasSubstr("HTTP/1.1 413"));
  EXPECT_THAT(post("/ll/upload", "note=" + std::string(limits::kTextBodyBytes, 'x')),
              HasSubstr("HTTP/1.1 413"))
      << "what brings no files has no need of their room";
}

TEST_F(ServerTest, an_upload_of_25_mebibytes_fits_where_the_route_says_so) {
  start();
  auto form = [](std::size_t bytes) {
    return "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nOuting\r\n--B\r\n"
           "Content-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n\r\n" +
           std::string(bytes, 'z') + "\r\n--B--\r\n";
  };
  const std::string fits = std::to_string(limits::kUploadFileBytes);
  const std::string over = std::to_string(limits::kUploadFileBytes + 1);
  EXPECT_THAT(post("/ll/upload", form(limits::kUploadFileBytes), "multipart/form-data; boundary=B"),
              HasSubstr("Outing|" + fits + " over 0"));
  EXPECT_THAT(post("/ll/upload", form(limits::kUploadFileBytes + 1), "multipart/form-data; boundary=B"),
              HasSubstr("Outing|0 over " + over));
  EXPECT_THAT(post("/ll/upload", form(limits::kUploadBodyBytes), "multipart/form-data; boundary=B"),
              HasSubstr("HTTP/1.1 413"))
      << "a stranger's is not read on";
}

TEST_F(ServerTest, invalid_utf8_is_refused_in_words_wherever_it_stands) {
  start();
  EXPECT_THAT(get("/%C3%28/hello"), HasSubstr("HTTP/1.1 400"));
  EXPECT_THAT(get("/ll/hello?q=%FF"), HasSubstr("UTF-8"));
  auto a = post("/ll/form", "note=%ED%A0%80");
  EXPECT_THAT(a, HasSubstr("HTTP/1.1 400"));
  EXPECT_THAT(a, HasSubstr("UTF-8"));
  EXPECT_THAT(
      post("/ll/form", "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n\xFF\r\n--B--\r\n",
           "multipart/form-data; boundary=B"),
      HasSubstr("HTTP/1.1 400"));
}

TEST_F(ServerTest, broken_messages_are_answered_400_and_the_line_is_closed) {
  start();
  const std::string form =
      "POST /ll/form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  for (const std::string& bad : {
           form + "Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
           form + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n0\r\n\r\n",
           form + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
           form + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
           form + "Content-Length: -1\r\n\r\n",
           form + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           form + "Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\nabcde",
           std::string("GET /ll/hello HTTP/1.1\r\n\r\n"),
           std::string("GET /ll/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
           std::string("GET /ll/hello HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n"),
           std::string("GET http://example.org/ HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15),
       }) {
    Client c(port());
    c.send(bad);
    auto a = c.answer();
    EXPECT_THAT(a, HasSubstr("HTTP/1.1 400")) << bad;
    EXPECT_TRUE(c.hung_up()) << bad;
  }
  EXPECT_THAT(ask("GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"),
              HasSubstr("HTTP/1.1 414"));
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(30000, 'a') + "\r\n\r\n"),
              HasSubstr("HTTP/1.1 431"));
  EXPECT_THAT(post("/ll/form", "{}", "application/json"), HasSubstr("HTTP/1.1 400"));
  EXPECT_THAT(get("/ll/hello"), HasSubstr("200 OK"));
}

TEST_F(ServerTest, a_good_chunked_form_and_100_continue_are_read) {
  start();
  EXPECT_THAT(ask("POST /ll/form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n5\r\nnote=\r\n3\r\nabc\r\n0\r\n\r\n"),
              HasSubstr("abc|0"));
  Client c(port());
  c.send(
      "POST /ll/form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Content-Length: 8\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(c.answer(), HasSubstr("100 Continue"));
  c.send("note=abc");
  EXPECT_THAT(c.answer(), HasSubstr("abc|0"));
}

TEST_F(ServerTest, what_a_handler_throws_is_a_500_page_and_a_log_line_without_its_words) {
  Pages pages;
  pages.problem = [](const Refusal& r) { return Response::page("<p>number " + r.request_id + "</p>"); };
  start(pages);
  auto a = get("/ll/throw?name=Maya");
  EXPECT_THAT(a, HasSubstr("HTTP/1.1 500"));
  EXPECT_THAT(a, Not(HasSubstr("secret")));
  stop();
  auto id = a.substr(a.find("number ") + 7, 26);
  EXPECT_THAT(diary(), HasSubstr("event=handler_failed request=" + id));
  EXPECT_THAT(diary(), HasSubstr("std::runtime_error"));
  EXPECT_THAT(diary(), Not(HasSubstr("Maya")));
  EXPECT_THAT(diary(), HasSubstr("event=served request=" + id + " method=GET route=throw status=500"));
}

TEST_F(ServerTest, a_refusal_page_that_throws_is_still_an_answer) {
  Pages pages;
  pages.not_found = [](const Refusal&) -> Response { throw 1; };
  start(pages);
  EXPECT_THAT(get("/ll/nothing"), HasSubstr("HTTP/1.1 404"));
}

TEST_F(ServerTest, the_guard_may_answer_instead_and_hand_on_what_it_knows) {
  router_.get("/{org}/mine", "mine", Access::SignedIn, "t", [](const Request& q) {
    return Response::text("session " + std::to_string(std::any_cast<int>(q.context)));
  });
  Pages pages;
  pages.guard = [](const Route& route, Request& q) -> std::optional<Response> {
    if (route.access == Access::Public) return std::nullopt;
    if (q.cookies.get("__Host-s").empty()) return Response::see_other("/sign-in");
    q.context = 7;
    return std::nullopt;
  };
  start(pages);
  EXPECT_THAT(get("/ll/mine"), HasSubstr("Location: /sign-in"));
  EXPECT_THAT(ask("GET /ll/mine HTTP/1.1\r\nHost: x\r\nCookie: __Host-s=1\r\n\r\n"), HasSubstr("session 7"));
  EXPECT_THAT(get("/ll/hello"), HasSubstr("200 OK"));
}

TEST_F(ServerTest, a_large_answer_arrives_whole) {
  start();
  auto a = get("/ll/big");
  EXPECT_EQ(a.size() - a.find("\r\n\r\n") - 4, 3'000'000u);
}

TEST_F(ServerTest, serves_a_thousand_lines_at_once) {
  options_.header_time = 20s;
  options_.idle_time = 20s;
  start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 1000; ++i) {
    clients.push_back(std::make_unique<Client>(port()));
    ASSERT_TRUE(clients.back()->connected()) << i;
  }
  for (auto& c : clients) c->send("GET /ll/hello?q=all HTTP/1.1\r\nHost: x\r\n\r\n");
  int good = 0;
  for (auto& c : clients) good += c->answer().find("hello ll all") != std::string::npos;
  EXPECT_EQ(good, 1000);
}

TEST_F(ServerTest, more_lines_than_allowed_are_closed_at_the_door_and_the_rest_still_served) {
  options_.connections = 2;
  options_.header_time = 20s;
  options_.idle_time = 20s;
  start();
  Client a(port()), b(port());
  a.send("GET /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  b.send("GET /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(a.answer(), HasSubstr("200 OK"));
  EXPECT_THAT(b.answer(), HasSubstr("200 OK"));
  Client c(port());
  EXPECT_TRUE(c.hung_up());
  a.send("GET /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(a.answer(), HasSubstr("200 OK"));
}

TEST_F(ServerTest, stopping_lets_an_answer_under_way_finish_and_drops_idle_lines) {
  options_.idle_time = 20s;
  options_.header_time = 20s;
  start();
  Client idle(port()), busy(port());
  busy.send("GET /ll/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  auto began = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_THAT(busy.answer(), HasSubstr("slow but whole"));
  EXPECT_TRUE(idle.hung_up());
  EXPECT_TRUE(busy.hung_up());
  stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST_F(ServerTest, a_taken_port_is_an_error_in_words) {
  start();
  ServerOptions same = options_;
  same.port = port();
  Server second(router_, same, {}, clock_, log_);
  auto s = second.listen();
  ASSERT_FALSE(s);
  EXPECT_THAT(s.error().words.text, HasSubstr("Is another server running there?"));
}

TEST_F(ServerTest, the_log_names_routes_and_never_addresses) {
  start();
  get("/ll/hello?q=Maya");
  get("/Maya/unknown");
  stop();
  EXPECT_THAT(diary(), HasSubstr("route=hello status=200"));
  EXPECT_THAT(diary(), HasSubstr("route=none status=404"));
  EXPECT_THAT(diary(), Not(HasSubstr("Maya")));
}

TEST_F(ServerTest, answer_without_a_socket_is_the_same_answer) {
  Request q;
  q.path = "/ll/hello";
  auto r = answer(router_, {}, options_, log_, clock_, q);
  EXPECT_EQ(r.status, 200);
  EXPECT_EQ(r.body, "<p>hello ll </p>");
  q.path = "/ll/none";
  EXPECT_EQ(answer(router_, {}, options_, log_, clock_, q).status, 404);
}

// What attackers found in 0.1: one address that takes the threads, the places for bodies or the lines.

class ServerAttackTest : public ServerTest {
 protected:
  ServerAttackTest() {
    for (const auto& [name, lane] : {std::pair{"hash", Lane::Hashing}, std::pair{"paper", Lane::Paper}})
      router_.post(
          std::string("/{org}/") + name, name, Access::Public, "t",
          [this](const Request&) {
            ++stuck_;
            go_.wait();
            return Response::text("done");
          },
          limits::kBodyBytes, lane);
    router_.post(
        "/{org}/album", "album", Access::SignedIn, "t",
        [](const Request& q) {
          std::string told = q.form.get("title") + ";" + q.form.get("words");
          for (const auto& f : q.files)
            told += "|" + std::to_string(f.bytes.size()) + " over " + std::to_string(f.too_large);
          return Response::text(told);
        },
        limits::kUploadBodyBytes);
    router_.get("/{org}/who", "who", Access::Public, "t",
                [](const Request& q) { return Response::text(q.remote + " of " + q.network); });
    router_.post(
        "/{org}/mine", "mine", Access::SignedIn, "t",
        [](const Request& q) { return Response::text("took " + std::to_string(q.files.size())); },
        limits::kUploadBodyBytes);
    options_.header_time = options_.idle_time = options_.body_time = options_.pace_time = 20s;
    pages_.head = [this](const Route& route, Request& q, std::uint64_t) -> Admission {
      ++looked_;
      if (route.access == Access::Public) return {};
      const auto who = q.cookies.get("who");
      if (who.empty()) return {.instead = Response::text("sign in first", 401), .who = {}};
      return {.instead = {}, .who = who};
    };
  }
  ~ServerAttackTest() override {
    let_go();
    stop();
  }
  void let_go() {
    if (!std::exchange(free_now_, true)) free_.set_value();
  }
  static std::string head(const std::string& path, std::size_t length, const std::string& more = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
           more + "Content-Length: " + std::to_string(length) + "\r\n\r\n";
  }
  std::unique_ptr<Client> begins(const std::string& bytes, const char* from = nullptr) {
    auto c = std::make_unique<Client>(port(), from);
    EXPECT_TRUE(c->connected());
    c->send(bytes);
    return c;
  }
  static std::string upload(const std::string& who, std::size_t bytes) {
    const std::string body = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n\r\n" +
                             std::string(bytes, 'z') + "\r\n--B--\r\n";
    return "POST /ll/mine HTTP/1.1\r\nHost: x\r\nCookie: who=" + who +
           "\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  // An album of files, so many bytes each, between its title and the words about it.
  static std::string album(const std::vector<std::size_t>& files) {
    const std::string part = "--B\r\nContent-Disposition: form-data; name=\"";
    std::string body = part + "title\"\r\n\r\nOuting\r\n";
    for (const auto bytes : files)
      body += part + "f\"; filename=\"a.mp4\"\r\n\r\n" + std::string(bytes, 'z') + "\r\n";
    return body + part + "words\"\r\n\r\nBy the sea\r\n--B--\r\n";
  }
  static std::string album_head(const std::string& length) {
    return "POST /ll/album HTTP/1.1\r\nHost: x\r\nCookie: who=maya\r\n"
           "Content-Type: multipart/form-data; boundary=B\r\n" +
           length + "\r\n\r\n";
  }
  static std::string with_length(const std::string& body) {
    return album_head("Content-Length: " + std::to_string(body.size())) + body;
  }
  Pages pages_;
  std::atomic<int> stuck_{0}, looked_{0};
  bool free_now_ = false;
  std::promise<void> free_;
  std::shared_future<void> go_ = free_.get_future().share();
};

TEST_F(ServerAttackTest, Attack_A8_sign_ins_and_papers_that_are_stuck_do_not_stop_pages) {
  start(pages_);
  std::vector<std::unique_ptr<Client>> crowd;
  for (int i = 0; i < 64; ++i)
    for (const char* path : {"/ll/hash", "/ll/paper"}) crowd.push_back(begins(head(path, 3) + "a=1"));
  while (stuck_ < 2) std::this_thread::yield();
  for (int i = 0; i < 20; ++i) ASSERT_THAT(get("/ll/hello"), HasSubstr("200 OK"));
  EXPECT_EQ(stuck_, 2) << "one thread each";
  let_go();
  int answered = 0;
  for (auto& c : crowd) answered += c->answer().find("done") != std::string::npos;
  EXPECT_EQ(answered, 128);
}

TEST_F(ServerAttackTest, Attack_A8_one_address_has_its_share_of_a_lane_and_is_told_when_to_come_back) {
  start(pages_);
  const auto most = limits::kLanes[static_cast<std::size_t>(Lane::Hashing)].waiting.address;
  std::vector<std::unique_ptr<Client>> crowd;
  for (std::size_t i = 0; i < most; ++i) crowd.push_back(begins(head("/ll/hash", 3) + "a=1"));
  while (stuck_ < 1) std::this_thread::yield();
  std::string refused;
  for (int i = 0; i < 100 && refused.find("429") == refused.npos; ++i) {
    auto one = begins(head("/ll/hash", 3) + "a=1");
    if (!one->hung_up(50))
      crowd.push_back(std::move(one));
    else
      refused = ask(head("/ll/hash", 3) + "a=1");
  }
  EXPECT_THAT(refused, HasSubstr("HTTP/1.1 429"));
  EXPECT_THAT(refused, HasSubstr("Retry-After: "));
  EXPECT_THAT(refused, HasSubstr("Wait a few seconds"));
  // Somebody else's network has places still.
  auto other = begins(head("/ll/hash", 3) + "a=1", "127.0.9.1");
  EXPECT_FALSE(other->hung_up(100));
  let_go();
  EXPECT_THAT(other->answer(), HasSubstr("done"));
}

TEST_F(ServerAttackTest, Attack_A8_a_body_is_not_read_before_it_is_known_who_sends_it) {
  start(pages_);
  auto c = begins(
      "POST /ll/mine HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: " +
      std::to_string(limits::kUploadFileBytes) + "\r\n\r\n--B");
  EXPECT_THAT(c->answer(), HasSubstr("HTTP/1.1 401"));
  EXPECT_TRUE(c->hung_up());
  auto waits =
      begins("POST /ll/mine HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(waits->answer(), HasSubstr("HTTP/1.1 401")) << "and nobody is asked to go on sending";
  auto chunks = begins("POST /ll/mine HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n");
  EXPECT_THAT(chunks->answer(), HasSubstr("HTTP/1.1 401"));
  auto nowhere = begins(head("/ll/nowhere", 100'000));
  EXPECT_THAT(nowhere->answer(), HasSubstr("HTTP/1.1 404"));
  EXPECT_EQ(looked_, 3);
}

TEST_F(ServerAttackTest, Attack_A8_slow_bodies_of_strangers_take_no_place_of_those_signed_in) {
  router_.post(
      "/{org}/public", "public", Access::Public, "t", [](const Request&) { return Response::text("in"); },
      limits::kUploadBodyBytes);
  start(pages_);
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 64; ++i) slow.push_back(begins(head("/ll/public", limits::kBodyBytes + 1000) + "a=b"));
  for (int i = 0; i < 64; ++i) slow.push_back(begins(head("/ll/form", 1000) + "note=b"));
  EXPECT_THAT(ask(upload("maya", 300'000)), HasSubstr("took 1"));
  EXPECT_THAT(post("/ll/form", "note=abc"), HasSubstr("abc|0"));
  EXPECT_THAT(get("/ll/hello"), HasSubstr("200 OK"));
  // A stranger in the same network whose form does not come in one piece gets a place of the oldest.
  auto late = begins(head("/ll/form", 8) + "note");
  std::this_thread::sleep_for(100ms);
  late->send("=abc");
  EXPECT_THAT(late->answer(), HasSubstr("abc|0"));
  EXPECT_THAT(slow[64]->answer(), HasSubstr("HTTP/1.1 429"));
}

TEST_F(ServerAttackTest, a_film_takes_nothing_with_it_that_was_typed) {
  start(pages_);
  EXPECT_THAT(ask(with_length(album({30'000'000}))), HasSubstr("Outing;By the sea|0 over 30000000"));
  EXPECT_THAT(ask(with_length(album({12'000'000, 16'000'000, 5}))),
              HasSubstr("Outing;By the sea|12000000 over 0|0 over 16000000|5 over 0"))
      << "together they are more than a form holds";
  const std::string body = album({30'000'000});
  std::string chunks = album_head("Transfer-Encoding: chunked");
  for (std::size_t i = 0; i < body.size(); i += 0x10000) {
    const auto piece = body.substr(i, 0x10000);
    std::array<char, 24> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
    chunks += size.data() + piece + "\r\n";
  }
  EXPECT_THAT(ask(chunks + "0\r\n\r\n"), HasSubstr("Outing;By the sea|0 over 30000000"));
}

TEST_F(ServerAttackTest, Attack_A8_a_body_is_read_on_only_so_far_and_only_of_somebody_known) {
  start(pages_);
  const auto announced = [&](const std::string& length, const std::string& more = "") {
    return begins(album_head(length) + more)->answer();
  };
  EXPECT_THAT(announced("Content-Length: " + std::to_string(limits::kReadThroughBytes + 1)),
              HasSubstr("HTTP/1.1 413"));
  EXPECT_THAT(announced("Transfer-Encoding: chunked", "10000001\r\n--B"), HasSubstr("HTTP/1.1 413"));
  const std::string stranger =
      "POST /ll/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\n";
  EXPECT_THAT(
      begins(stranger + "Content-Length: " + std::to_string(limits::kUploadBodyBytes + 1) + "\r\n\r\n")
          ->answer(),
      HasSubstr("HTTP/1.1 413"));
  EXPECT_THAT(begins(stranger + "Transfer-Encoding: chunked\r\n\r\n1a00001\r\n--B")->answer(),
              HasSubstr("HTTP/1.1 413"));
  EXPECT_THAT(get("/ll/hello"), HasSubstr("200 OK"));
}

TEST_F(ServerAttackTest, Attack_A8_a_form_that_cannot_be_read_is_heard_out_and_refused) {
  start(pages_);
  std::string parts;
  for (int i = 0; i < 20'000; ++i) parts += "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n";
  for (const auto& [body, status] :
       {std::pair(parts + "--B--", 413),
        std::pair("--B\r\nX: " + std::string(3'000'000, 'a') + "\r\n\r\n--B--", 400),
        std::pair(album({2'000'000}).substr(0, 1'900'000), 400), std::pair("x" + album({10}), 400)}) {
    Client c(port());
    c.send(with_length(body) + "GET /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(c.answer(), HasSubstr("HTTP/1.1 " + std::to_string(status))) << body.substr(0, 60);
    EXPECT_THAT(c.answer(), HasSubstr("hello ll")) << "and the line goes on";
  }
}

TEST_F(ServerAttackTest, Attack_A8_nobody_signed_in_has_all_places_for_files) {
  start(pages_);
  std::vector<std::unique_ptr<Client>> slow;
  const std::string all = upload("grudge", 300'000), some = all.substr(0, 1000);
  for (std::size_t i = 0; i < limits::kLargeBodiesEach; ++i) slow.push_back(begins(some));
  std::string more;
  for (int i = 0; i < 100 && more.empty(); ++i) {
    auto c = begins(some);
    if (c->hung_up(50))
      more = "refused";
    else
      slow.push_back(std::move(c));
  }
  EXPECT_EQ(more, "refused");
  EXPECT_THAT(ask(all), HasSubstr("HTTP/1.1 429"));
  EXPECT_THAT(ask(upload("maya", 300'000)), HasSubstr("took 1"));
}

TEST_F(ServerAttackTest, Attack_A8_a_body_must_keep_pace) {
  options_.pace_time = 1s;
  start(pages_);
  constexpr std::size_t kWhole = 200'000;
  auto drips = begins(head("/ll/form", kWhole) + "note=");
  auto comes = begins(head("/ll/form", kWhole) + "note=");
  bool dropped = false;
  const auto began = std::chrono::steady_clock::now();
  std::size_t sent = 5;
  while (std::chrono::steady_clock::now() - began < 10s && !dropped) {
    drips->send("x");
    if (sent < kWhole - 6000) comes->send(std::string(5500, 'y')), sent += 5500;
    dropped = drips->hung_up(100);
  }
  EXPECT_TRUE(dropped) << "a byte now and then is not a form";
  comes->send(std::string(kWhole - sent, 'y'));
  EXPECT_THAT(comes->answer(), HasSubstr("HTTP/1.1 200"));
}

TEST_F(ServerAttackTest, Attack_A8_an_address_full_of_idle_lines_still_gets_a_page) {
  start(pages_);
  std::vector<std::unique_ptr<Client>> idle;
  for (std::size_t i = 0; i < limits::kLinePlaces.address + 20; ++i)
    idle.push_back(std::make_unique<Client>(port()));
  EXPECT_THAT(get("/ll/hello"), HasSubstr("200 OK"));
  EXPECT_TRUE(idle.front()->hung_up()) << "the oldest made room";
  Client other(port(), "127.0.9.1");
  other.send("GET /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(other.answer(), HasSubstr("200 OK"));
}

TEST_F(ServerAttackTest, Attack_A8_when_all_lines_are_taken_the_crowd_gives_one) {
  options_.connections = 8;
  start(pages_);
  std::vector<std::unique_ptr<Client>> crowd;
  for (int i = 0; i < 8; ++i)
    crowd.push_back(std::make_unique<Client>(port(), i % 2 ? "127.0.3.1" : "127.0.3.2"));
  EXPECT_FALSE(crowd.back()->hung_up(100));
  Client other(port(), "127.0.9.1");
  other.send("GET /ll/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(other.answer(), HasSubstr("200 OK"));
}

TEST_F(ServerAttackTest, Attack_A9_forwarded_the_address_is_the_one_a_named_proxy_names) {
  options_.proxies = {AddressRange::parse("127.0.0.1").value()};
  start(pages_);
  const auto asked = [&](const std::string& lines, const char* from = nullptr) {
    Client c(port(), from);
    c.send("GET /ll/who HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n");
    const auto a = c.answer();
    return a.substr(a.find("\r\n\r\n") + 4);
  };
  EXPECT_EQ(asked(""), "127.0.0.1 of 127.0.0.0/24");
  EXPECT_EQ(asked("X-Forwarded-For: 203.0.113.9\r\n"), "203.0.113.9 of 203.0.113.0/24");
  EXPECT_EQ(asked("X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9\r\n"),
            "203.0.113.9 of 203.0.113.0/24");
  EXPECT_EQ(asked("X-Forwarded-For: 198.51.100.1\r\nX: y\r\nx-forwarded-FOR: 2001:db8::5, 127.0.0.1\r\n"),
            "2001:db8::5 of 2001:db8::/64");
  EXPECT_EQ(asked("X-Forwarded-For: rubbish\r\n"), "127.0.0.1 of 127.0.0.0/24");
  EXPECT_EQ(asked("X-Forwarded-For: 203.0.113.9\r\n", "127.0.9.1"), "127.0.9.1 of 127.0.9.0/24");
  for (int i = 0; i < 7; ++i) asked("X-Forwarded-For: rubbish\r\n");
  stop();
  EXPECT_THAT(diary(), HasSubstr("event=forwarded_for_malformed times=8"));
  EXPECT_THAT(diary(), Not(HasSubstr("times=7"))) << "counted, not told one by one";
  EXPECT_THAT(diary(), Not(HasSubstr("rubbish")));
}

TEST_F(ServerAttackTest, Attack_Smaller_a_body_whose_end_is_said_twice_or_oddly_is_refused) {
  start(pages_);
  const std::string form =
      "POST /ll/form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  const std::string next = "GET /ll/hello?q=smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const std::string coding : {"xchunked", "chunked, identity", "identity", "gzip, chunked",
                                   "chunked, chunked", "\"chunked\"", "chunked;q=1", "", "x",
                                   "\x0b"
                                   "chunked"})
    for (const std::string& with :
         {form + "Content-Length: 8\r\nTransfer-Encoding: " + coding + "\r\n\r\nnote=abc",
          form + "Transfer-Encoding: " + coding + "\r\nContent-Length: 8\r\n\r\nnote=abc",
          form + "Transfer-Encoding: " + coding + "\r\n\r\n8\r\nnote=abc\r\n0\r\n\r\n"}) {
      Client c(port());
      c.send(with + next);
      EXPECT_THAT(c.answer(), HasSubstr("HTTP/1.1 400")) << with;
      EXPECT_TRUE(c.hung_up()) << with;
    }
  for (const std::string framing :
       {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Content-Length: 8\r\nContent-Length: 8\r\n", "Content-Length: 8, 8\r\n", "Content-Length: +8\r\n",
        "Content-Length: 0x8\r\n", "Content-Length: 8 8\r\n", "Content-Length: \r\n",
        "Transfer-Encoding : chunked\r\n", "Content-Length: 8\r\nTransfer-Encoding: chunked\r\n"}) {
    Client c(port());
    c.send(form + framing + "\r\nnote=abc" + next);
    EXPECT_THAT(c.answer(), HasSubstr("HTTP/1.1 400")) << framing;
    EXPECT_TRUE(c.hung_up()) << framing;
  }
  Client old(port());
  old.send("POST /ll/form HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nnote=abc\r\n0\r\n\r\n");
  EXPECT_THAT(old.answer(), HasSubstr("HTTP/1.1 400"));
  EXPECT_THAT(post("/ll/form", "note=abc"), HasSubstr("abc|0"));
}

}  // namespace
}  // namespace candour::http
