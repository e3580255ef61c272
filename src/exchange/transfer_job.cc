// The job of a transfer: one person in each slice, by the id after the last.
#include <algorithm>

#include "base/calendar_words.h"
#include "charter/sharing.h"
#include "exchange/transfer_parts.h"
#include "exchange/zip_file.h"
#include "gate/service_subject.h"
#include "gate/things.h"
#include "people/values_in.h"
#include "record/by_notice.h"
#include "vault/hash.h"

namespace candour::exchange {

namespace field = charter::transfer_field;
namespace shared = charter::sharing_field;
using people::text_of;

/// What goes of one person, before it is kept.
struct Transfers::Work::One {
  PersonId person;
  std::int64_t n = 0;
  LeftBehind why{};
  rights::HandedOver parts;
  std::string zip;
  std::optional<Pass> seen, writes;
  std::optional<record::NewEntry> sharing;
  std::optional<EntryId> disclosure;
};

namespace {

/// Of which the entry is that says what went to somebody outside.
std::optional<KindIx> kind_of_sharing(const charter::Charter& c) {
  for (const auto& k : c.kinds)
    if (k.records_sharing) return k.ix;
  return std::nullopt;
}

/// In each person's record: what went, with the service, to whom.
charter::Values sharing_values(const charter::Charter& c, const record::Entry& e, std::int64_t n,
                               const charter::Recipient& to, std::optional<charter::Date> told_on,
                               charter::Date today) {
  const auto purpose = charter::transfer_purpose(c, e.service);
  charter::Values v{
      {"recipient", to.code},
      {"to-whom", text_of(e.values, field::kToWhom)},
      {"who-asks", text_of(e.values, field::kLaw)},
      {"rests-on", purpose ? charter::rests_code(c.at(*purpose)) : std::string()},
      {"beyond-care", shared::kOwnCare},
      {"what", e.values.at(field::kWhat)},
      {"words", "What " + c.at(e.service).name + " holds of these kinds of information, as number " +
                    std::to_string(n) + " of the service that was handed over."},
      {"weighed", text_of(e.values, field::kWeighed)},
      {"arrangements", text_of(e.values, field::kArrangements)},
      {"how", "collected"},
      {"on", iso_date(today)},
      {"already", "no"}};
  if (told_on) {
    v["told"] = shared::kBefore;
    v["told-on"] = iso_date(*told_on);
  } else if (charter::terms_of(to).inform == shared::kAfter) {
    v["told"] = shared::kAfter;
  } else {
    v["told"] = shared::kNotTold;
    v["why-not-told"] = "The notice asks for no telling beforehand.";
  }
  return v;
}

std::string counts_text(const std::map<std::string, std::int64_t>& counts) {
  std::string out;
  for (const auto& [code, n] : counts) out += (out.empty() ? "" : " ") + code + ":" + std::to_string(n);
  return out;
}

std::string stay_text(const rights::HandedOver& parts) {
  std::map<std::string, std::int64_t> counts;
  for (int i = 0; i < rights::kStays; ++i)
    if (const auto n = parts.stays[static_cast<std::size_t>(i)]; n > 0)
      counts[std::string(rights::stays_code(static_cast<rights::Stays>(i)))] = n;
  return counts_text(counts);
}

/// Nothing that a try again would mend: what the notice refuses now it refuses then.
bool says_no(const Error& e) {
  return e.code == Code::Invalid || e.code == Code::NotFound || record::is_by_notice(e);
}

}  // namespace

Status Transfers::Work::step(jobs::Slice& slice) {
  const auto& c = r_.gate.charter();
  const EntryId id{slice.job().about};
  std::optional<Row> row;
  CHECK_OK(r_.db.read([&](store::Session& db) -> Status {
    TRY(row, t_.find(db, id));
    return {};
  }));
  if (!row) return fail(Code::Invalid, "There is nothing to hand over here.");
  if (row->phase == kTell) return tell_or_drop(slice, *row, true);
  if (row->phase == kDrop) return tell_or_drop(slice, *row, false);
  const auto subject = gate::subject_of(c, row->service);
  TRY(const auto place, r_.entries.place(subject, id));
  TRY(const auto pass, r_.gate.step(slice.actor(), subject, row->service, place.kind));
  TRY(const auto entry, r_.entries.entry(pass, subject, id));
  if (entry.state != field::kMaking)
    return r_.db.write([&](store::Txn& txn) { return slice.finish(txn, slice.job().done, "stopped"); });
  One one;
  bool any = false;
  CHECK_OK(r_.db.read([&](store::Session& db) {
    return db.each(
        "SELECT DISTINCT e.person " + std::string(kServed) + " AND e.person>$3 ORDER BY e.person LIMIT 1",
        {r_.db.org(), c.at(row->service).code, PersonId::parse(slice.job().cursor).value_or(PersonId{})},
        [&](const store::Row& r) { return one.person = r.id<PersonId>(0), any = true, false; });
  }));
  if (!any) return made(slice, *row, pass, entry);
  one.n = slice.job().done + 1;
  TRY(one.why, gather_one(slice.actor(), *row, entry, one));
  return keep(slice, *row, entry, one);
}

/// The newest day on which a mailing of this service went to them, by a way that reaches them.
Result<std::optional<charter::Date>> Transfers::Work::told_on(PersonId person, const Row& row) const {
  std::optional<charter::Date> out;
  CHECK_OK(r_.db.read([&](store::Session& db) {
    return db.each(
        "SELECT t.at FROM mailing_to t JOIN mailing m ON m.org=t.org AND m.entry=t.entry WHERE t.org=$1 AND t.person=$2 "
        "AND m.service=$3 AND m.stopped IS NULL AND t.way<>'none' ORDER BY t.at DESC LIMIT 1",
        {r_.db.org(), person, r_.gate.charter().at(row.service).code}, [&](const store::Row& r) {
          const auto on = today(UnixMs{r.i64(0)});
          if (day_number(on) >= row.since) out = on;
          return false;
        });
  }));
  return out;
}

Result<LeftBehind> Transfers::Work::gather_one(const gate::Actor& actor, const Row& row,
                                               const record::Entry& entry, One& one) {
  const auto& c = r_.gate.charter();
  const auto* to = charter::find_recipient(c, row.recipient);
  const auto kind = kind_of_sharing(c);
  const auto purpose = charter::transfer_purpose(c, row.service);
  if (!to || !kind || !purpose) return LeftBehind::Refused;
  std::optional<charter::Date> told;
  if (charter::terms_of(*to).told_before()) {
    TRY(told, told_on(one.person, row));
    if (!told) return LeftBehind::NotTold;
  }
  auto seen = r_.gate.see(actor, one.person,
                          {ledger::Act::View, std::string(gate::thing_code(gate::Thing::Transfer)),
                           row.entry.text(), row.what, purpose});
  if (!seen && says_no(seen.error())) return LeftBehind::OutOfReach;
  if (!seen) return tl::unexpected<Error>(seen.error());
  auto writes = r_.gate.write(actor, one.person, row.service, *kind);
  if (!writes && says_no(writes.error())) return LeftBehind::OutOfReach;
  if (!writes) return tl::unexpected<Error>(writes.error());
  auto parts = rights::hand_over(r_, actor, *seen, row.service, row.what);
  if (!parts && parts.error().code == Code::Corrupt) return LeftBehind::Damaged;
  if (!parts) return tl::unexpected<Error>(parts.error());
  one.parts = *std::move(parts);
  if (one.parts.nothing) return LeftBehind::NoKinds;
  std::vector<ZipPart> files;
  for (const auto& f : one.parts.files) files.push_back({f.name, f.bytes});
  TRY(one.zip, zip_of(files));
  one.parts.files.clear();
  one.seen = *std::move(seen);
  one.writes = *std::move(writes);
  one.sharing.emplace();
  one.sharing->person = one.person;
  one.sharing->service = row.service;
  one.sharing->kind = *kind;
  one.sharing->values = sharing_values(c, entry, one.n, *to, told, today(r_.clock.now()));
  return LeftBehind::Nothing;
}

/// The sharing, the piece and how far the job is stand or fall together. What the charter refuses of this
/// person stays, and says so.
Status Transfers::Work::keep(jobs::Slice& slice, const Row& row, const record::Entry& entry, One& one) {
  const auto write = [&] {
    return r_.db.write([&](store::Txn& txn) -> Status {
      slice.begin();
      // It may have been stopped on another server since this slice began.
      std::string state;
      CHECK_OK(txn.each("SELECT state FROM entry WHERE org=$1 AND id=$2", {r_.db.org(), entry.id},
                        [&](const store::Row& r) { return state = r.str(0), false; }));
      if (state != field::kMaking) return slice.finish(txn, slice.job().done, "stopped");
      if (one.why == LeftBehind::Nothing) {
        TRY(one.disclosure, r_.entries.write(txn, *one.writes, *one.sharing, r_.clock.now()));
      }
      return put(txn, slice, row, one);
    });
  };
  const auto kept = write();
  if (kept || one.why != LeftBehind::Nothing || !says_no(kept.error())) return kept;
  one.why = LeftBehind::Refused;
  one.disclosure.reset();
  return write();
}

Status Transfers::Work::put(store::Txn& txn, jobs::Slice& slice, const Row& row, const One& one) {
  const bool goes = one.why == LeftBehind::Nothing;
  const auto size = static_cast<std::int64_t>(one.zip.size());
  const auto id = EntryId::make(r_.clock.now().ms);
  std::int64_t volume = 1, there = 0;
  Bytes sealed;
  if (goes) {
    CHECK_OK(txn.each(
        "SELECT volume, SUM(bytes) FROM transfer_person WHERE org=$1 AND entry=$2 AND outcome='goes' GROUP BY volume "
        "ORDER BY volume DESC LIMIT 1",
        {r_.db.org(), row.entry},
        [&](const store::Row& r) { return volume = r.i64(0), there = r.i64(1), false; }));
    if (there > 0 && there + size > kVolumeBytes) ++volume;
    TRY(sealed, r_.vault.seal_thing(txn, id.raw, kTransferSeal, as_bytes(one.zip)));
  }
  const auto sha = vault::sha256(as_bytes(one.zip));
  CHECK_OK(txn.run(
      "INSERT INTO transfer_person (org, entry, n, id, person, outcome, why, disclosure, volume, entries, files, "
      "bytes, sha, kinds, stay, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
      {r_.db.org(), row.entry, one.n, id, one.person, std::string(goes ? kGoes : kStays),
       std::string(left_code(one.why)), one.disclosure ? store::Param(*one.disclosure) : store::Param(),
       goes ? volume : 0, goes ? one.parts.entries : 0, goes ? one.parts.enclosed : 0, goes ? size : 0,
       goes ? store::Param(ByteView(sha)) : store::Param(),
       goes ? counts_text(one.parts.kinds) : std::string(), stay_text(one.parts),
       goes ? store::Param(ByteView(sealed)) : store::Param()}));
  return slice.save(txn, one.person.text(), one.n);
}

Status Transfers::Work::made(jobs::Slice& slice, const Row& row, const Pass& pass,
                             const record::Entry& entry) {
  CHECK_OK(r_.db.write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("UPDATE service_transfer SET made=$3 WHERE org=$1 AND entry=$2",
                     {r_.db.org(), row.entry, r_.clock.now().ms}));
    return slice.finish(txn, slice.job().done);
  }));
  for (const auto& move : r_.gate.charter().at(entry.kind).moves)
    if (move.to == field::kReady)
      return r_.entries.move(slice.actor(), pass, entry.person, entry.id, entry.version, move.code, {})
          .map([](auto) {});
  return {};
}

