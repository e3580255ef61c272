// The form of a kind: every field of the catalogue that the service collects, as the right question, with why
// it is asked beside each mandatory one. The names are those that charter/values.h reads. Pure; any thread.
#pragma once

#include "charter/values.h"
#include "web/frame/site.h"
#include "web/html/components.h"

namespace candour::web {

struct KindForm {
  const charter::Kind* kind = nullptr;
  const charter::KindUse* use = nullptr;  // may be null
  bool home_based = false;
  CategorySet may_write;        // fields of other categories are left out, and said so
  charter::RawAnswers answers;  // from to_raw(); what was typed counts where the form came back
  const SentForm* sent = nullptr;
  bool leave_out_files = false;  // where the form cannot carry any
  PersonId about;                // nil: somebody who is not here yet
  ServiceIx service{};
  const html::Problems* problems = nullptr;  // of a form of nobody who is signed in
};

/// The questions, without form element and button.
html::Html kind_fields(const Visit& v, const KindForm& f);
/// Now, in the fields that say when it happened: what is usually right needs no typing.
charter::RawAnswers answers_now(const charter::Kind& kind, UnixMs now);
/// The same for whoever is not signed in: no question of it offers staff, and nothing is said of who sees
/// what.
html::Html outside_fields(const KindForm& f);
/// What a POST of such a form holds (everything but the token and the form's own "_" fields).
charter::RawAnswers answers_of(const http::Fields& form);
/// What is wrong with what was typed, but for fields that this writer is not asked and files that come along.
std::vector<FieldProblem> problems_of(const charter::Kind& kind, CategorySet may_write,
                                      const charter::Checked& checked,
                                      const std::vector<http::Upload>& files = {});
/// Two people changed the same: where only the other changed an answer, theirs; else mine as typed. `base` is
/// what both began from.
charter::RawAnswers merged_answers(const charter::Kind& kind, const charter::RawAnswers& base,
                                   const charter::RawAnswers& theirs, const charter::RawAnswers& mine);
/// Two answers to the same form, field by field where they differ; `who` gave `theirs`.
html::Html what_differs(const charter::Kind& kind, const charter::Values& theirs, const charter::Values& mine,
                        const std::string& who);
/// The same with the words above it: who saved meanwhile, and what stands in the form below.
html::Html both_versions_words(const charter::Kind& kind, const charter::Values& theirs,
                               const charter::Values& form, const std::string& who, const std::string& when);
/// Whether the kind has a file or signature-file field, so that the form must be multipart.
bool has_files(const charter::Kind& kind);

}  // namespace candour::web
