// What is due: reckoned from the kind's deadlines whenever an entry is written, changed or moved, and kept in
// rows of its own, so that a list of work (work.h) opens nothing.
#include <algorithm>
#include <chrono>

#include "base/calendar_words.h"
#include "charter/answered.h"
#include "charter/clock.h"
#include "charter/work.h"
#include "gate/joined.h"
#include "record/diary_rows.h"
#include "record/entry_rows.h"
#include "record/reckoning.h"

namespace candour::record {
namespace {

constexpr std::string_view kStatePrefix = "state:";

/// From when a clock runs.
struct Base {
  charter::Date day;
  std::optional<UnixMs> moment;
};
/// What an entry says of one clock. Where it says nothing that may be seen now, it goes on as it stood.
struct Said {
  bool from_is_known = false, end_is_known = false;
  std::optional<Base> base;  // nothing: not due
  bool answered = false;     // what it waits for
  StaffId whose;             // of a row
};

const boost::json::value* find(const charter::Values& values, std::string_view code) {
  const auto* x = values.if_contains(code);
  return x && !x->is_null() && !(x->is_string() && x->get_string().empty()) ? x : nullptr;
}

std::string_view text_of(const boost::json::value& v) {
  return v.is_string() ? std::string_view(v.get_string()) : std::string_view();
}

std::optional<Base> base_of(const boost::json::value* date) {
  const auto words = date ? text_of(*date) : std::string_view();
  if (const auto minute = parse_iso_minute(words)) return Base{minute->date, to_unix(*minute)};
  if (const auto day = parse_iso_date(words)) return Base{*day, std::nullopt};
  return std::nullopt;
}

bool sees(const DueChange& change, std::string_view field, CategorySet seen) {
  const auto* f = change.kind->find_field(field);
  return f && seen.has(f->category);
}

/// Of a deadline that the entry has once.
Said said_of(const DueChange& change, const charter::Deadline& d, const charter::Values& values,
             CategorySet seen) {
  Said said;
  const Base written{today(change.written), change.written};
  if (d.from == "created") {
    said = {true, true, written, false, {}};
  } else if (d.from.starts_with(kStatePrefix)) {
    said.from_is_known = change.state_is_new && d.from.substr(kStatePrefix.size()) == change.state;
    said.base = Base{change.today, change.now};
  } else if (sees(change, d.from, seen)) {
    said.from_is_known = true;
    said.base = base_of(find(values, d.from));
    if (!said.base && !d.otherwise.empty() && !find(values, d.from)) said.base = written;
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

/// When the clock stood still, and what made it longer: from the steps that the entry has taken.
Result<charter::ClockRun> run_of(store::Session& db, const std::string& org, const charter::Deadline& d,
                                 EntryId entry, const Base& base) {
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

/// How a clock stands in its row.
struct Kept {
  std::optional<Base> base;
  bool done = false;
};
Result<std::optional<Kept>> kept(store::Txn& txn, const std::string& org, EntryId entry,
                                 std::string_view code) {
  std::optional<Kept> found;
  CHECK_OK(txn.each(
      "SELECT base, base_at, done FROM due WHERE org=$1 AND entry=$2 AND deadline=$3", {org, entry, code},
      [&](const store::Row& r) {
        found = Kept{{}, r.i64(2) == 1};
        if (!r.null(0))
          found->base = Base{day_of(r.i64(0)), r.null(1) ? std::nullopt : std::optional(UnixMs{r.i64(1)})};
        return false;
      }));
  return found;
}

Status settle_one(store::Txn& txn, const charter::Charter& charter, const DueChange& change,
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

Status settle_rows(store::Txn& txn, const charter::Charter& charter, const DueChange& change,
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
Status name_whose(store::Txn& txn, const DueChange& change, const std::string& org,
                  const charter::Values& values, CategorySet seen) {
  if (!sees(change, change.kind->for_field, seen)) return {};
  const auto* value = find(values, change.kind->for_field);
  const auto staff = value ? StaffId::parse(text_of(*value)) : std::nullopt;
  return txn
      .run("UPDATE due SET staff=$3 WHERE org=$1 AND entry=$2 AND deadline NOT LIKE '%#%'",
           {org, change.entry, staff ? store::Param(*staff) : store::Param()})
      .map([](auto) {});
}

Due read_due(const charter::Charter& charter, const store::Row& r) {
  return {r.id<EntryId>(0), r.id<PersonId>(1), charter.find_kind(r.text(2)).value_or(KindIx{}),
          r.str(3),         day_of(r.i64(4)),  r.null(6) ? std::nullopt : std::optional(UnixMs{r.i64(6)})};
}

}  // namespace

Status settle_deadlines(store::Txn& txn, const charter::Charter& charter, const DueChange& change,
                        const charter::Values& values, CategorySet seen) {
  const auto& org = charter.organisation.code;
  for (const auto& d : change.kind->deadlines)
    if (d.from.find('/') == std::string::npos)
      CHECK_OK(settle_one(txn, charter, change, d, d.code, said_of(change, d, values, seen)));
    else
      CHECK_OK(settle_rows(txn, charter, change, d, values, seen));
  CHECK_OK(name_whose(txn, change, org, values, seen));
  return settle_diary(txn, charter, change, values, seen);
}

Result<std::vector<Due>> Entries::due_for(const Pass& pass, PersonId person, charter::Date until) {
  const auto& charter = gate_.charter();
  if (!pass.covers(person)) return not_found();
  std::vector<Due> due;
  const auto records = pass.records_of(person);
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    for (const auto& record : records)
      CHECK_OK(db.each(
          "SELECT d.entry, d.person, d.kind, d.deadline, d.on_day, e.written, d.until, d.service FROM due d "
          "JOIN entry e ON e.org=d.org AND e.id=d.entry WHERE d.org=$1 AND d.person=$2 "
          "AND d.done=0 AND d.on_day<=$3 ORDER BY d.on_day, d.entry",
          {charter.organisation.code, record, day_number(until)}, [&](const store::Row& r) {
            const auto kind = charter.find_kind(r.text(2));
            if (!kind) return true;
            // What is due of something that one may not see any of in that record would tell what it
            // is about.
            const auto sight = pass.sight(record, {r.i64(5)});
            if (pass.joined() && (charter.at(*kind).categories() & sight.may_see()).empty()) return true;
            due.push_back(read_due(charter, r));
            due.back().person = pass.stays(record);
            due.back().service = charter.find_service(r.text(7)).value_or(ServiceIx{});
            return true;
          }));
    return {};
  });
  CHECK_OK(read);
  if (pass.joined()) std::ranges::stable_sort(due, {}, &Due::on);
  return due;
}

Result<std::vector<ClockOf>> Entries::clocks(const Pass& pass, PersonId person, EntryId id) {
  const auto& charter = gate_.charter();
  const auto& org = charter.organisation.code;
  std::vector<ClockOf> out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(const auto row, load_one(db, pass, person, id));
    const auto& kind = charter.at(row.entry.kind);
    if ((kind.categories() & sight_of(pass, row).may_see()).empty()) return not_found();
    std::vector<std::pair<ClockOf, std::optional<Base>>> found;
    CHECK_OK(
        db.each("SELECT deadline, on_day, until, done, base, base_at FROM due WHERE org=$1 AND entry=$2 "
                "ORDER BY on_day, deadline",
                {org, id}, [&](const store::Row& r) {
                  ClockOf c{r.str(0), day_of(r.i64(1)), {}, r.i64(3) != 0, false, {}};
                  std::optional<Base> base;
                  if (!r.null(2)) c.at = UnixMs{r.i64(2)};
                  if (!r.null(4)) base = Base{day_of(r.i64(4)), {}};
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
    return {};
  }));
  return out;
}

namespace {

constexpr int kReckonedAtOnce = 500;

struct Running {
  EntryId entry;
  std::string deadline;
  std::int64_t on_day, reckoned;
  std::optional<std::int64_t> until;
  std::int64_t on_day_before = 0, reckoned_before = 0;
};

/// Of those after `last`, the ones whose end is another one now.
Result<std::vector<Running>> that_moved(store::Session& db, const charter::Charter& charter, Running& last,
                                        Reckoning& all, bool& more) {
  struct Row {
    Running now;
    const charter::Kind* kind;
    const charter::Deadline* deadline;
    Base base;
  };
  std::vector<Row> rows;
  int read = 0;
  CHECK_OK(db.each(
      "SELECT entry, deadline, kind, on_day, reckoned, until, base, base_at FROM due WHERE org=$1 AND "
      "(entry, deadline) > ($2, $3) AND done=0 AND base IS NOT NULL ORDER BY entry, deadline LIMIT $4",
      {charter.org(), last.entry, last.deadline, kReckonedAtOnce}, [&](const store::Row& r) {
        ++read;
        last.entry = r.id<EntryId>(0);
        last.deadline = r.str(1);
        const auto kind = charter.find_kind(r.text(2));
        const auto* d = kind ? charter.at(*kind).find_deadline(last.deadline) : nullptr;
        if (d)
          rows.push_back({{last.entry, last.deadline, r.i64(3), r.null(4) ? r.i64(3) : r.i64(4),
                           r.null(5) ? std::nullopt : std::optional(r.i64(5))},
                          &charter.at(*kind),
                          d,
                          {day_of(r.i64(6)), r.null(7) ? std::nullopt : std::optional(UnixMs{r.i64(7)})}});
        return true;
      }));
  more = read == kReckonedAtOnce;
  std::vector<Running> moved;
  for (auto& row : rows) {
    ++all.clocks;
    TRY(const auto run, run_of(db, charter.organisation.code, *row.deadline, row.now.entry, row.base));
    const auto end = end_of(charter, *row.kind, *row.deadline, run);
    const auto day = day_number(end.on);
    const auto until = end.at ? std::optional(end.at->ms) : std::nullopt;
    if (end.stands || (day == row.now.reckoned && until == row.now.until)) continue;
    row.now.on_day_before = row.now.on_day;
    row.now.reckoned_before = row.now.reckoned;
    if (row.now.on_day == row.now.reckoned) row.now.on_day = day;
    row.now.reckoned = day;
    row.now.until = until;
    moved.push_back(std::move(row.now));
  }
  return moved;
}

}  // namespace

Result<Reckoning> reckon_all(store::Db& db, const charter::Charter& charter, ledger::Ledger& ledger,
                             const Clock& clock) {
  Reckoning all;
  Running last{};
  for (bool more = true; more;) {
    std::vector<Running> moved;
    CHECK_OK(db.read_records([&](store::Session& s) -> Status {
      TRY(moved, that_moved(s, charter, last, all, more));
      return {};
    }));
    if (moved.empty()) continue;
    CHECK_OK(db.write([&](store::Txn& txn) -> Status {
      for (const auto& m : moved)
        CHECK_OK(txn.run(
            "UPDATE due SET on_day=$4, reckoned=$5, until=$6 WHERE org=$1 AND entry=$2 AND deadline=$3 AND done=0 AND "
            "on_day=$7 AND (reckoned IS NULL OR reckoned=$8)",  // nobody has changed it since it was read
            {charter.org(), m.entry, m.deadline, m.on_day, m.reckoned,
             m.until ? store::Param(*m.until) : store::Param(), m.on_day_before, m.reckoned_before}));
      ledger::Entry line;
      line.at = clock.now();
      line.act = ledger::Act::Job;
      line.what = "deadlines";
      line.outcome = "allowed";
      line.note = std::to_string(moved.size()) + " reckoned anew";
      return ledger.append(txn, line).map([](auto) {});
    }));
    all.moved += static_cast<std::int64_t>(moved.size());
  }
  return all;
}

}  // namespace candour::record
