// Looking for people who are on the books already, for all rows of an import at once, against an organisation
// that is full. One row in ten is somebody known: as written, with a letter wrong, or with the birth date's
// day and month swapped; the others are new. Nobody is missed whose likeness the rules would tell.
#include "bench/bench.h"
#include "bench/population.h"

namespace candour::bench {
namespace {

constexpr double kBudgetSeconds = 20;  // for the whole of an import of 20,000
constexpr int kFirstNew = 2'000'000;   // numbers that no Population has

struct Asked {
  std::vector<charter::Values> rows;
  std::vector<std::size_t> known;  // the person that a row stands for, or -1
};

constexpr auto kNew = static_cast<std::size_t>(-1);

Asked ask(const Population& p, int count) {
  exchange::demo::Random chance(31);
  Asked a;
  for (int i = 0; i < count; ++i) {
    if (i % 10 != 0) {
      auto fresh = invent(kFirstNew + i);
      fresh.nhs_number.clear();
      a.rows.push_back(fresh.profile());
      a.known.push_back(kNew);
      continue;
    }
    const auto which = static_cast<std::size_t>(chance.between(0, p.size() - 1));
    auto same = p.people()[which];
    same.nhs_number.clear();  // the number alone would find them
    if (i % 30 == 10) same.family = misspelt(same.family, chance);
    if (i % 30 == 20) same.born = same.born.substr(0, 5) + same.born.substr(8, 2) + same.born.substr(4, 3);
    a.rows.push_back(same.profile());
    a.known.push_back(which);
  }
  return a;
}

}  // namespace

void doubles(const Setting& s, Population& p, Figures& out) {
  const int count = s.quick ? 2000 : 20'000;
  const auto asked = ask(p, count);
  auto& org = p.org();
  const auto who = p.manager();
  must(org.search->warm());
  const Timer t;
  const auto cpu = thread_cpu_ns();
  const auto found = must(org.search->duplicates_many(who, asked.rows));
  const auto took = t.seconds();
  const auto computed = thread_cpu_ns() - cpu;
  int known = 0, told = 0, others = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool same = asked.known[i] != kNew;
    known += same;
    bool here = false;
    for (const auto& d : found[i]) here |= same && d.hit.id == p.ids()[asked.known[i]];
    told += here;
    others += !here && !found[i].empty();
  }
  out.add({"Import", "likely duplicates of " + number(count) + " rows, looked for among everybody",
           number(p.size()), "part of the 20 s for 20,000",
           duration(took * 1e9) + " (processor " + duration(computed) + "); " +
               number(100.0 * told / std::max(1, known), 1) + "% of " + number(known) +
               " known people told, " + number(others) + " rows warned of somebody else",
           "", took < kBudgetSeconds * count / 20'000});
}

}  // namespace candour::bench
