#include "people/session.h"

#include <algorithm>
#include <utility>

#include "people/account_holds.h"
#include "people/guesses.h"
#include "people/kept_password.h"
#include "people/limits.h"
#include "people/session_parts.h"
#include "people/staff_directory.h"
#include "store/accounted.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr std::string_view kNoMatch =
    "That name and password do not match. Try again, or ask whoever manages staff accounts to let you choose a "
    "new password. One that you were given works once, and may have lapsed.";
constexpr std::string_view kEnded = "Your session has ended. Sign in again.";
constexpr std::string_view kColumns =
    "SELECT x.id, x.staff, x.started, x.last_seen, x.ends, x.device, x.half, x.csrf, x.network, "
    "x.news FROM staff_session x "
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
  s.choosing = row.i64(6) == 2;
  s.csrf = row.str(7);
  s.network = row.null(8) ? 0 : row.i64(8);
  s.news = !row.null(9) && row.i64(9) != 0;
  return s;
}

/// Their other sessions say so on the next page, until their owner has said "it was me".
Status tell_others(store::Txn& txn, const OrgCode& org, StaffId staff, SessionId but) {
  TRY([[maybe_unused]] const auto rows,
      txn.run("UPDATE staff_session SET news=1 WHERE org=$1 AND staff=$2 AND id<>$3 AND ended IS NULL",
              {org, staff, but}));
  return {};
}

bool live(const SessionInfo& s, UnixMs now) {
  return now < s.ends && now.ms - s.last_seen.ms <= limits::kSessionIdleMs;
}

}  // namespace

Sessions::Sessions(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock), devices_(db, vault, clock) {
  // Without it an unknown name would be answered at once; an empty one would be just as telling.
  if (auto kept = kept_password(vault_, StaffId{}, vault::random_token()))
    nobodys_password_ = std::move(*kept);
}

Sessions::~Sessions() {
  // What could not be written by then is lost with the program: there is nobody left to be told.
  [[maybe_unused]] const auto told = tell_throttled();
}

Status Sessions::tell_throttled() {
  std::int64_t n = 0;
  {
    const Hold hold(tally_lock_);
    n = std::exchange(tally_, 0);
    if (n > 0) told_ = clock_.now();
  }
  if (n == 0) return {};
  auto written =
      gate_.ledger().record(entry(ledger::Act::SignInFailed, {}, "throttled", "times:" + std::to_string(n)));
  if (!written) {
    const Hold hold(tally_lock_);
    tally_ += n;
  }
  return written;
}

