#include "people/session.h"

#include <algorithm>

#include "people/account_holds.h"
#include "people/guesses.h"
#include "people/limits.h"
#include "people/session_parts.h"
#include "people/staff_directory.h"
#include "store/accounted.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr std::string_view kNoMatch =
    "That name and password do not match. Try again, or ask for a new password.";
constexpr std::string_view kEnded = "Your session has ended. Sign in again.";
constexpr std::string_view kColumns =
    "SELECT x.id, x.staff, x.started, x.last_seen, x.ends, x.device, x.half, x.csrf FROM staff_session x "
    "JOIN staff s ON s.org=x.org AND s.id=x.staff WHERE x.org=$1 AND x.ended IS NULL AND s.left_at IS NULL ";

SessionInfo read_session(const store::Row& row) {
  SessionInfo s;
  s.id = row.id<SessionId>(0);
  s.staff = row.id<StaffId>(1);
  s.started = {row.i64(2)};
  s.last_seen = {row.i64(3)};
  s.ends = {row.i64(4)};
  s.device = row.str(5);
  s.half = row.i64(6) != 0;
  s.csrf = row.str(7);
  return s;
}

bool live(const SessionInfo& s, UnixMs now) {
  return now < s.ends && now.ms - s.last_seen.ms <= limits::kSessionIdleMs;
}

/// "Chromium on Linux": enough to know one's own phone by; nothing else of the user agent is kept.
std::string device_words(std::string_view agent) {
  using Named = std::pair<std::string_view, std::string_view>;
  constexpr Named kBrowsers[] = {{"Edg", "Edge"},           {"OPR/", "Opera"},     {"Firefox/", "Firefox"},
                                 {"Chromium/", "Chromium"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}};
  constexpr Named kSystems[] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},  {"Android", "Android"},
                                {"Windows", "Windows"}, {"Mac OS", "Mac"}, {"Linux", "Linux"}};
  const auto find = [&](const auto& list) -> std::string {
    for (const auto& [key, words] : list)
      if (agent.find(key) != agent.npos) return std::string(words);
    return {};
  };
  const auto browser = find(kBrowsers), system = find(kSystems);
  if (browser.empty() && system.empty()) return "Unknown device";
  if (browser.empty() || system.empty()) return browser + system;
  return browser + " on " + system;
}

}  // namespace

Sessions::Sessions(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock) {
  // Without it an unknown name would be answered at once; an empty one would be just as telling.
  if (auto hashed = vault::hash_password(vault::random_token())) nobodys_password_ = std::move(*hashed);
}

ledger::Entry Sessions::entry(ledger::Act act, StaffId staff, std::string_view outcome,
                              std::string_view note) const {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = act;
  e.actor = staff;
  e.what = "session";
  e.outcome = outcome;
  e.note = note;
  return e;
}

Status Sessions::append(store::Txn& txn, const ledger::Entry& e) {
  TRY([[maybe_unused]] const auto seq, gate_.ledger().append(txn, e));
  return {};
}

namespace {

constexpr std::string_view kSecretColumns =
    "SELECT s.id, x.password, x.totp, x.totp_offer, s.sealed FROM staff s "
    "JOIN staff_secret x ON x.org=s.org AND x.staff=s.id WHERE s.org=$1 AND s.left_at IS NULL ";

Bytes bytes_at(const store::Row& row, int col) {
  const auto b = row.blob(col);
  return {b.begin(), b.end()};
}

}  // namespace

Result<Sessions::Secret> Sessions::secret_of(StaffId staff) {
  Secret out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    CHECK_OK(s.each(
        std::string(kSecretColumns) + "AND s.id=$2", {db_.org(), staff}, [&](const store::Row& row) {
          out = {row.id<StaffId>(0), row.str(1), bytes_at(row, 2), bytes_at(row, 3), bytes_at(row, 4)};
          return false;
        }));
    return out.staff.is_nil() ? Status{} : account_holds(gate_, s, out.staff);
  }));
  if (out.staff.is_nil()) return not_found();
  return out;
}

