// How a password rests: its slow hash (argon2id), sealed once more under the organisation's key together with
// the account it belongs to. So a stolen database gives nothing to guess at, and whoever can write in it
// cannot make a hash that opens, nor move one to another account. Any thread. An older row of the same
// account that is put back opens with the older password: that is for the rows' own seals.
#pragma once

#include <string>
#include <string_view>

#include "base/id.h"
#include "gate/gate.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

/// Text for staff_secret.password of a new password; hashes, so ask for it outside a transaction.
Result<std::string> kept_password(vault::Vault& vault, StaffId staff, std::string_view password);
/// False also for what was not kept by us for this account; `foreign` then says so.
bool password_fits(vault::Vault& vault, StaffId staff, std::string_view kept, std::string_view password,
                   bool* foreign = nullptr);

/// Brings what a 0.1 wrote up to date, once in the life of an organisation: hashes are sealed, and who made
/// whom is begun. The ledger says that it was done, so that a bare hash which appears later is never taken
/// for an old one.
Status begin_staff(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

}  // namespace candour::people
