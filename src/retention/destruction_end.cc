// The end of a destruction: what went is looked for, and what was not found stands on the ledger.
#include <algorithm>

#include "gate/service_subject.h"
#include "gate/standing.h"
#include "retention/destruction_work.h"
#include "retention/erase_rows.h"
#include "vault/keys_left.h"

namespace candour::retention {

namespace field = charter::destruction_field;

std::string roles_of(const charter::Charter& c, const gate::Actor& actor, ServiceIx service) {
  std::vector<std::string> codes;
  for (const auto& post : actor.posts)
    if (gate::covers(post, service)) codes.push_back(c.at(post.role).code);
  std::ranges::sort(codes);
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::string out;
  for (const auto& code : codes) out += (out.empty() ? "" : " ") + code;
  return out;
}

Result<Destructions::Work::Went> Destructions::Work::what_went(store::Session& db, EntryId id,
                                                               PersonId subject) const {
  Went out;
  const auto& org = d_.db_.org();
  CHECK_OK(db.each(
      "SELECT person, outcome FROM destruction_line WHERE org=$1 AND entry=$2 AND outcome IN ('gone', "
      "'part-gone') AND person<>$3",
      {org, id, subject}, [&](const store::Row& r) {
        (r.text(1) == "gone" ? out.whole : out.in_part).push_back(r.id<PersonId>(0));
        return true;
      }));
  out.people = std::ssize(out.whole);
  CHECK_OK(db.each("SELECT approved FROM destruction WHERE org=$1 AND entry=$2 AND approved IS NOT NULL",
                   {org, id}, [&](const store::Row& r) { return out.since = {r.i64(0)}, false; }));
  // Records that were joined went with the one that stayed, and have a stub each.
  CHECK_OK(db.each("SELECT person FROM gone_person WHERE org=$1 AND entry=$2", {org, id},
                   [&](const store::Row& r) { return out.whole.push_back(r.id<PersonId>(0)), true; }));
  std::ranges::sort(out.whole);
  out.whole.erase(std::unique(out.whole.begin(), out.whole.end()), out.whole.end());
  return out;
}

Result<Destructions::Work::Absent> Destructions::Work::look_for_it(EntryId id, ServiceIx service) const {
  const auto& org = d_.db_.org();
  const auto subject = gate::subject_of(d_.gate_.charter(), service);
  CHECK_OK(d_.list_.refresh());
  Went went;
  Absent out;
  CHECK_OK(d_.db_.read_records([&](store::Session& db) -> Status {
    TRY(went, what_went(db, id, subject));
    return {};
  }));
  out.people = went.people;
  out.in_part = std::ssize(went.in_part);
  std::vector<PersonId> others{subject};
  for (const auto& person : went.in_part) {
    TRY(const auto records, d_.gate_.records_of(person));
    others.insert(others.end(), records.begin(), records.end());
  }
  std::vector<vault::KeyName> keys;
  CHECK_OK(d_.db_.read_records([&](store::Session& db) -> Status {
    TRY(const auto rows, rows_left(db, org, went.whole));
    out.left += rows;
    for (const auto& person : went.whole) out.left += d_.list_.has(person) ? 0 : 1;
    for (const auto& f : d_.list_.lines_about(others, went.since)) {
      for (const auto& slot : f.slots) keys.push_back({f.person, slot});
      for (const auto& entry : f.entries) {
        ++out.entries;
        CHECK_OK(db.each("SELECT COUNT(*) FROM entry WHERE org=$1 AND id=$2", {org, entry},
                         [&](const store::Row& r) { return out.left += r.i64(0), false; }));
      }
    }
    return {};
  }));
  TRY(auto* key_store, vault::keys_left_in(d_.vault_));
  TRY(const auto of_people, key_store->keys_left(went.whole));
  TRY(const auto of_others, key_store->keys_left(keys));
  out.left += of_people + of_others;
  return out;
}

Status Destructions::Work::end(jobs::Slice& slice, ServiceIx service) {
  const auto& c = d_.gate_.charter();
  const EntryId id{slice.job().about};
  const auto subject = gate::subject_of(c, service);
  TRY(const auto absent, look_for_it(id, service));
  if (absent.left > 0)
    return fail(Code::Unavailable, "Something that was destroyed was found again, so it is tried again.",
                std::to_string(absent.left) + " rows and keys");
  CHECK_OK(d_.db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto holds, holds_here(txn, c, service));
    std::string version = c.version.number;
    Bytes digest;
    CHECK_OK(txn.each("SELECT version, digest FROM charter_in_force WHERE org=$1", {d_.db_.org()},
                      [&](const store::Row& r) {
                        version = r.str(0);
                        const auto bytes = r.blob(1);
                        digest.assign(bytes.begin(), bytes.end());
                        return false;
                      }));
    const auto found = "whole:" + std::to_string(absent.people) + " part:" + std::to_string(absent.in_part) +
                       " entries:" + std::to_string(absent.entries) +
                       " tables:" + std::to_string(tables_of_people().size()) + " left:0";
    ledger::Entry line;
    line.at = d_.clock_.now();
    line.act = ledger::Act::Job;
    line.what = "destroyed";
    line.thing = id.text();
    line.service = c.at(service).code;
    line.outcome = "done";
    line.note = found;
    line.people = {subject};
    TRY(const auto seq, d_.gate_.ledger().append(txn, line));
    return txn
        .run(
            "UPDATE destruction SET approved_roles=$3, charter=$4, charter_digest=$5, holds=$6, absent=$7, "
            "entry_seq=$8 WHERE org=$1 AND entry=$2",
            {d_.db_.org(), id, roles_of(c, slice.actor(), service), version, digest,
             std::to_string(holds.on_all) + " " + std::to_string(holds.on_people), found, seq})
        .map([](auto) {});
  }));
  CHECK_OK(d_.entries_.end_by_engine(d_.gate_.in_nobodys_name(subject, service), subject, id, field::kDone));
  CHECK_OK(d_.db_.write([&](store::Txn& txn) { return slice.finish(txn, slice.job().done); }));
  return d_.db_.scrub();  // nothing of it is left in pages that are free now
}

}  // namespace candour::retention
