// What is the same for everybody is made once: sixty-four people who open a notice at the same moment get one
// notice, made by whoever came first while the others wait for it. Promises: it is made again only under
// another stamp (the charter's version and the day that is printed on it), never because of anything that
// somebody typed into the address; when making it fails, all who waited hear why, and the next one tries
// again. Any thread. It holds only what names nobody: the charter's pages and papers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/locks.h"
#include "base/result.h"
#include "web/http/kept.h"

namespace candour::web {

class MadeOnce {
 public:
  using Made = std::shared_ptr<const http::Kept>;
  using Maker = std::function<Result<http::Response>()>;
  /// `name` is one of a few ("ll/notice.pdf"); its older stamp is forgotten. `make` must give a 200.
  Result<Made> get(const std::string& name, const std::string& stamp, const Maker& make);
  /// How often anything was made since the start.
  int times_made() const;

 private:
  struct Slot {
    std::string stamp;
    Made made;
    bool making = false;
    int round = 0;  // counts the makings that have ended
    Error why;      // the last one failed
  };
  void finish(const std::string& name, const std::string& stamp, const Result<Made>& made);

  mutable Mutex lock_;
  Condition changed_;
  std::map<std::string, Slot> slots_ GUARDED_BY(lock_);
  int times_made_ GUARDED_BY(lock_) = 0;
};

}  // namespace candour::web
