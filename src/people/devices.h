// Devices and places that an account has signed in from: from there the right password goes in however many
// strangers guess at the name. A device is known by a random text in a cookie that says nothing about
// anybody; a place by a keyed token of its network. Its owner can make the account forget a device. Any
// thread. Whoever steals both a device's cookie and the password signs in as if from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "people/networks.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

using DeviceId = Id<struct DeviceTag>;

struct Device {
  DeviceId id;
  std::string words;  // "Chromium on Linux"
  UnixMs first, last;
};

/// "Chromium on Linux": enough to know one's own phone by; nothing else of the user agent is kept.
std::string device_words(std::string_view agent);

class Devices {
 public:
  Devices(store::Db& db, vault::Vault& vault, const Clock& clock) : db_(db), vault_(vault), clock_(clock) {}
  /// Has the account signed in with this cookie before?
  Result<bool> known(StaffId staff, std::string_view cookie);
  /// Has anybody of the organisation signed in from this network lately? Never asked for one name: the answer
  /// would tell whether there is one.
  Result<bool> known_place(const Networks& from);
  /// After a whole sign-in; the text for the cookie, a new one unless the browser had one of ours.
  Result<std::string> remember(store::Txn& txn, StaffId staff, std::string_view cookie, const Networks& from,
                               std::string_view words);
  Result<std::vector<Device>> of(StaffId staff);
  Status forget(store::Txn& txn, StaffId staff, DeviceId id);  // NotFound
  Status forget_all(store::Txn& txn, StaffId staff);
  std::int64_t place_token(const Networks& from);

 private:
  Result<bool> some(std::string_view sql, store::Params params);
  std::int64_t device_token(std::string_view cookie);

  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::people
