// joined_record, two rows of one id: (person: the one that stays, other, away 0, undo), (person: the other,
// away 1).
#include "people/joining.h"

#include <algorithm>
#include <set>

#include "base/hidden.h"
#include "base/text.h"
#include "gate/facts.h"
#include "gate/words.h"
#include "people/details_check.h"
#include "people/joining_parts.h"
#include "people/journey_rows.h"
#include "people/limits.h"

namespace candour::people {

namespace {

using ledger::Act;

Status conflict(std::string words) {
  return fail(Code::Conflict, std::move(words));
}

Status check_why(std::string_view why, std::string_view missing) {
  if (clean_text(why).empty()) return invalid("why", std::string(missing));
  if (auto words = too_long(why, limits::kWords, "your reason"); !words.empty()) return invalid("why", words);
  if (auto words = hidden_character_words(why, TextShape::Lines, "your reason"); !words.empty())
    return invalid("why", words);
  return {};
}

ledger::Entry line_for(const gate::Gate& gate, const Pass& pass, std::string_view what, JoinId id,
                       PersonId kept, PersonId other, CategorySet touched) {
  auto e = gate.entry_for(pass, Act::Change, what, id.text(), touched);
  e.people = {kept, other};
  std::ranges::sort(e.people);
  return e;
}

}  // namespace

std::vector<UndoWord> undo_words(std::string_view undo) {
  std::vector<UndoWord> out;
  const auto next = [](std::string_view& rest, char end) {
    const auto at = std::min(rest.find(end), rest.size());
    const auto word = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return word;
  };
  while (!undo.empty()) {
    auto word = next(undo, ' ');
    UndoWord w{next(word, ':'), {}};
    while (!word.empty()) w.parts.push_back(next(word, ':'));
    if (!w.what.empty()) out.push_back(std::move(w));
  }
  return out;
}

Joins::Joins(gate::Gate& gate, store::Db& db, vault::Vault& vault, People& people, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), people_(people), clock_(clock) {}

Status Joins::may_be_joined(store::Session& db, PersonId kept, PersonId other) const {
  if (kept == other) return invalid("other", "These are the same record already. Choose another one.");
  bool away = false, holds = false;
  for (const auto& id : {kept, other})
    CHECK_OK(db.each("SELECT away FROM joined_record WHERE org=$1 AND person=$2 AND ended IS NULL",
                     {db_.org(), id}, [&](const store::Row& r) {
                       away = away || r.i64(0) != 0;
                       holds = holds || (r.i64(0) == 0 && id == other);
                       return true;
                     }));
  if (away)
    return conflict(
        "Somebody has joined one of these records with another one meanwhile. Nothing was changed. Open the "
        "record again: it leads to the one that stays.");
  // So a record never leads to one that leads on, and parting finds what joining left.
  if (holds)
    return conflict(
        "The record that would go into the other one holds another record already. Let that one stay and "
        "join the other into it. If both hold others, part one of them first.");
  return {};
}

Result<std::vector<EndsByJoining>> Joins::ends(store::Session& db, PersonId kept, PersonId other) const {
  const auto& charter = gate_.charter();
  struct Open : EndsByJoining {
    bool stays = false;
  };
  std::vector<PersonId> records{kept, other};
  CHECK_OK(db.each("SELECT other FROM joined_record WHERE org=$1 AND person=$2 AND away=0 AND ended IS NULL",
                   {db_.org(), kept},
                   [&](const store::Row& r) { return records.push_back(r.id<PersonId>(0)), true; }));
  std::vector<Open> open;
  for (const auto& record : records)
    CHECK_OK(db.each(
        "SELECT 0, id, service, version, '' FROM enrolment WHERE org=$1 AND person=$2 AND ended IS NULL UNION ALL "
        "SELECT 1, id, service, version, state FROM referral WHERE org=$1 AND person=$2 AND state IN ('new', 'waiting') "
        "ORDER BY 1, 2",
        {db_.org(), record}, [&](const store::Row& r) {
          Open o;
          const auto service = charter.find_service(r.text(2));
          if (!service) return true;
          o.service = *service;
          o.referral = r.i64(0) != 0;
          o.of_kept = record != other;
          o.record = record;
          o.thing = r.id<EntryId>(1);
          o.version = r.i64(3);
          o.state = r.str(4);
          open.push_back(std::move(o));
          return true;
        }));
  // Support that is there goes before a referral, and the record that stays before the other.
  std::ranges::stable_sort(open, {},
                           [](const Open& o) { return std::tuple(o.service, o.referral, !o.of_kept); });
  std::vector<EndsByJoining> out;
  const Open* first = nullptr;
  for (auto& o : open) {
    if (!first || first->service != o.service) {
      first = &o;
      continue;
    }
    if (first->record == o.record) continue;  // two in one record: as it was
    o.goes_on_in = first->record;
    if (!first->referral) o.goes_on = EnrolmentId{first->thing.raw};
    if (!o.referral)
      CHECK_OK(db.each(
          "SELECT a.staff FROM allocation a WHERE a.org=$1 AND a.enrolment=$2 AND a.ended IS NULL AND NOT "
          "EXISTS (SELECT 1 FROM allocation b WHERE b.org=a.org AND b.enrolment=$3 AND b.staff=a.staff AND "
          "b.ended IS NULL) ORDER BY a.staff",
          {db_.org(), o.thing, o.goes_on},
          [&](const store::Row& r) { return o.workers.push_back(r.id<StaffId>(0)), true; }));
    out.push_back(o);
  }
  return out;
}

Result<JoinPreview> Joins::preview(const Pass& kept, const Pass& other) {
  JoinPreview p;
  const auto& kind = People::Row::kind(gate_.charter());
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    CHECK_OK(may_be_joined(db, kept.person(), other.person()));
    TRY(const auto two, open_both(db, kept, other));
    p.kept = two.kept.profile(two.kept_now);
    p.other = two.other.profile(two.other_now);
    p.differing = two.differing(kind);
    p.held_back = p.kept.held_back | p.other.held_back;
    p.details_stay = two.kept.restricted || two.other.restricted || kept.may_write() != kept.may_see();
    TRY(p.ends, ends(db, kept.person(), other.person()));
    return {};
  }));
  return p;
}

