// candour serve: opens the house of the charters and answers until it is told to stop.
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/locks.h"
#include "cli/commands.h"
#include "cli/ledger_witness.h"
#include "cli/nightly.h"
#include "cli/where.h"
#include "vault/secret.h"
#include "web/http/assets.h"
#include "web/pages/site.h"

namespace candour::cli {

namespace {

struct ServeOptions {
  Where where;
  std::string charters = "charters", catalogue, assets = "dist/assets", host = "127.0.0.1", date,
              check_at = "03:10";
  int port = 8080;
  unsigned workers = 4;
  bool demo = false, behind_tls = false, quiet = false;
  WitnessWords witness;
};

/// Noon of the given day, running on from there; without a date the machine's own clock.
Result<std::unique_ptr<Clock>> clock_for(const std::string& date) {
  if (date.empty()) return std::make_unique<SystemClock>();
  const auto day = parse_iso_date(date);
  if (!day)
    return fail(Code::Invalid, "--date " + date + " is not a date. To mend: write it like 2026-11-21.");
  const auto noon = std::chrono::sys_days(*day) + std::chrono::hours(12);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(noon.time_since_epoch()).count();
  return std::make_unique<SetClock>(UnixMs{ms}, true);
}

int say(const Error& e) {
  std::cerr << "candour: " << e.words.text << '\n';
  if (!e.detail.text.empty()) std::cerr << "  (" << e.detail.text << ")\n";
  return ExitCode::kFindings;
}

/// The list of who can sign in, made with the demo's data.
void print_sign_ins(const std::string& data) {
  std::ifstream in(data + "/demo-sign-ins.txt");
  if (in) std::cout << in.rdbuf();
}

/// Ends the server on SIGINT or SIGTERM. The signals are blocked in every thread and waited for in one.
class Stopper {
 public:
  Stopper() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  void watch(http::Server& server) {
    thread_ = std::thread([this, &server] {
      int got = 0;
      sigwait(&set_, &got);
      server.stop();
    });
  }
  ~Stopper() {
    if (!thread_.joinable()) return;
    pthread_kill(thread_.native_handle(), SIGTERM);  // run() ended by itself: let the waiter go
    thread_.join();
  }

 private:
  sigset_t set_{};
  std::thread thread_;
};

/// Reads the names for searching at start, so that the first search need not wait, and forgets them again
/// when nobody has searched for a while.
class SearchKeeper {
 public:
  SearchKeeper(web::House& house, const log::Log& log)
      : thread_([this, &house, &log] { keep(house, log); }) {}
  ~SearchKeeper() {
    {
      const Hold hold(mutex_);
      ended_ = true;
    }
    wake_.tell_all();
    thread_.join();
  }

 private:
  using Steady = std::chrono::steady_clock;
  static constexpr std::chrono::minutes kLookEvery{1}, kIdle{30};
  void keep(web::House& house, const log::Log& log) {
    for (const auto& org : house.all())
      if (auto s = org->search->warm(); !s) log.problem("search-index", {{"detail", s.error().detail.text}});
    const Hold hold(mutex_);
    for (auto next = Steady::now() + kLookEvery; !ended_;) {
      if (wake_.wait_until(mutex_, next)) continue;
      for (const auto& org : house.all()) org->search->drop_if_idle(std::chrono::milliseconds(kIdle).count());
      next = Steady::now() + kLookEvery;
    }
  }
  Mutex mutex_{LockRank::Background};
  Condition wake_;
  bool ended_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses the others
};

Status serve(const ServeOptions& o) {
  vault::forbid_core_dumps();
  Stopper stopper;  // before any thread is started, so that all of them leave the signals alone
  TRY(auto clock, clock_for(o.date));
  const log::Log log(*clock, o.quiet ? log::Sink([](std::string_view) {}) : log::stderr_sink());
  TRY(const int check_at, minutes_of_day(o.check_at));
  TRY(auto where, house_options(o.where));
  where.log = &log;
  where.charter_files = web::charter_files_in(o.charters);
  where.catalogue_dir = o.catalogue.empty() ? o.charters + "/catalogue" : o.catalogue;
  TRY(auto house, web::open_house(where, *clock));
  where.root_key.reset();  // a passphrase that was typed is not kept
  o.where.root.reset();
  TRY(auto assets, http::AssetStore::load(o.assets));
  web::Site site(*house, assets.urls(), {.demo = o.demo, .demo_sign_in = {}, .secure = o.behind_tls}, log);
  http::Router router;
  assets.add_routes(router);
  web::add_all_pages(router, site);
  http::ServerOptions server_options;
  server_options.host = o.host;
  server_options.port = static_cast<std::uint16_t>(o.port);
  server_options.workers = o.workers;
  server_options.secure = o.behind_tls;
  server_options.behind_proxy = o.behind_tls;
  http::Server server(router, server_options, site.pages(), *clock, log);
  CHECK_OK(server.listen());
  TRY(const auto witness, start_witness(o.witness, *house, *clock, log));
  if (o.demo) print_sign_ins(o.where.data);
  std::cout << "Candour is ready at http://localhost:" << server.port() << std::endl;
  stopper.watch(server);
  SearchKeeper keeper(*house, log);
  NightCheck night(*house, *clock, log, check_at);
  auto ended = server.run();
  return ended;
}

}  // namespace

void add_serve_command(CLI::App& app, ExitCode& exit_code) {
  auto o = std::make_shared<ServeOptions>();
  auto* c = app.add_subcommand("serve", "Runs Candour for the organisations of a folder of charters.");
  add_where_options(*c, o->where);
  c->add_option("--charters", o->charters, "Folder with one charter a file")->capture_default_str();
  c->add_option("--catalogue", o->catalogue, "Folder of the catalogue; default: CHARTERS/catalogue");
  c->add_option("--assets", o->assets, "Folder that script/assets built")->capture_default_str();
  c->add_option("--host", o->host, "Address to listen on")->capture_default_str();
  c->add_option("--port", o->port, "Port to listen on; 0: any free one")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  c->add_option("--workers", o->workers, "Threads that answer")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  c->add_option("--date", o->date, "Pretend that it is noon of this day (YYYY-MM-DD); for the demo");
  c->add_flag("--demo", o->demo, "Say on every page that all people are invented, and print who can sign in");
  c->add_flag("--behind-tls", o->behind_tls, "TLS stands in front: ask browsers to insist on it");
  c->add_option("--check-at", o->check_at, "When each night all rows are compared with their seals (UTC)")
      ->capture_default_str();
  add_witness_options(*c, o->witness);
  c->add_flag("--quiet", o->quiet, "No log lines");
  c->callback([o, &exit_code] {
    if (auto s = serve(*o); !s) exit_code.value = say(s.error());
  });
}

}  // namespace candour::cli
