// Sealed in waiting_change: a JSON object of the row's own id and what waits; use "waiting-change". The words
// of a refusal under "waiting-why".
#include "people/second_person.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "gate/making.h"
#include "gate/tasks.h"
#include "people/account_holds.h"
#include "people/second_person_parts.h"

namespace candour::people {
namespace {

using charter::Duty;

constexpr std::string_view kUse = "waiting-change", kWhyUse = "waiting-why";
constexpr Duty kSuitable[] = {Duty::ManageStaff, Duty::SeeLedger, Duty::ReviewGrants};
constexpr std::string_view kColumns =
    "SELECT id, state, sealed, decided, decided_by, why FROM waiting_change WHERE org=$1 ";

Bytes sealed(vault::Vault& vault, const Waiting& w) {
  const boost::json::object o = {{"id", w.id.text()},       {"kind", w.kind},      {"about", w.about.text()},
                                 {"by", w.asked_by.text()}, {"asked", w.asked.ms}, {"ends", w.ends.ms},
                                 {"what", w.what}};
  const auto text = boost::json::serialize(o);
  return vault.seal_org(kUse, as_bytes(text));
}

tl::unexpected<Error> damaged(std::string_view id) {
  return fail(Code::Corrupt, "A change that waits does not hold. Tell whoever looks after the server.",
              "waiting_change " + std::string(id));
}

Result<Waiting> read_row(vault::Vault& vault, const store::Row& row) {
  Waiting w;
  w.id = row.id<WaitingId>(0);
  w.state = row.str(1);
  const auto plain = vault.open_org(kUse, row.blob(2));
  if (!plain) return damaged(w.id.text());
  boost::system::error_code ec;
  const auto v = boost::json::parse(as_text(*plain), ec);
  const auto* o = v.if_object();
  // Sealed for another row, it would confirm what nobody asked for there.
  if (ec || !o || o->size() != 7 || o->at("id").get_string() != w.id.text()) return damaged(w.id.text());
  w.kind = o->at("kind").get_string();
  w.about = StaffId::parse(std::string_view(o->at("about").get_string())).value_or(StaffId{});
  w.asked_by = StaffId::parse(std::string_view(o->at("by").get_string())).value_or(StaffId{});
  w.asked = {o->at("asked").get_int64()};
  w.ends = {o->at("ends").get_int64()};
  w.what = o->at("what").get_string();
  if (!row.null(3)) w.decided = UnixMs{row.i64(3)};
  if (!row.null(4)) w.decided_by = row.id<StaffId>(4);
  if (!row.null(5)) {
    TRY(const auto why, vault.open_org(kWhyUse, row.blob(5)));
    w.why = as_text(why);
  }
  return w;
}

std::size_t letters(std::string_view words) {
  return static_cast<std::size_t>(
      std::ranges::count_if(words, [](char ch) { return static_cast<unsigned char>(ch) > ' '; }));
}

}  // namespace

Result<bool> SecondPerson::independent(store::Session& db, StaffId second, StaffId asked_by, StaffId about) {
  const auto now = clock_.now();
  if (second == about) return false;
  TRY(const bool one, gate::one_hand(db, vault_, db_.org(), second, asked_by, now));
  if (one) return false;
  TRY(const bool theirs, gate::in_the_hand_of(db, vault_, db_.org(), second, about, now));
  return !theirs;
}

void SecondPerson::on(std::string_view kind, Doing doing) {
  doings_[std::string(kind)] = std::move(doing);
}

Status SecondPerson::append(store::Txn& txn, StaffId actor, const Waiting& w, std::string_view outcome,
                            std::string_view note) {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::StaffChange;
  e.actor = actor;
  e.what = "second-person";
  e.thing = w.id.text();
  e.outcome = outcome;
  e.note = w.kind + " about:" + w.about.text() + " asked-by:" + w.asked_by.text() +
           (note.empty() ? "" : " " + std::string(note));
  TRY([[maybe_unused]] const auto seq, gate_.ledger().append(txn, e));
  return {};
}

/// Everybody who works here with a suitable duty and may confirm it.
Result<std::vector<StaffId>> SecondPerson::suitable(store::Session& db, StaffId asked_by, StaffId about) {
  std::vector<StaffId> all, out;
  for (const auto& role : gate_.charter().roles) {
    if (std::ranges::none_of(kSuitable, [&](Duty d) { return role.has(d); })) continue;
    CHECK_OK(
        db.each("SELECT DISTINCT s.id FROM staff s JOIN staff_post p ON p.org=s.org AND p.staff=s.id "
                "WHERE s.org=$1 AND p.role=$2 AND s.left_at IS NULL ORDER BY s.id",
                {db_.org(), role.code}, [&](const store::Row& row) {
                  const auto id = row.id<StaffId>(0);
                  if (std::ranges::find(all, id) == all.end()) all.push_back(id);
                  return true;
                }));
  }
  for (const auto staff : all) {
    TRY(const bool may, independent(db, staff, asked_by, about));
    if (may) out.push_back(staff);
  }
  return out;
}

Status SecondPerson::tell(store::Txn& txn, const Waiting& w) {
  TRY(const auto told, suitable(txn, w.asked_by, w.about));
  for (const auto staff : told) {
    TRY([[maybe_unused]] const auto task,
        gate::add_task(txn, db_.org(),
                       {{}, staff, std::string(gate::kSecondPerson), std::nullopt, w.id.text(), w.asked}));
  }
  return {};
}

Result<WaitingId> SecondPerson::ask(store::Txn& txn, std::string_view kind, StaffId about, StaffId asked_by,
                                    std::string_view what) {
  const auto now = clock_.now();
  std::vector<Waiting> before;
  TRY(before, list(txn, "AND about=$2 AND state='waiting' ORDER BY id", about));
  for (const auto& old : before) {
    if (old.kind != kind) continue;
    TRY([[maybe_unused]] const auto rows,
        txn.run(
            "UPDATE waiting_change SET state='withdrawn', decided=$3, decided_by=$4 WHERE org=$1 AND id=$2",
            {db_.org(), old.id, now.ms, asked_by}));
    CHECK_OK(gate::close_tasks(txn, db_.org(), gate::kSecondPerson, old.id.text(), now));
    CHECK_OK(append(txn, asked_by, old, "withdrawn", "replaced"));
  }
  Waiting w;
  w.id = WaitingId::make(now.ms);
  w.kind = kind;
  w.about = about;
  w.asked_by = asked_by;
  w.asked = now;
  w.ends = {now.ms + kWaitsMs};
  w.what = what;
  TRY([[maybe_unused]] const auto rows,
      txn.run("INSERT INTO waiting_change (org, id, about, asked_by, ends, state, sealed) "
              "VALUES ($1, $2, $3, $4, $5, 'waiting', $6)",
              {db_.org(), w.id, about, asked_by, w.ends.ms, sealed(vault_, w)}));
  CHECK_OK(tell(txn, w));
  CHECK_OK(append(txn, asked_by, w, "waits", ""));
  return w.id;
}

Result<std::vector<Waiting>> SecondPerson::list(store::Session& db, std::string_view where, StaffId staff) {
  CHECK_OK(house_holds(gate_, db));
  std::vector<Waiting> out;
  Status bad;
  std::vector<store::Param> params{db_.org()};
  if (!staff.is_nil()) params.emplace_back(staff);
  CHECK_OK(db.each(std::string(kColumns) + std::string(where), params, [&](const store::Row& row) {
    auto w = read_row(vault_, row);
    if (!w) bad = tl::unexpected<Error>(std::move(w).error());
    if (bad && (w->state != "waiting" || w->ends > clock_.now())) out.push_back(std::move(*w));
    return bad.has_value();
  }));
  CHECK_OK(bad);
  return out;
}

Result<std::optional<Waiting>> SecondPerson::find(store::Session& db, WaitingId id) {
  std::optional<Waiting> found;
  Status bad;
  CHECK_OK(db.each(std::string(kColumns) + "AND id=$2", {db_.org(), id}, [&](const store::Row& row) {
    auto w = read_row(vault_, row);
    if (w)
      found = std::move(*w);
    else
      bad = tl::unexpected<Error>(std::move(w).error());
    return false;
  }));
  CHECK_OK(bad);
  return found;
}

Result<std::vector<Waiting>> SecondPerson::for_me(const gate::Actor& actor) {
  CHECK_OK(may_decide(actor));
  std::vector<Waiting> out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(auto all, list(s, "AND state='waiting' ORDER BY id", {}));
    for (auto& w : all) {
      TRY(const bool may, independent(s, actor.id, w.asked_by, w.about));
      if (may) out.push_back(std::move(w));
    }
    return {};
  }));
  return out;
}

