// Places that are few: lines, bodies on their way, requests that wait. Whoever already has many of them gets
// no more while others may still want one. Promises: nobody has more than one address, one network and all
// together may have (base/limits.h); what was given back is free at once. Not for several threads at once:
// its owner sees to that. It knows addresses, not people: an office behind one address is one neighbour.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/limits.h"
#include "web/http/address.h"

namespace candour::http {

enum class Place { Taken, NoneLeft, YouHaveMany };

class PlaceBook {
 public:
  explicit PlaceBook(limits::Places most) : most_(most) {}
  Place take(const Neighbour& by) {
    if (all_ >= most_.all) return Place::NoneLeft;
    if (count(by.address) >= most_.address || count(by.network) >= most_.network) return Place::YouHaveMany;
    ++all_;
    ++taken_[by.address];
    ++taken_[by.network];
    return Place::Taken;
  }
  void give_back(const Neighbour& by) {
    --all_;
    drop(by.address);
    drop(by.network);
  }
  std::size_t all() const { return all_; }
  /// The network that has the most places, when it has more than this one's.
  std::string richer_network(const std::string& network) const {
    std::string found;
    std::size_t most = count(network) + 1;
    for (const auto& [key, n] : taken_)
      if (n > most && key.find('/') != key.npos) most = n, found = key;
    return found;
  }

 private:
  // An address has no slash and a network has one, so both fit into one book.
  std::size_t count(const std::string& key) const {
    const auto it = taken_.find(key);
    return it == taken_.end() ? 0 : it->second;
  }
  void drop(const std::string& key) {
    const auto it = taken_.find(key);
    if (--it->second == 0) taken_.erase(it);
  }
  limits::Places most_;
  std::size_t all_ = 0;
  std::map<std::string, std::size_t> taken_;
};

}  // namespace candour::http
