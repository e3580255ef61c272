#include "people/reckoning.h"

#include "people/clocks.h"

namespace candour::people {
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
    RunsFrom base;
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

ledger::Entry deadlines_line(UnixMs at, std::string note) {
  ledger::Entry line;
  line.at = at;
  line.act = ledger::Act::Job;
  line.what = "deadlines";
  line.outcome = "allowed";
  line.note = std::move(note);
  return line;
}

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
      const auto line = deadlines_line(clock.now(), std::to_string(moved.size()) + " reckoned anew");
      return ledger.append(txn, line).map([](auto) {});
    }));
    all.moved += static_cast<std::int64_t>(moved.size());
  }
  return all;
}

}  // namespace candour::people
