#include "exchange/transfers.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/category_list.h"
#include "charter/sharing.h"
#include "exchange/transfer_parts.h"
#include "exchange/zip_file.h"
#include "gate/service_subject.h"
#include "gate/things.h"
#include "people/values_in.h"
#include "record/still_told.h"
#include "record/transfer_terms.h"
#include "store/accounted.h"
#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::exchange {

namespace field = charter::transfer_field;
using people::text_of;

namespace {

struct Left {
  LeftBehind why;
  std::string_view code, words;
};
constexpr Left kLeft[] = {
    {LeftBehind::Nothing, "", ""},
    {LeftBehind::OutOfReach, "out-of-reach",
     "Not to be opened for this, or out of reach of who asked for it"},
    {LeftBehind::NotTold, "not-told", "Was sent nothing that told them of it"},
    {LeftBehind::Refused, "refused", "The notice does not let theirs be told"},
    {LeftBehind::NoKinds, "nothing", "Has nothing here of the kinds of information that go"},
    {LeftBehind::Damaged, "damaged", "Something of it was changed outside Candour"},
};

std::optional<UnixMs> moment(const store::Row& r, int at) {
  if (r.null(at)) return std::nullopt;
  return UnixMs{r.i64(at)};
}

/// "contact-note:12 incident:1".
std::vector<std::pair<std::string, std::int64_t>> read_counts(std::string_view text) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    const auto one = text.substr(at, end - at);
    if (const auto colon = one.find(':'); colon != one.npos)
      out.emplace_back(one.substr(0, colon), std::atoll(std::string(one.substr(colon + 1)).c_str()));
    at = end + 1;
  }
  return out;
}

std::int64_t number_of(const charter::Values& values, std::string_view field) {
  const auto* v = values.if_contains(field);
  if (v && v->is_int64()) return v->get_int64();
  if (v && v->is_uint64()) return static_cast<std::int64_t>(v->get_uint64());
  return v && v->is_double() ? static_cast<std::int64_t>(v->get_double()) : -1;
}

}  // namespace

std::string_view left_words(LeftBehind why) {
  return kLeft[static_cast<std::size_t>(why)].words;
}

std::string_view left_code(LeftBehind why) {
  return kLeft[static_cast<std::size_t>(why)].code;
}

LeftBehind read_left(std::string_view code) {
  const auto* found = std::ranges::find(kLeft, code, &Left::code);
  return found == std::end(kLeft) ? LeftBehind::Refused : found->why;
}

Transfers::Transfers(rights::PackRooms rooms) : r_(std::move(rooms)) {
  r_.entries.on_transfer(
      [this](store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id, const charter::Values& values,
             std::string_view state) { return moved(txn, pass, service, id, values, state); });
  r_.jobs.add(std::make_unique<Work>(*this));
}

Transfers::~Transfers() {
  r_.entries.on_transfer({});
}

Result<std::optional<Transfers::Row>> Transfers::find(store::Session& db, EntryId transfer) const {
  const auto& c = r_.gate.charter();
  std::optional<Row> out;
  CHECK_OK(
      db.each("SELECT service, recipient, categories, since, people, phase, made, told, collected, gone FROM "
              "service_transfer WHERE org=$1 AND entry=$2",
              {r_.db.org(), transfer}, [&](const store::Row& r) {
                const auto service = c.find_service(r.text(0));
                if (!service) return false;
                out.emplace();
                out->entry = transfer;
                out->service = *service;
                out->recipient = r.str(1);
                out->what = charter::read_category_list(c, r.text(2));
                out->since = r.i64(3);
                out->people = r.i64(4);
                out->phase = r.str(5);
                out->made = moment(r, 6);
                out->told = moment(r, 7);
                out->collected = moment(r, 8);
                out->gone = moment(r, 9);
                return false;
              }));
  return out;
}

Result<Transfers::State> Transfers::state(store::Session& db, const Row& row) const {
  State s;
  s.people = row.people;
  s.made = row.made;
  s.told = row.told;
  s.collected = row.collected;
  s.gone = row.gone;
  s.telling = row.phase == kTell && !row.told;
  CHECK_OK(db.each(
      "SELECT outcome, why, COUNT(*), SUM(entries), SUM(files), SUM(bytes), MAX(volume) FROM transfer_person WHERE "
      "org=$1 AND entry=$2 GROUP BY outcome, why",
      {r_.db.org(), row.entry}, [&](const store::Row& r) {
        s.looked_at += r.i64(2);
        if (r.text(0) == kGoes)
          s.goes = {r.i64(2), r.i64(3), r.i64(4), r.i64(5), r.i64(6)};
        else
          s.stays[read_left(r.text(1))] += r.i64(2);
        return true;
      }));
  return s;
}

