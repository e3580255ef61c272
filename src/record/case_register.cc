#include "record/case_register.h"

#include <algorithm>
#include <functional>

#include "base/calendar_words.h"
#include "gate/joined.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

/// Of the charter, or of what was asked: a query looks at them where they stand.
using Codes = std::vector<std::string_view>;

bool is_open(const charter::Kind& kind, std::string_view state) {
  const auto* s = find_state(kind, state);
  return s && !s->final;
}

/// A row for each month, the first first.
std::vector<RegisterMonth> months_of(charter::Date from, charter::Date to) {
  std::vector<RegisterMonth> all;
  for (auto m = std::chrono::year_month(from.year(), from.month());
       m <= std::chrono::year_month(to.year(), to.month()); m += std::chrono::months(1))
    all.push_back({static_cast<int>(m.year()), static_cast<unsigned>(m.month())});
  return all;
}

void count(CaseRegister& r, const charter::Kind& kind, const RegisterLine& line, charter::Date today) {
  const auto day = candour::today(line.happened);
  const bool open = is_open(kind, line.state);
  ++r.all;
  r.open += open;
  r.late += line.due && *line.due < today;
  ++r.states[line.state];
  const auto month = std::ranges::find_if(r.months, [&](const RegisterMonth& m) {
    return m.year == static_cast<int>(day.year()) && m.month == static_cast<unsigned>(day.month());
  });
  if (month == r.months.end()) return;
  ++month->all;
  month->open += open;
}

/// The states that were asked for; none: all.
Codes states_of(const charter::Kind& kind, const std::string& asked) {
  if (asked.empty()) return {};
  if (asked != "open") return {asked};
  Codes open;
  for (const auto& s : kind.states)
    if (!s.final) open.push_back(s.code);
  return open;
}

