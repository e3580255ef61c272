#include "letters/pickups.h"

#include <algorithm>

#include "base/text.h"
#include "charter/sharing.h"
#include "charter/transfers.h"
#include "gate/things.h"
#include "people/secret_links.h"
#include "record/still_told.h"
#include "store/accounted.h"
#include "vault/hash.h"
#include "vault/passwords.h"

namespace candour::letters {
namespace {

constexpr std::size_t kCodeDigits = 8;
constexpr std::string_view kUse = "pickup";

Bytes to_bytes(ByteView v) {
  return {v.begin(), v.end()};
}

/// A sharing as long as it may be told; a service that is handed over until its receipt; a letter as long as
/// it stands in the record.
bool may_be_collected(const charter::Charter& c, std::string_view kind, std::string_view state) {
  const auto found = c.find_kind(kind);
  if (found && c.at(*found).records_sharing) return charter::may_still_go(state);
  if (found && charter::is_transfer(c.at(*found))) return state == charter::transfer_field::kReady;
  return std::ranges::find(c.letters, kind, &charter::LetterTemplate::kept_as) != c.letters.end();
}

Status tried_a_code() {
  store::no_entry_needed("a code is tried; what comes of it has its line");
  return {};
}

/// By whoever has the address, and is nobody here.
ledger::Entry line_of(ledger::Act act, std::string_view note, PersonId person, EntryId sharing, UnixMs now) {
  ledger::Entry line;
  line.at = now;
  line.act = act;
  line.people = {person};
  line.what = std::string(gate::thing_code(gate::Thing::Collected));
  line.thing = sharing.text();
  if (act == ledger::Act::Refuse) line.outcome = "not-allowed";
  line.note = note;
  return line;
}

/// One line when somebody guessed so often that it is shut; each guess by itself is no act.
Status shut_by_guessing(store::Txn& txn, gate::Gate& gate, PickupId id, PersonId person, EntryId sharing,
                        UnixMs now) {
  std::int64_t wrong = 0;
  CHECK_OK(txn.each("SELECT wrong FROM pickup WHERE org=$1 AND id=$2", {gate.charter().org(), id},
                    [&](const store::Row& r) { return wrong = r.i64(0), false; }));
  if (wrong < Pickups::kWrongCodes) return tried_a_code();
  return gate.ledger()
      .append(txn, line_of(ledger::Act::Refuse, "wrong-codes", person, sharing, now))
      .map([](auto) {});
}

}  // namespace

struct Pickups::Row {
  PickupId id;
  PersonId person;
  EntryId sharing;
  Bytes mac, sealed;
  UnixMs ends;
  std::int64_t wrong = 0;
  std::optional<UnixMs> collected;
  bool in_parts = false;  // the records of a service, in several files
};

/// Bound to all that decides, so that nobody who writes in the database makes an address of their own for it.
Bytes Pickups::mac_of(PickupId id, std::string_view secret, std::string_view code, UnixMs ends) const {
  const auto text =
      id.text() + " " + std::string(secret) + " " + std::string(code) + " " + std::to_string(ends.ms);
  const auto mac = vault::hmac_sha256(vault_.derive(kUse), as_bytes(text));
  return Bytes(mac.begin(), mac.end());
}

Result<Pickups::Made> Pickups::make(const Pass& pass, PersonId person, EntryId sharing,
                                    const std::vector<PickedPart>& parts, ByteView file) {
  if (!pass.covers(person)) return not_found();
  if (file.size() > kMostBytes)
    return invalid("pick", "That is too much for one paper. Pick less, or send it in two parts.");
  const auto now = clock_.now();
  Made made{PickupId::make(now.ms),
            vault::random_token(32),
            vault::random_digits(kCodeDigits),
            {now.ms + std::int64_t{kDays} * 24 * 60 * 60 * 1000}};
  const auto mac = mac_of(made.id, made.secret, made.code, made.ends);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("closed still: that it is told has its own line");
    TRY(const auto sealed, vault_.seal_thing(txn, made.id.raw, kUse, file));
    return txn
        .run(
            "INSERT INTO pickup (org, id, person, entry, token, mac, made_at, made_by, ends, wrong, opened, "
            "parts, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, $11)",
            {db_.org(), made.id, person, sharing, ByteView(vault::token_hash(made.secret)), ByteView(mac),
             now.ms, pass.actor(), made.ends.ms, picked_text(parts), ByteView(sealed)})
        .map([](auto) {});
  }));
  return made;
}

