// How long it takes until the server listens, and what it holds then: measured in a process of its own, which
// opens the five organisations, the pages and the socket as `candour serve` does.
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "bench/bench.h"
#include "web/frame/site.h"

namespace candour::bench {
namespace {

constexpr double kBudget = 2e9;

struct Started {
  double ns = 0, bytes = 0, warm_ns = 0, warm_bytes = 0;
};

std::string quoted(const std::string& s) {
  std::string q = "'";
  for (const char c : s) q += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return q + "'";
}

Started start(const Setting& s, const std::string& data) {
  const auto command = quoted(must([]() -> Result<std::string> {
                         char path[4096];
                         const auto n = readlink("/proc/self/exe", path, sizeof path);
                         if (n <= 0) return fail(Code::Unavailable, "The program's own file is not known.");
                         return std::string(path, static_cast<std::size_t>(n));
                       }())) +
                       " --source " + quoted(s.source) + " --start-once " + quoted(data);
  const std::unique_ptr<FILE, int (*)(FILE*)> child(popen(command.c_str(), "r"), pclose);
  std::string said;
  char part[256];
  while (child && fgets(part, sizeof part, child.get())) said += part;
  Started got;
  std::istringstream in(said);
  if (!(in >> got.ns >> got.bytes >> got.warm_ns >> got.warm_bytes))
    throw std::runtime_error("the server did not start: " + said);
  return got;
}

}  // namespace

int start_once(const Setting& s, const std::string& data) {
  const Timer t;
  const SystemClock clock;
  const log::Log log(clock, [](std::string_view) {});
  web::HouseOptions where;
  where.charter_files = web::charter_files_in(s.source + "/charters");
  where.catalogue_dir = s.source + "/charters/catalogue";
  where.data_dir = data;
  const auto house = must(web::open_house(where, clock));
  web::Site site(*house, {}, {}, log);
  http::Router router;
  web::add_all_pages(router, site);
  http::ServerOptions options;
  options.port = 0;
  http::Server server(router, options, site.pages(), clock, log);
  must(server.listen());
  const auto ready = t.ns();
  const auto bytes = resident_bytes();
  const Timer names;
  for (const auto& org : house->all()) must(org->search->warm());
  const auto warm = names.ns();
  std::cout.precision(15);
  std::cout << ready << ' ' << bytes << ' ' << warm << ' ' << resident_bytes() << std::endl;
  return 0;
}

void starts(const Setting& s, const std::string& data, int people, Figures& out) {
  const auto first = start(s, data);  // makes the other organisations' databases
  const auto second = start(s, data);
  const auto size = number(people);
  out.add({"Server", "first start, four organisations made anew", size, "", duration(first.ns), "", {}});
  out.add({"Server", "second start, until it listens", size, "under 2 s", duration(second.ns), "",
           second.ns < kBudget});
  out.add({"Server", "memory when it listens", size, "under 100 MiB at 1,000,000", bytes(second.bytes), "",
           people >= 1'000'000 ? std::optional(second.bytes < 100.0 * 1024 * 1024) : std::nullopt});
  out.add({"Server",
           "memory with every name in the search index",
           size,
           "",
           bytes(second.warm_bytes) + ", ready " + duration(second.warm_ns) + " later",
           "",
           {}});
}

double resident_bytes() {
  std::ifstream in("/proc/self/statm");
  long whole = 0, resident = 0;
  in >> whole >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

namespace {

double clock_ns(clockid_t which) {
  timespec t{};
  clock_gettime(which, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

}  // namespace

double thread_cpu_ns() {
  return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}
double process_cpu_ns() {
  return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

void say(const std::string& words) {
  // One line that is written over, where somebody watches.
  static const bool watched = isatty(STDERR_FILENO) == 1;
  if (watched) std::cerr << "\r\033[K" << words << std::flush;
}

}  // namespace candour::bench
