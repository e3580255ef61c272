#include "record/misfiled.h"

#include <algorithm>

#include "gate/seals.h"
#include "gate/tasks.h"
#include "gate/things.h"
#include "record/above.h"
#include "record/alerts.h"
#include "record/entry_rows.h"
#include "record/misfiled_parts.h"

namespace candour::record {
namespace {

struct Why {
  MisfiledWhy why;
  std::string_view code, words;
};
constexpr Why kWhys[] = {
    {MisfiledWhy::WrongPerson, "wrong-person", "It is about somebody else"},
    {MisfiledWhy::Twice, "twice", "It was written twice"},
    {MisfiledWhy::NotToBeKept, "not-to-be-kept", "It should not have been written down at all"},
};
constexpr std::pair<MisfiledState, std::string_view> kStates[] = {{MisfiledState::Asked, "asked"},
                                                                  {MisfiledState::Refused, "refused"},
                                                                  {MisfiledState::Agreed, "agreed"},
                                                                  {MisfiledState::Done, "done"}};

std::string_view state_code(MisfiledState s) {
  return std::ranges::find(kStates, s, [](const auto& x) { return x.first; })->second;
}

constexpr std::string_view kColumns =
    "SELECT id, entry, person, to_person, why, kind, service, happened, written, author, state, asked, asked_by, "
    "decided, decided_by FROM misfiled ";

}  // namespace

std::string_view why_code(MisfiledWhy w) {
  return std::ranges::find(kWhys, w, &Why::why)->code;
}
std::string_view why_words(MisfiledWhy w) {
  return std::ranges::find(kWhys, w, &Why::why)->words;
}
std::optional<MisfiledWhy> find_why(std::string_view code) {
  const auto* found = std::ranges::find(kWhys, code, &Why::code);
  return found == std::end(kWhys) ? std::nullopt : std::optional(found->why);
}

MisfiledEntries::MisfiledEntries(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock,
                                 jobs::Jobs& jobs)
    : gate_(gate), db_(db), vault_(vault), clock_(clock), jobs_(jobs) {
  jobs_.add(std::make_unique<Work>(*this));
  jobs_.add_sweep([this] { return finish_keys(); });
}

Result<std::vector<Misfiled>> MisfiledEntries::load(store::Session& db, std::string_view rest,
                                                    const std::vector<store::Param>& params) const {
  const auto& c = gate_.charter();
  std::vector<Misfiled> all;
  CHECK_OK(db.each(std::string(kColumns) + std::string(rest), params, [&](const store::Row& r) {
    const auto kind = c.find_kind(r.text(5));
    const auto service = c.find_service(r.text(6));
    const auto why = find_why(r.text(4));
    const auto* state = std::ranges::find(kStates, r.text(10), [](const auto& x) { return x.second; });
    if (!kind || !service || !why || state == std::end(kStates)) return true;
    Misfiled m{r.id<MisfiledId>(0),
               r.id<EntryId>(1),
               r.id<PersonId>(2),
               {},
               *why,
               *kind,
               *service,
               {r.i64(7)},
               {r.i64(8)},
               r.id<StaffId>(9),
               state->first,
               {r.i64(11)},
               r.id<StaffId>(12),
               {},
               {}};
    if (!r.null(3)) m.to = r.id<PersonId>(3);
    if (!r.null(13)) m.decided = UnixMs{r.i64(13)};
    if (!r.null(14)) m.decided_by = r.id<StaffId>(14);
    all.push_back(m);
    return true;
  }));
  for (auto& m : all) {
    if (m.state != MisfiledState::Agreed) continue;
    TRY(const auto job, jobs_.about(db, m.id.raw));
    if (job && job->state == jobs::JobState::Stopped) m.state = MisfiledState::Stopped;
  }
  if (!gate_.seals()) return all;
  for (auto& m : all) {
    TRY(m.holds, gate_.seals()->hold(db, gate::SealSet::Entry, m.entry.raw));
  }
  return all;
}

Result<MisfiledEntries::Stands> MisfiledEntries::stands(store::Session& db, const Pass& pass, PersonId person,
                                                        EntryId entry) {
  const auto& c = gate_.charter();
  const auto theirs = pass.records_of(person);
  std::optional<Stands> found;
  CHECK_OK(db.each(
      "SELECT person, kind, service, version, state, happened, written, author, parts FROM entry "
      "WHERE org=$1 AND id=$2",
      {c.org(), entry}, [&](const store::Row& r) {
        const auto kind = c.find_kind(r.text(1));
        const auto service = c.find_service(r.text(2));
        if (!kind || !service || std::ranges::find(theirs, r.id<PersonId>(0)) == theirs.end()) return false;
        found = Stands{
            entry,    r.id<PersonId>(0), *kind,      *service,         static_cast<std::uint32_t>(r.i64(3)),
            r.str(4), {r.i64(5)},        {r.i64(6)}, r.id<StaffId>(7), r.str(8)};
        return false;
      }));
  if (!found) return not_found();
  CHECK_OK(entry_holds(gate_, db, entry));
  bool restricted = false;
  for (const auto& record : theirs)
    CHECK_OK(db.each("SELECT 1 FROM person WHERE org=$1 AND id=$2 AND restricted<>0", {c.org(), record},
                     [&](const store::Row&) { return restricted = true, false; }));
  if (restricted)
    return not_allowed(
        "This record is restricted: what is in it is kept as it is, also what does not belong there, "
        "until the restriction ends. Tell your data-protection lead.",
        c.at(found->service).clause);
  return *found;
}

Result<MisfiledEntries::Stands> MisfiledEntries::standing_now(const Pass& pass, PersonId person,
                                                              EntryId entry) {
  Stands s;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(s, stands(db, pass, person, entry));
    return {};
  }));
  return s;
}

