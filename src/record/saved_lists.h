// Lists that somebody comes back to: a name, and the filters and columns as the address of the page holds
// them. Each belongs to whoever saved it and is found by nobody else; the name may hold a person's, so all of
// it rests sealed under a key of its own, which is destroyed with it. Any thread. It shows nobody: the page
// that opens such a list asks the gate as for any other.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::record {

using SavedListId = Id<struct SavedListTag>;

struct SavedList {
  SavedListId id;
  std::string name, query;
};

class SavedLists {
 public:
  static constexpr int kMostEach = 30;
  static constexpr std::size_t kNameLetters = 60;

  SavedLists(store::Db& db, vault::Vault& vault, const Clock& clock)
      : db_(db), vault_(vault), clock_(clock) {}
  /// Under a name that one has already, it takes that one's place. Errors: Invalid at "name".
  Result<SavedListId> save(StaffId staff, std::string_view name, std::string_view query);
  /// One's own, by name.
  Result<std::vector<SavedList>> mine(StaffId staff) const;
  /// Errors: NotFound, also when it is somebody else's.
  Status forget(StaffId staff, SavedListId id);

 private:
  Status remove(SavedListId id);
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::record
