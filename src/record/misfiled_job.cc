// Taking an entry off a record: first the entry, in one transaction; then the keys under which it stood.
#include <algorithm>
#include <chrono>
#include <set>

#include "gate/tasks.h"
#include "gate/things.h"
#include "people/versions.h"
#include "record/entry_rows.h"
#include "record/files.h"
#include "record/misfiled_parts.h"
#include "store/accounted.h"

namespace candour::record {
namespace {

// Rows that follow from an entry, with the person and the service in which it stands.
constexpr std::string_view kFollowsItsPerson[] = {"due", "alert", "diary"};
constexpr std::string_view kOff = "off ", kKeys = "keys", kSeal = "seal";

std::string with_slots(std::string_view step, const std::vector<vault::KeySlot>& slots) {
  std::string s(step);
  for (const auto& k : slots) s += " " + to_text(k.slot);
  return s;
}

std::vector<vault::KeySlot> slots_in(std::string_view cursor) {
  std::vector<vault::KeySlot> slots;
  for (auto at = cursor.find(' '); at != cursor.npos; at = cursor.find(' ', at + 1)) {
    const auto word = cursor.substr(at + 1, cursor.find(' ', at + 1) - at - 1);
    if (const auto id = parse_id128(word)) slots.push_back({*id});
  }
  return slots;
}

}  // namespace

struct MisfiledEntries::Work::Moving {
  const Misfiled& m;
  const Stands& s;
  Pass from;
  std::vector<FileId> files;
  std::set<Id128> own_keys;  // of those that have one
};

std::string MisfiledEntries::Work::first_cursor(PersonId to) {
  return std::string(kOff) + (to.is_nil() ? "-" : to.text());
}

Status MisfiledEntries::Work::step(jobs::Slice& slice) {
  const std::string_view cursor = slice.job().cursor;
  if (cursor.starts_with(kOff))
    return take_off(slice, PersonId::parse(cursor.substr(kOff.size())).value_or(PersonId{}));
  return cursor.starts_with(kKeys) ? keys(slice, slots_in(cursor)) : seal(slice, slots_in(cursor));
}

Status MisfiledEntries::Work::take_off(jobs::Slice& slice, PersonId to) {
  const auto& c = e_.gate_.charter();
  const MisfiledId id{slice.job().about};
  std::optional<Misfiled> m;
  std::vector<vault::KeyName> mail_waiting;
  CHECK_OK(e_.db_.read_records([&](store::Session& db) -> Status {
    TRY(const auto found, e_.load(db, "WHERE org=$1 AND id=$2", {c.org(), id}));
    if (found.empty() || !found.front().holds || found.front().state != MisfiledState::Agreed)
      return fail(Code::Invalid, "There is nothing to take off here.");
    m = found.front();
    return db.each("SELECT id FROM letter_mail WHERE org=$1 AND entry=$2 AND sent IS NULL",
                   {c.org(), m->entry}, [&](const store::Row& r) {
                     mail_waiting.push_back(vault::key_of_thing(r.id<MisfiledId>(0).raw));
                     return true;
                   });
  }));
  TRY(const auto from, e_.gate_.step(slice.actor(), m->person, m->service, m->kind));
  std::optional<Pass> there;
  if (!to.is_nil()) {
    TRY(there, e_.gate_.write_about(slice.actor(), to, m->kind, m->service));
    // Between agreement and this both may have turned out to be one person, or got such an entry.
    TRY(const auto now, e_.standing_now(from, m->person, m->entry));
    CHECK_OK(e_.can_go_to(slice.actor(), now, to));
  }
  CHECK_OK(e_.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    CHECK_OK(
        txn.run("DELETE FROM letter_mail WHERE org=$1 AND entry=$2 AND sent IS NULL", {c.org(), m->entry}));
    TRY(const auto s, e_.stands(txn, from, m->person, m->entry));
    Moving moving{*m, s, from, {}, {}};
    CHECK_OK(txn.each("SELECT id, own_key FROM file WHERE org=$1 AND entry=$2 ORDER BY id",
                      {c.org(), s.entry}, [&](const store::Row& r) {
                        moving.files.push_back(r.id<FileId>(0));
                        if (!r.null(1)) moving.own_keys.insert(moving.files.back().raw);
                        return true;
                      }));
    TRY(auto slots, e_.vault_.slots_of(txn, s.record, s.entry));
    for (const auto& file : moving.files) {
      TRY(const auto more, e_.vault_.slots_of(txn, s.record, EntryId{file.raw}));
      slots.insert(slots.end(), more.begin(), more.end());
    }
    std::ranges::sort(slots);
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    CHECK_OK(drop_drafts(txn, moving));
    CHECK_OK(there ? bring(txn, moving, *there) : drop(txn, moving));
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE misfiled SET state='done' WHERE org=$1 AND id=$2", {c.org(), id}));
    CHECK_OK(enter(txn, from, moving, gate::Thing::TakenOff));
    if (there) CHECK_OK(enter(txn, *there, moving, gate::Thing::Brought));
    return slice.save(txn, with_slots(kKeys, slots), 0);
  }));
  // A letter that waited to go by mail goes nowhere, and opens no more.
  return e_.vault_.destroy_many(mail_waiting);
}

