// Staff: who works here, in which posts and teams, under whom; their agreement and training; and how they
// sign in. Names are sealed with the organisation's key and kept in memory as a directory. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/gate.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

struct Team {
  TeamId id;
  std::string name;
  ServiceIx service{};
};

struct StaffMember {
  StaffId id;
  std::string name, email, username;
  std::vector<gate::Post> posts;
  std::optional<StaffId> supervisor;
  std::optional<UnixMs> agreement_at, training_at, left_at;
  bool totp = false;
};

struct NewStaff {
  std::string name, email, username;
  std::vector<gate::Post> posts;
  std::optional<StaffId> supervisor;
  std::optional<UnixMs> agreement_at, training_at;
  std::string password;  // empty: cannot sign in until an invitation is used
};

/// Names for pages without a query a row. A snapshot; refreshed after staff changes.
class Directory {
 public:
  virtual ~Directory() = default;
  virtual std::string name(StaffId) const = 0;  // "" when unknown
  virtual std::string team(TeamId) const = 0;
  virtual std::vector<StaffMember> all() const = 0;  // by name
  virtual std::vector<Team> teams() const = 0;
  virtual const StaffMember* find(StaffId) const = 0;
};

class StaffBook {
 public:
  StaffBook(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);
  ~StaffBook();
  /// Refreshed after changes through this StaffBook: an organisation has one. The last good snapshot (at
  /// first an empty one) when the store cannot be read.
  std::shared_ptr<const Directory> directory();

  /// Needs the duty ManageStaff (the system actor of the set-up command excepted: `by` nil and no staff yet).
  /// Errors: Invalid (username taken, weak password, unknown role), NotAllowed.
  Result<StaffId> add(const gate::Actor& by, const NewStaff& s);
  /// Nobody changes their own posts.
  Status change_posts(const gate::Actor& by, StaffId id, const std::vector<gate::Post>& posts,
                      std::optional<StaffId> supervisor);
  Status sign_agreement(const gate::Actor& self);  // one's own
  Status record_training(const gate::Actor& by, StaffId id, UnixMs at);
  Status leave(const gate::Actor& by, StaffId id);  // ends sessions and allocations' reach
  /// A first or a forgotten password; ends their sessions. Not one's own (Sessions::change_password).
  Status set_password(const gate::Actor& by, StaffId id, std::string_view password);
  Result<TeamId> add_team(const gate::Actor& by, std::string_view name, ServiceIx service);
  /// First staff of an empty organisation (set-up and demo): no actor yet. Errors: Conflict when staff exist
  /// and `allow_more` is false.
  Result<StaffId> seed(const NewStaff& s, bool allow_more);
  Result<TeamId> seed_team(std::string_view name, ServiceIx service);

 private:
  Status check(const NewStaff& s);
  Status check_posts(const std::vector<gate::Post>& posts, std::optional<StaffId> supervisor);
  Result<StaffId> insert(const NewStaff& s, StaffId by, std::string_view note, bool only_first);
  Status change_one(const gate::Actor& by, StaffId id, std::string_view note,
                    const std::function<Status(store::Txn&)>& body);
  Status append(store::Txn& txn, StaffId by, std::string_view thing, std::string_view note);
  Result<TeamId> insert_team(StaffId by, std::string_view name, ServiceIx service);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  std::shared_ptr<struct DirectoryCache> cache_;
  int listening_;  // to changes, on whichever server
};

}  // namespace candour::people