/// Everybody's sharing comes to “told”, or is not told after all. Whose cannot, stays, whatever was put
/// together.
Status Transfers::Work::tell_or_drop(jobs::Slice& slice, const Row& row, bool tell) {
  const auto& c = r_.gate.charter();
  const auto& actor = slice.actor();
  struct {
    std::int64_t n = 0;
    PersonId person;
    EntryId disclosure;
    Id128 piece;
  } next;
  const auto after = std::atoll(slice.job().cursor.c_str());
  CHECK_OK(r_.db.read([&](store::Session& db) {
    return db.each(
        "SELECT n, person, disclosure, id FROM transfer_person WHERE org=$1 AND entry=$2 AND n>$3 AND disclosure IS NOT "
        "NULL AND told IS NULL ORDER BY n LIMIT 1",
        {r_.db.org(), row.entry, std::int64_t{after}}, [&](const store::Row& r) {
          next = {r.i64(0), r.id<PersonId>(1), r.id<EntryId>(2), r.id<EntryId>(3).raw};
          return false;
        });
  }));
  if (next.n == 0)
    return r_.db.write([&](store::Txn& txn) -> Status {
      if (tell)
        CHECK_OK(txn.run("UPDATE service_transfer SET told=$3 WHERE org=$1 AND entry=$2",
                         {r_.db.org(), row.entry, r_.clock.now().ms}));
      return slice.finish(txn, slice.job().done);
    });
  const auto taken = [&]() -> Status {
    TRY(const auto place, r_.entries.place(next.person, next.disclosure));
    if (place.state == (tell ? shared::kGiven : shared::kDropped)) return {};
    TRY(const auto pass, r_.gate.step(actor, next.person, place.service, place.kind));
    for (const auto& move : c.at(place.kind).moves)
      if (move.to == (tell ? shared::kGiven : shared::kDropped) &&
          std::ranges::find(move.from, place.state) != move.from.end())
        return r_.entries
            .move(actor, pass, next.person, next.disclosure, place.version, move.code,
                  move.needs_reason ? "The service is not handed over." : "")
            .map([](auto) {});
    return not_allowed("It may not be told any more.", c.at(place.service).clause);
  }();
  if (!taken && !says_no(taken.error())) return taken;
  CHECK_OK(r_.db.write([&](store::Txn& txn) -> Status {
    slice.begin();
    if (tell && taken)
      CHECK_OK(txn.run("UPDATE transfer_person SET told=$4 WHERE org=$1 AND entry=$2 AND n=$3",
                       {r_.db.org(), row.entry, next.n, r_.clock.now().ms}));
    else
      CHECK_OK(txn.run(
          "UPDATE transfer_person SET outcome=$4, why=$5, sealed=NULL WHERE org=$1 AND entry=$2 AND n=$3",
          {r_.db.org(), row.entry, next.n, std::string(kStays),
           std::string(left_code(LeftBehind::Refused))}));
    return slice.save(txn, std::to_string(next.n), slice.job().done + 1);
  }));
  return tell && taken ? Status{} : r_.vault.destroy_many({vault::key_of_thing(next.piece)});
}

}  // namespace candour::exchange
