#include "exchange/list_export.h"

#include <algorithm>
#include <unordered_map>

#include "base/calendar_words.h"
#include "base/text.h"
#include "exchange/list_file.h"
#include "gate/asking.h"
#include "gate/reason_words.h"
#include "gate/things.h"
#include "gate/words.h"

namespace candour::exchange {
namespace {

using charter::Duty;
using record::CellReader;
using record::ListColumn;
using record::ListLine;

constexpr std::string_view kUse = "list-reason";
constexpr std::size_t kAtOnce = 512;

std::string_view form_code(ListForm f) {
  return f == ListForm::Csv ? "csv" : "xlsx";
}

Status reason_stands(const std::string& reason) {
  if (auto mend = gate::reason_problem(reason); !mend.empty()) return invalid("reason", std::move(mend));
  if (auto mend = too_long(reason, gate::kReasonLetters, "The reason"); !mend.empty())
    return invalid("reason", std::move(mend));
  return {};
}

std::vector<ListColumn> chosen(const charter::Charter& c, CategorySet sees,
                               const std::vector<std::string>& codes) {
  auto columns = record::list_columns(c, sees);
  std::erase_if(columns, [&](const ListColumn& col) { return std::ranges::count(codes, col.code) == 0; });
  return columns;
}

}  // namespace

struct ListExports::Opened {
  gate::Look look;
  std::unordered_map<PersonId, people::Profile> profiles;
  std::vector<Pass> passes;
};

Result<ListExports::Opened> ListExports::open(const gate::Actor& actor, const record::Listed& listed,
                                              CategorySet wanted) {
  std::vector<PersonId> who;
  for (const auto& line : listed.lines) who.push_back(line.person);
  std::ranges::sort(who);
  who.erase(std::unique(who.begin(), who.end()), who.end());
  Opened out;
  out.look = {ledger::Act::Export, std::string(gate::thing_code(gate::Thing::People)), "", wanted};
  for (std::size_t from = 0; from < who.size(); from += kAtOnce) {
    const std::vector<PersonId> some(
        who.begin() + static_cast<std::ptrdiff_t>(from),
        who.begin() + static_cast<std::ptrdiff_t>(std::min(who.size(), from + kAtOnce)));
    TRY(auto reach, gate_.begin_looks(actor, some, out.look));
    TRY(auto profiles, people_.profiles(reach, some));
    for (auto& p : profiles) out.profiles.emplace(p.id, std::move(p));
    out.passes.insert(out.passes.end(), reach.passes.begin(), reach.passes.end());
  }
  return out;
}

Status ListExports::enter(const gate::Actor& actor, ListExportId id, const Opened& opened,
                          const ListWanted& wanted) {
  const auto now = clock_.now();
  const auto many = opened.profiles.size();
  return db_.write([&](store::Txn& txn) -> Status {
    std::vector<ledger::Entry> entries;
    for (const auto& pass : opened.passes)
      entries.push_back(gate_.entry_for(pass, opened.look.act, opened.look.what, id.text(), pass.opened()));
    CHECK_OK(gate_.ledger().append_many(txn, entries).map([](auto) {}));
    TRY(const auto sealed, vault_.seal_thing(txn, id.raw, kUse, as_bytes(wanted.reason)));
    CHECK_OK(txn.run(
        "INSERT INTO list_export (org, id, staff, at, people, form, sealed) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {db_.org(), id, actor.id, now.ms, static_cast<std::int64_t>(many), form_code(wanted.form), sealed}));
    if (many > kLong) return gate::tell_of_pattern(txn, gate_, actor.id, "long-list", now);
    return {};
  });
}

Result<TakenFile> ListExports::take(const gate::Actor& actor, const ListWanted& wanted,
                                    const people::Directory& staff) {
  CHECK_OK(gate_.may(actor, Duty::ExportLists, gate::thing_code(gate::Thing::People)));
  CHECK_OK(reason_stands(wanted.reason));
  auto asked = wanted.asked;
  asked.with_due = std::ranges::count(wanted.columns, "due") > 0;
  TRY(const auto listed, lists_.find(actor, asked, Duty::ExportLists));
  if (listed.people > kMost)
    return invalid("form", "More than " + with_commas(kMost) +
                               " people do not go into one file. Take one service at a time.");
  const auto& c = gate_.charter();
  const auto columns = chosen(c, listed.sees, wanted.columns);
  CategorySet categories = record::categories_of(columns);
  categories.add(gate::identity_category(c));
  TRY(const auto opened, open(actor, listed, categories));
  if (opened.profiles.empty())
    return invalid("form", "There is nobody in this list whom you could take away as a file.");

  const auto now = clock_.now();
  const auto today = local_time(now).date;
  ListFile file;
  file.about = {{"Organisation", c.organisation.name},
                {"Exported by", wanted.by},
                {"When", date_time_words(now)},
                {"Reason", wanted.reason},
                {"People", with_commas(static_cast<std::int64_t>(opened.profiles.size()))}};
  file.columns.push_back("Name");
  for (const auto& col : columns) file.columns.push_back(col.words);
  const CellReader cells{c, staff, today, true};
  for (const auto& line : listed.lines) {
    const auto p = opened.profiles.find(line.person);
    if (p == opened.profiles.end()) continue;
    auto& row = file.rows.emplace_back();
    row.push_back(p->second.name());
    for (const auto& col : columns) row.push_back(cells.text(col, line, p->second));
  }
  TakenFile out;
  const bool csv = wanted.form == ListForm::Csv;
  out.name = "people-" + iso_date(today) + "." + std::string(form_code(wanted.form));
  out.type =
      csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (csv) {
    out.bytes = as_csv(file);
  } else {
    TRY(out.bytes, as_xlsx(file));
  }
  CHECK_OK(enter(actor, ListExportId::make(now.ms), opened, wanted));
  return out;
}

Result<std::vector<ListExports::Taken>> ListExports::taken(const gate::Actor& actor, int most) {
  CHECK_OK(gate_.may(actor, Duty::SeeLedger, "lists-taken"));
  std::vector<Taken> out;
  std::vector<Bytes> sealed;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each(
        "SELECT id, staff, at, people, form, sealed FROM list_export WHERE org=$1 "
        "ORDER BY id DESC LIMIT $2",
        {db_.org(), most}, [&](const store::Row& r) {
          out.push_back({r.id<ListExportId>(0),
                         r.id<StaffId>(1),
                         {r.i64(2)},
                         r.i64(3),
                         r.text(4) == form_code(ListForm::Csv) ? ListForm::Csv : ListForm::Xlsx,
                         {}});
          sealed.emplace_back(r.blob(5).begin(), r.blob(5).end());
          return true;
        });
  }));
  for (std::size_t i = 0; i < out.size(); ++i) {
    TRY(const auto plain, vault_.open_thing(out[i].id.raw, kUse, sealed[i]));
    out[i].reason = as_text(plain);
  }
  return out;
}

}  // namespace candour::exchange
