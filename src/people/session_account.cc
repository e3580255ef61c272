// One's own account: the one-time code and the password.
#include <algorithm>

#include "gate/tasks.h"
#include "people/account_holds.h"
#include "people/guesses.h"
#include "people/kept_password.h"
#include "people/limits.h"
#include "people/own_words.h"
#include "people/session.h"
#include "people/session_parts.h"
#include "people/staff_directory.h"
#include "store/accounted.h"
#include "vault/encode.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr std::string_view kTotpUse = "staff-totp";
constexpr std::string_view kWrongCode =
    "That code does not fit, or was used already. Wait for the next one and type it in.";

/// Without spaces and dashes, lower case: codes are read from paper.
std::string bare(std::string_view typed) {
  std::string s;
  for (char ch : typed.substr(0, 64)) {
    if (ch == ' ' || ch == '-') continue;
    s.push_back(ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch - 'A' + 'a') : ch);
  }
  return s;
}

bool six_figures(std::string_view s) {
  return s.size() == 6 && std::ranges::all_of(s, [](char ch) { return ch >= '0' && ch <= '9'; });
}

}  // namespace

/// Keyed, so that a stolen database alone does not let ten letters be tried out at leisure.
Bytes Sessions::recovery_hash(std::string_view code) {
  return vault::token_hash(vault::to_hex(vault_.derive("recovery-codes")) + bare(code));
}

Status Sessions::use_code(store::Txn& txn, StaffId staff, const Secret& secret, std::string_view code) {
  // Once more, here: a code could have been put among those of the account since they were read.
  CHECK_OK(account_holds(gate_, txn, staff));
  const auto typed = bare(code);
  if (six_figures(typed)) {
    TRY(const auto key, vault_.open_org(kTotpUse, secret.totp));
    const auto step = vault::totp_matches(key, typed, clock_.now());
    if (!step) return invalid("code", std::string(kWrongCode));
    TRY(const auto rows,
        txn.run("UPDATE staff_secret SET totp_step=$3 WHERE org=$1 AND staff=$2 AND totp_step<$3",
                {db_.org(), staff, *step}));
    if (rows != 1) return invalid("code", std::string(kWrongCode));
    return {};
  }
  TRY(const auto rows, txn.run("DELETE FROM staff_recovery WHERE org=$1 AND staff=$2 AND code=$3",
                               {db_.org(), staff, recovery_hash(typed)}));
  if (rows != 1) return invalid("code", std::string(kWrongCode));
  return append(txn, entry(ledger::Act::StaffChange, staff, "allowed", "recovery-code-used"));
}

Status Sessions::check_own_password(const Secret& secret, std::string_view password) {
  const Guessed at[] = {
      {"own", vault_.blind_token("guess-own", secret.staff.text()), limits::kGuessesPerName}};
  TRY(const auto guess, count_guess(db_, db_.org(), clock_.now(), at));
  if (!password_fits(vault_, secret.staff, secret.password, password)) {
    CHECK_OK(
        gate_.ledger().record(entry(ledger::Act::SignInFailed, secret.staff, "no-match", "own-password")));
    return invalid("current", "That is not your present password. Type it again.");
  }
  return db_.write([&](store::Txn& txn) { return forget_guess(txn, db_.org(), guess); });
}

Result<Sessions::TotpOffer> Sessions::offer_totp(StaffId staff) {
  TRY(const auto secret, secret_of(staff));
  if (!secret.totp.empty())
    return fail(Code::Conflict, "You use one-time codes already. Remove them first to set up another phone.");
  TRY(const auto names, open_names(vault_, secret.names));
  const auto key = vault::new_totp_secret();
  const auto sealed = vault_.seal_org(kTotpUse, key);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a code that is offered opens nothing before it is confirmed");
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff_secret SET totp_offer=$3 WHERE org=$1 AND staff=$2",
                {db_.org(), staff, sealed}));
    return {};
  }));
  return TotpOffer{vault::totp_uri(key, gate_.charter().organisation.name, names.username),
                   vault::to_base32(key)};
}

Result<std::vector<std::string>> Sessions::confirm_totp(StaffId staff, std::string_view password,
                                                        std::string_view code,
                                                        std::optional<SessionId> keep) {
  TRY(const auto secret, secret_of(staff));
  if (secret.totp_offer.empty()) return fail(Code::Conflict, "Start again: there is no code to confirm.");
  // Whoever found the session open must not lock its owner out.
  if (auto own = check_own_password(secret, password); !own) {
    if (own.error().code != Code::Invalid) return tl::unexpected<Error>(own.error());
    return invalid("password", "That is not your password. Type it again.");
  }
  TRY(const auto key, vault_.open_org(kTotpUse, secret.totp_offer));
  const Guessed at[] = {{"code", vault_.blind_token("guess-code", staff.text()), limits::kGuessesPerName}};
  TRY(const auto guess, count_guess(db_, db_.org(), clock_.now(), at));
  const auto step = vault::totp_matches(key, bare(code), clock_.now());
  if (!step) return invalid("code", std::string(kWrongCode));
  const auto codes = vault::new_recovery_codes();
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto rows, txn.run("UPDATE staff_secret SET totp=totp_offer, totp_offer=NULL, totp_step=$3 "
                                 "WHERE org=$1 AND staff=$2 AND totp_offer=$4",
                                 {db_.org(), staff, *step, secret.totp_offer}));
    if (rows != 1) return fail(Code::Conflict, "Start again: another code was offered meanwhile.");
    TRY([[maybe_unused]] const auto gone,
        txn.run("DELETE FROM staff_recovery WHERE org=$1 AND staff=$2", {db_.org(), staff}));
    for (const auto& c : codes) {
      TRY([[maybe_unused]] const auto kept,
          txn.run("INSERT INTO staff_recovery (org, staff, code) VALUES ($1, $2, $3)",
                  {db_.org(), staff, recovery_hash(c)}));
    }
    if (auto forgot = forget_guess(txn, db_.org(), guess); !forgot) return forgot;
    CHECK_OK(end_others(txn, staff, keep));
    return append(txn, entry(ledger::Act::StaffChange, staff, "allowed", "one-time-code-on"));
  }));
  return codes;
}