Result<Sessions::Secret> Sessions::secret_named(std::string_view username) {
  Secret out;
  const auto token = username_token(vault_, username.substr(0, limits::kUsernameMost + 1));
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    CHECK_OK(s.each(
        std::string(kSecretColumns) + "AND s.username=$2", {db_.org(), token}, [&](const store::Row& row) {
          out = {row.id<StaffId>(0), row.str(1), bytes_at(row, 2), bytes_at(row, 3), bytes_at(row, 4)};
          return false;
        }));
    return out.staff.is_nil() ? Status{} : account_holds(gate_, s, out.staff);
  }));
  if (out.staff.is_nil()) return not_found();
  return out;
}

Result<Sessions::SignedIn> Sessions::sign_in(std::string_view username, std::string_view password,
                                             std::string_view address, std::string_view user_agent) {
  const Guessed at[] = {
      {"name", vault_.blind_token("guess-name", normal_username(username.substr(0, 200))),
       limits::kGuessesPerName},
      {"address", vault_.blind_token("guess-address", address), limits::kGuessesPerAddress}};
  auto guess = count_guess(db_, db_.org(), clock_.now(), at);
  if (!guess) {
    if (guess.error().code == Code::TooMuch)
      CHECK_OK(gate_.ledger().record(entry(ledger::Act::SignInFailed, {}, "throttled", "")));
    return tl::unexpected<Error>(std::move(guess).error());
  }
  auto secret = secret_named(username);
  if (!secret && secret.error().code != Code::NotFound)
    return tl::unexpected<Error>(std::move(secret).error());
  const bool known = secret && !secret->password.empty();
  if (!known && nobodys_password_.empty())
    return fail(Code::Unavailable, "Signing in does not work at the moment. Try again in a minute.");
  const bool fits = vault::verify_password(known ? secret->password : nobodys_password_, password);
  if (!known || !fits) {
    auto e = entry(ledger::Act::SignInFailed, {}, "no-match", "");
    if (secret) e.thing = secret->staff.text();
    CHECK_OK(gate_.ledger().record(e));
    return invalid("password", std::string(kNoMatch));
  }
  return start(secret->staff, !secret->totp.empty(), user_agent, *guess);
}

Result<Sessions::SignedIn> Sessions::start(StaffId staff, bool half, std::string_view user_agent,
                                           const Id128& guess) {
  const auto now = clock_.now();
  SignedIn in{vault::random_token(), {}};
  in.session = {SessionId::make(now.ms),
                staff,
                now,
                now,
                UnixMs{now.ms + (half ? limits::kHalfSessionMs : limits::kSessionMs)},
                device_words(user_agent),
                half,
                vault::random_token()};
  const auto hash = vault::token_hash(in.token);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto forgotten, txn.run("DELETE FROM staff_session WHERE org=$1 AND ends<$2",
                                                       {db_.org(), now.ms - limits::kSessionMs}));
    TRY([[maybe_unused]] const auto rows,
        txn.run(
            "INSERT INTO staff_session (org, id, token, staff, started, last_seen, ends, half, device, csrf) "
            "VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)",
            {db_.org(), in.session.id, hash, staff, now.ms, in.session.ends.ms, half, in.session.device,
             in.session.csrf}));
    if (auto forgot = forget_guess(txn, db_.org(), guess); !forgot) return forgot;
    // The first of two steps is not a sign-in yet.
    if (half) store::no_entry_needed("half a sign-in");
    return half ? Status{} : append(txn, entry(ledger::Act::SignIn, staff, "allowed", "password"));
  }));
  return in;
}

