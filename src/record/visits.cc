#include "record/visits.h"

#include <algorithm>

#include "base/calendar.h"
#include "charter/answered.h"
#include "charter/values.h"
#include "record/alerts.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

constexpr std::int64_t kMinute = 60'000, kLongest = 12 * 60 * kMinute;
constexpr int kLookedThrough = 100;  // entries of a kind, newest first

Result<std::optional<Visit>> read_visit(store::Session& db, const charter::Charter& c, EntryId id) {
  std::optional<Visit> out;
  CHECK_OK(db.each(
      "SELECT d.person, d.service, d.kind, d.staff, d.starts, d.ends, d.visit, d.freed, h.went_in, h.expected, "
      "h.missed_from, h.came_out, h.told, h.staff FROM diary d LEFT JOIN home_visit h ON h.org=d.org AND h.entry=d.entry "
      "WHERE d.org=$1 AND d.entry=$2 AND (d.visit>0 OR h.entry IS NOT NULL)",
      {c.org(), id}, [&](const store::Row& r) {
        const auto service = c.find_service(r.text(1));
        const auto kind = c.find_kind(r.text(2));
        if (!service || !kind) return false;
        const auto moment = [&](int at) {
          return r.null(at) ? std::nullopt : std::optional(UnixMs{r.i64(at)});
        };
        out = Visit{id,
                    r.id<PersonId>(0),
                    *service,
                    *kind,
                    // Whoever is inside says so, also when the appointment is somebody else's by now.
                    !r.null(13) ? r.id<StaffId>(13)
                    : r.null(3) ? StaffId{}
                                : r.id<StaffId>(3),
                    {r.i64(4)},
                    {r.i64(5)},
                    r.i64(6) == 2,
                    r.i64(7) != 0,
                    moment(8),
                    moment(9),
                    moment(10),
                    moment(11),
                    moment(12)};
        return false;
      }));
  return out;
}

Status not_too_far(UnixMs expected, UnixMs now) {
  if (expected.ms > now.ms && expected.ms <= now.ms + kLongest) return {};
  return invalid("out", "Say a time that is still to come, within the next 12 hours.");
}

Status not_in() {
  return fail(Code::Conflict, "Nobody is in there any more: it was said meanwhile that they are out.");
}

/// The answer as whoever goes is told it; "": it says nothing to them.
std::string told_of(const charter::Kind& kind, const charter::BeforeVisit& rule, const Entry& e, UnixMs now) {
  const auto* state = find_state(kind, e.state);
  const bool over = state && state->final;
  if (rule.months == 0 ? over : add_months(today(e.happened), rule.months) < today(now)) return {};
  const auto* value = e.values.if_contains(rule.field);
  if (!value) return {};
  if (!rule.is.empty())
    return charter::answered_as(e.values, rule.field, rule.is) ? rule.says : std::string();
  const auto& field = *kind.find_field(rule.field);
  const auto words = charter::show(field, *value);
  return words.empty() ? words : (rule.says.empty() ? field.label : rule.says) + " " + words;
}

}  // namespace

Result<Visit> Visits::visit(const Pass& pass, PersonId person, EntryId id) const {
  std::optional<Visit> found;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(found, read_visit(db, gate_.charter(), id));
    return {};
  }));
  if (!found || !pass.covers(person)) return not_found();
  const auto records = pass.records_of(person);
  if (std::ranges::find(records, found->record) == records.end()) return not_found();
  return *found;
}

CategorySet Visits::must_know_categories() const {
  CategorySet all;
  for (const auto& kind : gate_.charter().kinds)
    for (const auto& rule : kind.before_visit) all.add(kind.find_field(rule.field)->category);
  return all;
}

Result<std::vector<std::string>> Visits::must_know(const Pass& pass, PersonId person) {
  std::vector<std::string> out;
  for (const auto& kind : gate_.charter().kinds) {
    CategorySet of;
    for (const auto& rule : kind.before_visit) of.add(kind.find_field(rule.field)->category);
    if ((of & pass.may_see()).empty()) continue;
    TimelineFilter filter;
    filter.kind = kind.ix;
    TRY(const auto page, entries_.timeline(pass.only(of), person, filter, {}, kLookedThrough));
    for (const auto& rule : kind.before_visit)
      for (const auto& e : page.entries)
        if (auto words = told_of(kind, rule, e, clock_.now());
            !words.empty() && std::ranges::find(out, words) == out.end())
          out.push_back(std::move(words));
  }
  return out;
}

