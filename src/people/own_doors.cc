#include "people/own_doors.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/seals.h"
#include "gate/things.h"
#include "gate/words.h"
#include "people/guesses.h"
#include "people/limits.h"
#include "people/networks.h"
#include "people/values_in.h"
#include "store/accounted.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

// Without what is taken for something else when it is read from paper.
constexpr std::string_view kLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeLetters = 12;
constexpr int kWrongBirthDates = 5;
constexpr std::string_view kEnded = "You are not inside any more. Come in again.";

std::string new_code() {
  const auto random = vault::token_hash(vault::random_token());
  std::string code;
  for (std::size_t i = 0; i < kCodeLetters; ++i) {
    // Two bytes a letter: of 65,536 the remainder by 30 leans by less than one in two thousand.
    const auto n = static_cast<std::size_t>(random[2 * i]) * 256 + random[2 * i + 1];
    if (i > 0 && i % 4 == 0) code += '-';
    code += kLetters[n % kLetters.size()];
  }
  return code;
}

std::string as_typed(std::string_view code) {
  std::string out(code.substr(0, 60));
  std::erase_if(out, [](char ch) { return ch == ' ' || ch == '-'; });
  return upper_ascii(out);
}

std::int64_t mail_token(vault::Vault& vault, std::string_view mail) {
  return vault.blind_token("own-door-mail", lower_ascii(clean_line(mail)));
}

std::int64_t born_token(vault::Vault& vault, charter::Date born) {
  return vault.blind_token("own-door-born", iso_date(born));
}

std::int64_t code_token(vault::Vault& vault, std::string_view code) {
  return vault.blind_token("own-door-code", as_typed(code));
}

gate::AtDoor door_at(const store::Row& row) {
  return {row.id<gate::DoorId>(0), row.id<PersonId>(1),
          row.null(2) ? RelationshipId{} : row.id<RelationshipId>(2)};
}

store::Param maybe(const std::optional<RelationshipId>& id) {
  return id ? store::Param(*id) : store::Param();
}

ledger::Entry entry_of(const gate::AtDoor& at, ledger::Act act, UnixMs now) {
  ledger::Entry e;
  e.at = now;
  e.act = act;
  e.people = {at.person};
  e.what = gate::thing_code(gate::Thing::OwnDoor);
  e.thing = at.door.text();
  e.outcome = gate::own_door_code(at.speaks.is_nil() ? OwnDoorSide::Themselves : OwnDoorSide::ForThem);
  return e;
}

Status may_hand_over(const charter::Charter& c, const Pass& pass, PersonId person) {
  const auto identity = gate::identity_category(c);
  if (pass.writes(person, identity) && pass.sees(person, identity)) return {};
  return not_allowed("Your role may not give people their own door. Ask somebody who keeps their details.",
                     c.clause_text(pass.ground(identity).clause));
}

}  // namespace

KnownBy known_by(vault::Vault& vault, std::string_view mail, charter::Date born) {
  return {mail_token(vault, mail), born_token(vault, born)};
}

Result<OwnDoorMade> OwnDoors::hand_over(const Pass& pass, const New& door) {
  const auto& c = gate_.charter();
  if (!c.organisation.own_door)
    return not_allowed("The charter does not let people open their own record.", c.access_clause);
  CHECK_OK(may_hand_over(c, pass, door.person));
  if (!door.born)
    return invalid("born", "Put their date of birth into their details first: it is asked at the door.");
  const auto now = clock_.now();
  OwnDoorMade made{gate::DoorId::make(now.ms), new_code(), {now.ms + limits::kOwnPaperMs}};
  const auto person = pass.stays(door.person);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    if (door.speaks) {
      bool speaks = false;
      CHECK_OK(txn.each("SELECT authority FROM relationship WHERE org=$1 AND id=$2 AND person=$3 AND " +
                            gate::authority_holds(4),
                        {db_.org(), *door.speaks, person, now.ms}, [&](const store::Row& row) {
                          speaks = std::ranges::any_of(charter::speaking_authorities(c), [&](const auto& a) {
                            return row.i64(0) == gate::authority_token(vault_, *door.speaks, a);
                          });
                          return false;
                        }));
      if (!speaks)
        return invalid(
            "for",
            "Only whoever speaks for the person by an authority that a second person verified gets a "
            "door. Have it verified in the circle of support first.");
    }
    const auto earlier = door.speaks ? "speaks=$3" : "speaks IS NULL AND person=$3";
    const auto which = door.speaks ? store::Param(*door.speaks) : store::Param(person);
    CHECK_OK(
        txn.run("UPDATE own_session SET ended=$4 WHERE org=$1 AND person=$2 AND ended IS NULL AND door IN "
                "(SELECT id FROM own_door WHERE org=$1 AND person=$2 AND " +
                    std::string(earlier) + ")",
                {db_.org(), person, which, now.ms}));
    CHECK_OK(
        txn.run("UPDATE own_door SET shut=$4, shut_by=$5 WHERE org=$1 AND person=$2 AND shut IS NULL AND " +
                    std::string(earlier),
                {db_.org(), person, which, now.ms, pass.actor()}));
    CHECK_OK(txn.run(
        "INSERT INTO own_door (org, id, person, speaks, code, made, made_by, until, mail, born) VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {db_.org(), made.id, person, maybe(door.speaks), code_token(vault_, made.code), now.ms, pass.actor(),
         made.until.ms, door.mail.empty() ? store::Param() : store::Param(mail_token(vault_, door.mail)),
         born_token(vault_, *door.born)}));
    auto e = gate_.entry_for(pass, ledger::Act::Create, gate::thing_code(gate::Thing::OwnDoor),
                             made.id.text(), {});
    return gate_.ledger().append(txn, e).map([](auto) {});
  }));
  return made;
}

