// What is wrong with what is stored, for as long as it is: a ledger that does not hold, a row whose seal
// fails, a check that could not run. Those who can act see it at the top of every page; the log and the
// commands' exit codes say it too. Any thread. It remembers until it is lowered or the program ends, and
// holds codes and plain words only, never a name.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/locks.h"

namespace candour {

struct Alarm {
  std::string code;    // "ledger-head", "row-seal": one alarm a code
  std::string words;   // for the page: what is wrong, and what to do
  std::string detail;  // for the log: codes and ids
  UnixMs since;
  std::string page = {};  // below the organisation's address, where it is answered; empty: nowhere
  int times = 1;
};

class Alarms {
 public:
  /// Raised once more, it counts; words and detail of the first time stay. True when it is new.
  bool raise(std::string_view code, std::string words, std::string detail, UnixMs now, std::string page = {});
  void lower(std::string_view code);
  std::vector<Alarm> all() const;  // oldest first
  bool any() const;

 private:
  mutable Mutex lock_;
  std::map<std::string, Alarm, std::less<>> raised_ GUARDED_BY(lock_);
};

}  // namespace candour
