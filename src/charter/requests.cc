#include "charter/requests.h"

#include <algorithm>

#include "charter/by_part.h"
#include "charter/offered.h"

namespace candour::charter {

namespace {

namespace ask = request_field;

std::string time_words(const Right& r, bool promised) {
  if (!promised) return "UK GDPR, Article 12(3)";
  return "our promise" + by_part(r.clause);
}

/// Rights to get a copy, oneself or by somebody else.
constexpr std::string_view kToSee = "access", kForSomebodyElse = "authorised-recipient";

/// What somebody here can bring it to and what is an answer to that right. Where nobody can end a
/// restriction, since nobody sees a record that is restricted, none is begun.
std::string_view answered_by(const Charter& c, const Kind& k, const Right& r) {
  const auto brings = [&](std::string_view state) {
    return std::ranges::any_of(c.roles, [&](const Role& role) {
      return std::ranges::any_of(role.moves, [&](const auto& m) {
        const auto* move = m.first == k.ix ? k.find_move(m.second) : nullptr;
        return move && move->to == state;
      });
    });
  };
  if (r.code == ask::kRestriction && brings(ask::kRestricted)) return ask::kRestricted;
  if (r.code == ask::kErasure && brings(ask::kErasing)) return ask::kErasing;
  return ask::kAnswered;
}

Deadline answer(const Right& r, std::string_view until, std::string_view more, Span span, Span longer,
                bool promised) {
  Deadline d{.code = "answer-" + r.code + std::string(more), .name = "Request to be answered: " + r.name};
  d.from = ask::kFrom;
  d.otherwise = ask::kReceived;
  d.span = span;
  d.pauses = {std::string(ask::kFee)};
  // Only a request to see may wait for what is meant (Article 12A of the UK GDPR); whoever wants something
  // put right is not kept waiting by a question.
  if (r.code == kToSee || r.code == kForSomebodyElse) d.pauses.emplace_back(ask::kWaiting);
  d.extended_by = ask::kExtend;
  d.extension = longer;
  d.if_field = ask::kRight;
  d.if_is = {r.code};
  d.until_state = until;
  d.source = time_words(r, promised);
  return d;
}

/// Whoever decides about the information of a service, and those who decide together with us.
std::vector<Option> who_decides_too(const Charter& c) {
  std::vector<Option> all;
  for (const auto& s : c.services)
    if (s.processor && !s.controller.empty() &&
        std::ranges::find(all, s.controller, &Option::label) == all.end())
      all.push_back({"for-" + s.code, s.controller});
  for (const auto& p : c.partners)
    all.push_back(
        {"partner-" + p.code, p.name + (p.joint_controller ? ", with whom we decide together" : "")});
  return all;
}

}  // namespace

bool is_asked_for(const Right& r) {
  return r.code != "informed" && r.code != "complaint";
}

const Right* find_right(const Charter& c, std::string_view code) {
  const auto at = std::ranges::find(c.rights, code, &Right::code);
  return at == c.rights.end() ? nullptr : &*at;
}

std::vector<SaidOfRight> said_of_right(const Charter& c, std::string_view right, const Move& step) {
  std::vector<SaidOfRight> out;
  const Right* r = find_right(c.to_print(), right);
  if (!r) return out;
  const auto add = [&](std::string name, const std::string& words, std::string_view key) {
    if (words.empty()) return;
    const auto said = std::ranges::find(c.said, "rights/" + r->code + "/" + std::string(key), &Said::path);
    const bool in_part = said != c.said.end() && said->ground.kind == ValueGround::Kind::Part;
    out.push_back({std::move(name), words, in_part ? said->ground.ref : r->clause});
  };
  const bool refuses = step.to == ask::kRefusing || step.to == ask::kRefused;
  if (step.code == ask::kExtend) add("If it takes longer", r->extension, "extension");
  if (refuses || step.to == ask::kAnswered) add("Exceptions", r->exceptions, "exceptions");
  if (refuses) add("If we say no", r->refusal, "refusal");
  return out;
}

bool decides_on(const Charter& c, RoleIx role, std::string_view right) {
  const auto* r = find_right(c, right);
  const auto& code = c.at(role).code;
  return r && (r->decides == code || r->seconds == code);
}

CategorySet told_in_requests(const Charter& c) {
  CategorySet all;
  for (const auto& k : c.kinds)
    if (k.records_request) all = all | k.categories();
  return all;
}

bool may_be_objected_to(const Purpose& p) {
  return std::ranges::any_of(p.bases, [](const PurposeBasis& b) {
    return b.basis == Basis::PublicTask || b.basis == Basis::LegitimateInterests ||
           b.basis == Basis::RecognisedLegitimateInterest;
  });
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
    const auto until = answered_by(c, k, r);
    const int months = r.months ? r.months : kMonthsByLaw;
    const auto before = k.deadlines.size();
    k.deadlines.push_back(answer(r, until, "", {Span::Unit::StatutoryMonths, months}, longer, r.months > 0));
    if (r.days)
      k.deadlines.push_back(
          answer(r, until, "-days", {Span::Unit::Days, r.days}, {Span::Unit::Days, 60}, true));
    // Whichever of the two is earlier is the one that counts.
    for (auto i = before; k.from_outside && i < k.deadlines.size(); ++i)
      k.from_outside->follows.emplace_back(k.deadlines[i].code, "You have our answer");
  }
  std::vector<Option> uses;
  for (const auto& p : c.purposes)
    if (may_be_objected_to(p)) uses.push_back({p.code, p.name});
  put_options(k, ask::kPassedTo, who_decides_too(c));
  put_options(k, ask::kKeeps, category_options(c));
  put_options(k, ask::kUse, uses);
  put_options(k, ask::kRight, rights);
}

}  // namespace candour::charter
