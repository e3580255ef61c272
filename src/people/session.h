// Signing in and staying signed in: password, then a one-time code where set up, throttled; sessions with an
// idle limit of 30 minutes and an absolute one of 12 hours, which their owner can see and end. Who signs in
// with a password that somebody else set can do nothing but choose one of their own. Any thread. A stolen,
// unlocked phone within the idle limit is not protected against.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/locks.h"
#include "gate/gate.h"
#include "gate/making.h"
#include "people/devices.h"
#include "people/guesses.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

struct SessionInfo {
  SessionId id;
  StaffId staff;
  UnixMs started, last_seen, ends;
  std::string device;        // "Chromium on Linux", from the user agent
  bool half = false;         // password accepted, but something still to come: a one-time code …
  std::string csrf;          // token for forms
  bool choosing = false;     // … or, as here, a password of one's own
  std::int64_t network = 0;  // equal numbers: the same network
  bool news = false;  // another session of the account began since, and its owner has not said "it was me"
};

class Sessions {
 public:
  Sessions(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);
  ~Sessions();

  struct SignedIn {
    std::string token;  // for the cookie; kept here only as a hash
    SessionInfo session;
    std::string device = {};  // for the device's cookie; empty until signed in wholly
  };
  /// `device` is what stands in the device's cookie. Errors: Invalid ("That name and password do not
  /// match."), TooMuch (throttled, with when to try again). From a device or place that is known a guess
  /// counts there alone; from elsewhere at most 10 a name, 50 an address and 100 a network are free. Same
  /// time and words for unknown names.
  Result<SignedIn> sign_in(std::string_view username, std::string_view password, std::string_view address,
                           std::string_view user_agent, std::string_view device = {});
  /// Turns a half session into a whole one with a new token, or into one that is choosing. `code` is a TOTP
  /// or a recovery code, used once.
  Result<SignedIn> second_step(std::string_view token, std::string_view code, std::string_view address = {},
                               std::string_view device = {});
  /// Ends the choosing: a whole session with a new token; every other one ends, and the change is told.
  Result<SignedIn> choose_password(std::string_view token, std::string_view next,
                                   std::string_view address = {}, std::string_view device = {});
  /// Finds and touches a live session. Errors: NotFound (none, idle too long, ended).
  Result<SessionInfo> find(std::string_view token);
  /// Whose session it is or was, by its cookie or by the token in one of its forms, also when it has ended.
  Result<std::optional<StaffId>> owner(std::string_view token, std::string_view csrf);
  Status end(std::string_view token);
  Result<std::vector<SessionInfo>> mine(StaffId staff);
  Status end_one(StaffId staff, SessionId id);
  Status end_all(StaffId staff, std::optional<SessionId> but);
  /// "It was me": the session is told no longer of others that began.
  Status seen(StaffId staff, SessionId id);
  Result<std::vector<Device>> devices(StaffId staff) { return devices_.of(staff); }
  Status forget_device(StaffId staff, DeviceId id);

  /// Two-step set-up: a secret to show as QR, confirmed by a code and the password; gives the recovery codes
  /// once. Turning it on or off and changing the password end every session but `keep`.
  struct TotpOffer {
    std::string uri, secret_base32;
  };
  Result<TotpOffer> offer_totp(StaffId staff);
  Result<std::vector<std::string>> confirm_totp(StaffId staff, std::string_view password,
                                                std::string_view code, std::optional<SessionId> keep);
  Status remove_totp(StaffId staff, std::string_view password, std::optional<SessionId> keep = std::nullopt);
  Status change_password(StaffId staff, std::string_view current, std::string_view next,
                         std::optional<SessionId> keep);
  /// Writes what is counted of throttled tries on the ledger, if there is any; else once a minute at most.
  Status tell_throttled();

 private:
  struct Secret;
  enum class Stage { Whole, Code, Choose };
  struct From {
    Networks networks;
    std::string_view device;
    std::string words;  // of the browser
  };
  Result<Secret> secret_of(StaffId staff);  // NotFound when none
  Result<Secret> secret_named(std::string_view username);
  Result<std::vector<Guessed>> guessed(std::string_view username, const Result<Secret>& secret,
                                       const From& from, std::string_view address);
  Result<SignedIn> start(StaffId staff, Stage stage, const From& from, const Id128& guess);
  Result<SignedIn> go_on(const SessionInfo& session, Stage stage, const From& from,
                         const std::function<Status(store::Txn&)>& first, std::string_view note);
  Status end_others(store::Txn& txn, StaffId staff, std::optional<SessionId> keep);
  /// Uses the code up. Errors: Invalid.
  Status use_code(store::Txn& txn, StaffId staff, const Secret& secret, std::string_view code);
  Status check_own_password(const Secret& secret, std::string_view password);
  Status throttled(std::string_view note);
  Result<gate::Making> making(StaffId staff);
  Bytes recovery_hash(std::string_view code);
  ledger::Entry entry(ledger::Act act, StaffId staff, std::string_view outcome, std::string_view note) const;
  Status append(store::Txn& txn, const ledger::Entry& e);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  Devices devices_;
  std::string nobodys_password_;  // checked when the name is unknown, so that both take the same time
  Mutex tally_lock_{LockRank::Last};
  std::int64_t tally_ GUARDED_BY(tally_lock_) = 0;
  UnixMs told_ GUARDED_BY(tally_lock_){};
};

}  // namespace candour::people