Result<std::string> Joins::end_doubles(store::Txn& txn, const Pass& pass,
                                       const std::vector<EndsByJoining>& all, UnixMs at) {
  std::string undo;
  for (const auto& e : all) {
    const auto next = std::to_string(e.version + 1);
    if (e.referral) {
      CHECK_OK(txn.run(
          "UPDATE referral SET state='withdrawn', decided=$4, decided_by=$5, reason=$6, version=version+1 "
          "WHERE org=$1 AND id=$2 AND version=$3",
          {db_.org(), e.thing, e.version, at.ms, pass.actor(), gate::kSamePerson}));
      CHECK_OK(settle_referral(txn, gate_.charter(), ReferralId{e.thing.raw}, true));
      undo += " referral:" + e.thing.text() + ":" + next + ":" + e.state;
      continue;
    }
    CHECK_OK(
        txn.run("UPDATE enrolment SET ended=$4, reason=$6, version=version+1, changed=$4, changed_by=$5 "
                "WHERE org=$1 AND id=$2 AND version=$3",
                {db_.org(), e.thing, e.version, at.ms, pass.actor(), gate::kSamePerson}));
    CHECK_OK(txn.run("UPDATE allocation SET ended=$3 WHERE org=$1 AND enrolment=$2 AND ended IS NULL",
                     {db_.org(), e.thing, at.ms}));
    CHECK_OK(stop_details_clock(txn, gate_.charter(), EnrolmentId{e.thing.raw}, true));
    undo += " enrolment:" + e.thing.text() + ":" + next;
    for (const auto& worker : e.workers) {
      std::optional<TeamId> team;
      CHECK_OK(txn.each("SELECT team FROM allocation WHERE org=$1 AND enrolment=$2 AND staff=$3 AND ended=$4",
                        {db_.org(), e.thing, worker, at.ms}, [&](const store::Row& r) {
                          if (!r.null(0)) team = r.id<TeamId>(0);
                          return false;
                        }));
      CHECK_OK(txn.run(
          "INSERT INTO allocation (org, enrolment, staff, started, person, key_worker, team) "
          "VALUES ($1, $2, $3, $4, $5, 0, $6)",
          {db_.org(), e.goes_on, worker, at.ms, e.goes_on_in, team ? store::Param(*team) : store::Param()}));
      undo += " allocation:" + e.goes_on.text() + ":" + worker.text();
    }
  }
  return undo;
}

Status Joins::seal_why(store::Txn& txn, const Pass& pass, PersonId record, JoinId id, std::uint32_t version,
                       std::string_view why) {
  const auto& c = gate_.charter();
  const auto category = gate::identity_category(c);
  return vault_.put(
      txn, pass,
      {record, EntryId{id.raw}, version, category, vault::KeySlot::group(c.retention_group(category))},
      as_bytes(why));
}