Status MisfiledEntries::Work::enter(store::Txn& txn, const Pass& pass, const Moving& m, gate::Thing what) {
  auto line = e_.gate_.entry_for(pass, ledger::Act::Change, gate::thing_code(what), m.s.entry.text(),
                                 e_.gate_.charter().at(m.s.kind).categories());
  line.note = "kind:" + e_.gate_.charter().at(m.s.kind).code + " why:" + std::string(why_code(m.m.why));
  CHECK_OK(e_.gate_.ledger().append(txn, line));
  return {};
}

/// What somebody was changing in it: the words of a draft stand under an id of their own.
Status MisfiledEntries::Work::drop_drafts(store::Txn& txn, const Moving& m) {
  const auto org = e_.gate_.charter().org();
  std::vector<DraftId> drafts;
  CHECK_OK(txn.each("SELECT id FROM draft WHERE org=$1 AND entry=$2", {org, m.s.entry},
                    [&](const store::Row& r) { return drafts.push_back(r.id<DraftId>(0)), true; }));
  for (const auto& d : drafts) CHECK_OK(e_.vault_.drop_whole(txn, m.from, m.s.record, EntryId{d.raw}));
  return txn.run("DELETE FROM draft WHERE org=$1 AND entry=$2", {org, m.s.entry}).map([](auto) {});
}

/// The same entry, of another person: what was due, raised and given to somebody goes with it.
Status MisfiledEntries::Work::bring(store::Txn& txn, const Moving& m, const Pass& to) {
  const auto& c = e_.gate_.charter();
  const auto& kind = c.at(m.s.kind);
  const auto record = to.stays(m.m.to);
  const auto carry = [&](EntryId what) {
    return e_.vault_.carry(txn, m.from, to, {m.s.record, record, what, [&](CategoryIx category) {
                                               return what == m.s.entry
                                                          ? people::slot_for(c, kind, what, category)
                                                          : slot_of_file(c, FileId{what.raw}, category,
                                                                         m.own_keys.contains(what.raw));
                                             }});
  };
  CHECK_OK(carry(m.s.entry));
  for (const auto& file : m.files) CHECK_OK(carry(EntryId{file.raw}));
  TRY(const auto parts, people::Parts::parse(c, m.s.parts));
  TRY(const auto policy, policy_for(txn, c, to, to.service(), kind, parts.categories()));
  const auto now = e_.clock_.now();
  const auto version = std::int64_t{m.s.version} + 1;
  CHECK_OK(txn.run(
      "UPDATE entry SET person=$3, service=$4, policy=$5, version=$6, changed=$7, changed_by=$8, post_key=NULL "
      "WHERE org=$1 AND id=$2",
      {c.org(), m.s.entry, record, c.at(to.service()).code, policy, version, now.ms, to.actor()}));
  CHECK_OK(
      keep_version(txn, c.org(), {m.s.entry, version, now, to.actor(), "brought", m.s.state, m.s.parts}));
  CHECK_OK(txn.run("UPDATE file SET person=$3 WHERE org=$1 AND entry=$2", {c.org(), m.s.entry, record}));
  CHECK_OK(txn.run("UPDATE hold_flag SET person=$3 WHERE org=$1 AND entry=$2", {c.org(), m.s.entry, record}));
  for (const std::string_view table : kFollowsItsPerson)
    CHECK_OK(txn.run("UPDATE " + std::string(table) + " SET person=$3, service=$4 WHERE org=$1 AND entry=$2",
                     {c.org(), m.s.entry, record, c.at(to.service()).code}));
  CHECK_OK(
      txn.run("UPDATE shared_with SET person=$3 WHERE org=$1 AND entry=$2", {c.org(), m.s.entry, record}));
  // Support that had ended is no matter where it goes.
  CHECK_OK(txn.run("UPDATE due SET done=0 WHERE org=$1 AND entry=$2 AND done=2", {c.org(), m.s.entry}));
  // A yes of the wrong person is nobody's: of the right one it is asked.
  CHECK_OK(shut_what_opened(txn, c.org(), m.s.entry, e_.clock_.now()));
  std::vector<std::string> about{m.s.entry.text()};
  CHECK_OK(txn.each("SELECT id FROM alert WHERE org=$1 AND entry=$2", {c.org(), m.s.entry},
                    [&](const store::Row& r) { return about.push_back(r.id<AlertId>(0).text()), true; }));
  for (const auto& thing : about)
    CHECK_OK(
        txn.run("UPDATE task SET about_person=$3 WHERE org=$1 AND about_thing=$2", {c.org(), thing, record}));
  return {};
}