Result<std::vector<OwnDoorRow>> OwnDoors::of(const Pass& pass, PersonId person) const {
  std::vector<OwnDoorRow> out;
  if (!pass.covers(person)) return not_found();
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    for (const auto& record : pass.records_of(person))
      CHECK_OK(db.each(
          "SELECT id, speaks, made_by, made, until, opened, shut, mail FROM own_door WHERE org=$1 AND person=$2",
          {db_.org(), record}, [&](const store::Row& row) {
            const auto moment = [&](int col) {
              return row.null(col) ? std::nullopt : std::optional(UnixMs{row.i64(col)});
            };
            out.push_back({row.id<gate::DoorId>(0),
                           row.null(1) ? std::nullopt : std::optional(row.id<RelationshipId>(1)),
                           row.id<StaffId>(2),
                           {row.i64(3)},
                           {row.i64(4)},
                           moment(5),
                           moment(6),
                           !row.null(7)});
            return true;
          }));
    return {};
  }));
  std::ranges::sort(out, std::greater{}, &OwnDoorRow::id);
  return out;
}

Status OwnDoors::shut(const Pass& pass, PersonId person, gate::DoorId id) {
  CHECK_OK(may_hand_over(gate_.charter(), pass, person));
  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    std::int64_t all = 0;
    for (const auto& record : pass.records_of(person)) {
      TRY(const auto rows,
          txn.run("UPDATE own_door SET shut=$4, shut_by=$5 WHERE org=$1 AND id=$2 AND person=$3 "
                  "AND shut IS NULL",
                  {db_.org(), id, record, now.ms, pass.actor()}));
      all += rows;
    }
    if (all == 0) return not_found();
    CHECK_OK(txn.run("UPDATE own_session SET ended=$3 WHERE org=$1 AND door=$2 AND ended IS NULL",
                     {db_.org(), id, now.ms}));
    auto e =
        gate_.entry_for(pass, ledger::Act::Change, gate::thing_code(gate::Thing::OwnDoor), id.text(), {});
    e.note = "shut";
    return gate_.ledger().append(txn, e).map([](auto) {});
  });
}

Status OwnDoors::holds(store::Session& db, gate::SealSet set, const Id128& subject) const {
  if (!gate_.seals()) return {};
  TRY(const bool whole, gate_.seals()->hold(db, set, subject));
  if (whole) return {};
  return fail(Code::Corrupt,
              "This door was changed outside Candour, so nobody can use it. Ask the staff of your service.",
              std::string(gate::set_code(set)) + " does not fit its seal");
}

Result<CameIn> OwnDoors::start(store::Txn& txn, const gate::AtDoor& at, std::string_view note) {
  const auto now = clock_.now();
  CameIn in{vault::random_token(),
            {SessionId::make(now.ms), at, vault::random_token(18), now, {now.ms + limits::kOwnSessionMs}}};
  CHECK_OK(
      txn.run("INSERT INTO own_session (org, id, door, person, token, csrf, started, last_seen, ends) VALUES "
              "($1, $2, $3, $4, $5, $6, $7, $7, $8)",
              {db_.org(), in.session.id, at.door, at.person, ByteView(vault::token_hash(in.token)),
               in.session.csrf, now.ms, in.session.ends.ms}));
  auto e = entry_of(at, ledger::Act::SignIn, now);
  e.note = note;
  CHECK_OK(gate_.ledger().append(txn, e));
  return in;
}

Result<CameIn> OwnDoors::enter(std::string_view code, charter::Date born, std::string_view address) {
  const auto now = clock_.now();
  const auto token = code_token(vault_, code);
  auto at = guessed_from(vault_, "own-door", address);
  at.push_back({"own-door-code", token, kWrongBirthDates});
  TRY(const auto guess, count_guess(db_, db_.org(), now, at));
  std::optional<CameIn> in;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    std::optional<gate::AtDoor> door;
    CHECK_OK(txn.each(
        "SELECT id, person, speaks FROM own_door WHERE org=$1 AND code=$2 AND born=$3 AND opened IS NULL AND "
        "shut IS NULL AND until>$4",
        {db_.org(), token, born_token(vault_, born), now.ms}, [&](const store::Row& row) {
          door = door_at(row);
          return false;
        }));
    if (!door || !gate_.charter().organisation.own_door) {
      store::no_entry_needed("nobody came in by a paper, and nothing was changed");
      return {};
    }
    CHECK_OK(holds(txn, gate::SealSet::Person, door->person.raw));
    CHECK_OK(
        txn.run("UPDATE own_door SET opened=$3 WHERE org=$1 AND id=$2", {db_.org(), door->door, now.ms}));
    CHECK_OK(forget_guess(txn, db_.org(), guess));
    TRY(in, start(txn, *door, "paper"));
    return {};
  }));
  if (!in) return invalid("code", std::string(kNoSuchDoor));
  return std::move(*in);
}