Result<JoinId> Joins::join(const gate::Actor& actor, const Joining& j) {
  CHECK_OK(check_why(j.why, "Say how you know that this is one person"));
  TRY(const auto kept, gate_.whole(actor, j.kept));
  TRY(const auto other, gate_.whole(actor, j.other));
  const auto now = clock_.now();
  const auto id = JoinId::make(now.ms);
  const auto why = clean_text(j.why);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(may_be_joined(txn, j.kept, j.other));
    TRY(const auto two, open_both(txn, kept, other));
    if (two.kept.version != j.kept_version || two.other.version != j.other_version)
      return conflict(
          "Somebody has changed the details of one of these records since you looked. Nothing was joined: "
          "look at both again, and then send it once more.");
    CategorySet touched;
    TRY(auto undo, change_details(txn, kept, two, j, touched));
    TRY(const auto doubles, ends(txn, j.kept, j.other));
    TRY(const auto ended, end_doubles(txn, kept, doubles, now));
    undo += ended;
    for (const bool away : {false, true})
      CHECK_OK(
          txn.run("INSERT INTO joined_record (org, id, person, other, away, at, by, undo) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                  {db_.org(), id, away ? j.other : j.kept, away ? j.kept : j.other, away, now.ms, actor.id,
                   away ? std::string_view() : std::string_view(undo)}));
    CHECK_OK(seal_why(txn, kept, j.kept, id, 1, why));
    CHECK_OK(seal_why(txn, other, j.other, id, 1, why));
    touched.add(gate::identity_category(gate_.charter()));
    return gate_.ledger()
        .append(txn, line_for(gate_, kept, "merge", id, j.kept, j.other, touched))
        .map([](auto) {});
  }));
  return id;
}

Status Joins::put_places_back(store::Txn& txn, const Pass& pass, std::string_view undo, UnixMs joined_at) {
  const auto now = clock_.now().ms;
  for (const auto& w : undo_words(undo)) {
    if (w.parts.empty()) continue;
    const auto thing = EntryId::parse(w.parts[0]).value_or(EntryId{});
    const auto version = w.parts.size() > 1 ? std::string(w.parts[1]) : std::string();
    if (w.what == "referral" && w.parts.size() == 3) {
      CHECK_OK(
          txn.run("UPDATE referral SET state=$4, decided=NULL, decided_by=NULL, reason='', version=version+1 "
                  "WHERE org=$1 AND id=$2 AND version=$3",
                  {db_.org(), thing, std::int64_t{std::stoll(version)}, w.parts[2]}));
      CHECK_OK(settle_referral(txn, gate_.charter(), ReferralId{thing.raw}, false));
    } else if (w.what == "enrolment" && w.parts.size() == 2) {
      TRY(const auto opened,
          txn.run("UPDATE enrolment SET ended=NULL, reason='', version=version+1, changed=$4, changed_by=$5 "
                  "WHERE org=$1 AND id=$2 AND version=$3",
                  {db_.org(), thing, std::int64_t{std::stoll(version)}, now, pass.actor()}));
      if (opened != 1) continue;
      CHECK_OK(stop_details_clock(txn, gate_.charter(), EnrolmentId{thing.raw}, false));
      CHECK_OK(txn.run("UPDATE allocation SET ended=NULL WHERE org=$1 AND enrolment=$2 AND ended=$3",
                       {db_.org(), thing, joined_at.ms}));
    } else if (w.what == "allocation" && w.parts.size() == 2) {
      // Whoever came over goes back; whoever was allocated anew since stays.
      const auto staff = StaffId::parse(w.parts[1]).value_or(StaffId{});
      CHECK_OK(txn.run(
          "UPDATE allocation SET ended=$5 WHERE org=$1 AND enrolment=$2 AND staff=$3 AND started=$4 AND "
          "ended IS NULL",
          {db_.org(), thing, staff, joined_at.ms, now}));
    }
  }
  return {};
}

Result<bool> Joins::part(const gate::Actor& actor, PersonId kept, JoinId id, std::string_view given) {
  CHECK_OK(check_why(given, "Say how you know that these are two people"));
  TRY(const auto pass, gate_.whole(actor, kept));
  const auto why = clean_text(given);
  const auto now = clock_.now();
  bool as_before = false;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    PersonId other;
    UnixMs at;
    std::string undo;
    bool parted = false;
    CHECK_OK(txn.each(
        "SELECT other, at, undo, ended FROM joined_record WHERE org=$1 AND id=$2 AND person=$3 AND away=0",
        {db_.org(), id, kept}, [&](const store::Row& r) {
          other = r.id<PersonId>(0);
          at = {r.i64(1)};
          undo = r.str(2);
          parted = !r.null(3);
          return false;
        }));
    if (other.is_nil()) return not_found();
    if (parted) return conflict("Somebody has parted these records already. Nothing was changed.");
    if (!pass.covers(other)) return not_found();  // what is stored of the two does not fit
    TRY(as_before, put_details_back(txn, pass, kept, undo));
    CHECK_OK(put_places_back(txn, pass, undo, at));
    CHECK_OK(txn.run("UPDATE joined_record SET ended=$3, ended_by=$4 WHERE org=$1 AND id=$2",
                     {db_.org(), id, now.ms, actor.id}));
    CHECK_OK(seal_why(txn, pass, kept, id, 2, why));
    CHECK_OK(seal_why(txn, pass, other, id, 2, why));
    CategorySet touched;
    touched.add(gate::identity_category(gate_.charter()));
    auto line = line_for(gate_, pass, "unmerge", id, kept, other, touched);
    if (!as_before) line.note = "details-stay";
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return as_before;
}

}  // namespace candour::people