/// `, $7, $8`: one place for each of some codes, which are put behind the other values.
std::string places(const Codes& codes, std::vector<store::Param>& params) {
  std::string out;
  for (const auto code : codes) {
    params.emplace_back(code);
    out += (out.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  return out;
}

struct Where {
  std::vector<store::Param> params;
  std::string sql;  // of the entry `e`
};
Where where(const charter::Charter& c, const RegisterAsked& asked) {
  const auto& kind = c.at(asked.kind);
  Where w{{c.org(), kind.code, start_of_day(asked.from).ms, start_of_day(add_days(asked.to, 1)).ms},
          "e.org=$1 AND e.kind=$2 AND e.happened>=$3 AND e.happened<$4"};
  if (asked.service) w.sql += " AND e.service IN (" + places({c.at(*asked.service).code}, w.params) + ")";
  const auto states = states_of(kind, asked.state);
  if (!states.empty()) w.sql += " AND e.state IN (" + places(states, w.params) + ")";
  return w;
}

/// The newest of those asked for, one more than can be counted.
Status read_lines(store::Session& db, const charter::Charter& c, const RegisterAsked& asked,
                  const std::function<void(RegisterLine)>& on) {
  auto w = where(c, asked);
  w.params.emplace_back(CaseRegisters::kMost + 1);
  const auto sql =
      "SELECT e.id, e.person, e.service, e.state, e.happened, e.author, "
      "(SELECT min(d.on_day) FROM due d WHERE d.org=e.org AND d.entry=e.id AND d.done=0) "
      "FROM entry e WHERE " +
      w.sql + " ORDER BY e.happened DESC, e.id DESC LIMIT $" + std::to_string(w.params.size());
  return db.each(sql, w.params, [&](const store::Row& r) {
    const auto service = c.find_service(r.text(2));
    if (!service) return true;
    RegisterLine line{r.id<EntryId>(0), r.id<PersonId>(1), r.id<PersonId>(1), *service,
                      r.str(3),         {r.i64(4)},        r.id<StaffId>(5),  std::nullopt};
    if (!r.null(6)) line.due = day_of(r.i64(6));
    on(std::move(line));
    return true;
  });
}

/// A clock that ends with the case itself, and not on the way or with what others must do.
bool ends_the_case(const charter::Kind& kind, const charter::Deadline& d) {
  const auto* end = find_state(kind, d.until_state);
  return end && (end->final || end->locked) && !d.from.starts_with("state:");
}

/// How the clock of one case went.
struct CaseClock {
  std::size_t deadline = 0;  // its place in the kind
  charter::Date on;
  bool done = false;
  std::optional<charter::Date> ended;
};
using CaseClocks = std::map<EntryId, CaseClock>;

/// Of those asked for, the earliest for each case; one query, which opens nothing.
Status read_clocks(store::Session& db, const charter::Charter& c, const RegisterAsked& asked,
                   CaseClocks& out) {
  const auto& kind = c.at(asked.kind);
  Codes codes, ends;
  for (const auto& s : kind.states)
    if (s.final) ends.push_back(s.code);
  for (const auto& d : kind.deadlines)
    if (ends_the_case(kind, d)) {
      codes.push_back(d.code);
      ends.push_back(d.until_state);
    }
  if (codes.empty()) return {};
  auto w = where(c, asked);
  const auto of = places(codes, w.params), until = places(ends, w.params);
  return db.each(
      "SELECT d.entry, d.deadline, d.on_day, d.done, (SELECT min(v.at) FROM entry_version v WHERE "
      "v.org=$1 AND v.entry=d.entry AND v.state IN (" +
          until + ")) FROM entry e JOIN due d ON d.org=e.org AND d.entry=e.id AND d.deadline IN (" + of +
          ") WHERE " + w.sql + " ORDER BY d.on_day DESC",
      w.params, [&](const store::Row& r) {
        CaseClock clock{0, day_of(r.i64(2)), r.i64(3) == 1, std::nullopt};
        while (kind.deadlines[clock.deadline].code != r.text(1)) ++clock.deadline;
        if (!r.null(4)) clock.ended = candour::today(UnixMs{r.i64(4)});
        out.insert_or_assign(r.id<EntryId>(0), clock);  // the earliest comes last
        return true;
      });
}

struct Clocking {
  ClockFigures figures;
  std::vector<int> took;
};
void count(std::map<std::string, Clocking>& all, const charter::Kind& kind, const RegisterLine& line,
           const CaseClock& clock, charter::Date today) {
  auto& [f, took] = all[kind.deadlines[clock.deadline].name];
  ++f.all;
  if (!clock.done || !clock.ended) {
    ++f.running;
    f.overdue += clock.on < today;
    return;
  }
  ++(*clock.ended <= clock.on ? f.in_time : f.late);
  took.push_back(static_cast<int>(days_between(candour::today(line.happened), *clock.ended)));
}

std::vector<ClockFigures> in_order(const charter::Kind& kind, std::map<std::string, Clocking> all) {
  std::vector<ClockFigures> out;
  for (const auto& d : kind.deadlines)
    if (auto found = all.extract(d.name)) {
      auto& [f, took] = found.mapped();
      f.name = d.name;
      if (!took.empty()) {
        const auto middle = took.begin() + static_cast<std::ptrdiff_t>((took.size() - 1) / 2);
        std::ranges::nth_element(took, middle);
        f.half_within = std::max(*middle, 0);
      }
      out.push_back(std::move(f));
    }
  return out;
}

}  // namespace

std::vector<KindIx> CaseRegisters::kinds_for(const gate::Actor& actor) const {
  const auto& c = gate_.charter();
  std::vector<KindIx> some;
  for (const auto& kind : c.kinds) {
    const auto sees = [&](const gate::Post& p) { return !(c.at(p.role).sees & kind.categories()).empty(); };
    if (!kind.moves.empty() && !kind.journey && std::ranges::any_of(actor.posts, sees))
      some.push_back(kind.ix);
  }
  return some;
}

Result<CaseRegister> CaseRegisters::of(const gate::Actor& actor, const RegisterAsked& asked,
                                       std::optional<TimelineKey> older_than, int most) const {
  const auto& c = gate_.charter();
  const auto kinds = kinds_for(actor);
  if (std::ranges::find(kinds, asked.kind) == kinds.end()) return not_found();
  const auto& kind = c.at(asked.kind);
  CaseRegister out;
  out.months = months_of(asked.from, asked.to);
  std::vector<RegisterLine> found;
  CaseClocks clocks;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    CHECK_OK(read_clocks(db, c, asked, clocks));
    CHECK_OK(read_lines(db, c, asked, [&](RegisterLine line) { found.push_back(std::move(line)); }));
    return gate::name_those_that_stay(db, c.org(), found, &RegisterLine::person);
  }));
  out.cut = static_cast<int>(found.size()) > kMost;
  if (out.cut) found.resize(kMost);
  std::vector<gate::WorkAsked> people;
  for (const auto& line : found)
    people.push_back({line.person, line.service, kind.categories(), line.record, line.entry});
  TRY(const auto sights, gate_.work_sights(actor, people));
  const auto today = candour::today(clock_.now());
  std::map<std::string, Clocking> clocked;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!sights[i].sees) continue;
    auto& line = found[i];
    count(out, kind, line, today);
    if (const auto at = clocks.find(line.entry); at != clocks.end())
      count(clocked, kind, line, at->second, today);
    if (older_than &&
        std::pair(line.happened.ms, line.entry) >= std::pair(older_than->happened.ms, older_than->id))
      continue;
    if (static_cast<int>(out.lines.size()) < most)
      out.lines.push_back(std::move(line));
    else if (!out.older)
      out.older = TimelineKey{out.lines.back().happened, out.lines.back().entry};
  }
  out.clocks = in_order(kind, std::move(clocked));
  return out;
}

}  // namespace candour::record
