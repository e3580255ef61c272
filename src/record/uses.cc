#include "record/uses.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/by_part.h"
#include "charter/sharing.h"
#include "charter/uses.h"
#include "people/values_in.h"
#include "record/agreements.h"
#include "record/by_notice.h"

namespace candour::record {

using people::rows_of;
using people::text_of;

namespace {

bool agreed_to_use(const charter::Values& values, std::string_view as) {
  return std::ranges::any_of(rows_of(values, charter::use_field::kFor), [&](const auto& one) {
    return one.is_string() && std::string_view(one.get_string()) == as;
  });
}

std::string part_of_kind(const charter::Charter& c, const ConsentForm& form) {
  const auto* use = c.kind_use(form.service, form.kind->ix);
  return use ? charter::by_part(use->clause) : std::string();
}

}  // namespace

Status check_use_step(const charter::Charter& c, const ConsentForm& form, const charter::Move& move,
                      const charter::Values& values, Date today) {
  namespace field = charter::use_field;
  if (!form.kind->records_use || std::ranges::find(move.asks, field::kAs) == move.asks.end()) return {};
  const auto part = part_of_kind(c, form);
  if (text_of(values, field::kRecognised) == field::kNobody) {
    if (!text_of(values, field::kChecked).empty()) return {};
    return invalid(std::string(field::kChecked),
                   "Say how you looked whether anybody can be recognised" + part + ".");
  }
  if (!agreed_to_use(values, text_of(values, field::kAs)))
    return invalid(std::string(field::kAs),
                   "They did not sign for this use" + part +
                       ". Ask them for a new permission, or take out all that shows who they are.");
  const auto again = parse_iso_date(text_of(values, field::kAskAgain));
  if (again && *again < today)
    return invalid(std::string(field::kAs), "They were to be asked again by " + long_date(*again) +
                                                ", and it is not used until they say yes" + part + ".");
  return {};
}

Status check_return(store::Session& db, const gate::Gate& gate, const ConsentForm& form,
                    const charter::Values& values, Date today) {
  const auto& c = gate.charter();
  namespace field = charter::return_field;
  if (!form.kind->records_return) return {};
  Wrongs wrongs;
  const auto* to = charter::find_recipient(c, text_of(values, field::kRecipient));
  if (!to)
    wrongs.slip(field::kRecipient,
                "Whoever is not in the notice gets no return: choose somebody of the list.");
  for (const auto& row : rows_of(values, field::kCounts)) {
    const auto* n = row.is_object() ? row.get_object().if_contains(field::kNumber) : nullptr;
    const auto number = n && n->is_int64()    ? n->get_int64()
                        : n && n->is_double() ? static_cast<std::int64_t>(n->get_double())
                                              : 0;
    if (number > 0 && number < charter::kFewest)
      wrongs.slip(field::kCounts,
                  "Fewer than " + std::to_string(charter::kFewest) +
                      " people could be recognised: put that group together with another one.");
  }
  std::vector<CategoryIx> what;
  for (const auto& one : rows_of(values, field::kWhat))
    if (const auto x = one.is_string() ? c.find_category(one.get_string()) : std::nullopt) what.push_back(*x);
  const bool figures = text_of(values, field::kSort) == field::kFigures;
  if (figures && !what.empty())
    wrongs.slip(field::kWhat, "Figures name nobody: choose “None of these”, or say what else it is.");
  if (!figures && what.empty()) wrongs.slip(field::kWhat, "Choose what kinds of information they get.");
  for (const auto category : what)
    if (const auto t =
            to && !figures ? charter::may_share(c, *to, category, form.service) : charter::SharingTerms{};
        to && !figures && !t.allowed)
      wrongs.refuse(field::kWhat, t.why_not + charter::by_part(t.clause), t.clause);
  if (to && !figures) {
    TRY(const bool holds, agreement_holds(db, gate, *to, today));
    if (!holds) wrongs.refuse(field::kRecipient, no_agreement_words(*to), to->clause);
  }
  return std::move(wrongs).status();
}

Status check_return_step(store::Session& db, const gate::Gate& gate, const ConsentForm& form,
                         const charter::Move& move, const charter::Values& values, Date today) {
  if (!form.kind->records_return || move.to != charter::return_field::kSent) return {};
  const auto may = check_return(db, gate, form, values, today);
  if (may || may.error().code != Code::Invalid) return may;
  const auto& first = may.error().fields.front().message;
  return tl::unexpected<Error>(
      by_notice(fail(Code::Conflict, "It may not be sent any more. " + first).value(), may.error().clause));
}

}  // namespace candour::record
