// The answers of which somebody makes a charter, from the first question until it is made: kept for whoever
// gives them, with the text of the notice beside. Any thread. It makes nothing of them (charter/authored.h)
// and brings nothing in force (proposals.h).
#pragma once

#include <optional>
#include <string>

#include "base/locks.h"
#include "charter/authored.h"
#include "people/proposals.h"

namespace candour::people {

struct KeptAnswers {
  UnixMs changed;
  std::string notice;  // plain text
  charter::Authored answers;
};

class CharterAnswers {
 public:
  /// `proposals` says who may make a charter. `catalogue`: the folder.
  CharterAnswers(const Proposals& proposals, store::Db& db, OrgCode org, std::string catalogue,
                 const Clock& clock)
      : proposals_(proposals), db_(db), org_(org), dir_(std::move(catalogue)), clock_(clock) {}

  /// The actor's own; none when there are none. Errors: NotAllowed.
  Result<std::optional<KeptAnswers>> of(const gate::Actor& actor) const;
  /// `seen`: the `changed` of what was changed, or zero. Errors: NotAllowed, Conflict when another window
  /// has changed them meanwhile.
  Status keep(const gate::Actor& actor, const std::string& notice, const charter::Authored& answers,
              UnixMs seen);
  Status discard(const gate::Actor& actor);

  /// What can be chosen; read once.
  const charter::CatalogueFiles& catalogue() const;

 private:
  const Proposals& proposals_;
  store::Db& db_;
  const OrgCode org_;
  const std::string dir_;
  const Clock& clock_;
  mutable Mutex lock_;
  mutable std::optional<charter::CatalogueFiles> catalogue_ GUARDED_BY(lock_);
};

}  // namespace candour::people
