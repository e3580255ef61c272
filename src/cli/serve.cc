// candour serve: opens the house of the charters and answers until it is told to stop.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/file_rights.h"
#include "base/locks.h"
#include "cli/backup_watch.h"
#include "cli/charter_watch.h"
#include "cli/commands.h"
#include "cli/ledger_witness.h"
#include "cli/mail.h"
#include "cli/nightly.h"
#include "cli/visit_watch.h"
#include "cli/where.h"
#include "jobs/runner.h"
#include "outbox/clamd.h"
#include "paper/pdf.h"
#include "vault/secret.h"
#include "web/frame/site.h"
#include "web/http/assets.h"

namespace candour::cli {

namespace {

struct ServeOptions {
  Where where;
  std::string charters = "charters", catalogue, assets = "dist/assets", host = "127.0.0.1", date,
              check_at = "03:10";
  int port = 8080;
  unsigned workers = 4;
  std::string clamd, address, forget_list, bounces;
  std::vector<std::string> proxies;
  bool demo = false, behind_tls = false, quiet = false;
  bool plain_http = false, network_is_trusted = false;
  WitnessWords witness;
  BackupWords backups;
};

/// Names, notes and passwords must not cross a network in the clear because of a slip of the pen.
Status may_listen_on(const ServeOptions& o) {
  const auto address = http::Address::parse(o.host);
  if (!address)
    return fail(Code::Invalid,
                "--host " + o.host + " is not an IP address. To mend: write it like 127.0.0.1.");
  if (address->loopback() || (o.plain_http && o.network_is_trusted)) return {};
  return fail(
      Code::Invalid,
      "Candour speaks plain HTTP, and " + o.host +
          " can be reached from other machines: whoever listens in between would read records and "
          "passwords. To mend: leave --host out and put nginx or Caddy with TLS in front on this machine "
          "(docs/operating/proxy.md). If nobody else can reach that network, say it twice: --plain-http "
          "--network-is-trusted.");
}

/// Those named; with --behind-tls alone, a proxy on this machine.
Result<http::Proxies> proxies_of(const ServeOptions& o) {
  if (o.proxies.empty()) return o.behind_tls ? http::loopback_proxies() : http::Proxies{};
  http::Proxies all;
  for (const auto& text : o.proxies) {
    const auto range = http::AddressRange::parse(text);
    if (!range)
      return fail(Code::Invalid,
                  "--proxy " + text +
                      " is neither an address nor a range of addresses. To mend: write it like "
                      "127.0.0.1 or 10.1.0.0/16.");
    all.push_back(*range);
  }
  return all;
}

/// Records, keys, charters and what browsers are given must be as their owner left them.
Status only_ours(const ServeOptions& o, const web::HouseOptions& house) {
  std::vector<std::string> trusted{o.where.data, o.charters, house.catalogue_dir, o.assets};
  // With {org} in it there are several; the vault looks at the rights of each when it opens it.
  if (house.root_key && house.root_key->is_file() &&
      house.root_key->path().find("{org}") == std::string::npos)
    trusted.push_back(house.root_key->path());
  for (const auto& path : trusted) {
    CHECK_OK(only_owner_writes(path));
    CHECK_OK(nobody_can_swap(path));
  }
  return {};
}

/// Asked once at the start, so that a scanner that is not there is noticed before somebody brings a file.
void greet_scanner(outbox::VirusScanner& scanner, web::House& house, const Clock& clock,
                   const log::Log& log) {
  const auto there = scanner.ask_version();
  if (there) return;
  log.problem("virus_scanner", {{"detail", there.error().detail.text}});
  for (const auto& org : house.all())
    org->alarms->raise("virus-scanner",
                       "Nobody answers who looks through files for viruses, so no file can be "
                       "added. To mend: see that ClamAV's daemon runs on the server.",
                       there.error().detail.text, clock.now());
}

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

/// Ends the server on SIGINT or SIGTERM. The signals are blocked in every thread and waited for in one. One
/// that comes while the server is started anew ends it as soon as it is there.
class Stopper {
 public:
  Stopper() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    thread_ = std::thread([this] {
      int got = 0;
      sigwait(&set_, &got);
      const Hold hold(lock_);
      stopped_ = true;
      if (server_) server_->stop();
    });
  }
  void watch(http::Server& server) {
    const Hold hold(lock_);
    server_ = &server;
    if (stopped_) server.stop();
  }
  void let_go() {
    const Hold hold(lock_);
    server_ = nullptr;
  }
  bool stopped() {
    const Hold hold(lock_);
    return stopped_;
  }
  ~Stopper() {
    pthread_kill(thread_.native_handle(), SIGTERM);  // run() ended by itself: let the waiter go
    thread_.join();
  }

