#include "record/case_register.h"

#include <algorithm>
#include <functional>

#include "base/calendar_words.h"
#include "gate/joined.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

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
std::vector<std::string> states_of(const charter::Kind& kind, const std::string& asked) {
  if (asked.empty()) return {};
  if (asked != "open") return {asked};
  std::vector<std::string> open;
  for (const auto& s : kind.states)
    if (!s.final) open.push_back(s.code);
  return open;
}

/// The newest of those asked for, one more than can be counted.
Status read_lines(store::Session& db, const charter::Charter& c, const RegisterAsked& asked,
                  const std::function<void(RegisterLine)>& on) {
  const auto& kind = c.at(asked.kind);
  std::vector<store::Param> params{c.org(), kind.code, start_of_day(asked.from).ms,
                                   start_of_day(add_days(asked.to, 1)).ms, CaseRegisters::kMost + 1};
  std::string sql =
      "SELECT e.id, e.person, e.service, e.state, e.happened, e.author, "
      "(SELECT min(d.on_day) FROM due d WHERE d.org=e.org AND d.entry=e.id AND d.done=0) "
      "FROM entry e WHERE e.org=$1 AND e.kind=$2 AND e.happened>=$3 AND e.happened<$4";
  if (asked.service) {
    params.emplace_back(c.at(*asked.service).code);
    sql += " AND e.service=$6";
  }
  const auto states = states_of(kind, asked.state);
  for (std::size_t i = 0; i < states.size(); ++i) {
    params.emplace_back(states[i]);
    sql += (i ? ", $" : " AND e.state IN ($") + std::to_string(params.size());
  }
  sql += states.empty() ? " " : ") ";
  return db.each(sql + "ORDER BY e.happened DESC, e.id DESC LIMIT $5", params, [&](const store::Row& r) {
    const auto service = c.find_service(r.text(2));
    if (!service) return true;
    RegisterLine line{r.id<EntryId>(0), r.id<PersonId>(1), r.id<PersonId>(1), *service,
                      r.str(3),         {r.i64(4)},        r.id<StaffId>(5),  std::nullopt};
    if (!r.null(6)) line.due = day_of(r.i64(6));
    on(std::move(line));
    return true;
  });
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
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
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
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!sights[i].sees) continue;
    auto& line = found[i];
    count(out, kind, line, today);
    if (older_than &&
        std::pair(line.happened.ms, line.entry) >= std::pair(older_than->happened.ms, older_than->id))
      continue;
    if (static_cast<int>(out.lines.size()) < most)
      out.lines.push_back(std::move(line));
    else if (!out.older)
      out.older = TimelineKey{out.lines.back().happened, out.lines.back().entry};
  }
  return out;
}

}  // namespace candour::record
