// The names of staff and teams, opened once and kept in memory until somebody changes them.
// Any thread; the snapshot that is handed out never changes.
#pragma once

#include <memory>

#include "base/locks.h"
#include "people/staff.h"

namespace candour::people {

/// What is sealed of a member of staff.
struct StaffNames {
  std::string name, email, username;
};
Bytes seal_names(vault::Vault& vault, const StaffNames& n);
Result<StaffNames> open_names(vault::Vault& vault, ByteView sealed);
/// Lower case, without spaces at the ends: "Sam.Field " and "sam.field" are one name.
std::string normal_username(std::string_view typed);
std::int64_t username_token(vault::Vault& vault, std::string_view typed);

/// Who does not fit their seal stands there without a name and without posts; so does a team.
Result<std::shared_ptr<const Directory>> load_directory(store::Db& db, vault::Vault& vault,
                                                        const charter::Charter& c, gate::Seals* seals);

/// The posts of somebody, as they are in this transaction; none where they have left.
Result<std::vector<gate::Post>> posts_of(store::Session& s, const charter::Charter& c, StaffId id);

/// Nobody and no team.
std::shared_ptr<const Directory> no_directory();

/// The snapshot of one StaffBook.
struct DirectoryCache {
  Mutex mutex{LockRank::Names};
  std::shared_ptr<const Directory> now GUARDED_BY(mutex);
  bool stale GUARDED_BY(mutex) = true;
};

}  // namespace candour::people