Status MisfiledEntries::Work::drop(store::Txn& txn, const Moving& m) {
  const auto& c = e_.gate_.charter();
  const auto now = e_.clock_.now();
  CHECK_OK(e_.vault_.drop_whole(txn, m.from, m.s.record, m.s.entry));
  for (const auto& file : m.files) CHECK_OK(e_.vault_.drop_whole(txn, m.from, m.s.record, EntryId{file.raw}));
  CHECK_OK(shut_what_opened(txn, c.org(), m.s.entry, now));
  std::vector<AlertId> alerts;
  CHECK_OK(txn.each("SELECT id FROM alert WHERE org=$1 AND entry=$2", {c.org(), m.s.entry},
                    [&](const store::Row& r) { return alerts.push_back(r.id<AlertId>(0)), true; }));
  for (const auto& a : alerts) {
    CHECK_OK(gate::close_tasks(txn, c.org(), gate::kAlert, a.text(), now));
    CHECK_OK(txn.run("DELETE FROM alert_mail WHERE org=$1 AND alert=$2", {c.org(), a}));
  }
  for (const std::string_view table : kFollowsItsPerson)
    CHECK_OK(
        txn.run("DELETE FROM " + std::string(table) + " WHERE org=$1 AND entry=$2", {c.org(), m.s.entry}));
  for (const std::string_view table :
       {"home_visit", "file", "entry_version", "shared_with", "agreement_flag", "hold_flag"})
    CHECK_OK(
        txn.run("DELETE FROM " + std::string(table) + " WHERE org=$1 AND entry=$2", {c.org(), m.s.entry}));
  CHECK_OK(txn.run("UPDATE task SET done=$3 WHERE org=$1 AND about_thing=$2 AND done IS NULL",
                   {c.org(), m.s.entry.text(), now.ms}));
  CHECK_OK(txn.run("DELETE FROM entry WHERE org=$1 AND id=$2", {c.org(), m.s.entry}));
  return {};
}

/// In whose record it stood.
Result<PersonId> MisfiledEntries::Work::whose(const jobs::Slice& slice) {
  PersonId record;
  CHECK_OK(e_.db_.read([&](store::Session& db) -> Status {
    TRY(const auto found,
        e_.load(db, "WHERE org=$1 AND id=$2", {e_.db_.org(), MisfiledId{slice.job().about}}));
    if (found.empty() || !found.front().holds) return not_found();
    record = found.front().person;
    return {};
  }));
  return record;
}

Status MisfiledEntries::Work::keys(jobs::Slice& slice, const std::vector<vault::KeySlot>& slots) {
  TRY(const auto record, whose(slice));
  CHECK_OK(e_.vault_.renew_keys(record, slots));
  return e_.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    store::no_entry_needed("how far the sealing anew is: the line stands since the entry was taken off");
    return slice.save(txn, with_slots(kSeal, slots), 0);
  });
}

Status MisfiledEntries::Work::seal(jobs::Slice& slice, const std::vector<vault::KeySlot>& slots) {
  TRY(const auto record, whose(slice));
  std::optional<std::vector<vault::RenewedSlot>> all;
  CHECK_OK(e_.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    store::no_entry_needed("nothing is changed: what stays is sealed under another key");
    TRY(all, e_.vault_.seal_anew(txn, record, slots, [&] { return slice.spent(); }));
    return slice.save(txn, slice.job().cursor, 0);
  }));
  if (!all) return {};
  CHECK_OK(e_.vault_.end_renewal(record, *all));
  CHECK_OK(e_.db_.scrub());  // nothing of it is left in pages that are free now
  return e_.db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("the end of a job, whose line stands since the entry was taken off");
    return slice.finish(txn, 1);
  });
}

Status MisfiledEntries::finish_keys() {
  struct Left {
    jobs::JobId job;
    PersonId record;
    std::string cursor;
  };
  std::vector<Left> left;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT j.id, m.person, j.cursor FROM job j JOIN misfiled m ON m.org=j.org AND m.id=j.about WHERE j.org=$1 "
        "AND j.kind=$2 AND j.state='stopped' AND m.state='done' ORDER BY j.id LIMIT 20",
        {db_.org(), Work::kCode}, [&](const store::Row& r) {
          if (!r.text(2).starts_with(kOff))
            left.push_back({r.id<jobs::JobId>(0), r.id<PersonId>(1), r.str(2)});
          return true;
        });
  }));
  for (const auto& l : left) {
    const auto slots = slots_in(l.cursor);
    if (l.cursor.starts_with(kKeys)) CHECK_OK(vault_.renew_keys(l.record, slots));
    std::optional<std::vector<vault::RenewedSlot>> all;
    while (!all)
      CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
        store::no_entry_needed("nothing is changed: what stays is sealed under another key");
        const auto began = std::chrono::steady_clock::now();
        TRY(all, vault_.seal_anew(txn, l.record, slots, [&] {
          return std::chrono::steady_clock::now() - began > jobs::limits::kSlice;
        }));
        return {};
      }));
    CHECK_OK(vault_.end_renewal(l.record, *all));
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("the end of a job, whose line stands since the entry was taken off");
      return txn.run("UPDATE job SET state='done', outcome='done' WHERE org=$1 AND id=$2", {db_.org(), l.job})
          .map([](auto) {});
    }));
  }
  return left.empty() ? Status{} : db_.scrub();
}

}  // namespace candour::record
