// Keeping an import, slice by slice. What is to be added is fixed when it begins (the plan), so that those
// who are added are not taken for duplicates of themselves when a server goes on where another one stopped;
// each line of the file is marked in the transaction that adds its person, so nobody is added twice.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "exchange/import_keep_parts.h"
#include "store/accounted.h"

namespace candour::exchange {

namespace {

constexpr std::string_view kPlanUse = "import-plan";

Status may_keep(const ImportSummary& s) {
  switch (s.state) {
    case ImportState::Columns:
      return fail(Code::Conflict, "Choose the columns and look at the rows first.");
    case ImportState::Review:
      return {};
    case ImportState::Keeping:
      return fail(Code::Conflict, "This import is being added just now. Nothing is added twice.");
    case ImportState::Undoing:
      return fail(Code::Conflict, "This import is being taken back. Wait until that is done.");
    case ImportState::Kept:
      return fail(Code::Conflict,
                  "This import has been kept already: " + counted_words(s.kept, "person", "people") +
                      " came with it. Nothing was added twice.");
    case ImportState::Undone:
      return fail(Code::Conflict, "This import was kept and undone. Begin again with the file.");
    case ImportState::Discarded:
      return fail(Code::Conflict, "This import was thrown away. Begin again with the file.");
  }
  return {};
}

}  // namespace

/// As it was read when the keeping began: nobody is enrolled by whoever may not, or comes elsewhere than was
/// shown.
Result<RowRead> Imports::Keeping::row(const gate::Actor& actor, const Batch& batch,
                                      std::uint32_t planned) const {
  const auto* check = batch.work->find(static_cast<int>(planned & kLine));
  if (!check) return fail(Code::Corrupt, "The file of this import is damaged. Begin again.");
  auto read = read_row(batch.work->reading, batch.work->table.rows[check->at]);
  const auto service = read.way.service;
  const bool enrols = planned & kEnrols;
  if (!read.whole() || !any_post(i.gate_.charter(), actor, service, charter::Duty::Import) ||
      (enrols && !(read.way.enrolled && i.may_enrol(actor, service))))
    return not_allowed("Your role may not add this person as it was decided. Somebody who may must go on.",
                       "");
  read.way.enrolled = enrols;
  return read;
}

Status Imports::Keeping::may_go_on(const Plan& plan, const Work& work) {
  for (const auto planned : plan) {
    const auto* check = work.find(static_cast<int>(planned & kLine));
    if (check && check->state == RowState::Problem)
      return not_allowed("Your role may not add everybody in this file. Somebody who may must go on.", "");
    if (check && (planned & kEnrols) && !check->enrols)
      return not_allowed("This file enrols people, and your role may not. Somebody who may must go on.", "");
  }
  return {};
}

namespace {

using Lines = std::map<int, std::vector<const RowCheck*>>;

/// Under each line that is added those that are its person for another service. Errors: Invalid when it is
/// not added, or when two come into one service.
Status join(const std::vector<const RowCheck*>& joined, const DecidedRows& decided, Lines& added,
            const auto& find) {
  for (const auto* check : joined) {
    int root = check->same_as_line;
    for (auto it = decided.find(root); it != decided.end() && it->second.decision == Decision::JoinEarlier;
         it = decided.find(root))
      root = find(root)->same_as_line;
    const auto row = "Row " + std::to_string(check->line);
    const auto to = added.find(root);
    if (to == added.end())
      return fail(Code::Invalid, row + " is to be the person of row " + std::to_string(root) +
                                     ", who is not added. Decide about row " + std::to_string(check->line) +
                                     " again.");
    for (const auto* other : to->second)
      if (other->service == check->service)
        return fail(Code::Invalid, row + " is for the same service as row " + std::to_string(other->line) +
                                       " of the same person. Leave one of them out.");
    to->second.push_back(check);
  }
  return {};
}

}  // namespace

Result<Imports::Keeping::Plan> Imports::Keeping::make_plan(Imports& i, const Job& job, const Work& work) {
  DecidedRows decided;
  CHECK_OK(i.db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, i.db_.org(), job.said.id));
    return {};
  }));
  Lines add;
  Plan update;
  std::vector<const RowCheck*> joined;
  int undecided = 0;
  const auto planned = [](const RowCheck& check, std::uint32_t how) {
    return static_cast<std::uint32_t>(check.line) | how | (check.enrols ? kEnrols : 0);
  };
  for (const auto& check : work.checks) {
    const auto it = decided.find(check.line);
    const auto decision = it == decided.end() ? Decision::Undecided : it->second.decision;
    const bool waits = check.state == RowState::Duplicate;
    if (check.state == RowState::Good || (waits && decision == Decision::AddAnyway))
      add[check.line] = {&check};
    if (waits && decision == Decision::UpdateExisting) update.push_back(planned(check, kUpdate));
    if (waits && decision == Decision::JoinEarlier) joined.push_back(&check);
    if (waits && decision == Decision::Undecided) ++undecided;
  }
  if (undecided > 0)
    return fail(Code::Invalid, counted_words(undecided, "row") +
                                   " may be somebody who is known already. Decide what "
                                   "to do with each of them first.");
  CHECK_OK(join(joined, decided, add, [&](int line) { return work.find(line); }));
  if (add.empty() && update.empty())
    return fail(Code::Invalid, "There is nobody to add: every row has a problem or was left out.");
  Plan out;
  for (const auto& [line, of_one] : add)
    for (const auto* check : of_one) out.push_back(planned(*check, check->line == line ? 0 : kJoins));
  out.insert(out.end(), update.begin(), update.end());
  return out;
}

