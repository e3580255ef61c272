// Talks to a real server over a socket on 127.0.0.1, as a browser would, and as a broken one would.
#include "web/http/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "web/http/form.h"

namespace candour::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// A blocking client of a few lines.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  /// One answer by its Content-Length (none of it for HEAD); "" when the other side hung up.
  std::string answer(bool head = false) {
    std::size_t end;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return "";
    std::size_t length = 0;
    if (auto at = in_.find("Content-Length: "); at < end) length = std::stoul(in_.substr(at + 16));
    if (head || in_.starts_with("HTTP/1.1 100")) length = 0;
    while (in_.size() < end + 4 + length)
      if (!more()) break;
    std::string out = in_.substr(0, end + 4 + length);
    in_.erase(0, out.size());
    return out;
  }
  /// True when the other side hangs up within the time.
  bool hung_up(int within_ms = 3000) {
    char c;
    pollfd p{fd_, POLLIN, 0};
    while (::poll(&p, 1, within_ms) > 0)
      if (::recv(fd_, &c, 1, 0) <= 0) return true;
    return false;
  }

 private:
  bool more() {
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, 10000) <= 0) return false;
    char block[65536];
    auto n = ::recv(fd_, block, sizeof block, 0);
    if (n <= 0) return false;
    in_.append(block, static_cast<std::size_t>(n));
    return true;
  }
  int fd_;
  bool connected_ = false;
  std::string in_;
};

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
          return Response::text(q.files.empty() ? "none" : std::to_string(q.files[0].bytes.size()));
        },
        limits::kUploadBodyBytes);
    Route big{Method::Post,
              "/{org}/oversize",
              "oversize",
              Access::Public,
              "t",
              [](const Request& q) { return Response::text(q.body_too_large ? "too large" : "fits", 413); }};
    big.wants_oversize = true;
    router_.add(big);
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
  EXPECT_THAT(post("/ll/form", "note=" + std::string(300'000, 'x')), HasSubstr("HTTP/1.1 413"));
  std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n", chunks;
  for (int i = 0; i < 6; ++i) chunks += chunk;
  EXPECT_THAT(ask("POST /ll/form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n" +
                  chunks + "0\r\n\r\n"),
              HasSubstr("HTTP/1.1 413"));
  EXPECT_THAT(post("/ll/oversize", std::string(300'000, 'x')), HasSubstr("too large"));
}

TEST_F(ServerTest, an_upload_of_25_mebibytes_fits_where_the_route_says_so) {
  start();
  auto form = [](std::size_t bytes) {
    return "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n\r\n" +
           std::string(bytes, 'z') + "\r\n--B--\r\n";
  };
  auto fits = limits::kUploadFileBytes;
  EXPECT_THAT(post("/ll/upload", form(fits), "multipart/form-data; boundary=B"),
              HasSubstr(std::to_string(fits)));
  EXPECT_THAT(post("/ll/upload", form(fits + 1), "multipart/form-data; boundary=B"),
              HasSubstr("HTTP/1.1 413"));
  EXPECT_THAT(post("/ll/upload", form(limits::kUploadBodyBytes), "multipart/form-data; boundary=B"),
              HasSubstr("HTTP/1.1 413"));
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

}  // namespace
}  // namespace candour::http
