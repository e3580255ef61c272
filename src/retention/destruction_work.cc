#include "retention/destruction_work.h"

#include <algorithm>
#include <tuple>

#include "base/calendar.h"
#include "charter/category_list.h"
#include "gate/service_subject.h"
#include "retention/erase_rows.h"

namespace candour::retention {

namespace field = charter::destruction_field;

namespace {

constexpr std::string_view kWhole = "*";

/// How long somebody was with us, so roughly that it points to nobody.
std::string length_words(std::int64_t days) {
  return days < 90     ? "under 3 months"
         : days < 365  ? "3 to 12 months"
         : days < 1095 ? "1 to 3 years"
                       : "over 3 years";
}

/// One more of the service has gone. Figures move in steps of eight, and only once eight people at least have
/// gone since they last did: who compares them before and after knows of nobody in which of them they are.
Status give_figures(store::Txn& txn, const OrgCode& org, const std::string& service) {
  CHECK_OK(txn.run(
      "INSERT INTO remains_since (org, service, people) VALUES ($1, $2, 1) ON CONFLICT (org, service) "
      "DO UPDATE SET people=remains_since.people+1",
      {org, service}));
  TRY(const auto enough,
      txn.run("UPDATE remains_since SET people=0 WHERE org=$1 AND service=$2 AND people>=$3",
              {org, service, Destructions::kFewestRemain}));
  if (enough == 0) return {};
  return txn
      .run("UPDATE remains SET shown=people-people%$3 WHERE org=$1 AND service=$2",
           {org, service, Destructions::kFewestRemain})
      .map([](auto) {});
}

}  // namespace

Status count_remains(store::Txn& txn, const OrgCode& org, PersonId person) {
  struct Was {
    std::string service, outcome;
    std::int64_t days = 0, year = 0;
  };
  std::vector<Was> all;
  CHECK_OK(txn.each(
      "SELECT service, started, ended, outcome FROM enrolment WHERE org=$1 AND person=$2 AND ended IS NOT NULL",
      {org, person}, [&](const store::Row& r) {
        constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;
        all.push_back(
            {r.str(0), r.str(3), (r.i64(2) - r.i64(1)) / kDayMs, static_cast<int>(today({r.i64(2)}).year())});
        return true;
      }));
  // Whoever came twice is one person in a figure, and one of those who went.
  std::set<std::string> services;
  std::set<std::tuple<std::string, std::int64_t, std::string, std::string>> figures;
  for (const auto& w : all) {
    const auto length = length_words(w.days);
    if (!figures.emplace(w.service, w.year, length, w.outcome).second) continue;
    services.insert(w.service);
    CHECK_OK(txn.run(
        "INSERT INTO remains (org, service, year, length, outcome, people) VALUES ($1, $2, $3, $4, $5, 1) ON "
        "CONFLICT (org, service, year, length, outcome) DO UPDATE SET people=remains.people+1",
        {org, w.service, w.year, length, w.outcome}));
  }
  for (const auto& service : services) CHECK_OK(give_figures(txn, org, service));
  return {};
}

Status erase_counted(store::Txn& txn, const OrgCode& org, EntryId id, const std::vector<PersonId>& records,
                     UnixMs now) {
  if (records.empty()) return {};
  TRY(const auto erased, erase_rows(txn, org, records));
  TRY(const auto left, rows_left(txn, org, records));
  if (left > 0) return fail(Code::Unavailable, "Something of a record was left, so it is tried again.");
  CHECK_OK(txn.run("UPDATE destruction SET entries=entries+$3, files=files+$4 WHERE org=$1 AND entry=$2",
                   {org, id, erased.entries, erased.files}));
  std::vector<std::vector<store::Param>> stubs;
  for (const auto& record : records) stubs.push_back({org, record, id, now.ms});
  return txn
      .run_each(
          "INSERT INTO gone_person (org, person, entry, at) VALUES ($1, $2, $3, $4) ON CONFLICT (org, "
          "person) DO NOTHING",
          stubs)
      .map([](auto) {});
}

/// A line of the list, and what goes of it as things stand now.
struct Destructions::Work::One {
  PersonId person;
  std::string outcome;                // "": goes
  std::vector<vault::KeySlot> slots;  // empty: all of it
  bool begun = false;                 // it stands on the list of what was destroyed
  std::string agreed;                 // codes of what goes of it, as it was agreed to; "*": all
};

Status Destructions::Work::step(jobs::Slice& slice) {
  const auto& c = d_.gate_.charter();
  const EntryId id{slice.job().about};
  std::optional<ServiceIx> service;
  Date up_to{};
  bool off = true;
  CHECK_OK(d_.db_.read_records([&](store::Session& db) {
    return db.each("SELECT service, up_to, withdrawn, done FROM destruction WHERE org=$1 AND entry=$2",
                   {d_.db_.org(), id}, [&](const store::Row& r) {
                     service = c.find_service(r.text(0));
                     up_to = day_of(r.i64(1));
                     off = !r.null(2) || !r.null(3);
                     return false;
                   });
  }));
  if (service && !slice.job().cursor.starts_with(kList)) {
    TRY(const auto some, begun(id, *service));
    if (!some.empty()) return destroy(slice, *service, some);
  }
  if (!service || off)
    return d_.db_.write([&](store::Txn& txn) { return slice.finish(txn, slice.job().done, "stopped"); });
  // Whoever began it may have lost the right since.
  const auto subject = gate::subject_of(c, *service);
  TRY(const auto place, d_.entries_.place(subject, id));
  TRY(const auto pass, d_.gate_.step(slice.actor(), subject, *service, place.kind));
  const std::string_view cursor = slice.job().cursor;
  const auto record = EntriesOff::record_in(cursor);
  if (EntriesOff::goes_on(cursor))
    return record && *record != subject ? left_turn(slice, *record, *service, up_to)
                                        : matters(slice, pass, *service, up_to);
  if (!cursor.starts_with(kList) && record)
    return *record == subject ? end_matters(slice, *service) : end_left(slice, *record);
  if (!cursor.starts_with(kList)) return go(slice, *service, up_to);
  const auto after =
      cursor.size() > kList.size() ? PersonId::parse(cursor.substr(kList.size() + 1)) : std::nullopt;
  return list(slice, *service, up_to, after.value_or(PersonId{}));
}

Status Destructions::Work::list(jobs::Slice& slice, ServiceIx service, Date up_to, PersonId after) {
  const auto& c = d_.gate_.charter();
  const EntryId id{slice.job().about};
  std::vector<DestructionLine> found;
  std::vector<PersonId> some;
  std::int64_t done = 0;
  bool whole = false;
  const auto seed = EntryId::make(d_.clock_.now().ms);
  ListedMatters about;
  CHECK_OK(d_.db_.read([&](store::Session& db) -> Status {
    TRY(some, d_.schedule_.ended(db, service, after, 32));
    TRY(const auto settled, settled_conflicts(db, c));
    for (const auto& person : some) {
      TRY(const auto all, d_.schedule_.reckon(db, person, settled));
      if (all.open) {
        TRY(auto line, left_line(db, d_.gate_, d_.vault_, d_.schedule_, person, service, up_to));
        if (!line.parts.empty()) found.push_back(std::move(line));
        continue;
      }
      if (all.over(up_to).empty()) continue;
      TRY(const auto kept, held(db, d_.gate_, d_.vault_, person, By::HoldsAndRequests));
      const auto over = all.over(up_to, kept);
      if (over.empty()) continue;
      DestructionLine f{person, {}, {}, {}, {}};
      std::set<std::string> rules;
      CategorySet gone;
      for (const auto* k : over) {
        f.day = std::max(f.day, k->until.day);
        gone = gone | k->categories;
        rules.insert(k->rules.begin(), k->rules.end());
      }
      f.parts = over.size() == all.kept.size() ? std::string(kWhole) : charter::category_list(c, gone);
      f.rules = with_blanks(rules);
      found.push_back(std::move(f));
    }
    done = slice.job().done + static_cast<std::int64_t>(found.size());
    whole = some.empty() || done >= kMostListed;
    if (!whole) return {};
    TRY(about, list_matters(db, service, up_to, seed.raw.view()));
    if (!about.line.parts.empty()) found.push_back(about.line);
    return {};
  }));
  return d_.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    if (whole)
      CHECK_OK(txn.run("UPDATE destruction SET seed=$3, proposed_roles=$4 WHERE org=$1 AND entry=$2",
                       {d_.db_.org(), id, seed, roles_of(c, slice.actor(), service)}));
    CHECK_OK(keep_matters(txn, id, about));
    for (const auto& f : found)
      CHECK_OK(txn.run(
          "INSERT INTO destruction_line (org, entry, person, day, parts, rules, outcome) VALUES ($1, $2, "
          "$3, $4, $5, $6, '') ON CONFLICT (org, entry, person) DO NOTHING",
          {d_.db_.org(), id, f.person, day_number(f.day), f.parts, f.rules}));
    return whole ? slice.finish(txn, done)
                 : slice.save(txn, std::string(kList) + " " + some.back().text(), done);
  });
}