/// Counted, and written once a minute at most: a flood of tries must not fill what is kept for ever.
Status Sessions::throttled(std::string_view) {
  {
    const Hold hold(tally_lock_);
    ++tally_;
    if (clock_.now().ms - told_.ms < limits::kThrottledEveryMs) return {};
  }
  return tell_throttled();
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
    CHECK_OK(
        s.each(std::string(kSecretColumns) + "AND s.id=$2", {db_.org(), staff}, [&](const store::Row& row) {
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

Result<gate::Making> Sessions::making(StaffId staff) {
  std::optional<gate::Making> found;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    TRY(found, gate::making_of(s, vault_, db_.org(), staff));
    return {};
  }));
  // Nothing is known of who set this password: it is not taken for the holder's own.
  gate::Making unknown;
  unknown.once = true;
  return found.value_or(unknown);
}

/// Where the guess counts. From a known device: there alone, so that nobody else can shut it out. From a
/// known place: for the name there. From elsewhere: for the name everywhere, and for the address and its
/// networks.
Result<std::vector<Guessed>> Sessions::guessed(std::string_view username, const Result<Secret>& secret,
                                               const From& from, std::string_view address) {
  const auto name = normal_username(username.substr(0, 200));
  bool device = false;
  if (secret) {
    TRY(device, devices_.known(secret->staff, from.device));
  }
  const auto one = [&](std::string_view space, std::string_view also, int most) {
    return Guessed{space, vault_.blind_token("guess-" + std::string(space), name + "\n" + std::string(also)),
                   most};
  };
  if (device) return std::vector<Guessed>{one("device", from.device, limits::kGuessesPerName)};
  TRY(const bool place, devices_.known_place(from.networks));
  if (place)
    return std::vector<Guessed>{one("name-place", from.networks.place(), limits::kGuessesPerName),
                                {"crowd", vault_.blind_token("guess-crowd", from.networks.place()),
                                 limits::kGuessesPerCrowd, limits::kPlaceSpanMs, limits::kPlaceLongestMs}};
  auto all = guessed_from(vault_, "sign-in", address);
  all.insert(all.begin(), one("name", "", limits::kGuessesPerName));
  return all;
}

Result<Sessions::SignedIn> Sessions::sign_in(std::string_view username, std::string_view password,
                                             std::string_view address, std::string_view user_agent,
                                             std::string_view device) {
  const From from{networks_of(address), device, device_words(user_agent)};
  auto secret = secret_named(username);
  if (!secret && secret.error().code != Code::NotFound)
    return tl::unexpected<Error>(std::move(secret).error());
  TRY(const auto at, guessed(username, secret, from, address));
  auto guess = count_guess(db_, db_.org(), clock_.now(), at);
  if (!guess) {
    if (guess.error().code == Code::TooMuch) CHECK_OK(throttled("password"));
    return tl::unexpected<Error>(std::move(guess).error());
  }
  const bool known = secret && !secret->password.empty();
  if (!known && nobodys_password_.empty())
    return fail(Code::Unavailable, "Signing in does not work at the moment. Try again in a minute.");
  bool foreign = false;
  const bool fits = password_fits(vault_, known ? secret->staff : StaffId{},
                                  known ? secret->password : nobodys_password_, password, &foreign);
  if (!known || !fits) {
    auto e = entry(ledger::Act::SignInFailed, {}, foreign ? "foreign-hash" : "no-match", "");
    if (secret) e.thing = secret->staff.text();
    CHECK_OK(gate_.ledger().record(e));
    return invalid("password", std::string(kNoMatch));
  }
  TRY(const auto m, making(secret->staff));
  if (m.once && m.once_until.ms != 0 && clock_.now() >= m.once_until) {
    // The words of a wrong one: whoever found the paper learns nothing.
    auto e = entry(ledger::Act::SignInFailed, {}, "lapsed", "");
    e.thing = secret->staff.text();
    CHECK_OK(gate_.ledger().record(e));
    return invalid("password", std::string(kNoMatch));
  }
  const auto stage = !secret->totp.empty() ? Stage::Code : m.once ? Stage::Choose : Stage::Whole;
  return start(secret->staff, stage, from, *guess);
}

Result<Sessions::SignedIn> Sessions::start(StaffId staff, Stage stage, const From& from, const Id128& guess) {
  const auto now = clock_.now();
  const bool half = stage != Stage::Whole;
  SignedIn in{vault::random_token(), {}};
  in.session = {SessionId::make(now.ms),
                staff,
                now,
                now,
                UnixMs{now.ms + (half ? limits::kHalfSessionMs : limits::kSessionMs)},
                from.words,
                half,
                vault::random_token(),
                stage == Stage::Choose,
                devices_.place_token(from.networks)};
  const auto hash = vault::token_hash(in.token);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto forgotten, txn.run("DELETE FROM staff_session WHERE org=$1 AND ends<$2",
                                                       {db_.org(), now.ms - limits::kSessionMs}));
    TRY([[maybe_unused]] const auto rows,
        txn.run(
            "INSERT INTO staff_session (org, id, token, staff, started, last_seen, ends, half, device, csrf, "
            "network) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)",
            {db_.org(), in.session.id, hash, staff, now.ms, in.session.ends.ms, static_cast<int>(stage),
             in.session.device, in.session.csrf, in.session.network}));
    if (auto forgot = forget_guess(txn, db_.org(), guess); !forgot) return forgot;
    if (half) {  // the first of two steps is not a sign-in yet
      store::no_entry_needed("half a sign-in");
      return {};
    }
    CHECK_OK(tell_others(txn, db_.org(), staff, in.session.id));
    TRY(in.device, devices_.remember(txn, staff, from.device, from.networks, from.words));
    return append(txn, entry(ledger::Act::SignIn, staff, "allowed", "password"));
  }));
  return in;
}

