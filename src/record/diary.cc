#include "record/diary.h"

#include <algorithm>
#include <map>

#include "base/calendar.h"
#include "charter/work.h"
#include "gate/joined.h"
#include "people/lists.h"

namespace candour::record {
namespace {

constexpr std::int64_t kLongest = std::int64_t{24} * 60 * 60 * 1000;  // no kind lasts longer than a day

constexpr std::string_view kSelect =
    "SELECT DISTINCT d.entry, d.person, d.service, d.kind, d.starts, d.ends, d.staff, d.visit, d.freed, e.state, "
    "h.went_in, h.came_out FROM diary d JOIN entry e ON e.org=d.org AND e.id=d.entry "
    "JOIN person p ON p.org=d.org AND p.id=d.person AND p.died IS NULL "
    "LEFT JOIN home_visit h ON h.org=d.org AND h.entry=d.entry ";
constexpr std::string_view kThen = "WHERE d.org=$1 AND d.starts>$2 AND d.starts<$3 AND d.ends>$4 ";
constexpr std::string_view kLast = "ORDER BY d.starts, d.entry LIMIT $5";

/// The duty covers where the colleague works: their team, or a service of theirs.
bool works_under(const gate::Post& with_duty, const gate::Post& theirs) {
  if (with_duty.team) return theirs.team == with_duty.team;
  return !with_duty.service || !theirs.service || theirs.service == with_duty.service;
}

}  // namespace

Span span_of_days(charter::Date first, int days) {
  return {start_of_day(first), start_of_day(add_days(first, days))};
}

bool DiaryItem::is_of(StaffId s) const {
  return staff.is_nil() ? std::ranges::find(workers, s) != workers.end() : staff == s;
}

/// Gathers rows, each once, in the order of their beginning.
class Diary::Rows {
 public:
  Rows(store::Session& db, const charter::Charter& c, const Span& span)
      : db_(db),
        c_(c),
        fixed_{c.org(), span.starts.ms - kLongest - 1, span.ends.ms, span.starts.ms, Diary::kMost} {}

  Status named(const std::vector<StaffId>& staff) { return each("", "AND d.staff IN", staff); }
  Status of_records(const std::vector<PersonId>& records) { return each("", "AND d.person IN", records); }
  /// What names nobody, of people to whom one of these is allocated, in that service.
  Status on_caseload_of(const std::vector<StaffId>& staff) {
    constexpr std::string_view kAllocated = "JOIN allocation a ON a.org=d.org AND a.person=d.person ";
    constexpr std::string_view kJoined =
        "JOIN joined_record j ON j.org=d.org AND j.other=d.person AND j.ended IS NULL "
        "JOIN allocation a ON a.org=d.org AND a.person=j.person ";
    for (const auto how : {kAllocated, kJoined})
      CHECK_OK(each(
          std::string(how) + "JOIN enrolment n ON n.org=a.org AND n.id=a.enrolment AND n.service=d.service ",
          "AND d.staff IS NULL AND a.ended IS NULL AND a.staff IN", staff));
    return {};
  }
  Result<std::vector<DiaryItem>> take() {
    std::vector<DiaryItem> out;
    for (auto& [key, item] : found_) out.push_back(std::move(item));
    CHECK_OK(gate::name_those_that_stay(db_, c_.org(), out, &DiaryItem::person));
    return out;
  }

 private:
  template <class IdT>
  Status each(const std::string& joins, const std::string& which, const std::vector<IdT>& ids) {
    return people::each_of(db_, std::string(kSelect) + joins + std::string(kThen) + which, kLast, fixed_, ids,
                           [&](const store::Row& r) { return add(r); });
  }
  bool add(const store::Row& r) {
    const auto service = c_.find_service(r.text(2));
    const auto kind = c_.find_kind(r.text(3));
    if (!service || !kind || !c_.at(*kind).find_field(c_.at(*kind).diary.from)) return true;
    DiaryItem item;
    item.entry = r.id<EntryId>(0);
    item.person = item.record = r.id<PersonId>(1);
    item.service = *service;
    item.kind = *kind;
    item.span = {{r.i64(4)}, {r.i64(5)}};
    if (!r.null(6)) item.staff = r.id<StaffId>(6);
    item.visit = r.i64(7) > 0;
    item.alone = r.i64(7) == 2;
    item.freed = r.i64(8) != 0;
    item.state = r.str(9);
    if (!r.null(10)) item.went_in = UnixMs{r.i64(10)};
    if (!r.null(11)) item.came_out = UnixMs{r.i64(11)};
    found_.try_emplace({item.span.starts.ms, item.entry}, std::move(item));
    return true;
  }

