// Keeping an import: everybody in one transaction, or nobody. Known people are brought up to date after it,
// one by one, each guarded against somebody writing at the same time; what is still to do stands in
// import_row, so that it can be gone on with after a power cut.
#include <algorithm>

#include "base/calendar.h"
#include "base/text.h"
#include "exchange/import_job.h"
#include "store/accounted.h"

namespace candour::exchange {

using charter::Duty;
using charter::Values;

namespace {

namespace json = boost::json;

constexpr std::size_t kPeopleAnEntry = 500;

Status may_keep(const ImportSummary& s) {
  switch (s.state) {
    case ImportState::Columns:
      return fail(Code::Conflict, "Choose the columns and look at the rows first.");
    case ImportState::Review:
      return {};
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

tl::unexpected<Error> with_line(Error e, int line) {
  std::string words = "Line " + std::to_string(line) + ": " + e.words.text;
  for (const auto& f : e.fields) words += " " + f.message + ".";
  e.words.text = std::move(words);
  return tl::unexpected<Error>(std::move(e));
}

bool current(const json::value& address_row) {
  const auto* row = address_row.if_object();
  const auto* kind = row ? row->if_contains("kind") : nullptr;
  return !kind || *kind == json::value("home");
}

/// What the list says, put over what was known. People::change keeps a former name or address in the history.
Values merged(Values known, const Values& list) {
  for (const auto& [field, value] : list) {
    const auto* fresh = value.if_array();
    auto* old = known.if_contains(field);
    auto* rows = old ? old->if_array() : nullptr;
    if (!fresh || !rows) {
      known[field] = value;
      continue;
    }
    const std::string_view by = field == "addresses" ? "address" : field == "phones" ? "number" : "";
    for (const auto& one : *fresh) {
      const auto same = [&](const json::value& x) {
        if (by.empty() || !x.is_object() || !one.is_object()) return x == one;
        const auto *a = x.get_object().if_contains(by), *b = one.get_object().if_contains(by);
        return a && b && *a == *b;
      };
      if (std::any_of(rows->begin(), rows->end(), same)) continue;
      if (by == "address") {
        json::array next = {one};
        for (const auto& x : *rows)
          if (!current(x)) next.push_back(x);
        *rows = std::move(next);
      } else if (rows->size() < static_cast<std::size_t>(charter::kGroupRows)) {
        rows->push_back(one);
      }
    }
  }
  return known;
}

}  // namespace

struct Imports::Adding {
  struct One {
    const RowCheck* check = nullptr;
    PersonId id;
  };
  struct Update {
    int line = 0;
    PersonId existing;
    std::optional<Pass> refer;  // when the person is not with the service yet
  };
  const Work* work = nullptr;
  std::vector<One> people;
  std::vector<Update> updates;
  std::optional<CircleWay> circle;
  std::optional<Pass> all;  // covers everybody new
};

Result<Imports::Adding> Imports::prepare(const gate::Actor& actor, const Job& job, const Work& work) {
  Adding out;
  out.work = &work;
  DecidedRows decided;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, db_.org(), job.said.id));
    return {};
  }));
  int undecided = 0;
  const auto now = clock_.now().ms;
  for (const auto& check : work.checks) {
    const auto it = decided.find(check.line);
    const auto decision = it == decided.end() ? Decision::Undecided : it->second.decision;
    if (check.state == RowState::Good ||
        (check.state == RowState::Duplicate && decision == Decision::AddAnyway))
      out.people.push_back({&check, PersonId::make(now)});
    else if (check.state == RowState::Duplicate && decision == Decision::UpdateExisting)
      out.updates.push_back({check.line, it->second.existing, std::nullopt});
    else if (check.state == RowState::Duplicate && decision == Decision::Undecided)
      ++undecided;
  }
  if (undecided > 0)
    return fail(Code::Invalid, counted_words(undecided, "row") +
                                   " may be somebody who is known already. Decide what "
                                   "to do with each of them first.");
  if (out.people.empty() && out.updates.empty())
    return fail(Code::Invalid, "There is nobody to add: every row has a problem or was left out.");
  std::vector<PersonId> ids;
  for (const auto& one : out.people) ids.push_back(one.id);
  TRY(out.all, gate_.register_many(actor, ids, job.said.service));
  out.circle = circle_way(gate_.charter(), actor, job.said.service);
  CHECK_OK(prepare_updates(actor, job, out));
  return out;
}

