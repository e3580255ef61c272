#include "retention/destructions.h"

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "gate/service_subject.h"
#include "people/lists.h"
#include "people/values_in.h"
#include "retention/destruction_work.h"
#include "retention/erase_rows.h"
#include "retention/lapse.h"

namespace candour::retention {

namespace field = charter::destruction_field;

namespace {

constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;

}  // namespace

Destructions::Destructions(gate::Gate& gate, store::Db& db, vault::Vault& vault, record::Entries& entries,
                           const Schedule& schedule, ForgetList& list, jobs::Jobs& jobs, const Clock& clock)
    : gate_(gate),
      db_(db),
      vault_(vault),
      entries_(entries),
      schedule_(schedule),
      list_(list),
      jobs_(jobs),
      clock_(clock) {
  entries_.on_destruction(
      [this](store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id, const charter::Values& values,
             std::string_view state) { return moved(txn, pass, service, id, values, state); });
  jobs_.add(std::make_unique<Work>(*this));
  jobs_.add_sweep([this]() -> Status {
    if (believed_) {
      TRY(const bool go, believed_());
      if (!go) return {};
    }
    CHECK_OK(sweep());
    CHECK_OK(lapse(db_, gate_, vault_, entries_, clock_.now()));
    return lapse_others(db_, gate_, vault_, clock_.now()).map([](auto) {});
  });
}

Destructions::~Destructions() {
  entries_.on_destruction({});
}

Status Destructions::moved(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
                           const charter::Values& values, std::string_view state) {
  const auto& c = gate_.charter();
  const auto now = clock_.now();
  CHECK_OK(jobs_.forget_trouble(txn, id.raw));
  if (state == field::kProposed) {
    // Whoever agreed left before it was done (sweep): the list stands, and somebody else agrees.
    TRY(const auto again,
        txn.run("UPDATE destruction SET approved=NULL, approved_by=NULL WHERE org=$1 AND entry=$2 "
                "AND approved IS NOT NULL AND done IS NULL",
                {db_.org(), id}));
    if (again > 0) return {};
    const auto up_to = parse_iso_date(people::text_of(values, field::kUpTo));
    if (!up_to) return invalid(std::string(field::kUpTo), "Say up to which day.");
    TRY(const auto rows,
        txn.run(
            "INSERT INTO destruction (org, entry, service, up_to, proposed, proposed_by, entries, files) VALUES "
            "($1, $2, $3, $4, $5, $6, 0, 0) ON CONFLICT (org, entry) DO NOTHING",
            {db_.org(), id, c.at(service).code, day_number(*up_to), now.ms, pass.actor()}));
    if (rows == 0)
      return fail(Code::Conflict,
                  "The list was made for that day. For another one, do not destroy this and begin anew.");
    return jobs_.start(txn, pass.actor(), Work::kCode, id.raw, 0, Work::kList).map([](auto) {});
  }
  bool over = false;
  CHECK_OK(txn.each(
      "SELECT 1 FROM destruction WHERE org=$1 AND entry=$2 AND (done IS NOT NULL OR withdrawn IS NOT "
      "NULL OR (approved IS NOT NULL AND $3=1))",
      {db_.org(), id, std::int64_t{state == field::kApproved ? 1 : 0}},
      [&](const store::Row&) { return over = true, false; }));
  if (over) return fail(Code::Conflict, "It was agreed to as it stands, and is not changed any more.");
  if (state == field::kApproved) {
    bool listed = false;
    CHECK_OK(txn.each("SELECT 1 FROM job WHERE org=$1 AND about=$2 AND state='done'", {db_.org(), id},
                      [&](const store::Row&) { return listed = true, false; }));
    if (!listed)
      return fail(
          Code::Conflict,
          "The list is not whole yet. Load the page again, and read it before you agree; if it stays so, begin anew.");
    CHECK_OK(may_agree(txn, pass, id));
    return txn
        .run("UPDATE destruction SET approved=$3, approved_by=$4 WHERE org=$1 AND entry=$2",
             {db_.org(), id, now.ms, pass.actor()})
        .map([](auto) {});
  }
  const std::string_view column = state == field::kWithdrawn ? "withdrawn" : "done";
  return txn
      .run("UPDATE destruction SET " + std::string(column) + "=$3 WHERE org=$1 AND entry=$2",
           {db_.org(), id, now.ms})
      .map([](auto) {});
}

Result<std::vector<DestructionLine>> Destructions::lines(const Pass& pass, EntryId id, int most) const {
  std::vector<DestructionLine> out;
  if (pass.may_see().empty()) return out;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT person, day, parts, rules, outcome FROM destruction_line WHERE org=$1 AND entry=$2 ORDER BY day, "
        "person LIMIT $3",
        {db_.org(), id, std::int64_t{most} + 1}, [&](const store::Row& r) {
          // About the service itself: of that the state says how much it is.
          if (static_cast<int>(out.size()) < most &&
              !gate::service_of_subject(gate_.charter(), r.id<PersonId>(0)))
            out.push_back({r.id<PersonId>(0), day_of(r.i64(1)), r.str(2), r.str(3), r.str(4)});
          return true;
        });
  }));
  return out;
}