Result<Sessions::SignedIn> Sessions::second_step(std::string_view token, std::string_view code) {
  TRY(auto session, find(token));
  if (!session.half) return fail(Code::Conflict, "You are signed in already.");
  TRY(const auto secret, secret_of(session.staff));
  const Guessed at[] = {
      {"code", vault_.blind_token("guess-code", session.staff.text()), limits::kGuessesPerName}};
  auto guess = count_guess(db_, db_.org(), clock_.now(), at);
  if (!guess) {
    CHECK_OK(gate_.ledger().record(entry(ledger::Act::SignInFailed, session.staff, "throttled", "code")));
    return tl::unexpected<Error>(std::move(guess).error());
  }
  const auto now = clock_.now();
  SignedIn in{vault::random_token(), session};
  in.session.half = false;
  in.session.started = in.session.last_seen = now;
  in.session.ends = {now.ms + limits::kSessionMs};
  in.session.csrf = vault::random_token();
  const auto hash = vault::token_hash(in.token);
  const auto done = db_.write([&](store::Txn& txn) -> Status {
    if (auto used = use_code(txn, session.staff, secret, code); !used) return used;
    TRY(const auto rows,
        txn.run("UPDATE staff_session SET token=$3, half=0, started=$4, last_seen=$4, ends=$5, csrf=$6 "
                "WHERE org=$1 AND id=$2 AND half=1 AND ended IS NULL",
                {db_.org(), session.id, hash, now.ms, in.session.ends.ms, in.session.csrf}));
    if (rows != 1) return fail(Code::NotFound, std::string(kEnded));
    CHECK_OK(forget_guess(txn, db_.org(), *guess));
    return append(txn, entry(ledger::Act::SignIn, session.staff, "allowed", "code"));
  });
  if (!done) {
    if (done.error().code == Code::Invalid)
      CHECK_OK(gate_.ledger().record(entry(ledger::Act::SignInFailed, session.staff, "no-match", "code")));
    return tl::unexpected<Error>(done.error());
  }
  return in;
}

Result<SessionInfo> Sessions::find(std::string_view token) {
  const auto hash = vault::token_hash(token);
  SessionInfo found;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    CHECK_OK(s.each(std::string(kColumns) + "AND x.token=$2", {db_.org(), hash}, [&](const store::Row& row) {
      found = read_session(row);
      return false;
    }));
    return found.id.is_nil() ? Status{} : sessions_hold(gate_, s, found.staff);
  }));
  const auto now = clock_.now();
  if (found.id.is_nil() || !live(found, now)) return fail(Code::NotFound, std::string(kEnded));
  if (now.ms - found.last_seen.ms < limits::kTouchEveryMs || db_.writing_here()) return found;
  found.last_seen = now;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a session is used once more");
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff_session SET last_seen=$3 WHERE org=$1 AND id=$2",
                {db_.org(), found.id, now.ms}));
    return {};
  }));
  return found;
}

Status Sessions::end(std::string_view token) {
  TRY(const auto session, find(token));
  return end_one(session.staff, session.id);
}

Result<std::vector<SessionInfo>> Sessions::mine(StaffId staff) {
  std::vector<SessionInfo> out;
  const auto now = clock_.now();
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(std::string(kColumns) + "AND x.staff=$2 ORDER BY x.last_seen DESC", {db_.org(), staff},
                  [&](const store::Row& row) {
                    auto found = read_session(row);
                    if (live(found, now)) out.push_back(std::move(found));
                    return true;
                  });
  }));
  return out;
}

Status Sessions::end_one(StaffId staff, SessionId id) {
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto rows,
        txn.run("UPDATE staff_session SET ended=$4 WHERE org=$1 AND staff=$2 AND id=$3 AND ended IS NULL",
                {db_.org(), staff, id, clock_.now().ms}));
    if (rows == 0) return fail(Code::NotFound, std::string(kEnded));
    auto e = entry(ledger::Act::SignOut, staff, "allowed", "");
    e.thing = id.text();
    return append(txn, e);
  });
}

Status Sessions::end_all(StaffId staff, std::optional<SessionId> but) {
  return db_.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff_session SET ended=$4 WHERE org=$1 AND staff=$2 AND id<>$3 AND ended IS NULL",
                {db_.org(), staff, but.value_or(SessionId{}), clock_.now().ms}));
    return append(txn, entry(ledger::Act::SignOut, staff, "allowed", but ? "others" : "all"));
  });
}

}  // namespace candour::people