Status MisfiledEntries::may(const gate::Actor& actor, ServiceIx service, StaffId author) const {
  const auto& c = gate_.charter();
  if (actor.id == author || is_above(c, actor, service, author)) return {};
  return not_allowed(
      "Whoever wrote this says that it does not belong here, or somebody above them. Tell them.",
      c.at(service).clause);
}

Result<bool> MisfiledEntries::may_ask(const gate::Actor& actor, const Entry& e) {
  return may(actor, e.service, e.author) && gate_.step(actor, e.person, e.service, e.kind);
}

Status MisfiledEntries::can_go_to(const gate::Actor& actor, const Stands& s, PersonId to) {
  const auto& kind = gate_.charter().at(s.kind);
  auto there = gate_.write_about(actor, to, s.kind, s.service);
  if (!there)
    return there.error().code == Code::NotAllowed || there.error().code == Code::NotFound
               ? Status(
                     invalid("to",
                             "You cannot write such an entry about that person. Choose somebody about whom "
                             "you can, or ask somebody who can."))
               : Status(tl::unexpected<Error>(there.error()));
  if (there->stays(to) == s.record || there->covers(s.record))
    return invalid("to", "That is the person in whose record it stands.");
  const auto* state = find_state(kind, s.state);
  const bool one_in_force = state && !state->supersedes.empty();
  if (!kind.one_per_person && !one_in_force) return {};
  bool has_one = false;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    for (const auto& record : there->records_of(to))
      CHECK_OK(db.each(
          "SELECT 1 FROM entry WHERE org=$1 AND person=$2 AND kind=$3 AND ($4='' OR state=$4)",
          {db_.org(), record, kind.code, one_in_force ? std::string_view(s.state) : std::string_view()},
          [&](const store::Row&) { return has_one = true, false; }));
    return {};
  }));
  if (!has_one) return {};
  return invalid(
      "to", "They have “" + kind.name +
                "” already, and there is only one of it. Take this one out, and bring theirs up to date.");
}

/// What was agreed and could not be done waits no more: it can be asked anew, otherwise.
Result<bool> MisfiledEntries::waits_now(store::Txn& txn, EntryId entry) {
  TRY(const auto all,
      load(txn, "WHERE org=$1 AND entry=$2 AND state IN ('asked', 'agreed')", {db_.org(), entry}));
  for (const auto& m : all) {
    if (m.state != MisfiledState::Stopped) return true;
    CHECK_OK(txn.run("UPDATE misfiled SET state='refused' WHERE org=$1 AND id=$2", {db_.org(), m.id}));
  }
  return false;
}

Status MisfiledEntries::ask(const gate::Actor& actor, const Pass& pass, PersonId person, EntryId entry,
                            MisfiledWhy why, PersonId to) {
  const auto& c = gate_.charter();
  TRY(const auto s, standing_now(pass, person, entry));
  CHECK_OK(may(actor, s.service, s.author));
  TRY(const auto step, gate_.step(actor, person, s.service, s.kind));
  if (why != MisfiledWhy::WrongPerson)
    to = {};
  else if (!to.is_nil())
    CHECK_OK(can_go_to(actor, s, to));
  const auto now = clock_.now();
  TRY(auto told, whom_to_alert(gate_, {entry, s.record, s.service, &c.at(s.kind), s.author, actor.id}));
  if (!s.author.is_nil() && actor.id != s.author && std::ranges::find(told, s.author) == told.end())
    told.push_back(s.author);
  const auto id = MisfiledId::make(now.ms);
  // What came from outside is only put where it belongs: nobody here wrote it, so there is nobody to agree
  // with.
  const bool at_once = s.author.is_nil() && !to.is_nil();
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const bool waits, waits_now(txn, entry));
    if (waits) return fail(Code::Conflict, "This was asked already, and waits for a second person.");
    CHECK_OK(txn.run(
        "INSERT INTO misfiled (org, id, entry, person, to_person, why, kind, service, happened, written, author, "
        "state, asked, asked_by, decided, decided_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        {c.org(), id, entry, s.record, to.is_nil() ? store::Param() : store::Param(to), why_code(why),
         c.at(s.kind).code, c.at(s.service).code, s.happened.ms, s.written.ms, s.author,
         state_code(at_once ? MisfiledState::Agreed : MisfiledState::Asked), now.ms, actor.id,
         at_once ? store::Param(now.ms) : store::Param(),
         at_once ? store::Param(actor.id) : store::Param()}));
    if (at_once) {
      TRY([[maybe_unused]] const auto job,
          jobs_.start(txn, actor.id, Work::kCode, id.raw, 1, Work::first_cursor(to)));
      told.clear();
    }
    for (const auto staff : told)
      CHECK_OK(gate::add_task(txn, c.org(),
                              {{}, staff, std::string(gate::kMisfiled), s.record, entry.text(), now}));
    auto line =
        gate_.entry_for(step, ledger::Act::Change, gate::thing_code(gate::Thing::Misfiled), entry.text(), {});
    line.note = (at_once ? "agreed why:" : "asked why:") + std::string(why_code(why));
    CHECK_OK(gate_.ledger().append(txn, line));
    return {};
  });
}

