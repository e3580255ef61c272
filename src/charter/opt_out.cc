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

void offer_review(const Charter& c, Kind& k) {
  if (c.opt_out.review_months == 0) return;
  for (auto& d : k.deadlines)
    if (d.code == opt_out_review::kNext) d.span = {Span::Unit::Months, c.opt_out.review_months};
}

KindIx review_kind(const Charter& c) {
  const auto at = std::ranges::find_if(c.kinds, &Kind::reviews_opt_out);
  return static_cast<KindIx>(at - c.kinds.begin());
}

std::optional<ServiceIx> reviewed_in(const Charter& c) {
  if (c.opt_out.review_months == 0 || std::ranges::none_of(c.kinds, &Kind::reviews_opt_out))
    return std::nullopt;
  for (std::size_t i = 0; i < c.services.size(); ++i)
    if (const auto s = static_cast<ServiceIx>(i); c.kind_use(s, review_kind(c))) return s;
  return std::nullopt;
}

}  // namespace candour::charter
