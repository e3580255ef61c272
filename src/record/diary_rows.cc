#include "record/diary_rows.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/answered.h"

namespace candour::record {
namespace {

constexpr std::int64_t kMinute = 60'000;

std::string_view text_of(const charter::Values& values, std::string_view field) {
  const auto* x = values.if_contains(field);
  return x && x->is_string() ? std::string_view(x->get_string()) : std::string_view();
}

}  // namespace

std::optional<DiaryWish> diary_wish(const charter::Kind& kind, const charter::Values& values) {
  const auto& d = kind.diary;
  const auto local = parse_iso_minute(text_of(values, d.from));
  const auto starts = local ? to_unix(*local) : std::nullopt;
  if (!starts) return std::nullopt;
  const auto* said = values.if_contains(d.minutes);
  const bool told = said && said->is_number() && said->to_number<double>() >= 1;
  const auto minutes = told ? static_cast<std::int64_t>(said->to_number<double>()) : d.otherwise;
  DiaryWish wish{{*starts, {starts->ms + minutes * kMinute}}, {}, false, false};
  wish.staff = StaffId::parse(text_of(values, d.staff)).value_or(StaffId{});
  wish.visit = charter::answered_as(values, d.visit, d.visit_is);
  wish.alone = charter::answered_as(values, d.visit, d.alone_is);
  return wish;
}

Status begin_diary(const charter::Charter& charter, store::Db& db) {
  for (const auto& kind : charter.kinds)
    for (const auto& d : kind.deadlines) {
      if (kind.diary.from.empty() || d.from != kind.diary.from) continue;
      constexpr std::string_view kMissing =
          "FROM due d JOIN entry e ON e.org=d.org AND e.id=d.entry WHERE d.org=$1 AND d.kind=$2 AND "
          "d.deadline=$3 AND d.done=0 AND NOT EXISTS (SELECT 1 FROM diary y WHERE y.org=d.org AND y.entry=d.entry)";
      std::vector<store::Param> which{charter.organisation.code, kind.code, d.code};
      bool any = false;
      CHECK_OK(db.read_records([&](store::Session& s) {
        return s.each("SELECT 1 " + std::string(kMissing) + " LIMIT 1", which,
                      [&](const store::Row&) { return any = true, false; });
      }));
      if (!any) continue;
      which.emplace_back(kind.diary.otherwise * kMinute);
      CHECK_OK(db.write([&](store::Txn& txn) {
        return txn
            .run(
                "INSERT INTO diary (org, entry, person, service, kind, starts, ends, staff, visit, freed) "
                "SELECT e.org, e.id, e.person, e.service, e.kind, e.happened, e.happened+$4, d.staff, 0, 0 " +
                    std::string(kMissing),
                which)
            .map([](auto) {});
      }));
    }
  return {};
}

Status settle_diary(store::Txn& txn, const charter::Charter& charter, const DueChange& change,
                    const charter::Values& values, CategorySet seen) {
  const auto& d = change.kind->diary;
  const auto* from = change.kind->find_field(d.from);
  if (!from) return {};
  const auto& org = charter.organisation.code;
  const bool freed = std::ranges::find(d.frees, change.state) != d.frees.end();
  // All that stands in a diary is of one category: who may not see it leaves it as it is.
  if (!seen.has(from->category))
    return txn.run("UPDATE diary SET freed=$3 WHERE org=$1 AND entry=$2", {org, change.entry, freed})
        .map([](auto) {});
  const auto wish = diary_wish(*change.kind, values);
  if (!wish)
    return txn.run("DELETE FROM diary WHERE org=$1 AND entry=$2", {org, change.entry}).map([](auto) {});
  return txn
      .run(
          "INSERT INTO diary (org, entry, person, service, kind, starts, ends, staff, visit, freed) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (org, entry) DO UPDATE SET "
          "person=excluded.person, service=excluded.service, starts=excluded.starts, ends=excluded.ends, staff=excluded.staff, visit=excluded.visit, "
          "freed=excluded.freed",
          {org, change.entry, change.person, charter.at(change.service).code, change.kind->code,
           wish->span.starts.ms, wish->span.ends.ms,
           wish->staff.is_nil() ? store::Param() : store::Param(wish->staff),
           std::int64_t{wish->alone   ? 2
                        : wish->visit ? 1
                                      : 0},
           freed})
      .map([](auto) {});
}

}  // namespace candour::record
