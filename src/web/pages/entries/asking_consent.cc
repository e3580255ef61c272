#include "web/pages/entries/asking_consent.h"

#include "charter/consent_terms.h"
#include "web/frame/person_parts.h"

namespace candour::web {

void begin_consent(const Visit& v, const charter::Kind& kind, const std::string& purpose,
                   charter::RawAnswers& begins) {
  if (kind.records_consent && charter::agreed_to(v.charter(), purpose))
    begins.emplace(charter::consent_field::kPurpose, purpose);
}

html::Html words_to_show(const Visit& v, const charter::Kind& kind, const std::string& purpose) {
  const auto to = kind.records_consent ? charter::agreed_to(v.charter(), purpose) : std::nullopt;
  if (!to) return {};
  return html::card("Read this with them: " + to->name,
                    html::typed_text(charter::consent_statement(v.charter(), *to)));
}

}  // namespace candour::web