Result<std::vector<Waiting>> SecondPerson::asked_by(const gate::Actor& actor) {
  std::vector<Waiting> out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(out, list(s, "AND asked_by=$2 ORDER BY id DESC LIMIT 30", actor.id));
    return {};
  }));
  return out;
}

Result<std::vector<Waiting>> SecondPerson::about(const gate::Actor& actor, StaffId staff) {
  if (actor.id != staff) CHECK_OK(gate_.may(actor, Duty::ManageStaff, "staff"));
  std::vector<Waiting> out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(out, list(s, "AND about=$2 AND state='waiting' ORDER BY id", staff));
    return {};
  }));
  return out;
}

/// One of the suitable duties; the gate writes the refusal.
Status SecondPerson::may_decide(const gate::Actor& actor) {
  for (const auto duty : kSuitable)
    for (const auto& post : actor.posts)
      if (gate_.charter().at(post.role).has(duty)) return gate_.may(actor, duty, "second-person");
  return gate_.may(actor, Duty::ManageStaff, "second-person");
}

Status SecondPerson::refused(const gate::Actor& actor, const Waiting& w) {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::Refuse;
  e.actor = actor.id;
  e.what = "second-person";
  e.thing = w.id.text();
  e.outcome = "same-hand";
  e.note = w.kind;
  CHECK_OK(gate_.ledger().record(e));
  return not_allowed(
      "This needs a second person: not the one who asked for it, nor the one it is about, nor an account that either "
      "of them made or lately gave a password or posts to. Ask somebody else, or use the code from paper.",
      gate_.charter().access_clause);
}

