// Undoing an import, slice by slice: those whom nobody has worked with since come away as if they had never
// been added, and known people who were brought up to date get back what was known, with the referral and the
// family that came of it gone. The others stay, and are counted. A keeping that was stopped half-way is taken
// back in the same way; its file is still there, so its rows can be looked at again.
#include <set>

#include "exchange/import_job.h"
#include "store/accounted.h"

namespace candour::exchange {

using charter::Duty;

struct Imports::Undoing::Taken {
  int line = 0;
  PersonId person;
  std::vector<RelationshipId> circle;
  std::optional<Pass> profile;  // to remove the person; nothing: they stay
  std::optional<Pass> words;    // of the referral, which goes with them
  std::optional<Pass> circle_pass;
};

namespace {

constexpr std::int64_t kLinesAtOnce = 40, kKeysAtOnce = 500;
constexpr std::string_view kLine = "line ", kKeys = "keys ";

/// Where the person of a line came: the charter may have lost that service since.
ServiceIx service_of(const charter::Charter& c, ServiceIx of_file, const Decided& row) {
  return row.service.empty() ? of_file : c.find_service(row.service).value_or(of_file);
}

}  // namespace

Status Imports::begin_undo(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  CHECK_OK(may(actor, j.said.service));
  if (j.said.state == ImportState::Undoing)
    return fail(Code::Conflict, "This import is being taken back just now.");
  if (j.said.state != ImportState::Kept && j.said.state != ImportState::Keeping)
    return fail(Code::Conflict, j.said.state == ImportState::Undone
                                    ? "This import has been undone already."
                                    : "This import was not kept: there is nothing to undo.");
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto open,
        txn.run("UPDATE import_job SET state='undoing', left_behind=0 WHERE org=$1 AND id=$2 "
                "AND state=$3",
                {db_.org(), id, state_code(j.said.state)}));
    if (open != 1) return fail(Code::Conflict, "Somebody else went on with this import meanwhile.");
    TRY(const auto at, jobs_.about(txn, id.raw));
    if (at && at->state == jobs::JobState::Waiting) CHECK_OK(jobs_.stop(txn, at->id, "taken-back"));
    std::int64_t total = 0;
    CHECK_OK(
        txn.each("SELECT count(*) FROM import_row WHERE org=$1 AND id=$2 AND "
                 "outcome IN ('added', 'updated', 'to-update')",
                 {db_.org(), id}, [&](const store::Row& r) { return total = r.i64(0), false; }));
    TRY([[maybe_unused]] const auto started, start(txn, actor, "import-undo", id, total));
    return note(txn, actor, j, ledger::Act::Undo, "begun");
  });
}

Status Imports::go_on(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  CHECK_OK(may(actor, j.said.service));
  if (j.said.state == ImportState::Keeping) {
    TRY(const auto w, opened(actor, j));
    TRY(const auto plan, Keeping(*this).plan(j));
    CHECK_OK(Keeping::may_go_on(*plan, *w));
  }
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto at, jobs_.about(txn, id.raw));
    const bool under_way = j.said.state == ImportState::Keeping || j.said.state == ImportState::Undoing;
    if (!at || !under_way || at->state != jobs::JobState::Stopped)
      return fail(Code::Conflict, "Nothing was stopped here: see how far it is.");
    TRY([[maybe_unused]] const auto started,
        jobs_.start(txn, actor.id, at->kind, id.raw, at->total, at->cursor, at->done));
    return note(txn, actor, j, ledger::Act::Import, "goes on");
  });
}

Result<int> Imports::undo(const gate::Actor& actor, ImportId id) {
  CHECK_OK(begin_undo(actor, id));
  std::optional<jobs::Job> started;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(started, jobs_.about(s, id.raw));
    return {};
  }));
  CHECK_OK(jobs_.finish(started->id));
  TRY(const auto said, summary(actor, id));
  if (said.state == ImportState::Undoing)
    return fail(Code::Conflict, "Taking this import back was stopped half-way: go on with it.", said.stopped);
  return said.left_behind;
}

Status Imports::Undoing::step(jobs::Slice& slice) {
  const auto& actor = slice.actor();
  TRY(const auto job, i.job(actor, ImportId{slice.job().about}));
  CHECK_OK(i.may(actor, job.said.service));
  if (job.said.state != ImportState::Undoing) return not_found();
  const std::string_view cursor = slice.job().cursor;
  const bool keys_now = cursor.starts_with(kKeys);
  const int after = std::atoi(slice.job().cursor.c_str() + (keys_now ? kKeys : kLine).size());
  return keys_now ? keys(slice, job, after) : rows(slice, job, after);
}