Result<bool> MisfiledEntries::may_decide(const gate::Actor& actor, const Misfiled& m) {
  // Who asked wrote it or is above the writer: so one of the two is.
  if (m.state != MisfiledState::Asked || actor.id == m.asked_by || !m.holds) return false;
  if (actor.id != m.author && !is_above(gate_.charter(), actor, m.service, m.author)) return false;
  return gate_.step(actor, m.person, m.service, m.kind).has_value();
}

Status MisfiledEntries::decide(const gate::Actor& actor, const Pass& pass, EntryId entry, MisfiledId id,
                               bool agree) {
  const auto& c = gate_.charter();
  std::optional<Misfiled> m;
  std::optional<Stands> s;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(const auto found, load(db, "WHERE org=$1 AND id=$2", {c.org(), id}));
    if (found.empty() || !pass.covers(found.front().person) || found.front().entry != entry)
      return not_found();
    m = found.front();
    if (m->state != MisfiledState::Asked) return {};
    TRY(s, stands(db, pass, m->person, m->entry));
    return {};
  }));
  if (!s) return fail(Code::Conflict, "Somebody else has decided this meanwhile.");
  TRY(const bool may, may_decide(actor, *m));
  if (!may)
    return not_allowed(
        actor.id == m->asked_by
            ? "You asked for this, so somebody else agrees: whoever wrote it, or somebody above them."
            : "Whoever wrote this agrees, or somebody above them.",
        c.at(m->service).clause);
  if (agree && !m->to.is_nil()) CHECK_OK(can_go_to(actor, *s, m->to));
  TRY(const auto step, gate_.step(actor, m->person, m->service, m->kind));
  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto rows,
        txn.run(
            "UPDATE misfiled SET state=$3, decided=$4, decided_by=$5 WHERE org=$1 AND id=$2 AND state='asked'",
            {c.org(), id, state_code(agree ? MisfiledState::Agreed : MisfiledState::Refused), now.ms,
             actor.id}));
    if (rows != 1) return fail(Code::Conflict, "Somebody else has decided this meanwhile.");
    CHECK_OK(gate::close_tasks(txn, c.org(), gate::kMisfiled, m->entry.text(), now));
    if (agree) {
      TRY([[maybe_unused]] const auto job,
          jobs_.start(txn, actor.id, Work::kCode, id.raw, 1, Work::first_cursor(m->to)));
    }
    auto line = gate_.entry_for(step, ledger::Act::Change, gate::thing_code(gate::Thing::Misfiled),
                                m->entry.text(), {});
    line.note = agree ? "agreed" : "stays";
    CHECK_OK(gate_.ledger().append(txn, line));
    return {};
  });
}

Result<std::optional<Misfiled>> MisfiledEntries::of(const Pass& pass, PersonId person, EntryId entry) {
  if (!pass.covers(person)) return not_found();
  std::optional<Misfiled> newest;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(auto found, load(db, "WHERE org=$1 AND entry=$2 ORDER BY id DESC", {db_.org(), entry}));
    for (auto& m : found)
      if (!newest && (pass.covers(m.person) || (!m.to.is_nil() && pass.covers(m.to)))) newest = std::move(m);
    return {};
  }));
  return newest;
}

Result<std::vector<Misfiled>> MisfiledEntries::taken_off(const Pass& pass, PersonId person) {
  std::vector<Misfiled> all;
  if (!pass.covers(person)) return not_found();
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    for (const auto& record : pass.records_of(person)) {
      TRY(auto found,
          load(db, "WHERE org=$1 AND person=$2 AND state='done' ORDER BY id DESC", {db_.org(), record}));
      for (auto& m : found) {
        const auto held = gate_.charter().at(m.kind).categories();
        if (!(held & pass.may_see()).empty()) all.push_back(std::move(m));
      }
    }
    return {};
  }));
  return all;
}

}  // namespace candour::record
