#include "charter/opt_out.h"

#include <algorithm>

#include "charter/by_part.h"

namespace candour::charter {

bool may_go_beyond_care(const Charter& c) {
  return c.planning_and_research == "opt-out-filtered";
}

std::string nothing_beyond_care(const Charter& c) {
  return "Nothing is shared for planning or research" + by_part(c.opt_out.clause) + ".";
}

bool serves_own_care(const Charter& c, const Recipient& r) {
  bool own = r.purposes.empty();
  r.purposes.each([&](PurposeIx p) { own = own || c.at(p).beyond_care.empty(); });
  return own;
}

PurposeSet beyond_care(const Charter& c, ServiceIx service) {
  PurposeSet out;
  c.at(service).purposes.each([&](PurposeIx p) {
    if (!c.at(p).beyond_care.empty()) out.add(p);
  });
  return out;
}

}  // namespace candour::charter