Result<Bytes> Imports::Keeping::seal_plan(store::Txn& txn, Imports& i, ImportId id, const Plan& plan) {
  Bytes plain;
  plain.reserve(plan.size() * 4);
  for (const auto line : plan)
    for (int shift = 24; shift >= 0; shift -= 8) plain.push_back(static_cast<std::uint8_t>(line >> shift));
  return i.vault_.seal_thing(txn, id.raw, kPlanUse, plain);
}

Result<std::shared_ptr<const Imports::Keeping::Plan>> Imports::Keeping::plan(const Job& job) {
  {
    const Hold hold(i.desk_->lock);
    if (i.desk_->plan && i.desk_->plan_of == job.said.id) return i.desk_->plan;
  }
  std::optional<Result<Bytes>> plain;
  CHECK_OK(i.db_.read([&](store::Session& s) {
    return s.each("SELECT sealed FROM import_plan WHERE org=$1 AND id=$2", {i.db_.org(), job.said.id},
                  [&](const store::Row& r) {
                    plain = i.vault_.open_thing(job.said.id.raw, kPlanUse, r.blob(0));
                    return false;
                  });
  }));
  if (!plain)
    return fail(Code::Corrupt, "This import cannot be gone on with.", "import plan " + job.said.id.text());
  TRY(const auto bytes, std::move(*plain));
  auto made = std::make_shared<Plan>();
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
    made->push_back(std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
                    std::uint32_t{bytes[at + 2]} << 8 | std::uint32_t{bytes[at + 3]});
  const Hold hold(i.desk_->lock);
  i.desk_->plan_of = job.said.id;
  i.desk_->plan = made;
  return i.desk_->plan;
}

Result<jobs::JobId> Imports::start(store::Txn& txn, const gate::Actor& actor, std::string_view kind,
                                   ImportId id, std::int64_t total) {
  return jobs_.start(txn, actor.id, kind, id.raw, total, kind == "import-keep" ? "0" : "line 0");
}

