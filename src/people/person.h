// Somebody the organisation supports, or their family or carer: one record, several roles. The profile is a
// kind of the catalogue, sealed by category; the engine knows names, birth date, reference and death.
// Any thread. It does not decide who may look: every call takes a pass.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"
#include "vault/sealed_code.h"
#include "vault/vault.h"

namespace candour::people {

struct Profile {
  PersonId id;
  std::string reference;  // "LL-7Q4K-9X2M": random with a check character, says nothing (IG-9.2)
  std::uint32_t version = 1;
  charter::Values values;  // what the pass may see
  CategorySet held_back;   // present, but not for this pass
  UnixMs created, changed;
  StaffId changed_by;
  std::optional<charter::Date> died;
  bool restricted = false;
  /// "Maya Okafor"; the name used stands in likes(). "" when identity is held back.
  std::string name() const;
  std::string likes() const;  // "May", or ""
  std::optional<charter::Date> birth_date() const;
};

/// One older version, for "what it said before".
struct ProfileVersion {
  std::uint32_t version;
  UnixMs at;
  StaffId by;
  std::string why;  // code: "change", "correction"
};

class People {
 public:
  People(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

  /// Stores a new person in the caller's transaction under a register pass. `values` are checked values of
  /// kind "profile". Errors: NotAllowed, Invalid.
  Result<Profile> add(store::Txn& txn, const Pass& pass, PersonId id, const charter::Values& values);
  Result<Profile> profile(const Pass& pass, PersonId id);
  /// One query for the rows, one for the segments.
  Result<std::vector<Profile>> profiles(const gate::Reachable& r, const std::vector<PersonId>& order);
  Result<Profile> profile_at(const Pass& pass, PersonId id, std::uint32_t version);
  Result<std::vector<ProfileVersion>> versions(const Pass& pass, PersonId id);
  /// A new version; what the writer could not see is carried over untouched. A previous name or address is
  /// kept in its history. Errors: Conflict when `based_on` is no longer the newest (with nothing written).
  Result<std::uint32_t> change(const Pass& pass, PersonId id, std::uint32_t based_on,
                               const charter::Values& values, bool correction);
  /// Duty MarkDeath: recorded with care; reach, plans and letters follow.
  Status record_death(const Pass& pass, PersonId id, charter::Date on, bool undo);
  /// Removes people added by one import again, if nothing else was written since. In the caller's txn. Adds
  /// their keys to `due`: the caller destroys them (vault::Vault::destroy_many) once that is durable, for
  /// until then they open old copies. `words`: a pass that writes the words of their referrals. Errors:
  /// Conflict when something was written; then nothing is removed.
  Status remove_untouched(store::Txn& txn, const Pass& pass, const Pass& words,
                          const std::vector<PersonId>& ids, std::vector<vault::KeyName>& due);

  /// Hears of everybody whose names were added or changed (values as far as the writer sees them) or who was
  /// removed (null), once that is durable: keeps the search index fresh. One listener; empty to stop.
  using OnNames = std::function<void(PersonId, const charter::Values*)>;
  void on_names(OnNames listener);
  /// Called in the transaction that corrects details, with what was corrected: whoever was told the old ones
  /// is to hear (IM-1.6, LL-5.2). One listener; set before the first page.
  using OnCorrected = std::function<Status(store::Txn&, const Pass&, PersonId, CategorySet)>;
  void on_corrected(OnCorrected listener) { on_corrected_ = std::move(listener); }
  /// What other servers are told at the same time: kNamesAnnounced, the id, and this.
  static constexpr std::string_view kNamesAnnounced = "names";
  const std::string& announced_by() const { return announced_by_; }

 private:
  friend class Joins;
  friend Result<struct Registered> register_person(People&, class Journeys&, const Pass&, PersonId,
                                                   const charter::Values&, const struct NewReferral&);
  struct Row;
  struct Listener;
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  vault::SealedCodes references_;
  void tell_names(store::Txn& txn, PersonId id, const charter::Values* values);

  OnCorrected on_corrected_;
  std::shared_ptr<Listener> listener_;
  std::string announced_by_;  // a random name of this one
};

/// A new reference with the charter's prefix; `random` 5 bytes.
std::string make_reference(std::string_view prefix, ByteView random);
/// Tolerates case, spaces and missing dashes; empty when the check character is wrong.
std::string normal_reference(std::string_view typed);

}  // namespace candour::people