  store::Session& db_;
  const charter::Charter& c_;
  std::vector<store::Param> fixed_;
  std::map<std::pair<std::int64_t, EntryId>, DiaryItem> found_;
};

Result<std::vector<StaffId>> Diary::may_look_into(const gate::Actor& actor) const {
  const auto& c = gate_.charter();
  std::vector<StaffId> out{actor.id};
  TRY(const auto all, gate_.everybody());
  for (const auto& one : all) {
    const bool below = std::ranges::find(actor.line, one.id) != actor.line.end();
    const bool by_duty = std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
      return c.at(p.role).has(charter::Duty::SeeWorkload) &&
             std::ranges::any_of(one.posts, [&](const gate::Post& q) {
               return charter::supports_people(c, c.at(q.role)) && works_under(p, q);
             });
    });
    if (one.id != actor.id && (below || by_duty || actor.covers_for(one.id))) out.push_back(one.id);
  }
  std::ranges::sort(out);
  return out;
}

/// What the actor could not open is there as a time that is taken, where it names one of `open`; else not at
/// all.
Result<std::vector<DiaryItem>> Diary::seen_by(const gate::Actor& actor, std::vector<DiaryItem> all,
                                              const std::vector<StaffId>& open) const {
  const auto& c = gate_.charter();
  std::vector<gate::WorkAsked> asked;
  for (const auto& item : all) {
    const auto& kind = c.at(item.kind);
    CategorySet of;
    of.add(kind.find_field(kind.diary.from)->category);
    asked.push_back({item.person, item.service, of, item.record, item.entry});
  }
  TRY(auto sights, gate_.work_sights(actor, asked));
  std::vector<DiaryItem> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& item = all[i];
    if (sights[i].sees) {
      item.workers = std::move(sights[i].workers);
      out.push_back(std::move(item));
    } else if (!item.freed && std::ranges::binary_search(open, item.staff)) {
      DiaryItem taken;
      taken.span = item.span;
      taken.staff = item.staff;
      taken.busy = true;
      out.push_back(std::move(taken));
    }
  }
  return out;
}

Result<std::vector<DiaryItem>> Diary::of_staff(const gate::Actor& actor, std::vector<StaffId> whose,
                                               const Span& span) const {
  TRY(const auto open, may_look_into(actor));
  std::erase_if(whose, [&](StaffId s) { return !std::ranges::binary_search(open, s); });
  std::vector<DiaryItem> all;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    Rows rows(db, gate_.charter(), span);
    CHECK_OK(rows.named(whose));
    CHECK_OK(rows.on_caseload_of(whose));
    TRY(all, rows.take());
    return {};
  }));
  TRY(auto out, seen_by(actor, std::move(all), open));
  // Somebody is allocated to the person in several services; in the diary it is of those of its own.
  std::erase_if(out, [&](const DiaryItem& item) {
    return std::ranges::none_of(whose, [&](StaffId s) { return item.is_of(s); });
  });
  return out;
}

Result<std::vector<DiaryItem>> Diary::of_person(const gate::Actor& actor, const Pass& pass, PersonId person,
                                                const Span& span) const {
  if (!pass.covers(person)) return not_found();
  const auto records = pass.records_of(person);
  std::vector<DiaryItem> all;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    Rows rows(db, gate_.charter(), span);
    CHECK_OK(rows.of_records(records));
    TRY(all, rows.take());
    return {};
  }));
  return seen_by(actor, std::move(all), {});
}

Result<std::vector<DiaryItem>> Diary::clashes(const gate::Actor& actor, const Pass& pass, PersonId person,
                                              const DiaryWish& wish, std::optional<EntryId> but) const {
  if (!pass.covers(person)) return not_found();
  TRY(const auto open, may_look_into(actor));
  std::vector<DiaryItem> all;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    Rows rows(db, gate_.charter(), wish.span);
    CHECK_OK(rows.of_records(pass.records_of(person)));
    if (!wish.staff.is_nil()) CHECK_OK(rows.named({wish.staff}));
    TRY(all, rows.take());
    return {};
  }));
  std::erase_if(all, [&](const DiaryItem& item) { return item.freed || (but && item.entry == *but); });
  // Of another person, only a time of the colleague whom this names is taken.
  std::vector<StaffId> named;
  if (std::ranges::binary_search(open, wish.staff)) named.push_back(wish.staff);
  return seen_by(actor, std::move(all), named);
}

}  // namespace candour::record