/// The next of them whose keys have gone and whose rows have not: their turn is first, also when it was
/// stopped meanwhile, or whoever agreed may not do so any more. Nobody is left half.
Result<std::vector<Destructions::Work::One>> Destructions::Work::begun(EntryId id, ServiceIx service) {
  CHECK_OK(d_.list_.refresh());
  TRY(auto some, next(id, service, kBegunAtOnce));
  std::erase_if(some, [&](const One& one) { return !d_.list_.has(one.person); });
  if (some.size() > kAtOnce) some.resize(kAtOnce);
  for (auto& one : some) one.begun = true;
  return some;
}

Result<std::vector<Destructions::Work::One>> Destructions::Work::next(EntryId id, ServiceIx service,
                                                                      int most) {
  std::vector<One> out;
  CHECK_OK(d_.db_.read([&](store::Session& db) {
    return db.each(
        "SELECT person, parts FROM destruction_line WHERE org=$1 AND entry=$2 AND outcome='' AND person<>$4 AND parts NOT LIKE 'only%' ORDER BY person LIMIT $3",
        {d_.db_.org(), id, std::int64_t{most}, gate::subject_of(d_.gate_.charter(), service)},
        [&](const store::Row& r) {
          out.push_back({r.id<PersonId>(0), {}, {}, false, r.str(1)});
          return true;
        });
  }));
  return out;
}

