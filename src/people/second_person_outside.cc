// The second person outside the system: a code on paper, used once, for one thing.
// Sealed in outside_code: a JSON object of the row's own id, the keyed hash of the code and who saw it; use
// "outside-code". A ticket: the same with a moment, use "outside-ticket".
#include <boost/json.hpp>

#include "people/account_holds.h"
#include "people/guesses.h"
#include "people/limits.h"
#include "people/networks.h"
#include "people/second_person_parts.h"
#include "vault/encode.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr std::string_view kUse = "outside-code", kTicketUse = "outside-ticket";
constexpr std::int64_t kTicketMs = 30 * 60 * 1000;

/// Without spaces and dashes, lower case: the code is read from paper.
std::string bare(std::string_view typed) {
  std::string s;
  for (const char ch : typed.substr(0, 100)) {
    if (ch == ' ' || ch == '-' || ch == '\t' || ch == '\r' || ch == '\n') continue;
    s.push_back(ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch - 'A' + 'a') : ch);
  }
  return s;
}

/// Twenty characters in four groups: nobody guesses it, and it can be read out.
std::string new_code() {
  const auto codes = vault::new_recovery_codes();
  return codes[0] + "-" + codes[1];
}

struct Row {
  Id128 id;
  std::string hash;
  StaffId seen_by;
};

/// The codes that were not used.
Result<std::vector<Row>> unused(store::Session& db, vault::Vault& vault, const OrgCode& org) {
  std::vector<Row> out;
  Status bad;
  CHECK_OK(db.each(
      "SELECT id, sealed FROM outside_code WHERE org=$1 AND used IS NULL ORDER BY made DESC", {org},
      [&](const store::Row& row) {
        const auto id = row.id<WaitingId>(0).raw;
        const auto plain = vault.open_org(kUse, row.blob(1));
        boost::system::error_code ec;
        const auto v = plain ? boost::json::parse(as_text(*plain), ec) : boost::json::value();
        const auto* o = v.if_object();
        if (!o || ec || o->size() != 3 || o->at("id").get_string() != to_text(id)) {
          bad =
              fail(Code::Corrupt, "A code that was made does not hold. Tell whoever looks after the server.",
                   "outside_code " + to_text(id));
          return false;
        }
        out.push_back({id, std::string(o->at("hash").get_string()),
                       StaffId::parse(std::string_view(o->at("seen").get_string())).value_or(StaffId{})});
        return true;
      }));
  CHECK_OK(bad);
  return out;
}

}  // namespace

Bytes SecondPerson::code_hash(std::string_view code) {
  return vault::token_hash(vault::to_hex(vault_.derive("outside-codes")) + bare(code));
}

Status SecondPerson::put_code(store::Txn& txn, std::string_view code, StaffId seen_by, StaffId made_for) {
  const auto now = clock_.now();
  const auto id = make_id128(now.ms);
  const boost::json::object o = {{"id", to_text(id)},
                                 {"hash", vault::to_hex(code_hash(code))},
                                 {"seen", seen_by.is_nil() ? std::string() : seen_by.text()}};
  const auto text = boost::json::serialize(o);
  // One code at a time: a paper that was lost is worth nothing once there is another.
  TRY([[maybe_unused]] const auto old,
      txn.run("UPDATE outside_code SET used=$2 WHERE org=$1 AND used IS NULL", {db_.org(), now.ms}));
  TRY([[maybe_unused]] const auto rows,
      txn.run("INSERT INTO outside_code (org, id, made, sealed) VALUES ($1, $2, $3, $4)",
              {db_.org(), ByteView(id.view()), now.ms, vault_.seal_org(kUse, as_bytes(text))}));
  ledger::Entry e;
  e.at = now;
  e.act = ledger::Act::StaffChange;
  e.actor = seen_by;
  e.what = "outside-code";
  e.thing = to_text(id);
  e.outcome = "allowed";
  e.note = made_for.is_nil() ? "made" : "made asked-by:" + made_for.text();
  TRY([[maybe_unused]] const auto seq, gate_.ledger().append(txn, e));
  return {};
}

SecondPerson::SecondPerson(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock) {
  on(kWaitsCode, {[](const Waiting&) -> Result<Prepared> {
                    const auto code = new_code();
                    return Prepared{code, code};
                  },
                  [this](store::Txn& txn, const Waiting& w, StaffId second, const Prepared& p) {
                    return put_code(txn, p.kept, second, w.asked_by);
                  }});
}

Result<std::string> SecondPerson::make_code() {
  const auto code = new_code();
  CHECK_OK(db_.write([&](store::Txn& txn) { return put_code(txn, code, {}, {}); }));
  return code;
}

