#include "record/alerts.h"

#include <algorithm>

#include "base/text.h"
#include "charter/answered.h"
#include "charter/work.h"
#include "gate/joined.h"
#include "gate/standing.h"
#include "gate/tasks.h"
#include "record/above.h"
#include "record/alert_mail.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

bool has_post_of(const gate::Actor& actor, ServiceIx service, RoleSet roles) {
  return std::ranges::any_of(
      actor.posts, [&](const gate::Post& p) { return gate::covers(p, service) && roles.has(p.role); });
}

bool in_line(const gate::Actor& actor, StaffId other) {
  return std::ranges::find(actor.line, other) != actor.line.end();
}

/// Of those who stand above by line, the nearest: whoever has another of them below is further up.
void keep_nearest(const std::vector<gate::Actor>& line, std::vector<StaffId>& told) {
  for (const auto& one : line)
    if (std::ranges::none_of(line, [&](const gate::Actor& other) { return in_line(one, other.id); }))
      told.push_back(one.id);
}

const charter::Alert* find_alert(const charter::Charter& c, std::string_view kind, std::string_view code) {
  const auto ix = c.find_kind(kind);
  if (!ix) return nullptr;
  const auto& alerts = c.at(*ix).alerts;
  const auto found = std::ranges::find(alerts, code, &charter::Alert::code);
  return found == alerts.end() ? nullptr : &*found;
}

}  // namespace

Result<std::vector<StaffId>> whom_to_alert(const gate::Gate& gate, const AlertAbout& about) {
  const auto& c = gate.charter();
  const auto reviewers = charter::reviewers_of(c, *about.kind);
  std::vector<StaffId> told, by_duty;
  std::vector<gate::Actor> line;
  TRY(auto all, gate.everybody());
  for (auto& one : all) {
    if (one.id == about.by) continue;
    const bool reviews = has_post_of(one, about.service, reviewers);
    const bool above = in_line(one, about.author);
    if (!reviews && !above && !is_above(c, one, about.service, about.author)) continue;
    TRY(const auto sights, gate.work_sights(one, {{about.person, about.service, about.kind->categories()}}));
    if (!sights.front().sees || sights.front().posts.empty()) continue;
    if (reviews)
      told.push_back(one.id);
    else if (above)
      line.push_back(std::move(one));
    else
      by_duty.push_back(one.id);
  }
  keep_nearest(line, told);
  if (told.empty()) told = std::move(by_duty);
  std::ranges::sort(told);
  return told;
}

Status raise_alerts(store::Txn& txn, gate::Gate& gate, const AlertAbout& about,
                    const std::function<Result<bool>(const charter::Alert&)>& fits, UnixMs now) {
  const auto& c = gate.charter();
  std::vector<std::string> before;
  CHECK_OK(txn.each("SELECT code FROM alert WHERE org=$1 AND entry=$2", {c.org(), about.entry},
                    [&](const store::Row& r) {
                      before.push_back(r.str(0));
                      return true;
                    }));
  std::optional<std::vector<StaffId>> told;
  for (const auto& alert : about.kind->alerts) {
    if (std::ranges::find(before, alert.code) != before.end()) continue;
    TRY(const bool yes, fits(alert));
    if (!yes) continue;
    const auto id = AlertId::make(now.ms);
    CHECK_OK(
        txn.run("INSERT INTO alert (org, id, entry, person, service, kind, code, raised, raised_by) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                {c.org(), id, about.entry, about.person, c.at(about.service).code, about.kind->code,
                 alert.code, now.ms, about.by}));
    if (!told) {
      TRY(told, whom_to_alert(gate, about));
    }
    for (const auto staff : *told) {
      CHECK_OK(
          gate::add_task(txn, c.org(), {{}, staff, std::string(gate::kAlert), about.person, id.text(), now}));
      CHECK_OK(queue_alert_mail(txn, c.org(), id, staff, now));
    }
  }
  return {};
}

Result<std::vector<Alerts::Waiting>> Alerts::waiting(const gate::Actor& actor) {
  const auto& c = gate_.charter();
  std::vector<Waiting> some;
  std::vector<gate::WorkAsked> asked;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    std::vector<std::pair<TaskId, AlertId>> tasks;
    CHECK_OK(
        db.each("SELECT id, about_thing FROM task WHERE org=$1 AND staff=$2 AND done IS NULL AND kind=$3 "
                "ORDER BY id DESC LIMIT 200",
                {c.org(), actor.id, gate::kAlert}, [&](const store::Row& r) {
                  if (const auto id = AlertId::parse(r.text(1))) tasks.emplace_back(r.id<TaskId>(0), *id);
                  return true;
                }));
    for (const auto& [task, alert] : tasks)
      CHECK_OK(db.each(
          "SELECT a.person, a.entry, a.service, a.kind, a.code, a.raised, a.raised_by, COALESCE(e.happened, a.raised) "
          "FROM alert a LEFT JOIN entry e ON e.org=a.org AND e.id=a.entry WHERE a.org=$1 AND a.id=$2",
          {c.org(), alert}, [&](const store::Row& r) {
            const auto service = c.find_service(r.text(2));
            const auto* one = find_alert(c, r.text(3), r.text(4));
            if (!service || !one) return false;
            const auto kind = *c.find_kind(r.text(3));
            some.push_back({task,
                            r.id<PersonId>(0),
                            r.id<EntryId>(1),
                            one->name,
                            {r.i64(5)},
                            r.id<StaffId>(6),
                            kind,
                            {r.i64(7)}});
            const auto& of = some.back();
            asked.push_back({of.person, *service, c.at(kind).categories(), of.person, of.entry});
            return false;
          }));
    CHECK_OK(gate::name_those_that_stay(db, c.org(), some, &Waiting::person));
    return gate::name_those_that_stay(db, c.org(), asked, &gate::WorkAsked::person);
  }));
  TRY(const auto sights, gate_.work_sights(actor, asked));
  std::vector<Waiting> out;
  for (std::size_t i = 0; i < some.size(); ++i)
    if (sights[i].sees) out.push_back(std::move(some[i]));
  return out;
}