namespace {

Status still_waits(const Waiting& w, UnixMs now) {
  if (w.state != "waiting") return fail(Code::Conflict, "This was decided already. Nothing was changed.");
  if (w.ends <= now)
    return fail(Code::Conflict, "This waited for longer than two weeks and lapsed. Ask for it again.");
  return {};
}

}  // namespace

Result<std::string> SecondPerson::decide(const Decider& by, WaitingId id, bool yes, std::string_view words) {
  if (!yes && letters(words) < kWhyFewest)
    return invalid("words", "Say in a word why, so that the one who asked knows.");
  if (auto too = too_long(words, kWhyMost, "your words"); !too.empty()) return invalid("words", too + ".");
  std::optional<Waiting> w;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(w, find(s, id));
    return {};
  }));
  if (!w) return not_found();
  CHECK_OK(still_waits(*w, clock_.now()));
  const auto doing = doings_.find(w->kind);
  if (doing == doings_.end())
    return fail(Code::Corrupt, "This Candour does not know that kind of change.", w->kind);
  Prepared prepared;
  if (yes && doing->second.prepare) {
    TRY(prepared, doing->second.prepare(*w));
  }
  const auto now = clock_.now();
  const auto why = words.empty() ? Bytes{} : vault_.seal_org(kWhyUse, as_bytes(words));
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    // Whose hand somebody is in is asked once more where nothing can change meanwhile.
    const auto second = by.staff.is_nil() ? by.seen_by : by.staff;
    if (!second.is_nil()) {
      TRY(const bool may, independent(txn, second, w->asked_by, w->about));
      if (!may) return fail(Code::NotAllowed, "This needs somebody else than you.");
    }
    const store::Param decided_by = by.staff.is_nil() ? store::Param() : store::Param(by.staff);
    const store::Param because = yes ? store::Param() : store::Param(why);
    TRY(const auto rows,
        txn.run("UPDATE waiting_change SET state=$3, decided=$4, decided_by=$5, why=$6 "
                "WHERE org=$1 AND id=$2 AND state='waiting'",
                {db_.org(), id, yes ? "confirmed" : "refused", now.ms, decided_by, because}));
    if (rows != 1) return fail(Code::Conflict, "This was decided already. Nothing was changed.");
    if (by.code) {
      TRY(const auto used, txn.run("UPDATE outside_code SET used=$3 WHERE org=$1 AND id=$2 AND used IS NULL",
                                   {db_.org(), ByteView(by.code->view()), now.ms}));
      if (used != 1) return fail(Code::Conflict, "This code was used already. Nothing was changed.");
    }
    if (yes) CHECK_OK(doing->second.apply(txn, *w, by.staff, prepared));
    CHECK_OK(gate::close_tasks(txn, db_.org(), gate::kSecondPerson, id.text(), now));
    txn.announce("staff");
    return append(txn, by.staff, *w, yes ? "confirmed" : "refused",
                  by.code ? "outside:" + to_text(*by.code) : std::string());
  }));
  return prepared.shown;
}

/// That this actor is a second person for it.
Status SecondPerson::may_decide(const gate::Actor& actor, WaitingId id) {
  CHECK_OK(may_decide(actor));
  std::optional<Waiting> w;
  bool may = false;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(w, find(s, id));
    if (!w) return {};
    TRY(may, independent(s, actor.id, w->asked_by, w->about));
    return {};
  }));
  if (!w) return not_found();
  return may ? Status{} : refused(actor, *w);
}

Result<std::string> SecondPerson::confirm(const gate::Actor& actor, WaitingId id) {
  CHECK_OK(may_decide(actor, id));
  return decide({actor.id, std::nullopt, {}}, id, true, {});
}

Status SecondPerson::refuse(const gate::Actor& actor, WaitingId id, std::string_view words) {
  CHECK_OK(may_decide(actor, id));
  CHECK_OK(decide({actor.id, std::nullopt, {}}, id, false, words));
  return {};
}

Status SecondPerson::withdraw(const gate::Actor& actor, WaitingId id) {
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto w, find(txn, id));
    if (!w || w->asked_by != actor.id) return not_found();
    CHECK_OK(still_waits(*w, clock_.now()));
    const auto now = clock_.now();
    TRY([[maybe_unused]] const auto rows,
        txn.run(
            "UPDATE waiting_change SET state='withdrawn', decided=$3, decided_by=$4 WHERE org=$1 AND id=$2",
            {db_.org(), id, now.ms, actor.id}));
    CHECK_OK(gate::close_tasks(txn, db_.org(), gate::kSecondPerson, id.text(), now));
    return append(txn, actor.id, *w, "withdrawn", "");
  });
}

}  // namespace candour::people
