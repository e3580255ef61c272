// Signing in and staying signed in: password, then a one-time code where set up, throttled; sessions with an
// idle limit of 30 minutes and an absolute one of 12 hours, which their owner can see and end. Any thread.
// A stolen, unlocked phone within the idle limit is not protected against.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/gate.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

struct SessionInfo {
  SessionId id;
  StaffId staff;
  UnixMs started, last_seen, ends;
  std::string device;  // "Chromium on Linux", from the user agent
  bool half = false;   // password accepted, one-time code still to come
  std::string csrf;    // token for forms
};

class Sessions {
 public:
  Sessions(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

  struct SignedIn {
    std::string token;  // for the cookie; kept here only as a hash
    SessionInfo session;
  };
  /// Errors: Invalid ("That name and password do not match."), TooMuch (throttled: at most 10 guesses in 5
  /// minutes a name and 50 an address, with when to try again). Same time and words for unknown names.
  Result<SignedIn> sign_in(std::string_view username, std::string_view password, std::string_view address,
                           std::string_view user_agent);
  /// Turns a half session into a whole one with a new token. `code` is a TOTP or a recovery code, used once.
  Result<SignedIn> second_step(std::string_view token, std::string_view code);
  /// Finds and touches a live session. Errors: NotFound (none, idle too long, ended).
  Result<SessionInfo> find(std::string_view token);
  Status end(std::string_view token);
  Result<std::vector<SessionInfo>> mine(StaffId staff);
  Status end_one(StaffId staff, SessionId id);
  Status end_all(StaffId staff, std::optional<SessionId> but);

  /// Two-step set-up: a secret to show as QR, confirmed by a code; gives the recovery codes once.
  struct TotpOffer {
    std::string uri, secret_base32;
  };
  Result<TotpOffer> offer_totp(StaffId staff);
  Result<std::vector<std::string>> confirm_totp(StaffId staff, std::string_view code);
  Status remove_totp(StaffId staff, std::string_view password);
  Status change_password(StaffId staff, std::string_view current, std::string_view next,
                         std::optional<SessionId> keep);

 private:
  struct Secret;
  Result<Secret> secret_of(StaffId staff);  // NotFound when none
  Result<Secret> secret_named(std::string_view username);
  Result<SignedIn> start(StaffId staff, bool half, std::string_view user_agent, const Id128& guess);
  /// Uses the code up. Errors: Invalid.
  Status use_code(store::Txn& txn, StaffId staff, const Secret& secret, std::string_view code);
  Status check_own_password(const Secret& secret, std::string_view password);
  Bytes recovery_hash(std::string_view code);
  ledger::Entry entry(ledger::Act act, StaffId staff, std::string_view outcome, std::string_view note) const;
  Status append(store::Txn& txn, const ledger::Entry& e);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  std::string nobodys_password_;  // checked when the name is unknown, so that both take the same time
};

}  // namespace candour::people