Status Pickups::open(const Pass& pass, PickupId id) {
  return db_.write([&](store::Txn& txn) { return open(txn, pass, id); });
}

Status Pickups::open(store::Txn& txn, const Pass& pass, PickupId id) {
  std::optional<EntryId> sharing;
  CHECK_OK(txn.each("SELECT entry, person FROM pickup WHERE org=$1 AND id=$2", {db_.org(), id},
                    [&](const store::Row& r) {
                      if (pass.covers(r.id<PersonId>(1))) sharing = r.id<EntryId>(0);
                      return false;
                    }));
  if (!sharing) return not_found();
  CHECK_OK(txn.run("UPDATE pickup SET opened=1 WHERE org=$1 AND id=$2", {db_.org(), id}));
  auto line = gate_.entry_for(pass, ledger::Act::Disclose, gate::thing_code(gate::Thing::Collected),
                              sharing->text(), {});
  line.note = "ready";
  return gate_.ledger().append(txn, line).map([](auto) {});
}

Result<std::optional<Pickups::State>> Pickups::of(const Pass& pass, PersonId person, EntryId sharing) const {
  std::optional<State> out;
  if (!pass.covers(person)) return not_found();
  const auto now = clock_.now();
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT id, made_at, ends, collected, parts, wrong, sealed, openings FROM pickup WHERE org=$1 AND entry=$2 AND "
        "opened=1 ORDER BY id DESC LIMIT 1",
        {db_.org(), sharing}, [&](const store::Row& r) {
          out = State{r.id<PickupId>(0), {r.i64(1)}, {r.i64(2)}, {}, r.i64(7), false, read_picked(r.text(4))};
          if (!r.null(3)) out->collected = UnixMs{r.i64(3)};
          out->shut =
              r.null(6) || r.i64(5) >= kWrongCodes || out->openings >= kOpenings || out->ends.ms <= now.ms;
          return false;
        });
  }));
  return out;
}

Status Pickups::destroy(const std::vector<PickupId>& ids) {
  std::vector<vault::KeyName> keys;
  for (const auto& id : ids) keys.push_back(vault::key_of_thing(id.raw));
  CHECK_OK(vault_.destroy_many(keys));
  if (ids.empty()) return {};
  return db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed(
        "what lay ready is destroyed: that it was told, collected or taken back has its line");
    for (const auto& id : ids)
      CHECK_OK(txn.run("UPDATE pickup SET sealed=NULL WHERE org=$1 AND id=$2", {db_.org(), id}));
    return {};
  });
}

Status Pickups::take_back(const Pass& pass, PersonId person, EntryId sharing) {
  TRY(const auto state, of(pass, person, sharing));
  if (!state) return not_found();
  if (state->shut) return {};
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("UPDATE pickup SET wrong=$3 WHERE org=$1 AND id=$2",
                     {db_.org(), state->id, std::int64_t{kWrongCodes}}));
    auto line = gate_.entry_for(pass, ledger::Act::Change, gate::thing_code(gate::Thing::Collected),
                                sharing.text(), {});
    line.note = "taken-back";
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return destroy({state->id});
}

Result<std::optional<Pickups::Row>> Pickups::find(store::Session& db, ByteView hash) const {
  std::optional<Row> out;
  CHECK_OK(db.each(
      "SELECT p.id, p.person, p.entry, p.mac, p.sealed, p.ends, p.wrong, p.collected, e.kind, e.state FROM "
      "pickup p JOIN entry e ON e.org=p.org AND e.id=p.entry WHERE p.org=$1 AND p.token=$2 AND p.opened=1 AND p.sealed IS NOT NULL",
      {db_.org(), hash}, [&](const store::Row& r) {
        if (!may_be_collected(gate_.charter(), r.text(8), r.text(9))) return false;
        out = Row{r.id<PickupId>(0),   r.id<PersonId>(1), r.id<EntryId>(2), to_bytes(r.blob(3)),
                  to_bytes(r.blob(4)), {r.i64(5)},        r.i64(6),         {}};
        if (!r.null(7)) out->collected = UnixMs{r.i64(7)};
        const auto kind = gate_.charter().find_kind(r.text(8));
        out->in_parts = kind && charter::is_transfer(gate_.charter().at(*kind));
        return false;
      }));
  if (out) {
    TRY(const auto why_not, record::why_not_any_more(db, gate_, vault_, out->sharing, clock_.now()));
    if (!why_not.empty()) out.reset();
  }
  const auto now = clock_.now().ms;
  if (out && (out->ends.ms <= now || out->wrong >= kWrongCodes ||
              (out->collected && out->collected->ms + kAgainMs <= now)))
    out.reset();
  return out;
}

