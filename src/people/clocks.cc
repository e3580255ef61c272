#include "people/clocks.h"

#include <algorithm>
#include <chrono>

#include "base/calendar_words.h"
#include "charter/answered.h"
#include "charter/work.h"
#include "people/clock_longer.h"

namespace candour::people {
namespace {

constexpr std::string_view kStatePrefix = "state:";

/// What an entry says of one clock. Where it says nothing that may be seen now, it goes on as it stood.
struct Said {
  bool from_is_known = false, end_is_known = false;
  std::optional<RunsFrom> base;  // nothing: not due
  bool answered = false;         // what it waits for
  StaffId whose;                 // of a row
};

const boost::json::value* find(const charter::Values& values, std::string_view code) {
  const auto* x = values.if_contains(code);
  return x && !x->is_null() && !(x->is_string() && x->get_string().empty()) ? x : nullptr;
}

std::string_view text_of(const boost::json::value& v) {
  return v.is_string() ? std::string_view(v.get_string()) : std::string_view();
}

std::optional<RunsFrom> base_of(const boost::json::value* date) {
  const auto words = date ? text_of(*date) : std::string_view();
  if (const auto minute = parse_iso_minute(words)) return RunsFrom{minute->date, to_unix(*minute)};
  if (const auto day = parse_iso_date(words)) return RunsFrom{*day, std::nullopt};
  return std::nullopt;
}

bool sees(const ClockChange& change, std::string_view field, CategorySet seen) {
  const auto* f = change.kind->find_field(field);
  return f && seen.has(f->category);
}

/// Of a deadline that the entry has once.
Said said_of(const ClockChange& change, const charter::Deadline& d, const charter::Values& values,
             CategorySet seen) {
  Said said;
  const RunsFrom written{today(change.written), change.written};
  if (d.from == "created") {
    said = {true, true, written, false, {}};
  } else if (d.from.starts_with(kStatePrefix)) {
    said.from_is_known = change.state_is_new && d.from.substr(kStatePrefix.size()) == change.state;
    said.base = RunsFrom{change.today, change.now};
  } else if (sees(change, d.from, seen)) {
    said.from_is_known = true;
    said.base = base_of(find(values, d.from));
    if (!said.base && !d.otherwise.empty() && !find(values, d.from))
      said.base = d.otherwise == "created" ? written : base_of(find(values, d.otherwise));
  }
  if (!d.if_field.empty()) {
    const bool known = sees(change, d.if_field, seen);
    if (known && !charter::answered_as(values, d.if_field, d.if_is))
      return {true, true, std::nullopt, false, {}};
    said.from_is_known = said.from_is_known && known;
  }
  said.end_is_known = d.until_field.empty() || sees(change, d.until_field, seen);
  const auto* until = d.until_field.empty() ? nullptr : find(values, d.until_field);
  const auto* asked = change.kind->find_field(d.until_field);
  said.answered = until && (asked->type != charter::FieldType::YesNo || text_of(*until) == "yes");
  return said;
}

/// Of one that each row of a group has, under "CODE#1" and so on.
std::vector<Said> said_of_rows(const charter::Kind& kind, const charter::Deadline& d,
                               const charter::Values& values) {
  std::vector<Said> out;
  const auto slash = d.from.find('/');
  const auto* group = kind.find_field(d.from.substr(0, slash));
  const auto* rows = group ? find(values, group->code) : nullptr;
  if (!rows || !rows->is_array()) return out;
  const auto who = std::ranges::find(group->items, charter::FieldType::Staff, &charter::Field::type);
  for (const auto& row : rows->get_array()) {
    Said said{true, true, std::nullopt, false, {}};
    if (row.is_object()) {
      const auto& answers = row.get_object();
      const auto* done = find(answers, d.until_field);
      said.base = base_of(find(answers, d.from.substr(slash + 1)));
      said.answered = done && text_of(*done) == "yes";
      if (const auto* named = who == group->items.end() ? nullptr : find(answers, who->code))
        said.whose = StaffId::parse(text_of(*named)).value_or(StaffId{});
    }
    out.push_back(said);
  }
  return out;
}

/// How a clock stands in its row.
struct Kept {
  std::optional<RunsFrom> base;
  bool done = false;
};
Result<std::optional<Kept>> kept(store::Txn& txn, const std::string& org, EntryId entry,
                                 std::string_view code) {
  std::optional<Kept> found;
  CHECK_OK(txn.each("SELECT base, base_at, done FROM due WHERE org=$1 AND entry=$2 AND deadline=$3",
                    {org, entry, code}, [&](const store::Row& r) {
                      found = Kept{{}, r.i64(2) == 1};
                      if (!r.null(0))
                        found->base = RunsFrom{day_of(r.i64(0)),
                                               r.null(1) ? std::nullopt : std::optional(UnixMs{r.i64(1)})};
                      return false;
                    }));
  return found;
}

Status settle_one(store::Txn& txn, const charter::Charter& charter, const ClockChange& change,
                  const charter::Deadline& d, const std::string& code, Said said) {
  const auto& org = charter.organisation.code;
  bool done = charter::meets(*change.kind, d, change.state) || said.answered;
  if (!said.from_is_known || !said.end_is_known) {
    TRY(const auto stood, kept(txn, org, change.entry, code));
    if (!stood) return {};
    if (!said.from_is_known) said.base = stood->base;
    if (!said.end_is_known) done = done || stood->done;
    if (!said.base)  // written before it was kept from when it runs
      return txn
          .run(
              "UPDATE due SET done=CASE WHEN done=2 AND $4=0 THEN 2 ELSE $4 END WHERE org=$1 AND entry=$2 AND deadline=$3",
              {org, change.entry, code, done})
          .map([](auto) {});
  }
  if (!said.base)
    return txn.run("DELETE FROM due WHERE org=$1 AND entry=$2 AND deadline=$3", {org, change.entry, code})
        .map([](auto) {});
  TRY(const auto run, run_of(txn, org, d, change.entry, *said.base));
  const auto end = end_of(charter, *change.kind, d, run);
  return txn
      .run(
          "INSERT INTO due (org, entry, deadline, person, service, kind, on_day, done, reckoned, base, "
          "base_at, until, staff) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $9, $10, $11, $12) "
          "ON CONFLICT (org, entry, deadline) DO UPDATE SET "
          // Ended with the support, it begins again with it and not with a change.
          "done=CASE WHEN due.done=2 AND excluded.done=0 THEN 2 ELSE excluded.done END, reckoned=excluded.reckoned, "
          "base=excluded.base, base_at=excluded.base_at, until=excluded.until, "
          "staff=CASE WHEN $13=1 THEN excluded.staff ELSE due.staff END, "
          // Rows have no ids: what was given on was another row when day or colleague differ.
          "given=CASE WHEN $13=1 AND (due.base<>excluded.base OR due.staff<>excluded.staff) THEN NULL "
          "ELSE due.given END, "
          // Found still right, it goes on from there until another date is written.
          "on_day=CASE WHEN due.checked IS NOT NULL AND due.reckoned=excluded.reckoned "
          "THEN due.on_day ELSE excluded.on_day END",
          {org, change.entry, code, change.person, charter.at(change.service).code, change.kind->code,
           day_number(end.on), done || end.stands, day_number(said.base->day),
           said.base->moment ? store::Param(said.base->moment->ms) : store::Param(),
           end.at ? store::Param(end.at->ms) : store::Param(),
           said.whose.is_nil() ? store::Param() : store::Param(said.whose),
           code != d.code && said.from_is_known})
      .map([](auto) {});
}

Status settle_rows(store::Txn& txn, const charter::Charter& charter, const ClockChange& change,
                   const charter::Deadline& d, const charter::Values& values, CategorySet seen) {
  const auto& org = charter.organisation.code;
  std::vector<std::string> there;
  CHECK_OK(txn.each("SELECT deadline FROM due WHERE org=$1 AND entry=$2", {org, change.entry},
                    [&](const store::Row& r) {
                      if (r.text(0).starts_with(d.code + "#")) there.push_back(r.str(0));
                      return true;
                    }));
  if (!sees(change, d.from.substr(0, d.from.find('/')), seen)) {
    for (const auto& code : there) CHECK_OK(settle_one(txn, charter, change, d, code, {}));
    return {};
  }
  const auto said = said_of_rows(*change.kind, d, values);
  for (std::size_t i = 0; i < said.size(); ++i) {
    const auto code = d.code + "#" + std::to_string(i + 1);
    std::erase(there, code);
    CHECK_OK(settle_one(txn, charter, change, d, code, said[i]));
  }
  for (const auto& code : there)
    CHECK_OK(txn.run("DELETE FROM due WHERE org=$1 AND entry=$2 AND deadline=$3", {org, change.entry, code}));
  return {};
}

/// Whom the entry names for what is due; as it was when that cannot be seen.
Status name_whose(store::Txn& txn, const ClockChange& change, const std::string& org,
                  const charter::Values& values, CategorySet seen) {
  if (!sees(change, change.kind->for_field, seen)) return {};
  const auto* value = find(values, change.kind->for_field);
  const auto staff = value ? StaffId::parse(text_of(*value)) : std::nullopt;
  return txn
      .run("UPDATE due SET staff=$3 WHERE org=$1 AND entry=$2 AND deadline NOT LIKE '%#%'",
           {org, change.entry, staff ? store::Param(*staff) : store::Param()})
      .map([](auto) {});
}

}  // namespace

Result<charter::ClockRun> run_of(store::Session& db, const std::string& org, const charter::Deadline& d,
                                 EntryId entry, const RunsFrom& base) {
  charter::ClockRun run{base.day, base.moment, {}, {}};
  if (d.pauses.empty() && d.extended_by.empty()) return run;
  CHECK_OK(db.each("SELECT at, state, change FROM entry_version WHERE org=$1 AND entry=$2 ORDER BY version",
                   {org, entry}, [&](const store::Row& r) {
                     const bool still = std::ranges::find(d.pauses, r.text(1)) != d.pauses.end();
                     const bool stood = !run.stood.empty() && !run.stood.back().until;
                     if (still && !stood) run.stood.push_back({{r.i64(0)}, {}});
                     if (!still && stood) run.stood.back().until = UnixMs{r.i64(0)};
                     if (!run.extended && !d.extended_by.empty() && r.text(2) == "move:" + d.extended_by)
                       run.extended = UnixMs{r.i64(0)};
                     return true;
                   }));
  return run;
}

charter::Reckoned end_of(const charter::Charter& charter, const charter::Kind& kind,
                         const charter::Deadline& d, const charter::ClockRun& run) {
  auto end = charter::reckon(d, charter::nation_of(charter), run);
  // What stands in a diary is due when it begins.
  if (!end.at && d.span.count == 0 && d.from == kind.diary.from) end.at = run.moment;
  return end;
}

Status settle_clocks(store::Txn& txn, const charter::Charter& charter, const ClockChange& change,
                     const charter::Values& values, CategorySet seen) {
  for (const auto& d : change.kind->deadlines)
    if (d.from.find('/') == std::string::npos)
      CHECK_OK(settle_one(txn, charter, change, d, d.code, said_of(change, d, values, seen)));
    else
      CHECK_OK(settle_rows(txn, charter, change, d, values, seen));
  return name_whose(txn, change, charter.organisation.code, values, seen);
}

Result<std::vector<ClockOf>> clocks_of(store::Session& db, const charter::Charter& charter,
                                       const charter::Kind& kind, EntryId id) {
  const auto& org = charter.organisation.code;
  std::vector<ClockOf> out;
  std::vector<std::pair<ClockOf, std::optional<RunsFrom>>> found;
  CHECK_OK(
      db.each("SELECT deadline, on_day, until, done, base, base_at FROM due WHERE org=$1 AND entry=$2 "
              "ORDER BY on_day, deadline",
              {org, id}, [&](const store::Row& r) {
                ClockOf c{r.str(0), day_of(r.i64(1)), {}, r.i64(3) != 0, false, {}};
                std::optional<RunsFrom> base;
                if (!r.null(2)) c.at = UnixMs{r.i64(2)};
                if (!r.null(4)) base = RunsFrom{day_of(r.i64(4)), {}};
                if (!r.null(5)) base->moment = UnixMs{r.i64(5)};
                found.emplace_back(std::move(c), base);
                return true;
              }));
  for (auto& [clock, base] : found) {
    const auto* d = kind.find_deadline(clock.deadline);
    if (!d) continue;
    if (base) {
      TRY(const auto run, run_of(db, org, *d, id, *base));
      clock.how = charter::how_reckoned(*d, charter::nation_of(charter), run);
      clock.stands = charter::reckon(*d, charter::nation_of(charter), run).stands;
      clock.met = clock.met && !clock.stands;
    }
    out.push_back(std::move(clock));
  }
  return out;
}

Result<std::optional<charter::Date>> end_before_longer(store::Session& db, const charter::Charter& charter,
                                                       const charter::Kind& kind, const charter::Deadline& d,
                                                       EntryId entry) {
  std::optional<RunsFrom> base;
  CHECK_OK(
      db.each("SELECT base, base_at FROM due WHERE org=$1 AND entry=$2 AND deadline=$3 AND base IS NOT NULL",
              {charter.organisation.code, entry, d.code}, [&](const store::Row& r) {
                base = RunsFrom{day_of(r.i64(0)), {}};
                if (!r.null(1)) base->moment = UnixMs{r.i64(1)};
                return false;
              }));
  if (!base) return std::optional<charter::Date>();
  TRY(auto run, run_of(db, charter.organisation.code, d, entry, *base));
  if (!run.extended) return std::optional<charter::Date>();
  run.extended.reset();
  return std::optional(end_of(charter, kind, d, run).on);
}

}  // namespace candour::people