Status Visits::change(const Pass& pass, PersonId person, EntryId id, std::string_view note,
                      const std::function<Status(store::Txn&, const Visit&)>& act) {
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto found, read_visit(txn, gate_.charter(), id));
    const auto records = pass.records_of(person);
    if (!found || !pass.covers(person) || pass.service() != found->service ||
        std::ranges::find(records, found->record) == records.end())
      return not_found();
    if (found->whose != pass.actor())
      return not_allowed("Only the colleague whom the appointment names says that they are in or out.",
                         gate_.charter().at(found->service).clause);
    CHECK_OK(act(txn, *found));
    auto line =
        gate_.entry_for(pass, ledger::Act::Change, gate_.charter().at(found->kind).code, id.text(), {});
    line.note = note;
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

Status Visits::go_in(const Pass& pass, PersonId person, EntryId id, UnixMs expected) {
  const auto now = clock_.now();
  CHECK_OK(not_too_far(expected, now));
  return change(pass, person, id, "visit: in", [&](store::Txn& txn, const Visit& v) -> Status {
    if (v.went_in) return fail(Code::Conflict, "It was said already that you are in.");
    if (v.freed) return fail(Code::Conflict, "This visit is off: somebody has cancelled it meanwhile.");
    const auto late = gate_.charter().at(v.kind).diary.late_after * kMinute;
    return txn
        .run(
            "INSERT INTO home_visit (org, entry, staff, went_in, expected, missed_from) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            {pass.org(), id, pass.actor(), now.ms, expected.ms, expected.ms + late})
        .map([](auto) {});
  });
}

Status Visits::stay_longer(const Pass& pass, PersonId person, EntryId id, UnixMs expected) {
  CHECK_OK(not_too_far(expected, clock_.now()));
  return change(pass, person, id, "visit: longer", [&](store::Txn& txn, const Visit& v) -> Status {
    if (!v.went_in || v.came_out) return not_in();
    const auto late = gate_.charter().at(v.kind).diary.late_after * kMinute;
    return txn
        .run("UPDATE home_visit SET expected=$3, missed_from=$4 WHERE org=$1 AND entry=$2",
             {pass.org(), id, expected.ms, expected.ms + late})
        .map([](auto) {});
  });
}

Status Visits::come_out(const Pass& pass, PersonId person, EntryId id) {
  return change(pass, person, id, "visit: out", [&](store::Txn& txn, const Visit& v) -> Status {
    if (!v.went_in || v.came_out) return not_in();
    return txn
        .run("UPDATE home_visit SET came_out=$3 WHERE org=$1 AND entry=$2", {pass.org(), id, clock_.now().ms})
        .map([](auto) {});
  });
}

Result<int> Visits::tell_of_missed() {
  std::vector<EntryId> missed;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT entry FROM home_visit WHERE org=$1 AND missed_from<=$2 AND came_out IS NULL AND told IS NULL "
        "ORDER BY missed_from LIMIT 100",
        {gate_.charter().org(), clock_.now().ms},
        [&](const store::Row& r) { return missed.push_back(r.id<EntryId>(0)), true; });
  }));
  for (const auto id : missed) CHECK_OK(tell(id));
  return static_cast<int>(missed.size());
}

Status Visits::tell(EntryId id) {
  const auto& c = gate_.charter();
  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto v, read_visit(txn, c, id));
    // Out meanwhile, staying longer, or told of by another server.
    const bool missed = v && v->went_in && !v->came_out && !v->told && v->missed_from->ms <= now.ms;
    if (!missed) return {};
    StaffId who;
    CHECK_OK(txn.each("SELECT staff FROM home_visit WHERE org=$1 AND entry=$2", {c.org(), id},
                      [&](const store::Row& r) { return who = r.id<StaffId>(0), false; }));
    CHECK_OK(txn.run("UPDATE home_visit SET told=$3 WHERE org=$1 AND entry=$2", {c.org(), id, now.ms}));
    const AlertAbout about{id, v->record, v->service, &c.at(v->kind), who, who};
    CHECK_OK(raise_alerts(
        txn, gate_, about, [](const charter::Alert& a) -> Result<bool> { return a.not_out; }, now));
    ledger::Entry line;
    line.at = now;
    line.act = ledger::Act::Job;
    line.people = {v->record};
    line.what = c.at(v->kind).code;
    line.thing = id.text();
    line.service = c.at(v->service).code;
    line.outcome = "missed";
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

}  // namespace candour::record
