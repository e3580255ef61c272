// Whose names other servers changed since the names for searching were read here. Any thread. It remembers
// ids only, and when there are too many of them, only that everything must be read anew.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/locks.h"
#include "store/db.h"

namespace candour::people {

class SearchNews {
 public:
  /// `own`: what is announced by this name is known here already.
  SearchNews(store::Db& db, std::string own);
  ~SearchNews();
  SearchNews(const SearchNews&) = delete;
  SearchNews& operator=(const SearchNews&) = delete;

  struct News {
    bool all = false;           // anything may have changed
    std::vector<PersonId> who;  // otherwise these
  };
  /// What came since the last call.
  News take();
  /// What was taken could not be looked up: next time everything is.
  void missed() { heard(""); }

  static constexpr std::size_t kMost = 500;  // beyond it, reading everything is quicker

 private:
  void heard(std::string_view what);

  store::Db& db_;
  const std::string own_;
  Mutex lock_{LockRank::Last};
  News news_ GUARDED_BY(lock_);
  int listening_;
};

}  // namespace candour::people