Status SecondPerson::somebody(const gate::Actor& actor) {
  return db_.read([&](store::Session& s) -> Status {
    CHECK_OK(house_holds(gate_, s));
    TRY(const auto rows, unused(s, vault_, db_.org()));
    TRY(const auto here, suitable(s, actor.id, actor.id));
    if (!rows.empty() || !here.empty()) return {};
    return fail(Code::Conflict,
                "Nobody here can be a second person for what you ask, and there is no code for one outside. "
                "Have one made by whoever runs the server: candour staff code.");
  });
}

/// Not what was asked by, or is about, whoever saw the code when it was made.
Status SecondPerson::list_outside(store::Session& db, StaffId seen_by, std::vector<Waiting>& out) {
  TRY(auto all, list(db, "AND state='waiting' ORDER BY id", {}));
  for (auto& w : all) {
    bool may = seen_by.is_nil();
    if (!may) {
      TRY(may, independent(db, seen_by, w.asked_by, w.about));
    }
    if (may) out.push_back(std::move(w));
  }
  return {};
}

Result<SecondPerson::Outside> SecondPerson::outside_again(std::string_view ticket) {
  TRY(const auto t, open_ticket(ticket));
  Outside out;
  out.ticket = ticket;
  CHECK_OK(db_.read([&](store::Session& s) { return list_outside(s, t.seen_by, out.waiting); }));
  return out;
}

Result<SecondPerson::Outside> SecondPerson::outside(std::string_view code, std::string_view address) {
  const auto at = guessed_from(vault_, "outside", address);
  TRY(const auto guess, count_guess(db_, db_.org(), clock_.now(), at));
  const auto hash = vault::to_hex(code_hash(code));
  Outside out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    CHECK_OK(house_holds(gate_, s));
    TRY(const auto rows, unused(s, vault_, db_.org()));
    for (const auto& row : rows) {
      if (!vault::same_bytes(as_bytes(row.hash), as_bytes(hash))) continue;
      const boost::json::object ticket = {{"id", to_text(row.id)},
                                          {"seen", row.seen_by.is_nil() ? std::string() : row.seen_by.text()},
                                          {"ends", clock_.now().ms + kTicketMs}};
      const auto text = boost::json::serialize(ticket);
      out.ticket = vault::to_hex(vault_.seal_org(kTicketUse, as_bytes(text)));
      CHECK_OK(list_outside(s, row.seen_by, out.waiting));
    }
    return {};
  }));
  if (out.ticket.empty()) {
    ledger::Entry e;
    e.at = clock_.now();
    e.act = ledger::Act::SignInFailed;
    e.what = "outside-code";
    e.outcome = "no-match";
    CHECK_OK(gate_.ledger().record(e));
    return invalid(
        "code",
        "That code does not fit, or was used already. Look at the newest paper, or ask for a new one.");
  }
  CHECK_OK(db_.write([&](store::Txn& txn) { return forget_guess(txn, db_.org(), guess); }));
  return out;
}

Result<SecondPerson::Ticket> SecondPerson::open_ticket(std::string_view ticket) {
  const auto over = [] {
    return invalid("code", "This page was open for too long. Type the code once more.");
  };
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < ticket.size(); i += 2) {
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto a = kHex.find(ticket[i]), b = kHex.find(ticket[i + 1]);
    if (a == kHex.npos || b == kHex.npos) return over();
    bytes.push_back(static_cast<std::uint8_t>(a * 16 + b));
  }
  const auto plain = vault_.open_org(kTicketUse, bytes);
  boost::system::error_code ec;
  const auto v = plain ? boost::json::parse(as_text(*plain), ec) : boost::json::value();
  const auto* o = v.if_object();
  if (!o || ec || o->at("ends").get_int64() < clock_.now().ms) return over();
  const auto id = parse_id128(std::string_view(o->at("id").get_string()));
  if (!id) return over();
  return Ticket{*id, StaffId::parse(std::string_view(o->at("seen").get_string())).value_or(StaffId{})};
}

Result<std::string> SecondPerson::confirm_outside(std::string_view ticket, WaitingId id) {
  TRY(const auto t, open_ticket(ticket));
  return decide({{}, t.code, t.seen_by}, id, true, {});
}

Status SecondPerson::refuse_outside(std::string_view ticket, WaitingId id, std::string_view words) {
  TRY(const auto t, open_ticket(ticket));
  CHECK_OK(decide({{}, t.code, t.seen_by}, id, false, words));
  return {};
}

}  // namespace candour::people
