#include "charter/requests.h"

#include <algorithm>

#include "charter/by_part.h"

namespace candour::charter {

namespace {

namespace ask = request_field;

/// What nobody asks for as a request of this sort: the notice itself, and a complaint, which has its own
/// kind.
bool is_asked_for(const Right& r) {
  return r.code != "informed" && r.code != "complaint";
}

std::string time_words(const Right& r, bool promised) {
  if (!promised) return "UK GDPR, Article 12(3)";
  return "our promise" + by_part(r.clause);
}

Deadline answer(const Right& r, std::string_view more, Span span, Span longer, bool promised) {
  Deadline d{.code = "answer-" + r.code + std::string(more), .name = "Request to be answered: " + r.name};
  d.from = ask::kFrom;
  d.otherwise = ask::kReceived;
  d.span = span;
  d.pauses = {std::string(ask::kWaiting), std::string(ask::kFee)};
  d.extended_by = "extend";
  d.extension = longer;
  d.if_field = ask::kRight;
  d.if_is = {r.code};
  d.until_state = ask::kAnswered;
  d.source = time_words(r, promised);
  return d;
}

}  // namespace

const Right* find_right(const Charter& c, std::string_view code) {
  const auto at = std::ranges::find(c.rights, code, &Right::code);
  return at == c.rights.end() ? nullptr : &*at;
}

bool may_cost(const Right& r) {
  return r.fee == "unless-unfounded";
}

void offer_rights(const Charter& c, Kind& k) {
  std::vector<Option> rights;
  for (const auto& r : c.rights) {
    if (!is_asked_for(r)) continue;
    rights.push_back({r.code, r.name});
    const Span longer{Span::Unit::StatutoryMonths, kMonthsLonger};
    const int months = r.months ? r.months : kMonthsByLaw;
    k.deadlines.push_back(answer(r, "", {Span::Unit::StatutoryMonths, months}, longer, r.months > 0));
    if (r.days)
      k.deadlines.push_back(answer(r, "-days", {Span::Unit::Days, r.days}, {Span::Unit::Days, 60}, true));
    if (k.from_outside) k.from_outside->follows.emplace_back(k.deadlines.back().code, "You have our answer");
  }
  const auto at = std::ranges::find(k.fields, ask::kRight, &Field::code);
  if (at != k.fields.end()) at->options.insert(at->options.begin(), rights.begin(), rights.end());
}

}  // namespace candour::charter
