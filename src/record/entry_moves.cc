// The steps of an entry from state to state: proposed, sent back, signed off. Who wrote a thing never signs
// it off; somebody above them does, or somebody whose role has that duty in the service.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/mailings.h"
#include "charter/transfers.h"
#include "gate/standing.h"
#include "people/collecting.h"
#include "people/journey_entering.h"
#include "record/above.h"
#include "record/alerts.h"
#include "record/disclosures.h"
#include "record/entry_rows.h"
#include "record/named.h"
#include "record/requests.h"
#include "record/to_hear.h"
#include "store/accounted.h"

namespace candour::record {
namespace {

constexpr std::size_t kMostWords = 4000;

/// The charter lists the move for one of the actor's roles in this service.
bool role_makes(const charter::Charter& charter, const gate::Actor& actor, ServiceIx service, KindIx kind,
                const charter::Move& move) {
  return std::any_of(actor.posts.begin(), actor.posts.end(), [&](const gate::Post& post) {
    const auto& moves = charter.at(post.role).moves;
    return gate::covers(post, service) &&
           std::find(moves.begin(), moves.end(), std::pair(kind, move.code)) != moves.end();
  });
}

/// That a recipient heard of a change, whoever decides about restrictions says too: while one stands, nobody
/// else can (to_hear.h). may_now() asks whether one does.
bool settles_restriction(const charter::Charter& charter, const gate::Actor& actor, ServiceIx service,
                         const charter::Kind& kind, const charter::Move& move) {
  return tells_of_change(kind, move) && decides_on_restriction(charter, actor, service);
}

/// May this actor take this step now?
Status may_move(const charter::Charter& charter, const gate::Actor& actor, const Entry& entry,
                const charter::Kind& kind, const charter::Move* move) {
  const auto& clause = charter.at(entry.service).clause;
  if (!move) return not_found();
  if (!role_makes(charter, actor, entry.service, kind.ix, *move) &&
      !settles_restriction(charter, actor, entry.service, kind, *move))
    return not_allowed("Your role does not include the step \"" + move->name + "\" for this.", clause);
  if (move->supervisor && !is_above(charter, actor, entry.service, entry.author))
    return not_allowed(actor.id == entry.author ? "You wrote this, so somebody above you takes this step."
                                                : "This step is for a supervisor of the one who wrote it.",
                       clause);
  if (std::find(move->from.begin(), move->from.end(), entry.state) == move->from.end()) {
    const auto* state = find_state(kind, entry.state);
    return fail(Code::Conflict, "This is \"" + (state ? state->name : std::string("somewhere else")) +
                                    "\" now, so the step no longer fits. Look at it again.");
  }
  return {};
}

/// Who brought it to where it stands, or wrote it when nobody has moved it. A step to the same state (what
/// was done meanwhile) is not one.
Result<StaffId> who_brought_it_here(store::Session& db, const std::string& org, const Entry& entry) {
  auto who = entry.author;
  std::string state;
  CHECK_OK(db.each("SELECT by, change, state FROM entry_version WHERE org=$1 AND entry=$2 ORDER BY version",
                   {org, entry.id}, [&](const store::Row& r) {
                     if (r.text(1).starts_with("move:") && r.text(2) != state) who = r.id<StaffId>(0);
                     state = r.str(2);
                     return true;
                   }));
  return who;
}

/// Who wrote what stands there since it came to this state: whoever only looks at it has written nothing of
/// it.
Result<bool> wrote_it_here(store::Session& db, const std::string& org, const Entry& entry, StaffId who) {
  bool wrote = false;
  CHECK_OK(db.each("SELECT by, change FROM entry_version WHERE org=$1 AND entry=$2 ORDER BY version",
                   {org, entry.id}, [&](const store::Row& r) {
                     if (r.text(1).starts_with("move:")) wrote = false;
                     if (!r.text(1).starts_with("move:") && r.id<StaffId>(0) == who) wrote = true;
                     return true;
                   }));
  return wrote;
}

/// What must be answered before it ends: a report that the law asks for, an action that somebody has taken
/// on.
Status nothing_is_open(store::Session& db, const charter::Charter& charter, const Entry& entry,
                       const charter::Kind& kind) {
  std::string open;
  CHECK_OK(db.each("SELECT deadline FROM due WHERE org=$1 AND entry=$2 AND done=0 ORDER BY on_day, deadline",
                   {charter.organisation.code, entry.id}, [&](const store::Row& r) {
                     const auto* d = kind.find_deadline(r.text(0));
                     if (d && !d->until_field.empty() && open.find(d->name) == open.npos)
                       open += (open.empty() ? "" : "; ") + d->name;
                     return true;
                   }));
  if (open.empty()) return {};
  return fail(Code::Conflict, "This is still open: " + open + ". Answer it first, then this can end.");
}

/// What a step needs beside role and state: that it is not for another by name, another person than before,
/// and that a clock which it makes longer has not ended.
Status may_now(store::Session& db, const gate::Gate& gate, const gate::Actor& actor, const Entry& entry,
               const charter::Kind& kind, const charter::Move& move, UnixMs now) {
  const auto& charter = gate.charter();
  const auto& clause = charter.at(entry.service).clause;
  if (!role_makes(charter, actor, entry.service, kind.ix, move)) {
    TRY(const auto records, gate.records_of(entry.person));
    TRY(const bool restricted, people::is_restricted(db, gate.charter().org(), records));
    if (!restricted)
      return not_allowed("Your role includes this step only while the record is restricted.", clause);
  }
  TRY(const auto whose, for_one_alone(gate, db, entry.person, entry.id, entry.service, kind));
  if (!whose.is_nil() && whose != actor.id && !actor.covers_for(whose))
    return not_allowed(
        "This is for a colleague by name, so it is for them, or for whoever stands in for them, to "
        "say \"" +
            move.name + "\". Somebody above them can take it over first.",
        clause);
  if (move.second) {
    TRY(const auto before, who_brought_it_here(db, charter.organisation.code, entry));
    // Of what leaves the house or is destroyed, each word is seen by two.
    const bool by_two =
        kind.records_mailing || kind.records_return || kind.records_destruction || charter::is_transfer(kind);
    TRY(const bool wrote, wrote_it_here(db, charter.organisation.code, entry, actor.id));
    // Who sent it has left: it goes on by somebody who looks at it anew, and not by its author.
    const bool goes_on = kind.records_mailing && entry.state == charter::mailing_field::kHalted;
    if (before == actor.id || (by_two && wrote) || (goes_on && entry.author == actor.id))
      return not_allowed(before == actor.id
                             ? "This needs a second person: you took the step before, so somebody "
                               "else takes this one."
                             : "This needs a second person: you have written in it, so somebody "
                               "else takes this step.",
                         clause);
  }
  if (const auto* to = find_state(kind, move.to); to && to->final)
    CHECK_OK(nothing_is_open(db, charter, entry, kind));
  CHECK_OK(check_request_time(db, charter, kind, entry.id, move, today(now)));
  for (const auto& d : kind.deadlines) {
    if (d.extended_by != move.code) continue;
    std::optional<std::int64_t> on;
    bool already = false;
    CHECK_OK(db.each("SELECT on_day FROM due WHERE org=$1 AND entry=$2 AND deadline=$3",
                     {charter.organisation.code, entry.id, d.code}, [&](const store::Row& r) {
                       on = r.i64(0);
                       return false;
                     }));
    CHECK_OK(db.each("SELECT 1 FROM entry_version WHERE org=$1 AND entry=$2 AND change=$3",
                     {charter.organisation.code, entry.id, "move:" + move.code},
                     [&](const store::Row&) { return already = true, false; }));
    if (already)
      return fail(Code::Conflict,
                  "The time was made longer already, and can be only once. Finish it, and say why "
                  "it is late.");
    if (on && *on < day_number(today(now)))
      return fail(Code::Conflict,
                  "The time ended on " + date_words(day_of(*on)) +
                      ", so it can no longer be made longer. Finish it, and say why it is late.");
  }
  return {};
}

/// What was proposed about a request is agreed to by the other of the two who decide about it.
Status agreed_by_both(store::Session& db, const charter::Charter& charter, const gate::Actor& actor,
                      const Entry& entry, const charter::Kind& kind, const charter::Move& move,
                      const charter::Values& values) {
  if (!kind.records_request || !move.second) return {};
  TRY(const auto proposed_by, who_brought_it_here(db, charter.organisation.code, entry));
  return check_second_decider(db, charter, actor, proposed_by, {entry.person, entry.service, &kind}, move,
                              values);
}

Status changed_meanwhile() {
  return fail(Code::Conflict,
              "Somebody else changed this meanwhile. Read it again before you take the step.");
}

/// The answers to the questions of a step, checked. Errors: Invalid by field.
Result<charter::Values> answers_to(const charter::Charter& charter, const Entry& entry,
                                   const charter::Kind& kind, const charter::Move& move,
                                   charter::Values given, charter::Now now) {
  people::drop_unasked(charter, entry.service, kind, given);
  auto step = kind.at_step(move);
  charter::Values all;
  for (const auto& f : step.fields) all[f.code] = "";
  people::drop_unasked(charter, entry.service, kind, all);  // what the service never asks, no step asks
  std::erase_if(step.fields, [&](const charter::Field& f) { return !all.contains(f.code); });
  auto checked = charter::check_values(step, charter.kind_use(entry.service, kind.ix),
                                       charter.at(entry.service).home_based, given, now);
  if (!checked.problems.empty()) return invalid(std::move(checked.problems));
  return std::move(checked.values);
}

/// As with a form: what the step asks and was left empty is empty now, as far as the mover sees it.
charter::Values values_after(const charter::Charter& charter, const Entry& entry, const charter::Move& move,
                             const charter::Values& before, const charter::Values& said, CategorySet seen) {
  const auto& kind = charter.at(entry.kind);
  auto values = before;
  for (const auto& f : kind.at_step(move).fields)
    if (seen.has(f.category)) values.erase(f.code);
  people::keep_unasked(charter, entry.service, kind, before, values);
  for (const auto& [field, value] : said) values[field] = value;
  return values;
}

/// What is locked is corrected with a reason, and never by leaving a box empty: a step adds to it.
Status takes_nothing_away(const charter::Charter& charter, const Entry& entry, const charter::Move& move,
                          const charter::Values& before, const charter::Values& after) {
  const auto& kind = charter.at(entry.kind);
  const auto* state = find_state(kind, entry.state);
  if (!state || !state->locked) return {};
  std::vector<FieldProblem> problems;
  for (const auto& f : kind.at_step(move).fields) {
    const auto *was = before.if_contains(f.code), *is = after.if_contains(f.code);
    const bool fewer =
        was && is && was->is_array() && is->is_array() && is->get_array().size() < was->get_array().size();
    if (was && (!is || fewer))
      problems.push_back({f.code, "This is locked, so a step can add to “" + f.label +
                                      "” and take nothing away. If it is wrong, correct it and say why."});
  }
  return problems.empty() ? Status{} : Status(invalid(std::move(problems)));
}

}  // namespace

bool is_above(const charter::Charter& charter, const gate::Actor& actor, ServiceIx service, StaffId author) {
  if (actor.id == author) return false;
  if (std::find(actor.line.begin(), actor.line.end(), author) != actor.line.end()) return true;
  return std::any_of(actor.posts.begin(), actor.posts.end(), [&](const gate::Post& post) {
    return gate::covers(post, service) && charter.at(post.role).has(charter::Duty::SignOff);
  });
}

Status Entries::supersede_others(store::Txn& txn, const Pass& pass, const Entry& entry,
                                 const charter::Kind& kind, std::string_view state) {
  const auto* reached = find_state(kind, state);
  if (!reached || reached->supersedes.empty()) return {};
  const auto& charter = gate_.charter();
  const auto& org = charter.organisation.code;
  std::vector<Standing> older;
  for (const auto& record : pass.records_of(entry.person)) {
    TRY(const auto found,
        standing(txn,
                 "WHERE e.org=$1 AND e.person=$2 AND e.kind=$3 AND e.service=$4 AND e.state=$5 AND e.id<>$6",
                 {org, record, kind.code, charter.at(entry.service).code, state, entry.id}));
    older.insert(older.end(), found.begin(), found.end());
  }
  for (const auto& o : older)
    CHECK_OK(put_into(txn, pass, o, reached->supersedes, "superseded", "superseded"));
  return {};
}

Status Entries::put_into(store::Txn& txn, const Pass& pass, const Standing& o, std::string_view state,
                         std::string_view change, std::string_view note) {
  const auto& charter = gate_.charter();
  const auto& org = charter.organisation.code;
  const auto now = clock_.now();
  CHECK_OK(entry_holds(gate_, txn, o.id));
  CHECK_OK(txn.run("UPDATE entry SET version=$3, state=$4, changed=$5, changed_by=$6 WHERE org=$1 AND id=$2",
                   {org, o.id, o.version, state, now.ms, pass.actor()}));
  CHECK_OK(keep_version(txn, charter.org(), {o.id, o.version, now, pass.actor(), change, state, o.parts}));
  CHECK_OK(settle_deadlines(
      txn, charter, {o.id, o.record, o.service, o.kind, std::string(state), true, o.written, now, today(now)},
      {}, {}));
  auto line = gate_.entry_for(pass, ledger::Act::Move, o.kind->code, o.id.text(), {});
  line.note = note;
  return gate_.ledger().append(txn, line).map([](auto) {});
}

Status Entries::take_back_consent(const Pass& pass, PersonId person, std::string_view to) {
  const auto& charter = gate_.charter();
  const auto& org = charter.organisation.code;
  return after(db_.write([&](store::Txn& txn) -> Status {
    std::vector<Standing> forms;
    for (const auto& record : pass.records_of(person)) {
      TRY(const auto found,
          standing(txn,
                   "JOIN consent_flag f ON f.org=e.org AND f.entry=e.id WHERE f.org=$1 AND f.person=$2 AND "
                   "f.purpose=$3 AND f.withdrawn_at IS NULL",
                   {org, record, std::string(to)}));
      forms.insert(forms.end(), found.begin(), found.end());
    }
    gate::ConsentFlags flags(gate_, db_, clock_);
    CHECK_OK(flags.withdraw(txn, pass, person, to));
    // The paper says so too: whoever may write about the person may write down that they took it back.
    for (const auto& f : forms) {
      if (is_final(*f.kind, f.state)) continue;
      const auto back = std::ranges::find_if(f.kind->moves,
                                             [&](const charter::Move& m) { return is_final(*f.kind, m.to); });
      if (back == f.kind->moves.end()) continue;
      const auto change = "move:" + back->code;
      CHECK_OK(put_into(txn, pass, f, back->to, change, change));
    }
    return taken_back(txn, pass, person, to);
  }));
}

Status Entries::may_take(const gate::Actor& actor, const Entry& e, const charter::Move& move) {
  const auto& charter = gate_.charter();
  const auto& kind = charter.at(e.kind);
  CHECK_OK(may_move(charter, actor, e, kind, &move));
  CHECK_OK(check_request_step(gate_, actor, {e.person, e.service, &kind}, move, e.values));
  const auto* to = find_state(kind, move.to);
  const auto more = [&](const charter::Deadline& d) {
    return d.extended_by == move.code || (to && to->final && !d.until_field.empty());
  };
  const bool asks =
      move.second || kind.records_request || hands_to_one(kind) || std::ranges::any_of(kind.deadlines, more);
  if (!asks) return {};
  return db_.read_records([&](store::Session& db) -> Status {
    CHECK_OK(may_now(db, gate_, actor, e, kind, move, clock_.now()));
    return agreed_by_both(db, charter, actor, e, kind, move, e.values);
  });
}

Result<std::vector<const charter::Move*>> Entries::moves_for(const gate::Actor& actor, const Entry& e) {
  std::vector<const charter::Move*> x;
  for (const auto& m : gate_.charter().at(e.kind).moves) {
    const auto may = may_take(actor, e, m);
    if (may) x.push_back(&m);
    if (!may && may.error().code != Code::NotAllowed && may.error().code != Code::Conflict)
      return tl::unexpected<Error>(may.error());
  }
  return x;
}

Result<std::uint32_t> Entries::move(const gate::Actor& actor, const Pass& pass, PersonId person, EntryId id,
                                    std::uint32_t based_on, std::string_view move, std::string_view reason,
                                    const charter::Values& answers, const Along& along) {
  std::uint32_t version = 0;
  const auto saved = after(db_.write([&](store::Txn& txn) -> Status {
    TRY(version, move_in(txn, actor, pass, person, id, based_on, move, reason, answers));
    return along ? along(txn) : Status{};
  }));
  if (!saved) return tl::unexpected<Error>(refused(pass, person, "move", id.text(), saved.error()));
  return version;
}

Status Entries::may_be_told_again(const Pass& pass, PersonId person, EntryId id, const Along& along) {
  TRY(const auto e, entry(pass, person, id));
  return db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("asked before it is sent, which has its own line");
    CHECK_OK(check_told_again(txn, consent_rooms(), pass, {e.person, e.service, &gate_.charter().at(e.kind)},
                              e.values));
    return along ? along(txn) : Status{};
  });
}

