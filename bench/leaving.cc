// What leaves the house: to how many a mailing would go, and a sharing of many entries put ready to be
// collected, from their reading to the sealed paper.
#include "bench/bench.h"
#include "bench/population.h"
#include "charter/sharing.h"
#include "charter/values.h"
#include "letters/picking.h"
#include "paper/pdf.h"

namespace candour::bench {
namespace {

constexpr double kBudgetSeconds = 2;
constexpr int kEntries = 200;

/// Of the largest service.
void audience(Population& p, Figures& out) {
  auto& org = p.org();
  std::optional<letters::Mailings::Audience> most;
  double took = 0, grew = 0;
  for (std::size_t i = 0; i < org.charter->services.size(); ++i) {
    const auto before = resident_bytes();
    const Timer t;
    const auto who = must(org.mailings->audience("news", static_cast<ServiceIx>(i)));
    if (most && who.people <= most->people) continue;
    took = t.seconds();
    grew = resident_bytes() - before;
    most = who;
  }
  out.add({"What leaves the house",
           "to how many a mailing to " + number(static_cast<double>(most->people)) + " people would go",
           number(p.size()), "2 s for 50,000",
           duration(took * 1e9) + ", " + number(static_cast<double>(most->may_get)) +
               " may get it; memory grew by " + bytes(std::max(0.0, grew)),
           "", took * 50'000 < kBudgetSeconds * std::max<double>(50'000, static_cast<double>(most->people))});
}

void sharing(Population& p, Figures& out) {
  auto& org = p.org();
  const auto& c = *org.charter;
  const auto who = p.manager();
  const auto person = p.with_many();
  CategorySet all;
  for (std::size_t i = 0; i < c.categories.size(); ++i) all.add(static_cast<CategoryIx>(i));
  const Timer t;
  const auto pass = must(org.gate->see(who, person, {ledger::Act::View, "collected", "", all}));
  const auto page = must(org.entries->timeline(pass, person, {}, {}, kEntries));
  std::vector<std::string> ticked;
  for (const auto& e : page.entries)
    for (const auto* f : letters::may_be_picked(c, e, all))
      ticked.push_back(letters::pick_code(e) + "/" + f->code);
  const auto parts = must(letters::pick(c, page.entries, all, ticked));
  letters::SharedPaper paper{"Somebody",  "Front desk", "What they asked for",
                             "A manager", {},           p.clock().now()};
  for (const auto& part : parts) {
    const auto e = std::ranges::find(page.entries, part.entry, &record::Entry::id);
    paper.picked.emplace_back(*e, part.fields);
  }
  const auto pdf = must(paper::to_pdf(letters::shared_paper(c, paper)));
  must(org.pickups->make(pass, person, page.entries.front().id, parts, as_bytes(pdf)));
  const auto took = t.seconds();
  out.add({"What leaves the house",
           "a sharing of " + number(static_cast<double>(parts.size())) +
               " entries, read, picked, printed and sealed",
           number(p.size()), "2 s for 200",
           duration(took * 1e9) + ", " + bytes(static_cast<double>(pdf.size())), "",
           took < kBudgetSeconds && parts.size() >= kEntries});
}

}  // namespace

void leaving(const Setting&, Population& p, Figures& out) {
  audience(p, out);
  sharing(p, out);
}

}  // namespace candour::bench
