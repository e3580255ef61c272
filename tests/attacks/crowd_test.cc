// Everybody at once: workers who write and look, newcomers, searches, the ledger and the vault read through,
// all against one house over a real server, while the names are forgotten and learned again. It is meant for
// ThreadSanitizer (script/sanitize tsan) and for the order of the locks; without them it still asserts that
// nothing which was acknowledged is lost, doubled or not on the ledger.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "base/locks.h"
#include "house_for_tests.h"
#include "web/http/router.h"

namespace candour::attacks {
namespace {

constexpr int kRounds = 8;

struct Answer {
  int status = 0;
  std::string bytes;
};

/// Says it all to a server on this machine and hears what comes back until it hangs up.
Answer talk(std::uint16_t port, std::string_view said) {
  const int line = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Answer a;
  if (::connect(line, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) {
    while (!said.empty()) {
      const auto n = ::send(line, said.data(), said.size(), MSG_NOSIGNAL);
      if (n <= 0) break;
      said.remove_prefix(static_cast<std::size_t>(n));
    }
    char piece[8192];
    for (ssize_t n; (n = ::recv(line, piece, sizeof piece, 0)) > 0;)
      a.bytes.append(piece, static_cast<std::size_t>(n));
  }
  ::close(line);
  if (a.bytes.starts_with("HTTP/1.1 ")) a.status = std::stoi(a.bytes.substr(9, 3));
  return a;
}

/// What went wrong in any of the threads: GoogleTest's own reports wait until they have ended.
class Troubles {
 public:
  void say(std::string what) {
    const Hold hold(lock_);
    all_.push_back(std::move(what));
  }
  std::vector<std::string> all() {
    const Hold hold(lock_);
    return all_;
  }

 private:
  Mutex lock_;
  std::vector<std::string> all_ GUARDED_BY(lock_);
};

class Crowd : public AttackedHouse {
 protected:
  Crowd() : calm_(clock, [this](std::string_view line) { count_problems(line); }) {
    site_ = std::make_unique<web::Site>(*house, html::AssetUrls{}, web::SiteOptions{}, calm_);
    web::add_all_pages(open_router_, *site_);
    options.port = 0;
    options.workers = 4;
    server_ = std::make_unique<http::Server>(open_router_, options, site_->pages(), clock, calm_);
    must(server_->listen());
    port_ = server_->port();
    serving_ = std::thread([this] { ran_ = server_->run().has_value(); });
  }
  ~Crowd() override { end(); }

  void end() {
    if (!serving_.joinable()) return;
    server_->stop();
    serving_.join();
    EXPECT_TRUE(ran_);
    EXPECT_EQ(problems_, 0) << "the server's diary tells of problems";
  }

  Answer get(const Caller& by, const std::string& path) {
    return talk(port_, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie() + "=" +
                           by.token + "\r\nConnection: close\r\n\r\n");
  }
  Answer post(const Caller& by, const std::string& path, http::Fields form) {
    form.add("csrf", by.csrf);
    const auto body = http::query_text(form).substr(1);
    return talk(port_, "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie() + "=" +
                           by.token +
                           "\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n" +
                           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  /// False, and told, when the answer is not what it should be.
  bool expect(const Answer& a, int status, std::string_view words, const std::string& what) {
    const bool good = a.status == status && (words.empty() || a.bytes.find(words) != std::string::npos);
    if (!good)
      troubles.say(what + ": " + std::to_string(a.status) + ", wanted " + std::to_string(status) +
                   " with \"" + std::string(words) + "\"\n" + a.bytes.substr(0, 300));
    return good;
  }
  std::string of_person() const { return "/ll/people/" + person.text(); }

  /// Writes notes and reads them back at once.
  void write_and_look(const Caller& by, int number) {
    for (int i = 0; i < kRounds; ++i) {
      const auto words = "zqcrowd" + std::to_string(number) + "x" + std::to_string(i) + "qz";
      const http::Fields note{{"when", "2026-11-24T10:30"},
                              {"method", "visit"},
                              {"what-happened", words},
                              {"_service", "community-support"},
                              {"_source", "person"},
                              {"_post-key", "crowd-" + std::to_string(number) + "-" + std::to_string(i)}};
      if (expect(post(by, of_person() + "/draft/contact-note", note), 200, "", "a draft"))
        if (expect(post(by, of_person() + "/write/contact-note", note), 303, "", "a note")) ++kept;
      // The same form again, as a browser that lost the answer would send it.
      expect(post(by, of_person() + "/write/contact-note", note), 303, "", "the same note again");
      if (expect(get(by, of_person()), 200, words, "the note just written")) ++looked;
    }
  }
  /// Adds people and finds each by name straight afterwards.
  void add_and_find(const Caller& by) {
    static constexpr const char* kNames[] = {"Alderqx", "Birchqx", "Cedarqx", "Doddqx",
                                             "Elmqx",   "Firqx",   "Gorseqx", "Hazelqx"};
    for (int i = 0; i < kRounds; ++i) {
      const std::string family = kNames[i % 8];
      const auto id = to_text(make_id128(clock.now().ms));
      const http::Fields form{{"_service", "community-support"},
                              {"_id", id},
                              {"given-name", "Newcomer"},
                              {"family-name", family},
                              {"birth-date", "1971-02-03"},
                              {"_source", "self"},
                              {"_urgency", "soon"},
                              {"_anyway", "yes"}};
      if (!expect(post(by, "/ll/people/new", form), 303, "", "somebody new")) continue;
      ++added;
      if (expect(get(by, "/ll/search?q=Newcomer"), 200, family, "who was just added")) ++found;
    }
  }
  void search(const Caller& by) {
    for (int i = 0; i < kRounds * 2; ++i)
      expect(get(by, "/ll/search?q=" + std::string(kGiven) + "+Marowfat"), 200, kFamily, "a search");
  }
  void read_the_ledger(const Caller& by) {
    for (int i = 0; i < kRounds; ++i) {
      expect(get(by, of_person() + "/who-looked"), 200, "", "who looked");
      const auto read = ll->db->read([&](store::Session& db) -> Status {
        TRY(const auto newest, ll->ledger->newest(db, 0, 20));
        TRY(const auto head, ll->ledger->checkpoint(db));
        TRY(const auto about, ll->ledger->about(db, person, 0, 50));
        if (newest.empty() || about.empty() || head.note.empty()) troubles.say("the ledger is empty");
        for (std::size_t n = 1; n < newest.size(); ++n)
          if (newest[n].seq != newest[n - 1].seq - 1) troubles.say("the ledger has a gap");
        return {};
      });
      if (!read) troubles.say("the ledger does not read: " + read.error().detail.text);
    }
  }
  /// What runs in the background of a real server, far more often.
  void forget_and_learn(const std::atomic<bool>& over) {
    while (!over) {
      ll->search->drop_if_idle(0);
      if (!ll->search->warm()) troubles.say("the names cannot be read");
      // A moment in which searches find the names: whoever finds them gone five times over is asked to wait.
      for (int i = 0; i < 10 && !over; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        (void)ll->search->memory_bytes();
      }
      if (ll->staff->directory()->find(bystander) == nullptr) troubles.say("the directory is not whole");
    }
  }
  void check_the_vault(const std::atomic<bool>& over) {
    do {
      const auto health = ll->db->read([&](store::Session& db) -> Status {
        TRY(const auto h, ll->vault->check(db));
        if (!h.whole()) troubles.say("the vault is not whole while people write");
        return {};
      });
      if (!health) troubles.say("the vault cannot be checked: " + health.error().detail.text);
    } while (!over);
  }

  /// The number of the newest entry of the ledger, and all entries after one.
  std::int64_t newest() { return page(0, 1).front().seq; }
  std::vector<ledger::Entry> since(std::int64_t seq) {
    std::vector<ledger::Entry> out;
    for (auto kept_here = page(0, 100); !kept_here.empty(); kept_here = page(kept_here.back().seq, 100))
      for (const auto& k : kept_here) {
        if (k.seq <= seq) return out;
        out.push_back(k.entry);
      }
    return out;
  }

  Troubles troubles;
  std::atomic<int> kept = 0, looked = 0, added = 0, found = 0;

 private:
  std::vector<ledger::Kept> page(std::int64_t before, int most) {
    std::vector<ledger::Kept> out;
    must(ll->db->read([&](store::Session& db) -> Status {
      TRY(out, ll->ledger->newest(db, before, most));
      return {};
    }));
    return out;
  }
  void count_problems(std::string_view line) { problems_ += line.find("level=problem") != line.npos; }

  std::atomic<int> problems_ = 0;
  log::Log calm_;
  std::unique_ptr<web::Site> site_;
  http::Router open_router_;
  std::unique_ptr<http::Server> server_;
  std::uint16_t port_ = 0;
  std::thread serving_;
  std::atomic<bool> ran_ = false;
};

TEST_F(Crowd, whatever_is_acknowledged_while_everybody_works_at_once_is_kept_once_and_on_the_ledger) {
  const auto began = newest();
  std::atomic<bool> over = false;
  std::vector<std::thread> background, people;
  background.emplace_back([&] { forget_and_learn(over); });
  background.emplace_back([&] { check_the_vault(over); });
  for (int i = 0; i < 3; ++i) people.emplace_back([&, i] { write_and_look(callers.at(i % 2), i); });
  people.emplace_back([&] { add_and_find(callers.at(0)); });
  people.emplace_back([&] { search(callers.at(1)); });
  people.emplace_back([&] { read_the_ledger(callers.at(0)); });
  for (auto& t : people) t.join();
  over = true;
  for (auto& t : background) t.join();
  end();

  for (const auto& what : troubles.all()) ADD_FAILURE() << what;
  EXPECT_EQ(kept, 3 * kRounds);
  EXPECT_EQ(looked, 3 * kRounds);
  EXPECT_EQ(added, kRounds);
  EXPECT_EQ(found, kRounds);

  int notes = 0, views = 0;
  for (const auto& e : since(began)) {
    notes += e.act == ledger::Act::Create && e.what == "contact-note";
    views += e.act == ledger::Act::View && e.outcome == "allowed" &&
             std::find(e.people.begin(), e.people.end(), person) != e.people.end();
  }
  EXPECT_EQ(notes, kept) << "each acknowledged note stands on the ledger once";
  EXPECT_GE(views, looked) << "and so does each look at the record";

  const auto whole = ll->db->read([&](store::Session& db) -> Status {
    TRY(const auto verdict, ll->ledger->verify(db));
    EXPECT_TRUE(verdict.findings.empty());
    TRY(const auto health, ll->vault->check(db));
    EXPECT_TRUE(health.whole());
    return {};
  });
  EXPECT_TRUE(whole.has_value());
}

}  // namespace
}  // namespace candour::attacks
