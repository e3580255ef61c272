// What everybody who works here may know of a service, the board too: how many people it supported, took on
// and said goodbye to, in each of the last four quarters that are over (IG-8.8, LL-4.1c). Promises: a figure
// is "fewer than 5" or to the nearest five, so that nobody is recognised in one; there are no sums, no days
// to choose and no quarter that still goes on. It opens nothing, and the counts themselves leave it in no
// other shape. Any thread. It does not protect against somebody who knows all but one of those who were
// counted, nor who looks again after a day of the past was put right: a quarter is counted anew each time.
#pragma once

#include <string>
#include <vector>

#include "gate/gate.h"

namespace candour::record {

class Figures {
 public:
  struct Quarter {
    ServiceIx service{};
    charter::Date from, to;  // its first day, and the first day after it
    std::string supported, began, ended;
  };

  Figures(gate::Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}

  /// The newest quarter first; in each, the services in the order of the charter. Somebody whose records were
  /// joined counts once.
  Result<std::vector<Quarter>> last_year(const AggregatePass& pass) const;

 private:
  gate::Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::record