Status Imports::begin_keep(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  CHECK_OK(may_keep(j.said));
  CHECK_OK(may(actor, j.said.service));
  TRY(auto w, work(actor, j));
  std::int64_t known = 0;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(known, count_people(s, db_.org()));
    return {};
  }));
  if (known != w->people_known) {  // others were added meanwhile: the same people may be among them
    TRY(w, check(actor, j));
    CHECK_OK(db_.write([&](store::Txn& txn) {
      store::no_entry_needed("what was counted, not what was done");
      return count(txn, j, *w);
    }));
  }
  TRY(const auto plan, Keeping::make_plan(*this, j, *w));
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto open,
        txn.run(
            "UPDATE import_job SET state='keeping', kept=0, updated=0, not_updated=0 WHERE org=$1 AND id=$2 "
            "AND version=$3 AND state='review'",
            {db_.org(), id, j.version}));
    if (open != 1)
      return fail(Code::Conflict,
                  "This import has just been kept or changed by somebody else. Nothing was added twice.");
    TRY(const auto sealed, Keeping::seal_plan(txn, *this, id, plan));
    CHECK_OK(
        txn.run("INSERT INTO import_plan (org, id, sealed) VALUES ($1, $2, $3) "
                "ON CONFLICT (org, id) DO UPDATE SET sealed = excluded.sealed",
                {db_.org(), id, sealed}));
    TRY([[maybe_unused]] const auto started,
        start(txn, actor, "import-keep", id, static_cast<std::int64_t>(plan.size())));
    return note(txn, actor, j, ledger::Act::Import, "keeping");
  });
}

Result<int> Imports::keep(const gate::Actor& actor, ImportId id) {
  CHECK_OK(begin_keep(actor, id));
  std::optional<jobs::Job> started;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(started, jobs_.about(s, id.raw));
    return {};
  }));
  CHECK_OK(jobs_.finish(started->id));
  TRY(const auto said, summary(actor, id));
  if (said.state == ImportState::Keeping)
    return fail(Code::Conflict, "This import was stopped half-way: go on with it, or take it back.",
                said.stopped);
  return said.kept;
}

Status Imports::Keeping::step(jobs::Slice& slice) {
  const auto& actor = slice.actor();
  TRY(const auto job, i.job(actor, ImportId{slice.job().about}));
  CHECK_OK(i.may(actor, job.said.service));
  if (job.said.state != ImportState::Keeping) return not_found();
  Batch batch;
  TRY(batch.plan, plan(job));
  batch.at = static_cast<std::size_t>(std::strtoull(slice.job().cursor.c_str(), nullptr, 10));
  batch.work = i.desk_->find(job.said.id, job.version, actor.id);
  if (!batch.work) {
    TRY(batch.work, i.opened(actor, job));
    i.desk_->put(batch.work);
  }
  const auto& lines = *batch.plan;
  if (batch.at < lines.size() && (lines[batch.at] & kUpdate))
    CHECK_OK(update(slice, job, batch, lines[batch.at]));
  else
    CHECK_OK(add_some(slice, job, batch));
  // What is left of the file goes once that it is kept is durable.
  return batch.ended ? i.wipe(job.said.id, false) : Status{};
}

/// In the transaction of a slice: how far it is; at the end the import is kept.
Status Imports::Keeping::save(store::Txn& txn, jobs::Slice& slice, const Job& job, std::size_t next,
                              const Batch& batch) {
  const auto done = static_cast<std::int64_t>(next);
  if (next < batch.plan->size()) return slice.save(txn, std::to_string(next), done);
  CHECK_OK(txn.run("UPDATE import_job SET state='kept' WHERE org=$1 AND id=$2 AND state='keeping'",
                   {i.db_.org(), job.said.id}));
  CHECK_OK(i.strip(txn, job, true));
  CHECK_OK(i.note(txn, slice.actor(), job, ledger::Act::Import, "kept"));
  batch.ended = true;
  return slice.finish(txn, done);
}

