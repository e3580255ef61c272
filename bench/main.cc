// candour_bench: measures Candour beside raw SQLite and raw PostgreSQL and prints one table. See
// script/bench.
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <iostream>

#include "bench/bench.h"
#include "bench/population.h"
#include "bench/postgres.h"
#include "bench/report.h"

namespace candour::bench {
namespace {

/// The bench's own folder, gone with it.
class OwnFolder {
 public:
  explicit OwnFolder(const std::string& in) : path_(in + "/candour-bench-XXXXXX") {
    std::filesystem::create_directories(in);
    if (!mkdtemp(path_.data())) throw std::runtime_error("no folder can be made in " + in);
  }
  ~OwnFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void filled(const Population& p, Figures& out) {
  const auto size = number(p.size());
  out.add({"On disk", "records, keys and ledger, a person", size, "", bytes(p.bytes_a_person()), "", {}});
  out.add({"On disk",
           "an entry (a contact note of some hundred characters)",
           size,
           "",
           bytes(p.bytes_an_entry()),
           "",
           {}});
  out.add({"On disk",
           "for comparison: filling the organisation",
           size,
           "",
           duration(p.seconds() * 1e9) + " with " + number(static_cast<double>(p.written())) + " entries",
           "",
           {}});
}

bool wanted(const std::vector<std::string>& only, std::string_view part) {
  return only.empty() || std::find(only.begin(), only.end(), part) != only.end();
}

/// What is measured, by the names of --only.
struct Part {
  const char* name;
  std::function<void()> run;
};

/// Runs those that are wanted; `keep` writes down what there is after each, so that a long run that is cut
/// short is not for nothing.
void run_parts(const std::vector<std::string>& only, const std::vector<Part>& parts,
               const std::function<void()>& keep) {
  for (const auto& part : parts) {
    if (!wanted(only, part.name)) continue;
    say(part.name);
    part.run();
    keep();
  }
}

void measure_people(const Setting& s, const std::vector<std::string>& only, const PostgresServer& postgres,
                    Figures& out, const std::function<void()>& keep) {
  for (const int size : s.sizes) {
    const auto data = s.folder + "/people-" + std::to_string(size);
    {
      Population people(s, data, size);
      filled(people, out);
      run_parts(only,
                {{"reads", [&] { reads(s, people, postgres, out); }},
                 {"seals", [&] { seals(s, people, postgres, out); }},
                 {"pages", [&] { pages(s, people, out); }},
                 {"search", [&] { search(s, people, out); }},
                 {"doubles", [&] { doubles(s, people, out); }},
                 {"clocks", [&] { clocks(s, people, out); }},
                 {"leaving", [&] { leaving(s, people, out); }},
                 {"keeping", [&] { keeping(s, people, out); }}},
                keep);
    }
    run_parts(only, {{"starts", [&] { starts(s, data, size, out); }}}, keep);
    std::filesystem::remove_all(data);
  }
}

void measure(Setting& s, const std::vector<std::string>& only, Figures& out,
             const std::function<void()>& keep) {
  const PostgresServer postgres(s.source, s.folder + "/postgres");
  s.postgres = postgres.version();
  run_parts(only,
            {{"decisions", [&] { decisions(s, out); }},
             {"ledger", [&] { ledger(s, postgres, out); }},
             {"imports", [&] { imports(s, out); }},
             {"gdpr", [&] { gdpr_roles(s, postgres, out); }}},
            keep);
  const auto of_people = {"people",  "reads",  "seals",   "pages",   "search",
                          "doubles", "clocks", "leaving", "keeping", "starts"};
  if (only.empty() ||
      std::any_of(of_people.begin(), of_people.end(), [&](auto p) { return wanted(only, p); }))
    measure_people(s, only, postgres, out, keep);
  say("");
}

/// Figures of the same part stand together, whatever size they are of.
Figures gathered(const Figures& in) {
  std::vector<std::string> parts;
  for (const auto& f : in.all())
    if (std::find(parts.begin(), parts.end(), f.part) == parts.end()) parts.push_back(f.part);
  Figures out;
  for (const auto& part : parts)
    for (const auto& f : in.all())
      if (f.part == part) out.add(f);
  return out;
}

int run(int argc, char** argv) {
  Setting s;
  std::vector<std::string> only;
  std::string folder = "build", start;
  s.source = ".";
  CLI::App app(
      "Measures Candour beside raw SQLite and raw PostgreSQL. Exit status 0 when everything ran, whatever "
      "the figures.");
  app.add_option("--people", s.sizes, "Sizes of the organisation, rising")->delimiter(',');
  app.add_flag("--quick", s.quick, "Small data and few repeats, to see that it runs; writes no report");
  app.add_option("--entries", s.entries, "Of each person")->capture_default_str();
  app.add_option("--operations", s.operations, "Of each role of GDPRbench")->capture_default_str();
  app.add_option(
         "--only", only,
         "decisions, ledger, gdpr, reads, seals, pages, search, imports, doubles, clocks, leaving, keeping, starts")
      ->delimiter(',');
  app.add_option("--source", s.source, "The repository")->capture_default_str();
  app.add_option("--folder", folder, "Where the data may be made; removed again")->capture_default_str();
  app.add_option("--report", s.report, "Where the report goes");
  app.add_option("--command", s.command, "How it was called, for the report");
  app.add_option("--start-once", start)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!start.empty()) return start_once(s, start);

  if (s.quick && app.count("--people") == 0) s.sizes = {2000};
  if (s.quick && app.count("--entries") == 0) s.entries = 2;
  std::sort(s.sizes.begin(), s.sizes.end());
  if (s.sizes.empty() || s.sizes.front() < 100 || s.sizes.back() > 1'000'000)
    throw std::runtime_error("give sizes from 100 to 1,000,000 people");
  const auto load = load_now();
  const OwnFolder own(folder);
  s.folder = own.path();
  Figures raw;
  const auto keep = [&](bool finished) {
    if (!s.report.empty() && !s.quick && only.empty())
      write_report(s, gathered(raw), machine(s, load), finished);
  };
  measure(s, only, raw, [&] { keep(false); });
  gathered(raw).print(std::cout);
  std::cout << machine(s, load) << '\n';
  keep(true);
  return 0;
}

}  // namespace
}  // namespace candour::bench

int main(int argc, char** argv) {
  try {
    return candour::bench::run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "\ncandour_bench: " << e.what() << '\n';
    return 1;
  }
}
