// A change that waits for a second person: giving posts that open records, changing one's own role, letting
// somebody in again who lost password or phone, recording the training of somebody one made oneself. One
// asks, another who is suitable and really another confirms or refuses; until then nothing happens. In a
// small organisation the second person may stand outside and confirm with a code from paper. Any thread. It
// cannot tell two people who are in league from two who are not; the ledger names both.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gate/gate.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

using WaitingId = Id<struct WaitingTag>;

inline constexpr std::string_view kWaitsPosts = "posts", kWaitsTraining = "training",
                                  kWaitsRecovery = "recovery", kWaitsCode = "outside-code";

struct Waiting {
  WaitingId id;
  std::string kind;
  StaffId about, asked_by;
  UnixMs asked, ends;
  std::string what;   // codes and ids, as the kind writes them
  std::string state;  // waiting, confirmed, refused, withdrawn
  std::optional<UnixMs> decided;
  StaffId decided_by;  // nil: outside
  std::string why;     // of a refusal
};

class SecondPerson {
 public:
  SecondPerson(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

  /// How a kind takes effect. `prepare` runs before the transaction (to hash a password), `apply` inside it.
  /// What `shown` holds is told to the second person once and kept nowhere.
  struct Prepared {
    std::string kept, shown;
  };
  struct Doing {
    std::function<Result<Prepared>(const Waiting&)> prepare;  // may be empty
    std::function<Status(store::Txn&, const Waiting&, StaffId second, const Prepared&)> apply;
  };
  void on(std::string_view kind, Doing doing);

  /// In the caller's transaction: the row, a task for everybody who may confirm, and the line on the ledger.
  /// An open change of the same kind about the same account is replaced.
  Result<WaitingId> ask(store::Txn& txn, std::string_view kind, StaffId about, StaffId asked_by,
                        std::string_view what);

  /// What this actor may confirm, oldest first; what they asked for; and what was about one account (open
  /// ones).
  Result<std::vector<Waiting>> for_me(const gate::Actor& actor);
  Result<std::vector<Waiting>> asked_by(const gate::Actor& actor);
  Result<std::vector<Waiting>> about(const gate::Actor& actor, StaffId staff);

  /// Errors: NotFound, NotAllowed (asked it, gets it, or in the hand of either: the words say which),
  /// Conflict (decided already), Invalid (no word why, on "words"). Words to show once, or "".
  Result<std::string> confirm(const gate::Actor& actor, WaitingId id);
  Status refuse(const gate::Actor& actor, WaitingId id, std::string_view words);
  Status withdraw(const gate::Actor& actor, WaitingId id);  // by whoever asked

  /// The second person outside the system. The code opens a sealed ticket for half an hour, which names what
  /// waits; one decision uses the code up. Errors: Invalid on "code" (also when used up), TooMuch
  /// (throttled).
  struct Outside {
    std::string ticket;
    std::vector<Waiting> waiting;
  };
  Result<Outside> outside(std::string_view code, std::string_view address);
  /// The same list once more, under the same ticket.
  Result<Outside> outside_again(std::string_view ticket);
  Result<std::string> confirm_outside(std::string_view ticket, WaitingId id);
  Status refuse_outside(std::string_view ticket, WaitingId id, std::string_view words);
  /// A new code instead of any other, for whoever runs the machine; kept only as a keyed hash.
  Result<std::string> make_code();
  /// Could anybody here, or a code that was not used, be the second person for what this actor asks? The
  /// words say what to do when not.
  Status somebody(const gate::Actor& actor);

  /// May `second` confirm what `asked_by` asked about `about`? Not whether they hold a duty for it.
  Result<bool> independent(store::Session& db, StaffId second, StaffId asked_by, StaffId about);

 private:
  struct Ticket;
  struct Decider;
  Result<std::vector<Waiting>> list(store::Session& db, std::string_view where, StaffId staff);
  Result<std::optional<Waiting>> find(store::Session& db, WaitingId id);
  Status may_decide(const gate::Actor& actor);
  Result<std::string> decide(const Decider& by, WaitingId id, bool yes, std::string_view words);
  Status may_decide(const gate::Actor& actor, WaitingId id);
  Status refused(const gate::Actor& actor, const Waiting& w);
  Result<Ticket> open_ticket(std::string_view ticket);
  Bytes code_hash(std::string_view code);
  Status list_outside(store::Session& db, StaffId seen_by, std::vector<Waiting>& out);
  Status put_code(store::Txn& txn, std::string_view code, StaffId seen_by, StaffId made_for);
  Result<std::vector<StaffId>> suitable(store::Session& db, StaffId asked_by, StaffId about);
  Status tell(store::Txn& txn, const Waiting& w);
  Status append(store::Txn& txn, StaffId actor, const Waiting& w, std::string_view outcome,
                std::string_view note);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  std::map<std::string, Doing, std::less<>> doings_;
};

}  // namespace candour::people