Status Imports::Undoing::rows(jobs::Slice& slice, const Job& job, int after) {
  DecidedRows all;
  CHECK_OK(i.db_.read([&](store::Session& s) -> Status {
    TRY(all, decided_rows(s, i.db_.org(), job.said.id, after, kLinesAtOnce));
    return {};
  }));
  if (all.empty())
    return i.db_.write(
        [&](store::Txn& txn) { return slice.save(txn, std::string(kKeys) + "0", slice.job().done); });
  // Somebody brought up to date is a slice of their own; so are those who come before them.
  DecidedRows added;
  int upto = after;
  for (const auto& [line, row] : all) {
    const bool updated = row.outcome == "updated" || row.outcome == "to-update";
    if (updated && added.empty()) return update(slice, job, line, row);
    if (updated) break;
    upto = line;
    if (row.outcome == "added") added[line] = row;
  }
  if (added.empty())
    return i.db_.write([&](store::Txn& txn) {
      return slice.save(txn, std::string(kLine) + std::to_string(upto), slice.job().done);
    });
  TRY(auto taken, passes(slice.actor(), job, added));
  return people(slice, job, taken, upto);
}

/// Passes first: a refusal could not be recorded within the transaction.
Result<std::vector<Imports::Undoing::Taken>> Imports::Undoing::passes(const gate::Actor& actor,
                                                                      const Job& job,
                                                                      const DecidedRows& rows) {
  const auto& c = i.gate_.charter();
  std::vector<Taken> out;
  for (const auto& [line, row] : rows) {
    const auto service = service_of(c, job.said.service, row);
    const auto way = circle_way(c, actor, service);
    Taken t{line, row.person, row.circle, std::nullopt, std::nullopt, std::nullopt};
    auto profile = i.gate_.write(actor, row.person, service, profile_kind(c).ix);
    if (!profile && !about_one(profile.error())) return tl::unexpected<Error>(std::move(profile).error());
    if (profile) {
      auto words = i.gate_.act(actor, row.person, service, Duty::AddPerson);
      if (!words && !about_one(words.error())) return tl::unexpected<Error>(std::move(words).error());
      if (words) {
        t.profile = std::move(*profile);
        t.words = std::move(*words);
      }
    }
    if (t.profile && !row.circle.empty() && way) {
      TRY(t.circle_pass, i.gate_.write(actor, row.person, service, way->kind));
    }
    out.push_back(std::move(t));
  }
  return out;
}

/// A first go may find somebody who must stay, and is rolled back; the next leaves them where they are.
Status Imports::Undoing::people(jobs::Slice& slice, const Job& job, std::vector<Taken>& taken, int upto) {
  for (;;) {
    Taken* stays = nullptr;
    const auto done = i.db_.write([&](store::Txn& txn) -> Status {
      slice.begin();
      std::vector<vault::KeyName> due;  // destroyed from the rows, once all are gone
      std::int64_t left = 0;
      int last = upto;
      std::int64_t gone = 0;
      for (auto& t : taken) {
        if (gone + left > 0 && slice.spent()) break;
        last = &t == &taken.back() ? upto : t.line;
        std::string_view outcome = "left";
        if (t.profile) {
          auto removed = t.circle.empty() ? Status{}
                         : t.circle_pass
                             ? i.circle_.remove_untouched(txn, *t.circle_pass, t.person, t.circle)
                             : not_allowed("Your role may not change the circle of support here.", "");
          if (removed) removed = i.people_.remove_untouched(txn, *t.profile, *t.words, {t.person}, due);
          if (!removed && about_one(removed.error())) stays = &t;
          CHECK_OK(removed);
          outcome = "removed";
        }
        ++(t.profile ? gone : left);
        CHECK_OK(txn.run("UPDATE import_row SET outcome=$4 WHERE org=$1 AND id=$2 AND line=$3",
                         {i.db_.org(), job.said.id, t.line, outcome}));
      }
      CHECK_OK(txn.run("UPDATE import_job SET left_behind=left_behind+$3 WHERE org=$1 AND id=$2",
                       {i.db_.org(), job.said.id, left}));
      if (gone == 0) CHECK_OK(i.note(txn, slice.actor(), job, ledger::Act::Undo, "left as they are"));
      return slice.save(txn, std::string(kLine) + std::to_string(last), slice.job().done + gone + left);
    });
    if (done || !stays) return done;
    stays->profile.reset();
  }
}

