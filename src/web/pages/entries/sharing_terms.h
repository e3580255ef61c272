// On what terms somebody outside is told something, shown to whoever is about to write it down: the answer of
// charter/sharing.h, which the engine goes by too, and what of it stands today for this person.
#pragma once

#include "charter/values.h"
#include "people/not_told.h"
#include "web/frame/site.h"

namespace candour::web {

/// What the person does not want told to whoever stands for a body, a row for each.
void wish_rows(html::FactsCard& card, const charter::Charter& c, const std::vector<people::NotTold>& wishes);

/// `to`: a recipient of the charter; anything else, or another kind of form, changes nothing.
void begin_sharing(const Visit& v, const charter::Kind& kind, const std::string& to,
                   charter::RawAnswers& begins);

/// About whom, where, and who is to be told on what, as far as it is chosen: codes of the form.
struct TellingWhom {
  PersonId person;
  ServiceIx service{};
  std::string recipient, rests_on;
};
/// As it was typed, or as the form begins.
TellingWhom whom(const SentForm& form, const charter::RawAnswers& begins, PersonId person, ServiceIx service);
/// Empty for other kinds. Before somebody is chosen: the question who it is.
Result<html::Html> sharing_terms(const Site& site, const Visit& v, const Pass& pass,
                                 const charter::Kind& kind, const TellingWhom& whom);
/// The same of a sharing that is not told yet.
Result<html::Html> terms_of_sharing(const Site& site, const Visit& v, const Pass& pass,
                                    const charter::Kind& kind, const record::Entry& e);

}  // namespace candour::web
