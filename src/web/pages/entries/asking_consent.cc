#include "web/pages/entries/asking_consent.h"

#include "charter/consent_terms.h"
#include "web/frame/person_parts.h"

namespace candour::web {

void begin_consent(const Visit& v, const charter::Kind& kind, const std::string& purpose,
                   charter::RawAnswers& begins) {
  if (kind.records_consent && v.charter().find_purpose(purpose))
    begins.emplace(charter::consent_field::kPurpose, purpose);
}

html::Html words_to_show(const Visit& v, const charter::Kind& kind, const std::string& purpose) {
  const auto ix = kind.records_consent ? v.charter().find_purpose(purpose) : std::nullopt;
  if (!ix) return {};
  const auto& p = v.charter().at(*ix);
  return html::card("Read this with them: " + p.name,
                    html::typed_text(charter::consent_statement(v.charter(), p)));
}

}  // namespace candour::web
