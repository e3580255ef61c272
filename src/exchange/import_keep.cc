// Keeping an import, slice by slice. What is to be added is fixed when it begins (the plan), so that those who
// are added are not taken for duplicates of themselves when a server goes on where another one stopped; each
// line of the file is marked in the transaction that adds its person, so nobody is added twice.
#include "exchange/import_keep_parts.h"

#include <algorithm>

#include "base/text.h"
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

RowRead Imports::Keeping::row(const Batch& batch, int line) {
  const auto* check = batch.work->find(line);
  return check ? read_row(batch.work->reading, batch.work->table.rows[check->at]) : RowRead{};
}

Result<Imports::Keeping::Plan> Imports::Keeping::make_plan(Imports& i, const Job& job, const Work& work) {
  DecidedRows decided;
  CHECK_OK(i.db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, i.db_.org(), job.said.id));
    return {};
  }));
  Plan add, update;
  int undecided = 0;
  for (const auto& check : work.checks) {
    const auto it = decided.find(check.line);
    const auto decision = it == decided.end() ? Decision::Undecided : it->second.decision;
    const auto line = static_cast<std::uint32_t>(check.line);
    const bool waits = check.state == RowState::Duplicate;
    if (check.state == RowState::Good || (waits && decision == Decision::AddAnyway)) add.push_back(line);
    if (waits && decision == Decision::UpdateExisting) update.push_back(line | kUpdate);
    if (waits && decision == Decision::Undecided) ++undecided;
  }
  if (undecided > 0)
    return fail(Code::Invalid, counted_words(undecided, "row") +
                                   " may be somebody who is known already. Decide what "
                                   "to do with each of them first.");
  if (add.empty() && update.empty())
    return fail(Code::Invalid, "There is nobody to add: every row has a problem or was left out.");
  add.insert(add.end(), update.begin(), update.end());
  return add;
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
  if (!plain) return fail(Code::Corrupt, "This import cannot be gone on with.", "import plan " + job.said.id.text());
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

Result<jobs::JobId> Imports::start(store::Txn& txn, const gate::Actor& actor, std::string_view kind, ImportId id,
                                   std::int64_t total) {
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
        txn.run("UPDATE import_job SET state='keeping', kept=0, updated=0, not_updated=0 WHERE org=$1 AND id=$2 "
                "AND version=$3 AND state='review'",
                {db_.org(), id, j.version}));
    if (open != 1)
      return fail(Code::Conflict,
                  "This import has just been kept or changed by somebody else. Nothing was added twice.");
    TRY(const auto sealed, Keeping::seal_plan(txn, *this, id, plan));
    CHECK_OK(txn.run("INSERT INTO import_plan (org, id, sealed) VALUES ($1, $2, $3) "
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
    return fail(Code::Conflict, "This import was stopped half-way: go on with it, or take it back.", said.stopped);
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
    CHECK_OK(update(slice, job, batch, static_cast<int>(lines[batch.at] & ~kUpdate)));
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
  batch.circle = circle_way(i.gate_.charter(), slice.actor(), job.said.service);
  std::size_t until = lines.size();
  for (int tries = 0;; ++tries) {
    std::size_t next = batch.at;
    std::optional<int> refused;
    const auto done = i.db_.write([&](store::Txn& txn) -> Status {
      slice.begin();
      batch.ended = false;
      next = batch.at;
      std::vector<PersonId> added;
      for (; next < until && !(lines[next] & kUpdate); ++next) {
        if (next > batch.at && (slice.spent() || next - batch.at == kMostAtOnce)) break;
        const auto* check = batch.work->find(static_cast<int>(lines[next]));
        if (!check) return fail(Code::Corrupt, "The file of this import is damaged. Begin again.");
        const auto id = PersonId::make(i.clock_.now().ms);
        const auto one = add_one(txn, slice.actor(), job, *check, id, batch);
        if (!one && one.error().code == Code::Invalid) refused = check->line;
        if (!one) return tl::unexpected<Error>(one.error());
        if (*one) added.push_back(id);
      }
      CHECK_OK(txn.run("UPDATE import_job SET kept=kept+$3 WHERE org=$1 AND id=$2",
                       {i.db_.org(), job.said.id, static_cast<std::int64_t>(added.size())}));
      if (!added.empty()) CHECK_OK(enter(txn, slice.actor(), job, std::move(added)));
      return save(txn, slice, job, next, batch);
    });
    if (!refused) return done;
    // Only this one cannot be added: those before it are, then it is passed over.
    if (next == batch.at) return refuse(slice, job, *refused, batch);
    until = next;
    if (tries > 1) return done;
  }
}

Status Imports::Keeping::enter(store::Txn& txn, const gate::Actor& actor, const Job& job,
                               std::vector<PersonId> added) {
  const auto& c = i.gate_.charter();
  TRY(const auto pass, i.trial(actor, job.said.service));
  auto e = i.gate_.entry_for(pass, ledger::Act::Import, "import", job.said.id.text(),
                             pass.may_write() & profile_kind(c).categories());
  e.people = std::move(added);
  e.note = "source:" + job.said.origin.source;
  return i.gate_.ledger().append(txn, e).map([](auto) {});
}

Status Imports::Keeping::refuse(jobs::Slice& slice, const Job& job, int line, const Batch& batch) {
  return i.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    CHECK_OK(txn.run("UPDATE import_job SET problems=problems+1 WHERE org=$1 AND id=$2",
                     {i.db_.org(), job.said.id}));
    CHECK_OK(i.note(txn, slice.actor(), job, ledger::Act::Import, "not added, line " + std::to_string(line)));
    return save(txn, slice, job, batch.at + 1, batch);
  });
}