/// Time has gone by since the list was made: what is held, asked for or in use again stays.
Result<Destructions::Work::One> Destructions::Work::look_again(store::Session& db, const One& one,
                                                               Date up_to) const {
  auto out = one;
  out.begun = d_.list_.has(one.person);
  if (out.begun) return out;
  TRY(const auto kept, held(db, d_.gate_, d_.vault_, one.person, By::HoldsAndRequests));
  TRY(const auto all, d_.schedule_.reckon(db, one.person));
  auto over = all.over(up_to, kept);
  const auto agreed = charter::read_category_list(d_.gate_.charter(), one.agreed);
  const bool whole = one.agreed == kWhole;
  TRY(const bool paper, on_paper(db, d_.gate_, one.person));
  if (!whole) std::erase_if(over, [&](const Kept* k) { return !(k->categories - agreed).empty(); });
  if (kept.whole || (over.empty() && !all.over(up_to).empty() && kept.any()))
    out.outcome = "held";
  else if (over.empty())
    out.outcome = "not-over";
  else if (paper && whole && over.size() == all.kept.size())
    out.outcome = "paper";  // nobody would know any more where it is
  else if (!whole || over.size() < all.kept.size())
    for (const auto* k : over) out.slots.push_back(vault::KeySlot::group(k->group));
  return out;
}

