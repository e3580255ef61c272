// What a person puts right in the review: the sheet and its headings, cells, and what stands to be dropped.
#include <algorithm>

#include "base/text.h"
#include "exchange/import_job.h"
#include "store/accounted.h"

namespace candour::exchange {
namespace {

constexpr std::size_t kTyped = 20'000;  // letters

/// With where the text belongs, so that it cannot be put at another cell.
std::string use_of(int line, std::string_view place) {
  return "import-cell " + std::to_string(line) + " " + std::string(place);
}

bool is_place(std::string_view place) {
  return !place.empty() && place.size() <= 80 &&
         place.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Status open_for_mending(ImportState s) {
  if (s == ImportState::Columns || s == ImportState::Review) return {};
  return fail(Code::Conflict, "This import is no longer open. Begin again with the file.");
}

}  // namespace

Result<std::map<int, Mended>> Imports::mended(ImportId id) {
  std::map<int, Mended> out;
  Status bad;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT line, place, sealed FROM import_cell WHERE org=$1 AND id=$2", {db_.org(), id},
                  [&](const store::Row& r) {
                    const auto line = static_cast<int>(r.i64(0));
                    const auto place = r.str(1);
                    const auto plain = vault_.open_thing(id.raw, use_of(line, place), r.blob(2));
                    if (!plain) {
                      bad = fail(Code::Corrupt,
                                 "What was mended in this import is damaged. Throw it away and begin again.",
                                 "import cell of " + id.text());
                      return false;
                    }
                    out[line][place] = as_text(*plain);
                    return true;
                  });
  }));
  CHECK_OK(bad);
  return out;
}

Status Imports::mend(const gate::Actor& actor, ImportId id, const std::map<int, Mended>& cells) {
  TRY(auto j, job(actor, id));
  CHECK_OK(open_for_mending(j.said.state));
  if (j.said.state != ImportState::Review) return fail(Code::Conflict, "Choose the columns first.");
  for (const auto& [line, places] : cells)
    for (const auto& [place, text] : places)
      if (!is_place(place))
        return fail(Code::Invalid, "There is no such cell in row " + std::to_string(line) + ".");
      else if (auto words = too_long(text, kTyped, "this cell"); !words.empty())
        return invalid("cell-" + std::to_string(line) + "-" + place, std::move(words));
  const auto stored = db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto open,
        txn.run("UPDATE import_job SET version=version+1 WHERE org=$1 AND id=$2 AND state='review'",
                {db_.org(), id}));
    if (open != 1)
      return fail(Code::Conflict, "Somebody else went on with this import meanwhile. Look at it again.");
    for (const auto& [line, places] : cells) {
      for (const auto& [place, text] : places) {
        TRY(const auto sealed, vault_.seal_thing(txn, id.raw, use_of(line, place), as_bytes(text)));
        CHECK_OK(
            txn.run("INSERT INTO import_cell (org, id, line, place, sealed) VALUES ($1, $2, $3, $4, $5) "
                    "ON CONFLICT (org, id, line, place) DO UPDATE SET sealed = excluded.sealed",
                    {db_.org(), id, line, place, sealed}));
      }
      // Another name or birth date asks anew who is known already.
      CHECK_OK(txn.run("DELETE FROM import_row WHERE org=$1 AND id=$2 AND line=$3", {db_.org(), id, line}));
    }
    return note(txn, actor, j, ledger::Act::Change, "cells");
  });
  CHECK_OK(stored);
  TRY(j, job(actor, id));
  TRY(const auto w, check(actor, j));
  return db_.write([&](store::Txn& txn) {
    store::no_entry_needed("the counts of an import’s rows, made anew");
    return count(txn, j, *w);
  });
}

Status Imports::choose_sheet(const gate::Actor& actor, ImportId id, const std::string& sheet, int heading_row,
                             bool hidden_rows) {
  TRY(auto j, job(actor, id));
  CHECK_OK(open_for_mending(j.said.state));
  const auto& c = gate_.charter();
  TRY(const auto pass, trial(actor, j.said.service));
  TRY(const auto bytes, open_file(id));
  TRY(const auto read, read_table(bytes, {sheet, heading_row, hidden_rows}));
  TRY(const auto past, remembered(j.said.service, read.table.rows.front().cells));
  const bool circle = circle_way(c, actor, j.said.service).has_value();
  j.said.said = read.said;
  j.said.columns = guess_columns(read.table, targets_for(c, j.said.service, pass.may_write(), circle), past,
                                 read.hidden_columns);
  const auto before = j.version++;
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto sealed, j.seal(c, txn, vault_));
    TRY(const auto changed,
        txn.run(
            "UPDATE import_job SET state='columns', version=$4, sealed=$5, lines=$6 WHERE org=$1 AND id=$2 AND "
            "version=$3 AND state IN ('columns', 'review')",
            {db_.org(), id, before, j.version, sealed,
             static_cast<std::int64_t>(read.table.rows.size() - 1)}));
    if (changed != 1)
      return fail(Code::Conflict, "Somebody else went on with this import meanwhile. Look at it again.");
    CHECK_OK(txn.run("DELETE FROM import_row WHERE org=$1 AND id=$2", {db_.org(), id}));
    CHECK_OK(txn.run("DELETE FROM import_cell WHERE org=$1 AND id=$2", {db_.org(), id}));
    return note(txn, actor, j, ledger::Act::Change, "sheet");
  });
}

Result<Reckoning> Imports::reckoning(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  CHECK_OK(open_for_mending(j.said.state));
  if (j.said.state != ImportState::Review) return fail(Code::Conflict, "Choose the columns first.");
  TRY(const auto w, work(actor, j));
  DecidedRows decided;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, db_.org(), id));
    return {};
  }));
  CHECK_OK(db_.write([&](store::Txn& txn) { return note(txn, actor, j, ledger::Act::View, "reckoning"); }));
  return reckon(w->reading, w->table, w->checks, [&](const RowCheck& check) {
    if (check.state == RowState::Good) return Comes::Added;
    const auto it = decided.find(check.line);
    const auto decision = it == decided.end() ? Decision::Undecided : it->second.decision;
    if (decision == Decision::AddAnyway) return Comes::Added;
    return decision == Decision::UpdateExisting || decision == Decision::JoinEarlier ? Comes::Known
                                                                                     : Comes::No;
  });
}

}  // namespace candour::exchange