/// Whether they were added now: false when that line was added before.
Result<bool> Imports::Keeping::add_one(store::Txn& txn, const gate::Actor& actor, const Job& job,
                                       const RowCheck& check, PersonId id, const Batch& batch) {
  TRY(const auto marked,
      txn.run("INSERT INTO import_row (org, id, line, decision, outcome, person) VALUES ($1, $2, $3, '', 'added', $4) "
              "ON CONFLICT (org, id, line) DO UPDATE SET outcome = excluded.outcome, person = excluded.person "
              "WHERE import_row.org=$1 AND import_row.outcome=''",
              {i.db_.org(), job.said.id, check.line, id}));
  if (marked == 0) return false;
  auto read = read_row(batch.work->reading, batch.work->table.rows[check.at]);
  // A pass for this one alone: the lines that People and Journeys write on the ledger name the people of it.
  TRY(const auto pass, i.gate_.register_new(actor, id, job.said.service));
  CHECK_OK(i.people_.add(txn, pass, id, read.values));
  people::NewReferral referral;
  referral.person = id;
  referral.service = job.said.service;
  referral.source = job.said.origin.source;
  referral.consent_to_refer = job.said.origin.consent;
  referral.received = i.clock_.now();
  referral.reason_words = read.words;
  CHECK_OK(i.journeys_.refer(txn, pass, referral));
  Bytes circle;
  for (auto& r : read.circle) {
    if (!batch.circle) return not_allowed("Your role may not write down family and carers here.", "");
    r.person = id;
    TRY(const auto may_write, i.gate_.write(actor, id, job.said.service, batch.circle->kind));
    TRY(const auto made, i.circle_.add(txn, may_write, r));
    circle.insert(circle.end(), made.view().begin(), made.view().end());
  }
  if (circle.empty()) return true;
  CHECK_OK(txn.run("UPDATE import_row SET circle=$4 WHERE org=$1 AND id=$2 AND line=$3",
                   {i.db_.org(), job.said.id, check.line, circle}));
  return true;
}

}  // namespace candour::exchange