/// Whether they have back what was known; not when somebody has changed it since.
Result<bool> Imports::Undoing::put_back(const gate::Actor& actor, const Job& job, const Decided& row) {
  const auto& c = i.gate_.charter();
  const auto service = service_of(c, job.said.service, row);
  if (row.before && row.after && *row.before != *row.after) {
    TRY(const auto pass, i.gate_.write(actor, row.person, service, profile_kind(c).ix));
    TRY(const auto now, i.people_.profile(pass, row.person));
    TRY(const auto old, i.people_.profile_at(pass, row.person, *row.before));
    if (now.version != *row.after && now.values != old.values) return false;
    TRY([[maybe_unused]] const auto version,
        i.people_.change(pass, row.person, now.version, old.values, true));
  }
  const auto way = circle_way(c, actor, service);
  std::optional<Pass> circle, refer, accepted;
  if (!row.circle.empty() && way) {
    TRY(circle, i.gate_.write(actor, row.person, service, way->kind));
  }
  if (row.referral && row.enrolment) {
    TRY(accepted, i.gate_.act(actor, row.person, service, Duty::DecideReferral));
  } else if (row.referral) {
    TRY(refer, i.gate_.act(actor, row.person, service, Duty::Refer));
  }
  if (!circle && !refer && !accepted) return true;
  const auto done = i.db_.write([&](store::Txn& txn) -> Status {
    if (circle) CHECK_OK(i.circle_.remove_untouched(txn, *circle, row.person, row.circle));
    if (refer) CHECK_OK(i.journeys_.take_back(txn, *refer, *row.referral));
    if (accepted) CHECK_OK(i.journeys_.take_back_arrival(txn, *accepted, *row.referral, *row.enrolment));
    return i.note(txn, actor, job, ledger::Act::Undo, "circle and referral");
  });
  if (!done && about_one(done.error())) return false;
  CHECK_OK(done);
  return true;
}

Status Imports::Undoing::update(jobs::Slice& slice, const Job& job, int line, const Decided& row) {
  const auto back = put_back(slice.actor(), job, row);
  if (!back && !about_one(back.error())) return tl::unexpected<Error>(back.error());
  const bool left = !back || !*back;
  return i.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    CHECK_OK(txn.run("UPDATE import_row SET outcome=$4 WHERE org=$1 AND id=$2 AND line=$3",
                     {i.db_.org(), job.said.id, line, left ? "left" : "put-back"}));
    CHECK_OK(txn.run("UPDATE import_job SET left_behind=left_behind+$3 WHERE org=$1 AND id=$2",
                     {i.db_.org(), job.said.id, std::int64_t{left}}));
    CHECK_OK(i.note(txn, slice.actor(), job, ledger::Act::Undo,
                    (left ? "left as it is, line " : "put back, line ") + std::to_string(line)));
    return slice.save(txn, std::string(kLine) + std::to_string(line), slice.job().done + 1);
  });
}

/// The keys of whoever was taken away go last, once nothing is left that they seal.
Status Imports::Undoing::keys(jobs::Slice& slice, const Job& job, int after) {
  DecidedRows some;
  CHECK_OK(i.db_.read([&](store::Session& s) -> Status {
    TRY(some, decided_rows(s, i.db_.org(), job.said.id, after, kKeysAtOnce));
    return {};
  }));
  if (some.empty()) return end(slice, job);
  const auto& c = i.gate_.charter();
  std::set<std::uint32_t> groups;
  for (std::size_t n = 0; n < c.categories.size(); ++n)
    groups.insert(c.retention_group(static_cast<CategoryIx>(n)));
  std::vector<vault::KeyName> due;
  for (const auto& [line, row] : some)
    if (row.outcome == "removed")
      for (const auto group : groups) due.push_back({row.person, vault::KeySlot::group(group)});
  CHECK_OK(i.vault_.destroy_many(due));
  const int last = some.rbegin()->first;
  return i.db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("DELETE FROM import_row WHERE org=$1 AND id=$2 AND line>$3 AND line<=$4 AND decision=''",
                     {i.db_.org(), job.said.id, after, last}));
    return slice.save(txn, std::string(kKeys) + std::to_string(last), slice.job().done);
  });
}

Status Imports::Undoing::end(jobs::Slice& slice, const Job& job) {
  // Of a keeping that was not at its end the file is still there: it can be looked at again.
  const bool again = job.keyed == Keyed::Own;
  CHECK_OK(i.db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto open,
        txn.run(
            "UPDATE import_job SET state=$3, version=version+1 WHERE org=$1 AND id=$2 AND state='undoing'",
            {i.db_.org(), job.said.id, again ? "review" : "undone"}));
    if (open != 1) return fail(Code::Conflict, "This import has been undone already.");
    if (again) {
      CHECK_OK(txn.run("UPDATE import_job SET kept=0, updated=0, not_updated=0 WHERE org=$1 AND id=$2",
                       {i.db_.org(), job.said.id}));
      CHECK_OK(
          txn.run("UPDATE import_row SET outcome='', person=NULL, circle=NULL, version_before=NULL, "
                  "version_after=NULL, referral=NULL, service=NULL, enrolment=NULL WHERE org=$1 AND id=$2",
                  {i.db_.org(), job.said.id}));
    } else {
      CHECK_OK(i.strip(txn, job, false));
    }
    CHECK_OK(i.note(txn, slice.actor(), job, ledger::Act::Undo, "import"));
    return slice.finish(txn, slice.job().total);
  }));
  i.desk_->forget(job.said.id);
  return again ? Status{} : i.wipe(job.said.id, true);
}

}  // namespace candour::exchange
