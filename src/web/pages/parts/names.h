// Names for a list that is about several people. One request, one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "web/frame/site.h"

namespace candour::web {

/// Names for a few people at once, with one decision and one line on the ledger.
class Names {
 public:
  static Result<Names> of(const Visit& v, std::vector<PersonId> ids, gate::Thing what);
  /// With these categories of their profiles, as far as each may be seen.
  static Result<Names> of(const Visit& v, std::vector<PersonId> ids, gate::Thing what, CategorySet wanted);
  const people::Profile* find(PersonId id) const {
    const auto i = by_id_.find(id);
    return i == by_id_.end() ? nullptr : &i->second;
  }
  /// The passes, to open with them what else the list shows of these people.
  const gate::Reachable& reach() const { return reach_; }
  /// Somebody out of reach is no line anywhere: for what is the reader's own and stands all the same.
  std::string name(PersonId id) const {
    const auto* p = find(id);
    return p ? p->name() : "somebody whose record is not open to you";
  }

 private:
  std::map<PersonId, people::Profile> by_id_;
  gate::Reachable reach_;
};

}  // namespace candour::web
