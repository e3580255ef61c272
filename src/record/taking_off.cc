#include "record/taking_off.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include "gate/consent_flags.h"
#include "gate/tasks.h"
#include "jobs/jobs.h"
#include "record/alerts.h"
#include "record/entry_rows.h"
#include "record/files.h"
#include "store/accounted.h"

namespace candour::record {
namespace {

constexpr std::string_view kKeys = "keys", kSeal = "seal";
// Rows that hang on an entry by its id.
constexpr std::string_view kOfEntry[] = {
    "due",           "alert",       "diary",           "home_visit",       "file",
    "entry_version", "shared_with", "agreement_flag",  "hold_flag",        "hold_scope",
    "mailing_to",    "mailing",     "transfer_person", "service_transfer", "disputed"};

std::string with_slots(std::string_view step, std::string_view tag,
                       const std::vector<vault::KeySlot>& slots) {
  std::string s(step);
  s += tag;
  for (const auto& k : slots) s += " " + to_text(k.slot);
  return s;
}

}  // namespace

std::vector<vault::KeySlot> slots_in(std::string_view cursor, int skip) {
  std::vector<vault::KeySlot> slots;
  std::istringstream words{std::string(cursor)};
  for (std::string word; words >> word;)
    if (const auto id = --skip < 0 ? parse_id128(word) : std::nullopt) slots.push_back({*id});
  return slots;
}

Result<SealedUnder> sealed_under(store::Session& db, vault::Vault& vault, const OrgCode& org,
                                 const StoodIn& where) {
  SealedUnder out;
  CHECK_OK(db.each("SELECT id, own_key FROM file WHERE org=$1 AND entry=$2 ORDER BY id", {org, where.entry},
                   [&](const store::Row& r) {
                     out.files.push_back(r.id<FileId>(0));
                     if (!r.null(1)) out.with_own_key.push_back(out.files.back());
                     return true;
                   }));
  TRY(out.slots, vault.slots_of(db, where.record, where.entry));
  for (const auto& file : out.files) {
    TRY(const auto more, vault.slots_of(db, where.record, EntryId{file.raw}));
    out.slots.insert(out.slots.end(), more.begin(), more.end());
  }
  std::ranges::sort(out.slots);
  out.slots.erase(std::unique(out.slots.begin(), out.slots.end()), out.slots.end());
  return out;
}

Result<std::vector<vault::KeyName>> mail_waiting(store::Session& db, const OrgCode& org, EntryId entry) {
  std::vector<vault::KeyName> keys;
  CHECK_OK(db.each("SELECT id FROM letter_mail WHERE org=$1 AND entry=$2 AND sent IS NULL", {org, entry},
                   [&](const store::Row& r) {
                     keys.push_back(vault::key_of_thing(r.id<EntryId>(0).raw));
                     return true;
                   }));
  // Copies of its picture in what goes to many.
  CHECK_OK(db.each("SELECT id FROM mailing_use WHERE org=$1 AND item=$2 AND sealed IS NOT NULL", {org, entry},
                   [&](const store::Row& r) {
                     keys.push_back(vault::key_of_thing(r.id<EntryId>(0).raw));
                     return true;
                   }));
  return keys;
}

Status drop_what_waits(store::Txn& txn, vault::Vault& vault, const Pass& pass, const StoodIn& where) {
  const auto& org = pass.org();
  CHECK_OK(txn.run("DELETE FROM letter_mail WHERE org=$1 AND entry=$2 AND sent IS NULL", {org, where.entry}));
  CHECK_OK(txn.run(
      "UPDATE mailing_use SET sealed=NULL, over=CASE WHEN over='' THEN 'gone' ELSE over END WHERE org=$1 "
      "AND item=$2",
      {org, where.entry}));
  // The words of a draft stand under an id of their own.
  std::vector<DraftId> drafts;
  CHECK_OK(txn.each("SELECT id FROM draft WHERE org=$1 AND entry=$2", {org, where.entry},
                    [&](const store::Row& r) { return drafts.push_back(r.id<DraftId>(0)), true; }));
  for (const auto& d : drafts) CHECK_OK(vault.drop_whole(txn, pass, where.record, EntryId{d.raw}));
  return txn.run("DELETE FROM draft WHERE org=$1 AND entry=$2", {org, where.entry}).map([](auto) {});
}

Status drop_entry(store::Txn& txn, vault::Vault& vault, const Pass& pass, const StoodIn& where,
                  const std::vector<FileId>& files, UnixMs now) {
  const auto& org = pass.org();
  CHECK_OK(vault.drop_whole(txn, pass, where.record, where.entry));
  for (const auto& file : files) CHECK_OK(vault.drop_whole(txn, pass, where.record, EntryId{file.raw}));
  CHECK_OK(shut_what_opened(txn, org, where.entry, now));
  std::vector<AlertId> alerts;
  CHECK_OK(txn.each("SELECT id FROM alert WHERE org=$1 AND entry=$2", {org, where.entry},
                    [&](const store::Row& r) { return alerts.push_back(r.id<AlertId>(0)), true; }));
  for (const auto& a : alerts) {
    CHECK_OK(gate::close_tasks(txn, org, gate::kAlert, a.text(), now));
    CHECK_OK(txn.run("DELETE FROM alert_mail WHERE org=$1 AND alert=$2", {org, a}));
  }
  for (const std::string_view table : kOfEntry)
    CHECK_OK(txn.run("DELETE FROM " + std::string(table) + " WHERE org=$1 AND entry=$2", {org, where.entry}));
  CHECK_OK(txn.run("DELETE FROM disputed WHERE org=$1 AND request=$2", {org, where.entry}));
  CHECK_OK(txn.run("UPDATE task SET done=$3 WHERE org=$1 AND about_thing=$2 AND done IS NULL",
                   {org, where.entry.text(), now.ms}));
  return txn.run("DELETE FROM entry WHERE org=$1 AND id=$2", {org, where.entry}).map([](auto) {});
}

std::string Resealing::first(const std::vector<vault::KeySlot>& slots, std::string_view tag) {
  return with_slots(kKeys, tag, slots);
}

bool Resealing::is(std::string_view cursor) {
  return cursor.starts_with(kKeys) || cursor.starts_with(kSeal);
}

Status Resealing::turn(jobs::Slice& slice, PersonId record, std::string_view then) {
  const std::string_view cursor = slice.job().cursor;
  const auto slots = slots_in(cursor, 1);
  if (cursor.starts_with(kKeys)) {
    CHECK_OK(vault_.renew_keys(record, slots));
    return db_.write([&](store::Txn& txn) -> Status {
      slice.begin();
      store::no_entry_needed("how far the sealing anew is: the line stands since the entry was taken off");
      return slice.save(txn, with_slots(kSeal, tag_, slots), slice.job().done);
    });
  }
  std::optional<std::vector<vault::RenewedSlot>> all;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    store::no_entry_needed("nothing is changed: what stays is sealed under another key");
    TRY(all, vault_.seal_anew(txn, record, slots, [&] { return slice.spent(); }));
    return slice.save(txn, cursor, slice.job().done);
  }));
  if (!all) return {};
  CHECK_OK(vault_.end_renewal(record, *all));
  CHECK_OK(db_.scrub());  // nothing of it is left in pages that are free now
  return db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("the end of a job, whose line stands since the entry was taken off");
    if (!then.empty()) return slice.save(txn, then, slice.job().done);
    return slice.finish(txn, std::max<std::int64_t>(slice.job().done, 1));
  });
}

Status Resealing::rest(PersonId record, std::string_view cursor) {
  const auto slots = slots_in(cursor, 1);
  if (cursor.starts_with(kKeys)) CHECK_OK(vault_.renew_keys(record, slots));
  std::optional<std::vector<vault::RenewedSlot>> all;
  while (!all)
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("nothing is changed: what stays is sealed under another key");
      const auto began = std::chrono::steady_clock::now();
      TRY(all, vault_.seal_anew(txn, record, slots, [&] {
        return std::chrono::steady_clock::now() - began > jobs::limits::kSlice;
      }));
      return {};
    }));
  return vault_.end_renewal(record, *all);
}

}  // namespace candour::record