Result<std::uint32_t> Entries::move_in(store::Txn& txn, const gate::Actor& actor, const Pass& pass,
                                       PersonId person, EntryId id, std::uint32_t based_on,
                                       std::string_view code, std::string_view reason,
                                       const charter::Values& answers) {
  const auto& charter = gate_.charter();
  const auto now = clock_.now();
  if (!pass.covers(person) || actor.id != pass.actor()) return not_found();
  TRY(const auto row, load_one(txn, pass, person, id));
  const auto& kind = charter.at(row.entry.kind);
  if (pass.service() != row.entry.service)
    return not_allowed("This was written in another service.", charter.at(row.entry.service).clause);
  const auto* move = kind.find_move(code);
  CHECK_OK(may_move(charter, actor, row.entry, kind, move));
  if (row.entry.version != based_on) return tl::unexpected<Error>(changed_meanwhile().error());
  const auto why = clean_text(reason);
  if (move->needs_reason && why.empty()) return invalid("reason", "Say why");
  if (auto words = too_long(why, kMostWords, "the reason"); !words.empty()) return invalid("reason", words);

  CHECK_OK(may_now(txn, gate_, actor, row.entry, kind, *move, now));

  const auto sight = sight_of(pass, row);
  TRY(const auto old, people::open_one(txn, vault_, gate_.charter(), sight, row.stored()));
  if (old.untold) return not_found();
  const auto before = old.values();
  TRY(const auto said, answers_to(charter, row.entry, kind, *move, answers, now));
  const auto values = values_after(charter, row.entry, *move, before, said, sight.may_see());
  if (auto problems = charter::order_problems(kind, values); !problems.empty())
    return invalid(std::move(problems));
  CHECK_OK(takes_nothing_away(charter, row.entry, *move, before, values));
  const ConsentForm form{row.entry.person, row.entry.service, &kind};
  CHECK_OK(check_step_by_charter(txn, consent_rooms(), actor, pass, form, *move, values));
  CHECK_OK(agreed_by_both(txn, charter, actor, row.entry, kind, *move, before));
  CHECK_OK(people::in_life(txn, charter, kind, person, before, values));
  CHECK_OK(names_who_can_open(gate_, person, row.entry.service, kind, before, values));
  const auto version = based_on + 1;
  people::Marks marks;
  if (!why.empty()) marks["#why"] = why;
  const people::Place place{row.entry.person, id, &kind};
  people::Sealed sealed{row.parts, {}};
  if (move->asks_anything()) {
    TRY(sealed,
        people::seal_change(txn, vault_, charter, sight, place, version, row.parts, old, values, marks));
  }
  if (sealed.touched.empty()) {
    TRY(sealed.parts, people::seal_marks(txn, vault_, charter, sight, place, version, row.parts, old, marks));
  }
  CHECK_OK(
      txn.run("UPDATE entry SET version=$3, state=$4, changed=$5, changed_by=$6, parts=$7 "
              "WHERE org=$1 AND id=$2",
              {charter.organisation.code, id, std::int64_t{version}, move->to, now.ms, pass.actor(),
               sealed.parts.text(charter)}));
  const auto change = "move:" + move->code;
  CHECK_OK(keep_version(
      txn, charter.org(),
      {id, std::int64_t{version}, now, pass.actor(), change, move->to, sealed.parts.text(charter)}));
  CHECK_OK(settle_deadlines(txn, charter,
                            {id, row.entry.person, row.entry.service, &kind, move->to,
                             row.entry.state != move->to, row.entry.written, now, today(now)},
                            values, sight.may_see()));
  if (row.entry.state != move->to) CHECK_OK(supersede_others(txn, pass, row.entry, kind, move->to));
  CHECK_OK(settle(txn, pass, form, id, values, move->to, row.entry.state != move->to));
  const AlertAbout about{id, row.entry.person, row.entry.service, &kind, row.entry.author, pass.actor()};
  if (!sealed.touched.empty()) {
    CHECK_OK(alert_by_answers(txn, pass, about, before, values));
    CHECK_OK(people::ask_for_decision(txn, pass, person, id.text(), before, values, now));
  }
  const auto fits = [&](const charter::Alert& a) -> Result<bool> { return a.state == move->to; };
  CHECK_OK(raise_alerts(txn, gate_, about, fits, now));
  auto line = gate_.entry_for(pass, ledger::Act::Move, kind.code, id.text(), sealed.touched);
  line.note = change;
  CHECK_OK(gate_.ledger().append(txn, line));
  return version;
}

}  // namespace candour::record
