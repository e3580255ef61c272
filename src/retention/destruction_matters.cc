#include <algorithm>

#include "base/calendar.h"
#include "gate/service_subject.h"
#include "retention/destruction_work.h"
#include "retention/matters.h"
#include "store/accounted.h"

namespace candour::retention {

std::string with_blanks(const std::set<std::string>& codes) {
  std::string out;
  for (const auto& code : codes) out += (out.empty() ? "" : " ") + code;
  return out;
}

Status count_gone(store::Txn& txn, const gate::Gate& gate, ServiceIx service, const CountedOn& on,
                  const MatterGone& gone) {
  const auto& c = gate.charter();
  MatterCounts counts;
  CHECK_OK(txn.each("SELECT parts FROM destruction_line WHERE org=$1 AND entry=$2 AND person=$3",
                    {c.org(), on.destruction, on.line}, [&](const store::Row& r) {
                      counts = on.mark.empty() ? read_matter_counts(r.text(0)) : entries_going(r.text(0));
                      return false;
                    }));
  ++counts[gone.kind];
  CHECK_OK(txn.run("UPDATE destruction_line SET parts=$4 WHERE org=$1 AND entry=$2 AND person=$3",
                   {c.org(), on.destruction, on.line, std::string(on.mark) + to_text(counts)}));
  CHECK_OK(txn.run("UPDATE destruction SET entries=entries+1, files=files+$3 WHERE org=$1 AND entry=$2",
                   {c.org(), on.destruction, gone.files}));
  ledger::Entry line;
  line.at = gone.at;
  line.act = ledger::Act::Job;
  line.what = "destroyed";
  line.thing = on.destruction.text();
  line.service = c.at(service).code;
  line.outcome = on.outcome;
  line.note = "kind:" + gone.kind;
  line.people = {on.record};
  return gate.ledger().append(txn, line).map([](auto) {});
}

Status count_matter(store::Txn& txn, const gate::Gate& gate, EntryId destruction, ServiceIx service,
                    const MatterGone& gone) {
  const auto subject = gate::subject_of(gate.charter(), service);
  return count_gone(txn, gate, service, {destruction, subject, subject, "", "gone"}, gone);
}

Result<std::optional<EntryId>> destruction_under_way(store::Session& db, const charter::Charter& c,
                                                     ServiceIx service) {
  std::optional<EntryId> id;
  CHECK_OK(db.each(
      "SELECT d.entry FROM destruction d JOIN destruction_line l ON l.org=d.org AND l.entry=d.entry WHERE "
      "d.org=$1 AND d.service=$2 AND d.approved IS NOT NULL AND d.done IS NULL AND d.withdrawn IS NULL AND "
      "l.person=$3 AND l.outcome=''",
      {c.org(), c.at(service).code, gate::subject_of(c, service)},
      [&](const store::Row& r) { return id = r.id<EntryId>(0), false; }));
  return id;
}

/// The lowest lots alone, so that however many there are only these are kept.
void Destructions::Work::ListedMatters::draw(ByteView seed, const Matter& one) {
  const auto lot = [&](const Matter& m) { return lot_of(seed, m.id.raw); };
  drawn.insert(std::ranges::upper_bound(drawn, lot(one), {}, lot), one);
  if (drawn.size() > kSample) drawn.pop_back();
}

Result<Destructions::Work::ListedMatters> Destructions::Work::list_matters(store::Session& db,
                                                                           ServiceIx service, Date up_to,
                                                                           ByteView seed) const {
  const auto& c = d_.gate_.charter();
  ListedMatters listed;
  auto& out = listed.line;
  out.person = gate::subject_of(c, service);
  TRY(const auto kept, held(db, d_.gate_, d_.vault_, out.person, By::Holds));
  if (kept.whole) return listed;
  MatterCounts counts;
  std::set<std::string> rules;
  constexpr int kPage = 500;
  Matters page{{}, {}, true};
  while (page.more) {
    TRY(page, matters_over(db, c, service, page.last, kPage, up_to));
    for (const auto& m : page.over) {
      if (kept.keeps(m.kind, m.parts)) continue;
      ++counts[c.at(m.kind).code];
      rules.insert(m.rules.begin(), m.rules.end());
      out.day = std::max(out.day, m.day);
      listed.draw(seed, m);
    }
  }
  out.parts = to_text(counts);
  out.rules = with_blanks(rules);
  return listed;
}

Status Destructions::Work::keep_matters(store::Txn& txn, EntryId id, const ListedMatters& listed) const {
  const auto& c = d_.gate_.charter();
  for (const auto& m : listed.drawn)
    CHECK_OK(
        txn.run("INSERT INTO destruction_matter (org, entry, matter, kind, day, rules) VALUES ($1, $2, $3, "
                "$4, $5, $6) ON CONFLICT (org, entry, matter) DO NOTHING",
                {c.org(), id, m.id, c.at(m.kind).code, day_number(m.day), with_blanks(m.rules)}));
  return {};
}

Result<bool> Destructions::Work::matters_wait(EntryId id, ServiceIx service) {
  bool wait = false;
  CHECK_OK(d_.db_.read_records([&](store::Session& db) {
    return db.each("SELECT 1 FROM destruction_line WHERE org=$1 AND entry=$2 AND person=$3 AND outcome=''",
                   {d_.db_.org(), id, gate::subject_of(d_.gate_.charter(), service)},
                   [&](const store::Row&) { return wait = true, false; });
  }));
  return wait;
}

/// From here on the line says what went of it, and no longer what was to go.
Status Destructions::Work::begin_matters(jobs::Slice& slice, ServiceIx service) {
  const EntryId id{slice.job().about};
  const auto subject = gate::subject_of(d_.gate_.charter(), service);
  return d_.db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("how far a destruction is: each entry that goes has its own line");
    CHECK_OK(txn.run("UPDATE destruction_line SET parts='' WHERE org=$1 AND entry=$2 AND person=$3",
                     {d_.db_.org(), id, subject}));
    return slice.save(txn, EntriesOff::begin(subject), slice.job().done);
  });
}