/// The next stage of a half session, under a new token; `first` is done in the same transaction.
Result<Sessions::SignedIn> Sessions::go_on(const SessionInfo& session, Stage stage, const From& from,
                                           const std::function<Status(store::Txn&)>& first,
                                           std::string_view note) {
  const auto now = clock_.now();
  SignedIn in{vault::random_token(), session};
  in.session.half = stage != Stage::Whole;
  in.session.choosing = stage == Stage::Choose;
  in.session.started = in.session.last_seen = now;
  in.session.ends = {now.ms + (in.session.half ? limits::kHalfSessionMs : limits::kSessionMs)};
  in.session.csrf = vault::random_token();
  const auto hash = vault::token_hash(in.token);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    if (auto done = first(txn); !done) return done;
    TRY(const auto rows,
        txn.run("UPDATE staff_session SET token=$3, half=$7, started=$4, last_seen=$4, ends=$5, csrf=$6 "
                "WHERE org=$1 AND id=$2 AND half<>0 AND half<>$7 AND ended IS NULL",
                {db_.org(), session.id, hash, now.ms, in.session.ends.ms, in.session.csrf,
                 static_cast<int>(stage)}));
    if (rows != 1) return fail(Code::NotFound, std::string(kEnded));
    if (in.session.half) {
      store::no_entry_needed("half a sign-in");
      return {};
    }
    CHECK_OK(tell_others(txn, db_.org(), session.staff, session.id));
    TRY(in.device, devices_.remember(txn, session.staff, from.device, from.networks, session.device));
    return append(txn, entry(ledger::Act::SignIn, session.staff, "allowed", note));
  }));
  return in;
}

Result<Sessions::SignedIn> Sessions::second_step(std::string_view token, std::string_view code,
                                                 std::string_view address, std::string_view device) {
  TRY(auto session, find(token));
  if (!session.half) return fail(Code::Conflict, "You are signed in already.");
  if (session.choosing) return fail(Code::Conflict, "The code was right already. Choose your password now.");
  TRY(const auto secret, secret_of(session.staff));
  const Guessed at[] = {
      {"code", vault_.blind_token("guess-code", session.staff.text()), limits::kGuessesPerName}};
  auto guess = count_guess(db_, db_.org(), clock_.now(), at);
  if (!guess) {
    if (guess.error().code == Code::TooMuch) CHECK_OK(throttled("code"));
    return tl::unexpected<Error>(std::move(guess).error());
  }
  TRY(const auto m, making(session.staff));
  auto done = go_on(
      session, m.once ? Stage::Choose : Stage::Whole, {networks_of(address), device, session.device},
      [&](store::Txn& txn) -> Status {
        if (auto used = use_code(txn, session.staff, secret, code); !used) return used;
        return forget_guess(txn, db_.org(), *guess);
      },
      "code");
  if (!done && done.error().code == Code::Invalid)
    CHECK_OK(gate_.ledger().record(entry(ledger::Act::SignInFailed, session.staff, "no-match", "code")));
  return done;
}

Result<SessionInfo> Sessions::find(std::string_view token) {
  const auto hash = vault::token_hash(token);
  SessionInfo found;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    CHECK_OK(s.each(std::string(kColumns) + "AND x.token=$2", {db_.org(), hash}, [&](const store::Row& row) {
      found = read_session(row);
      return false;
    }));
    // Found by an index, which is in no seal: the row itself must hold the token.
    bool same = false;
    CHECK_OK(s.each("SELECT token, staff FROM staff_session WHERE org=$1 AND id=$2", {db_.org(), found.id},
                    [&](const store::Row& row) {
                      same = vault::same_bytes(row.blob(0), hash) && row.id<StaffId>(1) == found.staff;
                      return false;
                    }));
    if (!same) found = {};
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

Result<std::optional<StaffId>> Sessions::owner(std::string_view token, std::string_view csrf) {
  std::optional<StaffId> found;
  const auto look = [&](std::string_view where, const store::Param& by) {
    return db_.read_records([&](store::Session& s) {
      return s.each("SELECT staff FROM staff_session WHERE org=$1 AND half=0 AND " + std::string(where),
                    {db_.org(), by}, [&](const store::Row& row) {
                      found = row.id<StaffId>(0);
                      return false;
                    });
    });
  };
  const auto hash = vault::token_hash(token);
  if (!token.empty()) CHECK_OK(look("token=$2", hash));
  if (!found && !csrf.empty()) CHECK_OK(look("csrf=$2", csrf));
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
