// Bringing in people from one spreadsheet, in the three steps that somebody takes: the file is read and its
// columns are guessed, the columns are chosen and every row is checked, and all is kept in one act.
#include "base/calendar.h"
#include "base/uk.h"
#include "bench/bench.h"
#include "bench/population.h"
#include "exchange/demo/demo.h"

namespace candour::bench {
namespace {

constexpr double kBudgetSeconds = 20;
constexpr int kFirst = 150'000;  // numbers that no Population has

std::string spreadsheet(int people) {
  std::string csv = "First name,Last name,Date of birth,NHS number,Address line 1,Town,Postcode,Mobile\r\n";
  for (int i = 0; i < people; ++i) {
    const auto p = invent(kFirst + i);
    csv += p.given + "," + p.family + "," + p.born.substr(8, 2) + "/" + p.born.substr(5, 2) + "/" +
           p.born.substr(0, 4) + "," + uk::show_nhs_number(p.nhs_number) + "," + p.line + "," + p.town + "," +
           p.postcode + "," + uk::show_phone(p.phone) + "\r\n";
  }
  return csv;
}

/// Rows that look like somebody else are wanted all the same.
int add_anyway(web::OrgHouse& org, const gate::Actor& who, ImportId id) {
  int decided = 0, after = 0;
  for (;;) {
    const auto rows = must(org.imports->rows(who, id, exchange::RowState::Duplicate, after, 200));
    if (rows.empty()) return decided;
    for (const auto& row : rows) {
      must(org.imports->decide(who, id, row.line, exchange::Decision::AddAnyway));
      after = row.line;
      ++decided;
    }
  }
}

}  // namespace

void imports(const Setting& s, Figures& out) {
  const int people = s.quick ? 2000 : 20'000;
  const SystemClock clock;
  const auto opened = open_organisation(s, s.folder + "/import", clock, exchange::demo::new_password());
  auto& org = *opened.house->find("ll");
  const auto who = must(org.gate->actor(opened.manager));
  const auto csv = spreadsheet(people);
  const auto service = static_cast<ServiceIx>(0);

  const Timer read;
  const auto id = must(org.imports->begin(who, service, "people.csv", as_bytes(csv)));
  const auto begun = read.seconds();
  std::vector<std::string> fields;
  for (const auto& c : must(org.imports->summary(who, id)).columns) fields.push_back(c.field);
  const Timer check;
  must(org.imports->choose(who, id, fields));
  const auto chosen = check.seconds();
  const int decided = add_anyway(org, who, id);
  const auto summary = must(org.imports->summary(who, id));
  const Timer keep;
  const int added = must(org.imports->keep(who, id));
  const auto kept = keep.seconds();
  if (added < people * 99 / 100)
    throw std::runtime_error("the import kept " + std::to_string(added) + " of " + std::to_string(people) +
                             " people, " + std::to_string(summary.problems) + " rows have problems");
  const auto whole = begun + chosen + kept;
  out.add({"Import",
           number(people) + " people from a spreadsheet of " + bytes(static_cast<double>(csv.size())),
           number(added), "under 20 s for 20,000", duration(whole * 1e9), "",
           whole < kBudgetSeconds * people / 20'000});
  out.add({"Import",
           "… reading, checking, keeping",
           number(added),
           "",
           duration(begun * 1e9) + ", " + duration(chosen * 1e9) + ", " + duration(kept * 1e9) + "; " +
               number(decided) + " likely duplicates to decide",
           "",
           {}});
}

}  // namespace candour::bench