Status Destructions::Work::matters(jobs::Slice& slice, const Pass& pass, ServiceIx service, Date up_to) {
  const auto& c = d_.gate_.charter();
  const EntryId id{slice.job().about};
  const auto subject = gate::subject_of(c, service);
  CHECK_OK(d_.list_.refresh());
  const auto choose = [&](store::Session& db, EntryId after) -> Result<EntriesOff::Chosen> {
    TRY(const auto kept, held(db, d_.gate_, d_.vault_, subject, By::Holds));
    if (kept.whole) return EntriesOff::Chosen{{}, after, false};
    TRY(const auto page, matters_over(db, c, service, after, EntriesOff::kAtOnce, up_to));
    EntriesOff::Chosen out{{}, page.last, page.more};
    for (const auto& m : page.over)
      if (!kept.keeps(m.kind, m.parts)) out.some.push_back({m.id, m.kind, m.parts});
    return out;
  };
  const auto on_gone = [&](store::Txn& txn, const EntriesOff::Off& gone, std::int64_t files) {
    return count_matter(txn, d_.gate_, id, service, {c.at(gone.kind).code, files, d_.clock_.now()});
  };
  return off_.turn(slice, pass, subject, choose, on_gone);
}

Status Destructions::Work::end_matters(jobs::Slice& slice, ServiceIx service) {
  const EntryId id{slice.job().about};
  const auto subject = gate::subject_of(d_.gate_.charter(), service);
  return d_.db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("how far a destruction is: each entry that went has its own line");
    TRY(const auto kept, held(txn, d_.gate_, d_.vault_, subject, By::Holds));
    CHECK_OK(
        txn.run("UPDATE destruction_line SET at=$4, outcome=CASE WHEN parts<>'' THEN 'gone' WHEN $5=1 THEN "
                "'held' ELSE 'not-over' END WHERE org=$1 AND entry=$2 AND person=$3",
                {d_.db_.org(), id, subject, d_.clock_.now().ms, std::int64_t{kept.any() ? 1 : 0}}));
    return slice.save(txn, kGo, slice.job().done);
  });
}

}  // namespace candour::retention