 private:
  sigset_t set_{};
  Mutex lock_{LockRank::Background};
  http::Server* server_ GUARDED_BY(lock_) = nullptr;
  bool stopped_ GUARDED_BY(lock_) = false;
  std::thread thread_;  // last: it uses the others
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

/// What stays while the server is started anew.
struct Running {
  Stopper& stopper;
  const Clock& clock;
  const log::Log& log;
  bool can_start_anew = false;
  int port = 0;
};

http::ServerOptions server_options(const ServeOptions& o, http::Proxies proxies, int port) {
  http::ServerOptions to;
  to.host = o.host;
  to.port = static_cast<std::uint16_t>(port);
  to.workers = o.workers;
  to.secure = o.behind_tls;
  to.proxies = std::move(proxies);
  return to;
}

/// Where links in mail lead; empty where there is no mail server.
Result<std::string> address_of(const ServeOptions& o) {
  if (o.address.empty()) return std::string();
  TRY(const auto target, outbox::read_target(o.address));
  const bool slash = o.address.ends_with('/');
  if (target.kind != outbox::Target::Kind::Web || o.address.find_first_of("?#") != std::string::npos)
    return fail(Code::Invalid, "--address " + o.address +
                                   " is not where pages are found. To mend: give it as "
                                   "https://records.example.org");
  TRY(const auto mailer, read_mailer(o.witness));
  if (mailer.url.empty() || mailer.from.empty()) return std::string();
  return slash ? o.address.substr(0, o.address.size() - 1) : o.address;
}

std::vector<std::string> domains_of(const outbox::Mailer& mailer) {
  std::vector<std::string> all;
  for (const auto& way : mailer.locked) all.push_back(way.domain);
  return all;
}

/// Answers until it is told to stop, or until a file of a charter says something newer: then true.
Result<bool> answer_until_stopped(const ServeOptions& o, web::House& house, Running& running) {
  const auto& [stopper, clock, log, can_start_anew, port] = running;
  TRY(auto proxies, proxies_of(o));
  TRY(auto assets, http::AssetStore::load(o.assets));
  paper::use_letters_of(o.assets);
  std::unique_ptr<outbox::VirusScanner> scanner;
  if (!o.clamd.empty()) {
    scanner = std::make_unique<outbox::VirusScanner>(o.clamd, clock);
    greet_scanner(*scanner, house, clock, log);
  }
  TRY(const auto mailer, read_mailer(o.witness));
  TRY(const int check_at, minutes_of_day(o.check_at));
  web::Site site(house, assets.urls(),
                 {.demo = o.demo,
                  .demo_sign_in = {},
                  .secure = o.behind_tls,
                  .scanner = scanner.get(),
                  .starts_itself_anew = can_start_anew,
                  .mail = !mailer.url.empty() && !mailer.from.empty(),
                  .mail_locked_to = domains_of(mailer)},
                 log);
  http::Router router;
  assets.add_routes(router);
  web::add_all_pages(router, site);
  http::Server server(router, server_options(o, std::move(proxies), port), site.pages(), clock, log);
  CHECK_OK(server.listen());
  TRY(const auto witness, start_witness(o.witness, house, clock, log));
  const auto courier = start_mail(mailer, house, clock, log, o.bounces);
  if (o.demo && running.port == o.port) print_sign_ins(o.where.data);
  running.port = server.port();
  std::cout << "Candour is ready at http://localhost:" << server.port() << std::endl;
  running.stopper.watch(server);
  SearchKeeper keeper(house, log);
  const VisitWatch visits(house, log);
  NightCheck night(house, clock, log, check_at);
  TRY(auto backups, nightly_backup(o.backups, o.where, o.demo));
  const BackupWatch backup_watch(house, clock, log, std::move(backups));
  std::vector<jobs::Runner::House> working;
  for (const auto& org : house.all()) working.push_back({org->charter->organisation.code, org->jobs.get()});
  const jobs::Runner runner(std::move(working), log);
  std::atomic<bool> anew{false};
  const CharterWatch charters(house, clock, log,
                              can_start_anew ? [&] { anew = true, server.stop(); } : std::function<void()>());
  const auto ended = server.run();
  running.stopper.let_go();
  CHECK_OK(ended);
  return anew && !running.stopper.stopped();
}

Status serve(const ServeOptions& o) {
  vault::forbid_core_dumps();
  CHECK_OK(may_listen_on(o));
  CHECK_OK(proxies_of(o));
  CHECK_OK(minutes_of_day(o.check_at));
  CHECK_OK(read_mailer(o.witness));
  CHECK_OK(nightly_backup(o.backups, o.where, o.demo).map([](auto) {}));
  Stopper stopper;  // before any thread is started, so that all of them leave the signals alone
  TRY(auto clock, clock_for(o.date));
  const log::Log log(*clock, o.quiet ? log::Sink([](std::string_view) {}) : log::stderr_sink());
  TRY(auto where, house_options(o.where));
  where.log = &log;
  where.catalogue_dir = o.catalogue.empty() ? o.charters + "/catalogue" : o.catalogue;
  // A root key that is no file was typed or piped in, and is not kept.
  Running running{stopper, *clock, log, !where.root_key || where.root_key->is_file(), o.port};
  for (bool again = true; again;) {
    where.charter_files = web::charter_files_in(o.charters);
    CHECK_OK(only_ours(o, where));
    TRY(where.address, address_of(o));
    where.forget_list = o.forget_list;
    TRY(const auto house, web::open_house(where, *clock));
    if (!running.can_start_anew) where.root_key.reset(), o.where.root.reset();
    TRY(again, answer_until_stopped(o, *house, running));
  }
  return {};
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
  c->add_option("--workers", o->workers,
                "Threads that answer pages; passwords, papers and files have their own")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  c->add_option("--date", o->date, "Pretend that it is noon of this day (YYYY-MM-DD); for the demo");
  c->add_flag("--demo", o->demo, "Say on every page that all people are invented, and print who can sign in");
  c->add_flag(
      "--behind-tls", o->behind_tls,
      "A proxy with TLS stands in front: browsers are asked to insist on it, forms must come from https");
  c->add_option(
       "--proxy", o->proxies,
       "Address or range of a proxy that is believed in X-Forwarded-For; may be given several times. "
       "Default with --behind-tls: this machine")
      ->allow_extra_args(false);
  c->add_flag("--plain-http", o->plain_http,
              "Listen beyond this machine without TLS; with --network-is-trusted");
  c->add_flag("--network-is-trusted", o->network_is_trusted,
              "Nobody else can reach the network of --host; with --plain-http");
  c->add_option("--address", o->address,
                "Where people outside find these pages (https://records.example.org): mail that goes to many "
                "has a link to stop it. Without it such things go by post");
  c->add_option("--bounces", o->bounces,
                "Maildir of the address of --smtp-from: what could not be delivered is noted from it");
  c->add_option("--forget-list", o->forget_list,
                "Folder for the lists of what was destroyed; beside the records unless said");
  c->add_option("--clamd", o->clamd,
                "ClamAV's socket, such as /run/clamav/clamd.ctl: files are looked through, "
                "and refused when it does not answer");
  c->add_option("--check-at", o->check_at, "When each night all rows are compared with their seals (UTC)")
      ->capture_default_str();
  add_witness_options(*c, o->witness);
  add_backup_watch_options(*c, o->backups);
  c->add_flag("--quiet", o->quiet, "No log lines");
  c->callback([o, &exit_code] {
    if (auto s = serve(*o); !s) exit_code.value = say(s.error());
  });
}

}  // namespace candour::cli
