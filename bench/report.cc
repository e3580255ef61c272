#include "bench/report.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/calendar.h"
#include "base/calendar_words.h"

namespace candour::bench {
namespace {

std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name")) {
      const auto at = line.find(": ");
      if (at != std::string::npos) return line.substr(at + 2);
    }
  return "an unknown processor";
}

double memory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// What the bench's data lay on.
std::string disk(const std::string& folder) {
  struct stat at {};
  if (stat(folder.c_str(), &at) != 0) return "an unknown disk";
  const auto device =
      "/sys/dev/block/" + std::to_string(major(at.st_dev)) + ":" + std::to_string(minor(at.st_dev));
  std::error_code none;
  const auto name = std::filesystem::read_symlink(device, none).filename().string();
  int rotates = -1;
  for (const auto* where : {"/queue/rotational", "/../queue/rotational"})
    if (std::ifstream in(device + where); in >> rotates) break;
  struct statfs kind {};
  const bool ext = statfs(folder.c_str(), &kind) == 0 && kind.f_type == 0xEF53;
  return std::string(name.starts_with("vd") ? "a virtual disk"
                     : rotates == 1         ? "a rotating disk"
                                            : "a solid-state disk") +
         (ext ? " with ext4" : "");
}

/// Figures that were measured at more than one size, side by side.
std::string growth(const Setting& s, const Figures& figures) {
  std::vector<std::pair<std::string, std::vector<std::string>>> rows;
  for (const auto& f : figures.all()) {
    const auto size =
        std::find_if(s.sizes.begin(), s.sizes.end(), [&](int n) { return number(n) == f.people; });
    if (size == s.sizes.end()) continue;
    const auto name = f.part + ": " + f.what;
    auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.first == name; });
    if (row == rows.end()) row = rows.insert(rows.end(), {name, std::vector<std::string>(s.sizes.size())});
    row->second[static_cast<std::size_t>(size - s.sizes.begin())] = f.measured;
  }
  std::string out, rule = "|---|";
  for (const int n : s.sizes) {
    out += " " + number(n) + " people |";
    rule += "---|";
  }
  out = "\n## Growth\n\n| figure |" + out + "\n" + rule + "\n";
  bool any = false;
  for (const auto& [name, cells] : rows) {
    if (std::count(cells.begin(), cells.end(), "") > static_cast<std::ptrdiff_t>(cells.size()) - 2) continue;
    out += "| " + name + " |";
    for (const auto& c : cells) out += " " + c + " |";
    out += "\n";
    any = true;
  }
  return any ? out : "";
}

/// What would be tried next where a budget is not met, by the beginning of the figure's name.
struct Idea {
  std::string_view part, what, idea;
};
constexpr Idea kIdeas[] = {
    {"Audited, decrypted reads", "vault and ledger",
     "A reader keeps its snapshot for a moment (decision 10), so that a look does not empty its cache; what "
     "is left is opening the seal, and the ledger's line, its hash and its share of the commit. Next: entry, "
     "policy and segment in one statement."},
    {"Audited, decrypted reads", "gate, ledger and entry",
     "The same, and each look is a line of its own on the ledger whose reader waits for the disk: threads "
     "that "
     "wait and are woken cost as much as the reading. Next: let the pass carry its ticket and settle it when "
     "the page is ready, so that a request waits once and reads meanwhile."},
    {"GDPRbench", "processor",
     "A page of 20 records is 20 reads of entry, policy and segment. Next: a reading of several entries in "
     "one "
     "statement for several people, as a timeline has it for one person."},
    {"GDPRbench", "",
     "One operation after the other is the disk's time and the statements' around it: PostgreSQL writes one "
     "row of a hundred bytes, the ledger its entry, its last tile of up to 8 KiB and a signed head. Next: "
     "keep "
     "the hashes of the unfinished tile with their entries, so that a commit writes two pages and not five."},
    {"Search", "", "Rank fewer candidates: cut the list by the rarest part of the name first."},
    {"Person page", "", "Let the pass carry its ticket, so that the page is made while the disk writes."},
    {"Server", "memory",
     "Read the catalogue once for all organisations; keep names in one block without a node for each."},
    {"Ledger", "", "Hash the leaves of a batch on both cores."},
    {"Import", "", "Find duplicates by blocks of birth date and sound, on both cores."},
};

