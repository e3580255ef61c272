// Whose hand an account is in: who made it, who gave it its posts and its password last, and whether a second
// person has said that there is such a colleague. What needs two people must not be done by one of them
// through an account that is really their own. Any thread. Kept sealed: who can write in the database cannot
// write this.
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/id.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::gate {

/// Nobody (nil) stands for the console, where the operator acts, and for set-up.
struct Making {
  StaffId made_by;
  StaffId posts_by, password_by;  // the last who set them alone; nil: two people did, or the holder
  UnixMs posts_at, password_at;
  bool vouched = false;  // a second person has confirmed that the account is a colleague's
  bool once = false;     // somebody else set the password, and its holder has not chosen one since
  UnixMs once_until{};   // such a password signs nobody in from then on; 0: it does not lapse
  StaffId let_in_by;     // who asked for it because they could not sign in; told when it is used
};

/// How long an account counts as in the hand of whoever gave it a password or posts.
inline constexpr std::int64_t kLatelyMs = 90ll * 24 * 60 * 60 * 1000;

/// Nothing when there is none. Errors: Corrupt when it was not written by us, or for another account.
Result<std::optional<Making>> making_of(store::Session& db, vault::Vault& vault, const OrgCode& org,
                                        StaffId staff);
Status keep_making(store::Txn& txn, vault::Vault& vault, const OrgCode& org, StaffId staff, const Making& m);

/// Is `account` in the hand of `other`: made by them and not vouched for, or given its password or posts by
/// them alone lately; or in the hand of such an account. Yes also when nothing is known of it: it was not
/// made by us.
Result<bool> in_the_hand_of(store::Session& db, vault::Vault& vault, const OrgCode& org, StaffId account,
                            StaffId other, UnixMs now);
/// May the two be one person: the same account, either in the hand of the other, or both in somebody's?
Result<bool> one_hand(store::Session& db, vault::Vault& vault, const OrgCode& org, StaffId a, StaffId b,
                      UnixMs now);

}  // namespace candour::gate
