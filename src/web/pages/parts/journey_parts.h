// What the pages of referrals and of support share: the steps that the catalogue declares for them, as forms,
// and their codes in words. One request, one thread.
#pragma once

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

std::vector<html::Choice> team_choices(const Visit& v, ServiceIx service);
/// Those who could be allocated in a service.
Result<std::vector<html::Choice>> worker_choices(const Visit& v, ServiceIx service);

}  // namespace candour::web
