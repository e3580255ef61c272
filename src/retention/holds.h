// What keeps something of somebody from destruction for now, and how much of it: holds on them, on a service
// that they had or on everybody, each as far as it reaches, and requests that are not answered yet. Any
// thread. It opens a birth date where a hold goes by it, and shows it to nobody; where that is not known, or
// what a row says is not, the hold keeps it.
#pragma once

#include <optional>
#include <set>

#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::retention {

struct Held {
  bool whole = false;      // everything
  CategorySet categories;  // of these kinds of information, in whichever entry
  std::set<KindIx> kinds;  // all of these entries
  CategorySet of_keys;     // all of these, so that what is kept opens and it is known whose it is
  bool any() const { return whole || !categories.empty() || !kinds.empty(); }
  /// One entry, which goes by itself.
  bool keeps(KindIx kind, CategorySet parts) const {
    return whole || kinds.contains(kind) || !(parts & categories).empty();
  }
  /// What goes with the key that these share.
  bool keeps_key(CategorySet group) const { return whole || !(group & of_keys).empty(); }
};

/// `By::Holds`: of holds alone, for what is destroyed because somebody asked for it. Errors: Corrupt when the
/// holds are not what Candour wrote.
enum class By { Holds, HoldsAndRequests };
Result<Held> held(store::Session& db, const gate::Gate& gate, vault::Vault& vault, PersonId person, By by);

/// Whether something of the person is on paper still: its file was neither destroyed nor handed over.
Result<bool> on_paper(store::Session& db, const gate::Gate& gate, PersonId person);

/// How many holds stand that reach the people of a service: on all of them, and on single people.
struct HoldsHere {
  std::int64_t on_all = 0, on_people = 0;
};
Result<HoldsHere> holds_here(store::Session& db, const charter::Charter& c, ServiceIx service);

}  // namespace candour::retention
