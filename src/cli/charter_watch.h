// Brings in new versions of charters on their day (people/proposals.h), of all organisations, and asks for
// the server to be started anew once a file says something newer. One thread, from making to destruction.
// What goes wrong is logged once, raised as an alarm and tried again.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <thread>

#include "base/locks.h"
#include "base/log.h"
#include "web/house.h"

namespace candour::cli {

class CharterWatch {
 public:
  /// `anew`: called once at most; empty where the server cannot start itself anew.
  CharterWatch(web::House& house, const Clock& clock, const log::Log& log, std::function<void()> anew);
  ~CharterWatch();
  CharterWatch(const CharterWatch&) = delete;
  CharterWatch& operator=(const CharterWatch&) = delete;

 private:
  void watch();
  bool look();
  void tell(web::OrgHouse& org, const std::string& wrong, const std::string& detail);
  web::House& house_;
  const Clock& clock_;
  const log::Log& log_;
  const std::function<void()> anew_;
  std::map<std::string, std::string> told_;  // what went wrong, by organisation
  Mutex lock_{LockRank::Background};
  candour::Condition wake_;
  bool ended_ GUARDED_BY(lock_) = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace candour::cli
