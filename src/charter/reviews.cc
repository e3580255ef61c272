#include "charter/reviews.h"

#include <algorithm>

namespace candour::charter {
namespace {

const ReviewRule* rule_for(const Charter& c, Reviewed of) {
  const auto at = std::ranges::find(c.reviews, of, &ReviewRule::of);
  return at == c.reviews.end() ? nullptr : &*at;
}

}  // namespace

PromisedReview promised_review(const Charter& c, Reviewed of) {
  if (of == Reviewed::OptOut) return {c.opt_out.review_months, c.opt_out.clause};
  const auto* rule = rule_for(c, of);
  return rule ? PromisedReview{rule->months, rule->clause} : PromisedReview{};
}

void offer_review(const Charter& c, Kind& k) {
  const int months = promised_review(c, k.reviews).months;
  if (months == 0) return;
  for (auto& d : k.deadlines)
    if (d.code == review::kNext) d.span = {Span::Unit::Months, months};
}

std::optional<ServiceIx> reviewed_in(const Charter& c, Reviewed of) {
  if (promised_review(c, of).months == 0 || std::ranges::find(c.kinds, of, &Kind::reviews) == c.kinds.end())
    return std::nullopt;
  for (std::size_t i = 0; i < c.services.size(); ++i)
    if (const auto s = static_cast<ServiceIx>(i); c.kind_use(s, review_kind(c, of))) return s;
  return std::nullopt;
}

KindIx review_kind(const Charter& c, Reviewed of) {
  return static_cast<KindIx>(std::ranges::find(c.kinds, of, &Kind::reviews) - c.kinds.begin());
}

void offer_details_clock(const Charter& c, Kind& k) {
  const auto* rule = rule_for(c, Reviewed::Accuracy);
  const int months = rule ? rule->ask_months : 0;
  if (months == 0) std::erase_if(k.deadlines, &Deadline::asks_details);
  for (auto& d : k.deadlines)
    if (d.asks_details) d.span = {Span::Unit::Months, months};
}

const Deadline* details_clock(const Charter& c) {
  for (const auto& k : c.kinds)
    if (const auto at = std::ranges::find_if(k.deadlines, &Deadline::asks_details); at != k.deadlines.end())
      return &*at;
  return nullptr;
}

}  // namespace candour::charter