std::string not_met(const Figures& figures) {
  std::string out;
  for (const auto& f : figures.all()) {
    if (!f.met || *f.met) continue;
    const auto known = std::ranges::find_if(
        kIdeas, [&](const Idea& i) { return f.part.starts_with(i.part) && f.what.starts_with(i.what); });
    out += "- **" + f.part + ": " + f.what + (f.people.empty() ? "" : ", " + f.people + " people") +
           "**: " + f.measured + ", where the budget is " + f.budget + ". " +
           (known == std::end(kIdeas) ? "Not looked into yet: profile it." : std::string(known->idea)) + "\n";
  }
  return out.empty() ? "" : "\n## Not met, and what comes next\n\n" + out;
}

constexpr const char* kHow = R"(
## How it is measured

- **Decision**: every call timed alone with the processor's time stamp counter; 8,192 questions a charter, drawn
  by chance; the counter's own cost is taken off.
- **Audited, decrypted reads**: raw SQLite reads the same rows, unsealed, through the same keys and with the same
  file settings (write-ahead log, `synchronous=FULL`, `secure_delete=ON`, the same page cache), prepared
  statements, as many threads. A read of ours counts only once its ledger entry is durable.
  Raw PostgreSQL is a server of the bench's own with the settings that it comes with (fsync on), over a socket, the
  same rows and keys, prepared statements, one connection a thread.
- **Ledger**: raw SQLite writes the same bytes into one table and whom they are about into another, without
  hashing, tiles or signature. PostgreSQL takes them by COPY, the fastest way that it has.
- **GDPRbench**: what is measured and what can be compared stands in [gdprbench.md](gdprbench.md).
- **Person page and search**: the server's own time to answer a request of a signed-in service manager who reaches
  everybody: routes, session, gate, a durable ledger entry, vault, rooms and HTML; no socket. "Processor" is what
  the answering thread computed, median and p99. The rest is waiting, most of it for the disk to make the look
  durable, and for other threads on the same cores.
- **People** are invented by chance, always the same ones; filling the organisation is not measured.
- A budget that is not met is shown here and does not fail the run.
)";

}  // namespace

double load_now() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : 0;
}

std::string machine(const Setting& s, double load_at_start) {
  utsname kernel{};
  uname(&kernel);
  // The version alone: what a builder adds to it tells of the house, not of the speed.
  const std::string release =
      std::string(kernel.release).substr(0, std::string_view(kernel.release).find('-'));
  return number(std::thread::hardware_concurrency()) + " cores of " + processor() + ", " +
         number(memory() / 1024 / 1024 / 1024) + " GiB, " + disk(s.folder) + ", " + kernel.sysname + " " +
         release + ", SQLite " + sqlite3_libversion() + ", PostgreSQL " + s.postgres + ", g++ " +
         __VERSION__ + "; load average " + number(load_at_start, 1) + " when it began and " +
         number(load_now(), 1) + " when it ended";
}

void write_report(const Setting& s, const Figures& figures, const std::string& machine, bool finished) {
  std::ofstream out(s.report, std::ios::trunc);
  out << "# What Candour costs\n\nWritten by `script/bench`; do not change it by hand.\n\n"
      << "- measured on " << date_words(today(SystemClock{}.now())) << " with `" << s.command << "`\n"
      << "- machine: " << machine << "\n"
      << "- " << s.entries << " entries a person; " << number(s.operations)
      << " operations a role of GDPRbench\n";
  if (!finished) out << "- the run was cut short: parts and sizes that are missing here were not reached\n";
  const auto unmet = std::count_if(figures.all().begin(), figures.all().end(),
                                   [](const Figure& f) { return f.met && !*f.met; });
  const auto budgeted = std::count_if(figures.all().begin(), figures.all().end(),
                                      [](const Figure& f) { return f.met.has_value(); });
  out << "- budgets: " << budgeted - unmet << " of " << budgeted << " met\n"
      << figures.markdown() << not_met(figures) << growth(s, figures) << kHow;
  out.close();
  if (!out) throw std::runtime_error("the report cannot be written: " + s.report);
}

}  // namespace candour::bench