Result<std::optional<Transfers::State>> Transfers::of(const Pass& pass, EntryId transfer) const {
  std::optional<State> out;
  if (pass.may_see().empty()) return out;
  CHECK_OK(r_.db.read_records([&](store::Session& db) -> Status {
    TRY(const auto row, find(db, transfer));
    if (!row || !pass.covers(gate::subject_of(r_.gate.charter(), row->service))) return {};
    TRY(out, state(db, *row));
    return {};
  }));
  return out;
}

Result<std::vector<Transfers::Line>> Transfers::read(store::Session& db, EntryId transfer,
                                                     std::string_view where, std::int64_t after,
                                                     int most) const {
  std::vector<Line> out;
  CHECK_OK(db.each(
      "SELECT n, person, outcome, why, entries, files, bytes, volume, sha, kinds, stay FROM transfer_person WHERE "
      "org=$1 AND entry=$2 AND n>$3" +
          std::string(where) + " ORDER BY n LIMIT $4",
      {r_.db.org(), transfer, after, std::int64_t{most}}, [&](const store::Row& r) {
        Line l;
        l.n = r.i64(0);
        l.person = r.id<PersonId>(1);
        l.goes = r.text(2) == kGoes;
        l.why = read_left(r.text(3));
        l.entries = r.i64(4);
        l.files = r.i64(5);
        l.bytes = r.i64(6);
        l.volume = r.i64(7);
        if (!r.null(8)) l.sha = vault::to_hex(r.blob(8));
        l.kinds = read_counts(r.text(9));
        l.stay = read_counts(r.text(10));
        return out.push_back(std::move(l)), true;
      }));
  return out;
}

Result<std::vector<Transfers::Line>> Transfers::lines(const Pass& pass, EntryId transfer, std::int64_t after,
                                                      int most) const {
  std::vector<Line> out;
  CHECK_OK(r_.db.read_records([&](store::Session& db) -> Status {
    TRY(const auto row, find(db, transfer));
    if (!row || !pass.covers(gate::subject_of(r_.gate.charter(), row->service))) return not_found();
    TRY(out, read(db, transfer, "", after, most));
    return {};
  }));
  return out;
}

Status Transfers::begin_phase(store::Txn& txn, StaffId by, const Row& row, std::string_view phase) {
  CHECK_OK(txn.run("UPDATE service_transfer SET phase=$3 WHERE org=$1 AND entry=$2",
                   {r_.db.org(), row.entry, std::string(phase)}));
  return r_.jobs.start(txn, by, Work::kCode, row.entry.raw, row.people).map([](auto) {});
}

Status Transfers::begins(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
                         const charter::Values& values) {
  const auto& c = r_.gate.charter();
  const auto kind = c.find_kind(field::kKind);
  const auto since = parse_iso_date(text_of(values, field::kToldSince));
  if (!kind || !since) return not_found();
  CHECK_OK(record::check_transfer(txn, r_.gate, {gate::subject_of(c, service), service, &c.at(*kind)}, values,
                                  today(r_.clock.now())));
  std::int64_t people = 0;
  CHECK_OK(txn.each("SELECT COUNT(DISTINCT e.person) " + std::string(kServed),
                    {r_.db.org(), c.at(service).code},
                    [&](const store::Row& r) { return people = r.i64(0), false; }));
  CHECK_OK(txn.run(
      "INSERT INTO service_transfer (org, entry, service, recipient, categories, since, people, phase, started) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {r_.db.org(), id, c.at(service).code, text_of(values, field::kRecipient),
       charter::category_list(c, charter::chosen_categories(c, values, field::kWhat)), day_number(*since),
       people, std::string(kMake), r_.clock.now().ms}));
  TRY(const auto row, find(txn, id));
  // In the name of whoever asked for it; whoever agreed may be somebody who opens no records.
  auto asked_by = pass.actor();
  CHECK_OK(txn.each("SELECT by FROM entry_version WHERE org=$1 AND entry=$2 ORDER BY version LIMIT 1",
                    {r_.db.org(), id},
                    [&](const store::Row& r) { return asked_by = r.id<StaffId>(0), false; }));
  return begin_phase(txn, asked_by, *row, kMake);
}

