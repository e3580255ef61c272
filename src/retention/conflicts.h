// Where the notice promises to destroy sooner than a law or guidance asks, which of the two counts is a
// question for people: whoever answers for data protection decides, with a reason, and until then nothing
// goes by that period. Promises: the decision is sealed, stands on the ledger, and is asked for anew when the
// charter says something else. Any thread. It does not know the law: it compares what the charter says.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "charter/kept_until.h"
#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::retention {

/// By the code of a period, whether the longer one counts; a period of which nobody has decided is not there.
using Settled = std::map<std::string, bool>;
/// Reads nothing where no period of the charter collides with a law.
Result<Settled> settled_conflicts(store::Session& db, const charter::Charter& c);
/// Whether it collides and nobody has decided.
bool waits_for_decision(const charter::RetentionRule& rule, const Settled& settled);
/// As charter::kept_until; by the longer period where that counts; KeptUntil::How::Decision while nobody has
/// decided.
charter::KeptUntil kept_until(const charter::RetentionRule& rule, const charter::KeepDates& dates,
                              const Settled& settled);

class Conflicts {
 public:
  Conflicts(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

  struct Decision {
    bool law = false;  // the longer period counts
    std::string why;
    UnixMs at;
    StaffId by;
  };
  struct Conflict {
    const charter::RetentionRule* rule = nullptr;
    std::optional<Decision> decided;
  };
  /// Errors: those of Gate::may for whoever does not see the ledger; Corrupt.
  Result<std::vector<Conflict>> all(const gate::Actor& actor) const;
  /// How many wait for a decision of this actor: 0 for whoever may not decide.
  Result<int> waiting(const gate::Actor& actor) const;
  static constexpr std::string_view kPromise = "promise", kLaw = "law";
  static constexpr std::size_t kMostLetters = 2000;
  /// Once more where somebody decided before. Errors: those of Gate::may; Invalid at "counts" or "why";
  /// NotFound for a period that collides with nothing.
  Status decide(const gate::Actor& actor, std::string_view rule, std::string_view counts,
                std::string_view why);

 private:
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::retention