Status Destructions::Work::go(jobs::Slice& slice, ServiceIx service, Date up_to) {
  const EntryId id{slice.job().about};
  TRY(const auto lines, next(id, service, kBegunAtOnce));
  if (lines.empty()) {
    TRY(const auto left, next_left(id));
    if (left) return begin_left(slice, *left);
    TRY(const bool more, matters_wait(id, service));
    return more ? begin_matters(slice, service) : end(slice, service);
  }
  std::vector<One> some, ahead;
  CHECK_OK(d_.db_.read([&](store::Session& db) -> Status {
    bool whole = false;  // somebody goes altogether, so others do with them
    for (const auto& line : lines) {
      if (some.size() == kAtOnce && !whole) break;
      TRY(auto one, look_again(db, line, up_to));
      const bool goes = one.outcome.empty() && one.slots.empty();
      if (some.size() < kAtOnce) {
        whole = whole || goes;
        some.push_back(std::move(one));
      } else if (goes) {
        ahead.push_back(std::move(one));
      }
    }
    return {};
  }));
  return destroy(slice, service, some, ahead);
}

/// `ahead`: whose rows have their turn in the next slices (begun).
Status Destructions::Work::destroy(jobs::Slice& slice, ServiceIx service, const std::vector<One>& some,
                                   const std::vector<One>& ahead) {
  const EntryId id{slice.job().about};
  const auto now = d_.clock_.now();
  std::vector<Forgotten> fresh, all;
  for (const auto* those : {&some, &ahead})
    for (const auto& one : *those) {
      if (!one.outcome.empty()) continue;
      TRY(const auto records, d_.gate_.records_of(one.person));
      for (const auto& record : records) {
        all.push_back({record, one.slots, now});
        if (!one.begun) fresh.push_back(all.back());
      }
    }
  // First it is written down that it goes, then the keys go, then the rows: a crash between leaves nothing
  // that opens, and the next turn goes on.
  CHECK_OK(d_.list_.add(fresh));
  CHECK_OK(destroy_copies(all));
  CHECK_OK(d_.list_.destroy(all));
  return d_.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    CHECK_OK(take_away(txn, id, service, some));
    return slice.save(txn, kGo, slice.job().done + static_cast<std::int64_t>(some.size()));
  });
}

/// Copies of their pictures in what goes to many, which lie under keys of their own.
Status Destructions::Work::destroy_copies(const std::vector<Forgotten>& all) {
  std::vector<vault::KeyName> keys;
  CHECK_OK(d_.db_.read_records([&](store::Session& db) -> Status {
    for (const auto& f : all)
      if (f.slots.empty())
        CHECK_OK(db.each("SELECT id FROM mailing_use WHERE org=$1 AND person=$2 AND sealed IS NOT NULL",
                         {d_.db_.org(), f.person}, [&](const store::Row& r) {
                           keys.push_back(vault::key_of_thing(r.id<EntryId>(0).raw));
                           return true;
                         }));
    return {};
  }));
  return d_.vault_.destroy_many(keys);
}

Status Destructions::Work::take_away(store::Txn& txn, EntryId id, ServiceIx service,
                                     const std::vector<One>& some) {
  const auto& org = d_.db_.org();
  const auto now = d_.clock_.now();
  std::vector<PersonId> whole;
  std::vector<std::vector<store::Param>> outcomes;
  for (const auto& one : some) {
    auto outcome = one.outcome;
    if (outcome.empty()) {
      outcome = one.slots.empty() ? "gone" : "part-gone";
      ledger::Entry line;
      line.at = now;
      line.act = ledger::Act::Job;
      line.what = "destroyed";
      line.thing = id.text();
      line.service = d_.gate_.charter().at(service).code;
      line.outcome = outcome;
      TRY(const auto records, d_.gate_.records_of(one.person));
      line.people = records;
      if (one.slots.empty()) {
        CHECK_OK(count_remains(txn, org, one.person));
        whole.insert(whole.end(), records.begin(), records.end());
      }
      CHECK_OK(d_.gate_.ledger().append(txn, line).map([](auto) {}));
    }
    outcomes.push_back({org, id, one.person, outcome, now.ms});
  }
  CHECK_OK(erase_counted(txn, org, id, whole, now));
  return txn
      .run_each("UPDATE destruction_line SET outcome=$4, at=$5 WHERE org=$1 AND entry=$2 AND person=$3",
                outcomes)
      .map([](auto) {});
}

}  // namespace candour::retention
