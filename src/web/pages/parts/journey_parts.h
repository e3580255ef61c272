// What the pages of referrals and of support share: the steps that the catalogue declares for them, as forms,
// and their codes in words. One request, one thread.
#pragma once

#include <optional>

#include "web/frame/person_parts.h"

namespace candour::web {

/// What a step asks and offers. Its row keeps choices and one text, so there are no other questions.
html::Html step_questions(const SentForm& form, const charter::Kind& kind, const charter::Move& move);
/// The answers of such a form.
charter::Values step_answers(const charter::Kind& kind, const charter::Move& move, const http::Fields& form);
/// A code that a step left, in words: of whichever of its choices has it.
std::string reason_words(const charter::Kind& kind, std::string_view code);
/// A state in words.
std::string state_words(const charter::Kind& kind, std::string_view state);

/// Who may send somebody: the person, those around them, staff, and the recipients that are sources too.
std::vector<html::Choice> referrer_choices(const charter::Charter& c);
std::string referrer_words(const charter::Charter& c, std::string_view code);

/// The steps before the last, with what they left: of one referral or place in a service. Empty: none.
html::Html earlier_steps(const Visit& v, const charter::Kind& kind, PersonId person,
                         const std::vector<people::JourneyStep>& steps, EntryId thing, std::int64_t version);

/// An id that a form may leave empty. Errors: Invalid at its field, when it is none.
template <class Id>
Result<std::optional<Id>> chosen(const http::Fields& form, std::string_view field, std::string_view words) {
  const auto typed = form.trimmed(field);
  const auto id = Id::parse(typed);
  if (!id && !typed.empty()) return invalid(std::string(field), std::string(words));
  return id;
}
/// What a form says of a place in a service; either may be left empty.
struct InPlace {
  std::optional<TeamId> team;
  std::optional<StaffId> worker;
};
Result<InPlace> in_place(const http::Fields& form);

std::vector<html::Choice> team_choices(const Visit& v, ServiceIx service);
/// Those who could be allocated in a service.
Result<std::vector<html::Choice>> worker_choices(const Visit& v, ServiceIx service);

}  // namespace candour::web
