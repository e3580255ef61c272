// Who may still come in, and who may send a body: counts lines and bodies by address and network, and keeps
// the places of those who are signed in apart from the strangers', so that no stranger can take one.
// On the server's I/O thread only. It does not know how long a place is held: the line's clock does.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "web/http/places.h"

namespace candour::http {

/// What a body that is being read takes up.
struct BodyPlace {
  Neighbour by;
  std::string who;     // of somebody signed in; empty for a stranger
  bool large = false;  // more than an ordinary form
};

class Doorkeeper {
 public:
  Place let_in(const Neighbour& by) { return lines_.take(by); }
  std::string richer_network(const Neighbour& by) const { return lines_.richer_network(by.network); }
  void let_out(const Neighbour& by) { lines_.give_back(by); }

  Place take(const BodyPlace& p) {
    const auto mine = large_each_.find(p.who);
    if (p.large && mine != large_each_.end() && mine->second >= limits::kLargeBodiesEach)
      return Place::YouHaveMany;
    if (const auto place = bodies(p).take(p.by); place != Place::Taken) return place;
    if (!p.large) return Place::Taken;
    const auto place = large(p).take(p.by);
    if (place != Place::Taken)
      bodies(p).give_back(p.by);
    else if (!p.who.empty())
      ++large_each_[p.who];
    return place;
  }
  void give_back(const BodyPlace& p) {
    bodies(p).give_back(p.by);
    if (!p.large) return;
    large(p).give_back(p.by);
    if (!p.who.empty() && --large_each_[p.who] == 0) large_each_.erase(p.who);
  }

 private:
  PlaceBook& bodies(const BodyPlace& p) { return p.who.empty() ? strangers_ : staff_; }
  PlaceBook& large(const BodyPlace& p) { return p.who.empty() ? strangers_large_ : staff_large_; }
  PlaceBook lines_{limits::kLinePlaces};
  PlaceBook strangers_{limits::kStrangerBodies}, staff_{limits::kStaffBodies};
  PlaceBook strangers_large_{limits::kStrangerLargeBodies}, staff_large_{limits::kStaffLargeBodies};
  std::map<std::string, std::size_t> large_each_;
};

}  // namespace candour::http
