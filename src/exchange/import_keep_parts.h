// What one slice of keeping an import has in its hands, for import_keep.cc and import_update.cc.
#pragma once

#include <map>

#include "exchange/import_job.h"

namespace candour::exchange {

/// In one slice, however quick: the line on the ledger that names them stays short.
inline constexpr std::size_t kMostAtOnce = 500;

struct Imports::Keeping::Batch {
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<const Work> work;
  std::size_t at = 0;  // into the plan
  std::map<ServiceIx, std::optional<CircleWay>> circles;
  people::FoundFit fit;        // in the open transaction
  mutable bool ended = false;  // the import is kept

  /// Lines of the plan about one person, from `from` on.
  std::size_t lines_of_one(std::size_t from) const {
    std::size_t to = from + 1;
    while (to < plan->size() && ((*plan)[to] & kJoins)) ++to;
    return to - from;
  }
};

struct Imports::Keeping::Added {
  PersonId id;
  ServiceSet into;
};

}  // namespace candour::exchange