Status Imports::Keeping::add_some(jobs::Slice& slice, const Job& job, Batch& batch) {
  const auto& lines = *batch.plan;
  std::size_t until = lines.size();
  for (int tries = 0;; ++tries) {
    std::size_t next = batch.at;
    std::optional<int> refused;
    const auto done = i.db_.write([&](store::Txn& txn) -> Status {
      slice.begin();
      batch.ended = false;
      batch.fit = {};
      next = batch.at;
      std::vector<Added> added;
      while (next < until && !(lines[next] & kUpdate)) {
        if (next > batch.at && (slice.spent() || next - batch.at >= kMostAtOnce)) break;
        Added person{PersonId::make(i.clock_.now().ms), {}};
        const auto one = add_one(txn, slice.actor(), job, next, person, batch);
        if (!one && one.error().code == Code::Invalid) refused = static_cast<int>(lines[next] & kLine);
        if (!one) return tl::unexpected<Error>(one.error());
        if (*one) added.push_back(person);
        next += batch.lines_of_one(next);
      }
      CHECK_OK(txn.run("UPDATE import_job SET kept=kept+$3 WHERE org=$1 AND id=$2",
                       {i.db_.org(), job.said.id, static_cast<std::int64_t>(added.size())}));
      if (!added.empty()) CHECK_OK(enter(txn, slice.actor(), job, added));
      return save(txn, slice, job, next, batch);
    });
    if (!refused) return done;
    // Only this one cannot be added: those before it are, then it is passed over.
    if (next == batch.at) return refuse(slice, job, *refused, batch);
    until = next;
    if (tries > 1) return done;
  }
}

/// One line for each service: who came into it.
Status Imports::Keeping::enter(store::Txn& txn, const gate::Actor& actor, const Job& job,
                               const std::vector<Added>& added) {
  const auto& c = i.gate_.charter();
  ServiceSet all;
  for (const auto& one : added) all = all | one.into;
  for (std::size_t n = 0; n < c.services.size(); ++n) {
    const auto service = static_cast<ServiceIx>(n);
    if (!all.has(service)) continue;
    TRY(const auto pass, i.trial(actor, service));
    auto e = i.gate_.entry_for(pass, ledger::Act::Import, "import", job.said.id.text(),
                               pass.may_write() & profile_kind(c).categories());
    e.people.clear();  // the pass was for nobody in particular
    for (const auto& one : added)
      if (one.into.has(service)) e.people.push_back(one.id);
    e.note = "source:" + job.said.origin.source;
    CHECK_OK(i.gate_.ledger().append(txn, e));
  }
  return {};
}

Status Imports::Keeping::refuse(jobs::Slice& slice, const Job& job, int line, const Batch& batch) {
  return i.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    CHECK_OK(txn.run("UPDATE import_job SET problems=problems+1 WHERE org=$1 AND id=$2",
                     {i.db_.org(), job.said.id}));
    CHECK_OK(i.note(txn, slice.actor(), job, ledger::Act::Import, "not added, line " + std::to_string(line)));
    return save(txn, slice, job, batch.at + batch.lines_of_one(batch.at), batch);
  });
}

Result<ReferralId> Imports::Keeping::refer(store::Txn& txn, const Pass& pass, const Job& job, PersonId id,
                                           const RowRead& read) {
  people::NewReferral referral;
  referral.person = id;
  referral.service = read.way.service;
  referral.source = job.said.origin.source;
  referral.consent_to_refer = job.said.origin.consent;
  const bool of_then = read.way.enrolled && read.way.since;
  referral.received = of_then ? start_of_day(*read.way.since) : i.clock_.now();
  referral.reason_words = read.words;
  return i.journeys_.refer(txn, pass, referral);
}

/// By the rule of the page that accepts a referral, asked for this person.
Result<std::optional<EnrolmentId>> Imports::Keeping::enrol(store::Txn& txn, const gate::Actor& actor,
                                                           PersonId id, ReferralId referral,
                                                           const RowRead& read, people::FoundFit& fit) {
  if (!read.way.enrolled) return std::nullopt;
  TRY(const auto pass, i.gate_.act(actor, id, read.way.service, charter::Duty::DecideReferral));
  people::Arrival a;
  if (read.way.since) a.started = start_of_day(*read.way.since);
  if (const auto* born = read.values.if_contains("birth-date"); born && born->is_string())
    a.born = parse_iso_date(std::string_view(born->get_string()));
  a.team = read.way.team;
  a.worker = read.way.worker;
  if (a.team || a.worker) {
    TRY([[maybe_unused]] const auto allocates,
        i.gate_.act(actor, id, read.way.service, charter::Duty::Allocate));
  }
  TRY(const auto made, i.journeys_.arrive(txn, pass, referral, a, fit));
  return made;
}