Result<Alerts::Raised> Alerts::told(const Pass& pass, PersonId person, EntryId entry) {
  const auto& c = gate_.charter();
  if (!pass.covers(person)) return not_found();
  const auto records = pass.records_of(person);
  Raised out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    struct Found {
      AlertId id;
      std::string name;
    };
    std::vector<Found> found;
    CHECK_OK(db.each("SELECT id, person, kind, code FROM alert WHERE org=$1 AND entry=$2 ORDER BY id",
                     {c.org(), entry}, [&](const store::Row& r) {
                       const auto* one = find_alert(c, r.text(2), r.text(3));
                       if (one && std::ranges::find(records, r.id<PersonId>(1)) != records.end())
                         found.push_back({r.id<AlertId>(0), one->name});
                       return true;
                     }));
    for (const auto& f : found) {
      const auto before = out.told.size();
      CHECK_OK(
          db.each("SELECT staff, created, done, id FROM task WHERE org=$1 AND kind=$2 AND about_thing=$3 "
                  "ORDER BY id",
                  {c.org(), gate::kAlert, f.id.text()}, [&](const store::Row& r) {
                    out.told.push_back({f.name, r.id<StaffId>(0), {r.i64(1)}, {}, {}, r.id<TaskId>(3)});
                    if (!r.null(2)) out.told.back().seen = UnixMs{r.i64(2)};
                    return true;
                  }));
      CHECK_OK(db.each("SELECT staff, sent FROM alert_mail WHERE org=$1 AND alert=$2 AND sent IS NOT NULL",
                       {c.org(), f.id}, [&](const store::Row& r) {
                         const auto whom = r.id<StaffId>(0);
                         for (auto i = before; i < out.told.size(); ++i)
                           if (out.told[i].staff == whom) out.told[i].mailed = UnixMs{r.i64(1)};
                         return true;
                       }));
      out.nobody = out.nobody || out.told.size() == before;
    }
    return {};
  }));
  return out;
}

namespace {

// What is brought in from before today woke somebody then.
constexpr std::int64_t kNoLongerNewMs = std::int64_t{24} * 60 * 60 * 1000;
constexpr int kEnoughToFindTheSame = 60;

/// As people write it: letters and figures alike, whatever stands between them.
bool same_answer(const std::string& field, const charter::Values& a, const charter::Values& b) {
  const auto words = [&](const charter::Values& v) {
    std::string all;
    const auto* x = v.if_contains(field);
    if (x && x->is_string())
      for (const auto& w : fold_words(std::string_view(x->get_string()))) all += w;
    return all;
  };
  return words(a) == words(b);
}

}  // namespace

Status Entries::alert_by_answers(store::Txn& txn, const Pass& pass, const AlertAbout& about,
                                 const charter::Values& before, const charter::Values& values) {
  const auto says_now = [&](const charter::Alert& a) {
    return a.state.empty() && charter::answered_as(values, a.field, a.is) &&
           !charter::answered_as(before, a.field, a.is);
  };
  if (std::ranges::none_of(about.kind->alerts, says_now)) return {};
  const auto now = clock_.now();
  UnixMs written;
  std::int64_t happened = 0;
  CHECK_OK(txn.each("SELECT written, happened FROM entry WHERE org=$1 AND id=$2", {pass.org(), about.entry},
                    [&](const store::Row& r) {
                      written = {r.i64(0)};
                      happened = r.i64(1);
                      return false;
                    }));
  if (before.empty() && now.ms - written.ms > kNoLongerNewMs) return {};
  const auto fits = [&](const charter::Alert& a) -> Result<bool> {
    if (!says_now(a)) return false;
    if (a.times == 1) return true;
    // Those before it must say the same, as many as are still missing; one more would have been told already.
    // Of what is given several times a day beside others, a week's is enough to look through.
    const int look_at = a.same.empty() ? a.times : kEnoughToFindTheSame;
    std::vector<store::Param> params{pass.org(), about.kind->code, about.entry, happened, look_at};
    std::string list;
    for (const auto& record : pass.records_of(about.person)) {
      params.emplace_back(record);
      list += (list.empty() ? "$" : ", $") + std::to_string(params.size());
    }
    TRY(auto rows,
        Row::load(txn, gate_,
                  "WHERE e.org=$1 AND e.kind=$2 AND e.id<>$3 AND e.happened<=$4 AND e.person IN (" + list +
                      ") ORDER BY e.happened DESC, e.id DESC LIMIT $5",
                  params));
    TRY(auto earlier, open_rows(txn, pass, std::move(rows)));
    if (!a.same.empty())
      std::erase_if(earlier, [&](const Entry& e) { return !same_answer(a.same, e.values, values); });
    const auto says = [&](const Entry& e) { return charter::answered_as(e.values, a.field, a.is); };
    const auto more = std::ranges::find_if_not(earlier, says) - earlier.begin();
    return more == a.times - 1;
  };
  return raise_alerts(txn, gate_, about, fits, now);
}

}  // namespace candour::record