/// Who is updated must be with the service, or may be referred to it by this actor.
Status Imports::prepare_updates(const gate::Actor& actor, const Job& job, Adding& adding) {
  const auto& c = gate_.charter();
  const auto service = job.said.service;
  for (auto& u : adding.updates) {
    const gate::Look look{ledger::Act::View, "import", job.said.id.text(), profile_kind(c).categories()};
    auto pass = gate_.see(actor, u.existing, look);
    if (!pass) return with_line(pass.error(), u.line);
    TRY(const auto enrolments, journeys_.enrolments(*pass, u.existing));
    TRY(const auto referrals, journeys_.referrals(*pass, u.existing));
    const bool here = std::any_of(enrolments.begin(), enrolments.end(),
                                  [&](const auto& e) { return e.service == service && !e.ended; }) ||
                      std::any_of(referrals.begin(), referrals.end(), [&](const auto& r) {
                        return r.service == service && (r.state == people::ReferralState::New ||
                                                        r.state == people::ReferralState::Waiting);
                      });
    if (here) continue;
    auto refer = gate_.act(actor, u.existing, service, Duty::Refer);
    if (!refer) return with_line(refer.error(), u.line);
    u.refer = std::move(*refer);
  }
  return {};
}

Status Imports::add_all(store::Txn& txn, const gate::Actor& actor, const Job& job, const Adding& adding) {
  const auto now = clock_.now();
  people::NewReferral referral;
  referral.service = job.said.service;
  referral.source = job.said.origin.source;
  referral.consent_to_refer = job.said.origin.consent;
  referral.received = now;
  for (const auto& [check, id] : adding.people) {
    auto read = read_row(adding.work->reading, adding.work->table.rows[check->at]);
    // A pass for this one alone: the lines that People and Journeys write on the ledger name the people of
    // it.
    TRY(const auto pass, gate_.register_new(actor, id, job.said.service));
    if (const auto added = people_.add(txn, pass, id, read.values); !added)
      return with_line(added.error(), check->line);
    referral.person = id;
    if (const auto referred = journeys_.refer(txn, pass, referral); !referred)
      return with_line(referred.error(), check->line);
    Bytes circle;
    for (auto& r : read.circle) {
      if (!adding.circle) return not_allowed("Your role may not write down family and carers here.", "");
      r.person = id;
      TRY(const auto may_write, gate_.write(actor, id, job.said.service, adding.circle->kind));
      TRY(const auto made, circle_.add(txn, may_write, r));
      circle.insert(circle.end(), made.view().begin(), made.view().end());
    }
    const auto with_circle = circle.empty() ? store::Param() : store::Param(circle);
    CHECK_OK(
        txn.run("INSERT INTO import_row (org, id, line, decision, outcome, person, circle) "
                "VALUES ($1, $2, $3, '', 'added', $4, $5) ON CONFLICT (org, id, line) DO UPDATE SET "
                "outcome = excluded.outcome, person = excluded.person, circle = excluded.circle",
                {db_.org(), job.said.id, check->line, id, with_circle}));
  }
  for (const auto& u : adding.updates) {
    if (u.refer) {
      referral.person = u.existing;
      if (const auto referred = journeys_.refer(txn, *u.refer, referral); !referred)
        return with_line(referred.error(), u.line);
    }
    CHECK_OK(txn.run("UPDATE import_row SET outcome='to-update' WHERE org=$1 AND id=$2 AND line=$3",
                     {db_.org(), job.said.id, u.line}));
  }
  std::vector<ledger::Entry> entries;
  for (std::size_t from = 0; from < adding.people.size(); from += kPeopleAnEntry) {
    auto e = gate_.entry_for(*adding.all, ledger::Act::Import, "import", job.said.id.text(),
                             adding.all->may_write() & profile_kind(gate_.charter()).categories());
    e.people.clear();
    for (auto i = from; i < std::min(adding.people.size(), from + kPeopleAnEntry); ++i)
      e.people.push_back(adding.people[i].id);
    e.note = "source:" + job.said.origin.source;
    entries.push_back(std::move(e));
  }
  if (entries.empty()) return note(txn, actor, job, ledger::Act::Import, "updates-only");
  return gate_.ledger().append_many(txn, entries).map([](auto) {});
}