Result<std::optional<Destructions::State>> Destructions::state(const Pass& pass, EntryId id) const {
  std::optional<State> out;
  if (pass.may_see().empty()) return out;
  PersonId subject;
  std::optional<ServiceIx> service;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    CHECK_OK(db.each(
        "SELECT up_to, proposed_by, approved, approved_by, done, entries, files, service FROM destruction WHERE org=$1 AND "
        "entry=$2",
        {db_.org(), id}, [&](const store::Row& r) {
          out.emplace();
          out->up_to = day_of(r.i64(0));
          out->proposed_by = r.id<StaffId>(1);
          if (!r.null(2)) {
            out->approved = UnixMs{r.i64(2)};
            out->goes = UnixMs{r.i64(2) + charter::kCoolingOffDays * kDayMs};
            out->approved_by = r.id<StaffId>(3);
          }
          if (!r.null(4)) out->done = UnixMs{r.i64(4)};
          out->entries = r.i64(5);
          out->files = r.i64(6);
          service = gate_.charter().find_service(r.text(7));
          if (service) subject = gate::subject_of(gate_.charter(), *service);
          return false;
        }));
    if (!out) return {};
    CHECK_OK(db.each("SELECT 1 FROM destruction_look WHERE org=$1 AND entry=$2 AND by=$3",
                     {db_.org(), id, pass.actor()},
                     [&](const store::Row&) { return out->looked = true, false; }));
    if (service) {
      TRY(out->holds, holds_here(db, gate_.charter(), *service));
    }
    CHECK_OK(db.each("SELECT parts, outcome FROM destruction_line WHERE org=$1 AND entry=$2 AND person=$3",
                     {db_.org(), id, subject}, [&](const store::Row& r) {
                       out->matters = read_matter_counts(r.text(0));
                       out->matters_outcome = r.str(1);
                       return false;
                     }));
    CHECK_OK(db.each(
        "SELECT outcome, COUNT(*) FROM destruction_line WHERE org=$1 AND entry=$2 AND person<>$3 GROUP BY "
        "outcome",
        {db_.org(), id, subject}, [&](const store::Row& r) {
          out->people += r.i64(1);
          if (r.text(0) == "gone")
            out->gone = r.i64(1);
          else if (r.text(0) == "part-gone")
            out->part_gone = r.i64(1);
          else if (!r.text(0).empty())
            out->kept += r.i64(1);
          return true;
        }));
    return db.each("SELECT 1 FROM job WHERE org=$1 AND about=$2 AND state='done'", {db_.org(), id},
                   [&](const store::Row&) { return out->listed = true, false; });
  }));
  return out;
}

