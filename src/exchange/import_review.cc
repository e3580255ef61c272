// Choosing columns, looking at rows, deciding about duplicates, and throwing an import away.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "exchange/import_job.h"

namespace candour::exchange {
namespace {

Status still_open(ImportState s) {
  switch (s) {
    case ImportState::Columns:
    case ImportState::Review:
      return {};
    case ImportState::Keeping:
    case ImportState::Undoing:
      return fail(Code::Conflict, "This import is being added or taken back. See how far it is first.");
    case ImportState::Kept:
      return fail(Code::Conflict,
                  "This import has been kept already. To change it, undo it and begin again.");
    case ImportState::Undone:
      return fail(Code::Conflict, "This import was kept and undone. Begin again with the file.");
    case ImportState::Discarded:
      return fail(Code::Conflict, "This import was thrown away. Begin again with the file.");
  }
  return {};
}

std::string box_name(std::size_t column) {
  return "column-" + std::to_string(column + 1);
}

/// What can be said about a choice before any row is read.
std::vector<FieldProblem> wrong_choices(const charter::Charter& c, const gate::Actor& actor,
                                        ServiceIx service, const Pass& pass,
                                        const std::vector<Column>& columns) {
  std::vector<FieldProblem> problems;
  const auto targets = targets_of(c, service);
  const auto circle = circle_way(c, actor, service);
  std::set<std::string> given;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& field = columns[i].field;
    if (field.empty()) continue;
    const auto* target = find_target(targets, field);
    if (field == kWholeName) given.insert({"given-name", "family-name"});
    if (!target) {
      problems.push_back({box_name(i), "Choose from the list what this column holds"});
    } else if (!given.insert(field).second) {
      problems.push_back(
          {box_name(i), "Two columns are given as “" + target->label + "”. Leave one of them out"});
    } else if (target->contact ? !circle.has_value() : !pass.may_write().has(target->category)) {
      problems.push_back({box_name(i), "Your role may not write down “" + c.at(target->category).name +
                                           "” here. Leave this column out"});
    }
  }
  if (!given.contains("given-name") && !given.contains("family-name"))
    problems.push_back({"",
                        "Choose the column that holds the first name, the last name or, for people with one "
                        "name, that name"});
  return problems;
}

}  // namespace

std::string ImportRow::name() const {
  const auto text = [&](std::string_view field) {
    const auto* v = values.if_contains(field);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
  };
  return std::string(trim(text("given-name") + " " + text("family-name")));
}

Status Imports::choose(const gate::Actor& actor, ImportId id, const std::vector<std::string>& fields,
                       bool enrolled_when_empty) {
  TRY(auto j, job(actor, id));
  CHECK_OK(still_open(j.said.state));
  if (fields.size() != j.said.columns.size())
    return fail(Code::Conflict, "The columns of this import have changed. Look at them again.");
  for (std::size_t i = 0; i < fields.size(); ++i) {
    j.said.columns[i].guessed = j.said.columns[i].guessed && fields[i] == j.said.columns[i].field;
    j.said.columns[i].field = fields[i];
  }
  j.said.enrolled_when_empty = enrolled_when_empty && may_enrol(actor, j.said.service);
  TRY(const auto pass, trial(actor, j.said.service));
  auto problems = wrong_choices(gate_.charter(), actor, j.said.service, pass, j.said.columns);
  if (!problems.empty()) return invalid(std::move(problems));
  const auto before = j.version++;
  TRY(const auto w, check(actor, j));
  j.said.date_order = date_order_words(w->reading);
  const auto chosen = db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto sealed, j.seal(gate_.charter(), txn, vault_));
    TRY(const auto changed, txn.run("UPDATE import_job SET state='review', version=$4, sealed=$5 WHERE "
                                    "org=$1 AND id=$2 AND version=$3 "
                                    "AND state IN ('columns', 'review')",
                                    {db_.org(), id, before, j.version, sealed}));
    if (changed != 1)
      return fail(Code::Conflict, "Somebody else went on with this import meanwhile. Look at it again.");
    CHECK_OK(txn.run("DELETE FROM import_row WHERE org=$1 AND id=$2", {db_.org(), id}));
    CHECK_OK(count(txn, j, *w));
    CHECK_OK(remember(txn, j.said.service, j.said.columns));
    return note(txn, actor, j, ledger::Act::Change, "columns");
  });
  return chosen;
}

Result<std::vector<ImportRow>> Imports::rows(const gate::Actor& actor, ImportId id,
                                             std::optional<RowState> state, int after, int most,
                                             bool marked) {
  TRY(const auto j, job(actor, id));
  CHECK_OK(still_open(j.said.state));
  if (j.said.state != ImportState::Review) return fail(Code::Conflict, "Choose the columns first.");
  TRY(const auto w, work(actor, j));
  DecidedRows decided;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, db_.org(), id));
    return {};
  }));
  CHECK_OK(db_.write([&](store::Txn& txn) { return note(txn, actor, j, ledger::Act::View, "rows"); }));
  std::vector<ImportRow> out;
  for (const auto& check : w->checks) {
    if (check.line <= after || (state && check.state != *state)) continue;
    if (marked && (!check.marked || check.state == RowState::Problem)) continue;
    if (static_cast<int>(out.size()) == std::clamp(most, 1, limits::kRowsAtOnce)) break;
    out.push_back(w->row(check, decided));
  }
  CHECK_OK(note_updates(actor, *w, out));
  return out;
}

Status Imports::discard(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  CHECK_OK(still_open(j.said.state));
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto open, txn.run("UPDATE import_job SET state='discarded' WHERE org=$1 AND id=$2 AND "
                                 "state IN ('columns', 'review')",
                                 {db_.org(), id}));
    if (open != 1)
      return fail(Code::Conflict, "Somebody else went on with this import meanwhile. Look at it again.");
    CHECK_OK(strip(txn, j, false));
    return note(txn, actor, j, ledger::Act::Import, "thrown-away");
  }));
  return wipe(id, true);
}

Result<std::string> Imports::problem_rows(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  CHECK_OK(still_open(j.said.state));
  TRY(const auto w, work(actor, j));
  CHECK_OK(
      db_.write([&](store::Txn& txn) { return note(txn, actor, j, ledger::Act::Export, "problem-rows"); }));
  std::string out(kByteOrderMark);
  std::vector<std::string> cells;
  for (const auto& c : w->reading.columns) cells.push_back(c.heading);
  cells.push_back("What to mend");
  out += csv_line(cells);
  for (const auto& check : w->checks) {
    if (check.state != RowState::Problem) continue;
    const auto row = w->row(check, {});
    cells.clear();
    for (std::size_t i = 0; i < w->reading.columns.size(); ++i)
      cells.emplace_back(without_formula_guard(w->table.rows[check.at].at(i)));
    std::string mend;
    for (const auto& p : row.problems) mend += (mend.empty() ? "" : "; ") + p.field + ": " + p.message;
    cells.push_back(std::move(mend));
    out += csv_line(cells);
  }
  return out;
}

}  // namespace candour::exchange