Result<int> Imports::keep(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  if (j.said.state == ImportState::Kept) {
    int waiting = 0;
    CHECK_OK(db_.read([&](store::Session& s) {
      return s.each("SELECT count(*) FROM import_row WHERE org=$1 AND id=$2 AND outcome='to-update'",
                    {db_.org(), id},
                    [&](const store::Row& r) { return waiting = static_cast<int>(r.i64(0)), false; });
    }));
    if (waiting > 0) {  // the server stopped half-way: go on
      TRY(const auto again, work(actor, j));
      CHECK_OK(bring_up_to_date(actor, j, *again));
      return j.said.kept;
    }
  }
  CHECK_OK(may_keep(j.said));
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
  TRY(const auto adding, prepare(actor, j, *w));
  const auto done = db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto open,
        txn.run("UPDATE import_job SET state='kept', kept=$4 WHERE org=$1 AND id=$2 AND version=$3 AND "
                "state='review'",
                {db_.org(), id, j.version, static_cast<std::int64_t>(adding.people.size())}));
    if (open != 1)
      return fail(Code::Conflict,
                  "This import has just been kept or changed by somebody else. Nothing was added twice.");
    CHECK_OK(add_all(txn, actor, j, adding));
    if (!adding.updates.empty()) return {};
    return txn.run("DELETE FROM import_file WHERE org=$1 AND id=$2", {db_.org(), id}).map([](auto) {});
  });
  CHECK_OK(done);
  const auto kept = static_cast<int>(adding.people.size());
  if (!adding.updates.empty()) CHECK_OK(bring_up_to_date(actor, j, *w));
  desk_->forget(id);
  return kept;
}

Status Imports::bring_up_to_date(const gate::Actor& actor, const Job& job, const Work& work) {
  DecidedRows decided;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, db_.org(), job.said.id));
    return {};
  }));
  const auto update = [&](const RowCheck& check, PersonId person) -> Status {
    TRY(const auto pass, gate_.write(actor, person, job.said.service, profile_kind(gate_.charter()).ix));
    TRY(const auto profile, people_.profile(pass, person));
    const auto values = merged(profile.values, work.row(check, {}).values);
    return people_.change(pass, person, profile.version, values, false).map([](auto) {});
  };
  for (const auto& [line, d] : decided) {
    const auto* check = work.find(line);
    if (d.outcome != "to-update" || !check) continue;
    const auto done = update(*check, d.existing);
    if (!done && done.error().code == Code::Unavailable) return done;  // stays "to-update"
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("it counts changes that have entries of their own");
      TRY(const auto changed,
          txn.run(
              "UPDATE import_row SET outcome=$4 WHERE org=$1 AND id=$2 AND line=$3 AND outcome='to-update'",
              {db_.org(), job.said.id, line, done ? "updated" : "refused"}));
      const std::string column = done ? "updated" : "not_updated";
      return txn
          .run("UPDATE import_job SET " + column + "=" + column + "+$3 WHERE org=$1 AND id=$2",
               {db_.org(), job.said.id, changed})
          .map([](auto) {});
    }));
  }
  return db_.write([&](store::Txn& txn) {
    return txn.run("DELETE FROM import_file WHERE org=$1 AND id=$2", {db_.org(), job.said.id}).map([](auto) {
    });
  });
}

}  // namespace candour::exchange