Result<std::optional<gate::AtDoor>> OwnDoors::known(store::Session& db, const KnownBy& by) const {
  std::vector<gate::AtDoor> found;
  CHECK_OK(db.each(
      "SELECT id, person, speaks FROM own_door WHERE org=$1 AND mail=$2 AND born=$3 AND opened IS NOT "
      "NULL AND shut IS NULL LIMIT 2",
      {db_.org(), by.mail, by.born}, [&](const store::Row& row) {
        found.push_back(door_at(row));
        return true;
      }));
  if (found.size() != 1) return std::optional<gate::AtDoor>{};
  CHECK_OK(holds(db, gate::SealSet::Person, found.front().person.raw));
  return std::optional(found.front());
}

Result<CameIn> OwnDoors::enter(const KnownBy& by) {
  std::optional<CameIn> in;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto door, known(txn, by));
    if (!door || !gate_.charter().organisation.own_door) {
      store::no_entry_needed("nobody came in by a code, and nothing was changed");
      return {};
    }
    TRY(in, start(txn, *door, "code"));
    return {};
  }));
  if (!in) return invalid("code", std::string(kNoSuchDoor));
  return std::move(*in);
}

Result<OwnSession> OwnDoors::find(std::string_view token) {
  const auto hash = vault::token_hash(token);
  std::optional<OwnSession> found;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    CHECK_OK(db.each(
        "SELECT s.door, s.person, d.speaks, s.id, s.csrf, s.last_seen, s.ends, s.token FROM own_session s "
        "JOIN own_door d ON d.org=s.org AND d.id=s.door AND d.person=s.person "
        "WHERE s.org=$1 AND s.token=$2 AND s.ended IS NULL AND d.shut IS NULL",
        {db_.org(), ByteView(hash)}, [&](const store::Row& row) {
          // Found by an index, which is in no seal: the row itself must hold the token.
          if (vault::same_bytes(row.blob(7), hash))
            found = OwnSession{row.id<SessionId>(3), door_at(row), row.str(4), {row.i64(5)}, {row.i64(6)}};
          return false;
        }));
    if (!found) return {};
    return holds(db, gate::SealSet::Session, found->at.door.raw);
  }));
  const auto now = clock_.now();
  if (!found || now >= found->ends || now.ms - found->last_seen.ms > limits::kOwnIdleMs)
    return fail(Code::NotFound, std::string(kEnded));
  if (now.ms - found->last_seen.ms < limits::kTouchEveryMs || db_.writing_here()) return std::move(*found);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("somebody inside their own door looks at one more page, which brings its entry");
    return txn
        .run("UPDATE own_session SET last_seen=$3 WHERE org=$1 AND id=$2", {db_.org(), found->id, now.ms})
        .map([](auto) {});
  }));
  return std::move(*found);
}

Status OwnDoors::end(std::string_view token) {
  TRY(const auto session, find(token));
  return db_.write([&](store::Txn& txn) -> Status {
    const auto now = clock_.now();
    CHECK_OK(txn.run("UPDATE own_session SET ended=$3 WHERE org=$1 AND id=$2 AND ended IS NULL",
                     {db_.org(), session.id, now.ms}));
    return gate_.ledger().append(txn, entry_of(session.at, ledger::Act::SignOut, now)).map([](auto) {});
  });
}

Status own_doors_follow(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, const Pass& pass,
                        PersonId person, CategorySet touched, const charter::Values& values) {
  const auto contact = c.find_category("contact");
  const auto mail = text_of(values, "email");
  const auto born = parse_iso_date(text_of(values, "birth-date"));
  for (const auto& record : pass.records_of(person)) {
    if (contact && touched.has(*contact))
      CHECK_OK(txn.run(
          "UPDATE own_door SET mail=$3 WHERE org=$1 AND person=$2 AND speaks IS NULL AND shut IS NULL",
          {c.org(), record, mail.empty() ? store::Param() : store::Param(mail_token(vault, mail))}));
    if (born && touched.has(gate::identity_category(c)))
      CHECK_OK(txn.run("UPDATE own_door SET born=$3 WHERE org=$1 AND person=$2 AND shut IS NULL",
                       {c.org(), record, born_token(vault, *born)}));
  }
  return {};
}

Status own_doors_follow(store::Txn& txn, vault::Vault& vault, const OrgCode& org, RelationshipId speaks,
                        std::string_view mail) {
  return txn
      .run("UPDATE own_door SET mail=$3 WHERE org=$1 AND speaks=$2 AND shut IS NULL",
           {org, speaks, mail.empty() ? store::Param() : store::Param(mail_token(vault, mail))})
      .map([](auto) {});
}

}  // namespace candour::people