Result<Pickups::Row> Pickups::found(std::string_view secret, std::string_view from) {
  return people::behind_secret<Row>(db_, vault_, clock_.now(), kUse, from, secret,
                                    [&](store::Session& db, ByteView hash) { return find(db, hash); });
}

Status Pickups::there(std::string_view secret, std::string_view from) {
  return found(secret, from).map([](const auto&) {});
}

/// Counts it and enters it, with the right code; false: it was opened as often as it may be, which has one
/// line.
Result<bool> Pickups::opens(store::Txn& txn, const Row& row, bool part, UnixMs now) {
  CHECK_OK(txn.run("UPDATE pickup SET wrong=wrong-1 WHERE org=$1 AND id=$2", {db_.org(), row.id}));
  std::int64_t times = 0, counted = 0;
  if (!part || !row.in_parts || !row.collected) {
    TRY(counted, txn.run("UPDATE pickup SET openings=openings+1 WHERE org=$1 AND id=$2 AND openings<=$3",
                         {db_.org(), row.id, std::int64_t{kOpenings}}));
  }
  CHECK_OK(txn.each("SELECT openings FROM pickup WHERE org=$1 AND id=$2", {db_.org(), row.id},
                    [&](const store::Row& r) { return times = r.i64(0), false; }));
  if (times > kOpenings) {
    if (counted == 0) return tried_a_code().map([] { return false; });
    CHECK_OK(gate_.ledger().append(
        txn, line_of(ledger::Act::Refuse, "opened-too-often", row.person, row.sharing, now)));
    return false;
  }
  CHECK_OK(txn.run("UPDATE pickup SET collected=COALESCE(collected, $3) WHERE org=$1 AND id=$2",
                   {db_.org(), row.id, now.ms}));
  CHECK_OK(
      gate_.ledger().append(txn, line_of(ledger::Act::Disclose, "collected", row.person, row.sharing, now)));
  return true;
}

Result<Pickups::Collected> Pickups::collect(std::string_view secret, std::string_view code,
                                            std::string_view from, bool part) {
  TRY(const auto row, found(secret, from));
  const auto now = clock_.now();
  // The try is spent before it is known whether it is right.
  const bool right = vault::same_bytes(mac_of(row.id, secret, digits_in(code), row.ends), row.mac);
  bool counted = false;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto rows, txn.run("UPDATE pickup SET wrong=wrong+1 WHERE org=$1 AND id=$2 AND wrong<$3",
                                 {db_.org(), row.id, std::int64_t{kWrongCodes}}));
    counted = rows == 1;
    return counted && !right ? shut_by_guessing(txn, gate_, row.id, row.person, row.sharing, now)
                             : tried_a_code();
  }));
  if (!counted) return not_found();
  if (!right)
    return invalid("code",
                   "That is not the code. After a few wrong ones nothing can be collected any more: ask "
                   "whoever sent you the address.");
  TRY(auto file, vault_.open_thing(row.id.raw, kUse, row.sealed));
  bool open = false;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(open, opens(txn, row, part, now));
    return {};
  }));
  if (!open)
    return invalid("code",
                   "It was collected " + std::to_string(kOpenings) +
                       " times, which is as often as it can be. Ask whoever sent you the address to put it "
                       "ready once more: then they tell you a new address and a new code.");
  return Collected{std::move(file), row.sharing};
}

Status Pickups::sweep() {
  std::vector<PickupId> over;
  const auto now = clock_.now().ms;
  constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT id FROM pickup WHERE org=$1 AND sealed IS NOT NULL AND (ends<=$2 OR wrong>=$3 OR collected<=$4 OR "
        "(opened=0 AND made_at<=$5)) LIMIT 200",
        {db_.org(), now, std::int64_t{kWrongCodes}, now - kAgainMs, now - kDayMs},
        [&](const store::Row& r) { return over.push_back(r.id<PickupId>(0)), true; });
  }));
  return destroy(over);
}

}  // namespace candour::letters
