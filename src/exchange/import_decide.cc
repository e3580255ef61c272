// Deciding about rows that may be somebody who is known already: one by one, or many for which the same
// speaks.
#include <algorithm>

#include "base/text.h"
#include "exchange/import_job.h"

namespace candour::exchange {

Evidence evidence_of(const ImportRow& row) {
  const people::Duplicate* best = nullptr;
  for (const auto& d : row.duplicates)
    if (d.hit.in_reach && (!best || d.hit.likeness > best->hit.likeness)) best = &d;
  if (!best) return row.same_as_line ? Evidence::InThisFile : Evidence::Elsewhere;
  if (best->hit.matched_by == "NHS number") return Evidence::SameNumber;
  return best->certain ? Evidence::AlmostCertain : Evidence::Likely;
}

Status Imports::decide_rows(const gate::Actor& actor, const Job& job, const std::map<int, PersonId>& lines,
                            Decision decision) {
  return db_.write([&](store::Txn& txn) -> Status {
    // Touching the job's row makes two workers wait for each other, and finds out whether it is still open.
    TRY(const auto open,
        txn.run("UPDATE import_job SET state=state WHERE org=$1 AND id=$2 AND version=$3 AND state='review'",
                {db_.org(), job.said.id, job.version}));
    if (open != 1)
      return fail(Code::Conflict, "Somebody else went on with this import meanwhile. Look at it again.");
    std::vector<std::vector<store::Param>> rows;
    for (const auto& [line, existing] : lines)
      rows.push_back({db_.org(), job.said.id, line, decision_code(decision),
                      existing.is_nil() ? store::Param() : store::Param(existing)});
    CHECK_OK(
        txn.run_each("INSERT INTO import_row (org, id, line, decision, existing) VALUES ($1, $2, $3, $4, $5) "
                     "ON CONFLICT (org, id, line) DO UPDATE SET decision = excluded.decision, existing = "
                     "excluded.existing",
                     rows));
    const auto which = lines.size() == 1 ? "line " + std::to_string(lines.begin()->first)
                                         : std::to_string(lines.size()) + " lines";
    return note(txn, actor, job, ledger::Act::Change, which + " " + std::string(decision_code(decision)));
  });
}

Status Imports::decide(const gate::Actor& actor, ImportId id, int line, Decision decision,
                       PersonId existing) {
  TRY(const auto j, job(actor, id));
  if (j.said.state != ImportState::Review)
    return fail(Code::Conflict, "This import is not at its rows any more. Look at it again.");
  TRY(const auto w, work(actor, j));
  const auto* check = w->find(line);
  const auto box = "line-" + std::to_string(line);
  if (!check || check->state != RowState::Duplicate)
    return invalid(box, "Nothing has to be decided about row " + std::to_string(line) + ".");
  if (decision == Decision::JoinEarlier && !check->joins)
    return invalid(box, "Row " + std::to_string(line) +
                            " is for the same service as the row it repeats. Leave it out instead.");
  if (decision != Decision::UpdateExisting) return decide_rows(actor, j, {{line, PersonId{}}}, decision);
  std::vector<ImportRow> row{w->row(*check, {})};
  CHECK_OK(note_updates(actor, *w, row));
  for (const auto& d : row.front().duplicates)
    if (row.front().updates.contains(d.hit.id) && (existing.is_nil() || d.hit.id == existing))
      return decide_rows(actor, j, {{line, d.hit.id}}, decision);
  return invalid(box, "You can only bring a record up to date that you can open and may change.");
}

Result<int> Imports::decide_many(const gate::Actor& actor, ImportId id, Evidence evidence,
                                 Decision decision) {
  TRY(const auto j, job(actor, id));
  if (j.said.state != ImportState::Review)
    return fail(Code::Conflict, "This import is not at its rows any more. Look at it again.");
  TRY(const auto w, work(actor, j));
  DecidedRows decided;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, db_.org(), id));
    return {};
  }));
  std::vector<ImportRow> rows;
  for (const auto& check : w->checks) {
    if (check.state != RowState::Duplicate) continue;
    auto row = w->row(check, decided);
    if (decision == Decision::JoinEarlier && !check.joins) continue;
    if (row.decision == Decision::Undecided && row.evidence == evidence) rows.push_back(std::move(row));
  }
  const bool update = decision == Decision::UpdateExisting;
  if (update) CHECK_OK(note_updates(actor, *w, rows));
  std::map<int, PersonId> lines;
  int count = 0;
  for (const auto& row : rows) {
    PersonId whom;
    for (const auto& d : row.duplicates)
      if (update && whom.is_nil() && row.updates.contains(d.hit.id)) whom = d.hit.id;
    if (update && whom.is_nil()) continue;
    lines[row.line] = whom;
    ++count;
    if (lines.size() < static_cast<std::size_t>(limits::kRowsDecidedAtOnce)) continue;
    CHECK_OK(decide_rows(actor, j, lines, decision));
    lines.clear();
  }
  if (!lines.empty()) CHECK_OK(decide_rows(actor, j, lines, decision));
  return count;
}

Result<std::map<Evidence, int>> Imports::undecided(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  std::map<Evidence, int> out;
  if (j.said.state != ImportState::Review) return out;
  TRY(const auto w, work(actor, j));
  DecidedRows decided;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, db_.org(), id));
    return {};
  }));
  for (const auto& check : w->checks) {
    if (check.state != RowState::Duplicate) continue;
    const auto it = decided.find(check.line);
    if (it != decided.end() && it->second.decision != Decision::Undecided) continue;
    ImportRow row;
    row.same_as_line = check.same_as_line;
    if (const auto d = w->duplicates.find(check.line); d != w->duplicates.end()) row.duplicates = d->second;
    ++out[evidence_of(row)];
  }
  return out;
}

}  // namespace candour::exchange