/// What they counted is what the manifest has; whoever counts otherwise is told in what.
Status Transfers::check_receipt(store::Txn& txn, const Row& row, const charter::Values& values) const {
  if (!row.told || !row.collected)
    return fail(Code::Conflict, "Nobody has collected it yet, so there is nothing to confirm.");
  TRY(const auto now, state(txn, row));
  std::vector<FieldProblem> wrong;
  const auto on = parse_iso_date(text_of(values, field::kReceivedOn));
  if (!on || day_number(*on) < day_number(today(*row.collected)))
    wrong.push_back({std::string(field::kReceivedOn),
                     "It was collected on " + date_words(today(*row.collected)) + ", and not before."});
  const auto same = [&](std::string_view at, std::int64_t ours, std::string_view what) {
    const auto theirs = number_of(values, at);
    if (theirs == ours) return;
    wrong.push_back({std::string(at), "The manifest has " + with_commas(ours) + " " + std::string(what) +
                                          ", so the two differ by " +
                                          with_commas(theirs > ours ? theirs - ours : ours - theirs) +
                                          ": compare number by number with them before this is confirmed."});
  };
  same(field::kPeople, now.goes.people, "people");
  same(field::kEntries, now.goes.entries, "entries");
  same(field::kFiles, now.goes.files, "files");
  if (!wrong.empty()) return invalid(std::move(wrong));
  return {};
}

Status Transfers::moved(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
                        const charter::Values& values, std::string_view to) {
  if (to == field::kMaking) return begins(txn, pass, service, id, values);
  TRY(const auto row, find(txn, id));
  if (!row) return {};
  if (to == field::kReady && !row->made)
    return fail(Code::Conflict, "It is still being put together: load the page again to see how far it is.");
  if (to == field::kReceived) return check_receipt(txn, *row, values);
  if (to != field::kStopped) return {};
  if (row->told || row->phase == kTell)
    return fail(Code::Conflict, "It was put ready to be collected, so it was told: it cannot be stopped.");
  return begin_phase(txn, pass.actor(), *row, kDrop);
}

Status Transfers::tell(const gate::Actor& actor, const Pass& pass, EntryId transfer) {
  return r_.db.write([&](store::Txn& txn) -> Status {
    TRY(const auto row, find(txn, transfer));
    if (!row || !pass.covers(gate::subject_of(r_.gate.charter(), row->service))) return not_found();
    if (!row->made || row->gone || row->phase == kDrop)
      return fail(Code::Conflict, "There is nothing to be collected now.");
    if (row->phase == kTell) return {};
    auto line = r_.gate.entry_for(pass, ledger::Act::Disclose, gate::thing_code(gate::Thing::Transfer),
                                  transfer.text(), {});
    line.note = "ready";
    CHECK_OK(r_.gate.ledger().append(txn, line).map([](auto) {}));
    return begin_phase(txn, actor.id, *row, kTell);
  });
}

Result<Transfers::Counts> Transfers::offered(EntryId transfer) const {
  Counts out;
  CHECK_OK(r_.db.read([&](store::Session& db) -> Status {
    TRY(const auto row, find(db, transfer));
    if (!row || row->gone) return not_found();
    if (!row->told)
      return fail(Code::Conflict, "It is being made ready. Come back in a few minutes.", "telling");
    // What was told was told under an agreement: whoever comes after it has ended collects no more of it.
    TRY(const auto why_not, record::why_not_any_more(db, r_.gate, r_.vault, transfer, r_.clock.now()));
    if (!why_not.empty())
      return fail(Code::Conflict,
                  "The agreement under which this goes to you has ended, so nothing more of it can be "
                  "collected. Ask whoever sent you the address.");
    TRY(const auto now, state(db, *row));
    out = now.goes;
    return {};
  }));
  return out;
}