Status Sessions::remove_totp(StaffId staff, std::string_view password, std::optional<SessionId> keep) {
  TRY(const auto secret, secret_of(staff));
  CHECK_OK(check_own_password(secret, password));
  return db_.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff_secret SET totp=NULL, totp_offer=NULL, totp_step=0 WHERE org=$1 AND staff=$2",
                {db_.org(), staff}));
    TRY([[maybe_unused]] const auto gone,
        txn.run("DELETE FROM staff_recovery WHERE org=$1 AND staff=$2", {db_.org(), staff}));
    CHECK_OK(end_others(txn, staff, keep));
    return append(txn, entry(ledger::Act::StaffChange, staff, "allowed", "one-time-code-off"));
  });
}

Status Sessions::end_others(store::Txn& txn, StaffId staff, std::optional<SessionId> keep) {
  TRY([[maybe_unused]] const auto ended,
      txn.run("UPDATE staff_session SET ended=$4 WHERE org=$1 AND staff=$2 AND id<>$3 AND ended IS NULL",
              {db_.org(), staff, keep.value_or(SessionId{}), clock_.now().ms}));
  return {};
}

Status Sessions::change_password(StaffId staff, std::string_view current, std::string_view next,
                                 std::optional<SessionId> keep) {
  TRY(const auto secret, secret_of(staff));
  CHECK_OK(check_own_password(secret, current));
  TRY(const auto names, open_names(vault_, secret.names));
  CHECK_OK(vault::check_new_password(next, own_words(gate_.charter(), names)));
  if (current == next) return invalid("password", "Choose a password that is not your present one.");
  TRY(const auto kept, kept_password(vault_, staff, next));
  return db_.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff_secret SET password=$3 WHERE org=$1 AND staff=$2", {db_.org(), staff, kept}));
    CHECK_OK(end_others(txn, staff, keep));
    return append(txn, entry(ledger::Act::StaffChange, staff, "allowed", "password-changed"));
  });
}

Result<Sessions::SignedIn> Sessions::choose_password(std::string_view token, std::string_view next,
                                                     std::string_view address, std::string_view device) {
  TRY(const auto session, find(token));
  if (!session.choosing) return fail(Code::Conflict, "There is no password to choose now.");
  TRY(const auto secret, secret_of(session.staff));
  TRY(const auto names, open_names(vault_, secret.names));
  CHECK_OK(vault::check_new_password(next, own_words(gate_.charter(), names)));
  if (password_fits(vault_, session.staff, secret.password, next))
    return invalid("password", "Choose a password that nobody else knows: not the one that you were given.");
  TRY(const auto kept, kept_password(vault_, session.staff, next));
  TRY(auto m, making(session.staff));
  const auto let_in_by = m.let_in_by;
  m.once = false, m.once_until = {}, m.let_in_by = {};
  const From from{networks_of(address), device, session.device};
  return go_on(
      session, Stage::Whole, from,
      [&](store::Txn& txn) -> Status {
        TRY(const auto rows,
            txn.run("UPDATE staff_secret SET password=$3 WHERE org=$1 AND staff=$2 AND password=$4",
                    {db_.org(), session.staff, kept, secret.password}));
        if (rows != 1) return fail(Code::Conflict, "Your password was changed meanwhile. Sign in again.");
        CHECK_OK(gate::keep_making(txn, vault_, db_.org(), session.staff, m));
        CHECK_OK(end_others(txn, session.staff, session.id));
        // Whoever set the first one could do this unseen otherwise.
        gate::Task told{
            {}, {}, std::string(gate::kFirstPassword), std::nullopt, session.staff.text(), clock_.now()};
        TRY([[maybe_unused]] const auto n,
            gate::tell_those_with(txn, gate_.charter(), charter::Duty::SeeLedger, told, session.staff,
                                  let_in_by));
        return append(txn, entry(ledger::Act::StaffChange, session.staff, "allowed", "password-chosen"));
      },
      "chosen-password");
}

Status Sessions::seen(StaffId staff, SessionId id) {
  return db_.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff_session SET news=0 WHERE org=$1 AND staff=$2 AND id=$3",
                {db_.org(), staff, id}));
    return append(txn, entry(ledger::Act::StaffChange, staff, "allowed", "other-sign-in-was-me"));
  });
}

Status Sessions::forget_device(StaffId staff, DeviceId id) {
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(devices_.forget(txn, staff, id));
    return append(txn, entry(ledger::Act::StaffChange, staff, "allowed", "device-forgotten"));
  });
}

}  // namespace candour::people
