// At every start, and once a night, the server proves that every row that decides is as
// Candour wrote it (gate/seals.h): the outcome stands on the ledger, and what fails on the pages as an alarm.
// Of several servers one does it. One thread of its own; it reads, and writes one line. Somebody who keeps it
// from running is noticed by the line that is missing.
#pragma once

#include <map>
#include <string>
#include <thread>

#include "base/locks.h"
#include "base/log.h"
#include "web/house.h"

namespace candour::cli {

class NightCheck {
 public:
  /// `at`: minutes after midnight, UTC.
  NightCheck(web::House& house, const Clock& clock, const log::Log& log, int at);
  ~NightCheck();
  NightCheck(const NightCheck&) = delete;
  NightCheck& operator=(const NightCheck&) = delete;

  /// One organisation, now. Errors: the store's.
  static Status check(const web::OrgHouse& org, const Clock& clock, const log::Log& log);

 private:
  static Status tidy_up(const web::OrgHouse& org, const Clock& clock, const log::Log& log);
  void keep();
  void look(const web::OrgHouse& org, bool night);

  web::House& house_;
  const Clock& clock_;
  const log::Log& log_;
  const int at_;
  const std::string holder_;
  std::map<std::string, UnixMs> due_;  // organisations that wait for it, and since when
  Mutex mutex_{LockRank::Background};
  Condition wake_;
  bool ended_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses the others
};

/// "03:10" as minutes after midnight. Errors: Invalid.
Result<int> minutes_of_day(const std::string& text);

}  // namespace candour::cli