Result<std::string> Transfers::volume(EntryId transfer, std::int64_t n) {
  const auto& c = r_.gate.charter();
  TRY([[maybe_unused]] const auto counts, offered(transfer));
  struct Piece {
    std::string name;
    Id128 id;
    Bytes sealed, sha;
    std::string bytes;
  };
  std::vector<Piece> pieces;
  std::vector<Line> goes;
  std::optional<Row> row;
  State now;
  CHECK_OK(r_.db.read([&](store::Session& db) -> Status {
    TRY(row, find(db, transfer));
    if (!row) return not_found();
    TRY(now, state(db, *row));
    TRY(goes, read(db, transfer, " AND outcome='goes'", 0, 1'000'000));
    return db.each(
        "SELECT t.n, t.id, t.sealed, t.sha, e.state FROM transfer_person t JOIN entry e ON e.org=t.org AND "
        "e.id=t.disclosure WHERE t.org=$1 AND t.entry=$2 AND t.volume=$3 AND t.outcome='goes' AND t.told IS NOT NULL "
        "ORDER BY t.n",
        {r_.db.org(), transfer, n}, [&](const store::Row& r) {
          // What was restricted, put right or deleted since is not handed out as it was.
          if (r.null(2) || !charter::may_still_go(r.text(4))) return true;
          pieces.push_back({std::to_string(r.i64(0)) + ".zip",
                            r.id<EntryId>(1).raw,
                            {r.blob(2).begin(), r.blob(2).end()},
                            {r.blob(3).begin(), r.blob(3).end()},
                            {}});
          return true;
        });
  }));
  if (pieces.empty()) return not_found();
  const auto json = manifest_json(c, c.at(row->service).name, goes, now);
  const auto csv = manifest_csv(c, goes);
  std::vector<ZipPart> parts{{"manifest.json", json}, {"manifest.csv", csv}};
  for (auto& p : pieces) {
    TRY(const auto plain, r_.vault.open_thing(p.id, kTransferSeal, p.sealed));
    if (!std::ranges::equal(vault::sha256(plain), p.sha))
      return fail(Code::Corrupt, "A piece is not what was put together.", "transfer " + transfer.text());
    p.bytes = std::string(as_text(plain));
    p.sealed.clear();
    parts.push_back({p.name, p.bytes});
  }
  TRY(auto zip, zip_of(parts));
  CHECK_OK(r_.db.write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        txn.run("UPDATE service_transfer SET collected=COALESCE(collected, $3) WHERE org=$1 AND entry=$2",
                {r_.db.org(), transfer, r_.clock.now().ms}));
    ledger::Entry line;
    line.at = r_.clock.now();
    line.act = ledger::Act::Disclose;
    line.people = {gate::subject_of(c, row->service)};
    line.what = std::string(gate::thing_code(gate::Thing::Transfer));
    line.thing = transfer.text();
    line.note = "collected:" + std::to_string(n);
    return r_.gate.ledger().append(txn, line).map([](auto) {});
  }));
  return zip;
}

Status Transfers::sweep() {
  constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;
  std::vector<Id128> over;
  CHECK_OK(r_.db.read_records([&](store::Session& db) {
    return db.each(
        "SELECT p.id FROM service_transfer t JOIN entry e ON e.org=t.org AND e.id=t.entry JOIN transfer_person p ON "
        "p.org=t.org AND p.entry=t.entry WHERE t.org=$1 AND t.gone IS NULL AND p.sealed IS NOT NULL AND "
        "(e.state IN ('received', 'stopped') OR t.told<=$2) LIMIT 200",
        {r_.db.org(), r_.clock.now().ms - kKeptDays * kDayMs},
        [&](const store::Row& r) { return over.push_back(r.id<EntryId>(0).raw), true; });
  }));
  if (over.empty()) return {};
  std::vector<vault::KeyName> keys;
  for (const auto& id : over) keys.push_back(vault::key_of_thing(id));
  CHECK_OK(r_.vault.destroy_many(keys));
  return r_.db.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("pieces of a transfer that has ended are destroyed: its steps have their lines");
    for (const auto& id : over)
      CHECK_OK(txn.run("UPDATE transfer_person SET sealed=NULL WHERE org=$1 AND id=$2",
                       {r_.db.org(), EntryId{id}}));
    return txn
        .run(
            "UPDATE service_transfer SET gone=$2 WHERE org=$1 AND gone IS NULL AND told IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM transfer_person p WHERE p.org=service_transfer.org AND p.entry=service_transfer.entry AND "
            "p.sealed IS NOT NULL)",
            {r_.db.org(), r_.clock.now().ms})
        .map([](auto) {});
  });
}

}  // namespace candour::exchange
