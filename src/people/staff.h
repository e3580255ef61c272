// Staff: who works here, in which posts and teams, under whom; their agreement and training; and how they
// sign in. Names are sealed with the organisation's key and kept in memory as a directory. What gives power
// waits for a second person (people/second_person.h). Any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/gate.h"
#include "people/second_person.h"
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
  std::string password;  // empty: cannot sign in until there is one
  bool once = false;     // the password is not its holder's own; always so when somebody adds somebody
};

/// Does a post in this role open records (any category beyond what registering needs) or give power over
/// accounts, reviews or the ledger? Such a post needs two people.
bool opens_records(const charter::Charter& c, RoleIx role);

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
  /// Posts that open records, and training, wait for a second person; nobody signs the agreement for somebody
  /// else. Errors: Invalid (username taken, weak password, unknown role), NotAllowed.
  Result<StaffId> add(const gate::Actor& by, const NewStaff& s);
  /// The same without a password: half of the first one, to tell them. The second person who confirms their
  /// posts is shown the other half, so that neither knows it; when nothing waits, it is the whole.
  struct Added {
    StaffId id;
    std::string half;
    bool whole = false;
  };
  Result<Added> add_with_halves(const gate::Actor& by, NewStaff s);
  /// Taking posts away and posts that open nothing take effect now; posts that open records wait, and so does
  /// everything about oneself. Nobody who manages staff loses that, by this or by leaving, before somebody
  /// else can.
  Status change_posts(const gate::Actor& by, StaffId id, const std::vector<gate::Post>& posts,
                      std::optional<StaffId> supervisor);
  /// One's own, not before one has chosen a password that nobody else set.
  Status sign_agreement(const gate::Actor& self);
  /// One's own, and that of somebody whom one made, waits for a second person.
  Status record_training(const gate::Actor& by, StaffId id, UnixMs at);
  Status leave(const gate::Actor& by, StaffId id);  // ends sessions and allocations' reach
  /// For somebody who lost password, phone or both: half of a new one-time password ("" when the password
  /// stays). A second person confirms and is shown the other half. Not for oneself.
  Result<std::string> ask_recovery(const gate::Actor& by, StaffId id, bool password, bool two_step);
  /// A paper for a second person outside: another administrator confirms, and is shown the code.
  Status ask_outside_code(const gate::Actor& by);
  /// For whoever runs the machine: a new one-time password, two-step off, sessions ended; on the ledger.
  Result<std::string> recover_from_console(std::string_view username);
  SecondPerson& second() { return second_; }
  Result<TeamId> add_team(const gate::Actor& by, std::string_view name, ServiceIx service);
  /// First staff of an empty organisation (set-up and demo): no actor yet. Errors: Conflict when staff exist
  /// and `allow_more` is false.
  Result<StaffId> seed(const NewStaff& s, bool allow_more);
  Result<TeamId> seed_team(std::string_view name, ServiceIx service);

 private:
  struct Asked;  // posts, and what becomes of them
  Status tell_of_people_left(store::Txn& txn, StaffId id);
  /// Errors: Invalid when nobody but `id`, who manages staff now, would. `acting` is signed in.
  Status others_manage(store::Session& s, StaffId id, const std::vector<gate::Post>& next, StaffId acting);
  Status check(const NewStaff& s);
  Status check_posts(const std::vector<gate::Post>& posts, std::optional<StaffId> supervisor);
  Result<StaffId> insert(const NewStaff& s, StaffId by, std::string_view note, bool only_first,
                         std::string_view half = {});
  Status change_one(const gate::Actor& by, StaffId id, std::string_view note,
                    const std::function<Status(store::Txn&)>& body);
  Status append(store::Txn& txn, StaffId by, std::string_view thing, std::string_view note);
  Result<TeamId> insert_team(StaffId by, std::string_view name, ServiceIx service);
  // staff_second.cc: what waits, and how it takes effect
  void begin_second();
  Status ask_posts(store::Txn& txn, StaffId by, StaffId id, const Asked& asked);
  Status apply_posts(store::Txn& txn, const Waiting& w, StaffId second, const SecondPerson::Prepared& p);
  Status apply_recovery(store::Txn& txn, const Waiting& w, const SecondPerson::Prepared& p);
  Result<SecondPerson::Prepared> other_half(StaffId about, std::string_view half);
  Result<std::vector<gate::Post>> posts_of(store::Session& s, StaffId id);
  Status keep_posts(store::Txn& txn, StaffId id, const std::vector<gate::Post>& posts);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  SecondPerson second_;
  std::shared_ptr<struct DirectoryCache> cache_;
  int listening_;  // to changes, on whichever server
};

}  // namespace candour::people