namespace {

template <class Id>
store::Param or_null(const std::optional<Id>& id) {
  return id ? store::Param(*id) : store::Param();
}

}  // namespace

/// Whether they were added now: false when that line was added before. All lines about the person, each for
/// another service; the first has their details.
Result<bool> Imports::Keeping::add_one(store::Txn& txn, const gate::Actor& actor, const Job& job,
                                       std::size_t at, Added& one, Batch& batch) {
  const auto& plan = *batch.plan;
  const auto id = one.id;
  const auto line = [&](std::size_t k) { return static_cast<std::int64_t>(plan[at + k] & kLine); };
  TRY(const auto marked,
      txn.run(
          "INSERT INTO import_row (org, id, line, decision, outcome, person) VALUES ($1, $2, $3, '', 'added', $4) "
          "ON CONFLICT (org, id, line) DO UPDATE SET outcome = excluded.outcome, person = excluded.person "
          "WHERE import_row.org=$1 AND import_row.outcome=''",
          {i.db_.org(), job.said.id, line(0), id}));
  if (marked == 0) return false;
  std::vector<RowRead> rows;
  // A pass for this one alone: the lines that People and Journeys write on the ledger name the people of it.
  std::vector<Pass> passes;
  for (std::size_t k = 0; k < batch.lines_of_one(at); ++k) {
    TRY(auto read, row(actor, batch, plan[at + k]));
    TRY(auto pass, i.gate_.register_new(actor, id, read.way.service));
    rows.push_back(std::move(read));
    passes.push_back(std::move(pass));
  }
  CHECK_OK(i.people_.add(txn, passes.front(), id, rows.front().values));
  std::vector<ReferralId> referrals;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    TRY(const auto made, refer(txn, passes[k], job, id, rows[k]));
    referrals.push_back(made);
  }
  TRY(const auto circle, family_of_new(txn, actor, id, rows.front(), batch));
  for (std::size_t k = 0; k < rows.size(); ++k) {
    TRY(const auto enrolment, enrol(txn, actor, id, referrals[k], rows[k], batch.fit));
    one.into.add(rows[k].way.service);
    const bool elsewhere = rows[k].way.service != job.said.service;
    if (k == 0 && circle.empty() && !enrolment && !elsewhere) continue;
    CHECK_OK(txn.run(
        "UPDATE import_row SET outcome=$4, person=$5, circle=$6, service=$7, enrolment=$8 WHERE org=$1 AND "
        "id=$2 AND line=$3",
        {i.db_.org(), job.said.id, line(k), k == 0 ? "added" : "joined", id,
         k == 0 && !circle.empty() ? store::Param(circle) : store::Param(),
         elsewhere ? store::Param(i.gate_.charter().at(rows[k].way.service).code) : store::Param(),
         or_null(enrolment)}));
  }
  return true;
}

/// Their family and carers, while the referral is open: whoever took it may write them down. The ids, in a
/// row.
Result<Bytes> Imports::Keeping::family_of_new(store::Txn& txn, const gate::Actor& actor, PersonId id,
                                              RowRead& read, Batch& batch) {
  Bytes out;
  const auto service = read.way.service;
  for (auto& r : read.circle) {
    const auto [way, fresh] = batch.circles.try_emplace(service);
    if (fresh) way->second = circle_way(i.gate_.charter(), actor, service);
    if (!way->second) return not_allowed("Your role may not write down family and carers here.", "");
    r.person = id;
    TRY(const auto may_write, i.gate_.write(actor, id, service, way->second->kind));
    TRY(const auto made, i.circle_.add(txn, may_write, r));
    out.insert(out.end(), made.view().begin(), made.view().end());
  }
  return out;
}

}  // namespace candour::exchange