Status Destructions::sweep() {
  CHECK_OK(sweep_months());
  struct Ready {
    EntryId id;
    StaffId by;
    std::optional<ServiceIx> service;
    bool stuck = false;  // whoever agreed may not destroy any more
  };
  std::vector<Ready> ready;
  const auto before = clock_.now().ms - charter::kCoolingOffDays * kDayMs;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT d.entry, d.approved_by, d.service, EXISTS (SELECT 1 FROM job j WHERE j.org=d.org AND "
        "j.about=d.entry AND j.state='stopped' AND j.outcome IN ('account-ended', 'not-allowed') AND "
        "j.started>d.approved) FROM destruction d WHERE d.org=$1 AND d.approved IS NOT NULL AND d.approved<=$2 "
        "AND d.withdrawn IS NULL AND d.done IS NULL AND NOT EXISTS (SELECT 1 FROM job j WHERE j.org=d.org AND "
        "j.about=d.entry AND j.state='waiting')",
        {db_.org(), before}, [&](const store::Row& r) {
          ready.push_back(
              {r.id<EntryId>(0), r.id<StaffId>(1), gate_.charter().find_service(r.text(2)), r.i64(3) != 0});
          return true;
        });
  }));
  for (const auto& r : ready) {
    if (!r.stuck) {
      CHECK_OK(db_.write([&](store::Txn& txn) {
        return jobs_.start(txn, r.by, Work::kCode, r.id.raw, 0, Work::kGo).map([](auto) {});
      }));
    } else if (r.service) {
      const auto subject = gate::subject_of(gate_.charter(), *r.service);
      CHECK_OK(entries_.end_by_engine(gate_.in_nobodys_name(subject, *r.service), subject, r.id,
                                      field::kProposed));
    }
  }
  return {};
}

Result<std::vector<Destructions::Remains>> Destructions::remains(const gate::Actor& actor) const {
  CHECK_OK(gate_.may(actor, charter::Duty::SeeWorkload, "remains"));
  std::vector<Remains> out;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT service, length, outcome, year, shown FROM remains WHERE org=$1 AND shown>=$2 ORDER BY service, "
        "year, length, outcome",
        {db_.org(), kFewestRemain}, [&](const store::Row& r) {
          out.push_back({r.str(0), r.str(1), r.str(2), r.i64(3), r.i64(4)});
          return true;
        });
  }));
  return out;
}

namespace {

/// A destruction that was killed after the keys went and before the rows did: what goes now counts for it.
/// The line of the list may be about another record of the same person.
Status end_what_was_begun(store::Txn& txn, const gate::Gate& gate, PersonId person, UnixMs now) {
  const OrgCode org{gate.charter().organisation.code};
  std::optional<EntryId> id;
  TRY(const auto records, gate.records_of(person));
  for (const auto& record : records)
    CHECK_OK(txn.each("SELECT entry FROM destruction_line WHERE org=$1 AND person=$2 AND outcome=''",
                      {org, record}, [&](const store::Row& r) { return id = r.id<EntryId>(0), false; }));
  if (!id) return erase_rows(txn, org, {person}).map([](auto) {});
  CHECK_OK(count_remains(txn, org, person));
  return erase_counted(txn, org, *id, {person}, now);
}

}  // namespace

Result<std::int64_t> forget_again(store::Db& db, const gate::Gate& gate, const ForgetList& list, UnixMs now) {
  std::int64_t again = 0;
  std::vector<PersonId> back;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    return people::each_of(s, "SELECT id FROM person WHERE org=$1 AND id IN", "", {db.org()}, list.people(),
                           [&](const store::Row& r) { return back.push_back(r.id<PersonId>(0)), true; });
  }));
  for (const auto& person : back)
    CHECK_OK(db.write([&](store::Txn& txn) -> Status {
      CHECK_OK(end_what_was_begun(txn, gate, person, now));
      ledger::Entry line;
      line.at = now;
      line.act = ledger::Act::Job;
      line.people = {person};
      line.what = "destroyed";
      line.outcome = "again";
      ++again;
      return gate.ledger().append(txn, line).map([](auto) {});
    }));
  if (again > 0) CHECK_OK(db.scrub());
  return again;
}

}  // namespace candour::retention
