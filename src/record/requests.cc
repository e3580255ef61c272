#include "record/requests.h"

#include <algorithm>

#include "charter/by_part.h"
#include "charter/requests.h"
#include "gate/standing.h"
#include "people/values_in.h"

namespace candour::record {

namespace {

namespace ask = charter::request_field;

bool holds(const gate::Actor& actor, const charter::Charter& c, const std::string& role, ServiceIx service) {
  const auto ix = c.find_role(role);
  return ix && std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
           return p.role == *ix && gate::covers(p, service);
         });
}

/// One of the two whom the right names; where it names nobody, whoever may take the step.
Status decides(const gate::Actor& actor, const charter::Charter& c, const charter::Right& r,
               ServiceIx service) {
  if (r.decides.empty() || holds(actor, c, r.decides, service) || holds(actor, c, r.seconds, service))
    return {};
  std::string who;
  for (const auto& code : {r.decides, r.seconds})
    if (const auto role = c.find_role(code)) who += (who.empty() ? "" : " or ") + c.at(*role).name;
  return not_allowed("This is decided by: " + who + ".", r.clause);
}

}  // namespace

Status check_request_step(const gate::Gate& gate, const gate::Actor& actor, const ConsentForm& form,
                          const charter::Move& move, const charter::Values& values) {
  if (!form.kind->records_request || std::ranges::find(ask::kDecided, move.to) == ask::kDecided.end())
    return {};
  const auto& c = gate.charter();
  const auto* right = charter::find_right(c, people::text_of(values, ask::kRight));
  if (!right)
    return fail(Code::Conflict,
                "Choose first which right it is: change the request, and then take this step.");
  CHECK_OK(decides(actor, c, *right, form.service));
  const auto& service = c.at(form.service);
  if (move.to == ask::kFeeing && !charter::may_cost(*right))
    return fail(Code::Conflict, "“" + right->name + "” costs whoever asks nothing" +
                                    charter::by_part(right->clause) +
                                    ". Answer it, or propose to refuse it.");
  const bool ends = move.to == ask::kAnswered || move.to == ask::kRefused || move.to == ask::kFee;
  if (ends && service.processor && people::text_of(values, ask::kForwarded).empty())
    return fail(Code::Conflict,
                "In “" + service.name + "” " + service.controller +
                    " decides about the information: pass the request on first, and write down "
                    "what they answered.");
  return {};
}

}  // namespace candour::record
