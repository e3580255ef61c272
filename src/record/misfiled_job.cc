// Taking an entry off a record: first the entry, in one transaction; then the keys under which it stood.
#include <algorithm>

#include "gate/things.h"
#include "people/versions.h"
#include "record/entry_rows.h"
#include "record/files.h"
#include "record/misfiled_parts.h"
#include "record/taking_off.h"
#include "store/accounted.h"

namespace candour::record {
namespace {

// Rows that follow from an entry, with the person and the service in which it stands.
constexpr std::string_view kFollowsItsPerson[] = {"due", "alert", "diary"};
constexpr std::string_view kOff = "off ";

}  // namespace

struct MisfiledEntries::Work::Moving {
  const Misfiled& m;
  const Stands& s;
  Pass from;
  SealedUnder sealed;
};

std::string MisfiledEntries::Work::first_cursor(PersonId to) {
  return std::string(kOff) + (to.is_nil() ? "-" : to.text());
}

Status MisfiledEntries::Work::step(jobs::Slice& slice) {
  const std::string_view cursor = slice.job().cursor;
  if (cursor.starts_with(kOff))
    return take_off(slice, PersonId::parse(cursor.substr(kOff.size())).value_or(PersonId{}));
  TRY(const auto record, whose(slice));
  return Resealing(e_.db_, e_.vault_).turn(slice, record);
}

Status MisfiledEntries::Work::take_off(jobs::Slice& slice, PersonId to) {
  const auto& c = e_.gate_.charter();
  const MisfiledId id{slice.job().about};
  std::optional<Misfiled> m;
  std::vector<vault::KeyName> mails;
  CHECK_OK(e_.db_.read_records([&](store::Session& db) -> Status {
    TRY(const auto found, e_.load(db, "WHERE org=$1 AND id=$2", {c.org(), id}));
    if (found.empty() || !found.front().holds || found.front().state != MisfiledState::Agreed)
      return fail(Code::Invalid, "There is nothing to take off here.");
    m = found.front();
    TRY(mails, mail_waiting(db, c.org(), m->entry));
    return {};
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
    TRY(const auto s, e_.stands(txn, from, m->person, m->entry));
    const StoodIn where{s.record, s.entry};
    TRY(auto sealed, sealed_under(txn, e_.vault_, c.org(), where));
    const Moving moving{*m, s, from, std::move(sealed)};
    CHECK_OK(drop_what_waits(txn, e_.vault_, from, where));
    CHECK_OK(there ? bring(txn, moving, *there)
                   : drop_entry(txn, e_.vault_, from, where, moving.sealed.files, e_.clock_.now()));
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE misfiled SET state='done' WHERE org=$1 AND id=$2", {c.org(), id}));
    CHECK_OK(enter(txn, from, moving, gate::Thing::TakenOff));
    if (there) CHECK_OK(enter(txn, *there, moving, gate::Thing::Brought));
    return slice.save(txn, Resealing::first(moving.sealed.slots), 0);
  }));
  // A letter that waited to go by mail goes nowhere, and opens no more.
  return e_.vault_.destroy_many(mails);
}

Status MisfiledEntries::Work::enter(store::Txn& txn, const Pass& pass, const Moving& m, gate::Thing what) {
  auto line = e_.gate_.entry_for(pass, ledger::Act::Change, gate::thing_code(what), m.s.entry.text(),
                                 e_.gate_.charter().at(m.s.kind).categories());
  line.note = "kind:" + e_.gate_.charter().at(m.s.kind).code + " why:" + std::string(why_code(m.m.why));
  CHECK_OK(e_.gate_.ledger().append(txn, line));
  return {};
}

/// The same entry, of another person: what was due, raised and given to somebody goes with it.
Status MisfiledEntries::Work::bring(store::Txn& txn, const Moving& m, const Pass& to) {
  const auto& c = e_.gate_.charter();
  const auto& kind = c.at(m.s.kind);
  const auto record = to.stays(m.m.to);
  const auto& own = m.sealed.with_own_key;
  const auto carry = [&](EntryId what) {
    return e_.vault_.carry(
        txn, m.from, to, {m.s.record, record, what, [&](CategoryIx category) {
                            return what == m.s.entry
                                       ? people::slot_for(c, kind, what, category)
                                       : slot_of_file(c, FileId{what.raw}, category,
                                                      std::ranges::find(own, FileId{what.raw}) != own.end());
                          }});
  };
  CHECK_OK(carry(m.s.entry));
  for (const auto& file : m.sealed.files) CHECK_OK(carry(EntryId{file.raw}));
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
  // Somebody else's word on it is none of the person's whose it is.
  CHECK_OK(txn.run("DELETE FROM disputed WHERE org=$1 AND (entry=$2 OR request=$2)", {c.org(), m.s.entry}));
  // What was picked of the wrong record is collected by nobody.
  CHECK_OK(txn.run("DELETE FROM pickup WHERE org=$1 AND entry=$2", {c.org(), m.s.entry}));
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
    CHECK_OK(Resealing(db_, vault_).rest(l.record, l.cursor));
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("the end of a job, whose line stands since the entry was taken off");
      return txn.run("UPDATE job SET state='done', outcome='done' WHERE org=$1 AND id=$2", {db_.org(), l.job})
          .map([](auto) {});
    }));
  }
  return left.empty() ? Status{} : db_.scrub();
}

}  // namespace candour::record
