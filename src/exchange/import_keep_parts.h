// What one slice of keeping an import has in its hands, for import_keep.cc and import_update.cc.
#pragma once

#include "exchange/import_job.h"

namespace candour::exchange {

/// In one slice, however quick: the line on the ledger that names them stays short.
inline constexpr std::size_t kMostAtOnce = 500;

struct Imports::Keeping::Batch {
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<const Work> work;
  std::size_t at = 0;  // into the plan
  std::optional<CircleWay> circle;
  mutable bool ended = false;  // the import is kept
};

}  // namespace candour::exchange
