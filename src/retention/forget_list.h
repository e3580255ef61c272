// The list of everything that was destroyed, by ids alone, kept apart from records and keys: put beside an
// old backup, it says what must not come back. Each line is bound to the one before and to the organisation's
// key, and is on disk before anything is destroyed. Any thread; one server writes at a time. Whoever has only
// the backup and not this list has, for as long as backups of the keys are kept, what was destroyed
// meanwhile.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/locks.h"
#include "vault/vault.h"

namespace candour::retention {

struct Forgotten {
  PersonId person;
  std::vector<vault::KeySlot> slots;  // both empty: everything of the person
  UnixMs at;
  std::vector<EntryId> entries = {};  // whose rows went
};

class ForgetList {
 public:
  /// `file`: made when something is first destroyed; empty: kept in memory, for tests.
  ForgetList(vault::Vault& vault, std::string file);

  /// To be called before the first page. Destroys again what the list says and the key store still has: it
  /// is an older copy. Errors: Conflict when the list is missing or older than the keys, Corrupt when it was
  /// changed; with what can be done.
  Status replay();
  /// What other servers have written meanwhile.
  Status refresh();
  /// Durable when it returns; then it is to be destroyed.
  Status add(const std::vector<Forgotten>& what);
  /// The keys of these are destroyed, and the key store remembers how long the list was.
  Status destroy(const std::vector<Forgotten>& what);
  /// People of whom everything was destroyed.
  std::vector<PersonId> people() const;
  bool has(PersonId person) const;
  bool has(EntryId entry) const;
  /// Entries that were taken out of a record whose rest stays, with whose they were.
  std::vector<std::pair<EntryId, PersonId>> entries() const;
  /// The lines about these people from that moment on.
  std::vector<Forgotten> lines_about(const std::vector<PersonId>& people, UnixMs since) const;
  std::int64_t size() const;

 private:
  Status read_on() NEEDS_LOCK(lock_);
  void take(const Forgotten& f) NEEDS_LOCK(lock_);
  Status append(const std::vector<Forgotten>& what) NEEDS_LOCK(lock_);
  Bytes mac_of(ByteView before, std::string_view line) const;

  vault::Vault& vault_;
  const std::string file_;
  const Bytes key_;
  mutable Mutex lock_{LockRank::Last};
  std::vector<Forgotten> all_ GUARDED_BY(lock_);
  std::set<PersonId> whole_ GUARDED_BY(lock_);
  std::map<EntryId, PersonId> entries_ GUARDED_BY(lock_);
  Bytes last_ GUARDED_BY(lock_);                // of the last line
  std::uintmax_t bytes_ GUARDED_BY(lock_) = 0;  // of the file that stand in all_
};

}  // namespace candour::retention
